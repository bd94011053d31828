"""Wide tables: a row per day with a column per interval, or a row per interval with a column per day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from erlang._columns import compact, fold, listed, meaning, resolve_mapping

from . import numbers
from .clock import DAY
from .date_order import resolve
from .dates import Survey, check_hours, read_hours, survey
from .grid import Bools, Column, Grid, Ints
from .header import date_cells, time_cells
from .issues import FUNCTION, Findings
from .junk import sift
from .meant import (
    check_decimal_hours,
    is_actual,
    is_measure,
    loses_half_day,
    past_midnight,
    runs_past_midnight,
    says_offered,
    says_other,
    whole_length,
)
from .queues import queue_above, take_queue
from .records import Records
from .stamps import split_pattern, weekdays_of
from .values import parse_counts
from .words import WEEKDAYS, is_missing, says_total


def read_wide(
    grid: Grid,
    findings: Findings,
    kind: str,
    *,
    mapping: Mapping[str, str] | None,
    queue: str | None,
    date_format: str | None,
    decimal: str | None,
) -> Records:
    """Rows of a wide table; ``kind`` is ``"times"`` (a column per interval) or ``"dates"`` (a column per day)."""
    across = sorted(time_cells(grid.header) if kind == "times" else date_cells(grid.header))
    names = [grid.names[position] for position in across]
    keys = [column for position, column in enumerate(grid.columns) if position not in set(across)]
    where = f"{FUNCTION}: {findings.file}"
    given = resolve_mapping(grid.names, mapping, function=where)
    if not len(grid.lines):
        raise findings.refuse("empty", "the file holds a header and no rows", [grid.header_line])
    down = _key(keys, kind, findings, given, date_format, grid)
    head = _header_survey(grid, across, kind, findings, date_format)
    bad = ~down.column.take(down.dated if kind == "times" else down.timed)
    weekday_row = _weekday_row(grid, bad, across, kind)
    said = None
    if weekday_row is not None:
        said = _days_said(grid, weekday_row, across)
        keep = np.ones(len(grid.lines), dtype=bool)
        keep[weekday_row] = False
        grid.keep(keep)
        bad = bad[keep]
    measure = _measure_column(grid, keys, down.column.name, across)
    sift(grid, bad, findings, names[:1], [_refreshed(grid, down, date_format, kind)])
    findings.stop()
    if not len(grid.lines):
        raise findings.refuse("empty", "no row of the table has a date" if kind == "times" else "no row has a time")
    down = _refreshed(grid, down, date_format, kind)
    _no_other_measure(grid, down.column.name, findings)
    days, seconds, length = _stamps(grid, down, head, kind, findings, date_format, said, keys)
    unread = _unread(grid, keys, down, measure, findings)
    return _melt(
        grid, findings, across, days, seconds, length, kind,
        queue=queue, decimal=decimal, measure=measure, given=given, down=down, unread=unread,
        head=head,
    )  # fmt: skip


def _refreshed(grid: Grid, down: Survey, date_format: str | None, kind: str) -> Survey:
    return _survey_key(grid.column(down.column.name), kind, date_format, grid)


def _survey_key(column: Column, kind: str, date_format: str | None, grid: Grid) -> Survey:
    pattern = split_pattern(date_format) if kind == "times" else None
    found = survey(column, pattern=pattern, epoch_1904=grid.epoch_1904)
    if pattern:
        found.order, found.why = "pattern", f"given by date_format='{pattern}'"
    if kind == "dates" and not found.dated.any():
        read_hours(found, hours=True)
    return found


def _key(
    keys: list[Column], kind: str, findings: Findings, given: dict[str, str], date_format: str | None, grid: Grid
) -> Survey:
    """The column that names the day of each row (or the time, in a table with a column per day)."""
    wanted = [given[word] for word in ("date", "time", "interval_start") if word in given]
    best: Survey | None = None
    share = 0.0
    for column in keys:
        if wanted and column.name not in wanted:
            continue
        found = _survey_key(column, kind, date_format, grid)
        flags = found.dated if kind == "times" else found.timed & ~found.dated
        filled = int((~column.take(found.blank)).sum())
        hits = int(column.take(flags).sum()) / max(filled, 1)
        if hits > share:
            best, share = found, hits
    if best is None or share < 0.3:
        what = "dates beside the columns of intervals" if kind == "times" else "times beside the columns of days"
        raise findings.refuse(
            "no_date" if kind == "times" else "no_time",
            f"no column holds {what}; the other columns are {listed([column.name for column in keys]) or 'none'}",
            [grid.header_line] if grid.header_line else (),
        )
    return best


def _header_survey(grid: Grid, across: list[int], kind: str, findings: Findings, date_format: str | None) -> Survey:
    cells = [grid.header[position] for position in across]
    column = Column("header", np.arange(len(cells), dtype=np.int64), cells)
    found = survey(column, pattern=split_pattern(date_format) if kind == "dates" else None)
    if kind == "times":
        read_hours(found, hours=True)
    if found.bad.any():
        raise findings.refuse("no_date", f"found '{cells[int(np.flatnonzero(found.bad)[0])]}' in the header")
    return found


def _weekday_row(grid: Grid, bad: Bools, across: list[int], kind: str) -> int | None:
    """The row of weekday names under a header of dates."""
    if kind != "dates":
        return None
    for row in np.flatnonzero(bad)[:3]:
        cells = [grid.columns[position].cell(int(row)) for position in across]
        if sum(isinstance(cell, str) and fold(cell) in WEEKDAYS for cell in cells) >= len(cells) * 0.7:
            return int(row)
    return None


def _days_said(grid: Grid, row: int, across: list[int]) -> Ints:
    return np.array(
        [WEEKDAYS.get(fold(str(grid.columns[position].cell(row))), -1) for position in across], dtype=np.int64
    )


def _measure_column(grid: Grid, keys: list[Column], key: str, across: list[int]) -> Column | None:
    """A column whose cells name measures: Offered, AHT."""
    for column in keys:
        cells = [value for value in column.uniques if isinstance(value, str) and not is_missing(value)]
        words = {found[0] for value in cells if (found := meaning(value))}
        if column.name != key and len(words) >= 2 and words & {"offered", "handled", "abandoned", "aht"}:
            return column
        if column.name != key and not _is_queue(column.name) and cells and all(map(is_measure, cells)):
            return column
        if column.name != key and compact(column.name) in ("measure", "metric", "kpi", "kennzahl") and cells:
            return column
    return None


def _no_other_measure(grid: Grid, corner: str, findings: Findings) -> None:
    """What is named above the table, in its corner or on its sheet must not be another measure."""
    titles = []
    for line, cells in grid.preamble:
        filled = [str(cell) for cell in cells if cell != ""]
        found = meaning(filled[0].partition(":")[0]) if filled else None
        if found is None or found[0] != "queue":
            titles.append((line, " ".join(filled)))
    if any(says_offered(text) for _, text in titles):
        return
    where = [(*title, "above a table with a column per interval", "take that line away") for title in titles]
    where.append((grid.header_line, corner, "in the corner of the table", "name that column 'Date' or 'Time'"))
    where.append((0, grid.facts.get("sheet", ""), "as the name of the sheet", "rename the sheet"))
    for line, text, place, remedy in where:
        if says_other(text):
            raise findings.refuse(
                "measure",
                f"found '{text[:80]}' {place}, expected contacts offered in its cells; {remedy} if they are",
                [line] if line else (),
            )


def _one_day(grid: Grid, times: Survey, kind: str, findings: Findings) -> None:
    """Times in the order of the table that stay within their date, on a clock of 24 hours."""
    seconds = times.column.take(times.seconds)
    place = None if kind == "times" else times.column.name
    if loses_half_day(seconds):
        raise findings.refuse(
            "half_day",
            "found 1:00 after 12:00, so the clock runs to 12 and AM and PM are missing; expected a clock of 24 hours, "
            "or AM and PM",
            [grid.header_line] if kind == "times" else (),
            column=place,
        )
    check_decimal_hours(times.column.uniques, findings, place or "header")
    check_hours(times, findings, [grid.header_line] if kind == "times" else grid.lines)
    if len(np.unique(seconds)) == len(seconds) and runs_past_midnight(seconds):
        row = int(np.flatnonzero(np.diff(seconds) < 0)[0]) + 1
        line = grid.header_line if kind == "times" else int(grid.lines[row])
        raise past_midnight(findings, int(seconds[row]), [line], place)


def _stamps(
    grid: Grid,
    down: Survey,
    head: Survey,
    kind: str,
    findings: Findings,
    date_format: str | None,
    said: Ints | None,
    keys: list[Column],
) -> tuple[Ints, Ints, float | None]:
    """Days and seconds, one per row and one per column or the reverse, and the length of ranges."""
    dates, times = (down, head) if kind == "times" else (head, down)
    weekdays = said
    if kind == "times":
        for column in keys:
            if column.name in grid.names and column.name != down.column.name:
                weekdays = weekdays_of(grid.column(column.name))
                if weekdays is not None:
                    break
    lines = grid.lines if kind == "times" else np.full(len(head.parts), grid.header_line, dtype=np.int64)
    order = None if split_pattern(date_format) else date_format
    resolve(dates, findings, lines, date_format=order, weekdays=weekdays)
    length = None
    ends, starts = times.end_seconds, times.seconds
    known = times.timed
    if (starts >= DAY).any():
        raise findings.refuse("time_24", "found 24:00, expected starts of intervals between 00:00 and 23:59")
    if (ends[known] >= 0).all() and known.any():
        length = whole_length((ends[known] - starts[known]) % DAY)
        if length is None:
            raise findings.refuse("range", "the ranges of time are not of one length")
    _one_day(grid, times, kind, findings)
    return dates.column.take(dates.days), times.column.take(starts), length


def _unread(
    grid: Grid, keys: list[Column], down: Survey, measure: Column | None, findings: Findings
) -> tuple[str, ...]:
    """Key columns left over: totals are listed, others are only named."""
    totals = [column.name for column in keys if says_total(column.name)]
    if totals:
        findings.note("skipped_total", f"Columns of totals were left out: {listed(totals)}.")
    used = {down.column.name, measure.name if measure else ""}
    return tuple(
        column.name
        for column in keys
        if column.name not in used
        and not says_total(column.name)
        and _is_queue(column.name) is False
        and not all(is_missing(value) for value in column.uniques)
    )


def _is_queue(name: str) -> bool:
    found = meaning(name)
    return found is not None and found[0] == "queue"


def _melt(
    grid: Grid,
    findings: Findings,
    across: list[int],
    days: Ints,
    seconds: Ints,
    length: float | None,
    kind: str,
    *,
    queue: str | None,
    decimal: str | None,
    measure: Column | None,
    given: dict[str, str],
    down: Survey,
    unread: tuple[str, ...],
    head: Survey,
) -> Records:
    cells = [grid.columns[position] for position in across]
    local = days[:, None] * DAY + seconds[None, :] if kind == "times" else days[None, :] * DAY + seconds[:, None]
    rows, width = len(grid.lines), len(across)
    pooled = Column.of("cells of the table", [cell for row in range(rows) for cell in (c.cell(row) for c in cells)])
    lines = np.repeat(grid.lines, width)
    kept = ~pooled.take(np.array([is_missing(value) for value in pooled.uniques], dtype=bool))
    wanted = kept.copy()
    if measure is not None:
        offered_rows = _offered_rows(grid, measure, findings)
        wanted &= np.repeat(offered_rows, width)
    pooled_kept, lines = pooled.keep(wanted), lines[wanted]
    signs = numbers.decide([pooled_kept], findings, lines, decimal=decimal)
    values = parse_counts(pooled_kept, signs[pooled_kept.name], findings, lines)
    findings.stop()
    if not len(lines):
        raise findings.refuse("no_numbers", "the table holds no number")
    blanks = int((~kept).sum())
    if blanks:
        findings.note(
            "blank_cells", f"{blanks:,} blank cells of the table were taken as no row (closed or missing), not as 0."
        )
    findings.note("wide_offered", "The cells of the wide table were taken as contacts offered.")
    codes, names = _wide_queue(grid, findings, queue, given)
    records = Records(
        lines,
        np.repeat(codes, width)[wanted],
        names,
        local.reshape(-1)[wanted],
        None,
        pooled_kept.take(values),
        length=length,
        meanings={"interval_start": f"{down.column.name} + header", "offered": "cells"},
        unused=unread,
        facts={
            "layout": "a row per day, a column per interval"
            if kind == "times"
            else "a row per interval, a column per day",
            "date_order": (down if kind == "times" else head).order or "",
            "date_why": (down if kind == "times" else head).why,
        },
    )
    records.drop_unused_queues()
    take_queue(records, findings, queue, any(_is_queue(name) for name in grid.names) or "queue" in given)
    return records


def _offered_rows(grid: Grid, measure: Column, findings: Findings) -> Bools:
    column = grid.column(measure.name)
    is_offered = np.array(
        [
            isinstance(v, str) and (is_actual(v) or ((found := meaning(v)) is not None and found[0] == "offered"))
            for v in column.uniques
        ],
        dtype=bool,
    )
    others = [str(v) for v, flag in zip(column.uniques, is_offered) if not flag]
    if is_offered.sum() != 1:
        raise findings.refuse(
            "measure", f"the rows hold {listed([str(v) for v in column.uniques])}, expected one of them to be contacts "
            "offered",
            column=column.name,
        )  # fmt: skip
    if others:
        findings.warning("measures_unread", f"Of the rows only the contacts offered were read, not {listed(others)}.")
    return column.take(is_offered)


def _wide_queue(grid: Grid, findings: Findings, queue: str | None, given: dict[str, str]) -> tuple[Ints, list[str]]:
    name = given.get("queue") or next((column.name for column in grid.columns if _is_queue(column.name)), None)
    if name is None:
        return np.zeros(len(grid.lines), dtype=np.int64), [queue or queue_above(grid, findings) or "all"]
    column = grid.column(name)
    if any(is_missing(value) for value in column.uniques):
        blank = np.array([is_missing(value) for value in column.uniques], dtype=bool)
        rows = column.rows_where(blank)
        raise findings.refuse("no_queue", "found nothing, expected the name of a queue", grid.lines[rows], column=name)
    return column.codes, [str(value).strip() for value in column.uniques]
