"""Erlang C and A as an analyst would write them with NumPy and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betainc, digamma, gammaincc, gammaln, pdtr


def erlang_c_service_level(volume: Any, interval: Any, aht: Any, agents: Any, within: Any) -> Any:
    """Whole agents, vectorised: Erlang B from the Poisson distribution, then C."""
    load = volume * aht / interval
    blocking = np.exp(agents * np.log(load) - load - gammaln(agents + 1)) / pdtr(agents, load)
    wait = blocking / (1 - load / agents * (1 - blocking))
    return 1 - wait * np.exp(-(agents - load) * within / aht)


def erlang_c_service_level_real(volume: Any, interval: Any, aht: Any, agents: Any, within: Any) -> Any:
    """The same for real agents: pdtr rounds them down, the incomplete gamma function does not."""
    load = volume * aht / interval
    blocking = np.exp(agents * np.log(load) - load - gammaln(agents + 1)) / gammaincc(agents + 1, load)
    wait = blocking / (1 - load / agents * (1 - blocking))
    return 1 - wait * np.exp(-(agents - load) * within / aht)


def erlang_a(
    volume: float, interval: float, aht: float, patience: float, agents: int, within: float
) -> tuple[float, float, float, float, float]:
    """Service level, ASA of those answered, abandonment, wait probability and occupancy of one queue.

    From the birth-death chain around `agents`. Who finds j waiting has a wait V with e^-(V / patience) distributed as
    Beta(agents patience / aht, j + 1).
    """
    load, rate, c = volume * aht / interval, volume / interval, agents * patience / aht
    below = np.cumprod(np.arange(agents, 0, -1) / load)
    mean = max(0.0, rate * patience - c)
    waiting = np.arange(int(mean + 10 * np.sqrt(rate * patience + 1) + 20))
    above = np.cumprod(np.concatenate(([1.0], rate / (agents / aht + waiting[1:] / patience))))
    above /= below.sum() + above.sum()
    abandonment = float((waiting * above).sum() / (rate * patience))
    answered = above * c / (c + waiting + 1)
    late = float((answered * betainc(c + 1, waiting + 1, np.exp(-within / patience))).sum())
    waits = float((answered * (digamma(c + waiting + 2) - digamma(c + 1))).sum()) * patience
    return (
        1 - abandonment - late,
        waits / (1 - abandonment),
        abandonment,
        float(above.sum()),
        load / agents * (1 - abandonment),
    )
