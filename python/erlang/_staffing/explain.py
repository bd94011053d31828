"""explain: every number of a requirement with its formula, inputs and rounding."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from erlang import _core
from erlang._staffing.door import INPUTS, PLACES, row_of
from erlang._staffing.explain_channels import channel_steps
from erlang._staffing.explain_measures import first_load, measure_call, measures, model_text
from erlang._staffing.explain_uncertain import average_call, on_average, plan_steps, planned_load, random_rate_text
from erlang._staffing.explanation import ROUNDED, Explanation, Step, shown_number
from erlang._staffing.laws import law_text
from erlang._staffing.requirement import NUMBERS, Requirement
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.values import is_scalar
from erlang._staffing.words import BINDINGS, Combine, Rounding, Status
from erlang._units import seconds

# Target -> the measure it bounds, the sign between them, the unit.
_MEASURES = {
    "service_level": ("service_level", ">=", ""),
    "max_asa": ("asa", "<=", "s"),
    "max_abandonment": ("abandonment", "<=", ""),
    "max_blocking": ("blocking", "<=", ""),
    "max_occupancy": ("occupancy", "<=", ""),
    "max_wait_probability": ("wait_probability", "<=", ""),
}


def explain(need: Any, *, row: int | None = None, **arguments: Any) -> Explanation:
    """How a number of agents came about: every number with its formula, inputs, units and rounding, line by line.

    Parameters
    ----------
    need : Requirement, or a table
        A result of :func:`erlang.required_agents`, or of a channel (:mod:`erlang.staffing`: chats, priorities, outbound
        work, two groups); or a table as ``staff`` reads it, with ``row`` and the arguments that ``staff`` was given.
    row : int
        Row of the table, or place in a result of arrays, counted from 0.
    **arguments
        For a table: targets, ``patience``, ``shrinkage``, ``method``, ``interval``, ``columns`` … as of ``staff``.

    Returns
    -------
    Explanation
        A text, without a line break at the end; its ``steps`` hold the same as values, ``to_dict()`` and ``to_frame()``
        give them to programs. Numbers are shown to six digits, those put into a formula to ten. What has no formula for
        a pocket calculator is a measure of the model in the line ``queue``, which can be pasted into Python.

    Raises
    ------
    TypeError
        What is no requirement and no table; an argument that ``staff`` does not have.
    ValueError
        A row that is not there; and as ``staff``.

    Examples
    --------
    >>> import erlang
    >>> need = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.80, answer_within=20,
    ...                               shrinkage=0.30)
    >>> print(explain(need))
    Inputs
      volume = 100 contacts per interval
      interval = 1800 s (30m)
      aht = 180 s (3m)
      patience: callers wait for ever
      shrinkage = 0.3 of scheduled time
    Load
      load = volume * aht / interval = 100 * 180 / 1800 = 10 erlangs
    Targets
      service_level >= 0.8, within 20 s (answered_of_offered)
    Agents
      model = ErlangC, agents must exceed the load
      13 agents: service_level 0.795595 < 0.8, missed
      14 agents: service_level 0.88835 >= 0.8, met
      agents = 14, the first whole number at which all targets hold; decided by service_level
    Measures
      queue = ErlangC(volume=100, interval=1800, aht=180, agents=14)
      erlang_b = ErlangB(load=10, servers=14).blocking() = 0.0568191, from 1 by load * B / (k + load * B) for k from \
1 to agents
      wait_probability = erlang_b / (1 - load / agents * (1 - erlang_b)) = 0.05681914339 / (1 - 10 / 14 * (1 - \
0.05681914339)) = 0.174132 of those offered
      service_level = 1 - wait_probability * exp(-(agents - load) * answer_within / aht) = 1 - 0.1741319336 * \
