"""One queue's history as a grid of days x slots in local time, and the rows of its horizon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

DAY = 86400


@dataclass(frozen=True)
class QueueGrid:
    """Days x slots of one queue: history first, then the days up to the end of the horizon."""

    queue: str
    interval: int
    days: pd.DatetimeIndex  # local dates, history and horizon
    history: int  # days of history
    first_slot: int  # seconds of the day at which slot 0 starts
    volume: Floats  # history days x slots, NaN where missing or closed
    handled: Floats | None
    aht: Floats | None
    open: Bools  # all days x slots
    absent: Bools  # history days without any row, on a weekday that is open
    row_day: Ints  # per row of the horizon
    row_slot: Ints
    row_start: pd.DatetimeIndex  # stamps of those rows, with zone where one is known

    @property
    def slots(self) -> int:
        return int(self.open.shape[1])

    def usual(self) -> Bools:
        """Open slots per weekday, 7 x slots."""
        result = np.zeros((7, self.slots), dtype=bool)
        np.logical_or.at(result, self.days.day_of_week[: self.history], self.open[: self.history])
        return result

    def label(self, slot: int) -> str:
        """Clock time at which a slot starts."""
        second = self.first_slot + slot * self.interval
        return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def local(stamps: pd.Series[Any]) -> pd.Series[Any]:
    """Wall-clock times, without a zone."""
    return stamps.dt.tz_localize(None) if stamps.dt.tz is not None else stamps


def make_grid(
    queue: str,
    rows: pd.DataFrame,
    *,
    interval: float,
    timezone: str | None,
    start: pd.Timestamp,
    horizon: int,
    closed: set[dt.date],
) -> QueueGrid:
    """The grid of one queue from its rows before ``start``, with the rows of the horizon.

    A slot of the week that is absent in every week is closed; absent now and then it is missing. A whole day without
    rows is closed. Where clocks go back, the two passes of an hour share a slot, which holds their mean; where they
    go forward the slots that do not exist are closed on that day.
    """
    length = round(interval)
    if length != interval or DAY % length:
        raise ValueError(f"forecast: interval must divide a day into whole parts, got {interval:g} s")
    wall = local(rows["interval_start"])
    day = wall.dt.normalize()
    second = ((wall - day) // pd.Timedelta(seconds=1)).to_numpy().astype(np.int64)
    offset = int(second[0] % length)
    if (second % length != offset).any():
        odd = rows["interval_start"].iloc[int(np.argmax(second % length != offset))]
        raise ValueError(f"forecast: queue '{queue}': {odd} is off the grid of {length} s steps; give interval=")
    low = int((second - offset).min()) // length
    high = int((second - offset).max()) // length
    slots = high - low + 1
    slot = (second - offset) // length - low
    days = pd.date_range(day.min(), start + pd.Timedelta(days=horizon - 1), freq="D")
    history = int((start - days[0]).days)
    at = ((day - days[0]) // pd.Timedelta(days=1)).to_numpy().astype(np.int64)

    exists, passes = _clock(days, low * length + offset, length, slots, timezone)
    volume = _sum(rows["offered"], at, slot, history, slots)
    present = np.zeros((history, slots), dtype=np.int64)
    np.add.at(present, (at, slot), 1)
    # The mean of the passes; a repeated hour with one row holds both.
    volume = volume / np.maximum(np.maximum(passes[:history], present), 1)

    weekday = days.day_of_week.to_numpy()
    usual = np.zeros((7, slots), dtype=bool)
    np.logical_or.at(usual, weekday[:history], present > 0)
    has_rows: Bools = np.asarray(present.any(axis=1))
    opened: Bools = np.logical_and(usual[weekday], exists)
    opened[:history] &= has_rows.reshape(-1, 1)
    for position in range(history, len(days)):
        if days[position].date() in closed:
            opened[position] = False
    volume[~opened[:history]] = np.nan
    absent = ~has_rows & usual[weekday[:history]].any(axis=1)

    handled = aht = None
    if "aht" in rows.columns:
        aht_values = pd.to_numeric(rows["aht"], errors="coerce").to_numpy(dtype=float)
        weight = pd.to_numeric(rows["handled" if "handled" in rows.columns else "offered"], errors="coerce")
        counts = weight.to_numpy(dtype=float)
        good = (aht_values > 0) & (counts > 0)
        handled = _sum(pd.Series(np.where(good, counts, 0.0)), at, slot, history, slots)
        total = _sum(pd.Series(np.where(good, counts * aht_values, 0.0)), at, slot, history, slots)
        aht = np.where(handled > 0, total / np.maximum(handled, 1e-300), np.nan)

    row_day, row_slot, row_start = _rows(days, history, opened, low * length + offset, length, passes, timezone)
    keep = row_start_mask(row_day, start, days)
    return QueueGrid(
        queue=queue,
        interval=length,
        days=days,
        history=history,
        first_slot=low * length + offset,
        volume=volume,
        handled=handled,
        aht=aht,
        open=opened,
        absent=absent,
        row_day=row_day[keep],
        row_slot=row_slot[keep],
        row_start=row_start[keep],
    )


def row_start_mask(row_day: Ints, start: pd.Timestamp, days: pd.DatetimeIndex) -> Bools:
    """Rows from ``start`` on."""
    return np.asarray(days[row_day] >= start)


def _sum(values: pd.Series[Any], at: Ints, slot: Ints, history: int, slots: int) -> Floats:
    """Sum per cell; NaN where there is no value."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    total = np.zeros((history, slots))
    count = np.zeros((history, slots), dtype=np.int64)
    known = ~np.isnan(numbers)
    np.add.at(total, (at[known], slot[known]), numbers[known])
    np.add.at(count, (at[known], slot[known]), 1)
    return np.where(count > 0, total, np.nan)


