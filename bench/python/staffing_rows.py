"""required_agents over a million rows of Erlang C and staff over a year of Erlang A, beside SciPy and pyworkforce.

Everything on one thread, CPU time, medians of runs that alternate in one process, after checking that both sides give
the same agents and measures. --check exits with 1 where a ratio is below its limit. pyworkforce is given some of the
rows one by one, and in how many of them its answer is not the minimum is counted.
"""

from __future__ import annotations

import argparse
import math
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "baselines"))

import staffing_scipy
from queueing_arrays import Table, agree, medians

import erlang
from erlang._core import queueing as kernels

INTERVAL, YEAR, PATIENCE = 1800.0, 35_040, 120.0
TARGETS = {"service_level": 0.80, "answer_within": 20.0, "max_abandonment": 0.03, "max_occupancy": 0.92}


def intervals(count: int, least: float, most: float) -> dict[str, np.ndarray]:
    """Loads between two bounds, even in their logarithm; handle times and targets, every row another."""
    random = np.random.default_rng(1)
    aht = random.uniform(60.0, 600.0, count)
    load = np.exp(random.uniform(math.log(least), math.log(most), count))
    return {
        "volume": load * INTERVAL / aht,
        "aht": aht,
        "service_level": random.uniform(0.50, 0.95, count),
        "answer_within": random.uniform(5.0, 60.0, count),
    }


def erlang_c(table: Table, count: int, runs: int, least: float, most: float) -> None:
    data = intervals(count, least, most)

    def ours() -> Any:
        return erlang.required_agents(interval=INTERVAL, **data)

    def theirs() -> Any:
        return staffing_scipy.erlang_c_agents(
            data["volume"], INTERVAL, data["aht"], data["service_level"], data["answer_within"]
        )

    agents, level = theirs()
    limits = {"avx512": 4.0, "avx2": 4.0}
    for name in ("avx512", "avx2", "scalar"):
        if kernels.use_instruction_set(name) != name:
            continue
        need = ours()
        if not np.array_equal(need.agents, agents):
            raise SystemExit(f"{np.sum(need.agents != agents)} of {count} rows need other agents")
        agree(need.service_level, level, 1e-9)
        found = medians({"ours": ours, "theirs": theirs}, runs)
        label = f"Erlang C, {count} rows, loads {least:g} to {most:g}, {name}, beside SciPy"
        nano = 1e9 / count
        table.row(label, found["ours"] * nano, found["theirs"] * nano, "ns", limits.get(name))
    kernels.use_instruction_set("best")


def pyworkforce_c(table: Table, count: int, runs: int) -> None:
    try:
        from pyworkforce.queuing import ErlangC
    except ImportError:
        print("pyworkforce is not installed (pip install pyworkforce==0.5.1): left out")
        return
    data = intervals(count, 0.2, 300.0)
    rows = list(zip(*(column.tolist() for column in data.values())))

    def ours() -> Any:
        return erlang.required_agents(interval=INTERVAL, **data).agents

    def one_by_one() -> list[float]:
        return [
            erlang.required_agents(
                volume=volume, interval=INTERVAL, aht=aht, service_level=level, answer_within=within
            ).agents
            for volume, aht, level, within in rows
        ]

    def theirs() -> list[float]:
        return [
            ErlangC(transactions=volume, aht=aht, interval=INTERVAL, asa=within).required_positions(
                service_level=level
            )["raw_positions"]
            for volume, aht, level, within in rows
        ]

    exact = staffing_scipy.erlang_c_agents(
        data["volume"], INTERVAL, data["aht"], data["service_level"], data["answer_within"]
    )[0]
    found = medians({"ours": ours, "one": one_by_one, "theirs": theirs}, runs)
    nano = 1e9 / count
    table.row("... beside pyworkforce's Erlang C", found["ours"] * nano, found["theirs"] * nano, "ns")
    table.row("... one by one, beside pyworkforce's Erlang C", found["one"] * nano, found["theirs"] * nano, "ns")
    for name, answers in (("ours", ours()), ("ours one by one", one_by_one()), ("pyworkforce", theirs())):
        wrong = int(np.sum(np.asarray(answers) != exact))
        print(f"{'':<58} {name}: not the minimum in {wrong} of {count}")


