"""How the rows of models with classes, concurrency, outbound work and redials are asked of the public package."""

from __future__ import annotations

from typing import Any

import erlang
from reference_models.common import Inputs, Metrics, Models, agents, aht, level


def priorities(q: Inputs) -> Any:
    return erlang.Priorities(volumes=q["lambdas"], interval=1, aht=aht(q), agents=agents(q))


def chat(q: Inputs) -> Any:
    # A rate becomes a mean handle time without a rounding that is seen: the volume is given in the same unit.
    times = [1 / rate for rate in q["rate_per_chat"][: q.get("k")]]
    patience = q.get("patience")
    return erlang.Chat(volume=q["lambda"], interval=1, handle_times=times, agents=agents(q), patience=patience)


def blend(q: Inputs) -> Any:
    return erlang.Blend(volume=q["lambda"], interval=1, aht=aht(q), agents=agents(q), threshold=q["c"])


def n_design(q: Inputs) -> Any:
    return erlang.NDesign(
        volumes=[q["lambda1"], q["lambda2"]],
        interval=1,
        aht=[1 / q["mu_g1"], 1 / q["mu_g2"]],
        agents=[q["n1"], q["n2"]],
        patience=[1 / q["theta1"], 1 / q["theta2"]],
        g2_priority=q["g2_priority"],
    )


def redial_orbit(q: Inputs) -> Any:
    return erlang.RedialOrbit(
        volume=q["lambda"],
        interval=1,
        aht=aht(q),
        agents=agents(q),
        patience=q["patience"],
        redial=q["r"],
        redial_delay=q["redial_delay"],
    )


class ByClass(dict[str, Any]):
    """Metrics such as ASA_class3, for any number of classes."""

    def __init__(self, shared: Metrics, by_class: Metrics) -> None:
        super().__init__(shared)
        self.by_class = by_class

    def __missing__(self, metric: str) -> Any:
        name, _, rank = metric.rpartition("_class")
        measure = self.by_class[name]
        return lambda model, q: measure(model, q)[int(rank) - 1]

    def __contains__(self, metric: object) -> bool:
        name, _, rank = str(metric).rpartition("_class")
        return super().__contains__(metric) or (name in self.by_class and rank.isdigit())


PRIORITIES = ByClass(
    {
        "P_wait": lambda m, q: m.wait_probability(),
        "occupancy": lambda m, q: m.occupancy(),
    },
    {
        "ASA": lambda m, q: m.asa(),
        "E_wait": lambda m, q: m.asa(),
        "SL": lambda m, q: m.service_level(answer_within=q["T"]),
        "P_W_gt_T": lambda m, q: m.wait_exceeds(q["T"]),
        "Lq": lambda m, q: m.queue_length(),
        "wait_percentile": lambda m, q: m.wait_percentile(q["p"]),
    },
)
CHAT: Metrics = {
    "P_wait": lambda m, q: m.wait_probability(),
    "P_ab": lambda m, q: m.abandonment(),
    "E_wait": lambda m, q: m.asa(of="all"),
    "E_wait_served": lambda m, q: m.asa(),
    "Lq": lambda m, q: m.queue_length(),
    "SL_offered": level("answered_of_offered"),
    "P_W_gt_T": lambda m, q: m.wait_exceeds(q["T"]),
    "mean_chats_in_service": lambda m, q: m.chats_in_service(),
    "agent_busy_fraction": lambda m, q: m.occupancy(),
    "mean_handle_time": lambda m, q: m.handle_time(),
}
BLEND: Metrics = {
    "P_wait": lambda m, q: m.wait_probability(),
    "ASA": lambda m, q: m.asa(),
    "SL": level("answered_of_offered"),
    "Lq": lambda m, q: m.queue_length(),
    "P_W_gt_T": lambda m, q: m.wait_exceeds(q["T"]),
    "outbound_rate": lambda m, q: m.outbound_volume(),
    "occupancy": lambda m, q: m.occupancy(),
}
N_DESIGN = ByClass(
    {
        "occupancy_g1": lambda m, q: m.occupancy()[0],
        "occupancy_g2": lambda m, q: m.occupancy()[1],
    },
    {
        "P_wait": lambda m, q: m.wait_probability(),
        "P_ab": lambda m, q: m.abandonment(),
        "E_wait": lambda m, q: m.asa(of="all"),
        "Lq": lambda m, q: m.queue_length(),
        "SL": lambda m, q: m.service_level(answer_within=q["T"]),
    },
)
REDIAL_ORBIT: Metrics = {
    "lambda_total": lambda m, q: m.attempted_volume(),
    "P_ab_attempt": lambda m, q: m.abandonment(),
    "P_wait_attempt": lambda m, q: m.wait_probability(),
    "P_all_busy": lambda m, q: m.all_busy(),
    "Lq": lambda m, q: m.queue_length(),
    "E_orbit": lambda m, q: m.orbit_length(),
    "E_wait": lambda m, q: m.asa(of="all"),
    "P_lost_first": lambda m, q: m.lost(),
    "occupancy": lambda m, q: m.occupancy(),
}

MODELS: Models = {
    "mmn_priority_np": (priorities, PRIORITIES),
    "chat_balanced": (chat, CHAT),
    "blend_threshold": (blend, BLEND),
    "n_design": (n_design, N_DESIGN),
    "mmn_m_redial_orbit": (redial_orbit, REDIAL_ORBIT),
}
