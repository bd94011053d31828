"""Recomputes a schedule from its tables. Knows nothing of grids, programs or solvers: only stamps and people."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from erlang._scheduling.requirement import Need, QueueNeed, read_need
from erlang._scheduling.result import Schedule
from erlang._scheduling.shifts import DAY, DAYS, Shift
from erlang._scheduling.tables import Row, read_rows, stamp_column
from erlang._scheduling.timeline import Instants, first_midnight, instants_of, local_instants, wall_of

_MOST = 50


@dataclass(frozen=True)
class ScheduleCheck:
    """What :func:`check_schedule` found.

    Attributes
    ----------
    ok : bool
        True where nothing differs.
    differences : tuple of str
        What differs, a sentence each; at most 50.
    cost, paid_hours, uncovered : float
        As recomputed from the rows of the plan.
    """

    ok: bool
    differences: tuple[str, ...]
    cost: float
    paid_hours: float
    uncovered: float


def check_schedule(
    schedule: Schedule,
    requirement: Any,
    shifts: Iterable[Shift] | None = None,
    *,
    required: str = "scheduled",
    shrinkage: float | None = None,
    interval: Any = None,
) -> ScheduleCheck:
    """Recomputes everything a schedule claims from its rows, the requirement and the shifts that were offered.

    Every row must be a shift that was offered, at a start that was offered, with its breaks inside their windows and
    apart from each other; coverage, paid hours, uncovered hours and cost must be what the rows give; the bound must
    not exceed the cost. Nothing is raised for what differs: it is reported.

    Parameters
    ----------
    schedule : Schedule
    requirement : frame
        What the schedule was made for.
    shifts : sequence of Shift, optional
        What was offered; None takes ``schedule.shifts``.
    required, shrinkage, interval
        As given to :func:`erlang.schedule`.

    Examples
    --------
    >>> import pandas as pd, erlang
    >>> need = pd.DataFrame({"interval_start": pd.date_range("2026-01-05 08:00", periods=8, freq="h"),
    ...                      "scheduled": [2, 3, 3, 3, 3, 3, 2, 2]})
    >>> check_schedule(erlang.schedule(need), need).ok
    True
    """
    function = "check_schedule"
    differences: list[str] = []
    need = read_need(requirement, column=required, shrinkage=shrinkage, interval=interval, function=function)
    try:
        rows = read_rows(schedule.table, need.zone, function=function)
        before = [] if schedule.carry_in is None else read_rows(schedule.carry_in, need.zone, function=function)
    except ValueError as error:
        return ScheduleCheck(False, (str(error),), math.nan, math.nan, math.nan)
    offered = {shift.name: shift for shift in (schedule.shifts if shifts is None else shifts)}
    known = {one.queue for one in need.queues}
    for row in rows:
        if row.queue not in known:
            differences.append(f"{_name(row, need.zone)}: the requirement has no queue {row.queue!r}")
        differences += _row_differences(row, offered, need.zone)
    uncovered = 0.0
    for one in need.queues:
        own = [row for row in rows if row.queue == one.queue]
        early = [row for row in before if row.queue == one.queue]
        short, found = _queue_differences(one, need, own, early, offered, schedule)
        uncovered += short
        differences += found
    paid = math.fsum(row.people * (row.end - row.start - _unpaid(row)) / 3600 for row in rows)
    cost = paid + schedule.uncovered_weight * uncovered
    for name, mine in (("paid_hours", paid), ("uncovered", uncovered), ("cost", cost)):
        theirs = getattr(schedule, name)
        if not _close(mine, theirs):
            differences.append(f"{name} is {mine:.6g} by the rows, and {theirs:.6g} in the schedule")
    if not math.isnan(schedule.bound):
        if schedule.bound > schedule.cost + 1e-6 * max(1.0, schedule.cost):
            differences.append(f"the bound {schedule.bound:.6g} exceeds the cost {schedule.cost:.6g}")
        gap = max(0.0, (schedule.cost - schedule.bound) / schedule.cost) if schedule.cost > 0 else 0.0
        if not _close(gap, schedule.gap):
            differences.append(f"gap is {gap:.6g} by cost and bound, and {schedule.gap:.6g} in the schedule")
    return ScheduleCheck(not differences, tuple(differences[:_MOST]), cost, paid, uncovered)


def _close(mine: float, theirs: float) -> bool:
    return abs(mine - theirs) <= 1e-6 * max(1.0, abs(mine))


def _unpaid(row: Row) -> int:
    return sum(length for _, length, paid in row.pauses if not paid)


def _name(row: Row, zone: Any) -> str:
    wall = wall_of(np.asarray([row.start], dtype=np.int64), zone).astype("datetime64[s]")[0]
    return f"{row.shift} of {row.queue} at {str(wall).replace('T', ' ')}"


def _row_differences(row: Row, offered: dict[str, Shift], zone: Any) -> list[str]:
    where = _name(row, zone)
    shift = offered.get(row.shift)
    if shift is None:
        return [f"{where}: no shift of this name was offered"]
    found = []
    if row.people < 1:
        found.append(f"{where}: people must be at least 1, got {row.people}")
    if row.end - row.start != shift.length:
        found.append(f"{where}: it lasts {row.end - row.start} s, and the shift {shift.length} s")
    if not _may_start(row.start, shift, zone):
        found.append(f"{where}: the shift does not start at this time")
    if not _close(row.paid_hours, shift.paid_hours):
        found.append(f"{where}: {row.paid_hours:g} paid hours, and the shift has {shift.paid_hours:g}")
    last = -1
    for begin, length, _ in sorted(row.pauses):
        if begin < last:
            found.append(f"{where}: breaks overlap")
        last = begin + length
    if not _fits(list(row.pauses), shift):
        found.append(f"{where}: its breaks are not those of the shift, or not inside their windows")
    return found


def _may_start(instant: int, shift: Shift, zone: Any) -> bool:
    wall = int(wall_of(np.asarray([instant], dtype=np.int64), zone)[0])
    again, exists = local_instants([wall], zone)
    if not exists[0] or int(again[0]) != instant:
        return False
    for day in (wall // DAY, wall // DAY - 1):
        if wall - day * DAY in shift.starts() and (shift.days is None or DAYS[(day + 3) % 7] in shift.days):
            return True
    return False


def _fits(pauses: list[tuple[int, int, bool]], shift: Shift) -> bool:
    """Whether the breaks can be told apart as those of the shift, one each."""
    if len(pauses) != len(shift.breaks):
        return False
    if not pauses:
        return True
    begin, length, paid = pauses[0]
    for i, pause in enumerate(shift.breaks):
        if (length, paid) == (pause.length, pause.paid) and begin in range(
            pause.earliest, pause.latest + 1, pause.every
        ):
            rest = object.__new__(Shift)
            object.__setattr__(rest, "breaks", shift.breaks[:i] + shift.breaks[i + 1 :])
            if _fits(pauses[1:], rest):
                return True
    return False


def _spans(row: Row) -> list[tuple[int, int]]:
    """When a person of a row is on duty and not on a break."""
    spans, at = [], row.start
    for begin, length, _ in sorted(row.pauses):
        if row.start + begin > at:
            spans.append((at, row.start + begin))
        at = max(at, row.start + begin + length)
    if at < row.end:
        spans.append((at, row.end))
    return spans


def _queue_differences(
    one: QueueNeed, need: Need, rows: list[Row], before: list[Row], offered: dict[str, Shift], schedule: Schedule
) -> tuple[float, list[str]]:
    """Uncovered agent-hours of one queue, and where its coverage table says otherwise."""
    origin = first_midnight(one.instants, need.zone)
    end = int(one.instants.max()) + need.interval
    if schedule.cyclic:
        end = origin + schedule.cyclic * -(-(end - origin) // schedule.cyclic)
    spans: list[tuple[int, int, float]] = []
    found = []
    for row in [*before, *rows]:
        shift = offered.get(row.shift)
        weight = 1.0 / (1.0 - shift.break_share) if schedule.counts_breaks and shift else 1.0
        spans += [(begin, stop, row.people * weight) for begin, stop in _spans(row)]
    found += [
        f"{_name(row, need.zone)}: it starts outside the days of the requirement"
        for row in rows
        if not origin <= row.start < end
    ]
    if schedule.cyclic:
        period = end - origin
        spans += [(begin - period, stop - period, people) for begin, stop, people in spans]
    # People on duty change only at these instants; between two of them everything is constant.
    instants = np.unique(
        np.asarray(
            [origin, end, *(at for begin, stop, _ in spans for at in (begin, stop) if origin < at < end)]
            + [int(at) for start in one.instants for at in (start, start + need.interval)],
            dtype=np.int64,
        )
    )
    people = np.zeros(len(instants))
    for begin, stop, count in spans:
        people[(instants >= begin) & (instants < stop)] += count
    at = np.searchsorted(one.instants, instants, side="right") - 1
    inside = (at >= 0) & (instants < one.instants[np.maximum(at, 0)] + need.interval)
    wanted = np.where(inside, one.need[np.maximum(at, 0)], 0.0)
    missing = np.maximum(wanted - people, 0.0)[:-1] * np.diff(instants) / 3600
    short = float(missing[missing > 1e-9].sum())
    found += _coverage_differences(one, need, schedule, instants, people, wanted, (origin, end))
    return short, found


def _coverage_differences(
    one: QueueNeed,
    need: Need,
    schedule: Schedule,
    instants: Instants,
    people: Any,
    wanted: Any,
    horizon: tuple[int, int],
) -> list[str]:
    from erlang._frames import to_pandas

    frame, _ = to_pandas(schedule.coverage)
    frame = frame[frame["queue"].astype(str) == one.queue].reset_index(drop=True)
    stamps = stamp_column(frame["interval_start"], need.zone, function="check_schedule", column="interval_start")
    starts, _ = instants_of(stamps, function="check_schedule", column="interval_start")
    found = []
    shown = dict(zip((int(start) for start in starts), frame.to_dict("records")))
    if len(shown) != len(frame):
        found.append(f"coverage of {one.queue} has an interval twice")
    for start, record in shown.items():
        inside = np.flatnonzero((instants > start) & (instants < start + schedule.interval))
        first = int(np.searchsorted(instants, start, side="right")) - 1
        if first < 0 or not horizon[0] <= start < horizon[1]:
            found.append(f"coverage of {one.queue} has a row outside the days of the requirement")
            continue
        if len({people[i] for i in (first, *inside)}) > 1:
            found.append(f"coverage of {one.queue}: people change within the interval at {record['interval_start']}")
        values = {
            "required": float(wanted[first]),
            "covered": float(people[first]),
            "over": max(0.0, float(people[first] - wanted[first])),
            "under": max(0.0, float(wanted[first] - people[first])),
        }
        for name, mine in values.items():
            if not _close(mine, float(record[name])):
                found.append(
                    f"coverage of {one.queue} at {record['interval_start']}: {name} is {mine:g} by the rows, and "
                    f"{float(record[name]):g} in the table"
                )
    for i in np.flatnonzero((people > 1e-9) | (wanted > 1e-9)):
        at = int(instants[i])
        base = horizon[0] + (at - horizon[0]) // schedule.interval * schedule.interval
        if at < horizon[1] and base not in shown:
            wall = str(wall_of(np.asarray([at], dtype=np.int64), need.zone).astype("datetime64[s]")[0])
            found.append(f"coverage of {one.queue} has no row at {wall.replace('T', ' ')}")
    return found
