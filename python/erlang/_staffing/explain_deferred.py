"""The steps of one row of deferred work: what came, what was done, what is left, and the agents."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from erlang._staffing.explanation import Step
from erlang._staffing.inputs import read_inputs

_COURSE = ("backlog_before", "done", "late", "expired", "backlog")
_SHOWN = {
    "overdue": ("items", "open at the end and late"),
    "oldest": ("s", "age of the oldest open item at the end"),
    "response": ("s", "from arrival until done, on average"),
    "occupancy": ("", "share of the agents' time on items"),
    "backlog_hours": ("hours", "of work open at the end"),
}


def is_deferred(table: Any) -> bool:
    """Whether a table comes from ``staff_deferred`` or ``evaluate_deferred``."""
    return set(_COURSE) <= set(table.columns)


def deferred_steps(table: Any, row: int, columns: Mapping[str, str] | None) -> Iterator[Step]:
    """The steps of a row. Agents and arrears follow from all rows together and have no formula of their own."""
    inputs = read_inputs(table, {}, columns, function="explain")
    named = inputs.canonical(table)
    where = [str(named[name].iloc[row]) for name in ("queue", "interval_start") if name in named.columns]
    yield Step(section="", name=f"Row {row}", note=", ".join(where))

    def cell(name: str) -> float:
        return float(table[name].iloc[row]) if name in table.columns else math.nan

    offered = float(named["offered"].iloc[row])
    aht = inputs.values["aht"]
    handle = math.nan if aht is None else float(aht[row if len(aht) > 1 else 0])
    yield Step(section="Inputs", name="offered", value=offered, unit="items", source="from column")
    if not math.isnan(handle):
        yield Step(section="Inputs", name="aht", value=handle, unit="s", source="from column")
        yield Step(section="Load", name="workload", value=offered * handle, unit="s", formula="offered * aht",
                   inputs={"offered": offered, "aht": handle}, note="of what arrives in the interval")  # fmt: skip
    notes = {"backlog_before": "open at the start, oldest first", "done": "in the interval", "late": "of those done",
             "expired": "given up"}  # fmt: skip
    course = {name: cell(name) for name in _COURSE}
    for name, note in notes.items():
        yield Step(section="Course", name=name, value=course[name], unit="items", note=note)
    known = {"backlog_before": course["backlog_before"], "offered": offered}
    known |= {"done": course["done"], "expired": course["expired"]}
    yield Step(section="Course", name="backlog", value=course["backlog"], unit="items", inputs=known,
               formula="backlog_before + offered - done - expired", note="open at the end")  # fmt: skip
    for name, (unit, note) in _SHOWN.items():
        if not math.isnan(cell(name)):
            yield Step(section="Measures", name=name, value=cell(name), unit=unit, note=note)
    if "agents" in table.columns:
        note = "on items, by the response target of all rows together" if "scheduled" in table.columns else "given"
        yield Step(section="Roster", name="agents", value=cell("agents"), unit="agents", note=note)
    for name, note in (("scheduled", "agents / (1 - shrinkage), not rounded"), ("positions", "scheduled, rounded")):
        if name in table.columns:
            yield Step(section="Roster", name=name, value=cell(name), unit="people", note=note)


__all__ = ["deferred_steps", "is_deferred"]
