"""Limits and ties of required_agents as the contract states them; each test names its sentence."""

from __future__ import annotations

import copy
import math
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

import erlang

pytestmark = pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
CALLS = {"volume": 100, "interval": 1800, "aht": 180}
GOAL = {"service_level": 0.8, "answer_within": 20}
DEFINITIONS = ("answered_of_offered", "answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait")
LAWS: list[dict[str, Any]] = [
    {},
    {"patience": 120},
    {"patience": 0},
    {"patience": erlang.Lognormal(mean=120, cv=2)},
    {"patience": 120, "lines": 20},
    {"patience": 120, "redial": 0.4},
    {"lines": 20},
]


def need(**given: Any) -> Any:
    return erlang.required_agents(**{**CALLS, **given})


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("law", LAWS, ids=str)
def test_load_0_every_service_level_1_and_nothing_else(law: dict[str, Any], definition: str) -> None:
    idle = need(volume=0, **GOAL, definition=definition, **law)
    assert (idle.agents, idle.positions, idle.scheduled, idle.binding, idle.status) == (0, 0, 0, None, "met")
    assert idle.service_level == 1
    for name in ("load", "asa", "abandonment", "blocking", "occupancy", "wait_probability"):
        assert getattr(idle, name) == 0
    floor = need(volume=0, **GOAL, definition=definition, min_agents=3, **law)
    assert (floor.agents, floor.binding) == (3, None)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_load_at_or_above_agents_without_abandonment(definition: str) -> None:
    for agents in (10, 9):
        seats = need(**GOAL, definition=definition, max_agents=agents)
        assert (seats.agents, seats.status, seats.reason) == (
            agents,
            "limited",
            "max_agents is too low for service_level",
        )
        assert (seats.service_level, seats.wait_probability, seats.occupancy, seats.asa) == (0, 1, 1, math.inf)


def test_infinite_patience_is_erlang_c() -> None:
    assert need(**GOAL, patience=math.inf).model == "ErlangC"
    assert need(**GOAL, patience=math.inf).agents == need(**GOAL).agents == 14


def test_a_target_equal_to_the_measure_is_met() -> None:
    for law in ({}, {"patience": 120}):
        make = erlang.ErlangA if law else erlang.ErlangC
        queue = make(**CALLS, agents=13, **law)
        goals: list[dict[str, Any]] = [
            {"service_level": queue.service_level(answer_within=20), "answer_within": 20},
            {"max_asa": queue.asa()},
            {"max_occupancy": queue.occupancy()},
            {"max_wait_probability": queue.wait_probability()},
            {"max_wait": queue.wait_percentile(0.9), "max_wait_percentile": 0.9},
        ]
        if law:
            goals.append({"max_abandonment": queue.abandonment()})
        for goal in goals:
            assert need(**goal, **law).agents <= 13
            real = need(**goal, **law, fractional=True)
            assert real.agents <= 13 * (1 + 1e-9)
            assert need(**goal, **law, fractional=True).status == "met"


def test_21_calls_at_a_cap_of_70_percent_need_3() -> None:
    assert need(volume=21, max_occupancy=0.7).agents == 3
    assert erlang.required_agents(volume=[21, 21], interval=1800, aht=180, max_occupancy=0.7).agents.tolist() == [3, 3]


def test_a_bound_of_0_seconds_is_met_within_1e_12() -> None:
    assert need(max_wait=0, max_wait_percentile=0.5).agents == 12
    many = need(max_asa=0)
    assert many.asa <= 1e-12
    assert erlang.ErlangC(**CALLS, agents=many.agents - 1).asa() > 1e-12


@pytest.mark.parametrize(
    ("agents", "share", "rounding", "positions"),
    [(21, 0.3, "up", 30), (21, 0.3, "half", 30), (22, 0.3, "half", 31.5), (22, 0.3, "up", 32), (14, 0.0, "up", 14)],
)
def test_positions_are_rounded_once(agents: int, share: float, rounding: str, positions: float) -> None:
    found = need(max_occupancy=0.9, min_agents=agents, shrinkage=share, rounding=rounding)
    assert (found.agents, found.positions) == (agents, positions)
    assert found.scheduled == agents / (1 - share)
    assert need(max_occupancy=0.9, min_agents=agents, shrinkage=share, rounding="none").positions == found.scheduled


def test_binding_is_the_first_in_order_that_fails_at_one_fewer() -> None:
    both = need(**GOAL, max_occupancy=10 / 14)
    assert (both.agents, both.binding) == (14, "service_level")
    assert need(max_occupancy=10 / 14, max_wait_probability=0.18).binding == "max_occupancy"
    assert need(**GOAL, min_agents=14).binding == "service_level"
    assert need(**GOAL, min_agents=15).binding == "min_agents"
    one = need(volume=0.01, **GOAL)
    assert (one.agents, one.binding) == (1, None)
    assert need(volume=0.01, **GOAL, min_agents=1).binding is None
    assert need(volume=0.01, **GOAL, min_agents=2).binding == "min_agents"


def test_unreachable_is_a_status_with_the_reason() -> None:
    never = need(**GOAL, lines=5)
    assert (never.status, never.binding, never.reason) == (
        "unreachable",
        "service_level",
        "no number of agents meets service_level",
    )
    for name in ("agents", "scheduled", "positions", "service_level", "asa", "occupancy"):
        assert math.isnan(getattr(never, name))
    rows = erlang.required_agents(**{**CALLS, "volume": [100, 10]}, **GOAL, lines=5)
    assert np.isnan(rows.agents).tolist() == [True, False]
    assert rows.agents.dtype == rows.positions.dtype == np.float64
    frame = erlang.staff(pd.DataFrame({"offered": [100, 10], "aht": 180}), interval=1800, lines=5, **GOAL)
    assert str(frame["agents"].dtype) == str(frame["positions"].dtype) == "Int64"
    assert frame["agents"].isna().tolist() == [True, False]
    with pytest.raises(ValueError, match=r"^totals: 1 row is unreachable and has no agents: row 0"):
        erlang.totals(frame, by="all", interval=1800)


def test_answered_of_answered_is_met_by_one_agent_with_nearly_everybody_hanging_up() -> None:
    lone = need(service_level=0.8, answer_within=60, definition="answered_of_answered", patience=30)
    assert (lone.agents, lone.binding) == (1, None)
    assert lone.abandonment == pytest.approx(0.9, abs=0.005)
    assert [code for code, _ in lone.warnings] == ["heavy_loss"]


def test_no_target_is_80_in_20_and_the_result_says_so() -> None:
    plain = need()
    assert plain.agents == need(**GOAL).agents
    assert [code for code, _ in plain.warnings] == ["default_target"]
    assert plain.targets == erlang.Targets(**GOAL)
    assert [code for code, _ in need(min_agents=3, max_agents=40).warnings] == ["default_target"]


@pytest.mark.parametrize("given", [{}, {"patience": [30, 120]}, {"lines": 5}, {"volume": [0, 10]}], ids=str)
def test_values_have_repr_pickle_and_one_equality(given: dict[str, Any]) -> None:
    first, second = need(**GOAL, **given), need(**GOAL, **given)
    assert (first == second) is True
    assert (first != need(**GOAL, **given, shrinkage=0.1)) is True
    assert pickle.loads(pickle.dumps(first)) == copy.deepcopy(first) == first
    assert repr(first) == repr(second)
