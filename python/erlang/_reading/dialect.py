"""Delimited text to a grid: the delimiter, the header, physical lines with quoted line feeds too."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from .grid import Column, Grid, Row, clean, clean_column, unique_names
from .header import LOOK, Header, find
from .issues import Findings

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def read_text(text: str, findings: Findings, wanted: Collection[str], delimiter: str | None = None) -> tuple[Grid, str]:
    """The grid of a delimited text, and the kind of its header."""
    csv.field_size_limit(1 << 24)
    skip = 0
    first = text.split("\n", 1)[0].strip().casefold()
    if first.startswith("sep=") and len(first) == 5:
        delimiter, skip = text.split("\n", 1)[0].strip()[4], 1
        text = "\n" + text.split("\n", 1)[1] if "\n" in text else ""
    found = _delimiter(text, findings, wanted, delimiter)
    delimiter, head, header = found
    index = header.index
    line, cells = head[index]
    cells = _trim(cells)
    grid = _body(text, findings, delimiter, line, cells, head[:index], _next_line(head, index, text))
    grid.facts["delimiter"] = DELIMITERS.get(delimiter, repr(delimiter))
    grid.preamble = [row for row in grid.preamble if row[0] > skip]
    return grid, header.kind


def _records(text: str, delimiter: str, findings: Findings, start: int = 1) -> Iterator[Row]:
    """Rows with the physical line each begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = start
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + start
    except csv.Error as error:
        what = (
            "a quotation mark is not closed" if "unexpected end" in str(error) else f"the quoting is broken ({error})"
        )
        if "unexpected end" in str(error):
            what += "; the file is cut off or a quotation mark is missing"
        raise findings.refuse("quoting", what, [line]) from None


def _head(text: str, delimiter: str, findings: Findings) -> list[Row]:
    """The first rows, leniently: a broken quote far below is told later."""
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text[:400_000], newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        rows.append((line, [clean(cell) for cell in cells]))
        line = reader.line_num + 1
        if len(rows) >= 2 * LOOK:
            break
    return rows


def _delimiter(
    text: str, findings: Findings, wanted: Collection[str], given: str | None
) -> tuple[str, list[Row], Header]:
    best: tuple[float, str, list[Row], Header] | None = None
    for delimiter in [given] if given else DELIMITERS:
        head = _head(text, delimiter, findings)
        header = find(head, wanted)
        if header is None:
            continue
        width = len(_trim(head[header.index][1]))
        fitting = [
            len(_trim(cells)) <= width and len(cells) >= width for _, cells in head[header.index + 1 :] if any(cells)
        ]
        share = sum(fitting) / len(fitting) if fitting else 0.0
        score = header.score + 20 * share + width / 1000
        if best is None or score > best[0]:
            best = (score, delimiter, head, header)
    if best is None:
        raise _no_header(text, findings)
    return best[1:]


def _no_header(text: str, findings: Findings) -> Exception:
    line, first = next(((n, row) for n, row in enumerate(text.split("\n"), 1) if row.strip()), (1, ""))
    if not any(delimiter in text[:100_000] for delimiter in DELIMITERS):
        return findings.refuse(
            "no_table",
            f"found '{first.strip()[:60]}', expected columns parted by comma, semicolon, tab or pipe",
            [line],
        )
    return findings.refuse(
        "no_header",
        f"found '{first.strip()[:60]}', expected a header line that names the columns, such as 'interval_start' and "
        f"'offered'; no line says which column is which",
        [line],
    )


def _next_line(head: list[Row], index: int, text: str) -> int:
    return head[index + 1][0] if index + 1 < len(head) else text.count("\n") + 2


def _trim(cells: list[Any]) -> list[Any]:
    """Without blank cells at the end."""
    end = len(cells)
    while end and (cells[end - 1] == "" or (isinstance(cells[end - 1], str) and not cells[end - 1].strip())):
        end -= 1
    return cells[:end]


