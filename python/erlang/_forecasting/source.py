"""A history from whatever the caller has: a History, or any frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from .._frames import Kind, is_frame, to_pandas
from .._interval import infer_interval


@dataclass(frozen=True)
class Source:
    """What a forecast reads, however it was given."""

    table: pd.DataFrame
    interval: float
    timezone: str | None
    kind: Kind
    history: Any


def source_of(history: Any, *, timezone: str | None, interval: Any) -> Source:
    """The rows, interval and zone of a history; frames are read as ``read_history`` reads them."""
    kind: Kind = "pandas"
    if is_frame(history):
        from .._reading import read_history

        _, kind = to_pandas(history, function="forecast")
        history = read_history(history, timezone=timezone, interval=interval)
    elif not hasattr(history, "table"):
        raise TypeError(f"forecast: expected a History or a frame, got {type(history).__name__}")
    table = history.table
    for column in ("interval_start", "offered"):
        if column not in table.columns:
            raise ValueError(
                f"forecast: the history has no column '{column}'; its columns are {', '.join(table.columns)}"
            )
    zone = getattr(history, "timezone", None)
    if timezone is not None and zone is not None and timezone != zone:
        raise ValueError(f"forecast: timezone is {timezone!r}, but the history is in {zone!r}")
    zone = zone or timezone
    if zone is not None and table["interval_start"].dt.tz is None:
        table = table.assign(interval_start=table["interval_start"].dt.tz_localize(zone, ambiguous=True))
    length = getattr(history, "interval", None)
    if interval is not None or length is None:
        length = infer_interval(table, interval=interval, function="forecast")
    if "queue" not in table.columns:
        table = table.assign(queue="all")
    stamps = table["interval_start"]
    if stamps.dt.tz is not None and zone is None:
        zone = str(stamps.dt.tz)
    if table.empty:
        raise ValueError("forecast: the history has no rows")
    return Source(table, float(length), zone, kind, history)
