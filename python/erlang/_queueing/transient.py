"""Queues that change from interval to interval: their exact course."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import ServiceLevel, WaitOf, _Name, position
from erlang._queueing.load_course import columns_of
from erlang._queueing.model import Model, count, duration

Array = NDArray[np.float64]

_FIELDS = (
    "offered",
    "waited",
    "abandoned",
    "completed",
    "waiting_time",
    "busy_time",
    "surplus_time",
    "answered_within",
    "abandoned_within",
    "virtual_within",
    "abandoned_of_arrivals",
    "in_system",
    "busy",
    "queue",
    "all_busy",
    "queue_nonempty",
)
_POSITIVE_PATIENCE: _arrays.Rule = ("> 0 s", lambda x: x > 0.0)
_AGENTS: _arrays.Rule = ("in [0, 1e7]", lambda x: (x >= 0.0) & (x <= 1e7))


class Leaving(_Name):
    """What agents do whose shift ends during a call: finish it and leave (``exhaustive``), or leave at once, the call
    going back to the head of the queue (``preemptive``).

    >>> Leaving.exhaustive
    'exhaustive'
    """

    exhaustive = "exhaustive"
    preemptive = "preemptive"


@dataclass(frozen=True, eq=False)
class TransientState:
    """The state of a queue at an instant, to begin the next `Transient` with.

    Parameters
    ----------
    in_system : probability of 0, 1, 2, ... contacts in system, no more busy than there are agents
    finishing : ``finishing[i][q]``: probability of ``finishing_from`` + i busy and q waiting, more busy than agents
    finishing_from : the first whole number above the agents
    agents : the agents there were; None: those of the interval that begins
    """

    in_system: Array
    finishing: tuple[tuple[float, ...], ...] = ()
    finishing_from: int = 0
    agents: float | None = None


class Transient(Model):
    """M(t)/M/n(t)+M: a queue through intervals of changing volume and staff, evaluated exactly.

    Poisson arrivals at a constant rate within an interval, exponential handle times and patience, first come first
    served. Queues are carried into the next interval; overload is allowed. Agents who join take from the queue at once.

    Shares and waits are arrays, an element per interval. Flows (abandoned, completed, time spent waiting) count when
    they happen, so over any run offered = abandoned + completed + change in system; service levels are of those who
    arrive in the interval, whichever interval answers them, under the staff of the intervals to come, the last taken
    to last. Shares of an interval in which nobody arrives are NaN.

    Parameters
    ----------
    volume : contacts offered per interval, >= 0; arrays broadcast, an element per interval
    interval : length of the intervals, > 0 s; an array where they differ
    aht : average handle time, > 0 s
    agents : agents per interval, in [0, 1e7], may be fractional
    patience : mean time until a waiting caller hangs up, > 0 s; None or infinite where nobody does
    leaving : {"exhaustive", "preemptive"}
        whether agents whose shift ends finish their call, or leave at once with the call going back to the queue
    initial : {"empty", "stationary"}, whole number, array, `TransientState` or `Transient`
        what is in progress at first: nothing, the steady state of the first interval, so many contacts, a
        probability for each number of contacts, or a state such as that in which another course ended

    Notes
    -----
    Accuracy: uniformisation, truncation measured as it goes (`error`), about 1e-13 an interval. Cost: a day of 96
    quarters of an hour takes some 10 ms at 100 erlangs and grows with load^1.5; with a service level about twice that.

    Examples
    --------
    >>> import erlang
    >>> day = erlang.Transient(volume=[80, 120, 100], interval="30m", aht=180, agents=[10, 12, 13], patience=120)
    >>> day.service_level(answer_within=20).round(4)
    array([0.8661, 0.6879, 0.8787])
    >>> day.queue().round(3)
    array([0.331, 1.006, 0.256])
    >>> day.abandonment().round(4)
    array([0.0483, 0.1126, 0.0427])
    """

    __slots__ = ("_base", "_initial", "_leaving")
    _initial: Any
    _leaving: Leaving
    _base: tuple[dict[str, Array], TransientState, float] | None

    def __init__(
        self,
        *,
        volume: Any,
        interval: Any,
        aht: Any,
        agents: Any,
        patience: Any = None,
        leaving: str = "exhaustive",
        initial: Any = "empty",
    ) -> None:
        values, like = columns_of(
            "Transient",
            {
                "volume": count(volume),
                "interval": duration(interval, _arrays.POSITIVE_TIME),
                "aht": duration(aht, _arrays.POSITIVE_TIME),
                "agents": count(agents, _AGENTS),
                "patience": duration(math.inf if patience is None else patience, _POSITIVE_PATIENCE),
            },
        )
        self._set(values, like)
        way = list(Leaving)[position(Leaving, leaving, function="Transient", argument="leaving")]
        object.__setattr__(self, "_leaving", way)
        object.__setattr__(self, "_initial", _initial(initial))
        object.__setattr__(self, "_base", None)

    def __getstate__(self) -> Any:
        return super().__getstate__(), self._leaving, self._initial

    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state[0])
        object.__setattr__(self, "_leaving", state[1])
        object.__setattr__(self, "_initial", state[2])
        object.__setattr__(self, "_base", None)

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        if same is not True:
            return same
        assert isinstance(other, Transient)
        return self._leaving == other._leaving and _start_key(self._initial) == _start_key(other._initial)

    def __hash__(self) -> int:
        return hash((super().__hash__(), self._leaving, _start_key(self._initial)))

    volume = property(lambda self: self._field("volume"), doc="Contacts offered per interval.")
    interval = property(lambda self: self._field("interval"), doc="Length of the intervals in seconds.")
    aht = property(lambda self: self._field("aht"), doc="Average handle time in seconds.")
    agents = property(lambda self: self._field("agents"), doc="Agents per interval.")
    patience = property(lambda self: self._field("patience"), doc="Mean patience in seconds.")
    leaving = property(lambda self: self._leaving, doc="What agents do whose shift ends during a call.")

    def _run(self, answer_within: float, short_abandon: float) -> tuple[dict[str, Array], TransientState, float]:
        start = self._initial
        opening, contacts = 3, 0.0
        if isinstance(start, str):
            opening = 0 if start == "empty" else 1
        elif isinstance(start, float):
            opening, contacts = 2, start
        state = start if isinstance(start, TransientState) else TransientState(np.zeros(0))
        columns, in_system, finishing, lowest, agents, error = _kernels.transient(
            *self._columns(),
            self._leaving == Leaving.preemptive,
            opening,
            contacts,
            state.in_system.tolist(),
            [list(row) for row in state.finishing],
            state.finishing_from,
            math.nan if state.agents is None else state.agents,
            answer_within,
            short_abandon,
        )
        end = TransientState(np.asarray(in_system), tuple(tuple(row) for row in finishing), lowest, agents)
        return dict(zip(_FIELDS, columns)), end, error

    def _result(self) -> tuple[dict[str, Array], TransientState, float]:
        if self._base is None:
            object.__setattr__(self, "_base", self._run(math.nan, math.nan))
        assert self._base is not None
        return self._base

    def _give(self, values: Array, name: str) -> Any:
        return _arrays.give_back(values, self._like, name)

    def _count(self, name: str) -> Any:
        return self._give(self._result()[0][name], name)

    def _share(self, name: str, of: str) -> Any:
        flows = self._result()[0]
        return self._give(_ratio(flows[name], flows[of]), name)

    @property
    def state(self) -> TransientState:
        """The state at the end, to begin another course with."""
        return self._result()[1]

    @property
    def error(self) -> float:
        """Bound on the truncation error of every state probability, in total variation."""
        return self._result()[2]

    def waited(self) -> Any:
        """Contacts that arrive in the interval and find no agent free."""
        return self._count("waited")

    def abandoned(self) -> Any:
        """Contacts that hang up in the interval, whenever they came."""
        return self._count("abandoned")

    def completed(self) -> Any:
        """Contacts that are finished in the interval, whenever they came."""
        return self._count("completed")

    def in_system(self) -> Any:
        """Contacts in progress or waiting at the interval's end, in expectation."""
        return self._count("in_system")

    def busy(self) -> Any:
        """Agents on contacts at the interval's end, in expectation."""
        return self._count("busy")

    def queue(self) -> Any:
        """Contacts waiting at the interval's end, in expectation: what the next interval takes over."""
        return self._count("queue")

    def all_busy(self) -> Any:
        """Probability at the interval's end, before its staff changes, that an arrival would wait."""
        return self._count("all_busy")

    def queue_nonempty(self) -> Any:
        """Probability at the interval's end that somebody waits."""
        return self._count("queue_nonempty")

    def wait_probability(self) -> Any:
        """Share of those arriving in the interval who find no agent free."""
        return self._share("waited", "offered")

    def abandonment(self) -> Any:
        """Contacts hanging up in the interval, by those arriving in it; above 1 where a queue of before hangs up."""
        return self._share("abandoned", "offered")

    def asa(self, *, of: str = "all") -> Any:
        """Time spent waiting in the interval in seconds, by those arriving in it: the mean wait of ``all``.

        Other waits are not known for a queue that changes; asking for them is a ValueError.
        """
        if list(WaitOf)[position(WaitOf, of, function="asa", argument="of")] != WaitOf.all:
            raise ValueError(f"asa: of must be 'all' for a queue that changes, got {str(of)!r}")
        return self._share("waiting_time", "offered")

    def queue_length(self) -> Any:
        """Mean number waiting over the interval."""
        return self._give(self._result()[0]["waiting_time"] / np.asarray(self._values["interval"]), "queue_length")

    def occupancy(self) -> Any:
        """Busy share of the agents' time, that of agents finishing a call after their shift included."""
        flows = self._result()[0]
        there = np.asarray(self._values["agents"]) * np.asarray(self._values["interval"]) + flows["surplus_time"]
        return self._give(_ratio(flows["busy_time"], there), "occupancy")

    def service_level(
        self, *, answer_within: Any, definition: str = "answered_of_offered", short_abandon: Any = None
    ) -> Any:
        """Service level of those arriving in each interval.

        Parameters
        ----------
        answer_within : one time, >= 0 s
        definition : see `ServiceLevel`
        short_abandon : one time, >= 0 s; ``answer_within`` when not given
        """
        kind = list(ServiceLevel)[position(ServiceLevel, definition, function="service_level", argument="definition")]
        flows, _, _ = self._timed_run("service_level", answer_within, short_abandon)
        return self._give(_level(flows, kind), "service_level")

    def to_frame(self, *, answer_within: Any = None, definition: str = "answered_of_offered") -> Any:
        """A row per interval: what is offered, the staff, and the measures.

        A polars frame where the model was made from polars columns, else a pandas one.
        """
        kind = list(ServiceLevel)[position(ServiceLevel, definition, function="to_frame", argument="definition")]
        flows = self._result()[0] if answer_within is None else self._timed_run("to_frame", answer_within, None)[0]
        offered = flows["offered"]
        columns: dict[str, Array] = {
            "offered": offered,
            "aht": np.asarray(self._values["aht"]),
            "agents": np.asarray(self._values["agents"]),
        }
        if answer_within is not None:
            columns["service_level"] = _level(flows, kind)
        there = columns["agents"] * np.asarray(self._values["interval"]) + flows["surplus_time"]
        columns |= {
            "wait_probability": _ratio(flows["waited"], offered),
            "asa_all": _ratio(flows["waiting_time"], offered),
            "abandonment": _ratio(flows["abandoned"], offered),
            "occupancy": _ratio(flows["busy_time"], there),
            "waited": flows["waited"],
            "abandoned": flows["abandoned"],
            "completed": flows["completed"],
            "queue": flows["queue"],
            "in_system": flows["in_system"],
            "all_busy": flows["all_busy"],
        }
        if self._like is not None and self._like.kind == "polars":
            import polars as pl

            return pl.DataFrame(columns)
        import pandas as pd

        return pd.DataFrame(columns, index=None if self._like is None else self._like.index)

    def _timed_run(
        self, function: str, answer_within: Any, short_abandon: Any
    ) -> tuple[dict[str, Array], TransientState, float]:
        quick = _one_time(function, "answer_within", answer_within)
        short = math.nan if short_abandon is None else _one_time(function, "short_abandon", short_abandon)
        result = self._run(quick, short)
        object.__setattr__(self, "_base", result)  # everything else is in it too
        return result


