"""A column of dates or times: every distinct cell parsed once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .clock import DAY, Parts, parse
from .grid import Bools, Column, Ints
from .issues import Findings, quoted
from .words import is_missing

_DIGITS = re.compile(r"\d+(?:[.,]\d+)?(?:e\+?\d+)?")
_HOUR_RANGE = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})")
_NO = -1


@dataclass
class Survey:
    """What the distinct cells of a column are. Arrays run over ``column.uniques``."""

    column: Column
    parts: list[Parts | None]
    blank: Bools
    number: np.ndarray[Any, np.dtype[np.float64]]  # NaN where the cell is no bare number
    days: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # since 1970, where resolved
    order: str | None = None
    why: str = ""
    epoch: str = ""  # "s" or "ms" where the stamps count from 1970

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Set the arrays after ``parts`` changed; -1 stands for none."""
        none = Parts()
        full = [none if part is None else part for part in self.parts]
        self.dated: Bools = np.array([part.shape is not None for part in full], dtype=bool)
        self.seconds: Ints = np.array([_NO if part.seconds is None else part.seconds for part in full], dtype=np.int64)
        self.end_seconds: Ints = np.array(
            [_NO if part.end_seconds is None else part.end_seconds for part in full], dtype=np.int64
        )
        self.timed: Bools = self.seconds >= 0
        self.bad: Bools = np.array([part is None for part in self.parts], dtype=bool) & ~self.blank

    def flags(self, test: Any) -> Bools:
        """Where a test of the parts holds."""
        return np.array([part is not None and bool(test(part)) for part in self.parts], dtype=bool)


def survey(column: Column, *, pattern: str | None = None, epoch_1904: bool = False) -> Survey:
    """Parse the distinct cells; bare numbers become epoch stamps or sheet serials where they all fit."""
    parts: list[Parts | None] = []
    numbers = np.full(len(column.uniques), np.nan)
    for index, value in enumerate(column.uniques):
        if is_missing(value):
            parts.append(None)
            continue
        if isinstance(value, (bool, np.bool_)):
            parts.append(None)
            continue
        if isinstance(value, (int, float, np.integer, np.floating)):
            numbers[index] = float(value)
            value = str(int(value)) if float(value).is_integer() else str(value)
        elif isinstance(value, str) and _DIGITS.fullmatch(value.casefold()):
            numbers[index] = float(value.replace(",", "."))
        parts.append(_by_pattern(value, pattern) if pattern and isinstance(value, str) else parse(value))
    blank = np.array([is_missing(value) for value in column.uniques], dtype=bool)
    result = Survey(column, parts, blank, numbers)
    if not pattern:
        _read_numbers(result, epoch_1904)
        result.refresh()
    return result


def _by_pattern(value: str, pattern: str) -> Parts | None:
    try:
        stamp = dt.datetime.strptime(value, pattern)
    except ValueError:
        return None
    timed = any(mark in pattern for mark in ("%H", "%I", "%X", "%T", "%c", "%R"))
    dated = any(mark in pattern for mark in ("%d", "%m", "%b", "%B", "%j", "%y", "%Y", "%x", "%c", "%D", "%F"))
    offset = stamp.utcoffset()
    return Parts(
        "ymd" if dated else None,
        stamp.year,
        stamp.month,
        stamp.day,
        seconds=stamp.hour * 3600 + stamp.minute * 60 + stamp.second if timed else None,
        offset=None if offset is None else round(offset.total_seconds()),
    )


