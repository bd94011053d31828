"""Stamps against the grid: the interval's length, stamps beside it, doubles, order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from erlang._interval import ASK, LONGEST, SHORTEST, given_interval, steps_of
from erlang._units import format_seconds

from .grid import Bools, Ints
from .issues import FUNCTION, Findings
from .records import Records

DAY = 86400


def clock(stamp: Any) -> str:
    """A stamp as planners write it."""
    return f"{stamp:%Y-%m-%d %H:%M}" if stamp.second == 0 else f"{stamp:%Y-%m-%d %H:%M:%S}"


def find_interval(records: Records, stamps: pd.DatetimeIndex, interval: Any, findings: Findings) -> tuple[float, str]:
    """The interval's length in seconds and where it is from; stamps beside the grid are errors."""
    column = records.meanings.get("interval_start")
    steps = steps_of(pd.Series(stamps))
    if interval is not None:
        length, origin = given_interval(interval, function=FUNCTION), "given"
    elif records.length is not None:
        named = "interval_minutes" in records.meanings or "interval_seconds" in records.meanings
        length, origin = records.length, "from its column" if named else "from the ranges"
    elif steps.smallest is None:
        raise findings.refuse(
            "interval", f"no day has two stamps, so the interval's length cannot be found; {ASK} (--interval)"
        )
    else:
        length, origin = _from_steps(records, stamps, findings), "the smallest step between stamps of a day"
    if interval is None and not SHORTEST <= length <= LONGEST:
        raise findings.refuse(
            "interval",
            f"the interval seems to be {format_seconds(length)}, not within 1 min and 4 h; {ASK} (--interval)",
        )
    if DAY % length:
        raise findings.refuse(
            "interval",
            f"the interval seems to be {format_seconds(length)}, which does not divide a day; {ASK} (--interval)",
        )
    off = _off(stamps, length)
    if off.any():
        _off_grid(records, stamps, off, length, findings, column)
    findings.stop()
    phase = int(_seconds(stamps)[0] % length)
    if phase:
        if (phase + 1) % 60 == 0 or (phase + 60) % length == 0:
            raise findings.refuse(
                "labels",
                f"found '{clock(stamps[0])}', which looks like the end of an interval, expected its start",
                records.lines[:1],
                column=column,
            )
        findings.warning(
            "phase",
            f"Intervals of {format_seconds(length)} begin {format_seconds(phase)} past the full "
            f"{format_seconds(length)}, as at "
            f"{clock(stamps[0])}.",
        )
    return length, origin


def _seconds(stamps: pd.DatetimeIndex) -> Ints:
    wall = stamps.tz_localize(None) if stamps.tz is not None else stamps
    return (wall.to_numpy().astype("datetime64[s]").astype(np.int64)) % DAY


def _off(stamps: pd.DatetimeIndex, length: float) -> Bools:
    """Stamps beside the grid that most stamps are on."""
    phases = _seconds(stamps) % length
    values, counts = np.unique(phases, return_counts=True)
    off: Bools = phases != values[np.argmax(counts)]
    return off


def _from_steps(records: Records, stamps: pd.DatetimeIndex, findings: Findings) -> float:
    steps = steps_of(pd.Series(stamps))
    assert steps.smallest is not None
    assert steps.commonest is not None
    column = records.meanings.get("interval_start")
    if steps.smallest != steps.commonest or not steps.regular:
        off = _off(stamps, steps.commonest)
        if off.any() and (off.mean() < 0.05 or (off.sum() <= 3 and off.mean() < 0.2)):
            _off_grid(records, stamps, off, steps.commonest, findings, column)
            findings.stop()
    if not steps.regular:
        raise findings.refuse(
            "interval",
            f"the stamps do not step evenly: the smallest step is {format_seconds(steps.smallest)}, and others are no "
            "multiple "
            f"of it; {ASK} (--interval)",
            column=column,
        )
    _one_length(records, stamps, steps.smallest, findings)
    return steps.smallest


def _off_grid(
    records: Records, stamps: pd.DatetimeIndex, off: Bools, length: float, findings: Findings, column: str | None
) -> None:
    shown = ", ".join(dict.fromkeys(f"'{clock(stamp)}'" for stamp in stamps[off][:3]))
    findings.error(
        "off_grid",
        f"found {shown}, expected stamps on a grid of {format_seconds(length)} like '{clock(stamps[~off][0])}'",
        records.lines[off],
        column=column,
    )


