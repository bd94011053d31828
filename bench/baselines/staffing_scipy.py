"""Agents for targets as an analyst would find them with NumPy and SciPy."""

from __future__ import annotations

import math
from typing import Any

import erlang_scipy
import numpy as np
from scipy.special import gammaln, pdtr


def erlang_c_agents(volume: Any, interval: float, aht: Any, level: Any, within: Any) -> tuple[Any, Any]:
    """The first whole agents with at least that service level, and the level, for arrays.

    All rows at once by the incomplete gamma function from a square-root guess, then those that are not settled, one
    agent up or down at a time; what does not change with the agents is computed once.
    """
    load = volume * aht / interval
    log_load = np.log(load)
    pace = within / aht
    first = np.floor(load) + 1

    def level_at(rows: Any, agents: Any) -> Any:
        of = load[rows]
        blocking = np.exp(agents * log_load[rows] - of - gammaln(agents + 1)) / pdtr(agents, of)
        wait = blocking / (1 - of / agents * (1 - blocking))
        return 1 - wait * np.exp((of - agents) * pace[rows])

    # P(wait) = 1 - level without the exponential is roughly e^-(1.25 beta + 0.3 beta^2).
    goal = -np.log(1 - level)
    linear = 1.2533 + pace * np.sqrt(load)
    beta = 2 * goal / (linear + np.sqrt(linear * linear + 1.2 * goal))
    agents = np.maximum(first, np.ceil(load + beta * np.sqrt(load)))
    found = level_at(slice(None), agents)
    up = np.flatnonzero(found < level)
    down = np.flatnonzero((found >= level) & (agents > first))
    while len(up):
        agents[up] += 1
        found[up] = level_at(up, agents[up])
        up = up[found[up] < level[up]]
    while len(down):
        fewer = agents[down] - 1
        there = level_at(down, fewer)
        holds = there >= level[down]
        down = down[holds]
        agents[down], found[down] = fewer[holds], there[holds]
        down = down[agents[down] > first[down]]
    return agents, found


def erlang_a_agents(
    volume: float,
    interval: float,
    aht: float,
    patience: float,
    level: float,
    within: float,
    max_abandonment: float,
    max_occupancy: float,
) -> tuple[int, tuple[float, float, float, float, float]]:
    """The first whole agents at which all three targets hold, and the measures there, by bisection over the chain."""
    load = volume * aht / interval
    known: dict[int, tuple[float, float, float, float, float]] = {}

    def holds(agents: int) -> bool:
        known[agents] = erlang_scipy.erlang_a(volume, interval, aht, patience, agents, within)
        served, _, abandonment, _, occupancy = known[agents]
        return served >= level and abandonment <= max_abandonment and occupancy <= max_occupancy

    low, high = 0, max(1, math.ceil(load + math.sqrt(load)))
    while not holds(high):
        low, high = high, high + max(1, math.ceil(math.sqrt(load)))
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high, known[high]
