"""The measures of a requirement as steps: by formula where a pocket calculator does, else by their model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from erlang._staffing.explanation import Step, exact, shown_number
from erlang._staffing.laws import law_text
from erlang._staffing.requirement import Requirement
from erlang._units import seconds

_INPUTS = ("load", "volume", "interval", "aht", "patience", "lines", "redial")
_OF = {"answered": "answered", "all": "who enter", "virtual_wait": "who enter, if they never hung up"}


def model_text(need: Requirement, agents: float, volume: float | None = None) -> str:
    """The queue as Python makes it, to the last digit; of another volume where that is given."""
    known = {name: need.inputs.get(name) for name in _INPUTS}
    if volume is not None:
        known["volume"] = volume
    if isinstance(known["patience"], float) and math.isinf(known["patience"]):
        known["patience"] = None
    if not known["redial"]:
        known["redial"] = None
    words = [
        f"{name}={exact(value) if isinstance(value, (int, float)) else law_text(value)}"
        for name, value in {**known, "agents": agents}.items()
        if value is not None
    ]
    return f"{need.model}({', '.join(words)})"


def measure_call(measure: str, given: dict[str, Any]) -> str:
    """A measure as a method of the queue, with the options of the targets."""
    if measure == "asa":
        return f"asa(of={str(given['asa_of'])!r})" if given.get("asa_of") else "asa()"
    if measure != "service_level":
        return f"{measure}()"
    words = [f"answer_within={exact(_seconds(given.get('answer_within', 20)))}"]
    if given.get("definition"):
        words.append(f"definition={str(given['definition'])!r}")
    if "short_abandon" in given:
        words.append(f"short_abandon={exact(_seconds(given['short_abandon']))}")
    return f"service_level({', '.join(words)})"


def _seconds(value: Any) -> float:
    return float(seconds(value, function="explain", argument="time"))


def measures(need: Requirement) -> Iterator[Step]:
    """What the agents found give."""
    if need.plan_for != "mean":
        from erlang._staffing.explain_uncertain import expected_measures

        yield from expected_measures(need)
        return
    given = need.targets.given()
    inputs = need.inputs
    queue = model_text(need, need.agents)
    bare = "load" in inputs
    plain = str(need.model) == "ErlangC" and 0 < need.load < need.agents

    def step(name: str, unit: str, note: str = "", formula: str = "", known: Any = None) -> Step:
        return Step(
            section="Measures",
            name=name,
            value=getattr(need, name),
            unit=unit,
            note=note,
            formula=formula or f"queue.{measure_call(name, given)}",
            inputs={"queue": queue} if not formula else known,
        )

    yield Step(section="Measures", name="queue", value=queue)
    wait: dict[str, Any] = {"wait_probability": need.wait_probability, "agents": need.agents, "load": need.load}
    if plain:
        yield _erlang_b(need)
        known = {"erlang_b": _blocking(need), "load": need.load, "agents": need.agents}
        formula = "erlang_b / (1 - load / agents * (1 - erlang_b))"
        yield step("wait_probability", "of those offered", "", formula, known)
    if not bare:
        unit, note = level_words(given)
        aht = {"aht": inputs["aht"]}
        within = {"answer_within": _seconds(given.get("answer_within", 20))}
        if plain:
            formula = "1 - wait_probability * exp(-(agents - load) * answer_within / aht)"
            yield step("service_level", unit, note, formula, {**wait, **within, **aht})
            formula = "wait_probability * aht / (agents - load)"
            yield step("asa", "s", "of those answered", formula, {**wait, **aht})
        else:
            yield step("service_level", unit, note)
            yield step("asa", "s", f"of those {_OF[str(given.get('asa_of', 'answered'))]}")
    if not plain:
        yield step("wait_probability", "of those offered")
        yield step("abandonment", "of those offered")
    elif not bare:
        yield Step(section="Measures", name="abandonment", value=need.abandonment, note="nobody hangs up")
    if inputs.get("lines") is not None:
        yield step("blocking", "of those offered")
    if inputs.get("redial"):
        yield _attempted(need)
    yield _occupancy(need, step, plain)


def level_words(given: dict[str, Any]) -> tuple[str, str]:
    """What the service level is a share of, and what it counts."""
    within = f"{shown_number(_seconds(given.get('answer_within', 20)))} s"
    default = "" if "answer_within" in given else " (20 s: no target names a time)"
    short = f"{shown_number(_seconds(given['short_abandon']))} s" if "short_abandon" in given else within
    unit, note = {
        "answered_of_offered": ("of those offered", f"answered within {within}"),
        "answered_of_answered": ("of those answered", f"answered within {within}"),
        "abandons_excluded": (f"of those offered who did not hang up within {short}", f"answered within {within}"),
        "abandons_counted": ("of those offered", f"answered within {within} or hung up within {short}"),
        "virtual_wait": ("of those offered", f"would wait at most {within} if they never hung up"),
    }[str(given.get("definition") or "answered_of_offered")]
    return unit, note + default


def _blocking(need: Requirement) -> float:
    """Erlang B behind a wait probability of Erlang C."""
    rho = need.load / need.agents
    return float(need.wait_probability * (1.0 - rho) / (1.0 - rho * need.wait_probability))


def _erlang_b(need: Requirement) -> Step:
    whole = float(need.agents).is_integer()
    return Step(
        section="Measures",
        name="erlang_b",
        value=_blocking(need),
        formula=f"ErlangB(load={exact(need.load)}, servers={exact(need.agents)}).blocking()",
        inputs={"load": need.load, "agents": need.agents},
        note="from 1 by load * B / (k + load * B) for k from 1 to agents" if whole else "",
    )


def first_load(need: Requirement) -> float:
    """The load of first calls, erlangs."""
    inputs = need.inputs
    if "load" in inputs:
        return float(inputs["load"])
    return float(inputs["volume"] * inputs["aht"] / inputs["interval"])


def _attempted(need: Requirement) -> Step:
    """The load of all attempts, where callers call again."""
    lost = {"abandonment": need.abandonment}
    if need.inputs.get("lines") is not None:
        lost["blocking"] = need.blocking
    formula = f"first_load / (1 - redial * ({' + '.join(lost)}))"
    known = {"first_load": first_load(need), "redial": need.inputs["redial"], **lost}
    return Step(section="Measures", name="load", value=need.load, unit="erlangs", formula=formula, inputs=known,
                note="of all attempts")  # fmt: skip


def _occupancy(need: Requirement, step: Any, plain: bool) -> Step:
    """Carried load over agents, where that is below one."""
    known: dict[str, Any] = {"load": need.load, "agents": need.agents}
    if plain:
        return step("occupancy", "", "", "load / agents", known)  # type: ignore[no-any-return]
    if not (need.agents > 0 and need.load > 0 and need.occupancy < 1):
        return step("occupancy", "")  # type: ignore[no-any-return]
    lost = "abandonment"
    known["abandonment"] = need.abandonment
    if need.inputs.get("lines") is not None:
        lost += " - blocking"
        known["blocking"] = need.blocking
    return step("occupancy", "", "", f"load / agents * (1 - {lost})", known)  # type: ignore[no-any-return]
