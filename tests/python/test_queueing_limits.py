"""Limits are values, and what is outside the domain is an error with the library's one message form."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

import erlang
from erlang.queueing import ErlangA, ErlangB, ErlangC, ExtendedErlangB

DEFINITIONS = [definition.value for definition in erlang.ServiceLevel]
CALLS: dict[str, Any] = {"volume": 100, "interval": 1800, "aht": 180}


@pytest.mark.parametrize(
    "queue",
    [
        ErlangC(volume=0, interval=1800, aht=180, agents=0),
        ErlangC(volume=0, interval=1800, aht=180, agents=3),
        ErlangA(volume=0, interval=1800, aht=180, patience=0, agents=0),
        ErlangA(volume=0, interval=1800, aht=180, patience=60, agents=2),
    ],
    ids=repr,
)
def test_load_zero(queue: ErlangC | ErlangA) -> None:
    for definition in DEFINITIONS:
        assert queue.service_level(answer_within=0, definition=definition) == 1.0
    for of in ("answered", "all", "virtual_wait"):
        assert queue.asa(of=of) == 0.0
    for measure in (queue.wait_probability, queue.abandonment, queue.blocking, queue.occupancy, queue.queue_length):
        assert measure() == 0.0
    assert queue.wait_percentile(0.99) == 0.0


@pytest.mark.parametrize("agents", [0, 5, 9.99, 10])
@pytest.mark.parametrize("patience", ["C", None, math.inf])
def test_overload_without_abandonment(agents: float, patience: Any) -> None:
    with_patience = {} if patience == "C" else {"patience": patience}
    queue = (ErlangC if patience == "C" else ErlangA)(**CALLS, **with_patience, agents=agents)
    assert queue.wait_probability() == 1.0
    assert queue.asa() == queue.wait_percentile(0.01) == queue.queue_length() == math.inf
    assert queue.service_level(answer_within=3600) == 0.0
    assert queue.occupancy() == 1.0


def test_no_agents() -> None:
    queue = ErlangA(**CALLS, patience=120, agents=0)
    assert queue.wait_probability() == queue.abandonment() == queue.occupancy() == 1.0
    level = {name: queue.service_level(answer_within=20, definition=name) for name in DEFINITIONS}
    assert level.pop("abandons_counted") == pytest.approx(1 - math.exp(-20 / 120))
    assert set(level.values()) == {0.0}
    assert queue.asa(of="all") == 120.0
    assert math.isnan(queue.asa())
    assert queue.asa(of="virtual_wait") == math.inf
    assert queue.wait_percentile(0.5) == pytest.approx(120 * math.log(2))
    without = ErlangA(**CALLS, patience=0, agents=0)
    assert without.service_level(answer_within=0, definition="abandons_counted") == 1.0
    assert without.asa(of="all") == without.wait_percentile(0.9) == 0.0


def test_no_patience() -> None:
    queue = ErlangA(**CALLS, patience=0, agents=12)
    lost = ErlangB(**CALLS, servers=12).blocking()
    assert queue.abandonment() == queue.abandoned_within(0) == lost
    assert queue.service_level(answer_within=0) == pytest.approx(1 - lost)
    assert queue.asa() == queue.asa(of="all") == queue.wait_percentile(0.999) == queue.wait_probability() == 0.0
    assert queue.asa(of="virtual_wait") == pytest.approx(lost * 180 / 12)
    level = queue.service_level(answer_within=20, definition="virtual_wait")
    assert level == pytest.approx(1 - lost * math.exp(-20 * 12 / 180))


def test_answer_within_zero_is_answered_at_once() -> None:
    for queue in (ErlangC(**CALLS, agents=14), ErlangA(**CALLS, patience=60, agents=9)):
        assert queue.service_level(answer_within=0) == pytest.approx(queue.no_wait_probability(), rel=1e-13)
        assert queue.no_wait_probability() == pytest.approx(1 - queue.wait_probability(), rel=1e-12)


def test_erlang_b_edges() -> None:
    assert ErlangB(load=0, servers=0).blocking() == 0.0
    assert ErlangB(load=3, servers=0).blocking() == 1.0
    assert erlang.required_servers(load=0, max_blocking=0.01) == 0
    assert erlang.max_load(servers=0, max_blocking=0.01) == 0.0
    assert ExtendedErlangB(load=0, servers=2, redial=0.5).attempts() == 1.0
    assert ErlangB(**CALLS, servers=12).asa() == 0.0
    assert math.isnan(ErlangB(**CALLS, servers=0).asa())


def test_messages() -> None:
    queue = ErlangC(**CALLS, agents=14)
    by_load = ErlangC(load=10, agents=14)
    cases: list[tuple[Any, type[Exception], str]] = [
        (
            lambda: queue.service_level(answer_within=-5),
            ValueError,
            "service_level: answer_within must be >= 0 s, got -5",
        ),
        (
            lambda: queue.service_level(answer_within=[1, -5]),
            ValueError,
            "answer_within must be >= 0 s, got -5 at index 1",
        ),
        (lambda: queue.service_level(answer_within=math.inf), ValueError, "answer_within must be >= 0 s, got inf"),
        (lambda: queue.wait_percentile(1.0), ValueError, r"wait_percentile: p must be in \(0, 1\), got 1"),
        (
            lambda: queue.service_level(answer_within=5, definition="best"),
            ValueError,
            "definition must be one of 'answered_of",
        ),
        (
            lambda: queue.asa(of="none"),
            ValueError,
            "asa: of must be one of 'answered', 'all', 'virtual_wait', got 'none'",
        ),
        (lambda: queue.asa(of=2), TypeError, "asa: of must be a name, got int"),
        (lambda: by_load.asa(), ValueError, "^asa needs volume, interval and aht$"),
        (lambda: by_load.service_level(answer_within=5), ValueError, "^service_level needs volume, interval and aht$"),
        (lambda: by_load.measures(answer_within=5), ValueError, "^service_level needs volume, interval and aht$"),
        (
            lambda: ErlangC(load=1, volume=2, agents=3),
            ValueError,
            "load stands for volume, interval and aht, got load and volume",
        ),
        (lambda: ErlangC(volume=2, aht=3, agents=3), ValueError, "interval not given"),
        (lambda: ErlangC(agents=3), TypeError, "^ErlangC needs volume, interval and aht, or load$"),
        (lambda: ErlangC(load=3), TypeError, "^ErlangC needs agents$"),
        (lambda: ErlangA(load=3, agents=3, patience=3), ValueError, "^ErlangA needs volume, interval and aht$"),
        (lambda: queue.measures(short_abandon=3), ValueError, "short_abandon needs answer_within"),
        (lambda: ErlangC(volume=1e200, interval=1, aht=1e200, agents=1), ValueError, "load must be finite, got inf"),
        (
            lambda: ErlangC(load=[1, 2], agents=[1, 2, 3]),
            ValueError,
            r"shapes must broadcast, got load \(2,\), agents \(3,\)",
        ),
        (lambda: ErlangC(14), TypeError, "positional"),  # type: ignore[call-arg, misc]
    ]
    for call, kind, message in cases:
        with pytest.raises(kind, match=message):
            call()


def test_times_in_every_spelling() -> None:
    expected = ErlangA(**CALLS, patience=120, agents=14).service_level(answer_within=20)
    for interval in ("30m", "1800", timedelta(minutes=30), np.timedelta64(30, "m"), 1800.0, np.float64(1800)):
        queue = ErlangA(volume=100, interval=interval, aht="3m", patience="2m", agents=14)
        assert queue.service_level(answer_within="20s") == expected
        assert queue.interval == 1800.0


def test_aht_longer_than_the_interval_is_accepted() -> None:
    assert ErlangC(volume=2, interval=60, aht=600, agents=25).load == 20.0
