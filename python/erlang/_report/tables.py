"""The tables of the report, worded: columns with their kind, cells as a planner reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from erlang._report import words
from erlang._report.charts_levels import worst_intervals
from erlang._report.view import QueueView, of_queue, pandas_frame

if TYPE_CHECKING:
    import pandas as pd

SHARES = frozenset(
    (
        "service_level",
        "max_abandonment",
        "max_blocking",
        "max_occupancy",
        "max_wait_probability",
        "max_wait_percentile",
        "shrinkage",
        "occupancy",
        "abandonment",
        "blocking",
        "wait_probability",
        "wait_within",
        "gap",
        "redial",
    )
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
NAMES = {
    "service_level": "service level",
    "asa": "average wait",
    "max_asa": "average wait",
    "max_abandonment": "abandonment",
    "max_occupancy": "occupancy",
    "max_blocking": "blocking",
    "max_wait": "longest wait",
    "max_wait_probability": "share that waits",
}


@dataclass(frozen=True)
class Table:
    """``numeric`` tells which columns are numbers, right-aligned; ``marks`` gives a class to rows that need one."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    marks: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: dict[str, bool], rows: Iterable[Iterable[str]], marks: Iterable[str] = ()) -> Table:
        return cls(tuple(columns), tuple(tuple(row) for row in rows), tuple(columns.values()), tuple(marks))


def measure(target: str, value: Any) -> str:
    """A figure in the unit of its measure: shares as per cent, waits in seconds."""
    if target in SHARES or target.removeprefix("max_") in SHARES:
        return words.percent(value)
    return f"{words.number(value)}{words.NBSP}s"


def judged_days(days: pd.DataFrame) -> Table:
    """One queue's days: target, simulated value with its interval, verdict; beside it the forecast's uncertainty."""
    columns = {"Day": False, "Target": False, "Goal": True, "Simulated": True, "Verdict": False}
    columns |= {"Expected, with forecast error": True, "Chance to meet it": True}
    rows, marks = [], []
    for row in days.to_dict("records"):
        target, verdict = str(row["target"]), str(row["verdict"])
        half = measure(target, row["half_width"]).split(words.NBSP)[0]
        value = words.missing(row["value"])
        rows.append(
            (
                words.day_short(row["date"]),
                NAMES.get(target, target).replace(" ", words.NBSP),
                measure(target, row["goal"]),
                "–"
                if value
                else measure(target, row["value"]).replace(
                    words.NBSP, f"{words.NBSP}±{words.NBSP}{half}{words.NBSP}", 1
                ),
                f"{verdict}, close" if row["close"] else verdict,
                measure(target, row.get("expected")),
                words.percent(row.get("share_met"), 0),
            )
        )
        marks.append(verdict)
    return Table.of(columns, rows, marks)


def overview(plan: Any, views: list[QueueView]) -> Table:
    """A row per queue, the worst first, and their total."""
    columns = {
        "Queue": False,
        "Contacts": True,
        "Most people needed": True,
        "Paid hours": True,
        "Uncovered hours": True,
    }
    columns |= {"Service level": True, "Target": True, "Days met": True, "Lowest interval": False}
    totals = pandas_frame(plan.simulation.totals)
    totals = totals[totals["measure"].astype(str) == "service_level"]
    rows, marks = [], []
    sums = [0.0, 0.0, 0.0]
    for view in views:
        found = of_queue(totals, view.name)
        value = "–" if found.empty else _with_width(found["mean"].iloc[0], found["half_width"].iloc[0])
        verdicts = view.days["verdict"].astype(str)
        missed = int((verdicts == "missed").sum())
        worst = worst_intervals(view, 1)
        lowest = "–"
        if len(worst):
            start = worst["start"].iloc[0]
            at = f"{words.day_short(start)}, {words.clock(start)}"
            lowest = f"{words.percent(worst['value'].iloc[0], 0)} on {at}"
        parts = _contacts(view), paid_hours(view), uncovered_hours(view)
        sums = [have + part for have, part in zip(sums, parts)]
        peak = 0.0 if view.levels.empty else view.levels["agents"].astype(float).max()
        rows.append(
            (
                view.name,
                words.whole(parts[0]),
                words.whole(peak),
                words.tenth(parts[1]),
                words.tenth(parts[2]),
                value,
                "–" if view.goal is None else words.percent(view.goal, 0),
                f"{len(verdicts) - missed} of {len(verdicts)}",
                lowest,
            )
        )
        marks.append("missed" if missed else "met")
    if len(views) > 1:
        rows.append(
            ("All queues", words.whole(sums[0]), "", words.tenth(sums[1]), words.tenth(sums[2]), "", "", "", "")
        )
        marks.append("total")
    return Table.of(columns, rows, marks)