exp(-(14 - 10) * 20 / 180) = 0.88835 of those offered, answered within 20 s
      asa = wait_probability * aht / (agents - load) = 0.1741319336 * 180 / (14 - 10) = 7.83594 s, of those answered
      abandonment = 0, nobody hangs up
      occupancy = load / agents = 10 / 14 = 0.714286
    Roster
      scheduled = agents / (1 - shrinkage) = 14 / (1 - 0.3) = 20 people (not rounded)
      positions = round_up(scheduled) = round_up(20) = 20 people (up to whole people, within 1e-9)
    """
    if not arguments and (steps := channel_steps(need)) is not None:
        return Explanation(steps)
    if isinstance(need, Requirement):
        if arguments:
            raise TypeError(f"explain: {', '.join(arguments)} go with a table, not with a Requirement")
        one = need if is_scalar(need.agents) else _element(need, row)
        return Explanation(requirement_steps(one))
    if hasattr(need, "_explain_steps"):  # a result that knows its own steps: _explain_steps(row) -> iterable of Step
        if arguments:
            raise TypeError(f"explain: {', '.join(arguments)} go with a table, not with a {type(need).__name__}")
        return Explanation(need._explain_steps(row))
    return _of_table(need, row, arguments)


def _of_table(frame: Any, row: int | None, arguments: Mapping[str, Any]) -> Explanation:
    from erlang._frames import is_frame
    from erlang._staffing.explain_deferred import deferred_steps, is_deferred
    from erlang._staffing.explain_row import row_steps
    from erlang._staffing.rows import table_of

    if not is_frame(frame):
        raise TypeError(f"explain: need must be a Requirement or a table, got {type(frame).__name__}")
    if row is None:
        raise TypeError("explain: a table needs row=, the place of a row counted from 0")
    place = _place(row)
    table = table_of(frame, "explain")
    if is_deferred(table):
        if not 0 <= place < len(table):
            raise ValueError(f"explain: row must be in 0 ... {len(table) - 1}, got {place}")
        return Explanation(deferred_steps(table, place, arguments.get("columns")))
    return Explanation(row_steps(frame, place, arguments))


def _place(row: Any) -> int:
    """A whole number, NumPy's too, and no bool."""
    import operator

    kind = type(row).__name__
    try:
        if kind not in ("bool", "bool_"):
            return operator.index(row)
    except TypeError:
        pass
    raise TypeError(f"explain: row must be a whole number, got {kind}")


def _element(need: Requirement, row: int | None) -> Requirement:
    """One element of a result of arrays, solved again from its inputs."""
    import numpy as np

    from erlang._queueing.patience import PatienceDistribution
    from erlang._staffing.solve import required_agents

    size = np.asarray(need.agents).size
    row = row if row is None else _place(row)
    if row is None or not -size <= row < size:
        raise ValueError(f"explain: row must name one of the {size} elements, got {row!r}")
    shape = np.shape(need.agents)

    def at(value: Any) -> Any:
        if value is None or is_scalar(value) or isinstance(value, (Shrinkage, PatienceDistribution)):
            return value
        picked = np.broadcast_to(np.asarray(value), shape).ravel()[row]
        return picked.item() if hasattr(picked, "item") else picked

    return quietly(
        required_agents,
        **{name: at(value) for name, value in need.inputs.items() if name != "rounding"},
        rounding=str(need.inputs["rounding"]),
        **{name: at(value) for name, value in need.targets.given().items()},
    )


