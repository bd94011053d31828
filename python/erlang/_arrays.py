"""Numbers at the door of the model classes: scalars, NumPy arrays, pandas and polars columns.

What comes in becomes a float or a read-only float64 array; a `Like` remembers which kind of column to give back.
"""

from __future__ import annotations

import math
import numbers
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from erlang import _units
from erlang._core import queueing as _kernels

Floats: TypeAlias = "float | NDArray[np.float64]"


@dataclass(frozen=True)
class Like:
    """A kind of column: ``pandas`` with its index, or ``polars``."""

    kind: str
    index: Any = None

    def column(self, values: NDArray[np.float64], name: str) -> Any:
        if self.kind == "pandas":
            import pandas as pd

            return pd.Series(values, index=self.index, name=name)
        import polars as pl

        return pl.Series(name, values)


def split(value: Any) -> tuple[Any, Like | None]:
    """A column's values as a NumPy array and what it is like; anything else as it is."""
    if isinstance(value, (float, int, str)):
        return value, None
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.Series):
        like = Like("pandas", value.index)
        if value.dtype.kind == "m":
            return value.dt.total_seconds().to_numpy(dtype=float), like
        if value.dtype.kind in "iuf":
            return value.to_numpy(dtype=float, na_value=math.nan), like
        return value.to_numpy(), like
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(value, polars.Series):
        return value.to_numpy(), Like("polars")
    return value, None


def merge(function: str, likes: list[Like | None]) -> Like | None:
    """The kind of column to give back; columns of different kinds or indexes do not mix."""
    found = [like for like in likes if like is not None]
    for other in found[1:]:
        if other.kind != found[0].kind:
            raise TypeError(f"{function}: columns must be of one kind, got {found[0].kind} and {other.kind}")
        if other.kind == "pandas" and not other.index.equals(found[0].index):
            raise ValueError(f"{function}: columns must have one index, got different ones")
    return found[0] if found else None


def number(value: Any, *, function: str, argument: str) -> Floats:
    """A float or a float array; ``bool``, text and anything else is a TypeError."""
    if type(value) is float:
        return value
    if isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_)):
        return _units.real(value)
    if not isinstance(value, (str, bytes, bool, np.bool_)):
        array = _units.plain_array(value)
        if array.dtype.kind in "iuf":
            return array.astype(np.float64) if array.ndim else float(array)
    raise TypeError(f"{function}: {argument} must be a number or an array of numbers, got {_kind(value)}")


def seconds(value: Any, *, function: str, argument: str) -> Floats:
    """Seconds as a float or a float array."""
    result: Floats = _units.seconds(value, function=function, argument=argument)
    return result


def _kind(value: Any) -> str:
    dtype = getattr(value, "dtype", None)
    return type(value).__name__ if dtype is None else f"{type(value).__name__} of {dtype}"


Rule: TypeAlias = "tuple[str, Callable[[Any], Any]]"

NON_NEGATIVE: Rule = (">= 0", lambda x: (x >= 0.0) & (x < math.inf))
NON_NEGATIVE_TIME: Rule = (">= 0 s", NON_NEGATIVE[1])
POSITIVE_TIME: Rule = ("> 0 s", lambda x: (x > 0.0) & (x < math.inf))
PATIENCE: Rule = (">= 0 s", lambda x: x >= 0.0)
OPEN_FRACTION: Rule = ("in (0, 1)", lambda x: (x > 0.0) & (x < 1.0))
BELOW_ONE: Rule = ("in [0, 1)", lambda x: (x >= 0.0) & (x < 1.0))


def check(values: Floats, rule: Rule, *, function: str, argument: str) -> None:
    """Raises ValueError in the library's message form, for arrays with the index of the first offender."""
    text, allowed = rule
    good = allowed(values)
    if isinstance(values, float):
        if not good:
            raise ValueError(f"{function}: {argument} must be {text}, got {values:g}")
        return
    if good.all():
        return
    at = tuple(int(i) for i in np.argwhere(~good)[0])
    where = at[0] if len(at) == 1 else at
    raise ValueError(f"{function}: {argument} must be {text}, got {values[at]:g} at index {where}")


