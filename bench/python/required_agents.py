"""required_agents beside pyworkforce's ErlangC: the same 1 000 random intervals, targets from 50 to 95 %.

Prints the time per interval of each (median over rounds that alternate in one process), the ratio, and in how many
rows the other answer is not the minimum, which is found by counting up from the first stable number of agents.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable

import numpy as np

import erlang

try:
    from pyworkforce.queuing import ErlangC
except ImportError:
    print("skipped: pyworkforce is not installed (pip install pyworkforce==0.5.1)")
    raise SystemExit(0) from None

ROWS = 1000
ROUNDS = 7
INTERVAL = 1800.0


def intervals(seed: int = 1) -> dict[str, np.ndarray]:
    """Volumes for loads of 0.2 to 300 erlangs, handle times, thresholds and targets."""
    random = np.random.default_rng(seed)
    aht = random.uniform(60.0, 600.0, ROWS)
    load = np.exp(random.uniform(math.log(0.2), math.log(300.0), ROWS))
    return {
        "volume": load * INTERVAL / aht,
        "aht": aht,
        "answer_within": random.uniform(5.0, 60.0, ROWS),
        "service_level": random.uniform(0.50, 0.95, ROWS),
    }


def ours_arrays(rows: dict[str, np.ndarray]) -> list[float]:
    return erlang.required_agents(interval=INTERVAL, **rows).agents.tolist()


def ours_one_by_one(rows: dict[str, np.ndarray]) -> list[float]:
    keys = list(rows)
    return [
        erlang.required_agents(interval=INTERVAL, **dict(zip(keys, values))).agents
        for values in zip(*(column.tolist() for column in rows.values()))
    ]


def theirs(rows: dict[str, np.ndarray]) -> list[float]:
    return [
        ErlangC(transactions=volume, aht=aht, interval=INTERVAL, asa=within).required_positions(service_level=level)[
            "raw_positions"
        ]
        for volume, aht, within, level in zip(*(column.tolist() for column in rows.values()))
    ]


def minimum(volume: float, aht: float, within: float, level: float) -> int:
    agents = math.floor(volume * aht / INTERVAL) + 1
    while True:
        queue = erlang.ErlangC(volume=volume, interval=INTERVAL, aht=aht, agents=agents)
        if queue.service_level(answer_within=within) >= level * (1 - 1e-12):
            return agents
        agents += 1


def seconds(work: Callable[[dict[str, np.ndarray]], list[float]], rows: dict[str, np.ndarray]) -> float:
    start = time.perf_counter()
    work(rows)
    return time.perf_counter() - start


def main() -> None:
    rows = intervals()
    true = [minimum(*values) for values in zip(*(column.tolist() for column in rows.values()))]
    answers = {work: work(rows) for work in (ours_arrays, ours_one_by_one, theirs)}
    times: dict[Callable[..., list[float]], list[float]] = {work: [] for work in answers}
    for _ in range(ROUNDS):
        for work, measured in times.items():
            measured.append(seconds(work, rows))
    for work, name in (
        (ours_arrays, "erlang, arrays"),
        (ours_one_by_one, "erlang, one by one"),
        (theirs, "pyworkforce, one by one"),
    ):
        wrong = sum(answer != exact for answer, exact in zip(answers[work], true))
        ratio = statistics.median(other / own for own, other in zip(times[work], times[theirs]))
        each = statistics.median(times[work]) / ROWS * 1e6
        print(
            f"{name:24s} {each:8.2f} us per interval   {ratio:6.2f}x pyworkforce   not the minimum in {wrong} of {ROWS}"
        )


if __name__ == "__main__":
    main()
