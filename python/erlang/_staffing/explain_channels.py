"""explain of what chats, classes by priority, outbound work and two groups need."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from erlang._staffing.explain_measures import measure_call
from erlang._staffing.explanation import ROUNDED, Step, exact, shown_number
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.targets import Targets
from erlang._staffing.words import Model, Status
from erlang._units import seconds

# Target -> the measure it bounds, its unit, and the sign between them.
_MEASURES: dict[str, tuple[str, str, str]] = {
    "service_level": ("service_level", "", ">="),
    "max_asa": ("asa", "s", "<="),
    "max_abandonment": ("abandonment", "", "<="),
    "max_occupancy": ("occupancy", "", "<="),
    "max_wait_probability": ("wait_probability", "", "<="),
    "max_wait": ("wait", "s", "<="),
}


def channel_steps(need: Any) -> Iterator[Step] | None:
    """The steps of the answer for a channel; None where ``need`` is something else."""
    from erlang._staffing.blended import BlendRequirement
    from erlang._staffing.channels import PriorityRequirement
    from erlang._staffing.requirement import Requirement
    from erlang._staffing.two_groups import NDesignRequirement

    if isinstance(need, Requirement):
        return _chat(need) if need.model is Model.CHAT else None
    if isinstance(need, PriorityRequirement):
        return _priorities(need)
    if isinstance(need, BlendRequirement):
        return _blend(need)
    return _n_design(need) if isinstance(need, NDesignRequirement) else None


def _chat(need: Any) -> Iterator[Step]:
    asked, goals = need.inputs, need.targets
    times, patience = asked["handle_times"], asked["patience"]
    endless = patience is None or math.isinf(patience)

    def queue(agents: float) -> _Queue:
        known = {"volume": asked["volume"], "interval": asked["interval"], "handle_times": list(times)}
        return _Queue("Chat", **known, patience=None if endless else patience, agents=agents)

    yield _input("volume", asked["volume"], "chats per interval")
    yield _input("interval", asked["interval"], "s")
    for level, time in enumerate(times, 1):
        yield _input("aht" if level == len(times) else f"handle time of {level}", time, "s", f"with {level} at once")
    yield _input("patience", None if endless else patience, "s", "customers wait for ever" if endless else "mean wait")
    yield from _shrinkage(asked["shrinkage"])
    known = {"volume": asked["volume"], "aht": times[-1], "interval": asked["interval"]}
    yield Step(section="Load", name="load", value=need.load, unit="chats", formula="volume * aht / interval",
               inputs=known, note="at the longest handle time")  # fmt: skip
    yield from _targets(goals, need.warnings)
    yield Step(section="Agents", name="model", value="Chat", note=f"each agent holds up to {len(times)} at once")
    if need.status is Status.UNREACHABLE:
        yield Step(section="Agents", name="unreachable", note=need.reason)
        return
    for agents in _tried(need):
        yield from _held(goals, agents, queue(agents))
    yield from _found(need)
    model = queue(need.agents)
    yield Step(section="Measures", name="queue", value=str(model))
    for measure, note in (
        ("service_level", _level_note(goals)),
        ("asa", f"of {goals.asa_of or 'answered'}"),
        ("wait_probability", "of those offered"),
        ("abandonment", "of those offered"),
        ("occupancy", "share of agents with at least one chat"),
    ):
        yield _measure(need, measure, note, goals, model)
    yield from _roster(need.agents, need.scheduled, need.positions, asked)
    yield from _warnings(need.warnings)


def _priorities(need: Any) -> Iterator[Step]:
    asked = need.inputs
    volumes = list(asked["volumes"])

    def queue(agents: float) -> _Queue:
        return _Queue("Priorities", volumes=volumes, interval=asked["interval"], aht=asked["aht"], agents=agents)

    for rank, volume in enumerate(volumes):
        yield _input(f"volume_{rank}", volume, "contacts per interval", "the highest class" if rank == 0 else "")
    yield _input("interval", asked["interval"], "s")
    yield _input("aht", asked["aht"], "s")
    yield from _shrinkage(asked["shrinkage"])
    parts = {f"volume_{rank}": volume for rank, volume in enumerate(volumes)}
    known = {**parts, "aht": asked["aht"], "interval": asked["interval"]}
    yield Step(section="Load", name="load", value=need.load, unit="erlangs",
               formula=f"({' + '.join(parts)}) * aht / interval", inputs=known)  # fmt: skip
    for rank, goals in enumerate(need.targets):
        yield from _targets(goals, (), f"class {rank} ")
    note = "nobody hangs up, agents must exceed the load"
    yield Step(section="Agents", name="model", value="Priorities", note=note)
    if need.status is Status.UNREACHABLE:
        note = f"no number of agents meets {need.binding} of class {need.binding_class}"
        yield Step(section="Agents", name="unreachable", note=note)
        return
    for agents in (need.agents - 1, need.agents) if need.load > 0 else ():
        if agents <= need.load:
            note = "no more than the load, the queues grow without end"
            yield Step(section="Agents", name=f"{agents:.9g} agents", note=note)
            continue
        for rank, goals in enumerate(need.targets):
            yield from _held(goals, agents, queue(agents), f"class {rank} ", rank)
    decided = "" if need.binding is None else f"; decided by {need.binding} of class {need.binding_class}"
    note = f"the first whole number at which every class meets its targets{decided}"
    yield Step(section="Agents", name="agents", value=need.agents, unit="agents", note=note)
    if need.agents > need.load:
        model = queue(need.agents)
        yield Step(section="Measures", name="queue", value=str(model))
        for rank, goals in enumerate(need.targets):
            for measure, note in (("service_level", _level_note(goals)), ("asa", "")):
                yield _measure(need, measure, note, goals, model, f"class {rank} ", rank)
    yield Step(section="Measures", name="wait_probability", value=need.wait_probability, unit="of all offered")
    if need.agents:
        yield Step(section="Measures", name="occupancy", value=need.occupancy, formula="load / agents",
                   inputs={"load": need.load, "agents": need.agents})  # fmt: skip
    yield from _roster(need.agents, need.scheduled, need.positions, asked)


def _blend(need: Any) -> Iterator[Step]:
    asked, goals = need.inputs, need.targets
    calls = {name: asked[name] for name in ("volume", "interval", "aht")}
    searched = "outbound_volume" in asked

    def queue(reserve: float) -> _Queue:
        return _Queue("Blend", **calls, agents=need.agents, idle_reserve=reserve)

    def outbound(reserve: float) -> Iterator[Step]:
        model = queue(reserve)
        if not searched:
            return
        value, bound = model.value("outbound_volume", goals, None), asked["outbound_volume"]
        yield Step(section="Agents", name=f"{reserve:g} kept idle, outbound_volume", value=value, relation=">=",
                   bound=bound, met=value >= bound * (1 - 1e-12), agents=need.agents, formula="queue.outbound_volume()",
                   inputs={"queue": str(model)})  # fmt: skip

    yield _input("volume", asked["volume"], "inbound contacts per interval")
    yield _input("interval", asked["interval"], "s")
    yield _input("aht", asked["aht"], "s", "inbound and outbound")
    if not searched:
        yield _input("agents", asked["agents"], "agents", "given")
    yield from _shrinkage(asked["shrinkage"])
    yield Step(section="Load", name="load", value=need.load, unit="erlangs", formula="volume * aht / interval",
               inputs=calls, note="inbound")  # fmt: skip
    yield from _targets(goals, need.warnings)
    if searched:
        yield Step(section="Targets", name="outbound_volume", relation=">=", value=asked["outbound_volume"],
                   unit="contacts per interval")  # fmt: skip
    note = "outbound contacts start while fewer than agents - idle_reserve are busy"
    yield Step(section="Agents", name="model", value="Blend", note=note)
    if need.status is Status.UNREACHABLE:
        yield Step(section="Agents", name="unreachable", note=need.reason)
        return
    for reserve in (need.idle_reserve - 1, need.idle_reserve) if need.idle_reserve > 0 else (need.idle_reserve,):
        yield from _held(goals, need.agents, queue(reserve), f"{reserve:g} kept idle, ")
        yield from outbound(reserve)
    why = "" if need.reserve_binding is None else f"; decided by {need.reserve_binding}"
    note = f"the fewest with which the inbound targets hold, which leaves the most to outbound{why}"
    yield Step(section="Agents", name="idle_reserve", value=need.idle_reserve, unit="agents", note=note)
    if searched:
        yield from _found(need)
    model = queue(need.idle_reserve)
    yield Step(section="Measures", name="queue", value=str(model))
    yield Step(section="Measures", name="outbound_volume", value=need.outbound_volume, unit="contacts per interval",
               formula="queue.outbound_volume()", inputs={"queue": str(model)})  # fmt: skip
    yield Step(section="Measures", name="outbound_load", value=need.outbound_load, unit="agents",
               formula="outbound_volume * aht / interval",
               inputs={"outbound_volume": need.outbound_volume, "aht": asked["aht"],
                       "interval": asked["interval"]})  # fmt: skip
    for measure in ("service_level", "asa", "wait_probability"):
        note = _level_note(goals) + ", inbound" if measure == "service_level" else "inbound"
        yield _measure(need, measure, note, goals, model)
    if need.agents and need.load < need.agents:
        known = {"load": need.load, "outbound_load": need.outbound_load, "agents": need.agents}
        yield Step(section="Measures", name="occupancy", value=need.occupancy,
                   formula="(load + outbound_load) / agents", inputs=known)  # fmt: skip
    else:
        yield Step(section="Measures", name="occupancy", value=need.occupancy)
    yield from _roster(need.agents, need.scheduled, need.positions, asked)
    yield from _warnings(need.warnings)


def _n_design(need: Any) -> Iterator[Step]:
    asked = need.inputs
    groups = {f"agents_{group + 1}": need.agents[group] for group in (0, 1)}
    pairs = {
        "volume": ("volumes", "contacts per interval", "of class {}"),
        "aht": ("aht", "s", "of group {}"),
        "patience": ("patience", "s", "mean wait to hang up of class {}"),
        "cost": ("costs", "", "of an agent of group {}"),
    }
    for name, (key, unit, note) in pairs.items():
        for place, value in enumerate(asked[key], 1):
            yield _input(f"{name}_{place}", value, unit, note.format(place))
    yield _input("interval", asked["interval"], "s")
    order = "class 2, then class 1" if asked["g2_priority"] == "21" else "class 1, then class 2"
    yield _input("g2_priority", asked["g2_priority"], "", f"group 1 serves class 1, group 2 {order}")
    yield from _shrinkage(asked["shrinkage"])
    for rank, goals in enumerate(need.targets, 1):
        yield from _targets(goals, need.warnings, f"class {rank} ")
    yield Step(section="Agents", name="model", value="NDesign", note="agents of group 1 and 2, found together")
    for group, (binding, rank) in enumerate(zip(need.binding, need.binding_class), 1):
        if binding is not None:
            note = f"{binding} of class {rank + 1} missed"
            yield Step(section="Agents", name=f"one agent fewer in group {group}", note=note)
    for name, value in groups.items():
        yield Step(section="Agents", name=name, value=value, unit="agents")
    costs = {"cost_1": asked["costs"][0], "cost_2": asked["costs"][1]}
    yield Step(section="Agents", name="cost", value=need.cost, formula="cost_1 * agents_1 + cost_2 * agents_2",
               inputs={**costs, **groups}, note="the least at which both classes meet their targets")  # fmt: skip
    yield Step(section="Agents", name="pooled", value=need.pooled, unit="agents",
               note="in one queue, everybody with both skills: Erlang A")  # fmt: skip
    yield Step(section="Agents", name="split", value=sum(need.split), unit="agents", formula="split_1 + split_2",
               inputs={"split_1": need.split[0], "split_2": need.split[1]},
               note="with nobody who has both skills: two Erlang A")  # fmt: skip
    model = _Queue("NDesign", volumes=list(asked["volumes"]), interval=asked["interval"], aht=list(asked["aht"]),
                 agents=list(need.agents), patience=list(asked["patience"]),
                 g2_priority=asked["g2_priority"])  # fmt: skip
    yield Step(section="Measures", name="queue", value=str(model))
    for rank, goals in enumerate(need.targets):
        plain = goals.definition in (None, "answered_of_offered")
        for measure in ("service_level", "asa", "abandonment", "wait_probability"):
            note = _level_note(goals) if measure == "service_level" else ""
            own = model if plain or measure != "service_level" else None  # the model has the first definition alone
            yield _measure(need, measure, note, goals, own, f"class {rank + 1} ", rank)
    for group in (0, 1):
        yield Step(section="Measures", name=f"group {group + 1} occupancy", value=need.occupancy[group],
                   formula=f"queue.occupancy()[{group}]", inputs={"queue": str(model)})  # fmt: skip
    for group in (0, 1):
        whose = f" of group {group + 1}"
        yield from _roster(need.agents[group], need.scheduled[group], need.positions[group], asked, whose)
    yield from _warnings(need.warnings)


class _Queue:
    """A queue with its text as Python makes it, to the last digit."""

    def __init__(self, model: str, **inputs: Any) -> None:
        self._model = model
        self._inputs = {name: value for name, value in inputs.items() if value is not None}

    def __str__(self) -> str:
        def shown(value: Any) -> str:
            if isinstance(value, list):
                return f"[{', '.join(exact(one) for one in value)}]"
            return repr(value) if isinstance(value, str) else exact(value)

        return f"{self._model}({', '.join(f'{name}={shown(value)}' for name, value in self._inputs.items())})"

    def formula(self, measure: str, goals: Targets, rank: int | None) -> str:
        """A measure as a method of the queue, of a class where it has several."""
        if measure == "wait":
            call = f"wait_percentile({goals.max_wait_percentile})"
        else:
            call = measure_call(measure, goals.given())
        return f"queue.{call}" + ("" if rank is None or measure == "occupancy" else f"[{rank}]")

    def value(self, measure: str, goals: Targets, rank: int | None) -> float:
        """What that method gives."""
        import erlang

        queue = getattr(erlang, self._model)(**self._inputs)
        given = goals.given()
        if measure == "service_level":
            names = ("definition", "short_abandon")
            options = {name: given[name] for name in names if given.get(name) is not None}
            found = queue.service_level(answer_within=given.get("answer_within", 20.0), **options)
        elif measure == "wait":
            found = queue.wait_percentile(goals.max_wait_percentile)
        elif measure == "asa" and given.get("asa_of"):
            found = queue.asa(of=given["asa_of"])
        else:
            found = getattr(queue, measure)()
        return float(found if rank is None or measure == "occupancy" else found[rank])


def _input(name: str, value: Any, unit: str = "", note: str = "") -> Step:
    return Step(section="Inputs", name=name, value=value, unit=unit if value is not None else "", note=note)


def _shrinkage(shrinkage: Any) -> Iterator[Step]:
    yield _input("shrinkage", _share(shrinkage), "of scheduled time")


def _share(shrinkage: Any) -> float:
    return shrinkage.total if isinstance(shrinkage, Shrinkage) else float(shrinkage)


def _bounds(goals: Targets) -> dict[str, float]:
    """The bounds given, by target."""
    given = goals.given()
    return {
        name: float(seconds(given[name], function="explain", argument=name)) if unit else float(given[name])
        for name, (_, unit, _) in _MEASURES.items()
        if name in given
    }


def _within(goals: Targets) -> str:
    if goals.answer_within is None:
        return "20 s"
    return f"{shown_number(float(seconds(goals.answer_within, function='explain', argument='answer_within')))} s"


def _level_note(goals: Targets) -> str:
    return f"within {_within(goals)} ({goals.definition or 'answered_of_offered'})"


def _targets(goals: Targets, warnings: Any, who: str = "") -> Iterator[Step]:
    default = any(code == "default_target" for code, _ in warnings)
    bounds = _bounds(goals)
    for name, bound in bounds.items():
        measure, unit, sign = _MEASURES[name]
        note = {
            "service_level": _level_note(goals),
            "max_asa": f"of {goals.asa_of or 'answered'}",
            "max_wait": f"for {shown_number(goals.max_wait_percentile or 0.0)} of callers",
        }.get(name, "")
        note += " (the default: no target was given)" if default else ""
        yield Step(section="Targets", name=who + measure, relation=sign, value=bound, unit=unit, note=note,
                   source="default" if default else "")  # fmt: skip
    if goals.min_agents is not None:
        yield Step(section="Targets", name="agents", relation=">=", value=goals.min_agents, note="bound")
    if goals.max_agents is not None:
        yield Step(section="Targets", name="agents", relation="<=", value=goals.max_agents, note="seats")
    if who and not bounds:
        yield Step(section="Targets", name=who.strip(), note="none")


def _held(goals: Targets, agents: float, queue: _Queue, who: str = "", rank: int | None = None) -> Iterator[Step]:
    """Each target against its measure, met or missed."""
    for name, bound in _bounds(goals).items():
        measure, unit, sign = _MEASURES[name]
        which = None if measure == "wait_probability" else rank  # of all classes together
        value = queue.value(measure, goals, which)
        slack = 1e-12 * bound if bound > 0 else 1e-12
        met = value >= bound - slack if sign == ">=" else value <= bound + slack
        yield Step(section="Agents", name=who + measure, value=value, unit=unit, relation=sign, bound=bound, met=met,
                   agents=agents, formula=queue.formula(measure, goals, which),
                   inputs={"queue": str(queue)})  # fmt: skip
    if goals.min_agents is not None and agents < goals.min_agents:
        yield Step(section="Agents", name=who + "min_agents", value=agents, relation=">=", bound=goals.min_agents,
                   met=False, agents=agents)  # fmt: skip


def _tried(need: Any) -> tuple[float, ...]:
    """The numbers of agents to show: the one before the answer, and the answer."""
    if need.load == 0:
        return ()
    return (need.agents - 1, need.agents) if need.binding is not None and need.agents > 1 else (need.agents,)


def _found(need: Any) -> Iterator[Step]:
    def step(note: str, **more: Any) -> Step:
        return Step(section="Agents", name="agents", value=need.agents, unit="agents", note=note, **more)

    if need.load == 0 and need.binding is None:
        yield step("nothing is offered")
    elif need.status is Status.LIMITED:
        yield step(need.reason, formula="max_agents", inputs={"max_agents": need.targets.max_agents})
    else:
        decided = "" if need.binding is None else f"; decided by {need.binding}"
        yield step(f"the first whole number at which all targets hold{decided}")


def _measure(
    need: Any, measure: str, note: str, goals: Targets, queue: _Queue | None, who: str = "", rank: int | None = None
) -> Step:
    """A measure of the answer, as the method of its queue that gives it."""
    value = getattr(need, measure)
    return Step(section="Measures", name=who + measure, value=value if rank is None else value[rank],
                unit="s" if measure == "asa" else "", note=note,
                formula=queue.formula(measure, goals, rank) if queue else "",
                inputs={"queue": str(queue)} if queue else {})  # fmt: skip


def _roster(agents: float, scheduled: float, positions: float, asked: Any, whose: str = "") -> Iterator[Step]:
    section = f"Roster{whose}"
    yield Step(section=section, name="scheduled", value=scheduled, unit="people", rounding="not rounded",
               formula="agents / (1 - shrinkage)",
               inputs={"agents": agents, "shrinkage": _share(asked["shrinkage"])})  # fmt: skip
    formula, rounding = ROUNDED[str(asked["rounding"])]
    yield Step(section=section, name="positions", value=positions, unit="people", rounding=rounding, formula=formula,
               inputs={"scheduled": scheduled})  # fmt: skip


def _warnings(warnings: Any) -> Iterator[Step]:
    for code, text in warnings:
        yield Step(section="Warnings", name=code, note=text)


__all__ = ["channel_steps"]
