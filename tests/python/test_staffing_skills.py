"""Outbound work beside calls, two groups for two classes, and lines: the least that holds, and where it is Erlang."""

from __future__ import annotations

import itertools
import math
import pickle
import random
import warnings
from collections import deque
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from erlang import Targets
from erlang.staffing import (
    max_outbound,
    required_blend_agents,
    required_chat_agents,
    required_lines,
    required_n_design_agents,
    required_priority_agents,
)

LEVEL = {"service_level": 0.8, "answer_within": 20}
CALLS = {"volume": 100, "interval": 1800, "aht": 180}
WORK = {**CALLS, "outbound_volume": 40}
SLACK = 1e-12

goals = st.sampled_from(
    [
        LEVEL,
        {"service_level": 0.95, "answer_within": 5, "max_occupancy": 0.9},
        {"max_asa": 15},
        {"max_wait_probability": 0.3},
        {"max_wait": 40, "max_wait_percentile": 0.9},
        {"max_occupancy": 0.8},
    ]
)


def blend_reaches(queue: Any, goal: dict[str, Any]) -> bool:
    measures = {
        "service_level": lambda: queue.service_level(answer_within=goal["answer_within"]),
        "max_asa": queue.asa,
        "max_wait_probability": queue.wait_probability,
        "max_occupancy": queue.occupancy,
        "max_wait": lambda: queue.wait_percentile(goal["max_wait_percentile"]),
    }
    for name, measure in measures.items():
        if name not in goal:
            continue
        value = float(measure())
        if name == "service_level" and value < goal[name] * (1 - SLACK):
            return False
        if name != "service_level" and value > goal[name] * (1 + SLACK):
            return False
    return True


# Outbound work


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 150), st.floats(0, 120), goals)
def test_the_first_agents_and_the_fewest_kept_idle(volume: float, outbound: float, goal: dict[str, Any]) -> None:
    calls = {"volume": volume, "interval": 1800, "aht": 180}
    need = required_blend_agents(**calls, outbound_volume=outbound, **goal)
    if volume == 0 and outbound == 0:
        assert need.agents == 0
        return

    def suits(agents: int) -> int | None:
        for idle in range(agents + 1):
            queue = erlang.Blend(**calls, agents=agents, idle_reserve=idle)
            enough = queue.outbound_volume() >= outbound * (1 - SLACK)
            if (volume == 0 or agents > volume / 10) and enough and blend_reaches(queue, goal):
                return idle
        return None

    expected = next(agents for agents in range(1, 1000) if suits(agents) is not None)
    assert (need.agents, need.idle_reserve) == (expected, suits(expected))
    assert need.threshold == need.agents - need.idle_reserve
    assert max_outbound(**calls, agents=need.agents, **goal).outbound_volume == need.outbound_volume


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 60), st.floats(0.05, 0.99))
def test_a_higher_threshold_trades_waits_for_outbound(agents: int, busy: float) -> None:
    calls = {"volume": busy * agents * 10, "interval": 1800, "aht": 180}
    queues = [erlang.Blend(**calls, agents=agents, threshold=threshold) for threshold in range(agents + 1)]
    for lower, higher in itertools.pairwise(queues):
        assert higher.wait_probability() >= lower.wait_probability() * (1 - SLACK)
        assert higher.outbound_volume() >= lower.outbound_volume() * (1 - SLACK)
    for threshold, queue in enumerate(queues):
        more = erlang.Blend(**calls, agents=agents + 1, threshold=threshold)
        assert more.wait_probability() <= queue.wait_probability() * (1 + SLACK)
        assert more.outbound_volume() >= queue.outbound_volume() * (1 - SLACK)
        assert more.occupancy() <= queue.occupancy() * (1 + SLACK)


def test_without_outbound_work_it_is_erlang_c() -> None:
    need = required_blend_agents(**CALLS, outbound_volume=0, **LEVEL, shrinkage=0.3)
    phone = erlang.required_agents(**CALLS, **LEVEL, shrinkage=0.3)
    assert (need.agents, need.scheduled, need.positions) == (phone.agents, phone.scheduled, phone.positions)
    assert need.binding == phone.binding
    everybody = max_outbound(**CALLS, agents=14, service_level=phone.service_level, answer_within=20)
    assert everybody.outbound_volume == pytest.approx(0, abs=1)
    assert everybody.service_level >= phone.service_level * (1 - SLACK)


