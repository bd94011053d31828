"""The week at a glance: per day the people needed and on the phones, the uncovered part, and the service level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
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
    level_line,
    new_figure,
    place,
    spread,
    step_area,
    steps,
)
from erlang._report.view import QueueView

if TYPE_CHECKING:
    import pandas as pd

SHORT_SHOWN = 0.05  # of a person: less is the rounding of the requirement, not a hole


def in_time(view: QueueView) -> str:
    """What the service level counts: ``answered in 20 s``."""
    return (
        "answered in time"
        if view.answer_within is None
        else f"answered in {words.number(view.answer_within)}{words.NBSP}s"
    )


def top_of(view: QueueView) -> float:
    """The highest number of people in the week: one scale for all days."""
    if view.grid.empty:
        return 1.0
    return float(max(view.grid["need"].max(), view.grid["phones"].max()))


def day_level(levels: pd.DataFrame) -> float | None:
    """Service level over these intervals: weighted with the contacts offered."""
    import numpy as np

    weights = levels["offered"].fillna(0).to_numpy(float)
    values = levels["value"].to_numpy(float)
    known = np.isfinite(values) & (weights > 0)
    return float(np.average(values[known], weights=weights[known])) if known.any() else None


def hole(view: QueueView, day: date) -> str:
    """What the day's coverage looks like: ``short by up to 4.2 people, 09:00–12:00``."""
    rows = view.grid[view.grid["day"] == day].reset_index(drop=True)
    if rows.empty or rows["short"].max() < SHORT_SHOWN:
        return "covered all day"
    worst = int(rows["short"].idxmax())
    if rows["short"].max() < 1:
        return f"short by less than one person, most at {words.clock(rows['start'][worst])}"
    low = high = worst
    while low > 0 and rows["short"][low - 1] >= SHORT_SHOWN:
        low -= 1
    while high + 1 < len(rows) and rows["short"][high + 1] >= SHORT_SHOWN:
        high += 1
    import pandas as pd

    end = rows["start"][high] + pd.Timedelta(seconds=view.step)
    size = words.people(rows["short"].max())
    noun = "person" if size == "1" else "people"
    return f"short by up to {size} {noun}, {words.clock(rows['start'][low])}–{words.clock(end)}"


def day_title(view: QueueView, day: date) -> str:
    level = day_level(view.levels[view.levels["day"] == day])
    answered = "" if level is None else f"; {words.percent(level)} {in_time(view)}"
    return f"{words.day_short(day)}: {hole(view, day)}{answered}"


def day_picture(view: QueueView, day: date, *, top: float, hours: tuple[float, float]) -> Picture:
    """One day: requirement as a line, people on the phones as an area, what is missing in red, service level below."""
    figure = new_figure(SMALL, 212)
    left, right = 30, SMALL - 16
    axes = place(figure, left, 20, right, 122)
    rows = view.grid[view.grid["day"] == day]
    draw_cover(axes, rows, view.step)
    count_axis(axes, top)
    grid_lines(axes)
    midnight = None if rows.empty else rows["start"].iloc[0].normalize()
    clock_axis(axes, hours, midnight, labels=False)
    short = bool((rows["short"] >= SHORT_SHOWN).any())
    parts = [("people:", palette.MUTED), ("needed", palette.REQUIREMENT), ("on the phones", palette.PHONES)]
    heading(figure, 2, 11, [*parts, ("short", palette.SHORT)] if short else parts)

    strip = place(figure, left, 147, right, 181)
    draw_levels(strip, view.levels[view.levels["day"] == day], view)
    heading(figure, 2, 139, [(f"% {in_time(view)}, simulated", palette.MUTED)])
    clock_axis(strip, hours, midnight)
    figure.text((left + right) / 2 / SMALL, 7 / 212, "local time", color=palette.MUTED, fontsize=TICK, ha="center")
    return Picture(
        name=f"week-{day:%m%d}",
        title=day_title(view, day),
        figure=figure,
        day=day,
        tips=_tips(view, day, rows, hours),
        span=(left / SMALL, right / SMALL),
    )


def draw_cover(axes: Any, rows: pd.DataFrame, step: float) -> None:
    """Requirement, people on the phones and the uncovered part of one stretch of time."""
    edges, index = edges_of(rows["hour"].to_numpy(float), step / 3600)
    size = len(edges) - 1
    need, phones, short = (spread(rows[name], index, size) for name in ("need", "phones", "short"))
    cover_area(axes, edges, need, phones, short)


def cover_area(axes: Any, edges: Any, need: Any, phones: Any, short: Any) -> None:
    import numpy as np

    step_area(axes, 0, phones, edges, palette.PHONES_FILL)
    steps(axes, phones, edges, palette.PHONES, 1.1)
    lacking = np.where(np.nan_to_num(short) >= SHORT_SHOWN, phones + short, np.nan)
    if np.isfinite(lacking).any():
        step_area(axes, phones, lacking, edges, palette.SHORT_FILL, hatch="/////", edge=palette.SHORT)
    steps(axes, need, edges, palette.REQUIREMENT, 1.7)


def draw_levels(axes: Any, rows: pd.DataFrame, view: QueueView) -> None:
    """The simulated service level as steps from 0 to 100 with the target; what is below it stands in red."""
    edges, index = edges_of(rows["hour"].to_numpy(float), view.interval / 3600)
    level_area(axes, edges, spread(rows["value"], index, len(edges) - 1), view.goal)
    level_axis(axes, view.goal)


