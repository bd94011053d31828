"""Long tables: a row per queue and interval."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from erlang._columns import closest, fold, is_vague, listed, meaning, recognise, resolve_mapping, split_unit

from .dates import Survey
from .grid import Column, Grid
from .issues import FUNCTION, Findings, quoted
from .junk import sift
from .meant import FORECAST, check_groups, check_title, is_actual
from .numbers import to_float
from .queues import read_queues, take_queue
from .records import Records
from .stamps import bad_rows, choose, combine, survey_roles, weekdays_of
from .values import MEASURES, derive_aht, derive_offered, find_handling_parts, read_values
from .words import is_missing

_STAMPS = ("interval_start", "date", "time", "interval_end")


def read_long(
    grid: Grid,
    findings: Findings,
    *,
    mapping: Mapping[str, str] | None,
    queue: str | None,
    date_format: str | None,
    decimal: str | None,
) -> Records:
    """Rows of a long table."""
    _drop_nameless(grid, findings)
    _drop_twins(grid, findings, mapping)
    length = _constant_interval(grid, mapping)
    roles = _roles(grid, findings, mapping, length)
    check_groups(grid, [roles[role] for role in MEASURES if role in roles], findings)
    if not len(grid.lines) and not grid.odd:
        raise findings.refuse(
            "empty", "the file holds a header and no rows", [grid.header_line] if grid.header_line else ()
        )
    if not len(grid.lines):
        sift(grid, np.zeros(0, dtype=bool), findings, [], [])
        findings.stop()
        raise findings.refuse("empty", "no row of the table has a date and a time")
    found = survey_roles(grid, roles, date_format)
    found = {role: item for role, item in found.items() if not item.blank.all()} or found
    if mapping and "interval_start" in mapping and "date" not in mapping and "time" not in mapping:
        start = found["interval_start"]
        if (start.dated & start.timed).any():
            found = {"interval_start": start}
    date, time = choose(found, findings, roles)
    if time is not None:
        _fill_down(grid, found, date, time, findings)
    bad = bad_rows(found, date, time)
    measures = [roles[role] for role in MEASURES if role in roles]
    chosen = [found[role] for role in dict.fromkeys((date, time)) if role]
    sift(grid, bad, findings, measures, chosen)
    findings.stop()
    if not len(grid.lines):
        raise findings.refuse("empty", "no row of the table has a date and a time")
    if bad.any():
        found = (
            survey_roles(grid, roles, date_format)
            if set(found) == set(_surveyed(roles))
            else {role: item for role, item in survey_roles(grid, roles, date_format).items() if role in found}
        )
    _only_actuals(grid, roles, findings)
    check_title(grid, roles, findings)
    codes, names = read_queues(grid, roles, findings, queue)
    parts = find_handling_parts(grid, roles, findings)
    values = read_values(grid, roles, findings, decimal, parts)
    stamps = combine(
        grid, found, date, time, findings,
        date_format=date_format, queue_codes=codes,
        weekdays=weekdays_of(grid.column(roles["weekday"])) if "weekday" in roles else None,
    )  # fmt: skip
    findings.stop()
    offered = derive_offered(values, roles, findings)
    used = {**roles, "interval_start": " + ".join(stamps.columns)}
    in_parts = tuple(parts.columns.values()) if parts else ()
    if parts:
        used["aht"] = " + ".join(parts.columns.values())
    records = Records(
        grid.lines, codes, names, stamps.local, stamps.offset, offered,
        handled=values.get("handled"),
        abandoned=values.get("abandoned"),
        aht=derive_aht(values, roles, findings, offered),
        length=stamps.length,
        meanings={key: value for key, value in used.items() if key not in ("date", "time")},
        unused=tuple(name for name in grid.names if name not in (*roles.values(), *in_parts)),
        facts={"layout": "long", "date_order": stamps.order, "date_why": stamps.why, "epoch": stamps.epoch},
    )  # fmt: skip
    records.length = _length_column(grid, roles, findings) or length or records.length
    if "interval_end" in (date, time):
        records.facts["labels"] = "end"
        # 24:00 says its day, 00:00 does not.
        apart = time is not None and (found[time].seconds[found[time].timed] == 0).any()
        records.facts["date_apart"] = "yes" if apart else ""
    if not parts:
        _vague(grid, findings, roles)
    take_queue(records, findings, queue, "queue" in roles)
    return records


def _surveyed(roles: dict[str, str]) -> list[str]:
    return [role for role in _STAMPS if role in roles]


def _drop_nameless(grid: Grid, findings: Findings) -> None:
    """Columns without a name: blank ones and a row count at the left are let go, others are refused."""
    kept: list[Column] = []
    for position, column in enumerate(grid.columns):
        blank = position >= len(grid.header) or grid.header[position] == ""
        if blank:
            if all(is_missing(value) for value in column.uniques):
                continue
            texts = [str(value) for value in column.uniques if not is_missing(value)]
            if position == 0 and all(text.isdigit() for text in texts) and len(texts) >= len(grid.lines) - 1:
                continue
            rows = np.flatnonzero(~column.take(np.array([is_missing(value) for value in column.uniques], dtype=bool)))
            findings.error(
                "nameless_column",
                f"found {quoted(texts)} in column {position + 1}, which has no name in the header; a decimal comma "
                "without "
                f"quotation marks does this",
                grid.lines[rows],
            )
            continue
        kept.append(column)
    findings.stop()
    if len(kept) != len(grid.columns):
        grid.header = [cell for cell in grid.header if cell != ""]
        grid.columns = kept


def _drop_twins(grid: Grid, findings: Findings, mapping: Mapping[str, str] | None) -> None:
    """A column that comes twice with the same cells counts once."""
    for column in list(grid.columns):
        base = column.name.rsplit(" (column ", 1)[0]
        if base == column.name or base not in grid.names or column.name in (mapping or {}).values():
            continue
        first = grid.column(base)
        same = (
            np.array([[a == b for b in column.uniques] for a in first.uniques], dtype=bool)
            if len(first.uniques) * len(column.uniques) < 4e6
            else None
        )
        if same is not None and same[first.codes, column.codes].all():
            grid.columns = [item for item in grid.columns if item is not column]
            findings.note("twin_column", f"Column '{base}' comes twice with the same cells; it was read once.")


_QUANTILE = re.compile(r"offered_p\d{1,2}(?:_\d+)?")  # as a forecast of ours writes them
_LENGTHS = {5: 300.0, 10: 600.0, 15: 900.0, 20: 1200.0, 30: 1800.0, 60: 3600.0, 900: 900.0, 1800: 1800.0, 3600: 3600.0}


def _constant_interval(grid: Grid, mapping: Mapping[str, str] | None) -> float | None:
    """A column ``interval`` that holds nothing but 30 is the interval's length; it is then no stamp."""
    for column in list(grid.columns):
        if column.name in (mapping or {}).values() or fold(column.name) not in (
            "interval",
            "intervall",
            "interval length",
        ):
            continue
        cells = [value for value in column.uniques if not is_missing(value)]
        text = str(cells[0]).removesuffix(".0") if len(cells) == 1 else ""
        if text.isdigit() and int(text) in _LENGTHS:
            grid.columns = [item for item in grid.columns if item is not column]
            return _LENGTHS[int(text)]
    return None


