"""The doors of staffing that take numbers, words and lists; those of tables are in ``table_doors``."""

from __future__ import annotations

from typing import Any

import erlang
from door_rules import (
    ASA_OF,
    AT_LEAST_1,
    BELOW_ONE,
    CAP,
    COUNT,
    DEFINITION,
    FLAG,
    HUGE,
    INF,
    INSIDE,
    LENGTH,
    NAN,
    PATIENCE,
    ROUNDING,
    SHARE,
    TINY,
    WAIT,
    WHOLE,
    Arg,
    Door,
    Nothing,
    Rule,
    numbers,
    only,
    words,
)
from erlang import staffing

TRAFFIC = {"volume": Arg(COUNT, 100.0), "interval": Arg(LENGTH, 1800.0), "aht": Arg(LENGTH, 180.0)}
LEVEL = {
    "service_level": Arg(INSIDE, 0.8),
    "answer_within": Arg(WAIT, 20.0),
    "definition": Arg(DEFINITION, "abandons_counted", without=("short_abandon",)),
    "short_abandon": Arg(WAIT, 10.0),
}
WAITS = {"max_asa": Arg(WAIT, 30.0), "asa_of": Arg(ASA_OF, "all")}
SHARES = {"max_abandonment": Arg(INSIDE, 0.1), "max_occupancy": Arg(CAP, 0.9), "max_wait_probability": Arg(INSIDE, 0.5)}
QUANTILE = {"max_wait": Arg(WAIT, 60.0), "max_wait_percentile": Arg(INSIDE, 0.9)}
GOALS = {**LEVEL, **WAITS, **SHARES, **QUANTILE}
BOUNDS = {
    "min_agents": Arg(WHOLE, 5.0),
    "max_agents": Arg(AT_LEAST_1, 30.0, without=("min_agents",)),
}
ROSTER = {"shrinkage": Arg(BELOW_ONE, 0.3), "rounding": Arg(ROUNDING, "up")}
TARGETS = Arg(
    only("a Targets", {}, "80/20", 0.8, Nothing()),
    erlang.Targets(service_level=0.8, answer_within=20),
    without=(*GOALS, "max_blocking", *BOUNDS),
)


def with_targets(arguments: dict[str, Arg]) -> list[dict[str, Arg]]:
    """The flat keywords, and instead of them ``targets``."""
    flat = {name: argument for name, argument in arguments.items() if name != "targets"}
    rest = {name: argument for name, argument in arguments.items() if name not in TARGETS.without}
    return [flat, {**rest, "targets": TARGETS}]


def both(call: Any, arguments: dict[str, Arg], suffix: str = "", **others: Any) -> list[Door]:
    flat, whole = with_targets(arguments)
    name = f"{call.__name__}-{suffix}" if suffix else call.__name__
    return [Door(call, flat, label=name, **others), Door(call, whole, label=f"{name}-targets", **others)]


PATIENT = {"patience": Arg(PATIENCE, 120.0, without=("max_abandonment",))}
LINES = {
    "lines": Arg(AT_LEAST_1, 40.0, without=("min_agents", "max_agents")),
    "redial": Arg(BELOW_ONE, 0.2),
    "max_blocking": Arg(INSIDE, 0.1),
}
AGENTS = {"agents": Arg(COUNT, 14.0)}
AT_ONCE = {"fractional": Arg(FLAG, False, without=("lines", "redial", "max_blocking"))}

# Hanging up later than calls are to be answered has no meaning for an uncertain volume.
PROMPT = {
    "answer_within": Arg(WAIT, 20.0, without=("short_abandon",)),
    "short_abandon": Arg(WAIT.but(allowed=(0, "10s")), 10.0),
}
UNSURE = {
    "cv": Arg(numbers("in [0, 10]", (0, 0.5), (TINY, -1, 10.1, INF, HUGE)), 0.1),
    "rate": Arg(words("gamma", "lognormal"), "gamma"),
    "plan_for": Arg(
        Rule("'mean', 'expected' or a probability in (0, 1)", ("expected", 0.8), (0, 1, -0.5, 80), (True, b"x", [0.5])),
        "expected",
    ),
    "average": Arg(words("calls", "intervals"), "calls"),
}

