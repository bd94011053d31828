"""From a centre to its result: one call of the compiled core."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from erlang import _core
from erlang._simulation import stamps
from erlang._simulation.centre import Centre, Group, Queue
from erlang._simulation.result import SimulationResult


def simulate(
    centre: Centre, *, replications: int | None = None, seed: int = 1, threads: int | None = None
) -> SimulationResult:
    """Simulate a centre and return its measures with 95 % intervals.

    Independent replications of the whole period, each with its own arrivals, handle times and patience. People change
    at the borders of slots: of those who leave, the idle go first, then the next to finish, who finish their call and
    take no other; newcomers take from the queue at once. At the end of an opening the people of its last slot stay
    until those waiting are answered or have hung up, which counts in the interval of arrival; where nobody is there
    then, those still waiting leave. A measure is the ratio of its sums over all replications; its 95 % interval
    follows by the delta method, the replications being independent.

    Parameters
    ----------
    centre : Centre
    replications : int, optional
        Default: the number of sample paths where a queue has them, else 200.
    seed : int
        The same seed gives the same numbers, whatever the number of threads. In [0, 2**64).
    threads : int, optional
        Default: as many as the machine has.

    Returns
    -------
    SimulationResult

    Raises
    ------
    ValueError
        For numbers outside their range, and where `replications` is not the number of sample paths.

    Examples
    --------
    >>> calls = Queue(name="calls", interval_start=[0], interval="30m", offered=[100], aht=180, patience=120)
    >>> centre = Centre(queues=[calls], groups=[Group(name="desk", queues=["calls"], agents=14)])
    >>> result = simulate(centre, replications=100, seed=1)
    >>> result.measure("calls", "service_level")[0] > 0.9
    True
    """
    if not isinstance(centre, Centre):
        raise TypeError(f"simulate: centre must be a Centre, got {type(centre).__name__}")
    paths = {len(queue.offered) for queue in centre.queues if queue.offered.ndim == 2}
    if replications is None:
        replications = max(paths, default=200)
    replications = _whole(replications, "replications", 1, 2**31)
    seed = _whole(seed, "seed", 0, 2**64)
    threads = 0 if threads is None else _whole(threads, "threads", 1, 2**15)
    if paths - {replications}:
        raise ValueError(
            f"simulate: replications must be the number of sample paths of each queue, got {replications} and "
            f"{sorted(paths)} paths"
        )
    origins = {queue.name: _origin(queue) for queue in centre.queues}
    tables = _core.simulation.simulate(
        queues=[_queue_fields(queue, origins[queue.name]) for queue in centre.queues],
        groups=[_group_fields(group, centre, origins) for group in centre.groups],
        replications=replications,
        seed=seed,
        threads=threads,
    )
    return SimulationResult(
        centre=centre,
        replications=replications,
        seed=seed,
        interval_estimates=tuple(table["intervals"] for table in tables),
        day_estimates=tuple(table["days"] for table in tables),
        total_estimates=tuple(table["total"][0] for table in tables),
        counts=tuple(table["counts"] for table in tables),
    )


def _whole(value: Any, argument: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"simulate: {argument} must be a whole number, got {value!r}")
    whole = int(value)
    if not low <= whole < high:
        raise ValueError(f"simulate: {argument} must be >= {low} and < {high}, got {whole}")
    return whole


def _origin(queue: Queue) -> float:
    """Time 0 of the core: small numbers keep the resolution of the clock far below a microsecond."""
    ticks = stamps.elapsed(queue.interval_start)
    return float(ticks[0]) if ticks.size else 0.0


def _queue_fields(queue: Queue, origin: float) -> dict[str, Any]:
    return {
        "name": queue.name,
        "start": stamps.elapsed(queue.interval_start) - origin,
        "interval": queue.interval,
        "offered": queue.offered,
        "aht": queue.aht if len(queue.interval_start) else [1.0],
        "patience": [] if queue.patience is None else queue.patience,
        "day": stamps.days(queue.interval_start).tolist(),
        "lines": np.inf if queue.lines is None else float(queue.lines),
        "answer_within": queue.answer_within,
        "short_abandon": queue.short_abandon,
        "max_wait": queue.max_wait,
    }


def _group_fields(group: Group, centre: Centre, origins: dict[str, float]) -> dict[str, Any]:
    queue = next(queue for queue in centre.queues if queue.name == group.queues[0])
    own = group.interval_start is not None
    starts = stamps.elapsed(group.interval_start if group.interval_start is not None else queue.interval_start)
    return {
        "name": group.name,
        "queues": list(group.queues),
        "start": starts - origins[queue.name],
        "interval": group.interval if own else queue.interval,
        "agents": np.broadcast_to(group.on_phones, starts.shape),
    }
