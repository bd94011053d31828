"""A day's shifts as bars with their breaks, under the coverage they give."""

from __future__ import annotations

from datetime import date

from erlang._report import palette, words
from erlang._report.charts_week import draw_cover, hole
from erlang._report.sheet import (
    TICK,
    WIDE,
    Picture,
    boxes,
    clock_axis,
    count_axis,
    grid_lines,
    heading,
    new_figure,
    place,
    text,
)
from erlang._report.view import QueueView, by_day

ROW = 11
MOST_ROWS = 60


def busiest_day(view: QueueView) -> date | None:
    """The day with the most people on shift."""
    people = by_day(view.shifts, "people")
    return max(people, key=lambda day: people[day], default=None)


def shifts_picture(view: QueueView, day: date) -> Picture:
    """The bars of one day, earliest first: one per pattern, the number of people before it, its breaks left open."""
    shifts = view.shifts[view.shifts["day"] == day].reset_index(drop=True)
    people = int(shifts["people"].sum())
    left_out = max(0, len(shifts) - MOST_ROWS)
    shifts = shifts.head(MOST_ROWS)
    rows = len(shifts)
    height = 152 + ROW * rows + 34
    figure = new_figure(WIDE, height)
    axes, bars = place(figure, 40, 20, WIDE - 18, 132), place(figure, 40, 150, WIDE - 18, 150 + ROW * max(1, rows))
    cover = view.grid[view.grid["day"] == day]
    length = (shifts["end"] - shifts["start"]).dt.total_seconds() / 3600
    first, last = view.hours()
    if rows:
        first, last = min(first, float(shifts["hour"].min())), max(last, float((shifts["hour"] + length).max()))
    draw_cover(axes, cover, view.step)
    count_axis(axes, 1.0 if cover.empty else float(max(cover["need"].max(), cover["phones"].max())), 3)
    grid_lines(axes)
    midnight = cover["start"].iloc[0].normalize() if len(cover) else None
    clock_axis(axes, (first, last), midnight, room=WIDE, labels=False)
    clock_axis(bars, (first, last), midnight, room=WIDE)
    bars.set_ylim(max(1, rows), 0)
    bars.set_yticks([])
    bars.grid(True, axis="x", color=palette.GRID, linewidth=0.8)
    axes.grid(True, axis="x", color=palette.GRID, linewidth=0.8)

    worked, unpaid, paid = [], [], []
    for at, (hour, span, breaks, count) in enumerate(zip(shifts["hour"], length, shifts["pauses"], shifts["people"])):
        worked.append((hour, at + 0.16, span, 0.68))
        for pause in breaks:
            box = (hour + pause.start, pause.end - pause.start)
            unpaid.append((box[0], at + 0.12, box[1], 0.76))
            if pause.paid:
                paid.append((box[0], at + 0.44, box[1], 0.12))
        text(bars, hour - 0.006 * (last - first), at + 0.53, f"{int(count)}×", fontsize=8.5, ha="right", va="center")
    boxes(bars, worked, palette.PHONES)
    boxes(bars, unpaid, palette.PAUSE)
    boxes(bars, paid, palette.PHONES)
    parts = [("people:", palette.MUTED), ("needed", palette.REQUIREMENT), ("on the phones", palette.PHONES)]
    heading(figure, 2, 11, [*parts, ("short", palette.SHORT)])
    kinds = "breaks left open" + (", paid ones with a line through" if paid else "")
    more = f"; {left_out} later patterns not drawn" if left_out else ""
    heading(figure, 2, 144, [(f"shifts with people on each, {kinds}{more}", palette.MUTED)])
    figure.text(0.5, 5 / height, "local time", color=palette.MUTED, fontsize=TICK, ha="center")
    title = (
        f"{words.day_short(day)}: {words.plural(people, 'person', 'people')} on "
        f"{words.plural(rows + left_out, 'shift pattern')}; {hole(view, day)}"
    )
    return Picture(name=f"shifts-{day:%m%d}", title=title, figure=figure, day=day)
