"""What a forecast found in its history and calendar, said in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .._reading.issues import Issue
from .calendar import QueueGrid
from .special import SpecialDay

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OUTLYING_DAY = 5.0
OUTLYING_INTERVAL = 6.0


def several(items: Iterable[Any], most: int = 5) -> str:
    """The first items of a list, and how many more."""
    listed = [str(item) for item in items]
    text = ", ".join(listed[:most])
    return text + (f" and {len(listed) - most} more" if len(listed) > most else "")


def warn(code: str, message: str, queue: str | None) -> Issue:
    return Issue(severity="warning", code=code, message=message, queue=queue)


def note(code: str, message: str, queue: str | None) -> Issue:
    return Issue(severity="note", code=code, message=message, queue=queue)


def hours(grid: QueueGrid) -> str:
    """Opening hours per weekday: ``Monday to Friday 08:00-20:00; Saturday 09:00-17:00``."""
    texts: list[tuple[str, str]] = []
    usual = grid.usual()
    for weekday in range(7):
        slots = np.flatnonzero(usual[weekday])
        if not slots.size:
            texts.append((WEEKDAYS[weekday], "closed"))
            continue
        runs = np.split(slots, np.flatnonzero(np.diff(slots) > 1) + 1)
        texts.append((WEEKDAYS[weekday], ", ".join(f"{grid.label(run[0])}-{grid.label(run[-1] + 1)}" for run in runs)))
    groups: list[list[str]] = []
    for name, text in texts:
        if groups and groups[-1][2] == text:
            groups[-1][1] = name
        else:
            groups.append([name, name, text])
    return "; ".join(f"{a} {text}" if a == b else f"{a} to {b} {text}" for a, b, text in groups)


def of_calendar(grid: QueueGrid, special: Mapping[dt.date, SpecialDay], gap: int) -> list[Issue]:
    """Length of the history, opening hours, closed days, missing intervals, special days nobody has seen."""
    found: list[Issue] = []
    queue = grid.queue
    dates = [day.date() for day in grid.days]
    weeks = grid.history / 7
    if weeks < 8:
        found.append(
            warn("short_history", f"{weeks:.1f} weeks of history: below eight weeks only averages are used.", queue)
        )
    found.append(note("opening_hours", f"Opening hours as found in the history: {hours(grid)}.", queue))
    closed = [dates[i] for i in np.flatnonzero(grid.absent) if not (dates[i] in special and special[dates[i]].closed)]
    closed = closed[: len(closed) - gap] if gap else closed
    if gap:
        found.append(
            warn("history_ends_early", f"The history of this queue ends {gap} days before the forecast starts.", queue)
        )
    if closed:
        found.append(
            warn(
                "missing_days",
                f"{len(closed)} days without rows on an open weekday are taken as closed: {several(closed)}.",
                queue,
            )
        )
    missing = grid.open[: grid.history] & np.isnan(grid.volume)
    if missing.any():
        which = [f"{dates[d]} {grid.label(s)}" for d, s in np.argwhere(missing)]
        found.append(
            warn(
                "gap",
                f"{len(which)} intervals are missing and left out, not taken as 0: {several(which, 3)}.",
                queue,
            )
        )
    past = {special[date].kind for date in dates[: grid.history] if date in special and date not in set(closed)}
    for date in dates[grid.history :]:
        day = special.get(date)
        if day is None or day.closed or day.multiplier is not None or day.kind in past:
            continue
        found.append(
            warn(
                "special_day_unknown",
                f"{day.name} on {date} has no example in the history and is taken as a usual day; give a multiplier.",
                queue,
            )
        )
    return found


def of_fit(grid: QueueGrid, fit: Mapping[str, Any], special: Mapping[dt.date, SpecialDay]) -> list[Issue]:
    """Days and intervals far from what the model expects."""
    found: list[Issue] = []
    queue = grid.queue
    dates = [day.date() for day in grid.days]
    day, total, fitted, error = (np.asarray(fit[name]) for name in ("day", "total", "fitted", "error"))
    scale = max(float(fit["scale"]), 0.02)
    limit = OUTLYING_DAY * np.sqrt(scale**2 + 1 / np.maximum(fitted, 1))
    odd = [i for i in np.flatnonzero(np.abs(error) > limit) if dates[day[i]] not in special]
    if odd:
        which = [f"{dates[day[i]]} ({total[i]:.0f}, expected {fitted[i]:.0f})" for i in odd]
        found.append(
            warn("outlier_days", f"{len(odd)} days are far from what is usual and weigh less: {several(which)}.", queue)
        )
    odd_days = {int(day[i]) for i in odd}
    spread = float(np.hypot(fit["spread"], scale))
    weekday = grid.days.day_of_week.to_numpy()
    usual = np.array([int(p) not in odd_days and dates[p] not in special for p in day], dtype=bool)
    day, fitted = day[usual], fitted[usual]
    mean = fitted[:, None] * np.asarray(fit["profile"])[weekday[day]]
    size = np.abs(grid.volume[day] - mean) / np.sqrt(np.maximum(mean, 1) + (spread * mean) ** 2)
    far = np.argwhere(np.nan_to_num(size) > OUTLYING_INTERVAL)
    cells: list[tuple[float, str]] = []
    for row, slot in far[np.argsort(-size[far[:, 0], far[:, 1]])]:
        count = grid.volume[day[row], slot]
        text = f"{dates[day[row]]} {grid.label(int(slot))} ({count:.0f}, expected {mean[row, slot]:.0f})"
        cells.append((float(size[row, slot]), text))
    if cells:
        found.append(
            warn(
                "outlier_intervals",
                f"{len(cells)} intervals are far from what is usual and are pulled in for the profile: "
                f"{several((text for _, text in cells), 3)}.",
                queue,
            )
        )
    return found
