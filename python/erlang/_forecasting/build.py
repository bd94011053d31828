"""From a history to a forecast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd

from .. import _core
from .._units import seconds
from . import findings
from .calendar import DAY, QueueGrid, local, make_grid
from .overrides import factors, read_overrides
from .result import Forecast, QueueForecast, make_table
from .source import source_of
from .special import SpecialDay, of_queue, read_special_days

MODELS = ("auto", "median_of_weeks", "mean_of_weeks", "weekday_profile", "day_profile", "steady_profile")
LONGEST = 731


def build(
    history: Any,
    *,
    horizon: Any,
    start: Any,
    special_days: Any,
    overrides: Any,
    aht: Any,
    model: str,
    timezone: str | None,
    interval: Any,
    seed: int,
) -> Forecast:
    """See :func:`erlang.forecasting.forecast`."""
    if model not in MODELS:
        raise ValueError(f"forecast: model must be one of {', '.join(MODELS)}, got {model!r}")
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"forecast: seed must be a whole number >= 0, got {seed!r}")
    days = horizon_days(horizon)
    special = read_special_days(special_days)
    layers = read_overrides(overrides)
    source = source_of(history, timezone=timezone, interval=interval)
    table = source.table
    wall = local(table["interval_start"])
    first = start_day(start) if start is not None else wall.max().normalize() + pd.Timedelta(days=1)
    known = table[(wall < first).to_numpy()]
    if known.empty:
        raise ValueError(f"forecast: the history has no rows before start, {first.date()}")
    queues = tuple(str(queue) for queue in known["queue"].unique())
    unknown = sorted({d.queue for d in special if d.queue} - {str(queue) for queue in table["queue"].unique()})
    if unknown:
        raise ValueError(f"forecast: special_days names queue '{unknown[0]}', the history has {', '.join(queues)}")
    strange = [o for o in layers if o.queue is not None and o.queue not in queues]
    if strange:
        raise ValueError(
            f"{strange[0].place}: there is no queue '{strange[0].queue}', the history has {', '.join(queues)}"
        )
    handle_time = aht_of(aht, queues)

    jobs = []
    groups = {str(queue): rows for queue, rows in known.groupby("queue", sort=False)}
    for queue in queues:
        rows = groups[queue]
        mine = of_queue(special, queue)
        span = local(rows["interval_start"])
        last = span.max().normalize()
        if (last - span.min().normalize()).days + 1 < 7:
            raise ValueError(
                f"forecast: queue '{queue}' has {(last - span.min().normalize()).days + 1} days of history, "
                f"{span.min().date()} to {last.date()}; at least one week is needed"
            )
        if pd.to_numeric(rows["offered"]).isna().all():
            raise ValueError(f"forecast: queue '{queue}' has no offered contacts in any row")
        grid = make_grid(
            queue,
            rows,
            interval=source.interval,
            timezone=source.timezone,
            start=first,
            horizon=days,
            closed={date for date, day in mine.items() if day.closed and date >= first.date()},
        )
        jobs.append((grid, mine, int((first - last).days) - 1))

    def run(job: tuple[QueueGrid, dict[dt.date, SpecialDay], int]) -> QueueForecast:
        grid, mine, _ = job
        return one_queue(grid, mine, days, model, layers, handle_time.get(grid.queue))

    if len(jobs) > 3:
        with ThreadPoolExecutor(max_workers=2) as pool:
            parts = tuple(pool.map(run, jobs))
    else:
        parts = tuple(run(job) for job in jobs)

    issues = []
    said = {issue.code for issue in getattr(source.history, "issues", ())}  # when it was read
    for part, (grid, mine, gap) in zip(parts, jobs):
        issues += [issue for issue in findings.of_calendar(grid, mine, max(gap, 0)) if issue.code not in said]
        issues += findings.of_fit(grid, part.core["fit"], mine)
        if part.core["trials"] == 0:
            issues.append(
                findings.warn(
                    "no_backtest", "Too little history for a backtest: the ranges are rough guesses.", grid.queue
                )
            )
        if np.isnan(part.aht).all() and len(part.aht):
            issues.append(
                findings.warn("aht_unknown", "The history has no handle times and no aht was given.", grid.queue)
            )
        if not len(part.aht):
            issues.append(findings.warn("nothing_open", "No interval of the horizon is open.", grid.queue))
    return Forecast(
        table=make_table(parts, source.kind),
        backtest=pd.concat([backtest_of(part) for part in parts], ignore_index=True),
        issues=tuple(issues),
        interval=source.interval,
        timezone=source.timezone,
        history=source.history,
        start=first,
        horizon=days,
        seed=int(seed),
        queues=queues,
        _parts=parts,
        _kind=source.kind,
    )


def horizon_days(horizon: Any) -> int:
    """Calendar days of a horizon such as ``"4w"``."""
    length = seconds(horizon, function="forecast", argument="horizon")
    if not isinstance(length, float) or not length > 0 or length % DAY or length > LONGEST * DAY:
        raise ValueError(
            f"forecast: horizon must be whole days up to {LONGEST}, such as '1w' or '28d', got {horizon!r}"
        )
    return int(length // DAY)


def start_day(start: Any) -> pd.Timestamp:
    """Midnight of the first day of the forecast."""
    try:
        stamp = pd.Timestamp(start)
    except (TypeError, ValueError):
        stamp = pd.NaT
    if stamp is pd.NaT or not isinstance(stamp, pd.Timestamp):
        raise ValueError(f"forecast: start must be a date, got {start!r}")
    stamp = stamp.tz_localize(None) if stamp.tzinfo is not None else stamp
    if stamp != stamp.normalize():
        raise ValueError(f"forecast: start must be a whole day, got {start!r}")
    return stamp


def aht_of(aht: Any, queues: tuple[str, ...]) -> dict[str, float]:
    """Handle times given by hand, per queue."""
    if aht is None:
        return {}
    given = dict(aht) if isinstance(aht, Mapping) else dict.fromkeys(queues, aht)
    unknown = [queue for queue in given if queue not in queues]
    if unknown:
        raise ValueError(f"forecast: aht names queue '{unknown[0]}', the history has {', '.join(queues)}")
    result = {}
    for queue, value in given.items():
        length = seconds(value, function="forecast", argument="aht")
        if not isinstance(length, float) or not 0 < length < float("inf"):
            raise ValueError(f"forecast: aht must be > 0 s, got {value!r}")
        result[queue] = length
    return result


def one_queue(
    grid: QueueGrid,
    special: dict[dt.date, SpecialDay],
    horizon: int,
    model: str,
    overrides: Any,
    aht: float | None,
) -> QueueForecast:
    """Fit and forecast of one queue."""
    days = grid.days
    dates = [day.date() for day in days]
    kinds: dict[str, int] = {}
    types = np.zeros(len(days), dtype=np.int64)
    multiplier = np.ones(len(days))
    for position, date in enumerate(dates):
        day = special.get(date)
        if day is None:
            continue
        if position >= grid.history and day.multiplier is not None:
            multiplier[position] = day.multiplier
            continue
        types[position] = kinds.setdefault(day.kind, len(kinds) + 1)
    # The calendar goes on where the forecast starts later than the day after the history.
    core = _core.forecasting.forecast_grid(
        volume=grid.volume,
        open=grid.open,
        weekday=days.day_of_week.tolist(),
        special=types.tolist(),
        day_of_month=days.day.tolist(),
        days_in_month=days.days_in_month.tolist(),
        day_of_year=days.day_of_year.tolist(),
        horizon=horizon,
        model=model,
    )
    rows = multiplier[grid.row_day]
    before = core["mean"][grid.row_day - grid.history, grid.row_slot] * rows
    layer = factors(overrides, grid.queue, grid.row_start, before)
    seconds_of = np.full(grid.slots, np.nan)
    if aht is not None:
        seconds_of[:] = aht
    elif grid.handled is not None and grid.aht is not None:
        seconds_of = np.asarray(_core.forecasting.handle_time_profile(handled=grid.handled, aht=grid.aht))
    return QueueForecast(
        grid=grid, core=core, factor=rows * layer, aht=seconds_of[grid.row_slot], shift=np.ones(len(grid.row_day))
    )


def backtest_of(part: QueueForecast) -> pd.DataFrame:
    """The backtest of one queue; the combination is a row only where several models are in it."""
    frame = pd.DataFrame(part.core["backtest"])
    frame.insert(0, "queue", part.grid.queue)
    mixed = (frame["model"] != "combination") & (frame["weight"] > 0)
    combined = frame.loc[mixed, "model"].nunique() > 1
    frame["chosen"] = (frame["model"] == "combination") if combined else mixed
    if not combined:
        frame = frame[frame["model"] != "combination"]
    order = ["queue", "model", "horizon_days", "wape", "bias", "poisson_floor", "day_wape", "chosen", "weight"]
    table: pd.DataFrame = frame[order].reset_index(drop=True)
    return table