def test_limits_of_outbound_work() -> None:
    idle = required_blend_agents(volume=0, interval=1800, aht=180, outbound_volume=40, **LEVEL)
    assert (idle.agents, idle.idle_reserve, idle.service_level, idle.binding) == (4, 0, 1.0, "outbound_volume")
    # Occupancy counts outbound work too: 4 agents would be busy all the time.
    capped = required_blend_agents(volume=0, interval=1800, aht=180, outbound_volume=40, max_occupancy=0.9)
    assert (capped.agents, capped.idle_reserve, capped.reserve_binding) == (5, 1, "max_occupancy")
    seats = required_blend_agents(**WORK, **LEVEL, max_agents=15)
    assert (seats.status, seats.agents, seats.binding) == ("limited", 15, "outbound_volume")
    assert seats.reason == "max_agents is too low for outbound_volume"
    assert seats.service_level >= 0.8
    few = required_blend_agents(**WORK, **LEVEL, max_agents=12)
    assert (few.status, few.idle_reserve, few.outbound_volume) == ("limited", 12, 0)
    assert few.reason == "max_agents is too low for service_level, outbound_volume"
    over = max_outbound(**CALLS, agents=9, **LEVEL)
    assert (over.status, over.binding) == ("unreachable", "service_level")
    assert math.isnan(over.outbound_volume)
    assert over == pickle.loads(pickle.dumps(over))
    assert over != max_outbound(**CALLS, agents=8, **LEVEL)
    floor = required_blend_agents(**WORK, **LEVEL, min_agents=25)
    assert (floor.agents, floor.binding) == (25, "min_agents")
    assert max_outbound(**CALLS, agents=18.5, **LEVEL).threshold == 16.5
    with pytest.warns(erlang.PlanningWarning, match="default_target"):
        assert required_blend_agents(**WORK) == required_blend_agents(**WORK)
    big = required_blend_agents(volume=1e6, interval=1800, aht=180, outbound_volume=2e4, **LEVEL)
    assert (big.agents, big.idle_reserve) == (102_000, 0)  # all wait, but hardly
    assert max_outbound(volume=1e6, interval=1800, aht=180, agents=big.agents - 1, **LEVEL).outbound_volume < 2e4


# Two groups


