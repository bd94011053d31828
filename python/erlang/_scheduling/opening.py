"""Default shifts stay inside opening hours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from erlang._scheduling.shifts import DAY, Shift
from erlang._scheduling.timeline import Timeline, wall_of


def _runs(open_slots: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches [first, last) of open slots."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], open_slots, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _goes_on(timeline: Timeline, open_slots: npt.NDArray[np.bool_]) -> bool:
    """Whether opening hours go on past the end of the horizon: they do where they pass another midnight of it, and
    where the last day is open from midnight to midnight."""
    if not open_slots[-1]:
        return False
    if timeline.cyclic:
        return bool(open_slots[0])
    instants = timeline.origin + np.arange(timeline.slots + 1, dtype=np.int64) * timeline.slot
    midnights = np.flatnonzero(wall_of(instants, timeline.zone) % DAY == 0)
    if timeline.slots not in midnights:
        return False
    inner = midnights[(midnights > 0) & (midnights < timeline.slots)]
    if any(open_slots[at] and open_slots[at - 1] for at in inner):
        return True
    last_day = inner[-1] if inner.size else 0
    return bool(open_slots[last_day:].all())


def starts_inside(timeline: Timeline, open_slots: npt.NDArray[np.bool_], shifts: tuple[Shift, ...]) -> Timeline:
    """``timeline`` with the starts of default shifts limited to those that begin inside an opening and end inside it.

    An opening shorter than every default shift takes the shortest of them, from its beginning.
    """
    shortest = min((shift.length for shift in shifts if shift.inside_opening), default=0) // timeline.slot
    allowed: dict[int, int] = {}  # slot: most slots a shift may take
    goes_on = _goes_on(timeline, open_slots)
    always = bool(open_slots.all())
    for first, last in _runs(open_slots):
        endless = goes_on and last == timeline.slots
        for slot in range(first, last):
            allowed[slot] = timeline.slots if endless or (always and timeline.cyclic) else last - slot
        if last - first < shortest and not endless:
            allowed[first] = shortest
    starts = tuple(
        tuple(slot for slot in found if allowed.get(slot, 0) * timeline.slot >= shift.length)
        if shift.inside_opening
        else found
        for shift, found in zip(shifts, timeline.starts)
    )
    return Timeline(timeline.origin, timeline.slot, timeline.slots, timeline.zone, timeline.cyclic, starts)
