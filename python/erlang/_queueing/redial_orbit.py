"""Erlang A with redials after a delay, as a chain."""

from __future__ import annotations

import math
from typing import Any

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import WaitOf, position
from erlang._queueing.door import ChainModel, needed, one
from erlang._queueing.model import count, duration


class RedialOrbit(ChainModel):
    """Erlang A in which a share of those who hang up calls again after an exponential delay, as often as it takes.

    Solved exactly as a chain of those in the system and those in the orbit, who are about to call again. Repeated calls
    come when it is busy, so that they wait more often than first ones, which a model with Poisson attempts misses.
    Redial 0 is `ErlangA`. Shares are per attempt, first calls and repeated ones; numbers, no arrays.

    Parameters
    ----------
    volume : first calls offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    agents : number of agents, a whole number >= 0
    patience : mean time until a waiting caller hangs up, > 0 s, finite
    redial : share of those who hang up that calls again, in [0, 1)
    redial_delay : mean time until they do, > 0 s

    Raises
    ------
    ValueError
        A number outside its domain, or a chain of more than 3e7 numbers (240 MB, some seconds): about 100 agents at
        redial delays of some handle times.

    Notes
    -----
    Load 0: every service level 1, all else 0. Right to 1e-12 relative; the chain is cut where the probability of its
    last states is below 1e-18 of that of a queue, and of an orbit, at all.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.RedialOrbit(volume=360, interval=60, aht=1, agents=5, patience=1, redial=0.75, redial_delay=2)
    >>> round(queue.abandonment(), 4), round(queue.lost(), 4), round(queue.attempts(), 4)
    (0.4796, 0.1872, 1.5617)
    """

    __slots__ = ()
    _values: dict[str, float]  # type: ignore[assignment]

    def __init__(
        self,
        *,
        volume: Any = None,
        interval: Any = None,
        aht: Any = None,
        agents: Any = None,
        patience: Any = None,
        redial: Any = None,
        redial_delay: Any = None,
    ) -> None:
        given = {
            "volume": volume,
            "interval": interval,
            "aht": aht,
            "agents": agents,
            "patience": patience,
            "redial": redial,
            "redial_delay": redial_delay,
        }
        needed("RedialOrbit", **given)
        whole: _arrays.Rule = ("a whole number >= 0", lambda x: (x >= 0.0) & (x < math.inf) & (x % 1.0 == 0.0))
        finite: _arrays.Rule = ("> 0 s and finite", _arrays.POSITIVE_TIME[1])
        arguments = {
            "volume": count(volume),
            "interval": duration(interval, _arrays.POSITIVE_TIME),
            "aht": duration(aht, _arrays.POSITIVE_TIME),
            "agents": count(agents, whole),
            "patience": duration(patience, finite),
            "redial": count(redial, _arrays.BELOW_ONE),
            "redial_delay": duration(redial_delay, _arrays.POSITIVE_TIME),
        }
        self._set({name: one("RedialOrbit", name, argument) for name, argument in arguments.items()}, None)
        _arrays.check(self.load, ("finite", _arrays.NON_NEGATIVE[1]), function="RedialOrbit", argument="load")
        self._chain()

    def _solve(self) -> Any:
        return _kernels.RedialOrbit(*self._values.values())

    @property
    def volume(self) -> float:
        """First calls offered in the interval."""
        return self._values["volume"]

    @property
    def interval(self) -> float:
        """Length of the interval in seconds."""
        return self._values["interval"]

    @property
    def aht(self) -> float:
        """Average handle time in seconds."""
        return self._values["aht"]

    @property
    def agents(self) -> float:
        """Number of agents on contacts."""
        return self._values["agents"]

    @property
    def patience(self) -> float:
        """Mean patience in seconds."""
        return self._values["patience"]

    @property
    def redial(self) -> float:
        """Share of those who hang up that calls again."""
        return self._values["redial"]

    @property
    def redial_delay(self) -> float:
        """Mean time in seconds until they do."""
        return self._values["redial_delay"]

    @property
    def load(self) -> float:
        """Offered load of first calls in erlangs."""
        return self.volume * self.aht / self.interval

    def attempted_volume(self) -> float:
        """Attempts per interval, first calls and repeated ones."""
        return float(self._chain().attempted_volume())

    def attempts(self) -> float:
        """Mean number of attempts per first call, >= 1."""
        return float(self._chain().attempts())

    def wait_probability(self) -> float:
        """Share of attempts that waits, in [0, 1]."""
        return float(self._chain().wait_probability())

    def no_wait_probability(self) -> float:
        """Share of attempts that is answered at once, computed directly."""
        return float(self._chain().no_wait_probability())

    def all_busy(self) -> float:
        """P(all agents are busy): the share of time, not of attempts."""
        return float(self._chain().all_busy())

    def abandonment(self) -> float:
        """Share of attempts that hangs up, in [0, 1]."""
        return float(self._chain().abandonment())

    def blocking(self) -> float:
        """0: nobody is turned away."""
        return float(self._chain().blocking())

    def lost(self) -> float:
        """Share of first calls that is lost for good."""
        return float(self._chain().lost())

    def carried_load(self) -> float:
        """Mean number of busy agents."""
        return float(self._chain().carried_load())

    def occupancy(self) -> float:
        """Share of the agents' time spent busy, in [0, 1]."""
        return float(self._chain().occupancy())

    def queue_length(self) -> float:
        """Mean number waiting."""
        return float(self._chain().queue_length())

    def orbit_length(self) -> float:
        """Mean number of callers who are about to call again."""
        return float(self._chain().orbit_length())

    def service_level(self, *, answer_within: Any) -> float:
        """Share of attempts that is answered within ``answer_within``, in [0, 1]; 0 s is answered at once."""
        return float(self._chain().service_level(one("service_level", "answer_within", duration(answer_within))))

    def wait_exceeds(self, time: Any) -> float:
        """Share of attempts that waits longer than ``time``, until answer or hanging up."""
        return float(self._chain().wait_exceeds(one("wait_exceeds", "time", duration(time))))

    def asa(self, *, of: WaitOf | str = WaitOf.answered) -> float:
        """Average speed of answer in seconds: mean wait of the attempts answered, or of ``all``."""
        return float(self._chain().asa(position(WaitOf, of, function="asa", argument="of")))
