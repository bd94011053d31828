"""The program that holds the public models against reference values, and its verdict."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def check(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "tests" / "reference" / "check.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_reference_values(root: Path) -> None:
    file = root / "tests" / "data" / "reference" / "queueing_reference.csv"
    done = check(root, str(file))
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("559 rows, 0 failures\n")


def test_reference_values_of_erlang_x(root: Path) -> None:
    done = check(root, str(root / "tests" / "data" / "reference" / "erlang_x_reference.csv"))
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_published_values(root: Path) -> None:
    file = root / "tests" / "data" / "reference" / "published_checks.csv"
    done = check(root, "--published", str(file))
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_value_is_found(tmp_path: Path, root: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(
        "model,inputs,metric,value,crosscheck,agree_digits,cond\n"
        'erlang_b,"{""n"": 10, ""a"": 8.0}",blocking,0.1217,,,\n'
        'no_such_model,"{}",blocking,0.1217,,,\n',
        encoding="utf-8",
    )
    done = check(root, str(file))
    assert done.returncode == 1
    assert "out: erlang_b blocking" in done.stdout
    assert done.stdout.endswith("2 rows, 2 failures\n")
    assert check(root, str(file), "--models", "no_such_model").returncode == 1
    file.write_text(
        "model,arguments,field,value,tolerance,source\n"
        'ErlangC,"{""volume"": 100, ""interval"": 1800, ""aht"": 180, ""agents"": 12}",asa_given_wait,90.0,1e-9,\n'
        'ErlangC,"{""volume"": 100, ""interval"": 1800, ""aht"": 180, ""agents"": -1}",asa,90.0,1e-9,\n'
        'ErlangC,"{""volume"": 100, ""interval"": 1800, ""aht"": 180, ""agents"": 12}",no_such_field,90.0,1e-9,\n',
        encoding="utf-8",
    )
    done = check(root, "--published", str(file))
    assert done.returncode == 1
    assert done.stdout.endswith("3 rows, 2 failures\n")