def n_design(volumes: list[float], targets: Any, **more: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        return required_n_design_agents(
            **{"volumes": volumes, "interval": 60, "aht": [60, 70], "patience": [60, 90], "targets": targets, **more}
        )


@settings(deadline=None, max_examples=25)
@given(
    st.floats(0.1, 5),
    st.floats(0.1, 4),
    st.lists(st.sampled_from([LEVEL, {"max_abandonment": 0.1}, {"max_asa": 10}, {}]), min_size=2, max_size=2),
    st.sampled_from(["12", "21"]),
    st.floats(1.0, 2.0),
)
def test_the_cheapest_of_all_mixes(
    one: float, two: float, given: list[dict[str, float]], order: str, wage: float
) -> None:
    if not any(given):
        given = [LEVEL, LEVEL]
    need = n_design([one, two], [Targets(**goal) for goal in given], costs=[1, wage], g2_priority=order)

    def suits(first: int, second: int) -> bool:
        centre = erlang.NDesign(
            volumes=[one, two],
            interval=60,
            aht=[60, 70],
            agents=[first, second],
            patience=[60, 90],
            g2_priority=order,
        )
        for rank, goal in enumerate(given):
            if "service_level" in goal and centre.service_level(answer_within=20)[rank] < 0.8 * (1 - SLACK):
                return False
            if "max_abandonment" in goal and centre.abandonment()[rank] > 0.1 * (1 + SLACK):
                return False
            if "max_asa" in goal and not centre.asa()[rank] <= 10 * (1 + SLACK):
                return False
        return True

    assert suits(*need.agents)
    cheaper = [
        (first, second)
        for first in range(25)
        for second in range(25)
        if first + second > 0 and first + wage * second < need.cost * (1 - 1e-9)
    ]
    assert not any(suits(*mix) for mix in cheaper)


def test_no_sharing_is_split_and_one_class_is_erlang_a() -> None:
    calls = {"interval": 1800, "patience": 120}
    goal = Targets(**LEVEL)
    # Without class 1, group 2 alone is Erlang A; nobody of group 1 is needed.
    alone = required_n_design_agents(volumes=[0, 100], aht=180, targets=goal, **calls)
    phone = erlang.required_agents(volume=100, aht=180, **calls, **LEVEL)
    assert alone.agents == (0, phone.agents)
    assert alone.service_level[1] == pytest.approx(phone.service_level, rel=1e-12)
    assert alone.split == (0, phone.agents)
    # Without class 2, everybody is as good as a specialist, who is preferred.
    first = required_n_design_agents(volumes=[100, 0], aht=180, targets=goal, **calls)
    assert first.agents == (phone.agents, 0)
    assert first.binding == ("service_level", None)
    # Who has both skills costs a fortune: as few as class 2 needs by itself. Specialists cost next to nothing.
    dear = required_n_design_agents(volumes=[60, 40], aht=180, targets=goal, costs=[1, 1e6], **calls)
    assert dear.agents[1] == dear.split[1]
    assert dear.agents[0] >= dear.split[0]
    assert dear.pooled == phone.agents
    assert required_n_design_agents(volumes=[0, 0], aht=180, targets=goal, **calls).agents == (0, 0)
    # A class that asks for nothing can be left to hang up.
    content = n_design([0, 3], [Targets(), Targets(**LEVEL)])
    assert content.agents == n_design([0, 3], Targets(**LEVEL)).agents
    with pytest.warns(erlang.PlanningWarning, match="default_target"):
        default = required_n_design_agents(volumes=[60, 40], aht=180, targets=Targets(), **calls)
    assert default.agents == required_n_design_agents(volumes=[60, 40], aht=180, targets=goal, **calls).agents
    assert default.targets == (goal, goal)
    assert default == pickle.loads(pickle.dumps(default))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(0.2, 6), min_size=2, max_size=2),
    st.lists(st.floats(20, 120), min_size=2, max_size=2),
    st.lists(st.floats(10, 400), min_size=2, max_size=2),
    st.integers(0, 6),
    st.integers(1, 8),
    st.sampled_from(["12", "21"]),
)
def test_a_specialist_more_helps_both_classes(
    volumes: list[float], aht: list[float], patience: list[float], first: int, second: int, order: str
) -> None:
    # What the search takes for granted, for any rates.
    same = {"volumes": volumes, "interval": 60, "aht": aht, "patience": patience, "g2_priority": order}
    fewer = erlang.NDesign(**same, agents=[first, second])
    more = erlang.NDesign(**same, agents=[first + 1, second])
    slack = 1e-11
    for seconds in (0, 15, 90):
        assert np.all(more.service_level(answer_within=seconds) >= fewer.service_level(answer_within=seconds) - slack)
        assert np.all(more.wait_exceeds(seconds) <= fewer.wait_exceeds(seconds) + slack)
    assert np.all(more.abandonment() <= fewer.abandonment() + slack)
    # Class 2 does no better than group 2 by itself.
    alone = erlang.ErlangA(volume=volumes[1], interval=60, aht=aht[1], patience=patience[1], agents=second)
    assert more.service_level(answer_within=15)[1] <= alone.service_level(answer_within=15) + slack
    assert more.abandonment()[1] >= alone.abandonment() - slack


def test_too_large_a_mix_is_refused() -> None:
    with pytest.raises(ValueError, match="simulate a system this large"):
        n_design([900, 900], Targets(**LEVEL))


# Both against simulation: every event drawn, 20 batches, 99.9 % intervals


def within_interval(batches: list[float], theory: float) -> bool:
    half_width = 3.883 * np.std(batches, ddof=1) / math.sqrt(len(batches))
    return bool(abs(np.mean(batches) - theory) <= half_width)


