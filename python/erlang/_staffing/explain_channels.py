"""explain of what chats, classes by priority, outbound work and two groups need."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from erlang._staffing.explanation import Step
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.targets import Targets
from erlang._staffing.words import Model, Status
from erlang._units import format_seconds, seconds


def channel_steps(need: Any) -> list[Step] | None:
    """The steps of the answer for a channel; None where ``need`` is something else."""
    lines = channel_lines(need)
    if lines is None:
        return None
    steps, section = [], ""
    for line in lines:
        if line.startswith("  "):
            steps.append(Step(section=section, name=line[2:]))
        else:
            section = line
    return steps


def channel_lines(need: Any) -> list[str] | None:
    """The lines of the answer for a channel; None where ``need`` is something else."""
    from erlang._staffing.blended import BlendRequirement
    from erlang._staffing.channels import PriorityRequirement
    from erlang._staffing.requirement import Requirement
    from erlang._staffing.two_groups import NDesignRequirement

    if isinstance(need, Requirement):
        return _chat_lines(need) if need.model is Model.CHAT else None
    if isinstance(need, PriorityRequirement):
        return _priority_lines(need)
    if isinstance(need, BlendRequirement):
        return _blend_lines(need)
    return _n_design_lines(need) if isinstance(need, NDesignRequirement) else None


def _chat_lines(need: Any) -> list[str]:
    import erlang

    asked = need.inputs
    goals = need.targets
    times = asked["handle_times"]
    patience = asked["patience"]

    def queue(agents: float) -> Any:
        return erlang.Chat(
            volume=asked["volume"], interval=asked["interval"], handle_times=times, patience=patience, agents=agents
        )

    lines = [
        "Inputs",
        f"  volume = {_n(asked['volume'])} chats per interval",
        f"  interval = {_time(asked['interval'])}",
        *(f"  handle time with {level} at once = {_time(time)}" for level, time in enumerate(times, 1)),
        "  patience: customers wait for ever"
        if patience is None or math.isinf(patience)
        else f"  patience = {_time(patience)}, mean wait to leave",
        _shrinkage(asked["shrinkage"]),
        "Load",
        f"  load = volume * longest handle time / interval = {_n(asked['volume'])} * {_n(times[-1])} / "
        f"{_n(asked['interval'])} = {_n(need.load)} chats",
        "Targets",
        *_indented(_targets(goals, need.warnings)),
        "Agents",
        f"  model Chat: up to {len(times)} chat{'s' * (len(times) > 1)} at once for each agent",
    ]
    if need.status is Status.UNREACHABLE:
        return [*lines, f"  unreachable: {need.reason}"]
    fewer = need.agents - 1
    if need.binding is not None and fewer > 0:
        lines.append(f"  {_agents(fewer)}: {_held(goals, _measures_of(queue(fewer), goals), fewer)}")
    if need.load > 0:
        lines.append(f"  {_agents(need.agents)}: {_held(goals, _measures_of(queue(need.agents), goals), need.agents)}")
    lines.append(f"  {_answer(need)}")
    within = _within(goals)
    return [
        *lines,
        f"Measures with {_agents(need.agents)}",
        f"  service_level = {_n(need.service_level)} within {within} ({goals.definition or 'answered_of_offered'})",
        f"  asa = {_n(need.asa)} s, of {goals.asa_of or 'answered'}",
        f"  wait_probability = {_n(need.wait_probability)} of those offered",
        f"  abandonment = {_n(need.abandonment)} of those offered",
        f"  occupancy = {_n(need.occupancy)} of agents hold at least one chat",
        *_roster(need.agents, need.scheduled, need.positions, asked),
        *_warnings(need.warnings),
    ]


def _priority_lines(need: Any) -> list[str]:
    import erlang

    asked = need.inputs
    volumes = asked["volumes"]

    def measures(agents: float, rank: int) -> dict[str, float]:
        queue = erlang.Priorities(volumes=volumes, interval=asked["interval"], aht=asked["aht"], agents=agents)
        return _measures_of(queue, need.targets[rank], rank)

    offered = " + ".join(_n(volume) for volume in volumes)
    lines = [
        "Inputs",
        f"  volumes = {', '.join(_n(volume) for volume in volumes)} contacts per interval, the highest class first",
        f"  interval = {_time(asked['interval'])}",
        f"  aht = {_time(asked['aht'])}",
        _shrinkage(asked["shrinkage"]),
        "Load",
        f"  load = volumes * aht / interval = ({offered}) * {_n(asked['aht'])} / {_n(asked['interval'])} = "
        f"{_n(need.load)} erlangs",
        "Targets",
        *_class_targets(need.targets),
        "Agents",
        f"  model Priorities: nobody hangs up, agents must exceed the load, {_n(need.load)}",
    ]
    if need.status is Status.UNREACHABLE:
        return [*lines, f"  unreachable: no number of agents meets {need.binding} of class {need.binding_class}"]
    if need.load > 0:
        for agents in (need.agents - 1, need.agents):
            if agents <= need.load:
                lines.append(f"  {_agents(agents)}: no more than the load, the queues grow without end")
                continue
            for rank, goals in enumerate(need.targets):
                if goals.given():
                    lines.append(f"  {_agents(agents)}: class {rank}: {_held(goals, measures(agents, rank), agents)}")
    decided = "" if need.binding is None else f"; decided by {need.binding} of class {need.binding_class}"
    return [
        *lines,
        f"  agents = {_n(need.agents)}, the first whole number at which every class meets its targets{decided}",
        f"Measures with {_agents(need.agents)}",
        *(
            f"  class {rank}: service_level = {_n(level)} within {_within(goals)}, asa = {_n(wait)} s"
            for rank, (level, wait, goals) in enumerate(zip(need.service_level, need.asa, need.targets))
        ),
        f"  wait_probability = {_n(need.wait_probability)} of all offered",
        f"  occupancy = load / agents = {_n(need.occupancy)}",
        *_roster(need.agents, need.scheduled, need.positions, asked),
    ]


def _blend_lines(need: Any) -> list[str]:
    import erlang

    asked = need.inputs
    goals = need.targets
    calls = {name: asked[name] for name in ("volume", "interval", "aht")}

    def held(agents: float, reserve: float) -> str:
        queue = erlang.Blend(**calls, agents=agents, idle_reserve=reserve)
        text = _held(goals, _measures_of(queue, goals), agents)
        return f"{text}; outbound_volume {_n(queue.outbound_volume())}"

    searched = "outbound_volume" in asked
    lines = [
        "Inputs",
        f"  volume = {_n(asked['volume'])} inbound contacts per interval",
        f"  interval = {_time(asked['interval'])}",
        f"  aht = {_time(asked['aht'])}, inbound and outbound",
        f"  agents = {_n(asked['agents'])}, given" if not searched else "",
        _shrinkage(asked["shrinkage"]),
        "Load",
        f"  load = volume * aht / interval = {_n(asked['volume'])} * {_n(asked['aht'])} / {_n(asked['interval'])} = "
        f"{_n(need.load)} erlangs",
        "Targets",
        *_indented(_targets(goals, need.warnings)),
        f"  outbound_volume >= {_n(asked['outbound_volume'])} contacts per interval" if searched else "",
        "Agents",
        "  model Blend: outbound contacts start while fewer than agents - idle_reserve are busy",
    ]
    lines = [line for line in lines if line]
    if need.status is Status.UNREACHABLE:
        return [*lines, f"  unreachable: {need.reason}"]
    if need.idle_reserve > 0:
        lines.append(
            f"  {_agents(need.agents)}, {_n(need.idle_reserve - 1)} kept idle: "
            f"{held(need.agents, need.idle_reserve - 1)}"
        )
    lines.append(f"  {_agents(need.agents)}, {_n(need.idle_reserve)} kept idle: {held(need.agents, need.idle_reserve)}")
    why = "" if need.reserve_binding is None else f"; decided by {need.reserve_binding}"
    lines.append(
        f"  idle_reserve = {_n(need.idle_reserve)}, the fewest with which the inbound targets hold, which leaves the "
        f"most to outbound{why}"
    )
    if searched:
        lines.append(f"  {_answer(need)}")
    return [
        *lines,
        f"Measures with {_agents(need.agents)}",
        f"  outbound_volume = {_n(need.outbound_volume)} contacts per interval",
        f"  outbound_load = outbound_volume * aht / interval = {_n(need.outbound_load)} agents",
        f"  service_level = {_n(need.service_level)} within {_within(goals)}, inbound",
        f"  asa = {_n(need.asa)} s, inbound",
        f"  wait_probability = {_n(need.wait_probability)} of inbound contacts",
        f"  occupancy = (load + outbound_load) / agents = ({_n(need.load)} + {_n(need.outbound_load)}) / "
        f"{_n(need.agents)} = {_n(need.occupancy)}"
        if need.agents and need.load < need.agents
        else f"  occupancy = {_n(need.occupancy)}",
        *_roster(need.agents, need.scheduled, need.positions, asked),
        *_warnings(need.warnings),
    ]


def _n_design_lines(need: Any) -> list[str]:
    asked = need.inputs
    first, second = need.agents
    order = "class 2, then class 1" if asked["g2_priority"] == "21" else "class 1, then class 2"
    lines = [
        "Inputs",
        f"  volumes = {', '.join(_n(volume) for volume in asked['volumes'])} contacts per interval, of class 1 and 2",
        f"  interval = {_time(asked['interval'])}",
        f"  aht = {', '.join(_time(time) for time in asked['aht'])}, of group 1 (class 1 alone) and 2 (both classes)",
        f"  patience = {', '.join(_time(time) for time in asked['patience'])}, mean wait to hang up of class 1 and 2",
        f"  costs = {', '.join(_n(cost) for cost in asked['costs'])} an agent of group 1 and 2",
        f"  group 2 serves {order}",
        _shrinkage(asked["shrinkage"]),
        "Targets",
        *_class_targets(need.targets, need.warnings, first=1),
        "Agents",
        f"  model NDesign: agents = {first} + {second}, cost {_n(need.cost)}, the cheapest mix at which both classes "
        "meet their targets",
    ]
    for group, (binding, rank) in enumerate(zip(need.binding, need.binding_class), 1):
        if binding is not None:
            lines.append(f"  one agent fewer in group {group}: {binding} of class {rank + 1} missed")
    lines.append(f"  pooled, one queue and everybody with both skills (Erlang A): {need.pooled} agents")
    lines.append(f"  split, nobody with both skills (two Erlang A): {need.split[0]} + {need.split[1]} agents")
    lines.append(f"Measures with {first} + {second} agents")
    for rank, goals in enumerate(need.targets):
        lines.append(
            f"  class {rank + 1}: service_level = {_n(need.service_level[rank])} within {_within(goals)}, asa = "
            f"{_n(need.asa[rank])} s, abandonment = {_n(need.abandonment[rank])}, wait_probability = "
            f"{_n(need.wait_probability[rank])}"
        )
    lines.append(f"  occupancy = {', '.join(_n(share) for share in need.occupancy)} of group 1 and 2")
    for group in (0, 1):
        heading, *roster = _roster(need.agents[group], need.scheduled[group], need.positions[group], asked)
        lines.extend([f"{heading} of group {group + 1}", *roster])
    return [*lines, *_warnings(need.warnings)]


def _n(value: Any) -> str:
    return f"{value:.6g}"


def _time(value: float) -> str:
    written = format_seconds(value)
    return f"{_n(value)} s" + (f" ({written})" if written != f"{value:g}s" else "")


def _agents(value: float) -> str:
    return f"{value:.9g} agent{'' if value == 1 else 's'}"


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _shrinkage(shrinkage: Any) -> str:
    return f"  shrinkage = {_n(_share(shrinkage))}"


def _share(shrinkage: Any) -> float:
    return shrinkage.total if isinstance(shrinkage, Shrinkage) else float(shrinkage)


def _bound(value: Any) -> float:
    return float(seconds(value, function="explain", argument="time"))


def _within(goals: Targets) -> str:
    return f"{_n(20.0 if goals.answer_within is None else _bound(goals.answer_within))} s"


# Target -> the measure it bounds, its unit, and the sign between them.
_MEASURES: dict[str, tuple[str, str, str]] = {
    "service_level": ("service_level", "", ">="),
    "max_asa": ("asa", " s", "<="),
    "max_abandonment": ("abandonment", "", "<="),
    "max_occupancy": ("occupancy", "", "<="),
    "max_wait_probability": ("wait_probability", "", "<="),
    "max_wait": ("wait", " s", "<="),
}


def _bounds(goals: Targets) -> dict[str, float]:
    """The bounds given, by target."""
    given = goals.given()
    return {
        name: _bound(given[name]) if unit else float(given[name])
        for name, (_, unit, _) in _MEASURES.items()
        if name in given
    }


def _targets(goals: Targets, warnings: Any = ()) -> list[str]:
    default = " (the default: no target was given)" if any(code == "default_target" for code, _ in warnings) else ""
    lines = []
    for name, bound in _bounds(goals).items():
        measure, unit, sign = _MEASURES[name]
        detail = {
            "service_level": f" within {_within(goals)} ({goals.definition or 'answered_of_offered'})",
            "max_asa": f" (of {goals.asa_of or 'answered'})",
            "max_wait": f" for {_n(goals.max_wait_percentile or 0.0)} of callers",
        }.get(name, "")
        lines.append(f"{measure} {sign} {_n(bound)}{unit}{detail}{default}")
    if goals.min_agents is not None:
        lines.append(f"agents >= {_n(goals.min_agents)} (bound)")
    if goals.max_agents is not None:
        lines.append(f"agents <= {_n(goals.max_agents)} (seats)")
    return lines


def _class_targets(targets: Any, warnings: Any = (), first: int = 0) -> list[str]:
    lines: list[str] = []
    for rank, goals in enumerate(targets, first):
        lines.extend(f"  class {rank}: {line}" for line in _targets(goals, warnings) or ["none"])
    return lines


def _measures_of(queue: Any, goals: Targets, rank: int | None = None) -> dict[str, float]:
    """What the model answers to the targets, of a class where it has several."""
    within = 20.0 if goals.answer_within is None else _bound(goals.answer_within)
    if rank is not None:
        ask: dict[str, Callable[[], Any]] = {
            "service_level": lambda: queue.service_level(answer_within=within)[rank],
            "asa": lambda: queue.asa()[rank],
            "occupancy": queue.occupancy,
            "wait_probability": queue.wait_probability,
            "wait": lambda: queue.wait_percentile(goals.max_wait_percentile)[rank],
        }
    else:
        brief = None if goals.short_abandon is None else _bound(goals.short_abandon)
        ask = {
            "service_level": lambda: queue.service_level(
                answer_within=within, definition=goals.definition or "answered_of_offered", short_abandon=brief
            ),
            "asa": lambda: queue.asa(of=goals.asa_of or "answered"),
            "abandonment": queue.abandonment,
            "occupancy": queue.occupancy,
            "wait_probability": queue.wait_probability,
            "wait": lambda: queue.wait_percentile(goals.max_wait_percentile),
        }
    return {measure: float(ask[measure]()) for measure in (_MEASURES[name][0] for name in _bounds(goals))}


def _held(goals: Targets, measures: dict[str, float], agents: float) -> str:
    """Each target against its measure, met or missed."""
    parts = []
    for name, bound in _bounds(goals).items():
        measure, unit, sign = _MEASURES[name]
        value = measures[measure]
        slack = 1e-12 * bound if bound > 0 else 1e-12
        met = value >= bound - slack if sign == ">=" else value <= bound + slack
        shown = sign if met else {">=": "<", "<=": ">"}[sign]
        parts.append(f"{measure} {_n(value)}{unit} {shown} {_n(bound)}{unit}, {'met' if met else 'missed'}")
    if goals.min_agents is not None and agents < goals.min_agents:
        parts.append(f"min_agents {_n(goals.min_agents)}, missed")
    return "; ".join(parts)


def _answer(need: Any) -> str:
    if need.load == 0 and need.binding is None:
        return f"agents = {_n(need.agents)}: nothing is offered"
    if need.status is Status.LIMITED:
        return f"agents = max_agents = {_n(need.agents)}: {need.reason}"
    decided = "" if need.binding is None else f"; decided by {need.binding}"
    return f"agents = {_n(need.agents)}, the first whole number at which all targets hold{decided}"


def _roster(agents: float, scheduled: float, positions: float, asked: Any) -> list[str]:
    how = {"up": "rounded up to whole people", "half": "rounded up to half positions", "none": "not rounded"}
    return [
        "Roster",
        f"  scheduled = agents / (1 - shrinkage) = {agents:.9g} / (1 - {_n(_share(asked['shrinkage']))}) = "
        f"{_n(scheduled)} (not rounded)",
        f"  positions = scheduled {how[str(asked['rounding'])]} = {_n(positions)}",
    ]


def _warnings(warnings: Any) -> list[str]:
    return ["Warnings", *(f"  {code}: {text}" for code, text in warnings)] if warnings else []
