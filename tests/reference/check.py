"""Hold the public models against reference values.

    python tests/reference/check.py tests/data/reference/queueing_reference.csv [--models erlang_b,erlang_c]
    python tests/reference/check.py --published tests/data/reference/published_checks.csv

Prints a line per model: rows, worst relative error, worst error over its tolerance; and a closing line. Exits with 1
when a row is out of its tolerance, or its model or metric is unknown.
"""

from __future__ import annotations

import argparse
import csv
import inspect
import json
import math
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import erlang
from reference_models import MODELS
from reference_models.common import Inputs


class UnknownError(Exception):
    """A model or metric the package does not have."""


def reference_value(row: dict[str, str]) -> float:
    if row["model"] not in MODELS:
        raise UnknownError(row["model"])
    make, metrics = MODELS[row["model"]]
    if row["metric"] not in metrics:
        raise UnknownError(f"{row['model']} {row['metric']}")
    inputs: Inputs = json.loads(row["inputs"])
    return float(metrics[row["metric"]](make(inputs), inputs))


def reference_tolerance(row: dict[str, str]) -> float:
    """Relative; absolute for zeros, exact for counts."""
    if row["metric"] == "n_min":
        return 0.0
    return max(1e-12, 8 * float(row["cond"] or 0) * 2**-53)


# Fields that the package spells as functions of their own, or by their partner.
def published_value(row: dict[str, str]) -> float:
    arguments: Inputs = json.loads(row["arguments"])
    name, wanted = row["model"], row["field"]
    if name == "ErlangB" and wanted == "servers":
        return float(erlang.required_servers(**arguments))
    if name == "ErlangB" and wanted == "load":
        return float(erlang.max_load(**arguments))
    try:
        factory = getattr(erlang, name)
    except (AttributeError, ImportError):
        raise UnknownError(name) from None
    if inspect.isfunction(factory):
        answer = factory(**arguments)
        return float(answer if isinstance(answer, (int, float)) else getattr(answer, wanted))
    fields = inspect.signature(factory).parameters
    others = {key: arguments.pop(key) for key in list(arguments) if key not in fields}
    queue = factory(**arguments)
    if wanted in SPELT_OTHERWISE:
        return float(SPELT_OTHERWISE[wanted](queue))
    percentile = re.fullmatch(r"wait_percentile_(\d+)", wanted)
    if percentile:
        return float(queue.wait_percentile(float(f"0.{percentile[1]}")))
    if not hasattr(queue, wanted):
        raise UnknownError(f"{name} {wanted}")
    measure = getattr(queue, wanted)
    # A row may name the answer time of its queue beside a measure that has none.
    if "answer_within" not in inspect.signature(measure).parameters:
        others.pop("answer_within", None)
    return float(measure(**others))


# Fields of published rows that are no measure's own name.
SPELT_OTHERWISE: dict[str, Callable[[Any], float]] = {
    "asa_answered": lambda queue: queue.asa(of="answered"),
    "asa_all": lambda queue: queue.asa(of="all"),
    "asa_virtual_wait": lambda queue: queue.asa(of="virtual_wait"),
    "asa_given_wait": lambda queue: queue.asa(of="all") * (1.0 - queue.blocking()) / queue.wait_probability(),
}


@dataclass
class Tally:
    rows: int = 0
    failed: int = 0
    worst_error: float = 0.0
    worst_ratio: float = 0.0
    unknown: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, error: float, tolerance: float, relative: float, note: str) -> None:
        self.rows += 1
        self.worst_error = max(self.worst_error, relative if relative == relative else math.inf)
        ratio = error / tolerance if tolerance > 0 else (0.0 if error == 0 else math.inf)
        self.worst_ratio = max(self.worst_ratio, ratio if ratio == ratio else math.inf)
        if not error <= tolerance:
            self.failed += 1
            self.notes.append(note)


def run(rows: list[dict[str, str]], published: bool, models: set[str] | None) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for row in rows:
        if models is not None and row["model"] not in models:
            continue
        tally = tallies.setdefault(row["model"], Tally())
        inputs = row["arguments" if published else "inputs"]
        try:
            expected = float(row["value"])
            got = published_value(row) if published else reference_value(row)
        except UnknownError as error:
            tally.unknown += 1
            tally.notes.append(f"  unknown: {error}")
            continue
        except Exception as error:  # whatever a row meets, the others are still judged
            tally.add(math.inf, 1.0, math.inf, f"  failed: {row['model']} {inputs}: {type(error).__name__}: {error}")
            continue
        difference = abs(got - expected)
        relative = difference if expected == 0 else difference / abs(expected)
        asked = row["field" if published else "metric"]
        note = f"  out: {row['model']} {asked} {inputs}: {got!r}, expected {expected!r}"
        if published:
            tally.add(difference, float(row["tolerance"]), relative, note)
        elif expected == 0:
            tally.add(difference, 1e-12, difference, note)
        else:
            tally.add(relative, reference_tolerance(row), relative, note)
    return tallies


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", help="reference rows: model, inputs, metric, value, cond")
    parser.add_argument("--published", metavar="FILE", help="published rows: model, arguments, field, value, tolerance")
    parser.add_argument("--models", help="only these, separated by commas")
    options = parser.parse_args()
    if not options.file and not options.published:
        parser.error("name a FILE, --published FILE, or both")
    models = set(options.models.split(",")) if options.models else None
    bad = 0
    found: set[str] = set()
    for path, published in ((options.file, False), (options.published, True)):
        if not path:
            continue
        with open(path, encoding="utf-8", newline="") as file:
            tallies = run(list(csv.DictReader(file)), published, models)
        print(f"{'model':32} {'rows':>5} {'worst rel. error':>17} {'error/tolerance':>16} {'out':>4} {'unknown':>8}")
        for model, tally in tallies.items():
            print(
                f"{model:32} {tally.rows:5} {tally.worst_error:17.2e} {tally.worst_ratio:16.2e} "
                f"{tally.failed:4} {tally.unknown:8}"
            )
            for note in tally.notes:
                print(note)
            bad += tally.failed + tally.unknown
        found |= tallies.keys()
        counted = sum(tally.rows + tally.unknown for tally in tallies.values())
        failures = sum(tally.failed + tally.unknown for tally in tallies.values())
        print(f"{counted} rows, {failures} failures")
    if models is not None and models - found:
        print(f"no rows of {', '.join(sorted(models - found))}")
        bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
