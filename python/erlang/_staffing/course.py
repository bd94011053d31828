"""evaluate_exactly and repair: tables judged, and agents changed, by the exact course of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang import _core
from erlang._staffing.columns import BASE, floats, integers, refuse_results, texts
from erlang._staffing.door import INPUTS, flag, rounding_code
from erlang._staffing.openings import in_order
from erlang._staffing.rows import (
    Rows,
    agents_of,
    arguments_of,
    check_shrinkage,
    constant,
    cut,
    refuse_misaligned,
    rows_of,
    spread,
    spread_objects,
    table_of,
)
from erlang._staffing.table import _added, staff
from erlang._staffing.targets import NAMES as TARGETS
from erlang._staffing.targets import Targets
from erlang._staffing.words import BINDINGS, ROUNDINGS, Initial, Over, RepairStatus, choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

# In the order of the core; `in_time` is not a column.
_FIELDS = (
    "service_level",
    BASE,
    "asa",
    "abandonment",
    "occupancy",
    "wait_probability",
    "waiting_before",
    "waiting_after",
    "abandoned",
    "in_time",
)
_MEASURES = (
    "service_level",
    "asa",
    "abandonment",
    "occupancy",
    "wait_probability",
    "waiting_before",
    "waiting_after",
    "abandoned",
)
EVALUATED = ("load", *_MEASURES, "missed", "warnings")
REPAIRED = ("scheduled", "positions", "agents_before", "reason", "binding", "binding_at", "status")
_CORE = re.compile(r"^\w+: (.*?) at index (\d+)$", re.DOTALL)


@dataclass(frozen=True)
class _Day:
    """A table ready to be followed: its rows by queue and time, cut where an opening begins or a row is missing."""

    frame: pd.DataFrame
    rows: Rows
    agents: Floats  # of every row of the table
    made: bool  # whether they were made from positions
    runs: list[Any]  # positions within `rows.kept` of each run, in order of time
    after_gap: list[bool]  # whether a run begins after a row that is missing, not where an opening begins
    empty: bool
    preemptive: bool

    def columns(self, run: Any) -> list[Any]:
        """The core's inputs of a run."""
        return [
            column if column is None or len(column) != len(self.rows.kept) or len(column) == 1 else column[run]
            for column in self.rows.columns
        ]


