"""Uncertain volumes: what agents are planned for, and how the volume of an interval is distributed."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang import _core
from erlang._staffing.values import number
from erlang._staffing.words import Average, PlanFor, RateKind, choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

# What comes with an uncertain volume, after the numbers of every requirement; in the order of the core.
EXTRA = ("planned_volume", "service_level_calls", "service_level_intervals", "probability_met")
_CASES = 2  # the core's number of volumes that are one of a few


@dataclass(frozen=True)
class Plan:
    """What agents are for where the volume is uncertain."""

    what: str | float  # "expected", or the probability with which all targets are to hold
    rate: RateKind
    average: Average

    def solve(self, columns: Any, count: int, spread: Any, fractional: bool, rounding: int, *, gaps: bool) -> Any:
        """The core's numbers and codes; ``spread`` holds a cv for every row or all, or the cases of every row."""
        kind = _CASES if spread.ndim == 2 else list(RateKind).index(self.rate)
        probability = self.what if isinstance(self.what, float) else math.nan
        by_intervals = self.average is Average.INTERVALS
        return _core.staffing.solve_uncertain(
            columns, count, kind, spread, probability, by_intervals, fractional, rounding, gaps
        )


def plan_of(function: str, plan_for: Any, options: Mapping[str, Any], sources: Mapping[str, Any]) -> Plan | None:
    """What is planned for, None for the mean.

    ``options`` (rate, average) and ``sources`` (cv, samples) mean nothing for the mean, and are refused with it.
    """
    what = what_of(function, plan_for)
    if what is None:
        for name, value in {**sources, **options}.items():
            if value is not None:
                given = "plan_for='mean' knows no" if plan_for is not None else "plan_for is missing beside"
                raise ValueError(f"{function}: {given} {name}: give plan_for='expected' or a probability")
        return None
    several = [name for name, value in sources.items() if value is not None]
    if len(several) > 1:
        raise ValueError(f"{function}: give either {' or '.join(several)}")
    if options.get("rate") is not None and sources.get("samples") is not None:
        raise ValueError(f"{function}: rate goes with cv, and samples are a distribution of their own")
    rate = options.get("rate")
    average = options.get("average")
    kinds, averages = tuple(RateKind), tuple(Average)
    return Plan(
        what,
        kinds[0 if rate is None else choice(rate, kinds, function=function, argument="rate")],
        Average.CALLS
        if average is None
        else averages[choice(average, averages, function=function, argument="average")],
    )


def what_of(function: str, plan_for: Any) -> str | float | None:
    """None for the mean, ``"expected"``, or a probability."""
    rule = f"{function}: plan_for must be 'mean', 'expected' or a probability in (0, 1), got"
    if plan_for is None or (isinstance(plan_for, str) and plan_for == "mean"):
        return None
    if isinstance(plan_for, str):
        if plan_for != "expected":
            raise ValueError(f"{rule} {plan_for!r}")
        return str(PlanFor.EXPECTED)
    if isinstance(plan_for, bool) or not isinstance(plan_for, numbers.Real):
        raise TypeError(f"{rule} {type(plan_for).__name__}")
    if not 0 < float(plan_for) < 1:
        raise ValueError(f"{rule} {float(plan_for):g}")
    return float(plan_for)


def refuse_with(function: str, values: Mapping[str, Any]) -> None:
    """``ValueError`` for what the model of an uncertain volume does not have."""
    from erlang._staffing.door import distribution_of

    for name in ("load", "lines", "redial"):
        value = values.get(name)
        if value is not None and not (name == "redial" and isinstance(value, (int, float)) and value == 0):
            needed = "needs volume, interval and aht, not load" if name == "load" else f"does not go with {name}"
            raise ValueError(f"{function}: plan_for {needed}")
    if distribution_of(values.get("patience")) is not None:
        raise ValueError(f"{function}: plan_for does not go with a distribution of patience; give its mean")


def cv_given(function: str, cv: Any) -> Any:
    """A coefficient of variation, or an array of them, at the door."""
    import numpy as np

    values = np.asarray(number(cv, function=function, argument="cv"), dtype=float)
    wrong = ~((values >= 0) & (values <= 10))
    if wrong.any():
        at = f" at index {int(np.flatnonzero(wrong.ravel())[0])}" if values.ndim else ""
        raise ValueError(f"{function}: cv must be in [0, 10], got {values[wrong].ravel()[0]:g}{at}")
    return values
