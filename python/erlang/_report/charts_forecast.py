"""The forecast: daily totals over past and coming weeks, the coming days by interval, and their weekday profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from erlang._report import palette, words
from erlang._report.sheet import (
    SMALL,
    TICK,
    WIDE,
    Picture,
    clock_axis,
    count_axis,
    edges_of,
    grid_lines,
    heading,
    new_figure,
    place,
    spread,
    step_area,
    steps,
)
from erlang._report.view import QueueView, by_day, of_queue

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

PAST_WEEKS = 10  # of daily totals
PROFILE_WEEKS = 6  # of the same weekday, in grey behind each coming day
LABEL_ROWS = 3  # of names above the days
RECENT_WEEKS = 2  # by interval
BANDS = (("offered_p2_5", "offered_p97_5", palette.BAND_95), ("offered_p10", "offered_p90", palette.BAND_80))


@dataclass(frozen=True)
class Past:
    """Daily totals of the history with what is odd about them."""

    totals: dict[date, float]
    closed: tuple[date, ...]  # an open weekday without any row
    partial: dict[date, int]  # rows missing on that day
    outliers: dict[date, float]  # total over the median of its weekday


def past(view: QueueView) -> Past:
    """The days of the history: closed ones, gaps, and totals far from their weekday's median.

    Far is further than five times the median distance (at least 25 %), over all weeks of the history.
    """
    import numpy as np

    table = view.history
    if table.empty:
        return Past({}, (), {}, {})
    totals = by_day(table)
    counts = by_day(table.assign(rows=table["offered"].notna().astype(float)), "rows")
    days = sorted(totals)
    span = [days[0] + timedelta(days=k) for k in range((days[-1] - days[0]).days + 1)]
    by_weekday: dict[int, list[date]] = {}
    for day in days:
        by_weekday.setdefault(day.weekday(), []).append(day)
    usual = {weekday: float(np.median([counts.get(day, 0) for day in of])) for weekday, of in by_weekday.items()}
    complete = {day for day in days if counts.get(day, 0) >= usual[day.weekday()]}
    outliers: dict[date, float] = {}
    for of in by_weekday.values():
        values = np.asarray([totals[day] for day in of if day in complete])
        if len(values) < 4:
            continue
        middle = float(np.median(values))
        width = max(5 * float(np.median(np.abs(values - middle))), 0.25 * middle)
        outliers |= {
            day: totals[day] / middle for day in of if day in complete and abs(totals[day] - middle) > width > 0
        }
    return Past(
        totals=totals,
        closed=tuple(day for day in span if day not in totals and len(by_weekday.get(day.weekday(), ())) > 1),
        partial={
            day: round(usual[day.weekday()] - counts.get(day, 0))
            for day in days[1:-1]
            if day not in complete and counts.get(day, 0) < 0.999 * usual[day.weekday()]
        },
        outliers=outliers,
    )


def day_quantiles(forecast: Any, queue: str) -> pd.DataFrame | None:
    """Quantiles of the daily totals by date, which are not the sums of the intervals' quantiles."""
    days = getattr(forecast, "days", None)
    if days is None:
        return None
    found: pd.DataFrame = of_queue(days(), queue).set_index("date")
    return found


def days_picture(view: QueueView, quantiles: pd.DataFrame | None, special: Mapping[date, str]) -> Picture:
    """Totals per day: the last weeks in grey, the coming days in blue with their bands, odd and special days named."""
    import numpy as np

    seen = past(view)
    coming = by_day(view.forecast)
    first = max(min([*seen.totals, *coming]), min(coming) - timedelta(weeks=PAST_WEEKS))
    last = max(coming)
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    place_of = {day: k for k, day in enumerate(days)}
    edges = np.arange(len(days) + 1, dtype=float)

    figure = new_figure(WIDE, 264)
    axes = place(figure, 48, 58, WIDE - 8, 222)
    actual = np.asarray([seen.totals.get(day, np.nan) if day not in coming else np.nan for day in days])
    ahead = np.asarray([coming.get(day, np.nan) for day in days])
    top = float(np.nanmax(np.concatenate([actual, ahead])))
    if quantiles is not None:
        found = quantiles.reindex(days)
        for low, high, colour in BANDS:
            step_area(axes, found[low].to_numpy(), found[high].to_numpy(), edges, colour)
        top = max(top, float(np.nanmax(found["offered_p97_5"])))
    steps(axes, actual, edges, palette.ACTUAL, 1.5)
    steps(axes, ahead, edges, palette.FORECAST, 2)
    count_axis(axes, top)
    limit = axes.get_ylim()[1]
    grid_lines(axes)
    unnamed = _mark_days(axes, seen, special, place_of, limit, {**seen.totals, **coming})
    axes.set_xlim(0, len(days))
    mondays = [day for day in days if day.weekday() == 0]
    axes.set_xticks([place_of[day] for day in mondays], [words.day_month(day) for day in mondays], ha="left")
    parts = [("contacts a day:", palette.MUTED), ("measured", palette.ACTUAL), ("forecast", palette.FORECAST)]
    bands = [("80 and 95 % of outcomes in the bands", palette.MUTED)] if quantiles is not None else []
    heading(figure, 2, 11, [*parts, *bands])
    middle = (48 + WIDE - 8) / 2 / WIDE
    figure.text(middle, 18 / 264, "Mondays", color=palette.MUTED, fontsize=TICK, ha="center")
    note = f"Also marked: {words.joined(unnamed)}." if unnamed else ""
    return Picture(name="days", title=_days_title(seen, coming), figure=figure, note=note)