def _with_width(value: Any, half: Any) -> str:
    return f"{words.percent(value)}" if words.missing(half) else f"{100 * value:.1f} ± {100 * half:.1f}{words.NBSP}%"


def _contacts(view: QueueView) -> float:
    return float(view.forecast["offered"].sum())


def paid_hours(view: QueueView) -> float:
    return float((view.shifts["paid_hours"] * view.shifts["people"]).sum())


def uncovered_hours(view: QueueView) -> float:
    return float(view.grid["under"].sum() * view.step / 3600) if "under" in view.grid else 0.0


def patterns(view: QueueView, dates: list[date]) -> Table:
    """Shifts by pattern: start, end, breaks, paid hours, and the people of each day."""
    columns = {"Shift": False, "Start": True, "End": True, "Breaks": False, "Paid hours each": True}
    columns |= {f"{words.weekday(day, short=True)} {words.day_month(day)}": True for day in dates} | {"Sum": True}
    shifts = view.shifts[view.shifts["day"].isin(dates)]
    shifts = shifts.assign(begin=shifts["start"].map(words.clock), finish=shifts["end"].map(words.clock))
    rows = []
    for (start, end, name), of in shifts.groupby(["begin", "finish", "shift"]):
        people = of.groupby("day")["people"].sum()
        rows.append(
            (
                str(name),
                str(start),
                str(end),
                breaks_of(of),
                words.tenth(of["paid_hours"].iloc[0]),
                *(words.whole(people[day]) if day in people.index else "" for day in dates),
                words.whole(people.sum()),
            )
        )
    total = shifts.groupby("day")["people"].sum()
    sums = [words.whole(total.get(day, 0)) for day in dates]
    hours = words.tenth((shifts["paid_hours"] * shifts["people"]).sum())
    rows.append(("All", "", "", f"{hours} paid hours in all", "", *sums, words.whole(total.sum())))
    return Table.of(columns, rows, ["", *[""] * (len(rows) - 2), "total"][-len(rows) :])


def breaks_of(shifts: pd.DataFrame) -> str:
    """The breaks of one pattern over its people: ``30 min unpaid, 11:00–13:30``."""
    windows: dict[tuple[int, int, bool], list[float]] = {}
    for hour, breaks in zip(shifts["hour"], shifts["pauses"]):
        for order, pause in enumerate(breaks):
            key = (order, round(60 * (pause.end - pause.start)), pause.paid)
            windows.setdefault(key, []).append(hour + pause.start)
    found = []
    for (_, minutes, paid), starts in sorted(windows.items()):
        first, last = min(starts), max(starts)
        at = f"at {_hour(first)}" if first == last else f"from {_hour(first)} to {_hour(last)}"
        found.append(f"{words.duration(60 * minutes)} {'paid' if paid else 'unpaid'} {at}")
    return "; ".join(found) or "none"


def _hour(value: float) -> str:
    minutes = round(60 * value)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def worst_table(view: QueueView, count: int = 10) -> Table:
    columns = {"Interval": False, "Contacts": True, "Needed": True, "On the phones": True, "Service level": True}
    rows, marks = [], []
    for row in worst_intervals(view, count).to_dict("records"):
        rows.append(
            (
                f"{words.day_short(row['start'])}, {words.clock(row['start'])}",
                words.number(row["offered"]),
                words.people(row["agents"]),
                words.people(row["phones"]),
                _with_width(row["value"], row["half_width"]),
            )
        )
        marks.append("missed" if view.goal is not None and row["value"] < view.goal else "")
    return Table.of(columns, rows, marks)


def backtest(frame: Any, queue: str) -> Table:
    """The rolling backtest of one queue, the chosen model first, the naive ones beside it."""
    table = of_queue(pandas_frame(frame), queue)
    columns = {"Model": False, "Ahead": True, "Error (WAPE)": True, "Bias": True, "By day": True}
    columns |= {"Chance alone": True, "Weight": True, "Chosen": False}
    rows, marks = [], []
    for row in table.to_dict("records"):
        chosen = bool(row["chosen"])
        bias = row["bias"]
        rows.append(
            (
                str(row["model"]).replace("_", " "),
                words.plural(row["horizon_days"], "day"),
                words.percent(row["wape"]),
                "–"
                if words.missing(bias)
                else ("+" if bias > 0 else "−" if bias < 0 else "") + words.percent(abs(bias)),
                words.percent(row["day_wape"]),
                words.percent(row["poisson_floor"]),
                "–" if words.missing(row.get("weight")) else words.number(row["weight"]),
                "chosen" if chosen else "",
            )
        )
        marks.append("chosen" if chosen else "")
    return Table.of(columns, rows, marks)


