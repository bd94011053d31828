"""The settings as one value: sections, queues of their own, shifts, and where each value came from."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from erlang._settings.kinds import UnfitError
from erlang._settings.schema import (
    KEYS,
    QUEUE_KEYS,
    SECTIONS,
    BreakSection,
    ForecastSection,
    HistorySection,
    OutputSection,
    ScheduleSection,
    ShiftSection,
    SimulationSection,
    StaffingSection,
    TargetsSection,
)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set for a plan; a value that is None was not given.

    Sections hold the argument names of the Python functions, ``queue`` what single queues have of their own, ``shift``
    the kinds of shifts. `read_settings` reads one from a file, `replace` changes values by their bare names.

    Examples
    --------
    >>> import erlang
    >>> settings = erlang.Settings().replace(service_level=0.9, answer_within="30s")
    >>> settings.targets.answer_within, settings.value("rounding"), settings.given("rounding")
    (30.0, 'up', False)
    """

    history: HistorySection = field(default_factory=HistorySection)
    targets: TargetsSection = field(default_factory=TargetsSection)
    staffing: StaffingSection = field(default_factory=StaffingSection)
    forecast: ForecastSection = field(default_factory=ForecastSection)
    schedule: ScheduleSection = field(default_factory=ScheduleSection)
    simulation: SimulationSection = field(default_factory=SimulationSection)
    output: OutputSection = field(default_factory=OutputSection)
    queue: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shift: tuple[ShiftSection, ...] = ()

    def value(self, name: str, queue: str | None = None) -> Any:
        """The value of a key, its default where it was not given; with `queue` that queue's own wins."""
        if queue is not None and self.queue.get(queue, {}).get(name) is not None:
            return self.queue[queue][name]
        info = KEYS[name]
        found = getattr(getattr(self, info.section), name)
        return info.default if found is None else found

    def given(self, name: str) -> bool:
        """Whether a key was given; shifts that were written back as the default they are were not."""
        if name == "shift":
            return bool(self.shift) and "shift" not in (self.output.defaults or ())
        return getattr(getattr(self, KEYS[name].section), name) is not None

    def replace(self, **values: Any) -> Settings:
        """Settings with some values changed, by their bare names; None takes a value away.

        Raises ``ValueError`` for a value that the key cannot hold, ``TypeError`` for a name that is no key.
        """
        sections: dict[str, dict[str, Any]] = {}
        whole: dict[str, Any] = {}
        for name, value in values.items():
            if name == "shifts":
                whole["shift"] = tuple(_shift(item) for item in value or ())
            elif name == "queue":
                whole["queue"] = {str(one): queue_values(keys, f"queue.{one}") for one, keys in value.items()}
            elif name in KEYS:
                sections.setdefault(KEYS[name].section, {})[name] = checked(name, value, place=name)
            else:
                raise TypeError(f"plan: {unknown_key(name, [*KEYS, 'shifts', 'queue'])}")
        if "shift" in whole:
            sections.setdefault("output", {})["defaults"] = None
        for section, keys in sections.items():
            whole[section] = dataclasses.replace(getattr(self, section), **keys)
        return dataclasses.replace(self, **whole)

    def items(self) -> list[tuple[str, str, Any]]:
        """(section, key, value) of every key that holds a value."""
        found = []
        for section, cls in SECTIONS.items():
            for item in dataclasses.fields(cls):
                value = getattr(getattr(self, section), item.name)
                if value is not None:
                    found.append((section, item.name, value))
        return found


def checked(name: str, value: Any, *, place: str) -> Any:
    """`value` as the key `name` holds it; ``ValueError`` saying the place, what was expected and what was found."""
    if value is None:
        return None
    kind = KEYS[name].kind
    try:
        return kind.check(value)
    except UnfitError as error:
        raise ValueError(f"{place} must be {kind.expected}, got {value!r}{error.why}") from None


def checked_fields(cls: type, values: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The keys of a shift or a break, each checked."""
    known = {item.name: item.metadata for item in dataclasses.fields(cls) if item.metadata}
    result = {}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{place}: {unknown_key(name, list(known))}")
        try:
            result[name] = known[name]["kind"].check(value)
        except UnfitError:
            raise ValueError(f"{place}: {name} must be {known[name]['kind'].expected}, got {value!r}") from None
    return result


def _shift(item: Any) -> ShiftSection:
    """An `erlang.Shift`, or a section of settings, as a section of settings."""
    if isinstance(item, ShiftSection):
        return item
    breaks = tuple(
        BreakSection(**checked_fields(BreakSection, {n: getattr(one, n) for n in _BREAK_FIELDS}, "shift"))
        for one in item.breaks
    )
    given = {n: value for n in _SHIFT_FIELDS if (value := getattr(item, n)) is not None}
    fields = checked_fields(ShiftSection, given, "shift")
    return ShiftSection(**fields, breaks=breaks)


_BREAK_FIELDS = ("length", "start", "every", "paid")
_SHIFT_FIELDS = ("name", "length", "first_start", "last_start", "every", "days")


def unknown_key(name: str, known: list[str], section: str | None = None) -> str:
    """What to say about a key that does not exist: the closest ones, or the section where it belongs."""
    if section is not None and name in KEYS and KEYS[name].section != section:
        return f"key {name!r} belongs in [{KEYS[name].section}]"
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if not close and section is not None:
        close = difflib.get_close_matches(name, [*KEYS], n=3, cutoff=0.75)
        if close:
            places = ", ".join(f"{other!r} in [{KEYS[other].section}]" for other in close)
            return f"unknown key {name!r}; the closest are {places}"
    if close:
        return f"unknown key {name!r}; the closest are " + ", ".join(repr(other) for other in close)
    return f"unknown key {name!r}; known are " + ", ".join(known)


def queue_values(values: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The keys of one queue, each checked."""
    result = {}
    for name, value in values.items():
        if name not in QUEUE_KEYS:
            raise ValueError(f"{place}: {unknown_key(name, list(QUEUE_KEYS))}")
        result[name] = checked(name, value, place=f"{place} {name}")
    return result