def test_the_outbound_work_of_a_simulated_queue() -> None:
    need = required_blend_agents(**WORK, **LEVEL)
    rng = random.Random(5)
    arrivals, service = 100 / 1800, 1 / 180
    busy, now, line = need.agents, 0.0, deque[float]()
    levels, outbound = [], []
    for batch in range(21):
        start, offered, timely, made = now, 0, 0, 0
        for _ in range(12_000):
            now += rng.expovariate(arrivals + busy * service)
            if rng.random() * (arrivals + busy * service) < arrivals:
                offered += 1
                if busy == need.agents:
                    line.append(now)
                else:
                    busy += 1
                    timely += 1
            elif line:
                timely += now - line.popleft() <= 20
            elif busy > need.threshold:
                busy -= 1
            else:
                made += 1  # the agent turns to outbound work
        if batch > 0:  # the first warms up
            levels.append(timely / offered)
            outbound.append(made * 1800 / (now - start))
    assert within_interval(levels, need.service_level)
    assert within_interval(outbound, need.outbound_volume)


@pytest.mark.parametrize("order", ["21", "12"])
def test_the_classes_of_two_simulated_groups(order: str) -> None:
    volumes, aht, patience = (4.0, 3.0), (60.0, 70.0), (60.0, 90.0)
    need = n_design(list(volumes), Targets(**LEVEL), g2_priority=order)
    rng = random.Random(7)
    busy, queue = [0, 0], [0, 0]
    waited: list[list[float]] = [[], []]
    left: list[list[float]] = [[], []]
    for batch in range(21):
        offered, waits, gone = [0, 0], [0, 0], [0, 0]
        for _ in range(12_000):
            rates = [v / 60 for v in volumes] + [b / t for b, t in zip(busy, aht)]
            rates += [q / p for q, p in zip(queue, patience)]
            event = rng.choices(range(6), rates)[0]
            which = event % 2
            if event < 2:
                offered[which] += 1
                group = 0 if which == 0 and busy[0] < need.agents[0] else 1
                if busy[group] < need.agents[group]:
                    busy[group] += 1
                else:
                    queue[which] += 1
                    waits[which] += 1
            elif event < 4:
                served = [0] if which == 0 else [int(rank) - 1 for rank in order]
                taken = next((rank for rank in served if queue[rank]), None)
                if taken is None:
                    busy[which] -= 1
                else:
                    queue[taken] -= 1
            else:
                queue[which] -= 1
                gone[which] += 1
        if batch > 0:
            for rank in (0, 1):
                waited[rank].append(waits[rank] / offered[rank])
                left[rank].append(gone[rank] / offered[rank])
    for rank in (0, 1):
        assert within_interval(waited[rank], need.wait_probability[rank])
        assert within_interval(left[rank], need.abandonment[rank])


# Lines


@settings(deadline=None, max_examples=100)
@given(
    st.integers(0, 40),
    st.floats(0.1, 1.6),
    st.one_of(
        st.none(),
        st.floats(5, 2000),
        st.sampled_from(
            [
                erlang.Lognormal(mean=90, cv=2),
                erlang.Weibull(mean=90, shape=0.6, balking=0.1),
                erlang.Uniform(low=10, high=200),
                erlang.Deterministic(value=60),
            ]
        ),
    ),
    st.one_of(st.none(), st.floats(0, 0.9)),
    st.floats(1e-4, 0.9),
)
def test_one_line_fewer_blocks_too_many(agents: int, busy: float, patience: Any, redial: Any, bound: float) -> None:
    calls = {"volume": max(0.5, agents) * busy * 10, "interval": 1800, "aht": 180}
    lines = required_lines(**calls, agents=agents, max_blocking=bound, patience=patience, redial=redial)

    def blocking(places: float) -> float:
        queue = erlang.ErlangX(**calls, agents=agents, patience=patience, lines=places, redial=redial or 0)
        return float(queue.blocking())

    if math.isinf(lines):
        assert patience is None
        assert blocking(agents + 5000) > bound
        return
    assert blocking(lines) <= bound * (1 + 1e-11)
    assert lines == agents or blocking(lines - 1) > bound * (1 - 1e-11)
    # Never up again, at this many or any other.
    shares = [blocking(agents + extra) for extra in range(30)]
    assert all(after <= before + 1e-13 for before, after in itertools.pairwise(shares))


