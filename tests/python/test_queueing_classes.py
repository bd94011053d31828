"""Priorities, chats and blended work: held against other methods, special cases, laws and their bounds."""

from __future__ import annotations

import itertools
import math
import pickle
from typing import Any

import numpy as np
import pytest

import erlang
from erlang import Blend, Chat, ErlangA, ErlangB, ErlangC, Priorities

CALLS: dict[str, Any] = {"volume": 100, "interval": 1800, "aht": 180}


def birth_death(up: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Stationary probabilities by the products of the rates, in logarithms."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(up) - np.log(down))])
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


# --- Priorities ---------------------------------------------------------------------------------------------------


def uniformised_tail(r: float, b: float, t: float) -> float:
    """P(W > t | wait): first passage to 0 of a random walk from a geometric level, by uniformisation."""
    steps = int(t * (1 + r) + 12 * math.sqrt(t * (1 + r)) + 60)
    top = int(math.log(1e-17) / math.log(b)) + steps + 2
    start = np.zeros(top + 1)
    start[1:] = (1 - b) * b ** np.arange(top)
    weight = math.exp(-t * (1 + r))
    total = 0.0
    for step in range(steps):
        total += weight * start[1:].sum()
        moved = np.zeros_like(start)
        moved[2:] += r / (1 + r) * start[1:-1]
        moved[:-1] += 1 / (1 + r) * start[1:]
        moved[0] = 0.0
        start = moved
        weight *= t * (1 + r) / (step + 1)
    return total


@pytest.mark.parametrize("agents", [1, 5, 40.5])
@pytest.mark.parametrize("shares", [(0.2, 0.3, 0.3), (0.6, 0.2, 0.1), (0.01, 0.7, 0.0, 0.2), (0.49, 0.21, 0.2)])
@pytest.mark.parametrize("steps", [0.0, 0.05, 1.0, 20.0, 100.0])
def test_priorities_against_uniformisation(agents: float, shares: tuple[float, ...], steps: float) -> None:
    volumes = np.array(shares) * agents
    queue = Priorities(volumes=volumes, interval=1, aht=1, agents=agents)
    wait = ErlangC(load=volumes.sum(), agents=agents).wait_probability()
    above = np.cumsum(shares) - shares
    expected = [wait * uniformised_tail(r, b, steps) for r, b in zip(above, np.cumsum(shares))]
    np.testing.assert_allclose(queue.wait_exceeds(steps / agents), expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        queue.service_level(answer_within=steps / agents), 1 - np.array(expected), rtol=1e-12, atol=1e-15
    )


def test_one_class_is_erlang_c() -> None:
    queue = Priorities(volumes=[100], interval=1800, aht=180, agents=14)
    one = ErlangC(**CALLS, agents=14)
    for t in (0, 20, 500):
        assert queue.service_level(answer_within=t)[0] == pytest.approx(one.service_level(answer_within=t), rel=1e-13)
        assert queue.wait_exceeds(t)[0] == pytest.approx(one.wait_exceeds(t), rel=1e-13)
    assert queue.asa()[0] == pytest.approx(one.asa(), rel=1e-14)
    assert queue.wait_deviation()[0] == pytest.approx(one.wait_deviation(), rel=1e-13)
    assert queue.wait_percentile(0.9)[0] == pytest.approx(one.wait_percentile(0.9), rel=1e-12)
    assert queue.occupancy() == one.occupancy()


@pytest.mark.parametrize("agents", [3000, 3300, 5000])
def test_priorities_share_the_waiting_of_all(agents: int) -> None:
    """The order of service changes who waits, not how much is waited in all; waits rise down the classes."""
    volumes = np.linspace(1, 199, 30)
    queue = Priorities(volumes=volumes, interval=60, aht=59.9, agents=agents)
    pooled = ErlangC(volume=volumes.sum(), interval=60, aht=59.9, agents=agents)
    assert (volumes * queue.asa()).sum() == pytest.approx(volumes.sum() * pooled.asa(), rel=1e-12)
    np.testing.assert_allclose(queue.queue_length(), volumes / 60 * queue.asa(), rtol=1e-13)
    assert queue.queue_length().sum() == pytest.approx(pooled.queue_length(), rel=1e-12)
    assert (np.diff(queue.asa()) > 0).all()
    for t in (0, 0.01, 0.5, 10, 300):
        level = queue.service_level(answer_within=t)
        assert (np.diff(level) <= 1e-15).all()
        np.testing.assert_allclose(level + queue.wait_exceeds(t), 1, rtol=1e-14)
        assert volumes @ level / volumes.sum() <= 1


def test_percentile_and_tail_invert_each_other() -> None:
    queue = Priorities(volumes=[3, 4, 2.9], interval=1, aht=1, agents=10)
    for p in (0.1, 0.5, 0.9, 0.999, 1 - 1e-9):
        at = queue.wait_percentile(p)
        for rank, t in enumerate(at):
            tail = queue.wait_exceeds(t)[rank]
            assert (t == 0 and tail <= 1 - p) or tail == pytest.approx(1 - p, rel=1e-10)


def test_deviation_is_that_of_the_tail() -> None:
    queue = Priorities(volumes=[3, 4, 2], interval=1, aht=1, agents=10)
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(0, 160, 161)
    second = np.zeros(3)
    mean = np.zeros(3)
    for lower, upper in itertools.pairwise(edges):
        for x, w in zip(nodes, weights):
            t = (lower + upper) / 2 + x * (upper - lower) / 2
            tail = queue.wait_exceeds(t) * w * (upper - lower) / 2
            mean += tail
            second += 2 * t * tail
    np.testing.assert_allclose(mean, queue.asa(), rtol=1e-10)
    np.testing.assert_allclose(np.sqrt(second - mean**2), queue.wait_deviation(), rtol=1e-10)


def test_lower_classes_may_be_unstable() -> None:
    queue = Priorities(volumes=[2, 2, 3, 1], interval=1, aht=1, agents=5)
    assert queue.wait_probability() == queue.occupancy() == 1.0
    np.testing.assert_array_equal(queue.asa()[2:], math.inf)
    np.testing.assert_array_equal(queue.service_level(answer_within=1e6)[2:], 0)
    np.testing.assert_array_equal(queue.wait_percentile(0.1)[2:], math.inf)
    np.testing.assert_array_equal(queue.queue_length()[2:], math.inf)
    # With everybody always busy the classes above see each service end as an M/M/1 of rate agents / aht.
    np.testing.assert_allclose(queue.asa()[:2], [1 / 5 / (3 / 5), 1 / 5 / (3 / 5) / (1 / 5)], rtol=1e-14)
    assert queue.service_level(answer_within=0.3)[0] == pytest.approx(1 - math.exp(-3 * 0.3), rel=1e-13)
    assert queue.service_level(answer_within=0.3)[1] == pytest.approx(1 - uniformised_tail(0.4, 0.8, 1.5), rel=1e-12)
    barely = Priorities(volumes=[2, 2, 1], interval=1, aht=1, agents=5)  # load = agents
    assert barely.asa()[2] == math.inf
    assert barely.asa()[1] < math.inf


def test_priorities_near_saturation_keep_the_difference() -> None:
    """Ten classes of 0.1 fill one agent but for 1e-9: the sum's rounding must not show."""
    queue = Priorities(volumes=[0.1] * 10, interval=1, aht=1 - 1e-9, agents=1)
    spare = math.fsum([1.0, *[-0.1] * 10]) + math.fsum([0.1] * 10) * (1 - (1 - 1e-9))
    above = 1 - 9 * 0.1 * (1 - 1e-9)
    wait = ErlangC(load=1 - spare, agents=1).wait_probability()
    assert queue.asa()[-1] == pytest.approx(wait * (1 - 1e-9) / above / spare, rel=1e-10)


def test_priorities_load_zero_and_empty_classes() -> None:
    idle = Priorities(volumes=[0, 0], interval=60, aht=10, agents=0)
    assert idle.wait_probability() == idle.occupancy() == 0.0
    for measure in (idle.asa(), idle.queue_length(), idle.wait_percentile(0.9), idle.wait_exceeds(0)):
        np.testing.assert_array_equal(measure, 0)
    np.testing.assert_array_equal(idle.service_level(answer_within=0), 1)
    with_empty = Priorities(volumes=[0, 3, 0, 1], interval=1, aht=1, agents=5)
    np.testing.assert_allclose(with_empty.asa()[[1, 3]], Priorities(volumes=[3, 1], interval=1, aht=1, agents=5).asa())
    assert with_empty.queue_length()[0] == 0.0
    assert with_empty.asa()[0] == pytest.approx(with_empty.wait_probability() / 5)


# --- Chat ---------------------------------------------------------------------------------------------------------


def chat_states(arrivals: float, times: list[float], agents: int, patience: float, queue: int) -> np.ndarray:
    places = agents * len(times)
    ends = []
    for i in range(1, places + 1):
        held = [i // agents + (agent < i % agents) for agent in range(agents)]
        ends.append(sum(chats / times[chats - 1] for chats in held if chats))
    ends += [ends[-1] + waiting / patience for waiting in range(1, queue + 1)]
    return birth_death(np.full(len(ends), arrivals), np.array(ends))


@pytest.mark.parametrize("times", [[1.0, 1.5, 2.0], [1.0, 2.4], [3.0], [1.0, 0.9, 5.0, 9.0]])
@pytest.mark.parametrize("agents", [1, 4, 15])
@pytest.mark.parametrize("arrivals", [0.5, 8.0, 30.0])
@pytest.mark.parametrize("patience", [0.3, 3.0])
def test_chat_against_its_states(times: list[float], agents: int, arrivals: float, patience: float) -> None:
    queue = Chat(volume=arrivals, interval=1, handle_times=times, agents=agents, patience=patience)
    p = chat_states(arrivals, times, agents, patience, 800)
    places = agents * len(times)
    states = np.arange(p.size)
    waiting = np.maximum(states - places, 0)
    expected = {
        "wait_probability": p[places:].sum(),
        "no_wait_probability": p[:places].sum(),
        "queue_length": waiting @ p,
        "abandonment": waiting @ p / patience / arrivals,
        "chats_in_service": np.minimum(states, places) @ p,
        "occupancy": np.minimum(states, agents) @ p / agents,
    }
    for measure, value in expected.items():
        assert getattr(queue, measure)() == pytest.approx(value, rel=2e-12, abs=1e-200), measure
    served = arrivals * (1 - expected["abandonment"])
    assert queue.handle_time() == pytest.approx(expected["chats_in_service"] / served, rel=1e-11)
    assert queue.asa(of="all") == pytest.approx(expected["queue_length"] / arrivals, rel=2e-12)


def test_concurrency_one_is_erlang_a() -> None:
    calls = {"volume": 100, "interval": 1800}
    for patience in (None, 0, 30, 120, 1e9):
        for agents in (0, 8, 14):
            chat = Chat(**calls, handle_times=[180], agents=agents, patience=patience)
            call = ErlangA(**calls, aht=180, agents=agents, patience=patience)
            for measure in ("wait_probability", "no_wait_probability", "abandonment", "occupancy", "queue_length"):
                got, expected = getattr(chat, measure)(), getattr(call, measure)()
                assert got == pytest.approx(expected, rel=1e-12), measure
            for of in ("answered", "all", "virtual_wait"):
                assert chat.asa(of=of) == pytest.approx(call.asa(of=of), rel=1e-12, nan_ok=True)
                assert chat.wait_exceeds(33, of=of) == pytest.approx(call.wait_exceeds(33, of=of), rel=1e-12)
            for definition in erlang.ServiceLevel:
                for t in (0, 1, 20, 1000):
                    level = {"answer_within": t, "definition": definition, "short_abandon": 7}
                    assert chat.service_level(**level) == pytest.approx(call.service_level(**level), rel=1e-12)
            assert chat.wait_percentile(0.8) == pytest.approx(call.wait_percentile(0.8), rel=1e-11, nan_ok=True)
            assert chat.wait_deviation() == pytest.approx(call.wait_deviation(), rel=1e-11)
            assert chat.abandoned_within(20) == pytest.approx(call.abandoned_within(20), rel=1e-12)


def test_equal_handle_times_are_more_agents() -> None:
    """Where a chat takes as long at each level, n agents with k places are n k agents."""
    chat = Chat(volume=3000, interval=60, handle_times=[600] * 4, agents=7600, patience=50)
    call = ErlangA(volume=3000, interval=60, aht=600, agents=7600 * 4, patience=50)
    for measure in ("wait_probability", "abandonment", "queue_length"):
        assert getattr(chat, measure)() == pytest.approx(getattr(call, measure)(), rel=1e-11, abs=1e-300)
    assert chat.service_level(answer_within=9) == pytest.approx(call.service_level(answer_within=9), rel=1e-13)


def test_chat_without_patience_is_a_loss_system() -> None:
    chat = Chat(volume=8, interval=1, handle_times=[1, 1], agents=5, patience=0)
    lost = ErlangB(load=8, servers=10).blocking()
    assert chat.abandonment() == pytest.approx(lost, rel=1e-13)
    assert chat.wait_probability() == chat.asa() == chat.queue_length() == 0.0
    assert chat.chats_in_service() == pytest.approx(8 * (1 - lost), rel=1e-13)
    assert Chat(volume=8, interval=1, handle_times=[1, 1], agents=5, patience=1e-9).abandonment() == pytest.approx(
        lost, rel=1e-8
    )


def test_chat_two_regimes() -> None:
    """Slow at full concurrency: little or much in the house are both likely, and neither side overflows."""
    times, agents, arrivals, patience = [1.0, 40.0], 700, 600.0, 100.0
    queue = Chat(volume=arrivals, interval=1, handle_times=times, agents=agents, patience=patience)
    p = chat_states(arrivals, times, agents, patience, 90_000)
    assert queue.wait_probability() == pytest.approx(p[1400:].sum(), rel=1e-9)
    waiting = np.maximum(np.arange(p.size) - 1400, 0)
    assert queue.abandonment() == pytest.approx(waiting @ p / patience / arrivals, rel=1e-9)


def test_chat_limits_are_values() -> None:
    idle = Chat(volume=0, interval=60, handle_times=[100, 150], agents=3)
    assert idle.wait_probability() == idle.asa() == idle.occupancy() == idle.chats_in_service() == 0.0
    assert idle.service_level(answer_within=0) == 1.0
    assert idle.handle_time() == 100.0
    for agents in (0, 2):
        swamped = Chat(volume=60, interval=60, handle_times=[100, 150], agents=agents)
        assert swamped.wait_probability() == swamped.occupancy() == 1.0
        assert swamped.asa() == swamped.queue_length() == swamped.wait_percentile(0.1) == math.inf
        assert swamped.service_level(answer_within=3600) == 0.0
    assert swamped.handle_time() == 150.0
    endless = Chat(volume=60, interval=60, handle_times=[100, 150], agents=80, patience=math.inf)
    p = chat_states(1.0, [100.0, 150.0], 80, 1e12, 4000)
    assert endless.wait_probability() == pytest.approx(p[160:].sum(), rel=1e-8)


# --- Blend --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agents", "threshold", "load"),
    [(10, 0, 6.0), (10, 7, 6.0), (10, 10, 9.9), (60, 46, 40), (60, 3, 1e-3), (300, 280, 250)],
)
def test_blend_against_its_states(agents: int, threshold: int, load: float) -> None:
    queue = Blend(volume=load, interval=1, aht=1, agents=agents, threshold=threshold)
    top = agents + int(60 / math.log(agents / load)) + 5 if load / agents > 0.05 else agents + 60
    states = np.arange(threshold, top + 1)
    p = birth_death(np.full(states.size - 1, load), np.minimum(states[1:], agents).astype(float))
    outbound = threshold * p[0]
    assert queue.wait_probability() == pytest.approx(p[states >= agents].sum(), rel=1e-12)
    assert queue.outbound_load() == pytest.approx(outbound, rel=1e-12)
    assert queue.outbound_volume() == pytest.approx(outbound, rel=1e-12)
    assert queue.carried_load() == pytest.approx(np.minimum(states, agents) @ p, rel=1e-12)
    assert queue.queue_length() == pytest.approx(np.maximum(states - agents, 0) @ p, rel=1e-11)
    assert queue.asa() == pytest.approx(queue.queue_length() / load, rel=1e-13)  # Little


@pytest.mark.parametrize("agents", [10.001, 14, 13.5, 4000])
def test_threshold_zero_is_erlang_c(agents: float) -> None:
    calls = {**CALLS, "volume": 39_000} if agents > 1000 else CALLS
    one = ErlangC(**calls, agents=agents)
    queue = Blend(**calls, agents=agents, idle_reserve=math.floor(agents))
    if agents % 1 == 0:
        assert queue.outbound_volume() == 0.0
        for measure in ("wait_probability", "asa", "occupancy", "wait_deviation", "no_wait_probability"):
            assert getattr(queue, measure)() == pytest.approx(getattr(one, measure)(), rel=1e-12)
        assert queue.service_level(answer_within=20) == pytest.approx(one.service_level(answer_within=20), rel=1e-13)
        assert queue.wait_percentile(0.95) == pytest.approx(one.wait_percentile(0.95), rel=1e-11)
    else:
        assert queue.wait_probability() >= one.wait_probability()


def test_blend_serves_worse_the_more_outbound_is_started() -> None:
    queue = Blend(**CALLS, agents=14, threshold=np.arange(15))
    assert (np.diff(queue.wait_probability()) >= -1e-15).all()
    assert (np.diff(queue.service_level(answer_within=20)) <= 1e-15).all()
    assert (np.diff(queue.outbound_volume()) > 0).all()
    assert queue.wait_probability()[-1] == queue.occupancy()[-1] == pytest.approx(1.0, rel=1e-15)
    assert queue.measures(answer_within=20).service_level[0] == pytest.approx(0.8884, abs=5e-5)


def test_blend_limits_are_values() -> None:
    swamped = Blend(**CALLS, agents=10, threshold=4)
    assert swamped.wait_probability() == swamped.occupancy() == 1.0
    assert swamped.asa() == swamped.queue_length() == swamped.wait_percentile(0.1) == math.inf
    assert swamped.service_level(answer_within=1e6) == swamped.outbound_volume() == 0.0
    idle = Blend(volume=0, interval=1800, aht=180, agents=10, threshold=4)
    assert idle.service_level(answer_within=0) == 1.0
    assert idle.wait_probability() == idle.asa() == 0.0
    assert idle.occupancy() == 0.4
    assert idle.outbound_volume() == 40.0
    assert Blend(volume=0, interval=1, aht=1, agents=0, threshold=0).occupancy() == 0.0


# --- what they share ----------------------------------------------------------------------------------------------

GOOD: dict[Any, dict[str, Any]] = {
    Blend: {**CALLS, "agents": 14, "threshold": 10},
    Chat: {"volume": 100, "interval": 1800, "handle_times": [180, 250], "agents": 9, "patience": 120},
    Priorities: {"volumes": [50, 50], "interval": 1800, "aht": 180, "agents": 14},
}


@pytest.mark.parametrize("make", GOOD, ids=lambda make: make.__name__)
def test_values_and_what_they_need(make: Any) -> None:
    for name in GOOD[make]:
        if name != "patience":
            with pytest.raises(TypeError, match=f"^{make.__name__}.*{name}"):
                make(**{key: value for key, value in GOOD[make].items() if key != name})
    queue = make(**GOOD[make])
    assert queue == pickle.loads(pickle.dumps(queue)) == make(**GOOD[make])
    assert hash(queue) == hash(make(**GOOD[make]))
    assert repr(queue).startswith(make.__name__ + "(")


def test_messages() -> None:
    for call, kind, message in [
        (lambda: Blend(**CALLS, agents=14), TypeError, "threshold or idle_reserve must be given, got neither"),
        (lambda: Blend(**CALLS, agents=14, threshold=1, idle_reserve=2), ValueError, "must be given, got both"),
        (lambda: Blend(**CALLS, agents=14, idle_reserve=15), ValueError, "idle_reserve must be a whole number from 0"),
        (lambda: Blend(**CALLS, agents=[14, 9], threshold=10), ValueError, "got 10 at index 1"),
        (lambda: Chat(volume=1, interval=1, handle_times=[], agents=1), ValueError, "handle_times must be a list"),
        (lambda: Chat(volume=1, interval=1, handle_times=1, agents=1), ValueError, "handle_times must be a list"),
        (lambda: Chat(volume=1, interval=1, handle_times=[1], agents=1.5), ValueError, "agents must be a whole number"),
        (lambda: Chat(volume=1, interval=1, agents=1), TypeError, "^Chat needs handle_times$"),
        (lambda: Priorities(volumes=[], interval=1, aht=1, agents=1), ValueError, "volumes must be a list of numbers"),
        (lambda: Priorities(volumes=[1], interval=[1, 2], aht=1, agents=1), ValueError, "interval must be a single"),
        (
            lambda: Priorities(volumes=[1, 1], interval=1, aht=1, agents=3).service_level(answer_within=[1, 2, 3]),
            ValueError,
            "service_level: answer_within must be a number, or one per class",
        ),
    ]:
        with pytest.raises(kind, match=message):
            call()


def test_arrays_and_columns() -> None:
    pd = pytest.importorskip("pandas")
    chats = Chat(volume=[100, 200], interval=1800, handle_times=[180, 250], agents=[[9], [12]], patience=120)
    level = chats.service_level(answer_within=20)
    assert level.shape == (2, 2)
    one = Chat(volume=200, interval=1800, handle_times=[180, 250], agents=9, patience=120)
    assert level[0, 1] == one.service_level(answer_within=20)
    frame = pd.DataFrame({"agents": [12, 14], "volume": [80, 100]}, index=["a", "b"])
    blends = Blend(volume=frame["volume"], interval=1800, aht=180, agents=frame["agents"], idle_reserve=3)
    got = blends.wait_probability()
    assert list(got.index) == ["a", "b"]
    assert got["b"] == Blend(**CALLS, agents=14, threshold=11).wait_probability()
    assert blends == pickle.loads(pickle.dumps(blends))
