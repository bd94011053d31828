"""What ``forecast.plot()`` and ``schedule.plot()`` draw: the report's visual language on a matplotlib figure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erlang._report import palette, words
from erlang._report.charts_forecast import BANDS
from erlang._report.charts_week import SHORT_SHOWN
from erlang._report.sheet import (
    LABEL,
    count_axis,
    edges_of,
    grid_lines,
    heading,
    new_figure,
    place_axes,
    spread,
    step_area,
    steps,
)
from erlang._report.svg import drawing
from erlang._report.view import of_queue, pandas_frame, with_times

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 860
ROW = 230
MOST_QUEUES = 12
PAST_WEEKS = 2


def plot_forecast(forecast: Any) -> Figure:
    """The last two weeks and the coming intervals with 80 and 95 % bands, a row of axes per queue.

    Returns a ``matplotlib.figure.Figure``; at most twelve queues are drawn.
    """
    zone = forecast.timezone
    table = with_times(pandas_frame(forecast.table), zone)
    history = getattr(forecast, "history", None)
    seen = None if history is None else with_times(pandas_frame(getattr(history, "table", history)), zone)
    queues = _queues(table)
    with drawing():
        figure = new_figure(WIDTH, ROW * len(queues), paper=True)
        for row, queue in enumerate(queues):
            axes = _row(figure, row, len(queues))
            coming = of_queue(table, queue).reset_index(drop=True)
            first = coming["start"].min()
            hours, origin = _hours_since(coming, first)
            before = float(hours.min())
            edges, index = edges_of(hours, forecast.interval / 3600)
            top = float(coming["offered"].max())
            for low, high, colour in BANDS:
                if low in coming and high in coming:
                    sides = (spread(coming[name], index, len(edges) - 1) for name in (low, high))
                    step_area(axes, next(sides), next(sides), edges, colour)
                    top = max(top, float(coming[high].max()))
            steps(axes, spread(coming["offered"], index, len(edges) - 1), edges, palette.FORECAST)
            if seen is not None:
                past = of_queue(seen, queue)
                past = past[(past["start"] < first) & (past["start"] >= first - timedelta(weeks=PAST_WEEKS))]
                top = max(top, _draw_past(axes, past, origin, forecast.interval))
                before = _hours_since(past, origin)[0].min() if len(past) else before
            count_axis(axes, top)
            _day_axis(axes, origin, min(hours.min(), before), float(edges[-1]))
            grid_lines(axes)
            length = words.duration(forecast.interval)
            labels = [(str(queue), palette.TEXT)] if queue is not None else []
            labels += [(f"contacts in {length}:", palette.MUTED), ("measured", palette.ACTUAL)]
            _head(figure, row, [*labels, ("forecast", palette.FORECAST), ("80 and 95 %", palette.MUTED)])
    return figure


def plot_schedule(schedule: Any) -> Figure:
    """People required and on duty per interval of the schedule, uncovered parts in red, a row of axes per queue."""
    table = with_times(pandas_frame(schedule.coverage), None)
    queues = _queues(table)
    with drawing():
        figure = new_figure(WIDTH, ROW * len(queues), paper=True)
        for row, queue in enumerate(queues):
            axes = _row(figure, row, len(queues))
            rows = of_queue(table, queue).reset_index(drop=True)
            hours, origin = _hours_since(rows, rows["start"].min())
            edges, index = edges_of(hours, schedule.interval / 3600)
            required, covered, under = (
                spread(rows[name], index, len(edges) - 1) for name in ("required", "covered", "under")
            )
            step_area(axes, 0, covered, edges, palette.PHONES_FILL)
            steps(axes, covered, edges, palette.PHONES, 1.1)
            if (rows["under"] >= SHORT_SHOWN).any():
                lacking = covered + under
                lacking[~(under >= SHORT_SHOWN)] = float("nan")
                step_area(axes, covered, lacking, edges, palette.SHORT_FILL, hatch="/////", edge=palette.SHORT)
            steps(axes, required, edges, palette.REQUIREMENT, 1.7)
            count_axis(axes, float(max(rows["required"].max(), rows["covered"].max())))
            _day_axis(axes, origin, float(hours.min()), float(edges[-1]))
            grid_lines(axes)
            labels = [(str(queue), palette.TEXT)] if queue is not None else []
            labels += [("people:", palette.MUTED), ("required", palette.REQUIREMENT), ("on duty", palette.PHONES)]
            _head(figure, row, [*labels, ("short", palette.SHORT)])
    return figure


def _queues(table: pd.DataFrame) -> list[Any]:
    return list(dict.fromkeys(table["queue"]))[:MOST_QUEUES] if "queue" in table else [None]


def _row(figure: Figure, row: int, rows: int) -> Axes:
    return place_axes(figure, 48, ROW * row + 30, WIDTH - 12, ROW * row + ROW - 42)


def _head(figure: Figure, row: int, parts: list[tuple[str, str]]) -> None:
    heading(figure, 8, ROW * row + 20, parts)


def _hours_since(rows: pd.DataFrame, first: Any) -> tuple[Any, Any]:
    """Hours since the midnight before the first interval, which is the origin of the axis."""
    origin = first.normalize()
    return (rows["start"] - origin).dt.total_seconds().to_numpy() / 3600, origin


def _draw_past(axes: Axes, past: pd.DataFrame, origin: Any, interval: float) -> float:
    if past.empty:
        return 0.0
    hours, _ = _hours_since(past, origin)
    edges, index = edges_of(hours, interval / 3600)
    steps(axes, spread(past["offered"], index, len(edges) - 1), edges, palette.ACTUAL, 1.1)
    return float(past["offered"].max())


def _day_axis(axes: Axes, origin: Any, first: float, last: float) -> None:
    """Midnights as ticks, each named by the day that begins; on the clock of the zone across switches too."""
    import pandas as pd

    count = int(last // 24) - int(first // 24) + 2
    days = [origin + pd.DateOffset(days=int(first // 24) + k) for k in range(count)]
    places = [(day - origin).total_seconds() / 3600 for day in days]
    shown = [(at, day) for at, day in zip(places, days) if first - 24 < at < last]
    every = -(-len(shown) // 14)
    axes.set_xlim(first, last)
    kept = [(max(at, first), day) for at, day in shown][::every]
    axes.set_xticks([at for at, _ in kept], [words.day_short(day) for _, day in kept], ha="left")
    axes.set_xlabel("day, local time", color=palette.MUTED, fontsize=LABEL)
