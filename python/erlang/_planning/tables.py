"""Tables between the steps as CSV: written so that the next step reads back what was meant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

STAMPS = ("interval_start", "interval", "start", "end")
TEXTS = (
    "queue",
    "shift",
    "breaks",
    "break_offsets",
    "status",
    "binding",
    "model",
    "warnings",
    "plan_for",
    "target_definition",
)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV: stamps with their UTC offset where a zone is known, numbers that read back exactly."""
    from erlang._report.csv import write_table as write

    write(table, path)


def read_table(path: Path, columns: Sequence[str], timezone: str | None = None) -> pd.DataFrame:
    """Read a table that a step wrote, or one of another make under the usual names; without a queue it is ``all``.

    ``ValueError`` naming file, line and column for what is not as expected.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise ValueError(f"{path}: is a folder, expected a table") from None
    except pd.errors.EmptyDataError:
        raise ValueError(f"{path}: is empty") from None
    except (UnicodeDecodeError, pd.errors.ParserError) as error:
        raise ValueError(f"{path}: cannot be read as CSV: {str(error).strip()}") from None
    table = _with_own_names(table, columns)
    missing = [name for name in columns if name not in table]
    if missing:
        raise ValueError(
            f"{path}: no column {missing[0]!r}; its columns are {', '.join(str(name) for name in table.columns)}"
        )
    if table.empty:
        raise ValueError(f"{path}: holds no rows")
    for name in table.columns:
        if name in STAMPS:
            table[name] = _stamps(table[name], path, str(name), timezone)
        elif name not in TEXTS:
            table[name] = _numbers(table[name], path, str(name), needed=name in columns)
    return table


def _with_own_names(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The table with the library's names where one that is needed is missing under its own."""
    if all(name in table for name in columns):
        return table
    from erlang._columns import recognise

    found = recognise([str(name) for name in table.columns], None, function="read_table")
    known = {actual: name for name, actual in found.items() if name in _RECOGNISED and name not in table}
    table = table.rename(columns=known)
    if "queue" in columns and "queue" not in table:
        table.insert(0, "queue", "all")
    return table


_RECOGNISED = ("queue", "interval_start", "offered", "aht")


def _numbers(column: pd.Series, path: Path, name: str, *, needed: bool) -> pd.Series:
    """The numbers of a column, to the last digit as they were written; a column of texts stays as it is."""
    import pandas as pd

    strange = pd.to_numeric(column, errors="coerce").isna() & column.notna()
    if strange.any() and not needed:
        return column
    if strange.any():
        row = int(strange.to_numpy().argmax())
        raise ValueError(f"{path}, line {row + 2}, column {name}: expected a number, found {column.iloc[row]!r}")
    if column.isna().any():
        return pd.Series([float(text) if isinstance(text, str) else math.nan for text in column], index=column.index)
    whole = all(text.lstrip("-").isdigit() for text in column)
    numbers = [(int if whole else float)(text) for text in column]
    return pd.Series(numbers, index=column.index)


def _stamps(column: pd.Series, path: Path, name: str, timezone: str | None) -> pd.Series:
    """Stamps of one kind: in the zone given, else in their one offset, else on the wall clock."""
    import pandas as pd

    texts = column.astype(str)
    offsets = texts.str.extract(r"([+-]\d{2}:?\d{2}|Z)$")[0]
    parsed = pd.to_datetime(texts, errors="coerce", utc=bool(offsets.notna().any()), format="ISO8601")
    if parsed.isna().any():
        row = int(parsed.isna().to_numpy().argmax())
        raise ValueError(
            f"{path}, line {row + 2}, column {name}: expected a date and time as 2026-03-02 08:00, "
            f"found {column.iloc[row]!r}"
        )
    if offsets.isna().all():
        return parsed if timezone is None else parsed.dt.tz_localize(timezone)
    if offsets.isna().any():
        row = int(offsets.isna().to_numpy().argmax())
        raise ValueError(f"{path}, line {row + 2}, column {name}: no UTC offset, where other rows have one")
    if timezone is not None:
        return parsed.dt.tz_convert(timezone)
    if offsets.nunique() > 1:
        raise ValueError(f"{path}: column {name} changes its UTC offset; give --timezone")
    return pd.to_datetime(texts, format="ISO8601")
