"""The steps of a requirement for an uncertain volume: what it plans for, and the measures that it expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from erlang._staffing.door import PLACES
from erlang._staffing.explain_measures import level_words, measure_call
from erlang._staffing.explanation import Step, exact, shown_number
from erlang._staffing.requirement import NUMBERS, Requirement
from erlang._staffing.uncertain import plan_of


def plan_steps(need: Requirement) -> Iterator[Step]:
    """What the volume is planned for."""
    if need.plan_for == "expected":
        note = f"every measure is its average over {need.inputs['average']}"
        yield Step(section="Plan", name="plan_for", value="expected", note=note)
        return
    yield Step(section="Plan", name="plan_for", value=float(need.plan_for), note="probability that all targets hold")
    yield Step(section="Plan", name="planned_volume", value=need.planned_volume, unit="contacts per interval",
               note="not exceeded with that probability; what holds there holds below")  # fmt: skip


def planned_load(need: Requirement) -> float:
    """The load that the agents are found for, erlangs."""
    return float(need.planned_volume * need.inputs["aht"] / need.inputs["interval"])


def random_rate_text(need: Requirement, agents: float) -> str:
    """The queue of an uncertain volume as Python makes it, to the last digit."""
    inputs = need.inputs
    words = [f"volume={exact(inputs['volume'])}", f"cv={exact(inputs['cv'])}", f"rate={str(inputs['rate'])!r}"]
    words += [f"{name}={exact(inputs[name])}" for name in ("interval", "aht")]
    if str(need.model) == "ErlangA":
        words.append(f"patience={exact(inputs['patience'])}")
    return f"RandomRate({', '.join(words)}, agents={exact(agents)})"


def average_call(need: Requirement, measure: str) -> str:
    """An expected measure as a method of the queue; empty where it has none."""
    if measure == "asa":
        return ""
    call = measure_call(measure, need.targets.given())
    if measure == "occupancy":
        return f"queue.{call}"
    comma = "" if call.endswith("()") else ", "
    return f"queue.{call[:-1]}{comma}average={str(need.inputs['average'])!r})"


def on_average(need: Requirement, row: list[Any], agents: float) -> tuple[dict[str, float], int]:
    """What is expected with so many agents, and the targets missed: bounds of both kinds leave no other number."""
    import numpy as np

    names = {"rate": str(need.inputs["rate"]), "average": str(need.inputs["average"])}
    plan = plan_of("explain", need.plan_for, names, {})
    assert plan is not None
    bounded = list(row)
    for name in ("min_agents", "max_agents"):
        bounded[PLACES[name]] = float(agents)
    columns = [None if value is None else np.array([value]) for value in bounded]
    spread = np.array([float(need.inputs["cv"])])
    numbers, codes = plan.solve(columns, 1, spread, bool(need.inputs["fractional"]), 0, gaps=False)
    return {name: float(one[0]) for name, one in zip(NUMBERS, numbers)}, int(codes[4][0])


def expected_measures(need: Requirement) -> Iterator[Step]:
    """What the agents found give on average."""
    queue = {"queue": random_rate_text(need, need.agents)}
    average = f"averaged over {need.inputs['average']}"
    unit, note = level_words(need.targets.given())

    def step(name: str, unit: str = "", note: str = "", formula: str = "") -> Step:
        return Step(section="Measures", name=name, value=getattr(need, name), unit=unit, note=note, formula=formula,
                    inputs=queue if formula else {})  # fmt: skip

    yield Step(section="Measures", name="queue", value=queue["queue"])
    yield step("service_level", unit, f"{note}, {average}", average_call(need, "service_level"))
    yield step("asa", "s", average)
    for name in ("wait_probability", "abandonment"):
        yield step(name, "of those offered", average, average_call(need, name))
    yield step("occupancy", "", "averaged over time", average_call(need, "occupancy"))
    yield step("service_level_calls", "", "expected of a call, as reports that sum calls have it")
    yield step("service_level_intervals", "", "on average over many such intervals")
    chance = shown_number(need.probability_met)
    yield Step(section="Measures", name="probability_met", value=need.probability_met,
               note=f"the rate is one at which all targets hold {chance} of the time")  # fmt: skip


__all__ = ["average_call", "expected_measures", "on_average", "plan_steps", "planned_load", "random_rate_text"]
