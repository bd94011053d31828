"""How the rows of Erlang B, C and A, and of their inverses, are asked of the public package."""

from __future__ import annotations

from typing import Any

import erlang
from reference_models.common import Inputs, Models, level


def erlang_b(q: Inputs) -> Any:
    return erlang.ErlangB(load=q["a"], servers=q.get("n", q.get("n_real")))


def erlang_c(q: Inputs) -> Any:
    agents = q.get("n", q.get("n_real"))
    if "a" in q:
        return erlang.ErlangC(load=q["a"], agents=agents)
    return erlang.ErlangC(volume=q["lambda"], interval=1, aht=q["aht"], agents=agents)


def erlang_a(q: Inputs) -> Any:
    return erlang.ErlangA(volume=q["lambda"], interval=1, aht=q["aht"], patience=q["patience"], agents=q["n"])


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


def required_agents(q: Inputs) -> Any:
    target: Inputs = {
        "SL": lambda: {"service_level": q["target"], "answer_within": q["T"]},
        "SL_offered": lambda: {"service_level": q["target"], "answer_within": q["T"]},
        "ASA": lambda: {"max_asa": q["target"]},
        "E_wait": lambda: {"max_asa": q["target"], "asa_of": "all"},
        "P_ab": lambda: {"max_abandonment": q["target"]},
        "occupancy": lambda: {"max_occupancy": q["target"]},
    }[q["target_metric"]]()
    others = {name: q[name] for name in ("patience", "max_occupancy") if name in q}
    return erlang.required_agents(volume=q["lambda"], interval=1, aht=q["aht"], **target, **others)


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
