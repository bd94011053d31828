"""The doors of the room: every argument of every model and function at its bound, just outside it, NaN and infinite.

One table, one helper. A model that is missing from the table fails the test.
"""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import erlang
from erlang import queueing

NAN, INF = math.nan, math.inf
TINY = -1e-9


@dataclass(frozen=True)
class Rule:
    """What is allowed, bounds first, and what is just outside or no number."""

    allowed: tuple[float, ...]
    outside: tuple[float, ...]


NON_NEGATIVE = Rule((0.0,), (TINY, -1.0, NAN, INF))
POSITIVE = Rule((1e-3,), (0.0, TINY, -1.0, NAN, INF))
PATIENCE = Rule((0.0, INF), (TINY, -1.0, NAN))
ENDING_PATIENCE = Rule((1e-1,), (0.0, -1.0, NAN, INF))
SOME_PATIENCE = Rule((1e-1, INF), (0.0, -1.0, NAN))
WHOLE = Rule((0.0,), (TINY, -1.0, 1.5, NAN, INF))
BELOW_ONE = Rule((0.0, 0.99), (TINY, 1.0, NAN, INF))
SHARE = Rule((0.0, 1.0), (TINY, 1.0 + 1e-9, NAN, INF))
INSIDE = Rule((1e-9, 1.0 - 1e-9), (0.0, TINY, 1.0, NAN, INF))
FINITE = Rule((-3.0, 0.0), (NAN, INF, -INF))
RATIO = Rule((0.0, INF), (TINY, NAN))

CALLS: dict[str, Any] = {"volume": 100.0, "interval": 1800.0, "aht": 180.0}
CALLS_RULES = {"volume": NON_NEGATIVE, "interval": POSITIVE, "aht": POSITIVE}


@dataclass(frozen=True)
class Door:
    """How something is called, and the rule of each argument; those of whom one is a list take a number each."""

    make: Any
    good: dict[str, Any]
    rules: dict[str, Rule]
    rows: bool = True  # arrays of rows are taken
    fixed: dict[str, Any] = field(default_factory=dict)  # arguments that are no numbers

    def __str__(self) -> str:
        return "-".join([str(self.make.__name__), *self.fixed])


def calls(make: Any, good: dict[str, Any], rules: dict[str, Rule], **others: Any) -> Door:
    return Door(make, {**CALLS, **good}, {**CALLS_RULES, **rules}, **others)


