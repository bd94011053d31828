"""How long callers are willing to wait: estimates from call records and from interval counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from erlang import _core
from erlang._staffing.values import duration, number, one_duration, shown_index
from erlang._staffing.words import choice
from erlang._units import kind_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_DISTRIBUTIONS = ("exponential", "weibull")


@dataclass(frozen=True, kw_only=True)
class PatienceEstimate:
    """An estimate of patience, of those who do not balk, with standard errors. Times are seconds.

    Attributes
    ----------
    distribution : str
        ``exponential`` or ``weibull``.
    mean, standard_error : float
        Of the mean patience. Infinite and NaN where nobody hung up (from counts).
    shape, shape_error, scale, scale_error : float
        P(patience > t) = exp(−(t / scale) ** shape); shape 1 for the exponential.
    balking, balking_error : float
        Share of those who had to wait that hang up at once; 0 where none was asked for.
    abandoned : float
        Who hung up, balkers not counted.
    exposure : float
        Seconds waited, summed; NaN where it was not needed.
    log_likelihood : float
        NaN from counts.
    """

    distribution: str
    mean: float
    standard_error: float
    shape: float = 1.0
    shape_error: float = 0.0
    scale: float = math.nan
    scale_error: float = math.nan
    balking: float = 0.0
    balking_error: float = 0.0
    abandoned: float = math.nan
    exposure: float = math.nan
    log_likelihood: float = math.nan

    def confidence(self, level: float = 0.95) -> tuple[float, float]:
        """An interval for the mean, symmetric in its logarithm.

        Examples
        --------
        >>> PatienceEstimate(distribution="exponential", mean=300.0, standard_error=30.0).confidence()
        (246.6..., 364.9...)
        """
        if isinstance(level, bool) or not isinstance(level, (int, float)):
            raise TypeError(f"confidence: level must be a number, got {type(level).__name__}")
        if not 0 < level < 1:
            raise ValueError(f"confidence: level must be in (0, 1), got {level:g}")
        half = NormalDist().inv_cdf(0.5 + level / 2) * self.standard_error / self.mean
        return self.mean * math.exp(-half), self.mean * math.exp(half)

    def patience(self) -> Any:
        """What a model takes as ``patience``: seconds for the exponential, else a distribution.

        Raises
        ------
        ValueError
            For a Weibull, or with balking, where no model of patience with a distribution is there.
        """
        if self.distribution == "exponential" and not self.balking:
            return self.mean
        words: dict[str, Any] = {"mean": self.mean, "balking": self.balking}
        if self.distribution == "weibull":
            words["shape"] = self.shape
        return _distribution(self.distribution.capitalize(), words)


@dataclass(frozen=True, eq=False)
class PatienceSurvival:
    """The Kaplan–Meier estimate of patience: the share of callers who are willing to wait longer than t.

    Attributes
    ----------
    wait, at_risk, left, survival, standard_error : array
        At every wait in seconds at which anybody hung up: who had waited that long, who hung up then, the share whose
        patience is longer, and its standard error (Greenwood).
    """

    wait: Floats
    at_risk: Floats
    left: Floats
    survival: Floats
    standard_error: Floats
    _waits: Floats
    _abandoned: Any

    def at(self, wait: Any) -> Any:
        """The share whose patience is longer than ``wait`` (seconds, or an array); after the longest wait, the last.

        Examples
        --------
        >>> patience_survival(wait=[5, 10, 20, 30], abandoned=[True, False, True, False]).at([0, 5, 25]).tolist()
        [1.0, 0.75, 0.375]
        """
        import numpy as np

        times = duration(wait, function="at", argument="wait")
        steps = np.concatenate([[1.0], self.survival])
        found = steps[np.searchsorted(self.wait, times, side="right")]
        return found if np.ndim(times) else float(found)

    def median(self) -> float:
        """The wait that half of the callers would not outlast, in seconds; infinite where the records end before."""
        below = self.survival <= 0.5
        return float(self.wait[below.argmax()]) if below.any() else math.inf

    def hazard(self, edges: Any) -> pd.DataFrame:
        """The hazard of hanging up between given waiting times, constant in each stretch.

        Parameters
        ----------
        edges : seconds, ascending, at least two

        Returns
        -------
        pandas.DataFrame
            ``from``, ``to``, ``left``, ``exposure`` (seconds waited in the stretch), ``hazard`` per second and its
            ``standard_error``.

        Examples
        --------
        >>> curve = patience_survival(wait=[5, 10, 20, 30], abandoned=[True, False, True, False])
        >>> curve.hazard([0, 10, 40])[["left", "exposure", "hazard"]].round(4)
           left  exposure  hazard
        0   1.0      35.0  0.0286
        1   1.0      30.0  0.0333
        """
        import numpy as np
        import pandas as pd

        times = np.atleast_1d(np.asarray(duration(edges, function="patience_hazard", argument="edges"), dtype=float))
        rows = _core.staffing.patience_hazard(self._waits, self._abandoned, times.tolist())
        table: pd.DataFrame = pd.DataFrame(rows, columns=["left", "exposure", "hazard", "standard_error"])
        table.insert(0, "from", times[:-1])
        table.insert(1, "to", times[1:])
        return table

    def to_frame(self) -> pd.DataFrame:
        """The curve as a pandas table."""
        import pandas as pd

        names = ("wait", "at_risk", "left", "survival", "standard_error")
        table: pd.DataFrame = pd.DataFrame({name: getattr(self, name) for name in names})
        return table

    def patience(self) -> Any:
        """What a model takes as ``patience``: the curve as an empirical distribution.

        Raises
        ------
        ValueError
            Where no model of patience with a distribution is there.
        """
        return _distribution("Empirical", {"samples": self.wait, "survival": self.survival})


def estimate_patience(
    *, wait: Any, abandoned: Any, distribution: str = "exponential", balk_within: Any = None
) -> PatienceEstimate:
    """The patience of callers from call records, by maximum likelihood.

    The wait of a caller who was answered is censored: that caller would have waited longer. Leaving those out, or
    averaging the waits of those who hung up, makes callers look far less patient than they are.

    Parameters
    ----------
    wait : array or column of durations
        From the start of waiting to the answer or to hanging up, >= 0. Calls that never waited for an agent, such as
        those ended in a menu, do not belong here.
    abandoned : array or column of bool, or of 0 and 1
        Whether the wait ended by hanging up.
    distribution : {"exponential", "weibull"}
        ``exponential``: a constant hazard, what Erlang A takes; mean = waiting time of all / number who hung up.
        ``weibull``: a hazard that falls or rises with the time waited.
    balk_within : duration
        Who hangs up within it is counted as balking: an atom at 0, given as ``balking``; the estimate is then that of
        the others, from their waiting time beyond it. 0 takes those recorded as hanging up without a wait. None: no
        atom.

    Returns
    -------
    PatienceEstimate

    Raises
    ------
    ValueError
        No records, a wait below 0 or no number, lengths that differ, nobody hung up; for the Weibull also somebody who
        hung up after 0 s without ``balk_within``.
    TypeError

    Notes
    -----
    Standard errors are those of independent callers; waits of one rush hour are not, so that the true ones are larger.

    Examples
    --------
    >>> found = estimate_patience(wait=[10, 40, 25, 5, 60], abandoned=[False, True, False, False, True])
    >>> found.mean, round(found.standard_error, 1)                   # 140 s waited, two hung up
    (70.0, 49.5)
    """
    function = "estimate_patience"
    choice(distribution, _DISTRIBUTIONS, function=function, argument="distribution")
    waits, flags = _records(wait, abandoned, function)
    within = None if balk_within is None else one_duration(balk_within, function=function, argument="balk_within")
    try:
        fit = _core.staffing.fit_patience(waits, flags, within, distribution == "weibull")
        share = _core.staffing.balking_share(waits, flags, within) if within is not None else (0.0, 0.0)
    except ValueError as error:
        raise _renamed(error, function) from None
    return PatienceEstimate(
        distribution=distribution,
        mean=fit[0],
        standard_error=fit[1],
        shape=fit[2],
        shape_error=fit[3],
        scale=fit[4],
        scale_error=fit[5],
        balking=share[0],
        balking_error=share[1],
        abandoned=fit[7],
        exposure=fit[9],
        log_likelihood=fit[6],
    )


def patience_survival(*, wait: Any, abandoned: Any) -> PatienceSurvival:
    """The Kaplan–Meier estimate of patience from call records: no shape assumed.

    Parameters
    ----------
    wait, abandoned
        As of :func:`estimate_patience`.

    Returns
    -------
    PatienceSurvival
        After the longest wait nothing is known.

    Examples
    --------
    >>> curve = patience_survival(wait=[5, 10, 20, 30], abandoned=[True, False, True, False])
    >>> curve.survival.tolist(), curve.median()
    ([0.75, 0.375], 20.0)
    """
    import numpy as np

    function = "patience_survival"
    waits, flags = _records(wait, abandoned, function)
    try:
        parts = _core.staffing.patience_survival(waits, flags)
    except ValueError as error:
        raise _renamed(error, function) from None
    times, at_risk, left, survival, spread = (np.array(part) for part in parts)
    return PatienceSurvival(times, at_risk, left, survival, spread, waits, flags)


def patience_from_counts(
    *,
    abandoned: Any,
    waited: Any = None,
    offered: Any = None,
    interval: Any = None,
    aht: Any = None,
    agents: Any = None,
) -> PatienceEstimate:
    """The mean patience of callers from interval counts: from the time they waited, or from the agents there were.

    Parameters
    ----------
    abandoned : array or column
        Who hung up in each interval.
    waited : array or column
        Seconds waited in each interval by all callers, those who hung up included (average wait of all · offered):
        mean = Σ waited / Σ abandoned, with the standard error of a ratio of sums over intervals.
    offered, interval, aht, agents
        Instead of ``waited``: the volume, length, handle time and productive agents of each interval. The mean is that
        at which Erlang A loses as many callers as hung up, all intervals together.

    Returns
    -------
    PatienceEstimate
        Mean infinite where nobody hung up, or no more than overload alone explains.

    Raises
    ------
    ValueError
        Neither or both ways given, a number outside its range, lengths that differ, or more hung up than if nobody had
        waited at all.

    Examples
    --------
    >>> found = patience_from_counts(waited=[4000, 6500, 5000], abandoned=[14, 22, 19])
    >>> round(found.mean), round(found.standard_error, 1)
    (282, 10.4)
    >>> found = patience_from_counts(offered=[100, 120], abandoned=[6, 12], interval="30m", aht=240, agents=[14, 16])
    >>> round(found.mean)
    383
    """
    import numpy as np

    function = "patience_from_counts"
    others = {"offered": offered, "interval": interval, "aht": aht, "agents": agents}
    given = [name for name, value in others.items() if value is not None]
    if waited is not None and given:
        raise ValueError(
            f"{function}: give either waited or offered, interval, aht and agents, got waited and {given[0]}"
        )
    left = np.atleast_1d(number(abandoned, function=function, argument="abandoned"))
    try:
        if waited is not None:
            times = np.atleast_1d(duration(waited, function=function, argument="waited"))
            mean, error, count = _core.staffing.patience_from_waits(times, left)
        else:
            absent = [name for name in others if others[name] is None]
            if absent:
                raise ValueError(
                    f"{function}: {', '.join(absent)} missing: give waited, or offered, interval, aht and agents"
                )
            length = one_duration(interval, function=function, argument="interval")
            for name, time in (("interval", length), ("aht", duration(aht, function=function, argument="aht"))):
                if isinstance(time, float) and not 0 < time < math.inf:
                    raise ValueError(f"{function}: {name} must be > 0 s, got {time:g}")
            columns = [
                number(offered, function=function, argument="offered"),
                duration(aht, function=function, argument="aht"),
                number(agents, function=function, argument="agents"),
            ]
            full = [
                _as_long(column, left, name, function) for column, name in zip(columns, ("offered", "aht", "agents"))
            ]
            mean, error, count = _core.staffing.patience_from_abandonment(full[0], length, full[1], full[2], left)
    except ValueError as problem:
        raise _renamed(problem, function) from None
    return PatienceEstimate(
        distribution="exponential", mean=mean, standard_error=error, scale=mean, scale_error=error, abandoned=count
    )


def _as_long(values: Any, like: Floats, name: str, function: str) -> Floats:
    import numpy as np

    if np.shape(values) not in ((), like.shape):
        raise ValueError(f"{function}: {name} and abandoned must have the same length")
    full: Floats = np.array(np.broadcast_to(values, like.shape), dtype=float)
    return full


def _records(wait: Any, abandoned: Any, function: str) -> tuple[Floats, Any]:
    import numpy as np

    waits = np.atleast_1d(np.asarray(duration(wait, function=function, argument="wait"), dtype=float))
    flags = _flags(abandoned, function)
    if waits.ndim != 1 or waits.shape != flags.shape:
        raise ValueError(
            f"{function}: wait and abandoned must have the same length, got {waits.shape} and {flags.shape}"
        )
    if not len(waits):
        raise ValueError(f"{function}: there must be at least one record, got none")
    return waits, flags


def _flags(abandoned: Any, function: str) -> Any:
    """Bools, or numbers that are all 0 or 1 as files have them."""
    import numpy as np

    flags = np.atleast_1d(np.asarray(abandoned))
    if flags.dtype == object and all(isinstance(value, (bool, int, np.bool_, np.integer)) for value in flags.tolist()):
        flags = flags.astype(float)
    if flags.dtype.kind not in "biuf":
        raise TypeError(f"{function}: abandoned must be an array of bool, or of 0 and 1, got {kind_of(abandoned)}")
    wrong = np.argwhere((flags != 0) & (flags != 1))
    if len(wrong):
        place = tuple(wrong[0].tolist())
        got = f"{flags[place]:g} at index {shown_index(place)}"
        raise ValueError(f"{function}: abandoned must be True or False, or 1 or 0, got {got}")
    return flags.astype(bool)


def _renamed(error: ValueError, function: str) -> ValueError:
    """The core's message under the name of the function called and of its arguments."""
    _, _, text = str(error).partition(": ")
    text = (
        text.replace("waits must", "wait must")
        .replace("volume must", "offered must")
        .replace(", volume]", ", offered]")
    )
    return ValueError(f"{function}: {text}")


def _distribution(name: str, words: dict[str, Any]) -> Any:
    """A distribution of patience of :mod:`erlang.queueing` by its name."""
    from erlang import queueing

    make = getattr(queueing, name, None)
    if make is None:
        raise ValueError(f"patience: models with {name.lower()} patience or balking are not available; use the mean")
    return make(**words)
