"""Erlang B, C and A against values to 40 digits."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path


def test_accuracy(root: Path) -> None:
    command = [sys.executable, str(root / "tests" / "reference" / "accuracy.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_grids_are_wide(root: Path) -> None:
    tables = {}
    for name in ("erlang_bc_accuracy", "erlang_a_accuracy"):
        with (root / "tests" / "data" / "reference" / f"{name}.csv").open(newline="") as file:
            tables[name] = list(csv.DictReader(file))
    loads = [float(row["load"]) for row in tables["erlang_bc_accuracy"]]
    assert len(loads) >= 400
    assert (min(loads), max(loads)) == (1e-6, 1e7)
    patience = [float(row["patience"]) for row in tables["erlang_a_accuracy"]]
    assert len(patience) >= 270
    assert (min(patience), max(patience)) == (1e-3, 1e6)