def _read_numbers(found: Survey, epoch_1904: bool) -> None:
    bare = ~np.isnan(found.number)
    if not bare.any() or not _prevail(found, bare):
        return
    numbers = found.number[bare]
    if ((numbers >= 6.0e8) & (numbers < 2.2e9)).all():
        found.epoch, factor = "s", 1.0
    elif ((numbers >= 6.0e11) & (numbers < 2.2e12)).all():
        found.epoch, factor = "ms", 1e-3
    elif ((numbers >= 25569 + 3652) & (numbers < 80000)).all():  # 1980 … 2119 as a sheet counts days
        base = -24107 if epoch_1904 else -25569
        whole = bool((numbers == np.floor(numbers)).all())
        for index in np.flatnonzero(bare):
            total = round((float(found.number[index]) + base) * DAY)
            found.parts[index] = _from_epoch(total, whole)
        found.why = "days since 1900 as Excel counts them"
        return
    else:
        return
    for index in np.flatnonzero(bare):
        part = _from_epoch(round(float(found.number[index]) * factor), False)
        found.parts[index] = part._replace(offset=0)


def _prevail(found: Survey, numbers: Bools) -> bool:
    """Whether most rows of those that are no date or time hold a number; a few are totals and headers come again."""
    rows = np.bincount(found.column.codes, minlength=len(found.parts))
    return bool(rows[found.bad & ~numbers].sum() * 2 <= rows[numbers].sum())


def _from_epoch(total: int, date_only: bool) -> Parts:
    stamp = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=total)
    seconds = None if date_only else stamp.hour * 3600 + stamp.minute * 60 + stamp.second
    return Parts("ymd", stamp.year, stamp.month, stamp.day, seconds=seconds)


def read_hours(found: Survey, *, hours: bool) -> None:
    """Bare numbers in a column of times: 800 or 0830 as a clock, fractions of a day, and 8 as an hour where asked."""
    _read_hour_ranges(found)
    bare = ~np.isnan(found.number)
    if not bare.any() or not _prevail(found, bare):
        return
    numbers = found.number[bare]
    texts = [str(found.column.uniques[index]) for index in np.flatnonzero(bare)]
    whole = bool((numbers == np.floor(numbers)).all())
    if whole and hours and (numbers <= 23).all() and max(map(len, texts)) <= 2:
        seconds = numbers * 3600
    elif whole and ((numbers % 100 < 60) & (numbers < 2400)).all() and (numbers.max() >= 100):
        seconds = (numbers // 100) * 3600 + (numbers % 100) * 60
    elif all(re.fullmatch(r"\s*(?:[01]\d|2[0-3])\.[0-5]\d\s*", text) for text in texts):
        hour = np.floor(numbers)
        seconds = hour * 3600 + np.round((numbers - hour) * 100) * 60
    elif not whole and ((numbers >= 0) & (numbers < 1)).all():
        seconds = np.round(numbers * DAY)
    else:
        return
    for index, second in zip(np.flatnonzero(bare), seconds):
        found.parts[index] = Parts(seconds=int(second) % DAY)
    found.refresh()


def _read_hour_ranges(found: Survey) -> None:
    """``8-9``, ``9-10`` and the like are ranges of an hour, where every such cell is one."""
    matches = {
        index: match
        for index in np.flatnonzero(found.bad)
        if (match := _HOUR_RANGE.fullmatch(str(found.column.uniques[index])))
    }
    hours = [(int(match[1]), int(match[2])) for match in matches.values()]
    if not hours or any(start > 23 or end != start + 1 for start, end in hours):
        return
    for index, (start, end) in zip(matches, hours):
        found.parts[index] = Parts(seconds=start * 3600, end_seconds=end * 3600)
    found.refresh()


def check_hours(found: Survey, findings: Findings, lines: Ints | Sequence[int]) -> None:
    """Bare hours that begin at 1 are ends of hours, numbers of intervals or a clock to 12: nobody opens at 1."""
    bare = ~np.isnan(found.number) & found.timed & (found.seconds % 3600 == 0)
    texts = [str(found.column.uniques[index]) for index in np.flatnonzero(bare)]
    if len(texts) < 3 or max(map(len, texts)) > 2 or found.number[bare].min() != 1:
        return
    raise findings.refuse(
        "hours_from_1",
        f"found {quoted(texts)}, hours that begin at 1 every day, which may be numbers of intervals, ends of hours or "
        "a clock that runs to 12; expected starts such as 08:00",
        list(lines)[:1],
        column=found.column.name,
    )
