"""Engset, overflow, heavy-traffic limits, random rates and general handle times through the public package."""

from __future__ import annotations

import heapq
import math
import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from erlang.queueing import (
    Engset,
    ErlangA,
    ErlangB,
    ErlangC,
    ErlangService,
    HyperexponentialService,
    MDn,
    MGn,
    RandomRate,
)
from test_queueing_reference import check

CALLS: dict[str, Any] = {"volume": 100, "interval": 1800, "aht": 180}
MODELS = (
    "engset,overflow_moments,hayward_blocking,rapp_equivalent_random,erlang_b_servers_continuous,halfin_whitt,garnett,"
    "mdn_exact,mgn_exact,mgn_approx,random_rate_discrete,random_rate_gamma"
)


def test_reference_values(root: Path) -> None:
    folder = root / "tests" / "data" / "reference"
    done = check(root, str(folder / "queueing_reference.csv"), "--models", MODELS)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    done = check(root, str(folder / "variants_reference.csv"))
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 400), st.integers(0, 400), st.floats(1e-6, 1e3))
def test_engset_obeys_its_own_balance(sources: int, servers: int, idle_load: float) -> None:
    queue = Engset(sources=sources, servers=servers, idle_load=idle_load)
    offered = idle_load * (sources - queue.carried_load())
    assert offered * queue.no_wait_probability() == pytest.approx(queue.carried_load(), rel=1e-9, abs=1e-12)
    assert 0 <= queue.blocking() <= queue.time_congestion() * (1 + 1e-12) <= 1 + 1e-11
    assert 0 <= queue.occupancy() <= 1
    more = Engset(sources=sources, servers=servers + 1, idle_load=idle_load)
    assert more.blocking() <= queue.blocking() * (1 + 1e-12)


@settings(deadline=None, max_examples=60)
@given(st.floats(1e-3, 1e4), st.floats(0, 1e4))
def test_overflow_is_peaked_and_at_least_poisson(load: float, servers: float) -> None:
    moments = erlang.overflow(load=load, servers=servers)
    assert moments.mean == pytest.approx(load * ErlangB(load=load, servers=servers).blocking(), rel=1e-12)
    assert moments.peakedness >= 1 - 1e-12
    assert moments.variance == pytest.approx(moments.mean * moments.peakedness, rel=1e-13)
    back = erlang.hayward_blocking(load=load, servers=servers, peakedness=1)
    assert back == pytest.approx(ErlangB(load=load, servers=servers).blocking(), rel=1e-12)


def test_fractional_servers() -> None:
    servers = erlang.required_servers(load=[0.5, 500.0], max_blocking=[0.01, 0.001], fractional=True)
    np.testing.assert_allclose(ErlangB(load=[0.5, 500.0], servers=servers).blocking(), [0.01, 0.001], rtol=1e-12)
    assert erlang.required_servers(load=0, max_blocking=0.5, fractional=True) == 0.0


def test_limits_meet() -> None:
    endless = erlang.garnett(beta=[0.2, 1.5], patience_ratio=math.inf)
    plain = erlang.halfin_whitt(beta=np.array([0.2, 1.5]))
    assert endless == plain
    assert erlang.halfin_whitt(beta=-1).scaled_wait == math.inf
    assert erlang.halfin_whitt(beta=1) != erlang.halfin_whitt(beta=2)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 60), st.floats(0.01, 0.98), st.floats(0, 3))
def test_constant_handle_times_wait_less(agents: int, occupancy: float, time: float) -> None:
    calls: dict[str, Any] = {"volume": agents * occupancy, "interval": 1, "aht": 1, "agents": agents}
    constant, exponential = MDn(**calls), ErlangC(**calls)
    assert constant.asa() <= exponential.asa() * (1 + 1e-12)
    assert constant.asa() >= 0.5 * exponential.asa() * (1 - 1e-9) * (agents / (agents + 1) if agents > 1 else 1)
    level, tail = constant.service_level(answer_within=time), constant.wait_exceeds(time)
    assert level + tail == pytest.approx(1, rel=1e-12)
    assert constant.queue_length() == pytest.approx(constant.load * constant.asa(), rel=1e-14)


@pytest.mark.parametrize("phases", [1, 2, 3])
def test_phases_lie_between(phases: int) -> None:
    calls: dict[str, Any] = {"volume": 11.0, "interval": 1, "aht": 1, "agents": 12}
    queue = MGn(**calls, service=ErlangService(phases=phases))
    assert MDn(**calls).asa() < queue.asa() <= ErlangC(**calls).asa() * (1 + 1e-12)
    assert queue.service_level(answer_within=0) == pytest.approx(queue.no_wait_probability(), rel=1e-13)
    assert queue.wait_exceeds(queue.wait_percentile(0.9)) == pytest.approx(0.1, rel=1e-10)
    total = sum(queue.queue_at_least(waiting) for waiting in range(1, 400))
    assert total == pytest.approx(queue.queue_length(), rel=1e-11)


