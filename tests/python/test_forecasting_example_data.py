"""The example data are what their generator writes."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "examples" / "data"


@pytest.mark.parametrize("name", ["history.csv", "special_days.csv"])
def test_regenerating_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    runpy.run_path(str(DATA / "generate.py"))["write"](tmp_path)
    assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()
