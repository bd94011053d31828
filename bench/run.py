"""Runs the benchmarks of bench/cpp and bench/python one after the other, each a program of its own."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Those whose ratios `--check` asserts; they take --check and --short. Of bench/cpp by target: queueing, transient.
CHECKED = ["queueing", "queueing_arrays.py", "transient", "staffing_rows.py", "start_up.py"]


def command_of(name: str) -> list[str]:
    """What runs a benchmark; a C++ one is built first."""
    if name.endswith(".py"):
        return [sys.executable, str(HERE / "python" / name)]
    root = HERE.parent
    python = [f"-DPython_EXECUTABLE={sys.executable}", f"-DERLANG_PYTHON={sys.executable}"]
    quiet = {"cwd": root, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["cmake", "--preset", "bench", *python], **quiet)
    subprocess.run(["cmake", "--build", "--preset", "bench", "--target", f"bench_{name}"], **quiet)
    return [str(root / "build" / "bench" / "bench" / "cpp" / f"bench_{name}")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only those with a limit; exit 1 where one is broken")
    parser.add_argument("--short", action="store_true", help="fewer runs")
    arguments = parser.parse_args()

    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    every = [path.stem for path in (HERE / "cpp").glob("*.cpp")] + [
        path.name for path in (HERE / "python").glob("*.py")
    ]
    names = CHECKED if arguments.check else sorted(every)
    failed = []
    for name in names:
        print(f"\n-- {name}", flush=True)
        flags = [flag for flag, given in (("--check", arguments.check), ("--short", arguments.short)) if given]
        command = [*command_of(name), *(flags if name in CHECKED else [])]
        if subprocess.run(command, check=False).returncode != 0:
            failed.append(name)
    if failed:
        print(f"\nout of bounds: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
