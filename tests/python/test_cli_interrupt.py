"""Ctrl-C at any time of any step: exit code 130, and no half-written file."""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
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
        assert bool(left) == (codes[-1] == 0)
        assert left or not list(out.iterdir())
    # The signal may find the command done.
    assert set(codes) <= {130, 0}
    assert 130 in codes


SIGNALLED = """
import os, signal, sys
import erlang._planning.output as output
from erlang._cli import main, terminal

def signals(module, name, before):
    inner = getattr(module, name)
    def function(*arguments, **words):
        if before:
            os.kill(os.getpid(), signal.SIGINT)
        result = inner(*arguments, **words)
        if not before:
            os.kill(os.getpid(), signal.SIGINT)
        return result
    setattr(module, name, function)

when = sys.argv.pop(1)
if when == "before":
    signals(output, "refuse_existing" if sys.argv[1] == "plan" else "refuse_files", False)
elif when == "cleaning":
    signals(output, "uninterrupted", True)
elif when == "while":
    signals(output.Path, "rename" if sys.argv[1] == "plan" else "replace", False)
else:
    signals(terminal, "say", True)
sys.exit(main())
"""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("when", "code"), [("before", 130), ("cleaning", 130), ("while", 0), ("after", 0)])
def test_what_stands_is_done(made: Path, tmp_path: Path, step: str, when: str, code: int) -> None:
    """Before the output is renamed into place an interrupt leaves nothing; from there on it comes too late."""
    out = tmp_path / "out"
    words = [word.format(**{"in": made, "out": out}) for word in STEPS[step] if word != "--quiet"]
    process = subprocess.run([sys.executable, "-c", SIGNALLED, when, *words], capture_output=True, text=True)
    assert process.returncode == code, process.stderr
    assert "Traceback" not in process.stderr
    if code:
        assert process.stderr == "erlang: interrupted\n"
        assert not out.exists()
    else:
        assert process.stdout
        assert not [path for path in out.rglob("*") if path.name.startswith(".")]


SEARCHING = """
import signal, sys
import erlang._core
from erlang._cli import main

solve = erlang._core.scheduling.solve
ticks = []

def tick(number, frame):
    # Python runs this where signals are looked for: several in a row only from within the search.
    ticks.append(number)
    if len(ticks) == 5:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        print("searching", flush=True)

def announced(**words):
    signal.signal(signal.SIGALRM, tick)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    solution = solve(**words)
    print(solution["status"], flush=True)
    return solution

erlang._core.scheduling.solve = announced
sys.exit(main())
"""

LONG_SEARCH = """
[[shift]]
name = "day"
length = "8h30m"
first_start = "00:00"
last_start = "23:30"
every = "30m"
[[shift.breaks]]
length = "15m"
start = ["1h30m", "2h30m"]
every = "15m"
paid = true
[[shift.breaks]]
length = "45m"
start = ["3h30m", "5h"]
every = "15m"

[[shift]]
name = "part"
length = "5h45m"
first_start = "00:00"
last_start = "23:30"
every = "30m"
[[shift.breaks]]
length = "30m"
start = ["1h30m", "4h"]
every = "15m"
paid = true
"""


def test_the_solver_is_interrupted(tmp_path: Path) -> None:
    """A search that would go on for long ends on Ctrl-C, with nothing written."""
    draw = random.Random(1)
    start = datetime(2026, 1, 5)
    need = [20 + 15 * math.sin(slot * math.pi / 48) + draw.uniform(-2, 2) for slot in range(7 * 96)]
    rows = [f"all,{start + timedelta(minutes=15 * slot)},{people:.3f}" for slot, people in enumerate(need)]
    (tmp_path / "requirement.csv").write_text("\n".join(["queue,interval_start,scheduled", *rows]) + "\n")
    (tmp_path / "shifts.toml").write_text(LONG_SEARCH)
    out = tmp_path / "out"
    words = ["schedule", str(tmp_path), "--shifts", str(tmp_path / "shifts.toml"), "--out", str(out), "--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-c", SEARCHING, *words, "--gap", "0", "--work-limit", "1000000000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "searching\n"
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=300)
    assert said == "stopped\n"
    assert errors == "erlang: interrupted\n"
    assert process.returncode == 130
    assert not out.exists()


def test_an_interrupt_within_a_callback_is_not_lost() -> None:
    """An exception in a weakref's callback goes nowhere; the command ends all the same, and says nothing of it."""
    code = """
import signal, sys, time, weakref
from erlang._cli import running

class Thing: pass

def command(arguments):
    thing = Thing()
    watch = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
    del thing
    time.sleep(30)
    return 0

running._guarded = command
sys.exit(running.run([]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=25)
    assert (done.returncode, done.stderr) == (130, "erlang: interrupted\n")
