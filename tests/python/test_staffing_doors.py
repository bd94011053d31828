"""Every argument of every function of staffing that takes numbers: at its bound, outside it, of the wrong type."""

from __future__ import annotations

import inspect
import itertools
import re
from typing import Any

import numpy as np
import pytest

import erlang
from door_rules import forgotten, hold
from erlang import spreadsheet, staffing
from spreadsheet_doors import SHEET
from staffing_doors import ARRAYS, FLOW, NEED, SINGLE
from table_doors import TABLES

DOORS = [*ARRAYS, *SINGLE, *SHEET]
CASES = [(door, name) for door in DOORS for name in door.arguments]
# What these functions give back; nobody makes one by hand.
RESULTS = {
    "BlendRequirement",
    "Explanation",
    "FlowStaffing",
    "FlowVolumes",
    "NDesignRequirement",
    "PatienceEstimate",
    "PatienceRange",
    "PatienceSurvival",
    "PriorityRequirement",
    "Requirement",
    "Step",
}


@pytest.mark.parametrize(("door", "name"), CASES, ids=str)
def test_an_argument_at_its_bound_and_outside(door: Any, name: str) -> None:
    hold(door, name)


def public() -> list[Any]:
    """Functions and classes of the two rooms, and the methods of ContactFlow; without words and results."""
    found = [getattr(staffing, name) for name in staffing.__all__ if name not in RESULTS]
    found = [thing for thing in found if not (inspect.isclass(thing) and issubclass(thing, str))]
    methods = [method for name, method in vars(staffing.ContactFlow).items() if name[0] != "_" and callable(method)]
    return [*found, *methods, *(getattr(spreadsheet, name) for name in spreadsheet.__all__)]


def test_no_argument_is_forgotten() -> None:
    """A new argument or function fails here until its rule is in a table of doors."""
    assert forgotten([*DOORS, *TABLES], public()) == {}


def test_a_forgotten_argument_is_seen() -> None:
    def new(*, known: float, other: float) -> None: ...

    assert forgotten([], [new]) == {"test_a_forgotten_argument_is_seen.<locals>.new": {"known", "other"}}


@pytest.mark.parametrize("door", [*DOORS, *TABLES], ids=str)
def test_what_must_be_given_is_asked_for(door: Any) -> None:
    signature = inspect.signature(door.function)
    for name, parameter in signature.parameters.items():
        if name in ("self", "df", "staffed", "evaluated") or parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        if parameter.default is inspect.Parameter.empty:
            given = {other: argument.good for other, argument in door.arguments.items() if other != name}
            with pytest.raises(TypeError, match=f"{name}|{re.escape(door.arguments[name].says or name)}"):
                door.call(**given)
        unknown = "surely_not_an_argument"
        if not any(each.kind is inspect.Parameter.VAR_KEYWORD for each in signature.parameters.values()):
            with pytest.raises(TypeError, match=unknown):
                door.call(**{name: argument.good for name, argument in door.arguments.items()}, **{unknown: 1})


CALLS = {"volume": 100, "interval": 1800, "aht": 180}
GOAL = {"service_level": 0.8, "answer_within": 20}
HALVES: list[tuple[dict[str, Any], str]] = [
    ({"service_level": 0.8}, "service_level needs answer_within"),
    ({"answer_within": 20}, "answer_within needs service_level"),
    ({"definition": "virtual_wait", "max_asa": 9}, "definition needs service_level"),
    ({"short_abandon": 5, "max_asa": 9}, "short_abandon needs service_level"),
    ({**GOAL, "short_abandon": 5}, "short_abandon needs definition abandons_excluded or abandons_counted"),
    (
        {**GOAL, "short_abandon": 5, "definition": "virtual_wait"},
        "short_abandon needs definition abandons_excluded or abandons_counted",
    ),
    ({"asa_of": "all"}, "asa_of needs max_asa"),
    ({**GOAL, "asa_of": "all"}, "asa_of needs max_asa"),
    ({"max_wait": 20}, "max_wait needs max_wait_percentile"),
    ({"max_wait_percentile": 0.9}, "max_wait_percentile needs max_wait"),
    ({"max_abandonment": 0.05}, "max_abandonment needs patience"),
    ({"max_occupancy": 1}, "max_occupancy must be below 1 without patience, got 1"),
]
BOUNDS: list[tuple[dict[str, Any], str]] = [
    ({**GOAL, "min_agents": 9, "max_agents": 5}, "min_agents must be <= max_agents, got 9 and 5"),
    ({"min_agents": 9, "max_agents": 5}, "min_agents must be <= max_agents, got 9 and 5"),
]


