"""The targets of each queue: which are given, which are taken, and how they are said."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from erlang._settings import Settings
from erlang._settings.schema import DEFAULT_TARGETS, TargetsSection
from erlang._units import format_seconds

if TYPE_CHECKING:
    from erlang.staffing import Targets

JUDGED = {
    "service_level": "service_level",
    "max_asa": "asa",
    "max_abandonment": "abandonment",
    "max_blocking": "blocking",
    "max_occupancy": "occupancy",
    "max_wait_probability": "wait_probability",
    "max_wait": "max_wait",
}
"""The targets proper, in their order, and what a day is judged by; the other keys are bounds and options."""

AT_LEAST = ("service_level", "max_wait")
"""Targets whose measure, a share, is to be at least the goal; the others are upper bounds."""

_NAMES = tuple(item.name for item in fields(TargetsSection))


@dataclass(frozen=True)
class QueueTargets:
    """The targets of one queue: values by name, and whether they were taken as default."""

    values: dict[str, Any]
    taken: bool

    @property
    def judged(self) -> dict[str, float]:
        """What each day is judged by, with its goal: the targets proper, no bounds and no options."""
        goals = {word: float(self.values[name]) for name, word in JUDGED.items() if name in self.values}
        if "max_wait" in goals:
            goals["max_wait"] = float(self.values["max_wait_percentile"])
        return goals


def queue_targets(settings: Settings, queue: str | None) -> QueueTargets:
    """The targets of a queue: its own, else those of all, else 80 % in 20 s; and 1 agent in every open interval."""
    own = settings.queue.get(queue, {}) if queue is not None else {}
    values = {}
    for name in _NAMES:
        value = own.get(name)
        if value is None:
            value = getattr(settings.targets, name)
        if value is not None:
            values[name] = value
    taken = not any(name in values for name in (*JUDGED, *DEFAULT_TARGETS, "max_wait_percentile"))
    if taken:
        values.update(DEFAULT_TARGETS)
    values.setdefault("min_agents", 1)
    return QueueTargets(values, taken)


def targets_value(targets: QueueTargets) -> Targets:
    """The targets as the staffing room takes them; ``ValueError`` for half-given pairs and options without target."""
    from erlang.staffing import Targets

    return Targets(**targets.values)


def defaults_taken(settings: Settings) -> dict[str, Any]:
    """The target keys that the effective settings write as defaults."""
    found = queue_targets(settings, None)
    taken = {name: value for name, value in found.values.items() if getattr(settings.targets, name) is None}
    if "service_level" in found.values and settings.targets.definition is None:
        taken["definition"] = "answered_of_offered"
    if "max_asa" in found.values and settings.targets.asa_of is None:
        taken["asa_of"] = "answered"
    return taken


def percent(value: float) -> str:
    """A fraction in per cent, without needless zeros."""
    return f"{100 * value:.10g} %"


def goal_text(target: str, targets: QueueTargets) -> str:
    """A target as it is said: '80 % in 20 s'."""
    goal = targets.judged[target]
    if target == "service_level":
        return f"{percent(goal)} in {in_seconds(targets.values['answer_within'])}"
    if target == "max_wait":
        return f"{percent(goal)} waiting at most {in_seconds(targets.values['max_wait'])}"
    if target == "asa":
        return f"an average speed of answer of {in_seconds(goal)}"
    return f"{target.replace('_', ' ')} up to {percent(goal)}"


def measure_of(target: str) -> str:
    """The measure of the simulation behind what a day is judged by."""
    return "wait_within" if target == "max_wait" else target


def in_seconds(value: float) -> str:
    """Short times in seconds, longer ones as duration."""
    return f"{value:g} s" if value < 120 else format_seconds(value)


def value_text(target: str, value: float) -> str:
    """A measured value as it is said."""
    return f"{value:.1f} s" if target == "asa" else f"{100 * value:.1f} %"
