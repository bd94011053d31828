"""A centre made of a requirement and a coverage, and its days judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import erlang
from erlang import Targets, simulate
from erlang.simulation import Queue, SimulationResult, centre_from_tables

STAMPS = pd.date_range("2026-01-05 08:00", periods=4, freq="30min")
SLOTS = pd.date_range("2026-01-05 08:00", periods=8, freq="15min")


def requirement(**columns):
    return pd.DataFrame({"queue": "calls", "interval_start": STAMPS, "offered": 60.0, "aht": 180.0} | columns)


def coverage(**columns):
    return pd.DataFrame(
        {"queue": "calls", "interval_start": SLOTS, "covered": [9, 10, 11, 12, 12, 11, 10, 9]} | columns
    )


def test_people_on_duty_become_people_on_the_phones():
    centre = centre_from_tables(requirement(), coverage(), shrinkage=0.3, patience="2m")
    (queue,), (group,) = centre.queues, centre.groups
    assert queue.interval == 1800
    assert queue.patience.tolist() == [120] * 4
    assert group.interval == 900
    assert group.on_phones == pytest.approx(np.array([9, 10, 11, 12, 12, 11, 10, 9]) * 0.7)
    result = simulate(centre, replications=2000)
    agents = result.table[result.table["measure"] == "agents"].set_index("interval")
    assert abs(agents["mean"] - [6.65, 8.05, 8.05, 6.65]).max() < 0.05
    assert (agents["half_width"] > 0).all()


def test_each_replication_has_the_floor_or_the_ceiling_all_day():
    result = simulate(centre_from_tables(requirement(), coverage(covered=10.5), shrinkage=0.0), replications=400)
    on_phones = result.daily("calls", "agents")
    means = (on_phones["numerator"] / on_phones["denominator"]).round(9)
    assert set(means) == {10.0, 11.0}
    assert means.mean() == pytest.approx(10.5, abs=3.3 * 0.5 / 20)


def test_cells_win_over_arguments():
    table = requirement(
        patience=[60.0, np.nan, np.inf, 30.0], shrinkage=[0.5, np.nan, 0.0, 0.1], lines=[20, 20, 20, 20]
    )
    centre = centre_from_tables(table, coverage(), shrinkage=0.2, patience=90, lines=30, aht=999)
    assert centre.queues[0].patience.tolist() == [60, 90, np.inf, 30]
    assert centre.queues[0].aht.tolist() == [180] * 4
    assert centre.queues[0].lines == 20
    expected = np.array([9, 10, 11, 12, 12, 11, 10, 9]) * np.repeat([0.5, 0.8, 1.0, 0.9], 2)
    assert centre.groups[0].on_phones == pytest.approx(expected)


def test_arguments_may_differ_by_queue():
    both = pd.concat([requirement(), requirement(queue="mail", aht=np.nan)])
    centre = centre_from_tables(
        both,
        pd.concat([coverage(), coverage(queue="mail")]),
        shrinkage={"calls": erlang.Shrinkage({"leave": 0.1}), "mail": 0.2},
        patience={"calls": 60},
        aht={"mail": "5m"},
        targets={
            "calls": Targets(service_level=0.9, answer_within=10),
            "mail": Targets(max_wait=600, max_wait_percentile=0.9),
        },
    )
    calls, mail = centre.queues
    assert (calls.answer_within, calls.max_wait, mail.answer_within, mail.max_wait) == (10, None, 20, 600)
    assert mail.patience is None
    assert mail.aht.tolist() == [300] * 4
    assert centre.groups[1].on_phones[0] == pytest.approx(9 * 0.8)
    assert centre.groups[0].on_phones[0] == pytest.approx(9 * 0.9)


def test_tables_of_any_kind_and_order():
    expected = centre_from_tables(requirement(), coverage(), shrinkage=0.3)
    shuffled = requirement().sample(frac=1, random_state=1), coverage().sample(frac=1, random_state=2)
    assert centre_from_tables(*shuffled, shrinkage=0.3) == expected
    frames = pl.from_dict(requirement().to_dict("list")), pl.from_dict(coverage().to_dict("list"))
    result = simulate(centre_from_tables(*frames, shrinkage=0.3), replications=3)
    assert np.array_equal(result.counts[0], simulate(expected, replications=3).counts[0])
    nameless = centre_from_tables(requirement().drop(columns="queue"), coverage().drop(columns="queue"))
    assert nameless.queues[0].name == ""
    ready = centre_from_tables(requirement(), coverage(agents=6.5), shrinkage=0.3)
    assert set(ready.groups[0].on_phones) == {6.5}


def test_a_queue_without_slots_has_nobody():
    both = pd.concat([requirement(), requirement(queue="mail")])
    result = simulate(centre_from_tables(both, coverage(), patience=60), replications=20)
    assert result.measure("mail", "abandonment")[0] == 1.0


def test_paths_take_the_place_of_volumes():
    paths = pd.DataFrame(
        [(sample, "calls", stamp, 10.0 * sample) for sample in (2, 0, 1) for stamp in STAMPS[::-1]],
        columns=["sample", "queue", "interval_start", "offered"],
    )
    centre = centre_from_tables(requirement(), coverage(), samples=paths)
    assert centre.queues[0].offered.tolist() == [[0] * 4, [10] * 4, [20] * 4]
    assert simulate(centre).replications == 3
    with pytest.raises(
        ValueError, match="samples must hold every interval of queue 'calls' once, missing 2026-01-05 08"
    ):
        centre_from_tables(requirement(), coverage(), samples=paths.iloc[:-1])


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ((requirement().drop(columns="offered"), coverage()), "requirement must have a column offered, got queue"),
        ((requirement(), coverage().drop(columns="covered")), "coverage must have a column covered or agents"),
        ((requirement(aht=np.nan), coverage()), "aht of queue 'calls' must be given, missing at 2026-01-05 08:00:00"),
        ((pd.concat([requirement()] * 2), coverage()), "requirement must have each interval of queue 'calls' once"),
        ((requirement(), pd.concat([coverage()] * 2)), "coverage must have each interval of queue 'calls' once"),
        ((requirement(lines=[9, 9, 9, 8]), coverage()), "lines must be the same in all rows of a queue, got 9.* and 8"),
    ],
)
def test_tables_that_do_not_fit_are_refused(tables, message):
    with pytest.raises(ValueError, match=f"centre_from_tables: {message}"):
        centre_from_tables(*tables)


def two_days(agents):
    stamps = pd.DatetimeIndex([*STAMPS, *(STAMPS + pd.Timedelta("1D")), *(STAMPS + pd.Timedelta("2D"))])
    queue = erlang.Queue(
        name="calls",
        interval_start=stamps,
        interval=1800,
        offered=[60.0] * 8 + [0.0] * 4,
        aht=180,
        patience=120,
        max_wait=30,
    )
    return erlang.Centre(queues=[queue], groups=[erlang.Group(name="g", queues=["calls"], agents=agents)])


def test_days_are_judged_on_their_ratio_of_sums():
    result = simulate(two_days([9] * 4 + [6] * 4 + [5] * 4), replications=100)
    judged = result.judge(service_level=0.8, answer_within=20)
    columns = ["queue", "date", "target", "goal", "value", "half_width", "verdict", "close", "share_met"]
    assert list(judged.columns) == columns
    assert judged["date"].tolist() == [pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-06")]  # the third is empty
    assert judged["verdict"].tolist() == ["met", "missed"]
    for row in judged.itertuples():
        days = result.daily("calls", "service_level").query("date == @row.date")
        assert row.value == pytest.approx(days["numerator"].sum() / days["denominator"].sum())
        assert row.share_met == (days["numerator"] / days["denominator"] >= 0.8).mean()
    assert judged["close"].tolist() == [False, False]
    for side, verdict in ((0.5, "missed"), (-0.5, "met")):
        goal = judged["value"][0] + side * judged["half_width"][0]
        near = result.judge(service_level=goal, answer_within=20)
        assert near["verdict"].tolist() == [verdict, "missed"]
        assert near["close"].tolist() == [True, False]
    assert result.judge().equals(judged)
    assert result.judge({"calls": Targets(service_level=0.8, answer_within=20)}).equals(judged)


def test_every_target_is_judged_in_its_direction():
    result = simulate(two_days(9), replications=50)
    judged = result.judge(
        Targets(
            service_level=0.5,
            answer_within=20,
            definition="virtual_wait",
            max_asa="1s",
            asa_of="all",
            max_abandonment=0.2,
            max_occupancy=0.1,
            max_wait_probability=0.9,
            max_wait=30,
            max_wait_percentile=0.5,
        )
    )
    day = judged[judged["date"] == "2026-01-05"].set_index("target")
    assert day["verdict"].to_dict() == {
        "service_level": "met",
        "asa": "missed",
        "abandonment": "met",
        "occupancy": "missed",
        "wait_probability": "met",
        "max_wait": "met",
    }
    assert day["goal"].to_dict()["max_wait"] == 0.5
    first = result.days[result.days["date"] == "2026-01-05"].set_index("measure")["mean"]
    assert day["value"]["asa"] == first["asa_all"]
    assert day["value"]["service_level"] == first["virtual_wait"]
    assert day["value"]["max_wait"] == first["wait_within"]


def test_goals_that_are_met_exactly_are_met():
    result = simulate(two_days(0), replications=20)
    assert (result.judge(max_abandonment=0.99)["verdict"] == "missed").all()
    idle = simulate(two_days(60), replications=20)
    assert (idle.judge(max_asa=0)["verdict"] == "met").all()


def test_thresholds_must_be_the_simulated_ones():
    result = simulate(two_days(9), replications=2)
    with pytest.raises(ValueError, match=r"answer_within .* in the simulation \(20 s\), got 30 s"):
        result.judge(service_level=0.8, answer_within=30)
    with pytest.raises(ValueError, match=r"max_wait .* in the simulation \(30 s\), got 60 s"):
        result.judge(max_wait=60, max_wait_percentile=0.9)
    with pytest.raises(TypeError, match="targets= or its fields"):
        result.judge(Targets(), service_level=0.8)


def test_no_queue_no_verdict():
    empty = simulate(erlang.Centre(queues=[], groups=[])).judge()
    assert isinstance(simulate(two_days(9), replications=2), SimulationResult)
    assert empty.empty
    assert "verdict" in empty
    assert Queue is erlang.Queue
