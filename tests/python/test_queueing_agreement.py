"""Where models meet: each is another one at the edge of its parameters; and Little's law for every queue there is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import erlang
from erlang import queueing

AHT = 180.0
LOADS = st.floats(0.05, 300.0)
SPARE = st.floats(-2.0, 4.0)  # agents above the load, in its square roots
STABLE = st.floats(0.05, 4.0)
PATIENCES = st.floats(5.0, 3600.0)
TIMES = st.floats(0.0, 300.0)


def calls(load: float, agents: float) -> dict[str, Any]:
    """Traffic of one handle time, so that the volume is the load."""
    return {"volume": load, "interval": AHT, "aht": AHT, "agents": agents}


def staff(load: float, spare: float) -> float:
    return float(max(1, math.ceil(load + spare * math.sqrt(load))))


def same(one: Any, other: Any, time: float, rel: float = 1e-11) -> None:
    """One queue under two names: shares, tails and waits."""
    for a, b in (
        (one.service_level(answer_within=time), other.service_level(answer_within=time)),
        (one.wait_probability(), other.wait_probability()),
        (one.asa(), other.asa()),
        (one.queue_length(), other.queue_length()),
        (one.occupancy(), other.occupancy()),
    ):
        np.testing.assert_allclose(np.ravel(a)[0], np.ravel(b)[0], rtol=rel, atol=1e-280)


@given(LOADS, SPARE, PATIENCES, TIMES)
def test_many_lines_are_no_limit(load: float, spare: float, patience: float, time: float) -> None:
    agents = staff(load, spare)
    lines = math.ceil(agents + load * (1 + patience / AHT)) + 2000
    plain = erlang.ErlangA(**calls(load, agents), patience=patience)
    same(erlang.ErlangX(**calls(load, agents), patience=patience, lines=lines), plain, time)
    if agents > load * 1.05:
        same(erlang.ErlangC(**calls(load, agents), lines=10 * lines), erlang.ErlangC(**calls(load, agents)), time, 1e-9)


@given(LOADS, SPARE, PATIENCES)
def test_no_line_to_wait_in_is_erlang_b(load: float, spare: float, patience: float) -> None:
    agents = staff(load, spare)
    lost = erlang.ErlangB(load=load, servers=agents).blocking()
    assume(lost > 1e-250)
    for queue in (
        erlang.ErlangX(**calls(load, agents), patience=patience, lines=agents),
        erlang.ErlangC(**calls(load, agents), lines=agents),
    ):
        assert queue.blocking() == pytest.approx(lost, rel=1e-12)
        assert queue.abandonment() == queue.wait_probability() == 0.0


@given(LOADS, SPARE, PATIENCES, TIMES)
@settings(max_examples=60)
def test_general_patience_that_is_exponential_is_erlang_a(
    load: float, spare: float, patience: float, time: float
) -> None:
    agents = staff(load, spare)
    plain = erlang.ErlangA(**calls(load, agents), patience=patience)
    for distribution in (
        erlang.Exponential(mean=patience),
        erlang.Weibull(mean=patience, shape=1.0),
        erlang.Weibull(mean=patience, cv=1.0),
        erlang.Hyperexponential(mean=patience, cv=1.0),
        erlang.Hyperexponential(share=0.4, means=(patience, patience)),
    ):
        queue = erlang.ErlangX(**calls(load, agents), patience=distribution)
        same(queue, plain, time)
        assert queue.abandonment() == pytest.approx(plain.abandonment(), rel=1e-11, abs=1e-280)


@given(LOADS, SPARE, PATIENCES, TIMES)
def test_no_redials_and_nobody_balking_change_nothing(load: float, spare: float, patience: float, time: float) -> None:
    agents = staff(load, spare)
    plain = erlang.ErlangA(**calls(load, agents), patience=patience)
    same(erlang.ErlangX(**calls(load, agents), patience=patience, redial=0.0), plain, time)
    same(erlang.ErlangX(**calls(load, agents), patience=erlang.Exponential(mean=patience, balking=0.0)), plain, time)
    once = erlang.ExtendedErlangB(load=load, servers=agents, redial=0.0)
    assert once.blocking() == erlang.ErlangB(load=load, servers=agents).blocking()


@given(LOADS, STABLE, TIMES)
@settings(max_examples=60)
def test_one_class_one_chat_no_outbound_one_phase_are_erlang_c(load: float, spare: float, time: float) -> None:
    agents = staff(load, spare)
    assume(agents > load)
    plain = erlang.ErlangC(**calls(load, agents))
    same(queueing.Priorities(volumes=[load], interval=AHT, aht=AHT, agents=agents), plain, time, 1e-10)
    same(queueing.Blend(**calls(load, agents), threshold=0), plain, time, 1e-10)
    chat = queueing.Chat(volume=load, interval=AHT, handle_times=[AHT], agents=agents, patience=None)
    same(chat, plain, time, 1e-10)
    if agents <= 60:
        same(queueing.MGn(**calls(load, agents), service=queueing.ErlangService(phases=1)), plain, time, 1e-9)
    for name in ("allen_cunneen", "kimura", "cosmetatos"):
        assert queueing.MGn(**calls(load, agents), service_cv=1.0, approximation=name).asa() == pytest.approx(
            plain.asa(), rel=1e-12
        )


@given(LOADS, STABLE, st.lists(st.floats(0.01, 1.0), min_size=2, max_size=4))
def test_classes_share_the_wait_of_all(load: float, spare: float, shares: list[float]) -> None:
    agents = staff(load, spare)
    volumes = np.array(shares) / sum(shares) * load
    assume(agents > volumes.sum())
    queue = queueing.Priorities(volumes=volumes, interval=AHT, aht=AHT, agents=agents)
    pooled = erlang.ErlangC(**calls(float(volumes.sum()), agents))
    assert np.all(np.diff(queue.asa()) >= 0)
    assert volumes @ queue.asa() / volumes.sum() == pytest.approx(pooled.asa(), rel=1e-9)
    assert queue.queue_length().sum() == pytest.approx(pooled.queue_length(), rel=1e-9)


@given(LOADS, SPARE, PATIENCES, TIMES)
@settings(max_examples=60)
def test_one_chat_at_a_time_is_erlang_a(load: float, spare: float, patience: float, time: float) -> None:
    agents = staff(load, spare)
    chat = queueing.Chat(volume=load, interval=AHT, handle_times=[AHT], agents=agents, patience=patience)
    same(chat, erlang.ErlangA(**calls(load, agents), patience=patience), time, 1e-10)


@given(st.floats(0.05, 12.0), SPARE, st.floats(20.0, 600.0), TIMES)
@settings(max_examples=12, deadline=None)
def test_one_class_and_no_orbit_are_erlang_a(load: float, spare: float, patience: float, time: float) -> None:
    agents = staff(load, spare)
    plain = erlang.ErlangA(**calls(load, agents), patience=patience)
    same(
        queueing.RedialOrbit(**calls(load, agents), patience=patience, redial=0.0, redial_delay=60.0), plain, time, 1e-9
    )
    design = queueing.NDesign(volumes=[load, 0], interval=AHT, aht=AHT, agents=[agents, 0], patience=patience)
    for a, b in (
        (design.service_level(answer_within=time), plain.service_level(answer_within=time)),
        (design.abandonment(), plain.abandonment()),
        (design.wait_probability(), plain.wait_probability()),
    ):
        np.testing.assert_allclose(np.ravel(a)[0], b, rtol=1e-9, atol=1e-280)


@given(LOADS, SPARE, PATIENCES, TIMES, st.sampled_from(["gamma", "lognormal"]))
def test_a_constant_rate_is_erlang_a(load: float, spare: float, patience: float, time: float, rate: str) -> None:
    agents = staff(load, spare)
    plain = erlang.ErlangA(**calls(load, agents), patience=patience).service_level(answer_within=time)
    for average in ("calls", "intervals"):
        for queue in (
            queueing.RandomRate(**calls(load, agents), patience=patience, cv=0.0, rate=rate),
            queueing.RandomRate(
                volumes=[load, load], weights=[1, 3], interval=AHT, aht=AHT, agents=agents, patience=patience
            ),
        ):
            assert queue.service_level(answer_within=time, average=average) == pytest.approx(plain, rel=1e-12)


@given(st.floats(0.05, 50.0), st.integers(1, 60))
def test_many_sources_and_plain_traffic_are_erlang_b(load: float, servers: int) -> None:
    plain = erlang.ErlangB(load=load, servers=servers).blocking()
    assume(plain > 1e-100)
    sources = 1e9
    engset = queueing.Engset(sources=sources, servers=servers, idle_load=load / sources)
    assert engset.blocking() == pytest.approx(plain, rel=1e-5)
    assert queueing.hayward_blocking(load=load, servers=servers, peakedness=1.0) == pytest.approx(plain, rel=1e-12)


@given(st.floats(0.2, 40.0), SPARE, st.floats(30.0, 600.0), TIMES)
@settings(max_examples=15, deadline=None)
def test_a_long_constant_course_is_erlang_a(load: float, spare: float, patience: float, time: float) -> None:
    agents = staff(load, spare)
    plain = erlang.ErlangA(**calls(load, agents), patience=patience)
    day = queueing.Transient(
        volume=[load] * 3, interval=AHT, aht=AHT, agents=agents, patience=patience, initial="stationary"
    )
    for measured, expected in (
        (day.service_level(answer_within=time), plain.service_level(answer_within=time)),
        (day.abandonment(), plain.abandonment()),
        (day.queue(), plain.queue_length()),
    ):
        np.testing.assert_allclose(measured, expected, rtol=1e-8, atol=1e-14)


@given(LOADS, SPARE, PATIENCES, st.integers(0, 30), st.floats(0.0, 0.8))
@settings(max_examples=60)
def test_little_for_lines_patience_and_redials(
    load: float, spare: float, patience: float, places: int, redial: float
) -> None:
    agents = staff(load, spare)
    for distribution in (patience, erlang.Weibull(mean=patience, shape=0.7), erlang.Deterministic(value=patience)):
        for lines in (None, agents + places):
            queue = erlang.ErlangX(**calls(load, agents), patience=distribution, lines=lines, redial=redial)
            attempts = load / AHT * queue.attempts()
            waited = attempts * (1 - queue.blocking()) * queue.asa(of="all")
            assert queue.queue_length() == pytest.approx(waited, rel=1e-9, abs=1e-280)
            busy = attempts * AHT * (1 - queue.blocking() - queue.abandonment())
            assert queue.carried_load() == pytest.approx(busy, rel=1e-9)


@given(LOADS, STABLE)
@settings(max_examples=40)
def test_little_for_queues_nobody_leaves(load: float, spare: float) -> None:
    agents = staff(load, spare)
    assume(agents > load)
    queues: list[Any] = [
        erlang.ErlangC(**calls(load, agents)),
        queueing.MDn(**calls(load, agents)),
        queueing.MGn(**calls(load, agents), service_cv=0.5, approximation="kimura"),
        queueing.Blend(**calls(load, agents), threshold=agents - 1),
    ]
    if agents <= 30:
        queues.append(queueing.MGn(**calls(load, agents), service=queueing.ErlangService(phases=2)))
    for queue in queues:
        assert queue.queue_length() == pytest.approx(load / AHT * queue.asa(), rel=1e-9, abs=1e-280)