def quietly(function: Any, **arguments: Any) -> Requirement:
    """What a function returns, without its warnings."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result: Requirement = function(**arguments)
        return result


def requirement_steps(
    need: Requirement,
    sources: Mapping[str, str] | None = None,
    before: tuple[Step, ...] = (),
    spread: tuple[Step, ...] = (),
) -> Iterator[Step]:
    """The steps of one requirement.

    ``sources`` says of inputs and targets where they come from. ``before`` are the steps that lead to the volume, where
    it is not what was offered, ``spread`` those that lead to the cv of an uncertain volume.
    """
    known = sources or {}
    yield from _inputs(need, known, bool(before), spread)
    yield from before
    if "load" not in need.inputs:
        inputs = {name: need.inputs[name] for name in ("volume", "aht", "interval")}
        name = "first_load" if need.inputs.get("redial") else "load"
        note = "of first calls" if need.inputs.get("redial") else ""
        yield Step(section="Load", name=name, value=first_load(need), unit="erlangs", note=note,
                   formula="volume * aht / interval", inputs=inputs)  # fmt: skip
    if need.plan_for != "mean":
        yield from plan_steps(need)
    yield from _targets(need, known)
    yield from _search(need)
    if need.status is not Status.UNREACHABLE:
        yield from measures(need)
        yield from _roster(need)
    for code, text in need.warnings:
        yield Step(section="Warnings", name=code, note=text)


def _inputs(need: Requirement, sources: Mapping[str, str], carried: bool, spread: tuple[Step, ...]) -> Iterator[Step]:
    inputs = need.inputs

    def step(name: str, value: Any, unit: str = "", note: str = "", **more: Any) -> Step:
        return Step(section="Inputs", name=name, value=value, unit=unit, note=note,
                    source=sources.get(name, ""), **more)  # fmt: skip

    if "load" in inputs:
        yield step("load", inputs["load"], "erlangs")
    else:
        uncertain = need.plan_for != "mean"
        if not carried:
            yield step("volume", inputs["volume"], "contacts per interval", "on average" if uncertain else "")
        if spread:
            yield from spread
        elif uncertain:
            yield step("cv", inputs["cv"], note=f"of the volume, {inputs['rate']} about its mean")
        yield step("interval", inputs["interval"], "s")
        yield step("aht", inputs["aht"], "s")
    patience = inputs["patience"]
    if endless(patience):
        yield step("patience", None, note="callers wait for ever")
    elif isinstance(patience, float):
        yield step("patience", patience, "s", "mean wait to hang up")
    else:
        yield step("patience", law_text(patience))
    if inputs.get("lines") is not None:
        yield step("lines", inputs["lines"], "places", "in service and in queue")
    if inputs.get("redial"):
        yield step("redial", inputs["redial"], "of those lost", "call again; volume is first calls")
    shrinkage = inputs["shrinkage"]
    if not isinstance(shrinkage, Shrinkage):
        yield step("shrinkage", float(shrinkage), "of scheduled time")
        return
    parts = _part_names(shrinkage)
    for name, value in parts.items():
        yield step(name, value, "of scheduled time" if shrinkage.combine is Combine.ADD else "of what the others leave")
    formula = (
        " + ".join(parts)
        if shrinkage.combine is Combine.ADD
        else f"1 - {' * '.join(f'(1 - {name})' for name in parts)}"
    )
    yield step("shrinkage", shrinkage.total, "of scheduled time", formula=formula if parts else "", inputs=parts)


def endless(patience: Any) -> bool:
    """Whether nobody hangs up."""
    return patience is None or (isinstance(patience, float) and math.isinf(patience))


def _part_names(shrinkage: Shrinkage) -> dict[str, float]:
    """The parts by names that formulas can hold: "sick leave" is sick_leave."""
    parts: dict[str, float] = {}
    for name, value in shrinkage.parts.items():
        word = re.sub(r"\W+", "_", name).strip("_") or "part"
        word = f"part_{word}" if word[0].isdigit() else word
        while word in parts or word == "shrinkage":
            word += "_"
        parts[word] = value
    return parts


def _targets(need: Requirement, sources: Mapping[str, str]) -> Iterator[Step]:
    given = need.targets.given()
    default = any(code == "default_target" for code, _ in need.warnings)

    def step(target: str, name: str, relation: str, value: Any, unit: str = "", note: str = "") -> Step:
        source = "default" if default and target == "service_level" else sources.get(target, "")
        return Step(section="Targets", name=name, relation=relation, value=value, unit=unit, note=note, source=source)

    if "service_level" in given:
        definition = given.get("definition", "answered_of_offered")
        brief = f", short abandons within {_seconds_text(given['short_abandon'])}" if "short_abandon" in given else ""
        note = f"within {_seconds_text(given['answer_within'])} ({definition}{brief})"
        note += " (the default: no target was given)" if default else ""
        yield step("service_level", "service_level", ">=", given["service_level"], note=note)
    if "max_asa" in given:
        yield step("max_asa", "asa", "<=", _seconds(given["max_asa"]), "s", f"of {given.get('asa_of', 'answered')}")
    for target in ("max_abandonment", "max_blocking", "max_occupancy", "max_wait_probability"):
        if target in given:
            yield step(target, _MEASURES[target][0], "<=", given[target])
    if "max_wait" in given:
        share = shown_number(given["max_wait_percentile"])
        yield step("max_wait", "wait", "<=", _seconds(given["max_wait"]), "s", f"of {share} of callers")
    if "min_agents" in given:
        yield step("min_agents", "agents", ">=", given["min_agents"], note="bound")
    if "max_agents" in given:
        yield step("max_agents", "agents", "<=", given["max_agents"], note="seats")


def _seconds(value: Any) -> float:
    return float(seconds(value, function="explain", argument="time"))


def _seconds_text(value: Any) -> str:
    return f"{shown_number(_seconds(value))} s"


def _search(need: Requirement) -> Iterator[Step]:
    def step(name: str, value: Any = None, note: str = "", **more: Any) -> Step:
        return Step(section="Agents", name=name, value=value, note=note, **more)

    inputs = need.inputs
    if need.load == 0:
        yield step("agents", need.agents, "load 0 needs min_agents or nobody", unit="agents")
        return
    yield step("model", str(need.model), _load_note(need))
    if need.status is Status.UNREACHABLE:
        yield step("unreachable", note=need.reason)
        return
    fractional = inputs["fractional"]
    fewer = need.agents * (1 - 1e-6) if fractional else need.agents - 1
    if need.binding is not None and fewer > 0:
        yield from _held(need, fewer)
    yield from _held(need, need.agents)
    if need.status is Status.LIMITED:
        yield step("agents", need.agents, need.reason, unit="agents", formula="max_agents",
                   inputs={"max_agents": need.targets.given()["max_agents"]})  # fmt: skip
        return
    kind = "smallest real number, to 1e-9," if fractional else "first whole number"
    decided = f"; decided by {need.binding}" if need.binding is not None else ""
    yield step("agents", need.agents, f"the {kind} at which all targets hold{decided}", unit="agents")


def _load_note(need: Requirement) -> str:
    """How the load bounds the agents."""
    if need.plan_for == "expected":
        return "averaged over the volume"
    if need.plan_for != "mean":
        return f"load {shown_number(planned_load(need))} at the volume planned for"
    must = endless(need.inputs["patience"]) and need.inputs.get("lines") is None
    return "agents must exceed the load" if must else "fewer than the load may do"


def _held(need: Requirement, agents: float) -> Iterator[Step]:
    """The targets with so many agents, met and missed."""
    given = need.targets.given()
    row, bare, _, law = row_of({**need.inputs, **given}, "explain")
    expected = need.plan_for == "expected"
    planned = None if need.plan_for in ("mean", "expected") else float(need.planned_volume)
    if expected:
        found, missed = on_average(need, row, agents)
        queue = {"queue": random_rate_text(need, agents)}
    else:
        row[PLACES["volume"]] = row[PLACES["volume"]] if planned is None else planned
        numbers, codes = _core.staffing.evaluate_one(_unbounded(row), float(agents), bare, **law.arguments())
        found, missed = dict(zip(NUMBERS, numbers)), codes[4]
        queue = {"queue": model_text(need, agents, planned)}
    for bit, binding in enumerate(BINDINGS):
        name = str(binding)
        if name not in given:
            continue
        shown: dict[str, Any] = {"section": "Agents", "agents": agents, "met": not missed >> bit & 1}
        if name in _MEASURES:
            measure, sign, unit = _MEASURES[name]
            bound = _seconds(given[name]) if unit else given[name]
            formula = average_call(need, measure) if expected else f"queue.{measure_call(measure, given)}"
            yield Step(name=measure, value=found[measure], unit=unit, relation=sign, bound=bound,
                       formula=formula, inputs=queue if formula else {}, **shown)  # fmt: skip
        elif name == "max_wait":
            share = given["max_wait_percentile"]
            if expected:
                verdict = "met" if shown["met"] else "missed"
                note = f"max_wait {verdict} on average with {agents:.9g} agents"
                yield Step(section="Agents", name="wait", note=note)
                continue
            yield Step(name="wait", value=_percentile(need, agents, share, planned), unit="s", relation="<=",
                       bound=_seconds(given[name]), formula=f"queue.wait_percentile({share})", inputs=queue,
                       **shown)  # fmt: skip
        elif agents < float(given[name]):
            yield Step(name=name, value=agents, relation=">=", bound=given[name], **{**shown, "met": False})


def _percentile(need: Requirement, agents: float, share: float, volume: float | None) -> float:
    import erlang

    names = ("load", "volume", "interval", "aht", "patience", "lines", "redial")
    known = {name: need.inputs[name] for name in names if need.inputs.get(name) is not None}
    if volume is not None:
        known["volume"] = volume
    return float(erlang.ErlangX(**known, agents=agents).wait_percentile(share))


def _unbounded(row: list[Any]) -> list[Any]:
    """The row without its bounds on agents: what one agent fewer misses is not for the checks to refuse."""
    return [None if INPUTS[place] in ("min_agents", "max_agents") else value for place, value in enumerate(row)]


def _roster(need: Requirement) -> Iterator[Step]:
    shrinkage = need.inputs["shrinkage"]
    share = shrinkage.total if isinstance(shrinkage, Shrinkage) else float(shrinkage)
    yield Step(section="Roster", name="scheduled", value=need.scheduled, unit="people", rounding="not rounded",
               formula="agents / (1 - shrinkage)", inputs={"agents": need.agents, "shrinkage": share})  # fmt: skip
    formula, rounding = ROUNDED[str(Rounding(need.inputs["rounding"]))]
    yield Step(section="Roster", name="positions", value=need.positions, unit="people", rounding=rounding,
               formula=formula, inputs={"scheduled": need.scheduled})  # fmt: skip


__all__ = ["explain"]