LINES = Rule((14.0, 1e4), (13.0, 14.5, NAN, INF))
DAY: dict[str, Any] = {"volume": [60.0, 120.0], "interval": [900.0, 900.0], "aht": [180.0, 180.0]}
DOORS = [
    Door(queueing.ErlangB, {"load": 8.0, "servers": 10.0}, {"load": NON_NEGATIVE, "servers": NON_NEGATIVE}),
    calls(queueing.ErlangB, {"servers": 14.0}, {"servers": NON_NEGATIVE}),
    Door(
        queueing.ExtendedErlangB,
        {"load": 8.0, "servers": 10.0, "redial": 0.3},
        {"load": NON_NEGATIVE, "servers": NON_NEGATIVE, "redial": BELOW_ONE},
    ),
    Door(
        queueing.required_servers,
        {"load": 8.0, "max_blocking": 0.1},
        {"load": NON_NEGATIVE, "max_blocking": Rule((1e-9, 0.99), INSIDE.outside)},
    ),
    Door(queueing.max_load, {"servers": 8.0, "max_blocking": 0.1}, {"servers": NON_NEGATIVE, "max_blocking": INSIDE}),
    Door(queueing.ErlangC, {"load": 10.0, "agents": 14.0}, {"load": NON_NEGATIVE, "agents": NON_NEGATIVE}),
    calls(queueing.ErlangC, {"agents": 14.0}, {"agents": NON_NEGATIVE}),
    calls(queueing.ErlangC, {"agents": 14.0, "lines": 20.0}, {"agents": WHOLE, "lines": LINES}),
    calls(queueing.ErlangA, {"agents": 14.0, "patience": 120.0}, {"agents": NON_NEGATIVE, "patience": PATIENCE}),
    calls(
        queueing.ErlangX,
        {"agents": 14.0, "patience": 120.0, "lines": 20.0, "redial": 0.3},
        {"agents": WHOLE, "patience": PATIENCE, "lines": LINES, "redial": BELOW_ONE},
    ),
    Door(
        queueing.Engset,
        {"sources": 20.0, "servers": 10.0, "idle_load": 0.5},
        {"sources": WHOLE, "servers": WHOLE, "idle_load": NON_NEGATIVE},
    ),
    Door(queueing.overflow, {"load": 8.0, "servers": 10.0}, {"load": NON_NEGATIVE, "servers": NON_NEGATIVE}),
    Door(
        queueing.hayward_blocking,
        {"load": 8.0, "servers": 10.0, "peakedness": 2.0},
        {"load": NON_NEGATIVE, "servers": NON_NEGATIVE, "peakedness": POSITIVE},
    ),
    Door(queueing.equivalent_random, {"mean": 5.0, "variance": 9.0}, {"mean": POSITIVE, "variance": POSITIVE}),
    Door(queueing.halfin_whitt, {"beta": 1.0}, {"beta": FINITE}),
    Door(queueing.garnett, {"beta": 1.0, "patience_ratio": 2.0}, {"beta": FINITE, "patience_ratio": RATIO}),
    calls(queueing.MDn, {"agents": 14.0}, {"agents": WHOLE}),
    calls(
        queueing.MGn,
        {"agents": 14.0, "service_cv": 0.5},
        {"agents": NON_NEGATIVE, "service_cv": NON_NEGATIVE},
        fixed={"approximation": "kimura"},
    ),
    calls(queueing.MGn, {"agents": 14.0}, {"agents": WHOLE}, fixed={"service": queueing.ErlangService(phases=2)}),
    calls(queueing.RandomRate, {"agents": 14.0, "cv": 0.2}, {"agents": NON_NEGATIVE, "cv": NON_NEGATIVE}),
    calls(
        queueing.RandomRate,
        {"agents": 14.0, "cv": 0.2, "patience": 120.0},
        {"agents": NON_NEGATIVE, "cv": NON_NEGATIVE, "patience": PATIENCE},
        fixed={"rate": "lognormal"},
    ),
    Door(
        queueing.Priorities,
        {"volumes": [50.0, 50.0], "interval": 1800.0, "aht": 180.0, "agents": 14.0},
        {"volumes": NON_NEGATIVE, "interval": POSITIVE, "aht": POSITIVE, "agents": NON_NEGATIVE},
        rows=False,
    ),
    Door(
        queueing.Chat,
        {"volume": 100.0, "interval": 1800.0, "handle_times": [180.0, 250.0], "agents": 9.0, "patience": 120.0},
        {
            "volume": NON_NEGATIVE,
            "interval": POSITIVE,
            "handle_times": POSITIVE,
            "agents": WHOLE,
            "patience": PATIENCE,
        },
    ),
    calls(
        queueing.Blend,
        {"agents": 14.0, "threshold": 10.0},
        {"agents": Rule((10.0, 11.0), (TINY, NAN, INF)), "threshold": Rule((0.0, 14.0), (-1.0, 9.5, 15.0, NAN, INF))},
    ),
    Door(
        queueing.NDesign,
        {"volumes": [2.0, 1.0], "interval": 1.0, "aht": [1.0, 2.0], "agents": [2.0, 2.0], "patience": [2.0, 1.0]},
        {
            "volumes": NON_NEGATIVE,
            "interval": Rule((0.5,), POSITIVE.outside),
            "aht": Rule((0.1,), POSITIVE.outside),
            "agents": WHOLE,
            "patience": ENDING_PATIENCE,
        },
        rows=False,
    ),
    Door(
        queueing.RedialOrbit,
        {
            "volume": 2.0,
            "interval": 1.0,
            "aht": 1.0,
            "agents": 2.0,
            "patience": 1.0,
            "redial": 0.5,
            "redial_delay": 2.0,
        },
        {
            "volume": NON_NEGATIVE,
            "interval": Rule((0.5,), POSITIVE.outside),
            "aht": POSITIVE,
            "agents": WHOLE,
            "patience": ENDING_PATIENCE,
            "redial": BELOW_ONE,
            "redial_delay": Rule((0.1,), POSITIVE.outside),
        },
        rows=False,
    ),
    Door(
        queueing.Transient,
        {**DAY, "agents": [14.0, 20.0], "patience": [120.0, 120.0]},
        {
            **CALLS_RULES,
            "aht": Rule((1.0,), POSITIVE.outside),
            "agents": NON_NEGATIVE,
            "patience": SOME_PATIENCE,
        },
        rows=False,
    ),
    Door(queueing.modified_offered_load, DAY, CALLS_RULES, rows=False),
    Door(
        queueing.sinusoidal_load,
        {"volume": 100.0, "interval": 900.0, "amplitude": 50.0, "period": 86400.0, "aht": 180.0, "at": 0.0},
        {
            **CALLS_RULES,
            "volume": Rule((50.0,), NON_NEGATIVE.outside),
            "amplitude": Rule((0.0, 100.0, -100.0), (NAN, INF)),
            "period": POSITIVE,
            "at": Rule((0.0,), (NAN, INF)),
        },
    ),
    Door(
        queueing.all_busy_probability,
        {"load": 8.0, "agents": 10.0},
        {"load": NON_NEGATIVE, "agents": NON_NEGATIVE},
    ),
    Door(
        queueing.backlog_carryover, {**DAY, "agents": [14.0, 20.0]}, {**CALLS_RULES, "agents": NON_NEGATIVE}, rows=False
    ),
    Door(
        queueing.Exponential,
        {"mean": 60.0, "balking": 0.1},
        {"mean": Rule((0.0,), (TINY, -1.0, NAN)), "balking": BELOW_ONE},
    ),
    Door(
        queueing.Lognormal,
        {"mean": 60.0, "cv": 1.0, "balking": 0.1},
        {"mean": NON_NEGATIVE, "cv": NON_NEGATIVE, "balking": BELOW_ONE},
    ),
    Door(
        queueing.Weibull,
        {"mean": 60.0, "shape": 0.7, "balking": 0.1},
        {"mean": NON_NEGATIVE, "shape": Rule((0.1,), POSITIVE.outside), "balking": BELOW_ONE},
    ),
    Door(
        queueing.Hyperexponential,
        {"mean": 60.0, "cv": 1.5, "balking": 0.1},
        {"mean": NON_NEGATIVE, "cv": Rule((1.0,), (1.0 - 1e-9, -1.0, NAN, INF)), "balking": BELOW_ONE},
    ),
    Door(
        queueing.Uniform,
        {"low": 10.0, "high": 60.0, "balking": 0.1},
        {"low": Rule((0.0, 60.0), (TINY, NAN, INF)), "high": Rule((10.0,), (9.0, NAN, INF)), "balking": BELOW_ONE},
    ),
    Door(queueing.Deterministic, {"value": 60.0, "balking": 0.1}, {"value": NON_NEGATIVE, "balking": BELOW_ONE}),
    Door(
        queueing.Empirical,
        {"samples": [30.0, 60.0, 90.0], "balking": 0.1},
        {"samples": NON_NEGATIVE, "balking": BELOW_ONE},
        rows=False,
    ),
]


