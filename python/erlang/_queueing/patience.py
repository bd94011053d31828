"""How long callers wait before they hang up: distributions for `ErlangA` and `ErlangX`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from erlang import _arrays
from erlang._arrays import Floats
from erlang._core import queueing as _kernels
from erlang._queueing.model import Argument, Model, count, duration

_SHARE: _arrays.Rule = ("in [0, 1]", lambda x: (x >= 0.0) & (x <= 1.0))
_AT_LEAST_ONE: _arrays.Rule = (">= 1", lambda x: (x >= 1.0) & (x < math.inf))
_POSITIVE: _arrays.Rule = ("> 0", lambda x: (x > 0.0) & (x < math.inf))
NO_SAMPLES = _kernels.EmpiricalSamples()


class PatienceDistribution(Model):
    """What the distributions share: numbers or arrays as parameters, and ``balking``.

    ``balking`` is the share, in [0, 1), of those finding all agents busy who leave at once; the other parameters are
    of those who do not.
    """

    __slots__ = ()
    _kind = 0  # as the kernels number them
    _numbers: tuple[str, ...] = ()

    def _read(self, balking: Any, **arguments: Argument) -> None:
        arguments["balking"] = count(balking, _arrays.BELOW_ONE)
        self._set(*_arrays.take(type(self).__name__, arguments))

    @property
    def balking(self) -> Any:
        """Share of those finding all agents busy who leave at once."""
        return self._field("balking")

    def for_kernels(self) -> tuple[int, Any, list[Floats]]:
        """Its kind and samples, and its three numbers and balking, NaN where it has none."""
        return self._kind, self._samples(), self._kernel_columns()

    def _kernel_columns(self) -> list[Floats]:
        numbers = [self._values[name] for name in self._numbers]
        return [*numbers, *[math.nan] * (3 - len(numbers)), self._values["balking"]]

    def _samples(self) -> Any:
        return NO_SAMPLES

    def _shape_values(self) -> dict[str, Floats]:
        return self._values


class Exponential(PatienceDistribution):
    """Exponential patience, that of Erlang A: the same hazard of hanging up at every moment.

    Parameters
    ----------
    mean : mean patience, >= 0 s; infinite: nobody hangs up
    balking : share, in [0, 1), of those finding all agents busy who leave at once

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.ErlangA(volume=100, interval=1800, aht=180, agents=12,
    ...                        patience=erlang.Exponential(mean=120, balking=0.1))
    >>> round(queue.abandonment(), 4)
    0.0716
    """

    __slots__ = ()
    _kind = 1
    _numbers = ("mean",)

    def __init__(self, *, mean: Any, balking: Any = 0.0) -> None:
        self._read(balking, mean=duration(mean, _arrays.PATIENCE))
        endless = np.isinf(self._values["mean"]) & (np.asarray(self._values["balking"]) > 0.0)
        if np.any(endless):
            raise ValueError("Exponential: mean must be finite where balking is given, got inf")

    @property
    def mean(self) -> Any:
        """Mean patience in seconds of those who do not leave at once."""
        return self._field("mean")


class Lognormal(PatienceDistribution):
    """Lognormal patience.

    Parameters
    ----------
    mean : mean patience, >= 0 s
    cv : coefficient of variation, >= 0; 0: everybody waits exactly the mean
    balking : share, in [0, 1), of those finding all agents busy who leave at once

    Examples
    --------
    >>> import erlang
    >>> patience = erlang.Lognormal(mean=120, cv=2)
    >>> queue = erlang.ErlangA(volume=0.5, interval=1, aht=200, agents=100, patience=patience)
    >>> round(queue.abandonment(), 8)
    0.0467387
    """

    __slots__ = ()
    _kind = 2
    _numbers = ("mean", "cv")

    def __init__(self, *, mean: Any, cv: Any, balking: Any = 0.0) -> None:
        self._read(balking, mean=duration(mean), cv=count(cv))

    @property
    def mean(self) -> Any:
        """Mean patience in seconds of those who do not leave at once."""
        return self._field("mean")

    @property
    def cv(self) -> Any:
        """Coefficient of variation."""
        return self._field("cv")


class Weibull(PatienceDistribution):
    """Weibull patience, by ``cv`` or by ``shape``.

    Parameters
    ----------
    mean : mean patience, >= 0 s
    cv : coefficient of variation, >= 0; either this
    shape : > 0; or this. Below 1, who has waited long is the less likely to hang up
    balking : share, in [0, 1), of those finding all agents busy who leave at once

    Examples
    --------
    >>> import erlang
    >>> erlang.Weibull(mean=120, shape=0.75)
    Weibull(mean=120, shape=0.75, balking=0)
    """

    __slots__ = ()

    def __init__(self, *, mean: Any, cv: Any = None, shape: Any = None, balking: Any = 0.0) -> None:
        if (cv is None) == (shape is None):
            raise ValueError("Weibull takes either cv or shape")
        if cv is not None:
            self._read(balking, mean=duration(mean), cv=count(cv))
        else:
            self._read(balking, mean=duration(mean), shape=count(shape, _POSITIVE))

    @property
    def _kind(self) -> int:  # type: ignore[override]
        return 3 if "cv" in self._values else 4

    @property
    def _numbers(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("mean", "cv" if "cv" in self._values else "shape")

    @property
    def mean(self) -> Any:
        """Mean patience in seconds of those who do not leave at once."""
        return self._field("mean")

    @property
    def cv(self) -> Any:
        """Coefficient of variation; None where made from a shape."""
        return self._field("cv")

    @property
    def shape(self) -> Any:
        """Shape; None where made from a coefficient of variation."""
        return self._field("shape")


class Hyperexponential(PatienceDistribution):
    """A mixture of two exponentials: some are impatient, some are not.

    Either by ``share`` and ``means``, or by ``mean`` and ``cv``, with balanced means: either kind has the same part in
    the mean.

    Parameters
    ----------
    share : of the first, in [0, 1]
    means : mean patience of the first and of the others, >= 0 s each
    mean : mean patience of all, >= 0 s
    cv : coefficient of variation, >= 1
    balking : share, in [0, 1), of those finding all agents busy who leave at once

    Examples
    --------
    >>> import erlang
    >>> erlang.Hyperexponential(share=0.3, means=(20, 240))
    Hyperexponential(share=0.3, first=20, second=240, balking=0)
    >>> erlang.Hyperexponential(mean=120, cv=1) == erlang.Hyperexponential(share=0.5, means=(120, 120))
    True
    """

    __slots__ = ()
    _kind = 5
    _numbers = ("share", "first", "second")

    def __init__(
        self, *, share: Any = None, means: Any = None, mean: Any = None, cv: Any = None, balking: Any = 0.0
    ) -> None:
        if (share is None) != (means is None) or (mean is None) != (cv is None) or (share is None) == (mean is None):
            raise ValueError("Hyperexponential takes either share and means, or mean and cv")
        if share is not None:
            if not isinstance(means, (tuple, list)) or len(means) != 2:
                raise ValueError("Hyperexponential: means must be a pair")
            self._read(balking, share=count(share, _SHARE), first=duration(means[0]), second=duration(means[1]))
            return
        self._read(balking, mean=duration(mean), cv=count(cv, _AT_LEAST_ONE))
        values = self._values
        square = values["cv"] * values["cv"]
        first = 0.5 * (1.0 + ((square - 1.0) / (square + 1.0)) ** 0.5)
        rest = 1.0 / ((square + 1.0) * 2.0 * first)  # 1 - first without cancellation
        parts: dict[str, Floats] = {
            "share": first,
            "first": values["mean"] / (2.0 * first),
            "second": values["mean"] / (2.0 * rest),
            "balking": values["balking"],
        }
        for value in parts.values():
            if not isinstance(value, float):
                value.setflags(write=False)
        self._set(parts, self._like)

    @property
    def share(self) -> Any:
        """Share of the first."""
        return self._field("share")

    @property
    def means(self) -> tuple[Any, Any]:
        """Mean patience of the first and of the others, in seconds."""
        return self._field("first"), self._field("second")


class Uniform(PatienceDistribution):
    """Patience uniform between two times.

    Parameters
    ----------
    low, high : 0 s <= low <= high
    balking : share, in [0, 1), of those finding all agents busy who leave at once

    Examples
    --------
    >>> import erlang
    >>> erlang.Uniform(low=0, high="4m")
    Uniform(low=0, high=240, balking=0)
    """

    __slots__ = ()
    _kind = 6
    _numbers = ("low", "high")

    def __init__(self, *, low: Any, high: Any, balking: Any = 0.0) -> None:
        self._read(balking, low=duration(low), high=duration(high))
        lowest, highest = np.broadcast_arrays(self._values["low"], self._values["high"])
        if np.any(highest < lowest):
            at = tuple(int(i) for i in np.argwhere(highest < lowest)[0])
            where = f" at index {at[0] if len(at) == 1 else at}" if at else ""
            raise ValueError(f"Uniform: high must be >= low, {lowest[at]:g} s, got {highest[at]:g}{where}")

    @property
    def low(self) -> Any:
        """Shortest patience in seconds."""
        return self._field("low")

    @property
    def high(self) -> Any:
        """Longest patience in seconds."""
        return self._field("high")


class Deterministic(PatienceDistribution):
    """Everybody hangs up after the same time.

    Parameters
    ----------
    value : the time, >= 0 s
    balking : share, in [0, 1), of those finding all agents busy who leave at once

    Examples
    --------
    >>> import erlang
    >>> queue = erlang.ErlangX(volume=100, interval=1800, aht=180, agents=12, patience=erlang.Deterministic(value=60))
    >>> queue.wait_exceeds(60)
    0.0
    """

    __slots__ = ()
    _kind = 7
    _numbers = ("value",)

    def __init__(self, *, value: Any, balking: Any = 0.0) -> None:
        self._read(balking, value=duration(value))

    @property
    def value(self) -> Any:
        """The time in seconds."""
        return self._field("value")


class Empirical(PatienceDistribution):
    """Patience from data.

    Each of ``samples`` is as likely; or, with ``survival``, that share of callers is still waiting after each of
    ascending ``samples``, as a Kaplan-Meier estimate gives it. Who is left after the last time leaves then.
    Hanging-up times of those who did alone overstate impatience wherever many are answered first: estimate the
    survival from both. Cost: in proportion to the distinct samples within reach of the waits.

    Parameters
    ----------
    samples : times until hanging up, >= 0 s, one-dimensional, not empty
    survival : None, or the share still waiting after each time, in [0, 1] and not rising
    balking : share, in [0, 1), of those finding all agents busy who leave at once

    Examples
    --------
    >>> import erlang
    >>> patience = erlang.Empirical(samples=[5, 20, 20, 45, 90, 200])
    >>> queue = erlang.ErlangX(volume=100, interval=1800, aht=180, agents=11, patience=patience)
    >>> round(queue.abandonment(), 4)
    0.1148
    """

    __slots__ = ("_curve",)
    _kind = 8
    _curve: Any

    def __init__(self, *, samples: Any, survival: Any = None, balking: Any = 0.0) -> None:
        arguments = {"samples": duration(samples)}
        if survival is not None:
            arguments["survival"] = count(survival, _SHARE)
        values, _ = _arrays.take("Empirical", arguments)
        for name, value in values.items():
            if np.ndim(value) != 1:
                raise ValueError(f"Empirical: {name} must be one-dimensional, got {np.ndim(value)} dimensions")
        share, like = _arrays.take("Empirical", {"balking": count(balking, _arrays.BELOW_ONE)})
        self._set({**values, **share}, like)
        self._set_curve()

    def _set_curve(self) -> None:
        survival = self._values.get("survival", np.empty(0))
        columns = [np.ascontiguousarray(value, dtype=np.float64) for value in (self._values["samples"], survival)]
        object.__setattr__(self, "_curve", _kernels.EmpiricalSamples(*columns))

    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state)
        self._set_curve()

    def _samples(self) -> Any:
        return self._curve

    def _shape_values(self) -> dict[str, Floats]:
        return {"balking": self._values["balking"]}

    @property
    def samples(self) -> Any:
        """The times in seconds."""
        return self._values["samples"]

    @property
    def survival(self) -> Any:
        """The share still waiting after each time; None where each sample is as likely."""
        return self._values.get("survival")
