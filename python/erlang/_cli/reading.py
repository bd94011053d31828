"""The table that a command reads: what stands in its way is told with file, physical line and column."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from erlang._cli.given import flag
from erlang._columns import recognise
from erlang._planning.steps import HANDLE_TIMES, RowError, handle_times
from erlang._planning.tables import read_table
from erlang._settings import Settings
from erlang._settings.schema import KEYS

if TYPE_CHECKING:
    import pandas as pd

_OTHER_SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def need_file(path: Path) -> None:
    """``ValueError`` for an input that is not there: that matters more than what is in the way of the output."""
    if not path.exists():
        raise ValueError(f"{path}: no such file")


def table_to_staff(path: Path, settings: Settings) -> pd.DataFrame:
    """A table of volumes by interval; its handle times are a column, or in the settings."""
    heads = _heads(path)
    if len(heads) == 1:
        for sign, name in _OTHER_SIGNS.items():
            if sign in heads[0]:
                raise ValueError(f"{path}, line 1: the columns are parted by {name}, expected commas")
    found = recognise(heads, None, function=str(path))
    for name in ("interval_start", "offered") if heads else ():
        if name not in found and name not in heads:
            raise ValueError(f"{path}: no column {name!r}; its columns are {', '.join(heads)}")
    own = ("aht",) if "aht" in found else ()
    table = read_table(path, ("queue", "interval_start", "offered", *own), settings.value("timezone"))
    if handle_times(table) is None:
        queues = [str(queue) for queue in table["queue"].unique()]
        without = [queue for queue in queues if settings.value("aht", queue) is None]
        if without:
            who = "" if len(without) == len(queues) else f" for {', '.join(without)}"
            raise ValueError(f"{path}: no column of handle times{who}; give --aht (aht in [staffing])")
    return table


@contextlib.contextmanager
def places_in(path: Path) -> Iterator[None]:
    """Errors about a row of the table name file, physical line and column, those about an option the option."""
    try:
        yield
    except RowError as error:
        name, _, rest = error.said.removeprefix("column ").partition(" ")
        name = name.strip("'")
        column = _column_of(path, name)
        if column is None and name in KEYS and _heads(path):
            raise ValueError(f"{flag(name)} {rest}") from None
        where = "" if column is None else f", column {column}"
        raise ValueError(f"{path}, line {line_of(path, error.row)}{where}: {name} {rest}") from None


def line_of(path: Path, row: int) -> int:
    """The physical line, from 1, on which a row of a table begins: blank lines and breaks within cells counted."""
    with contextlib.suppress(OSError, ValueError, csv.Error), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        before, seen = 0, -1  # the header is no row
        for cells in reader:
            if len(cells) > 1 or any(cell.strip() for cell in cells):
                if seen == row:
                    return before + 1
                seen += 1
            before = reader.line_num
    return row + 2


def _heads(path: Path) -> list[str]:
    """The names of the columns as the file has them; none where it is no text."""
    with contextlib.suppress(OSError, ValueError, csv.Error), path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])
    return []


def _column_of(path: Path, name: str) -> str | None:
    """The column that an input is read from, under its name in the file; None where no column has it."""
    heads = _heads(path)
    found = recognise(heads, None, function=str(path))
    words = (name, f"target_{name}", *(HANDLE_TIMES if name == "aht" else ()))
    for word in words:
        if word in heads or word in found:
            return word if word in heads else found[word]
    return None
