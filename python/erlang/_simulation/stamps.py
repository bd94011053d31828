"""Starts of intervals: stamps with or without a zone, or plain seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

Floats: TypeAlias = npt.NDArray[np.float64]
Starts: TypeAlias = "pd.DatetimeIndex | Floats"


def starts(value: Any, *, owner: str) -> Starts:
    """Increasing starts: numbers are seconds from any origin, everything else must read as stamps.

    Raises ``ValueError`` for missing, repeated or unordered starts, ``TypeError`` for what is no time.
    """
    result = _read(value, owner)
    ticks = elapsed(result)
    if ticks.ndim != 1:
        raise ValueError(f"{owner}: interval_start must be one column, got {ticks.ndim} dimensions")
    bad = np.flatnonzero(~np.isfinite(ticks))
    if bad.size:
        raise ValueError(f"{owner}: interval_start[{bad[0]}] must be a time, got {result[bad[0]]}")
    late = np.flatnonzero(np.diff(ticks) <= 0.0)
    if late.size:
        at = int(late[0]) + 1
        raise ValueError(f"{owner}: interval_start[{at}] must be later than the one before it, got {result[at]}")
    return result


def elapsed(value: Starts) -> Floats:
    """Seconds since a fixed origin, in elapsed time also where clocks are changed; NaN where missing."""
    if isinstance(value, np.ndarray):
        return value
    return np.where(value.isna(), np.nan, value.as_unit("us").asi8 / 1e6)


def days(value: Starts) -> npt.NDArray[np.int64]:
    """Number of the calendar day of each start, by its own clock."""
    if isinstance(value, np.ndarray):
        return np.floor(value / 86400.0).astype(np.int64)
    midnights: npt.NDArray[np.int64] = value.tz_localize(None).normalize().as_unit("s").asi8
    return midnights // 86400


def dates(numbers: npt.NDArray[np.int64], like: Starts) -> Any:
    """The days as stamps of midnight without a zone, or as numbers where the starts are seconds."""
    if isinstance(like, np.ndarray):
        return numbers
    import pandas as pd

    return pd.DatetimeIndex(numbers.astype("datetime64[D]")).as_unit("us")


def zone(value: Starts) -> str | None:
    """Name of the time zone, ``None`` without one, ``"seconds"`` for plain seconds."""
    if isinstance(value, np.ndarray):
        return "seconds"
    return None if value.tz is None else str(value.tz)


def same_clock(one: Starts, other: Starts) -> bool:
    """Whether the two can be laid beside each other: both with zones, both without, or both seconds."""
    return (zone(one) is None) == (zone(other) is None) and (zone(one) == "seconds") == (zone(other) == "seconds")


def _read(value: Any, owner: str) -> Starts:
    import pandas as pd

    if hasattr(value, "to_list") and not isinstance(value, (pd.Series, pd.Index)):
        value = value.to_list()
    array: Any = value if isinstance(value, (pd.Series, pd.Index)) else np.asarray(value)
    kind = getattr(array.dtype, "kind", "O")
    if kind in "iuf" and (len(array) > 0 or kind != "f"):
        return np.asarray(array, dtype=np.float64)
    try:
        index: pd.DatetimeIndex = pd.DatetimeIndex(array)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{owner}: interval_start must hold stamps or seconds, got {value!r:.80}") from error
    return index
