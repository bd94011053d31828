"""Queues of a table: their column, their name above the table, totals of the others."""

from __future__ import annotations

from typing import Any

import numpy as np

from erlang._columns import closest, compact, listed, meaning

from .grid import Bools, Grid, Ints
from .issues import Findings
from .records import Records
from .words import is_total_name


def read_queues(grid: Grid, roles: dict[str, str], findings: Findings, queue: str | None) -> tuple[Ints, list[str]]:
    """A code per row and the names of the queues; a name that stands only on the first row holds for those below."""
    if "queue" not in roles:
        name = queue or queue_above(grid, findings) or "all"
        return np.zeros(len(grid.lines), dtype=np.int64), [name]
    column = grid.column(roles["queue"])
    codes = column.codes
    blank = np.array([value == "" or value is None or value != value for value in column.uniques], dtype=bool)
    if blank.any():
        rows = np.flatnonzero(blank[codes])
        if blank[codes[0]] or len(rows) < len(codes) / 2:
            raise findings.refuse(
                "no_queue", "found nothing, expected the name of a queue", grid.lines[rows], column=column.name
            )
        source = np.maximum.accumulate(np.where(blank[codes], 0, np.arange(len(codes))))
        starts = codes[np.flatnonzero(~blank[codes])]
        if len(np.unique(starts)) != len(starts):
            raise findings.refuse(
                "no_queue", "found nothing, expected the name of a queue", grid.lines[rows], column=column.name
            )
        codes = codes[source]
        findings.note(
            "queues_filled",
            f"Column '{column.name}' names the queue on its first row only; the rows below took it over ({len(rows):,} "
            "rows).",
        )
    names = [_name(value) for value in column.uniques]
    distinct = list(dict.fromkeys(names))
    _tell_spellings(distinct, findings)
    back = np.array([distinct.index(name) for name in names], dtype=np.int64)
    return back[codes], distinct


def _tell_spellings(names: list[str], findings: Findings) -> None:
    """Warn of ``Sales`` beside ``SALES``."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(" ".join(name.casefold().split()), name)
        if other != name:
            findings.warning(
                "queue_names", f"Queues '{other}' and '{name}' differ in spelling only; they were read as two queues."
            )


def _name(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def queue_above(grid: Grid, findings: Findings) -> str | None:
    """``Queue: Sales`` above the table names the queue of a table without a queue column."""
    for line, cells in grid.preamble:
        filled = [str(cell) for cell in cells if cell != ""]
        label, _, rest = filled[0].partition(":")
        found = meaning(label)
        value = rest.strip() or (filled[1].strip() if len(filled) > 1 else "")
        if found and found[0] == "queue" and value and not is_total_name(value) and compact(label) != compact(value):
            findings.note("queue_named", f"The queue is named '{value}' after {findings.unit} {line}.", [line])
            return value
    return None


def take_queue(records: Records, findings: Findings, queue: str | None, named: bool) -> None:
    """Leave out queues that are totals of the others; keep the one asked for."""
    if not named:
        return
    records.drop_unused_queues()
    if queue is not None:
        if queue not in records.queues:
            near = closest(queue, records.queues)
            like = f"; did you mean '{near}'?" if near else "."
            raise findings.refuse(
                "no_queue", f"there is no queue '{queue}'{like} The queues are {listed(records.queues)}"
            )
        records.keep(records.queue == records.queues.index(queue))
        records.drop_unused_queues()
        return
    totals = [name for name in records.queues if is_total_name(name)]
    if not totals or len(totals) == len(records.queues):
        return
    for name in totals:
        code = records.queues.index(name)
        mine = records.queue == code
        others = ~mine & ~np.isin(records.queue, [records.queues.index(other) for other in totals])
        if not _sums(records, mine, others):
            raise findings.refuse(
                "total_queue",
                f"queue '{name}' is named like a total, but is not the sum of the other queues; name the queue to read "
                "with "
                f"queue= (--queue), or leave it out of the file",
                records.lines[mine][:1],
            )
        findings.note(
            "skipped_total",
            f"Queue '{name}' is the sum of the others and was left out ({int(mine.sum()):,} rows).",
            records.lines[mine],
        )
    records.keep(~np.isin(records.queue, [records.queues.index(name) for name in totals]))
    records.drop_unused_queues()


def _sums(records: Records, mine: Bools, others: Bools) -> bool:
    stamps, back = np.unique(records.local, return_inverse=True)
    size = len(stamps)
    total = np.bincount(back[mine], np.nan_to_num(records.offered[mine]), size)
    rest = np.bincount(back[others], np.nan_to_num(records.offered[others]), size)
    there = np.bincount(back[mine], minlength=size) > 0
    return bool((np.abs(total - rest)[there] <= 1e-6 * np.maximum(1, rest[there])).mean() > 0.95)
