"""From a requirement to a schedule: one problem per queue, solved and put together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from erlang._core import scheduling as _core
from erlang._frames import like, to_pandas
from erlang._scheduling.opening import starts_inside
from erlang._scheduling.requirement import Need, QueueNeed, read_need
from erlang._scheduling.result import Schedule
from erlang._scheduling.shifts import Shift, check_shifts, default_shifts
from erlang._scheduling.tables import (
    COVERAGE_COLUMNS,
    QUEUE_COLUMNS,
    TABLE_COLUMNS,
    Row,
    coverage_rows,
    frame_of,
    plan_rows,
    read_rows,
)
from erlang._scheduling.timeline import Timeline, make_timeline, wall_of
from erlang._units import seconds

WEEK = 7 * 86400
_LISTED = 5


def schedule(
    requirement: Any,
    shifts: Iterable[Shift] | None = None,
    *,
    gap: float = 0.003,
    work_limit: int = 300_000,
    time_limit: Any = None,
    uncovered_weight: float = 10.0,
    cyclic: Any = False,
    carry_in: Any = None,
    shrinkage: float | None = None,
    shrinkage_includes_breaks: bool = False,
    required: str = "scheduled",
    interval: Any = None,
    progress: Callable[[str, float, float], object] | None = None,
) -> Schedule:
    """The cheapest shifts found for a requirement, with a bound that no schedule can beat.

    Minimises paid hours + ``uncovered_weight`` × agent-hours short, where people on duty and not on a break cover
    ``required``. Each queue has its own people. A dated requirement does not wrap: a shift past its end is paid whole
    and covers nothing there, and ``carry_in`` supplies the night before. What cannot be covered is priced, so that a
    schedule always comes back; read ``uncovered`` and ``message``.

    Parameters
    ----------
    requirement : frame
        ``interval_start``, the column named by ``required``, and ``queue`` where there are several: what
        :func:`erlang.staff` returns. Intervals without a row are closed. Rows with status ``unreachable`` are refused.
    shifts : sequence of Shift, optional
        None is :func:`erlang.scheduling.default_shifts`, inside opening hours.
    gap : float
        Stop when (cost − bound) / cost is no more than this, in [0, 1), default 0.003; 0 asks for a proof.
    work_limit : int
        Simplex iterations per queue; deterministic.
    time_limit : duration, optional
        Per queue. Not reproducible: the schedule reached in a given time differs from run to run.
    uncovered_weight : float
        Paid hours that an uncovered agent-hour is worth, default 10.
    cyclic : bool or duration
        True: the week repeats itself; a duration such as ``"1d"``: that.
    carry_in : frame or Schedule, optional
        Shifts of before, which cover what they reach into and cost nothing here.
    shrinkage : float, optional
        The shrinkage inside ``required``, where the requirement has no such column. None: what lies between its
        ``agents`` and ``scheduled``, else 0.
    shrinkage_includes_breaks : bool
        True: the shrinkage already counts the paid breaks of the shifts. A person on duty and not on a break then
        counts for 1 / (1 − share of breaks in the paid time), and ``covered`` adds up these.
    required : str
        Column to cover, default ``scheduled``. ``agents`` is divided by 1 − shrinkage.
    interval : duration, optional
        Length of the requirement's intervals; None: found from the table.
    progress : callable, optional
        Called with queue, cost and bound when they improve.

    Returns
    -------
    Schedule
        Tables of the same kind of frame as ``requirement``. Ctrl-C ends the search with the best schedule so far and
        status ``stopped``.

    Raises
    ------
    ValueError
        For numbers out of range, unreachable rows, duplicates, and a grid finer than a minute.

    Examples
    --------
    >>> import pandas as pd
    >>> need = pd.DataFrame({"interval_start": pd.date_range("2026-01-05 08:00", periods=9, freq="h"),
    ...                      "scheduled": [2, 3, 4, 4, 3, 3, 3, 2, 2]})
    >>> day = Shift(name="day", length="5h", first_start="08:00", last_start="12:00", every="1h")
    >>> plan = schedule(need, [day])
    >>> plan.status, plan.paid_hours, plan.uncovered
    ('optimal', 30.0, 0.0)
    """
    function = "schedule"
    kinds = default_shifts() if shifts is None else check_shifts(shifts, function)
    _check_number("gap", gap, 0.0, 1.0)
    _check_number("uncovered_weight", uncovered_weight, 0.0, math.inf)
    if shrinkage is not None:
        _check_number("shrinkage", shrinkage, 0.0, 1.0)
    if isinstance(work_limit, bool) or not isinstance(work_limit, int) or work_limit < 0:
        raise ValueError(f"{function}: work_limit must be a whole number >= 0, got {work_limit!r}")
    limit = None if time_limit is None else seconds(time_limit, function=function, argument="time_limit")
    if limit is not None and not (isinstance(limit, float) and 0 < limit < math.inf):
        raise ValueError(f"{function}: time_limit must be > 0 s, got {time_limit!r}")
    period = _period(cyclic)
    need = read_need(requirement, column=required, shrinkage=shrinkage, interval=interval, function=function)
    if carry_in is not None and period is not None:
        raise ValueError(f"{function}: carry_in is for a dated requirement, and cyclic has no night before")
    before = carry_in.table if isinstance(carry_in, Schedule) else carry_in
    rows = [] if before is None else read_rows(before, need.zone, function=function)
    weights = _weights(kinds, need, shrinkage_includes_breaks)
    if shifts is None:
        kinds = _aligned(kinds, need)
    options = _Options(gap, work_limit, limit, uncovered_weight, period, weights, progress)
    timelines = [make_timeline(one.instants, need.interval, need.zone, kinds, period, function) for one in need.queues]
    slot = math.gcd(*(timeline.slot for timeline in timelines))
    parts = []
    for one, timeline in zip(need.queues, [timeline.refined(slot) for timeline in timelines]):
        parts.append(_solve_queue(one, need, timeline, kinds, options, [row for row in rows if row.queue == one.queue]))
        if parts[-1].solution["status"] == "stopped":
            options = options.stopped()
    return _combine(parts, need, kinds, options, before, shrinkage_includes_breaks)


@dataclass(frozen=True)
class _Options:
    gap: float
    work_limit: int
    time_limit: float | None
    uncovered_weight: float
    period: int | None
    weights: tuple[float, ...]
    progress: Callable[[str, float, float], object] | None
    was_stopped: bool = False

    def stopped(self) -> _Options:
        """What the queues after a Ctrl-C get: a plan made at once."""
        return _Options(self.gap, 0, self.time_limit, self.uncovered_weight, self.period, self.weights, None, True)


@dataclass(frozen=True)
class _Part:
    """One queue, solved."""

    need: QueueNeed
    timeline: Timeline
    required: npt.NDArray[np.float64]
    open_slots: npt.NDArray[np.bool_]
    solution: Any
    status: str
    message: str


def _check_number(name: str, value: Any, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"schedule: {name} must be a number, got {type(value).__name__}")
    if not low <= value < high:
        rule = f"in [{low:g}, {high:g})" if high < math.inf else f">= {low:g} and finite"
        raise ValueError(f"schedule: {name} must be {rule}, got {value}")


def _period(cyclic: Any) -> int | None:
    if cyclic is False or cyclic is None:
        return None
    if cyclic is True:
        return WEEK
    length = seconds(cyclic, function="schedule", argument="cyclic")
    if not isinstance(length, float) or length <= 0 or length % 86400:
        raise ValueError(f"schedule: cyclic must be True, False or a whole number of days, got {cyclic!r}")
    return round(length)


def _weights(shifts: tuple[Shift, ...], need: Need, includes_breaks: bool) -> tuple[float, ...]:
    """What a person of each shift counts for, on duty and not on a break."""
    if not includes_breaks:
        return (1.0,) * len(shifts)
    least = min(queue.shrinkage for queue in need.queues)
    for shift in shifts:
        if shift.break_share > least + 1e-12:
            raise ValueError(
                f"schedule: shrinkage_includes_breaks needs a shrinkage of at least the share of breaks in the paid "
                f"time, and shift {shift.name!r} has {shift.break_share:.4g} against {least:.4g}"
            )
    return tuple(1.0 / (1.0 - shift.break_share) for shift in shifts)


def _aligned(shifts: tuple[Shift, ...], need: Need) -> tuple[Shift, ...]:
    """Default shifts whose starts meet every opening: each half hour, finer where an opening begins off it."""
    step = 1800
    for queue in need.queues:
        begins = np.concatenate(([True], np.diff(queue.instants) != need.interval))
        for wall in wall_of(queue.instants[begins], need.zone):
            step = math.gcd(step, int(wall))
    return shifts if step == 1800 else default_shifts(every=step)


def _solve_queue(
    one: QueueNeed, need: Need, timeline: Timeline, shifts: tuple[Shift, ...], options: _Options, before: list[Row]
) -> _Part:
    required = np.zeros(timeline.slots)
    open_slots = np.zeros(timeline.slots, dtype=bool)
    per_interval = need.interval // timeline.slot
    for offset in range(per_interval):
        at = (one.instants - timeline.origin) // timeline.slot + offset
        required[at] = one.need
        open_slots[at] = True
    if any(shift.inside_opening for shift in shifts):
        timeline = starts_inside(timeline, open_slots, shifts)
    carried = _carried(before, timeline, dict(zip((shift.name for shift in shifts), options.weights)))
    solution = _core.solve(
        required=required,
        slot=float(timeline.slot),
        shifts=_core_shifts(timeline, shifts, options.weights),
        cyclic=timeline.cyclic,
        carry_in=carried if before else [],
        uncovered_weight=float(options.uncovered_weight),
        gap=float(options.gap),
        work_limit=options.work_limit,
        time_limit=options.time_limit,
        progress=None if options.progress is None else _named(options.progress, one.queue),
    )
    status = "stopped" if options.was_stopped and solution["status"] != "infeasible" else solution["status"]
    message = solution["message"]
    if solution["uncoverable"]:
        message = f"{message}: {_where(timeline, solution['uncoverable'])}"
    return _Part(one, timeline, required, open_slots, solution, status, message)


def _named(progress: Callable[[str, float, float], object], queue: str) -> Callable[[float, float], object]:
    return lambda cost, bound: progress(queue, cost, bound)


def _core_shifts(timeline: Timeline, shifts: tuple[Shift, ...], weights: tuple[float, ...]) -> list[Any]:
    slot = timeline.slot
    found = []
    for shift, starts, weight in zip(shifts, timeline.starts, weights):
        breaks = [
            (
                pause.earliest // slot,
                pause.latest // slot,
                max(1, pause.every // slot),
                pause.length // slot,
                pause.paid,
            )
            for pause in shift.breaks
        ]
        found.append((shift.name, shift.length // slot, starts, breaks, weight))
    return found


def _carried(before: list[Row], timeline: Timeline, weights: dict[str, float]) -> npt.NDArray[np.float64]:
    """People of earlier shifts on duty and not on a break through a whole slot."""
    cover = np.zeros(timeline.slots)
    edges = timeline.origin + np.arange(timeline.slots, dtype=np.int64) * timeline.slot
    for row in before:
        on = (edges >= row.start) & (edges + timeline.slot <= row.end)
        for begin, length, _ in row.pauses:
            on &= (edges + timeline.slot <= row.start + begin) | (edges >= row.start + begin + length)
        cover += on * (row.people * weights.get(row.shift, 1.0))
    return cover


def _where(timeline: Timeline, slots: list[int]) -> str:
    """The first stretches of slots, as local times."""
    stretches: list[list[int]] = []
    for slot in slots:
        if stretches and stretches[-1][1] == slot:
            stretches[-1][1] = slot + 1
        else:
            stretches.append([slot, slot + 1])
    texts = []
    for first, last in stretches[:_LISTED]:
        begin, end = timeline.stamps([first, last])
        texts.append(f"{begin:%a %Y-%m-%d %H:%M}-{end:%H:%M}")
    more = f" and {len(stretches) - _LISTED} more stretches" if len(stretches) > _LISTED else ""
    return ", ".join(texts) + more


def _combine(
    parts: list[_Part],
    need: Need,
    shifts: tuple[Shift, ...],
    options: _Options,
    before: Any,
    includes_breaks: bool,
) -> Schedule:
    order = ("infeasible", "stopped", "feasible", "optimal")
    status = min((part.status for part in parts), key=order.index)
    summary: list[dict[str, Any]] = []
    messages, issues = [], []
    for part in parts:
        solution = part.solution
        values = (part.need.queue, part.status, *(solution[name] for name in QUEUE_COLUMNS[2:7]), part.message)
        summary.append({name: [value] for name, value in zip(QUEUE_COLUMNS, values)})
        messages.append(part.message if len(parts) == 1 else f"{part.need.queue}: {part.message}")
        name = f"queue {part.need.queue}: " if len(parts) > 1 else ""
        if solution["uncoverable"]:
            where = _where(part.timeline, solution["uncoverable"])
            issues.append(("unreachable_slots", f"{name}no shift reaches {where}"))
        if solution["uncovered"] > 0:
            issues.append(("uncovered", f"{name}{solution['uncovered']:.2f} agent-hours are uncovered"))
        if part.need.limited:
            issues.append(
                ("limited_rows", f"{name}{part.need.limited} intervals ask for fewer people than their targets need")
            )
    cost, bound, paid, uncovered = (
        math.fsum(part.solution[name] for part in parts) for name in ("cost", "bound", "paid_hours", "uncovered")
    )
    table = frame_of(
        [plan_rows(part.need.queue, part.timeline, shifts, part.solution["plan"]) for part in parts],
        TABLE_COLUMNS,
        ("start", "end"),
        need.zone,
    )
    coverage = frame_of(
        [
            coverage_rows(part.need.queue, part.timeline, part.required, part.open_slots, part.solution["covered"])
            for part in parts
        ],
        COVERAGE_COLUMNS,
        ("interval_start",),
        need.zone,
    )
    queues = frame_of(summary, QUEUE_COLUMNS, (), need.zone)
    return Schedule(
        table=like(table, need.kind),
        coverage=like(coverage, need.kind),
        queues=like(queues, need.kind),
        status=status,
        cost=cost,
        bound=bound,
        gap=max(0.0, (cost - bound) / cost) if cost > 0 else 0.0,
        paid_hours=paid,
        uncovered=uncovered,
        message="; ".join(messages),
        interval=parts[0].timeline.slot,
        shifts=shifts,
        uncovered_weight=float(options.uncovered_weight),
        cyclic=options.period,
        carry_in=None if before is None else to_pandas(before)[0],
        counts_breaks=includes_breaks,
        issues=tuple(issues),
    )
