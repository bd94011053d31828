"""Lines, patience of any distribution and redials: limits, common special cases, properties and arguments."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang

CALLS: dict[str, Any] = {"volume": 100, "interval": 1800, "aht": 180}
PATIENCE: list[Any] = [
    None,
    120,
    erlang.Exponential(mean=120, balking=0.2),
    erlang.Lognormal(mean=120, cv=2),
    erlang.Weibull(mean=120, cv=0.5),
    erlang.Weibull(mean=120, shape=0.75, balking=0.1),
    erlang.Hyperexponential(share=0.3, means=(10, 200)),
    erlang.Hyperexponential(mean=120, cv=3),
    erlang.Uniform(low=20, high=220),
    erlang.Deterministic(value=120),
    erlang.Empirical(samples=[5, 20, 20, 45, 90, 200]),
    erlang.Empirical(samples=[5, 20, 90], survival=[0.9, 0.5, 0.1], balking=0.05),
]


@pytest.mark.parametrize("patience", PATIENCE, ids=repr)
@pytest.mark.parametrize("lines", [None, 12, 14, 40])
@pytest.mark.parametrize("redial", [None, 0.6])
def test_measures_hang_together(patience: Any, lines: int | None, redial: float | None) -> None:
    if patience is None and lines is None:
        return
    queue = erlang.ErlangX(**CALLS, agents=12, patience=patience, lines=lines, redial=redial)
    m = queue.measures(answer_within=20)
    assert m.service_level == queue.service_level(answer_within=20)
    lost = m.abandonment + m.blocking
    assert m.load == pytest.approx(10 * queue.attempts(), rel=1e-14) == queue.load
    assert queue.attempts() == pytest.approx(1 / (1 - (redial or 0) * lost), rel=1e-12)
    assert queue.lost() == pytest.approx(1 - queue.attempts() * (1 - lost), rel=1e-9)
    assert m.occupancy == pytest.approx(m.load / 12 * (1 - lost), rel=1e-12)
    # Little's law, and the states add up
    assert m.queue_length == pytest.approx(m.load / 180 * m.asa_all * (1 - m.blocking), rel=1e-12)
    if lines is not None:
        states = [queue.queue_exactly(k) for k in range(lines - 12 + 1)]
        assert sum(states) == pytest.approx(queue.queue_at_least(0), rel=1e-12)
        assert states[-1] == pytest.approx(m.blocking, rel=1e-10)
        assert sum(k * p for k, p in enumerate(states)) == pytest.approx(m.queue_length, rel=1e-11, abs=1e-15)
    # Sides of a time add up
    late = queue.wait_exceeds(20, of="answered")
    assert m.service_level + late + lost == pytest.approx(1, rel=1e-13)
    gone = queue.abandoned_within(20)
    assert queue.wait_exceeds(20) == pytest.approx(late + m.abandonment - gone, rel=1e-10, abs=1e-15)
    assert queue.service_level(answer_within=0) == pytest.approx(queue.no_wait_probability(), rel=1e-13)
    levels = [queue.service_level(answer_within=20, definition=name) for name in erlang.ServiceLevel]
    assert levels[0] <= min(levels[1:4]) + 1e-15
    for p in (0.5, 0.9, 0.999):
        wait = queue.wait_percentile(p)
        tail = (1 - p) * (1 - m.blocking)
        if wait > 0:
            assert queue.wait_exceeds(wait) <= tail * (1 + 1e-12)
            assert queue.wait_exceeds(wait * (1 - 1e-9)) >= tail * (1 - 1e-12)
        else:
            assert p <= 1 - m.wait_probability / (1 - m.blocking) + 1e-15


def test_one_model_under_every_name() -> None:
    distribution = erlang.Lognormal(mean=60, cv=1.5)
    one = erlang.ErlangX(**CALLS, agents=11, patience=distribution, lines=18, redial=0.2)
    two = erlang.ErlangA(**CALLS, agents=11, patience=distribution, lines=18, redial=0.2)
    assert one.measures(answer_within=20) == two.measures(answer_within=20)
    plain = erlang.ErlangA(**CALLS, agents=11, patience=60)
    assert erlang.ErlangX(**CALLS, agents=11, patience=60).measures(answer_within=20) == plain.measures(
        answer_within=20
    )
    assert erlang.ErlangX(**CALLS, agents=14).measures(answer_within=20) == erlang.ErlangC(**CALLS, agents=14).measures(
        answer_within=20
    )
    limited = erlang.ErlangC(**CALLS, agents=11, lines=18)
    assert limited.blocking() == erlang.ErlangX(**CALLS, agents=11, lines=18).blocking()
    assert limited.blocking() == pytest.approx(erlang.ErlangC(load=10, agents=11, lines=18).blocking(), rel=1e-13)
    assert erlang.ErlangX(load=10, agents=11, lines=18, redial=0.5).lost() > 0
    assert plain.attempts() == 1.0
    assert plain.lost() == pytest.approx(plain.abandonment(), rel=1e-15)


@given(
    load=st.floats(0.01, 300),
    spare=st.floats(-2, 3),
    cv=st.floats(0.2, 5),
    patience=st.floats(0.01, 100),
    places=st.integers(1, 60),
)
@settings(max_examples=40, deadline=None)
def test_monotone(load: float, spare: float, cv: float, patience: float, places: int) -> None:
    agents = max(1, math.ceil(load + spare * math.sqrt(load)))
    traffic = {"volume": load, "interval": 1, "aht": 1}
    slack = 1 + 1e-12

    def queue(**changes: Any) -> erlang.ErlangX:
        mean = changes.pop("mean", patience)
        given_ = {"agents": agents, "lines": agents + places, "patience": erlang.Lognormal(mean=mean, cv=cv)}
        return erlang.ErlangX(**traffic, **{**given_, **changes})

    here = queue()
    assert queue(lines=agents + places + 1).blocking() <= here.blocking() * slack
    assert queue(lines=agents + places + 1).abandonment() * slack >= here.abandonment()
    assert queue(mean=2 * patience).abandonment() <= here.abandonment() * slack
    assert here.lost() <= erlang.ErlangB(load=load, servers=agents).blocking() * slack
    more = queue(agents=agents + 1, lines=agents + 1 + places)
    assert more.abandonment() + more.blocking() <= (here.abandonment() + here.blocking()) * slack
    assert queue(redial=0.5).attempts() <= queue(redial=0.6).attempts() * slack


def test_arrays_broadcast() -> None:
    means = np.array([[30.0], [120.0]])
    agents = np.array([9, 11, 13])
    queue = erlang.ErlangX(
        **CALLS, agents=agents, patience=erlang.Lognormal(mean=means, cv=2), lines=[20, 30, 15], redial=0.1
    )
    got = queue.abandonment()
    assert got.shape == (2, 3)
    single = erlang.ErlangX(
        **CALLS, agents=13, patience=erlang.Lognormal(mean=120, cv=2), lines=15, redial=0.1
    ).abandonment()
    assert got[1, 2] == single
    assert queue.measures(answer_within=[10, 20, 30]).service_level.shape == (2, 3)
    assert queue.attempts().shape == queue.load.shape == (2, 3)
    pandas = pytest.importorskip("pandas")
    column = pandas.Series([30.0, 60.0], index=["a", "b"])
    out = erlang.ErlangA(**CALLS, agents=11, patience=erlang.Exponential(mean=column)).abandonment()
    assert list(out.index) == ["a", "b"]
    with pytest.raises(ValueError, match="shapes must broadcast"):
        erlang.ErlangX(**CALLS, agents=[1, 2, 3], patience=erlang.Exponential(mean=[1, 2]))


@pytest.mark.parametrize("patience", PATIENCE, ids=repr)
def test_values(patience: Any) -> None:
    queue = erlang.ErlangX(**CALLS, agents=12, patience=patience, lines=20)
    again = pickle.loads(pickle.dumps(queue))
    assert again == queue
    assert hash(again) == hash(queue)
    assert again.measures(answer_within=20) == queue.measures(answer_within=20)
    assert queue != erlang.ErlangX(**CALLS, agents=12, patience=patience, lines=21)
    assert queue != erlang.ErlangX(**CALLS, agents=12, patience=77, lines=20)
    assert repr(queue).startswith("ErlangX(volume=100, interval=1800, aht=180, agents=12")
    assert queue.lines == 20


BAD: list[tuple[Any, str]] = [
    (lambda: erlang.ErlangC(**CALLS, agents=12, lines=11), "ErlangC: lines must be a whole number >= agents, got 11"),
    (lambda: erlang.ErlangC(**CALLS, agents=12, lines=math.inf), "lines must be a whole number >= agents, got inf"),
    (lambda: erlang.ErlangC(**CALLS, agents=12, lines=math.nan), "lines must be a whole number >= agents, got nan"),
    (lambda: erlang.ErlangC(**CALLS, agents=12, lines=[12, 12.5]), "a whole number >= agents, got 12.5 at index 1"),
    (lambda: erlang.ErlangC(**CALLS, agents=[12, 14], lines=13), "a whole number >= agents, got 13 at index 1"),
    (
        lambda: erlang.ErlangX(**CALLS, agents=1.5, lines=3),
        "agents must be a whole number where lines is given, got 1.5",
    ),
    (lambda: erlang.ErlangX(**CALLS, agents=2, redial=1), r"ErlangX: redial must be in \[0, 1\), got 1"),
    (lambda: erlang.ErlangX(**CALLS, agents=2, redial=math.nan), r"redial must be in \[0, 1\), got nan"),
    (lambda: erlang.ErlangX(load=3, agents=2, patience=5), "ErlangX: patience needs volume, interval and aht"),
    (lambda: erlang.Lognormal(mean=-1, cv=1), "Lognormal: mean must be >= 0 s, got -1"),
    (lambda: erlang.Lognormal(mean=1, cv=math.inf), "Lognormal: cv must be >= 0, got inf"),
    (lambda: erlang.Lognormal(mean=1, cv=1, balking=1), r"Lognormal: balking must be in \[0, 1\), got 1"),
    (lambda: erlang.Exponential(mean=math.nan), "Exponential: mean must be >= 0 s, got nan"),
    (lambda: erlang.Exponential(mean=math.inf, balking=0.1), "mean must be finite where balking is given"),
    (lambda: erlang.Weibull(mean=1, shape=0), "Weibull: shape must be > 0, got 0"),
    (lambda: erlang.Weibull(mean=1), "Weibull takes either cv or shape"),
    (lambda: erlang.Weibull(mean=1, cv=1, shape=1), "Weibull takes either cv or shape"),
    (lambda: erlang.Hyperexponential(mean=1, cv=0.5), "Hyperexponential: cv must be >= 1, got 0.5"),
    (lambda: erlang.Hyperexponential(share=1.1, means=(1, 2)), r"share must be in \[0, 1\], got 1.1"),
    (lambda: erlang.Hyperexponential(share=0.5), "takes either share and means, or mean and cv"),
    (lambda: erlang.Uniform(low=[1, 3], high=2), "Uniform: high must be >= low, 3 s, got 2 at index 1"),
    (lambda: erlang.Deterministic(value=math.inf), "Deterministic: value must be >= 0 s, got inf"),
    (lambda: erlang.Empirical(samples=[1, -1]), "Empirical: samples must be >= 0 s, got -1 at index 1"),
    (lambda: erlang.Empirical(samples=[]), "Empirical: samples must not be empty"),
    (lambda: erlang.Empirical(samples=3), "samples must be one-dimensional"),
    (
        lambda: erlang.Empirical(samples=[1, 2], survival=[0.5, 0.7]),
        "survival must be .* not rising, got 0.7 at index 1",
    ),
    (lambda: erlang.Empirical(samples=[1, 2], survival=[0.5]), "must have one length|shapes must broadcast"),
]


@pytest.mark.parametrize(("make", "message"), BAD)
def test_outside_the_domain(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_limits() -> None:
    for patience in PATIENCE:
        nothing = erlang.ErlangX(volume=0, interval=1, aht=1, agents=0, patience=patience, lines=3, redial=0.5)
        assert nothing.service_level(answer_within=0) == nothing.attempts() == 1.0
        assert nothing.asa() == nothing.lost() == nothing.occupancy() == nothing.wait_percentile(0.9) == 0.0
    over = erlang.ErlangX(**CALLS, agents=8, redial=0.9)
    assert over.asa() == math.inf
    assert over.attempts() == over.occupancy() == 1.0
    nobody = erlang.ErlangX(**CALLS, agents=0, patience=erlang.Deterministic(value=60), redial=0.5)
    assert nobody.abandonment() == nobody.wait_probability() == 1.0
    assert nobody.attempts() == 2.0
    assert nobody.wait_percentile(0.3) == nobody.asa(of="all") == 60.0
    assert nobody.service_level(answer_within=60, definition="abandons_counted") == 1.0
    assert nobody.service_level(answer_within=59, definition="abandons_counted") == 0.0
    endless = erlang.ErlangA(**CALLS, agents=12, patience=None, lines=20)
    assert endless.measures(answer_within=20) == erlang.ErlangC(**CALLS, agents=12, lines=20).measures(answer_within=20)
    loss = erlang.ErlangA(**CALLS, agents=12, patience=30, lines=12)
    assert loss.blocking() == pytest.approx(erlang.ErlangB(**CALLS, servers=12).blocking(), rel=1e-15)
    assert loss.abandonment() == loss.wait_probability() == loss.asa() == 0.0
