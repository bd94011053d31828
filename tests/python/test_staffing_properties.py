"""Properties of required_agents and staff over random inputs."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang

pytestmark = pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")

volumes = st.floats(0.01, 500)
handle_times = st.floats(15, 1200)
patiences = st.one_of(st.none(), st.floats(1, 3000))
levels = st.floats(0.05, 0.99)
thresholds = st.floats(0, 120)


def met(volume, aht, patience, agents, level, within):
    if agents == 0:
        return False
    traffic = {"volume": volume, "interval": 1800, "aht": aht, "agents": agents}
    queue = erlang.ErlangC(**traffic) if patience is None else erlang.ErlangA(**traffic, patience=patience)
    return queue.service_level(answer_within=within) >= level * (1 - 1e-12)


@settings(max_examples=150, deadline=None)
@given(volumes, handle_times, patiences, levels, thresholds)
def test_the_answer_is_minimal(volume, aht, patience, level, within):
    need = erlang.required_agents(
        volume=volume, interval=1800, aht=aht, patience=patience, service_level=level, answer_within=within
    )
    assert met(volume, aht, patience, need.agents, level, within)
    assert not met(volume, aht, patience, need.agents - 1, level, within)


@settings(max_examples=100, deadline=None)
@given(volumes, handle_times, patiences, levels, thresholds, st.floats(1, 3))
def test_more_contacts_never_need_fewer_agents(volume, aht, patience, level, within, factor):
    fewer, more = (
        erlang.required_agents(
            volume=v, interval=1800, aht=aht, patience=patience, service_level=level, answer_within=within
        ).agents
        for v in (volume, volume * factor)
    )
    assert fewer <= more


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 300), min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_staff_follows_its_rows_and_totals_add_up(offered, random):
    frame = pd.DataFrame(
        {
            "interval_start": pd.date_range("2026-03-02 22:00", periods=len(offered), freq="30min"),
            "offered": offered,
            "aht": 240.0,
        }
    )
    for method in ("stationary", "mol"):
        goal = {"service_level": 0.8, "answer_within": 20, "patience": 90, "shrinkage": 0.3, "method": method}
        staffed = erlang.staff(frame, interval="30m", **goal)
        order = list(range(len(offered)))
        random.shuffle(order)
        shuffled = erlang.staff(frame.iloc[order], interval="30m", **goal)
        pd.testing.assert_frame_equal(shuffled.sort_index(), staffed)
        days = erlang.totals(staffed, by="day", hours_per_fte=40, interval="30m")
        whole = erlang.totals(staffed, by="all", hours_per_fte=40, interval="30m").iloc[0]
        for name in ("offered", "agent_hours", "paid_hours", "fte", "workload_hours"):
            assert days[name].sum() == pytest.approx(whole[name], abs=1e-9)