def _roles(grid: Grid, findings: Findings, mapping: Mapping[str, str] | None, length: float | None) -> dict[str, str]:
    where = f"{FUNCTION}: {findings.file}"
    given = resolve_mapping(grid.names, mapping, function=where)
    place = [grid.header_line] if grid.header_line else ()
    try:
        roles = recognise(grid.names, given, function=where)
    except ValueError as error:
        raise findings.refuse("two_columns", str(error).removeprefix(f"{where}: "), place) from None
    if not any(role in roles for role in _STAMPS):
        raise findings.refuse("no_column", _none(grid, "interval_start", "dates and times"), place)
    if "offered" not in roles and not ("handled" in roles and "abandoned" in roles):
        raise findings.refuse("no_column", _none(grid, "offered", "contacts offered"), place)
    return roles


def _none(grid: Grid, word: str, what: str) -> str:
    near = next((name for name in grid.names if (found := meaning(name)) and found[0] == word), None) or closest(
        word, grid.names
    )
    like = f"; did you mean '{near}'?" if near else ";"
    return (
        f"no column of {what} was recognised{like} the columns are {listed(grid.names)}; say which with "
        f'columns={{"{word}": "{near or "its name"}"}}'
    )


def _only_actuals(grid: Grid, roles: dict[str, str], findings: Findings) -> None:
    """Rows of a forecast among those of the past are no history."""
    quantile = next((name for name in grid.names if _QUANTILE.fullmatch(name)), None)
    if quantile is not None:
        raise findings.refuse(
            "forecast_rows",
            "found quantiles, so the rows are a forecast; expected contacts that came",
            [grid.header_line] if grid.header_line else (),
            column=quantile,
        )
    for column in grid.columns:
        if column.name in roles.values() or len(column.uniques) > 10:
            continue
        said = np.array([isinstance(value, str) and fold(value) in FORECAST for value in column.uniques], dtype=bool)
        actual = np.array([is_actual(value) for value in column.uniques], dtype=bool)
        if actual.any() and not said.any():
            said = np.array([not is_missing(value) for value in column.uniques], dtype=bool) & ~actual
        flag = "forecast" in fold(column.name).split() and len(column.uniques) == 2
        if said.any() or flag:
            which = "some rows are forecast and some are not" if len(column.uniques) > 1 else "the rows are a forecast"
            raise findings.refuse(
                "forecast_rows",
                f"found {quoted(column.uniques)}, so {which}; expected contacts that "
                "came; "
                f"leave the rows of the forecast out",
                grid.lines[column.rows_where(said)] if said.any() else (),
                column=column.name,
            )


