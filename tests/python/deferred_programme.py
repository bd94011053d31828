"""The least capacity for deferred work as a linear programme: who is worked when, with no thought of ours in it."""

from __future__ import annotations

from typing import Any

import numpy as np


def random_work(rng: np.random.Generator) -> dict[str, Any]:
    """A small table of one queue in the words of the core, and the target."""
    count = int(rng.integers(1, 11))
    interval = float(rng.choice([900, 1800, 3600]))
    gaps = np.cumsum(rng.integers(0, 3, count) * (rng.random(count) < 0.2))
    on_grid = rng.random() < 0.7
    return {
        "volume": rng.integers(0, 12, count).astype(float) * rng.integers(0, 2, count),
        "aht": rng.uniform(60, 900, count),
        "interval": interval,
        "starts": (np.arange(count) + gaps) * interval,
        "open": [bool(x) for x in rng.random(count) > 0.25],
        "backlog": [
            (float(rng.integers(1, 10)), float(rng.uniform(0, 5) * interval), float(rng.uniform(60, 900)))
            for _ in range(rng.integers(0, 4))
        ],
        "opening_hours": bool(rng.integers(2)),
        "answer_within": float(rng.integers(0, 5) * interval if on_grid else rng.uniform(0, 5) * interval),
        "finish": bool(rng.integers(2)),
    }


def windows(work: dict[str, Any]) -> tuple[list[int], list[tuple[float, int, int]]]:
    """The open intervals, and every piece of work that is due in the table: amount, first and last interval."""
    interval, within, count = work["interval"], work["answer_within"], len(work["volume"])
    slots = [i for i in range(count) if work["open"][i]]
    if not slots:
        return [], []
    if work["opening_hours"]:
        begins = [interval * sum(work["open"][:i]) for i in range(count)]
        ends = [begin + interval * work["open"][i] for i, begin in enumerate(begins)]
    else:
        begins = [start - work["starts"][0] for start in work["starts"]]
        ends = [begin + interval for begin in begins]
    near = 1e-6 * interval

    def last(begins: float, due: float, first: int) -> int | None:
        if begins >= ends[-1] - near if begins < due else due > ends[-1] + near:
            return None
        fit = [i for i in slots if ends[i] <= due + near]
        return max(fit[-1] if fit else first, first)

    pieces: list[tuple[float, int, int | None]] = []
    for items, age, aht in sorted(work["backlog"], key=lambda one: -one[1]):
        left = within - age if within > age else within
        pieces.append((items * aht, slots[0], last(left, left, slots[0])))
    for i in range(count):
        later = [slot for slot in slots if slot >= i]
        if later and work["volume"][i] > 0:
            pieces.append(
                (work["volume"][i] * work["aht"][i], later[0], last(begins[i] + within, ends[i] + within, later[0]))
            )
    if work["finish"]:
        pieces = [(amount, first, slots[-1] if due is None else due) for amount, first, due in pieces]
    # First in, first out: what is due later cannot go before.
    bound: int | None = None
    result = []
    for amount, first, due in reversed(pieces):
        if due is not None:
            bound = due if bound is None else min(bound, due)
        if bound is not None:
            result.append((amount, first, bound))
    return slots, result[::-1]


def optimum(work: dict[str, Any], idle: Any) -> tuple[float, float]:
    """The smallest peak of agents beside the idle ones, and the fewest agent-intervals, each by its own programme."""
    from scipy.optimize import linprog

    slots, pieces = windows(work)
    if not pieces:
        return 0.0, 0.0
    pairs = [(j, i) for j, (_, first, last) in enumerate(pieces) for i in slots if first <= i <= last]
    width = len(pairs) + len(slots) + 1
    equal = np.zeros((len(pieces), width))
    upper = np.zeros((2 * len(slots), width))
    right = np.zeros(2 * len(slots))
    for column, (j, i) in enumerate(pairs):
        equal[j, column] = 1
        upper[slots.index(i), column] = 1
    for k, i in enumerate(slots):
        upper[k, len(pairs) + k] = -work["interval"]
        right[k] = idle[i] * work["interval"]
        upper[len(slots) + k, len(pairs) + k] = 1
        upper[len(slots) + k, -1] = -1
    costs = np.zeros((2, width))
    costs[0, -1] = 1
    costs[1, len(pairs) : -1] = 1
    found = []
    for cost in costs:
        answer = linprog(
            cost, A_ub=upper, b_ub=right, A_eq=equal, b_eq=[amount for amount, _, _ in pieces], method="highs"
        )
        assert answer.status == 0, answer.message
        found.append(float(answer.fun))
    return found[0], found[1]
