"""Two classes of calls and two groups of agents, one of which serves both."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import WaitOf, position
from erlang._queueing.door import ChainModel, needed, one, per_class
from erlang._queueing.model import Argument, duration


class NDesign(ChainModel):
    """The N-design: group 1 serves class 1 alone, group 2 serves both classes.

    A call of class 1 tries group 1, then group 2; one of class 2 tries group 2. Who finds no agent waits in the queue
    of the class with an exponential patience. An agent of group 1 who gets free takes from queue 1, one of group 2 in
    the order of ``g2_priority``. Handle times are exponential with a mean per group; nobody is interrupted. Solved
    exactly as a chain. Measures by class, and occupancy by group, are arrays of two.

    Parameters
    ----------
    volumes : contacts of class 1 and 2 offered in the interval, each >= 0
    interval : length of the interval, > 0 s
    aht : average handle time of group 1 and 2, > 0 s; one number for both
    agents : number of agents of group 1 and 2, whole numbers >= 0
    patience : mean time until a waiting caller of class 1 and 2 hangs up, > 0 s, finite; one number for both
    g2_priority : "21", group 2 serves class 2 first, or "12"

    Raises
    ------
    ValueError
        A number outside its domain, or a chain of more than 3e7 numbers (240 MB, some seconds): about 100 agents in
        each group.

    Notes
    -----
    A class with volume 0 has the measures of a call that came in it; without any volume every service level is 1, all
    else 0. Right to 1e-12 relative; each queue is cut where the probability of its end is below 1e-18 of that of a
    queue at all.

    Examples
    --------
    >>> import erlang
    >>> centre = erlang.NDesign(volumes=[2, 1.5], interval=1, aht=[1, 1.25], agents=[2, 3], patience=[2, 4])
    >>> centre.wait_probability().round(4), centre.abandonment().round(4)
    (array([0.3615, 0.5782]), array([0.0834, 0.0936]))
    >>> centre.service_level(answer_within=0.2).round(4)
    array([0.733 , 0.5396])
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        volumes: Any = None,
        interval: Any = None,
        aht: Any = None,
        agents: Any = None,
        patience: Any = None,
        g2_priority: str = "21",
    ) -> None:
        needed("NDesign", volumes=volumes, interval=interval, aht=aht, agents=agents, patience=patience)
        if g2_priority not in ("12", "21"):
            raise ValueError(f"NDesign: g2_priority must be '12' or '21', got {g2_priority!r}")
        whole: _arrays.Rule = ("whole numbers >= 0", lambda x: (x >= 0.0) & (x < math.inf) & (np.floor(x) == x))
        finite: _arrays.Rule = ("> 0 s and finite", _arrays.POSITIVE_TIME[1])
        values: dict[str, _arrays.Floats] = {
            "volumes": _two("volumes", volumes, _arrays.NON_NEGATIVE, _arrays.number, False),
            "interval": one("NDesign", "interval", duration(interval, _arrays.POSITIVE_TIME)),
            "aht": _two("aht", aht, _arrays.POSITIVE_TIME, _arrays.seconds, True),
            "agents": _two("agents", agents, whole, _arrays.number, False),
            "patience": _two("patience", patience, finite, _arrays.seconds, True),
        }
        self._set({**values, "g2_priority": float(g2_priority)}, None)
        self._chain()

    def _solve(self) -> Any:
        q = self._values
        first = q["g2_priority"] == 12.0
        return _kernels.NDesign(q["volumes"], self.interval, q["aht"], q["agents"], q["patience"], first)

    @property
    def volumes(self) -> NDArray[np.float64]:
        """Contacts of class 1 and 2 offered in the interval."""
        return np.asarray(self._values["volumes"])

    @property
    def interval(self) -> Any:
        """Length of the interval in seconds."""
        return self._values["interval"]

    @property
    def aht(self) -> NDArray[np.float64]:
        """Average handle time in seconds of group 1 and 2."""
        return np.asarray(self._values["aht"])

    @property
    def agents(self) -> NDArray[np.float64]:
        """Number of agents of group 1 and 2."""
        return np.asarray(self._values["agents"])

    @property
    def patience(self) -> NDArray[np.float64]:
        """Mean patience in seconds of class 1 and 2."""
        return np.asarray(self._values["patience"])

    @property
    def g2_priority(self) -> str:
        """The order in which group 2 serves the queues: "12" or "21"."""
        return f"{self._values['g2_priority']:.0f}"

    def wait_probability(self) -> NDArray[np.float64]:
        """Share of each class that waits, in [0, 1]."""
        return np.array(self._chain().wait_probability())

    def no_wait_probability(self) -> NDArray[np.float64]:
        """Share of each class that is answered at once, computed directly."""
        return np.array(self._chain().no_wait_probability())

    def abandonment(self) -> NDArray[np.float64]:
        """Share of each class that hangs up, in [0, 1]."""
        return np.array(self._chain().abandonment())

    def queue_length(self) -> NDArray[np.float64]:
        """Mean number of each class that wait."""
        return np.array(self._chain().queue_length())

    def occupancy(self) -> NDArray[np.float64]:
        """Share of each group's time spent busy, in [0, 1]; 1 for a group without agents."""
        return np.array(self._chain().occupancy())

    def service_level(self, *, answer_within: Any) -> NDArray[np.float64]:
        """Share of each class that is answered within ``answer_within``, a number or one per class, >= 0 s."""
        return np.array(self._chain().service_level(_times("service_level", "answer_within", answer_within)))

    def wait_exceeds(self, time: Any) -> NDArray[np.float64]:
        """Share of each class that waits longer than ``time``, until answer or hanging up."""
        return np.array(self._chain().wait_exceeds(_times("wait_exceeds", "time", time)))

    def asa(self, *, of: WaitOf | str = WaitOf.answered) -> NDArray[np.float64]:
        """Average speed of answer in seconds of each class: mean wait of those answered, or of ``all``."""
        return np.array(self._chain().asa(position(WaitOf, of, function="asa", argument="of")))


def _two(argument: str, given: Any, rule: _arrays.Rule, convert: Any, one_for_both: bool) -> NDArray[np.float64]:
    if one_for_both and np.ndim(given) == 0:
        given = [given, given]
    values: NDArray[np.float64] = per_class("NDesign", argument, given, rule, convert)
    if values.size != 2:
        raise ValueError(f"NDesign: {argument} must be a list of two numbers, got {values.size}")
    return values


def _times(measure: str, name: str, given: Any) -> list[float]:
    argument: Argument = duration(given)
    values, _ = _arrays.take(measure, {name: argument})
    times = np.ravel(values[name])
    if times.size not in (1, 2):
        raise ValueError(f"{measure}: {name} must be a number, or one per class, got {times.size} numbers")
    return [float(times[0]), float(times[-1])]
