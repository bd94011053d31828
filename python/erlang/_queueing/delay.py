"""Delay systems: Erlang C and Erlang A."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import ServiceLevel, WaitOf, position
from erlang._queueing.loss import level_arguments
from erlang._queueing.measures import Measures
from erlang._queueing.model import TrafficModel, count, duration


class _Delay(TrafficModel):
    """The measures that Erlang C and A share."""

    __slots__ = ()

    @property
    def agents(self) -> Any:
        """Number of agents on contacts."""
        return self._field("agents")

    def wait_probability(self) -> Any:
        """Share of offered that waits, in [0, 1]."""
        return self._of("wait_probability")

    def no_wait_probability(self) -> Any:
        """Share of offered that is answered at once, 1 - wait_probability, computed directly."""
        return self._of("no_wait_probability")

    def abandonment(self) -> Any:
        """Share of offered that hangs up, in [0, 1]."""
        return self._of("abandonment")

    def blocking(self) -> Any:
        """0: nobody is turned away."""
        return self._of("blocking")

    def occupancy(self) -> Any:
        """Share of the agents' time spent busy, (load / agents)(1 - abandonment), in [0, 1]."""
        return self._of("occupancy")

    def carried_load(self) -> Any:
        """Mean number of busy agents."""
        return self._of("carried_load")

    def queue_length(self) -> Any:
        """Mean number waiting."""
        return self._of("queue_length")

    def queue_at_least(self, waiting: Any) -> Any:
        """P(all agents are busy and at least ``waiting`` wait)."""
        return self._of("queue_at_least", {"waiting": count(waiting)})

    def queue_exactly(self, waiting: Any) -> Any:
        """P(all agents are busy and exactly ``waiting`` wait)."""
        return self._of("queue_exactly", {"waiting": count(waiting)})

    def service_level(
        self,
        *,
        answer_within: Any,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Any:
        """Service level in the definition named, in [0, 1].

        Parameters
        ----------
        answer_within : the T in "80 % within 20 s", >= 0 s; 0 is answered at once
        definition : one of `ServiceLevel`
        short_abandon : the t of ``abandons_excluded`` and ``abandons_counted``, >= 0 s; ``answer_within`` if None
        """
        at = position(ServiceLevel, definition, function="service_level", argument="definition")
        return self._timed("service_level", level_arguments(answer_within, short_abandon), at)

    def wait_exceeds(self, time: Any, *, of: WaitOf | str = WaitOf.all) -> Any:
        """Share of offered that waits longer than ``time``: the small side of the service levels.

        Of all who enter, until answer or hanging up (the default); of those answered after it; in virtual wait.
        """
        at = position(WaitOf, of, function="wait_exceeds", argument="of")
        return self._timed("wait_exceeds", {"time": duration(time)}, at)

    def asa(self, *, of: WaitOf | str = WaitOf.answered) -> Any:
        """Average speed of answer in seconds: mean wait of those answered, of all who enter, or virtual."""
        return self._timed("asa", None, position(WaitOf, of, function="asa", argument="of"))

    def wait_percentile(self, p: Any) -> Any:
        """The wait in seconds, until answer or hanging up, that a share p of those who enter does not exceed.

        p in (0, 1); 0 s where p <= 1 - wait_probability.
        """
        return self._timed("wait_percentile", {"p": count(p, _arrays.OPEN_FRACTION)})

    def wait_deviation(self) -> Any:
        """Standard deviation in seconds of the wait of all who enter, until answer or hanging up."""
        return self._timed("wait_deviation")

    def measures(
        self,
        *,
        answer_within: Any = None,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Measures:
        """All measures at once.

        Parameters
        ----------
        answer_within : T of the service level, >= 0 s; without it the service level is None
        definition, short_abandon : as in `service_level`
        """
        at = position(ServiceLevel, definition, function="measures", argument="definition")
        if answer_within is None and short_abandon is not None:
            raise ValueError("measures: short_abandon needs answer_within")
        if "load" in self._values:
            if answer_within is not None:
                self._need_traffic("service_level")
            return self._load_measures()
        times, like = _arrays.take(
            "measures", level_arguments(0 if answer_within is None else answer_within, short_abandon)
        )
        like = _arrays.merge("measures", [self._like, like])
        _arrays.shape_of("measures", {**self._values, **times})
        values = [*self._columns(), *times.values()]
        rows, shape = _arrays.columns(values)
        kernel = getattr(_kernels, f"{self._kernel}_measures")
        columns = kernel(*(rows or (np.array([value]) for value in values)), at)
        names = Measures.__dataclass_fields__
        found = {
            name: float(column[0]) if shape is None else _arrays.give_back(column.reshape(shape), like, name)
            for name, column in zip(names, columns)
        }
        if answer_within is None:
            found["service_level"] = None
        return Measures(**found)

    def _load_measures(self) -> Measures:
        return Measures(
            load=self.load,
            service_level=None,
            wait_probability=self.wait_probability(),
            asa=None,
            asa_all=None,
            asa_virtual_wait=None,
            abandonment=self.abandonment(),
            blocking=self.blocking(),
            occupancy=self.occupancy(),
            queue_length=self.queue_length(),
        )


class ErlangC(_Delay):
    """M/M/n, Erlang's delay system: Poisson arrivals, exponential handle times, endless patience.

    Agents may be fractional. `ErlangA` is the better choice wherever callers hang up.

    Parameters
    ----------
    load : offered load in erlangs, >= 0; stands for volume, interval and aht, and knows no measure in seconds
    volume : contacts offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    agents : number of agents, >= 0

    Raises
    ------
    ValueError
        A number outside its domain, both load and volume, or a measure in seconds of a model of a load.

    Notes
    -----
    Limits are values, the first that applies: load 0: every service level 1, all else 0. Load >= agents: wait
    probability 1, waits and queue infinite, service level 0, occupancy 1.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.ErlangC(volume=100, interval=1800, aht=180, agents=14)
    >>> round(queue.service_level(answer_within=20), 4), round(queue.asa(), 2)
    (0.8884, 7.84)
    >>> erlang.ErlangC(load=10, agents=[10, 12, 14]).wait_probability().round(4)
    array([1.    , 0.4494, 0.1741])
    """

    __slots__ = ()
    _kernel = "erlang_c"

    def __init__(
        self, *, load: Any = None, volume: Any = None, interval: Any = None, aht: Any = None, agents: Any = None
    ) -> None:
        self._take(load, volume, interval, aht, {"agents": count(agents)})


class ErlangA(_Delay):
    """M/M/n+M, Erlang A: Poisson arrivals, exponential handle times, exponential patience.

    Agents may be fractional, and the load may exceed them.

    Parameters
    ----------
    volume : contacts offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    patience : mean time until a waiting caller hangs up, >= 0 s; None or infinite is Erlang C
    agents : number of agents, >= 0
    load : refused, since patience and handle time are needed apart

    Notes
    -----
    Limits are values, the first that applies. Load 0: every service level 1, all else 0. Patience endless: Erlang C.
    No agents: wait probability, abandonment, occupancy 1, service levels 0 but ``abandons_counted`` =
    P(patience <= t), asa of all = patience, of answered NaN, virtual infinite. Patience 0: a loss system.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.ErlangA(volume=100, interval="30m", aht=180, patience=120, agents=12)
    >>> round(queue.service_level(answer_within=20), 4), round(queue.abandonment(), 4)
    (0.8256, 0.0616)
    >>> round(queue.service_level(answer_within=20, definition="abandons_excluded"), 4)
    0.8546
    """

    __slots__ = ()
    _kernel = "erlang_a"

    def __init__(
        self,
        *,
        volume: Any = None,
        interval: Any = None,
        aht: Any = None,
        patience: Any = None,
        agents: Any = None,
        load: Any = None,
    ) -> None:
        if load is not None:
            raise ValueError("ErlangA needs volume, interval and aht")
        mean = duration(math.inf if patience is None else patience, _arrays.PATIENCE)
        self._take(None, volume, interval, aht, {"agents": count(agents), "patience": mean})

    @property
    def patience(self) -> Any:
        """Mean patience in seconds; infinite where nobody hangs up."""
        return self._field("patience")

    def abandoned_within(self, time: Any) -> Any:
        """Share of offered that hangs up within ``time``."""
        return self._timed("abandoned_within", {"time": duration(time)})

    def abandonment_wait(self) -> Any:
        """Mean time in seconds until hanging up of those who do; NaN where nobody does."""
        return self._timed("abandonment_wait")