def level_area(axes: Any, edges: Any, values: Any, goal: float | None) -> None:
    import numpy as np

    steps(axes, values, edges, palette.PHONES, 1.3)
    if goal is not None:
        below = np.where(values < goal, values, np.nan)
        if np.isfinite(below).any():
            step_area(axes, below, goal, edges, palette.SHORT)


def level_axis(axes: Any, goal: float | None) -> None:
    """From 0 to 100 per cent, with the target as a line."""
    ticks = {0.0: "0", 1.0: "100"}
    if goal is not None:
        level_line(axes, goal, palette.MUTED, ":")
        ticks = {0.0: "0", goal: words.number(100 * goal)}
    axes.set_ylim(0, 1)
    axes.set_yticks(list(ticks), list(ticks.values()))


def _tips(view: QueueView, day: date, rows: pd.DataFrame, hours: tuple[float, float]) -> tuple[str, ...]:
    levels = view.levels[view.levels["day"] == day]
    by_hour = dict(zip((levels["hour"] * 3600).round().astype(int), levels["value"]))
    found: dict[int, str] = {}
    for start, hour, need, phones in zip(rows["start"], rows["hour"], rows["need"], rows["phones"]):
        second = round(hour * 3600)
        level = by_hour.get(int(second // view.interval * view.interval))
        shown = "" if words.missing(level) else f", {words.percent(level, 0)} in time"
        at = round((hour - hours[0]) * 3600 / view.step)
        found[at] = f"{words.clock(start)} needed {words.people(need)}, on the phones {words.people(phones)}{shown}"
    count = round((hours[1] - hours[0]) * 3600 / view.step)
    return tuple(found.get(at, "") for at in range(count))


def week_strip(view: QueueView, dates: list[date], name: str = "strip") -> Picture:
    """A whole week in one picture, nights left out: the compact form for many queues."""
    import numpy as np

    figure = new_figure(WIDE, 172)
    axes, strip = place(figure, 34, 18, WIDE - 8, 100), place(figure, 34, 128, WIDE - 8, 152)
    first, last = view.hours()
    width = last - first
    size = round(width * 3600 / view.step)
    for place_, day in enumerate(dates):
        rows = view.grid[view.grid["day"] == day]
        if rows.empty:
            continue
        at = np.rint((rows["hour"].to_numpy(float) - first) * 3600 / view.step).astype(int)
        edges = place_ + 0.02 + 0.96 * np.arange(size + 1) / size
        cover_area(axes, edges, *(spread(rows[column], at, size) for column in ("need", "phones", "short")))
        levels = view.levels[view.levels["day"] == day]
        count = max(1, round(width * 3600 / view.interval))
        at = np.rint((levels["hour"].to_numpy(float) - first) * 3600 / view.interval).astype(int)
        kept = (at >= 0) & (at < count)
        edges = place_ + 0.02 + 0.96 * np.arange(count + 1) / count
        level_area(strip, edges, spread(levels["value"][kept], at[kept], count), view.goal)
    level_axis(strip, view.goal)
    count_axis(axes, top_of(view), 3)
    grid_lines(axes)
    axes.set_xticks([])
    for part in (axes, strip):
        part.set_xlim(0, len(dates))
    strip.set_xticks([k + 0.5 for k in range(len(dates))], [words.day_short(day) for day in dates])
    parts = [("people:", palette.MUTED), ("needed", palette.REQUIREMENT), ("on the phones", palette.PHONES)]
    heading(figure, 2, 11, [*parts, ("short", palette.SHORT)])
    heading(figure, 2, 117, [(f"% {in_time(view)}, simulated; each day {_span(first, last)}", palette.MUTED)])
    return Picture(name=name, title=week_title(view, dates), figure=figure)


def _span(first: float, last: float) -> str:
    return "–".join(f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in (first, last))


def week_title(view: QueueView, dates: list[date]) -> str:
    short = view.grid[view.grid["day"].isin(dates)]
    size = 0.0 if short.empty else float(short["short"].max())
    if size < SHORT_SHOWN:
        return "Every interval of the period is covered"
    row = short.loc[short["short"].idxmax()]
    noun = "a person" if size < 1.05 else "people"
    return (
        f"Shortest on {words.weekday(row['day'])} at {words.clock(row['start'])}, by {words.people(size)} "
        f"{'of a person' if size < 0.95 else noun.removeprefix('a ')}"
    )


def total_view(views: list[QueueView]) -> QueueView:
    """All queues added: people needed, on the phones and short, and the service level over all contacts."""
    import numpy as np
    import pandas as pd

    grid = pd.concat([view.grid for view in views]).groupby(["start", "day", "hour"], as_index=False, sort=True)
    levels = pd.concat([view.levels for view in views])
    known = levels["value"].notna()
    weight = levels["offered"].fillna(0).where(known, 0)
    parts = levels.assign(hit=levels["value"].fillna(0) * weight, weight=weight)
    joined = parts.groupby(["start", "day", "hour"], as_index=False, sort=True)[
        ["hit", "weight", "offered", "agents"]
    ].sum()
    joined["value"] = np.where(
        joined["weight"] > 0, joined["hit"] / joined["weight"].where(joined["weight"] > 0), np.nan
    )
    goals = {view.goal for view in views}
    return replace(
        views[0],
        name="All queues together",
        grid=grid[["required", "covered", "need", "phones", "short"]].sum(),
        levels=joined.assign(half_width=np.nan),
        goal=goals.pop() if len(goals) == 1 else None,
    )
