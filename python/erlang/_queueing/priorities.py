"""Non-preemptive priorities."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import ServiceLevel, position
from erlang._queueing.door import needed, one, per_class
from erlang._queueing.model import Argument, Model, count, duration


class Priorities(Model):
    """M/M/n with non-preemptive priorities: a free agent takes the longest waiting call of the highest class.

    Calls in service are not interrupted. Handle times are exponential with one mean for all classes; nobody hangs up.
    Measures by class are arrays in the order of ``volumes``, the highest class first. One class is `ErlangC`.

    Parameters
    ----------
    volumes : contacts offered in the interval, a number >= 0 per class, the highest first
    interval : length of the interval, > 0 s
    aht : average handle time of every class, > 0 s
    agents : number of agents, >= 0; may be fractional

    Raises
    ------
    ValueError
        A number outside its domain.

    Notes
    -----
    Limits are values. Load 0: every service level 1, all else 0. Load >= agents: wait probability and occupancy 1; a
    class that with those above it brings load >= agents has infinite waits and queue and service level 0, the
    classes above keep their finite values. Measures of a class with volume 0 are those of a call that came in it.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.Priorities(volumes=[60, 90, 60], interval=60, aht=1, agents=5)
    >>> queue.service_level(answer_within=0.4).round(4)
    array([0.9237, 0.8412, 0.7559])
    >>> queue.asa().round(3)
    array([0.094, 0.189, 0.504])
    >>> erlang.Priorities(volumes=[60, 300], interval=60, aht=1, agents=5).asa().round(3)
    array([0.25,  inf])
    """

    __slots__ = ()

    def __init__(self, *, volumes: Any = None, interval: Any = None, aht: Any = None, agents: Any = None) -> None:
        needed("Priorities", volumes=volumes, interval=interval, aht=aht, agents=agents)
        offered = per_class("Priorities", "volumes", volumes, _arrays.NON_NEGATIVE, _arrays.number)
        others = {
            "interval": one("Priorities", "interval", duration(interval, _arrays.POSITIVE_TIME)),
            "aht": one("Priorities", "aht", duration(aht, _arrays.POSITIVE_TIME)),
            "agents": one("Priorities", "agents", count(agents)),
        }
        self._set({"volumes": offered, **others}, None)
        _arrays.check(self.load, ("finite", _arrays.NON_NEGATIVE[1]), function="Priorities", argument="load")

    @property
    def volumes(self) -> NDArray[np.float64]:
        """Contacts offered in the interval by class, the highest first."""
        return np.asarray(self._values["volumes"])

    @property
    def interval(self) -> Any:
        """Length of the interval in seconds."""
        return self._field("interval")

    @property
    def aht(self) -> Any:
        """Average handle time in seconds."""
        return self._field("aht")

    @property
    def agents(self) -> Any:
        """Number of agents on contacts."""
        return self._field("agents")

    @property
    def load(self) -> float:
        """Offered load of all classes in erlangs."""
        total = float(np.sum(self._values["volumes"]))
        return float(total * self._values["aht"] / self._values["interval"])

    def _by_class(self, measure: str, argument: Argument | None = None, name: str = "") -> Any:
        arguments: list[Any] = []
        if argument is not None:
            values, _ = _arrays.take(measure, {name: argument})
            try:
                arguments = [np.broadcast_to(values[name], self.volumes.shape)]
            except ValueError:
                raise ValueError(
                    f"{measure}: {name} must be a number, or one per class, got shape {np.shape(values[name])}"
                ) from None
        return getattr(_kernels, f"priorities_{measure}")(*self._values.values(), *arguments)

    def wait_probability(self) -> float:
        """Share of offered that waits, in [0, 1]: the same for every class."""
        return float(self._by_class("wait_probability")[0])

    def no_wait_probability(self) -> float:
        """Share of offered that is answered at once, computed directly: the same for every class."""
        return float(self._by_class("no_wait_probability")[0])

    def occupancy(self) -> float:
        """Share of the agents' time spent busy, in [0, 1]."""
        return float(self._by_class("occupancy")[0])

    def service_level(
        self, *, answer_within: Any, definition: ServiceLevel | str = ServiceLevel.answered_of_offered
    ) -> Any:
        """Share of each class that is answered within ``answer_within``, in [0, 1].

        Parameters
        ----------
        answer_within : >= 0 s, a number or one per class; 0 is answered at once
        definition : one of `ServiceLevel`, which agree: nobody hangs up
        """
        position(ServiceLevel, definition, function="service_level", argument="definition")
        return self._by_class("service_level", duration(answer_within), "answer_within")

    def wait_exceeds(self, time: Any) -> Any:
        """Share of each class that waits longer than ``time``: the small side of its service level."""
        return self._by_class("wait_exceeds", duration(time), "time")

    def asa(self) -> Any:
        """Average speed of answer of each class in seconds, waits of 0 included."""
        return self._by_class("asa")

    def wait_percentile(self, p: Any) -> Any:
        """The wait in seconds that a share p of each class does not exceed, p in (0, 1)."""
        return self._by_class("wait_percentile", count(p, _arrays.OPEN_FRACTION), "p")

    def wait_deviation(self) -> Any:
        """Standard deviation in seconds of the wait of each class."""
        return self._by_class("wait_deviation")

    def queue_length(self) -> Any:
        """Mean number of each class that wait."""
        return self._by_class("queue_length")