def year() -> pd.DataFrame:
    """Quarters of an hour whose loads rise and fall between 60 and 140 erlangs by the day."""
    random = np.random.default_rng(2)
    aht = random.uniform(150.0, 250.0, YEAR)
    load = 100.0 + 30.0 * np.sin(np.arange(YEAR) * (2 * math.pi / 96)) + random.uniform(-10.0, 10.0, YEAR)
    stamps = pd.date_range("2025-01-01", periods=YEAR, freq="15min")
    return pd.DataFrame({"interval_start": stamps, "offered": load * 900.0 / aht, "aht": aht})


def erlang_a(table: Table, few: int, runs: int) -> None:
    frame = year()
    sample = frame.iloc[:: YEAR // few]
    rows = list(zip(sample["offered"].tolist(), sample["aht"].tolist()))

    def ours() -> Any:
        return erlang.staff(frame, patience=PATIENCE, **TARGETS)

    def theirs() -> list[tuple[int, tuple[float, ...]]]:
        return [staffing_scipy.erlang_a_agents(volume, 900.0, aht, PATIENCE, *TARGETS.values()) for volume, aht in rows]

    answer = ours().loc[sample.index]
    other = theirs()
    if answer["agents"].tolist() != [agents for agents, _ in other]:
        raise SystemExit("the rows need other agents")
    measures = ["service_level", "asa", "abandonment", "wait_probability", "occupancy"]
    agree(answer[measures].to_numpy(dtype=float), np.array([found for _, found in other]), 1e-9)
    times = medians({"ours": ours, "theirs": theirs}, runs)
    each = times["theirs"] / len(rows) * 1e9
    label = f"staff, Erlang A, {YEAR} rows, beside bisection over chain + Beta"
    table.row(label, times["ours"] / YEAR * 1e9, each, "ns", 50.0)
    print(f"{'':<58} a row binds on {answer['binding'].value_counts().to_dict()}")
    pyworkforce_a(table, rows, [agents for agents, _ in other], times["ours"] / YEAR * 1e9)


def pyworkforce_a(table: Table, rows: list[tuple[float, float]], exact: list[int], own: float) -> None:
    try:
        from pyworkforce.queuing import ErlangA
    except ImportError:
        print("pyworkforce's Erlang A cannot be installed here: left out")
        return

    def theirs() -> list[float]:
        return [
            ErlangA(
                transactions=volume,
                aht=aht / 60,
                interval=15.0,
                patience=PATIENCE / 60,
                asa=TARGETS["answer_within"] / 60,
            ).required_positions(
                service_level=TARGETS["service_level"],
                max_abandonment=TARGETS["max_abandonment"],
                max_occupancy=TARGETS["max_occupancy"],
            )["raw_positions"]
            for volume, aht in rows
        ]

    answers = theirs()
    table.row(
        "... beside pyworkforce's Erlang A", own, medians({"theirs": theirs}, 1)["theirs"] / len(rows) * 1e9, "ns"
    )
    wrong = sum(answer != agents for answer, agents in zip(answers, exact))
    print(f"{'':<58} pyworkforce: not the minimum in {wrong} of {len(rows)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio is below its limit")
    parser.add_argument("--short", action="store_true", help="fewer runs")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", erlang.PlanningWarning)
    runs = 3 if arguments.short else 7
    kernels.use_threads(1)
    table = Table()
    print(f"{'':<58} {'ours':>9} {'theirs':>9}")
    erlang_c(table, 1_000_000, runs, 1.0, 300.0)
    erlang_c(table, 1_000_000, runs, 90.0, 110.0)
    pyworkforce_c(table, 20_000, 3)
    erlang_a(table, 200 if arguments.short else 1000, 3)
    return int(arguments.check and not table.good)


if __name__ == "__main__":
    sys.exit(main())
