"""Times at the door: whatever a user writes for a duration becomes seconds."""

from __future__ import annotations

import math
import re
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


def seconds(value: Any, *, function: str, argument: str) -> Any:
    """Seconds as float, or as a float array: numbers, text, timedelta, and NumPy arrays of either.

    Raises ``TypeError`` for anything else (``bool`` included), ``ValueError`` for text that is no duration.
    """
    if isinstance(value, str):
        return parse_duration(value, function=function, argument=argument)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)

    import numpy as np

    if isinstance(value, np.timedelta64):
        return float(value / np.timedelta64(1, "s"))
    array = np.asarray(value)
    if array.dtype.kind == "m":
        return array / np.timedelta64(1, "s")
    if array.dtype.kind in "iuf":
        return array.astype(float) if array.ndim else float(array)
    raise TypeError(
        f"{function}: {argument} must be seconds as a number, a duration text, a timedelta or an array of these, "
        f"got {type(value).__name__}"
    )


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
