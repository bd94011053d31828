"""One row of a table as a requirement, with where its inputs came from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from erlang._staffing.door import HIDDEN, INPUTS, WORDS
from erlang._staffing.inputs import Inputs, column_of
from erlang._staffing.requirement import Requirement
from erlang._staffing.table import _arguments, _rows, _table

_STAFF_OPTIONS = {
    "fractional": False,
    "rounding": None,
    "targets": None,
    "method": "stationary",
    "initial": "stationary",
    "interval": None,
    "columns": None,
}


_ACROSS = {
    "mol": "The load carried from the interval before counts",
    "sipp_max": "The largest rate within the interval counts",
    "sipp_mix": "The largest rate within the interval counts, unless it rises",
    "lagged_sipp": "The rate one handle time earlier counts",
}


def row_requirement(
    frame: Any, row: int, arguments: Mapping[str, Any]
) -> tuple[Requirement | None, list[str], list[str]]:
    """The requirement of a row as ``staff`` finds it, the lines before it and the lines after it."""
    from erlang._staffing.explain import _quietly
    from erlang._staffing.solve import required_agents

    function = "explain"
    known = {*INPUTS, *_STAFF_OPTIONS} - {"volume"} - HIDDEN
    for name in arguments:
        if name not in known:
            raise TypeError(f"explain: unexpected argument {name!r}")
    options = {**_STAFF_OPTIONS, **{name: arguments[name] for name in _STAFF_OPTIONS if name in arguments}}
    table = _table(frame, function)
    if not 0 <= row < len(table):
        raise ValueError(f"explain: row must be in 0 ... {len(table) - 1}, got {row}")
    given = {name: arguments.get(name) for name in INPUTS if name not in ("volume", "interval")}
    inputs = _arguments({**given, "targets": options["targets"]}, function)
    rows = _rows(
        table, inputs, options["columns"], options["method"], options["initial"], options["interval"], function
    )
    place = rows.kept.tolist().index(row) if row in rows.kept else -1
    head = [_title(table, rows.inputs.columns, row)]
    if place < 0:
        return None, [*head, "offered or aht is missing: nothing is required of this row"], []
    values: dict[str, Any] = {}
    for name, column in zip(INPUTS, rows.columns):
        if column is None or name in HIDDEN:
            continue
        value = (
            float(column[place if len(column) > 1 or len(rows.kept) == 1 else 0])
            if len(column) > 1
            else float(column[0])
        )
        if not math.isnan(value):
            values[name] = WORDS[name][int(value)] if name in WORDS else value
    if rows.inputs.law.kind != 1:
        values["patience"] = arguments["patience"]
    need = _quietly(required_agents, **values, fractional=options["fractional"], rounding=options["rounding"])
    if str(options["method"]) in _ACROSS:
        offered = float(rows.inputs.values["volume"][row])
        head.append(
            f"{_ACROSS[str(options['method'])]} ({options['method']}): {offered:.6g} contacts are offered, "
            f"and the load to staff for is that of {values['volume']:.6g}"
        )
    tail = [f"From columns: {', '.join(_from_columns(table, rows.inputs, row))}"]
    return need, head, [*tail, *_disagreement(table, row, need)]


def _from_columns(table: Any, inputs: Inputs, row: int) -> list[str]:
    """The inputs whose cell of this row is not null, by the names that users know."""
    return [
        "offered" if name == "volume" else name
        for name, origin in inputs.origins.items()
        if origin.startswith("from column") and table[column_of(name, inputs.columns)[0]].notna().iloc[row]
    ]


def _title(table: Any, columns: Mapping[str, str], row: int) -> str:
    where = [str(table[columns[name]].iloc[row]) for name in ("queue", "interval_start") if name in columns]
    return f"Row {row}" + (f": {', '.join(where)}" if where else "")


def _disagreement(table: Any, row: int, need: Requirement) -> list[str]:
    """A line where the table's own agents are others: it was staffed with other arguments."""
    if "agents" not in table.columns or "binding" not in table.columns:
        return []
    there = table["agents"].iloc[row]
    try:
        same = abs(float(there) - float(need.agents)) <= 1e-6 * max(1.0, abs(float(need.agents)))
    except (TypeError, ValueError):
        same = False
    if same:
        return []
    return [f"The table says agents = {there}: it was staffed with other arguments than given here"]
