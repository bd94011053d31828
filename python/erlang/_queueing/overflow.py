"""Loss systems beyond Poisson traffic: finitely many sources, and what overflows from a full group."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.model import Argument, Model, count, same_fields, whole

_BILLION = 1e9
_TO_BILLION: _arrays.Rule = ("in [0, 1e9]", lambda x: (x >= 0.0) & (x <= _BILLION))
_POSITIVE: _arrays.Rule = ("> 0", lambda x: (x > 0.0) & (x < math.inf))


class Engset(Model):
    """The loss system of finitely many sources, each idle one calling at a constant rate.

    A call that finds all servers busy is lost and its source idle again. The measures hold for any distribution of
    handle times. `ErlangB` is the limit of many sources, and pessimistic for few.

    Parameters
    ----------
    sources : number of sources, a whole number in [0, 1e9]
    servers : number of servers, a whole number in [0, 1e9]
    idle_load : rate of calls of an idle source times mean handle time, >= 0

    Notes
    -----
    No sources or idle_load 0: nobody calls, all measures 0. Servers for every source: blocking 0. Right to 1e-13
    relative. Source: Engset (1918); Iversen, Teletraffic Engineering Handbook, chapter 5.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.Engset(sources=20, servers=10, idle_load=0.5)
    >>> round(queue.blocking(), 4), round(queue.time_congestion(), 4)
    (0.0417, 0.0564)
    """

    __slots__ = ()

    def __init__(self, *, sources: Any = None, servers: Any = None, idle_load: Any = None) -> None:
        for name, value in {"sources": sources, "servers": servers, "idle_load": idle_load}.items():
            if value is None:
                raise TypeError(f"Engset needs {name}")
        arguments = {
            "sources": whole(sources, _BILLION),
            "servers": whole(servers, _BILLION),
            "idle_load": count(idle_load),
        }
        self._set(*_arrays.take("Engset", arguments))

    @property
    def sources(self) -> Any:
        """Number of sources."""
        return self._field("sources")

    @property
    def servers(self) -> Any:
        """Number of servers."""
        return self._field("servers")

    @property
    def idle_load(self) -> Any:
        """Rate of calls of an idle source times mean handle time."""
        return self._field("idle_load")

    def time_congestion(self) -> Any:
        """Share of time that all servers are busy, in [0, 1]."""
        return self._evaluate("engset_time_congestion", "time_congestion")

    def blocking(self) -> Any:
        """Share of calls that is lost (call congestion), in [0, 1]; below the time congestion."""
        return self._evaluate("engset_blocking", "blocking")

    def no_wait_probability(self) -> Any:
        """Share of calls that is served, 1 - blocking, computed directly."""
        return self._evaluate("engset_no_wait_probability", "no_wait_probability")

    def carried_load(self) -> Any:
        """Mean number of busy servers."""
        return self._evaluate("engset_carried_load", "carried_load")

    def occupancy(self) -> Any:
        """Share of the servers' time spent busy, in [0, 1]; no servers: 1."""
        return self._evaluate("engset_occupancy", "occupancy")


