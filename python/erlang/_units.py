"""Times at the door: whatever a user writes for a duration becomes seconds."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Set
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Duration: TypeAlias = "int | float | str | timedelta | np.timedelta64"

DURATION_FORM = "[Nw][Nd][Nh][Nm][Ns], lower case, in that order, such as '30m' or '8h30m', or a bare number of seconds"

_UNITS = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)"
_FORM = re.compile("".join(rf"(?:(?P<{unit}>{_NUMBER}){unit})?" for unit in _UNITS))
_BARE = re.compile(rf"[+-]?{_NUMBER}(?:[eE][+-]?\d+)?")


def parse_duration(text: str, *, function: str, argument: str) -> float:
    """Seconds of a written duration: ``"8h30m"`` or a bare number of seconds.

    Raises ``ValueError`` with the form when the text is neither.
    """
    stripped = text.strip()
    if _BARE.fullmatch(stripped):
        return float(stripped)
    match = _FORM.fullmatch(stripped)
    if not match or not stripped:
        raise ValueError(f"{function}: {argument} must be a duration {DURATION_FORM}, got {text!r}")
    return math.fsum(float(number) * _UNITS[unit] for unit, number in match.groupdict().items() if number)


def real(value: Any) -> float:
    """A real number as a float; infinite where it is an integer that no float holds."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def plain_array(value: Any) -> np.ndarray[Any, Any]:
    """A NumPy array of a sequence or column; what is masked in it, or null in a column of numbers, becomes NaN."""
    import numpy as np

    if isinstance(value, np.ma.MaskedArray):
        if value.dtype.kind in "iuf":
            return np.asarray(np.ma.filled(value.astype(float), math.nan))
        return np.asarray(value.filled("NaT")) if value.dtype.kind == "m" else np.asarray(value.astype(object))
    if isinstance(value, (list, tuple)) and any(isinstance(one, (bool, np.bool_)) for one in value):
        return np.array(value, dtype=object)  # or NumPy takes True for 1 beside numbers
    dtype = getattr(value, "dtype", None)
    if getattr(dtype, "kind", "") in ("i", "u", "f") and not isinstance(dtype, np.dtype) and hasattr(value, "to_numpy"):
        return np.asarray(value.to_numpy(dtype=float, na_value=math.nan))
    return np.asarray(value)


def kind_of(value: Any) -> str:
    """What a message says was given: the type, of several values also theirs."""
    if isinstance(value, type(None)) or not hasattr(value, "__len__") or isinstance(value, (str, bytes, Mapping, Set)):
        return type(value).__name__
    return f"an array of {plain_array(value).dtype}"


def seconds(value: Any, *, function: str, argument: str) -> Any:
    """Seconds as float, or as a float array: numbers, text, timedelta, and sequences or NumPy arrays of these.

    Raises ``TypeError`` for anything else (``bool`` included), ``ValueError`` for text that is no duration.
    """
    if isinstance(value, str):
        return parse_duration(value, function=function, argument=argument)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return real(value)

    import numpy as np

    if isinstance(value, np.timedelta64):
        return float(value / np.timedelta64(1, "s"))
    array = plain_array(value)
    if array.dtype.kind == "m":
        return array / np.timedelta64(1, "s")
    if array.dtype.kind in "iuf":
        return array.astype(float) if array.ndim else float(array)
    if array.dtype.kind in "OU" and array.ndim:
        return _each(array, function=function, argument=argument)
    raise TypeError(_no_seconds(value, function, argument))


def _no_seconds(value: Any, function: str, argument: str) -> str:
    return (
        f"{function}: {argument} must be seconds as a number, a duration text, a timedelta or an array of these, "
        f"got {kind_of(value)}"
    )


def _each(array: Any, *, function: str, argument: str) -> Any:
    """Seconds of every element of an array of texts and objects; a message names the place."""
    import numpy as np

    result = np.empty(array.shape)
    for place in np.ndindex(array.shape):
        at = f" at index {place[0] if len(place) == 1 else place}"
        value = str(array[place]) if array.dtype.kind == "U" else array[place]
        if not isinstance(value, (str, int, float, timedelta, np.timedelta64, np.number)) or isinstance(value, bool):
            raise TypeError(_no_seconds(value, function, argument) + at)
        try:
            result[place] = seconds(value, function=function, argument=argument)
        except (ValueError, TypeError) as error:
            raise type(error)(f"{error}{at}") from None
    return result


def format_seconds(value: float) -> str:
    """The shortest duration text that reads back as ``value``: ``30600`` is ``'8h30m'``."""
    if value < 0 or not math.isfinite(value):
        return f"{value:g}"
    parts = []
    rest = value
    for unit, size in (("h", 3600.0), ("m", 60.0)):
        count = math.floor(rest / size + 1e-12)
        if count:
            parts.append(f"{count}{unit}")
            rest -= count * size
    rest = round(rest, 9)
    if rest or not parts:
        parts.append(f"{rest:g}s")
    return "".join(parts)
