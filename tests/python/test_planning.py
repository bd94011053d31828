"""The pipeline: the plan of the example data against reviewed values, and what must hold of any plan."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import erlang
from erlang._planning.shifts import default_shifts, shift_of
from erlang._planning.targets import queue_targets
from erlang._planning.verdict import verdict_of
from erlang._settings import Settings
from erlang._settings.schema import ShiftSection
from erlang.planning import Plan
from small_history import history, rows


@pytest.fixture(scope="module")
def example(root: Path) -> Plan:
    settings = erlang.read_settings(root / "examples" / "data" / "plan.toml")
    assert settings.history.file is not None
    return erlang.plan(settings.history.file, settings)


@pytest.fixture(scope="module")
def stored(root: Path) -> dict[str, Any]:
    """Reviewed values of the example's plan."""
    file = root / "tests" / "data" / "planning" / "example_plan.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def per_queue(table: pd.DataFrame, column: str) -> dict[str, float]:
    return {str(queue): float(part[column].sum()) for queue, part in table.groupby("queue")}


def test_the_example_as_reviewed(example: Plan, stored: dict[str, Any]) -> None:
    """Forecast to 1e-6; agents to 0.2 %; cost and bound within the gap the solver stops at; days to a point."""
    assert per_queue(example.forecast.table, "offered") == pytest.approx(stored["forecast"], rel=1e-6)
    agent_hours = {queue: agents / 2 for queue, agents in per_queue(example.requirement, "agents").items()}
    assert agent_hours == pytest.approx(stored["agent_hours"], rel=2e-3)
    peaks = {str(queue): int(part["agents"].max()) for queue, part in example.requirement.groupby("queue")}
    assert peaks == pytest.approx(stored["peak_agents"], abs=1)
    schedule = example.schedule
    assert schedule.cost == pytest.approx(stored["cost"], rel=4e-3)
    assert schedule.bound == pytest.approx(stored["bound"], rel=4e-3)
    assert schedule.bound <= schedule.cost
    assert schedule.gap <= 0.003 + 1e-9
    assert schedule.uncovered < 10
    hours = schedule.interval / 3600
    assert schedule.coverage["required"].sum() * hours == pytest.approx(stored["required_hours"], rel=2e-3)
    assert schedule.coverage["covered"].sum() * hours == pytest.approx(stored["covered_hours"], rel=1e-2)
    found = [[row.queue, str(row.date), row.target, row.goal, row.verdict] for row in example.days.itertuples()]
    assert found == [[*row[:4], row[5]] for row in stored["days"]]
    for row, expected in zip(example.days.itertuples(), stored["days"]):
        assert row.value == pytest.approx(expected[4], abs=0.01)
        assert row.expected == pytest.approx(expected[6], abs=0.02)
        assert row.share_met == pytest.approx(expected[7], abs=0.08)


def test_the_example_meets_its_targets(example: Plan) -> None:
    assert example.verdict.met
    assert example.holds
    assert example.verdict.repairs == ()
    assert example.verdict.sentence.startswith("The plan meets its targets in both queues on all 6 days; ")
    assert (example.days["value"] - example.days["half_width"] > example.days["goal"]).all()


def test_the_checker_agrees(example: Plan) -> None:
    check = erlang.check_schedule(example.schedule, example.requirement)
    assert check.ok, check.differences
    assert check.cost == pytest.approx(example.schedule.cost, rel=1e-9)


def test_the_six_figures(example: Plan) -> None:
    names = [figure.name for figure in example.figures]
    assert names == [
        "paid hours",
        "people on the busiest day",
        "cost",
        "service level",
        "occupancy",
        "forecast error",
    ]
    cost = example.figures[2]
    assert cost.value == pytest.approx(example.schedule.paid_hours * 22.5, rel=1e-12)
    assert all(figure.text and figure.made_of for figure in example.figures)


