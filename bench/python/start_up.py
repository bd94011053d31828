"""What a user waits for before anything is computed, and what a whole plan costs.

``erlang agents`` is timed against ``import numpy``, each whole plan against ``import pandas, matplotlib``: whole
processes, run in turn, the median of the ratios pair by pair.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ERLANG_SHARED", ROOT.parent / "shared"))

AGENTS_LIMIT = 3.0  # times `import numpy`
PLAN_LIMIT = 25.0  # times `import pandas, matplotlib`

AGENTS = "agents --volume 100 --interval 30m --aht 180 --service-level 0.8 --answer-within 20".split()
BANK = "--aht 240 --patience 120 --shrinkage 0.30 --quiet --force".split()


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return elapsed


def compare(name: str, ours: list[str], baseline: str, runs: int, limit: float, warm_up: bool = True) -> bool:
    python = [sys.executable, "-c", baseline]
    if warm_up:
        seconds(ours)
    seconds(python)
    pairs = [(seconds(ours), seconds(python)) for _ in range(runs)]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    mine, theirs = (statistics.median(column) for column in zip(*pairs))
    print(f"{name:<28} {mine:8.2f} s {theirs:8.2f} s  {baseline:<28} ratio {ratio:6.2f}  limit {limit:g}", flush=True)
    return ratio < limit


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio is over its limit")
    parser.add_argument("--short", action="store_true", help="one run of each plan")
    arguments = parser.parse_args()
    erlang = shutil.which("erlang", path=str(Path(sys.executable).parent)) or shutil.which("erlang")
    if erlang is None:
        sys.exit("the command erlang is not installed")

    held = [compare("erlang agents", [erlang, *AGENTS], "import numpy", 7, AGENTS_LIMIT)]
    demo = ["examples/data/history.csv", "--settings", "examples/data/plan.toml", "--quiet", "--force"]
    plans = {"plan example data": demo}
    for bank in ("us_bank_2003_30min", "anon_bank_1999_30min"):
        if (path := SHARED / "data" / f"{bank}.csv").exists():
            plans[f"plan {bank}"] = [str(path), *BANK]
        else:
            print(f"plan {bank}: skipped, the data is not here")
    with tempfile.TemporaryDirectory() as folder:
        for name, words in plans.items():
            command = [erlang, "plan", *words, "--out", str(Path(folder) / "plan")]
            runs = 1 if arguments.short else 5
            held.append(compare(name, command, "import pandas, matplotlib", runs, PLAN_LIMIT, not arguments.short))
    return int(arguments.check and not all(held))


if __name__ == "__main__":
    os.chdir(ROOT)
    raise SystemExit(main())
