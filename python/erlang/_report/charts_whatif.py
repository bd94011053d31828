"""What if: scheduled hours and service level of each scenario, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erlang._report import palette, words
from erlang._report.sheet import LABEL, TICK, Picture, boxes, new_figure, nice_top, place, text

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 680
ROW = 22


def what_if_picture(table: pd.DataFrame, goal: float | None, name: str = "what-if") -> Picture | None:
    """The first scenario is the plan itself, or the one called so; the others are read against it."""
    if table.empty:
        return None
    table = table.reset_index(drop=True)
    base = base_row(table)
    rows = len(table)
    height = 40 + ROW * rows + 30
    figure = new_figure(WIDTH, height)
    hours = place(figure, 196, 36, 400, 36 + ROW * rows)
    level = place(figure, 500, 36, WIDTH - 52, 36 + ROW * rows)
    plan_hours = float(table["scheduled_hours"][base])
    limit, ticks = nice_top(float(table["scheduled_hours"].max()), 3)
    bars: dict[str, list[tuple[float, float, float, float]]] = {palette.PHONES: [], palette.PHONES_FILL: []}
    for row, (scenario, value, share) in enumerate(
        zip(table["scenario"], table["scheduled_hours"], table["service_level"])
    ):
        weight = "bold" if row == base else "normal"
        options = {"va": "center", "fontweight": weight}
        text(hours, -limit * 0.03, row + 0.5, str(scenario), ha="right", **options)
        if not words.missing(value):
            bars[palette.PHONES if row == base else palette.PHONES_FILL].append((0, row + 0.2, value, 0.6))
            change = "" if row == base or not plan_hours else f" ({_change(value / plan_hours - 1)})"
            text(hours, limit * 1.02, row + 0.5, f"{words.tenth(value)}{change}", fontsize=TICK, **options)
        if not words.missing(share):
            low = goal is not None and share < goal
            colour = palette.SHORT if low else palette.PHONES
            level.plot([share], [row + 0.5], marker="v" if low else "o", color=colour, markersize=6)
            shown = f"{words.percent(share)}"
            text(level, 1.04, row + 0.5, shown, fontsize=TICK, color=colour if low else palette.TEXT, **options)
    for colour, rectangles in bars.items():
        boxes(hours, rectangles, colour)
    hours.set_xlim(0, limit)
    hours.set_xticks(ticks, [words.number(tick, 4) for tick in ticks])
    level.set_xlim(0, 1)
    level.set_xticks([0, 0.5, 1], ["0", "50", "100"])
    for axes in (hours, level):
        axes.set_ylim(rows, 0)
        axes.set_yticks([])
        axes.grid(True, axis="x", color=palette.GRID, linewidth=0.8)
    if goal is not None:
        level.axvline(goal, color=palette.MUTED, linewidth=1, linestyle="--")
        text(level, goal, -0.25, f"target {words.number(100 * goal)}", fontsize=TICK, color=palette.MUTED, ha="center")
    heading: Any = {"color": palette.MUTED, "fontsize": LABEL}
    figure.text(196 / WIDTH, 1 - 14 / height, "scheduled hours (change)", **heading)
    figure.text(
        500 / WIDTH, 1 - 14 / height, "service level, %" + ("  (▼ below target)" if goal is not None else ""), **heading
    )
    return Picture(name=name, title=_title(table, base, goal), figure=figure)


def base_row(table: pd.DataFrame) -> int:
    """The row of the plan itself."""
    named = [
        k for k, scenario in enumerate(table["scenario"]) if str(scenario).lower().strip() in ("plan", "as planned")
    ]
    return named[0] if named else 0


def _change(share: float) -> str:
    shown = round(100 * share)
    return f"{'+' if shown > 0 else '−' if shown < 0 else '±'}{abs(shown)}{words.NBSP}%"


def _title(table: pd.DataFrame, base: int, goal: float | None) -> str:
    others = table.drop(index=base)
    known = others[others["scheduled_hours"].notna()]
    plan = float(table["scheduled_hours"][base])
    if known.empty or not plan:
        return "The plan and its variations"
    dear = known.loc[known["scheduled_hours"].idxmax()]
    text_ = f"“{dear['scenario']}” costs most: {_change(dear['scheduled_hours'] / plan - 1)} scheduled hours"
    levels = others[others["service_level"].notna()]
    if goal is not None and len(levels):
        low = levels.loc[levels["service_level"].idxmin()]
        text_ += f"; “{low['scenario']}” would leave {words.percent(low['service_level'])} in time"
    return text_
