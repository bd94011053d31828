"""Delay systems whose handle times are not exponential: constant, in phases, or known by their variation only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from erlang import _arrays
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import ServiceLevel, WaitApproximation, WaitOf, position
from erlang._queueing.loss import level_arguments
from erlang._queueing.measures import Measures
from erlang._queueing.model import Argument, OptionModel, count, duration, whole

_WAITING = 1e15


@dataclass(frozen=True, init=False)
class ErlangService:
    """Handle times that are the sum of equal exponential phases: more regular than exponential.

    Parameters
    ----------
    phases : how many, a whole number in [1, 100]; the coefficient of variation is 1 / sqrt(phases)

    Examples
    --------
    >>> import erlang
    >>> erlang.ErlangService(phases=4).service_cv
    0.5
    """

    phases: int

    def __init__(self, *, phases: int) -> None:
        if isinstance(phases, (bool, np.bool_)) or not isinstance(phases, (int, np.integer)):
            raise TypeError(f"ErlangService: phases must be a whole number, got {type(phases).__name__}")
        if not 1 <= phases <= 100:
            raise ValueError(f"ErlangService: phases must be a whole number in [1, 100], got {phases}")
        object.__setattr__(self, "phases", int(phases))

    @property
    def service_cv(self) -> float:
        """Coefficient of variation of the handle times."""
        return float(_kernels.mgn_service_cv(*self._options()))

    def _options(self) -> tuple[int, list[float], list[float]]:
        return self.phases, [], []


@dataclass(frozen=True, init=False)
class HyperexponentialService:
    """Handle times that are exponential with one of several means: more irregular than exponential.

    Parameters
    ----------
    shares : of the calls of each kind, > 0, in any scale
    means : mean handle time of each kind, > 0, in any scale: they are scaled so that the mean of all is the aht

    Examples
    --------
    >>> import erlang
    >>> round(erlang.HyperexponentialService(shares=(0.5, 0.5), means=(0.5, 1.5)).service_cv, 4)
    1.2247
    """

    shares: tuple[float, ...]
    means: tuple[float, ...]

    def __init__(self, *, shares: Any, means: Any) -> None:
        for name, given in (("shares", shares), ("means", means)):
            values = _arrays.number(np.asarray(given), function="HyperexponentialService", argument=name)
            if isinstance(values, float) or values.ndim != 1 or values.size == 0:
                raise ValueError(f"HyperexponentialService: {name} must be a row of numbers")
            positive: _arrays.Rule = ("> 0", lambda x: (x > 0.0) & (x < math.inf))
            _arrays.check(values, positive, function="HyperexponentialService", argument=name)
            object.__setattr__(self, name, tuple(float(value) for value in values))
        if len(self.shares) != len(self.means):
            sizes = f"{len(self.shares)} and {len(self.means)}"
            raise ValueError(f"HyperexponentialService: shares and means must be as many, got {sizes}")

    @property
    def service_cv(self) -> float:
        """Coefficient of variation of the handle times."""
        return float(_kernels.mgn_service_cv(*self._options()))

    def _options(self) -> tuple[int, list[float], list[float]]:
        return 0, list(self.shares), list(self.means)


Service: TypeAlias = "ErlangService | HyperexponentialService"


class _GeneralService(OptionModel):
    """The measures that queues without abandonment share."""

    __slots__ = ()

    def _take(self, volume: Any, interval: Any, aht: Any, others: dict[str, Argument]) -> None:
        function = type(self).__name__
        given = {
            "volume": volume,
            "interval": interval,
            "aht": aht,
            **{name: value[0] for name, value in others.items()},
        }
        for name, value in given.items():
            if value is None:
                raise TypeError(f"{function} needs {name}")
        arguments = {
            "volume": count(volume),
            "interval": duration(interval, _arrays.POSITIVE_TIME),
            "aht": duration(aht, _arrays.POSITIVE_TIME),
            **others,
        }
        values, like = _arrays.take(function, arguments)
        self._set(values, like)
        self._set_options({})
        _arrays.check(self._load(), ("finite", _arrays.NON_NEGATIVE[1]), function=function, argument="load")

    def _kernel(self) -> tuple[str, tuple[Any, ...]]:
        """Prefix of the kernels' names, and the options they take."""
        raise NotImplementedError

    def _of(self, measure: str, arguments: dict[str, Argument] | None = None) -> Any:
        prefix, options = self._kernel()
        return self._evaluate(f"{prefix}_{measure}", measure, arguments, *options)

    def _load(self) -> Any:
        return self._values["volume"] * self._values["aht"] / self._values["interval"]

    @property
    def volume(self) -> Any:
        """Contacts offered in the interval."""
        return self._field("volume")

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
    def load(self) -> Any:
        """Offered load in erlangs, volume * aht / interval."""
        return _arrays.give_back(self._load(), self._like, "load")

    def wait_probability(self) -> Any:
        """Share of offered that waits, in [0, 1]."""
        return self._of("wait_probability")

    def no_wait_probability(self) -> Any:
        """Share of offered that is answered at once, computed directly."""
        return self._of("no_wait_probability")

    def abandonment(self) -> Any:
        """0: nobody hangs up."""
        return self.wait_probability() * 0.0

    def blocking(self) -> Any:
        """0: nobody is turned away."""
        return self.wait_probability() * 0.0

    def occupancy(self) -> Any:
        """Share of the agents' time spent busy, in [0, 1]."""
        return self._of("occupancy")

    def carried_load(self) -> Any:
        """Mean number of busy agents."""
        return self._of("carried_load")

    def queue_length(self) -> Any:
        """Mean number waiting; infinite in overload."""
        return self._of("queue_length")

    def asa(self, *, of: WaitOf | str = WaitOf.answered) -> Any:
        """Average speed of answer in seconds; infinite in overload. Nobody hangs up: ``of`` changes nothing."""
        position(WaitOf, of, function="asa", argument="of")
        return self._of("asa")

    def service_level(
        self,
        *,
        answer_within: Any,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Any:
        """Share of offered answered within ``answer_within`` seconds, in [0, 1]. The definitions agree."""
        position(ServiceLevel, definition, function="service_level", argument="definition")
        arguments = level_arguments(answer_within, short_abandon)
        if short_abandon is not None:
            _arrays.take("service_level", arguments)
        return self._of("service_level", {"answer_within": arguments["answer_within"]})

    def wait_exceeds(self, time: Any, *, of: WaitOf | str = WaitOf.all) -> Any:
        """Share of offered that waits longer than ``time`` seconds: the small side of the service level."""
        position(WaitOf, of, function="wait_exceeds", argument="of")
        return self._of("wait_exceeds", {"time": duration(time)})

    def wait_percentile(self, p: Any) -> Any:
        """The wait in seconds that a share p of callers does not exceed, p in (0, 1)."""
        return self._of("wait_percentile", {"p": count(p, _arrays.OPEN_FRACTION)})

    def measures(
        self,
        *,
        answer_within: Any = None,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Measures:
        """All measures at once; without ``answer_within`` the service level is None."""
        if answer_within is None and short_abandon is not None:
            raise ValueError("measures: short_abandon needs answer_within")
        level = None
        if answer_within is not None:
            level = self.service_level(answer_within=answer_within, definition=definition, short_abandon=short_abandon)
        asa = self.asa()
        return Measures(
            load=self.load,
            service_level=level,
            wait_probability=self.wait_probability(),
            asa=asa,
            asa_all=asa,
            asa_virtual_wait=asa,
            abandonment=self.abandonment(),
            blocking=self.blocking(),
            occupancy=self.occupancy(),
            queue_length=self.queue_length(),
        )


class MDn(_GeneralService):
    """M/D/n: Poisson arrivals, every handle time the same, endless patience. Exact.

    Parameters
    ----------
    volume : contacts offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : handle time, > 0 s
    agents : number of agents, a whole number in [0, 1e6]

    Notes
    -----
    Limits are those of `ErlangC`. Right to 1e-12 relative, up to loads of 0.9999 of the agents. Source: Crommelin
    (1932); Franx, Operations Research Letters 29 (2001) 221.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.MDn(volume=100, interval="30m", aht=180, agents=12)
    >>> round(queue.asa(), 2), round(queue.service_level(answer_within=20), 4)
    (21.55, 0.6909)
    >>> round(erlang.ErlangC(volume=100, interval="30m", aht=180, agents=12).asa(), 2)
    40.44
    """

    __slots__ = ()

    def __init__(self, *, volume: Any = None, interval: Any = None, aht: Any = None, agents: Any = None) -> None:
        self._take(volume, interval, aht, {"agents": whole(agents, 1e6)})

    def _kernel(self) -> tuple[str, tuple[Any, ...]]:
        return "mdn", ()

    def wait_deviation(self) -> Any:
        """Standard deviation of the wait in seconds; infinite in overload."""
        return self._of("wait_deviation")

    def queue_at_least(self, waiting: Any) -> Any:
        """P(all agents are busy and at least ``waiting`` wait), a whole number."""
        return self._of("queue_at_least", {"waiting": whole(waiting, _WAITING)})

    def queue_exactly(self, waiting: Any) -> Any:
        """P(all agents are busy and exactly ``waiting`` wait), a whole number."""
        return self._of("queue_exactly", {"waiting": whole(waiting, _WAITING)})


class MGn(_GeneralService):
    """M/G/n: Poisson arrivals, handle times of any shape, endless patience. Exact for handle times of phases, else by a
    named approximation.

    Parameters
    ----------
    volume : contacts offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    agents : number of agents, >= 0; a whole number for the exact solution
    service : an `ErlangService` or `HyperexponentialService`, the shape of the handle times
    service_cv : instead of service, for an approximation: their coefficient of variation, >= 0
    approximation : None (the default) for the exact solution of service, else the formula for the mean wait:
        ``allen_cunneen``, ``kimura`` or ``cosmetatos``

    Notes
    -----
    With c = service_cv, W_M the mean wait of `ErlangC` and W_D Cosmetatos' approximation of that of constant handle
    times: allen_cunneen W_M (1 + c^2)/2; kimura (1 + c^2)/(2 c^2/W_M + (1 - c^2)/W_D); cosmetatos c^2 W_M + (1 - c^2)
    W_D. The approximations take the wait probability of Erlang C and an exponential wait of those who wait; they are
    exact for one agent's mean wait only, and the repr names them. The exact solution takes up to 400 states of the
    phases (399 agents for two) and some seconds of work there. Limits are those of `ErlangC`.

    Examples
    --------
    >>> import erlang
    >>> calls = {"volume": 100, "interval": "30m", "aht": 180, "agents": 12}
    >>> round(erlang.MGn(**calls, service=erlang.ErlangService(phases=2)).asa(), 2)
    31.17
    >>> round(erlang.MGn(**calls, service_cv=0.5**0.5, approximation="kimura").asa(), 2)
    31.34
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        volume: Any = None,
        interval: Any = None,
        aht: Any = None,
        agents: Any = None,
        service: Service | None = None,
        service_cv: Any = None,
        approximation: WaitApproximation | str | None = None,
    ) -> None:
        if service is not None and service_cv is not None:
            raise ValueError("MGn: service_cv stands instead of service, got both")
        if service is not None and not isinstance(service, (ErlangService, HyperexponentialService)):
            raise TypeError(
                f"MGn: service must be an ErlangService or HyperexponentialService, got {type(service).__name__}"
            )
        if approximation is not None:
            at = position(WaitApproximation, approximation, function="MGn", argument="approximation")
            cv = service_cv if service is None else service.service_cv
            self._take(volume, interval, aht, {"agents": count(agents), "service_cv": count(cv)})
            self._set_options({"approximation": list(WaitApproximation)[at]})
            return
        if service is None:
            if service_cv is None:
                raise TypeError("MGn needs service, or service_cv and approximation")
            raise TypeError("MGn needs approximation beside service_cv: one of 'allen_cunneen', 'kimura', 'cosmetatos'")
        self._take(volume, interval, aht, {"agents": whole(agents, 399.0)})
        self._set_options({"service": service})

    def _kernel(self) -> tuple[str, tuple[Any, ...]]:
        if self.approximation is not None:
            return "mgn_approximation", (list(WaitApproximation).index(self.approximation),)
        return "mgn", self._options["service"]._options()

    @property
    def service(self) -> Service | None:
        """The shape of the handle times; None for an approximation."""
        return self._options.get("service")

    @property
    def service_cv(self) -> Any:
        """Coefficient of variation of the handle times."""
        return self._field("service_cv") if self.service is None else self.service.service_cv

    @property
    def approximation(self) -> WaitApproximation | None:
        """The formula for the mean wait; None where the queue is solved exactly."""
        return self._options.get("approximation")

    def queue_at_least(self, waiting: Any) -> Any:
        """P(all agents are busy and at least ``waiting`` wait), a whole number; exact solution only."""
        self._need_exact("queue_at_least")
        return self._of("queue_at_least", {"waiting": whole(waiting, _WAITING)})

    def queue_exactly(self, waiting: Any) -> Any:
        """P(all agents are busy and exactly ``waiting`` wait), a whole number; exact solution only."""
        self._need_exact("queue_exactly")
        return self._of("queue_exactly", {"waiting": whole(waiting, _WAITING)})

    def _need_exact(self, measure: str) -> None:
        if self.approximation is not None:
            raise ValueError(f"{measure} needs service, not an approximation")
