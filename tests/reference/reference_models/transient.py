"""How the rows of queues that change in time are asked of the public package."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import erlang
from reference_models.common import Inputs, Models, aht


def cut(segments: list[list[float]], end: float) -> tuple[list[list[float]], list[float]]:
    """The segments that begin before ``end``, and their lengths."""
    begun = [segment for segment in segments if segment[0] < end]
    edges = [segment[0] for segment in begun] + [end]
    return begun, [later - earlier for earlier, later in pairwise(edges)]


def transient(leaving: str) -> Any:
    def make(q: Inputs) -> Any:
        begun, lengths = cut(q["segments"], q["t_end"])
        return erlang.Transient(
            volume=[segment[1] * length for segment, length in zip(begun, lengths)],
            interval=lengths,
            aht=aht(q),
            agents=[segment[2] for segment in begun],
            patience=q.get("patience"),
            leaving=leaving,
            initial=q.get("n0", 0),
        )

    return make


FLOWS = {
    "E_N": lambda m, q: m.in_system()[-1],
    "E_busy": lambda m, q: m.busy()[-1],
    "E_Q": lambda m, q: m.queue()[-1],
    "P_all_busy": lambda m, q: m.all_busy()[-1],
    "P_wait_at_end": lambda m, q: m.all_busy()[-1],
    "P_queue_nonempty": lambda m, q: m.queue_nonempty()[-1],
    "cum_abandoned": lambda m, q: m.abandoned().sum(),
    "cum_served": lambda m, q: m.completed().sum(),
    "frac_abandoned": lambda m, q: m.abandoned().sum() / m.volume.sum(),
    "frac_wait": lambda m, q: m.waited().sum() / m.volume.sum(),
}


def sinusoid(handle_times: str) -> Any:
    def load(m: Any, q: Inputs) -> float:
        result: float = erlang.sinusoidal_load(
            volume=q["lambda_mean"],
            interval=1,
            amplitude=q["amplitude"],
            period=2 * math.pi / q["omega"],
            aht=aht(q),
            at=q["t"],
            handle_times=handle_times,
            cv=q.get("service_cv"),
        )
        return result

    return load


def piecewise(q: Inputs) -> Any:
    end = q["t"] if "t" in q else q["t_end"]
    begun, lengths = cut(q["segments"], end)
    return erlang.modified_offered_load(
        volume=[segment[1] * length for segment, length in zip(begun, lengths)],
        interval=lengths,
        aht=aht(q),
        initial=q.get("m0", 0),
    )


def carryover(q: Inputs) -> Any:
    length = q["period_length"]
    return erlang.backlog_carryover(
        volume=[rate * length for rate in q["lambdas"]], interval=length, aht=aht(q), agents=q["servers"]
    )


SINUSOID = {"offered_load": sinusoid("exponential")}
MODELS: Models = {
    "transient_mmn_m_preemptive": (transient("preemptive"), FLOWS),
    "transient_mmn_m_exhaustive": (transient("exhaustive"), FLOWS),
    "mt_m_inf_sinusoid": (lambda q: q, SINUSOID),
    "mt_d_inf_sinusoid": (lambda q: q, {"offered_load": sinusoid("deterministic")}),
    "mt_lognormal_inf_sinusoid": (lambda q: q, {"offered_load": sinusoid("lognormal")}),
    "mt_m_inf_piecewise": (
        piecewise,
        {
            "offered_load": lambda m, q: m.end[-1],
            "offered_load_interval_avg": lambda m, q: m.average[q["interval"]],
            "offered_load_interval_end": lambda m, q: m.end[q["interval"]],
        },
    ),
    "mt_mmn_m_theta_eq_mu": (
        lambda q: q,
        {
            **SINUSOID,
            "P_all_busy": lambda m, q: erlang.all_busy_probability(
                load=SINUSOID["offered_load"](m, q), agents=q["servers_at_t"]
            ),
        },
    ),
    "sbc_stolletz": (
        carryover,
        {
            "backlog_rate": lambda m, q: m.backlog[q["period"] - 1] / q["period_length"],
            "lambda_MAR": lambda m, q: m.carried[q["period"] - 1] / q["period_length"],
            "utilisation": lambda m, q: m.occupancy[q["period"] - 1],
        },
    ),
}
