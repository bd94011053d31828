"""The report: one HTML file that opens offline, answer first, every chart there with scripts off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from erlang._report import (
    charts_forecast,
    charts_levels,
    charts_shifts,
    charts_week,
    charts_whatif,
    palette,
    tables,
    words,
)
from erlang._report.sheet import Picture
from erlang._report.svg import StyleBook, drawing, to_svg
from erlang._report.view import QueueView, queue_views, special_days

FULL_QUEUES = 6  # with pictures of every day; the further ones in compact form, folded
FULL_WHEN_MANY = 3
FULL_QUEUE_DAYS = 56
DAY_PICTURES = 14  # of one queue; later weeks are strips
BUDGET = 1_750_000  # bytes; what does not fit stays in the workbook


@dataclass
class Block:
    """What one section says of one queue."""

    queue: str
    anchor: str
    compact: bool
    title: str = ""
    groups: list[Any] = field(default_factory=list)  # of figures side by side
    tables: list[tuple[str, tables.Table]] = field(default_factory=list)
    beside: list[Any] = field(default_factory=list)  # figures that stand next to the tables


class Drawer:
    """Turns pictures into figures of the page, with unique ids and the shared style sheet."""

    def __init__(self, zone: str | None) -> None:
        self.book = StyleBook()
        self.bytes = 0
        self._zone = zone or "local wall clock"
        self._used: set[str] = set()

    def figure(self, picture: Picture, prefix: str, kind: str = "wide", queue: str = "") -> str:
        chart = f"{prefix}-{picture.name}"
        assert chart not in self._used, f"two charts are called {chart}"
        self._used.add(chart)
        subject = f"{queue}: {picture.title}" if queue else picture.title
        data = ""
        if picture.tips:
            spread = " ".join(f"{part:.4f}" for part in picture.span)
            data = f' data-span="{spread}" data-tips="{escape(json.dumps(picture.tips, ensure_ascii=False))}"'
        svg = to_svg(picture.figure, chart=chart, label=f"{subject}. Times: {self._zone}.", book=self.book, data=data)
        head = escape(picture.title)
        if picture.day is not None:
            first, _, rest = head.partition(": ")
            head = f"<b>{first}</b> {rest[:1].upper()}{rest[1:]}"
        note = f'<p class="remark">{escape(picture.note)}</p>' if picture.note else ""
        found = f'<figure class="{kind}"><figcaption>{head}</figcaption><div class="canvas">{svg}</div>{note}</figure>'
        self.bytes += len(found.encode())
        return found


def weeks_of(dates: list[date]) -> list[list[date]]:
    """Days in groups of seven, counted from the first: a plan of a week is one group, whatever day it starts on."""
    found: dict[int, list[date]] = {}
    for day in dates:
        found.setdefault((day - dates[0]).days // 7, []).append(day)
    return list(found.values())


def _week(view: QueueView, drawer: Drawer, block: Block, prefix: str) -> None:
    dates = view.dates
    block.title = charts_week.week_title(view, dates)
    pictured = [] if block.compact else dates[:DAY_PICTURES]
    top, hours = charts_week.top_of(view), view.hours()
    if pictured:
        pictures = (charts_week.day_picture(view, day, top=top, hours=hours) for day in pictured)
        block.groups.append(("days", [drawer.figure(picture, prefix, "small", view.name) for picture in pictures]))
    rest = [day for day in dates if day not in pictured]
    strips = [charts_week.week_strip(view, week, f"strip-{k}") for k, week in enumerate(weeks_of(rest))]
    block.groups += [("", [drawer.figure(strip, prefix, "wide", view.name)]) for strip in strips]


def _forecast(plan: Any, view: QueueView, drawer: Drawer, block: Block, prefix: str) -> None:
    special = special_days(plan, view.name)
    if block.compact:
        picture = charts_forecast.intervals_picture(view, weeks=0)
        block.groups.append(("", [drawer.figure(picture, prefix, "wide", view.name)]))
    else:
        quantiles = charts_forecast.day_quantiles(plan.forecast, view.name)
        for picture in (
            charts_forecast.days_picture(view, quantiles, special),
            charts_forecast.intervals_picture(view),
        ):
            block.groups.append(("", [drawer.figure(picture, prefix, "wide", view.name)]))
        top = charts_forecast.profile_top(view)
        pictures = [
            drawer.figure(
                charts_forecast.profile_picture(view, day, top=top, special=special), prefix, "small", view.name
            )
            for day in sorted(set(view.forecast["day"]))[:7]
        ]
        block.groups.append(("days", pictures))
    block.tables.append(("How well the models did on past weeks", tables.backtest(plan.forecast.backtest, view.name)))


def _shifts(view: QueueView, drawer: Drawer, block: Block, prefix: str) -> None:
    block.tables += [
        ("Shifts by pattern, people per day", tables.patterns(view, week)) for week in weeks_of(view.dates)
    ]
    day = charts_shifts.busiest_day(view)
    if day is not None and not block.compact:
        picture = charts_shifts.shifts_picture(view, day)
        block.groups.append(("", [drawer.figure(picture, prefix, "wide", view.name)]))


def _levels(view: QueueView, drawer: Drawer, block: Block, prefix: str) -> None:
    if not block.compact:
        for k, week in enumerate(weeks_of(view.dates)):
            block.beside.append(
                drawer.figure(charts_levels.grid_picture(view, week, f"grid-{k}"), prefix, "grid", view.name)
            )
    block.tables.append(("Day by day", tables.judged_days(view.days)))
    count = 3 if block.compact else 10
    block.tables.append((f"The {words.whole(count)} lowest intervals", tables.worst_table(view, count)))


def _what_if(plan: Any, drawer: Drawer, views: list[QueueView]) -> dict[str, Any]:
    table = plan.what_if.reset_index(drop=True)
    if "queue" in table.columns and table["queue"].nunique() > 1:
        named = table["queue"].isna() | table["queue"].astype(str).isin(["", "all", "total"])
        table = table[named].reset_index(drop=True) if named.any() else table
    goals = {view.goal for view in views}
    picture = charts_whatif.what_if_picture(table, goals.pop() if len(goals) == 1 else None)
    if picture is None:
        return {"figure": "", "table": None}
    return {
        "figure": drawer.figure(picture, "all", "wide"),
        "table": tables.what_if(table, charts_whatif.base_row(table)),
    }


def header(plan: Any) -> list[str]:
    """The title line: queues, period, zone, history used, when made, version."""
    first, last = plan.period
    table = plan.history.table
    stamps = table["interval_start"]
    zone = plan.timezone or "local wall clock, no zone given"
    period = f"{words.day_long(first, year=first.year != last.year)} to {words.day_long(last)}"
    more = f" and {len(plan.queues) - 6} more" if len(plan.queues) > 6 else ""
    named = words.joined([*plan.queues[:6]]) if not more else ", ".join(plan.queues[:6]) + more
    return [
        *([] if all(str(queue) in plan.title for queue in plan.queues) else [named]),
        f"{period if first != last else words.day_long(first)}, {zone}",
        f"From {words.whole(len(table))} intervals of {words.duration(plan.history.interval)}, "
        f"{words.day_long(stamps.min())} to {words.day_long(stamps.max())}",
        f"Made {words.moment_long(plan.made_at)} with erlang {plan.version}",
    ]


def schedule_line(schedule: Any) -> str:
    """Cost of the schedule, what is uncovered, and how far it can be from the cheapest."""
    text = f"{words.tenth(schedule.paid_hours)} paid hours, {words.tenth(schedule.uncovered)} agent-hours uncovered"
    if not words.missing(schedule.gap) and schedule.gap < 1:
        text += f"; proven to be within {words.percent(max(0.0, schedule.gap), 2)} of the cheapest"
    return text


def _tight(text: Any) -> str:
    """No line breaks between a number and its unit."""
    return re.sub(r"(?<=\d) (?=%|s\b|h\b)", words.NBSP, str(text))


def _css() -> str:
    light = "".join(f"--{name}:{values[0]};" for name, values in palette.VARIABLES.items())
    dark = "".join(f"--{name}:{values[1]};" for name, values in palette.VARIABLES.items())
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def to_html(plan: Any) -> str:
    """The whole report as text."""
    import jinja2
    from markupsafe import Markup

    views = queue_views(plan)
    full = len(views) if len(views) <= FULL_QUEUES else FULL_WHEN_MANY
    full = max(1, min(full, FULL_QUEUE_DAYS // max(1, max(len(view.dates) for view in views))))
    drawer = Drawer(plan.timezone)
    sections: dict[str, list[Block]] = {"week": [], "forecast": [], "shifts": [], "levels": []}
    left_out: list[str] = []
    with drawing():
        for index, view in enumerate(views):
            if index >= full and drawer.bytes > BUDGET:
                left_out.append(view.name)
                continue
            blocks = {name: Block(view.name, f"{name}-{index + 1}", index >= full) for name in sections}
            prefix = f"q{index + 1}"
            _week(view, drawer, blocks["week"], prefix)
            _forecast(plan, view, drawer, blocks["forecast"], prefix)
            _shifts(view, drawer, blocks["shifts"], prefix)
            _levels(view, drawer, blocks["levels"], prefix)
            for name, block in blocks.items():
                sections[name].append(block)
                drawer.bytes += sum(60 + 30 * len(table.columns) * len(table.rows) for _, table in block.tables)
        if len(views) > 1:
            total = charts_week.total_view(views)
            block = Block(total.name, "week-all", False)
            for k, week in enumerate(weeks_of(total.dates)):
                picture = charts_week.week_strip(total, week, f"strip-{k}")
                block.groups.append(("", [drawer.figure(picture, "all", "wide", total.name)]))
            sections["week"].append(block)
        what_if = _what_if(plan, drawer, views)

    folder = Path(__file__).parent / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["tight"] = _tight
    return environment.get_template("report.html.j2").render(
        plan=plan,
        header=header(plan),
        sections=_marked(sections),
        overview=tables.overview(plan, views),
        several=len(views) > 1,
        schedule_line=schedule_line(plan.schedule),
        left_out=left_out,
        what_if={"figure": Markup(what_if["figure"]), "table": what_if["table"]},
        assumptions=tables.assumptions(plan.assumptions),
        issues=tables.issues(plan.issues),
        worked=_worked(plan.worked),
        around=tables.around(plan.around),
        variables=Markup(_css()),
        styles=Markup(drawer.book.css()),
    )


def _worked(explained: Any) -> list[tuple[str, bool]]:
    """The lines of an explanation, and which of them are headings: the first, and the names of sections."""
    heads = {step.section for step in explained.steps}
    return [(line, k == 0 or line in heads) for k, line in enumerate(explained.splitlines())]


def _marked(sections: dict[str, list[Block]]) -> dict[str, list[Block]]:
    from markupsafe import Markup

    def marked(figures: Iterable[str]) -> list[Markup]:
        return [Markup(figure) for figure in figures]

    for blocks in sections.values():
        for block in blocks:
            block.groups = [(kind, marked(figures)) for kind, figures in block.groups]
            block.beside = marked(block.beside)
    return sections


def write_html(plan: Any, path: str | Path) -> Path:
    """Writes the report; the same plan gives the same bytes."""
    target = Path(path)
    target.write_text(to_html(plan), encoding="utf-8", newline="\n")
    return target