def call_of(name: str) -> Any:
    function = getattr(staffing, name)
    more: dict[str, Any] = {
        "max_volume": {"interval": 1800, "aht": 180, "agents": 14},
        "max_aht": {"volume": 100, "interval": 1800, "agents": 14},
        "required_chat_agents": {"volume": 100, "interval": 1800, "handle_times": [180, 250]},
    }.get(name, CALLS)
    return lambda **given: function(**more, **given)


CONTRADICTIONS = [
    *(("required_agents", *each) for each in [*HALVES, *BOUNDS]),
    ("required_agents", {**GOAL, "max_blocking": 0.1}, "max_blocking needs lines"),
    ("required_agents", {**GOAL, "lines": 5, "min_agents": 6}, "min_agents must be <= lines, got 6 and 5"),
    ("required_agents", {**GOAL, "lines": 5, "fractional": True}, "fractional needs a queue without lines"),
    ("required_agents", {**GOAL, "redial": 0.1, "fractional": True}, "fractional needs a queue without redial"),
    ("required_agents", {**GOAL, "load": 3}, "give either load or volume, interval and aht, got load and volume, "
     "interval, aht"),
    *(("max_volume", *each) for each in HALVES),
    *(("max_aht", *each) for each in HALVES),
    *(("required_chat_agents", *each) for each in [*HALVES, *BOUNDS]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "message"), CONTRADICTIONS, ids=str)
def test_targets_that_contradict_or_are_half_given(name: str, given: dict[str, Any], message: str) -> None:
    """API.md, Targets: one half of a pair, an option without its target, or a target that cannot be missed."""
    call = call_of(name)
    with pytest.raises(ValueError, match=f"^{name}: {re.escape(message)}$"):
        call(**given)
    if set(given) & {"load", "lines", "redial", "fractional"}:
        return
    with pytest.raises(ValueError, match=f"^{name}: {re.escape(message)}$"):
        call(targets=erlang.Targets(**given))


@pytest.mark.parametrize("door", [door for door in [*ARRAYS, *SINGLE] if "-targets" in str(door)], ids=str)
def test_targets_and_flat_keywords_do_not_mix(door: Any) -> None:
    given = {name: argument.good for name, argument in door.arguments.items()}
    for flat in ({"max_asa": 9}, {"service_level": 0.9}, {"max_occupancy": 0.9, "max_wait": 3}):
        with pytest.raises(TypeError, match=f"^{door.says}: give either targets or {', '.join(flat)}, not both$"):
            door.call(**given, **flat)


@pytest.mark.parametrize("door", ARRAYS, ids=str)
def test_arrays_that_do_not_broadcast(door: Any) -> None:
    numbers = [name for name, each in door.arguments.items() if isinstance(each.good, float)]
    for first, second in itertools.pairwise(numbers):
        if second in door.arguments[first].without:
            continue
        pair = {name: np.full(size, door.arguments[name].good) for name, size in ((first, 2), (second, 3))}
        given = {**door.given(first, None), **pair}
        with pytest.raises(ValueError, match=rf"^{door.says}: shapes do not broadcast: .*\(\d,\), .*\(\d,\)$"):
            door.call(**given)
        assert np.shape(door.with_(first, np.full((0,), pair[first][0]))) is not None