def take(
    function: str, arguments: dict[str, tuple[Any, Callable[..., Floats], Rule]]
) -> tuple[dict[str, Floats], Like | None]:
    """Converts and checks ``{name: (value, converter, rule)}``; also sees to it that shapes broadcast."""
    values: dict[str, Floats] = {}
    likes: list[Like | None] = []
    for argument, (given, convert, rule) in arguments.items():
        raw, like = split(given)
        if type(raw) is np.ndarray and raw.dtype == np.float64 and raw.ndim and convert in _PLAIN:
            value = _kernels.kept_memory(raw.shape)
            np.copyto(value, raw)
            # Rules are intervals: one that allows the least and the greatest value allows all between them.
            if not (raw.size == 0 or (rule[1](raw.min()) and rule[1](raw.max()))):
                check(value, rule, function=function, argument=argument)
        else:
            value = convert(raw, function=function, argument=argument)
            check(value, rule, function=function, argument=argument)
        if not isinstance(value, float):
            value.setflags(write=False)
        values[argument] = value
        likes.append(like)
    shape_of(function, values)
    return values, merge(function, likes) if any(likes) else None


_PLAIN = (number, _units.seconds, seconds)  # leave float64 as it is


def shape_of(function: str, values: dict[str, Floats]) -> tuple[int, ...]:
    """The shape the values broadcast to."""
    if all(isinstance(value, float) for value in values.values()):
        return ()
    shapes = {name: np.shape(value) for name, value in values.items() if not isinstance(value, float)}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"{function}: shapes must broadcast, got {listed}") from None


def compute(kernel: Callable[..., Any], values: list[Floats], *options: Any) -> Floats:
    """``kernel`` over the broadcast values: a float for floats, else an array of their common shape."""
    rows, shape = columns(values)
    if shape is None:
        result: Floats = kernel(*values, *options)
        return result
    return np.asarray(kernel(*rows, *options), dtype=np.float64).reshape(shape)


def columns(values: list[Floats]) -> tuple[list[NDArray[np.float64]], tuple[int, ...] | None]:
    """One-dimensional columns for a kernel, and the shape of the result, None for floats.

    A float becomes one value that stands for all rows; only arrays of different shapes are spread out.
    """
    shapes = {value.shape for value in values if not isinstance(value, float)}
    if not shapes:
        return [], None
    shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)
    return [
        np.array([value]) if isinstance(value, float) else np.ascontiguousarray(np.broadcast_to(value, shape)).ravel()
        for value in values
    ], shape


def largest(values: Floats) -> float:
    """The greatest value; NaN where there is none."""
    return values if isinstance(values, float) else float(values.max()) if values.size else math.nan


def smallest(values: Floats) -> float:
    """The least value; NaN where there is none."""
    return values if isinstance(values, float) else float(values.min()) if values.size else math.nan


def give_back(values: Floats, like: Like | None, name: str) -> Any:
    """A float, an array, or a column of the kind that came in."""
    if like is None or isinstance(values, float) or values.ndim != 1:
        return values
    return like.column(values, name)


def same(a: Floats, b: Floats) -> bool:
    """Equal in shape and value, NaN equal to NaN."""
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    return np.shape(a) == np.shape(b) and bool(np.array_equal(a, b, equal_nan=True))


def hash_of(value: Floats) -> int:
    """Consistent with `same`: -0 and 0 agree, and so do all NaN."""
    array = np.asarray(value, dtype=np.float64) + 0.0
    return hash((array.shape, np.where(np.isnan(array), np.nan, array).tobytes()))


def text_of(value: Floats) -> str:
    """For reprs: whole numbers without a point, arrays as NumPy writes them."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    return f"array({np.array2string(value, separator=', ', threshold=8)})"