def _days_title(seen: Past, coming: dict[date, float]) -> str:
    total = sum(coming.values())
    last = max(seen.totals, default=None)
    text_ = f"{words.whole(total)} contacts in the {words.plural(len(coming), 'open day')} ahead"
    if last is not None and len(coming) >= 4:
        before = [value for day, value in seen.totals.items() if day + timedelta(weeks=4) > last]
        weekly = sum(before) / 4
        ahead = total / len(coming) * (len(before) / 4)
        if weekly > 0:
            text_ += f", {_difference(ahead / weekly - 1)} the last four weeks"
    return text_


def _difference(share: float) -> str:
    if abs(share) < 0.005:
        return "about as many a day as in"
    return f"{words.percent(abs(share))} {'more' if share > 0 else 'fewer'} a day than in"


def _mark_days(
    axes: Any,
    seen: Past,
    special: Mapping[date, str],
    place_of: dict[date, int],
    limit: float,
    totals: Mapping[date, float],
) -> list[str]:
    """Names above the days that are special, odd, closed or incomplete; returns those that found no room."""
    marks = {day: (f"{100 * factor:.0f} % of usual", palette.ACTUAL) for day, factor in seen.outliers.items()}
    marks |= {day: (f"{count} missing", palette.MUTED) for day, count in seen.partial.items()}
    marks |= dict.fromkeys(seen.closed, ("no data", palette.MUTED))
    marks |= {day: (name, palette.FORECAST) for day, name in special.items()}
    ends = [-1e9] * LABEL_ROWS
    pixels = (WIDE - 56) / max(1, len(place_of))  # of a day
    unnamed = []
    for day in sorted(day for day in marks if day in place_of):
        (name, colour), x = marks[day], place_of[day]
        value = min(totals.get(day, 0.0), limit)
        width = 6.0 * len(name) / pixels
        left = min(x + 0.5 - width / 2, len(place_of) - width)
        row = next((k for k, end in enumerate(ends) if end < left), None)
        axes.plot([x + 0.5], [value], marker="o", markersize=4, color=colour, fillstyle="none")
        if row is None:
            unnamed.append(f"{name} ({words.day_month(day)})")
            continue
        ends[row] = left + width + 6 / pixels
        y = 1.03 + 0.068 * row
        axes.plot([x + 0.5] * 2, [value, limit * y], color=palette.GRID, linewidth=1, zorder=0)
        axes.text(left, y, name, transform=axes.get_xaxis_transform(), fontsize=TICK, color=colour, va="bottom")
    return unnamed


