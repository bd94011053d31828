"""Queues that change in time: against SciPy's matrix exponential, steady states, conservation, and at the door."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.linalg import expm

import erlang

DAY: dict[str, Any] = {
    "volume": [80, 120, 100, 0, 60],
    "interval": 1800,
    "aht": 180,
    "agents": [10, 12, 13, 6, 4],
    "patience": 120,
}


def generator(rate: float, agents: int, aht: float, patience: float, states: int) -> Any:
    q = np.zeros((states, states))
    for k in range(states):
        if k + 1 < states:
            q[k, k + 1] = rate
        if k:
            q[k, k - 1] = min(k, agents) / aht + max(k - agents, 0) / patience
    return q - np.diag(q.sum(axis=1))


def test_preemptive_course_is_the_matrix_exponential() -> None:
    got = erlang.Transient(**DAY, leaving="preemptive", initial=3)
    states = 90
    p = np.zeros(states)
    p[3] = 1.0
    for i, (volume, agents) in enumerate(zip(DAY["volume"], DAY["agents"])):
        p = p @ expm(1800 * generator(volume / 1800, agents, 180, 120, states))
        numbers = np.arange(states)
        assert got.in_system()[i] == pytest.approx(p @ numbers, rel=1e-9, abs=1e-12)
        assert got.queue()[i] == pytest.approx(p @ np.maximum(numbers - agents, 0), rel=1e-8, abs=1e-12)
        assert got.all_busy()[i] == pytest.approx(p[agents:].sum(), rel=1e-8, abs=1e-12)
    np.testing.assert_allclose(got.state.in_system, p[: len(got.state.in_system)], atol=1e-12)


@pytest.mark.parametrize("leaving", list(erlang.Leaving))
@pytest.mark.parametrize("patience", [15, 120, None])
def test_conservation(leaving: str, patience: float | None) -> None:
    day = erlang.Transient(**{**DAY, "patience": patience}, leaving=leaving, initial=20)
    change = np.diff(np.concatenate(([20.0], day.in_system())))
    np.testing.assert_allclose(np.array(DAY["volume"], float), day.abandoned() + day.completed() + change, atol=1e-9)
    assert day.error < 1e-11


def test_a_long_course_is_erlang_a() -> None:
    queue = erlang.ErlangA(volume=100, interval=1800, aht=180, patience=120, agents=12)
    day = erlang.Transient(volume=[100] * 12, interval=1800, aht=180, patience=120, agents=12)
    for definition in erlang.ServiceLevel:
        got = day.service_level(answer_within=20, definition=definition, short_abandon=5)[-1]
        assert got == pytest.approx(queue.service_level(answer_within=20, definition=definition, short_abandon=5), 1e-9)
    for measure in ("wait_probability", "abandonment", "occupancy", "queue_length"):
        assert getattr(day, measure)()[-1] == pytest.approx(getattr(queue, measure)(), 1e-9)
    assert day.asa()[-1] == pytest.approx(queue.asa(of="all"), 1e-9)
    stationary = erlang.Transient(volume=100, interval=60, aht=180, patience=120, agents=320, initial="stationary")
    assert stationary.in_system()[0] == pytest.approx(300, abs=20)


def test_the_load_that_staff_carries() -> None:
    load = erlang.modified_offered_load(volume=DAY["volume"], interval=1800, aht=180, initial="empty")
    endless = erlang.Transient(**{**DAY, "agents": 500, "patience": None})
    np.testing.assert_allclose(endless.in_system(), load.end, rtol=1e-10)
    np.testing.assert_allclose(endless.completed().cumsum() + endless.in_system(), np.cumsum(DAY["volume"]))


def test_backlog_of_plenty_is_erlang_c() -> None:
    periods = erlang.backlog_carryover(volume=[5, 6], interval=60, aht=60, agents=40)
    np.testing.assert_allclose(periods.carried, [5, 6], rtol=1e-12)
    waits = erlang.ErlangC(volume=periods.carried, interval=60, aht=60, agents=40).wait_probability()
    assert (waits < 1e-12).all()


def test_values_columns_and_frames() -> None:
    day = erlang.Transient(**DAY)
    assert day == pickle.loads(pickle.dumps(day)) == erlang.Transient(**DAY)
    assert day != erlang.Transient(**DAY, leaving="preemptive")
    assert hash(day) == hash(erlang.Transient(**DAY))
    later = erlang.Transient(**DAY, initial=day)
    assert later == erlang.Transient(**DAY, initial=day.state) != day
    index = pd.Index([5, 6, 7, 8, 9])
    series = erlang.Transient(**{**DAY, "volume": pd.Series(DAY["volume"], index=index)})
    assert series.queue().index.equals(index)
    assert series.to_frame(answer_within=20).index.equals(index)
    polars = erlang.Transient(**{**DAY, "volume": pl.Series(DAY["volume"])})
    frame = polars.to_frame(answer_within=20)
    assert isinstance(frame, pl.DataFrame)
    assert frame["service_level"].to_list()[:3] == day.service_level(answer_within=20).tolist()[:3]
    assert math.isnan(day.service_level(answer_within=20)[3])  # nobody arrives
    assert erlang.Transient(**DAY, initial=[0.0, 1.0]).queue()[0] > 0


def test_what_is_refused() -> None:
    cases: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"volume": [1, -1, 1, 1, 1]}, ValueError, "Transient: volume must be >= 0, got -1 at index 1"),
        ({"agents": math.nan}, ValueError, r"Transient: agents must be in \[0, 1e7\], got nan"),
        ({"interval": 0}, ValueError, "Transient: interval must be > 0 s, got 0"),
        ({"aht": math.inf}, ValueError, "Transient: aht must be > 0 s, got inf"),
        ({"patience": 0}, ValueError, "Transient: patience must be > 0 s, got 0"),
        ({"patience": [1, 2]}, ValueError, "Transient: shapes must broadcast"),
        ({"leaving": "now"}, ValueError, "Transient: leaving must be one of 'exhaustive', 'preemptive', got 'now'"),
        ({"initial": "full"}, ValueError, "Transient: initial must be 'empty', 'stationary', a number or a state"),
        ({"initial": -1}, ValueError, "Transient: initial must be a whole number"),
        ({"initial": [0.5, 0.4]}, ValueError, "Transient: initial must be probabilities that sum to 1, got 0.9"),
        ({"volume": []}, ValueError, "there must be at least one interval|shapes must broadcast"),
        ({"volume": True}, TypeError, "volume must be a number"),
    ]
    for change, kind, message in cases:
        with pytest.raises(kind, match=message):
            erlang.Transient(**{**DAY, **change})
    day = erlang.Transient(**DAY)
    with pytest.raises(ValueError, match="service_level: answer_within must be >= 0 s, got -1"):
        day.service_level(answer_within=-1)
    with pytest.raises(TypeError, match="answer_within must be one time"):
        day.service_level(answer_within=[1, 2])
    with pytest.raises(ValueError, match="asa: of must be 'all' for a queue that changes, got 'answered'"):
        day.asa(of="answered")
    with pytest.raises(ValueError, match="cv needs lognormal"):
        erlang.sinusoidal_load(volume=1, interval=1, amplitude=1, period=1, aht=1, at=0, cv=1)
    with pytest.raises(ValueError, match="lognormal handle times need cv"):
        erlang.sinusoidal_load(volume=1, interval=1, amplitude=1, period=1, aht=1, at=0, handle_times="lognormal")
