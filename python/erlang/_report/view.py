"""The plan as the pictures and tables read it: one view per queue, times on the local clock, the worst queue first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erlang._report.words import missing

if TYPE_CHECKING:
    import pandas as pd

# Targets of which more is better; of every other less is.
HIGHER = ("service_level",)
_BREAK = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*(\w*)")


@dataclass(frozen=True)
class QueueView:
    """One queue of a plan.

    ``grid`` has a row per interval of the schedule: start, day, hour (hours elapsed since local midnight), required
    and covered people, and on the phones: need (agents), phones, short. ``levels`` has one per interval of the
    requirement: start, day, hour, offered, agents, value and half_width of the simulated service level.
    """

    name: str
    grid: pd.DataFrame
    levels: pd.DataFrame
    forecast: pd.DataFrame
    history: pd.DataFrame
    shifts: pd.DataFrame
    days: pd.DataFrame
    goal: float | None
    answer_within: float | None
    interval: float
    step: float

    @property
    def dates(self) -> list[date]:
        """The days with an open interval, in order."""
        return sorted(set(self.grid["day"]))

    def hours(self) -> tuple[float, float]:
        """Opening and closing over all days, in hours since midnight, for a common scale."""
        if self.grid.empty:
            return 0.0, 24.0
        return float(self.grid["hour"].min()), float(self.grid["hour"].max()) + self.step / 3600


def local(stamps: pd.Series[Any], zone: str | None) -> pd.Series[Any]:
    """Stamps on the clock of the plan's zone; stamps without a zone are wall clock already."""
    import pandas as pd

    stamps = pd.to_datetime(stamps)
    if stamps.dt.tz is not None and zone and str(stamps.dt.tz) != zone:
        return stamps.dt.tz_convert(zone)
    return stamps


def with_times(table: pd.DataFrame, zone: str | None, column: str = "interval_start") -> pd.DataFrame:
    """The table with start, day and hour in place of its stamp; hour is what has passed since local midnight."""
    start = local(table[column], zone)
    hour = (start - start.dt.normalize()).dt.total_seconds() / 3600
    rest = table.drop(
        columns=[column, *(name for name in ("start", "day", "hour") if name in table and name != column)]
    )
    timed: pd.DataFrame = rest.assign(start=start, day=start.dt.date, hour=hour)
    found: pd.DataFrame = timed.sort_values("start", kind="stable", ignore_index=True)
    return found


def of_queue(table: pd.DataFrame, queue: str) -> pd.DataFrame:
    if "queue" not in table.columns:
        return table
    found: pd.DataFrame = table[table["queue"].astype(object) == queue]
    return found


def by_day(table: pd.DataFrame, column: str = "offered") -> dict[date, float]:
    """Sum of a column over each day that has a value."""
    sums: Any = table.groupby("day")[column].sum(min_count=1)
    return {day: float(value) for day, value in sums.items() if value == value}


def pandas_frame(table: Any) -> pd.DataFrame:
    """Any frame as pandas: results follow the kind of frame the user gave."""
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        return table
    converted = table.to_pandas()
    assert isinstance(converted, pd.DataFrame)
    return converted


def simulated(plan: Any, measure: str) -> pd.DataFrame:
    """queue, interval_start, mean, half_width of one measure."""
    table = pandas_frame(plan.simulation.table)
    if "interval_start" not in table.columns:
        table = table.rename(columns={"interval": "interval_start"})
    found: pd.DataFrame = table[table["measure"].astype(str) == measure].drop(columns=["measure"])
    return found


def answer_within(plan: Any, queue: str) -> float | None:
    """The T of the service level: what the assumptions say of this queue, else of all."""
    values: dict[str, Any] = dict(zip(plan.assumptions["name"].astype(str), plan.assumptions["value"]))
    try:
        return float(values.get(f"{queue}.answer_within", values["answer_within"]))
    except (KeyError, TypeError, ValueError):
        return None


def _goal(days: pd.DataFrame) -> float | None:
    goals = days.loc[days["target"].astype(str) == "service_level", "goal"]
    return None if goals.empty else float(goals.iloc[0])


def margin(row: Any) -> float:
    """How far a judged day is on the right side of its target: negative where it misses."""
    if missing(row["value"]) or missing(row["goal"]):
        return 0.0
    if str(row["target"]) in HIGHER:
        return float(row["value"]) - float(row["goal"])
    return (float(row["goal"]) - float(row["value"])) / max(abs(float(row["goal"])), 1e-9)


def _rank(days: pd.DataFrame) -> tuple[float, ...]:
    if days.empty:
        return (0.0, 0.0, 0.0)
    verdicts = days["verdict"].astype(str)
    return (
        -float((verdicts == "missed").sum()),
        -float(days["close"].sum()),
        min(margin(row) for _, row in days.iterrows()),
    )


