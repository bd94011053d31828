"""Deferred work (e-mail, cases, back office): a backlog with ages, and the least agents that keep its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang import _core
from erlang._staffing.deferred_inputs import Queue, queues_of
from erlang._staffing.values import one_duration, one_number
from erlang._staffing.words import Overdue, Rounding, Spread, choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

# The fields of an interval in the core's order; None: not a column.
_FIELDS = (
    "backlog_before",
    None,
    "done",
    "late",
    "expired",
    "backlog",
    "overdue",
    "oldest",
    "response",
    "occupancy",
    "backlog_hours",
)
EVALUATED = tuple(name for name in _FIELDS if name is not None)
_STAFFED = ("agents", "scheduled", "positions", "idle_used", *EVALUATED)


def staff_deferred(
    df: Any,
    *,
    answer_within: Any,
    service_level: float = 1.0,
    spread: str = "levelled",
    idle: Any = None,
    opening_hours: bool = False,
    open: Any = None,
    backlog: Any = None,
    finish: bool = False,
    aht: Any = None,
    shrinkage: Any = None,
    rounding: str | None = None,
    interval: Any = None,
    columns: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Any:
    """The table with the least agents that answer deferred work in time: e-mail, cases, back office.

    Items arrive evenly over their interval, wait in line first in, first out, and are worked in any open interval
    later: a fluid with a backlog, not a queue with a wait in seconds. The agents are real-valued; ``positions`` rounds
    them once.

    Parameters
    ----------
    df : pandas, polars or pyarrow table
        Columns ``queue, interval_start, offered, aht`` by their usual names. Every ``offered`` must be there; ``aht``
        where anything is offered. Gaps between stamps are closed. A column ``open`` (bool) closes intervals in which
        items arrive but nobody works, a column ``idle_agents`` is read where ``idle`` is not given.
    answer_within : duration
        The response target: ``"4h"``. Counted in whole intervals, rounded down.
    service_level : float
        Share of the items of a queue in the table that must be in time, in (0, 1]. 1: every item. Below 1 the answer is
        what the smallest constant number of agents spends on items, so that this share is in time.
    spread : {"levelled", "at_once", "fill"}
        ``levelled``: with the smallest peak of agents, below it the smallest next one, and so on; with it the fewest
        hours. ``at_once``: in the interval in which items arrive, or the first open one after it. ``fill``: in the time
        that others leave idle, and the rest levelled.
    idle : number, one per row, or a table
        Agents idle in each interval that can work on this (``fill``). A table made by ``staff`` or ``evaluate`` gives
        the sum of agents · (1 − occupancy) over its queues at each ``interval_start``; then df has one queue.
    opening_hours : bool
        Whether an item ages only in open intervals. The default: all the time, closed intervals and gaps included.
    open : one bool per row
        Instead of the column.
    backlog : mapping or table
        What is open at the start: ``{age: items}``, per queue ``{queue: {age: items}}``, or a table with columns
        ``age``, ``offered`` and, where wanted, ``aht`` and ``queue``. Else the handle time is that of the first items.
    finish : bool
        Whether nothing may be open at the end. By default what is not due may stay.
    aht, shrinkage, rounding, interval, columns, overwrite
        As of :func:`erlang.staff`.

    Returns
    -------
    The same kind of table with ``agents``, ``scheduled`` = agents / (1 − shrinkage), ``positions``, with ``fill``
    ``idle_used``, and how it goes, as of :func:`evaluate_deferred`.

    Raises
    ------
    ValueError, TypeError
        A value outside its range, missing input, a column that is not there.

    Warns
    -----
    PlanningWarning
        ``late_items``: items that no number of agents answers in time (late at the start, or closed for too long).

    Notes
    -----
    Every item in time: for all intervals s <= t, what is due by the end of t and cannot be done before s fits into the
    capacity of s … t (Reich 1958). The levelled answer is the lexicographic optimum over these conditions and equals
    the optimum of the linear programme in its peak and in its hours. Linear in the rows per level; a year of half hours
    takes seconds, minutes where the volume grows throughout or the target is shorter than an interval.

    Examples
    --------
    >>> import pandas as pd
    >>> mail = pd.DataFrame({"offered": [30, 60, 20, 0], "aht": 600})
    >>> staffed = staff_deferred(mail, answer_within="1h", interval="30m", finish=True)
    >>> staffed[["agents", "positions", "done", "backlog", "late"]].round(2)
       agents  positions  done  backlog  late
    0    9.17         10  27.5      2.5   0.0
    1    9.17         10  27.5     35.0   0.0
    2    9.17         10  27.5     27.5   0.0
    3    9.17         10  27.5      0.0   0.0
    """
    import numpy as np

    from erlang._staffing.columns import floats, integers, refuse_results
    from erlang._staffing.door import flag, rounding_code

    function = "staff_deferred"
    level = _share(service_level, function)
    place = choice(spread, tuple(Spread), function=function, argument="spread")
    for name, value in (("finish", finish), ("overwrite", overwrite), ("opening_hours", opening_hours)):
        flag(value, function=function, argument=name)
    code = rounding_code(rounding, function)
    frame, queues = queues_of(
        df,
        aht=aht,
        open_=open,
        backlog=backlog,
        shrinkage=shrinkage,
        idle=idle,
        need_idle=place == tuple(Spread).index(Spread.FILL),
        interval=interval,
        columns=columns,
        function=function,
    )
    if place != tuple(Spread).index(Spread.FILL) and idle is not None:
        raise ValueError(f"{function}: idle needs spread='fill'")
    refuse_results(frame, _STAFFED, overwrite=overwrite, function=function)
    within = _within(answer_within, function)
    result = _Result(len(frame))
    missed = False
    agents, scheduled, used = (np.zeros(len(frame)) for _ in range(3))
    for queue in queues:
        needed: Floats = np.asarray(
            _core.staffing.deferred_agents(
                **queue.work(opening_hours),
                answer_within=within,
                service_level=level,
                finish=finish,
                spread=place,
                idle=queue.idle,
            )
        )
        there = needed + np.where(queue.open, queue.idle, 0.0)
        rows, _ = _core.staffing.deferred_course(
            **queue.work(opening_hours), agents=there, answer_within=within, expire=False
        )
        agents[queue.rows] = needed
        scheduled[queue.rows] = needed / (1.0 - queue.shrinkage)
        used[queue.rows] = np.clip(rows[9] * there - needed, 0.0, queue.idle)
        result.put(queue, rows)
        missed = missed or _in_time(rows) < level * (1.0 - 1e-9)
    full: dict[str, Any] = {"agents": floats(agents), "scheduled": floats(scheduled)}
    positions = _rounded(scheduled, code)
    full["positions"] = integers(positions) if code == 0 else floats(positions)
    if place == tuple(Spread).index(Spread.FILL):
        full["idle_used"] = floats(used)
    full.update(result.columns())
    if level == 1.0 or missed:
        _warn_late(result)
    from erlang._frames import with_columns

    return with_columns(df, full)


def evaluate_deferred(
    df: Any,
    *,
    answer_within: Any,
    agents: Any = None,
    overdue: str = "keep",
    opening_hours: bool = False,
    open: Any = None,
    backlog: Any = None,
    aht: Any = None,
    interval: Any = None,
    columns: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Any:
    """The table with how deferred work goes with the agents there are: the backlog and its age.

    Items arrive evenly over their interval, agents work evenly and only on what is there, first in, first out, and a
    part of an item may be done: a fluid, whose course is exact between the ends of the intervals.

    Parameters
    ----------
    df : pandas, polars or pyarrow table
        As of :func:`staff_deferred`, with a column ``agents`` where the argument is not given.
    answer_within : duration
        The response target: an item is in time where it is done within it of its arrival.
    agents : number or one per row
        At work on these items in each interval, real-valued, >= 0.
    overdue : {"keep", "expire"}
        Whether items past their target stay in line, and are done late, or leave undone.
    opening_hours, open, backlog, aht, interval, columns, overwrite
        As of :func:`staff_deferred`.

    Returns
    -------
    The same kind of table with, per interval, ``backlog_before`` (items open at its start), ``done``, ``late`` (of
    those done, past their target), ``expired``, ``backlog`` (open at its end), ``overdue`` (of those open, past their
    target), ``oldest`` (age in seconds of the oldest open at its end, 0 where none is), ``response`` (mean age in
    seconds of those done when done; null where none was), ``occupancy`` (share of the agents' time spent on items) and
    ``backlog_hours`` (agent-hours of work open at its end). In every row backlog_before + offered = done + expired +
    backlog.

    Examples
    --------
    >>> import pandas as pd
    >>> mail = pd.DataFrame({"offered": [30, 60, 20], "aht": 600, "agents": 10})
    >>> now = evaluate_deferred(mail, answer_within="30m", interval="30m", backlog={"3h": 5})
    >>> now[["backlog_before", "done", "late", "backlog", "oldest"]].round(3)
       backlog_before  done  late  backlog  oldest
    0             5.0  30.0   5.0      5.0   300.0
    1             5.0  30.0   0.0     35.0  1050.0
    2            35.0  30.0   5.0     25.0  1950.0
    """
    import numpy as np

    from erlang._frames import with_columns
    from erlang._staffing.columns import floats, refuse_results
    from erlang._staffing.door import flag

    function = "evaluate_deferred"
    expire = choice(overdue, tuple(Overdue), function=function, argument="overdue") == 1
    for name, value in (("overwrite", overwrite), ("opening_hours", opening_hours)):
        flag(value, function=function, argument=name)
    frame, queues = queues_of(
        df,
        aht=aht,
        open_=open,
        backlog=backlog,
        agents=agents,
        need_agents=True,
        interval=interval,
        columns=columns,
        function=function,
    )
    refuse_results(frame, EVALUATED, overwrite=overwrite, function=function)
    within = _within(answer_within, function)
    result = _Result(len(frame))
    for queue in queues:
        rows, _ = _core.staffing.deferred_course(
            **queue.work(opening_hours), agents=queue.agents, answer_within=within, expire=expire
        )
        result.put(queue, rows)
    made: dict[str, Any] = {}
    if agents is not None:
        present = np.zeros(len(frame))
        for queue in queues:
            present[queue.rows] = queue.agents
        made["agents"] = floats(present)
        if "agents" in frame.columns and not overwrite:
            raise ValueError(f"{function}: the table has a column 'agents'; overwrite=True takes the argument instead")
    return with_columns(df, {**made, **result.columns()})


def deferred_totals(evaluated: Any, *, columns: Mapping[str, str] | None = None) -> Any:
    """Totals of a table of deferred work, per queue where there is a column ``queue``.

    Parameters
    ----------
    evaluated : pandas, polars or pyarrow table
        Made by :func:`staff_deferred` or :func:`evaluate_deferred`.
    columns : mapping
        As of :func:`erlang.staff`.

    Returns
    -------
    The same kind of table, a row per queue: ``offered``, ``backlog_before`` (at the start), ``done``, ``late``,
    ``expired``, ``backlog`` and ``overdue`` (at the end), ``service_level``: items done in time, of those done,
    expired, or open past their target at the end (null where there are none of these), and ``oldest``, the largest at
    the end of any interval.

    Examples
    --------
    >>> import pandas as pd
    >>> mail = pd.DataFrame({"offered": [30, 60, 20], "aht": 600, "agents": 10})
    >>> now = evaluate_deferred(mail, answer_within="30m", interval="30m")
    >>> deferred_totals(now)[["offered", "done", "late", "backlog", "service_level"]].round(3)
       offered  done  late  backlog  service_level
    0    110.0  90.0   0.0     20.0            1.0
    """
    import numpy as np
    import pandas as pd

    from erlang._columns import recognise
    from erlang._frames import like, to_pandas

    function = "deferred_totals"
    frame, kind = to_pandas(evaluated, function=function)
    frame = frame.reset_index(drop=True).set_axis([str(name) for name in frame.columns], axis="columns")
    found = recognise(list(frame.columns), columns, function=function)
    absent = [name for name in ("backlog_before", "done", "backlog", "oldest") if name not in frame.columns]
    if absent or "offered" not in found:
        raise ValueError(
            f"{function}: the table has no column {(absent or ['offered'])[0]!r}; staff or evaluate deferred work first"
        )
    if "interval_start" in found:
        from erlang._staffing.stamps import stamps_of

        frame = frame.iloc[stamps_of(frame[found["interval_start"]], found["interval_start"], function).argsort()]
    keys: Any = frame[found["queue"]].to_numpy() if "queue" in found else np.zeros(len(frame))
    groups = frame.groupby(keys, sort=False, dropna=False)
    result = pd.DataFrame({"offered": groups[found["offered"]].sum().astype(float)})
    result["backlog_before"] = groups["backlog_before"].first()
    for name in ("done", "late", "expired"):
        result[name] = groups[name].sum()
    for name in ("backlog", "overdue"):
        result[name] = groups[name].last()
    judged = result["done"] + result["expired"] + result["overdue"]
    result["service_level"] = ((result["done"] - result["late"]) / judged).where(judged > 0)
    result["oldest"] = groups["oldest"].max()
    if "queue" in found:
        result.insert(0, "queue", result.index)
    return like(result.reset_index(drop=True), kind)


@dataclass
class _Result:
    """The columns of all queues together."""

    count: int

    def __post_init__(self) -> None:
        import numpy as np

        self.values = {name: np.full(self.count, np.nan) for name in EVALUATED}

    def put(self, queue: Queue, rows: Any) -> None:
        for name, values in zip(_FIELDS, rows):
            if name is not None:
                self.values[name][queue.rows] = values / 3600.0 if name == "backlog_hours" else values

    def columns(self) -> dict[str, Any]:
        from erlang._staffing.columns import floats

        return {name: floats(values) for name, values in self.values.items()}


def _share(value: Any, function: str) -> float:
    share = one_number(value, function=function, argument="service_level")
    if not 0 < share <= 1:
        raise ValueError(f"{function}: service_level must be in (0, 1], got {share:g}")
    return share


def _within(value: Any, function: str) -> float:
    within = one_duration(value, function=function, argument="answer_within")
    if not 0 <= within < float("inf"):
        raise ValueError(f"{function}: answer_within must be >= 0 s, got {within:g}")
    return within


def _rounded(scheduled: Floats, code: int) -> Floats:
    """Positions of real-valued staff, the rule of :class:`erlang.Requirement`."""
    import numpy as np

    rounding = tuple(Rounding)[code]
    slack = 1e-9 * np.maximum(1.0, scheduled)
    if rounding is Rounding.UP:
        return np.maximum(0.0, np.ceil(scheduled - slack))
    return np.maximum(0.0, np.ceil(2.0 * (scheduled - slack)) / 2.0) if rounding is Rounding.HALF else scheduled


def _in_time(rows: Any) -> float:
    """The share of a queue's items that is answered in time."""
    named = dict(zip(_FIELDS, rows))
    judged = float((named["done"] + named["expired"]).sum() + named["overdue"][-1])
    return float((named["done"] - named["late"]).sum()) / judged if judged > 0 else 1.0


def _warn_late(result: _Result) -> None:
    late = float(result.values["late"].sum() + result.values["overdue"].max(initial=0.0))
    if late > 1e-6:
        import warnings

        from erlang._staffing.words import WARNINGS
        from erlang._warnings import PlanningWarning

        warnings.warn(f"late_items: {WARNINGS['late_items']}", PlanningWarning, stacklevel=3)
