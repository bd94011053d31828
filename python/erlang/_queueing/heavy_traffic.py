"""What Erlang C and A tend to in large systems with agents = load + beta sqrt(load)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.model import count, same_fields

_FINITE: _arrays.Rule = ("finite", lambda x: (x > -math.inf) & (x < math.inf))
_TO_INFINITY: _arrays.Rule = (">= 0", lambda x: x >= 0.0)


@dataclass(frozen=True, eq=False)
class HeavyTraffic:
    """The measures of a heavy-traffic limit.

    Parameters
    ----------
    wait_probability : limit of the share that waits, in [0, 1]
    no_wait_probability : limit of the share answered at once, computed directly
    scaled_wait : limit of sqrt(agents) times the mean wait of all, in handle times
    scaled_abandonment : limit of sqrt(agents) times the share that hangs up
    """

    wait_probability: Any
    no_wait_probability: Any
    scaled_wait: Any
    scaled_abandonment: Any

    def __eq__(self, other: object) -> bool:
        return same_fields(self, other)

    __hash__ = None  # type: ignore[assignment]


def _limit(function: str, beta: Any, patience_ratio: Any) -> HeavyTraffic:
    arguments = {"beta": count(beta, _FINITE), "patience_ratio": count(patience_ratio, _TO_INFINITY)}
    values, like = _arrays.take(function, arguments)
    columns = list(values.values())
    return HeavyTraffic(
        **{
            name: _arrays.give_back(_arrays.compute(getattr(_kernels, f"garnett_{name}"), columns), like, name)
            for name in HeavyTraffic.__dataclass_fields__
        }
    )


def halfin_whitt(*, beta: Any) -> HeavyTraffic:
    """The limit of Erlang C for agents = load + beta sqrt(load) and a growing load.

    Parameters
    ----------
    beta : spare agents in square roots of the load; at or below 0 everybody waits, without end

    Notes
    -----
    P(wait) = 1 / (1 + beta Phi(beta) / phi(beta)). `ErlangC` is exact and as cheap; the limit shows how load, agents
    and waits scale. Source: Halfin and Whitt, Operations Research 29 (1981) 567, theorem 1.

    Examples
    --------
    >>> import erlang
    >>> round(erlang.halfin_whitt(beta=1).wait_probability, 4)
    0.2234
    >>> round(erlang.ErlangC(load=10_000, agents=10_100).wait_probability(), 4)
    0.2248
    """
    return _limit("halfin_whitt", beta, math.inf)


def garnett(*, beta: Any, patience_ratio: Any) -> HeavyTraffic:
    """The limit of Erlang A for agents = load + beta sqrt(load) and a growing load.

    Parameters
    ----------
    beta : spare agents in square roots of the load, of either sign
    patience_ratio : mean patience / mean handle time, >= 0; infinite is `halfin_whitt`

    Notes
    -----
    With h the hazard of the normal distribution and r = sqrt(patience_ratio):
    P(wait) = 1 / (1 + h(beta r) / (r h(-beta))), sqrt(agents) P(abandon) = P(wait) (h(beta r) / r - beta).
    Source: Garnett, Mandelbaum and Reiman, MSOM 4 (2002) 208, theorem 4.

    Examples
    --------
    >>> import erlang
    >>> limit = erlang.garnett(beta=-0.5, patience_ratio=1)
    >>> round(limit.wait_probability, 4), round(limit.scaled_abandonment, 4)
    (0.6915, 0.6978)
    """
    return _limit("garnett", beta, patience_ratio)
