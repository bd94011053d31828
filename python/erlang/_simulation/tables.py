"""The centre that a requirement and a schedule's coverage describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from erlang._frames import to_pandas
from erlang._interval import infer_interval
from erlang._simulation.centre import DEFINITIONS, Centre, Group, Queue
from erlang._simulation.result import targets_of
from erlang._simulation.stamps import Floats
from erlang._units import seconds

if TYPE_CHECKING:
    import pandas as pd

_FUNCTION = "centre_from_tables"


def centre_from_tables(
    requirement: Any,
    coverage: Any,
    *,
    shrinkage: Any = None,
    patience: Any = None,
    aht: Any = None,
    lines: Any = None,
    targets: Any = None,
    answer_within: Any = None,
    short_abandon: Any = None,
    max_wait: Any = None,
    definition: str | None = None,
    samples: Any = None,
    interval: Any = None,
    coverage_interval: Any = None,
) -> Centre:
    """The centre of a requirement (who calls) and a coverage (who is there).

    People on duty and not on a break become people on the phones by the factor 1 − shrinkage; where that is no whole
    number, one uniform number per replication, queue and day decides floor or ceiling for all its slots.

    Parameters
    ----------
    requirement : frame
        queue, interval_start, offered, aht and, where they vary, patience, shrinkage, lines: one row per open interval.
        A cell that is not null wins over the argument. Without a column queue there is one queue, named ``""``.
    coverage : frame
        queue, interval_start, covered; or `agents` (already on the phones) instead of `covered`. Its slots may be finer
        than the intervals of the requirement. A queue without slots has nobody.
    shrinkage : float, Shrinkage or mapping of queue to either
    patience, aht : duration or mapping of queue to duration, optional
    lines : float or mapping of queue to float, optional
    targets : Targets or mapping of queue to Targets, optional
        Gives the thresholds and definitions not given by themselves.
    answer_within, short_abandon, max_wait, definition : optional
        As for :class:`Queue`.
    samples : frame, optional
        sample, queue, interval_start, offered: paths of expected contacts, as ``forecast.samples(n, kind="rate")``
        gives them; replication r then runs with path r instead of the requirement's volumes.
    interval, coverage_interval : duration, optional
        Lengths of the rows of both tables; found as everywhere where not given.

    Returns
    -------
    Centre
        With the queues in the order of their first rows, each with a group of its name.

    Raises
    ------
    ValueError
        For missing columns, repeated rows and paths that do not have every interval.

    Examples
    --------
    >>> import pandas as pd
    >>> stamps = pd.date_range("2026-01-05 08:00", periods=4, freq="30min")
    >>> requirement = pd.DataFrame({"queue": "calls", "interval_start": stamps, "offered": 100.0, "aht": 180.0})
    >>> coverage = pd.DataFrame({"queue": "calls", "interval_start": stamps, "covered": [20, 20, 18, 18]})
    >>> centre_from_tables(requirement, coverage, shrinkage=0.3, patience=120).groups
    (Group(name='calls', queues=('calls',), 4 slots, agents=12.6 to 14),)
    """
    rows = _table(requirement, "requirement", ("interval_start", "offered"))
    slots = _table(coverage, "coverage", ("interval_start",))
    if "covered" not in slots and "agents" not in slots:
        raise ValueError(f"{_FUNCTION}: coverage must have a column covered or agents, got {', '.join(slots.columns)}")
    length = infer_interval(rows, interval=interval, function=_FUNCTION)
    paths = None if samples is None else _table(samples, "samples", ("sample", "interval_start", "offered"))
    queues, groups = [], []
    for name in rows["queue"].drop_duplicates():
        own = rows[rows["queue"] == name].sort_values("interval_start", kind="stable")
        _check_unique(own, "requirement", name)

        def choose(given: Any, field: str, default: Any = None, name: str = name) -> Any:
            if given is not None:
                return given
            value = getattr(targets_of(targets, name), field, None)
            return default if value is None else value

        queue = Queue(
            name=str(name),
            interval_start=own["interval_start"],
            interval=length,
            offered=_numbers(own["offered"]) if paths is None else _paths(paths, own, name),
            aht=_cells(own, "aht", _argument(aht, name), name, np.nan),
            patience=_cells(own, "patience", _argument(patience, name), name, np.inf),
            lines=_one(own, "lines", _argument(lines, name)),
            answer_within=choose(answer_within, "answer_within", 20.0),
            short_abandon=choose(short_abandon, "short_abandon"),
            max_wait=choose(max_wait, "max_wait"),
            definition=choose(definition, "definition", DEFINITIONS[0]),
            asa_of=choose(None, "asa_of", "answered"),
        )
        queues.append(queue)
        groups.append(_group(queue, own, slots, length, _argument(shrinkage, name), coverage_interval))
    return Centre(queues=queues, groups=groups)


def _table(frame: Any, argument: str, needed: tuple[str, ...]) -> pd.DataFrame:
    table, _ = to_pandas(frame, function=_FUNCTION)
    missing = [column for column in needed if column not in table]
    if missing:
        raise ValueError(
            f"{_FUNCTION}: {argument} must have a column {' and '.join(missing)}, got {', '.join(map(str, table))}"
        )
    if "queue" not in table:
        table["queue"] = ""
    return table


def _check_unique(own: pd.DataFrame, argument: str, name: str) -> None:
    twice = own["interval_start"].duplicated()
    if twice.any():
        raise ValueError(
            f"{_FUNCTION}: {argument} must have each interval of queue {name!r} once, got "
            f"{own['interval_start'][twice].iloc[0]} twice"
        )


def _argument(value: Any, queue: str) -> Any:
    """The argument for a queue: one for all, or its entry in a mapping."""
    return value.get(queue) if isinstance(value, Mapping) else value


def _numbers(column: pd.Series) -> Floats:
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)


def _cells(own: pd.DataFrame, column: str, argument: Any, name: str, default: float) -> Floats:
    """Seconds per row: the cell where there is one, else the argument, else the default."""
    given = default if argument is None else seconds(argument, function=_FUNCTION, argument=column)
    values = np.full(len(own), np.nan) if column not in own else _numbers(own[column])
    values = np.where(np.isnan(values), given, values)
    if np.isnan(values).any():
        stamp = own["interval_start"].iloc[int(np.flatnonzero(np.isnan(values))[0])]
        raise ValueError(f"{_FUNCTION}: {column} of queue {name!r} must be given, missing at {stamp}")
    return values


def _one(own: pd.DataFrame, column: str, argument: Any) -> Any:
    """One number for all rows of a queue."""
    if column not in own:
        return argument
    values = own[column].dropna().unique()
    if len(values) > 1:
        raise ValueError(
            f"{_FUNCTION}: {column} must be the same in all rows of a queue, got {values[0]} and {values[1]}"
        )
    return float(values[0]) if len(values) else argument


def _share(value: Any) -> float:
    if value is None:
        return 0.0
    total = getattr(value, "total", value)
    return float(total() if callable(total) else total)


def _group(
    queue: Queue, own: pd.DataFrame, slots: pd.DataFrame, length: float, shrinkage: Any, coverage_interval: Any
) -> Group:
    import pandas as pd

    mine = slots[slots["queue"] == queue.name].sort_values("interval_start", kind="stable")
    if mine.empty:
        return Group(name=queue.name, queues=(queue.name,), agents=0.0)
    _check_unique(mine, "coverage", queue.name)
    if coverage_interval is not None or len(mine) > 1:
        width = infer_interval(mine, interval=coverage_interval, function=_FUNCTION)
    else:
        width = length
    if "agents" in mine:
        agents = _numbers(mine["agents"])
    else:
        lost = np.full(len(mine), _share(shrinkage))
        if "shrinkage" in own:
            # The row of the requirement that a slot begins in.
            at = pd.Index(own["interval_start"]).searchsorted(pd.Index(mine["interval_start"]), side="right") - 1
            cells = _numbers(own["shrinkage"])[np.maximum(at, 0)]
            lost = np.where((at < 0) | np.isnan(cells), lost, cells)
        agents = _numbers(mine["covered"]) * (1.0 - lost)
    return Group(
        name=queue.name,
        queues=(queue.name,),
        agents=agents,
        interval_start=mine["interval_start"],
        interval=width,
    )


def _paths(paths: pd.DataFrame, own: pd.DataFrame, name: str) -> Floats:
    """Expected contacts by path and interval."""
    mine = paths[paths["queue"] == name]
    wide = mine.pivot(index="sample", columns="interval_start", values="offered").reindex(columns=own["interval_start"])
    values: Floats = wide.to_numpy(dtype=float)
    if not len(wide) or np.isnan(values).any():
        missing = own["interval_start"].iloc[0] if not len(wide) else wide.columns[np.isnan(values).any(axis=0)][0]
        raise ValueError(f"{_FUNCTION}: samples must hold every interval of queue {name!r} once, missing {missing}")
    return values
