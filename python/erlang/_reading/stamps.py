"""One stamp per row out of the columns that tell it: one column, date and time, or a range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from erlang._columns import compact, fold, says_utc
from erlang._units import format_seconds

from .clock import DAY
from .date_order import NAMES, resolve
from .dates import Survey, check_hours, read_hours, survey
from .grid import Bools, Column, Grid, Ints
from .issues import Findings, quoted
from .meant import check_business_days, check_decimal_hours, whole_length
from .numbers import to_float
from .words import WEEKDAYS

_MINUTES = frozenset({"minute", "minutes", "minuten", "minuut", "min", "minuto", "minutos"})
_ZONES = frozenset({"timezone", "tz", "zeitzone", "tijdzone", "fuseauhoraire", "zonahoraria"})
_MERIDIEM = re.compile(r"\d\s*[ap]", re.IGNORECASE)
_HOURS = frozenset({"hour", "stunde", "uur", "hourofday", "time", "hora", "heure", "ora", "tod", "starttime"})


@dataclass
class Stamps:
    """Local seconds since 1970 per row, with offsets from UTC where the file has them."""

    local: Ints
    offset: Ints | None
    length: float | None  # of the ranges, where rows are ranges
    order: str
    why: str
    columns: tuple[str, ...]
    epoch: str


def split_pattern(date_format: str | None) -> str | None:
    """The strptime pattern where ``date_format`` is one."""
    return date_format if date_format and "%" in date_format else None


def survey_roles(grid: Grid, roles: dict[str, str], date_format: str | None) -> dict[str, Survey]:
    """Survey the columns that may tell the stamp."""
    pattern = split_pattern(date_format)
    found: dict[str, Survey] = {}
    for role in ("interval_start", "date", "time", "interval_end"):
        if role not in roles:
            continue
        column = grid.column(roles[role])
        result = survey(column, epoch_1904=grid.epoch_1904)
        if pattern and role in ("interval_start", "date"):
            patterned = survey(column, pattern=pattern)
            if not patterned.bad.all():
                result = patterned
                result.order, result.why = "pattern", f"given by date_format='{pattern}'"
        if role in ("time", "interval_start", "interval_end") and not result.dated.any():
            read_hours(result, hours=compact(roles[role]) in _HOURS)
        found[role] = result
    return found


def choose(found: dict[str, Survey], findings: Findings, roles: dict[str, str]) -> tuple[str, str | None]:
    """Which column gives the date and which the time (None: the same one)."""

    def mostly(role: str, flags: Bools) -> bool:
        """Most of the cells that could be read are so; a few totals or comments do not count."""
        good = int((~found[role].bad & ~found[role].blank).sum())
        return good > 0 and int(flags.sum()) * 2 > good

    dated = [role for role in found if mostly(role, found[role].dated)]
    timed = [role for role in found if mostly(role, found[role].timed)]
    whole = [role for role in dated if role in timed]
    starts = [role for role in whole if role != "interval_end"]
    # A date column stored as midnights, beside a column of times, is a date.
    if starts and not all(_midnights(found[role]) for role in starts):
        return next(role for role in starts if not _midnights(found[role])), None
    date = next((role for role in ("date", "interval_start", "time") if role in dated), None)
    time = next((role for role in ("interval_start", "time", "date") if role in timed and role not in dated), None)
    if date and time:
        return date, time
    if starts:
        return starts[0], None
    if "interval_end" in whole:
        return "interval_end", None
    if date and "interval_end" in timed:
        return date, "interval_end"
    names = {role: roles[role] for role in found}
    if date:
        raise findings.refuse(
            "no_time",
            f"the column holds dates without a time of day, such as '{_example(found[date], found[date].dated)}', and "
            "no other "
            f"column holds times; expected an interval's start",
            column=names[date],
        )
    if timed:
        role = time or timed[0]
        raise findings.refuse(
            "no_date",
            f"the column holds times without a date, such as '{_example(found[role], found[role].timed)}', and no "
            "other column "
            f"holds dates",
            column=names[role],
        )
    role = next(iter(found))
    example = found[role]
    raise findings.refuse(
        "no_date",
        f"found {_examples(example)}, expected dates and times, such as '2024-01-31 08:30'",
        column=names[role],
    )


def _midnights(found: Survey) -> bool:
    seconds = found.seconds[found.timed]
    return bool(len(seconds)) and bool((seconds == 0).all())


def _example(found: Survey, flags: Bools) -> Any:
    return found.column.uniques[int(np.flatnonzero(flags)[0])]


def _examples(found: Survey) -> str:
    values = [value for value, blank in zip(found.column.uniques, found.blank) if not blank]
    return quoted(values) if values else "nothing but blanks"


def bad_rows(found: dict[str, Survey], date: str, time: str | None) -> Bools:
    """Rows without a readable date or time in the columns chosen."""
    first = found[date]
    good = first.dated & (first.timed if time is None else True)
    rows: Bools = ~first.column.take(good)
    if time is not None:
        second = found[time]
        rows |= ~second.column.take(second.timed)
    return rows


def weekdays_of(column: Column | None) -> Ints | None:
    """0…6 per row of a column of weekday names, -1 where it is none; None where the column holds no such names."""
    if column is None:
        return None
    said = np.array(
        [WEEKDAYS.get(fold(value), -1) if isinstance(value, str) else -1 for value in column.uniques], dtype=np.int64
    )
    return column.take(said) if (said >= 0).any() else None


def combine(
    grid: Grid,
    found: dict[str, Survey],
    date: str,
    time: str | None,
    findings: Findings,
    *,
    date_format: str | None,
    queue_codes: Ints | None,
    weekdays: Ints | None,
) -> Stamps:
    """The stamps of every row; all rows must be readable by now."""
    base = found[date]
    clock = found[time] if time else base
    resolve(base, findings, grid.lines, date_format=_order(date_format), queue_codes=queue_codes, weekdays=weekdays)
    local = base.column.take(base.days * DAY) + clock.column.take(clock.seconds) + _minutes(grid, clock, findings)
    columns = tuple(dict.fromkeys((base.column.name, clock.column.name)))
    if time != "interval_end" and (time is not None or date != "interval_end"):
        _no_24(grid, clock, findings)
    check_hours(clock, findings, grid.lines)
    _half_day(grid, clock, local, findings, queue_codes)
    if time is not None:
        check_decimal_hours(clock.column.uniques, findings, clock.column.name)
        if time != "interval_end":
            seconds = clock.column.take(clock.seconds)
            check_business_days(local, seconds, queue_codes, grid.lines, findings, base.column.name)
    offset = _offsets(grid, base if time is None else clock, findings)
    length = None
    if "interval_end" in (date, time):
        length = None
    elif (clock.end_seconds >= 0).any():
        length, offset = _range(grid, clock, local, findings, offset)
    elif "interval_end" in found and found["interval_end"].timed.any():
        length = _length_to_end(grid, found["interval_end"], local, findings, date_format)
    if offset is None and (any(map(says_utc, columns)) or _zone_column_says_utc(grid)):
        offset = np.zeros(len(local), dtype=np.int64)
    _agree(grid, found, date, time, local, findings, date_format, queue_codes)
    if weekdays is not None:
        _weekdays_agree(grid, local, weekdays, findings)
    why = base.why
    return Stamps(local, offset, length, NAMES.get(base.order or "", ""), why, columns, base.epoch)


def _zone_column_says_utc(grid: Grid) -> bool:
    """A column of time zones that holds nothing but UTC."""
    return any(
        compact(column.name) in _ZONES and {compact(str(value)) for value in column.uniques} <= {"utc", "gmt", "etcutc"}
        for column in grid.columns
    )


def _minutes(grid: Grid, clock: Survey, findings: Findings) -> Ints:
    """Seconds of a column of minutes beside a column of bare hours; else 0."""
    none = np.zeros(len(grid.lines), dtype=np.int64)
    column = next((item for item in grid.columns if compact(item.name) in _MINUTES), None)
    if column is None or np.isnan(clock.number).all() or (clock.seconds % 3600 > 0).any():
        return none
    values = np.array([to_float(value, ".") if to_float(value, ".") is not None else -1.0 for value in column.uniques])
    wrong = (values < 0) | (values > 59) | (values != np.floor(values))
    if wrong.any():
        rows = column.rows_where(wrong)
        raise findings.refuse(
            "minutes",
            f"found '{column.cell(rows[0])}', expected minutes from 0 to 59",
            grid.lines[rows],
            column=column.name,
        )
    return column.take((values * 60).astype(np.int64))


def _order(date_format: str | None) -> str | None:
    return None if split_pattern(date_format) else date_format


def _no_24(grid: Grid, clock: Survey, findings: Findings) -> None:
    late = clock.seconds >= DAY
    if late.any():
        rows = clock.column.rows_where(late)
        raise findings.refuse(
            "time_24",
            f"found '{clock.column.cell(rows[0])}', expected a start between 00:00 and 23:59",
            grid.lines[rows],
            column=clock.column.name,
        )


def _half_day(grid: Grid, clock: Survey, local: Ints, findings: Findings, queue_codes: Ints | None) -> None:
    """A clock that goes from 12:30 on to 1:00, or back, has lost its AM and PM; so has one of 8 to 12 and 1 to 6."""
    hours = clock.column.take(clock.seconds) // 3600
    if (hours < 1).any() or (hours > 12).any():
        return
    order = np.arange(len(hours)) if queue_codes is None else np.argsort(queue_codes, kind="stable")
    same = np.diff(local[order] // DAY) == 0
    if queue_codes is not None:
        same &= np.diff(queue_codes[order]) == 0
    before, after = hours[order][:-1], hours[order][1:]
    expected = "so the clock runs to 12 and AM and PM are missing; expected a clock of 24 hours, or AM and PM"
    for first, then, back in ((12, 1, after < before), (1, 12, after > before)):
        jumps = np.flatnonzero(same & (before == first) & (after == then))
        if len(jumps) and len(jumps) >= (same & back).sum() / 2:
            found = [clock.column.cell(int(order[jumps[0] + step])) for step in (1, 0)]
            raise findings.refuse(
                "half_day",
                f"found '{found[0]}' after '{found[1]}', {expected}",
                grid.lines[order[jumps + 1]],
                column=clock.column.name,
            )
    seen = set(hours.tolist())
    never = [hour for hour in range(2, 12) if hour not in seen]
    if len(seen) >= 5 and {1, 12} <= seen and never and not any(_MERIDIEM.search(str(v)) for v in clock.column.uniques):
        raise findings.refuse(
            "half_day",
            f"found hours from 1 to 12, but never {never[0]}, {expected}",
            grid.lines[hours == 1],
            column=clock.column.name,
        )


def _offsets(grid: Grid, clock: Survey, findings: Findings) -> Ints | None:
    has = clock.flags(lambda part: part.offset is not None)
    if not has.any():
        return None
    rows = ~clock.column.take(has)
    if rows.any():
        raise findings.refuse(
            "mixed_offsets",
            f"found '{clock.column.cell(int(np.flatnonzero(rows)[0]))}' without a UTC offset, expected one as in "
            f"'{_example(clock, has)}'",
            grid.lines[rows],
            column=clock.column.name,
        )
    values = np.array([0 if p is None or p.offset is None else p.offset for p in clock.parts], dtype=np.int64)
    return clock.column.take(values)


def _range(
    grid: Grid, clock: Survey, local: Ints, findings: Findings, offset: Ints | None
) -> tuple[float | None, Ints | None]:
    """The length of ranges such as 08:00-08:30; a constant "end" after varying starts is an offset west of UTC."""
    ends, starts = clock.end_seconds, clock.seconds
    known = clock.timed
    if (ends[known] < 0).any():
        rows = clock.column.rows_where(known & (ends < 0))
        raise findings.refuse(
            "range",
            f"found '{clock.column.cell(rows[0])}', expected a range as in '{_example(clock, ends >= 0)}'",
            grid.lines[rows],
            column=clock.column.name,
        )
    lengths = (ends[known] - starts[known]) % DAY
    lengths[lengths == 0] = DAY
    if len(np.unique(lengths)) > 1:
        if len(np.unique(ends[known])) <= 2 and clock.dated.any() and offset is None and ends[known].max() <= 12 * 3600:
            return None, clock.column.take(-ends)
        rows = clock.column.take((ends - starts) % DAY)
        common = _mode(rows)
        if _are_switches(rows, common, local):
            return whole_length(np.array([common])), offset
        odd = np.zeros(len(starts), dtype=bool)
        odd[np.flatnonzero(known)[lengths != common]] = True
        rows = clock.column.rows_where(odd)
        raise findings.refuse(
            "range",
            f"found '{clock.column.cell(rows[0])}', expected ranges of one length, {format_seconds(common)} as in most "
            "rows",
            grid.lines[rows],
            column=clock.column.name,
        )
    return whole_length(lengths), offset


def _are_switches(lengths: Ints, common: int, local: Ints) -> bool:
    """Whether the odd lengths are an hour more or less, on two days of a year: the clock was switched there."""
    odd = lengths != common
    beside = (lengths[odd] - common) % DAY
    years = (int(local.max()) - int(local.min())) // (366 * DAY) + 1
    days = len(np.unique(local[odd] // DAY))
    return bool(((beside == 3600) | (beside == DAY - 3600)).all()) and days <= 2 * years


def _mode(values: Ints) -> int:
    sizes, counts = np.unique(values, return_counts=True)
    return int(sizes[np.argmax(counts)])


def _length_to_end(grid: Grid, end: Survey, local: Ints, findings: Findings, date_format: str | None) -> float | None:
    if end.bad.any() or end.blank.any():
        return None
    lengths = (end.column.take(end.seconds) - local) % DAY
    lengths = np.where(lengths == 0, DAY, lengths)
    length = whole_length(lengths)
    if length is not None and length % 300 == 0:
        return length
    common = _mode(lengths)
    odd = lengths != common
    if odd.any() and _are_switches(lengths, common, local):
        return whole_length(np.array([common]))
    if odd.mean() > 0.01:
        return None
    raise findings.refuse(
        "range",
        f"found '{end.column.cell(int(np.flatnonzero(odd)[0]))}', expected an end {format_seconds(float(common))} "
        "after the "
        f"start as in most rows",
        grid.lines[odd],
        column=end.column.name,
    )


def _agree(
    grid: Grid,
    found: dict[str, Survey],
    date: str,
    time: str | None,
    local: Ints,
    findings: Findings,
    date_format: str | None,
    queue_codes: Ints | None,
) -> None:
    """A second column that tells the date or the time must tell the same."""
    for role, other in found.items():
        if role in (date, time, "interval_end") or other.bad.any() or other.blank.any():
            continue
        differs = np.zeros(len(local), dtype=bool)
        if other.timed.all() and not (_midnights(other) and other.dated.all()) and (other.end_seconds < 0).all():
            differs |= other.column.take(other.seconds) != local % DAY
        if other.dated.all() and not differs.all():
            quiet = Findings(findings.file, findings.unit)
            try:
                resolve(other, quiet, grid.lines, date_format=_order(date_format), queue_codes=queue_codes)
            except ValueError:
                continue
            differs |= other.column.take(other.days) != local // DAY
        if differs.any():
            row = int(np.flatnonzero(differs)[0])
            raise findings.refuse(
                "stamps_disagree",
                f"found '{other.column.cell(row)}', which is not the date and time that the other columns say "
                f"({np.datetime64(int(local[row]), 's').item():%Y-%m-%d %H:%M})",
                grid.lines[differs],
                column=other.column.name,
            )


def _weekdays_agree(grid: Grid, local: Ints, weekdays: Ints, findings: Findings) -> None:
    known = weekdays >= 0
    wrong = known & ((local // DAY + 3) % 7 != weekdays)
    if known.any() and 0 < wrong.sum() < known.sum() * 0.5:
        findings.warning(
            "weekday",
            f"The day of the week named in {{lines}} is not that of the date ({wrong.sum()} rows).",
            grid.lines[wrong],
        )