def what_if(table: pd.DataFrame, base: int) -> Table:
    columns = {"Scenario": False, "Agents at the peak": True, "Agent hours": True, "Scheduled hours": True}
    columns |= {"Service level": True}
    money = "cost" in table and table["cost"].notna().any()
    if money:
        columns |= {"Cost": True}
    rows = []
    for row in table.to_dict("records"):
        cells = [str(row["scenario"]), words.people(row["agents"]), words.tenth(row["agent_hours"])]
        cells += [words.tenth(row["scheduled_hours"]), words.percent(row["service_level"])]
        rows.append((*cells, words.tenth(row["cost"])) if money else tuple(cells))
    return Table.of(columns, rows, ["total" if k == base else "" for k in range(len(rows))])


def around(table: pd.DataFrame) -> Table:
    """An interval with a few agents fewer and more, the plan's own marked; losses that are nowhere are left out."""
    shares = {"service_level": "Service level", "abandonment": "Hang up", "blocking": "Find no line"}
    shares |= {"occupancy": "Occupancy", "wait_probability": "Must wait"}
    shown = [name for name in shares if name not in ("abandonment", "blocking") or (table[name] >= 5e-4).any()]
    columns = {"Agents": True, "Average wait": True} | {shares[name]: True for name in shown}
    rows = [
        (
            words.people(row["agents"]),
            measure("asa", row["asa"]) if math.isfinite(row["asa"]) else "–",
            *(words.percent(row[name]) for name in shown),
        )
        for row in table.to_dict("records")
    ]
    return Table.of(columns, rows, ["chosen" if chosen else "" for chosen in table["chosen"]])


def worked(explained: Any) -> pd.DataFrame:
    """The steps of an explanation as a sheet: numbers as numbers, the inputs of each formula in words."""
    frame = pandas_frame(explained.to_frame())
    frame["inputs"] = [", ".join(f"{name} = {value}" for name, value in inputs.items()) for inputs in frame["inputs"]]
    columns = ["section", "name", "agents", "relation", "value", "unit", "bound", "met", "formula", "inputs"]
    sheet: pd.DataFrame = frame[[*columns, "rounding", "source", "note"]]
    return sheet


def as_number(value: Any) -> Any:
    """The number that a text writes; everything else as it is."""
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


def assumption_value(name: str, value: Any) -> str:
    """A setting as it is read: shares as per cent, numbers short, everything else as it stands."""
    if value is None or (isinstance(value, float) and words.missing(value)):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    value = as_number(value)
    if isinstance(value, (int, float)):
        short = name.rsplit(".", 1)[-1]
        return words.percent(value) if short in SHARES else words.number(value, 6)
    return str(value)


def assumptions(table: pd.DataFrame) -> Table:
    columns = {"What": False, "Value": True, "Unit": False, "Where from": False, "Note": False}
    rows = [
        (
            str(row["name"]).replace("_", " "),
            assumption_value(str(row["name"]), row["value"]),
            _text(row["unit"]).replace("fraction", ""),
            _text(row["origin"]),
            _text(row["note"]),
        )
        for row in table.to_dict("records")
    ]
    return Table.of(columns, rows)


def issues(table: pd.DataFrame) -> Table:
    columns = {"Kind": False, "Queue": False, "What was found": False, "File": False, "Lines": False}
    rows = [
        (
            _text(row["severity"]),
            _text(row["queue"]),
            _text(row["message"]),
            _text(row["file"]),
            lines_of(row["lines"]),
        )
        for row in table.to_dict("records")
    ]
    return Table.of(columns, rows, [row[0] for row in rows])


def lines_of(lines: Any, most: int = 6) -> str:
    if isinstance(lines, str):
        return lines
    if lines is None or not hasattr(lines, "__len__"):
        return ""
    shown = ", ".join(str(line) for line in list(lines)[:most])
    return f"{shown} and {len(lines) - most} more" if len(lines) > most else shown


def _text(value: Any) -> str:
    return "" if words.missing(value) else str(value)