FLOW_ERRORS: list[tuple[Any, type[Exception], str]] = [
    (lambda: staffing.Tier(name="", aht=1, resolution=1), TypeError, "Tier: name must be a text, got ''"),
    (
        lambda: staffing.Tier(name="a", aht=1, resolution=0.6, escalation=0.5),
        ValueError,
        "Tier: resolution and escalation must add up to 1 or less, got 1.1",
    ),
    (lambda: staffing.ContactFlow(tiers=[]), ValueError, "ContactFlow: tiers must hold at least one Tier, got none"),
    (lambda: staffing.ContactFlow(tiers=["front"]), TypeError, "ContactFlow: tiers must hold Tier, got str"),
    (
        lambda: FLOW.replace(front={"resolution": 2}),
        ValueError,
        "Tier: resolution must be in [0, 1], got 2",
    ),
    (lambda: FLOW.replace(deflection=True), TypeError, "ContactFlow: deflection must be a number, got bool"),
    (lambda: FLOW.replace(nobody={"aht": 3}), ValueError, "replace: a flow has no 'nobody', and no tier of that name"),
    (lambda: FLOW.replace(front={"speed": 3}), ValueError, "replace: a tier has no 'speed'"),
    (lambda: FLOW.replace(front=3), TypeError, "replace: front must be a mapping of what changes, got int"),
    (
        lambda: FLOW.staff(volume=10, interval=1800, service_level=0.8),
        ValueError,
        "staff: service_level needs answer_within",
    ),
    (
        lambda: FLOW.what_if({"more": {"deflection": 2}}, volume=10, interval=1800, **GOAL),
        ValueError,
        "what_if: deflection must be in [0, 1], got 2",
    ),
    (
        lambda: FLOW.what_if({"more": 2}, volume=10, interval=1800, **GOAL),
        TypeError,
        "what_if: 'more' must be a mapping of what changes, got int",
    ),
    (
        lambda: staffing.sensitivity(NEED, changes={"patience": [0.1]}),
        ValueError,
        "sensitivity: the requirement has no patience to change",
    ),
    (
        lambda: staffing.sensitivity(NEED, changes={"volume": [0.1, np.nan]}),
        ValueError,
        "sensitivity: changes['volume'] must be finite, got nan at index 1",
    ),
    (
        lambda: staffing.sensitivity(NEED, changes={"volume": ["more"]}),
        TypeError,
        "sensitivity: changes['volume'] must be a number or an array of numbers, got an array of <U4",
    ),
    (
        lambda: staffing.sensitivity(NEED, changes={"volume": 0.1}),
        TypeError,
        "sensitivity: changes['volume'] must be a list of numbers, got float",
    ),
    (
        lambda: staffing.sensitivity(NEED, changes={"aht": [-1]}),
        ValueError,
        "sensitivity: aht must be > 0 s, got 0",
    ),
    (
        lambda: staffing.scenarios({"volume": [1, -1]}, interval=1800, aht=180, **GOAL),
        ValueError,
        "scenarios: volume must be >= 0, got -1 at index 1",
    ),
    (
        lambda: staffing.scenarios({"volume": 3}),
        ValueError,
        "scenarios: grid['volume'] must be a list of values, got 3",
    ),
    (
        lambda: staffing.scenarios({"volume": [3]}, volume=3),
        TypeError,
        "scenarios: volume is in the grid and among the arguments",
    ),
    (
        lambda: staffing.patience_from_counts(abandoned=[1, 2], waited=[1, 2], agents=3),
        ValueError,
        "patience_from_counts: give either waited or offered, interval, aht and agents, got waited and agents",
    ),
    (
        lambda: staffing.patience_from_counts(abandoned=[1, 2], offered=[10, 20], aht=60),
        ValueError,
        "patience_from_counts: interval, agents missing: give waited, or offered, interval, aht and agents",
    ),
]


@pytest.mark.parametrize(
    ("call", "error", "message"), FLOW_ERRORS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_hangs_together(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
