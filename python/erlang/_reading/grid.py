"""A table before it is understood: columns of cells with the lines they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Row = tuple[int, list[Any]]  # line and cells


@dataclass
class Column:
    """One column as distinct values and a code per row, so that each distinct text is parsed once."""

    name: str
    codes: Ints
    uniques: list[Any]

    @classmethod
    def of(cls, name: str, values: Sequence[Any] | npt.NDArray[Any]) -> Column:
        """Factorise cells; blanks (None, NaN, NaT) become the empty text."""
        array = np.empty(len(values), dtype=object)
        array[:] = values
        codes, uniques = pd.factorize(array, use_na_sentinel=True)
        distinct: list[Any] = list(uniques)
        codes = codes.astype(np.int64)
        if (codes < 0).any():
            codes[codes < 0] = len(distinct)
            distinct.append("")
        return cls(name, codes, distinct)

    def take(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Values per distinct cell, spread to the rows."""
        return values[self.codes] if len(values) else values

    def keep(self, mask: Bools) -> Column:
        """The rows where ``mask`` holds; values no longer used are dropped."""
        codes = self.codes[mask]
        used, back = np.unique(codes, return_inverse=True)
        return Column(self.name, back.astype(np.int64), [self.uniques[code] for code in used])

    def cell(self, row: int) -> Any:
        """The cell of one row."""
        return self.uniques[self.codes[row]]

    def rows_where(self, bad: Bools, most: int | None = None) -> Ints:
        """Rows whose distinct value is marked."""
        rows = np.flatnonzero(self.take(bad))
        return rows if most is None else rows[:most]


@dataclass
class Grid:
    """Columns under a header, with what stood above and what did not fit."""

    columns: list[Column]
    lines: Ints
    header_line: int
    header: list[Any]
    preamble: list[Row] = field(default_factory=list)
    odd: list[Row] = field(default_factory=list)  # rows with another number of cells than the header
    facts: dict[str, str] = field(default_factory=dict)
    complete: bool = True  # a text file ends with a line feed
    epoch_1904: bool = False

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def keep(self, mask: Bools) -> None:
        """Drop the rows where ``mask`` does not hold."""
        if not mask.all():
            self.columns = [column.keep(mask) for column in self.columns]
            self.lines = self.lines[mask]

    def row(self, index: int) -> list[Any]:
        """The cells of one row."""
        return [column.cell(index) for column in self.columns]


def clean(cell: Any) -> Any:
    """A cell without outer blanks, without Excel's ``="..."``, blank as the empty text."""
    if isinstance(cell, str):
        text = cell.replace("\xa0", " ").replace("\u202f", " ").replace("\u2009", " ").strip()
        return text[2:-1].strip() if len(text) > 2 and text.startswith('="') and text.endswith('"') else text
    return "" if cell is None else cell


def unique_names(header: Sequence[Any]) -> list[str]:
    """Names of a header as text; a name that comes again gets its position: ``Calls (column 5)``."""
    names: list[str] = []
    for position, cell in enumerate(header, 1):
        name = " ".join(str(cell).split()) if str(cell).strip() else ""
        if not name:
            name = f"(column {position})"
        elif name in names:
            name = f"{name} (column {position})"
        names.append(name)
    return names


def clean_column(column: Column) -> Column:
    """Distinct cells cleaned; texts that differ only by blanks fall together."""
    cleaned = [clean(value) for value in column.uniques]
    if len(set(map(_key, cleaned))) == len(cleaned):
        return Column(column.name, column.codes, cleaned)
    seen: dict[Any, int] = {}
    back = np.array([seen.setdefault(_key(value), len(seen)) for value in cleaned], dtype=np.int64)
    first: dict[int, Any] = {}
    for value, code in zip(cleaned, back.tolist()):
        first.setdefault(code, value)
    return Column(column.name, back[column.codes], [first[code] for code in range(len(seen))])


def _key(value: Any) -> Any:
    return (type(value).__name__, value)
