"""Ctrl-C at any time of any step: exit code 130, and no half-written file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from erlang._cli import main
from small_history import history

FILES = {
    "report.html",
    "plan.xlsx",
    "forecast.csv",
    "requirement.csv",
    "shifts.csv",
    "coverage.csv",
    "simulation.csv",
    "assumptions.csv",
    "issues.csv",
    "plan.toml",
}
READY = "import sys; from erlang._cli import main; print('ready', flush=True); sys.exit(main())"
TRIES = 4


def interrupted(arguments: list[str], after: float) -> int:
    """Run a command, send it SIGINT some time after it has begun, and return its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-c", READY, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said
    return process.returncode


def seconds(arguments: list[str]) -> float:
    """How long a command takes when it is left alone."""
    begin = time.monotonic()
    subprocess.run([sys.executable, "-c", READY, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - begin


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a history and the tables of every step."""
    folder = tmp_path_factory.mktemp("made")
    file = history(folder)
    assert main(["forecast", str(file), "--aht", "240", "--out", str(folder), "--quiet"]) == 0
    assert main(["staff", str(folder), "--shrinkage", "0.3", "--quiet"]) == 0
    assert main(["schedule", str(folder), "--quiet"]) == 0
    return folder


STEPS = {
    "plan": ["plan", "{in}/calls.csv", "--aht", "240", "--shrinkage", "0.3", "--quiet", "--out", "{out}/plan"],
    "forecast": ["forecast", "{in}/calls.csv", "--aht", "240", "--quiet", "--out", "{out}"],
    "staff": ["staff", "{in}", "--shrinkage", "0.3", "--quiet", "--out", "{out}"],
    "schedule": ["schedule", "{in}", "--quiet", "--out", "{out}"],
    "simulate": ["simulate", "{in}", "--quiet", "--replications", "2000", "--out", "{out}"],
}


@pytest.mark.parametrize("step", STEPS)
def test_interrupted(made: Path, tmp_path: Path, step: str) -> None:
    def command(out: Path) -> list[str]:
        return [word.format(**{"in": made, "out": out}) for word in STEPS[step]]

    whole = tmp_path / "whole"
    took = seconds(command(whole))
    expected = {path.name: path.stat().st_size for path in whole.rglob("*") if path.is_file()}
    assert expected
    draw = random.Random(step)
    codes = []
    for attempt in range(TRIES):
        out = tmp_path / f"try{attempt}"
        out.mkdir()
        codes.append(interrupted(command(out), after=draw.uniform(0.0, took)))
        left = {path.name for path in out.rglob("*") if path.is_file()}
        assert left in (set(), set(expected))
        assert not [name for name in os.listdir(out) if name.startswith(".")]
        if codes[-1] == 130 and not left:
            assert not list(out.iterdir())
    # The signal may find the command finished, and Python on its way out.
    assert set(codes) <= {130, 0, -signal.SIGINT}
    assert 130 in codes


def test_the_solver_is_interrupted(made: Path, tmp_path: Path) -> None:
    """A long search ends soon after Ctrl-C, with nothing written."""
    out = tmp_path / "out"
    table = (made / "requirement.csv").read_text().splitlines()
    head = table[0].split(",")
    place = head.index("scheduled")
    rows = [line.split(",") for line in table[1:]]
    draw = random.Random(1)
    for row in rows:
        row[place] = f"{30 + draw.uniform(0, 20):.3f}"
    (tmp_path / "requirement.csv").write_text("\n".join([table[0], *(",".join(row) for row in rows)]) + "\n")
    code = interrupted(["schedule", str(tmp_path), "--gap", "0", "--out", str(out), "--quiet"], after=1.0)
    # Where the interpreter is already leaving, the signal itself ends it: a shell then says 130 as well.
    assert code in (130, 0, -signal.SIGINT)
    assert code != 130 or not out.exists()