def changed(door: Door, name: str, value: Any) -> Any:
    """What the door gives with one argument changed, in a list at its second place."""
    good = door.good[name]
    given = [good[0], value, *good[2:]] if isinstance(good, list) else value
    return door.make(**{**door.good, **door.fixed, name: given})


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_every_argument_at_its_bound_and_outside(door: Door) -> None:
    called = str(door.make.__name__)
    assert door.rules.keys() == door.good.keys()
    for name, rule in door.rules.items():
        good = door.good[name]
        for value in rule.allowed:
            assert changed(door, name, value) is not None
        for value in rule.outside:
            at = " at index 1" if isinstance(good, list) else ""
            with pytest.raises(ValueError, match=rf"^{called}: {name} must be .*, got {value:g}{at}$"):
                changed(door, name, value)
            if door.rows and not isinstance(good, list):
                with pytest.raises(ValueError, match=rf"^{called}: .*got {value:g} at index 1$"):
                    changed(door, name, np.array([good, value]))
        for wrong in (True, b"1", object(), 1j):
            with pytest.raises(TypeError):
                door.make(**{**door.good, **door.fixed, name: wrong})
        with pytest.raises((TypeError, ValueError)):
            door.make(**{**door.good, **door.fixed, name: "many"})


def test_no_door_is_missing() -> None:
    """Whatever takes numbers is in the table."""
    others = {"Measures", "Overflow", "EquivalentRandom", "HeavyTraffic", "LoadCourse", "BacklogCarryover"}  # results
    others |= {"TransientState", "ErlangService", "HyperexponentialService"}  # parts, tested with their models
    named = {name for name in queueing.__all__ if not issubclass_of_str(getattr(queueing, name))}
    assert named - others == {door.make.__name__ for door in DOORS}


def issubclass_of_str(thing: Any) -> bool:
    return inspect.isclass(thing) and issubclass(thing, str)


MODELS = [door for door in DOORS if hasattr(door.make, "service_level")]


@pytest.mark.parametrize("door", MODELS, ids=str)
def test_times_and_levels_of_measures(door: Door) -> None:
    model = door.make(**door.good, **door.fixed)
    if "load" in door.good:
        with pytest.raises(ValueError, match=r"^service_level needs volume, interval and aht$"):
            model.service_level(answer_within=20)
        return
    asked: list[tuple[str, str, Rule, bool]] = [
        ("service_level", "answer_within", NON_NEGATIVE, True),
        ("wait_exceeds", "time", NON_NEGATIVE, False),
        ("abandoned_within", "time", NON_NEGATIVE, False),
        ("wait_percentile", "p", Rule((0.5,), INSIDE.outside), False),
    ]
    for measure, argument, rule, by_name in asked:
        method = getattr(model, measure, None)
        if method is None:
            continue
        call = (lambda value, method=method: method(answer_within=value)) if by_name else method
        for value in rule.allowed:
            assert not np.any(np.isnan(call(value)))
        for value in rule.outside:
            with pytest.raises(ValueError, match=rf"^{measure}: {argument} must be .*, got {value:g}$"):
                call(value)


def test_nothing_calls_anybody_positional() -> None:
    for door in DOORS:
        with pytest.raises(TypeError):
            door.make(*door.good.values())


def test_the_package_has_them_all() -> None:
    for door in DOORS:
        assert getattr(erlang, door.make.__name__) is door.make
