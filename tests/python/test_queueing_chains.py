"""The models solved as chains, N-design and redials with an orbit: dense balance equations, special cases, bounds."""

from __future__ import annotations

import itertools
import math
import pickle
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np
import pytest

from erlang import ErlangA, NDesign, RedialOrbit

Moves = Callable[[Any], Iterable[tuple[Hashable, float]]]


def generator(start: Hashable, moves: Moves) -> tuple[dict[Any, int], np.ndarray]:
    """All states that can be met from one, and the rates between them."""
    index: dict[Any, int] = {start: 0}
    todo = [start]
    rates: list[tuple[int, int, float]] = []
    while todo:
        state = todo.pop()
        for target, rate in moves(state):
            if rate == 0:
                continue
            if target not in index:
                index[target] = len(index)
                todo.append(target)
            rates.append((index[state], index[target], rate))
    matrix = np.zeros((len(index), len(index)))
    for origin, target, rate in rates:
        matrix[origin, target] += rate
        matrix[origin, origin] -= rate
    return index, matrix


def stationary(start: Hashable, moves: Moves) -> dict[Any, float]:
    index, matrix = generator(start, moves)
    balance = matrix.T.copy()
    balance[-1] = 1.0
    right = np.zeros(len(index))
    right[-1] = 1.0
    return dict(zip(index, np.linalg.solve(balance, right)))


def after(start: np.ndarray, matrix: np.ndarray, t: float) -> np.ndarray:
    """start exp(matrix t) by a Taylor series in steps."""
    steps = math.ceil(np.abs(matrix).sum(axis=1).max() * t)
    for _ in range(steps):
        term = start
        for k in range(1, 24):
            term = term @ matrix * (t / steps / k)
            start = start + term
    return start


# --- N-design -----------------------------------------------------------------------------------------------------


def n_design_moves(q: dict[str, Any], most: int) -> Moves:
    """The five-dimensional chain: busy in group 1, class 1 and 2 in group 2, the two queues."""
    (l1, l2), (n1, n2) = q["volumes"], q["agents"]
    m1, m2 = 1 / q["aht"][0], 1 / q["aht"][1]
    t1, t2 = 1 / q["patience"][0], 1 / q["patience"][1]

    def moves(state: tuple[int, ...]) -> Iterable[tuple[Hashable, float]]:
        i, j1, j2, q1, q2 = state
        if i < n1:
            yield (i + 1, j1, j2, q1, q2), l1
        elif j1 + j2 < n2:
            yield (i, j1 + 1, j2, q1, q2), l1
        elif q1 < most:
            yield (i, j1, j2, q1 + 1, q2), l1
        if j1 + j2 < n2:
            yield (i, j1, j2 + 1, q1, q2), l2
        elif q2 < most:
            yield (i, j1, j2, q1, q2 + 1), l2
        if i:
            yield ((i, j1, j2, q1 - 1, q2) if q1 else (i - 1, j1, j2, q1, q2)), i * m1
        for rate, left1, left2 in ((j1 * m2, j1 - 1, j2), (j2 * m2, j1, j2 - 1)):
            for queue in map(int, q["g2_priority"]):
                if queue == 1 and q1:
                    yield (i, left1 + 1, left2, q1 - 1, q2), rate
                    break
                if queue == 2 and q2:
                    yield (i, left1, left2 + 1, q1, q2 - 1), rate
                    break
            else:
                yield (i, left1, left2, q1, q2), rate
        if q1:
            yield (i, j1, j2, q1 - 1, q2), q1 * t1
        if q2:
            yield (i, j1, j2, q1, q2 - 1), q2 * t2

    return moves


DESIGNS = [
    {"volumes": (2.0, 1.5), "aht": (1.0, 1.25), "agents": (2, 3), "patience": (0.6, 0.5), "g2_priority": "21"},
    {"volumes": (3.0, 1.0), "aht": (1.0, 0.7), "agents": (1, 2), "patience": (0.4, 0.9), "g2_priority": "12"},
    {"volumes": (0.1, 2.0), "aht": (2.0, 1.0), "agents": (3, 1), "patience": (1.0, 0.3), "g2_priority": "12"},
    {"volumes": (2.0, 2.0), "aht": (1.0, 1.0), "agents": (0, 3), "patience": (0.5, 0.5), "g2_priority": "21"},
    {"volumes": (2.0, 1.0), "aht": (1.0, 1.0), "agents": (2, 0), "patience": (0.5, 0.7), "g2_priority": "12"},
]


