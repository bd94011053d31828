"""From local stamps to a grid of slots of elapsed time, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from erlang._scheduling.shifts import DAY, DAYS, Shift
from erlang._units import format_seconds

if TYPE_CHECKING:
    import pandas as pd

Instants = npt.NDArray[np.int64]  # seconds since 1970, UTC where a zone is known, else as the wall clock reads

SHORTEST_SLOT = 60
MOST_SLOTS = 200_000


def instants_of(stamps: pd.Series[Any], *, function: str, column: str) -> tuple[Instants, Any]:
    """Whole seconds since 1970 and the time zone (None where none is known)."""
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(stamps.dtype):
        raise ValueError(f"{function}: column {column!r} must hold stamps (datetime64), got {stamps.dtype}")
    missing = stamps.isna()
    if missing.any():
        raise ValueError(f"{function}: column {column!r} has no stamp in row {int(np.flatnonzero(missing)[0])}")
    zone = stamps.dt.tz
    naive = stamps.dt.tz_convert("UTC").dt.tz_localize(None) if zone is not None else stamps
    return naive.to_numpy().astype("datetime64[s]").astype(np.int64), zone


def stamps_of(instants: Iterable[int] | Instants, zone: Any) -> pd.DatetimeIndex:
    """Stamps of instants, local to ``zone`` where it is known."""
    import pandas as pd

    values = np.asarray(instants if isinstance(instants, np.ndarray) else list(instants), dtype=np.int64)
    index: pd.DatetimeIndex = pd.DatetimeIndex(values.astype("datetime64[s]")).as_unit("us")
    if zone is not None:
        index = index.tz_localize("UTC").tz_convert(zone)
    return index


def local_instants(walls: Iterable[int] | Instants, zone: Any) -> tuple[Instants, npt.NDArray[np.bool_]]:
    """Instants of wall clock readings, and which exist; a reading that comes twice is the first of the two."""
    import pandas as pd

    values = np.asarray(walls if isinstance(walls, np.ndarray) else list(walls), dtype=np.int64)
    if zone is None:
        return values, np.ones(len(values), dtype=bool)
    index = pd.DatetimeIndex(values.astype("datetime64[s]"))
    local = index.tz_localize(zone, ambiguous=np.ones(len(index), dtype=bool), nonexistent="NaT")
    exists = ~np.asarray(local.isna())
    utc = local.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    return utc, exists


def wall_of(instants: Instants, zone: Any) -> Instants:
    """Wall clock readings of instants, as seconds since 1970 without a zone."""
    if zone is None:
        return instants
    walls = stamps_of(instants, zone).tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    return np.asarray(walls, dtype=np.int64)


@dataclass(frozen=True)
class Timeline:
    """Slots of equal elapsed time from a local midnight on, over the whole local days of a requirement."""

    origin: int  # instant of slot 0
    slot: int  # seconds
    slots: int
    zone: Any
    cyclic: bool
    starts: tuple[tuple[int, ...], ...]  # slots in which each shift may start

    def refined(self, slot: int) -> Timeline:
        """The same on slots of a length that divides this one's."""
        times = self.slot // slot
        starts = tuple(tuple(value * times for value in found) for found in self.starts)
        return Timeline(self.origin, slot, self.slots * times, self.zone, self.cyclic, starts)

    def stamps(self, slots: Iterable[int] | Instants) -> pd.DatetimeIndex:
        """Local stamps of slots."""
        values = np.asarray(slots if isinstance(slots, np.ndarray) else list(slots), dtype=np.int64)
        return stamps_of(self.origin + values * self.slot, self.zone)


def first_midnight(instants: Instants, zone: Any) -> int:
    """Instant of the local midnight before the first of ``instants`` (where the clock skips it, the first after it)."""
    first = instants.min()
    wall = int(wall_of(np.asarray([first]), zone)[0])
    midnight = wall - wall % DAY
    for late in range(0, 4 * 3600, 900):
        found, exists = local_instants([midnight + late], zone)
        if exists[0]:
            return min(int(found[0]), int(first))
    return int(first)


def start_instants(shift: Shift, origin: int, end: int, zone: Any) -> Instants:
    """Instants in [origin, end) in which a shift may start, of every day whose shifts begin there."""
    day = int(wall_of(np.asarray([origin]), zone)[0]) // DAY
    last = int(wall_of(np.asarray([end - 1]), zone)[0]) // DAY
    clocks = np.asarray(shift.starts(), dtype=np.int64)
    days = [
        number
        for number in range(day - 1, last + 1)
        # 1970-01-01 was a Thursday.
        if shift.days is None or DAYS[(number + 3) % 7] in shift.days
    ]
    walls = (np.asarray(days, dtype=np.int64)[:, None] * DAY + clocks[None, :]).ravel()
    found, exists = local_instants(walls, zone)
    found = np.unique(found[exists])
    return found[(found >= origin) & (found < end)]


def cycle_starts(shift: Shift, origin: int, period: int, zone: Any) -> Instants:
    """Starts of a cycle: what begins past its end is what begins at its beginning."""
    found = start_instants(shift, origin, origin + period + DAY, zone)
    return np.unique(origin + (found - origin) % period)


def common_slot(times: Iterable[int], function: str) -> int:
    """Greatest common step of times in seconds."""
    step = 0
    for value in times:
        step = math.gcd(step, int(value))
    if step < SHORTEST_SLOT:
        raise ValueError(
            f"{function}: intervals, shift starts, shift lengths and breaks must share a step of at least "
            f"{format_seconds(SHORTEST_SLOT)}, got {format_seconds(step)}"
        )
    return step


def make_timeline(
    intervals: Instants, length: int, zone: Any, shifts: tuple[Shift, ...], period: int | None, function: str
) -> Timeline:
    """The grid of one queue: its step is the greatest that intervals, shift starts and breaks have in common."""
    origin = first_midnight(intervals, zone)
    end = int(intervals.max()) + length
    if period is not None:
        period *= -(-(end - origin) // period)
        end = origin + period
        _check_no_switch(origin, end, zone, function)
        starts = [cycle_starts(shift, origin, period, zone) for shift in shifts]
    else:
        starts = [start_instants(shift, origin, end, zone) for shift in shifts]
    times = {length, end - origin, *(int(value - origin) for value in np.unique(intervals))}
    for shift, found in zip(shifts, starts):
        times.update(int(value - origin) for value in found)
        times.add(shift.length)
        for pause in shift.breaks:
            times |= {pause.length, pause.earliest}
            if pause.latest > pause.earliest:
                times.add(pause.every)
    slot = common_slot(times, function)
    slots = (end - origin) // slot
    if slots > MOST_SLOTS:
        raise ValueError(
            f"{function}: the horizon has {slots} slots of {format_seconds(slot)}, more than {MOST_SLOTS}; "
            "use a coarser grid of starts and breaks, or a shorter horizon"
        )
    in_slots = tuple(tuple(int(value) for value in (found - origin) // slot) for found in starts)
    return Timeline(origin, slot, slots, zone, period is not None, in_slots)


def _check_no_switch(origin: int, end: int, zone: Any, function: str) -> None:
    if zone is None:
        return
    hours = np.arange(origin, end, 3600, dtype=np.int64)
    if len(np.unique(wall_of(hours, zone) - hours)) > 1:
        raise ValueError(
            f"{function}: cyclic needs days that are alike, and the clock changes in this week in {zone}; "
            "take another week, or stamps without a zone"
        )
