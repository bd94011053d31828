"""The workbook, in the order of the report: what is a date there is a date here, what is a number is a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erlang._report import palette, tables, words
from erlang._report.html import header, schedule_line
from erlang._report.view import QueueView, of_queue, pandas_frame, queue_views, simulated

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

CHARTS = 6  # queues with native charts, the worst first
_FORMATS = {
    "text": "@",
    "stamp": "ddd d mmm yyyy hh:mm",
    "day": "ddd d mmm yyyy",
    "share": "0.0%",
    "hours": "#,##0.0",
    "whole": "#,##0",
    "number": "#,##0.0##",
    "plain": "General",
}
_WIDTHS = {"stamp": 21, "day": 16, "share": 11, "hours": 11, "whole": 11, "number": 11, "plain": 14}
_WHOLE = frozenset(("people", "handled", "abandoned", "replications", "horizon_days"))
_SHARES = frozenset(
    (
        *("wape", "bias", "poisson_floor", "day_wape", "weight", "share_met", "target_service_level"),
        *("rate_cv", "service_level_calls", "service_level_intervals", "probability_met"),
    )
)
_HOURS = frozenset(("paid_hours", "uncovered_hours", "agent_hours", "scheduled_hours", "cost"))


@dataclass(frozen=True)
class _Book:
    book: Workbook
    formats: dict[str, Any]

    def sheet(self, name: str, frame: pd.DataFrame, kinds: dict[str, str] | None = None) -> Worksheet:
        """One table on a sheet: frozen header, filter, widths from what stands in the columns."""
        sheet = self.book.add_worksheet(name)
        for column, title in enumerate(frame.columns):
            kind = (kinds or {}).get(str(title)) or _kind(str(title), frame[title])
            values = list(frame[title])
            sheet.write_string(0, column, str(title), self.formats["head"])
            width = len(str(title)) + 3
            for row, value in enumerate(values, 1):
                width = max(width, min(60, self.put(sheet, row, column, value, kind)))
            sheet.set_column(column, column, max(width, _WIDTHS.get(kind, 0)))
        sheet.freeze_panes(1, 0)
        if len(frame.columns):
            sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, kind: str) -> int:
        """Writes one value as what it is and returns its width; text never becomes a formula."""
        style = self.formats[kind if kind in self.formats else "plain"]
        if isinstance(value, (tuple, list)):
            value = "; ".join(str(part) for part in value)
        if words.missing(value):
            return 0
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
            return 5
        if hasattr(value, "item"):
            value = value.item()
        if isinstance(value, (int, float)):
            if math.isinf(value):
                sheet.write_string(row, column, "∞" if value > 0 else "−∞", self.formats["right"])
            else:
                sheet.write_number(row, column, value, style)
            return 0
        if isinstance(value, datetime):
            moment = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
            sheet.write_datetime(row, column, moment.replace(tzinfo=None), self.formats["stamp"])
            return 0
        if isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self.formats["day"])
            return 0
        text = words.plain(str(value))
        sheet.write_string(row, column, text, self.formats["text"])
        return len(text) + 2


def _kind(name: str, values: pd.Series[Any]) -> str:
    if values.dtype.kind == "M":
        return "stamp"
    if name in tables.SHARES or name in _SHARES:
        return "share"
    if name in _HOURS:
        return "hours"
    if name in _WHOLE or values.dtype.kind in "iu":
        return "whole"
    return "number" if values.dtype.kind == "f" else "text"


def write_xlsx(plan: Any, path: str | Path) -> Path:
    """Writes the workbook; the same plan gives the same bytes (the time in it is the plan's)."""
    from xlsxwriter import Workbook

    target = Path(path)
    views = queue_views(plan)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(target), options) as book:
        made = plan.made_at.astimezone(timezone.utc) if plan.made_at.tzinfo else plan.made_at
        book.set_properties(
            {
                "title": plan.title,
                "comments": f"Made with erlang {plan.version}",
                "created": made.replace(tzinfo=None, microsecond=0),
            }
        )
        styles = {
            "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
            "title": {"bold": True, "font_size": 15},
            "section": {"bold": True, "font_size": 12},
            "wrap": {"text_wrap": True, "valign": "top"},
            "right": {"align": "right"},
            "muted": {"font_color": palette.MUTED},
            "good": {"bold": True, "font_color": palette.PHONES},
            "bad": {"bold": True, "font_color": palette.SHORT},
        }
        formats = {name: book.add_format(style) for name, style in styles.items()}
        formats |= {name: book.add_format({"num_format": code}) for name, code in _FORMATS.items()}
        out = _Book(book, formats)
        _summary(out, plan)
        _write_tables(out, plan, views)
    return target


