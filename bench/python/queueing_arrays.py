"""Erlang C over a million rows and Erlang A's five usual measures, beside what an analyst would write with SciPy.

Everything on one thread, CPU time, medians of runs that alternate in one process, after checking that both sides
agree. --check exits with 1 where a ratio is below its limit.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "baselines"))

import erlang_scipy

import erlang
from erlang._core import queueing as kernels

INTERVAL, WITHIN, PATIENCE = 1800.0, 20.0, 120.0
Work = Callable[[], Any]


def rows(count: int, whole: bool) -> dict[str, np.ndarray]:
    """Loads about 100, agents up to three standard deviations above; every row another."""
    random = np.random.default_rng(1)
    aht = random.uniform(120.0, 300.0, count)
    load = random.uniform(90.0, 110.0, count)
    agents = load + random.uniform(0.05, 3.0, count) * np.sqrt(load)
    return {"volume": load * INTERVAL / aht, "aht": aht, "agents": np.ceil(agents) if whole else agents}


def medians(works: dict[str, Work], runs: int) -> dict[str, float]:
    """CPU seconds of each, its median over runs that alternate."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(measured) for name, measured in times.items()}


class Table:
    def __init__(self) -> None:
        self.good = True

    def row(self, name: str, ours: float, theirs: float, unit: str, limit: float | None = None) -> None:
        ratio = theirs / ours
        held = limit is None or ratio >= limit
        self.good = self.good and held
        bound = "" if limit is None else f"   limit {limit:g}{'' if held else '   BROKEN'}"
        print(f"{name:<58} {ours:9.1f} {theirs:9.1f} {unit}   {ratio:6.1f}x{bound}", flush=True)


def agree(ours: Any, theirs: Any, tolerance: float) -> None:
    worst = float(np.max(np.abs(np.asarray(ours) / np.asarray(theirs) - 1)))
    if not worst <= tolerance:
        raise SystemExit(f"the two sides differ by {worst:.1e}")


def erlang_c(table: Table, count: int, runs: int) -> None:
    for whole in (True, False):
        data = rows(count, whole)
        baseline = erlang_scipy.erlang_c_service_level if whole else erlang_scipy.erlang_c_service_level_real

        def ours(data: dict[str, np.ndarray] = data) -> Any:
            return erlang.ErlangC(interval=INTERVAL, **data).service_level(answer_within=WITHIN)

        def theirs(data: dict[str, np.ndarray] = data, baseline: Callable[..., Any] = baseline) -> Any:
            return baseline(data["volume"], INTERVAL, data["aht"], data["agents"], WITHIN)

        kind = "whole" if whole else "real"
        best = kernels.use_instruction_set("best")
        for name in ("avx512", "avx2", "scalar"):
            if kernels.use_instruction_set(name) != name:
                continue
            agree(ours(), theirs(), 1e-9)
            limits = {("avx512", True): 10.0, ("avx512", False): 6.0, ("avx2", False): 3.0}
            found = medians({"ours": ours, "theirs": theirs}, runs)
            nano = 1e9 / count
            limit = limits.get((name, whole))
            label = f"Erlang C, {count} rows, {kind} agents, {name}, beside SciPy"
            table.row(label, found["ours"] * nano, found["theirs"] * nano, "ns", limit)
        kernels.use_instruction_set("best")
        print(f"{'':<58} by default: {best}")

    few = {name: column[:2000] for name, column in rows(2000, True).items()}

    def one_by_one() -> list[float]:
        return [
            erlang.ErlangC(volume=volume, interval=INTERVAL, aht=aht, agents=agents).service_level(answer_within=WITHIN)
            for volume, aht, agents in zip(*(column.tolist() for column in few.values()))
        ]

    scalar = medians({"loop": one_by_one}, runs)["loop"] / 2000 * 1e9
    data = rows(count, True)
    array = medians(
        {"ours": lambda: erlang.ErlangC(interval=INTERVAL, **data).service_level(answer_within=WITHIN)}, runs
    )
    table.row("... beside our models one by one in a Python loop", array["ours"] / count * 1e9, scalar, "ns")


def erlang_a(table: Table, count: int, runs: int) -> None:
    data = rows(count, True)
    few = [
        (volume, INTERVAL, aht, PATIENCE, int(agents), WITHIN)
        for volume, aht, agents in zip(*(column[:200].tolist() for column in data.values()))
    ]

    def ours() -> Any:
        return erlang.ErlangA(interval=INTERVAL, patience=PATIENCE, **data).measures(answer_within=WITHIN)

    def theirs() -> list[tuple[float, ...]]:
        return [erlang_scipy.erlang_a(*row) for row in few]

    m = ours()
    five = np.stack([m.service_level, m.asa, m.abandonment, m.wait_probability, m.occupancy], axis=1)
    agree(five[: len(few)], theirs(), 1e-9)
    found = medians({"ours": ours, "theirs": theirs}, runs)
    scipy = found["theirs"] / len(few) * 1e9
    table.row("Erlang A, all measures, beside chain + Beta in SciPy", found["ours"] / count * 1e9, scipy, "ns", 60.0)
    kernels.use_instruction_set("scalar")
    one = medians({"ours": ours}, runs)["ours"] / count * 1e9
    kernels.use_instruction_set("best")
    table.row("... one row at a time, without vector instructions", one, scipy, "ns", 60.0)
    try:
        from pyworkforce.queuing import ErlangA as Theirs
    except ImportError:
        print("pyworkforce's Erlang A cannot be installed here: left out")
        return
    volume, _, aht, _, agents, _ = few[0]

    def pyworkforce() -> Any:
        queue = Theirs(
            transactions=volume, aht=aht / 60, interval=INTERVAL / 60, patience=PATIENCE / 60, asa=WITHIN / 60
        )
        return queue.service_level(positions=agents)

    elapsed = medians({"theirs": pyworkforce}, 1)["theirs"] * 1e9
    table.row("... beside pyworkforce's Erlang A (its service level)", found["ours"] / count * 1e9, elapsed, "ns")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio is below its limit")
    parser.add_argument("--short", action="store_true", help="fewer runs and rows")
    arguments = parser.parse_args()
    runs = 3 if arguments.short else 7
    kernels.use_threads(1)
    table = Table()
    print(f"{'':<58} {'ours':>9} {'theirs':>9}")
    erlang_c(table, 200_000 if arguments.short else 1_000_000, runs)
    erlang_a(table, 20_000 if arguments.short else 200_000, runs)
    return int(arguments.check and not table.good)


if __name__ == "__main__":
    sys.exit(main())
