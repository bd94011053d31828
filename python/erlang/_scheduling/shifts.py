"""What a planner offers: kinds of shifts with the breaks inside them, in local clock times and durations."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from erlang._units import format_seconds, seconds

DAY = 86400
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def whole_seconds(value: Any, *, function: str, argument: str, minimum: int = 0) -> int:
    """A duration as whole seconds >= ``minimum``."""
    length = seconds(value, function=function, argument=argument)
    rule = f">= {minimum} s" if minimum != 1 else "> 0 s"
    if not isinstance(length, float) or not math.isfinite(length) or length < minimum:
        raise ValueError(f"{function}: {argument} must be {rule}, got {value!r}")
    if abs(length - round(length)) > 1e-6:
        raise ValueError(f"{function}: {argument} must be whole seconds, got {value!r}")
    return round(length)


def clock_seconds(value: Any, *, function: str, argument: str) -> int:
    """Seconds after local midnight of ``"07:30"`` or a ``datetime.time``."""
    if isinstance(value, dt.time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if not isinstance(value, str):
        raise TypeError(f"{function}: {argument} must be a clock time such as '07:30', got {type(value).__name__}")
    match = _CLOCK.fullmatch(value.strip())
    hour, minute, second = (int(part or 0) for part in match.groups()) if match else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"{function}: {argument} must be a clock time such as '07:30', got {value!r}")
    return hour * 3600 + minute * 60 + second


def clock_text(value: int) -> str:
    """``"07:30"`` of seconds after midnight, modulo a day."""
    value %= DAY
    text = f"{value // 3600:02d}:{value // 60 % 60:02d}"
    return f"{text}:{value % 60:02d}" if value % 60 else text


@dataclass(frozen=True, repr=False, init=False)
class Break:
    """A break of a shift.

    Parameters
    ----------
    length : duration
    start : duration or pair of durations
        Earliest and latest start as offsets from the shift's start, both admissible; one duration fixes it.
    every : duration
        Step between admissible starts, default 15 minutes; must divide latest − earliest.
    paid : bool
        Default False. An unpaid break is not paid time.

    Examples
    --------
    >>> Break("30m", start=("3h30m", "5h"), every="15m")
    Break('30m', start=('3h30m', '5h'), every='15m', paid=False)
    """

    length: int
    earliest: int
    latest: int
    every: int
    paid: bool

    def __init__(self, length: Any, *, start: Any, every: Any = 900, paid: bool = False) -> None:
        pair = tuple(start) if isinstance(start, (tuple, list)) else (start, start)
        if len(pair) != 2:
            raise ValueError(f"Break: start must be the earliest and the latest start, got {len(pair)} values")
        if not isinstance(paid, bool):
            raise TypeError(f"Break: paid must be True or False, got {type(paid).__name__}")
        earliest, latest = (whole_seconds(value, function="Break", argument="start") for value in pair)
        step = whole_seconds(every, function="Break", argument="every", minimum=1)
        if latest < earliest:
            raise ValueError(
                f"Break: start must not end before it begins, got {format_seconds(earliest)} … {format_seconds(latest)}"
            )
        if (latest - earliest) % step:
            raise ValueError(
                f"Break: every must divide the window of starts, got {format_seconds(step)} for "
                f"{format_seconds(earliest)} … {format_seconds(latest)}"
            )
        object.__setattr__(self, "length", whole_seconds(length, function="Break", argument="length", minimum=1))
        object.__setattr__(self, "earliest", earliest)
        object.__setattr__(self, "latest", latest)
        object.__setattr__(self, "every", step)
        object.__setattr__(self, "paid", paid)

    @property
    def start(self) -> tuple[int, int]:
        """Earliest and latest start, seconds after the shift's start."""
        return self.earliest, self.latest

    def __repr__(self) -> str:
        window = f"({format_seconds(self.earliest)!r}, {format_seconds(self.latest)!r})"
        return (
            f"Break({format_seconds(self.length)!r}, start={window}, every={format_seconds(self.every)!r}, "
            f"paid={self.paid})"
        )