def test_assumptions_say_where_they_come_from(example: Plan) -> None:
    table = example.assumptions.set_index("name")
    origins = table["origin"].to_dict()
    assert origins["service_level"] == origins["sales.patience"] == origins["timezone"] == "given"
    assert origins["aht"] == "from column"
    assert origins["interval"] == origins["start"] == origins["opening hours (sales)"] == "inferred"
    assert origins["replications"] == origins["rounding"] == "default"
    assert table.loc["sales.service_level", "value"] == "0.85"
    assert set(origins.values()) == {"given", "from column", "default", "inferred"}


def test_what_if_moves_the_right_way(example: Plan) -> None:
    table = example.what_if.set_index("scenario")
    hours = table["scheduled_hours"]
    assert hours["volume −10 %"] < hours["plan"] < hours["volume +10 %"]
    assert hours["AHT −5 %"] < hours["plan"] < hours["AHT +5 %"]
    assert hours["patience halved"] < hours["plan"] < hours["patience doubled"]
    assert hours["shrinkage −5 points"] == pytest.approx(hours["plan"] * 0.70 / 0.75)
    assert hours["shrinkage +5 points"] == pytest.approx(hours["plan"] * 0.70 / 0.65)
    level = table["service_level"]
    assert level["one person fewer per interval"] < level["plan"] < level["one person more per interval"]
    assert table["cost"]["plan"] == pytest.approx(example.schedule.paid_hours * 22.5)


def test_the_service_level_of_a_scenario_is_that_of_the_requirement(example: Plan) -> None:
    """The plan's own row: what staffing says of the agents it found, weighted by what is offered."""
    table = example.requirement
    weighted = (table["service_level"] * table["offered"]).sum() / table["offered"].sum()
    assert example.what_if.set_index("scenario")["service_level"]["plan"] == pytest.approx(weighted, rel=1e-12)


def test_the_interval_around_is_that_of_the_models(example: Plan) -> None:
    worked = {step.name: step for step in example.worked.steps if step.section in ("Agents", "Measures", "Load")}
    chosen = example.around[example.around["chosen"]]
    assert chosen["agents"].tolist() == [worked["agents"].value]
    assert chosen["service_level"].item() == pytest.approx(worked["service_level"].value, rel=1e-12)
    assert example.around["service_level"].is_monotonic_increasing
    assert len(example.around) == 9


def test_the_worked_interval_is_the_busiest(example: Plan) -> None:
    row = example.requirement.loc[example.requirement["load"].astype(float).idxmax()]
    lines = example.worked.splitlines()
    assert lines[0] == f"{row['queue']}, {row['interval_start']:%A %Y-%m-%d %H:%M}"
    assert any(line.startswith(f"  agents = {row['agents']}, the first whole number") for line in lines)


def frame(scale: float = 1.0, queue: str | None = None) -> pd.DataFrame:
    table = pd.DataFrame(rows(), columns=["interval_start", "offered"])
    table["interval_start"] = pd.to_datetime(table["interval_start"])
    table["offered"] = (table["offered"] * scale).round()
    if queue is not None:
        table.insert(0, "queue", queue)
    return table


WORDS: dict[str, Any] = {"aht": 240, "patience": 120, "shrinkage": 0.3}


@pytest.fixture(scope="module")
def small() -> Plan:
    return erlang.plan(frame(), **WORDS)