def waits(seed: int, calls: int, agents: int, load: float, draw: Any) -> list[float]:
    """Waits of first come, first served, by the recursion of the times at which agents come free."""
    source = random.Random(seed)
    free = [0.0] * agents
    now = 0.0
    result = []
    for _ in range(calls):
        now += source.expovariate(load)
        start = max(now, heapq.heappop(free))
        heapq.heappush(free, start + draw(source))
        result.append(start - now)
    return result


@pytest.mark.parametrize("kind", ["constant", "erlang", "hyperexponential"])
def test_simulation_finds_the_same_waits(kind: str) -> None:
    load, agents = 4.0, 5
    common: dict[str, Any] = {"volume": load, "interval": 1, "aht": 1, "agents": agents}
    if kind == "constant":
        queue: Any = MDn(**common)

        def draw(source: random.Random) -> float:
            return 1.0
    elif kind == "erlang":
        queue = MGn(**common, service=ErlangService(phases=3))

        def draw(source: random.Random) -> float:
            return sum(source.expovariate(3.0) for _ in range(3))
    else:
        queue = MGn(**common, service=HyperexponentialService(shares=(3, 1), means=(0.4, 2.8)))

        def draw(source: random.Random) -> float:
            return source.expovariate(1 / (0.4 if source.random() < 0.75 else 2.8))

    batches = [waits(seed, 12_000, agents, load, draw)[2_000:] for seed in range(40)]
    for name, expected, figure in (
        ("asa", queue.asa(), lambda batch: sum(batch) / len(batch)),
        ("wait", queue.wait_probability(), lambda batch: sum(w > 0 for w in batch) / len(batch)),
        ("level", queue.service_level(answer_within=0.3), lambda batch: sum(w <= 0.3 for w in batch) / len(batch)),
        ("tail", queue.wait_exceeds(1.4), lambda batch: sum(w > 1.4 for w in batch) / len(batch)),
    ):
        figures = np.array([figure(batch) for batch in batches])
        half = 3.56 * figures.std(ddof=1) / math.sqrt(len(figures))  # Student, 39 degrees of freedom, 99.9 %
        assert abs(figures.mean() - expected) < half, name


def test_approximations_are_labelled() -> None:
    queue = MGn(volume=60, interval=1800, aht=180, agents=8, service_cv=0.5, approximation="kimura")
    assert queue.approximation == "kimura"
    assert "kimura" in repr(queue)
    exact = MGn(volume=60, interval=1800, aht=180, agents=8, service=ErlangService(phases=4))
    assert exact.approximation is None
    assert exact.service_cv == queue.service_cv == 0.5
    assert queue.asa() == pytest.approx(exact.asa(), rel=0.03)
    named = MGn(volume=60, interval=1800, aht=180, agents=8, service=ErlangService(phases=4), approximation="kimura")
    assert named == queue
    with pytest.raises(ValueError, match="queue_at_least needs service"):
        queue.queue_at_least(1)


@settings(deadline=None, max_examples=25)
@given(
    st.floats(0.5, 1.3), st.floats(0, 2), st.sampled_from(["gamma", "lognormal"]), st.sampled_from([None, 30.0, 300.0])
)
def test_random_rates_cost_service(busy: float, cv: float, rate: str, patience: float | None) -> None:
    calls = {"volume": 100 * busy, "interval": 1800, "aht": 180, "agents": 12}
    queue = RandomRate(**calls, cv=cv, rate=rate, patience=patience)
    level = queue.service_level(answer_within=20)
    assert 0 <= level <= queue.service_level(answer_within=20, average="intervals") + 1e-12
    assert queue.wait_probability() + queue.no_wait_probability() == pytest.approx(1, rel=1e-12)
    assert 0 <= queue.occupancy() <= 1
    if cv == 0:
        assert level == ErlangA(**calls, patience=patience).service_level(answer_within=20)
    for definition in erlang.ServiceLevel:
        for average in ("calls", "intervals"):
            share = queue.service_level(answer_within=20, definition=definition, average=average)
            assert 0 <= share <= 1
            if definition != "virtual_wait":
                assert share >= queue.service_level(answer_within=20, average=average) - 1e-12


def test_gamma_of_few_is_the_limit_of_cases() -> None:
    # The quantiles of a gamma rate as cases: E[SL] by the midpoint rule in probability.
    shape, mean = 25.0, 100.0
    rates = np.sort(np.random.default_rng(1).gamma(shape, mean / shape, 20_000))
    others: dict[str, Any] = {"interval": 1800, "aht": 180, "agents": 12, "patience": 120}
    cases = RandomRate(volumes=rates, weights=np.ones_like(rates), **others)
    smooth = RandomRate(volume=mean, cv=0.2, **others)
    assert cases.service_level(answer_within=20) == pytest.approx(smooth.service_level(answer_within=20), abs=0.005)
    assert cases.load == pytest.approx(10, rel=0.01)