@dataclass(frozen=True, eq=False)
class Overflow:
    """What overflows from a full group: the number busy it would keep on endlessly many servers.

    Parameters
    ----------
    mean : the lost load in erlangs
    variance : of the number busy
    peakedness : variance / mean; 1 is Poisson
    """

    mean: Any
    variance: Any
    peakedness: Any

    def __eq__(self, other: object) -> bool:
        return same_fields(self, other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class EquivalentRandom:
    """A primary group, and how it was found.

    Parameters
    ----------
    load : its offered load in erlangs
    servers : its servers, real-valued
    method : ``rapp``, an approximation, or ``exact``
    """

    load: Any
    servers: Any
    method: str

    def __eq__(self, other: object) -> bool:
        return same_fields(self, other)

    __hash__ = None  # type: ignore[assignment]


def _all(function: str, arguments: dict[str, Argument], kernels: dict[str, str]) -> dict[str, Any]:
    """Kernels over the same arguments, by the names of what they give."""
    values, like = _arrays.take(function, arguments)
    columns = list(values.values())
    return {
        name: _arrays.give_back(_arrays.compute(getattr(_kernels, kernel), columns), like, name)
        for name, kernel in kernels.items()
    }


def overflow(*, load: Any, servers: Any) -> Overflow:
    """Mean, variance and peakedness of what overflows from Erlang B with exponential handle times.

    Parameters
    ----------
    load : offered load in erlangs, in [0, 1e9]
    servers : number of servers, in [0, 1e9], real-valued

    Notes
    -----
    Load 0: mean and variance 0, peakedness 1. Source: Kosten (1937); Riordan in Wilkinson, Bell System Technical
    Journal 35 (1956) 421.

    Examples
    --------
    >>> import erlang
    >>> round(erlang.overflow(load=8, servers=10).peakedness, 4)
    2.0402
    """
    arguments = {"load": count(load, _TO_BILLION), "servers": count(servers, _TO_BILLION)}
    return Overflow(**_all("overflow", arguments, {name: f"overflow_{name}" for name in Overflow.__dataclass_fields__}))


def hayward_blocking(*, load: Any, servers: Any, peakedness: Any) -> Any:
    """Hayward's approximation of the blocking of peaked traffic, B(servers / z, load / z) with z the peakedness.

    Parameters
    ----------
    load : mean of the offered traffic in erlangs, >= 0
    servers : number of servers, >= 0
    peakedness : variance / mean of the offered traffic, > 0; 1 gives Erlang B

    Notes
    -----
    An approximation. Source: Fredericks, Bell System Technical Journal 59 (1980) 885.

    Examples
    --------
    >>> import erlang
    >>> round(erlang.hayward_blocking(load=90, servers=100, peakedness=2), 4)
    0.0541
    """
    arguments = {"load": count(load), "servers": count(servers), "peakedness": count(peakedness, _POSITIVE)}
    found: dict[str, Any] = _all("hayward_blocking", arguments, {"blocking": "hayward_blocking"})
    return found["blocking"]


def equivalent_random(*, mean: Any, variance: Any, method: str = "rapp") -> EquivalentRandom:
    """The primary group whose overflow has that mean and variance.

    Parameters
    ----------
    mean : of the overflow in erlangs, > 0
    variance : of the overflow, > 0
    method : ``rapp`` (the default), Rapp's approximation, whose group overflows with a mean some per mille off, and
        which for a variance below the mean gives fewer than 0 servers; ``exact``, Wilkinson's method solved for both
        moments, for a mean up to 1e8 and a variance of 1 to 100 times it

    Notes
    -----
    Source: Wilkinson, Bell System Technical Journal 35 (1956) 421; Rapp, Ericsson Technics 20 (1964) 205.

    Examples
    --------
    >>> import erlang
    >>> group = erlang.equivalent_random(mean=50, variance=120)
    >>> round(group.load, 2), round(group.servers, 2)
    (130.08, 81.61)
    >>> group = erlang.equivalent_random(mean=50, variance=120, method="exact")
    >>> round(erlang.overflow(load=group.load, servers=group.servers).variance, 9)
    120.0
    """
    if not isinstance(method, str):
        raise TypeError(f"equivalent_random: method must be a name, got {type(method).__name__}")
    prefix = {"rapp": "rapp", "exact": "wilkinson"}.get(method)
    if prefix is None:
        raise ValueError(f"equivalent_random: method must be one of 'rapp', 'exact', got {method!r}")
    arguments = {"mean": count(mean, _POSITIVE), "variance": count(variance, _POSITIVE)}
    found = _all("equivalent_random", arguments, {"load": f"{prefix}_load", "servers": f"{prefix}_servers"})
    return EquivalentRandom(**found, method=method)
