"""Clock times written with a dot are no fractions of a day."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from erlang._reading import read_history


def test_night_times_with_dots(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    rows = [f"2015-01-{day:02d},{time},3" for day in (1, 2) for time in ("00.00", "00.15", "00.30")]
    file.write_text("\n".join(["Date,Time,Calls offered", *rows]) + "\n")
    history = read_history(file)
    assert history.interval == 900
    assert list(history.table["interval_start"][:3]) == list(pd.date_range("2015-01-01", periods=3, freq="15min"))
