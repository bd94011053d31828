"""Tiers and repeats: worked flows, a simulation of single contacts, what leaves equals what comes, agents and cost."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from erlang.staffing import ContactFlow, Tier

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
GOAL = {"service_level": 0.8, "answer_within": 20}


def two(**changes):
    front = {"name": "front", "aht": 240, "resolution": 0.7, "escalation": 0.2, "repeat": 0.5, "wage": 24.0}
    expert = {"name": "expert", "aht": "10m", "resolution": 0.9, "repeat": 0.4, "wage": 36.0}
    return ContactFlow(deflection=0.2, tiers=(Tier(**front), Tier(**expert))).replace(**changes)


def test_a_worked_flow():
    # Of one contact at self-service 0.8 reach the front, 0.16 the experts. Left open: 0.08 and 0.016; further
    # contacts 0.04 + 0.0064 = 0.0464, all at self-service: everything 1 / (1 - 0.0464) times.
    seen = two().volumes(volume=1000)
    times = 1 / (1 - 0.0464)
    assert seen.loop_gain == pytest.approx(0.0464, rel=1e-9)
    assert seen.self_service == pytest.approx(1000 * times)
    assert seen.deflected == pytest.approx(200 * times)
    assert seen.offered == pytest.approx({"front": 800 * times, "expert": 160 * times})
    assert seen.first == pytest.approx({"front": 800, "expert": 160})
    assert seen.resolved == pytest.approx({"front": 560 * times, "expert": 144 * times})
    assert seen.given_up == pytest.approx(1000 * times * (0.08 * 0.5 + 0.016 * 0.6))
    assert seen.repeats == pytest.approx(1000 * times * 0.0464)
    # Half of those deflected call after all: 0.9 reach the front.
    assert two(bounce=0.5, front={"repeat": 0}, expert={"repeat": 0}).volumes(volume=100).offered[
        "front"
    ] == pytest.approx(90)
    # What experts leave open comes back to them: 0.16 / (1 - 0.1 · 0.4) of the front's way through.
    seen = two(front={"repeat": 0}, expert={"repeat_to": "expert"}).volumes(volume=100)
    assert seen.offered == pytest.approx({"front": 80, "expert": 16 / 0.96})
    assert two(deflection=1.0).volumes(volume=100).offered == {"front": 0, "expert": 0}


def test_single_contacts_one_by_one():
    rng = np.random.default_rng(8)
    flow = two(deflection=0.3, bounce=0.2, front={"repeat": 0.9, "resolution": 0.5}, expert={"repeat_to": "front"})
    flow = flow.replace(expert={"resolution": 0.6, "repeat": 0.7})
    count = 40_000
    offered = {"front": np.zeros(count), "expert": np.zeros(count)}
    for person in range(count):
        place = "self-service"
        while place != "out":
            if place == "self-service":
                kept = rng.random() < 0.3 and rng.random() >= 0.2
                place = "out" if kept else "front"
            elif place == "front":
                offered["front"][person] += 1
                u = rng.random()
                place = "out" if u < 0.5 else "expert" if u < 0.7 else "self-service" if rng.random() < 0.9 else "out"
            else:
                offered["expert"][person] += 1
                place = "out" if rng.random() < 0.6 or rng.random() >= 0.7 else "front"
    seen = flow.volumes(volume=1)
    for name, counts in offered.items():
        assert abs(counts.mean() - seen.offered[name]) < 3.3 * counts.std() / math.sqrt(count)


shares = st.floats(0, 1)


@settings(max_examples=200, deadline=None)
@given(
    deflection=shares,
    bounce=shares,
    tiers=st.lists(st.tuples(shares, shares, st.floats(0, 1), st.integers(-1, 2)), min_size=3, max_size=3),
)
def test_what_comes_leaves(deflection, bounce, tiers):
    names = ["a", "b", "c"]
    built = []
    for name, (resolution, escalation, repeat, into) in zip(names, tiers):
        escalation = 0.0 if name == "c" else min(escalation, 1 - resolution)
        built.append(
            Tier(
                name=name,
                aht=60,
                resolution=resolution,
                escalation=escalation,
                repeat=repeat,
                repeat_to=None if into < 0 else names[into],
            )
        )
    if all(tier.resolution + tier.escalation < 1e-3 and tier.repeat > 0.999 for tier in built):
        return  # next to a loop without end
    try:
        flow = ContactFlow(deflection=deflection, bounce=bounce, tiers=built)
    except ValueError:
        # Only where some tier gives nothing away: every contact there comes again.
        assert any(tier.resolution < 1e-6 and tier.repeat > 1 - 1e-6 for tier in built)
        return
    seen = flow.volumes(volume=100)
    out = seen.deflected + sum(seen.resolved.values()) + seen.given_up
    assert out == pytest.approx(100, rel=1e-6)
    assert 0 <= seen.loop_gain < 1
    assert all(seen.offered[name] >= seen.first[name] - 1e-9 for name in names)


@pytest.mark.parametrize("repeat", [1.0, 1.5])
def test_a_loop_without_end_is_refused(repeat):
    with pytest.raises(ValueError, match=f"ContactFlow: the loop gain must be below 1, got {repeat:g}"):
        ContactFlow(tiers=[Tier(name="desk", aht=60, resolution=0.0, repeat=repeat)])
    flow = ContactFlow(tiers=[Tier(name="desk", aht=60, resolution=0.5, repeat=repeat)])
    assert flow.volumes(volume=1).offered["desk"] == pytest.approx(1 / (1 - 0.5 * repeat))


def test_what_if_deflection_goes_up_is_one_call():
    table = two().what_if({"more": {"deflection": 0.3}}, volume=200, interval="30m", shrinkage=0.3, **GOAL)
    assert table["scenario"].tolist() == ["as is", "more"]
    assert table["agents"].iloc[1] < table["agents"].iloc[0]
    assert table["cost"].iloc[1] < table["cost"].iloc[0]
    # The same by hand.
    seen = two(deflection=0.3).volumes(volume=200).offered
    front = erlang.required_agents(volume=seen["front"], interval=1800, aht=240, shrinkage=0.3, **GOAL)
    expert = erlang.required_agents(volume=seen["expert"], interval=1800, aht=600, shrinkage=0.3, **GOAL)
    assert table["agents"].iloc[1] == front.agents + expert.agents
    assert table["cost"].iloc[1] == pytest.approx(0.5 * (24 * front.scheduled + 36 * expert.scheduled))
    assert table["agents of expert"].iloc[1] == expert.agents


def test_a_tier_has_its_own_say():
    flow = two(
        expert={"targets": erlang.Targets(service_level=0.7, answer_within=60), "patience": 300, "shrinkage": 0.1},
        self_service_cost=0.1,
    )
    done = flow.staff(volume=100, interval=1800, max_occupancy=0.85, shrinkage=0.3, **GOAL)
    seen = flow.volumes(volume=100)
    assert done.requirements["expert"] == erlang.required_agents(
        volume=seen.offered["expert"],
        interval=1800,
        aht=600,
        service_level=0.7,
        answer_within=60,
        patience=300,
        shrinkage=0.1,
    )
    assert done.requirements["front"].targets.max_occupancy == 0.85
    wages = 0.5 * (24 * done.requirements["front"].scheduled + 36 * done.requirements["expert"].scheduled)
    assert done.cost == pytest.approx(wages + 0.1 * seen.self_service)
    assert done.cost_per_problem == pytest.approx(done.cost / 100)
    assert done.to_frame()["tier"].tolist() == ["front", "expert"]
    assert math.isnan(flow.staff(volume=0, interval=1800, **GOAL).cost_per_problem)


def test_tables():
    stamps = pd.date_range("2026-03-02 08:00", periods=3, freq="30min")
    day = pd.DataFrame({"interval_start": stamps, "Calls": [100.0, 150, 80]})
    staffed = two().staff_table(day, patience=120, **GOAL)
    assert staffed["queue"].tolist() == ["front"] * 3 + ["expert"] * 3
    for row in range(3):
        one = two().staff(volume=day["Calls"][row], interval=1800, patience=120, **GOAL)
        assert staffed["agents"][[row, row + 3]].tolist() == [need.agents for need in one.requirements.values()]
        assert staffed["cost"][[row, row + 3]].sum() == pytest.approx(one.cost)
    assert erlang.totals(staffed, by="all")["agent_hours"].iloc[0] == staffed["agents"].sum() / 2
    for frame, kind in ((pl.from_pandas(day), pl.DataFrame), (pa.Table.from_pandas(day), pa.Table)):
        other = two().staff_table(frame, patience=120, **GOAL)
        assert isinstance(other, kind)
    queues = two().staff_table(day.assign(queue=["a", "a", "b"]), patience=120, **GOAL)
    assert queues["queue"].tolist() == ["a/front", "a/front", "b/front", "a/expert", "a/expert", "b/expert"]
    arrays = two().volumes(volume=np.array([1.0, 2.0]))
    assert arrays.offered["front"].shape == (2,)


def test_values():
    assert two() == two()
    assert two() != two(deflection=0.3)
    assert two().replace() == two()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: two(deflection=-0.1), ValueError, r"ContactFlow: deflection must be in \[0, 1\], got -0.1"),
        (lambda: two(deflection=math.nan), ValueError, r"ContactFlow: deflection must be in \[0, 1\], got nan"),
        (lambda: two(deflection="20%"), TypeError, "ContactFlow: deflection must be a number, got str"),
        (lambda: two(bounce=1.1), ValueError, r"ContactFlow: bounce must be in \[0, 1\], got 1.1"),
        (lambda: two(self_service_cost=-1), ValueError, "ContactFlow: self_service_cost must be >= 0, got -1"),
        (lambda: two(self_service_cost=math.inf), ValueError, "ContactFlow: self_service_cost must be >= 0, got inf"),
        (lambda: two(front={"resolution": 1.1}), ValueError, r"Tier: resolution must be in \[0, 1\], got 1.1"),
        (
            lambda: two(front={"resolution": 0.9}),
            ValueError,
            "Tier: resolution and escalation must add up to 1 or less",
        ),
        (lambda: two(front={"escalation": -1}), ValueError, r"Tier: escalation must be in \[0, 1\], got -1"),
        (lambda: two(front={"repeat": -1}), ValueError, "Tier: repeat must be >= 0, got -1"),
        (lambda: two(front={"repeat": math.nan}), ValueError, "Tier: repeat must be >= 0, got nan"),
        (lambda: two(front={"repeat": True}), TypeError, "Tier: repeat must be a number, got bool"),
        (lambda: two(front={"wage": -1}), ValueError, "Tier: wage must be >= 0, got -1"),
        (lambda: two(front={"aht": 0}), ValueError, "Tier: aht must be > 0 s, got 0"),
        (lambda: two(front={"aht": "x"}), ValueError, "Tier: aht must be a duration"),
        (lambda: two(front={"aht": [1, 2]}), TypeError, "Tier: aht must be one duration"),
        (lambda: two(front={"name": 3}), TypeError, "Tier: name must be a text"),
        (lambda: two(front={"name": "expert"}), ValueError, "ContactFlow: tiers must have different names"),
        (lambda: two(front={"targets": 0.8}), TypeError, "Tier: targets must be Targets"),
        (lambda: two(front={"repeat_to": "back"}), ValueError, "ContactFlow: repeat_to of 'front' must be a tier"),
        (lambda: two(expert={"escalation": 0.05}), ValueError, "ContactFlow: escalation of the last tier must be 0"),
        (lambda: two(front={"fcr": 0.7}), ValueError, "replace: a tier has no 'fcr'"),
        (lambda: two(front=0.7), TypeError, "replace: front must be a mapping"),
        (lambda: two(back={}), ValueError, "replace: a flow has no 'back'"),
        (lambda: ContactFlow(tiers=[]), ValueError, "ContactFlow: tiers must hold at least one Tier, got none"),
        (lambda: ContactFlow(tiers=[3]), TypeError, "ContactFlow: tiers must hold Tier, got int"),
        (lambda: ContactFlow(tiers=3), TypeError, "ContactFlow: tiers must be a sequence of Tier"),
        (lambda: two().volumes(volume=-1), ValueError, "volumes: volume must be >= 0, got -1"),
        (lambda: two().volumes(volume="x"), TypeError, "volumes: volume must be a number"),
        (
            lambda: two().staff(volume=[1, 2], interval=1800),
            TypeError,
            "staff: volume must be one number, got an array",
        ),
        (lambda: two().staff(volume=1, interval=0), ValueError, "interval must be > 0 s"),
        (lambda: two().staff(volume=1, interval=1800, fcr=1), TypeError, "fcr"),
        (lambda: two().staff_table(3), TypeError, "staff_table: expected a table"),
        (lambda: two().staff_table(pd.DataFrame({"x": [1]})), ValueError, "staff_table: no column of contacts offered"),
        (lambda: two().what_if(3, volume=1, interval=1800), TypeError, "what_if: scenarios must be a mapping"),
        (lambda: two().what_if({"a": 3}, volume=1, interval=1800, **GOAL), TypeError, "what_if: 'a' must be a mapping"),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()
