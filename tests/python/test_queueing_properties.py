"""What must hold for every queue, whatever its numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import erlang
from erlang.queueing import ErlangA, ErlangB, ErlangC

LOADS = st.floats(0.01, 2000.0)
SHARES = st.floats(0.2, 4.0)  # agents as a multiple of the load
PATIENCES = st.floats(1.0, 3600.0)
TIMES = st.floats(0.0, 600.0)
AHT = 180.0
DEFINITIONS = [definition.value for definition in erlang.ServiceLevel]


def at_least(a: float, b: float) -> bool:
    return a >= b - 1e-12 * max(1.0, abs(b))


def erlang_c(load: float, agents: float) -> ErlangC:
    return ErlangC(volume=load, interval=AHT, aht=AHT, agents=agents)


def erlang_a(load: float, agents: float, patience: float) -> ErlangA:
    return ErlangA(volume=load, interval=AHT, aht=AHT, patience=patience, agents=agents)


@given(LOADS, SHARES)
def test_waiting_is_likelier_than_blocking(load: float, share: float) -> None:
    agents = load * share
    assert at_least(ErlangC(load=load, agents=agents).wait_probability(), ErlangB(load=load, servers=agents).blocking())


@given(LOADS, SHARES, st.floats(0.001, 10.0))
def test_erlang_b_is_monotone(load: float, share: float, more: float) -> None:
    servers = load * share
    blocking = ErlangB(load=load, servers=servers).blocking()
    assert at_least(blocking, ErlangB(load=load, servers=servers + more).blocking())
    assert at_least(ErlangB(load=load + more, servers=servers).blocking(), blocking)


@given(LOADS, SHARES)
def test_erlang_b_follows_its_recursion(load: float, share: float) -> None:
    servers = load * share
    here = ErlangB(load=load, servers=servers).blocking()
    assume(here > 1e-200)
    above = ErlangB(load=load, servers=servers + 1.0).blocking()
    assert above == pytest.approx(load * here / (servers + 1.0 + load * here), rel=1e-11)


@given(LOADS, st.floats(1.0, 3.0), st.floats(0.001, 10.0), TIMES)
def test_erlang_c_is_monotone(load: float, share: float, more: float, time: float) -> None:
    queue, fewer, busier = (
        erlang_c(load, load * share + more),
        erlang_c(load, load * share),
        erlang_c(load + more, load * share + more),
    )
    for other in (fewer, busier):
        assert at_least(other.wait_probability(), queue.wait_probability())
        assert other.asa() >= queue.asa() * (1 - 1e-9)
        assert at_least(queue.service_level(answer_within=time), other.service_level(answer_within=time))


@given(LOADS, SHARES, PATIENCES, TIMES, st.floats(0.001, 10.0))
def test_erlang_a_is_monotone(load: float, share: float, patience: float, time: float, more: float) -> None:
    agents = load * share
    queue = erlang_a(load, agents, patience)
    for better in (erlang_a(load, agents + more, patience), erlang_a(load / (1.0 + more), agents, patience)):
        assert at_least(queue.abandonment(), better.abandonment())
        assert at_least(queue.wait_probability(), better.wait_probability())
        assert at_least(better.service_level(answer_within=time), queue.service_level(answer_within=time))
    longer = erlang_a(load, agents, patience * (1.0 + more))
    assert at_least(queue.abandonment(), longer.abandonment())
    assert at_least(longer.wait_probability(), queue.wait_probability())


@given(LOADS, SHARES, PATIENCES, TIMES)
@example(1392.0, 0.25, 260.0, 532.0)
def test_definitions_are_ordered(load: float, share: float, patience: float, time: float) -> None:
    queue = erlang_a(load, load * share, patience)
    level = {name: queue.service_level(answer_within=time, definition=name) for name in DEFINITIONS}
    assert all(0.0 <= value <= 1.0 for value in level.values())
    assert at_least(level["answered_of_answered"], level["abandons_excluded"])
    assert at_least(level["abandons_excluded"], level["answered_of_offered"])
    assert at_least(level["abandons_counted"], level["abandons_excluded"])
    assert at_least(level["abandons_counted"], level["virtual_wait"])
    assert at_least(level["virtual_wait"], level["answered_of_offered"])


@given(LOADS, SHARES, PATIENCES, TIMES)
def test_shares_add_up(load: float, share: float, patience: float, time: float) -> None:
    queue = erlang_a(load, load * share, patience)
    tails = {"abandons_counted": "all", "virtual_wait": "virtual_wait"}
    for definition, of in tails.items():
        level = queue.service_level(answer_within=time, definition=definition)
        assert level + queue.wait_exceeds(time, of=of) == pytest.approx(1.0, rel=1e-11)
    assert queue.abandoned_within(time) <= queue.abandonment()
    assert queue.occupancy() == pytest.approx(min(1.0, (1.0 - queue.abandonment()) / share), rel=1e-9)


@given(LOADS, SHARES, PATIENCES)
def test_little_and_the_hazard_of_patience(load: float, share: float, patience: float) -> None:
    queue = erlang_a(load, load * share, patience)
    rate = load / AHT
    assert queue.queue_length() == pytest.approx(rate * queue.asa(of="all"), rel=1e-9)
    assert rate * queue.abandonment() == pytest.approx(queue.queue_length() / patience, rel=1e-9)
    assert at_least(queue.asa(of="virtual_wait"), queue.asa(of="all"))
    assume(queue.abandonment() > 1e-200)
    parts = queue.asa() * (1.0 - queue.abandonment()) + queue.abandonment_wait() * queue.abandonment()
    assert parts == pytest.approx(queue.asa(of="all"), rel=1e-8)


@given(LOADS, SHARES, PATIENCES, st.floats(0.001, 0.999))
def test_percentiles_invert_the_tail(load: float, share: float, patience: float, p: float) -> None:
    queue = erlang_a(load, load * share, patience)
    wait = queue.wait_percentile(p)
    if wait > 0.0:
        assert queue.wait_exceeds(wait) == pytest.approx(1.0 - p, rel=1e-8)
    else:
        assert at_least(queue.no_wait_probability(), p)


@given(LOADS, st.floats(1.05, 3.0), TIMES)
def test_endless_patience_is_erlang_c(load: float, share: float, time: float) -> None:
    agents = load * share
    c, a, nearly = erlang_c(load, agents), erlang_a(load, agents, math.inf), erlang_a(load, agents, 1e13)
    assert a.measures(answer_within=time) == c.measures(answer_within=time)
    assert nearly.wait_probability() == pytest.approx(c.wait_probability(), rel=1e-6)
    assert nearly.service_level(answer_within=time) == pytest.approx(c.service_level(answer_within=time), rel=1e-6)


@given(LOADS, SHARES)
def test_no_patience_is_erlang_b(load: float, share: float) -> None:
    agents = load * share
    blocking = ErlangB(load=load, servers=agents).blocking()
    assert erlang_a(load, agents, 0.0).abandonment() == pytest.approx(blocking, rel=1e-12)
    assert erlang_a(load, agents, 1e-9).abandonment() == pytest.approx(blocking, rel=1e-6, abs=1e-300)


@given(st.floats(0.01, 1e4), st.floats(1e-4, 0.99))
@settings(max_examples=60)
def test_required_servers_is_minimal(load: float, bound: float) -> None:
    servers = erlang.required_servers(load=load, max_blocking=bound)
    assert ErlangB(load=load, servers=servers).blocking() <= bound * (1 + 1e-12)
    assert ErlangB(load=load, servers=servers - 1).blocking() > bound * (1 + 1e-12)


@given(st.floats(0.5, 5000.0), st.floats(1e-6, 0.99))
def test_max_load_inverts_blocking(servers: float, bound: float) -> None:
    load = erlang.max_load(servers=servers, max_blocking=bound)
    assert ErlangB(load=load, servers=servers).blocking() == pytest.approx(bound, rel=1e-10)


@given(LOADS, SHARES, st.floats(0.0, 0.99))
def test_extended_erlang_b_balances(load: float, share: float, redial: float) -> None:
    queue = erlang.ExtendedErlangB(load=load, servers=load * share, redial=redial)
    attempted = queue.attempted_load()
    assert attempted * (1.0 - redial * queue.blocking()) == pytest.approx(load, rel=1e-11)
    assert queue.attempts() == pytest.approx(attempted / load, rel=1e-11)
    assert queue.carried_load() == pytest.approx(load * (1.0 - queue.lost()), rel=1e-9)
