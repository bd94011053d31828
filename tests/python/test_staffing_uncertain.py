"""Uncertain volumes: against quadrature by SciPy, against what a known volume needs, limits and doors."""

from __future__ import annotations

import math
import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

import erlang
from erlang._staffing.uncertain_rows import cv_of_quantiles
from erlang.staffing import day_service_levels

pytestmark = pytest.mark.filterwarnings("ignore:heavy_loss")

CALLS: dict[str, Any] = {"volume": 100.0, "interval": 1800.0, "aht": 180.0, "service_level": 0.8, "answer_within": 20.0}


def factor(kind: str, cv: float) -> Any:
    """The law of the rate over its mean, as SciPy has it."""
    if kind == "gamma":
        return stats.gamma(1 / cv**2, scale=cv**2)
    sigma = math.sqrt(math.log1p(cv**2))
    return stats.lognorm(sigma, scale=math.exp(-(sigma**2) / 2))


def averaged(kind: str, cv: float, average: str, agents: float, patience: float | None, level: Any) -> float:
    """The average of a measure of Erlang A (C), by SciPy's quadrature over the law of the rate."""
    law = factor(kind, cv)

    def integrand(x: float) -> float:
        queue = erlang.ErlangA(volume=100 * x, interval=1800, aht=180, patience=patience, agents=agents)
        return float(level(queue)) * law.pdf(x) * (x if average == "calls" else 1.0)

    edges = [law.ppf(1e-13), *law.ppf([0.01, 0.25, 0.5, 0.75, 0.99]), law.isf(1e-14)]
    edges = sorted({*edges, min(max(agents / 10, edges[0]), edges[-1])})
    return sum(integrate.quad(integrand, a, b, epsabs=1e-13, epsrel=1e-11)[0] for a, b in pairwise(edges))


@pytest.mark.parametrize("kind", ["gamma", "lognormal"])
@pytest.mark.parametrize("average", ["calls", "intervals"])
@pytest.mark.parametrize("patience", [120.0, None])
def test_expected_agents_agree_with_quadrature(kind: str, average: str, patience: float | None) -> None:
    need = erlang.required_agents(**CALLS, patience=patience, cv=0.25, rate=kind, plan_for="expected", average=average)

    def level(queue: Any) -> Any:
        return queue.service_level(answer_within=20)

    for over in ("calls", "intervals"):
        value = averaged(kind, 0.25, over, need.agents, patience, level)
        assert getattr(need, f"service_level_{over}") == pytest.approx(value, rel=1e-9)
    assert need.service_level == getattr(need, f"service_level_{average}") >= 0.8
    assert averaged(kind, 0.25, average, need.agents - 1, patience, level) < 0.8
    assert need.abandonment == pytest.approx(
        averaged(kind, 0.25, average, need.agents, patience, lambda queue: queue.abandonment()), abs=1e-10
    )


@pytest.mark.parametrize("kind", ["gamma", "lognormal"])
@pytest.mark.parametrize("p", [0.05, 0.5, 0.8, 0.99])
@pytest.mark.parametrize("cv", [0.05, 0.3, 2.0])
def test_a_probability_staffs_its_quantile(kind: str, p: float, cv: float) -> None:
    need = erlang.required_agents(**CALLS, patience=120, cv=cv, rate=kind, plan_for=p)
    assert need.planned_volume == pytest.approx(100 * factor(kind, cv).ppf(p), rel=1e-9)
    known = erlang.required_agents(**{**CALLS, "volume": need.planned_volume}, patience=120)
    assert (need.agents, need.binding) == (known.agents, known.binding)
    most = erlang.staffing.max_volume(
        interval=1800, aht=180, agents=need.agents, patience=120, service_level=0.8, answer_within=20
    )
    assert need.probability_met == pytest.approx(factor(kind, cv).cdf(most / 100), rel=1e-8)
    assert need.probability_met >= p * (1 - 1e-9)


