"""On real histories: never worse than the median of six weeks, and ranges that hold what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import erlang

HOLIDAYS = [f"1999-09-{day}" for day in (10, 11, 12, 19, 20, 24, 25)] + ["1999-10-01", "1999-10-02"]


@pytest.mark.parametrize(
    ("file", "origins", "most"),
    [
        ("us_bank_2003_30min.csv", pd.date_range("2003-07-07", periods=6, freq="14D"), 0.95),
        ("anon_bank_1999_30min.csv", pd.date_range("1999-08-01", periods=6, freq="21D"), 0.93),
    ],
)
def test_better_than_the_median_of_six_weeks(shared: Path, file: str, origins: pd.DatetimeIndex, most: float) -> None:
    history = erlang.read_history(shared / "data" / file)
    special = [erlang.SpecialDay(date, "holiday") for date in HOLIDAYS] if "anon" in file else None
    actual = history.table.set_index("interval_start")["offered"].rename("actual")
    rows = []
    for origin in origins:
        forecast = erlang.forecast(history, start=origin, special_days=special)
        plain = erlang.forecast(history, start=origin, special_days=special, model="median_of_weeks")
        rows.append(forecast.table.assign(plain=plain.table["offered"]).join(actual, on="interval_start", how="inner"))
    table = pd.concat(rows)
    table = table[~table["interval_start"].dt.strftime("%Y-%m-%d").isin(HOLIDAYS)]
    wape, plain_wape = (
        float((table[c] - table["actual"]).abs().sum() / table["actual"].sum()) for c in ("offered", "plain")
    )
    inside = float(table["actual"].between(table["offered_p10"], table["offered_p90"]).mean())
    widely = float(table["actual"].between(table["offered_p2_5"], table["offered_p97_5"]).mean())
    print(f"{file}: WAPE {wape:.2%}, median of six weeks {plain_wape:.2%}, {inside:.1%} in 80 %, {widely:.1%} in 95 %")
    assert wape < most * plain_wape
    assert inside == pytest.approx(0.80, abs=0.06)
    assert widely == pytest.approx(0.95, abs=0.03)


def test_handle_times_per_slot_beat_last_week(shared: Path) -> None:
    history = erlang.read_history(shared / "data" / "anon_bank_1999_feb_30min.csv")
    forecast = erlang.forecast(history, start="1999-02-22", model="weekday_profile")
    table = history.table[history.table["handled"] > 0]
    for queue, most in (("PS", 0.24), ("NW", 0.65)):
        mine = table[(table["queue"] == queue) & (table["interval_start"] >= "1999-02-22")]
        before = table[table["queue"] == queue].set_index("interval_start")["aht"]
        expected = forecast.table[forecast.table["queue"] == queue].set_index("interval_start")["aht"]
        rows = mine.set_index("interval_start").join(expected.rename("expected"), how="inner")
        last = before.reindex(rows.index - pd.Timedelta(weeks=1)).to_numpy()
        weight = rows["handled"].to_numpy()
        error = np.abs(rows["expected"] - rows["aht"]).to_numpy() / rows["aht"].to_numpy()
        naive = np.abs(last - rows["aht"].to_numpy()) / rows["aht"].to_numpy()
        both = ~np.isnan(naive)
        ours = np.average(error[both], weights=weight[both])
        theirs = np.average(naive[both], weights=weight[both])
        print(f"{queue}: AHT off by {ours:.1%}, last week's slot {theirs:.1%}")
        assert np.average(error, weights=weight) < most
        assert ours < theirs