def test_lines_of_loss_systems_and_arrays() -> None:
    same = {"interval": 1800, "aht": 180, "max_blocking": 0.01}
    assert required_lines(volume=0, agents=3, **same) == 3
    assert required_lines(volume=100, agents=10, patience=0, **same) == 11  # the eleventh hangs up at once
    assert required_lines(volume=100, agents=18, **same) == 18 == erlang.required_servers(load=10, max_blocking=0.01)
    assert required_lines(volume=100, agents=10, **same) == 106  # load = agents: 1/B grows by 1 a line, from 4.66
    assert required_lines(volume=100, agents=9, **same) == math.inf
    assert required_lines(volume=100, agents=0, **same) == math.inf
    assert required_lines(volume=100, agents=0, patience=180, **same) == 18  # who waits is all there is
    found = required_lines(volume=100, agents=np.array([9, 10, 12]), **same)
    assert found.dtype == float
    assert found.tolist() == [math.inf, 106, 24]
    column = required_lines(volume=pd.Series([50, 100], index=["a", "b"]), agents=12, **same)
    assert list(column.index) == ["a", "b"]
    bounds = {"interval": 1800, "aht": 180, "max_blocking": [[0.1], [0.01]]}
    assert required_lines(volume=[50.0, 100.0], agents=12, **bounds).shape == (2, 2)
    need = erlang.required_agents(**CALLS, lines=24, max_blocking=0.01, max_wait_probability=0.5)
    assert need.blocking <= 0.01


# explain


def test_explain_says_how_each_came_about() -> None:
    blended = erlang.explain(required_blend_agents(**WORK, **LEVEL, shrinkage=0.3))
    assert "  16 agents: 2 kept idle, service_level 0.794633 < 0.8, missed" in blended
    assert "  16 agents: 2 kept idle, outbound_volume 50.4 >= 40, met" in blended
    assert "agents = 16, the first whole number at which all targets hold; decided by outbound_volume" in blended
    assert "unreachable: agents are too few for service_level" in erlang.explain(
        max_outbound(**CALLS, agents=9, **LEVEL)
    )
    assert "agents = 18, given" in erlang.explain(max_outbound(**CALLS, agents=18, **LEVEL))
    groups = erlang.explain(n_design([3, 2], Targets(**LEVEL)))
    assert "one agent fewer in group 2" in groups
    assert "Roster of group 2" in groups
    chats = required_chat_agents(volume=216, interval="1h", handle_times=[200, 250], patience=120, **LEVEL, max_asa=30)
    assert f"  {chats.agents} agents: service_level {chats.service_level:.6g} >= 0.8, met\n" in erlang.explain(chats)
    seats = required_chat_agents(volume=216, interval="1h", handle_times=[200, 250], **LEVEL, max_agents=8)
    assert "agents = max_agents = 8, max_agents is too low for service_level" in erlang.explain(seats)
    classes = required_priority_agents(
        volumes=[30, 70],
        interval="30m",
        aht=180,
        targets=[Targets(**LEVEL), Targets(max_wait=90, max_wait_percentile=0.9)],
    )
    text = erlang.explain(classes)
    assert "class 1 wait <= 90 s (1m30s), for 0.9 of callers" in text
    assert f"class 0 service_level = queue.service_level(answer_within=20)[0] = {classes.service_level[0]:.6g}" in text
    tight = required_priority_agents(volumes=[1], interval=1800, aht=180, targets=[Targets(max_wait_probability=0.5)])
    assert "agents = 1, the first whole number" in erlang.explain(tight)
    assert "nothing is offered" in erlang.explain(
        required_blend_agents(volume=0, interval=1800, aht=180, outbound_volume=0, **LEVEL)
    )


# Doors

PAIR = {"volumes": [60, 40], "interval": 1800, "aht": 180, "patience": 120, "targets": Targets(**LEVEL)}
LINES = {**CALLS, "agents": 12, "max_blocking": 0.01}