@given(
    volume=st.floats(1, 2000),
    patience=st.one_of(st.none(), st.floats(10, 1000)),
    goal=st.floats(0.3, 0.98),
    cv=st.floats(0.0, 0.6),
)
@settings(max_examples=60, deadline=None)
def test_properties(volume: float, patience: float | None, goal: float, cv: float) -> None:
    call: dict[str, Any] = {**CALLS, "volume": volume, "service_level": goal, "patience": patience}
    known = erlang.required_agents(**call)
    for plan_for in ("expected", 0.3, 0.9):
        sure = erlang.required_agents(**call, cv=0, plan_for=plan_for)
        assert (sure.agents, sure.status, sure.binding) == (known.agents, known.status, known.binding)
        assert sure.service_level_calls == sure.service_level_intervals == pytest.approx(known.service_level)
        assert sure.probability_met == 1
    calls = erlang.required_agents(**call, cv=cv, plan_for="expected")
    intervals = erlang.required_agents(**call, cv=cv, plan_for="expected", average="intervals")
    assert calls.agents >= intervals.agents
    assert calls.service_level_calls <= calls.service_level_intervals + 1e-12
    by_p = [erlang.required_agents(**call, cv=cv, plan_for=p).agents for p in (0.05, 0.3, 0.6, 0.9, 0.99)]
    assert by_p == sorted(by_p)


@pytest.mark.parametrize(
    ("more", "goal"),
    [
        ({"max_abandonment": 0.03}, "max_abandonment"),
        ({"max_occupancy": 0.6}, "max_occupancy"),
        ({"max_wait_probability": 0.1}, "max_wait_probability"),
        ({"max_wait": 10, "max_wait_percentile": 0.95}, "max_wait"),
        ({"max_asa": 2}, "max_asa"),
        ({"max_asa": 2, "asa_of": "virtual_wait"}, "max_asa"),
        ({"min_agents": 40}, "min_agents"),
    ],
)
def test_other_targets_hold_on_average(more: dict[str, Any], goal: str) -> None:
    need = erlang.required_agents(**CALLS, **more, patience=120, cv=0.2, plan_for="expected")
    assert (need.status, need.binding) == ("met", goal)


def test_expected_waits_are_those_of_all_calls() -> None:
    need = erlang.required_agents(**CALLS, patience=120, cv=0.3, plan_for="expected")
    wait = averaged("gamma", 0.3, "calls", need.agents, 120, lambda queue: queue.asa() * (1 - queue.abandonment()))
    assert need.asa == pytest.approx(wait / (1 - need.abandonment), rel=1e-8)


def test_without_patience_a_mean_wait_is_out_of_reach() -> None:
    need = erlang.required_agents(**CALLS, max_asa=20, cv=0.1, plan_for="expected")
    assert (need.status, need.binding) == ("unreachable", "max_asa")
    assert math.isnan(need.agents)
    assert "no number of agents meets max_asa" in need.reason
    assert erlang.required_agents(**CALLS, max_asa=20, cv=0.1, plan_for=0.9).status == "met"


def test_seats_limit_and_reals_do() -> None:
    few = erlang.required_agents(**CALLS, max_agents=11, cv=0.2, patience=120, plan_for="expected")
    assert (few.status, few.agents) == ("limited", 11)
    assert "service_level" in few.reason
    real = erlang.required_agents(**CALLS, cv=0.2, patience=120, plan_for="expected", fractional=True)
    assert 12 < real.agents < 13
    assert real.service_level == pytest.approx(0.8, rel=1e-8)
    ratio = erlang.required_agents(
        **CALLS, cv=0.2, patience=120, plan_for="expected", fractional=True, definition="answered_of_answered"
    )
    assert ratio.service_level == pytest.approx(0.8, rel=1e-8)


def test_no_redials_are_no_contradiction() -> None:
    need = erlang.required_agents(**CALLS, cv=0.2, plan_for="expected", redial=0)
    assert need.agents == erlang.required_agents(**CALLS, cv=0.2, plan_for="expected").agents
    staffed = erlang.staff(DAY.assign(redial=[0.0, None, 0.0, 0.0]), **GOAL, cv=0.2, plan_for="expected")
    assert staffed["agents"].tolist() == erlang.staff(DAY, **GOAL, cv=0.2, plan_for="expected")["agents"].tolist()


def test_nothing_offered_needs_nobody() -> None:
    for plan_for in ("expected", 0.9):
        need = erlang.required_agents(**{**CALLS, "volume": 0}, cv=0.3, plan_for=plan_for)
        assert (need.agents, need.service_level, need.probability_met) == (0, 1, 1)


