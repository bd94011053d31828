"""Values at the door: scalars, arrays and columns; and equality of results that may hold any of them."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from erlang._units import kind_of, plain_array, real, seconds

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def is_scalar(value: Any) -> bool:
    """Whether ``value`` stands for one number or word, and not for an array or a column."""
    return isinstance(value, (int, float, str)) or not hasattr(value, "__len__")


def number(value: Any, *, function: str, argument: str) -> Any:
    """A float, or a float array; ``TypeError`` for anything else, ``bool`` and text included."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return real(value)
    import numpy as np

    array = plain_array(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{function}: {argument} must be a number or an array of numbers, got {kind_of(value)}")
    return array.astype(np.float64) if array.ndim else float(array)


def duration(value: Any, *, function: str, argument: str) -> Any:
    """Seconds as a float, or a float array."""
    return seconds(value, function=function, argument=argument)


def one_number(value: Any, *, function: str, argument: str) -> float:
    """A single number as a float; ``TypeError`` for several."""
    try:
        converted = number(value, function=function, argument=argument)
    except TypeError:
        converted = None
    if not isinstance(converted, float):
        raise TypeError(f"{function}: {argument} must be one number, got {kind_of(value)}")
    return converted


def one_duration(value: Any, *, function: str, argument: str) -> float:
    """Seconds of a single duration; ``TypeError`` for several."""
    converted = duration(value, function=function, argument=argument)
    if not isinstance(converted, float):
        raise TypeError(f"{function}: {argument} must be one duration, got {kind_of(value)}")
    return converted


def several(values: Any, allowed: Callable[[float], bool], rule: str, *, function: str, argument: str) -> list[float]:
    """A converted list, every element of which keeps the rule; a message names the place of the first that does not."""
    if not hasattr(values, "ndim") or values.ndim != 1:
        raise TypeError(f"{function}: {argument} must be a list of numbers, got {kind_of(values)}")
    plain: list[float] = values.tolist()
    for place, value in enumerate(plain):
        if not (allowed(value) and math.isfinite(value)):
            raise ValueError(f"{function}: {argument} must be {rule}, got {value:g} at index {place}")
    return plain


@contextmanager
def named(function: str) -> Iterator[None]:
    """Messages of what is called inside name ``function``, which the user called."""
    try:
        yield
    except (ValueError, TypeError) as error:
        head, colon, text = str(error).partition(": ")
        if not colon or not head.isidentifier() or head == function:
            raise
        raise type(error)(f"{function}: {text}") from None


def word(value: Any, options: tuple[str, ...], *, function: str, argument: str) -> Any:
    """The place in ``options`` of a word, or an array of places."""
    from erlang._staffing.words import choice

    if isinstance(value, str) or is_scalar(value):
        return float(choice(value, options, function=function, argument=argument))
    import numpy as np

    array = np.asarray(value, dtype=object)
    codes = np.empty(array.shape)
    for place in np.ndindex(array.shape):
        at = f" at index {shown_index(place)}"
        codes[place] = choice(array[place], options, function=function, argument=argument, at=at)
    return codes


def shown_index(place: tuple[int, ...]) -> int | tuple[int, ...]:
    """A place in an array as messages show it: a bare number where there is one axis."""
    return place[0] if len(place) == 1 else tuple(int(index) for index in place)


class Wrapper:
    """Gives arrays back as what came in: a pandas or polars column where one was among the inputs."""

    def __init__(self, values: Mapping[str, Any], function: str) -> None:
        self._make: Any = None
        first = ""
        index: Any = None
        for name, value in values.items():
            module = type(value).__module__.partition(".")[0]
            if type(value).__name__ != "Series" or module not in ("pandas", "polars"):
                continue
            if module == "pandas":
                if index is not None and not index.equals(value.index):
                    raise ValueError(f"{function}: {first} and {name} have different indexes")
                first, index = name, value.index
            self._make = self._make or value

    def __call__(self, array: Any) -> Any:
        made = self._make
        if made is None or len(array) != len(made) or array.ndim != 1:
            return array
        if type(made).__module__.startswith("pandas"):
            return type(made)(array, index=made.index)
        import polars

        return polars.Series(array.tolist() if array.dtype == object else array)


def same(a: Any, b: Any) -> bool:
    """One bool: equal by type of container, shape and value, NaN equal to NaN."""
    if is_scalar(a) and is_scalar(b):
        return a == b or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b))
    if is_scalar(a) or is_scalar(b):
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a == b
    import numpy as np

    left, right = np.asarray(a), np.asarray(b)
    if left.shape != right.shape:
        return False
    if left.dtype.kind == "f" and right.dtype.kind == "f":
        return bool(np.array_equal(left, right, equal_nan=True))
    return bool(_plain(a) == _plain(b))


def _plain(value: Any) -> Any:
    """Nested lists of what an array or column holds, a missing word as None, whatever kind it is of."""
    if hasattr(value, "tolist") or hasattr(value, "to_list"):
        value = value.tolist() if hasattr(value, "tolist") else value.to_list()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