def _body(
    text: str, findings: Findings, delimiter: str, line: int, header: list[Any], preamble: list[Row], start: int
) -> Grid:
    complete = text.endswith("\n")
    lines = text.split("\n")
    if complete:
        lines.pop()
    below = lines[start - 1 :]
    if '"' in "".join(below) if len(below) < 1000 else '"' in text:
        rows = list(_records("\n".join(below), delimiter, findings, start))
        grid = _slow(rows, header)
    else:
        grid = _fast(below, delimiter, header, start)
    grid.header_line = line
    grid.preamble = [row for row in preamble if any(cell != "" for cell in row[1])]
    grid.complete = complete
    return grid


def _fast(lines: list[str], delimiter: str, header: list[Any], start: int) -> Grid:
    """No quotation mark anywhere: split all regular lines at once."""
    counts = np.fromiter(map(str.count, lines, itertools.repeat(delimiter)), dtype=np.int64, count=len(lines))
    sizes = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    width = _width(counts + 1, len(header))
    blank = np.zeros(len(lines), dtype=bool)
    for index in np.flatnonzero((counts != width - 1) | (sizes <= 3 * width)):
        blank[index] = not lines[index].strip(" \t" + delimiter)
    regular = (counts == width - 1) & ~blank
    odd = [
        (index + start, [clean(cell) for cell in lines[index].split(delimiter)])
        for index in np.flatnonzero(~regular & ~blank)
    ]
    if not regular.any():
        return _grid(header, [[] for _ in range(width)], np.empty(0, dtype=np.int64), odd)
    chosen = lines if regular.all() else [lines[index] for index in np.flatnonzero(regular)]
    flat = delimiter.join(chosen).split(delimiter)
    return _grid(header, [flat[position::width] for position in range(width)], np.flatnonzero(regular) + start, odd)


def _width(counts: Any, header: int) -> int:
    """The commonest number of cells of the rows, not fewer than the header has; ties to the header's."""
    wide = counts[counts >= header]
    if wide.size == 0:
        return header
    sizes, seen = np.unique(wide, return_counts=True)
    return int(sizes[np.argmax(seen)])


def _slow(rows: list[Row], header: list[Any]) -> Grid:
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    width = _width(np.array([len(cells) for _, cells in rows], dtype=np.int64), len(header))
    regular = [row for row in rows if len(row[1]) == width]
    odd = [(line, [clean(cell) for cell in cells]) for line, cells in rows if len(cells) != width]
    columns: list[list[Any]] = [list(column) for column in zip(*(cells for _, cells in regular))] or [[]] * width
    return _grid(header, columns, np.array([line for line, _ in regular], dtype=np.int64), odd)


def _grid(header: list[Any], columns: list[list[Any]], lines: Any, odd: list[Row]) -> Grid:
    cells = [clean(cell) for cell in header] + [""] * (len(columns) - len(header))
    names = unique_names(cells)
    columns, lines, odd = _fit(columns, np.asarray(lines, dtype=np.int64), odd, len(header))
    return Grid(
        [clean_column(Column.of(name, values)) for name, values in zip(names, columns)],
        np.asarray(lines, dtype=np.int64),
        0,
        cells,
        odd=odd,
    )


def _fit(columns: list[list[Any]], lines: Any, odd: list[Row], least: int) -> tuple[list[list[Any]], Any, list[Row]]:
    """Take in rows that differ from the others by blank cells at the end only."""
    width = len(columns)
    fitting = [row for row in odd if len(row[1]) >= least and not any(cell != "" for cell in row[1][width:])]
    if not fitting:
        return columns, lines, odd
    for position, column in enumerate(columns):
        column.extend(cells[position] if position < len(cells) else "" for _, cells in fitting)
    lines = np.concatenate([lines, [line for line, _ in fitting]]).astype(np.int64)
    order = np.argsort(lines, kind="stable")
    taken = {line for line, _ in fitting}
    return (
        [[column[index] for index in order] for column in columns],
        lines[order],
        [r for r in odd if r[0] not in taken],
    )