def test_a_file_and_a_frame_give_the_same_plan(small: Plan, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    for source in (history(tmp_path), polars.from_pandas(frame()), erlang.read_history(frame())):
        again = erlang.plan(source, **WORDS)
        pd.testing.assert_frame_equal(again.requirement, small.requirement)
        pd.testing.assert_frame_equal(again.days, small.days)
        assert again.verdict == small.verdict


def test_every_open_interval_is_staffed(small: Plan) -> None:
    assert (small.requirement["agents"] >= 1).all()
    assert small.period == (dt.date(2026, 1, 5), dt.date(2026, 1, 9))
    assert sorted(set(small.requirement["interval_start"].dt.hour)) == [9, 10, 11]


def test_the_days_are_those_of_the_simulation(small: Plan) -> None:
    days = small.simulation.days
    for row in small.days.itertuples():
        own = days[(days["measure"] == "service_level") & (days["date"].dt.date == row.date)]
        assert row.value == float(own["mean"].iloc[0])
        assert row.half_width == float(own["half_width"].iloc[0])
        assert 0 <= row.share_met <= 1


def test_several_queues_have_each_their_people() -> None:
    both = erlang.plan(pd.concat([frame(queue="one"), frame(3.0, queue="two")]), **WORDS)
    alone = erlang.plan(frame(queue="one"), **WORDS)
    own = both.requirement[both.requirement["queue"] == "one"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, alone.requirement)
    hours = both.schedule.table.eval("paid_hours * people").sum()
    assert both.schedule.paid_hours == pytest.approx(hours)
    assert "in both queues" in both.verdict.sentence
    assert "the worst day is " in both.verdict.sentence
    chosen = erlang.plan(pd.concat([frame(queue="one"), frame(3.0, queue="two")]), queues=["one"], **WORDS)
    assert chosen.queues == ("one",)
    pd.testing.assert_frame_equal(chosen.requirement, alone.requirement)


def test_a_queue_may_have_targets_of_its_own() -> None:
    table = pd.concat([frame(queue="one"), frame(queue="two")])
    own = {"two": {"service_level": 0.95, "answer_within": 10, "patience": "5m"}}
    plan = erlang.plan(table, queue=own, **WORDS)
    agents = per_queue(plan.requirement, "agents")
    assert agents["two"] > agents["one"]
    goals = plan.days.groupby("queue")["goal"].first()
    assert goals.to_dict() == {"one": 0.80, "two": 0.95}


@pytest.mark.parametrize(
    "targets",
    [
        {"max_asa": 15},
        {"max_abandonment": 0.04},
        {"max_blocking": 0.01, "lines": 40},
        {"max_wait": 30, "max_wait_percentile": 0.9},
        {"max_wait_probability": 0.3, "max_occupancy": 0.8},
        {"service_level": 0.7, "answer_within": 10, "definition": "answered_of_answered", "max_asa": 20},
    ],
)
def test_every_target_is_judged(targets: dict[str, Any]) -> None:
    plan = erlang.plan(frame(), **WORDS, **targets)
    assert plan.verdict.met
    assert set(plan.days["target"]) == set(queue_targets(Settings().replace(**targets), None).judged)
    assert len(plan.days) == 5 * plan.days["target"].nunique()
    open_intervals = (plan.requirement["offered"] > 0).sum()
    assert re.search(rf"(all|\d+ of) {open_intervals} (half hours|hours) are expected", plan.verdict.sentence)


def test_a_plan_may_be_for_an_uncertain_volume() -> None:
    """The quantiles of the forecast, or a cv, tell how uncertain; what-if and the worked interval go with it.

    This history repeats itself week by week, and its quantiles hold no more than Poisson noise.
    """
    mean = erlang.plan(frame(), **WORDS)
    likely = erlang.plan(frame(), plan_for=0.9, **WORDS)
    given = erlang.plan(frame(), plan_for="expected", cv=0.3, **WORDS)
    assert likely.requirement["agents"].tolist() == mean.requirement["agents"].tolist()
    assert given.requirement["agents"].sum() > mean.requirement["agents"].sum()
    for plan in (likely, given):
        hours = plan.what_if.set_index("scenario")["scheduled_hours"]
        assert hours["volume −10 %"] < hours["plan"] < hours["volume +10 %"]
        agents = [step for step in plan.worked.steps if step.name == "agents" and step.section == "Agents"]
        assert agents[-1].value == plan.requirement["agents"].max()
        assert "agents in the table" not in plan.worked
        assert plan.around.loc[plan.around["chosen"], "agents"].tolist() == [plan.requirement["agents"].max()]
    assert likely.assumptions.set_index("name").loc["plan_for", "value"] == "0.9"
    assert set(given.requirement["plan_for"]) == {"expected"}


def test_time_zones_and_a_change_of_the_clock() -> None:
    """Between the Saturdays of two weeks the clocks go back; the plan goes on in local time."""
    table = frame()
    table["interval_start"] += pd.Timestamp("2026-10-16") - pd.Timestamp("2026-01-02")
    fridays = table[table["interval_start"].dt.day_of_week == 4]
    saturdays = fridays.assign(interval_start=fridays["interval_start"] + pd.Timedelta(days=1))
    plan = erlang.plan(pd.concat([table, saturdays]), timezone="Europe/Amsterdam", horizon="2w", **WORDS)
    stamps = plan.requirement["interval_start"]
    assert str(stamps.dt.tz) == "Europe/Amsterdam"
    assert set(stamps.dt.hour) == {9, 10, 11}
    assert {stamp.utcoffset() for stamp in stamps} == {dt.timedelta(hours=2), dt.timedelta(hours=1)}
    assert plan.verdict.met


def test_too_few_shifts_are_said_and_repaired() -> None:
    late = erlang.Shift(name="late", length="2h", first_start="10:00")
    plan = erlang.plan(frame(), shifts=[late], **WORDS)
    assert not plan.verdict.met
    assert plan.verdict.sentence.startswith("The plan misses 80 % in 20 s on all 5 days, by most on ")
    assert plan.verdict.repairs
    assert "more people on the phones from 09:00 to " in plan.verdict.repairs[0]
    assert "unreachable_slots" in set(plan.issues["code"])


def test_shrinkage_that_includes_the_breaks() -> None:
    pause = erlang.Break("15m", start=("1h", "1h30m"), every="15m", paid=True)
    kinds = [erlang.Shift(name="a", length="3h", first_start="09:00", breaks=[pause])]
    apart = erlang.plan(frame(), shifts=kinds, **WORDS)
    within = erlang.plan(frame(), shifts=kinds, shrinkage_includes_breaks=True, **WORDS)
    assert within.schedule.paid_hours < apart.schedule.paid_hours
    assert within.verdict.met


def test_a_plan_is_started_from_tables(small: Plan) -> None:
    tables = {
        "forecast": small.forecast.table.assign(offered=lambda table: table["offered"] * 2),
        "requirement": small.requirement,
        "shifts": small.schedule.table,
        "coverage": small.schedule.coverage,
    }
    doubled = erlang.plan(frame(), start_at="staff", tables=tables, **WORDS)
    assert doubled.schedule.paid_hours > 1.5 * small.schedule.paid_hours
    same = erlang.plan(frame(), start_at="simulate", tables={**tables, "forecast": small.forecast.table}, **WORDS)
    pd.testing.assert_frame_equal(same.days, small.days)
    assert math.isnan(same.schedule.gap)
    with pytest.raises(ValueError, match="start_at needs the table 'requirement'"):
        erlang.plan(frame(), start_at="schedule", tables={"forecast": small.forecast.table}, **WORDS)


def test_made_at_is_what_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert erlang.plan(frame(), horizon="1d", start="2026-01-05", **WORDS).made_at == dt.datetime(
        2026, 1, 1, tzinfo=dt.timezone.utc
    )


def test_default_shifts_lie_inside_the_opening() -> None:
    def shifts(first: str, last: str) -> list[tuple[str | None, str | None, str | None]]:
        stamps = pd.date_range(f"2026-01-05 {first}", f"2026-01-05 {last}", freq="30min", inclusive="left")
        found = default_shifts(pd.DataFrame({"interval_start": stamps}), 1800.0)
        assert all(shift_of(shift).name for shift in found)
        return [(shift.name, shift.first_start, shift.last_start) for shift in found]

    assert shifts("08:00", "20:00") == [
        ("8h30", "08:00", "11:30"),
        ("6h30", "08:00", "13:30"),
        ("4h", "08:00", "16:00"),
    ]
    assert shifts("09:00", "14:00") == [("4h", "09:00", "10:00")]
    assert [name for name, _, _ in shifts("00:00", "23:59")] == ["8h30", "6h30", "4h"]


def test_verdicts_in_words() -> None:
    targets = {"calls": queue_targets(Settings(), "calls")}
    day = dt.date(2026, 1, 5)

    def said(values: list[float]) -> str:
        days = pd.DataFrame(
            [
                {
                    "queue": "calls",
                    "date": day + dt.timedelta(days=at),
                    "target": "service_level",
                    "goal": 0.8,
                    "value": value,
                    "half_width": 0.01,
                    "verdict": "met" if value >= 0.8 else "missed",
                    "close": abs(value - 0.8) <= 0.01,
                }
                for at, value in enumerate(values)
            ]
        )
        intervals = pd.DataFrame(
            {
                "queue": "calls",
                "interval_start": pd.to_datetime(days["date"]) + pd.Timedelta(hours=9),
                "target": "service_level",
                "goal": 0.8,
                "value": days["value"],
                "below": days["value"] < 0.8,
            }
        )
        return verdict_of(days, intervals, targets, 1800.0).sentence

    assert said([0.9, 0.85]) == ("The plan meets 80 % in 20 s on all 2 days; all 2 half hours are expected to meet it.")
    assert said([0.9, 0.805]) == (
        "The plan meets 80 % in 20 s on all 2 days, 1 of them closely; all 2 half hours are expected to meet it."
    )
    # Close, but the figure is below: no plan is said to meet what its simulation misses.
    assert said([0.9, 0.795]) == (
        "The plan misses 80 % in 20 s on 1 of 2 days, 1 of them closely, by most on Tuesday (79.5 %); 1 of 2 half "
        "hours are expected below it, the worst on Tuesday at 09:00 (79.5 %)."
    )
    assert said([0.6, 0.9]) == (
        "The plan misses 80 % in 20 s on 1 of 2 days, by most on Monday (60.0 %); 1 of 2 half hours are expected below "
        "it, the worst on Monday at 09:00 (60.0 %)."
    )


def test_sections_of_shifts_become_shifts() -> None:
    section = ShiftSection(name="a", length=14400.0, first_start="09:00", days=("mon",))
    assert shift_of(section) == erlang.Shift(name="a", length="4h", first_start="09:00", days=["mon"])


@pytest.mark.parametrize(("plan_for", "words"), [("expected", "to be expected"), (0.8, "with 80 % probability")])
def test_an_uncertain_forecast_can_be_planned_for(small: Plan, plan_for: str | float, words: str) -> None:
    plan = erlang.plan(frame(), plan_for=plan_for, **WORDS)
    assert plan.requirement["agents"].sum() >= small.requirement["agents"].sum()
    assert (plan.days["expected"] >= small.days["expected"] - 0.02).all()
    assert words in plan.verdict.sentence
    assert "staffed for" not in small.verdict.sentence
    assert plan.assumptions.set_index("name").loc["plan_for", ["value", "origin"]].tolist() == [str(plan_for), "given"]
    assert small.assumptions.set_index("name").loc["plan_for", ["value", "origin"]].tolist() == ["mean", "default"]
    assert f"plan_for = {plan_for}" in plan.worked
    busiest = plan.what_if.set_index("scenario")["agent_hours"]
    assert busiest["volume −10 %"] < busiest["plan"] < busiest["volume +10 %"]
    tables = {"forecast": plan.forecast.table, "requirement": plan.requirement}
    again = erlang.plan(frame(), start_at="schedule", tables=tables, **WORDS)
    assert words in again.verdict.sentence


def test_what_an_uncertain_volume_cannot_have_is_said_first() -> None:
    goal = {"service_level": 0.8, "answer_within": 20, "definition": "abandons_counted", "short_abandon": 40}
    with pytest.raises(ValueError, match="plan: an uncertain volume needs short_abandon <= answer_within"):
        erlang.plan(frame(), plan_for="expected", **WORDS, **goal)
