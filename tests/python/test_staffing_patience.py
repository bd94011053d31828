"""Patience from records and counts: worked values, other methods, known distributions, and the door."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import erlang
from erlang.staffing import PatienceEstimate, estimate_patience, patience_from_counts, patience_survival

WAIT = [10, 40, 25, 5, 60]
LEFT = [False, True, False, False, True]


def records(rng, count, patience, offered=200.0, balking=0.0):
    """Waits censored by an exponential virtual wait; `patience` draws the others' patience."""
    willing = np.where(rng.random(count) < balking, 0.0, patience(count))
    wait = rng.exponential(offered, count)
    return {"wait": np.minimum(wait, willing), "abandoned": willing < wait}


def test_a_worked_exponential():
    # 140 s waited in all, two hung up; standard error 70 / √2.
    found = estimate_patience(wait=WAIT, abandoned=LEFT)
    assert found.mean == pytest.approx(70, rel=1e-14)
    assert found.standard_error == pytest.approx(70 / math.sqrt(2), rel=1e-14)
    assert found.exposure == 140
    assert found.patience() == found.mean
    assert found.log_likelihood == pytest.approx(-2 * (math.log(70) + 1))
    # Beyond 5 s: 5 + 35 + 20 + 55 s, nobody hung up before.
    apart = estimate_patience(wait=WAIT, abandoned=LEFT, balk_within="5s")
    assert apart.mean == pytest.approx(115 / 2)
    assert apart.balking == 0
    # Two more who left at once: 2 of 6 who had to wait (none was answered without a wait).
    apart = estimate_patience(wait=[*WAIT, 0, 0, 0], abandoned=[*LEFT, True, True, False], balk_within=0)
    assert (apart.mean, apart.balking) == (70, 2 / 7)
    assert apart.balking_error == pytest.approx(math.sqrt(2 / 7 * 5 / 7 / 7))
    assert estimate_patience(wait=[*WAIT, 0, 0], abandoned=[*LEFT, True, True]).mean == pytest.approx(35)


def log_likelihood(wait, left, shape, scale, beyond=0.0):
    """Of a Weibull, given that it is longer than `beyond`: by its density and survival, as they are defined."""
    used = wait > beyond
    hazard = np.log(shape / scale) + (shape - 1) * np.log(wait[used & left] / scale)
    return hazard.sum() - ((wait[used] / scale) ** shape - (beyond / scale) ** shape).sum()


@pytest.mark.parametrize("beyond", [0.0, 12.0])
@pytest.mark.parametrize("shape", [0.6, 1.0, 1.7])
def test_the_weibull_is_at_the_maximum_and_its_errors_are_the_curvature(shape, beyond):
    rng = np.random.default_rng(5)
    data = records(rng, 3000, lambda n: 250 * rng.weibull(shape, n))
    wait, left = data["wait"], data["abandoned"]
    fit = estimate_patience(**data, distribution="weibull", balk_within=beyond)

    def value(k, theta):
        return log_likelihood(wait, left, k, math.exp(theta), beyond)

    k, theta = fit.shape, math.log(fit.scale)
    best = value(k, theta)
    assert fit.log_likelihood == pytest.approx(best, rel=1e-10)
    h = 1e-3
    for dk, dt in ((h, 0), (-h, 0), (0, h), (0, -h), (h, h), (-h, -h)):
        assert value(k + dk, theta + dt) < best
    kk = (value(k + h, theta) - 2 * best + value(k - h, theta)) / h**2
    tt = (value(k, theta + h) - 2 * best + value(k, theta - h)) / h**2
    kt = (value(k + h, theta + h) - value(k + h, theta - h) - value(k - h, theta + h) + value(k - h, theta - h)) / (
        4 * h * h
    )
    covariance = np.linalg.inv(-np.array([[kk, kt], [kt, tt]]))
    assert fit.shape_error == pytest.approx(math.sqrt(covariance[0, 0]), rel=1e-3)
    assert fit.scale_error == pytest.approx(fit.scale * math.sqrt(covariance[1, 1]), rel=1e-3)

    def log_mean(k, theta):
        return theta + math.lgamma(1 + 1 / k)

    slope = np.array([(log_mean(k + 1e-6, theta) - log_mean(k - 1e-6, theta)) / 2e-6, 1.0])
    assert fit.standard_error == pytest.approx(fit.mean * math.sqrt(slope @ covariance @ slope), rel=1e-3)
    assert abs(fit.shape - shape) < 4.5 * fit.shape_error