ARRAYS = [
    *both(
        staffing.required_agents,
        {**TRAFFIC, **PATIENT, **LINES, **GOALS, **BOUNDS, **AT_ONCE, **ROSTER},
        rows=True,
    ),
    Door(
        staffing.required_agents,
        {
            "load": Arg(COUNT, 10.0),
            "lines": LINES["lines"],
            "max_blocking": LINES["max_blocking"],
            "max_occupancy": Arg(CAP.but(allowed=(1e-3, 0.999)), 0.9),
            "max_wait_probability": SHARES["max_wait_probability"],
            **BOUNDS,
            **ROSTER,
        },
        label="required_agents-load",
        rows=True,
    ),
    *both(
        staffing.required_agents,
        {**TRAFFIC, **PATIENT, **GOALS, **PROMPT, **BOUNDS, **UNSURE},
        rows=True,
        suffix="uncertain",
    ),
    Door(
        staffing.required_lines,
        {
            **TRAFFIC,
            "agents": Arg(WHOLE.but(text="a whole number from 0 to 1e9"), 14.0),
            "patience": Arg(PATIENCE, 120.0),
            "redial": Arg(BELOW_ONE, 0.2),
            "max_blocking": Arg(INSIDE, 0.1),
        },
        rows=True,
    ),
    *both(
        staffing.max_volume,
        {"interval": Arg(LENGTH, 1800.0), "aht": Arg(LENGTH, 180.0), **AGENTS, **PATIENT, **GOALS},
        rows=True,
    ),
    *both(
        staffing.max_aht,
        {"volume": Arg(numbers("> 0", (1e-3,), (0, TINY, -1.0, INF, HUGE)), 100.0), "interval": Arg(LENGTH, 1800.0)}
        | {**AGENTS, **PATIENT, **GOALS},
        rows=True,
    ),
    Door(
        staffing.min_answer_within,
        {
            **TRAFFIC,
            **AGENTS,
            **{k: v for k, v in LEVEL.items() if k != "answer_within"},
            "patience": Arg(PATIENCE, 120.0),
        },
        rows=True,
    ),
    *both(staffing.patience_range, {**TRAFFIC, **AGENTS, **GOALS}, rows=True),
]


# Inbound calls of whom nobody hangs up.
INBOUND = {name: argument for name, argument in GOALS.items() if name != "max_abandonment"} | {
    "max_occupancy": Arg(CAP.but(allowed=(0.5, 0.999)), 0.95),
}