def _fill_down(grid: Grid, found: dict[str, Survey], date: str, time: str, findings: Findings) -> None:
    """A date that stands only on the first row of its day (merged cells) holds for the rows below it."""
    dates, times = found[date], found[time]
    blank = dates.column.take(dates.blank)
    timed = times.column.take(times.timed)
    holes = np.flatnonzero(blank & timed)
    if len(holes) == 0:
        return
    seconds = times.column.take(times.seconds)
    dated = dates.column.take(dates.dated)
    data = np.flatnonzero(timed & (dated | blank))
    if len(data) == 0 or blank[data[0]] or len(holes) < len(data) / 2:
        return
    steps = np.diff(seconds[data])
    later = blank[data[1:]]
    if (steps[later] <= 0).any():
        row = data[1:][later][np.flatnonzero(steps[later] <= 0)[0]]
        raise findings.refuse(
            "no_date",
            "found no date and a time that is not after that of the row above, expected the date of the day",
            [grid.lines[row]],
            column=dates.column.name,
        )
    source = np.where(blank[data], -1, np.arange(len(data)))
    filled = dates.column.codes.copy()
    filled[data] = dates.column.codes[data][np.maximum.accumulate(source)]
    dates.column.codes = filled
    findings.note(
        "dates_filled",
        f"Column '{dates.column.name}' holds the date on the first row of each day only; the rows below took it over "
        f"({len(holes):,} rows).",
    )


def _length_column(grid: Grid, roles: dict[str, str], findings: Findings) -> float | None:
    for role, factor in (("interval_minutes", 60.0), ("interval_seconds", 1.0)):
        if role not in roles:
            continue
        column = grid.column(roles[role])
        cells = [value for value in column.uniques if not is_missing(value)]
        wrong = [value for value in cells if to_float(value, ".") is None]
        if wrong:
            raise findings.refuse(
                "not_a_number",
                f"found {quoted(wrong)}, expected the interval's length as a number",
                column=column.name,
            )
        numbers = {float(to_float(value, ".") or 0) for value in cells}
        if len(numbers) > 1:
            raise findings.refuse(
                "interval",
                f"found {quoted(sorted(numbers))}, expected one length of interval in the whole file",
                column=column.name,
            )
        if numbers:
            return numbers.pop() * factor
    return None


def _vague(grid: Grid, findings: Findings, roles: dict[str, str]) -> None:
    if any(role in roles for role in ("aht", "aht_minutes", "aht_milliseconds", "handle_seconds", "handle_minutes")):
        return
    for name in grid.names:
        base, unit = split_unit(name)
        if (
            unit
            and name not in roles.values()
            and meaning(name) is None
            and (meaning(base) or "")[:1] == ("handle_seconds",)
        ):
            findings.warning(
                "handle_unit",
                f"Column '{name}' was not read: totals of handling time are read in seconds, minutes or hours, not in "
                f"{unit}.",
            )
        elif name not in roles.values() and is_vague(name):
            findings.warning(
                "vague_column",
                f"Column '{name}' was not read: it may be an average or a total. Say which with "
                f'columns={{"aht": "{name}"}} or columns={{"handle_seconds": "{name}"}}.',
            )