def wrong(function: Any, base: dict[str, Any], rows: list[tuple[dict[str, Any], type[Exception], str]]) -> list[Any]:
    name = function.__name__
    return [pytest.param(function, {**base, **change}, error, f"{name}: {text}") for change, error, text in rows]


@pytest.mark.parametrize(
    ("function", "arguments", "error", "message"),
    [
        *wrong(
            required_blend_agents,
            {**WORK, **LEVEL},
            [
                ({"volume": -1}, ValueError, "volume must be >= 0, got -1"),
                ({"volume": math.nan}, ValueError, "volume must be >= 0, got nan"),
                ({"volume": "many"}, TypeError, "volume must be a number or an array of numbers, got str"),
                ({"volume": [1, 2]}, TypeError, "volume must be one value, got an array"),
                ({"volume": None}, TypeError, "volume must be one value, got None"),
                ({"interval": 0}, ValueError, "interval must be > 0 s, got 0"),
                ({"aht": -3}, ValueError, "aht must be > 0 s, got -3"),
                ({"aht": math.inf}, ValueError, "aht must be > 0 s, got inf"),
                ({"outbound_volume": -1}, ValueError, "outbound_volume must be >= 0, got -1"),
                ({"outbound_volume": math.nan}, ValueError, "outbound_volume must be >= 0, got nan"),
                ({"outbound_volume": [3]}, TypeError, "outbound_volume must be one value, got an array"),
                ({"service_level": 1}, ValueError, "service_level must be in (0, 1), got 1"),
                ({"answer_within": None}, ValueError, "service_level needs answer_within"),
                ({"max_occupancy": 1}, ValueError, "max_occupancy must be below 1 without patience, got 1"),
                ({"max_asa": -1}, ValueError, "max_asa must be >= 0 s, got -1"),
                ({"max_wait": 5}, ValueError, "max_wait needs max_wait_percentile"),
                ({"shrinkage": 1}, ValueError, "shrinkage must be in [0, 1), got 1"),
                ({"min_agents": 3, "max_agents": 2}, ValueError, "min_agents must be <= max_agents, got 3 and 2"),
                ({"max_agents": 0}, ValueError, "max_agents must be a whole number >= 1, got 0"),
                ({"rounding": "down"}, ValueError, "rounding must be one of up, half, none, got 'down'"),
                (
                    {"targets": Targets(max_asa=3)},
                    TypeError,
                    "give either targets or service_level, answer_within, not both",
                ),
            ],
        ),
        pytest.param(
            required_blend_agents,
            {**WORK, "targets": Targets(max_abandonment=0.1)},
            ValueError,
            "required_blend_agents: max_abandonment needs patience",
        ),
        *wrong(
            max_outbound,
            {**CALLS, "agents": 14, **LEVEL},
            [
                ({"agents": -1}, ValueError, "agents must be >= 0, got -1"),
                ({"agents": math.nan}, ValueError, "agents must be >= 0, got nan"),
                ({"agents": [14, 15]}, TypeError, "agents must be one value, got an array"),
                ({"interval": -1}, ValueError, "interval must be > 0 s, got -1"),
                ({"definition": "best"}, ValueError, None),
            ],
        ),
        pytest.param(
            max_outbound,
            {**CALLS, "agents": 14, "targets": Targets(max_asa=3, min_agents=2)},
            ValueError,
            "max_outbound: agents are given, bounds on them mean nothing",
        ),
        *wrong(
            required_n_design_agents,
            PAIR,
            [
                ({"volumes": [60, -1]}, ValueError, "volumes must be >= 0, got -1 at index 1"),
                ({"volumes": [math.nan, 1]}, ValueError, "volumes must be >= 0, got nan at index 0"),
                ({"volumes": 60}, TypeError, "volumes must be a list of two"),
                ({"volumes": [1, 2, 3]}, ValueError, "volumes must be a list of two, got 3"),
                (
                    {"volumes": ["a", 2]},
                    TypeError,
                    "volumes must be a number or an array of numbers, got an array of <U21",
                ),
                ({"interval": 0}, ValueError, "interval must be > 0 s, got 0"),
                ({"aht": 0}, ValueError, "aht must be > 0 s, got 0 at index 0"),
                ({"aht": [180, math.nan]}, ValueError, "aht must be > 0 s, got nan at index 1"),
                ({"patience": [120, math.inf]}, ValueError, "patience must be > 0 s and finite, got inf at index 1"),
                ({"costs": [1, 0]}, ValueError, "costs must be > 0, got 0 at index 1"),
                ({"costs": 3}, TypeError, "costs must be a list of two"),
                ({"shrinkage": -0.1}, ValueError, "shrinkage must be in [0, 1), got -0.1"),
                ({"shrinkage": [0.1, 0.2]}, TypeError, "shrinkage must be one value, got an array"),
                ({"g2_priority": "1"}, ValueError, "g2_priority must be one of 12, 21, got '1'"),
                ({"targets": 0.8}, TypeError, "targets must be a Targets, or a list of two, got float"),
                ({"targets": [Targets()]}, ValueError, "targets must be a Targets, or a list of two, got 1"),
                ({"targets": Targets(min_agents=1)}, ValueError, "a class has no bounds on agents"),
                ({"targets": Targets(max_occupancy=0.9)}, ValueError, "max_occupancy is of agents, not of a class"),
                ({"targets": Targets(service_level=0.8)}, ValueError, "service_level needs answer_within"),
                ({"targets": Targets(max_blocking=0.1)}, ValueError, "max_blocking needs lines"),
                (
                    {"targets": Targets(**LEVEL, definition="virtual_wait")},
                    ValueError,
                    "the virtual wait is not known for two groups",
                ),
            ],
        ),
        *wrong(
            required_lines,
            LINES,
            [
                ({"volume": -1}, ValueError, "volume must be >= 0, got -1"),
                ({"volume": [1, math.nan]}, ValueError, "volume must be >= 0, got nan at index 1"),
                ({"interval": 0}, ValueError, "interval must be > 0 s, got 0"),
                ({"aht": "soon"}, ValueError, None),
                ({"agents": -1}, ValueError, "agents must be a whole number from 0 to 1e9, got -1"),
                ({"agents": 2.5}, ValueError, "agents must be a whole number from 0 to 1e9, got 2.5"),
                ({"agents": None}, ValueError, "agents is missing"),
                ({"max_blocking": 0}, ValueError, "max_blocking must be in (0, 1), got 0"),
                ({"max_blocking": [0.1, 1]}, ValueError, "max_blocking must be in (0, 1), got 1 at index 1"),
                ({"max_blocking": None}, ValueError, "max_blocking is missing"),
                ({"patience": -1}, ValueError, "patience must be >= 0 s, got -1"),
                ({"redial": 1}, ValueError, "redial must be in [0, 1), got 1"),
                ({"volume": [1, 2], "aht": [1, 2, 3]}, ValueError, "shapes do not broadcast: volume (2,), aht (3,)"),
            ],
        ),
    ],
)
def test_bad_input(function: Any, arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        function(**arguments)
    if not message.endswith("None"):
        assert str(caught.value) == message
    assert str(caught.value).startswith(f"{function.__name__}: ")


def test_reasons_name_what_stands_in_the_way() -> None:
    assert required_blend_agents(**WORK, **LEVEL, min_agents=2e9).reason == "no number of agents meets min_agents"
    tight = required_blend_agents(**WORK, max_occupancy=1e-9)
    assert tight.reason == "no number of agents meets max_occupancy"


def test_volumes_beyond_any_chain_are_refused() -> None:
    with pytest.raises(ValueError, match="simulate a system this large"):
        required_n_design_agents(volumes=[6e12, 4e12], interval=1800, aht=180, patience=120, targets=Targets(**LEVEL))


def test_agents_given_as_whole_numbers_stay_whole() -> None:
    calls = {"volume": 100, "interval": 1800, "aht": 180, "service_level": 0.8, "answer_within": 20}
    whole = max_outbound(**calls, agents=18)
    assert [type(value) for value in (whole.agents, whole.threshold, whole.idle_reserve)] == [int, int, int]
    half = max_outbound(**calls, agents=18.5)
    assert (half.agents, half.threshold) == (18.5, 18.5 - half.idle_reserve)
