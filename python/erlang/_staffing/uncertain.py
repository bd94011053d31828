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
    import pandas as pd

    Floats = npt.NDArray[np.float64]

# What comes with an uncertain volume, after the numbers of every requirement; in the order of the core.
EXTRA = ("planned_volume", "service_level_calls", "service_level_intervals", "probability_met")
_CASES = 2  # the core's number of volumes that are one of a few
_P90 = 1.2815515655446004  # of a standard normal
_LOW, _HIGH = "offered_p10", "offered_p90"


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
        if values.get(name) is not None:
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


def cv_of_quantiles(offered: Any, low: Any, high: Any) -> Floats:
    """The coefficient of variation of the rate behind the quantiles 0.1 and 0.9 of a count.

    A count is Poisson about its rate: its variance is m + (cv · m)². On the square-root scale, on which the forecast
    makes its quantiles, that is a standard deviation of ½ √(1 + cv² m), of which half the distance of the two is
    1.2816. What is narrower than Poisson noise has cv 0. A lower quantile of 0 may be cut off, so that only the upper
    one counts then.
    """
    import numpy as np

    mean, low, high = (np.asarray(values, dtype=float) for values in (offered, low, high))

    def root(values: Floats) -> Floats:
        return np.sqrt(values + 0.375)

    reach = np.where(low > 0, 0.5 * (root(high) - root(low)), root(high) - root(mean))
    noisy = (2.0 * np.maximum(reach, 0.0) / _P90) ** 2 - 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sqrt(np.maximum(noisy, 0.0) / mean)
    return np.asarray(np.where(mean > 0, np.minimum(found, 10.0), 0.0))


def row_spread(frame: pd.DataFrame, named: pd.DataFrame, kept: Any, cv: Any, function: str) -> tuple[Floats, bool]:
    """The cv of every kept row, from the column ``cv`` where not null, the argument, or the quantiles of ``offered``;
    and whether it comes from nothing but a column ``cv``."""
    import numpy as np
    import pandas as pd

    from erlang._staffing.inputs import _cells

    count = len(frame)
    found = np.full(count, np.nan)
    own = "cv" in frame.columns
    if own:
        found = _cells(frame["cv"], "cv", "cv", 1.0, function)
        wrong = np.flatnonzero(~np.isnan(found) & ~((found >= 0) & (found <= 10)))
        if wrong.size:
            raise ValueError(f"{function}: cv must be in [0, 10], got {found[wrong[0]]:g} in row {wrong[0]}")
    if cv is not None:
        values = cv_given(function, cv)
        if values.shape not in ((), (count,)):
            raise ValueError(f"{function}: cv must be one value or one per row ({count}), got shape {values.shape}")
        found = np.where(np.isnan(found), values, found)
    elif _LOW in frame.columns and _HIGH in frame.columns:
        low, high = (pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float) for name in (_LOW, _HIGH))
        offered = pd.to_numeric(named["offered"], errors="coerce").to_numpy(dtype=float)
        wrong = np.flatnonzero((low < 0) | (high < low))
        if wrong.size:
            row = int(wrong[0])
            raise ValueError(
                f"{function}: {_LOW} must be >= 0 and at most {_HIGH}, got {low[row]:g} and {high[row]:g} in row {row}"
            )
        found = np.where(np.isnan(found), cv_of_quantiles(offered, low, high), found)
    elif not own:
        raise ValueError(f"{function}: plan_for needs cv, samples, or the columns {_LOW} and {_HIGH}")
    missing = kept[np.isnan(found[kept])]
    if len(missing):
        raise ValueError(
            f"{function}: plan_for needs cv, or {_LOW} and {_HIGH}, in every row: row {missing[0]} has none"
        )
    return found, own


def cases_of(named: pd.DataFrame, samples: Any, function: str) -> Floats:
    """The volumes of the paths, rows x samples, for a table with ``interval_start`` and maybe ``queue``."""
    import numpy as np
    import pandas as pd

    from erlang._frames import is_frame, to_pandas

    if not is_frame(samples):
        raise TypeError(f"{function}: samples must be a table, got {type(samples).__name__}")
    paths = to_pandas(samples, function=function)[0]
    absent = [name for name in ("sample", "interval_start", "offered") if name not in paths.columns]
    if absent:
        raise ValueError(f"{function}: samples need the columns sample, interval_start and offered; no {absent[0]!r}")
    if "interval_start" not in named.columns:
        raise ValueError(f"{function}: samples go with a table that has interval_start")
    keys = ["interval_start"]
    if "queue" in named.columns:
        if "queue" not in paths.columns and named["queue"].nunique() > 1:
            raise ValueError(f"{function}: samples need the column queue for a table of several queues")
        keys = ["queue", "interval_start"] if "queue" in paths.columns else keys
    elif "queue" in paths.columns and paths["queue"].nunique() > 1:
        raise ValueError(f"{function}: samples of several queues go with a table that has queue")
    volumes = pd.to_numeric(paths["offered"], errors="coerce").to_numpy(dtype=float)
    wrong = np.flatnonzero(~(volumes >= 0) | np.isinf(volumes))
    if wrong.size:
        raise ValueError(f"{function}: offered of samples must be >= 0, got {volumes[wrong[0]]:g} in row {wrong[0]}")
    paths = paths[["sample", *keys]].assign(offered=volumes)
    if paths.duplicated(["sample", *keys]).any():
        row = int(np.flatnonzero(paths.duplicated(["sample", *keys]).to_numpy())[0])
        raise ValueError(f"{function}: samples hold one row per sample and interval, row {row} is there twice")
    wide = paths.pivot(index=keys, columns="sample", values="offered")
    places = wide.index.get_indexer(pd.MultiIndex.from_frame(named[keys]) if len(keys) > 1 else named[keys[0]])
    values = np.where((places >= 0)[:, None], wide.to_numpy()[places], np.nan)
    holes = np.flatnonzero(np.isnan(values).any(axis=1) & named["offered"].notna().to_numpy())
    if holes.size:
        raise ValueError(f"{function}: samples lack the interval of row {holes[0]}, or hold it in some paths only")
    warn_of_counts(volumes, function)
    return np.ascontiguousarray(values)


def warn_of_counts(volumes: Floats, function: str) -> None:
    """One PlanningWarning where the paths are counts: their Poisson noise is in the queue already."""
    import warnings

    import numpy as np

    from erlang._warnings import PlanningWarning

    if volumes.size and (volumes > 0).any() and np.array_equal(volumes, np.floor(volumes)):
        warnings.warn(
            f"{function}: samples hold whole numbers only, so counts: their Poisson noise is taken for an uncertain "
            'rate; use samples(kind="rate")',
            PlanningWarning,
            stacklevel=4,
        )