@dataclass(frozen=True, repr=False, init=False)
class Shift:
    """A kind of shift: how long, when it may start, its breaks.

    Starts are local clock times; the length is elapsed time, also over a change of the clock. A start that a change of
    the clock skips does not exist that day; one that comes twice is taken the first time. Paid time is the length less
    the unpaid breaks.

    Parameters
    ----------
    name : str
    length : duration
        Breaks included.
    first_start, last_start : str or datetime.time
        Earliest and latest start, both admissible; ``last_start`` before ``first_start`` is on the next day, and None
        is ``first_start``.
    every : duration
        Step between starts, default 30 minutes; must divide last − first.
    breaks : sequence of Break
        They never overlap, whatever their windows.
    days : sequence of str, optional
        Days of the week on which the shift may start, ``"mon"`` … ``"sun"``; None is every day.

    Examples
    --------
    >>> Shift(name="full", length="8h30m", first_start="07:00", last_start="14:00",
    ...       breaks=[Break("30m", start=("3h30m", "5h"))]).paid_hours
    8.0
    """

    name: str
    length: int
    first: int
    last: int
    every: int
    breaks: tuple[Break, ...]
    days: tuple[str, ...] | None
    inside_opening: bool = field(compare=False)

    def __init__(
        self,
        *,
        name: str,
        length: Any,
        first_start: Any,
        last_start: Any = None,
        every: Any = 1800,
        breaks: Iterable[Break] = (),
        days: Iterable[str] | None = None,
    ) -> None:
        if not isinstance(name, str) or not name.strip():
            raise ValueError(f"Shift: name must be a text that is not empty, got {name!r}")
        where = f"Shift {name!r}"
        total = whole_seconds(length, function=where, argument="length", minimum=1)
        first = clock_seconds(first_start, function=where, argument="first_start")
        last = first if last_start is None else clock_seconds(last_start, function=where, argument="last_start")
        last += DAY if last < first else 0
        step = whole_seconds(every, function=where, argument="every", minimum=1)
        if (last - first) % step:
            raise ValueError(
                f"{where}: every must divide the time from first_start to last_start, got {format_seconds(step)} for "
                f"{clock_text(first)} … {clock_text(last)}"
            )
        pauses = tuple(breaks)
        for pause in pauses:
            if not isinstance(pause, Break):
                raise TypeError(f"{where}: breaks must hold Break, got {type(pause).__name__}")
            if pause.latest + pause.length > total:
                raise ValueError(
                    f"{where}: a break must end within the shift of {format_seconds(total)}, got one of "
                    f"{format_seconds(pause.length)} that may start at {format_seconds(pause.latest)}"
                )
        if pauses and sum(pause.length for pause in pauses) >= total:
            raise ValueError(f"{where}: breaks must leave time to work")
        _check_placeable(pauses, where)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "length", total)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)
        object.__setattr__(self, "every", step)
        object.__setattr__(self, "breaks", pauses)
        object.__setattr__(self, "days", _days(days, where))
        object.__setattr__(self, "inside_opening", False)

    @property
    def first_start(self) -> str:
        """Earliest start as a clock time."""
        return clock_text(self.first)

    @property
    def last_start(self) -> str:
        """Latest start as a clock time."""
        return clock_text(self.last)

    @property
    def paid_seconds(self) -> int:
        """The length less the unpaid breaks."""
        return self.length - sum(pause.length for pause in self.breaks if not pause.paid)

    @property
    def paid_hours(self) -> float:
        """Paid hours of one person."""
        return self.paid_seconds / 3600

    @property
    def break_share(self) -> float:
        """Share of the paid time that is break."""
        return sum(pause.length for pause in self.breaks if pause.paid) / self.paid_seconds

    def starts(self) -> range:
        """Admissible starts, seconds after midnight of the day the shift belongs to."""
        return range(self.first, self.last + 1, self.every)

    def __repr__(self) -> str:
        days = f", days={self.days!r}" if self.days is not None else ""
        return (
            f"Shift(name={self.name!r}, length={format_seconds(self.length)!r}, first_start={self.first_start!r}, "
            f"last_start={self.last_start!r}, every={format_seconds(self.every)!r}, breaks={self.breaks!r}{days})"
        )


def _days(days: Iterable[str] | None, where: str) -> tuple[str, ...] | None:
    if days is None:
        return None
    if isinstance(days, str):
        days = (days,)
    found = set()
    for day in days:
        short = str(day).strip().lower()[:3]
        if short not in DAYS:
            raise ValueError(f"{where}: days must be of {', '.join(DAYS)}, got {day!r}")
        found.add(short)
    if not found:
        raise ValueError(f"{where}: days must name at least one day, or be None for every day")
    return tuple(day for day in DAYS if day in found)


def _check_placeable(breaks: tuple[Break, ...], where: str) -> None:
    """Some way to place all breaks must exist: a search that ends at the first."""
    order = sorted(breaks, key=lambda pause: (pause.latest, pause.earliest))

    def place(index: int, taken: list[tuple[int, int]]) -> bool:
        if index == len(order):
            return True
        pause = order[index]
        for begin in range(pause.earliest, pause.latest + 1, pause.every):
            end = begin + pause.length
            if all(end <= low or begin >= high for low, high in taken) and place(index + 1, [*taken, (begin, end)]):
                return True
        return False

    if len(order) > 1 and not place(0, []):
        raise ValueError(f"{where}: its breaks cannot be placed without overlapping")


def default_shifts(*, every: Any = 1800) -> tuple[Shift, ...]:
    """The shifts a plan uses when none are given: 8 h 30, 6 h 30 and 4 h, with a 30-minute unpaid break from 6 h on.

    They start each half hour inside opening hours and end inside them too where the opening is long enough. The break
    starts each half hour of a window around the middle: 3 h to 5 h into the long shift, 2 h to 4 h into the middle one.

    Examples
    --------
    >>> [shift.name for shift in default_shifts()]
    ['8h30', '6h30', '4h']
    """
    step = whole_seconds(every, function="default_shifts", argument="every", minimum=1)
    last = clock_text(DAY - step)

    def shift(name: str, length: str, window: tuple[str, str] | None) -> Shift:
        breaks = (Break("30m", start=window, every="30m"),) if window else ()
        made = Shift(name=name, length=length, first_start="00:00", last_start=last, every=step, breaks=breaks)
        object.__setattr__(made, "inside_opening", True)
        return made

    return (shift("8h30", "8h30m", ("3h", "5h")), shift("6h30", "6h30m", ("2h", "4h")), shift("4h", "4h", None))


def check_shifts(shifts: Iterable[Shift], function: str) -> tuple[Shift, ...]:
    """Shifts as a tuple, with names that differ."""
    found = tuple(shifts)
    if not found:
        raise ValueError(f"{function}: shifts must hold at least one shift")
    for shift in found:
        if not isinstance(shift, Shift):
            raise TypeError(f"{function}: shifts must hold Shift, got {type(shift).__name__}")
    names = [shift.name for shift in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{function}: shifts must have different names, got {twice[0]!r} twice")
    return found
