"""A column of dates or times: every distinct cell parsed, the order of day and month decided on the whole column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .clock import DAY, Parts, parse
from .grid import Bools, Column, Ints
from .issues import Findings, HistoryError, quoted
from .words import is_missing

ORDERS = ("dmy", "mdy", "ymd")
NAMES = {"dmy": "day first", "mdy": "month first", "ymd": "year first", "pattern": "by the pattern given"}
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


def resolve(
    found: Survey,
    findings: Findings,
    lines: Ints,
    *,
    date_format: str | None,
    queue_codes: Ints | None = None,
    weekdays: Ints | None = None,
    in_order: bool = True,
) -> None:
    """Decide the order of day, month and year, and fill ``found.days``; errors go to ``findings``.

    ``weekdays`` are 0…6 per row where a column says them (-1 unknown), ``queue_codes`` group the rows for order.
    """
    column = found.column
    dated = found.dated
    found.days = np.zeros(len(found.parts), dtype=np.int64)
    if not dated.any():
        return
    shapes: dict[str, list[int]] = {}
    for index in np.flatnonzero(dated):
        part = found.parts[index]
        assert part is not None
        shapes.setdefault(f"{part.shape}{'short' if part.short_year else ''}", []).append(int(index))
    if "noyear" in shapes:
        rows = column.rows_where(_mask(len(dated), shapes["noyear"]))
        value = column.cell(rows[0])
        raise findings.refuse(
            "no_year", f"found '{value}', expected a date with its year", lines[rows], column=column.name
        )
    if len(shapes) > 1:
        raise _mixed(found, findings, lines, shapes)
    shape = next(iter(shapes))
    indices = np.flatnonzero(dated)
    numbers = np.array([found.parts[index][1:4] for index in indices], dtype=np.int64)  # type: ignore[index]
    candidates = _candidates(shape, numbers, date_format)
    days = {order: _days(_ordered(numbers, order, shape)) for order in candidates}
    order = _decide(found, findings, lines, indices, days, date_format, queue_codes, weekdays, in_order, shape)
    found.order = found.order or order
    found.days[indices] = days[order]


def _mask(size: int, indices: list[int]) -> Bools:
    mask = np.zeros(size, dtype=bool)
    mask[indices] = True
    return mask


def _mixed(found: Survey, findings: Findings, lines: Ints, shapes: dict[str, list[int]]) -> HistoryError:
    column = found.column
    counts = {shape: len(column.rows_where(_mask(len(found.parts), found_at))) for shape, found_at in shapes.items()}
    rare, common = min(counts, key=lambda shape: counts[shape]), max(counts, key=lambda shape: counts[shape])
    if rare == common:
        rare = next(shape for shape in shapes if shape != common)
    rows = column.rows_where(_mask(len(found.parts), shapes[rare]))
    typed = any(not isinstance(column.uniques[i], str) for i in shapes[rare] + shapes[common])
    hint = (
        "; a sheet that holds dates and texts side by side has usually swapped day and month in some of them"
        if typed and any(isinstance(column.uniques[i], str) for i in shapes[rare] + shapes[common])
        else ""
    )
    return findings.refuse(
        "mixed_dates",
        f"found '{column.cell(rows[0])}', expected dates written in one way, like '{column.uniques[shapes[common][0]]}'"
        f"{hint}",
        lines[rows],
        column=column.name,
    )


def _candidates(shape: str, numbers: Ints, date_format: str | None) -> tuple[str, ...]:
    if shape in ("ymd", "name"):
        return ("ymd",)
    if shape == "8":
        as_written = _days(_ordered(numbers, "ymd", shape))
        likely = ((numbers[:, 0] >= 1980) & (numbers[:, 0] <= 2100)).all()
        if date_format in (None, "ymd") and likely and (as_written != _INVALID).all():
            return ("ymd",)
        return ("dmy", "mdy")
    if shape.endswith("short"):
        return ORDERS
    return ("dmy", "mdy")


def _ordered(numbers: Ints, order: str, shape: str) -> Ints:
    """Year, month, day for an order of the numbers as written."""
    if shape == "8" and order != "ymd":
        first, second = numbers[:, 0] // 100, numbers[:, 0] % 100
        numbers = np.stack([first, second, numbers[:, 1] * 100 + numbers[:, 2]], axis=1)
    where = {letter: numbers[:, position] for position, letter in enumerate(order)}
    year = where["y"]
    if shape.endswith("short"):
        year = np.where(year > 99, -1, np.where(year < 70, year + 2000, year + 1900))
    return np.stack([year, where["m"], where["d"]], axis=1)


_INVALID = np.iinfo(np.int64).min


def _days(dates: Ints) -> Ints:
    """Days since 1970, the least integer where it is no date between 1980 and 2100."""
    year, month, day = dates.T
    fine = (year >= 1980) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = (np.where(fine, year, 2000) - 1970) * 12 + np.where(fine, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    size = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - first
    return np.where(fine & (day <= size), first + day - 1, _INVALID)


def show(days: int) -> str:
    """``3 April 2024`` of days since 1970."""
    date = dt.date(1970, 1, 1) + dt.timedelta(days=int(days))
    month = "January February March April May June July August September October November December".split()
    return f"{date.day} {month[date.month - 1]} {date.year}"


def _decide(
    found: Survey,
    findings: Findings,
    lines: Ints,
    indices: Ints,
    days: dict[str, Ints],
    date_format: str | None,
    queue_codes: Ints | None,
    weekdays: Ints | None,
    in_order: bool,
    shape: str,
) -> str:
    column = found.column
    never = np.all([value == _INVALID for value in days.values()], axis=0)
    if never.any():
        rows = column.rows_where(_mask(len(found.parts), list(indices[never])))
        shown = quoted(column.cell(row) for row in rows[:50])
        raise findings.refuse("no_date", f"found {shown}, expected a date", lines[rows], column=column.name)
    if len(days) == 1:
        only = np.unique(next(iter(days.values())))
        if shape == "name" and only[-1] - only[0] > 3 * 365 and len(only) < 0.02 * (only[-1] - only[0]):
            raise findings.refuse(
                "date_order",
                f"read with the day first, dates like '{column.uniques[indices[0]]}' are a few days of many years; "
                "expected the year last, or in four digits",
                column=column.name,
            )
        found.why = found.why or ("as written" if shape != "name" else "months are named")
        return next(iter(days))
    if date_format in ORDERS:
        if date_format not in days:
            raise findings.refuse(
                "date_format",
                f"date_format='{date_format}' was given, but the dates look like '{column.uniques[indices[0]]}'",
                column=column.name,
            )
        wrong = days[date_format] == _INVALID
        if wrong.any():
            rows = column.rows_where(_mask(len(found.parts), list(indices[wrong])))
            raise findings.refuse(
                "date_format",
                f"found '{column.cell(rows[0])}', which is no date with {NAMES[date_format].split()[0]} first, as "
                f"date_format='{date_format}' says",
                lines[rows],
                column=column.name,
            )
        found.why = f"given by date_format='{date_format}'"
        return date_format
    valid = [order for order, value in days.items() if not (value == _INVALID).any()]
    if not valid:
        raise _contradiction(found, findings, lines, indices, days)
    valid = _dense(days, valid)
    if len(valid) == 1 and not shape.endswith("short"):
        _check_swapped(found, findings, lines, indices, days, valid[0], queue_codes)
    if len(valid) == 1:
        found.why = "some dates fit no other order"
        return valid[0]
    if all((days[order] == days[valid[0]]).all() for order in valid):
        found.why = "day and month are equal in every date"
        return valid[0]
    said = _weekday_evidence(found, indices, days, valid, weekdays)
    if said:
        found.why = "the days of the week named in the file fit no other order"
        return said
    if shape.startswith("n.") and "dmy" in valid and not _in_a_row_but(days, valid):
        found.why = "dates with dots have the day first"
        return "dmy"
    sorted_one = _order_evidence(found, indices, days, valid, queue_codes) if in_order else None
    if sorted_one:
        found.why = "the rows are in order of time that way and not otherwise"
        findings.warning(
            "date_order",
            f"Every date in column '{column.name}' could have day or month first; they were read {NAMES[sorted_one]}, "
            f"because only so the rows are in order of time. If that is wrong, give date_format.",
        )
        return sorted_one
    differing = next(i for i in range(len(indices)) if days[valid[0]][i] != days[valid[1]][i])
    choice = " or ".join(show(days[order][differing]) for order in valid)
    raise findings.refuse(
        "date_order",
        f"day and month cannot be told apart: '{column.uniques[indices[differing]]}' may be {choice}, and no date in "
        "the "
        f"file decides; give {' or '.join(f'date_format={order!r}' for order in valid)} "
        f"(--date-format {' or '.join(valid)})",
        lines[column.rows_where(_mask(len(found.parts), [int(indices[differing])]))][:1],
        column=column.name,
    )


def _contradiction(
    found: Survey, findings: Findings, lines: Ints, indices: Ints, days: dict[str, Ints]
) -> HistoryError:
    column = found.column
    parts = []
    where: list[int] = []
    for order, value in days.items():
        rows = column.rows_where(_mask(len(found.parts), list(indices[value == _INVALID])))
        parts.append(f"'{column.cell(rows[0])}' ({findings.unit} {lines[rows[0]]}) is no date {NAMES[order]}")
        where.append(int(lines[rows[0]]))
    return findings.refuse(
        "mixed_dates",
        f"the dates have no common order: {', '.join(parts)}; expected one order in the whole column",
        sorted(where),
        column=column.name,
    )


def _dense(days: dict[str, Ints], valid: list[str]) -> list[str]:
    """Without orders that would scatter a few days over many years."""

    def density(order: str) -> float:
        distinct = np.unique(days[order])
        return float(len(distinct) / (distinct[-1] - distinct[0] + 1))

    best = max(density(order) for order in valid)
    years = {order: (days[order].max() - days[order].min()) / 365 for order in valid}
    return [order for order in valid if not (years[order] > 3 and density(order) < 0.02 and best > 0.2)]


def _in_a_row_but(days: dict[str, Ints], valid: list[str]) -> bool:
    """Whether another order makes days in a row of what is a day of each month with the day first."""

    def near(order: str) -> float:
        steps = np.diff(np.unique(days[order]))
        return float((steps <= 4).mean()) if len(steps) else 1.0

    return near("dmy") < 0.2 and any(near(order) > 0.8 for order in valid)


def _check_swapped(
    found: Survey,
    findings: Findings,
    lines: Ints,
    indices: Ints,
    days: dict[str, Ints],
    order: str,
    queue_codes: Ints | None,
) -> None:
    """Rows in order of time only if day and month change places where they can are the work of a sheet."""
    other = days.get({"dmy": "mdy", "mdy": "dmy"}.get(order, ""))
    if other is None:
        return
    swapped = np.where(other == _INVALID, days[order], other)
    where, same = _places(found, indices, queue_codes)
    if not _monotone(swapped[where], same) or _monotone(days[order][where], same):
        return
    rows = found.column.rows_where(_mask(len(found.parts), list(indices[swapped != days[order]])))
    raise findings.refuse(
        "mixed_dates",
        f"found '{found.column.cell(rows[0])}' among dates with the {NAMES[order]}; the rows are in order of time only "
        "if day and month are swapped in some of them, as a sheet set to another country does; expected one order in "
        "the whole column",
        lines[rows][:1],
        column=found.column.name,
    )


def _monotone(days: Ints, same: Bools) -> bool:
    steps = np.diff(days)[same]
    moved = steps[steps != 0]
    return len(moved) >= 3 and bool((moved > 0).all() or (moved < 0).all())


def _places(found: Survey, indices: Ints, queue_codes: Ints | None) -> tuple[Ints, Bools]:
    """Positions in ``indices`` of the rows, queue by queue, and which neighbours are of one queue."""
    place = np.full(len(found.parts), -1)
    place[indices] = np.arange(len(indices))
    rows = np.flatnonzero(place[found.column.codes] >= 0)
    if queue_codes is not None:
        rows = rows[np.argsort(queue_codes[rows], kind="stable")]
    same: Bools = np.ones(max(len(rows) - 1, 0), dtype=bool)
    if queue_codes is not None:
        same = np.diff(queue_codes[rows]) == 0
    return place[found.column.codes[rows]], same


def _weekday_evidence(
    found: Survey, indices: Ints, days: dict[str, Ints], valid: list[str], weekdays: Ints | None
) -> str | None:
    column = found.column
    said = np.array([_NO if (d := found.parts[i].weekday) is None else d for i in indices])
    if weekdays is not None and not (said >= 0).any():
        place = np.full(len(found.parts), -1)
        place[indices] = np.arange(len(indices))
        rows = np.flatnonzero((place[column.codes] >= 0) & (weekdays >= 0))
        said = np.full(len(indices), _NO)
        said[place[column.codes[rows]]] = weekdays[rows]
    known = said >= 0
    if known.sum() < 2:
        return None
    fits = [order for order in valid if (((days[order] + 3) % 7)[known] == said[known]).all()]
    return fits[0] if len(fits) == 1 else None


def _order_evidence(
    found: Survey, indices: Ints, days: dict[str, Ints], valid: list[str], queue_codes: Ints | None
) -> str | None:
    where, same = _places(found, indices, queue_codes)
    ascending, in_a_row = [], False
    for order in valid:
        steps = np.diff(days[order][where])[same]
        moved = steps[steps != 0]
        if len(moved) >= 3 and ((moved > 0).all() or (moved < 0).all()):
            ascending.append(order)
            # Days in a row, not a day or two of each month.
            in_a_row = bool((np.abs(moved) <= 4).mean() > 0.8)
    return ascending[0] if len(ascending) == 1 and in_a_row else None
