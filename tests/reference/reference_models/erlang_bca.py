"""How the rows of Erlang B, C and A, and of their inverses, are asked of the public package."""

from __future__ import annotations

from typing import Any

import erlang
from reference_models.common import Inputs, Models, agents, aht, level


def erlang_b(q: Inputs) -> Any:
    if "a" in q:
        return erlang.ErlangB(load=q["a"], servers=agents(q))
    return erlang.ErlangB(volume=q["lambda"], interval=1, aht=aht(q), servers=agents(q))


def erlang_c(q: Inputs) -> Any:
    if "a" in q:
        return erlang.ErlangC(load=q["a"], agents=agents(q))
    return erlang.ErlangC(volume=q["lambda"], interval=1, aht=aht(q), agents=agents(q))


def erlang_a(q: Inputs) -> Any:
    return erlang.ErlangA(volume=q["lambda"], interval=1, aht=aht(q), patience=q["patience"], agents=agents(q))


B = {"blocking": lambda m, q: m.blocking(), "carried_load": lambda m, q: m.carried_load()}
C = {
    "P_wait": lambda m, q: m.wait_probability(),
    "ASA": lambda m, q: m.asa(),
    "Lq": lambda m, q: m.queue_length(),
    "occupancy": lambda m, q: m.occupancy(),
    "var_wait": lambda m, q: m.wait_deviation() ** 2,
    "SL": level("answered_of_offered"),
    "P_W_gt_T": lambda m, q: m.wait_exceeds(q["T"]),
    "wait_percentile": lambda m, q: m.wait_percentile(q["p"]),
    "P_Q_ge_k": lambda m, q: m.queue_at_least(q["k"]),
    "P_Q_eq_k": lambda m, q: m.queue_exactly(q["k"]),
}
A = {
    "P_wait": lambda m, q: m.wait_probability(),
    "P_ab": lambda m, q: m.abandonment(),
    "P_ab_given_wait": lambda m, q: m.abandonment() / m.wait_probability(),
    "E_wait": lambda m, q: m.asa(of="all"),
    "E_wait_served": lambda m, q: m.asa(),
    "E_offered_wait": lambda m, q: m.asa(of="virtual_wait"),
    "E_wait_ab": lambda m, q: m.abandonment_wait(),
    "Lq": lambda m, q: m.queue_length(),
    "occupancy": lambda m, q: m.occupancy(),
    "P_V_gt_T": lambda m, q: m.wait_exceeds(q["T"], of="virtual_wait"),
    "P_W_gt_T": lambda m, q: m.wait_exceeds(q["T"]),
    "P_ab_le_T": lambda m, q: m.abandoned_within(q["T"]),
    "SL_offered": level("answered_of_offered"),
    "SL_answered": level("answered_of_answered"),
    "SL_excl_short": level("abandons_excluded"),
    "SL_excl_short_Ts": level("abandons_excluded", short=True),
    "SL_abok": level("abandons_counted"),
    "SL_abok_short": level("abandons_counted", short=True),
    "P_N_eq_n_plus_k": lambda m, q: m.queue_exactly(q["k"]),
    "wait_percentile": lambda m, q: m.wait_percentile(q["p"]),
}


SERVICE_LEVELS = {
    "SL": "answered_of_offered",
    "SL_offered": "answered_of_offered",
    "SL_answered": "answered_of_answered",
    "SL_excl_short": "abandons_excluded",
    "SL_abok": "abandons_counted",
}
# What is bounded from above: the target's keywords.
BOUNDS: dict[str, tuple[str, dict[str, str]]] = {
    "ASA": ("max_asa", {}),
    "E_wait": ("max_asa", {"asa_of": "all"}),
    "E_wait_served": ("max_asa", {"asa_of": "answered"}),
    "E_offered_wait": ("max_asa", {"asa_of": "virtual_wait"}),
    "P_ab": ("max_abandonment", {}),
    "P_wait": ("max_wait_probability", {}),
    "occupancy": ("max_occupancy", {}),
}


def required_agents(q: Inputs) -> Any:
    metric, value = q["target_metric"], q["target"]
    target: Inputs = {name: q[name] for name in ("patience", "max_occupancy") if name in q}
    if metric in SERVICE_LEVELS:
        target |= {"service_level": value, "answer_within": q["T"], "definition": SERVICE_LEVELS[metric]}
    elif metric == "wait_percentile":
        target |= {"max_wait": value, "max_wait_percentile": q["p"]}
    else:
        name, others = BOUNDS[metric]
        target |= {name: value, **others}
    return erlang.required_agents(volume=q["lambda"], interval=1, aht=aht(q), **target)


MODELS: Models = {
    "erlang_b": (erlang_b, B),
    "erlang_b_continuous": (erlang_b, B),
    "erlang_b_min_servers": (
        lambda q: q,
        {"n_min": lambda m, q: erlang.required_servers(load=q["a"], max_blocking=q["target_blocking"])},
    ),
    "erlang_b_max_load": (
        lambda q: q,
        {"a_max": lambda m, q: erlang.max_load(servers=q["n"], max_blocking=q["target_blocking"])},
    ),
    "erlang_c": (erlang_c, C),
    "erlang_c_continuous": (erlang_c, C),
    "erlang_a": (erlang_a, A),
    "erlang_c_min_agents": (required_agents, {"n_min": lambda m, q: m.agents}),
    "erlang_a_min_agents": (required_agents, {"n_min": lambda m, q: m.agents}),
}
