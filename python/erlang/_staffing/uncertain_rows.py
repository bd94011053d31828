"""Uncertain volumes in tables: where the spread of every row comes from, and the rows for the core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang._staffing.door import INPUTS
from erlang._staffing.requirement import NUMBERS
from erlang._staffing.uncertain import Plan, cv_given
from erlang._staffing.words import DEFINITIONS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from erlang._staffing.rows import Rows

    Floats = npt.NDArray[np.float64]

P90 = 1.2815515655446004  # of a standard normal
LOW, HIGH = "offered_p10", "offered_p90"


@dataclass(frozen=True)
class Uncertain:
    """How the volumes of the kept rows are distributed."""

    plan: Plan
    spread: Floats  # a cv, or cases, per kept row
    cv: Floats  # per row of the table, to be shown

    def solve(self, columns: list[Any], fractional: bool, rounding: int) -> Any:
        """The core's numbers and codes."""
        return self.plan.solve(columns, len(self.spread), self.spread, fractional, rounding, gaps=True)


def uncertain_rows(frame: pd.DataFrame, rows: Rows, plan: Plan, cv: Any, samples: Any, function: str) -> Uncertain:
    """The uncertainty of every kept row: its cv, or its volume in every path with the load carried as in the row."""
    import numpy as np

    for name in ("lines", "redial"):
        values = rows.inputs.values[name]
        if values is not None and (values > 0).any():
            raise ValueError(f"{function}: plan_for does not go with {name} (column {rows.inputs.columns[name]!r})")
    named = rows.inputs.canonical(frame)
    if samples is None:
        found = row_spread(frame, named, rows.kept, cv, function)
        return Uncertain(plan, np.ascontiguousarray(found[rows.kept]), found)
    if "interval_start" in named.columns:
        from erlang._staffing.stamps import stamps_of

        named["interval_start"] = stamps_of(
            named["interval_start"], rows.inputs.columns.get("interval_start", "interval_start"), function
        )
    cases = carried_cases(rows, cases_of(named, samples, function))
    shares = np.full(rows.count, np.nan)
    mean = cases.mean(axis=1)
    shares[rows.kept] = np.divide(cases.std(axis=1), mean, out=np.zeros(len(mean)), where=mean > 0)
    return Uncertain(plan, cases, shares)


def carried_cases(rows: Rows, cases: Floats) -> Floats:
    """The volumes of the kept rows that stand for the load of every path, carried across rows as its own."""
    import numpy as np

    if rows.carry is None:
        return np.ascontiguousarray(cases[rows.kept])
    return np.ascontiguousarray(np.column_stack([rows.carry(path) for path in cases.T])[rows.kept])


def expected_within(rows: Rows, agents: Floats, uncertain: Uncertain) -> Floats:
    """The expected share of offered that so many agents answer in time: bounds of both kinds leave no other number."""
    import numpy as np

    columns = list(rows.columns)
    columns[INPUTS.index("definition")] = np.array([float(DEFINITIONS.index("answered_of_offered"))])
    columns[INPUTS.index("short_abandon")] = None
    columns[INPUTS.index("min_agents")] = agents
    columns[INPUTS.index("max_agents")] = np.maximum(agents, 1.0)
    found = uncertain.solve(columns, bool((agents % 1).any()), 0)[0][NUMBERS.index("service_level")]
    return np.asarray(np.nan_to_num(found, nan=1.0))


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
    noisy = (2.0 * np.maximum(reach, 0.0) / P90) ** 2 - 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sqrt(np.maximum(noisy, 0.0) / mean)
    known = ~(np.isnan(mean) | np.isnan(low) | np.isnan(high))
    return np.where(known, np.where(mean > 0, np.minimum(found, 10.0), 0.0), np.nan)


def row_spread(frame: pd.DataFrame, named: pd.DataFrame, kept: Any, cv: Any, function: str) -> Floats:
    """The cv of every row, from the column ``cv`` where not null, the argument, or the quantiles of ``offered``."""
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
    elif LOW in frame.columns and HIGH in frame.columns:
        low, high = (_cells(frame[name], name, name, 1.0, function) for name in (LOW, HIGH))
        offered = pd.to_numeric(named["offered"], errors="coerce").to_numpy(dtype=float)
        wrong = np.flatnonzero((low < 0) | (high < low))
        if wrong.size:
            row = int(wrong[0])
            raise ValueError(
                f"{function}: {LOW} must be >= 0 and at most {HIGH}, got {low[row]:g} and {high[row]:g} in row {row}"
            )
        found = np.where(np.isnan(found), cv_of_quantiles(offered, low, high), found)
    elif not own:
        raise ValueError(f"{function}: plan_for needs cv, samples, or the columns {LOW} and {HIGH}")
    missing = kept[np.isnan(found[kept])]
    if len(missing):
        raise ValueError(f"{function}: plan_for needs cv, or {LOW} and {HIGH}, in every row: row {missing[0]} has none")
    return np.asarray(found)


def cases_of(named: pd.DataFrame, samples: Any, function: str) -> Floats:
    """The volumes of the paths, rows x samples, for a table with ``interval_start`` and maybe ``queue``."""
    import numpy as np
    import pandas as pd

    from erlang._frames import is_frame, to_pandas
    from erlang._staffing.stamps import stamps_of

    if not is_frame(samples):
        raise TypeError(f"{function}: samples must be a table, got {type(samples).__name__}")
    paths = to_pandas(samples, function=function)[0].copy()
    absent = [name for name in ("sample", "interval_start", "offered") if name not in paths.columns]
    if absent:
        raise ValueError(f"{function}: samples need the columns sample, interval_start and offered; no {absent[0]!r}")
    if "interval_start" not in named.columns:
        raise ValueError(f"{function}: samples go with a table that has interval_start")
    if not len(paths):
        raise ValueError(f"{function}: samples must hold at least one path, got none")
    keys = ["interval_start"]
    if "queue" in named.columns:
        if "queue" not in paths.columns and named["queue"].nunique() > 1:
            raise ValueError(f"{function}: samples need the column queue for a table of several queues")
        keys = ["queue", "interval_start"] if "queue" in paths.columns else keys
    elif "queue" in paths.columns and paths["queue"].nunique() > 1:
        raise ValueError(f"{function}: samples of several queues go with a table that has queue")
    paths["interval_start"] = _instants(stamps_of(paths["interval_start"], "interval_start", function))
    named = named.assign(interval_start=_instants(named["interval_start"]))
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


def _instants(stamps: pd.Series[Any]) -> pd.Series[Any]:
    """Stamps in UTC, where they have a zone, and in one unit."""
    found: pd.Series[Any] = (stamps.dt.tz_convert("UTC") if stamps.dt.tz is not None else stamps).dt.as_unit("ns")
    return found


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
