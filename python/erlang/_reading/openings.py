"""Opening hours read off the rows, and what is missing inside them.

A slot of the week without a row in any week is closed; with rows in some weeks it is open, and missing in the others. A
whole day without rows on a weekday otherwise there is a closed day. Zeros are rows like others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .grid import Bools, Ints
from .issues import Findings
from .words import DAY_NAMES

DAY = 86400


@dataclass(frozen=True)
class Openings:
    """Open slots of one queue: ``open[weekday, slot]``."""

    queue: str
    open: Bools
    interval: float
    phase: int
    missing: tuple[str, ...]
    days: tuple[str, ...]

    def hours(self) -> tuple[str, ...]:
        """One text per weekday: ``08:00-18:00``, several ranges, or ``closed``."""
        return tuple(_ranges(row, self.interval, self.phase) for row in self.open)

    def text(self) -> str:
        """Weekdays with equal hours together: ``Mon-Fri 08:00-18:00, Sat-Sun closed``."""
        hours = self.hours()
        parts: list[str] = []
        start = 0
        for day in range(1, 8):
            if day == 7 or hours[day] != hours[start]:
                name = DAY_NAMES[start][:3] + (f"-{DAY_NAMES[day - 1][:3]}" if day - 1 > start else "")
                parts.append(f"{name} {hours[start]}")
                start = day
        return ", ".join(parts)


def _ranges(row: Bools, interval: float, phase: int) -> str:
    edges = np.diff(np.concatenate([[0], row.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if not len(starts):
        return "closed"
    if len(starts) > 4:
        return f"{_clock(starts[0], interval, phase)}-{_clock(ends[-1], interval, phase)} with holes"
    return " and ".join(f"{_clock(a, interval, phase)}-{_clock(b, interval, phase)}" for a, b in zip(starts, ends))


def _clock(slot: Any, interval: float, phase: int) -> str:
    seconds = int(slot * interval) + phase
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def openings(queue: str, stamps: pd.DatetimeIndex, there: Bools, interval: float) -> Openings:
    """What one queue's stamps say; ``there`` marks the rows with a volume."""
    wall = stamps.tz_localize(None) if stamps.tz is not None else stamps
    seconds = wall.to_numpy().astype("datetime64[s]").astype(np.int64)
    days, rest = seconds // DAY, seconds % DAY
    phase = int(rest[0] % interval)
    slots = (rest // interval).astype(np.int64)
    first, last = int(days.min()), int(days.max())
    per_day = round(DAY / interval)
    seen = np.zeros((last - first + 1, per_day), dtype=bool)
    seen[days - first, slots] = True
    known = np.zeros_like(seen)
    known[days[there] - first, slots[there]] = True
    weekdays = (np.arange(first, last + 1) + 3) % 7
    is_open: Bools = np.zeros((7, per_day), dtype=bool)
    for weekday in range(7):
        is_open[weekday] = seen[weekdays == weekday].any(axis=0)
    wanted: Bools = np.asarray(is_open[weekdays])
    present: Bools = np.asarray(seen.any(axis=1))
    absent = ~present & wanted.any(axis=1)
    missing = wanted & ~known & present[:, None]
    # Before the first stamp and after the last nothing is missing.
    missing[0, : slots[days == first].min()] = False
    missing[-1, slots[days == last].max() + 1 :] = False
    where = np.argwhere(missing)
    local = (where[:, 0] + first) * DAY + (where[:, 1] * interval).astype(np.int64) + phase
    local = _existing(local, stamps)
    return Openings(
        queue,
        is_open,
        interval,
        phase,
        tuple(str(np.datetime64(int(value), "s")).replace("T", " ")[:16] for value in local),
        tuple(
            f"{np.datetime64(int(day), 'D')} ({DAY_NAMES[(int(day) + 3) % 7]})"
            for day in np.flatnonzero(absent) + first
        ),
    )


def _existing(local: Ints, stamps: pd.DatetimeIndex) -> Ints:
    """Without the times that a switch of the clock skips."""
    if stamps.tz is None or not len(local):
        return local
    placed = pd.DatetimeIndex(local.astype("datetime64[s]")).tz_localize(
        stamps.tz, ambiguous=np.ones(len(local), dtype=bool), nonexistent="NaT"
    )
    existing: Ints = local[~np.asarray(placed.isna())]
    return existing


def check_gaps(found: list[Openings], findings: Findings) -> None:
    """Warn about missing intervals and days, and say the opening hours inferred."""
    hours: dict[str, list[str]] = {}
    for item in found:
        hours.setdefault(item.text(), []).append(item.queue)
        if item.missing:
            findings.warning(
                "gap",
                f"Queue '{item.queue}' has no number for {_count(item.missing, 'interval', 'intervals')} in its "
                "opening hours: "
                f"{_some(item.missing)}. Missing is not 0.",
                queue=item.queue,
            )
        if item.days:
            findings.warning(
                "missing_days",
                f"Queue '{item.queue}' has no row on {_count(item.days, 'day', 'days')} of the week otherwise open: "
                f"{_some(item.days, 6)}. They are taken as closed days.",
                queue=item.queue,
            )
    for text, queues in hours.items():
        who = f"Queue '{queues[0]}'" if len(queues) == 1 else f"{len(queues)} queues ({_some(queues, 4)})"
        if text == "Mon-Sun 00:00-24:00":
            findings.note("opening_hours", f"{who}: open round the clock, as the rows show.")
        else:
            findings.warning("opening_hours", f"{who}: opening hours were inferred from the rows: {text}.")


def _count(items: tuple[str, ...], one: str, more: str) -> str:
    return f"{len(items):,} {one if len(items) == 1 else more}"


def _some(items: tuple[str, ...] | list[str], most: int = 5) -> str:
    return ", ".join(items[:most]) + (f" and {len(items) - most:,} more" if len(items) > most else "")