@pytest.mark.parametrize("q", DESIGNS, ids=str)
def test_n_design_against_the_chain_in_five_dimensions(q: dict[str, Any]) -> None:
    centre = NDesign(interval=1, **q)
    shares = stationary((0, 0, 0, 0, 0), n_design_moves(q, 22))
    n1, n2 = q["agents"]
    busy1 = sum(p * s[0] for s, p in shares.items())
    busy2 = sum(p * (s[1] + s[2]) for s, p in shares.items())
    waits2 = sum(p for s, p in shares.items() if s[1] + s[2] == n2)
    waits1 = sum(p for s, p in shares.items() if s[1] + s[2] == n2 and s[0] == n1)
    queues = np.array([sum(p * s[3 + rank] for s, p in shares.items()) for rank in (0, 1)])
    np.testing.assert_allclose(centre.wait_probability(), [waits1, waits2], rtol=1e-12)
    np.testing.assert_allclose(centre.no_wait_probability(), [1 - waits1, 1 - waits2], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(centre.queue_length(), queues, rtol=1e-12, atol=1e-14)  # solve is no better
    np.testing.assert_allclose(centre.asa(of="all"), queues / q["volumes"], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(centre.abandonment(), centre.asa(of="all") / q["patience"], rtol=1e-14)
    for group, busy in enumerate((busy1, busy2)):
        agents = q["agents"][group]
        assert centre.occupancy()[group] == pytest.approx(busy / agents if agents else 1.0, rel=1e-12)


@pytest.mark.parametrize("q", DESIGNS, ids=str)
@pytest.mark.parametrize("rank", [0, 1])
def test_n_design_waits_against_a_tagged_call(q: dict[str, Any], rank: int) -> None:
    """A call that waits, followed until its end in the chain as it stood when it came."""
    most = 14
    n1, n2 = q["agents"]
    serving = n_design_moves({**q, "volumes": (0.0, 0.0), "patience": (math.inf, math.inf)}, most)

    def lumped(state: tuple[int, ...]) -> tuple[int, ...]:
        return (state[0], state[1] + state[2], 0, state[3], state[4])

    def moved(state: tuple[int, ...], at: int, by: int) -> tuple[int, ...]:
        return (*state[:at], state[at] + by, *state[at + 1 :])

    # The call is the last of its own queue: later ones of its class do not matter to it, those of the other may.
    def moves(state: Any) -> Iterable[tuple[Hashable, float]]:
        if isinstance(state, str):
            return
        own, other = state[3 + rank], state[4 - rank]
        yield "left", 1 / q["patience"][rank]
        if own > 1:
            yield moved(state, 3 + rank, -1), (own - 1) / q["patience"][rank]
        if other:
            yield moved(state, 4 - rank, -1), other / q["patience"][1 - rank]
        for target, rate in serving(state):
            after = lumped(target)  # type: ignore[arg-type]
            yield ("answered" if own == 1 and after[3 + rank] == 0 else after), rate
        if rank == 1 and state[0] < n1:
            yield moved(state, 0, 1), q["volumes"][0]
        elif other < most:
            yield moved(state, 4 - rank, 1), q["volumes"][1 - rank]

    shares: dict[Any, float] = {}
    for state, p in stationary((0, 0, 0, 0, 0), n_design_moves(q, most)).items():
        shares[lumped(state)] = shares.get(lumped(state), 0.0) + p
    waiting = {}
    for state, p in shares.items():
        if state[1] == n2 and (rank == 1 or state[0] == n1) and state[3 + rank] < most:
            joined = list(state)
            joined[3 + rank] += 1
            waiting[tuple(joined)] = p
    rows: dict[Any, int] = {}
    entries: list[tuple[int, int, float]] = []
    for state in waiting:
        rows.setdefault(state, len(rows))
    todo = list(waiting)
    seen = set(todo)
    while todo:
        state = todo.pop()
        for target, rate in moves(state):
            if rate == 0:
                continue
            rows.setdefault(target, len(rows))
            entries.append((rows[state], rows[target], rate))
            if target not in seen:
                seen.add(target)
                todo.append(target)
    matrix = np.zeros((len(rows), len(rows)))
    for origin, target, rate in entries:
        matrix[origin, target] += rate
        matrix[origin, origin] -= rate
    start = np.zeros(len(rows))
    for state, p in waiting.items():
        start[rows[state]] = p
    centre = NDesign(interval=1, **q)
    times = [0.05, 0.7]
    answered_at = rows.get("answered")
    for t in times:
        end = after(start, matrix, t)
        answered = 0.0 if answered_at is None else end[answered_at]
        still = end.sum() - answered - end[rows["left"]]
        expected = centre.no_wait_probability()[rank] + answered
        assert centre.service_level(answer_within=t)[rank] == pytest.approx(expected, abs=2e-8)
        assert centre.wait_exceeds(t)[rank] == pytest.approx(still, abs=2e-8)


def test_n_design_without_a_second_class_or_group_is_erlang_a() -> None:
    for order in ("12", "21"):
        pooled = NDesign(volumes=[22, 0], interval=1, aht=1, agents=[11, 12], patience=0.7, g2_priority=order)
        alone = NDesign(volumes=[0, 10], interval=1, aht=[3, 1], agents=[4, 12], patience=[1, 2], g2_priority=order)
        parted = NDesign(volumes=[22, 5], interval=1, aht=1, agents=[20, 0], patience=[2, 3], g2_priority=order)
        for centre, rank, one in (
            (pooled, 0, ErlangA(volume=22, interval=1, aht=1, agents=23, patience=0.7)),
            (alone, 1, ErlangA(volume=10, interval=1, aht=1, agents=12, patience=2)),
            (parted, 0, ErlangA(volume=22, interval=1, aht=1, agents=20, patience=2)),
        ):
            assert centre.wait_probability()[rank] == pytest.approx(one.wait_probability(), rel=1e-13)
            assert centre.abandonment()[rank] == pytest.approx(one.abandonment(), rel=1e-12)
            assert centre.asa()[rank] == pytest.approx(one.asa(), rel=1e-12)
            for t in (0, 0.01, 0.3, 4, 100):
                level = centre.service_level(answer_within=t)[rank]
                assert level == pytest.approx(one.service_level(answer_within=t), rel=1e-12)
                assert centre.wait_exceeds(t)[rank] == pytest.approx(one.wait_exceeds(t), rel=1e-11, abs=1e-30)
        assert parted.abandonment()[1] == pytest.approx(1.0, rel=1e-13)
        assert parted.asa(of="all")[1] == pytest.approx(3.0, rel=1e-13)
        assert math.isnan(parted.asa()[1])


@pytest.mark.parametrize("order", ["12", "21"])
def test_n_design_fully_pooled_shares_the_waits_of_erlang_a(order: str) -> None:
    """No group 1, one patience: the order of service cannot change how much is waited in all."""
    centre = NDesign(volumes=[9, 14], interval=1, aht=1, agents=[0, 23], patience=0.8, g2_priority=order)
    one = ErlangA(volume=23, interval=1, aht=1, agents=23, patience=0.8)
    np.testing.assert_allclose(centre.wait_probability(), one.wait_probability(), rtol=1e-13)
    assert centre.queue_length().sum() == pytest.approx(one.queue_length(), rel=1e-12)
    first = 0 if order == "12" else 1
    assert centre.asa()[first] < one.asa() < centre.asa()[1 - first]


def test_n_design_conserves_flow() -> None:
    centre = NDesign(volumes=[20, 19], interval=1, aht=[1, 1.1], agents=[20, 20], patience=[1, 2], g2_priority="12")
    answered = centre.volumes * (1 - centre.abandonment())
    ends = centre.occupancy() * centre.agents / centre.aht
    assert answered.sum() == pytest.approx(ends.sum(), rel=1e-13)
    waits = centre.wait_probability()
    assert (centre.asa(of="all") < waits * centre.patience).all()
    np.testing.assert_allclose(centre.wait_exceeds(0), waits, rtol=1e-14)
    levels = [centre.service_level(answer_within=t) for t in (0, 0.1, 1, 10, 1000)]
    assert all((later >= earlier).all() for earlier, later in itertools.pairwise(levels))
    np.testing.assert_allclose(levels[0], centre.no_wait_probability(), rtol=1e-14)
    np.testing.assert_allclose(levels[-1], 1 - centre.abandonment(), rtol=1e-12)


# --- redials ------------------------------------------------------------------------------------------------------


def redial_moves(q: dict[str, Any], waiting: int, orbit: int) -> Moves:
    n, r = q["agents"], q["redial"]
    again, leave, serve = 1 / q["redial_delay"], 1 / q["patience"], 1 / q["aht"]

    def moves(state: tuple[int, int]) -> Iterable[tuple[Hashable, float]]:
        i, m = state
        if i < n + waiting:
            yield (i + 1, m), q["volume"]
            if m:
                yield (i + 1, m - 1), m * again
        if i:
            hung_up = max(0, i - n) * leave
            yield (i - 1, m), min(i, n) * serve + hung_up * (1 - r)
            if m < orbit:
                yield (i - 1, m + 1), hung_up * r

    return moves


@pytest.mark.parametrize(
    "q",
    [
        {"volume": 3.0, "aht": 1.0, "agents": 3, "patience": 0.5, "redial": 0.5, "redial_delay": 1.0},
        {"volume": 1.0, "aht": 2.0, "agents": 4, "patience": 1.0, "redial": 0.9, "redial_delay": 3.0},
        {"volume": 2.0, "aht": 1.0, "agents": 0, "patience": 0.7, "redial": 0.3, "redial_delay": 0.5},
        {"volume": 0.01, "aht": 1.0, "agents": 2, "patience": 0.7, "redial": 0.8, "redial_delay": 4.0},
    ],
    ids=str,
)
def test_redials_against_balance_equations(q: dict[str, Any]) -> None:
    queue = RedialOrbit(interval=1, **q)
    shares = stationary((0, 0), redial_moves(q, 30, 40))
    n = q["agents"]
    mean = sum(p * max(0, i - n) for (i, m), p in shares.items())
    orbit = sum(p * m for (i, m), p in shares.items())
    attempts = {state: p * (q["volume"] + state[1] / q["redial_delay"]) for state, p in shares.items()}
    total = sum(attempts.values())
    assert queue.attempted_volume() == pytest.approx(total, rel=1e-12)
    assert queue.queue_length() == pytest.approx(mean, rel=1e-10)
    assert queue.orbit_length() == pytest.approx(orbit, rel=1e-10)
    assert queue.all_busy() == pytest.approx(sum(p for (i, m), p in shares.items() if i >= n), rel=1e-11)
    waits = sum(p for (i, m), p in attempts.items() if i >= n) / total
    assert queue.wait_probability() == pytest.approx(waits, rel=1e-11)
    assert queue.wait_exceeds(0) == pytest.approx(waits, rel=1e-11)
    # What the chain must keep: flow, Little, and first calls answered or lost.
    assert queue.abandonment() == pytest.approx(queue.asa(of="all") / q["patience"], rel=1e-13)
    assert queue.carried_load() == pytest.approx(total * (1 - queue.abandonment()) * q["aht"], rel=1e-12, abs=1e-14)
    assert queue.lost() == pytest.approx(1 - queue.carried_load() / q["aht"] / q["volume"], rel=1e-8)
    assert queue.orbit_length() == pytest.approx(
        q["redial"] * queue.abandonment() * total * q["redial_delay"], rel=1e-12
    )
    if n:
        levels = [queue.service_level(answer_within=t) for t in (0, 0.1, 1, 100)]
        assert levels == sorted(levels)
        assert levels[0] == pytest.approx(queue.no_wait_probability(), rel=1e-14)
        assert levels[-1] == pytest.approx(1 - queue.abandonment(), rel=1e-12)
        given_wait = sum(
            p / total * _served_within(i - n, n / q["aht"], 1 / q["patience"], 0.4)
            for (i, m), p in attempts.items()
            if i >= n
        )
        assert queue.service_level(answer_within=0.4) == pytest.approx(1 - waits + given_wait, rel=1e-11)


def _served_within(ahead: int, serve: float, leave: float, t: float) -> float:
    """P(answered within t) with so many ahead, by the exponential of its little chain."""
    size = ahead + 3  # ahead, ..., 0, answered, left
    matrix = np.zeros((size, size))
    for state in range(ahead + 1):
        left = ahead - state
        matrix[state, state + 1] += serve + left * leave
        matrix[state, size - 1] += leave
        matrix[state, state] = -matrix[state].sum()
    return float(after(np.eye(size)[0], matrix, t)[ahead + 1])


@pytest.mark.parametrize(("agents", "volume", "patience"), [(0, 2, 1), (5, 4, 0.5), (30, 33, 2), (60, 40, 1)])
def test_without_redials_it_is_erlang_a(agents: int, volume: float, patience: float) -> None:
    q = {"volume": volume, "interval": 1, "aht": 1, "agents": agents, "patience": patience}
    queue, one = RedialOrbit(**q, redial=0, redial_delay=3), ErlangA(**q)
    for measure in ("wait_probability", "no_wait_probability", "abandonment", "occupancy", "queue_length"):
        assert getattr(queue, measure)() == pytest.approx(getattr(one, measure)(), rel=1e-12), measure
    assert queue.asa() == pytest.approx(one.asa(), rel=1e-12, nan_ok=True)
    assert queue.attempts() == 1.0
    assert queue.lost() == queue.abandonment()
    for t in (0, 0.2, 3):
        assert queue.service_level(answer_within=t) == pytest.approx(one.service_level(answer_within=t), rel=1e-12)
        assert queue.wait_exceeds(t) == pytest.approx(one.wait_exceeds(t), rel=1e-12)


def test_late_redials_come_as_poisson() -> None:
    """The longer the delay, the nearer to Poisson attempts, from the side of longer waits."""
    q = {"volume": 3, "interval": 1, "aht": 1, "agents": 3, "patience": 0.5}
    attempts = 3.0
    for _ in range(200):
        attempts = 3 + 0.5 * attempts * ErlangA(**{**q, "volume": attempts}).abandonment()
    poisson = ErlangA(**{**q, "volume": attempts}).wait_probability()
    differences = [
        RedialOrbit(**q, redial=0.5, redial_delay=delay).wait_probability() - poisson for delay in (1, 10, 100, 1000)
    ]
    assert all(0 < later < earlier / 4 for earlier, later in itertools.pairwise(differences[1:]))
    assert 0 < differences[-1] < 1e-4


# --- what they share ----------------------------------------------------------------------------------------------

GOOD: dict[Any, dict[str, Any]] = {
    NDesign: {"volumes": [2, 1], "interval": 1, "aht": [1, 2], "agents": [2, 2], "patience": [2, 1]},
    RedialOrbit: {
        "volume": 2,
        "interval": 1,
        "aht": 1,
        "agents": 2,
        "patience": 1,
        "redial": 0.5,
        "redial_delay": 2,
    },
}


@pytest.mark.parametrize("make", GOOD, ids=lambda make: make.__name__)
def test_values_and_what_they_need(make: Any) -> None:
    for name in GOOD[make]:
        with pytest.raises(TypeError, match=f"^{make.__name__} needs {name}$"):
            make(**{key: value for key, value in GOOD[make].items() if key != name})
    queue = make(**GOOD[make])
    again = pickle.loads(pickle.dumps(queue))
    assert queue == again
    assert hash(queue) == hash(again)
    assert np.all(again.wait_probability() == queue.wait_probability())
    assert repr(queue).startswith(make.__name__ + "(")
    with pytest.raises(AttributeError):
        queue.aht = 3
    with pytest.raises(ValueError, match="asa: of must be answered or all"):
        queue.asa(of="virtual_wait")


def test_limits_are_values() -> None:
    idle = NDesign(volumes=[0, 0], interval=1, aht=1, agents=[0, 2], patience=1)
    for measure in (idle.wait_probability(), idle.abandonment(), idle.asa(), idle.occupancy(), idle.wait_exceeds(0)):
        np.testing.assert_array_equal(measure, 0)
    np.testing.assert_array_equal(idle.service_level(answer_within=0), 1)
    none = RedialOrbit(volume=0, interval=1, aht=1, agents=0, patience=1, redial=0.5, redial_delay=1)
    assert none.wait_probability() == none.abandonment() == none.asa() == none.occupancy() == none.lost() == 0.0
    assert none.service_level(answer_within=0) == none.no_wait_probability() == none.attempts() == 1.0


def test_too_large_is_refused_with_the_limit() -> None:
    with pytest.raises(
        ValueError, match=r"^NDesign: the chain must keep at most 3e\+07 numbers, got .*500 \+ 500 agents"
    ):
        NDesign(volumes=[500, 500], interval=1, aht=1, agents=[500, 500], patience=10)
    with pytest.raises(ValueError, match=r"^RedialOrbit: the chain must keep at most 3e\+07 numbers, got"):
        RedialOrbit(volume=500, interval=1, aht=1, agents=500, patience=2, redial=0.5, redial_delay=10)
    with pytest.raises(ValueError, match="g2_priority must be '12' or '21', got '22'"):
        NDesign(volumes=[1, 1], interval=1, aht=1, agents=[1, 1], patience=1, g2_priority="22")
    with pytest.raises(ValueError, match="volumes must be a list of two numbers, got 3"):
        NDesign(volumes=[1, 1, 1], interval=1, aht=1, agents=[1, 1], patience=1)
    with pytest.raises(ValueError, match="volume must be a single number, got shape"):
        RedialOrbit(volume=[1, 2], interval=1, aht=1, agents=1, patience=1, redial=0, redial_delay=1)