def test_values_compare_pickle_and_explain() -> None:
    need = erlang.required_agents(**CALLS, patience=120, cv=0.2, plan_for="expected")
    assert pickle.loads(pickle.dumps(need)) == need
    assert need != erlang.required_agents(**CALLS, patience=120, cv=0.2, plan_for=0.76)
    assert need != erlang.required_agents(**CALLS, patience=120)
    assert need.to_dict()["plan_for"] == "expected"
    assert need.to_frame()["service_level_calls"].item() == need.service_level_calls
    text = erlang.explain(need)
    assert "plan_for = expected" in text
    assert f"service_level_intervals = {need.service_level_intervals:.6g}" in text
    assert "12 agents: service_level 0.775051 < 0.8, missed" in text
    text = erlang.explain(erlang.required_agents(**CALLS, patience=120, cv=0.2, plan_for=0.8))
    assert "planned_volume = 116.328 contacts per interval" in text
    many = erlang.required_agents(**{**CALLS, "volume": [50, 100]}, patience=120, cv=[0.1, 0.2], plan_for="expected")
    assert many.agents.tolist() == [7, 13]
    assert "cv = 0.2" in erlang.explain(many, row=1)


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"cv": 0.2}, ValueError, "plan_for is missing beside cv"),
        ({"cv": 0.2, "plan_for": "mean"}, ValueError, "plan_for='mean' knows no cv"),
        ({"plan_for": "expected"}, ValueError, "plan_for='expected' needs cv"),
        ({"plan_for": 0.8}, ValueError, "plan_for=0.8 needs cv"),
        ({"rate": "gamma"}, ValueError, "plan_for is missing beside rate"),
        ({"average": "calls"}, ValueError, "plan_for is missing beside average"),
        ({"cv": -0.1, "plan_for": 0.8}, ValueError, r"cv must be in \[0, 10\], got -0.1"),
        ({"cv": 11, "plan_for": 0.8}, ValueError, r"cv must be in \[0, 10\], got 11"),
        ({"cv": math.nan, "plan_for": 0.8}, ValueError, r"cv must be in \[0, 10\], got nan"),
        ({"cv": [0.1, -1], "plan_for": 0.8}, ValueError, r"cv must be .* got -1 at index 1"),
        ({"cv": "x", "plan_for": 0.8}, TypeError, "cv must be a number"),
        ({"cv": True, "plan_for": 0.8}, TypeError, "cv must be a number"),
        ({"cv": 0.1, "plan_for": 0}, ValueError, "plan_for must be .* got 0"),
        ({"cv": 0.1, "plan_for": 1.0}, ValueError, "plan_for must be .* got 1"),
        ({"cv": 0.1, "plan_for": math.nan}, ValueError, "plan_for must be .* got nan"),
        ({"cv": 0.1, "plan_for": "most"}, ValueError, "plan_for must be .* got 'most'"),
        ({"cv": 0.1, "plan_for": True}, TypeError, "plan_for must be .* got bool"),
        ({"cv": 0.1, "plan_for": [0.5]}, TypeError, "plan_for must be .* got list"),
        ({"cv": 0.1, "plan_for": 0.5, "rate": "beta"}, ValueError, "rate must be one of gamma, lognormal"),
        ({"cv": 0.1, "plan_for": 0.5, "rate": 3}, TypeError, "rate must be a text"),
        ({"cv": 0.1, "plan_for": 0.5, "average": "days"}, ValueError, "average must be one of calls, intervals"),
        ({"cv": 0.1, "plan_for": 0.5, "lines": 30}, ValueError, "plan_for does not go with lines"),
        ({"cv": 0.1, "plan_for": 0.5, "redial": 0.2}, ValueError, "plan_for does not go with redial"),
        (
            {"cv": 0.1, "plan_for": 0.5, "patience": erlang.Lognormal(mean=60, cv=1)},
            ValueError,
            "plan_for does not go with a distribution of patience",
        ),
        ({"cv": [0.1, 0.2], "volume": [1, 2, 3], "plan_for": 0.5}, ValueError, r"shapes do not broadcast.*cv \(2,\)"),
        (
            {
                "cv": 0.1,
                "plan_for": 0.5,
                "patience": 60,
                "definition": "abandons_counted",
                "short_abandon": 30,
            },
            ValueError,
            "short_abandon <= answer_within",
        ),
    ],
)
def test_the_door(more: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        erlang.required_agents(**{**CALLS, **more})


def test_a_load_has_no_uncertain_volume() -> None:
    with pytest.raises(ValueError, match="plan_for needs volume, interval and aht, not load"):
        erlang.required_agents(load=10, max_occupancy=0.8, cv=0.1, plan_for=0.8)


def test_what_if_of_an_uncertain_volume() -> None:
    need = erlang.required_agents(**CALLS, patience=120, cv=0.2, plan_for="expected")
    around = erlang.neighbours(need, below=1, above=1)
    chosen = around[around["chosen"]]
    assert chosen["agents"].item() == need.agents
    for name in ("service_level", "asa", "abandonment", "occupancy", "wait_probability"):
        assert chosen[name].item() == pytest.approx(getattr(need, name), rel=1e-12)
    queue = erlang.RandomRate(volume=100, cv=0.2, interval=1800, aht=180, patience=120, agents=need.agents - 1)
    assert around["service_level"][0] == pytest.approx(queue.service_level(answer_within=20), rel=1e-12)
    with pytest.raises(ValueError, match="known volume"):
        erlang.sensitivity(need)


DAY = pd.DataFrame(
    {
        "interval_start": pd.date_range("2026-01-05 09:00", periods=4, freq="30min"),
        "offered": [50.0, 100.0, 120.0, 0.0],
        "aht": 180.0,
    }
)
GOAL: dict[str, Any] = {"service_level": 0.8, "answer_within": 20, "patience": 120}


def paths(factors: list[float], table: pd.DataFrame = DAY) -> pd.DataFrame:
    parts = [table.assign(sample=i, offered=table["offered"] * one) for i, one in enumerate(factors)]
    return pd.concat(parts, ignore_index=True).drop(columns="aht")


def test_a_table_staffs_every_row_alike() -> None:
    for plan_for in ("expected", 0.9):
        staffed = erlang.staff(DAY, **GOAL, cv=0.2, plan_for=plan_for)
        need = erlang.required_agents(
            volume=DAY["offered"].to_numpy(), interval=1800, aht=180, **GOAL, cv=0.2, plan_for=plan_for
        )
        assert staffed["agents"].tolist() == need.agents.tolist()
        for name in ("service_level_calls", "service_level_intervals", "probability_met", "planned_volume"):
            np.testing.assert_array_equal(staffed[name], getattr(need, name))
        assert set(staffed["plan_for"]) == {str(plan_for)}
        assert (staffed["rate_cv"] == 0.2).all()


def test_a_column_wins_over_the_argument_and_that_over_quantiles() -> None:
    table = DAY.assign(cv=[0.1, None, 0.3, None], offered_p10=DAY["offered"] * 0.5, offered_p90=DAY["offered"] * 2)
    staffed = erlang.staff(table, **GOAL, cv=0.2, plan_for="expected")
    one = erlang.staff(DAY, **GOAL, cv=[0.1, 0.2, 0.3, 0.2], plan_for="expected")
    assert staffed["service_level"].tolist() == one["service_level"].tolist()
    assert staffed["rate_cv"].tolist() == [0.1, 0.2, 0.3, 0.2]
    assert staffed["cv"].isna().tolist() == [False, True, False, True]
    assert erlang.staff(table, **GOAL)["agents"].tolist() == erlang.staff(DAY, **GOAL)["agents"].tolist()


@pytest.mark.parametrize("cv", [0.05, 0.1, 0.3])
@pytest.mark.parametrize("mean", [20.0, 100.0, 1000.0])
def test_quantiles_of_counts_tell_the_cv_of_the_rate(mean: float, cv: float) -> None:
    shape = 1 / cv**2
    count = stats.nbinom(shape, shape / (shape + mean))  # a count whose rate is gamma with this cv
    # Between whole counts, as the distribution function has it.
    counts = np.arange(5000)
    shares = count.cdf(counts)
    low, high = (float(np.interp(p, shares, counts + 0.5)) for p in (0.1, 0.9))
    found = float(cv_of_quantiles(mean, low, high))
    assert found == pytest.approx(cv, abs=0.015 + 0.05 * cv)


def test_quantiles_of_nothing_but_noise_have_no_cv() -> None:
    low, high = stats.poisson(100).ppf([0.1, 0.9])
    assert float(cv_of_quantiles(100.0, low + 0.5, high - 0.5)) == 0
    assert float(cv_of_quantiles(0.0, 0.0, 0.0)) == 0


def test_the_forecasts_quantiles_tell_what_its_paths_spread() -> None:
    stamps = [day + pd.Timedelta(hours=h) for day in pd.date_range("2026-01-05", periods=56) for h in range(8, 18)]
    random = np.random.default_rng(5)
    busy = np.repeat(np.exp(random.normal(0, 0.12, 56)), 10)
    history = pd.DataFrame({"interval_start": stamps, "offered": random.poisson(200 * busy).astype(float)})
    forecast = erlang.forecast(history, aht=180, horizon="1w")
    staffed = erlang.staff(forecast.table, **GOAL, interval="1h", plan_for="expected")
    rates = forecast.samples(400, seed=1, kind="rate").groupby("interval_start")["offered"]
    spread = (rates.std() / rates.mean()).mean()
    assert staffed["rate_cv"].mean() == pytest.approx(spread, rel=0.25)


def test_samples_are_a_distribution_of_their_own() -> None:
    factors = [0.71, 0.9, 1.0, 1.1, 1.3]
    staffed = erlang.staff(DAY, **GOAL, samples=paths(factors), plan_for=0.8)
    known = erlang.staff(DAY.assign(offered=DAY["offered"] * 1.1), **GOAL)
    assert staffed["agents"].tolist() == known["agents"].tolist()
    assert staffed["planned_volume"].tolist() == pytest.approx((DAY["offered"] * 1.1).tolist())
    assert staffed["probability_met"].tolist()[:3] == [0.8, 0.8, 0.8]
    expected = erlang.staff(DAY, **GOAL, samples=paths(factors), plan_for="expected", average="intervals")
    queues = [
        erlang.ErlangA(
            volume=DAY["offered"].to_numpy() * one, interval=1800, aht=180, patience=120, agents=expected["agents"]
        )
        for one in factors
    ]
    levels = [np.asarray(queue.service_level(answer_within=20)) for queue in queues]
    assert expected["service_level"].to_numpy() == pytest.approx(np.mean(levels, axis=0), rel=1e-12)
    half = DAY.assign(offered=DAY["offered"] + 0.5)
    carried = erlang.staff(half, **GOAL, samples=paths([1.0], half), plan_for="expected", method="mol")
    assert carried["agents"].tolist() == erlang.staff(half, **GOAL, method="mol")["agents"].tolist()


@pytest.mark.parametrize(
    ("change", "more", "words"),
    [
        ({}, {"plan_for": 0.8}, "plan_for needs cv, samples, or the columns offered_p10 and offered_p90"),
        ({"cv": [0.1, None, 0.1, 0.1]}, {"plan_for": 0.8}, "row 1 has none"),
        ({"cv": -1.0}, {"plan_for": 0.8}, "cv must be .* in row 0"),
        ({"cv": "a"}, {"plan_for": 0.8}, "column 'cv' must hold numbers"),
        (
            {"offered_p10": 3.0, "offered_p90": 2.0},
            {"plan_for": 0.8},
            "offered_p10 must be >= 0 and at most",
        ),
        ({"lines": 30}, {"plan_for": 0.8, "cv": 0.1}, "plan_for does not go with lines"),
        ({"plan_for": 1}, {"plan_for": 0.8, "cv": 0.1}, "result columns 'plan_for'"),
        ({}, {"cv": 0.1}, "plan_for is missing beside cv"),
        ({}, {"cv": [0.1, 0.2], "plan_for": 0.8}, "cv must be one value or one per row"),
        ({}, {"cv": 0.1, "samples": paths([1.0]), "plan_for": 0.8}, "give either cv or samples"),
        ({}, {"samples": paths([1.0])}, "plan_for is missing beside samples"),
        ({}, {"samples": paths([1.0]), "rate": "gamma", "plan_for": 0.8}, "rate goes with cv"),
        ({}, {"samples": paths([1.0]).iloc[1:], "plan_for": 0.8}, "samples lack the interval of row 0"),
        ({}, {"samples": paths([1.0, 2.0]).iloc[:-2], "plan_for": 0.8}, "samples lack the interval of row 2"),
        ({}, {"samples": paths([-1.0]), "plan_for": 0.8}, "offered of samples must be >= 0"),
        ({}, {"samples": paths([1.0]).drop(columns="sample"), "plan_for": 0.8}, "no 'sample'"),
        ({}, {"samples": pd.concat([paths([1.0])] * 2), "plan_for": 0.8}, "row 4 is there twice"),
    ],
)
def test_the_door_of_tables(change: dict[str, Any], more: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        erlang.staff(DAY.assign(**change), **GOAL, **more)


def test_staffed_again_for_the_mean_nothing_stale_stays() -> None:
    staffed = erlang.staff(DAY, **GOAL, cv=0.2, plan_for=0.9)
    again = erlang.staff(staffed, **GOAL, overwrite=True)
    assert again["agents"].tolist() == erlang.staff(DAY, **GOAL)["agents"].tolist()
    assert set(again["plan_for"]) == {"mean"}
    assert again[["rate_cv", "planned_volume", "probability_met"]].isna().all(axis=None)
    other = erlang.staff(staffed, **GOAL, cv=0.4, plan_for=0.9, overwrite=True)
    assert other["agents"].tolist() == erlang.staff(DAY, **GOAL, cv=0.4, plan_for=0.9)["agents"].tolist()


def test_stamps_meet_as_texts_and_in_zones() -> None:
    zoned = DAY.assign(interval_start=DAY["interval_start"].dt.tz_localize("Europe/Amsterdam"))
    texts = paths([0.71, 1.31]).assign(interval_start=lambda t: t["interval_start"].astype(str) + "+01:00")
    known = erlang.staff(DAY, **GOAL, samples=paths([0.71, 1.31]), plan_for="expected")
    for table, samples in (
        (zoned, texts),
        (DAY, paths([0.71, 1.31]).assign(interval_start=lambda t: t.iloc[:, 0].astype(str))),
    ):
        staffed = erlang.staff(table, **GOAL, samples=samples, plan_for="expected")
        assert staffed["agents"].tolist() == known["agents"].tolist()
        assert staffed["rate_cv"].tolist()[:3] == pytest.approx([0.3 / 1.01] * 3)


@pytest.mark.parametrize("make", [pl.from_pandas, pa.Table.from_pandas])
def test_other_kinds_of_tables(make: Any) -> None:
    known = erlang.staff(DAY, **GOAL, samples=paths([0.71, 1.31]), plan_for="expected")
    staffed = erlang.staff(make(DAY), **GOAL, samples=make(paths([0.71, 1.31])), plan_for="expected")
    assert type(staffed) is type(make(DAY))
    assert staffed.to_pandas()["agents"].tolist() == known["agents"].tolist()


def test_samples_must_be_a_table() -> None:
    with pytest.raises(TypeError, match="samples must be a table, got list"):
        erlang.staff(DAY, **GOAL, samples=[1, 2], plan_for=0.8)


def test_paths_of_counts_are_warned_of() -> None:
    with pytest.warns(erlang.PlanningWarning, match="Poisson noise"):
        erlang.staff(DAY, **GOAL, samples=paths([1.0, 2.0]), plan_for="expected")


@pytest.mark.parametrize("make", [lambda frame: frame, pl.from_pandas, pa.Table.from_pandas])
def test_day_service_levels(make: Any) -> None:
    factors = [0.71, 0.9, 1.0, 1.1, 1.3]
    two = pd.concat([DAY.assign(queue="a"), DAY.assign(queue="b", offered=DAY["offered"] * 0)], ignore_index=True)
    staffed = erlang.staff(make(two), **GOAL)
    found = day_service_levels(staffed, make(paths(factors, two)), **GOAL)
    assert type(found) is type(make(two))
    frame = found if isinstance(found, pd.DataFrame) else found.to_pandas()
    assert frame["queue"].tolist() == ["a", "b"]
    agents = np.asarray(erlang.staff(DAY, **GOAL)["agents"], dtype=float)
    volumes = DAY["offered"].to_numpy()
    levels = np.array(
        [
            np.asarray(
                erlang.ErlangA(volume=volumes * one, interval=1800, aht=180, patience=120, agents=agents).service_level(
                    answer_within=20
                )
            )
            for one in factors
        ]
    )
    days = (levels * volumes).sum(axis=1) / volumes.sum()
    row = frame.iloc[0]
    assert row["service_level_days"] == pytest.approx(days.mean(), rel=1e-12)
    assert row["service_level_calls"] == pytest.approx((days * factors).sum() / np.sum(factors), rel=1e-12)
    assert row["share_met"] == (days >= 0.8).mean()
    assert row["service_level_p10"] == pytest.approx(days.min(), rel=1e-12)
    assert row["service_level_p50"] == pytest.approx(np.median(days), rel=1e-12)
    assert frame.iloc[1][["service_level_calls", "share_met"]].isna().all()


def test_day_service_levels_are_ratios_in_every_definition() -> None:
    factors = [0.71, 1.0, 1.31]
    for definition in ("answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait"):
        goal = {**GOAL, "definition": definition}
        staffed = erlang.staff(DAY, **goal)
        found = day_service_levels(staffed.drop(columns=["service_level"]), paths(factors), **goal)
        parts = []
        for one in factors:
            day = erlang.evaluate(DAY.assign(offered=DAY["offered"] * one, agents=staffed["agents"]), **goal)
            parts.append(erlang.totals(day, by="day")["service_level"].item())
        assert found["service_level_days"].item() == pytest.approx(np.mean(parts), rel=1e-9)


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"quantiles": [0.0]}, ValueError, r"quantiles must be in \(0, 1\)"),
        ({"quantiles": "x"}, TypeError, "quantiles must be a number or an array of numbers"),
        ({"service_level": 2.0}, ValueError, "service_level must be"),
    ],
)
def test_the_door_of_day_levels(more: dict[str, Any], error: type[Exception], words: str) -> None:
    table = DAY.assign(agents=[7, 12, 14, 1])
    with pytest.raises(error, match=words):
        day_service_levels(table, paths([1.01]), **{**GOAL, **more})


