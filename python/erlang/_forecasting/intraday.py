"""The forecast after part of a day is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .._frames import is_frame, to_pandas
from .calendar import Floats, local

if TYPE_CHECKING:
    from .result import Forecast, QueueForecast


def update(forecast: Forecast, today: Any) -> Forecast:
    """See :meth:`Forecast.update`."""
    table = today.table if hasattr(today, "table") else None
    if table is None:
        if not is_frame(today):
            raise TypeError(f"update: expected a History or a frame, got {type(today).__name__}")
        table, _ = to_pandas(today, function="update")
    for column in ("interval_start", "offered"):
        if column not in table.columns:
            raise ValueError(
                f"update: there is no column '{column}'; the columns are {', '.join(map(str, table.columns))}"
            )
    table = table.dropna(subset=["offered"])
    if table.empty:
        return forecast
    if (pd.to_numeric(table["offered"]) < 0).any():
        raise ValueError("update: offered must be >= 0")
    wall = local(pd.to_datetime(table["interval_start"]))
    if wall.dt.normalize().nunique() > 1:
        raise ValueError(f"update: the rows must be of one day, got {wall.min().date()} to {wall.max().date()}")
    if "queue" not in table.columns and len(forecast.queues) > 1:
        raise ValueError("update: with several queues a column 'queue' is needed")
    parts = []
    for part in forecast._parts:
        rows = table if "queue" not in table.columns else table[table["queue"].astype(str) == part.grid.queue]
        parts.append(_update(part, rows))
    return forecast.with_parts(tuple(parts))


def _update(part: QueueForecast, rows: pd.DataFrame) -> QueueForecast:
    if rows.empty:
        return part
    stamps = part.grid.row_start
    start = pd.to_datetime(rows["interval_start"])
    keys = pd.DatetimeIndex(start if start.dt.tz is not None or stamps.tz is None else start.dt.tz_localize(stamps.tz))
    if stamps.tz is None and keys.tz is not None:
        keys = keys.tz_localize(None)
    at = stamps.get_indexer(keys.as_unit("us"))
    if (at < 0).any():
        raise ValueError(
            f"update: {rows['interval_start'].iloc[int(np.argmax(at < 0))]} is no interval of the forecast"
        )
    mean = part.offered()
    actual = float(pd.to_numeric(rows["offered"]).sum())
    expected = float(mean[at].sum())
    if expected <= 0:
        return part
    spread = part.core["spread"]
    day = part.grid.row_day - part.grid.history
    today = int(day[at[0]])
    of_day = np.flatnonzero(day == today)
    share = expected / float(mean[of_day].sum())
    sigma = np.asarray(spread["day"])
    # What the part of the day seen says about the day: day factor against count noise and the day's own shape.
    shape = float(spread["within"]) ** 2 * (1 - share) / max(share, 1e-9) * 0.25
    gain = sigma[today] ** 2 / (sigma[today] ** 2 + 1 / expected + shape)
    surprise = gain * np.log((actual + 0.5) / (expected + 0.5))
    shift: Floats = np.ones(len(mean))
    later = of_day[of_day > at.max()]
    shift[later] = np.exp(surprise)
    rho = float(spread["correlation"])
    for step, other in enumerate(np.unique(day[day > today]), 1):
        shift[day == other] = np.exp(surprise * rho**step)
    return replace(part, shift=part.shift * shift)
