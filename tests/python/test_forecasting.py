"""Forecasts follow what is in the history: level, calendar, special days, three states, and their own quantiles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars
import pytest

import erlang

EXAMPLES = Path(__file__).parents[2] / "examples" / "data"
QUANTILES = ["offered_p2_5", "offered_p10", "offered_p50", "offered_p90", "offered_p97_5"]


def made_up(
    weeks: float = 16,
    *,
    start: str = "2024-01-01",
    hours: tuple[int, int] = (8, 18),
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4),
    size: Callable[[pd.Timestamp], float] = lambda stamp: 40.0,
    seed: int = 1,
    noise: float = 0.05,
) -> pd.DataFrame:
    """Half hours of one queue: Poisson around ``size`` and a factor per day."""
    source = np.random.default_rng(seed)
    stamps = pd.date_range(start, periods=round(weeks * 7 * 48), freq="30min")
    stamps = stamps[stamps.day_of_week.isin(weekdays) & (stamps.hour >= hours[0]) & (stamps.hour < hours[1])]
    factor = dict(zip(days := stamps.normalize().unique(), np.exp(noise * source.standard_normal(len(days)))))
    rates = [size(stamp) * factor[stamp.normalize()] for stamp in stamps]
    return pd.DataFrame({"interval_start": stamps, "offered": source.poisson(rates)})


def weekly(stamp: pd.Timestamp) -> float:
    """A shape over the week that repeats exactly."""
    return (30 + 12 * np.sin(stamp.hour / 3)) * (1.3, 1.1, 1.0, 0.9, 0.8, 0.5, 0.5)[stamp.day_of_week]


@pytest.fixture(scope="module")
def usual() -> erlang.Forecast:
    return erlang.forecast(made_up(size=weekly), horizon="2w")


def test_table_has_the_columns_of_the_contract(usual: erlang.Forecast) -> None:
    assert list(usual.table.columns) == ["queue", "interval_start", "offered", *QUANTILES, "aht"]
    assert len(usual.table) == 2 * 5 * 20
    assert usual.table["interval_start"].min() == pd.Timestamp("2024-04-22 08:00")
    assert usual.table["aht"].isna().all()
    assert usual.interval == 1800
    assert usual.timezone is None


def test_a_known_truth_is_recovered(usual: erlang.Forecast) -> None:
    truth = usual.table["interval_start"].map(weekly)
    assert (usual.table["offered"] - truth).abs().sum() / truth.sum() < 0.06


def test_quantiles_are_ordered_and_nothing_is_negative(usual: erlang.Forecast) -> None:
    table = usual.table
    assert (np.diff(table[QUANTILES].to_numpy(), axis=1) >= 0).all()
    assert (table[["offered", *QUANTILES]] >= 0).all(axis=None)
    assert not np.allclose(table["offered"], table["offered"].round())


def test_day_totals_are_the_sums_of_their_intervals(usual: erlang.Forecast) -> None:
    days = usual.days().set_index("date")["offered"]
    sums = usual.table.groupby(usual.table["interval_start"].dt.date)["offered"].sum()
    assert days.to_numpy() == pytest.approx(sums.to_numpy())


def test_samples_are_coherent_with_the_quantiles(usual: erlang.Forecast) -> None:
    paths = usual.samples(600)
    assert list(paths.columns) == ["sample", "queue", "interval_start", "offered"]
    assert (paths["offered"] % 1 == 0).all()
    inside = paths.merge(usual.table, on="interval_start", suffixes=("", "_mean"))
    assert inside["offered"].between(inside["offered_p10"], inside["offered_p90"]).mean() == pytest.approx(
        0.8, abs=0.08
    )
    assert inside["offered"].mean() == pytest.approx(inside["offered_mean"].mean(), rel=0.03)
    totals = paths.groupby(["sample", paths["interval_start"].dt.date])["offered"].sum().reset_index()
    totals = totals.merge(usual.days(), left_on="interval_start", right_on="date", suffixes=("", "_mean"))
    assert totals["offered"].between(totals["offered_p10"], totals["offered_p90"]).mean() == pytest.approx(
        0.8, abs=0.06
    )
    # A busy day is busy throughout: totals spread more than counts that know nothing of each other.
    assert totals.groupby("date")["offered"].std().mean() > 1.15 * np.sqrt(totals["offered"].mean())


def test_rates_leave_the_noise_of_counts_out(usual: erlang.Forecast) -> None:
    counts = usual.samples(200).groupby("interval_start")["offered"].var().mean()
    rates = usual.samples(200, kind="rate").groupby("interval_start")["offered"].var().mean()
    assert counts - rates == pytest.approx(usual.table["offered"].mean(), rel=0.25)


def test_same_seed_same_futures() -> None:
    history = made_up(10, size=weekly)
    one, other = (erlang.forecast(history, seed=seed) for seed in (7, 8))
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.samples(3), other.samples(3, seed=7))
    assert not one.samples(3).equals(other.samples(3))
    few, many = one.samples(2, kind="rate"), one.samples(5, kind="rate")
    pd.testing.assert_frame_equal(few, many.iloc[: len(few)])


@pytest.mark.parametrize("model", ["auto", "median_of_weeks", "weekday_profile", "day_profile", "steady_profile"])
def test_forecasts_follow_a_shift_of_weeks(model: str) -> None:
    history = made_up(12, size=weekly)
    later = history.assign(interval_start=history["interval_start"] + pd.Timedelta(weeks=208))
    # The day of the month moves with the calendar, so only what does not look at it is the same to the last digit.
    first, second = (erlang.forecast(h, model=model).table["offered"].to_numpy() for h in (history, later))
    exact = model in ("median_of_weeks", "weekday_profile")
    assert second == pytest.approx(first, rel=1e-9 if exact else 0.08)


@pytest.mark.parametrize("model", ["median_of_weeks", "mean_of_weeks", "day_profile"])
def test_forecasts_follow_a_change_of_scale(model: str) -> None:
    history = made_up(12, size=lambda stamp: 10 * weekly(stamp))
    double = history.assign(offered=2 * history["offered"])
    first, second = (erlang.forecast(h, model=model).table["offered"].to_numpy() for h in (history, double))
    assert second == pytest.approx(2 * first, rel=0.01)


def test_day_of_month_is_learned() -> None:
    def size(stamp: pd.Timestamp) -> float:
        return weekly(stamp) * (1 + 0.25 * np.cos(2 * np.pi * (stamp.day - 1) / 30.4))

    history = made_up(30, size=size, noise=0.02)
    table = erlang.forecast(history, horizon="4w").table
    truth = table["interval_start"].map(size)
    plain = erlang.forecast(history, horizon="4w", model="median_of_weeks").table["offered"]
    assert (table["offered"] - truth).abs().sum() < 0.5 * (plain - truth).abs().sum()


def test_a_change_of_level_is_followed() -> None:
    history = made_up(20, size=weekly)
    late = history["interval_start"] >= history["interval_start"].max() - pd.Timedelta(weeks=3)
    history.loc[late, "offered"] = (history.loc[late, "offered"] * 1.5).round().astype(int)
    table = erlang.forecast(history).table
    assert table["offered"].sum() / table["interval_start"].map(weekly).sum() == pytest.approx(1.5, abs=0.2)


# --- missing, zero, closed ----------------------------------------------------------------------------------


def test_missing_is_not_zero() -> None:
    history = made_up(12, size=weekly)
    lost = np.random.default_rng(3).random(len(history)) < 0.1
    whole, holes = (erlang.forecast(h) for h in (history, history[~lost]))
    assert holes.table["offered"].sum() == pytest.approx(whole.table["offered"].sum(), rel=0.03)
    assert len(holes.table) == len(whole.table)
    assert "gap" in {issue.code for issue in (*holes.issues, *holes.history.issues)}


def test_zeros_do_not_close() -> None:
    history = made_up(12, hours=(0, 24), weekdays=tuple(range(7)), size=lambda s: 0.02 if s.hour < 6 else 20.0)
    table = erlang.forecast(history).table
    assert len(table) == 7 * 48
    assert (table["offered"] > 0).all()
    night = table[table["interval_start"].dt.hour < 6]
    assert night["offered"].mean() < 0.5
    assert (night["offered_p97_5"] < 6).all()


def test_a_slot_absent_in_every_week_is_closed() -> None:
    history = made_up(12)
    history = history[history["interval_start"].dt.hour != 12]
    hours = set(erlang.forecast(history).table["interval_start"].dt.hour)
    assert hours == {8, 9, 10, 11, 13, 14, 15, 16, 17}


def test_a_whole_day_absent_is_a_closed_day() -> None:
    history = made_up(12, size=weekly)
    gone = history["interval_start"].dt.date == dt.date(2024, 3, 7)
    forecast = erlang.forecast(history[~gone])
    messages = [i.message for i in (*forecast.issues, *forecast.history.issues) if i.code == "missing_days"]
    assert len(messages) == 1
    assert "2024-03-07" in messages[0]
    assert forecast.table["offered"].sum() == pytest.approx(erlang.forecast(history).table["offered"].sum(), rel=0.02)


def test_several_queues_keep_their_own_hours() -> None:
    table = pd.concat(
        [
            made_up(9).assign(queue="day"),
            made_up(9, hours=(18, 22), weekdays=(5, 6), size=lambda s: 5.0).assign(queue="late"),
        ]
    )
    forecast = erlang.forecast(table)
    assert forecast.queues == ("day", "late")
    counts = forecast.table.groupby("queue").size()
    assert counts["day"] == 100
    assert counts["late"] == 16
    assert set(forecast.samples(2)["queue"]) == {"day", "late"}


# --- special days, overrides --------------------------------------------------------------------------------


def with_specials() -> pd.DataFrame:
    history = made_up(20, size=weekly)
    day = history["interval_start"].dt.date
    for date in (dt.date(2024, 2, 7), dt.date(2024, 3, 12), dt.date(2024, 4, 11)):
        history.loc[day == date, "offered"] *= 2
    return history


def campaign(date: str, **more: Any) -> erlang.SpecialDay:
    return erlang.SpecialDay(date, "mailing", type="campaign", **more)


PAST = [campaign(date) for date in ("2024-02-07", "2024-03-12", "2024-04-11")]


def totals(forecast: erlang.Forecast) -> pd.Series:
    days: pd.Series = forecast.days().set_index("date")["offered"]
    return days


def test_the_effect_of_a_type_is_learned_and_kept_out_of_usual_days() -> None:
    history = with_specials()
    plain = totals(erlang.forecast(history, special_days=PAST, model="day_profile"))
    marked = totals(erlang.forecast(history, special_days=[*PAST, campaign("2024-05-22")], model="day_profile"))
    assert marked[dt.date(2024, 5, 22)] / plain[dt.date(2024, 5, 22)] == pytest.approx(2, abs=0.3)
    assert marked[dt.date(2024, 5, 21)] == pytest.approx(plain[dt.date(2024, 5, 21)], rel=1e-9)


def test_multiplier_and_closed() -> None:
    history = made_up(12, size=weekly)
    plain = totals(erlang.forecast(history))
    forecast = erlang.forecast(
        history,
        special_days=[
            erlang.SpecialDay("2024-03-26", "half a day", multiplier=0.5),
            erlang.SpecialDay("2024-03-28", "closed", closed=True),
        ],
    )
    days = totals(forecast)
    assert days[dt.date(2024, 3, 26)] == pytest.approx(0.5 * plain[dt.date(2024, 3, 26)])
    assert dt.date(2024, 3, 28) not in days.index
    assert len(days) == 4


def test_a_special_day_without_example_is_said() -> None:
    forecast = erlang.forecast(made_up(12), special_days=[erlang.SpecialDay("2024-03-26", "King's Day")])
    assert "special_day_unknown" in {issue.code for issue in forecast.issues}


def test_special_days_from_file_and_frame_are_the_same() -> None:
    history = erlang.read_history(EXAMPLES / "history.csv", timezone="Europe/Amsterdam")
    path = EXAMPLES / "special_days.csv"
    tables = [erlang.forecast(history, special_days=s).table for s in (path, pd.read_csv(path), polars.read_csv(path))]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])


def test_overrides_are_a_layer_of_their_own() -> None:
    history = made_up(12, size=weekly)
    plain = erlang.forecast(history)
    forecast = erlang.forecast(
        history,
        overrides=[
            {"date": "2024-03-26", "percent": 10},
            {"start": "2024-03-27 10:00", "end": "2024-03-27 12:00", "offered": 500, "name": "event"},
        ],
    )
    assert totals(forecast)[dt.date(2024, 3, 26)] == pytest.approx(1.1 * totals(plain)[dt.date(2024, 3, 26)])
    stamps = forecast.table["interval_start"]
    event = (stamps >= "2024-03-27 10:00") & (stamps < "2024-03-27 12:00")
    assert forecast.table.loc[event, "offered"].sum() == pytest.approx(500)
    components = forecast.explain().components.set_index("date")
    assert components.loc[dt.date(2024, 3, 26), "override"] == pytest.approx(1.1)
    assert components.loc[dt.date(2024, 3, 25), "override"] == pytest.approx(1)


# --- explanation, backtest, update --------------------------------------------------------------------------


def test_components_multiply_to_the_forecast(usual: erlang.Forecast) -> None:
    explained = usual.explain()
    parts = explained.components
    product = parts[["level", "weekday", "calendar", "special", "carried", "models", "override"]].prod(axis=1)
    assert product.to_numpy() == pytest.approx(parts["offered"].to_numpy())
    assert explained.profile.groupby("weekday")["share"].sum().to_numpy() == pytest.approx(np.ones(5))
    assert explained.models["weight"].sum() == pytest.approx(1)
    assert "median of six weeks" in str(explained)


def test_backtest_names_one_choice_and_the_benchmark(usual: erlang.Forecast) -> None:
    table = usual.backtest
    columns = ["queue", "model", "horizon_days", "wape", "bias", "poisson_floor", "day_wape", "chosen", "weight"]
    assert list(table.columns) == columns
    assert (table.groupby("horizon_days")["chosen"].sum() == 1).all()
    week = table[table["horizon_days"] == 7].set_index("model")
    chosen = week[week["chosen"]].iloc[0]
    assert chosen["wape"] <= week.loc["median_of_weeks", "wape"]
    assert 0 < chosen["poisson_floor"] < chosen["wape"] < 1


def test_update_moves_the_rest_of_the_day_part_of_the_way(usual: erlang.Forecast) -> None:
    first = usual.table[usual.table["interval_start"] < "2024-04-22 12:00"]
    busy = usual.update(first[["interval_start", "offered"]].assign(offered=1.4 * first["offered"]))
    ratio = (busy.table["offered"] / usual.table["offered"]).to_numpy()
    assert ratio[: len(first)] == pytest.approx(np.ones(len(first)))
    assert 1.05 < ratio[len(first)] < 1.4
    assert 1 <= ratio[-1] < ratio[len(first)]
    same = usual.update(first[["interval_start", "offered"]])
    assert same.table["offered"].to_numpy() == pytest.approx(usual.table["offered"].to_numpy())
    with pytest.raises(ValueError, match="no interval of the forecast"):
        usual.update(pd.DataFrame({"interval_start": [pd.Timestamp("2024-04-22 03:00")], "offered": [3]}))


def test_aht_is_total_time_over_handled() -> None:
    history = made_up(9, size=weekly)
    late = history["interval_start"].dt.hour >= 13
    history = history.assign(handled=history["offered"], aht=np.where(late, 300.0, 200.0))
    history.loc[::7, ["handled", "aht"]] = [0, np.nan]  # nothing handled: missing, not 0
    table = erlang.forecast(history).table
    hour = table["interval_start"].dt.hour
    assert table.loc[hour < 10, "aht"].to_numpy() == pytest.approx(200, rel=0.08)
    assert table.loc[hour > 15, "aht"].to_numpy() == pytest.approx(300, rel=0.08)
    assert (erlang.forecast(history, aht="4m").table["aht"] == 240).all()


def test_outliers_are_said() -> None:
    history = made_up(16, size=lambda stamp: 100.0)
    day = history["interval_start"].dt.date
    history.loc[day == dt.date(2024, 3, 6), "offered"] *= 4
    history.loc[history["interval_start"] == pd.Timestamp("2024-02-06 10:00"), "offered"] = 350
    forecast = erlang.forecast(history)
    found = {issue.code: issue.message for issue in forecast.issues}
    assert "2024-03-06" in found["outlier_days"]
    assert "2024-02-06 10:00" in found["outlier_intervals"]
    assert forecast.table["offered"].mean() == pytest.approx(100, rel=0.08)


def test_short_histories() -> None:
    with pytest.raises(ValueError, match="week"):
        erlang.forecast(made_up(4 / 7))
    for weeks in (1, 2, 3, 5):
        forecast = erlang.forecast(made_up(weeks, size=weekly, weekdays=tuple(range(7))))
        found = [(issue.severity, issue.message) for issue in forecast.issues if issue.code == "short_history"]
        assert found == [("warning", f"{weeks:.1f} weeks of history: below eight weeks only averages are used.")]
        truth = forecast.table["interval_start"].map(weekly)
        assert (forecast.table["offered"] - truth).abs().sum() / truth.sum() < 0.25
        assert (forecast.table["offered_p97_5"] > forecast.table["offered_p2_5"]).all()


def test_polars_in_polars_out() -> None:
    table = erlang.forecast(polars.from_pandas(made_up(9))).table
    assert isinstance(table, polars.DataFrame)
    assert table.height == 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"horizon": "36h"}, "horizon must be whole days"),
        ({"horizon": "0d"}, "horizon must be whole days"),
        ({"horizon": "1 week"}, "horizon must be a duration"),
        ({"model": "arima"}, "model must be one of auto, median_of_weeks"),
        ({"start": "soon"}, "start must be a date"),
        ({"start": "2023-01-01"}, "no rows before start"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"aht": 0}, "aht must be > 0 s"),
        ({"aht": {"sales": 240}}, "aht names queue 'sales'"),
        ({"special_days": [{"date": "2024-13-01", "name": "x"}]}, "item 1: .*must be YYYY-MM-DD, got '2024-13-01'"),
        ({"special_days": [{"date": "2024-12-01"}]}, "column 'name' is blank or missing"),
        ({"special_days": [{"date": "2024-12-01", "name": "x", "closed": "maybe"}]}, "expected yes or no, got 'maybe'"),
        ({"special_days": [campaign("2024-05-01"), campaign("2024-05-01")]}, "2024-05-01 is there twice"),
        ({"special_days": [campaign("2024-05-01", queue="sales")]}, "names queue 'sales'"),
        ({"overrides": [{"date": "2024-03-26"}]}, "give one of 'percent' and 'offered'"),
        ({"overrides": [{"percent": 5}]}, "give 'date', or 'start' and 'end'"),
        ({"overrides": [{"date": "2024-03-26", "percent": -120}]}, "percent must be >= -100"),
        ({"overrides": [{"day": "2024-03-26", "percent": 1}]}, "unknown column 'day'"),
    ],
)
def test_bad_input_is_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        erlang.forecast(made_up(9), **arguments)


def test_start_inside_the_history_looks_only_back() -> None:
    history = made_up(14, size=weekly)
    early = erlang.forecast(history, start="2024-03-04")
    cut = erlang.forecast(history[history["interval_start"] < "2024-03-02"], start=dt.date(2024, 3, 4))
    pd.testing.assert_frame_equal(early.table, cut.table)
    assert early.table["interval_start"].min() == pd.Timestamp("2024-03-04 08:00")