def _ratio(part: Array, whole: Array) -> Array:
    result: Array = np.divide(part, whole, out=np.full(len(part), math.nan), where=whole > 0.0)
    return result


def _level(flows: dict[str, Array], kind: ServiceLevel) -> Array:
    offered, good, gone = flows["offered"], flows["answered_within"], flows["abandoned_within"]
    if kind == ServiceLevel.answered_of_answered:
        return _ratio(good, offered - flows["abandoned_of_arrivals"])
    if kind == ServiceLevel.abandons_excluded:
        return _ratio(good, offered - gone)
    if kind == ServiceLevel.abandons_counted:
        return _ratio(good + gone, offered)
    return _ratio(flows["virtual_within"] if kind == ServiceLevel.virtual_wait else good, offered)


def _one_time(function: str, argument: str, value: Any) -> float:
    time = _arrays.seconds(value, function=function, argument=argument)
    if not isinstance(time, float):
        raise TypeError(f"{function}: {argument} must be one time, got an array")
    _arrays.check(time, _arrays.NON_NEGATIVE_TIME, function=function, argument=argument)
    return time


def _initial(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("empty", "stationary"):
            raise ValueError(f"Transient: initial must be 'empty', 'stationary', a number or a state, got {value!r}")
        return value
    if isinstance(value, Transient):
        return value.state
    if isinstance(value, TransientState):
        return value
    number = _arrays.number(_arrays.split(value)[0], function="Transient", argument="initial")
    if isinstance(number, float):
        rule = ("a whole number in [0, 1e7]", lambda x: (0.0 <= x <= 1e7) and x == math.floor(x))
        _arrays.check(number, rule, function="Transient", argument="initial")
        return number
    _arrays.check(
        number, ("probabilities", lambda x: (x >= 0.0) & (x <= 1.0)), function="Transient", argument="initial"
    )
    if number.ndim != 1 or abs(float(number.sum()) - 1.0) > 1e-6:
        raise ValueError(f"Transient: initial must be probabilities that sum to 1, got {float(number.sum()):g}")
    return TransientState(number)


def _start_key(value: Any) -> Any:
    if not isinstance(value, TransientState):
        return value
    return value.in_system.tobytes(), value.finishing, value.finishing_from, value.agents