def test_arrays_columns_equality_and_pickles() -> None:
    index = pd.Index(["a", "b"])
    models: list[Any] = [
        Engset(sources=[20, 30], servers=10, idle_load=0.5),
        MDn(**CALLS, agents=[12, 14]),
        MGn(**CALLS, agents=[12, 14], service=ErlangService(phases=2)),
        MGn(**CALLS, agents=[12, 14], service_cv=0.4, approximation="cosmetatos"),
        RandomRate(**CALLS, agents=[12, 14], cv=0.2),
        RandomRate(volumes=[90, 110], weights=[1, 2], interval=1800, aht=180, agents=[12, 14], patience=60),
    ]
    for model in models:
        copy = pickle.loads(pickle.dumps(model))
        assert copy == model
        assert hash(copy) == hash(model)
        assert type(model).__name__ in repr(model)
        value = model.blocking() if isinstance(model, Engset) else model.wait_probability()
        assert value.shape == (2,)
        assert (value >= 0).all()
    assert models[1] != models[2] != models[3]
    for model in models:
        with pytest.raises(AttributeError):
            model.agents = 3
    column = MDn(volume=pd.Series([90.0, 100.0], index=index), interval=1800, aht=180, agents=12).asa()
    assert list(column.index) == ["a", "b"]
    both = erlang.overflow(load=pd.Series([8.0, 9.0], index=index), servers=10)
    assert list(both.mean.index) == ["a", "b"]
    assert both == erlang.overflow(load=np.array([8.0, 9.0]), servers=10)
    measures = MDn(**CALLS, agents=12).measures(answer_within=20)
    assert measures.asa == measures.asa_all == MDn(**CALLS, agents=12).asa()


def test_messages() -> None:
    cases: list[tuple[Any, type[Exception], str]] = [
        (lambda: Engset(sources=2.5, servers=1, idle_load=1), ValueError, r"a whole number in \[0, 1e9\], got 2.5"),
        (lambda: Engset(sources=2, servers=1), TypeError, "Engset needs idle_load"),
        (lambda: MDn(**CALLS, agents=2.5), ValueError, r"agents must be a whole number in \[0, 1e6\], got 2.5"),
        (lambda: MDn(**CALLS), TypeError, "MDn needs agents"),
        (lambda: MGn(**CALLS, agents=3), TypeError, "MGn needs service, or service_cv and approximation"),
        (lambda: MGn(**CALLS, agents=3, service_cv=1), TypeError, "MGn needs approximation beside service_cv"),
        (lambda: MGn(**CALLS, agents=3, service=2), TypeError, "service must be an ErlangService or"),  # type: ignore[arg-type]
        (
            lambda: MGn(**CALLS, agents=3, service=ErlangService(phases=2), service_cv=1),
            ValueError,
            "service_cv stands instead of service",
        ),
        (
            lambda: MGn(**CALLS, agents=3, service_cv=1, approximation="best"),
            ValueError,
            "approximation must be one of 'allen_cunneen', 'kimura', 'cosmetatos', got 'best'",
        ),
        (lambda: MGn(**CALLS, agents=300, service=ErlangService(phases=3)).asa(), ValueError, "400 states"),
        (lambda: ErlangService(phases=0), ValueError, r"phases must be a whole number in \[1, 100\], got 0"),
        (lambda: ErlangService(phases=1.5), TypeError, "phases must be a whole number"),  # type: ignore[arg-type]
        (
            lambda: HyperexponentialService(shares=[1, 0], means=[1, 2]),
            ValueError,
            "shares must be > 0, got 0 at index 1",
        ),
        (lambda: HyperexponentialService(shares=[1], means=[1, 2]), ValueError, "as many, got 1 and 2"),
        (lambda: RandomRate(**CALLS, agents=3), TypeError, "needs volume and cv, or volumes and weights"),
        (lambda: RandomRate(**CALLS, agents=3, cv=1, volumes=[1], weights=[1]), ValueError, "stand instead of"),
        (
            lambda: RandomRate(volumes=[1, 2], weights=[1], interval=1, aht=1, agents=1),
            ValueError,
            "as many, got 2 and 1",
        ),
        (lambda: RandomRate(volumes=[1], weights=[0], interval=1, aht=1, agents=1), ValueError, "positive sum"),
        (lambda: RandomRate(**CALLS, agents=3, cv=1, rate="normal"), ValueError, "rate must be one of 'gamma'"),
        (
            lambda: RandomRate(**CALLS, agents=3, cv=1).service_level(answer_within=1, average="days"),
            ValueError,
            "average must be one of 'calls', 'intervals', got 'days'",
        ),
        (lambda: erlang.equivalent_random(mean=5, variance=9, method="best"), ValueError, "method must be one of"),
        (lambda: erlang.equivalent_random(mean=5, variance=4, method="exact"), ValueError, "variance must be in"),
    ]
    for call, kind, message in cases:
        with pytest.raises(kind, match=message):
            call()
