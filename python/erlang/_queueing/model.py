"""What the model classes share: fields, equality, and the way to their kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from erlang import _arrays
from erlang._arrays import Floats, Like
from erlang._core import queueing as _kernels

Argument = tuple[Any, Callable[..., Floats], _arrays.Rule]


def duration(value: Any, rule: _arrays.Rule = _arrays.NON_NEGATIVE_TIME) -> Argument:
    return value, _arrays.seconds, rule


def count(value: Any, rule: _arrays.Rule = _arrays.NON_NEGATIVE) -> Argument:
    return value, _arrays.number, rule


def whole(value: Any, most: float) -> Argument:
    return value, _arrays.number, (f"a whole number in [0, {_short(most)}]", lambda x: _is_whole(x) & (x <= most))


def _short(most: float) -> str:
    return f"{most:g}" if most < 1e5 else f"{most:.0e}".replace("e+0", "e").replace("e+", "e")


def _is_whole(x: Any) -> Any:
    with np.errstate(invalid="ignore"):
        return (x >= 0.0) & (np.floor(x) == x)


def same_fields(one: Any, other: object) -> bool:
    """== of two dataclasses of one type whose fields are numbers, arrays, columns or text."""
    if type(one) is not type(other):
        return False
    for name in vars(one):
        a, b = getattr(one, name), getattr(other, name)
        if isinstance(a, str) or isinstance(b, str):
            if a != b:
                return False
            continue
        a, b = (v if isinstance(v, float) else np.asarray(_arrays.split(v)[0], dtype=np.float64) for v in (a, b))
        if not _arrays.same(a, b):
            return False
    return True


class Model:
    """An immutable value with named fields, each a float or a read-only array."""

    __slots__ = ("_like", "_values")
    _values: dict[str, Floats]
    _like: Like | None

    def _set(self, values: dict[str, Floats], like: Like | None) -> None:
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_like", like)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __getstate__(self) -> tuple[dict[str, Floats], Like | None]:
        return self._values, self._like

    def __setstate__(self, state: tuple[dict[str, Floats], Like | None]) -> None:
        for value in state[0].values():
            if not isinstance(value, float):
                value.setflags(write=False)
        self._set(*state)

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={_arrays.text_of(value)}" for name, value in self._values.items())
        return f"{type(self).__name__}({fields})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        assert isinstance(other, Model)
        return self._values.keys() == other._values.keys() and all(
            _arrays.same(value, other._values[name]) for name, value in self._values.items()
        )

    def __hash__(self) -> int:
        return hash((type(self), tuple((name, _arrays.hash_of(value)) for name, value in self._values.items())))

    def _field(self, name: str) -> Any:
        value = self._values.get(name)
        return None if value is None else _arrays.give_back(value, self._like, name)

    def _evaluate(self, kernel: str, measure: str, arguments: dict[str, Argument] | None = None, *options: Any) -> Any:
        """The measure by that kernel, with further checked arguments after the model's own columns."""
        values = self._columns()
        like = self._like
        if arguments:
            extra, its_like = _arrays.take(measure, arguments)
            _arrays.shape_of(measure, {**self._rows(), **extra})
            like = _arrays.merge(measure, [like, its_like])
            values = values + list(extra.values())
        result = _arrays.compute(getattr(_kernels, kernel), values, *options)
        return _arrays.give_back(result, like, measure)

    def _rows(self) -> dict[str, Floats]:
        """The fields that broadcast, in the order of the kernels' columns."""
        return self._values

    def _columns(self) -> list[Floats]:
        return list(self._rows().values())


class OptionModel(Model):
    """A model with further fields that are names or tuples and do not broadcast."""

    __slots__ = ("_options",)
    _options: dict[str, Any]

    def _set_options(self, options: dict[str, Any]) -> None:
        object.__setattr__(self, "_options", options)

    def __getstate__(self) -> Any:
        return self._values, self._like, self._options

    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state[:2])
        self._set_options(state[2])

    def __repr__(self) -> str:
        options = "".join(f", {name}={value!r}" for name, value in self._options.items())
        return f"{super().__repr__()[:-1]}{options})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        assert isinstance(other, OptionModel)
        return self._options == other._options and super().__eq__(other)

    def __hash__(self) -> int:
        return hash((super().__hash__(), tuple(self._options.items())))


class TrafficModel(Model):
    """A model of a load, or of volume, interval and aht."""

    __slots__ = ()
    _kernel: str  # prefix of its kernels' names

    def _take(self, load: Any, volume: Any, interval: Any, aht: Any, others: dict[str, Argument]) -> None:
        function = type(self).__name__
        parts = {"volume": volume, "interval": interval, "aht": aht}
        given = [name for name, value in parts.items() if value is not None]
        if load is not None and given:
            listed = " and ".join(["load", *given])
            raise ValueError(f"{function}: load stands for volume, interval and aht, got {listed}")
        if load is None and len(given) < 3:
            missing = [name for name in parts if name not in given]
            words = f"{function} needs volume, interval and aht, or load"
            if not given:
                raise TypeError(words)
            raise ValueError(f"{words}; {' and '.join(missing)} not given")
        for name, (value, _, _) in others.items():
            if value is None:
                raise TypeError(f"{function} needs {name}")
        arguments: dict[str, Argument]
        if load is not None:
            arguments = {"load": count(load), **others}
        else:
            arguments = {
                "volume": count(volume),
                "interval": duration(interval, _arrays.POSITIVE_TIME),
                "aht": duration(aht, _arrays.POSITIVE_TIME),
                **others,
            }
        values, like = _arrays.take(function, arguments)
        self._set(values, like)
        if load is None:
            bound = _arrays.largest(values["volume"]) * _arrays.largest(values["aht"])
            if bound < 1e300 and _arrays.smallest(values["interval"]) > 1e-8:
                return  # finite whatever the pairing
        _arrays.check(self._load(), ("finite", _arrays.NON_NEGATIVE[1]), function=function, argument="load")

    @property
    def volume(self) -> Any:
        """Contacts offered in the interval; None where the model was made from a load."""
        return self._field("volume")

    @property
    def interval(self) -> Any:
        """Length of the interval in seconds; None where the model was made from a load."""
        return self._field("interval")

    @property
    def aht(self) -> Any:
        """Average handle time in seconds; None where the model was made from a load."""
        return self._field("aht")

    @property
    def load(self) -> Any:
        """Offered load in erlangs, volume * aht / interval."""
        return _arrays.give_back(self._load(), self._like, "load")

    def _load(self) -> Floats:
        if "load" in self._values:
            return self._values["load"]
        return self._values["volume"] * self._values["aht"] / self._values["interval"]

    def _of(self, measure: str, arguments: dict[str, Argument] | None = None, *options: int) -> Any:
        """A measure that the load alone gives."""
        prefix = f"{self._kernel}_of_load" if "load" in self._values else self._kernel
        return self._evaluate(f"{prefix}_{measure}", measure, arguments, *options)

    def _timed(self, measure: str, arguments: dict[str, Argument] | None = None, *options: int) -> Any:
        """A measure in seconds or against a time."""
        self._need_traffic(measure)
        return self._evaluate(f"{self._kernel}_{measure}", measure, arguments, *options)

    def _need_traffic(self, measure: str) -> None:
        if "load" in self._values:
            raise ValueError(f"{measure} needs volume, interval and aht")