def _summary(out: _Book, plan: Any) -> None:
    sheet = out.book.add_worksheet("Summary")
    formats = out.formats
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, 3, 70)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, words.plain(plan.title), formats["title"])
    row = 1
    for line in header(plan):
        sheet.write_string(row, 0, words.plain(line), formats["muted"])
        row += 1
    met = bool(plan.verdict.met)
    row += 1
    sheet.write_string(row, 0, "The plan holds" if met else "The plan does not hold", formats["good" if met else "bad"])
    sheet.merge_range(row + 1, 0, row + 1, 3, "", formats["wrap"])
    sheet.write_string(row + 1, 0, words.plain(plan.verdict.sentence), formats["wrap"])
    sheet.set_row(row + 1, 32)
    row += 2
    for repair in plan.verdict.repairs:
        sheet.write_string(row, 0, words.plain(f"Repair: {repair}"))
        row += 1
    row += 1
    for column, title in enumerate(("Figure", "Value", "Unit", "Made of")):
        sheet.write_string(row, column, title, formats["head"])
    for figure in plan.figures:
        row += 1
        share = words.plain(figure.text).lstrip("+-0123456789., ").startswith("%")
        sheet.write_string(row, 0, words.capital(figure.name))
        number = isinstance(figure.value, (int, float)) and not isinstance(figure.value, bool)
        if number and math.isfinite(figure.value):
            whole = float(figure.value).is_integer() and "." not in figure.text
            sheet.write_number(row, 1, figure.value, formats["share" if share else "whole" if whole else "hours"])
        else:
            sheet.write_string(row, 1, words.plain(figure.text), formats["right"])
        sheet.write_string(row, 2, words.plain(figure.unit or ""))
        sheet.write_string(row, 3, words.plain(figure.made_of or ""))
    row += 2
    sheet.write_string(row, 0, "Schedule", formats["section"])
    sheet.write_string(row + 1, 0, words.plain(f"{plan.schedule.status}: {schedule_line(plan.schedule)}"))
    row += 3
    if plan.doubts:
        sheet.write_string(row, 0, "What to doubt", formats["section"])
        for place, doubt in enumerate(plan.doubts, 1):
            sheet.write_string(row + place, 0, words.plain(f"{place}. {doubt}"))


def _write_tables(out: _Book, plan: Any, views: list[QueueView]) -> None:
    import pandas as pd

    out.sheet("Days", plan.days, _day_kinds(plan.days))
    if len(views) > 1:
        out.sheet("Queues", _queues(plan, views))
    coverage = _ordered(pandas_frame(plan.schedule.coverage), views)
    sheet = out.sheet("Coverage", coverage)
    _charts(out, sheet, "Coverage", coverage, views, _coverage_chart)
    forecast = _ordered(pandas_frame(plan.forecast.table), views)
    sheet = out.sheet("Forecast", forecast)
    _charts(out, sheet, "Forecast", forecast, views, _forecast_chart)
    out.sheet("Backtest", pandas_frame(plan.forecast.backtest))
    out.sheet(
        "Requirement", _ordered(pandas_frame(plan.requirement), views), {"agents": "number", "positions": "number"}
    )
    shifts = pandas_frame(plan.schedule.table)
    shown = [name for name in shifts.columns if not str(name).startswith("break_")]
    out.sheet("Shifts", _ordered(shifts[shown], views), {"length": "whole"})
    out.sheet("Service level", _levels(plan, views), {"service_level": "share", "half_width": "share"})
    out.sheet("What if", plan.what_if, {"agents": "number"})
    values = [tables.as_number(value) for value in plan.assumptions["value"]]
    out.sheet("Assumptions", plan.assumptions.assign(value=pd.Series(values, dtype=object)), {"value": "plain"})
    out.sheet("Doubts", pd.DataFrame({"order": range(1, len(plan.doubts) + 1), "doubt": list(plan.doubts)}))
    out.sheet("Issues", plan.issues.assign(lines=[tables.lines_of(lines, 1000) for lines in plan.issues["lines"]]))
    out.sheet("One interval", tables.worked(plan.worked), {"value": "plain", "bound": "plain"})
    out.sheet("Around it", pandas_frame(plan.around))


def _day_kinds(days: pd.DataFrame) -> dict[str, str]:
    shares = all(str(target) in tables.SHARES for target in days["target"])
    kind = "share" if shares else "number"
    return {"date": "day", "goal": kind, "value": kind, "half_width": kind, "expected": kind, "share_met": "share"}


