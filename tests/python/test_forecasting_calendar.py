"""Switches of the clock: every row of a horizon is a real instant, and 23 and 25 hours are legal in the history."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import erlang

ZONE = "Europe/Amsterdam"


def round_the_clock(start: str, end: str, *, size: float = 20.0) -> pd.DataFrame:
    """Half hours of real time in the zone, busier by day."""
    stamps = pd.date_range(start, end, freq="30min", tz=ZONE, inclusive="left")
    rates = size * (1 + 0.8 * np.sin((stamps.hour + stamps.minute / 60 - 8) * np.pi / 12))
    return pd.DataFrame({"interval_start": stamps, "offered": np.random.default_rng(5).poisson(rates)})


def on(forecast: erlang.Forecast, date: str) -> pd.DataFrame:
    table = forecast.table
    rows: pd.DataFrame = table[table["interval_start"].dt.date == dt.date.fromisoformat(date)]
    return rows


def test_clocks_go_forward_in_the_horizon() -> None:
    forecast = erlang.forecast(round_the_clock("2024-01-01", "2024-03-25"), timezone=ZONE)
    day = on(forecast, "2024-03-31")
    assert len(day) == 46
    assert 2 not in set(day["interval_start"].dt.hour)
    assert len(on(forecast, "2024-03-30")) == 48
    steps = forecast.table["interval_start"].diff().dropna().unique()
    assert list(steps) == [pd.Timedelta("30min")]


def test_clocks_go_back_in_the_horizon() -> None:
    forecast = erlang.forecast(round_the_clock("2024-08-01", "2024-10-21"), timezone=ZONE)
    day = on(forecast, "2024-10-27")
    assert len(day) == 50
    two = day[day["interval_start"].dt.hour == 2]
    assert len(two) == 4
    assert two["interval_start"].is_unique
    offered = two["offered"].to_numpy()
    assert offered[:2] == pytest.approx(offered[2:])
    steps = forecast.table["interval_start"].diff().dropna().unique()
    assert list(steps) == [pd.Timedelta("30min")]
    paths = forecast.samples(50)
    twice = paths[paths["interval_start"].isin(two["interval_start"])]
    assert len(twice) == 200
    first, second = (
        twice[twice["interval_start"] == two["interval_start"].iloc[i]]["offered"].to_numpy() for i in (0, 2)
    )
    assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("start", "end", "switch"), [("2024-01-15", "2024-04-08", "2024-03-31"), ("2024-08-19", "2024-11-11", "2024-10-27")]
)
def test_switches_in_the_history_leave_no_trace(start: str, end: str, switch: str) -> None:
    history = round_the_clock(start, end)
    forecast = erlang.forecast(history, timezone=ZONE)
    assert len(forecast.table) == 7 * 48
    expected = 20 * (1 + 0.8 * np.sin((forecast.table["interval_start"].dt.hour + 0.25 - 8) * np.pi / 12))
    assert (forecast.table["offered"] - expected).abs().sum() / expected.sum() < 0.08
    assert not [issue for issue in forecast.issues if switch in issue.message]


def test_a_repeated_hour_with_one_row_holds_both_passes() -> None:
    stamps = pd.date_range("2024-08-19", "2024-11-11", freq="30min", inclusive="left")
    offered = np.where((stamps >= "2024-10-27 02:00") & (stamps < "2024-10-27 03:00"), 80, 40)
    forecast = erlang.forecast(pd.DataFrame({"interval_start": stamps, "offered": offered}), timezone=ZONE)
    assert forecast.table["offered"].to_numpy() == pytest.approx(40, rel=0.02)
    assert not {"outlier_days", "outlier_intervals"} & {issue.code for issue in forecast.issues}


def test_horizon_days_are_calendar_days_of_the_zone() -> None:
    forecast = erlang.forecast(round_the_clock("2024-01-01", "2024-03-25"), timezone=ZONE, horizon="2w")
    dates = forecast.table["interval_start"].dt.date
    assert dates.min() == dt.date(2024, 3, 25)
    assert dates.max() == dt.date(2024, 4, 7)
    assert len(forecast.table) == 14 * 48 - 2
