"""The days of a simulation beside their targets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from erlang._simulation.centre import Queue
from erlang._simulation.result import _ASA, SimulationResult, core_measure, targets_of
from erlang._units import seconds

if TYPE_CHECKING:
    import pandas as pd

_TOLERANCE = 1e-12
_COLUMNS = ("queue", "date", "target", "goal", "value", "half_width", "verdict", "close", "share_met")


@dataclass(frozen=True)
class Goal:
    """One target: the measure it is about, the figure, and on which side of it the good lies."""

    target: str
    measure: str
    goal: float
    at_least: bool = False

    def meets(self, value: Any) -> Any:
        if self.at_least:
            return value >= self.goal * (1.0 - _TOLERANCE)
        return value <= self.goal * (1.0 + _TOLERANCE) + (_TOLERANCE if self.goal == 0.0 else 0.0)

    def close(self, value: float, half_width: float) -> bool:
        return half_width > 0.0 and abs(value - self.goal) <= half_width


def judge(result: SimulationResult, targets: Any, flat: dict[str, Any]) -> pd.DataFrame:
    """The frame of :meth:`SimulationResult.judge`."""
    import pandas as pd

    if flat:
        if targets is not None:
            raise TypeError("judge: give targets= or its fields as keywords, not both")
        from erlang.staffing import Targets

        targets = Targets(**flat)
    rows: list[tuple[Any, ...]] = []
    for at, queue in enumerate(result.centre.queues):
        estimates = result.day_estimates[at]
        sides = result.ratios(queue.name)
        dates = result.dates(queue)
        for day in range(len(estimates)):
            if not estimates[day, core_measure(queue, "offered"), 0] > 0.0:
                continue
            for goal in goals(queue, targets_of(targets, queue.name)):
                position = core_measure(queue, goal.measure)
                value, half_width = (float(part) for part in estimates[day, position])
                share = _share(goal, sides[:, day, position])
                rows.append(
                    (
                        queue.name,
                        dates[day],
                        goal.target,
                        goal.goal,
                        value,
                        half_width,
                        "met" if goal.meets(value) else "missed",
                        goal.close(value, half_width),
                        share,
                    )
                )
    frame: pd.DataFrame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(
        {"goal": float, "value": float, "half_width": float, "close": bool, "share_met": float}
    )
    return frame


def goals(queue: Queue, targets: Any) -> list[Goal]:
    """What the targets ask of a queue, in their order; 80 % in 20 s where they ask nothing."""

    def given(name: str) -> Any:
        value = getattr(targets, name, None)
        return getattr(value, "value", value)

    found = []
    if given("service_level") is not None:
        definition = given("definition") or "answered_of_offered"
        _same(queue, "answer_within", given("answer_within"), queue.answer_within)
        if definition in ("abandons_excluded", "abandons_counted") and given("short_abandon") is not None:
            _same(queue, "short_abandon", given("short_abandon"), _first(queue.short_abandon, queue.answer_within))
        found.append(Goal("service_level", str(definition), float(given("service_level")), at_least=True))
    if given("max_asa") is not None:
        measure = _ASA[str(given("asa_of") or "answered")]
        goal = seconds(given("max_asa"), function="judge", argument="max_asa")
        found.append(Goal("asa", "asa_answered" if measure == "asa" else measure, goal))
    found.extend(
        Goal(name, name, float(given(f"max_{name}")))
        for name in ("abandonment", "blocking", "occupancy", "wait_probability")
        if given(f"max_{name}") is not None
    )
    if given("max_wait") is not None:
        _same(queue, "max_wait", given("max_wait"), queue.max_wait)
        found.append(Goal("max_wait", "wait_within", float(given("max_wait_percentile")), at_least=True))
    if not found:
        _same(queue, "answer_within", 20.0, queue.answer_within)
        found.append(Goal("service_level", "answered_of_offered", 0.8, at_least=True))
    return found


def _first(value: Any, other: Any) -> Any:
    return other if value is None else value


def _same(queue: Queue, name: str, wanted: Any, simulated: Any) -> None:
    asked = seconds(wanted, function="judge", argument=name)
    if simulated is None or not math.isclose(asked, simulated, rel_tol=1e-12, abs_tol=1e-12):
        found = "none" if simulated is None else f"{simulated:g} s"
        raise ValueError(
            f"judge: {name} of the target must be the one of queue {queue.name!r} in the simulation ({found}), "
            f"got {asked:g} s"
        )


def _share(goal: Goal, sides: Any) -> float:
    """Share of replications that meet the goal on a day, of those in which there is something to judge."""
    some = sides[:, 1] > 0.0
    if not some.any():
        return math.nan
    return float(np.mean(goal.meets(sides[some, 0] / sides[some, 1])))