def _ordered(frame: pd.DataFrame, views: list[QueueView]) -> pd.DataFrame:
    """The rows queue by queue, the worst queue first, so that a chart's range is one block."""
    import pandas as pd

    if "queue" not in frame.columns or len(views) < 2:
        frame = frame.reset_index(drop=True)
        return frame
    return pd.concat([of_queue(frame, view.name) for view in views], ignore_index=True)


def _queues(plan: Any, views: list[QueueView]) -> pd.DataFrame:
    import pandas as pd

    totals = pandas_frame(plan.simulation.totals)
    totals = totals[totals["measure"].astype(str) == "service_level"]
    rows = []
    for view in views:
        found = of_queue(totals, view.name)
        rows.append(
            {
                "queue": view.name,
                "offered": float(view.forecast["offered"].sum()),
                "paid_hours": tables.paid_hours(view),
                "uncovered_hours": tables.uncovered_hours(view),
                "service_level": float(found["mean"].iloc[0]) if len(found) else math.nan,
                "target_service_level": math.nan if view.goal is None else view.goal,
                "days": len(view.days),
                "days_missed": int((view.days["verdict"].astype(str) == "missed").sum()),
            }
        )
    frame: pd.DataFrame = pd.DataFrame(rows)
    return frame


def _levels(plan: Any, views: list[QueueView]) -> pd.DataFrame:
    """One row per interval: service level with its interval, and the other measures simulated."""
    table = simulated(plan, "service_level").rename(columns={"mean": "service_level"})
    known = set(pandas_frame(plan.simulation.table)["measure"].astype(str))
    for name in (name for name in _MEASURES if name in known):
        other = simulated(plan, name)[["queue", "interval_start", "mean"]].rename(columns={"mean": name})
        table = table.merge(other, on=["queue", "interval_start"], how="left")
    return _ordered(table, views)


def _charts(
    out: _Book, sheet: Worksheet, name: str, frame: pd.DataFrame, views: Sequence[QueueView], make: Any
) -> None:
    """A native chart per queue beside its table, the worst queue first."""
    right = len(frame.columns) + 1
    for place, view in enumerate(views[:CHARTS]):
        rows = of_queue(frame, view.name).index
        if not len(rows):
            continue
        chart = make(out.book, name, frame, int(rows[0]) + 1, int(rows[-1]) + 1)
        title = f"{name}: {view.name}" if len(views) > 1 else name
        chart.set_title({"name": words.plain(title), "name_font": {"size": 12}, "overlay": False})
        chart.set_size({"width": 980, "height": 320})
        chart.set_legend({"position": "bottom"})
        chart.set_x_axis(
            {
                "num_format": "ddd hh:mm",
                "text_axis": True,
                "interval_unit": max(1, len(rows) // 14),
                "interval_tick": max(1, len(rows) // 14),
                "name": "interval start, local time",
                "label_position": "low",
            }
        )
        chart.set_y_axis(
            {"min": 0, "major_gridlines": {"visible": True, "line": {"color": palette.GRID}}, "name": _UNIT[name]}
        )
        sheet.insert_chart(1 + 17 * place, right, chart)


# What stands beside the service level; the other measures and definitions are in simulation.csv.
_MEASURES = ("offered", "agents", "asa", "abandonment", "occupancy", "wait_probability")
_UNIT = {"Coverage": "people", "Forecast": "contacts per interval"}


def _series(name: str, frame: pd.DataFrame, column: str, first: int, last: int, **style: Any) -> dict[str, Any]:
    at, time = list(frame.columns).index(column), list(frame.columns).index("interval_start")
    return {
        "name": [name, 0, at],
        "categories": [name, first, time, last, time],
        "values": [name, first, at, last, at],
        **style,
    }


def _coverage_chart(book: Workbook, name: str, frame: pd.DataFrame, first: int, last: int) -> Any:
    chart = book.add_chart({"type": "column"})
    fill = {"fill": {"color": palette.PHONES_FILL}, "border": {"none": True}, "gap": 0}
    chart.add_series(_series(name, frame, "covered", first, last, **fill))
    line = book.add_chart({"type": "line"})
    line.add_series(_series(name, frame, "required", first, last, line={"color": palette.REQUIREMENT, "width": 1.75}))
    chart.combine(line)
    return chart


def _forecast_chart(book: Workbook, name: str, frame: pd.DataFrame, first: int, last: int) -> Any:
    chart = book.add_chart({"type": "line"})
    for column, colour, width in (
        ("offered_p2_5", palette.BAND_80, 0.75),
        ("offered_p97_5", palette.BAND_80, 0.75),
        ("offered", palette.FORECAST, 2.0),
    ):
        if column in frame.columns:
            chart.add_series(_series(name, frame, column, first, last, line={"color": colour, "width": width}))
    return chart
