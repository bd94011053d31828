"""A queue with patience simulated without this library: M/M/n+M from empty, first come, first served."""

from __future__ import annotations

import heapq
import random

import numpy as np


def plain_python(calls: int, agents: int, rate: float, aht: float, patience: float, seed: int) -> float:
    """Share that hangs up, by a heap of the times at which the agents are free; random numbers from NumPy."""
    draw = np.random.default_rng(seed)
    arrivals = np.cumsum(draw.exponential(1.0 / rate, calls)).tolist()
    handle_times = draw.exponential(aht, calls).tolist()
    limits = draw.exponential(patience, calls).tolist()
    free = [0.0] * agents
    replace = heapq.heapreplace
    abandoned = 0
    for arrival, handle_time, limit in zip(arrivals, handle_times, limits):
        first = free[0]
        if first <= arrival:
            replace(free, arrival + handle_time)
        elif first - arrival <= limit:
            replace(free, first + handle_time)
        else:
            abandoned += 1
    return abandoned / calls


def simpy_resource(calls: int, agents: int, rate: float, aht: float, patience: float, seed: int) -> float:
    """Share that hangs up, by a SimPy resource; raises ImportError where SimPy is not installed."""
    import simpy

    draw = random.Random(seed).expovariate
    environment = simpy.Environment()
    desk = simpy.Resource(environment, capacity=agents)
    abandoned = 0

    def caller():
        nonlocal abandoned
        with desk.request() as turn:
            outcome = yield turn | environment.timeout(draw(1.0 / patience))
            if turn in outcome:
                yield environment.timeout(draw(1.0 / aht))
            else:
                abandoned += 1

    def arrivals():
        for _ in range(calls):
            yield environment.timeout(draw(rate))
            environment.process(caller())

    environment.process(arrivals())
    environment.run()
    return abandoned / calls
