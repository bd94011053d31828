"""Schedules as tables, and tables as schedules."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from erlang._frames import to_pandas
from erlang._interval import infer_interval
from erlang._scheduling.requirement import ONE_QUEUE
from erlang._scheduling.result import Schedule
from erlang._scheduling.shifts import Shift, clock_text
from erlang._scheduling.timeline import Timeline, instants_of, stamps_of, wall_of

if TYPE_CHECKING:
    import pandas as pd

TABLE_COLUMNS = ("queue", "shift", "start", "end", "length", "breaks", "break_offsets", "paid_hours", "people")
COVERAGE_COLUMNS = ("queue", "interval_start", "required", "covered", "over", "under")
QUEUE_COLUMNS = ("queue", "status", "cost", "bound", "gap", "paid_hours", "uncovered", "message")

Pause = tuple[int, int, bool]  # seconds after the shift's start, length, paid
_OFFSETS = re.compile(r"(\d+)/(\d+)/(paid|unpaid)")


def offsets_text(pauses: list[Pause]) -> str:
    """``"7200/900/paid; 16200/1800/unpaid"``."""
    return "; ".join(f"{begin}/{length}/{'paid' if paid else 'unpaid'}" for begin, length, paid in pauses)


def read_offsets(value: Any) -> list[Pause]:
    """The inverse of :func:`offsets_text`; a missing cell is a shift without breaks."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or not str(value).strip():
        return []
    pauses = []
    for piece in str(value).split(";"):
        match = _OFFSETS.fullmatch(piece.strip())
        if not match:
            raise ValueError(
                f"schedule: break_offsets must read 'seconds after the start/length/paid or unpaid; …', got {value!r}"
            )
        pauses.append((int(match.group(1)), int(match.group(2)), match.group(3) == "paid"))
    return pauses


def breaks_text(start: int, pauses: list[Pause], zone: Any) -> str:
    """``"12:00-12:30 unpaid; 15:00-15:15 paid"`` in local clock times."""
    if not pauses:
        return ""
    ends = np.asarray([start + at for begin, length, _ in pauses for at in (begin, begin + length)], dtype=np.int64)
    clocks = [clock_text(int(wall)) for wall in wall_of(ends, zone)]
    return "; ".join(
        f"{clocks[2 * i]}-{clocks[2 * i + 1]} {'paid' if paid else 'unpaid'}" for i, (_, _, paid) in enumerate(pauses)
    )


def plan_rows(
    queue: str, timeline: Timeline, shifts: tuple[Shift, ...], plan: list[tuple[int, int, tuple[int, ...], int]]
) -> dict[str, list[Any]]:
    """Columns of the table of one queue; stamps still as instants."""
    columns: dict[str, list[Any]] = {name: [] for name in TABLE_COLUMNS}
    for kind, slot, offsets, people in plan:
        shift = shifts[kind]
        start = timeline.origin + slot * timeline.slot
        pauses = sorted(
            (offset * timeline.slot, pause.length, pause.paid) for offset, pause in zip(offsets, shift.breaks)
        )
        row = (
            queue,
            shift.name,
            start,
            start + shift.length,
            shift.length,
            breaks_text(start, pauses, timeline.zone),
            offsets_text(pauses),
            shift.paid_hours,
            people,
        )
        for name, value in zip(TABLE_COLUMNS, row):
            columns[name].append(value)
    return columns


def coverage_rows(
    queue: str,
    timeline: Timeline,
    required: npt.NDArray[np.float64],
    open_slots: npt.NDArray[np.bool_],
    covered: npt.NDArray[np.float64],
) -> dict[str, Any]:
    """Coverage of one queue in every slot that is open or staffed."""
    shown = np.flatnonzero(open_slots | (covered > 0))
    return {
        "queue": [queue] * len(shown),
        "interval_start": timeline.origin + shown * timeline.slot,
        "required": required[shown],
        "covered": covered[shown],
        "over": _positive(covered[shown] - required[shown]),
        "under": _positive(required[shown] - covered[shown]),
    }