@pytest.mark.parametrize(("distribution", "balking"), [("exponential", 0.0), ("exponential", 0.1), ("weibull", 0.1)])
def test_estimates_scatter_as_their_errors_say(distribution, balking):
    rng = np.random.default_rng(11)
    scores, atoms = [], []
    for _ in range(300):
        data = records(rng, 2000, lambda n: rng.exponential(300, n), balking=balking)
        fit = estimate_patience(**data, distribution=distribution, balk_within=0 if balking else None)
        scores.append((fit.mean - 300) / fit.standard_error)
        if balking:
            atoms.append((fit.balking - balking) / fit.balking_error)
    for z in filter(len, (scores, atoms)):
        # 99.9 % of a mean and of a standard deviation of 300 normal numbers; the mean of an estimate is a little off.
        assert abs(np.mean(z)) < 0.3
        assert 0.86 < np.std(z) < 1.14


def test_kaplan_meier_by_hand():
    # At risk 5, 3, 1: 4/5, then 4/5 · 2/3, then 0; at 20 s one is answered and one hangs up, who goes first.
    curve = patience_survival(wait=[10, 15, 20, 20, 30], abandoned=[True, False, True, False, True])
    assert curve.wait.tolist() == [10, 20, 30]
    assert curve.at_risk.tolist() == [5, 3, 1]
    assert curve.survival.tolist() == pytest.approx([0.8, 0.8 * 2 / 3, 0])
    greenwood = [1 / (5 * 4), 1 / (5 * 4) + 1 / (3 * 2)]
    assert curve.standard_error[:2].tolist() == pytest.approx(
        [s * math.sqrt(g) for s, g in zip(curve.survival, greenwood)]
    )
    assert curve.at([0, 10, 19.9, 100]).tolist() == pytest.approx([1, 0.8, 0.8, 0])
    assert curve.median() == 30
    assert list(curve.to_frame().columns) == ["wait", "at_risk", "left", "survival", "standard_error"]
    hazard = curve.hazard([0, 10, 30, 60])
    # Nobody hangs up before 10 s; from 10 to 30 s: 0 + 5 + 10 + 10 + 20 s waited, two hang up; then one after 0 s.
    assert hazard["exposure"].tolist() == [50, 45, 0]
    assert hazard["left"].tolist() == [0, 2, 1]
    assert patience_survival(wait=[5, 6], abandoned=[False, False]).median() == math.inf


def test_kaplan_meier_finds_the_distribution():
    rng = np.random.default_rng(3)
    data = records(rng, 40000, lambda n: 200 * rng.weibull(0.7, n))
    curve = patience_survival(**data)
    for time in (10, 50, 150, 400):
        error = curve.standard_error[np.searchsorted(curve.wait, time) - 1]
        assert abs(curve.at(time) - math.exp(-((time / 200) ** 0.7))) < 3.5 * error
    hazard = curve.hazard(np.arange(0, 601, 100))["hazard"]
    assert (np.diff(hazard[:4]) < 0).all()


def test_counts_of_waits_are_the_same_ratio():
    found = patience_from_counts(waited=[4000, 6500, 5000], abandoned=[14, 22, 19])
    assert found.mean == pytest.approx(15500 / 55)
    residual = np.array([4000, 6500, 5000]) - found.mean * np.array([14, 22, 19])
    assert found.standard_error == pytest.approx(math.sqrt((residual**2).sum() * 3 / 2) / 55)
    one = patience_from_counts(waited=7000, abandoned=25)
    assert (one.mean, one.standard_error) == (280, 56)
    assert patience_from_counts(waited=[10], abandoned=[0]).mean == math.inf


