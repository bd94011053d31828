"""A small history for tests of the command line: half hours of a morning, five days a week."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

FIRST = date(2025, 11, 3)


def rows(weeks: int = 9, seed: int = 1) -> list[tuple[str, int]]:
    """Stamps and volumes: from 09:00 to 12:00, Monday to Friday."""
    draw = random.Random(seed)
    found = []
    for offset in range(7 * weeks):
        day = FIRST + timedelta(days=offset)
        if day.weekday() > 4:
            continue
        for slot in range(6):
            stamp = datetime(day.year, day.month, day.day, 9) + timedelta(minutes=30 * slot)
            found.append((f"{stamp:%Y-%m-%d %H:%M}", round(draw.gauss(30 + 4 * slot, 3))))
    return found


def write(path: Path, lines: list[str], head: str = "interval_start,offered") -> Path:
    """A CSV of some lines."""
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def lines(weeks: int = 9) -> list[str]:
    """The rows as lines of a CSV."""
    return [f"{stamp},{offered}" for stamp, offered in rows(weeks)]


def history(folder: Path, weeks: int = 9) -> Path:
    """A history that is as it should be."""
    return write(folder / "calls.csv", lines(weeks))
