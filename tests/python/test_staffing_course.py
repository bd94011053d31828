"""evaluate_exactly and repair: the exact course of a day over tables."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import erlang
from erlang.staffing import evaluate_exactly, repair

GOAL: dict[str, Any] = {"patience": 120, "service_level": 0.8, "answer_within": 20}


def a_day(rows: int = 16, *, seed: int = 1, load: float = 15.0, aht: float = 400.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    swing = 1.0 + 0.6 * np.sin(2 * np.pi * (np.arange(rows) + 0.5) / rows)
    volume = load * 900.0 / aht * swing * random.uniform(0.8, 1.2, rows)
    stamps = pd.date_range("2026-03-02 08:00", periods=rows, freq="15min")
    agents = np.maximum(1, np.round(load * swing * random.uniform(0.7, 1.5, rows)))
    return pd.DataFrame({"interval_start": stamps, "offered": volume, "aht": aht, "agents": agents})


def course_of(table: pd.DataFrame, patience: float | None, **how: Any) -> erlang.Transient:
    return erlang.Transient(
        volume=table["offered"].to_numpy(),
        interval=900,
        aht=table["aht"].to_numpy(),
        agents=table["agents"].to_numpy(dtype=float),
        patience=patience,
        **how,
    )


@pytest.mark.parametrize("leaving", ["exhaustive", "preemptive"])
@pytest.mark.parametrize("initial", ["stationary", "empty"])
def test_the_table_is_what_transient_says(leaving: str, initial: str) -> None:
    day = a_day()
    now = evaluate_exactly(day, **GOAL, leaving=leaving, initial=initial)
    course = course_of(day, 120, leaving=leaving, initial=initial)
    for name, expected in (
        ("service_level", course.service_level(answer_within=20)),
        ("abandonment", course.abandonment()),
        ("asa", course.asa(of="all")),
        ("occupancy", course.occupancy()),
        ("wait_probability", course.wait_probability()),
        ("waiting_after", course.queue()),
        ("abandoned", course.abandoned()),
    ):
        np.testing.assert_allclose(now[name], expected, rtol=1e-9, atol=1e-13, err_msg=name)
    np.testing.assert_array_equal(now["waiting_before"][1:], now["waiting_after"][:-1])
    missed = course.service_level(answer_within=20) < 0.8
    assert (now["missed"] == "service_level").tolist() == missed.tolist()


@pytest.mark.parametrize(
    "definition",
    ["answered_of_offered", "answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait"],
)
def test_every_definition_and_its_total(definition: str) -> None:
    day = a_day()
    now = evaluate_exactly(day, **GOAL, definition=definition)
    course = course_of(day, 120, initial="stationary")
    levels = course.service_level(answer_within=20, definition=definition)
    np.testing.assert_allclose(now["service_level"], levels, rtol=1e-9)
    total = erlang.totals(now, asa_of="all").iloc[0]
    base = now.get("service_level_base", 1.0)
    weight = now["offered"] * base
    assert total["service_level"] == pytest.approx((weight * levels).sum() / weight.sum(), rel=1e-12)
    assert total["abandonment"] == pytest.approx(course.abandoned().sum() / day["offered"].sum(), rel=1e-12)


def test_max_wait_is_the_share_answered_or_gone_by_then() -> None:
    day = a_day()
    share = course_of(day, 120, initial="stationary").service_level(answer_within=60, definition="abandons_counted")
    percentile = float(np.median(share))
    now = evaluate_exactly(day, patience=120, max_wait=60, max_wait_percentile=percentile)
    assert (now["missed"] == "max_wait").tolist() == (share < percentile * (1 - 1e-12)).tolist()


def test_queues_and_openings_are_followed_by_themselves() -> None:
    first, second = a_day(seed=2), a_day(seed=3)
    night = second.assign(interval_start=second["interval_start"] + pd.Timedelta("1D"))
    other = second.assign(queue="b")
    both = pd.concat([first.assign(queue="a"), night.assign(queue="a"), other]).sample(frac=1.0, random_state=0)
    now = evaluate_exactly(both, **GOAL, interval="15m")
    assert now.index.tolist() == both.index.tolist()
    for part, alone in (
        (now[(now["queue"] == "a") & (now["interval_start"] < "2026-03-03")], first),
        (now[(now["queue"] == "a") & (now["interval_start"] >= "2026-03-03")], night),
        (now[now["queue"] == "b"], other),
    ):
        expected = evaluate_exactly(alone, **GOAL)
        ordered = part.sort_values("interval_start")
        np.testing.assert_array_equal(ordered["service_level"], expected["service_level"])


def test_polars_and_missing_rows() -> None:
    day = a_day()
    day.loc[5, "offered"] = np.nan
    with pytest.warns(erlang.PlanningWarning, match="missing_input"):
        now = evaluate_exactly(pl.from_pandas(day), **GOAL)
    assert isinstance(now, pl.DataFrame)
    assert now["service_level"].is_null().to_list() == [row == 5 for row in range(16)]
    after = evaluate_exactly(day[6:].reset_index(drop=True), **GOAL)
    np.testing.assert_allclose(now["service_level"].to_numpy()[6:], after["service_level"], rtol=1e-12)


def holds(table: pd.DataFrame, goal: dict[str, Any], leaving: str, *, daily: bool = False) -> bool:
    """By Transient over the whole day, not by the functions under test."""
    course = course_of(table, goal.get("patience"), initial="stationary", leaving=leaving)
    offered = table["offered"].to_numpy()
    pairs: list[tuple[Any, Any, float, int]] = []
    if "service_level" in goal:
        good = course.service_level(answer_within=goal["answer_within"]) * offered
        pairs.append((good, offered, goal["service_level"], 1))
    if "max_abandonment" in goal:
        pairs.append((course.abandoned(), offered, goal["max_abandonment"], -1))
    if "max_wait_probability" in goal:
        pairs.append((course.waited(), offered, goal["max_wait_probability"], -1))
    if "max_asa" in goal:
        pairs.append((course.asa(of="all") * offered, offered, goal["max_asa"], -1))
    for part, whole, bound, sign in pairs:
        share = part.sum() / whole.sum() if daily else part / whole
        if not np.all(sign * share >= sign * bound * (1 - sign * 1e-9)):
            return False
    return True


GOALS: list[dict[str, Any]] = [
    GOAL,
    {"patience": 1200, "service_level": 0.9, "answer_within": 60, "max_abandonment": 0.02},
    {"patience": 400, "max_wait_probability": 0.2},
    {"patience": None, "max_asa": 15, "asa_of": "all"},
]


@pytest.mark.parametrize("goal", GOALS, ids=["level", "two", "waits", "asa"])
@pytest.mark.parametrize("leaving", ["exhaustive", "preemptive"])
@pytest.mark.parametrize("over", ["interval", "day"])
def test_repaired_days_meet_and_nobody_can_go(goal: dict[str, Any], leaving: str, over: str) -> None:
    daily = over == "day"
    day = a_day(10, seed=7)
    fixed = repair(day, **goal, leaving=leaving, over=over)
    assert set(fixed["status"]) == {"met"}
    assert holds(fixed, goal, leaving, daily=daily)
    for row in range(len(fixed)):
        fewer = fixed.copy()
        fewer.loc[row, "agents"] -= 1
        unstable = row == 0 and goal["patience"] is None and fewer["agents"][0] <= fewer["offered"][0] * 400 / 900
        assert fixed["agents"][row] == 1 or unstable or not holds(fewer, goal, leaving, daily=daily), row
    assert fixed["agents_before"].tolist() == day["agents"].tolist()
    changed = fixed["agents"] - day["agents"]
    assert all(why.startswith("raised") == (by > 0) for why, by in zip(fixed["reason"], changed))
    assert all((why == "trimmed") == (by < 0) for why, by in zip(fixed["reason"], changed))


def test_a_repaired_day_is_left_alone_and_repeats() -> None:
    fixed = repair(a_day(), **GOAL)
    again = repair(fixed, **GOAL, overwrite=True)
    assert again["agents"].tolist() == fixed["agents"].tolist()
    assert set(again["reason"]) == {""}
    pd.testing.assert_frame_equal(fixed, repair(a_day(), **GOAL))


@pytest.mark.parametrize("aht", [300.0, 1800.0, 7200.0])
def test_the_day_of_the_published_comparison_needs_what_modified_offered_load_gives(aht: float) -> None:
    times = 1800.0 * (np.arange(96) + 0.5)
    volume = 100.0 * (1.0 + 0.5 * np.sin(2 * np.pi * times / 86400.0)) * 1800.0 / aht
    stamps = pd.date_range("2026-03-02", periods=96, freq="30min")
    table = pd.DataFrame({"interval_start": stamps, "offered": volume, "aht": aht})
    goal = {"patience": aht, "max_wait_probability": 0.2}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        fixed = repair(table, **goal, leaving="preemptive", initial="empty")
    day = fixed["interval_start"] >= "2026-03-03"
    hours = float(fixed["agents"][day].sum()) / 2
    mol = float(fixed["agents_before"][day].sum()) / 2
    assert fixed["wait_probability"].max() <= 0.2 * (1 + 1e-12)
    assert hours == pytest.approx(mol, rel=0.002)


def test_bounds_on_agents_and_evaluations() -> None:
    day = a_day()
    limited = repair(day, **GOAL, max_agents=14)
    assert limited["agents"].max() == 14
    assert set(limited["status"]) == {"limited"}
    assert repair(day, **GOAL, min_agents=12)["agents"].min() == 12
    assert set(repair(day, **GOAL, max_evaluations=5)["status"]) == {"stopped"}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"leaving": "later"}, ValueError, "leaving must be one of exhaustive, preemptive"),
        ({"initial": "full"}, ValueError, "initial must be one of stationary, empty"),
        ({"max_asa": 20}, ValueError, "max_asa needs asa_of all"),
        ({"patience": 0}, ValueError, "patience must be > 0 s, got 0"),
        ({"answer_within": -1}, ValueError, "answer_within must be >= 0 s"),
        ({"patience": float("nan")}, ValueError, "patience must be a number"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    for function in (evaluate_exactly, repair):
        with pytest.raises(error, match=f"{function.__name__}: {message}"):
            function(a_day(), **{**GOAL, **arguments})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"over": "week"}, ValueError, "over must be one of interval, day"),
        ({"max_evaluations": 0}, ValueError, "max_evaluations must be >= 1"),
        ({"max_evaluations": 1.5}, TypeError, "max_evaluations must be a whole number"),
        ({"rounding": "down"}, ValueError, "rounding must be one of"),
    ],
)
def test_bad_arguments_of_repair(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"repair: {message}"):
        repair(a_day(), **GOAL, **arguments)


def test_bad_cells_name_their_row() -> None:
    day = a_day()
    with pytest.raises(ValueError, match="evaluate_exactly: offered must be >= 0, got -1 in row 3"):
        evaluate_exactly(day.assign(offered=day["offered"].where(day.index != 3, -1.0)), **GOAL)
    with pytest.raises(ValueError, match=r"agents must be in \[0, 1e7\], got -2 in row 4"):
        evaluate_exactly(day.assign(agents=day["agents"].where(day.index != 4, -2.0)), **GOAL)
    with pytest.raises(ValueError, match="needs a column interval_start"):
        evaluate_exactly(day.drop(columns="interval_start"), interval="15m", **GOAL)
    with pytest.raises(ValueError, match="the table needs a column agents"):
        evaluate_exactly(day.drop(columns="agents"), **GOAL)
    mixed = day.assign(target_service_level=np.linspace(0.7, 0.8, 16))
    with pytest.raises(ValueError, match="targets must be the same in all intervals of a period, got others in row 1"):
        repair(mixed, **GOAL, over="day")


@pytest.mark.parametrize(
    ("more", "arguments", "message"),
    [
        ({"lines": 20}, {}, "evaluate_exactly: queues with lines have no exact course"),
        ({"redial": 0.2}, {}, "evaluate_exactly: queues with redial have no exact course"),
        ({}, {"patience": erlang.Lognormal(mean=120, cv=1)}, "evaluate_exactly: patience must be exponential"),
    ],
)
def test_what_has_no_exact_course(more: dict, arguments: dict, message: str) -> None:
    stamps = pd.date_range("2026-03-02 08:00", periods=4, freq="30min")
    frame = pd.DataFrame({"interval_start": stamps, "offered": 50.0, "aht": 180.0, "agents": 7, **more})
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        erlang.staffing.evaluate_exactly(frame, service_level=0.8, answer_within=20, **arguments)
    assert str(caught.value) == message


def test_repair_never_takes_more_than_the_seats():
    frame = pd.DataFrame(
        {
            "interval_start": pd.date_range("2026-03-02 08:00", periods=4, freq="30min"),
            "offered": [100, 120, 90, 60],
            "aht": 180.0,
            "agents": [12, 13, 12, 9],
        }
    )
    goal = {"service_level": 0.8, "answer_within": 20}
    with pytest.raises(ValueError, match="initial must be other than stationary where nobody hangs up"):
        repair(frame, max_agents=5, **goal)
    assert (repair(frame, max_agents=5, initial="empty", **goal)["agents"] <= 5).all()


def test_what_is_cut_to_the_seats_is_not_trimmed() -> None:
    day = a_day()
    day["agents"] = 40
    limited = repair(day, **GOAL, max_agents=14)
    cut = limited["agents"] == 14
    assert set(limited["status"]) == {"limited"}
    assert set(limited["reason"][cut]) == {"cut: max_agents"}
    assert set(limited["reason"][~cut]) <= {"trimmed"}
    assert set(repair(day, **GOAL, max_agents=40)["reason"]) == {"trimmed"}


def test_a_wait_of_others_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^repair: max_asa needs asa_of all where a queue changes$"):
        repair(a_day(), patience=120, max_asa=10)
