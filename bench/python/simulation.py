"""Calls per second of CPU on one thread: M/M/100+M at load 100, ours beside what a user would write instead.

First all of them must agree: the share that hangs up, of ten runs each, within four standard errors of Erlang A.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "baselines"))

import queue_simulation

import erlang

AGENTS, AHT, PATIENCE = 100, 200.0, 100.0
RATE = AGENTS / AHT
PYTHON_LIMIT = 4.0  # times the calls per second of plain Python
SIMPY_LIMIT = 60.0


def ours(calls: int, agents: int, rate: float, aht: float, patience: float, seed: int) -> float:
    queue = erlang.Queue(
        name="calls", interval_start=[0], interval=calls / rate, offered=[calls], aht=aht, patience=patience
    )
    desk = erlang.Group(name="desk", queues=["calls"], agents=agents)
    result = erlang.simulate(erlang.Centre(queues=[queue], groups=[desk]), replications=1, seed=seed, threads=1)
    return result.measure("calls", "abandonment")[0]


def share(simulate: Callable[..., float], calls: int, seed: int) -> float:
    return simulate(calls, AGENTS, RATE, AHT, PATIENCE, seed)


def agrees(name: str, simulate: Callable[..., float], calls: int, expected: float) -> bool:
    shares = [share(simulate, calls, seed) for seed in range(1, 11)]
    mean = statistics.fmean(shares)
    error = statistics.stdev(shares) / len(shares) ** 0.5
    # Every run starts empty: the first handle times hang up less.
    empty = 5 * AHT * RATE / calls * expected
    good = abs(mean - expected) <= 4 * error + empty
    print(f"{name:<14} {mean:.5f} ± {error:.5f} hang up, Erlang A {expected:.5f}: {'agrees' if good else 'DIFFERS'}")
    return good


def speed(simulate: Callable[..., float], calls: int, runs: int) -> float:
    """Median calls per second of CPU."""
    rates = []
    for seed in range(1, runs + 1):
        start = time.process_time()
        share(simulate, calls, seed)
        rates.append(calls / (time.process_time() - start))
    return statistics.median(rates)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio is below its limit")
    parser.add_argument("--short", action="store_true", help="a tenth of the calls")
    arguments = parser.parse_args()
    part = 10 if arguments.short else 1

    rivals: list[tuple[str, Callable[..., float], int, float]] = [
        ("plain Python", queue_simulation.plain_python, 1_000_000 // part, PYTHON_LIMIT)
    ]
    try:
        import simpy  # noqa: F401
    except ImportError:
        print("SimPy is not installed: left out")
    else:
        rivals.append(("SimPy", queue_simulation.simpy_resource, 100_000 // part, SIMPY_LIMIT))

    expected = erlang.ErlangA(
        volume=RATE * 1800, interval=1800, aht=AHT, patience=PATIENCE, agents=AGENTS
    ).abandonment()
    good = agrees("erlang", ours, 1_000_000 // part, float(expected))
    for name, simulate, calls, _ in rivals:
        good = agrees(name, simulate, calls // 5, float(expected)) and good
    if not good:
        return 1

    mine = speed(ours, 10_000_000 // part, 5)
    print(f"{'erlang':<14} {mine / 1e6:8.3f} million calls/s")
    for name, simulate, calls, limit in rivals:
        theirs = speed(simulate, calls, 3)
        held = mine / theirs >= limit
        good = held and good
        print(f"{name:<14} {theirs / 1e6:8.3f} million calls/s  ratio {mine / theirs:6.1f}  limit {limit:g}")
    return 0 if good or not arguments.check else 1


if __name__ == "__main__":
    sys.exit(main())
