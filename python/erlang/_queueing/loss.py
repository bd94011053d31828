"""Loss systems: Erlang B, its inverses, and Extended Erlang B."""

from __future__ import annotations

from typing import Any

import numpy as np

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import ServiceLevel, WaitOf, position
from erlang._queueing.measures import Measures
from erlang._queueing.model import Argument, Model, TrafficModel, count, duration


class ErlangB(TrafficModel):
    """M/M/n/n, Erlang's loss system: who finds all servers busy is lost.

    The shares need the load alone and hold for any distribution of handle times. Servers may be fractional.

    Parameters
    ----------
    load : offered load in erlangs, >= 0; stands for volume, interval and aht
    volume : contacts offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    servers : number of servers (trunks), >= 0

    Raises
    ------
    ValueError
        A number outside its domain, or both load and volume.

    Notes
    -----
    Load 0 gives blocking 0, no servers blocking 1. Right to 1e-13 relative wherever blocking > 1e-280.

    Examples
    --------
    >>> import erlang
    >>> round(erlang.ErlangB(load=8, servers=10).blocking(), 4)
    0.1217
    """

    __slots__ = ()
    _kernel = "erlang_b"

    def __init__(
        self, *, load: Any = None, volume: Any = None, interval: Any = None, aht: Any = None, servers: Any = None
    ) -> None:
        self._take(load, volume, interval, aht, {"servers": count(servers)})

    @property
    def servers(self) -> Any:
        """Number of servers."""
        return self._field("servers")

    def blocking(self) -> Any:
        """Share of offered that is lost, in [0, 1]."""
        return self._of("blocking")

    def no_wait_probability(self) -> Any:
        """Share of offered that is served, 1 - blocking, computed directly."""
        return self._of("no_wait_probability")

    def wait_probability(self) -> Any:
        """0: nobody waits in a loss system."""
        return self._of("wait_probability")

    def abandonment(self) -> Any:
        """0: nobody hangs up in a loss system."""
        return self._of("abandonment")

    def carried_load(self) -> Any:
        """Mean number of busy servers."""
        return self._of("carried_load")

    def occupancy(self) -> Any:
        """Share of the servers' time spent busy, in [0, 1]; no servers: 1."""
        return self._of("occupancy")

    def queue_length(self) -> Any:
        """0: there is no queue."""
        return self._of("queue_length")

    def service_level(
        self,
        *,
        answer_within: Any,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Any:
        """1 - blocking for every ``answer_within``; 1 as ``answered_of_answered``."""
        at = position(ServiceLevel, definition, function="service_level", argument="definition")
        return self._timed("service_level", level_arguments(answer_within, short_abandon), at)

    def asa(self, *, of: WaitOf | str = WaitOf.answered) -> Any:
        """0 s; NaN of those answered where nobody is."""
        return self._timed("asa", None, position(WaitOf, of, function="asa", argument="of"))

    def measures(
        self,
        *,
        answer_within: Any = None,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Measures:
        """All measures; service level and waits, None for a model of a load, are those of a loss system.

        ``answer_within`` and ``short_abandon`` change nothing: who is served is served at once.
        """
        if answer_within is None and short_abandon is not None:
            raise ValueError("measures: short_abandon needs answer_within")
        timed = answer_within is not None or "volume" in self._values
        within = 0 if answer_within is None else answer_within
        level = {"answer_within": within, "definition": definition, "short_abandon": short_abandon}
        return Measures(
            load=self.load,
            service_level=self.service_level(**level) if timed else None,
            wait_probability=self.wait_probability(),
            asa=self.asa() if timed else None,
            asa_all=self.asa(of="all") if timed else None,
            asa_virtual_wait=self.asa(of="virtual_wait") if timed else None,
            abandonment=self.abandonment(),
            blocking=self.blocking(),
            occupancy=self.occupancy(),
            queue_length=self.queue_length(),
        )


def level_arguments(answer_within: Any, short_abandon: Any) -> dict[str, Argument]:
    """The two times of a service level; NaN, which a user cannot give, stands for no short_abandon."""
    not_given: Argument = (None, lambda *_, **__: float("nan"), ("", lambda _: True))
    return {
        "answer_within": duration(answer_within),
        "short_abandon": not_given if short_abandon is None else duration(short_abandon),
    }


class ExtendedErlangB(Model):
    """Erlang B where a share ``redial`` of those lost call again at once.

    First calls and repeated ones together are taken as Poisson: the load of all attempts a solves
    a (1 - redial B(servers, a)) = load. Shares are per attempt, occupancy counts attempts.

    Parameters
    ----------
    load : load of first calls in erlangs, >= 0
    servers : number of servers, >= 0
    redial : share of those lost who call again, in [0, 1)

    Examples
    --------
    >>> import erlang
    >>> round(erlang.ExtendedErlangB(load=0.152, servers=2, redial=0.4).blocking(), 4)
    0.01
    """

    __slots__ = ()

    def __init__(self, *, load: Any = None, servers: Any = None, redial: Any = None) -> None:
        for name, value in {"load": load, "servers": servers, "redial": redial}.items():
            if value is None:
                raise TypeError(f"ExtendedErlangB needs {name}")
        arguments = {"load": count(load), "servers": count(servers), "redial": count(redial, _arrays.BELOW_ONE)}
        self._set(*_arrays.take("ExtendedErlangB", arguments))

    @property
    def load(self) -> Any:
        """Load of first calls in erlangs."""
        return self._field("load")

    @property
    def servers(self) -> Any:
        """Number of servers."""
        return self._field("servers")

    @property
    def redial(self) -> Any:
        """Share of those lost who call again."""
        return self._field("redial")

    def attempted_load(self) -> Any:
        """Load of all attempts in erlangs."""
        return self._evaluate("extended_erlang_b_load", "attempted_load")

    def blocking(self) -> Any:
        """Share of attempts that is lost."""
        return self._evaluate("extended_erlang_b_blocking", "blocking")

    def carried_load(self) -> Any:
        """Mean number of busy servers."""
        return self._evaluate("extended_erlang_b_carried_load", "carried_load")

    def occupancy(self) -> Any:
        """Share of the servers' time spent busy."""
        return self._evaluate("extended_erlang_b_occupancy", "occupancy")

    def attempts(self) -> Any:
        """Mean number of attempts per first call, >= 1."""
        return self._evaluate("extended_erlang_b_attempts", "attempts")

    def lost(self) -> Any:
        """Share of first calls that is lost for good."""
        return self._evaluate("extended_erlang_b_lost", "lost")


def required_servers(*, load: Any, max_blocking: Any, fractional: bool = False) -> Any:
    """The smallest number of servers with blocking at most ``max_blocking``.

    Parameters
    ----------
    load : offered load in erlangs, in [0, 1e15]
    max_blocking : bound on the blocking, in (0, 1); a relative 1e-12 above it counts as met
    fractional : the real number of servers with that blocking, by the analytic continuation of Erlang B, instead of
        the first whole number

    Returns
    -------
    int, or an integer array or column; float with ``fractional``. Load 0 needs no servers.

    Examples
    --------
    >>> import erlang
    >>> erlang.required_servers(load=17, max_blocking=0.01)
    27
    >>> round(erlang.required_servers(load=17, max_blocking=0.01, fractional=True), 3)
    26.049
    """
    most = ("in [0, 1e15]", lambda x: (x >= 0.0) & (x <= 1e15))
    arguments = {"load": count(load, most), "max_blocking": count(max_blocking, _arrays.OPEN_FRACTION)}
    values, like = _arrays.take("required_servers", arguments)
    if fractional:
        exact = _arrays.compute(_kernels.required_servers_fractional, list(values.values()))
        return _arrays.give_back(exact, like, "servers")
    result = _arrays.compute(_kernels.required_servers, list(values.values()))
    if isinstance(result, float):
        return int(result)
    return _arrays.give_back(result.astype(np.int64), like, "servers")


def max_load(*, servers: Any, max_blocking: Any) -> Any:
    """The largest load in erlangs that ``servers`` servers carry with blocking at most ``max_blocking``.

    Parameters
    ----------
    servers : number of servers, >= 0
    max_blocking : bound on the blocking, in (0, 1)

    Examples
    --------
    >>> import erlang
    >>> round(erlang.max_load(servers=10, max_blocking=0.01), 3)
    4.461
    """
    arguments = {"servers": count(servers), "max_blocking": count(max_blocking, _arrays.OPEN_FRACTION)}
    values, like = _arrays.take("max_load", arguments)
    return _arrays.give_back(_arrays.compute(_kernels.max_load, list(values.values())), like, "load")
