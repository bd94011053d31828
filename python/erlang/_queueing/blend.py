"""Inbound calls blended with outbound work by a threshold."""

from __future__ import annotations

from typing import Any

import numpy as np

from erlang import _arrays
from erlang._queueing.definitions import ServiceLevel
from erlang._queueing.door import needed
from erlang._queueing.measures import Measures
from erlang._queueing.model import count, duration
from erlang._queueing.waits import WaitsModel


class Blend(WaitsModel):
    """M/M/n whose agents start an outbound contact at once whenever fewer than ``threshold`` of them are busy.

    So ``idle_reserve`` = agents - threshold agents stay free for inbound calls. Outbound work never runs dry and takes
    as long as an inbound call; nobody hangs up and nobody is interrupted. Threshold 0 is `ErlangC`; with threshold =
    agents everybody is always busy and every call waits.

    Parameters
    ----------
    volume : inbound contacts offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, inbound and outbound, > 0 s
    agents : number of agents, >= 0; may be fractional
    threshold : outbound starts while fewer agents are busy, from 0 to agents, a whole number below them
    idle_reserve : agents - threshold, in place of the threshold

    Raises
    ------
    ValueError
        A number outside its domain, or both threshold and idle_reserve.

    Notes
    -----
    Limits are values, the first that applies. Load 0: every service level 1, wait probability and waits 0, occupancy
    threshold / agents. Load >= agents: wait probability and occupancy 1, waits and queue infinite, service level 0,
    outbound 0.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.Blend(volume=720, interval="1h", aht=200, agents=50, idle_reserve=4)
    >>> round(queue.service_level(answer_within=20), 4), round(queue.outbound_volume(), 1)
    (0.8438, 151.8)
    """

    __slots__ = ()
    _kernel = "blend"

    def __init__(
        self,
        *,
        volume: Any = None,
        interval: Any = None,
        aht: Any = None,
        agents: Any = None,
        threshold: Any = None,
        idle_reserve: Any = None,
    ) -> None:
        needed("Blend", volume=volume, interval=interval, aht=aht, agents=agents)
        if (threshold is None) == (idle_reserve is None):
            word = "got neither" if threshold is None else "got both"
            raise (TypeError if threshold is None else ValueError)(
                f"Blend: threshold or idle_reserve must be given, {word}"
            )
        name, given = ("threshold", threshold) if idle_reserve is None else ("idle_reserve", idle_reserve)
        values, like = _arrays.take(
            "Blend",
            {
                "volume": count(volume),
                "interval": duration(interval, _arrays.POSITIVE_TIME),
                "aht": duration(aht, _arrays.POSITIVE_TIME),
                "agents": count(agents),
                name: count(given),
            },
        )
        agents, given = (
            np.broadcast_arrays(values["agents"], values[name])
            if _any_array(values, name)
            else (
                values["agents"],
                values[name],
            )
        )
        rest = agents - given
        whole = rest if name == "threshold" else given
        good = (rest >= 0.0) & (np.floor(whole) == whole)
        rule = (
            "from 0 to agents, a whole number below them" if name == "threshold" else "a whole number from 0 to agents"
        )
        _arrays.check(given, (rule, lambda _: good), function="Blend", argument=name)
        if name == "idle_reserve":
            del values[name]
            values["threshold"] = rest
        if not isinstance(values["threshold"], float):
            values["threshold"].setflags(write=False)
        self._set(values, like)
        _arrays.check(self._load(), ("finite", _arrays.NON_NEGATIVE[1]), function="Blend", argument="load")

    def _load(self) -> _arrays.Floats:
        return self._values["volume"] * self._values["aht"] / self._values["interval"]

    @property
    def volume(self) -> Any:
        """Inbound contacts offered in the interval."""
        return self._field("volume")

    @property
    def interval(self) -> Any:
        """Length of the interval in seconds."""
        return self._field("interval")

    @property
    def aht(self) -> Any:
        """Average handle time in seconds, inbound and outbound."""
        return self._field("aht")

    @property
    def agents(self) -> Any:
        """Number of agents on contacts."""
        return self._field("agents")

    @property
    def threshold(self) -> Any:
        """Outbound starts while fewer agents are busy."""
        return self._field("threshold")

    @property
    def idle_reserve(self) -> Any:
        """Agents kept free for inbound calls, agents - threshold."""
        return _arrays.give_back(self._values["agents"] - self._values["threshold"], self._like, "idle_reserve")

    @property
    def load(self) -> Any:
        """Offered inbound load in erlangs, volume * aht / interval."""
        return _arrays.give_back(self._load(), self._like, "load")

    def carried_load(self) -> Any:
        """Mean number of agents busy, inbound and outbound together."""
        return self._ask("carried_load")

    def outbound_load(self) -> Any:
        """Mean number of agents busy with outbound contacts."""
        return self._ask("outbound_load")

    def outbound_volume(self) -> Any:
        """Outbound contacts made per interval."""
        return self._ask("outbound_volume")

    def measures(self, *, answer_within: Any = None) -> Measures:
        """All measures that queues share, at once; without ``answer_within`` the service level is None.

        Load is inbound alone, occupancy inbound and outbound.
        """
        level = None
        if answer_within is not None:
            level = self.service_level(answer_within=answer_within, definition=ServiceLevel.answered_of_offered)
        return Measures(
            load=self.load,
            service_level=level,
            wait_probability=self.wait_probability(),
            asa=self.asa(),
            asa_all=self.asa(of="all"),
            asa_virtual_wait=self.asa(of="virtual_wait"),
            abandonment=self.abandonment(),
            blocking=self.blocking(),
            occupancy=self.occupancy(),
            queue_length=self.queue_length(),
        )


def _any_array(values: dict[str, _arrays.Floats], name: str) -> bool:
    return not (isinstance(values["agents"], float) and isinstance(values[name], float))