def _one_length(records: Records, stamps: pd.DatetimeIndex, length: float, findings: Findings) -> None:
    """Some days by the hour and others by the half hour are two files, not one with holes."""
    wall = stamps.tz_localize(None) if stamps.tz is not None else stamps
    seconds = wall.to_numpy().astype("datetime64[s]").astype(np.int64)
    order = np.lexsort((seconds, records.queue))
    key = (records.queue[order] << 32) + seconds[order] // DAY
    same = np.diff(key) == 0
    steps = np.diff(seconds[order])[same]
    days = key[1:][same]
    if not len(steps):
        return
    frame = pd.DataFrame({"day": days, "step": steps}).groupby("day")["step"].agg(["min", "max", "size"])
    even = frame[(frame["min"] == frame["max"]) & (frame["size"] >= 3)]
    coarse = even[even["min"] > length]
    if len(coarse) >= 3 and len(coarse) >= 0.1 * len(frame):
        fine = frame[frame["min"] == length]
        if len(fine) >= 3:
            day = int(coarse.index[0])
            queue = records.queues[day >> 32]
            date = np.datetime64(day & 0xFFFFFFFF, "D")
            raise findings.refuse(
                "two_lengths",
                f"the stamps step by {format_seconds(float(coarse['min'].iloc[0]))} on some days (queue '{queue}', "
                f"{date}) and by "
                f"{format_seconds(length)} on others; expected one length of interval; read the parts apart",
                records.lines[order][1:][same][days == day][:1],
            )


def check_doubles(records: Records, stamps: pd.DatetimeIndex, findings: Findings) -> None:
    """Two rows of one queue and stamp are an error, whether they say the same or not."""
    instants = stamps.asi8
    order = np.lexsort((records.lines, instants, records.queue))
    same = (np.diff(instants[order]) == 0) & (np.diff(records.queue[order]) == 0)
    if not same.any():
        return
    first, second = order[:-1][same], order[1:][same]
    equal = np.ones(len(first), dtype=bool)
    for values in (records.offered, records.handled, records.abandoned, records.aht):
        if values is not None:
            a, b = values[first], values[second]
            equal &= (a == b) | (np.isnan(a) & np.isnan(b))
    for mask, code, what in ((equal, "duplicate", "the same values"), (~equal, "conflict", "different values")):
        if mask.any():
            pairs = [
                f"{findings.unit}s {records.lines[a]} and {records.lines[b]} ('{records.queues[records.queue[a]]}' at "
                f"{clock(stamps[a])})"
                for a, b in list(zip(first[mask], second[mask]))[:5]
            ]
            more = f" and {int(mask.sum()) - 5} more" if mask.sum() > 5 else ""
            hint = _hint(records)
            findings.error(
                code,
                f"{int(mask.sum())} {'stamps of a queue come' if mask.sum() > 1 else 'stamp of a queue comes'} twice "
                f"with {what}: "
                f"{', '.join(pairs)}"
                f"{more}; expected one row per queue and interval{hint}",
            )
            findings.errors[-1] = _with_lines(
                findings.errors[-1], np.unique(np.concatenate([first[mask], second[mask]])), records
            )


def _with_lines(issue: Any, rows: Ints, records: Records) -> Any:
    from dataclasses import replace

    return replace(issue, lines=tuple(int(line) for line in np.sort(records.lines[rows])))


def _hint(records: Records) -> str:
    if records.unused and "queue" not in records.meanings:
        names = ", ".join(f"'{name}'" for name in records.unused[:6])
        return f' (if one of the columns {names} names the queue, say so with columns={{"queue": …}})'
    return ""


def check_order(records: Records, stamps: pd.DatetimeIndex, findings: Findings) -> None:
    """Warn where the rows of a queue are not in order of time."""
    instants = stamps.asi8
    order = np.argsort(records.queue, kind="stable")
    back = (np.diff(instants[order]) < 0) & (np.diff(records.queue[order]) == 0)
    if not back.any():
        return
    rows = order[1:][back]
    within = int((np.diff(records.queue[order]) == 0).sum())
    if len(rows) > 0.9 * within:
        findings.warning("order", "The rows run from the latest to the earliest; they were sorted.")
    else:
        findings.warning(
            "order",
            f"{len(rows):,} {'row stands' if len(rows) == 1 else 'rows stand'} out of order of time: {{lines}}; they "
            "were sorted.",
            np.sort(records.lines[rows]),
        )