def evaluate_exactly(
    df: Any,
    *,
    aht: Any = None,
    patience: Any = None,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: Any = None,
    max_abandonment: Any = None,
    max_occupancy: Any = None,
    max_wait_probability: Any = None,
    max_wait: Any = None,
    max_wait_percentile: Any = None,
    min_agents: Any = None,
    max_agents: Any = None,
    shrinkage: Any = None,
    targets: Targets | None = None,
    leaving: str = "exhaustive",
    initial: str = "stationary",
    interval: Any = None,
    columns: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Any:
    """The table with how every interval goes with the agents there are, by the exact course of its day.

    Where :func:`erlang.evaluate` looks at every row by itself, this follows each queue through its opening, as
    :class:`erlang.Transient` does: Poisson arrivals at a constant rate within a row, exponential handle times and
    patience, calls in progress and waiting carried into the next row. After a gap in the stamps an opening begins anew.

    Parameters
    ----------
    df : pandas, polars or pyarrow table
        With ``interval_start`` and ``agents``, or ``positions`` and ``shrinkage``.
    aht, patience, shrinkage, interval, columns, overwrite and the targets
        As of :func:`erlang.evaluate`; ``max_asa`` needs ``asa_of="all"``, the only wait known of a queue that changes.
        ``max_wait`` with ``max_wait_percentile``: at least that share of those who arrive is answered or gone by then.
    leaving : {"exhaustive", "preemptive"}
        Whether agents whose shift ends finish their call, or leave at once, the call going back to the queue.
    initial : {"stationary", "empty"}
        What is in progress when an opening begins. A run that begins after a row with something missing is stationary.

    Returns
    -------
    The same kind of table with, per row, ``load``; ``service_level`` of those who arrive in it, whichever row answers
    them; ``asa`` (time spent waiting in the row by those arriving in it, of all), ``abandonment`` (those who hang up in
    the row, by those arriving in it), ``occupancy``, ``wait_probability``; ``waiting_before``, contacts waiting when it
    begins, taken over from the row before; ``waiting_after``, waiting when it ends; ``abandoned``, contacts; ``missed``
    (names of targets missed) and ``warnings``. A share of nothing is null. Where the service level is no share of
    offered, a column ``service_level_base`` says what it is a share of: :func:`erlang.totals` with ``asa_of="all"``
    sums the rows, volume-weighted.

    Raises
    ------
    ValueError, TypeError
        As ``evaluate``; a table without ``interval_start``; a stationary start with no fewer erlangs than agents where
        nobody hangs up.

    Notes
    -----
    Accuracy and cost: those of :class:`erlang.Transient`, some 0.2 ms a row at 100 erlangs.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"interval_start": pd.date_range("2026-03-02 08:00", periods=3, freq="30min"),
    ...                     "offered": [80, 120, 100], "aht": 180, "agents": [10, 12, 13]})
    >>> now = evaluate_exactly(day, patience=120, service_level=0.8, answer_within=20, initial="empty")
    >>> now[["service_level", "waiting_before", "waiting_after", "missed"]].round(3)
       service_level  waiting_before  waiting_after         missed
    0          0.866           0.000          0.331
    1          0.688           0.331          1.006  service_level
    2          0.879           1.006          0.256
    """
    import numpy as np

    function = "evaluate_exactly"
    arguments = arguments_of(locals(), function)
    frame = table_of(df, function)
    refuse_misaligned(df, arguments, function)
    flag(overwrite, function=function, argument="overwrite")
    refuse_results(frame, (*EVALUATED, BASE), overwrite=overwrite, function=function)
    day = _day(frame, arguments, columns, interval, leaving, initial, function)
    count = len(day.rows.kept)
    numbers = np.full((len(_FIELDS), count), np.nan)
    missed = np.zeros(count, dtype=np.uint32)
    agents = day.agents[day.rows.kept]
    for run, empty in _runs(day):
        values, bits = _call(function, day, run, _core.staffing.evaluate_course, agents[run], day.preemptive, empty)
        numbers[:, run] = values
        missed[run] = bits
    result: dict[str, Any] = {"agents": floats(day.agents)} if day.made else {}
    result.update(_measured(day, numbers, missed))
    _warn(day)
    return _added(df, result)


def repair(
    df: Any,
    *,
    aht: Any = None,
    patience: Any = None,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: Any = None,
    max_abandonment: Any = None,
    max_occupancy: Any = None,
    max_wait_probability: Any = None,
    max_wait: Any = None,
    max_wait_percentile: Any = None,
    min_agents: Any = None,
    max_agents: Any = None,
    shrinkage: Any = None,
    rounding: str | None = None,
    targets: Targets | None = None,
    over: str = "interval",
    leaving: str = "exhaustive",
    initial: str = "stationary",
    max_evaluations: int | None = None,
    interval: Any = None,
    columns: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Any:
    """The table with its agents raised or trimmed until the exact course of the day meets the targets.

    In the end every target holds in every interval, or over every day by sums (volume-weighted), and one agent fewer
    in any interval would break a target, there or later: agents go only where all later intervals still hold. First
    agents are added from the start of an opening on, the fewest that meet the targets of a row with what it takes over;
    over a day, one by one where they help most. Then they are taken away while all targets hold, over a day where it
    costs least. A minimum in this sense is not always the least total.

    Parameters
    ----------
    df : pandas, polars or pyarrow table
        With ``interval_start`` and, to begin with, ``agents``; without such a column (or ``positions``) it begins
        with what ``staff(method="mol")`` gives. Fractions of agents are rounded up first.
    aht, patience, shrinkage, rounding, interval, columns, overwrite and the targets
        As of :func:`erlang.staff`; ``max_asa`` and ``max_wait`` as of :func:`evaluate_exactly`.
    over : {"interval", "day"}
        Where targets hold: in every interval, or over every local day of a queue within an opening, whose rows must
        have the same targets.
    leaving, initial
        As of :func:`evaluate_exactly`.
    max_evaluations : int
        About how many intervals may be followed in an opening; 2000 per interval of it when not given.

    Returns
    -------
    The same kind of table with the columns of :func:`evaluate_exactly` for the agents it ends with, and ``agents``,
    ``scheduled``, ``positions``; ``agents_before``, those it began with; ``reason``: ``raised: service_level`` (the
    target missed at first, in the row or over its day), ``raised: carried over`` (missed only after other changes),
    ``trimmed``, ``cut: max_agents`` (down to the seats there are, in an opening that misses a target), or empty;
    ``binding``, the target that fails with one agent fewer, and ``binding_at``, the row of the
    table (counted from 0) where it does, both null where ``min_agents`` or the last agent decides; ``status``: ``met``,
    ``limited`` (``max_agents`` stands in the way of a target of its opening), ``stopped`` (at ``max_evaluations``).

    Raises
    ------
    ValueError, TypeError
        As ``evaluate_exactly``; targets that differ within a day.

    Notes
    -----
    Deterministic. Every try follows the intervals after the one it changes, as far as it is felt.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"interval_start": pd.date_range("2026-03-02 08:00", periods=4, freq="15min"),
    ...                     "offered": [40, 70, 60, 20], "aht": 600, "agents": [27, 47, 40, 20]})
    >>> goal = {"patience": 120, "service_level": 0.8, "answer_within": 20}
    >>> fixed = repair(day, **goal)
    >>> fixed[["agents_before", "agents", "service_level", "reason"]].round(3)
       agents_before  agents  service_level                 reason
    0           27.0      29          0.835  raised: service_level
    1           47.0      40          0.812                trimmed
    2           40.0      42          0.805  raised: service_level
    3           20.0      31          0.813  raised: service_level
    """
    import numpy as np

    function = "repair"
    arguments = arguments_of(locals(), function)
    frame = table_of(df, function)
    refuse_misaligned(df, arguments, function)
    flag(overwrite, function=function, argument="overwrite")
    refuse_results(frame, (*EVALUATED, *REPAIRED, BASE), overwrite=overwrite, function=function)
    code = rounding_code(rounding, function)
    daily = choice(over, tuple(Over), function=function, argument="over") == 1
    most = _bound(max_evaluations, function)
    day = _day(frame, arguments, columns, interval, leaving, initial, function, begin=True)
    count = len(day.rows.kept)
    numbers = np.full((len(_FIELDS) + 1, count), np.nan)
    codes = np.zeros((4, count), dtype=np.uint32)
    statuses = np.zeros(count, dtype=np.intp)
    at = np.full(count, -1)
    agents = day.agents[day.rows.kept]
    dates = _dates(day) if daily else None
    for run, empty in _runs(day):
        periods: list[int] = []
        if dates is not None:
            _, first, inverse = np.unique(dates[run], return_index=True, return_inverse=True)
            periods = first[inverse.ravel()].tolist()
        values, marks, status, _ = _call(
            function, day, run, _core.staffing.repair, agents[run], day.preemptive, empty, periods, most
        )
        numbers[:, run] = values
        codes[:, run] = marks
        statuses[run] = status
        at[run] = day.rows.kept[run][marks[3].astype(np.intp)]
    after = numbers[-1]
    result = {"agents": integers(spread(after, day.rows)), "agents_before": floats(day.agents)}
    share = day.rows.columns[INPUTS.index("shrinkage")]
    scheduled = after if share is None else after / (1.0 - np.nan_to_num(share))
    positions = np.asarray(_core.staffing.positions(np.ascontiguousarray(scheduled), code))
    result["scheduled"] = floats(spread(scheduled, day.rows))
    whole = str(ROUNDINGS[code]) == "up"
    result["positions"] = integers(spread(positions, day.rows)) if whole else floats(spread(positions, day.rows))
    result.update(_measured(day, numbers[:-1], codes[0]))
    seats = day.rows.columns[INPUTS.index("max_agents")]
    short = statuses == tuple(RepairStatus).index(RepairStatus.LIMITED)
    seated = short & (after >= np.floor(np.inf if seats is None else np.nan_to_num(seats, nan=np.inf)))
    reasons = [_reason(*row) for row in zip(agents.tolist(), after.tolist(), codes[1].tolist(), seated.tolist())]
    result["reason"] = texts(spread_objects(reasons, day.rows))
    result["binding"] = texts(spread_objects([BINDINGS[value] for value in codes[2].tolist()], day.rows))
    result["binding_at"] = integers(spread(np.where(codes[2] > 0, at, np.nan), day.rows))
    names = [str(tuple(RepairStatus)[value]) for value in statuses.tolist()]
    result["status"] = texts(spread_objects(names, day.rows))
    _warn(day)
    return _added(df, result)


def _reason(before: float, after: float, missed: int, seated: bool) -> str:
    if after > before:
        return f"raised: {BINDINGS[missed]}" if missed else "raised: carried over"
    if after < before:
        return "cut: max_agents" if seated else "trimmed"
    return ""


def _bound(value: Any, function: str) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{function}: max_evaluations must be a whole number, got {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{function}: max_evaluations must be >= 1, got {value}")
    return value


def _day(
    frame: pd.DataFrame,
    arguments: Mapping[str, Any],
    columns: Mapping[str, str] | None,
    interval: Any,
    leaving: str,
    initial: str,
    function: str,
    *,
    begin: bool = False,
) -> _Day:
    """The rows to follow; with ``begin`` the agents are those of the modified offered load where there are none."""
    import numpy as np

    from erlang._queueing.transient import Leaving

    way = choice(leaving, tuple(Leaving), function=function, argument="leaving")
    start = choice(initial, tuple(Initial), function=function, argument="initial")
    rows = rows_of(frame, arguments, columns, "stationary", initial, interval, function)
    found = rows.inputs.columns
    if rows.inputs.law.kind != 1:
        raise ValueError(f"{function}: patience must be exponential")
    for name in ("lines", "redial", "max_blocking"):
        if rows.inputs.values[name] is not None:
            raise ValueError(f"{function}: queues with {name} have no exact course")
    if begin and "agents" not in found and "positions" not in found:
        agents, made = _first_agents(frame, arguments, columns, interval, initial), False
    else:
        agents, made = agents_of(frame, rows, function)
    check_shrinkage(rows, function)
    rows = cut(rows, ~np.isnan(agents))
    named = rows.inputs.canonical(frame)
    if "interval_start" in named.columns:
        from erlang._staffing.stamps import stamps_of

        named["interval_start"] = stamps_of(named["interval_start"], found["interval_start"], function)
    order, opens = in_order(named, rows.length, function=function, what="the exact course")
    place = np.full(len(frame), -1)
    place[rows.kept] = np.arange(len(rows.kept))
    there = place[order]
    begins = opens.copy()
    begins[1:] |= there[:-1] < 0
    runs, after_gap = [], []
    number = np.cumsum(begins)
    for each in np.unique(number[there >= 0]):
        inside = np.flatnonzero((number == each) & (there >= 0))
        runs.append(there[inside])
        after_gap.append(not opens[inside[0]])
    return _Day(frame, rows, agents, made, runs, after_gap, tuple(Initial)[start] is Initial.EMPTY, way == 1)


def _first_agents(
    frame: pd.DataFrame, arguments: Mapping[str, Any], columns: Mapping[str, str] | None, interval: Any, initial: str
) -> Floats:
    import warnings

    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        staffed = staff(
            frame,
            **{name: value for name, value in arguments.items() if name in TARGETS or name in ("aht", "patience")},
            method="mol",
            initial=initial,
            interval=interval,
            columns=columns,
            overwrite=True,
        )
    agents: Floats = staffed["agents"].to_numpy(dtype=float, na_value=np.nan)
    # Where no number does in the steady state, the load is a start.
    load = np.ceil(staffed["load"].to_numpy(dtype=float, na_value=np.nan))
    return np.where(np.isnan(agents), load, agents)


def _runs(day: _Day) -> Iterator[tuple[Any, bool]]:
    for run, after_gap in zip(day.runs, day.after_gap):
        yield run, day.empty and not after_gap


def _dates(day: _Day) -> Any:
    """The local day of every kept row."""
    from erlang._staffing.stamps import stamps_of, walls_of

    name = day.rows.inputs.columns["interval_start"]
    column = day.frame[name]
    walls = walls_of(column, stamps_of(column, name, "repair"))
    return walls.dt.normalize().to_numpy()[day.rows.kept]


def _measured(day: _Day, numbers: Floats, missed: Any) -> dict[str, Any]:
    """Measures as columns over all rows of the table."""
    import numpy as np

    rows = day.rows
    volume, aht = (rows.columns[INPUTS.index(name)] for name in ("volume", "aht"))
    load = np.broadcast_to(volume * aht / rows.length, len(rows.kept))
    result: dict[str, Any] = {"load": floats(spread(load, rows))}
    place = {name: _FIELDS.index(name) for name in _FIELDS}
    result.update({name: floats(spread(numbers[place[name]], rows)) for name in _MEASURES})
    names = [",".join(str(b) for bit, b in enumerate(BINDINGS) if b and bits >> bit & 1) for bits in missed.tolist()]
    result["missed"] = texts(spread_objects(names, rows))
    result["warnings"] = texts(_codes(day))
    base = numbers[place[BASE]]
    if BASE in day.frame.columns or bool(np.any(np.abs(base - 1.0) > 0.0)):
        result[BASE] = floats(spread(np.where(np.isnan(base), 1.0, base), rows))
    return result


def _default_target(day: _Day) -> Any:
    """Whether 80 % within 20 s is taken, per kept row."""
    import numpy as np

    given = np.zeros(len(day.rows.kept), dtype=bool)
    for name in ("service_level", "max_asa", "max_abandonment", "max_occupancy", "max_wait_probability", "max_wait"):
        column = day.rows.columns[INPUTS.index(name)]
        if column is not None:
            given = given | ~np.isnan(column)
    return ~given


def _codes(day: _Day) -> list[str]:
    codes = ["missing_input"] * day.rows.count
    for row, default in zip(day.rows.kept.tolist(), _default_target(day).tolist()):
        codes[row] = "default_target" if default else ""
    return codes


def _warn(day: _Day) -> None:
    from erlang._staffing.solve import emit

    bits = _default_target(day).astype(int) << 1
    emit(bits, day.rows.count, "rows", stacklevel=3, extra={"missing_input": day.rows.count - len(day.rows.kept)})


def _call(function: str, day: _Day, run: Any, kernel: Any, *arguments: Any) -> Any:
    """What the core says of a run; its message names the row of the table and the column's own word."""
    try:
        return kernel(day.columns(run), *arguments)
    except ValueError as error:
        match = _CORE.match(str(error))
        text = str(error).partition(": ")[2] if match is None else match.group(1)
        if text.startswith("volume "):
            text = "offered" + text[len("volume") :]
        row = day.rows.kept[run[int(match.group(2)) if match else 0]]
        where = f" in row {row}" if match else f" (the opening that begins in row {row})"
        if match and constant(text, day.rows):
            where = ""
        raise ValueError(f"{function}: {text}{where}") from None
