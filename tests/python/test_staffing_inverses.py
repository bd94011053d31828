"""What given agents can just take: one step further and required_agents wants another one."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from erlang.staffing import Targets, max_aht, max_volume, min_answer_within, patience_range

LEVEL = {"service_level": 0.8, "answer_within": 20}
targets = st.sampled_from(
    [
        LEVEL,
        {"service_level": 0.95, "answer_within": 5, "max_occupancy": 0.85},
        {"max_asa": 30},
        {"max_wait_probability": 0.3},
        {"max_wait": 60, "max_wait_percentile": 0.9},
    ]
)
patiences = st.one_of(st.none(), st.floats(5, 2000))


def needed(**inputs: object) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)  # most may hang up
        return erlang.required_agents(**inputs).agents  # type: ignore[no-any-return, arg-type]


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 400), st.floats(20, 2000), patiences, targets)
def test_max_volume_is_the_last_that_suits(agents: int, aht: float, patience: float | None, goal: dict) -> None:
    most = max_volume(interval=1800, aht=aht, agents=agents, patience=patience, **goal)
    same = {"interval": 1800, "aht": aht, "patience": patience, **goal}
    if math.isinf(most):  # who is answered at all is answered in time
        assert needed(volume=1e6, **same) == 1
        return
    assert needed(volume=most, **same) <= agents
    assert needed(volume=most * (1 + 1e-9), **same) == agents + 1


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 400), st.floats(1, 2000), patiences, targets)
def test_max_aht_is_the_last_that_suits(agents: int, volume: float, patience: float | None, goal: dict) -> None:
    most = max_aht(volume=volume, interval=1800, agents=agents, patience=patience, **goal)
    same = {"interval": 1800, "volume": volume, "patience": patience, **goal}
    if math.isinf(most):
        assert needed(aht=1e6, **same) == 1
        return
    assert needed(aht=most, **same) <= agents
    assert needed(aht=most * (1 + 1e-9), **same) == agents + 1


@settings(deadline=None, max_examples=150)
@given(
    st.integers(1, 200),
    st.floats(0.3, 1.5),
    patiences,
    st.floats(0.01, 0.99),
    st.sampled_from(["answered_of_offered", "answered_of_answered", "abandons_excluded", "virtual_wait"]),
)
def test_min_answer_within(agents: int, busy: float, patience: float | None, level: float, definition: str) -> None:
    inputs = {"volume": busy * agents * 10, "interval": 1800, "aht": 180}
    time = min_answer_within(**inputs, agents=agents, service_level=level, patience=patience, definition=definition)
    queue = erlang.ErlangA(**inputs, agents=agents, patience=patience)

    def reached(seconds: float) -> float:
        return queue.service_level(answer_within=seconds, definition=definition)  # type: ignore[no-any-return]

    if math.isinf(time):
        assert reached(1e9) < level
        return
    assert reached(time) >= level * (1 - 1e-9)
    if time > 0:
        assert reached(time * (1 - 1e-6)) < level * (1 + 1e-9)


def test_patience_range() -> None:
    inputs = {"volume": 100, "interval": 1800, "aht": 180, "agents": 12}
    patient = patience_range(**inputs, max_abandonment=0.05)
    assert patient.most == math.inf
    assert erlang.ErlangA(**inputs, patience=patient.least).abandonment() == pytest.approx(0.05, rel=1e-6)
    hasty = patience_range(**inputs, **LEVEL)
    assert hasty.least == 0.0
    queue = erlang.ErlangA(**inputs, patience=hasty.most)
    assert queue.service_level(answer_within=20) == pytest.approx(0.8, rel=1e-6)
    between = patience_range(**inputs, **LEVEL, max_abandonment=0.07)
    assert 0 < between.least < between.most < math.inf
    none = patience_range(**inputs, **LEVEL, max_abandonment=0.01)
    assert math.isnan(none.least)
    assert math.isnan(none.most)


def test_limits() -> None:
    same = {"interval": 1800, "aht": 180}
    assert max_volume(**same, agents=0, **LEVEL) == 0.0
    # Half an agent: one call at a time is answered at once with the share that finds it idle.
    assert 0 < max_volume(**same, agents=0.5, max_occupancy=0.8, patience=60) < 20
    # Nearly everybody hangs up, and those who are answered are answered in time.
    counted = {"service_level": 0.8, "answer_within": 60, "definition": "abandons_counted"}
    assert max_volume(**same, agents=1, patience=30, **counted) == math.inf
    assert min_answer_within(volume=100, **same, agents=10, service_level=0.5) == math.inf
    assert min_answer_within(volume=0, **same, agents=10, service_level=0.5) == 0.0


def test_arrays_and_columns() -> None:
    agents = np.array([10.0, 14.0, 20.0])
    found = max_volume(interval=1800, aht=180, agents=agents, **LEVEL)
    assert found.shape == (3,)
    assert found[1] == max_volume(interval=1800, aht=180, agents=14, **LEVEL)
    column = pd.Series([120.0, 180.0], index=["a", "b"])
    given_back = max_volume(interval=1800, aht=column, agents=14, **LEVEL)
    assert list(given_back.index) == ["a", "b"]
    assert max_volume(interval=1800, aht=[[120], [180]], agents=agents, **LEVEL).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: max_volume(interval=1800, aht=180, agents=-1), ValueError, "max_volume: agents must be >= 0, got -1"),
        (lambda: max_volume(interval=0, aht=180, agents=1), ValueError, "max_volume: interval must be > 0 s, got 0"),
        (
            lambda: max_volume(interval=1800, aht=[180, -1], agents=1),
            ValueError,
            "max_volume: aht must be > 0 s, got -1 at index 1",
        ),
        (lambda: max_volume(interval=1800, aht=180, agents=None), ValueError, "max_volume: agents is missing"),
        (
            lambda: max_volume(interval=1800, aht=180, agents=1, service_level=0.8),
            ValueError,
            "max_volume: service_level needs answer_within",
        ),
        (
            lambda: max_volume(interval=1800, aht=180, agents=1, max_abandonment=0.1),
            ValueError,
            "max_volume: max_abandonment needs patience",
        ),
        (
            lambda: max_volume(interval=1800, aht=180, agents="many"),
            TypeError,
            "max_volume: agents must be a number or an array of numbers, got str",
        ),
        (lambda: max_aht(volume=0, interval=1800, agents=1), ValueError, "max_aht: volume must be > 0, got 0"),
        (
            lambda: max_aht(volume=math.nan, interval=1800, agents=1),
            ValueError,
            "max_aht: volume must be > 0, got nan",
        ),
        (
            lambda: min_answer_within(volume=1, interval=1800, aht=180, agents=1, service_level=1.0),
            ValueError,
            "min_answer_within: service_level must be in (0, 1), got 1",
        ),
        (
            lambda: max_volume(interval=[1800, 900], aht=[1, 2, 3], agents=1),
            ValueError,
            "max_volume: shapes do not broadcast: interval (2,), aht (3,)",
        ),
        (
            lambda: max_volume(interval=1800, aht=180, agents=1, max_asa=3, targets=Targets(max_asa=3)),
            TypeError,
            "max_volume: give either targets or max_asa, not both",
        ),
    ],
)
def test_bad_input(call: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call()  # type: ignore[operator]
    assert str(caught.value) == message


def test_agents_of_any_size_have_a_volume():
    goal = {"service_level": 0.8, "answer_within": 20}
    assert max_volume(interval=1800, aht=180, agents=5e-324, patience=60, **goal) == 0
    many = max_volume(interval=1800, aht=180, agents=5e12, **goal)
    assert many == pytest.approx(5e13, rel=1e-5)
    assert math.isnan(patience_range(volume=100, interval=1800, aht=1e-320, agents=0, max_abandonment=0.05).least)


CALLS = {"volume": 100, "interval": 1800, "aht": 180, "agents": 14}


@pytest.mark.parametrize(("function", "without"), [(max_volume, "volume"), (max_aht, "aht"), (patience_range, "")])
def test_no_target_is_warned_of_and_bounds_are_refused(function, without) -> None:
    given = {name: value for name, value in CALLS.items() if name != without}
    with pytest.warns(erlang.PlanningWarning, match=r"^default_target: ") as caught:
        found = function(**given)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert found == function(**given, **LEVEL)
    for bounds, names in (
        ({"min_agents": 3}, "min_agents"),
        ({"min_agents": 3, "max_agents": 9}, "min_agents and max_ag"),
    ):
        with pytest.raises(ValueError, match=f"^{function.__name__}: agents are given, {names}.* beside them$"):
            function(**given, targets=Targets(**LEVEL, **bounds))
