"""Ways to staff a day whose rate changes, each judged by the exact course: how bad its worst half-hour is.

The case: rate lambda(t) = mean (1 + 0.5 sin(2 pi t / 24 h)) with a mean load of 100 erlangs, staff set every half-hour
by the stationary Erlang A queue for P(wait) <= 0.20, patience equal to the handle time. Judged by uniformisation: the
rate constant in 5 minutes, that of their middle; surplus agents leave at once and the call goes back to the queue; the
third day from empty; per half-hour the share of arrivals that wait, the integral of lambda P(N >= n) over that of
lambda. A half-hour is violated where that share is more than 10 % above the target.

The rates staffed for, each the average or the largest of a half-hour, both ends included: SIPP lambda(t) itself, lag
lambda(t - AHT), MOL m(t) / AHT with the load m(t) of an endless pool.

Prints each beside the figures published with the experiment this repeats, and exits with 1 where the worst share is off
by more than 0.005, the violations by more than 2 points or, where they are published, the agent-hours by more than
0.1 %.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import erlang

Floats = npt.NDArray[np.float64]

DAY = 86400.0
STEP = 300.0
PER_DAY = int(DAY / STEP)
STEPS = 6  # of a half-hour
DAYS = 3
LOAD = 100.0
SWING = 0.5
TARGET = 0.20
VIOLATED = 1.1 * TARGET
WORST_MARGIN = 0.005
SHARE_MARGIN = 0.02

# (handle time, method): worst share that waits, share of half-hours violated, agent-hours a day where given.
PUBLISHED: dict[tuple[float, str], tuple[float, float, float | None]] = {
    (300.0, "SIPP avg"): (0.231, 0.125, 2621.0),
    (300.0, "SIPP max"): (0.192, 0.0, 2672.0),
    (300.0, "lag avg"): (0.203, 0.0, 2619.5),
    (300.0, "lag max"): (0.192, 0.0, None),
    (300.0, "MOL avg"): (0.203, 0.0, 2619.5),
    (300.0, "MOL max"): (0.192, 0.0, None),
    (1800.0, "SIPP avg"): (0.432, 0.46, 2621.0),
    (1800.0, "SIPP max"): (0.313, 0.40, None),
    (1800.0, "lag avg"): (0.213, 0.0, None),
    (1800.0, "lag max"): (0.200, 0.0, None),
    (1800.0, "MOL avg"): (0.203, 0.0, 2620.0),
    (1800.0, "MOL max"): (0.185, 0.0, None),
    (7200.0, "SIPP avg"): (0.948, 0.48, 2621.0),
    (7200.0, "SIPP max"): (0.915, 0.46, None),
    (7200.0, "lag avg"): (0.474, 0.46, None),
    (7200.0, "lag max"): (0.464, 0.31, None),
    (7200.0, "MOL avg"): (0.204, 0.0, 2619.5),
    (7200.0, "MOL max"): (0.196, 0.0, None),
}


@dataclass(frozen=True)
class Outcome:
    """What a staffing came to on the third day."""

    worst: float
    violated: float
    agent_hours: float


def load_at(times: Floats) -> Floats:
    """The stationary load lambda(t) AHT at each time."""
    return np.asarray(LOAD * (1.0 + SWING * np.sin(2.0 * math.pi * times / DAY)))


def carried_load(times: Floats, aht: float) -> Floats:
    """The load of an endless pool with exponential handle times."""
    return np.asarray(
        erlang.sinusoidal_load(
            volume=LOAD * STEP / aht, interval=STEP, amplitude=SWING * LOAD * STEP / aht, period=DAY, aht=aht, at=times
        )
    )


def staffed_load(method: str, aht: float) -> Floats:
    """The load each half-hour of a day is staffed for."""
    name, within = method.split()
    # Each minute with both ends for the largest; the middles of 5 minutes for the average.
    offsets = np.arange(31) * 60.0 if within == "max" else STEP * (np.arange(STEPS) + 0.5)
    times = np.arange(PER_DAY // STEPS)[:, None] * STEPS * STEP + offsets
    course = carried_load(times, aht) if name == "MOL" else load_at(times - aht if name == "lag" else times)
    return np.asarray(course.max(axis=1) if within == "max" else course.mean(axis=1))


def agents_for(load: Floats, aht: float) -> Floats:
    """The smallest staff per half-hour, by stationary Erlang A."""
    need = erlang.required_agents(
        volume=load * STEPS * STEP / aht,
        interval=STEPS * STEP,
        aht=aht,
        patience=aht,
        max_wait_probability=TARGET,
    )
    return np.asarray(need.agents)


def waiting(agents: Floats, aht: float) -> Floats:
    """The share of arrivals that wait, per half-hour of the third day."""
    middles = STEP * (np.arange(PER_DAY) + 0.5)
    course = erlang.Transient(
        volume=np.tile(load_at(middles) * STEP / aht, DAYS),
        interval=STEP,
        aht=aht,
        agents=np.tile(np.repeat(agents, STEPS), DAYS),
        patience=aht,
        leaving="preemptive",
        initial="empty",
    )
    waited = np.asarray(course.waited())[-PER_DAY:].reshape(-1, STEPS).sum(axis=1)
    offered = np.asarray(course.volume)[-PER_DAY:].reshape(-1, STEPS).sum(axis=1)
    return np.asarray(waited / offered)


def outcome(method: str, aht: float) -> Outcome:
    """What the method comes to at a handle time."""
    agents = agents_for(staffed_load(method, aht), aht)
    shares = waiting(agents, aht)
    return Outcome(float(shares.max()), float((shares > VIOLATED).mean()), float(agents.sum()) * STEPS * STEP / 3600.0)


def within_margins(ours: Outcome, published: tuple[float, float, float | None]) -> bool:
    """Whether an outcome is the published one."""
    worst, violated, hours = published
    return (
        abs(ours.worst - worst) <= WORST_MARGIN
        and abs(ours.violated - violated) <= SHARE_MARGIN
        and (hours is None or abs(ours.agent_hours / hours - 1.0) <= 1e-3)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--aht", type=float, action="append", help="only this handle time, in seconds")
    chosen = parser.parse_args().aht
    began = time.perf_counter()
    print("AHT     method     worst P(wait)       violated       agent-hours")
    print("                   ours published    ours published    ours published")
    off = 0
    for (aht, method), published in PUBLISHED.items():
        if chosen and aht not in chosen:
            continue
        ours = outcome(method, aht)
        good = within_margins(ours, published)
        off += not good
        hours = "" if published[2] is None else f"{published[2]:.1f}"
        print(
            f"{aht / 60:3.0f} min {method}  {ours.worst:.4f}     {published[0]:.3f}   {ours.violated:5.1%}     "
            f"{published[1]:5.1%}  {ours.agent_hours:7.1f} {hours:>7}{'' if good else '  OFF'}".rstrip()
        )
    print(f"{off} out of margin; {time.perf_counter() - began:.1f} s")
    return 1 if off else 0


if __name__ == "__main__":
    raise SystemExit(main())
