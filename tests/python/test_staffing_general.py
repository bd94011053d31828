"""Staffing beyond Erlang C and A: lines, redials and patience of any distribution."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from erlang.staffing import max_volume

CALLS = {"volume": 100, "interval": 1800, "aht": 180}
LEVEL = {"service_level": 0.8, "answer_within": 20}
LAWS = [
    erlang.Lognormal(mean=120, cv=2),
    erlang.Weibull(mean=120, shape=0.75, balking=0.05),
    erlang.Hyperexponential(share=0.4, means=(20, 300)),
    erlang.Uniform(low=10, high=200),
    erlang.Deterministic(value=90),
    erlang.Empirical(samples=[5, 20, 40, 90, 200, 600]),
]


def holds(queue: Any, goal: dict[str, float]) -> bool:
    ok = queue.service_level(answer_within=goal["answer_within"]) >= goal["service_level"] * (1 - 1e-12)
    if "max_blocking" in goal:
        ok = ok and queue.blocking() <= goal["max_blocking"] * (1 + 1e-12)
    if "max_wait_probability" in goal:
        ok = ok and queue.wait_probability() <= goal["max_wait_probability"] * (1 + 1e-12)
    return bool(ok)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
@pytest.mark.parametrize("more", [{}, {"lines": 16}, {"redial": 0.4}, {"lines": 30, "redial": 0.4}])
def test_the_first_number_that_holds(law: Any, more: dict[str, Any]) -> None:
    need = erlang.required_agents(**CALLS, **LEVEL, patience=law, **more)
    assert need.model == "ErlangX"
    queue = erlang.ErlangX(**CALLS, patience=law, agents=need.agents, **more)
    assert holds(queue, LEVEL)
    assert need.service_level == queue.service_level(answer_within=20)
    assert (need.abandonment, need.blocking) == (queue.abandonment(), queue.blocking())
    for fewer in range(1, need.agents):
        assert not holds(erlang.ErlangX(**CALLS, patience=law, agents=fewer, **more), LEVEL)
    assert need.binding == "service_level"
    assert f"{need.agents} agents: service_level" in erlang.explain(need)


def test_more_agents_may_block_more() -> None:
    # Callers hang up sooner than agents answer: an agent in place of a waiting caller empties the lines more slowly.
    blocked = [
        erlang.ErlangX(**CALLS, patience=60, lines=16, agents=agents).blocking() for agents in (8, 10, 12, 14, 16)
    ]
    assert blocked == sorted(blocked)
    bound = blocked[1] * 1.0001
    with pytest.warns(erlang.PlanningWarning, match="heavy_loss"):
        assert erlang.required_agents(**CALLS, patience=60, lines=16, max_blocking=bound).agents == 1
    need = erlang.required_agents(**CALLS, patience=60, lines=16, max_blocking=bound, **LEVEL)
    assert need.status == "unreachable"
    assert need.reason == "no number of agents meets service_level, max_blocking"


def test_lines_end_the_agents() -> None:
    need = erlang.required_agents(**CALLS, lines=10, **LEVEL)
    assert need.status == "unreachable"
    assert need.binding == "service_level"
    assert math.isnan(need.agents)
    assert erlang.required_agents(**CALLS, lines=14, max_blocking=0.06).agents <= 14
    seats = erlang.required_agents(**CALLS, lines=20, max_agents=9, **LEVEL)
    assert (seats.status, seats.agents) == ("limited", 9)


def test_a_load_with_lines() -> None:
    need = erlang.required_agents(load=10, lines=20, max_blocking=0.01, max_wait_probability=0.2)
    queue = erlang.ErlangC(load=10, agents=need.agents, lines=20)
    assert queue.blocking() <= 0.01
    assert queue.wait_probability() <= 0.2
    assert erlang.ErlangC(load=10, agents=need.agents - 1, lines=20).wait_probability() > 0.2


def test_exponential_is_erlang_a() -> None:
    plain = erlang.required_agents(**CALLS, **LEVEL, patience=120)
    same = erlang.required_agents(**CALLS, **LEVEL, patience=erlang.Exponential(mean=120))
    assert (same.agents, same.service_level, same.model) == (plain.agents, plain.service_level, "ErlangA")
    many_lines = erlang.required_agents(**CALLS, **LEVEL, patience=120, lines=500)
    assert many_lines.agents == plain.agents
    assert many_lines.service_level == pytest.approx(plain.service_level, rel=1e-12)
    weibull = erlang.required_agents(**CALLS, **LEVEL, patience=erlang.Weibull(mean=120, shape=1))
    assert weibull.service_level == pytest.approx(plain.service_level, rel=1e-12)


def test_fractional_of_general_patience() -> None:
    law = erlang.Lognormal(mean=120, cv=2)
    need = erlang.required_agents(**CALLS, **LEVEL, patience=law, fractional=True)
    assert erlang.ErlangX(**CALLS, patience=law, agents=need.agents).service_level(answer_within=20) >= 0.8
    less = need.agents * (1 - 1e-8)
    assert erlang.ErlangX(**CALLS, patience=law, agents=less).service_level(answer_within=20) < 0.8


@settings(deadline=None, max_examples=30)
@given(st.floats(1, 200), st.floats(30, 600), st.integers(0, 5), st.floats(0, 0.8))
def test_redials_ask_for_more(volume: float, aht: float, law: int, redial: float) -> None:
    inputs = {"volume": volume, "interval": 1800, "aht": aht, "patience": LAWS[law], **LEVEL}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        once = erlang.required_agents(**inputs)
        again = erlang.required_agents(**inputs, redial=redial)
    assert again.agents >= once.agents


def test_arrays_tables_and_inverses() -> None:
    laws = erlang.Lognormal(mean=[60, 120, 240], cv=1.5)
    many = erlang.required_agents(**CALLS, **LEVEL, patience=laws, lines=[12, 15, 40])
    for place, (mean, lines) in enumerate(zip((60, 120, 240), (12, 15, 40))):
        one = erlang.required_agents(**CALLS, **LEVEL, patience=erlang.Lognormal(mean=mean, cv=1.5), lines=lines)
        assert many.agents[place] == one.agents
        assert many.service_level[place] == one.service_level
    table = pd.DataFrame({"offered": [50.0, 100.0], "aht": 180, "lines": [8, None], "redial": [0.3, 0.0]})
    staffed = erlang.staff(table, interval=1800, patience=LAWS[0], **LEVEL)
    for row in range(2):
        lines = None if row else 8
        one = erlang.required_agents(
            volume=table["offered"][row],
            interval=1800,
            aht=180,
            patience=LAWS[0],
            lines=lines,
            redial=table["redial"][row],
            **LEVEL,
        )
        assert (staffed["agents"][row], staffed["blocking"][row]) == (one.agents, one.blocking)
        assert "lognormal" in str(erlang.explain(table, row=row, interval=1800, patience=LAWS[0], **LEVEL)).lower()
    most = max_volume(interval=1800, aht=180, agents=12, patience=LAWS[0], **LEVEL)
    same = {"interval": 1800, "aht": 180, "patience": LAWS[0], **LEVEL}
    assert erlang.required_agents(volume=most, **same).agents == 12
    assert erlang.required_agents(volume=most * (1 + 1e-9), **same).agents == 13
    now = erlang.evaluate(table.assign(agents=[6, 12]), interval=1800, patience=LAWS[0], **LEVEL)
    assert np.isclose(now["gap"], [6 - staffed["agents"][0], 12 - staffed["agents"][1]]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"max_blocking": 0.1}, "max_blocking needs lines"),
        ({"lines": 5, "min_agents": 6, "max_occupancy": 0.9}, "min_agents must be <= lines, got 6 and 5"),
        ({"lines": 5.5, "max_occupancy": 0.9}, "lines must be a whole number >= 1, got 5.5"),
        ({"lines": 0, "max_occupancy": 0.9}, "lines must be a whole number >= 1, got 0"),
        ({"lines": math.inf, "max_occupancy": 0.9}, "lines must be a whole number >= 1, got inf"),
        ({"lines": 5, "fractional": True, "max_occupancy": 0.9}, "fractional needs a queue without lines"),
        ({"redial": 0.5, "fractional": True, "max_occupancy": 0.9}, "fractional needs a queue without redial"),
        ({"redial": 1, "max_occupancy": 0.9}, "redial must be in [0, 1), got 1"),
        ({"redial": -0.1, "max_occupancy": 0.9}, "redial must be in [0, 1), got -0.1"),
        ({"lines": 5, "max_blocking": 1.0}, "max_blocking must be in (0, 1), got 1"),
        ({"lines": 5, "max_blocking": math.nan}, "max_blocking must be in (0, 1), got nan"),
    ],
)
def test_bad_input(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        erlang.required_agents(**CALLS, **arguments)
    assert str(caught.value) == f"required_agents: {message}"


def test_the_load_of_redials_counts_attempts():
    calls = {"volume": 100, "interval": 1800, "aht": 180, "patience": 60, "redial": 0.4}
    need = erlang.required_agents(**calls, lines=16, service_level=0.7, answer_within=20)
    queue = erlang.ErlangX(**calls, lines=16, agents=need.agents)
    assert need.load == pytest.approx(queue.load, rel=1e-12)
    assert need.load > 10.01
    assert need.occupancy == pytest.approx(need.load / need.agents * (1 - need.abandonment - need.blocking), rel=1e-12)