def _clock(days: pd.DatetimeIndex, first: int, length: int, slots: int, timezone: str | None) -> tuple[Bools, Ints]:
    """Which local times exist, and how often they pass, on every day: 0, 1 or 2."""
    exists = np.ones((len(days), slots), dtype=bool)
    passes = np.ones((len(days), slots), dtype=np.int64)
    if timezone is None:
        return exists, passes
    midnights = pd.DatetimeIndex([*days, days[-1] + pd.Timedelta(days=1)]).tz_localize(
        timezone, ambiguous=True, nonexistent="shift_forward"
    )
    lengths = np.diff(midnights.as_unit("s").asi8)
    for position in np.flatnonzero(lengths != DAY).tolist():
        walls = days[position] + pd.to_timedelta(first + length * np.arange(slots), unit="s")
        there = walls.tz_localize(timezone, ambiguous=True, nonexistent="NaT")
        early = walls.tz_localize(timezone, ambiguous=np.ones(slots, dtype=bool), nonexistent="NaT")
        late = walls.tz_localize(timezone, ambiguous=np.zeros(slots, dtype=bool), nonexistent="NaT")
        exists[position] = ~there.isna()
        passes[position] = np.where(exists[position], 1 + np.asarray(early != late), 0)
    return exists, passes


def _rows(
    days: pd.DatetimeIndex, history: int, opened: Bools, first: int, length: int, passes: Ints, timezone: str | None
) -> tuple[Ints, Ints, pd.DatetimeIndex]:
    """Rows of the open cells after the history, one per instant."""
    day, slot = np.nonzero(opened[history:])
    day = day + history
    copies = passes[day, slot]
    second_pass = (
        np.concatenate([np.arange(n) for n in copies]) if (copies > 1).any() else np.zeros(day.size, dtype=int)
    )
    if (copies > 1).any():
        day, slot = np.repeat(day, copies), np.repeat(slot, copies)
    walls = days[day] + pd.to_timedelta(first + length * slot, unit="s")
    if timezone is None:
        return day, slot, walls.as_unit("us")
    stamps = walls.tz_localize(timezone, ambiguous=second_pass == 0).as_unit("us")
    order = np.argsort(stamps.asi8, kind="stable")
    return day[order], slot[order], stamps[order]