LONG_CALLS = pd.DataFrame(
    {
        "interval_start": pd.date_range("2026-03-02 16:00", periods=4, freq="30min"),
        "offered": [80.5, 80.5, 0.1, 0.0],
        "aht": 3600.0,
    }
)


@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
@pytest.mark.parametrize("method", ["stationary", "mol", "sipp_max", "sipp_mix", "lagged_sipp"])
def test_one_path_is_the_mean_for_every_method(method: str) -> None:
    """Paths carry their own load across rows, also into rows in which nothing is offered."""
    asked = {"service_level": 0.8, "answer_within": 20, "patience": 300, "method": method}
    path = LONG_CALLS[["interval_start", "offered"]].assign(sample=0)
    mean = erlang.staff(LONG_CALLS, **asked)
    one = erlang.staff(LONG_CALLS, samples=path, plan_for="expected", **asked)
    assert one["agents"].tolist() == mean["agents"].tolist()
    assert one["load"].tolist() == pytest.approx(mean["load"].tolist(), rel=1e-12)
    days = erlang.staffing.day_service_levels(mean, path, **asked)
    assert days["service_level_calls"].item() == pytest.approx(erlang.totals(mean)["service_level"].item(), rel=1e-9)


@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
def test_a_gap_in_the_quantiles_is_no_quantile() -> None:
    frame = LONG_CALLS.head(3).assign(offered=[80.0, 100, 120], offered_p10=[60, None, 93], offered_p90=[102, 126, 149])
    asked = {"service_level": 0.8, "answer_within": 20, "patience": 300, "plan_for": "expected"}
    with pytest.raises(ValueError, match="in every row: row 1 has none"):
        erlang.staff(frame, **asked)
    with pytest.raises((ValueError, TypeError), match="offered_p10"):
        erlang.staff(frame.assign(offered_p10=["60", "x", "93"]), **asked)
    gap = erlang.staff(frame.assign(offered=[80, None, 120]), **asked)
    assert gap["rate_cv"].isna().tolist() == [False, True, False]


def test_no_days_and_no_paths() -> None:
    stamps = pd.to_datetime(["2026-01-05 09:00"])
    day = pd.DataFrame({"queue": ["a"], "interval_start": stamps, "offered": [50.0], "aht": [180.0], "agents": [8]})
    paths = pd.DataFrame({"sample": [0], "interval_start": stamps, "offered": [50.5]})
    how = {"service_level": 0.8, "answer_within": 20, "interval": "30m", "quantiles": (0.05, 0.5)}
    found = day_service_levels(day, paths, **how)
    empty = day_service_levels(day.iloc[:0], paths, **how)
    assert len(empty) == 0
    assert empty.columns.tolist() == found.columns.tolist()
    with pytest.raises(ValueError, match=r"^day_service_levels: samples must hold at least one path, got none$"):
        day_service_levels(day, paths.iloc[:0], **how)
