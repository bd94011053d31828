"""Delay systems: Erlang C, Erlang A and Erlang X."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from erlang import _arrays
from erlang._arrays import Floats
from erlang._core import queueing as _kernels
from erlang._queueing.definitions import ServiceLevel, WaitOf, position
from erlang._queueing.loss import level_arguments
from erlang._queueing.measures import Measures
from erlang._queueing.model import Argument, TrafficModel, count, duration
from erlang._queueing.patience import NO_SAMPLES, PatienceDistribution

_LINES: _arrays.Rule = ("a whole number >= agents", lambda x: (x >= 0.0) & _is_whole(x))


def _is_whole(x: Any) -> Any:
    return (np.floor(x) == x) & (x < math.inf)


class _Delay(TrafficModel):
    """The measures of Erlang C, A and X."""

    __slots__ = ("_patience",)
    _plain: str = "erlang_x"  # the kernels where there are neither lines, redials nor a distribution
    _patience: PatienceDistribution | None

    def _extend(self, patience: PatienceDistribution | None, lines: Any, redial: Any) -> None:
        """Adds lines, redial and a distribution of patience to what `_take` set."""
        function = type(self).__name__
        arguments: dict[str, Argument] = {}
        if lines is not None:
            arguments["lines"] = count(lines, _LINES)
        if redial is not None:
            arguments["redial"] = count(redial, _arrays.BELOW_ONE)
        object.__setattr__(self, "_patience", patience)
        if not arguments and patience is None:
            return
        values, like = _arrays.take(function, arguments)
        values = {**self._values, **values}
        _arrays.shape_of(function, {**values, **self._patience_shapes()})
        others = [like] if patience is None else [like, patience._like]
        self._set(values, _arrays.merge(function, [self._like, *others]))
        if "lines" in values:
            whole = "a whole number where lines is given"
            _arrays.check(values["agents"], (whole, _is_whole), function=function, argument="agents")
            places, agents = values["lines"], values["agents"]
            if not (isinstance(places, float) and isinstance(agents, float)):
                places, agents = np.broadcast_arrays(places, agents)
            enough = ("a whole number >= agents", lambda x: (x >= agents) & _is_whole(x))
            _arrays.check(places, enough, function=function, argument="lines")

    @property
    def _is_plain(self) -> bool:
        return self._patience is None and "lines" not in self._values and "redial" not in self._values

    @property
    def _kernel(self) -> str:  # type: ignore[override]
        return self._plain if self._is_plain else "erlang_x"

    def _evaluate(self, kernel: str, measure: str, arguments: dict[str, Argument] | None = None, *options: Any) -> Any:
        if kernel.startswith("erlang_x"):
            options = (*self._patience_options(), *options)
        return super()._evaluate(kernel, measure, arguments, *options)

    def _patience_options(self) -> tuple[int, Any]:
        if self._patience is not None:
            return self._patience._kind, self._patience._samples()
        return int("patience" in self._values), NO_SAMPLES

    def _columns(self) -> list[Floats]:
        return super()._columns() if self._kernel != "erlang_x" else self._x_columns()

    def _x_columns(self) -> list[Floats]:
        """The columns of the general kernels."""
        values = self._values
        more = [values.get("lines", math.inf), values.get("redial", 0.0)]
        if "load" in values:
            return [values["load"], values["agents"], *more]
        if self._patience is not None:
            patience = self._patience._kernel_columns()
        else:
            patience = [values.get("patience", math.nan), math.nan, math.nan, 0.0]
        return [*(values[name] for name in ("volume", "interval", "aht", "agents")), *patience, *more]

    def _patience_shapes(self) -> dict[str, Floats]:
        return {} if self._patience is None else self._patience._shape_values()

    def _always_x(self, measure: str) -> Any:
        """A measure that only the general kernels have."""
        kernel = f"erlang_x_of_load_{measure}" if "load" in self._values else f"erlang_x_{measure}"
        result = _arrays.compute(getattr(_kernels, kernel), self._x_columns(), *self._patience_options())
        return _arrays.give_back(result, self._like, measure)

    def __getstate__(self) -> Any:
        return (*super().__getstate__(), self._patience)

    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state[:2])
        object.__setattr__(self, "_patience", state[2])

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        if same is True:
            assert isinstance(other, _Delay)
            return self._patience == other._patience
        return same

    def __hash__(self) -> int:
        return hash((super().__hash__(), self._patience))

    def __repr__(self) -> str:
        if self._patience is None:
            return super().__repr__()
        return f"{super().__repr__()[:-1]}, patience={self._patience!r})"

    @property
    def load(self) -> Any:
        """Offered load in erlangs, volume * aht / interval; with redial that of all attempts."""
        return self._always_x("load") if "redial" in self._values else super().load

    @property
    def lines(self) -> Any:
        """Places, in service and in queue; None where they are not limited."""
        return self._field("lines")

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
        """Share of offered that finds all lines taken; 0 without `lines`."""
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
        _arrays.shape_of("measures", {**self._values, **self._patience_shapes(), **times})
        if self._kernel == "erlang_x":
            columns, shape = self._x_measures(times, short_abandon is not None, at)
        else:
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

    def _x_measures(self, times: dict[str, Floats], short: bool, definition: int) -> tuple[Any, tuple[int, ...] | None]:
        values = [*self._columns(), times["answer_within"], *([times["short_abandon"]] if short else [])]
        shape = np.broadcast_shapes(*(np.shape(value) for value in values))
        rows = [np.ascontiguousarray(np.broadcast_to(value, shape)).ravel() for value in values]
        quick = rows.pop() if short else np.empty(0)
        scalar = all(isinstance(value, float) for value in values)
        return _kernels.erlang_x_measures(rows, quick, definition, *self._patience_options()), None if scalar else shape

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
    lines : number of places, in service and in queue, a whole number >= agents: M/M/n/K, where who finds them all taken
        is blocked and the load may exceed the agents; agents are whole then. No limit if None

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
    >>> round(erlang.ErlangC(load=10, agents=10, lines=15).blocking(), 4)
    0.1035
    """

    __slots__ = ()
    _plain = "erlang_c"

    def __init__(
        self,
        *,
        load: Any = None,
        volume: Any = None,
        interval: Any = None,
        aht: Any = None,
        agents: Any = None,
        lines: Any = None,
    ) -> None:
        self._take(load, volume, interval, aht, {"agents": count(agents)})
        self._extend(None, lines, None)