def intervals_picture(view: QueueView, weeks: int = RECENT_WEEKS, name: str = "intervals") -> Picture:
    """By interval: the last weeks and the coming days with their bands, closed hours left out."""
    import numpy as np

    coming = sorted(set(view.forecast["day"]))[:14]
    start = coming[0] - timedelta(weeks=weeks)
    before = [day for day in sorted(set(view.history["day"])) if start <= day < coming[0]]
    days = [*before, *coming]
    first, last = _hours(view)
    size = max(1, round((last - first) * 3600 / view.interval))
    figure = new_figure(WIDE, 210)
    axes = place(figure, 40, 20, WIDE - 8, 172)

    def on_axis(table: pd.DataFrame, of: list[date], columns: list[str]) -> tuple[np.ndarray[Any, Any], list[Any]]:
        edges: list[Any] = []
        values: list[list[Any]] = [[] for _ in columns]
        for day in of:
            at = days.index(day)
            rows = table[table["day"] == day]
            index = np.rint((rows["hour"].to_numpy(float) - first) * 3600 / view.interval).astype(int)
            kept = (index >= 0) & (index < size)
            edges.append(at + np.arange(size) / size)
            for found, column in zip(values, columns):
                found.append(spread(rows[column][kept], index[kept], size))
        return np.append(np.concatenate(edges), days.index(of[-1]) + 1.0), [np.concatenate(found) for found in values]

    columns = ["offered", *(name for low, high, _ in BANDS for name in (low, high))]
    edges, values = on_axis(view.forecast, coming, columns)
    top = float(np.nanmax(values[2]))
    for k, (_, _, colour) in enumerate(BANDS):
        step_area(axes, values[1 + 2 * k], values[2 + 2 * k], edges, colour)
    steps(axes, values[0], edges, palette.FORECAST, 1.5)
    if before:
        edges, values = on_axis(view.history, before, ["offered"])
        top = max(top, float(np.nanmax(values[0])))
        steps(axes, values[0], edges, palette.ACTUAL, 1.1)
    count_axis(axes, top)
    grid_lines(axes)
    axes.set_xlim(0, len(days))
    every = 1 if len(days) <= 9 else 2 if len(days) <= 20 else 3
    labelled = list(range(0, len(days), every))
    axes.set_xticks([k + 0.5 for k in labelled], [_tick(days[k]) for k in labelled], linespacing=1.25)
    length = words.duration(view.interval)
    parts = [(f"contacts in {length}:", palette.MUTED)]
    parts += [("measured", palette.ACTUAL)] if before else []
    heading(
        figure,
        2,
        11,
        [*parts, ("forecast", palette.FORECAST), ("with 80 and 95 % bands; closed hours left out", palette.MUTED)],
    )
    peak = view.forecast.iloc[int(view.forecast["offered"].to_numpy().argmax())]
    title = (
        f"The peak is {words.number(peak['offered'])} contacts in {length} on "
        f"{words.day_short(peak['day'])} at {words.clock(peak['start'])}, with 95 % between "
        f"{words.number(peak['offered_p2_5'])} and {words.number(peak['offered_p97_5'])}"
    )
    return Picture(name=name, title=title, figure=figure)


def _tick(day: date) -> str:
    return f"{words.weekday(day, short=True)}\n{words.day_month(day)}"


def _hours(view: QueueView) -> tuple[float, float]:
    return float(view.forecast["hour"].min()), float(view.forecast["hour"].max()) + view.interval / 3600


def profile_top(view: QueueView) -> float:
    """One scale for all weekday profiles."""
    recent = view.history[view.history["day"] >= min(view.forecast["day"]) - timedelta(weeks=PROFILE_WEEKS)]
    return float(max(view.forecast["offered_p97_5"].max(), recent["offered"].quantile(0.999) if len(recent) else 0.0))


def profile_picture(view: QueueView, day: date, *, top: float, special: Mapping[date, str]) -> Picture:
    """One coming day by interval with its bands, over the same weekday of the last weeks in grey."""
    import numpy as np

    figure = new_figure(SMALL, 172)
    axes = place(figure, 32, 20, SMALL - 16, 142)
    hours = _hours(view)
    rows = view.forecast[view.forecast["day"] == day]
    edges, index = edges_of(rows["hour"].to_numpy(float), view.interval / 3600)
    for low, high, colour in BANDS:
        size = len(edges) - 1
        step_area(axes, spread(rows[low], index, size), spread(rows[high], index, size), edges, colour)
    count = 0
    for week in range(1, PROFILE_WEEKS + 1):
        before = view.history[view.history["day"] == day - timedelta(weeks=week)]
        before = before[(before["hour"] >= hours[0] - 1e-9) & (before["hour"] < hours[1] - 1e-9)]
        if before.empty:
            continue
        count += 1
        old, at = edges_of(before["hour"].to_numpy(float), view.interval / 3600)
        values = np.minimum(spread(before["offered"], at, len(old) - 1), top)
        steps(axes, values, old, palette.ACTUAL, 0.5)
    steps(axes, spread(rows["offered"], index, len(edges) - 1), edges, palette.FORECAST, 1.9)
    count_axis(axes, top)
    grid_lines(axes)
    clock_axis(axes, hours, rows["start"].iloc[0].normalize())
    before_ = f"the {count} {words.weekday(day)}s before" if count > 1 else "the week before"
    parts = [(before_, palette.ACTUAL)] if count else []
    heading(figure, 2, 11, [("contacts:", palette.MUTED), ("forecast", palette.FORECAST), *parts])
    figure.text((32 + SMALL - 16) / 2 / SMALL, 6 / 172, "local time", color=palette.MUTED, fontsize=TICK, ha="center")
    peak = rows.iloc[int(rows["offered"].to_numpy().argmax())]
    name = f" ({special[day]})" if day in special else ""
    title = (
        f"{words.day_short(day)}{name}: {words.whole(rows['offered'].sum())} contacts, most at "
        f"{words.clock(peak['start'])}: {words.number(peak['offered'])}, and 80{words.NBSP}% between "
        f"{words.number(peak['offered_p10'])} and {words.number(peak['offered_p90'])}"
    )
    return Picture(name=f"profile-{day:%m%d}", title=title, figure=figure, day=day)
