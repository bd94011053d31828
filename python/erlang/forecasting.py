"""Interval history to interval forecast, with the uncertainty that staffing can use."""

from __future__ import annotations

from typing import Any

from erlang._forecasting.build import build
from erlang._forecasting.explanation import Explanation
from erlang._forecasting.result import Forecast
from erlang._forecasting.special import SpecialDay
from erlang._reading import History, Issue, read_history

__all__ = ["Explanation", "Forecast", "History", "Issue", "SpecialDay", "forecast", "read_history"]


def forecast(
    history: Any,
    *,
    horizon: Any = "1w",
    start: Any = None,
    special_days: Any = None,
    overrides: Any = None,
    aht: Any = None,
    model: str = "auto",
    timezone: str | None = None,
    interval: Any = None,
    seed: int = 1,
) -> Forecast:
    """Forecast of every queue and open interval over the coming days.

    The day total comes from weekday, day of month, days after a closure, special days and a level that moves; the
    intervals from the profile of the weekday. Several such models and the medians of weeks are tried on the last
    weeks of the history, and the best, or the mean of the best, is used.

    Parameters
    ----------
    history : History or frame
        Columns ``interval_start, offered`` and, where known, ``queue, handled, aht``. A row with 0 is open; a slot of
        the week absent in every week is closed; absent now and then it is missing; a whole day absent is closed.
    horizon : duration, default "1w"
        Whole calendar days of the zone.
    start : date, optional
        First day; default: the day after the day of the last stamp. Rows from there on are not used.
    special_days : SpecialDay values, a CSV file or a frame, optional
        Columns ``date, name[, type, queue, multiplier, closed]``.
    overrides : mappings, a CSV file or a frame, optional
        ``date`` or ``start`` and ``end``, one of ``percent`` and ``offered``, ``queue`` and ``name`` where wanted: laid
        over the forecast in their order and shown apart from it.
    aht : duration, or mapping of queue to duration, optional
        Handle time; default: from the handle times of the history, per time of day.
    model : str, default "auto"
        Or one of ``median_of_weeks, mean_of_weeks, weekday_profile, day_profile, steady_profile``.
    timezone : str, optional
        IANA name; default: that of the history.
    interval : duration, optional
        Default: as found in the history.
    seed : int, default 1
        Of the sample paths; the table does not depend on it.

    Returns
    -------
    Forecast

    Raises
    ------
    ValueError
        For less than one week of history, a horizon that is no whole number of days, and anything contradictory.

    Examples
    --------
    >>> import pandas as pd
    >>> stamps = pd.date_range("2025-03-03", periods=8 * 7 * 24, freq="h")
    >>> calls = pd.DataFrame({"interval_start": stamps, "offered": [20 + stamp.hour for stamp in stamps]})
    >>> coming = forecast(calls, horizon="1d")
    >>> row = coming.table.iloc[9]
    >>> print(row["interval_start"], round(row["offered"], 1))
    2025-04-28 09:00:00 29.0
    """
    return build(
        history,
        horizon=horizon,
        start=start,
        special_days=special_days,
        overrides=overrides,
        aht=aht,
        model=model,
        timezone=timezone,
        interval=interval,
        seed=seed,
    )
