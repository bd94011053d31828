"""A sheet of an Excel workbook to a grid."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from typing import Any

import numpy as np

from erlang._columns import listed

from .grid import Column, Grid, Row, clean, clean_column, unique_names
from .header import Header, find
from .issues import Findings


def read_workbook(
    data: bytes, findings: Findings, wanted: Collection[str], sheet: str | int | None
) -> tuple[Grid, str]:
    """The grid of the sheet that holds the table, and the kind of its header."""
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, SyntaxError) as error:
        raise findings.refuse("binary", f"this is no whole Excel workbook (.xlsx): {error}") from None
    try:
        name, rows, header, others = _choose(book, findings, wanted, sheet)
        epoch_1904 = book.epoch == CALENDAR_MAC_1904
    finally:
        book.close()
    grid = _grid(rows, header)
    grid.epoch_1904 = epoch_1904
    grid.facts["sheet"] = name
    if others:
        findings.note("sheets", f"Sheet '{name}' was read; not read: {listed(others)}.")
    return grid, header.kind


def _rows(sheet: Any) -> list[Row]:
    reset = getattr(sheet, "reset_dimensions", None)
    if reset is not None:
        reset()
    return [
        (number, [clean(cell) for cell in cells]) for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
    ]


def _choose(
    book: Any, findings: Findings, wanted: Collection[str], asked: str | int | None
) -> tuple[str, list[Row], Header, list[str]]:
    names = [sheet.title for sheet in book.worksheets]
    if asked is not None:
        if isinstance(asked, int) and not isinstance(asked, bool):
            if not 0 <= asked < len(names):
                raise findings.refuse(
                    "sheet", f"there is no sheet {asked}; the sheets are {listed(names)}, counted from 0"
                )
            asked = names[asked]
        match = [name for name in names if name.casefold() == str(asked).casefold()]
        if not match:
            raise findings.refuse("sheet", f"there is no sheet '{asked}'; the sheets are {listed(names)}")
        names_read = match
    else:
        names_read = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] or names
    found: list[tuple[str, list[Row], Header]] = []
    empty = True
    for name in names_read:
        rows = _rows(book[name])
        if any(any(cell != "" for cell in cells) for _, cells in rows):
            empty = False
        header = find([row for row in rows[:400] if any(cell != "" for cell in row[1])], wanted)
        if header is not None:
            found.append((name, [row for row in rows if any(cell != "" for cell in row[1])], header))
    if empty:
        raise findings.refuse(
            "empty", "the workbook is empty" if asked is None else f"sheet '{names_read[0]}' is empty"
        )
    sure = [item for item in found if item[2].kind != "unclear"] or found
    if not sure:
        raise findings.refuse(
            "no_header",
            f"no row of the sheets {listed(names_read)} names the columns, such as 'interval_start' and 'offered'",
        )
    if len(sure) > 1:
        raise findings.refuse(
            "sheet", f"{len(sure)} sheets hold tables: {listed([item[0] for item in sure])}; give sheet= (--sheet)"
        )
    name, rows, header = sure[0]
    others = [other for other in names if other != name]
    return name, rows, header, others


def _grid(rows: list[Row], header: Header) -> Grid:
    line, cells = rows[header.index]
    below = rows[header.index + 1 :]
    width = max((_end(row[1]) for row in below), default=0)
    width = max(width, _end(cells))
    start = min((_begin(row[1]) for row in [rows[header.index], *below] if any(c != "" for c in row[1])), default=0)
    cells = [*cells, *[""] * (width - len(cells))][start:width]
    names = unique_names(cells)
    padded = [[*row, *[""] * (width - len(row))][start:width] for _, row in below]
    columns: list[list[Any]] = [list(column) for column in zip(*padded)] or [[] for _ in names]
    return Grid(
        [clean_column(Column.of(name, values)) for name, values in zip(names, columns)],
        np.array([number for number, _ in below], dtype=np.int64),
        line,
        cells,
        preamble=rows[: header.index],
    )


def _end(cells: list[Any]) -> int:
    return max((position + 1 for position, cell in enumerate(cells) if cell != ""), default=0)


def _begin(cells: list[Any]) -> int:
    return next((position for position, cell in enumerate(cells) if cell != ""), 0)