def queue_view(plan: Any, queue: str) -> QueueView:
    """Joins what the steps of the plan say of one queue."""
    import numpy as np

    zone = plan.timezone
    requirement = with_times(of_queue(pandas_frame(plan.requirement), queue), zone)
    coverage = with_times(of_queue(pandas_frame(plan.schedule.coverage), queue), zone)
    days = of_queue(plan.days, queue).reset_index(drop=True)

    # What a person on duty brings to the phones, interval by interval: 1 − shrinkage.
    agents = requirement["agents"].astype(float)
    scheduled = requirement["scheduled"].astype(float)
    share = (agents / scheduled.where(scheduled > 0)).ffill().bfill().fillna(1.0)
    step = float(plan.schedule.interval)
    known = requirement.assign(need=agents, share=share)[["start", "need", "share"]]
    interval = float(plan.forecast.interval)
    origin = np.searchsorted(known["start"].to_numpy(), coverage["start"].to_numpy(), side="right") - 1
    rows = known.iloc[np.clip(origin, 0, max(len(known) - 1, 0))].reset_index(drop=True)
    inside = (origin >= 0) & ((coverage["start"] - rows["start"]).dt.total_seconds().to_numpy() < interval)
    grid = coverage.assign(need=rows["need"].where(inside, 0.0).to_numpy(), share=rows["share"].to_numpy())
    grid["phones"] = grid["covered"].astype(float) * grid["share"]
    grid["short"] = grid["under"].astype(float) * grid["share"]

    levels = with_times(of_queue(simulated(plan, "service_level"), queue), zone)
    levels = levels.rename(columns={"mean": "value"})[["start", "day", "hour", "value", "half_width"]]
    levels = levels.merge(requirement[["start", "offered", "agents"]], on="start", how="left")

    return QueueView(
        name=queue,
        grid=grid,
        levels=levels,
        forecast=with_times(of_queue(pandas_frame(plan.forecast.table), queue), zone),
        history=with_times(of_queue(pandas_frame(plan.history.table), queue), zone),
        shifts=_shifts(of_queue(pandas_frame(plan.schedule.table), queue), zone),
        days=days,
        goal=_goal(days),
        answer_within=answer_within(plan, queue),
        interval=interval,
        step=step,
    )


def _shifts(table: pd.DataFrame, zone: str | None) -> pd.DataFrame:
    start, end = local(table["start"], zone), local(table["end"], zone)
    hour = (start - start.dt.normalize()).dt.total_seconds() / 3600
    breaks: Any
    if "break_offsets" in table:
        breaks = [pauses_after(text) for text in table["break_offsets"]]
    else:
        breaks = [pauses(text, begin) for text, begin in zip(table["breaks"], hour)]
    timed: pd.DataFrame = table.assign(start=start, end=end, day=start.dt.date, hour=hour, pauses=breaks)
    found: pd.DataFrame = timed.sort_values(["start", "end"], kind="stable", ignore_index=True)
    return found


def queue_views(plan: Any) -> list[QueueView]:
    """A view of every queue, the worst first: missed days, then close ones, then the smallest margin."""
    views = [queue_view(plan, queue) for queue in plan.queues]
    return sorted(views, key=lambda view: _rank(view.days))


@dataclass(frozen=True)
class Pause:
    """A break of a shift, in hours after the shift's start."""

    start: float
    end: float
    paid: bool


def pauses(breaks: Any, start_hour: float) -> list[Pause]:
    """The breaks of a shift as the schedule writes them: ``12:00-12:30 unpaid; 15:00-15:15 paid``.

    Examples
    --------
    >>> pauses("12:00-12:30 unpaid", 8.0)
    [Pause(start=4.0, end=4.5, paid=False)]
    """
    found = []
    for match in _BREAK.finditer(breaks if isinstance(breaks, str) else ""):
        begin, end = (int(match[i]) + int(match[i + 1]) / 60 for i in (1, 3))
        begin = (begin - start_hour) % 24
        found.append(Pause(begin, begin + (end - start_hour - begin) % 24, match[5] == "paid"))
    return found


def pauses_after(offsets: Any) -> list[Pause]:
    """The breaks of a shift as seconds after its start, their length and whether they are paid.

    Examples
    --------
    >>> pauses_after("14400/1800/unpaid")
    [Pause(start=4.0, end=4.5, paid=False)]
    """
    found = []
    for part in (offsets if isinstance(offsets, str) else "").split(";"):
        if part.strip():
            start, length, paid = part.strip().split("/")
            found.append(Pause(float(start) / 3600, (float(start) + float(length)) / 3600, paid == "paid"))
    return found


def special_days(plan: Any, queue: str) -> dict[date, str]:
    """Name of each special day of a queue, from the forecast or from the settings, whichever holds them."""
    given = getattr(plan.forecast, "special_days", None)
    if given is None and hasattr(plan.settings, "value"):
        given = plan.settings.value("special_days")
    if isinstance(given, (str, Path)):
        from erlang._forecasting.special import read_special_days

        given = read_special_days(given) if Path(given).is_file() else ()
    return {day.date: str(day.name) for day in given or () if getattr(day, "queue", None) in (None, queue)}
