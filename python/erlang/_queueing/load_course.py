"""The load that changes from interval to interval: of an endless pool, and with a backlog carried over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from erlang import _arrays
from erlang._arrays import Floats, Like
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import _Name, position
from erlang._queueing.model import Argument, count, duration


class HandleTimes(_Name):
    """The law of handle times, where more than their mean counts.

    >>> list(HandleTimes)
    ['exponential', 'deterministic', 'lognormal']
    """

    exponential = "exponential"
    deterministic = "deterministic"
    lognormal = "lognormal"


def columns_of(function: str, arguments: dict[str, Argument]) -> tuple[dict[str, Floats], Like | None]:
    """Checked values of one dimension and one length."""
    values, like = _arrays.take(function, arguments)
    shape = _arrays.shape_of(function, values)
    if len(shape) > 1:
        raise ValueError(f"{function}: intervals must be one-dimensional, got shape {shape}")
    size = shape[0] if shape else 1
    if size == 0:
        raise ValueError(f"{function}: there must be at least one interval, got none")
    full: dict[str, Floats] = {}
    for name, value in values.items():
        column = np.array(np.broadcast_to(value, (size,)), dtype=np.float64)
        column.setflags(write=False)
        full[name] = column
    return full, like


@dataclass(frozen=True, eq=False)
class LoadCourse:
    """The offered load of each interval in erlangs: its mean over the interval and its value at the end."""

    average: Any
    end: Any


def modified_offered_load(*, volume: Any, interval: Any, aht: Any, initial: Any = "stationary") -> LoadCourse:
    """The offered load carried across intervals: the mean number busy of an endless pool with exponential handle times.

    The load that `erlang.staff` with ``method="mol"`` staffs for. It follows the stationary load volume * aht /
    interval with a lag of about one handle time.

    Parameters
    ----------
    volume : contacts offered per interval, >= 0
    interval : length of the intervals, > 0 s; an array where they differ
    aht : average handle time, > 0 s
    initial : {"stationary", "empty"} or erlangs
        what is in progress at the start

    Returns
    -------
    LoadCourse
        ``average`` and ``end`` per interval, erlangs

    Examples
    --------
    >>> import erlang
    >>> load = erlang.modified_offered_load(volume=[60, 120, 120], interval="15m", aht=600)
    >>> load.average.round(2), load.end.round(2)
    (array([40.  , 59.28, 75.38]), array([40.  , 71.07, 78.01]))
    """
    function = "modified_offered_load"
    values, like = columns_of(
        function,
        {
            "volume": count(volume),
            "interval": duration(interval, _arrays.POSITIVE_TIME),
            "aht": duration(aht, _arrays.POSITIVE_TIME),
        },
    )
    volumes, lengths, ahts = (np.asarray(value) for value in values.values())
    if isinstance(initial, str):
        if initial not in ("stationary", "empty"):
            raise ValueError(f"{function}: initial must be 'stationary', 'empty' or erlangs, got {initial!r}")
        before = float(volumes[0] * ahts[0] / lengths[0]) if initial == "stationary" else 0.0
    else:
        given = _arrays.number(initial, function=function, argument="initial")
        if not isinstance(given, float):
            raise TypeError(f"{function}: initial must be one number of erlangs, got an array")
        _arrays.check(given, _arrays.NON_NEGATIVE, function=function, argument="initial")
        before = given
    average, end = _kernels.load_course(volumes, lengths, ahts, before)
    return LoadCourse(_arrays.give_back(average, like, "average"), _arrays.give_back(end, like, "end"))


def sinusoidal_load(
    *,
    volume: Any,
    interval: Any,
    amplitude: Any,
    period: Any,
    aht: Any,
    at: Any,
    handle_times: str = "exponential",
    cv: Any = None,
) -> Any:
    """The offered load at an instant, in erlangs, where the rate swings as a sinusoid that has always been going on.

    Contacts arrive at (volume + amplitude * sin(2 pi t / period)) per interval; the result is the mean number busy at
    ``at`` of an endless pool. Closed forms (Eick, Massey and Whitt 1993), for lognormal handle times a quadrature; to
    1e-13.

    Parameters
    ----------
    volume : mean contacts per interval, >= 0
    interval : > 0 s
    amplitude : contacts per interval, at most ``volume``
    period : of the swing, > 0 s
    aht : mean handle time, > 0 s
    at : the instant in seconds, any finite time; the swing starts upward at 0
    handle_times : {"exponential", "deterministic", "lognormal"}
    cv : coefficient of variation of lognormal handle times, in [0.001, 20]

    Examples
    --------
    >>> import erlang
    >>> day = {"volume": 120, "interval": "1h", "amplitude": 60, "period": "24h", "aht": "30m"}
    >>> erlang.sinusoidal_load(**day, at=[21600, 28800]).round(2)
    array([89.49, 87.47])
    """
    function = "sinusoidal_load"
    law = position(HandleTimes, handle_times, function=function, argument="handle_times")
    needs_cv = list(HandleTimes)[law] == HandleTimes.lognormal
    if needs_cv and cv is None:
        raise ValueError(f"{function}: lognormal handle times need cv")
    if not needs_cv and cv is not None:
        raise ValueError(f"{function}: cv needs lognormal handle times")
    values, like = _arrays.take(
        function,
        {
            "volume": count(volume),
            "interval": duration(interval, _arrays.POSITIVE_TIME),
            "amplitude": count(amplitude, ("finite", np.isfinite)),
            "period": duration(period, _arrays.POSITIVE_TIME),
            "aht": duration(aht, _arrays.POSITIVE_TIME),
            "at": duration(at, ("finite", np.isfinite)),
            "cv": count(1.0 if cv is None else cv, ("in [0.001, 20]", lambda x: (x >= 0.001) & (x <= 20.0))),
        },
    )
    result = _arrays.compute(_kernels.sinusoidal_load, list(values.values()), law)
    return _arrays.give_back(result, like, "load")


def all_busy_probability(*, load: Any, agents: Any) -> Any:
    """P(N >= agents) for a Poisson number N with mean ``load``.

    The probability that all agents are busy at an instant when the offered load is ``load`` erlangs, exact where mean
    patience equals the handle time and surplus agents leave at once, whatever the staff was before; a guide elsewhere.

    Parameters
    ----------
    load : erlangs, >= 0
    agents : >= 0

    Examples
    --------
    >>> import erlang
    >>> round(erlang.all_busy_probability(load=32.7, agents=30), 4)
    0.7052
    """
    values, like = _arrays.take("all_busy_probability", {"load": count(load), "agents": count(agents)})
    result = _arrays.compute(_kernels.all_busy_probability, list(values.values()))
    return _arrays.give_back(result, like, "all_busy_probability")


@dataclass(frozen=True, eq=False)
class BacklogCarryover:
    """The periods of the stationary backlog-carryover approximation.

    Parameters
    ----------
    attempted : contacts of each period: offered, and carried over from the one before
    backlog : of those, carried over into the next
    carried : the rest, which the period works on
    occupancy : share of the agents' time spent busy
    """

    attempted: Any
    backlog: Any
    carried: Any
    occupancy: Any


def backlog_carryover(*, volume: Any, interval: Any, aht: Any, agents: Any) -> BacklogCarryover:
    """Stationary backlog-carryover (Stolletz 2008): a cheap picture of temporary overload without abandonment.

    Each period is a loss system; what it blocks is offered again in the next, and the rest makes a steady state:
    ``ErlangC(volume=result.carried, interval=..., aht=..., agents=...)`` has its waits. Best with periods of about one
    handle time. An approximation: `Transient` is exact for exponential times.

    Parameters
    ----------
    volume : contacts offered per period, >= 0
    interval : length of the periods, > 0 s; an array where they differ
    aht : average handle time, > 0 s
    agents : per period, >= 0

    Examples
    --------
    >>> import erlang
    >>> periods = erlang.backlog_carryover(volume=[8, 11, 12, 9, 6], interval=60, aht=60, agents=[10, 10, 10, 10, 8])
    >>> periods.occupancy.round(3), periods.backlog.round(2)
    (array([0.703, 0.837, 0.891, 0.892, 0.877]), array([0.97, 3.6 , 6.69, 6.77, 5.75]))
    """
    values, like = columns_of(
        "backlog_carryover",
        {
            "volume": count(volume),
            "interval": duration(interval, _arrays.POSITIVE_TIME),
            "aht": duration(aht, _arrays.POSITIVE_TIME),
            "agents": count(agents),
        },
    )
    columns = _kernels.backlog_carryover(*values.values())
    names = ("attempted", "backlog", "carried", "occupancy")
    return BacklogCarryover(*(_arrays.give_back(column, like, name) for name, column in zip(names, columns)))
