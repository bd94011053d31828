"""How the rows of Engset, overflow, the limits, random rates and general handle times are asked of the package."""

from __future__ import annotations

import math
import re
from typing import Any

import erlang
from reference_models.common import Inputs, Models, agents, aht


def engset(q: Inputs) -> Any:
    return erlang.Engset(sources=q["N"], servers=q["n"], idle_load=q["alpha"] * q.get("aht", 1.0))


def calls(q: Inputs) -> dict[str, Any]:
    return {"volume": q["lambda"], "interval": 1, "agents": agents(q)}


def mgn_exact(q: Inputs) -> Any:
    service = q["service"]
    name = service["dist"].lower()
    if name in ("exp", "exponential"):
        return erlang.MGn(**calls(q), aht=service["mean"], service=erlang.ErlangService(phases=1))
    series = re.fullmatch(r"erlang_?(\d*)", name)
    if series:
        phases = int(series[1] or service.get("k") or service["phases"])
        return erlang.MGn(**calls(q), aht=service["mean"], service=erlang.ErlangService(phases=phases))
    if name in ("det", "deterministic"):
        return erlang.MDn(**calls(q), aht=service["mean"])
    if "m1" in service or "mean1" in service:
        shares = [service.get("p", service.get("p1")), 1 - service.get("p", service.get("p1"))]
        means = [service.get("m1", service.get("mean1")), service.get("m2", service.get("mean2"))]
    elif "mu1" in service or "rate1" in service:
        shares = [service.get("p", service.get("p1")), 1 - service.get("p", service.get("p1"))]
        means = [1 / service.get("mu1", service.get("rate1")), 1 / service.get("mu2", service.get("rate2"))]
    else:
        shares = service.get("p", service.get("probs", service.get("weights", service.get("shares"))))
        if not isinstance(shares, list):
            shares = [shares, 1 - shares]
        means = service.get("means", service.get("m"))
        if means is None:
            means = [1 / rate for rate in service.get("rates", service.get("mu"))]
    aht = math.fsum(share * mean for share, mean in zip(shares, means)) / math.fsum(shares)
    return erlang.MGn(**calls(q), aht=aht, service=erlang.HyperexponentialService(shares=shares, means=means))


def random_rate(q: Inputs, **rate: Any) -> Any:
    others = {"patience": q["patience"]} if q["model"] == "A" else {}
    return erlang.RandomRate(**rate, interval=1, aht=aht(q), agents=agents(q), **others)


def continuous(kind: str) -> Any:
    return lambda q: random_rate(q, volume=q["lambda_mean"], cv=q["lambda_cv"], rate=kind)


def approximation(name: str) -> Any:
    return lambda m, q: erlang.MGn(**calls(q), aht=aht(q), service_cv=math.sqrt(q["cs2"]), approximation=name).asa()


WAITS = {
    "P_wait": lambda m, q: m.wait_probability(),
    "ASA": lambda m, q: m.asa(),
    "Lq": lambda m, q: m.queue_length(),
    "occupancy": lambda m, q: m.occupancy(),
    "SL": lambda m, q: m.service_level(answer_within=q["T"]),
    "P_W_gt_T": lambda m, q: m.wait_exceeds(q["T"]),
    "wait_percentile": lambda m, q: m.wait_percentile(q["p"]),
    "P_Q_ge_k": lambda m, q: m.queue_at_least(q["k"]),
    "P_Q_eq_k": lambda m, q: m.queue_exactly(q["k"]),
}
RATES = {
    "SL_interval_avg": lambda m, q: m.service_level(answer_within=q["T"], average="intervals"),
    "SL_call_weighted": lambda m, q: m.service_level(answer_within=q["T"], average="calls"),
}

MODELS: Models = {
    "engset": (
        engset,
        {
            "time_congestion": lambda m, q: m.time_congestion(),
            "call_congestion": lambda m, q: m.blocking(),
            "carried_load": lambda m, q: m.carried_load(),
        },
    ),
    "overflow_moments": (
        lambda q: erlang.overflow(load=q["a"], servers=agents(q)),
        {
            "overflow_mean": lambda m, q: m.mean,
            "overflow_variance": lambda m, q: m.variance,
            "peakedness": lambda m, q: m.peakedness,
        },
    ),
    "hayward_blocking": (
        lambda q: q,
        {"blocking": lambda m, q: erlang.hayward_blocking(load=q["a"], servers=agents(q), peakedness=q["z"])},
    ),
    "rapp_equivalent_random": (
        lambda q: erlang.equivalent_random(mean=q["mean"], variance=q["variance"]),
        {"a_equiv": lambda m, q: m.load, "n_equiv": lambda m, q: m.servers},
    ),
    "erlang_b_servers_continuous": (
        lambda q: erlang.required_servers(load=q["a"], max_blocking=q["target_blocking"], fractional=True),
        {"n_real": lambda m, q: m},
    ),
    "halfin_whitt": (
        lambda q: erlang.halfin_whitt(beta=q["beta"]),
        {"P_wait": lambda m, q: m.wait_probability},
    ),
    "garnett": (
        lambda q: erlang.garnett(beta=q["beta"], patience_ratio=1 / q["theta_over_mu"]),
        {"P_wait": lambda m, q: m.wait_probability, "sqrt_n_P_ab": lambda m, q: m.scaled_abandonment},
    ),
    "mdn_exact": (lambda q: erlang.MDn(**calls(q), aht=aht(q)), WAITS),
    "mgn_exact": (mgn_exact, WAITS),
    "mgn_approx": (
        lambda q: q,
        {f"ASA_{name}": approximation(name) for name in ("allen_cunneen", "kimura", "cosmetatos")},
    ),
    "random_rate_discrete": (lambda q: random_rate(q, volumes=q["lambdas"], weights=q["weights"]), RATES),
    "random_rate_gamma": (continuous("gamma"), RATES),
    "random_rate_lognormal": (continuous("lognormal"), RATES),
}
