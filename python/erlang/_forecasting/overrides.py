"""What the planner knows better: values and per cents laid over the forecast, and kept apart from it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .special import cell, read_csv

COLUMNS = ("queue", "date", "start", "end", "percent", "offered", "name")


@dataclass(frozen=True)
class Override:
    """One correction over the stamps ``start <= t < end`` (wall-clock time)."""

    start: pd.Timestamp
    end: pd.Timestamp
    queue: str | None
    percent: float | None
    offered: float | None
    name: str
    place: str


def read_overrides(source: Any) -> tuple[Override, ...]:
    """Overrides from mappings, a CSV file, or a frame.

    Columns: ``date`` (a whole day), or ``start`` and ``end`` (end not included; dates stand for midnight, so that an
    end date is itself not included); one of ``percent`` (10 is ten per cent more) and ``offered`` (the contacts of the
    whole span, spread as forecast); ``queue`` and ``name`` where wanted.
    """
    if source is None:
        return ()
    if isinstance(source, Mapping):
        source = [source]
    if isinstance(source, (str, Path)):
        records: list[tuple[str, Any]] = [
            (f"overrides: {Path(source).name}: line {line}", row) for line, row in read_csv(Path(source), "overrides")
        ]
    else:
        from erlang._frames import is_frame, to_pandas

        if is_frame(source):
            frame, _ = to_pandas(source, function="forecast")
            records = [(f"overrides: row {i}", row) for i, row in enumerate(frame.to_dict("records"), 1)]
        elif isinstance(source, Iterable):
            records = [(f"overrides: item {i}", row) for i, row in enumerate(source, 1)]
        else:
            raise TypeError(f"forecast: overrides must be mappings, a CSV file or a frame, got {type(source).__name__}")
    return tuple(_one(place, row) for place, row in records)


def _one(place: str, row: Any) -> Override:
    if not isinstance(row, Mapping):
        raise TypeError(f"{place}: expected a mapping, got {type(row).__name__}")
    unknown = [str(name) for name in row if name not in COLUMNS]
    if unknown:
        raise ValueError(f"{place}: unknown column '{unknown[0]}'; the columns are {', '.join(COLUMNS)}")
    percent, offered = _number(row, "percent", place), _number(row, "offered", place)
    if (percent is None) == (offered is None):
        raise ValueError(f"{place}: give one of 'percent' and 'offered'")
    if percent is not None and percent < -100:
        raise ValueError(f"{place}: percent must be >= -100, got {percent:g}")
    if offered is not None and offered < 0:
        raise ValueError(f"{place}: offered must be >= 0, got {offered:g}")
    date = cell(row, "date")
    if (date is None) == (cell(row, "start") is None or cell(row, "end") is None):
        raise ValueError(f"{place}: give 'date', or 'start' and 'end'")
    if date is not None:
        start = _stamp(date, "date", place).normalize()
        end = start + pd.Timedelta(days=1)
    else:
        start, end = _stamp(cell(row, "start"), "start", place), _stamp(cell(row, "end"), "end", place)
        if end <= start:
            raise ValueError(f"{place}: end must be after start, got {start} and {end}")
    queue = cell(row, "queue")
    return Override(
        start, end, None if queue is None else str(queue), percent, offered, str(cell(row, "name") or "override"), place
    )


def _number(row: Mapping[Any, Any], name: str, place: str) -> float | None:
    value = cell(row, name)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{place}, column '{name}': expected a number, got {value!r}")
    return number


def _stamp(value: Any, name: str, place: str) -> pd.Timestamp:
    try:
        stamp = pd.Timestamp(value)
    except (TypeError, ValueError):
        stamp = pd.NaT
    if stamp is pd.NaT or not isinstance(stamp, pd.Timestamp):
        raise ValueError(f"{place}, column '{name}': expected a date or stamp, got {value!r}")
    return stamp.tz_localize(None) if stamp.tzinfo is not None else stamp


def factors(
    overrides: tuple[Override, ...], queue: str, stamps: pd.DatetimeIndex, offered: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Factor per row of one queue; later overrides are laid over earlier ones."""
    wall = stamps.tz_localize(None) if stamps.tz is not None else stamps
    result = np.ones(len(stamps))
    for override in overrides:
        if override.queue not in (None, queue):
            continue
        rows = np.asarray((wall >= override.start) & (wall < override.end))
        if override.percent is not None:
            result[rows] *= 1 + override.percent / 100
        elif rows.any() and override.offered is not None:
            total = float((offered * result)[rows].sum())
            if total <= 0 < override.offered:
                raise ValueError(
                    f"{override.place}: nothing is forecast for '{queue}' there to spread {override.offered:g} over"
                )
            result[rows] *= override.offered / total if total > 0 else 0.0
    return result
