"""The numbers of a row: volumes, handling times, and what they must be to each other."""

from __future__ import annotations

import numpy as np

from erlang._columns import split_unit

from . import durations, numbers
from .grid import Bools, Column, Grid, Ints
from .issues import Findings
from .issues import numbers as list_lines
from .numbers import Floats
from .parts import Parts, add_up, find_parts
from .records import Records

_AHT = ("aht", "aht_minutes", "aht_milliseconds")
_TOTAL = ("handle_seconds", "handle_minutes", "handle_hours")
_UNITS = {
    "aht_minutes": "minutes",
    "aht_milliseconds": "milliseconds",
    "handle_minutes": "minutes",
    "handle_hours": "hours",
}
_PARTS = ("talk", "hold", "wrap")
MEASURES = ("offered", "handled", "abandoned", *_AHT, *_TOTAL)


def find_handling_parts(grid: Grid, roles: dict[str, str], findings: Findings) -> Parts | None:
    """Talk, hold and wrap-up, where no column tells the handling time."""
    return None if any(role in roles for role in _AHT + _TOTAL) else find_parts(grid.names, roles.values(), findings)


def read_values(
    grid: Grid, roles: dict[str, str], findings: Findings, decimal: str | None, parts: Parts | None = None
) -> dict[str, Floats]:
    """Values per row of every measure there is; handling times in seconds under ``aht`` and ``handle``."""
    columns = {role: grid.column(roles[role]) for role in MEASURES if role in roles}
    columns |= {part: grid.column(name) for part, name in parts.columns.items()} if parts else {}
    found = {column.name: numbers.evidence(column) for column in columns.values()}
    for role in _AHT:
        if role in columns and split_unit(columns[role].name)[1] in (None, "seconds"):
            found[columns[role].name].clock = role == "aht"
    signs = numbers.decide(list(columns.values()), findings, grid.lines, decimal=decimal, separators=found)
    result: dict[str, Floats] = {}
    for role, column in columns.items():
        if role in _AHT + _TOTAL + _PARTS:
            unit = _UNITS.get(role) or split_unit(column.name)[1]
            values, _, _ = durations.parse(column, signs[column.name], unit, findings, grid.lines)
            key = "aht" if role in _AHT else "handle" if role in _TOTAL else role
            if key in result:
                continue
            result[key] = column.take(values)
        else:
            result[role] = column.take(parse_counts(column, signs[column.name], findings, grid.lines))
    if parts and set(parts.columns) <= set(result):
        key = "aht" if parts.kind == "averages" else "handle"
        result[key] = add_up(parts, result, roles.get("handled"), findings)
    return result


def parse_counts(column: Column, decimal: str, findings: Findings, lines: Ints) -> Floats:
    """Values per distinct cell of a column of counts; a negative one is an error."""
    values, _ = numbers.parse(column, decimal, findings, lines, expected="a number")
    negative = values < 0
    if negative.any():
        numbers.complain(column, negative, findings, lines, "a number of contacts, 0 or more", "negative")
    return values


def derive_offered(values: dict[str, Floats], roles: dict[str, str], findings: Findings) -> Floats:
    """Offered as the file says, else handled + abandoned with a warning."""
    if "offered" in values:
        return values["offered"]
    findings.warning(
        "offered_derived",
        f"There is no column of offered contacts; offered was taken as '{roles['handled']}' + '{roles['abandoned']}'.",
    )
    return values["handled"] + values["abandoned"]


def derive_aht(values: dict[str, Floats], roles: dict[str, str], findings: Findings, offered: Floats) -> Floats | None:
    """AHT as the file says, else total handling time / handled."""
    if "aht" in values or "handle" not in values:
        return values.get("aht")
    base = values.get("handled")
    name = next((roles[role] for role in _TOTAL if role in roles), None)
    if name is None:
        base = offered if base is None else base  # of parts, told already
    elif base is None:
        base = offered
        findings.warning(
            "aht_derived",
            f"There is no column of handled contacts; AHT was taken as '{name}' / offered, too low where callers hung "
            "up.",
        )
    else:
        findings.note("aht_derived", f"AHT was taken as '{name}' / '{roles['handled']}'.")
    handle = values["handle"]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(base > 0, handle / base, np.where(handle > 0, np.nan, 0.0))


