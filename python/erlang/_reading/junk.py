"""Rows that are no data: totals, repeated headers, page breaks, footers. Each is listed; anything else is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from .dates import Survey
from .grid import Bools, Grid, Row
from .issues import Findings
from .numbers import to_float
from .words import is_missing, is_page, is_rule, says_total

_PRINTED = re.compile(
    r"(report |data )?(printed|generated|exported|created|run|refreshed|gedruckt|erstellt|exportiert|stand|afgedrukt|"
    r"gemaakt|imprime|genere|impreso)\b"
)


def sift(grid: Grid, bad: Bools, findings: Findings, measures: Sequence[str], stamps: Sequence[Survey]) -> None:
    """Drop the rows without a stamp that are known for what they are, and list them; complain about the others."""
    bad_indices = np.flatnonzero(bad)
    rows: list[tuple[int, list[Any], bool]] = [(int(grid.lines[i]), grid.row(int(i)), False) for i in bad_indices]
    rows += [(line, cells, True) for line, cells in grid.odd]
    if not rows:
        return
    rows.sort(key=lambda row: row[0])
    good = grid.lines[~bad]
    last_good = int(good[-1]) if len(good) else -1
    last = rows[-1][0]
    header = [_plain(cell) for cell in grid.header]
    preamble = {_text(cells) for _, cells in grid.preamble}
    positions = [grid.names.index(name) for name in measures]
    named = [survey.column.name for survey in stamps]
    kinds: dict[str, list[Row]] = {"total": [], "header": [], "page": [], "footer": []}
    wrong: list[tuple[int, list[Any], bool]] = []
    for line, cells, odd in rows:
        filled = [cell for cell in cells if cell != ""]
        if not filled or all(is_rule(cell) for cell in filled):
            continue
        if not grid.complete and line == last and line > last_good and odd and _is_cut(grid, cells):
            raise _truncated(grid, findings, line, cells)
        if _repeats(cells, header):
            kinds["header"].append((line, cells))
        elif any(says_total(cell) for cell in filled) and (line > last_good or _has_digit(filled)):
            kinds["total"].append((line, cells))
        elif _text(cells) in preamble or (len(filled) == 1 and is_page(filled[0])):
            kinds["page"].append((line, cells))
        elif line > last_good and line == last and odd and _is_begun(grid, cells):
            raise _truncated(grid, findings, line, cells)
        elif line > last_good and _is_footer(cells, positions):
            kinds["footer"].append((line, cells))
        elif not odd and _is_sum(grid, bad, line, cells, positions, named):
            kinds["total"].append((line, cells))
        else:
            wrong.append((line, cells, odd))
    if wrong:
        _complain(grid, findings, wrong, stamps, last_good)
    _tell(findings, kinds)
    grid.keep(~bad)
    grid.odd = []


def _has_digit(cells: Sequence[Any]) -> bool:
    """A total has a number; a heading between two tables has none."""
    return any(letter.isdigit() for cell in cells for letter in str(cell))


def _plain(cell: Any) -> str:
    return " ".join(str(cell).casefold().split())


def _text(cells: Sequence[Any]) -> str:
    return "\x1f".join(_plain(cell) for cell in cells if cell != "")


def _repeats(cells: Sequence[Any], header: list[str]) -> bool:
    mine = [_plain(cell) for cell in cells]
    while mine and not mine[-1]:
        mine.pop()
    theirs = list(header)
    while theirs and not theirs[-1]:
        theirs.pop()
    return mine == theirs


def _shape(text: str) -> str:
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "9", text.casefold()))


def _is_cut(grid: Grid, cells: Sequence[Any]) -> bool:
    """Fewer cells than the header, and the first looks like the beginning of the cells above it."""
    if len(cells) >= len(grid.columns):
        return False
    filled = [cell for cell in cells if cell != ""]
    if len(filled) > 1:
        return not any(says_total(cell) for cell in filled)
    text = str(filled[0])
    return any(
        isinstance(value, str) and (value.startswith(text) or _shape(value).startswith(_shape(text)))
        for value in grid.columns[0].uniques
    ) and not re.search(r"[^\W\d]+\s+[^\W\d]+\s+[^\W\d]+", text)


def _is_begun(grid: Grid, cells: Sequence[Any]) -> bool:
    """A single cell that is the beginning of a cell above it."""
    first = str(cells[0])
    return len(cells) == 1 and any(str(value).startswith(first) for value in grid.columns[0].uniques)


def _truncated(grid: Grid, findings: Findings, line: int, cells: Sequence[Any]) -> Exception:
    return findings.refuse(
        "truncated",
        f"the last line is cut off: found {len(cells)} of {len(grid.columns)} fields; the file is not whole",
        [line],
    )


def _is_footer(cells: Sequence[Any], positions: list[int]) -> bool:
    """A remark below the table: a cell or two, and nothing where the numbers stand."""
    filled = [cell for cell in cells if cell != ""]
    numbers = any(
        position < len(cells) and cells[position] != "" and to_float(cells[position], ".") is not None
        for position in positions
    )
    few = len(filled) <= 2 or (len(filled) <= 5 and bool(_PRINTED.match(_plain(filled[0]))))
    return few and not numbers and isinstance(filled[0], str) and any(map(str.isalpha, filled[0]))


def _is_sum(
    grid: Grid, bad: Bools, line: int, cells: Sequence[Any], positions: list[int], stamps: Sequence[str]
) -> bool:
    """A row with a blank or a word for its date or time, whose number is the sum of the rows above, all of
    them or since the last such row, or of the rows below up to the next.
    """
    if not positions or not any(_says_nothing(cells[grid.names.index(name)]) for name in stamps):
        return False
    value = to_float(cells[positions[0]], ".")
    if value is None or value == 0:
        return False
    column = grid.columns[positions[0]]
    numbers = np.array([number if (number := to_float(cell, ".")) is not None else 0.0 for cell in column.uniques])
    above, below = grid.lines < line, grid.lines > line
    last = int(grid.lines[bad & above].max(initial=-1))
    following = int(grid.lines[bad & below].min(initial=np.iinfo(np.int64).max))
    for rows in (above & ~bad, above & ~bad & (grid.lines > last), below & ~bad & (grid.lines < following)):
        if rows.sum() > 1 and abs(float(numbers[column.codes[rows]].sum()) - value) <= 1e-6 * max(1.0, abs(value)):
            return True
    return False


def _says_nothing(cell: Any) -> bool:
    """A blank, or words without a figure, where a date or a time is expected."""
    return is_missing(cell) or (isinstance(cell, str) and not any(letter.isdigit() for letter in cell))


def _complain(
    grid: Grid,
    findings: Findings,
    wrong: list[tuple[int, list[Any], bool]],
    stamps: Sequence[Survey],
    last_good: int,
) -> None:
    width = len(grid.columns)
    odd = [row for row in wrong if row[2]]
    line, cells, _ = wrong[-1]
    if odd and odd[-1][0] == line and line > last_good and len(cells) < width and len(odd) == 1:
        findings.error(
            "truncated",
            f"the last line is cut off: found {len(cells)} of {width} fields; the file is not whole",
            [line],
        )
        odd = []
    if odd:
        counts = sorted({len(cells) for _, cells, _ in odd})
        more = "; a comma inside a number needs quotation marks" if min(counts) > width else ""
        what = " or ".join(map(str, counts[:4])) + (" fields" if counts != [1] else " field")
        if counts == [1]:
            what += f", '{str(odd[0][1][0])[:60]}'"
        findings.error("fields", f"found {what}, expected {width} as in the header{more}", [line for line, _, _ in odd])
    by_column: dict[str, list[tuple[int, Any]]] = {}
    for line, cells, is_odd in wrong:
        if is_odd:
            continue
        for survey in stamps:
            position = grid.names.index(survey.column.name)
            value = cells[position]
            code = int(survey.column.codes[int(np.searchsorted(grid.lines, line))])
            part = survey.parts[code]
            if part is None or survey.blank[code] or len(stamps) == 1 or (part.seconds is None and part.shape is None):
                by_column.setdefault(survey.column.name, []).append((line, value))
                break
        else:
            by_column.setdefault(stamps[0].column.name, []).append(
                (line, cells[grid.names.index(stamps[0].column.name)])
            )
    for name, items in by_column.items():
        survey = next(item for item in stamps if item.column.name == name)
        alone = len(stamps) == 1
        example = next(
            (
                value
                for value, part in zip(survey.column.uniques, survey.parts)
                if part is not None and (part.seconds is not None) >= alone and (part.shape or part.seconds is not None)
            ),
            "2024-01-31 08:30",
        )
        shown = ", ".join(dict.fromkeys(f"'{value}'" if value != "" else "nothing" for _, value in items[:3]))
        what = f"a date or time like '{example}'"
        findings.error("not_a_stamp", f"found {shown}, expected {what}", [line for line, _ in items], column=name)


def _tell(findings: Findings, kinds: dict[str, list[Row]]) -> None:
    words = {
        "total": "Totals or averages were left out",
        "header": "Repeated header lines were left out",
        "page": "Page titles were left out",
        "footer": "Remarks below the table were left out",
    }
    for kind, rows in kinds.items():
        if rows:
            shown = "; ".join(" ".join(str(cell) for cell in cells if cell != "")[:60] for _, cells in rows[:3])
            findings.note(f"skipped_{kind}", f"{words[kind]}: {{lines}} ({shown}).", [line for line, _ in rows])
