"""The steps of one row of a table, with where its inputs came from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from erlang._staffing.door import HIDDEN, INPUTS, WORDS
from erlang._staffing.explain_across import across_steps
from erlang._staffing.explanation import Step
from erlang._staffing.inputs import Inputs, column_of
from erlang._staffing.requirement import Requirement
from erlang._staffing.rows import arguments_of, rows_of, table_of
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.uncertain import what_of
from erlang._staffing.uncertain_rows import HIGH, LOW, P90, row_spread
from erlang._staffing.words import Method

_UNCERTAIN = ("cv", "rate", "plan_for", "average")
_STAFF_OPTIONS = {
    "fractional": False,
    "rounding": None,
    "targets": None,
    "method": "stationary",
    "initial": "stationary",
    "interval": None,
    "columns": None,
}


@dataclass(frozen=True)
class Row:
    """One row of a table: the requirement that ``staff`` finds, None where an input is missing, and what led to it."""

    need: Requirement | None
    title: Step
    table: Any
    sources: dict[str, str]  # input or target -> "given", "from column", "inferred"
    columns: list[str]  # the inputs that come from columns
    before: tuple[Step, ...]  # from what is offered to the volume, where the method looks across rows
    spread: tuple[Step, ...] = ()  # from the quantiles of a forecast to the cv of an uncertain volume


def row_steps(frame: Any, row: int, arguments: Mapping[str, Any]) -> Iterator[Step]:
    """The steps of the requirement of a row as ``staff`` finds it."""
    from erlang._staffing.explain import requirement_steps

    found = read_row(frame, row, arguments)
    yield found.title
    if found.need is None:
        yield Step(section="", name="offered or aht is missing", note="nothing is required of this row")
        return
    yield from requirement_steps(found.need, found.sources, found.before, found.spread)
    yield Step(section="", name="From columns", note=", ".join(found.columns))
    yield from _disagreement(found.table, row, found.need)


def read_row(frame: Any, row: int, arguments: Mapping[str, Any]) -> Row:
    """The requirement of a row, with where its inputs come from."""
    from erlang._staffing.explain import quietly
    from erlang._staffing.solve import required_agents

    function = "explain"
    if arguments.get("samples") is not None:
        raise ValueError("explain: a row that was staffed from samples has no formula; explain it with cv")
    known = {*INPUTS, *_STAFF_OPTIONS, *_UNCERTAIN, "samples", "overwrite"} - {"volume"} - HIDDEN
    for name in arguments:
        if name not in known:
            raise TypeError(f"explain: unexpected argument {name!r}")
    options = {**_STAFF_OPTIONS, **{name: arguments[name] for name in _STAFF_OPTIONS if name in arguments}}
    table = table_of(frame, function)
    if not 0 <= row < len(table):
        raise ValueError(f"explain: row must be in 0 ... {len(table) - 1}, got {row}")
    given = {name: arguments.get(name) for name in INPUTS if name not in ("volume", "interval")}
    inputs = arguments_of({**given, "targets": options["targets"]}, function)
    rows = rows_of(
        table, inputs, options["columns"], options["method"], options["initial"], options["interval"], function
    )
    place = rows.kept.tolist().index(row) if row in rows.kept else -1
    title = _title(table, rows.inputs.columns, row)
    if place < 0:
        return Row(None, title, table, {}, [], ())
    values: dict[str, Any] = {}
    for name, column in zip(INPUTS, rows.columns):
        if column is None or name in HIDDEN:
            continue
        value = float(column[0] if len(column) == 1 else column[place])
        if not math.isnan(value):
            values[name] = WORDS[name][int(value)] if name in WORDS else value
    if rows.inputs.law.kind != 1:
        values["patience"] = arguments["patience"]
    columns = _from_columns(table, rows.inputs, row)
    if "shrinkage" not in columns and isinstance(arguments.get("shrinkage"), Shrinkage):
        values["shrinkage"] = arguments["shrinkage"]
    sources = dict.fromkeys(values, "given")
    sources.update({"volume" if name == "offered" else name: "from column" for name in columns})
    spread: tuple[Step, ...] = ()
    if what_of(function, arguments.get("plan_for")) is not None:
        own = row_spread(table, rows.inputs.canonical(table), rows.kept, arguments.get("cv"), function)
        values["cv"] = float(own[row])
        spread = _spread(table, row, values["cv"], offered_of(rows, row), arguments.get("cv"))
        sources["cv"] = "given" if arguments.get("cv") is not None else "from column"
        values.update({name: arguments[name] for name in _UNCERTAIN[1:] if name in arguments})
    sources["interval"] = "given" if options["interval"] is not None else "inferred"
    need = quietly(required_agents, **values, fractional=options["fractional"], rounding=options["rounding"])
    before: tuple[Step, ...] = ()
    if str(options["method"]) != Method.STATIONARY:
        before = tuple(across_steps(table, rows, row, need, str(options["method"]), str(options["initial"])))
    return Row(need, title, table, sources, columns, before, spread)


def offered_of(rows: Any, row: int) -> float:
    """What the table says is offered in a row."""
    volume = rows.inputs.values["volume"]
    return float(volume[row if len(volume) > 1 else 0])


def _spread(table: Any, row: int, cv: float, offered: float, given: Any) -> tuple[Step, ...]:
    """From the quantiles of a row to its cv, where neither an argument nor a column says it."""
    own = "cv" in table.columns and not math.isnan(_number(table["cv"].iloc[row]))
    if own or given is not None or not {LOW, HIGH} <= set(table.columns):
        return ()
    low, high = (_number(table[name].iloc[row]) for name in (LOW, HIGH))
    reach = f"sqrt({HIGH} + 0.375) - sqrt({LOW} + 0.375)"
    if low == 0:  # may be cut off
        reach = f"2 * (sqrt({HIGH} + 0.375) - sqrt(offered + 0.375))"
    quantiles = {LOW: low, HIGH: high}

    def step(name: str, value: float, note: str = "", **more: Any) -> Step:
        unit = "contacts per interval" if not note else ""
        return Step(section="Inputs", name=name, value=value, note=note, unit=unit, **more)

    formula = f"sqrt(max(0, (max(0, {reach}) / {P90}) ** 2 - 1) / offered)" if offered > 0 else ""
    formula = f"min(10, {formula})" if cv == 10 else formula
    return (
        *(step(name, value, source="from column") for name, value in quantiles.items()),
        step("cv", cv, "of the volume, without Poisson noise", formula=formula,
             inputs={**quantiles, "offered": offered} if formula else {}),
    )  # fmt: skip


def _from_columns(table: Any, inputs: Inputs, row: int) -> list[str]:
    """The inputs whose cell of this row is not null, by the names that users know."""
    return [
        "offered" if name == "volume" else name
        for name, origin in inputs.origins.items()
        if origin.startswith("from column") and table[column_of(name, inputs.columns)[0]].notna().iloc[row]
    ]


def _title(table: Any, columns: Mapping[str, str], row: int) -> Step:
    where = [str(table[columns[name]].iloc[row]) for name in ("queue", "interval_start") if name in columns]
    return Step(section="", name=f"Row {row}", note=", ".join(where))


def _disagreement(table: Any, row: int, need: Requirement) -> Iterator[Step]:
    """A line where the table's own agents are others: it was staffed with other arguments."""
    if "agents" not in table.columns or "binding" not in table.columns:
        return
    there, here = _number(table["agents"].iloc[row]), float(need.agents)
    if there == here or abs(there - here) <= 1e-6 * max(1.0, abs(here)) or (math.isnan(there) and math.isnan(here)):
        return
    yield Step(
        section="",
        name="agents in the table",
        value=None if math.isnan(there) else there,
        unit="agents",
        note="it was staffed with other arguments than given here",
    )


def _number(value: Any) -> float:
    """A cell as a float, NaN where it is null."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
