"""How the rows of queues with lines, with patience of any distribution, or with redials are asked of the package."""

from __future__ import annotations

import math
from typing import Any

import erlang
from reference_models.common import Inputs, Models, agents, aht, first_of, level


def patience(spec: Any) -> Any:
    """A patience of the file: a mean, or a distribution by name."""
    if not isinstance(spec, dict):
        return spec
    balking = first_of(spec, "balking", "p0", "p_balk", "balk", "atom") or 0.0
    name = str(spec["dist"]).lower()
    mean, cv = first_of(spec, "mean", "m"), first_of(spec, "cv")
    if name.startswith("exp"):
        if mean is None and "theta" in spec:
            mean = 1 / spec["theta"]
        if "balk" in name and not balking:
            balking = first_of(spec, "p", "q") or 0.0
        return erlang.Exponential(mean=mean, balking=balking)
    if name.startswith(("lognorm", "ln")):
        if mean is None:
            mu, sigma = first_of(spec, "mu"), first_of(spec, "sigma", "s")
            mean, cv = math.exp(mu + sigma**2 / 2), math.sqrt(math.expm1(sigma**2))
        return erlang.Lognormal(mean=mean, cv=cv, balking=balking)
    if name.startswith("weibull"):
        shape = first_of(spec, "shape", "k", "c")
        if mean is None:
            mean = first_of(spec, "scale", "lambda", "lam", "eta", "b") * math.gamma(1 + 1 / shape)
        return erlang.Weibull(mean=mean, cv=None if shape is not None else cv, shape=shape, balking=balking)
    if name.startswith(("hyper", "h2")):
        share = first_of(spec, "p", "p1", "share")
        if share is None:
            return erlang.Hyperexponential(mean=mean, cv=cv, balking=balking)
        means = (first_of(spec, "m1", "mean1"), first_of(spec, "m2", "mean2"))
        return erlang.Hyperexponential(share=share, means=means, balking=balking)
    if name.startswith("unif"):
        low, high = first_of(spec, "a", "low") or 0.0, first_of(spec, "b", "high")
        return erlang.Uniform(low=low, high=high, balking=balking)
    if name.startswith(("det", "const", "d")):
        return erlang.Deterministic(value=first_of(spec, "value", "D", "d", "mean", "m", "c", "a"), balking=balking)
    raise KeyError(name)


def queue(q: Inputs) -> Any:
    traffic = {"volume": q["lambda"], "interval": 1, "aht": aht(q), "agents": agents(q)}
    return erlang.ErlangX(**traffic, patience=patience(q.get("patience")), lines=q.get("K"), redial=q.get("r"))


def accepted(measure: Any) -> Any:
    """The measure as a share of those who are not blocked."""
    return lambda m, q: measure(m, q) / (1 - m.blocking())


X = {
    "P_block": lambda m, q: m.blocking(),
    # P(V > 0): in the file those who balk count among those who find all busy
    "P_wait": lambda m, q: m.wait_exceeds(0, of="virtual_wait"),
    "P_wait_accepted": accepted(lambda m, q: m.wait_exceeds(0, of="virtual_wait")),
    "P_ab": lambda m, q: m.abandonment(),
    "P_ab_accepted": accepted(lambda m, q: m.abandonment()),
    "P_ab_attempt": lambda m, q: m.abandonment(),
    "P_lost_first": lambda m, q: m.lost(),
    "lambda_total": lambda m, q: q["lambda"] * m.attempts(),
    "ASA": lambda m, q: m.asa(),
    "E_wait": lambda m, q: m.asa(of="all"),
    "E_wait_accepted": lambda m, q: m.asa(of="all"),
    "E_wait_served": lambda m, q: m.asa(),
    "E_wait_ab": lambda m, q: m.abandonment_wait(),
    "E_offered_wait": lambda m, q: m.asa(of="virtual_wait"),
    "Lq": lambda m, q: m.queue_length(),
    "occupancy": lambda m, q: m.occupancy(),
    "var_wait": lambda m, q: m.wait_deviation() ** 2,
    "SL_offered": level("answered_of_offered"),
    "SL_offered_attempt": level("answered_of_offered"),
    "SL_accepted": accepted(level("answered_of_offered")),
    "SL_answered": level("answered_of_answered"),
    "SL_excl_short": level("abandons_excluded"),
    "SL_abok": level("abandons_counted"),
    "P_W_gt_T": lambda m, q: m.wait_exceeds(q["T"]),
    "P_W_gt_T_accepted": accepted(lambda m, q: m.wait_exceeds(q["T"])),
    "P_V_gt_T": lambda m, q: m.wait_exceeds(q["T"], of="virtual_wait"),
    "P_ab_le_T": lambda m, q: m.abandoned_within(q["T"]),
    "wait_percentile": lambda m, q: m.wait_percentile(q["p"]),
    "P_N_eq_n_plus_k": lambda m, q: m.queue_exactly(q["k"]),
}

MODELS: Models = {
    "mmnk": (queue, X),
    "mmnk_m": (queue, X),
    "mmn_g": (queue, X),
    "mmnk_g": (queue, X),
    "erlang_a_redial_fixed_point": (queue, X),
}
