"""The tables as CSV: UTF-8, ISO stamps with their UTC offset where a zone is known, numbers that read back exactly."""

from __future__ import annotations

import csv
import math
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erlang._report.view import pandas_frame
from erlang._report.words import missing

if TYPE_CHECKING:
    import pandas as pd

FILES = (
    "forecast.csv",
    "requirement.csv",
    "shifts.csv",
    "coverage.csv",
    "simulation.csv",
    "assumptions.csv",
    "issues.csv",
)


def cell(value: Any) -> str:
    """One value: empty where it is missing, the shortest text that reads back as the same number.

    Examples
    --------
    >>> cell(0.1), cell(12.0), cell(None), cell(("gap", "dst"))
    ('0.1', '12.0', '', 'gap;dst')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return ";".join(cell(part) for part in value)
    if missing(value):
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value) if isinstance(value, float) else str(value)


def csv_text(table: Any) -> str:
    """The table with a header row and ``\\n`` at line ends; the same table gives the same text."""
    import io

    frame: pd.DataFrame = pandas_frame(table)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([str(name) for name in frame.columns])
    columns = [[cell(value) for value in frame[name]] for name in frame.columns]
    writer.writerows(zip(*columns))
    return stream.getvalue()


def write_table(table: Any, path: str | Path) -> Path:
    """Writes one table, any kind of frame, as CSV."""
    target = Path(path)
    target.write_text(csv_text(table), encoding="utf-8", newline="")
    return target


def write_csv(plan: Any, folder: str | Path) -> tuple[Path, ...]:
    """One file per table of the plan, named as ``erlang plan`` names them."""
    tables = (
        plan.forecast.table,
        plan.requirement,
        plan.schedule.table,
        plan.schedule.coverage,
        plan.simulation.table,
        plan.assumptions,
        plan.issues,
    )
    return tuple(write_table(table, Path(folder) / name) for name, table in zip(FILES, tables))