class _Leaving(_Delay):
    """The measures of those who hang up or call again."""

    __slots__ = ()

    @property
    def patience(self) -> Any:
        """Mean patience in seconds, infinite where nobody hangs up; or its distribution."""
        return self._field("patience") if self._patience is None else self._patience

    @property
    def redial(self) -> Any:
        """Share of those lost who call again; None where nobody does."""
        return self._field("redial")

    def abandoned_within(self, time: Any) -> Any:
        """Share of offered that hangs up within ``time``."""
        return self._timed("abandoned_within", {"time": duration(time)})

    def abandonment_wait(self) -> Any:
        """Mean time in seconds until hanging up of those who do; NaN where nobody does."""
        return self._timed("abandonment_wait")

    def attempts(self) -> Any:
        """Mean number of attempts per first call, >= 1."""
        return self._always_x("attempts")

    def lost(self) -> Any:
        """Share of first calls that is lost for good, blocked or hung up without calling again."""
        return self._always_x("lost")

    def _take_patience(self, patience: Any, others: dict[str, Argument]) -> PatienceDistribution | None:
        if isinstance(patience, PatienceDistribution):
            return patience
        others["patience"] = duration(math.inf if patience is None else patience, _arrays.PATIENCE)
        return None


class ErlangA(_Leaving):
    """M/M/n+M, Erlang A: Poisson arrivals, exponential handle times, exponential patience.

    Agents may be fractional, and the load may exceed them. A distribution of patience makes it M/M/n+G, `lines` and
    `redial` as in `ErlangX`.

    Parameters
    ----------
    volume : contacts offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    patience : mean time until a waiting caller hangs up, >= 0 s; None or infinite is Erlang C; or a distribution,
        such as `Lognormal`
    agents : number of agents, >= 0
    lines, redial : as in `ErlangX`
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
    _plain = "erlang_a"

    def __init__(
        self,
        *,
        volume: Any = None,
        interval: Any = None,
        aht: Any = None,
        patience: Any = None,
        agents: Any = None,
        lines: Any = None,
        redial: Any = None,
        load: Any = None,
    ) -> None:
        if load is not None:
            raise ValueError("ErlangA needs volume, interval and aht")
        others = {"agents": count(agents)}
        distribution = self._take_patience(patience, others)
        self._take(None, volume, interval, aht, others)
        self._extend(distribution, lines, redial)


class ErlangX(_Leaving):
    """M/M/n/K+G with redials, Erlang X: patience of any distribution, a limited number of lines, repeated calls.

    The general model: without `lines` and `redial` it is `ErlangA`, without patience `ErlangC`. First calls and
    repeated calls together are taken as Poisson with the volume v that solves v (1 - redial * lost(v)) = volume.
    With redial, ``volume`` is first calls, every share is per attempt, load and occupancy count attempts, and
    `attempts` and `lost` are of first calls.

    Parameters
    ----------
    load : offered load in erlangs, >= 0; stands for volume, interval and aht where nobody hangs up
    volume : first calls offered in the interval, >= 0
    interval : length of the interval, > 0 s
    aht : average handle time, > 0 s
    agents : number of agents, >= 0; whole where lines is given
    patience : mean of an exponential, >= 0 s, or a distribution: `Exponential`, `Lognormal`, `Weibull`,
        `Hyperexponential`, `Uniform`, `Deterministic`, `Empirical`; nobody hangs up if None
    lines : number of places, in service and in queue, a whole number >= agents; no limit if None
    redial : share, in [0, 1), of those lost (blocked or hung up) who call again

    Notes
    -----
    Limits are values, the first that applies. Load 0: every service level 1, all else 0. Nobody hangs up, no lines,
    load >= agents: Erlang C's overload. No agents: who finds a line waits until hanging up. Patience 0 or
    lines = agents: a loss system. Accuracy: 1e-12 relative for every measure above 1e-12, loads from 1e-3 to 1e5.

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.ErlangX(volume=100, interval=1800, aht=180, agents=10, lines=20, redial=0.4,
    ...                        patience=erlang.Lognormal(mean=120, cv=2))
    >>> round(queue.abandonment(), 4), round(queue.blocking(), 4)
    (0.1826, 0.0002)
    >>> round(queue.attempts(), 4), round(queue.lost(), 4)
    (1.0789, 0.1183)
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        load: Any = None,
        volume: Any = None,
        interval: Any = None,
        aht: Any = None,
        agents: Any = None,
        patience: Any = None,
        lines: Any = None,
        redial: Any = None,
    ) -> None:
        if load is not None and patience is not None:
            raise ValueError("ErlangX: patience needs volume, interval and aht")
        others = {"agents": count(agents)}
        distribution = None if patience is None else self._take_patience(patience, others)
        self._take(load, volume, interval, aht, others)
        self._extend(distribution, lines, redial)
