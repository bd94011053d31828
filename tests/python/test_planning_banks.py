"""Whole plans of public data: a week ahead, every file, the checker agreeing, the targets met."""

from __future__ import annotations

from pathlib import Path

import pytest

import erlang
from erlang._cli import main
from erlang._planning.files import FILES, read_tables

WORDS = "--aht 240 --patience 120 --shrinkage 0.30 --quiet".split()


@pytest.mark.parametrize(("bank", "days"), [("us_bank_2003_30min", 5), ("anon_bank_1999_30min", 7)])
def test_a_bank_is_planned(shared: Path, tmp_path: Path, bank: str, days: int) -> None:
    out = tmp_path / "plan"
    assert main(["plan", str(shared / "data" / f"{bank}.csv"), *WORDS, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    tables = read_tables(out, "simulate", None)
    assert tables["requirement"]["interval_start"].dt.date.nunique() == days
    schedule = erlang.Schedule.from_tables(tables["shifts"], tables["coverage"])
    check = erlang.check_schedule(schedule, tables["requirement"], shifts=erlang.scheduling.default_shifts())
    assert check.ok, check.differences
    assert schedule.uncovered < 1.0
