"""Simulation from Python: shapes, stamps, values, refusals, interruption."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pandas as pd
import polars as pl
import pytest

import erlang
from erlang import Centre, Group, Queue, simulate
from erlang._simulation.result import MEASURES


def calls(**changes):
    fields = {
        "name": "calls",
        "interval_start": pd.date_range("2026-01-05 08:00", periods=4, freq="30min"),
        "interval": "30m",
        "offered": [40, 60, 60, 30],
        "aht": 180,
        "patience": 120,
    }
    return Queue(**(fields | changes))


def centre(agents=(5, 7.5, 7, 4), **changes):
    queue = calls(**changes)
    return Centre(queues=[queue], groups=[Group(name="desk", queues=[queue.name], agents=agents)])


def test_result_has_a_row_per_measure_and_interval():
    result = simulate(centre(), replications=20)
    names = [name for name in MEASURES if name != "wait_within"]
    assert list(result.table.columns) == ["measure", "queue", "interval", "mean", "half_width"]
    assert len(result.table) == 4 * len(names)
    assert result.table["measure"].unique().tolist() == names
    assert result.table["interval"].iloc[:4].tolist() == list(calls().interval_start)
    assert list(result.days.columns) == ["queue", "date", "measure", "mean", "half_width"]
    assert result.days["date"].unique().tolist() == [pd.Timestamp("2026-01-05")]
    assert list(result.totals.columns) == ["queue", "measure", "mean", "half_width"]
    assert result.totals["measure"].tolist() == names
    assert result.queues == ("calls",)


def test_estimates_are_ratios_of_sums_with_the_delta_method():
    result = simulate(centre(), replications=30, seed=4)
    counts = pd.DataFrame(result.counts[0][:, 0], columns=list(result.COUNTS))
    assert (counts["offered"] == counts["answered"] + counts["abandoned"]).all()
    x, y = counts["answered_within"], counts["offered"]
    ratio = x.sum() / y.sum()
    error = (x - ratio * y).std() / np.sqrt(30) / y.mean()
    mean, half_width = result.measure("calls", "service_level")
    assert mean == pytest.approx(ratio)
    assert half_width == pytest.approx(2.0452296421 * error)  # Student, 29 degrees of freedom
    daily = result.daily("calls", "service_level")
    assert daily["numerator"].sum() / daily["denominator"].sum() == pytest.approx(ratio)
    assert daily["replication"].tolist() == list(range(30))
    offered = result.measure("calls", "offered")
    assert offered[0] == pytest.approx(y.mean())
    assert offered[1] == pytest.approx(2.0452296421 * y.std() / np.sqrt(30))


def test_stationary_interval_agrees_with_erlang_a():
    queue = calls(interval_start=[0, 3600, 7200], interval="1h", offered=[200] * 3)
    result = simulate(
        Centre(queues=[queue], groups=[Group(name="desk", queues=["calls"], agents=11)]), replications=1500, seed=2
    )
    theory = erlang.ErlangA(volume=200, interval=3600, aht=180, patience=120, agents=11)
    last = result.table[result.table["interval"] == 7200].set_index("measure")
    expected = {
        "service_level": theory.service_level(answer_within=20),
        "virtual_wait": theory.service_level(answer_within=20, definition="virtual_wait"),
        "abandonment": theory.abandonment(),
        "asa": theory.asa(),
        "asa_all": theory.asa(of="all"),
        "occupancy": theory.occupancy(),
    }
    for name, value in expected.items():
        mean, half_width = last.loc[name, ["mean", "half_width"]]
        assert abs(mean - value) < half_width * 3.3 / 1.96, name  # 99.9 %


def test_same_seed_same_numbers_whatever_the_threads():
    one = simulate(centre(), replications=60, seed=9, threads=1)
    for threads in (2, 4, None):
        assert simulate(centre(), replications=60, seed=9, threads=threads) == one
    assert simulate(centre(), replications=60, seed=10) != one


def test_first_numbers_are_stored():
    # They change only where the generator, the samplers or the order of draws change: then say so in the changelog.
    result = simulate(centre(), replications=2, seed=1)
    stored = pd.DataFrame(result.counts[0][:, 0], columns=list(result.COUNTS))
    assert stored["offered"].tolist() == FIRST_OFFERED
    assert stored["answered"].tolist() == FIRST_ANSWERED
    assert stored["wait_answered"].tolist() == pytest.approx(FIRST_WAITS, rel=1e-12)


FIRST_OFFERED = [172.0, 207.0]
FIRST_ANSWERED = [160.0, 178.0]
FIRST_WAITS = [1141.0579052725561, 2730.997344936802]


def test_values_pickle_compare_and_print():
    result = simulate(centre(), replications=5)
    for value in (result, result.centre, result.centre.queues[0], result.centre.groups[0]):
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert repr(again) == repr(value)
    assert result.table.equals(pickle.loads(pickle.dumps(result)).table)
    assert calls() != calls(aht=181)
    assert calls() != "calls"
    assert repr(calls()) == (
        "Queue(name='calls', 4 intervals of 30m, offered=190, aht=3m, patience=2m, answer_within=20s)"
    )
    assert repr(result).startswith("SimulationResult('calls': service_level=0.")


@pytest.mark.parametrize(
    "stamps",
    [
        pd.date_range("2026-01-05 08:00", periods=4, freq="30min"),
        pd.Series(pd.date_range("2026-01-05 08:00", periods=4, freq="30min")),
        pl.Series(pd.date_range("2026-01-05 08:00", periods=4, freq="30min").to_pydatetime()),
        pd.date_range("2026-01-05 08:00", periods=4, freq="30min").to_numpy(),
        list(pd.date_range("2026-01-05 08:00", periods=4, freq="30min").to_pydatetime()),
        np.arange(4) * 1800.0,
        [0, 1800, 3600, 5400],
        pd.date_range("2026-01-05 08:00", periods=4, freq="30min", tz="Europe/Amsterdam"),
    ],
)
def test_any_kind_of_stamps_gives_the_same_numbers(stamps):
    expected = simulate(centre(), replications=5)
    result = simulate(centre(interval_start=stamps), replications=5)
    assert np.array_equal(result.interval_estimates[0], expected.interval_estimates[0], equal_nan=True)


def test_days_follow_the_clock_of_the_zone_and_time_that_has_passed():
    # 29 March 2026: 23 hours in Amsterdam. Around the clock from 28 March on; half hours are 30 minutes apart.
    stamps = pd.date_range("2026-03-28", "2026-03-30", freq="30min", tz="Europe/Amsterdam", inclusive="left")
    assert len(stamps) == 94
    queue = calls(interval_start=stamps, offered=np.full(94, 10.0))
    result = simulate(Centre(queues=[queue], groups=[Group(name="desk", queues=["calls"], agents=3)]), replications=300)
    offered = result.days[result.days["measure"] == "offered"]
    assert offered["date"].tolist() == [pd.Timestamp("2026-03-28"), pd.Timestamp("2026-03-29")]
    assert offered["mean"].tolist() == pytest.approx([480, 460], rel=0.02)
    assert result.measure("calls", "agents")[0] == 3.0
    assert result.table["interval"].dt.tz is not None


def test_closing_and_opening_again():
    # One person, 60 calls of 3 min in half an hour, nobody hangs up: they are served after closing, as offered then.
    stamps = pd.to_datetime(["2026-01-05 09:00", "2026-01-06 09:00"])
    result = simulate(centre(agents=1, interval_start=stamps, offered=[60, 0], patience=None), replications=50)
    table = result.table.set_index(["measure", "interval"])["mean"]
    assert table["abandonment", stamps[0]] == 0.0
    assert table["asa", stamps[0]] > 3600
    assert np.isnan(table["asa", stamps[1]])
    assert table["occupancy", stamps[1]] == 0.0
    # With nobody there at the end, those waiting leave at closing.
    left = simulate(centre(agents=0, interval_start=stamps, offered=[60, 60], patience=None), replications=50)
    table = left.table.set_index(["measure", "interval"])["mean"]
    assert table["abandonment", stamps[0]] == 1.0
    assert table["asa_all", stamps[0]] == pytest.approx(900, rel=0.05)


def test_sample_paths_are_one_row_per_replication():
    paths = np.tile([[10.0, 0, 0, 0], [90.0, 0, 0, 0]], (25, 1))
    result = simulate(centre(offered=paths))
    assert result.replications == 50
    first = result.counts[0][:, 0, result.COUNTS.index("offered")]
    assert first[::2].mean() == pytest.approx(10, abs=3.3 * np.sqrt(10 / 25))
    assert first[1::2].mean() == pytest.approx(90, abs=3.3 * np.sqrt(90 / 25))
    with pytest.raises(ValueError, match="replications must be the number of sample paths of each queue, got 200"):
        simulate(centre(offered=paths), replications=200)


def test_lines_block_and_thresholds_count():
    result = simulate(centre(agents=3, lines=4, max_wait="1m", definition="virtual_wait", asa_of="all"))
    assert result.measure("calls", "blocking")[0] > 0.1
    assert result.measure("calls", "service_level") == result.measure("calls", "virtual_wait")
    assert result.measure("calls", "asa") == result.measure("calls", "asa_all")
    assert 0 < result.measure("calls", "wait_within")[0] < 1
    with pytest.raises(ValueError, match=r"measure must be one of offered, .*, got 'wait_within'"):
        simulate(centre(), replications=2).measure("calls", "wait_within")


def test_two_queues_each_with_people_of_their_own():
    first, second = calls(), calls(name="mail", offered=[5, 5, 5, 5], patience=[60, np.nan, np.inf, 0])
    groups = [Group(name="b", queues=["mail"], people=3, shrinkage=0.5), Group(name="a", queues=["calls"], agents=9)]
    result = simulate(Centre(queues=[first, second], groups=groups), replications=100)
    assert result.queues == ("calls", "mail")
    assert result.measure("mail", "agents")[0] == pytest.approx(1.5, abs=0.17)
    assert result.measure("calls", "agents")[0] == 9
    alone = simulate(Centre(queues=[first], groups=[groups[1]]), replications=100)
    assert alone.measure("calls", "service_level") == result.measure("calls", "service_level")
    with pytest.raises(ValueError, match="queue must be one of calls, mail, got 'fax'"):
        result.measure("fax", "asa")


def test_shrinkage_may_be_made_of_parts():
    group = Group(name="g", queues=["q"], people=[10, 20], shrinkage=erlang.Shrinkage({"leave": 0.1, "training": 0.2}))
    assert group.on_phones.tolist() == pytest.approx([7, 14])


def test_empty_queue_and_one_replication_are_values():
    result = simulate(centre(agents=[], interval_start=pd.DatetimeIndex([]), offered=[], patience=None), replications=2)
    assert result.table.empty
    assert result.measure("calls", "offered") == (0.0, 0.0)
    assert simulate(Centre(queues=[], groups=[])).totals.empty
    mean, half_width = simulate(centre(), replications=1).measure("calls", "service_level")
    assert 0 < mean <= 1
    assert np.isnan(half_width)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offered": [1, 2, -3, 4]}, r"Queue 'calls': offered\[2\] must be finite and >= 0, got -3"),
        ({"offered": [1, 2]}, r"offered must hold one number per interval \(4\), or one row .* got shape \(2,\)"),
        ({"offered": [[1, 2, 3, np.nan]]}, r"offered\[0, 3\] must be finite and >= 0, got nan"),
        ({"aht": 0}, r"aht\[0\] must be finite and > 0 s, got 0"),
        ({"aht": [1, 2, 3]}, r"aht must be one number or one per interval \(4\), got \(3,\)"),
        ({"patience": -1}, r"patience\[0\] must be >= 0 s, got -1"),
        ({"interval": 0}, "interval must be > 0 s, got 0"),
        ({"interval": "half an hour"}, "interval must be a duration"),
        ({"interval_start": [0, 1800, 1800, 3600]}, r"interval_start\[2\] must be later than the one before it"),
        ({"interval_start": [0, 60, 1800, 3600]}, r"start\[1\] of queue 'calls' must be at least one interval after"),
        ({"answer_within": -20}, "answer_within must be >= 0 s, got -20"),
        ({"definition": "best"}, "definition must be one of answered_of_offered, .*, got 'best'"),
        ({"asa_of": "none"}, "asa_of must be one of answered, all, virtual_wait, got 'none'"),
        ({"lines": 0}, "lines must be > 0, got 0"),
    ],
)
def test_bad_queues_are_refused_with_their_place(changes, message):
    with pytest.raises(ValueError, match=message):
        simulate(centre(**changes), replications=2)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "exactly one of agents and people must be given"),
        ({"agents": 1, "people": 1}, "exactly one of agents and people must be given"),
        ({"agents": 1, "shrinkage": 0.3}, "shrinkage needs people"),
        ({"people": 1, "shrinkage": 1}, r"shrinkage must be in \[0, 1\), got 1"),
        ({"agents": [1, -1]}, r"agents\[1\] must be finite and >= 0, got -1"),
        ({"agents": 1, "interval_start": [0]}, "interval_start and interval must be given together"),
        ({"agents": [1, 2], "interval_start": [0], "interval": 60}, "agents must be one number or one per interval"),
    ],
)
def test_bad_groups_are_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        Group(name="desk", queues=["calls"], **fields)


def test_centres_must_fit_together():
    desk = Group(name="desk", queues=["calls"], agents=5)
    with pytest.raises(ValueError, match="queue 'calls' must have one group of its own, got none"):
        Centre(queues=[calls()], groups=[])
    with pytest.raises(ValueError, match="queue 'calls' must have one group of its own, got 'desk' and 'late'"):
        Centre(queues=[calls()], groups=[desk, Group(name="late", queues=["calls"], agents=1)])
    with pytest.raises(ValueError, match="group 'desk' must serve one queue of its own"):
        Centre(queues=[calls()], groups=[Group(name="desk", queues=["calls", "mail"], agents=1)])
    with pytest.raises(ValueError, match="group 'desk' serves 'mail', which is no queue of the centre"):
        Centre(queues=[], groups=[Group(name="desk", queues=["mail"], agents=1)])
    with pytest.raises(ValueError, match="queues must have different names, got 'calls' twice"):
        Centre(queues=[calls(), calls()], groups=[desk])
    with pytest.raises(ValueError, match="routing must be one of longest_idle, got 'skills'"):
        Centre(queues=[calls()], groups=[desk], routing="skills")
    with pytest.raises(ValueError, match=r"agents must be one number or one per interval \(4\), got \(3,\)"):
        centre(agents=[1, 2, 3])
    zoned = pd.date_range("2026-01-05 08:00", periods=4, freq="30min", tz="UTC")
    with pytest.raises(ValueError, match="must both have a time zone or both have none"):
        Centre(
            queues=[calls()],
            groups=[Group(name="desk", queues=["calls"], agents=1, interval_start=zoned, interval=1800)],
        )


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"replications": 0}, ValueError),
        ({"replications": 2.5}, TypeError),
        ({"replications": True}, TypeError),
        ({"seed": -1}, ValueError),
        ({"seed": 2**64}, ValueError),
        ({"threads": 0}, ValueError),
    ],
)
def test_bad_options_are_refused(options, error):
    with pytest.raises(error, match=f"simulate: {next(iter(options))} must be"):
        simulate(centre(), **options)


def test_wrong_types_are_type_errors():
    with pytest.raises(TypeError, match="centre must be a Centre, got str"):
        simulate("calls")
    with pytest.raises(TypeError, match="queues must hold Queue values, got str"):
        Centre(queues=["calls"], groups=[])
    with pytest.raises(TypeError, match="queues must be a sequence of names, got 'calls'"):
        Group(name="desk", queues="calls", agents=1)
    with pytest.raises(TypeError, match="interval_start must hold stamps or seconds"):
        calls(interval_start=["early", "late", "later", "never"])
    with pytest.raises(TypeError, match="offered must hold numbers"):
        calls(offered=["a", "b", "c", "d"])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_long_simulation():
    script = """
        import erlang
        queue = erlang.Queue(name="q", interval_start=[0], interval=1e9, offered=[5e10], aht=180)
        desk = erlang.Group(name="g", queues=["q"], agents=10000)
        print("ready", flush=True)
        erlang.simulate(erlang.Centre(queues=[queue], groups=[desk]), replications=1000)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ
    )
    try:
        assert process.stdout.readline().strip() == b"ready"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert b"KeyboardInterrupt" in errors
    assert process.returncode != 0