def _positive(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(values > 1e-9, values, 0.0)


def frame_of(parts: list[dict[str, Any]], names: tuple[str, ...], stamps: tuple[str, ...], zone: Any) -> pd.DataFrame:
    """One frame of the parts of all queues, instants turned into stamps."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for name in names:
        values = [value for part in parts for value in part[name]]
        if name in stamps:
            columns[name] = stamps_of([int(value) for value in values], zone)
        elif name in ("length", "people"):
            columns[name] = np.asarray(values, dtype=np.int64)
        elif name in ("paid_hours", "required", "covered", "over", "under", "cost", "bound", "gap", "uncovered"):
            columns[name] = np.asarray(values, dtype=float)
        else:
            columns[name] = pd.Series(values, dtype="str")
    frame: pd.DataFrame = pd.DataFrame(columns)
    return frame


def stamp_column(values: pd.Series[Any], zone: Any, *, function: str, column: str) -> pd.Series[Any]:
    """Stamps of a column that may hold texts; texts with a UTC offset are moved to ``zone``, or kept in UTC."""
    import pandas as pd

    stamps: pd.Series[Any] = values
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        if values.dt.tz is not None and zone is not None:
            stamps = values.dt.tz_convert(zone)
        return stamps
    try:
        if values.astype(str).str.contains(r"(?:[+-]\d\d:?\d\d|Z)$").any():
            stamps = pd.Series(pd.to_datetime(values, utc=True, format="ISO8601")).dt.tz_convert(zone or "UTC")
        else:
            stamps = pd.Series(pd.to_datetime(values, format="ISO8601"))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{function}: column {column!r} must hold stamps: {error}") from None
    return stamps


@dataclass(frozen=True)
class Row:
    """One row of a schedule table, stamps as instants."""

    queue: str
    shift: str
    start: int
    end: int
    pauses: tuple[Pause, ...]
    paid_hours: float
    people: int


def read_rows(table: Any, zone: Any, *, function: str) -> list[Row]:
    """Rows of a schedule table of any kind, also one read from CSV."""
    import pandas as pd

    frame, _ = to_pandas(table, function=function)
    frame = frame.reset_index(drop=True)
    missing = [name for name in ("shift", "start", "length", "break_offsets", "people") if name not in frame.columns]
    if missing:
        raise ValueError(f"{function}: the schedule table has no column {missing[0]!r}")
    if len(frame) == 0:
        return []
    starts, own = instants_of(
        stamp_column(frame["start"], zone, function=function, column="start"), function=function, column="start"
    )
    if (own is None) != (zone is None):
        known, unknown = ("requirement", "schedule table") if own is None else ("schedule table", "requirement")
        raise ValueError(f"{function}: the {known} knows its time zone and the {unknown} does not")
    rows = []
    for i, record in enumerate(frame.to_dict("records")):
        people, length = (pd.to_numeric(record[name], errors="coerce") for name in ("people", "length"))
        for name, value in (("people", people), ("length", length)):
            if not value >= 0 or value != round(value):
                raise ValueError(f"{function}: {name} must be a whole number >= 0, got {record[name]!r} in row {i}")
        pauses = tuple(read_offsets(record["break_offsets"]))
        unpaid = sum(pause for _, pause, paid in pauses if not paid)
        hours = float(record["paid_hours"]) if "paid_hours" in frame.columns else (int(length) - unpaid) / 3600
        start = int(starts[i])
        queue = str(record["queue"]) if "queue" in frame.columns else ONE_QUEUE
        rows.append(Row(queue, str(record["shift"]), start, start + int(length), pauses, hours, int(people)))
    return rows


def schedule_from_tables(
    table: Any, coverage: Any, shifts: tuple[Shift, ...], timezone: str | None, weight: float, interval: Any
) -> Schedule:
    """See :meth:`Schedule.from_tables`."""
    import pandas as pd

    function = "Schedule.from_tables"
    plan, _ = to_pandas(table, function=function)
    cover, _ = to_pandas(coverage, function=function)
    plan, cover = plan.reset_index(drop=True), cover.reset_index(drop=True)
    for frame, names in ((plan, TABLE_COLUMNS), (cover, COVERAGE_COLUMNS)):
        absent = [name for name in names if name not in frame.columns and name != "queue"]
        if absent:
            raise ValueError(f"{function}: there is no column {absent[0]!r}; it has {', '.join(map(str, frame))}")
        if "queue" not in frame.columns:
            frame.insert(0, "queue", ONE_QUEUE)
        frame["queue"] = frame["queue"].astype("str")
    for column in ("start", "end"):
        plan[column] = stamp_column(plan[column], timezone, function=function, column=column)
    cover["interval_start"] = stamp_column(
        cover["interval_start"], timezone, function=function, column="interval_start"
    )
    for column in ("breaks", "break_offsets"):
        plan[column] = plan[column].fillna("").astype("str")
    step = round(infer_interval(cover, interval=interval, function=function))
    under = pd.to_numeric(cover["under"]).groupby(cover["queue"]).sum() * step / 3600
    paid = (pd.to_numeric(plan["paid_hours"]) * pd.to_numeric(plan["people"])).groupby(plan["queue"]).sum()
    queues = list(dict.fromkeys([*cover["queue"], *plan["queue"]]))
    message = "read from tables: what the best schedule costs is not known"
    rows = []
    for queue in queues:
        hours, short = float(paid.get(queue, 0.0)), float(under.get(queue, 0.0))
        rows.append((queue, "feasible", hours + weight * short, math.nan, math.nan, hours, short, message))
    summary = pd.DataFrame(rows, columns=list(QUEUE_COLUMNS))
    return Schedule(
        table=plan,
        coverage=cover,
        queues=summary,
        status="feasible",
        cost=float(summary["cost"].sum()),
        bound=math.nan,
        gap=math.nan,
        paid_hours=float(summary["paid_hours"].sum()),
        uncovered=float(summary["uncovered"].sum()),
        message=message,
        interval=step,
        shifts=tuple(shifts),
        uncovered_weight=weight,
    )