@pytest.mark.parametrize("patience", [5.0, 120.0, 4000.0])
def test_counts_of_abandoned_invert_erlang_a(patience):
    day = {"aht": np.array([200.0, 240, 260]), "agents": np.array([14.0, 16.5, 12])}
    offered = np.array([110.0, 130, 90])
    lost = erlang.ErlangA(volume=offered, interval=1800, patience=patience, **day).abandonment() * offered
    found = patience_from_counts(offered=offered, interval="30m", abandoned=lost, **day)
    assert found.mean == pytest.approx(patience, rel=1e-8)
    assert found.standard_error == pytest.approx(0, abs=1e-3)
    rng = np.random.default_rng(1)
    many = {name: np.tile(values, 40) for name, values in day.items()}
    counted = rng.binomial(np.tile(offered, 40).astype(int), np.tile(lost / offered, 40))
    found = patience_from_counts(offered=np.tile(offered, 40), interval=1800, abandoned=counted, **many)
    assert abs(found.mean - patience) < 4 * found.standard_error
    assert patience_from_counts(offered=100, interval=1800, aht=200, agents=14, abandoned=0).mean == math.inf


def test_a_month_of_real_calls():
    path = Path(__file__).resolve().parents[3] / "shared" / "data" / "anon_bank_1999_feb_calls.csv"
    if not path.exists():
        pytest.skip("the call records are not there")
    calls = pd.read_csv(path)
    calls = calls[(calls["queue"] == "PS") & (calls["outcome"] != "PHANTOM")]
    left = calls["outcome"] == "HANG"
    waited = calls[~(left & calls["queue_entry"].isna())]
    # 748 910 s waited; 2 920 hung up, 1 678 of them outside the menu, 1 667 of these after a second or more.
    everybody = estimate_patience(wait=calls["wait_seconds"], abandoned=left)
    outside = estimate_patience(wait=waited["wait_seconds"], abandoned=waited["outcome"] == "HANG")
    later = estimate_patience(wait=waited["wait_seconds"], abandoned=waited["outcome"] == "HANG", balk_within=0)
    assert everybody.mean == pytest.approx(748910 / 2920)
    assert outside.mean == pytest.approx(748910 / 1678)
    assert later.mean == pytest.approx(748910 / 1667)


