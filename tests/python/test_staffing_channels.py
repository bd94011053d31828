"""Agents for chats and for classes by priority: the first number that holds, and where both are Erlang C or A."""

from __future__ import annotations

import math
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from erlang import Targets
from erlang.staffing import required_chat_agents, required_priority_agents

LEVEL = {"service_level": 0.8, "answer_within": 20}


@settings(deadline=None, max_examples=60)
@given(
    st.floats(1, 300),
    st.lists(st.floats(60, 900), min_size=1, max_size=4),
    st.one_of(st.none(), st.floats(10, 900)),
    st.floats(0.3, 0.98),
)
def test_the_first_number_that_holds_for_chats(
    volume: float, times: list[float], patience: float | None, level: float
) -> None:
    times = sorted(times)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        need = required_chat_agents(
            volume=volume, interval=1800, handle_times=times, patience=patience, service_level=level, answer_within=30
        )

    def reached(agents: int) -> bool:
        chats = erlang.Chat(volume=volume, interval=1800, agents=agents, patience=patience, handle_times=times)
        return bool(chats.service_level(answer_within=30) >= level * (1 - 1e-12))

    stable = 1 if patience is not None else math.floor(volume * times[-1] / 1800 / len(times)) + 1
    assert need.agents == next(agents for agents in range(stable, 10_000) if reached(agents))
    assert need.model == "Chat"
    assert need.binding == (None if need.agents == 1 else "service_level")


def test_one_chat_at_a_time_is_erlang_a() -> None:
    calls = {"volume": 100, "interval": 1800}
    chats = required_chat_agents(**calls, handle_times=[180], patience=120, **LEVEL)
    phone = erlang.required_agents(**calls, aht=180, patience=120, **LEVEL)
    assert chats.agents == phone.agents
    assert chats.service_level == pytest.approx(phone.service_level, rel=1e-12)
    assert required_chat_agents(**calls, handle_times=[180], **LEVEL).agents == 14
    seats = required_chat_agents(**calls, handle_times=[180], max_agents=12, **LEVEL)
    assert (seats.status, seats.agents, seats.reason) == ("limited", 12, "max_agents is too low for service_level")
    assert required_chat_agents(volume=0, interval=1800, handle_times=[180], **LEVEL).agents == 0


def test_one_class_is_erlang_c() -> None:
    calls = {"interval": 1800, "aht": 180}
    need = required_priority_agents(volumes=[100], **calls, targets=[Targets(**LEVEL)], shrinkage=0.3)
    phone = erlang.required_agents(volume=100, **calls, **LEVEL, shrinkage=0.3)
    assert (need.agents, need.positions, need.binding) == (phone.agents, phone.positions, phone.binding)
    assert need.service_level[0] == pytest.approx(phone.service_level, rel=1e-12)
    assert need.asa[0] == pytest.approx(phone.asa, rel=1e-12)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 80), min_size=2, max_size=4), st.lists(st.floats(0.3, 0.98), min_size=4, max_size=4))
def test_every_class_meets_its_own_target(volumes: list[float], levels: list[float]) -> None:
    goals = [Targets(service_level=level, answer_within=20) for level in levels[: len(volumes)]]
    need = required_priority_agents(volumes=volumes, interval=1800, aht=180, targets=goals)
    load = sum(volumes) / 10
    if load == 0:
        assert need.agents == 0
        return

    def missed(agents: int) -> list[int]:
        queue = erlang.Priorities(volumes=volumes, interval=1800, aht=180, agents=agents)
        reached = queue.service_level(answer_within=20)
        return [rank for rank, level in enumerate(levels[: len(volumes)]) if reached[rank] < level * (1 - 1e-12)]

    assert not missed(need.agents)
    if need.agents > load + 1:
        assert missed(need.agents - 1)
        assert need.binding_class == missed(need.agents - 1)[0]


CHATS: dict[str, Any] = {"volume": 10, "interval": 1800, "handle_times": [180, 240]}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: required_chat_agents(**{**CHATS, "handle_times": []}, **LEVEL),
            ValueError,
            "required_chat_agents: handle_times must not be empty",
        ),
        (
            lambda: required_chat_agents(**{**CHATS, "handle_times": 180}, **LEVEL),
            TypeError,
            "required_chat_agents: handle_times must be a list, one per level of concurrency, got int",
        ),
        (
            lambda: required_chat_agents(**{**CHATS, "volume": -1}, **LEVEL),
            ValueError,
            "required_chat_agents: volume must be >= 0, got -1",
        ),
        (
            lambda: required_chat_agents(**{**CHATS, "interval": 0}, **LEVEL),
            ValueError,
            "required_chat_agents: interval must be > 0 s, got 0",
        ),
        (
            lambda: required_chat_agents(**CHATS, service_level=0.8),
            ValueError,
            "required_chat_agents: service_level needs answer_within",
        ),
        (
            lambda: required_chat_agents(**CHATS, max_abandonment=0.1),
            ValueError,
            "required_chat_agents: max_abandonment needs patience",
        ),
        (
            lambda: required_chat_agents(**CHATS, service_level=[0.8, 0.9], answer_within=20),
            TypeError,
            "required_chat_agents: service_level must be one value, got an array of float64",
        ),
        (
            lambda: required_priority_agents(volumes=[1, 2], interval=1800, aht=180, targets=[Targets(**LEVEL)]),
            ValueError,
            "required_priority_agents: targets must be one per class, got 1 for 2 classes",
        ),
        (
            lambda: required_priority_agents(volumes=[1], interval=1800, aht=180, targets=Targets(**LEVEL)),
            TypeError,
            "required_priority_agents: targets must be a list of Targets, one per class, got Targets",
        ),
        (
            lambda: required_priority_agents(volumes=[1], interval=1800, aht=180, targets=[Targets(min_agents=3)]),
            ValueError,
            "required_priority_agents: a class has no bounds on agents",
        ),
        (
            lambda: required_priority_agents(volumes=5, interval=1800, aht=180, targets=[Targets(**LEVEL)]),
            TypeError,
            "required_priority_agents: volumes must be a list, one per class, got int",
        ),
    ],
)
def test_bad_input(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
