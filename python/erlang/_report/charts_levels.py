"""Service level by interval: a grid of time by day, the number in each cell, the colour its distance to the target."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from erlang._report import palette, words
from erlang._report.charts_week import in_time
from erlang._report.sheet import Picture, boxes, new_figure, place
from erlang._report.view import QueueView

if TYPE_CHECKING:
    import pandas as pd

# Percentage points from the target at which the cell's colour changes.
STEPS = (-0.15, -0.05, 0.0, 0.10)
ROW = 15
COLUMN = 44
LEFT = 40


def shade(value: float, goal: float | None) -> int:
    """Which of the five colours a service level has; without a target all have the fourth."""
    if goal is None:
        return 3
    return sum(value - goal >= step - 1e-12 for step in STEPS)


def cell_text(value: float, goal: float | None) -> str:
    """Whole per cent, and a decimal where rounding would hide that the target is missed."""
    places = 1 if goal is not None and value < goal and round(100 * value) >= round(100 * goal, 6) else 0
    return words.percent(value, places).removesuffix(f"{words.NBSP}%")


def clock_rows(levels: pd.DataFrame) -> list[tuple[str, int]]:
    """The rows of the grid: clock times, an hour that the switch repeats standing twice."""
    found = set()
    for _, rows in levels.groupby("day"):
        seen: dict[str, int] = {}
        for start in rows["start"]:
            clock = words.clock(start)
            seen[clock] = seen.get(clock, 0) + 1
            found.add((clock, seen[clock]))
    return sorted(found)


def grid_picture(view: QueueView, dates: list[date], name: str) -> Picture:
    """The simulated service level of at most a week."""
    levels = view.levels[view.levels["day"].isin(dates)]
    clocks = clock_rows(levels)
    at = {row: k for k, row in enumerate(clocks)}
    width, height = LEFT + COLUMN * len(dates) + 4, 34 + ROW * len(clocks) + 4
    figure = new_figure(max(width, 200), height)
    axes = place(figure, LEFT, 34, LEFT + COLUMN * len(dates), 34 + ROW * len(clocks))
    axes.set_xlim(0, len(dates))
    axes.set_ylim(max(1, len(clocks)), 0)
    axes.set_xticks([])
    axes.set_yticks([])
    cells: list[list[tuple[float, float, float, float]]] = [[] for _ in palette.CELLS]
    below, lowest = 0, None
    options: dict[str, Any] = {"va": "center", "fontsize": 9.5}
    for column, day in enumerate(dates):
        seen: dict[str, int] = {}
        label = f"{words.weekday(day, short=True)} {day.day}"
        axes.text(column + 0.5, -0.55, label, color=palette.TEXT, ha="center", **options)
        rows = levels[levels["day"] == day]
        for start, value in zip(rows["start"], rows["value"]):
            clock = words.clock(start)
            seen[clock] = seen.get(clock, 0) + 1
            if words.missing(value):
                continue
            row = at[(clock, seen[clock])]
            kind = shade(value, view.goal)
            cells[kind].append((column + 0.02, row + 0.04, 0.96, 0.92))
            missed = view.goal is not None and value < view.goal
            below += missed
            if lowest is None or value < lowest[0]:
                lowest = (value, start)
            shown = cell_text(value, view.goal)
            weight = "bold" if missed else "normal"
            axes.text(
                column + 0.5, row + 0.54, shown, color=palette.CELL_TEXT, ha="center", fontweight=weight, **options
            )
    for rectangles, colour in zip(cells, palette.CELLS):
        boxes(axes, rectangles, colour)
    for row, (clock, time) in enumerate(clocks):
        if clock.endswith(":00") or len(clocks) <= 20:
            shown = clock if time == 1 else f"{clock} ²"
            axes.text(-0.1, row + 0.54, shown, color=palette.MUTED, ha="right", **options)
    figure.text(2 / max(width, 200), 1 - 10 / height, f"% {in_time(view)}", color=palette.MUTED, fontsize=9.5)
    count = sum(len(part) for part in cells)
    return Picture(name=name, title=_title(view, below, count, lowest), figure=figure)


def _title(view: QueueView, below: int, count: int, lowest: tuple[float, Any] | None) -> str:
    if lowest is None:
        return "Nothing is offered in these intervals"
    low = f"{words.weekday(lowest[1])} at {words.clock(lowest[1])} ({words.percent(lowest[0], 0)})"
    if view.goal is None:
        return f"The lowest of {words.plural(count, 'interval')} is {low}"
    goal = f"{words.number(100 * view.goal)}{words.NBSP}%"
    if not below:
        return f"All {words.plural(count, 'interval')} reach {goal}; the lowest is {low}"
    return (
        f"{below} of {words.plural(count, 'interval')} {'is' if below == 1 else 'are'} below {goal}, the lowest {low}"
    )


def worst_intervals(view: QueueView, count: int = 10) -> pd.DataFrame:
    """The intervals with the lowest simulated service level, where anything is offered."""
    rows = view.levels[view.levels["value"].notna() & (view.levels["offered"].fillna(0) > 0)]
    phones = view.grid[["start", "phones"]]
    found = rows.sort_values(["value", "start"], kind="stable").head(count)
    joined: pd.DataFrame = found.merge(phones, on="start", how="left").reset_index(drop=True)
    return joined
