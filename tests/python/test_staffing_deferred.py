"""Deferred work: conservation, the course against items one by one, least agents against a linear programme, tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from deferred_programme import optimum, random_work
from erlang import _core
from erlang.staffing import deferred_totals, evaluate_deferred, staff_deferred

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
BEFORE, VOLUME, DONE, LATE, EXPIRED, BACKLOG, OVERDUE, OLDEST, RESPONSE, OCCUPANCY, WORK = range(11)
LEVELLED, FILL = 1, 2


def course(work, agents, *, expire=False):
    work = {name: value for name, value in work.items() if name != "finish"}
    return _core.staffing.deferred_course(**work, agents=np.asarray(agents, dtype=float), expire=expire)


def least(work, spread, idle, service_level=1.0):
    return np.array(_core.staffing.deferred_agents(**work, service_level=service_level, spread=spread, idle=idle))


counts = st.lists(st.floats(0, 500), min_size=1, max_size=12)


@st.composite
def works(draw):
    volume = draw(counts)
    size = len(volume)
    gaps = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    return {
        "volume": np.array(volume),
        "aht": np.array(draw(st.lists(st.floats(1, 5000), min_size=size, max_size=size))),
        "interval": 1800.0,
        "starts": (np.arange(size) + np.cumsum(gaps)) * 1800.0,
        "open": draw(st.lists(st.booleans(), min_size=size, max_size=size)),
        "backlog": draw(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 20000), st.floats(1, 5000)), max_size=4)),
        "opening_hours": draw(st.booleans()),
        "answer_within": draw(st.floats(0, 20000)),
    }


@settings(max_examples=300, deadline=None)
@given(work=works(), data=st.data(), expire=st.booleans())
def test_items_are_conserved(work, data, expire):
    size = len(work["volume"])
    agents = data.draw(st.lists(st.floats(0, 200), min_size=size, max_size=size))
    rows, level = course(work, agents, expire=expire)
    opened = sum(items for items, _, _ in work["backlog"])
    scale = 1e-9 * (1 + opened + work["volume"].sum())
    assert rows[BEFORE][0] == pytest.approx(opened, abs=scale)
    np.testing.assert_allclose(
        rows[BEFORE] + rows[VOLUME], rows[DONE] + rows[EXPIRED] + rows[BACKLOG], rtol=0, atol=scale
    )
    np.testing.assert_allclose(rows[BEFORE][1:], rows[BACKLOG][:-1], rtol=0, atol=scale)
    total = opened + work["volume"].sum()
    assert rows[DONE].sum() + rows[EXPIRED].sum() + rows[BACKLOG][-1] == pytest.approx(total, abs=scale)
    assert (rows[:RESPONSE] >= -scale).all()
    assert (rows[LATE] <= rows[DONE] + scale).all()
    assert (rows[OVERDUE] <= rows[BACKLOG] + scale).all()
    assert 0 <= level <= 1 + 1e-12
    if expire:
        assert rows[OVERDUE].max() <= scale
        assert rows[LATE].max() <= scale
    else:
        assert rows[EXPIRED].max() == 0


@pytest.mark.parametrize("expire", [False, True])
@pytest.mark.parametrize("few", [5e-324, 1e-310, 1e-150, 1e-9])
def test_next_to_no_items_and_agents_come_to_an_end(few, expire):
    work = {
        "volume": np.array([few, 1, few, 0]),
        "aht": np.array([few * 1e9 + 1, 600, 60, 60]),
        "interval": 1800.0,
        "starts": np.arange(4) * 1800.0,
        "open": [True, False, True, True],
        "backlog": [(few, 5.0, 60.0), (1.0, 3.0, 60.0)],
        "opening_hours": False,
        "answer_within": 0.0,
    }
    for agents in (0.0, few, 1.0):
        rows, _ = course(work, np.full(4, agents), expire=expire)
        out = rows[DONE].sum() + rows[EXPIRED].sum() + rows[BACKLOG][-1]
        assert out == pytest.approx(2, abs=1e-7)
        assert not expire or rows[OVERDUE].max() < 1e-9


def one_by_one(work, agents, parts, expire):
    """Every item in small parts, each with its own arrival, worked in turn: what the fluid stands for."""
    size, length = len(agents), work["interval"]
    begins = work["starts"] - work["starts"][0]
    queue = []
    for items, age, aht in sorted(work["backlog"], key=lambda one: -one[1]):
        queue += [(-age, items / parts, aht)] * parts
    for i in range(size):
        at = begins[i] + (np.arange(parts) + 0.5) / parts * length
        queue += [(time, work["volume"][i] / parts, work["aht"][i]) for time in at if work["volume"][i] > 0]
    done, late, expired = np.zeros(size), np.zeros(size), np.zeros(size)
    now = 0.0
    for came, items, aht in queue:
        now, left = max(now, came), items * aht
        due = came + work["answer_within"]
        if expire and due < now - 1e-9:
            expired[np.searchsorted(begins + length, max(due, 0.0)).clip(0, size - 1)] += items
            continue
        while left > 1e-12 and now < begins[-1] + length:
            i = int(np.searchsorted(begins, now, side="right")) - 1
            end = begins[i] + length
            if now >= end:
                now = begins[i + 1]
                continue
            here = agents[i] if work["open"][i] else 0.0
            spent = min(left, here * (end - now))
            done[i] += spent / aht
            if now > due:
                late[i] += spent / aht
            now = now + spent / here if here > 0 and spent == left else end
            left -= spent
    return done, late, expired


@pytest.mark.parametrize("seed", range(20))
def test_the_course_is_that_of_items_one_by_one(seed):
    rng = np.random.default_rng(seed)
    work = random_work(rng)
    del work["finish"]
    work["opening_hours"] = False
    agents = rng.uniform(0, 6, len(work["volume"])) * rng.integers(0, 2, len(work["volume"]))
    parts = 4000
    rows, _ = course(work, agents)
    done, late, _ = one_by_one(work, agents, parts, False)
    np.testing.assert_allclose(rows[DONE], done, rtol=0, atol=0.05)
    np.testing.assert_allclose(rows[LATE], late, rtol=0, atol=0.1)
    if (np.diff(work["starts"]) == work["interval"]).all():
        rows, _ = course(work, agents, expire=True)
        done, _, expired = one_by_one(work, agents, parts, True)
        assert rows[DONE].sum() == pytest.approx(done.sum(), abs=0.2)
        if rows[BACKLOG][-1] < 1e-9:
            assert rows[EXPIRED].sum() == pytest.approx(expired.sum(), abs=0.2)


def test_least_agents_equal_the_optimum_of_a_linear_programme():
    pytest.importorskip("scipy")
    rng = np.random.default_rng(20260302)
    worst = 0.0
    for _ in range(500):
        work = random_work(rng)
        size = len(work["volume"])
        idle = rng.uniform(0, 3, size) * rng.integers(0, 2, size)
        for spread, spare in ((LEVELLED, np.zeros(size)), (FILL, idle)):
            agents = least(work, spread, spare)
            peak, total = optimum(work, spare)
            worst = max(worst, abs(agents.max() - peak) / max(1, peak), abs(agents.sum() - total) / max(1, total))
    assert worst < 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_what_can_be_in_time_is(seed):
    rng = np.random.default_rng(1000 + seed)
    work = random_work(rng)
    size = len(work["volume"])
    work |= {"open": [True] * size, "backlog": [], "starts": np.arange(size) * work["interval"]}
    idle = rng.uniform(0, 2, size)
    for spread, spare in ((0, np.zeros(size)), (LEVELLED, np.zeros(size)), (FILL, idle)):
        agents = least(work, spread, spare)
        rows, level = course(work, agents + spare)
        assert rows[LATE].max() + rows[OVERDUE].max() < 1e-6
        assert level == pytest.approx(1, abs=1e-9)
        if work["finish"]:
            assert rows[BACKLOG][-1] < 1e-9
        whole = work["answer_within"] % work["interval"] == 0
        if spread == LEVELLED and agents.max() > 0 and whole:
            # One per cent fewer at the peak, and something is late or left.
            rows, level = course(work, np.minimum(agents, 0.99 * agents.max()))
            assert level < 1 - 1e-9 or (work["finish"] and rows[BACKLOG][-1] > 0)


def test_a_year_of_half_hours_is_in_time():
    rng = np.random.default_rng(0)
    size = 17_520
    work = {
        "volume": rng.poisson(20 + 18 * np.sin(np.arange(size) / 48 * 2 * np.pi)).astype(float),
        "aht": np.full(size, 400.0),
        "interval": 1800.0,
        "starts": np.arange(size) * 1800.0,
        "open": [True] * size,
        "backlog": [],
        "opening_hours": False,
        "answer_within": 86400.0,
        "finish": False,
    }
    rows, level = course(work, least(work, LEVELLED, np.zeros(size)))
    assert level == 1
    assert rows[LATE].max() + rows[OVERDUE].max() == 0


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("seed", range(8))
def test_a_share_in_time_takes_the_smallest_constant_agents(share, seed):
    rng = np.random.default_rng(seed)
    size = 48
    work = {
        "volume": 30 + 25 * np.sin(np.arange(size) / 4) + rng.uniform(0, 5, size),
        "aht": rng.uniform(300, 600, size),
        "interval": 1800.0,
        "starts": np.arange(size) * 1800.0,
        "open": [True] * size,
        "backlog": [(20.0, 1800.0, 400.0)],
        "opening_hours": False,
        "answer_within": 7200.0,
        "finish": False,
    }
    idle = np.zeros(size)
    agents = least(work, LEVELLED, idle, share)
    assert course(work, agents)[1] == pytest.approx(share, abs=1e-6)
    assert course(work, np.minimum(agents, 0.999 * agents.max()))[1] < share
    assert agents.max() <= least(work, LEVELLED, idle).max()
    # Constant agents, the brute way.
    flat = next(p for p in np.arange(0, 40, 0.01) if course(work, np.full(size, p))[1] >= share)
    assert agents.max() == pytest.approx(flat, abs=0.03)


def mail(**columns):
    stamps = pd.date_range("2026-03-02 08:00", periods=6, freq="30min")
    return pd.DataFrame(
        {"queue": "mail", "interval_start": stamps, "offered": [30.0, 60, 20, 10, 0, 0], "aht": 600.0}
    ).assign(**columns)


def test_a_worked_day():
    # 120 items of 10 minutes in 3 hours; 30 items an interval take 10 agents. The first 90 are due by the end of the
    # fourth interval, so 90/4 · 600/1800 = 7.5 agents; then 20 by the end of the fifth, 10 by the end of the sixth.
    staffed = staff_deferred(mail(), answer_within="1h", finish=True)
    assert staffed["agents"].round(9).tolist() == [7.5, 7.5, 7.5, 7.5, 6.666666667, 3.333333333]
    assert staffed["positions"].tolist() == [8, 8, 8, 8, 7, 4]
    assert staffed["done"].round(9).tolist() == [22.5, 22.5, 22.5, 22.5, 20, 10]
    assert staffed["late"].max() < 1e-9
    at_once = staff_deferred(mail(), answer_within="1h", spread="at_once", shrinkage=0.2)
    assert at_once["agents"].tolist() == pytest.approx([10, 20, 20 / 3, 10 / 3, 0, 0])
    assert at_once["backlog"].max() < 1e-9
    assert at_once["scheduled"].tolist() == pytest.approx((at_once["agents"] / 0.8).tolist())
    # 40 agent-intervals of work, 32 of them idle: 8 more, over six intervals.
    filled = staff_deferred(mail(idle_agents=[8, 8, 8, 8, 0, 0]), answer_within="1h", spread="fill")
    assert filled["agents"].tolist() == pytest.approx([8 / 6] * 6)
    assert filled["idle_used"].sum() == pytest.approx(32)
    filled = staff_deferred(mail(idle_agents=[10, 10, 10, 10, 0, 0]), answer_within="1h", spread="fill")
    assert filled["agents"].max() == 0
    assert filled["idle_used"].tolist() == pytest.approx([10, 10, 10, 10, 0, 0])


def test_idle_time_of_a_staffed_table():
    calls = erlang.staff(
        pd.DataFrame({"interval_start": mail()["interval_start"], "offered": 100, "aht": 180}),
        service_level=0.8,
        answer_within=20,
    )
    idle = (calls["agents"] * (1 - calls["occupancy"])).astype(float)
    by_table = staff_deferred(mail(), answer_within="2h", spread="fill", idle=calls)
    by_column = staff_deferred(mail(idle_agents=idle), answer_within="2h", spread="fill").drop(columns="idle_agents")
    pd.testing.assert_frame_equal(by_table, by_column)
    assert by_table["agents"].sum() < staff_deferred(mail(), answer_within="2h")["agents"].sum()


def test_closed_time_counts_only_when_asked():
    day = mail(offered=[10, 0, 0, 0, 0, 0], open=[True, False, False, False, True, True], agents=1.0)
    now = evaluate_deferred(day, answer_within="1h")
    assert now["oldest"].round(6).tolist() == [1260, 3060, 4860, 6660, 7920, 9180]
    assert now["done"].tolist() == [3, 0, 0, 0, 3, 3]
    assert now["late"].round(9).tolist() == [0, 0, 0, 0, 3, 3]
    opened = evaluate_deferred(day, answer_within="1h", opening_hours=True)
    assert opened["oldest"].round(6).tolist() == [1260, 1260, 1260, 1260, 2520, 3780]
    assert opened["late"].sum() < 3
    gap = evaluate_deferred(day[day["open"]].drop(columns="open"), answer_within="1h")
    assert gap["oldest"].round(6).tolist() == [1260, 7920, 9180]


def test_expiry_and_carry_over():
    now = evaluate_deferred(mail(agents=2.0), answer_within="30m", overdue="expire", backlog={"1h": 7, "10m": 4})
    assert now["expired"].iloc[0] >= 7
    total = now["offered"].sum() + 11
    assert now["done"].sum() + now["expired"].sum() + now["backlog"].iloc[-1] == pytest.approx(total)
    table = pd.DataFrame({"age": [3600.0, 600.0], "offered": [7, 4], "aht": [600.0, 600.0]})
    pd.testing.assert_frame_equal(
        now, evaluate_deferred(mail(agents=2.0), answer_within="30m", overdue="expire", backlog=table)
    )
    with pytest.warns(erlang.PlanningWarning, match="late_items"):
        staff_deferred(mail(), answer_within="30m", backlog={"1h": 7})


def test_tables_of_all_kinds_and_of_several_queues():
    both = pd.concat([mail(), mail(queue="cases", aht=1200.0)]).sample(frac=1, random_state=1)
    staffed = staff_deferred(both, answer_within="1h", backlog={"mail": {"10m": 3}})
    assert staffed.index.equals(both.index)
    for queue, alone in (("mail", {"10m": 3}), ("cases", None)):
        single = staff_deferred(mail(queue=queue, aht=600.0 if queue == "mail" else 1200.0), answer_within="1h",
                                backlog=alone)  # fmt: skip
        part = staffed[staffed["queue"] == queue].sort_values("interval_start").reset_index(drop=True)
        pd.testing.assert_frame_equal(part, single)
    wanted = staff_deferred(mail(), answer_within="1h")
    polars = staff_deferred(pl.from_pandas(mail()), answer_within="1h")
    arrow = staff_deferred(pa.Table.from_pandas(mail()), answer_within="1h")
    assert isinstance(polars, pl.DataFrame)
    assert isinstance(arrow, pa.Table)
    assert polars["agents"].to_list() == wanted["agents"].tolist() == arrow["agents"].to_pylist()
    assert erlang.totals(staffed, by="all")["agent_hours"].iloc[0] == pytest.approx(staffed["agents"].sum() / 2)
    sums = deferred_totals(staffed)
    assert sorted(sums["queue"]) == ["cases", "mail"]
    assert sums["service_level"].tolist() == pytest.approx([1, 1])


CALLS = {
    "staff": lambda **changes: staff_deferred(**{"df": mail(), "answer_within": "1h", **changes}),
    "evaluate": lambda **changes: evaluate_deferred(**{"df": mail(agents=5.0), "answer_within": "1h", **changes}),
}


@pytest.mark.parametrize(
    ("which", "changes", "error", "message"),
    [
        ("staff", {"answer_within": -1}, ValueError, "answer_within must be >= 0 s, got -1"),
        ("staff", {"answer_within": float("nan")}, ValueError, "answer_within must be >= 0 s, got nan"),
        ("staff", {"answer_within": "soon"}, ValueError, "answer_within must be a duration"),
        ("staff", {"answer_within": [1, 2]}, TypeError, "answer_within must be one duration"),
        ("staff", {"answer_within": None}, TypeError, "answer_within must be seconds"),
        ("staff", {"service_level": 0}, ValueError, r"service_level must be in \(0, 1\], got 0"),
        ("staff", {"service_level": 1.1}, ValueError, r"service_level must be in \(0, 1\], got 1.1"),
        ("staff", {"service_level": float("nan")}, ValueError, "service_level must be in"),
        ("staff", {"service_level": "0.9"}, TypeError, "service_level must be one number, got str"),
        ("staff", {"spread": "even"}, ValueError, "spread must be one of at_once, levelled, fill, got 'even'"),
        ("staff", {"spread": 1}, TypeError, "spread must be a text"),
        ("staff", {"spread": "fill"}, ValueError, "needs idle= or a column idle_agents"),
        ("staff", {"spread": "fill", "idle": -1}, ValueError, "idle must be >= 0, got -1"),
        ("staff", {"spread": "fill", "idle": [1, 2]}, ValueError, "one value or one per row"),
        ("staff", {"spread": "fill", "idle": mail()}, ValueError, "idle as a table needs"),
        ("staff", {"idle": 1}, ValueError, "idle needs spread='fill'"),
        ("staff", {"finish": 1}, TypeError, "finish must be True or False"),
        ("staff", {"opening_hours": "yes"}, TypeError, "opening_hours must be True or False"),
        ("staff", {"overwrite": 0}, TypeError, "overwrite must be True or False"),
        ("staff", {"rounding": "down"}, ValueError, "rounding must be one of"),
        ("staff", {"shrinkage": 1}, ValueError, r"shrinkage must be in \[0, 1\), got 1"),
        ("staff", {"df": [1]}, TypeError, "expected a table"),
        ("staff", {"df": mail().drop(columns="offered")}, ValueError, "no column of contacts offered"),
        ("staff", {"df": mail().drop(columns="aht")}, ValueError, "no column of handle times"),
        ("staff", {"df": mail(offered=[1, 2, -3, 4, 5, 6])}, ValueError, "offered must be >= 0, got -3 in row 2"),
        ("staff", {"df": mail(offered=[1, None, 3, 4, 5, 6])}, ValueError, "offered is missing in row 1"),
        ("staff", {"df": mail(aht=[600, 600, 0, 600, 1, 1])}, ValueError, "aht must be > 0 s, got 0 in row 2"),
        ("staff", {"df": mail(aht=[None, 600, 1, 600, 1, 1])}, ValueError, "aht is missing in row 0"),
        ("staff", {"df": mail(agents=1)}, ValueError, "already has the result columns 'agents'"),
        ("staff", {"open": [True]}, ValueError, "open must be one bool per row"),
        ("staff", {"open": [1] * 6}, TypeError, "open must be True or False, got 1 in row 0"),
        ("staff", {"backlog": 7}, TypeError, "backlog must be a mapping"),
        ("staff", {"backlog": {"1h": -1}}, ValueError, "backlog items must be >= 0, got -1"),
        ("staff", {"backlog": {-1: 3}}, ValueError, "backlog age must be >= 0 s, got -1"),
        ("staff", {"backlog": {"other": {"1h": 3}}}, ValueError, "names a queue 'other'"),
        ("staff", {"backlog": {"mail": {"1h": 3}, "2h": 4}}, TypeError, "items for ages, or such a mapping"),
        ("staff", {"backlog": mail()}, ValueError, "needs columns age and offered"),
        ("staff", {"interval": 0}, ValueError, "interval must be > 0 s"),
        ("staff", {"interval": "2h"}, ValueError, "begins before the one before it ends"),
        ("evaluate", {"answer_within": -1}, ValueError, "answer_within must be >= 0 s, got -1"),
        ("evaluate", {"overdue": "drop"}, ValueError, "overdue must be one of keep, expire"),
        ("evaluate", {"df": mail()}, ValueError, "no column 'agents'"),
        ("evaluate", {"df": mail(agents=[1, 2, 3, 4, 5, -1])}, ValueError, "agents must be >= 0, got -1 in row 5"),
        ("evaluate", {"df": mail(), "agents": float("nan")}, ValueError, "agents is missing|agents must be"),
        ("evaluate", {"df": mail(), "agents": "five"}, TypeError, "agents must be a number"),
        ("evaluate", {"df": mail(done=1, agents=1)}, ValueError, "already has the result columns 'done'"),
    ],
)
def test_bad_input(which, changes, error, message):
    with pytest.raises(error, match=message) as raised:
        CALLS[which](**changes)
    assert str(raised.value).startswith(f"{which}_deferred: ")


def test_totals_refuse_other_tables():
    with pytest.raises(ValueError, match="deferred_totals: the table has no column 'backlog_before'"):
        deferred_totals(mail())
    with pytest.raises(TypeError, match="deferred_totals: expected a table"):
        deferred_totals(3)
