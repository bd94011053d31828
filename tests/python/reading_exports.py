"""A history and the ways exports write it; used by the tests of reading."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import openpyxl
import pandas as pd


def truth(
    *,
    start: str = "2024-01-22",
    days: int = 14,
    queues: tuple[str, ...] = ("all",),
    aht: bool = False,
    big: bool = False,
) -> pd.DataFrame:
    """Half hours from 08:00 to 12:00, every day, with numbers from a fixed seed."""
    rng = np.random.default_rng(7)
    rows = []
    for queue in queues:
        for day in range(days):
            for slot in range(8):
                stamp = datetime.fromisoformat(start) + timedelta(days=day, hours=8, minutes=30 * slot)
                volume = int(rng.integers(700, 1500) if big else rng.integers(0, 40))
                handled = volume - int(volume * 0.1)
                rows.append((queue, stamp, float(volume), float(handled), float(rng.integers(120, 400))))
    table = pd.DataFrame(rows, columns=["queue", "interval_start", "offered", "handled", "aht"])
    table["interval_start"] = table["interval_start"].astype("datetime64[s]")
    if not aht:
        return table[["queue", "interval_start", "offered"]]
    table["aht"] = table["aht"].where(table["handled"] > 0)
    return table


def rows_of(table: pd.DataFrame) -> list[tuple[datetime, float]]:
    """Stamp and volume of each row, as Python's own."""
    return [(stamp.to_pydatetime(), volume) for stamp, volume in zip(table["interval_start"], table["offered"])]


def text(
    table: pd.DataFrame,
    header: str,
    row: Callable[[datetime, float], str],
    *,
    before: str = "",
    after: str = "",
    end: str = "\n",
) -> str:
    """A file with a line per row."""
    lines = [header, *(row(stamp, volume) for stamp, volume in rows_of(table))]
    return before + end.join(lines) + end + after


def wide(
    table: pd.DataFrame, date: str, time: str, *, delimiter: str = ",", corner: str = "Date", total: bool = False
) -> str:
    """A row per day, a column per interval."""
    grid = table.assign(d=table["interval_start"].dt.date, t=table["interval_start"].dt.time)
    square = grid.pivot(index="d", columns="t", values="offered")
    head = [corner, *(t.strftime(time) for t in square.columns), *(["Total"] if total else [])]
    lines = [delimiter.join(head)]
    for day, values in square.iterrows():
        cells = [day.strftime(date), *(f"{value:.0f}" for value in values), *([f"{values.sum():.0f}"] if total else [])]
        lines.append(delimiter.join(cells))
    if total:
        sums = square.sum()
        lines.append(delimiter.join(["Total", *(f"{value:.0f}" for value in sums), f"{sums.sum():.0f}"]))
    return "\n".join(lines) + "\n"


def tall_days(table: pd.DataFrame, date: str, time: str, *, corner: str = "Time", delimiter: str = ",") -> str:
    """A row per interval, a column per day."""
    grid = table.assign(d=table["interval_start"].dt.date, t=table["interval_start"].dt.time)
    square = grid.pivot(index="t", columns="d", values="offered")
    lines = [delimiter.join([corner, *(d.strftime(date) for d in square.columns)])]
    lines += [
        delimiter.join([t.strftime(time), *(f"{value:.0f}" for value in values)]) for t, values in square.iterrows()
    ]
    return "\n".join(lines) + "\n"


def workbook(sheets: dict[str, list[list[object]]], merge: str = "") -> bytes:
    """The bytes of an XLSX file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