def test_columns_and_repr():
    table = pd.DataFrame({"wait": pd.to_timedelta(WAIT, unit="s"), "left": LEFT})
    found = estimate_patience(wait=table["wait"], abandoned=table["left"])
    assert found == estimate_patience(wait=WAIT, abandoned=LEFT)
    assert "mean=70" in repr(found)
    low, high = found.confidence(0.9)
    assert low < 70 < high
    assert low * high == pytest.approx(70 * 70)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: estimate_patience(wait=[1, -2], abandoned=[True, True]),
            ValueError,
            "wait must be >= 0 s, got -2 at index 1",
        ),
        (
            lambda: estimate_patience(wait=[1, math.nan], abandoned=[True, True]),
            ValueError,
            "wait must be >= 0 s, got nan",
        ),
        (
            lambda: estimate_patience(wait=[1, math.inf], abandoned=[True, True]),
            ValueError,
            "wait must be >= 0 s, got inf",
        ),
        (lambda: estimate_patience(wait=[1, 2], abandoned=[True]), ValueError, "same length"),
        (lambda: estimate_patience(wait=[[1, 2]], abandoned=[[True, False]]), ValueError, "same length"),
        (lambda: estimate_patience(wait=[1, 2], abandoned=["1", "0"]), TypeError, "abandoned must be an array of bool"),
        (
            lambda: estimate_patience(wait=["a"], abandoned=[True]),
            ValueError,
            "wait must be a duration .*, got 'a' at index 0",
        ),
        (lambda: estimate_patience(wait=[1, 2], abandoned=[False, False]), ValueError, "nobody hung up"),
        (lambda: estimate_patience(wait=[], abandoned=np.array([], bool)), ValueError, "at least one record, got none"),
        (lambda: patience_survival(wait=[], abandoned=[]), ValueError, "at least one record, got none"),
        (
            lambda: estimate_patience(wait=WAIT, abandoned=LEFT, balk_within=-1),
            ValueError,
            "balk_within must be >= 0 s",
        ),
        (
            lambda: estimate_patience(wait=WAIT, abandoned=LEFT, balk_within=[1, 2]),
            TypeError,
            "balk_within must be one",
        ),
        (
            lambda: estimate_patience(wait=WAIT, abandoned=LEFT, distribution="normal"),
            ValueError,
            "distribution must be one",
        ),
        (
            lambda: estimate_patience(wait=[0, *WAIT], abandoned=[True, *LEFT], distribution="weibull"),
            ValueError,
            "give balk_within",
        ),
        (
            lambda: estimate_patience(wait=[7, 7], abandoned=[True, True], distribution="weibull"),
            ValueError,
            "too much alike",
        ),
        (lambda: patience_survival(wait=[-1], abandoned=[True]), ValueError, "wait must be >= 0 s, got -1"),
        (lambda: patience_survival(wait=WAIT, abandoned=LEFT).hazard([5]), ValueError, "at least two"),
        (lambda: patience_survival(wait=WAIT, abandoned=LEFT).hazard([5, 5]), ValueError, "ascend, got 5 at index 1"),
        (lambda: patience_from_counts(abandoned=[1]), ValueError, "offered, interval, aht, agents missing"),
        (lambda: patience_from_counts(abandoned=[1], waited=[1], agents=[1]), ValueError, "got waited and agents"),
        (lambda: patience_from_counts(abandoned=[-1], waited=[1]), ValueError, "abandoned must be >= 0, got -1"),
        (lambda: patience_from_counts(abandoned=[1], waited=[1, 2]), ValueError, "same length"),
        (lambda: patience_from_counts(abandoned=["x"], waited=[1]), TypeError, "abandoned must be a number"),
        (
            lambda: patience_from_counts(abandoned=[50], offered=[60], interval=1800, aht=200, agents=[20]),
            ValueError,
            "more hung up",
        ),
        (
            lambda: patience_from_counts(abandoned=[70], offered=[60], interval=1800, aht=200, agents=[20]),
            ValueError,
            r"abandoned must be in \[0, offered\], got 70",
        ),
        (
            lambda: patience_from_counts(abandoned=[7], offered=[60], interval=1800, aht=0, agents=[20]),
            ValueError,
            "aht must be > 0 s",
        ),
        (
            lambda: patience_from_counts(abandoned=[7], offered=[60, 70], interval=1800, aht=9, agents=[20]),
            ValueError,
            "offered and abandoned must have the same length",
        ),
        (lambda: estimate_patience(wait=WAIT, abandoned=LEFT).confidence(1), ValueError, "level must be in"),
        (lambda: estimate_patience(wait=WAIT, abandoned=LEFT).confidence("a"), TypeError, "level must be a number"),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_what_a_model_takes():
    plain = estimate_patience(wait=WAIT, abandoned=LEFT)
    assert erlang.ErlangA(volume=100, interval=1800, aht=180, agents=12, patience=plain.patience()).patience == 70
    shaped = PatienceEstimate(distribution="weibull", mean=100.0, standard_error=5.0, shape=0.8)
    if hasattr(erlang.queueing, "Weibull"):
        assert shaped.patience() == erlang.queueing.Weibull(mean=100.0, shape=0.8)
    else:
        with pytest.raises(ValueError, match="not available; use the mean"):
            shaped.patience()


@pytest.mark.parametrize("kind", [np.array, pd.Series, lambda values: pd.Series(values, dtype=object)])
def test_hanging_up_may_be_written_in_0_and_1(kind):
    assert estimate_patience(wait=WAIT, abandoned=kind([int(one) for one in LEFT])) == estimate_patience(
        wait=WAIT, abandoned=LEFT
    )