def check_values(records: Records, findings: Findings) -> None:
    """Warnings and errors about values that contradict each other; sets AHT to missing where nothing was handled."""
    offered, handled, abandoned = records.offered, records.handled, records.abandoned
    name = records.meanings.get("offered", "offered")
    blank = np.isnan(offered)
    if blank.all():
        raise findings.refuse("no_numbers", "holds no number at all; formulas need stored results", column=name)
    if blank.any():
        findings.warning(
            "missing_volume",
            f"{_many(blank, 'row has', 'rows have')} no number in column '{name}': {{lines}}; they are missing, not 0.",
            records.lines[blank],
        )
    if handled is not None and handled is not offered:
        total = handled + (np.nan_to_num(abandoned) if abandoned is not None else 0.0)
        over = total > offered * (1 + 1e-9) + 1e-9
        if over.any():
            what = "handled and abandoned together are" if abandoned is not None else "handled is"
            findings.warning(
                "handled_over_offered",
                f"In {_many(over, 'row', 'rows')} {what} more than offered: {{lines}}.",
                records.lines[over],
            )
    elif abandoned is not None:
        over = abandoned > offered * (1 + 1e-9) + 1e-9
        if over.any():
            findings.warning(
                "abandoned_over_offered",
                f"In {_many(over, 'row', 'rows')} abandoned is more than offered: {{lines}}.",
                records.lines[over],
            )
    if records.aht is not None:
        records.aht = _check_aht(records, records.aht, findings)


def _many(mask: Bools, one: str, more: str) -> str:
    count = int(mask.sum())
    return f"{count:,} {one if count == 1 else more}"


def _check_aht(records: Records, aht: Floats, findings: Findings) -> Floats:
    name = records.meanings.get("aht", "aht")
    negative = aht < 0
    if negative.any():
        findings.error(
            "negative", "found a negative handling time, expected more than 0 s", records.lines[negative], column=name
        )
    known = records.handled is not None
    served = records.handled if records.handled is not None else records.offered
    busy = np.nan_to_num(served) > 0
    zero = (aht == 0) & busy
    if zero.any():
        what = "handled" if known else "offered"
        findings.error(
            "aht_zero",
            f"found a handling time of 0 where contacts were {what}, expected more than 0 s, or blank where it is "
            "unknown",
            records.lines[zero],
            column=name,
        )
    empty = (np.isnan(aht) | (aht == 0)) & ~busy
    if empty.any():
        findings.warning(
            "aht_missing",
            f"{_many(empty, 'interval', 'intervals')} in which nothing was {'handled' if known else 'offered'} "
            f"{'has' if empty.sum() == 1 else 'have'} no handling time; it is missing there, not 0.",
        )
    lost = np.isnan(aht) & busy
    if lost.any():
        what = "handled" if known else "offered"
        findings.warning(
            "aht_blank",
            f"{_many(lost, 'row', 'rows')} with contacts {what} but no handling time: "
            f"{list_lines(records.lines[lost].tolist(), findings.unit)}; it is missing there.",
            records.lines[lost],
        )
    used = aht[(aht > 0) & np.isfinite(aht)]
    if len(used):
        median = float(np.median(used))
        if median < 1:
            findings.error(
                "aht_unit",
                f"half of the handling times are below 1 s (median {median:.3g}), expected seconds; fractions of a "
                "day, as "
                f"Excel keeps times, must be formatted as [h]:mm:ss or multiplied by 86400",
                column=name,
            )
        else:
            durations.suspect(median, findings, name)
    return np.where(aht > 0, aht, np.nan)
