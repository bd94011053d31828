"""Chats, of which an agent holds several at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from erlang import _arrays
from erlang._queueing.door import needed, per_class
from erlang._queueing.model import count, duration
from erlang._queueing.waits import WaitsModel


class Chat(WaitsModel):
    """Chats: each agent holds up to ``concurrency`` chats at once, the number of handle times given.

    Chats are spread evenly over the agents (no two differ by more than one), handle times are exponential at a rate
    that follows the agent's level, arrivals are Poisson. Customers who find every place taken wait, first come first
    served, with an exponential patience. One handle time is `ErlangA`, with endless patience `ErlangC`.

    Parameters
    ----------
    volume : chats offered in the interval, >= 0
    interval : length of the interval, > 0 s
    handle_times : mean handle time of a chat while its agent holds 1, 2, ... chats, each > 0 s
    agents : number of agents, a whole number >= 0; agents * concurrency at most 1e7
    patience : mean time until a waiting customer leaves, >= 0 s; None or infinite: nobody leaves

    Raises
    ------
    ValueError
        A number outside its domain.

    Notes
    -----
    Limits are values, the first that applies. Load 0: every service level 1, all else 0. Patience endless and more
    volume than all places together serve: wait probability and occupancy 1, waits and queue infinite, service level 0.
    No agents, patience 0: as in `ErlangA`.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.Chat(volume=216, interval="1h", handle_times=[200, 250], agents=10, patience=120)
    >>> round(queue.abandonment(), 4), round(queue.handle_time(), 1)
    (0.014, 225.2)
    """

    __slots__ = ()
    _kernel = "chat"

    def __init__(
        self,
        *,
        volume: Any = None,
        interval: Any = None,
        handle_times: Any = None,
        agents: Any = None,
        patience: Any = None,
    ) -> None:
        needed("Chat", volume=volume, interval=interval, handle_times=handle_times, agents=agents)
        times = per_class("Chat", "handle_times", handle_times, _arrays.POSITIVE_TIME, _arrays.seconds)
        whole: _arrays.Rule = (
            "a whole number from 0 to 1e7 / concurrency",
            lambda x: (x >= 0.0) & (x * len(times) <= 1e7) & (np.floor(x) == x),
        )
        values, like = _arrays.take(
            "Chat",
            {
                "volume": count(volume),
                "interval": duration(interval, _arrays.POSITIVE_TIME),
                "agents": count(agents, whole),
                "patience": duration(math.inf if patience is None else patience, _arrays.PATIENCE),
            },
        )
        finite = values["volume"] * times.max() / values["interval"]
        _arrays.check(finite, ("finite", _arrays.NON_NEGATIVE[1]), function="Chat", argument="load")
        self._set({**values, "handle_times": times}, like)

    def _rows(self) -> dict[str, _arrays.Floats]:
        return {name: value for name, value in self._values.items() if name != "handle_times"}

    def _options(self) -> tuple[Any, ...]:
        return (self._values["handle_times"],)

    @property
    def volume(self) -> Any:
        """Chats offered in the interval."""
        return self._field("volume")

    @property
    def interval(self) -> Any:
        """Length of the interval in seconds."""
        return self._field("interval")

    @property
    def handle_times(self) -> Any:
        """Mean handle time in seconds of a chat while its agent holds 1, 2, ... chats."""
        return self._values["handle_times"]

    @property
    def agents(self) -> Any:
        """Number of agents."""
        return self._field("agents")

    @property
    def patience(self) -> Any:
        """Mean patience in seconds; infinite where nobody leaves."""
        return self._field("patience")

    @property
    def concurrency(self) -> int:
        """How many chats an agent can hold."""
        return int(np.size(self._values["handle_times"]))

    def occupancy(self) -> Any:
        """Share of the agents' time in which they hold a chat at least, in [0, 1]."""
        return self._ask("occupancy")

    def chats_in_service(self) -> Any:
        """Mean number of chats in service."""
        return self._ask("chats_in_service")

    def handle_time(self) -> Any:
        """Mean handle time in seconds at the concurrency that comes about: chats in service / answered per second."""
        return self._ask("handle_time")

    def abandoned_within(self, time: Any) -> Any:
        """Share of offered that leaves within ``time``."""
        return self._ask("abandoned_within", {"time": duration(time)})
