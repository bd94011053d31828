"""Print the worst relative error of Erlang B, C and A against values to 40 digits, and exit 1 where one is too large.

    python tests/reference/accuracy.py

Goes through the public models, row by row and as arrays (which take another path). The values come from
make_accuracy.py. Limits: Erlang B and C 1e-14 where blocking > 1e-12, 1e-13 where blocking > 1e-280; Erlang A 1e-12
for every measure above 1e-12, and no NaN. Arrays may add 1e-12.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import erlang

DATA = Path(__file__).resolve().parents[1] / "data" / "reference"
DEFINITIONS = (
    "answered_of_offered",
    "answered_of_answered",
    "abandons_excluded",
    "abandons_counted",
    "virtual_wait",
)
EXCEEDS = {"wait_exceeds": "all", "answered_after": "answered", "virtual_exceeds": "virtual_wait"}
Columns = dict[str, np.ndarray]
Measure = Callable[..., Any]


@dataclass(frozen=True)
class Line:
    """The worst of one measure over some rows."""

    name: str
    rows: int
    worst: float
    limit: float

    @property
    def good(self) -> bool:
        return self.worst <= self.limit


def read(name: str) -> Columns:
    with (DATA / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key] or "nan") for row in rows]) for key in rows[0]}


def erlang_b_measures() -> dict[str, Measure]:
    return {
        "blocking": lambda load, agents: erlang.ErlangB(load=load, servers=agents).blocking(),
        "served": lambda load, agents: erlang.ErlangB(load=load, servers=agents).no_wait_probability(),
        "wait_probability": lambda load, agents: erlang.ErlangC(load=load, agents=agents).wait_probability(),
        "no_wait_probability": lambda load, agents: erlang.ErlangC(load=load, agents=agents).no_wait_probability(),
    }


def erlang_a(load: Any, agents: Any, patience: Any, **_: Any) -> erlang.ErlangA:
    return erlang.ErlangA(volume=load, interval=1, aht=1, patience=patience, agents=agents)


def erlang_a_measures() -> dict[str, Measure]:
    measures: dict[str, Measure] = {
        name: lambda answer_within, name=name, **queue: getattr(erlang_a(**queue), name)()
        for name in (
            "wait_probability",
            "no_wait_probability",
            "abandonment",
            "occupancy",
            "queue_length",
        )
    }
    measures |= {
        name: lambda answer_within, of=of, **queue: erlang_a(**queue).asa(of=of)
        for name, of in (("asa", "answered"), ("asa_all", "all"), ("asa_virtual_wait", "virtual_wait"))
    }
    measures |= {
        name: lambda answer_within, name=name, **queue: erlang_a(**queue).service_level(
            answer_within=answer_within, definition=name
        )
        for name in DEFINITIONS
    }
    measures |= {
        name: lambda answer_within, of=of, **queue: erlang_a(**queue).wait_exceeds(answer_within, of=of)
        for name, of in EXCEEDS.items()
    }
    measures["abandoned_within"] = lambda answer_within, **queue: erlang_a(**queue).abandoned_within(answer_within)
    return measures


def error(found: np.ndarray, exact: np.ndarray) -> float:
    """The worst relative error, infinite where a value is NaN."""
    if not len(found):
        return 0.0
    worst = np.max(np.abs(found - exact) / exact)
    return math.inf if math.isnan(worst) else float(worst)


def both_ways(measure: Measure, inputs: Columns) -> Iterator[tuple[str, np.ndarray]]:
    size = len(next(iter(inputs.values())))
    one = [measure(**{name: float(values[i]) for name, values in inputs.items()}) for i in range(size)]
    yield "", np.array(one)
    yield ", arrays", measure(**inputs)


def erlang_bc_lines() -> Iterator[Line]:
    table = read("erlang_bc_accuracy.csv")
    inputs = {name: table[name] for name in ("load", "agents")}
    for name, measure in erlang_b_measures().items():
        exact = table[name]
        for way, found in both_ways(measure, inputs):
            for least, limit in ((1e-12, 1e-14), (1e-280, 1e-13)):
                rows = np.isfinite(exact) & (table["blocking"] > least) & (exact > 1e-290)
                extra = 1e-12 if way else 0.0
                where = f"Erlang B and C, B > {least:g}: {name}{way}"
                yield Line(where, int(rows.sum()), error(found[rows], exact[rows]), limit + extra)


def erlang_a_lines() -> Iterator[Line]:
    table = read("erlang_a_accuracy.csv")
    inputs = {name: table[name] for name in ("load", "agents", "patience", "answer_within")}
    for name, measure in erlang_a_measures().items():
        exact = table[name]
        for way, found in both_ways(measure, inputs):
            rows = exact > 1e-12
            worst = math.inf if np.isnan(found).any() else error(found[rows], exact[rows])
            yield Line(f"Erlang A: {name}{way}", int(rows.sum()), worst, 1e-12 + (1e-12 if way else 0.0))


def main() -> int:
    good = True
    for line in (*erlang_bc_lines(), *erlang_a_lines()):
        mark = "" if line.good else f"   ABOVE {line.limit:g}"
        print(f"{line.name:<62} {line.rows:4d} rows   {line.worst:8.1e}{mark}")
        good = good and line.good
    return int(not good)


if __name__ == "__main__":
    raise SystemExit(main())
