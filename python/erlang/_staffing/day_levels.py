"""The distribution of the day's service level of given staff, over paths of the volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from erlang._staffing.door import INPUTS
from erlang._staffing.requirement import NUMBERS
from erlang._staffing.values import number, several

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from erlang._staffing.rows import Rows
    from erlang._staffing.targets import Targets

    Floats = npt.NDArray[np.float64]

_LEVEL = NUMBERS.index("service_level")


def day_service_levels(
    df: Any,
    samples: Any,
    *,
    aht: Any = None,
    patience: Any = None,
    lines: Any = None,
    redial: Any = None,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    targets: Targets | None = None,
    quantiles: Sequence[float] = (0.1, 0.5, 0.9),
    shrinkage: Any = None,
    method: str = "stationary",
    initial: str = "stationary",
    interval: Any = None,
    columns: Mapping[str, str] | None = None,
) -> Any:
    """How the service level of each day comes out over paths of the volume, with the agents there are.

    A day's service level on one path is a ratio of sums over its intervals, each in the steady state of the path's
    rate. So the spread is that of the rates alone: the chance of single calls, which a day of few calls has besides, is
    for :func:`erlang.simulate`.

    Parameters
    ----------
    df : pandas, polars or pyarrow table
        With ``agents``, or ``positions`` and ``shrinkage``: what :func:`erlang.staff` gives.
    samples : table
        ``sample, queue, interval_start, offered``: paths, each as likely as the next, as
        ``forecast.samples(kind="rate")`` gives them.
    aht, patience, lines, redial, shrinkage, method, initial, interval, columns
        As of :func:`erlang.evaluate`.
    service_level, answer_within, definition, short_abandon, targets
        The service level meant; 80 % within 20 s where none is given. One target a day and queue.
    quantiles : sequence of float
        In (0, 1).

    Returns
    -------
    A table of the same kind, one row per queue and day:

    - ``queue`` (where the table has it), ``date``, ``offered`` on average;
    - ``service_level_calls``: of a call, over all paths, which busy days draw down;
    - ``service_level_days``: the average of the days' service levels, every path counting the same;
    - ``share_met``: share of the paths in which the day meets its target;
    - ``service_level_p10`` and so on: quantiles of the day's service level, the least value that with those below it
      has that share of the paths.

    Days in which nothing is offered are left out of the averages; all null where there is no other.

    Raises
    ------
    ValueError, TypeError
        As :func:`erlang.evaluate`; paths that lack an interval; a row without agents; a target that changes in a day.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"interval_start": pd.to_datetime(["2026-01-05 09:00", "2026-01-05 09:30"]),
    ...                     "offered": [50.0, 100.0], "aht": 180.0, "agents": [7, 13]})
    >>> paths = pd.concat([day[["interval_start"]].assign(sample=i, offered=day["offered"] * factor)
    ...                    for i, factor in enumerate([0.7, 0.9, 1.0, 1.1, 1.3])])
    >>> found = day_service_levels(day, paths, patience=120, service_level=0.8, answer_within=20)
    >>> found[["service_level_calls", "service_level_days", "share_met", "service_level_p10"]].round(3)
       service_level_calls  service_level_days  share_met  service_level_p10
    0                 0.83               0.851        0.8              0.666
    """
    import numpy as np
    import pandas as pd

    from erlang._frames import like, to_pandas
    from erlang._staffing.rows import agents_of, arguments_of, core_call, rows_of, table_of
    from erlang._staffing.stamps import stamps_of, walls_of
    from erlang._staffing.uncertain_rows import carried_cases, cases_of

    function = "day_service_levels"
    levels = _quantiles(quantiles, function)
    arguments = arguments_of(locals(), function)
    frame = table_of(df, function)
    rows = rows_of(frame, arguments, columns, method, initial, interval, function)
    agents, _ = agents_of(frame, rows, function)
    if np.isnan(agents[rows.kept]).any():
        row = int(rows.kept[np.isnan(agents[rows.kept])][0])
        raise ValueError(f"{function}: every row needs agents, row {row} has none")
    named = rows.inputs.canonical(frame)
    if "interval_start" not in named.columns:
        raise ValueError(f"{function}: the table needs a column interval_start")
    raw = named["interval_start"]
    stamps = stamps_of(raw, rows.inputs.columns.get("interval_start", "interval_start"), function)
    named["interval_start"] = stamps
    cases = cases_of(named, samples, function)
    volumes = cases[rows.kept]
    within, base = core_call(function, rows, lambda: _levels(rows, agents, carried_cases(rows, cases)))
    goal = _goals(rows)
    days = pd.DataFrame({"date": walls_of(raw, stamps).dt.normalize().iloc[rows.kept].reset_index(drop=True)})
    if "queue" in named.columns:
        days.insert(0, "queue", named["queue"].iloc[rows.kept].reset_index(drop=True))
    found = []
    for key, place in days.groupby(list(days.columns), sort=False, dropna=False).indices.items():
        if np.ptp(goal[place]) > 0:
            raise ValueError(f"{function}: target_service_level must be the same all day, row {rows.kept[place[0]]}")
        calls = volumes[place]
        answered = (calls * within[place]).sum(axis=0)
        counted = (calls * base[place]).sum(axis=0)
        busy = counted > 0
        ratio = answered[busy] / counted[busy]
        line: dict[str, Any] = dict(zip(days.columns, key if isinstance(key, tuple) else (key,)))
        line["offered"] = float(calls.sum(axis=0).mean())
        some = ratio.size > 0
        line["service_level_calls"] = float(answered.sum() / counted.sum()) if some else np.nan
        line["service_level_days"] = float(ratio.mean()) if some else np.nan
        line["share_met"] = float((ratio >= goal[place[0]] * (1 - 1e-12)).mean()) if some else np.nan
        for p in levels:
            value = float(np.quantile(ratio, p, method="inverted_cdf")) if some else np.nan
            line[_name(p)] = value
        found.append(line)
    kind = to_pandas(df, function=function)[1]
    if not found:
        return like(_none(days, levels), kind)
    return like(pd.DataFrame(found), kind)


def _name(p: float) -> str:
    return f"service_level_p{100 * p:.10g}".replace(".", "_")


def _none(days: pd.DataFrame, levels: Sequence[float]) -> pd.DataFrame:
    """The columns where there is no day."""
    measures = ("offered", "service_level_calls", "service_level_days", "share_met", *(_name(p) for p in levels))
    empty: pd.DataFrame = days.assign(**dict.fromkeys(measures, 0.0))
    return empty


def _quantiles(quantiles: Any, function: str) -> list[float]:
    values = number(quantiles, function=function, argument="quantiles")
    return several(values, lambda p: 0 < p < 1, "in (0, 1)", function=function, argument="quantiles")


def _goals(rows: Rows) -> Floats:
    """The target of every kept row, 0.8 where none is given."""
    import numpy as np

    column = rows.columns[INPUTS.index("service_level")]
    values = np.full(len(rows.kept), 0.8) if column is None else np.broadcast_to(column, len(rows.kept))
    return np.asarray(np.where(np.isnan(values), 0.8, values))


def _levels(rows: Rows, agents: Floats, volumes: Floats) -> tuple[Floats, Floats]:
    """Per row and path: the share of offered that counts as served in time, and what it is a share of."""
    import dataclasses

    import numpy as np

    from erlang import _core
    from erlang._staffing.table import service_level_base

    count, paths = volumes.shape
    columns = [
        column if column is None or len(column) == 1 else np.repeat(np.broadcast_to(column, count), paths)
        for column in rows.columns
    ]
    columns[INPUTS.index("volume")] = np.ascontiguousarray(volumes).ravel()
    here = np.repeat(agents[rows.kept], paths)
    tiled = dataclasses.replace(rows, columns=columns, kept=np.arange(count * paths), count=count * paths)
    law = rows.inputs.law.arguments()
    level = _core.staffing.evaluate(columns, here, False, gaps=True, **law)[0][_LEVEL]
    base = service_level_base(tiled, here)
    base = np.ones(count * paths) if base is None else base
    return (level * base).reshape(count, paths), base.reshape(count, paths)
