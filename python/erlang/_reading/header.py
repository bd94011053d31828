"""Which row is the header: the one whose cells name a time and a number of contacts, or are times or dates."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from erlang._columns import compact, meaning

from .clock import Parts, parse
from .grid import Row

STAMPS = frozenset({"interval_start", "date", "time", "interval_end"})
MEASURES = frozenset({"offered", "handled", "abandoned"})
LOOK = 80  # rows


@dataclass(frozen=True)
class Header:
    """Where the header stands among the first rows, and what kind of table it heads."""

    index: int
    kind: str  # "long", "times" (a column per interval), "dates" (a column per day), "unclear"
    score: float


def find(rows: Sequence[Row], wanted: Collection[str] = ()) -> Header | None:
    """The best header among the first rows; None where no row looks like one. ``wanted`` are mapped names."""
    best: Header | None = None
    asked = {compact(name) for name in wanted}
    for index, (_, cells) in enumerate(rows[:LOOK]):
        kind, score = judge(cells, asked)
        if kind and (best is None or score > best.score):
            best = Header(index, kind, score)
    return best


def judge(cells: Sequence[Any], asked: Collection[str] = ()) -> tuple[str, float]:
    """The kind of table a row could head, and how well it does."""
    filled = [cell for cell in cells if cell != ""]
    if len(filled) < 2:
        return "", 0.0
    texts = [cell for cell in filled if isinstance(cell, str)]
    meanings = {found[0] for cell in texts if (found := meaning(cell))}
    named = sum(1 for cell in texts if compact(cell) in asked)
    if asked and named:
        meanings |= {"interval_start", "offered"} if named >= 2 else set()
    stamp, measure = bool(meanings & STAMPS), bool(meanings & MEASURES) or bool(named)
    if stamp and measure:
        return "long", 100 + len(meanings) + 3 * named
    times = time_cells(cells)
    if len(times) >= 3:
        return "times", 60 + min(len(times), 30)
    dates = date_cells(cells)
    if len(dates) >= 3:
        return "dates", 60 + min(len(dates), 30)
    # Names only, none of them a number or a date: a header with columns nobody knows.
    if len(texts) == len(filled) and (len(meanings) or named):
        return "unclear", 10 + len(meanings) + 3 * named
    return "", 0.0


def time_cells(cells: Sequence[Any]) -> dict[int, Parts]:
    """Positions of cells that are times of day stepping evenly through a day; empty where they do not."""
    found: dict[int, Parts] = {}
    for position, cell in enumerate(cells):
        parts = _hours(cell)
        if parts is not None and parts.shape is None and parts.seconds is not None:
            found[position] = parts
    found = found or _hour_cells(cells)
    seconds = [parts.seconds or 0 for parts in found.values()]
    steps = {(later - earlier) % 86400 for earlier, later in itertools.pairwise(seconds)}
    if (
        not steps
        or 0 in steps
        or min(steps) < 60
        or any(step % min(steps) for step in steps)
        or sum((later - earlier) % 86400 for earlier, later in itertools.pairwise(seconds)) >= 86400
    ):
        return {}
    return found


def _hour_cells(cells: Sequence[Any]) -> dict[int, Parts]:
    """Positions of 8, 9, 10 … beside a date: whole hours of a day, at least six, in a row."""
    first = next((cell for cell in cells if cell != ""), "")
    if not isinstance(first, str) or (meaning(first) or ("",))[0] not in ("date", "weekday"):
        return {}
    found = {
        position: int(cell)
        for position, cell in enumerate(cells)
        if (isinstance(cell, int) or (isinstance(cell, str) and cell.isdecimal() and len(cell) <= 2))
        and not isinstance(cell, bool)
    }
    hours = list(found.values())
    if len(hours) < 6 or hours != list(range(hours[0], hours[0] + len(hours))) or hours[0] < 0 or hours[-1] > 23:
        return {}
    return {position: Parts(seconds=hour * 3600) for position, hour in found.items()}


def _hours(cell: Any) -> Parts | None:
    if isinstance(cell, dt.datetime) and cell.year > 1900:
        return None
    if isinstance(cell, str) and len(cell) == 4 and cell.isdigit() and int(cell[:2]) < 24 and int(cell[2:]) < 60:
        return Parts(seconds=int(cell[:2]) * 3600 + int(cell[2:]) * 60)
    return parse(cell) if isinstance(cell, (str, dt.time, dt.datetime, dt.timedelta)) else None


def date_cells(cells: Sequence[Any]) -> dict[int, Parts]:
    """Positions of cells that are dates without a time of day."""
    found: dict[int, Parts] = {}
    for position, cell in enumerate(cells):
        if isinstance(cell, (str, dt.date)):
            parts = parse(cell)
            if parts is not None and parts.shape is not None and not parts.seconds:
                found[position] = parts
    return found