SINGLE = [
    *both(
        staffing.required_chat_agents,
        {
            "volume": Arg(COUNT, 100.0),
            "interval": Arg(LENGTH, 1800.0),
            "handle_times": Arg(LENGTH, [180.0, 250.0], listed=True),
            **PATIENT,
            **GOALS,
            **BOUNDS,
            **ROSTER,
        },
    ),
    Door(
        staffing.required_priority_agents,
        {
            "volumes": Arg(COUNT, [30.0, 70.0], listed=True),
            "interval": Arg(LENGTH, 1800.0),
            "aht": Arg(LENGTH, 180.0),
            "targets": Arg(
                only("a list of Targets", "80/20", 0.8, {}, Nothing()),
                [erlang.Targets(service_level=0.8, answer_within=20), erlang.Targets()],
            ),
            **ROSTER,
        },
    ),
    *both(
        staffing.required_blend_agents,
        {**TRAFFIC, "outbound_volume": Arg(COUNT, 40.0), **INBOUND, **BOUNDS, **ROSTER},
    ),
    *both(staffing.max_outbound, {**TRAFFIC, **AGENTS, **INBOUND, **ROSTER}),
    Door(
        staffing.required_n_design_agents,
        {
            "volumes": Arg(COUNT.but(allowed=(0, 7)), [6.0, 4.0], listed=True),
            "interval": Arg(LENGTH.but(allowed=(1800.0, "30m")), 1800.0),
            "aht": Arg(LENGTH.but(allowed=(180.0, "3m")), [180.0, 200.0], listed=True),
            "patience": Arg(LENGTH.but(text="> 0 s and finite", allowed=(60.0, "1m")), [120.0, 90.0], listed=True),
            "targets": Arg(
                only("a Targets, or a list of two", "80/20", 0.8, {}, Nothing()),
                [erlang.Targets(service_level=0.8, answer_within=20), erlang.Targets()],
            ),
            "costs": Arg(numbers("> 0", (0.5, 2), (0, TINY, INF, HUGE)), [1.0, 1.2], listed=True),
            "g2_priority": Arg(words("12", "21").but(outside=("1", "")), "21"),
            **ROSTER,
        },
    ),
    Door(
        staffing.costs,
        {
            **TRAFFIC,
            "interval": Arg(LENGTH.but(allowed=(60.0, "30m")), 1800.0),
            "wage": Arg(numbers("> 0", (1e-3,), (0, TINY, -1.0, INF, HUGE)), 30.0),
            "patience": Arg(PATIENCE, 120.0),
            "shrinkage": ROSTER["shrinkage"],
            "service_level": LEVEL["service_level"],
            "answer_within": LEVEL["answer_within"],
            "definition": Arg(DEFINITION, "virtual_wait"),
            "abandonment_cost": Arg(COUNT, 5.0),
            "sla_penalty": Arg(COUNT, 5.0),
            "sla_fine": Arg(COUNT, 5.0),
        },
    ),
    Door(
        staffing.Targets,
        {
            **GOALS,
            "max_blocking": Arg(INSIDE, 0.1),
            "min_agents": Arg(COUNT, 5.0),
            "max_agents": Arg(numbers(">= 1", (1, 20.5), (0.5, TINY, INF, HUGE)), 30.0, without=("min_agents",)),
        },
        several=True,
    ),
    Door(
        lambda parts=None, combine="add": staffing.Shrinkage({"leave": parts}, combine=combine),
        {
            "parts": Arg(BELOW_ONE, 0.1, says="part 'leave'"),
            "combine": Arg(words("add", "compound"), "add"),
        },
        label="Shrinkage",
        name="Shrinkage",
        several=True,
        of=staffing.Shrinkage,
    ),
    Door(
        staffing.Tier,
        {
            "name": Arg(Rule("a text", ("desk",), (), (1, None, True, b"x")), "front"),
            "aht": Arg(LENGTH, 240.0),
            "resolution": Arg(SHARE, 0.7, without=("escalation",)),
            "escalation": Arg(SHARE, 0.2, without=("resolution",), beside={"resolution": 0.0}),
            "repeat": Arg(COUNT, 0.5),
            "repeat_to": Arg(Rule("a text", ("front",), (), (1, True, b"x")), "front"),
            "wage": Arg(COUNT, 24.0),
            "patience": Arg(PATIENCE, 120.0),
            "shrinkage": ROSTER["shrinkage"],
            "targets": Arg(only("Targets", {}, "80/20", 0.8), erlang.Targets(service_level=0.8, answer_within=20)),
        },
    ),
]
TIERS = (
    staffing.Tier(name="front", aht=240, resolution=0.7, escalation=0.2, repeat=0.5, wage=24),
    staffing.Tier(name="expert", aht=600, resolution=0.9, wage=36),
)
FLOW = staffing.ContactFlow(deflection=0.2, tiers=TIERS)
NEED = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20)
NO_NEED = only("a Requirement", 14, "14", None, Nothing(), {})
STEPS = Rule("a whole number >= 0", (0, 3), (-1,), (True, 1.5, 2.0, "3", None, [1]))
CALLS = ([10.0, 40.0, 25.0, 5.0, 60.0], [False, True, False, False, True])
RECORDS = {
    "wait": Arg(WAIT, CALLS[0], listed=True),
    "abandoned": Arg(
        Rule("True or False, or 1 or 0", (True, False, 1, 0, 1.0), (2, 0.5, -1, NAN), ("yes", None, 1j)),
        CALLS[1],
        listed=True,
    ),
}
SINGLE += [
    Door(
        staffing.ContactFlow,
        {
            "tiers": Arg(only("a sequence of Tier", TIERS[0], 3, None, {}, iter(TIERS)), TIERS),
            "deflection": Arg(SHARE, 0.2),
            "bounce": Arg(SHARE, 0.1),
            "self_service_cost": Arg(COUNT, 0.1),
        },
    ),
    Door(
        FLOW.volumes,
        {"volume": Arg(COUNT, 200.0)},
        label="ContactFlow.volumes",
        of=staffing.ContactFlow.volumes,
        several=True,
    ),
    Door(
        FLOW.staff,
        {"volume": Arg(COUNT, 200.0), "interval": Arg(LENGTH, 1800.0)},
        label="ContactFlow.staff",
        of=staffing.ContactFlow.staff,
    ),
    Door(
        FLOW.what_if,
        {
            "scenarios": Arg(only("a mapping", [], "x", 3, None), {"more": {"deflection": 0.3}}),
            "volume": Arg(COUNT, 200.0),
            "interval": Arg(LENGTH, 1800.0),
        },
        label="ContactFlow.what_if",
        of=staffing.ContactFlow.what_if,
    ),
    Door(
        staffing.neighbours,
        {"need": Arg(NO_NEED, NEED), "below": Arg(STEPS, 4), "above": Arg(STEPS, 4)},
    ),
    Door(
        staffing.sensitivity,
        {"need": Arg(NO_NEED, NEED), "changes": Arg(only("a mapping", 3, "volume", ["volume"]), {"volume": [0.1]})},
    ),
    Door(
        staffing.scenarios,
        {"grid": Arg(only("a mapping", 3, "volume", ["volume"], None), {"load": [5.0, 9.0]})}
        | {"max_occupancy": Arg(CAP.but(allowed=(0.5,), outside=(0.0,)), 0.8)},
        several=True,
    ),
    Door(
        staffing.explain,
        {
            "need": Arg(only("a Requirement", 14, None), NEED),
            "row": Arg(
                only(
                    "",
                ),
                None,
            ),
        },
    ),
    Door(
        staffing.estimate_patience,
        {
            **RECORDS,
            "distribution": Arg(words("exponential", "weibull"), "exponential"),
            "balk_within": Arg(WAIT, 5.0),
        },
        rows=False,
    ),
    Door(staffing.patience_survival, RECORDS),
    Door(
        staffing.patience_from_counts,
        {
            "waited": Arg(WAIT, [4000.0, 6500.0, 5000.0], listed=True),
            "abandoned": Arg(COUNT, [14.0, 22.0, 19.0], listed=True),
        },
        label="patience_from_counts-waited",
    ),
    Door(
        staffing.patience_from_counts,
        {
            "offered": Arg(COUNT.but(allowed=(100.0,)), [100.0, 120.0], listed=True),
            "abandoned": Arg(numbers("in [0, offered]", (0, 12.0), (TINY, -1, 121.0, INF)), [6.0, 12.0], listed=True),
            "interval": Arg(LENGTH, 1800.0),
            "aht": Arg(LENGTH.but(allowed=(200.0, "4m")), 240.0),
            "agents": Arg(COUNT, [14.0, 16.0], listed=True),
        },
        several=True,
        label="patience_from_counts-agents",
    ),
]
