"""Erlang C and A under an arrival rate that is itself random."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from erlang import _arrays
from erlang._queueing.definitions import RateAverage, ServiceLevel, position
from erlang._queueing.loss import level_arguments
from erlang._queueing.model import Argument, OptionModel, count, duration

_KINDS = ("gamma", "lognormal")
_CV: _arrays.Rule = ("in [0, 10]", lambda x: (x >= 0.0) & (x <= 10.0))


class RandomRate(OptionModel):
    """Erlang C or A whose arrival rate is drawn once per interval and then constant.

    What a forecast with an error, or a day that is busy as a whole, comes to: the steady state of each rate, averaged.
    Over ``calls`` (the default) as a report that sums calls has it, or over ``intervals``, each counting the same. Busy
    intervals hold more calls, so that the average over calls is the worse one.

    Parameters
    ----------
    volume : mean of the contacts offered in the interval, >= 0
    cv : coefficient of variation of the rate, in [0, 10]; 0 is `ErlangA` (`ErlangC`) itself
    rate : ``gamma`` (the default) or ``lognormal``, the distribution of the rate
    volumes, weights : instead of volume, cv and rate: the contacts offered in each of some cases, and how likely
        each is, in any scale
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    patience : mean time until a waiting caller hangs up, >= 0 s; None or infinite is Erlang C
    agents : number of agents, >= 0

    Notes
    -----
    Without patience an unstable rate counts with wait probability 1 and service level 0; waits and queue are infinite
    where an unstable rate has any chance. Right to 1e-12 relative. Source: Jongbloed and Koole, Applied Stochastic
    Models in Business and Industry 17 (2001) 307.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.RandomRate(volume=900, cv=0.1, interval="30m", aht=190, patience=120, agents=100)
    >>> round(queue.service_level(answer_within=20), 4)
    0.8885
    >>> round(queue.service_level(answer_within=20, average="intervals"), 4)
    0.8995
    >>> cases = erlang.RandomRate(volumes=[810, 900, 990], weights=[1, 2, 1], interval="30m", aht=190, agents=100)
    >>> round(cases.service_level(answer_within=20), 4)
    0.5713
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        volume: Any = None,
        cv: Any = None,
        rate: str | None = None,
        volumes: Any = None,
        weights: Any = None,
        interval: Any = None,
        aht: Any = None,
        patience: Any = None,
        agents: Any = None,
    ) -> None:
        for name, value in {"interval": interval, "aht": aht, "agents": agents}.items():
            if value is None:
                raise TypeError(f"RandomRate needs {name}")
        common: dict[str, Argument] = {
            "interval": duration(interval, _arrays.POSITIVE_TIME),
            "aht": duration(aht, _arrays.POSITIVE_TIME),
            "agents": count(agents),
            "patience": duration(math.inf if patience is None else patience, _arrays.PATIENCE),
        }
        if volumes is None and weights is None:
            if volume is None or cv is None:
                raise TypeError("RandomRate needs volume and cv, or volumes and weights")
            kind = "gamma" if rate is None else rate
            if not isinstance(kind, str):
                raise TypeError(f"RandomRate: rate must be a name, got {type(kind).__name__}")
            if kind not in _KINDS:
                raise ValueError(f"RandomRate: rate must be one of 'gamma', 'lognormal', got {kind!r}")
            values, like = _arrays.take("RandomRate", {"volume": count(volume), **common, "cv": count(cv, _CV)})
            load = values["volume"] * values["aht"] / values["interval"]
            _arrays.check(load, ("finite", _arrays.NON_NEGATIVE[1]), function="RandomRate", argument="load")
            self._set(values, like)
            self._set_options({"rate": kind})
            return
        if volume is not None or cv is not None or rate is not None:
            raise ValueError("RandomRate: volumes and weights stand instead of volume, cv and rate")
        cases = {name: _cases(name, given) for name, given in (("volumes", volumes), ("weights", weights))}
        if len(cases["volumes"]) != len(cases["weights"]):
            sizes = f"{len(cases['volumes'])} and {len(cases['weights'])}"
            raise ValueError(f"RandomRate: volumes and weights must be as many, got {sizes}")
        if not sum(cases["weights"]) > 0:
            raise ValueError("RandomRate: weights must have a positive sum")
        self._set(*_arrays.take("RandomRate", common))
        self._set_options(cases)

    @property
    def volume(self) -> Any:
        """Mean of the contacts offered in the interval."""
        if "volume" in self._values:
            return self._field("volume")
        volumes, weights = self._options["volumes"], self._options["weights"]
        return sum(weight * volume for volume, weight in zip(volumes, weights)) / sum(weights)

    @property
    def cv(self) -> Any:
        """Coefficient of variation of the rate; None for volumes with weights."""
        return self._field("cv")

    @property
    def rate(self) -> str | None:
        """Distribution of the rate; None for volumes with weights."""
        return self._options.get("rate")

    @property
    def volumes(self) -> tuple[float, ...] | None:
        """Contacts offered in each case; None for a gamma or lognormal rate."""
        return self._options.get("volumes")

    @property
    def weights(self) -> tuple[float, ...] | None:
        """How likely each case is; None for a gamma or lognormal rate."""
        return self._options.get("weights")

    @property
    def interval(self) -> Any:
        """Length of the interval in seconds."""
        return self._field("interval")

    @property
    def aht(self) -> Any:
        """Average handle time in seconds."""
        return self._field("aht")

    @property
    def patience(self) -> Any:
        """Mean patience in seconds; infinite where nobody hangs up."""
        return self._field("patience")

    @property
    def agents(self) -> Any:
        """Number of agents on contacts."""
        return self._field("agents")

    @property
    def load(self) -> Any:
        """Mean offered load in erlangs."""
        return self.volume * self.aht / self.interval

    def service_level(
        self,
        *,
        answer_within: Any,
        average: RateAverage | str = RateAverage.calls,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Any:
        """Service level in the definition named, in [0, 1].

        Over calls the definitions that are ratios are ratios of averages, as in a report that sums numerators and
        denominators; over intervals they are averages of the ratios.

        Parameters
        ----------
        answer_within : the T in "80 % within 20 s", >= 0 s
        average : over ``calls`` or ``intervals``
        definition, short_abandon : as for `ErlangA`
        """
        by = position(RateAverage, average, function="service_level", argument="average")
        at = position(ServiceLevel, definition, function="service_level", argument="definition")
        return self._average("service_level", by, level_arguments(answer_within, short_abandon), at)

    def wait_probability(self, *, average: RateAverage | str = RateAverage.calls) -> Any:
        """Share that waits, in [0, 1]."""
        return self._share("wait_probability", average)

    def no_wait_probability(self, *, average: RateAverage | str = RateAverage.calls) -> Any:
        """Share answered at once, computed directly."""
        return self._share("no_wait_probability", average)

    def abandonment(self, *, average: RateAverage | str = RateAverage.calls) -> Any:
        """Share that hangs up, in [0, 1]."""
        return self._share("abandonment", average)

    def occupancy(self) -> Any:
        """Share of the agents' time spent busy, in [0, 1]."""
        return self._share("occupancy", RateAverage.intervals)

    def asa(self) -> Any:
        """Mean wait in seconds over all calls, until answer or hanging up."""
        return self._share("asa", RateAverage.calls)

    def queue_length(self) -> Any:
        """Mean number waiting, over time."""
        return self._share("queue_length", RateAverage.intervals)

    def _share(self, measure: str, average: RateAverage | str) -> Any:
        return self._average(measure, position(RateAverage, average, function=measure, argument="average"))

    def _average(self, measure: str, by: int, arguments: dict[str, Argument] | None = None, *more: int) -> Any:
        if "rate" in self._options:
            kind = _KINDS.index(self._options["rate"])
            return self._evaluate(f"random_rate_{measure}", measure, arguments, kind, by, *more)
        cases = self._options["volumes"], self._options["weights"]
        return self._evaluate(f"random_rate_discrete_{measure}", measure, arguments, *cases, by, *more)


def _cases(name: str, given: Any) -> tuple[float, ...]:
    if given is None:
        raise TypeError(f"RandomRate needs {name}")
    raw, _ = _arrays.split(given)
    values = _arrays.number(np.asarray(raw), function="RandomRate", argument=name)
    _arrays.check(values, _arrays.NON_NEGATIVE, function="RandomRate", argument=name)
    if isinstance(values, float) or values.ndim != 1:
        raise ValueError(f"RandomRate: {name} must be a row of numbers")
    return tuple(float(value) for value in values)
