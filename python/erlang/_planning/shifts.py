"""Shifts between the settings and the scheduling room, and the shifts that are taken where none are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erlang._settings.schema import BreakSection, ShiftSection

if TYPE_CHECKING:
    import pandas as pd

    from erlang.scheduling import Shift

_HOUR = 3600.0
_LENGTHS = (("8h30", 8.5 * _HOUR), ("6h30", 6.5 * _HOUR), ("4h", 4 * _HOUR))
_STEP = 1800.0
_BREAK_FROM = 6 * _HOUR
_DAY = 86400.0


def shift_of(section: ShiftSection) -> Shift:
    """A section of the settings as a shift; keys that were not given keep the shift's own default."""
    from erlang.scheduling import Break, Shift

    def words(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: getattr(value, name) for name in names if getattr(value, name) is not None}

    breaks = tuple(Break(**words(one, ("length", "start", "every", "paid"))) for one in section.breaks)
    return Shift(**words(section, ("name", "length", "first_start", "last_start", "every", "days")), breaks=breaks)


def _clock(seconds: float) -> str:
    return f"{int(seconds // _HOUR):02d}:{int(seconds % _HOUR // 60):02d}"


def same_kinds(ours: tuple[ShiftSection, ...], others: tuple[ShiftSection, ...]) -> bool:
    """Whether shifts differ in nothing but the hours in which they start."""

    def kinds(shifts: tuple[ShiftSection, ...]) -> list[tuple[Any, ...]]:
        return [(shift.name, shift.length, shift.every, shift.days, shift.breaks) for shift in shifts]

    known = {kind[0]: kind for kind in kinds(others)}
    return all(known.get(kind[0]) == kind for kind in kinds(ours))


def default_shifts(requirement: pd.DataFrame, interval: float) -> tuple[ShiftSection, ...]:
    """Shifts of 8 h 30, 6 h 30 and 4 h from the opening hours of a requirement.

    Starts each half hour, the shift inside the longest opening where it fits; a half-hour unpaid break from 6 h on,
    around the middle. Where it is open round the clock, starts go round the clock too.
    """
    stamps = requirement["interval_start"]
    clock = stamps.dt.hour * _HOUR + stamps.dt.minute * 60.0
    first, last = float(clock.min()), float(clock.max()) + interval
    round_the_clock = last - first >= _DAY
    shifts = []
    for name, length in _LENGTHS:
        latest = _DAY - _STEP if round_the_clock else last - length
        if latest < first:
            continue
        earliest = first
        count = int((latest - earliest) / _STEP + 1e-9)
        breaks: tuple[BreakSection, ...] = ()
        if length >= _BREAK_FROM:
            middle = (length - _STEP) / 2 // (_STEP / 2) * (_STEP / 2)
            breaks = (BreakSection(length=_STEP, start=(middle - _HOUR, middle + _HOUR), every=_STEP, paid=False),)
        shifts.append(
            ShiftSection(
                name=name,
                length=length,
                first_start=_clock(earliest),
                last_start=_clock(earliest + count * _STEP),
                every=_STEP,
                breaks=breaks,
            )
        )
    if not shifts:
        shifts.append(
            ShiftSection(
                name="whole day", length=last - first, first_start=_clock(first), last_start=_clock(first), every=_STEP
            )
        )
    return tuple(shifts)
