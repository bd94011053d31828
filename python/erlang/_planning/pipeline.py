"""The whole way: history to forecast to requirement to shifts to the proof, and what is to be said about it."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erlang._planning.assumptions import assumptions
from erlang._planning.doubts import doubts
from erlang._planning.figures import figures
from erlang._planning.reading import load_history, only_queues, reading_words
from erlang._planning.repairs import repairs_of
from erlang._planning.result import Plan
from erlang._planning.simulating import (
    centre_of,
    judge_days,
    refuse_unsimulated,
    sample_paths,
    simulate_step,
    with_uncertainty,
)
from erlang._planning.steps import (
    explain_row,
    forecast_step,
    neighbours_of_row,
    plan_for_of,
    schedule_step,
    shifts_of,
    staff_step,
)
from erlang._planning.targets import QueueTargets, defaults_taken, queue_targets, targets_value
from erlang._planning.verdict import intervals_below, verdict_of
from erlang._planning.what_if import what_if
from erlang._settings import Settings, effective
from erlang._warnings import PlanningWarning

if TYPE_CHECKING:
    import pandas as pd

    from erlang.forecasting import Forecast, History
    from erlang.scheduling import Schedule

STEPS = ("forecast", "staff", "schedule", "simulate")
Tables = Mapping[str, "pd.DataFrame"]


def _silent(step: str) -> None:
    pass


def plan(
    history: Any,
    settings: Settings | None = None,
    *,
    start_at: str = "forecast",
    tables: Tables | None = None,
    progress: Callable[[str], None] | None = None,
    **overrides: Any,
) -> Plan:
    """A plan for the days after a history: forecast, requirement, shifts and the proof by simulation.

    The requirement is staffed with ``method="mol"``, at least one agent in every open interval; the schedule is
    recomputed by the checker; every target is judged per day on the simulation with Poisson arrivals at the forecast
    mean and the staff really on the phones. Pure: the same history and settings give the same plan.

    Parameters
    ----------
    history
        A `History`, the path of a file, or any frame.
    settings
        What is set; see `read_settings`.
    start_at
        ``"staff"``, ``"schedule"`` or ``"simulate"`` take the tables of the steps before from `tables`.
    tables
        ``forecast``, ``requirement``, ``shifts``, ``coverage``, as an earlier plan wrote them.
    progress
        Called with the name of each step.
    **overrides
        Settings by their bare names, winning over `settings`: ``service_level=0.9``.

    Raises
    ------
    ValueError
        For a history that cannot be read, missing handle times, targets out of range or half given, and settings that
        contradict each other.

    Examples
    --------
    >>> import erlang, pandas as pd
    >>> stamps = [day + pd.Timedelta(hours=hour) for day in pd.date_range("2026-01-05", periods=28) for hour in (9, 10)]
    >>> calls = pd.DataFrame({"interval_start": stamps, "offered": [20.0, 30.0] * 28})
    >>> made = erlang.plan(calls, aht=180, horizon="1d", shrinkage=0.25, patience="2m")
    >>> made.verdict.sentence
    'The plan meets 80 % in 20 s on the one day; all 2 hours are expected to meet it.'
    """
    step = progress or _silent
    if start_at not in STEPS:
        raise ValueError(f"plan: start_at must be one of {', '.join(STEPS)}, got {start_at!r}")
    settings = settings or Settings()
    if isinstance(history, (str, os.PathLike)):
        overrides = {"file": str(Path(history).absolute()), **overrides}
    settings = settings.replace(**overrides) if overrides else settings
    check_settings(settings)
    for queue in (None, *settings.queue):
        refuse_unsimulated(settings, queue)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", PlanningWarning)
        step("reading the history")
        known = _history(history, settings)
        return _plan(known, settings, STEPS.index(start_at), tables or {}, step, caught)


def check_settings(settings: Settings) -> None:
    """``ValueError`` for targets that are half given or contradict each other, before anything is computed."""
    from erlang.staffing import required_agents

    plan_for = settings.value("plan_for")
    if settings.given("cv") and plan_for == "mean":
        raise ValueError("plan: cv needs plan_for: 'expected' or a probability")
    # The quantiles of a forecast tell the cv where none is given.
    unsure: dict[str, Any] = {} if plan_for == "mean" else {"plan_for": plan_for, "cv": settings.value("cv") or 0.0}
    for queue in (None, *settings.queue):
        wanted = queue_targets(settings, queue)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PlanningWarning)
            try:
                required_agents(
                    volume=1.0,
                    interval=1800.0,
                    aht=60.0,
                    patience=settings.value("patience", queue),
                    lines=settings.value("lines", queue),
                    redial=settings.value("redial", queue),
                    shrinkage=settings.value("shrinkage", queue),
                    fractional=settings.value("fractional"),
                    targets=targets_value(wanted),
                    **unsure,
                )
            except ValueError as error:
                where = f"[queue.{queue}]: " if queue is not None else ""
                text = str(error).removeprefix("required_agents: ")
                raise ValueError(f"plan: {where}{text}") from None


def _history(history: Any, settings: Settings) -> History:
    from erlang._reading import History, read_history

    if isinstance(history, (str, os.PathLike)):
        return load_history(settings)
    if isinstance(history, History):
        return only_queues(history, settings)
    return only_queues(read_history(history, **reading_words(settings)), settings)


def _plan(
    history: History,
    settings: Settings,
    first: int,
    tables: Tables,
    step: Callable[[str], None],
    caught: list[warnings.WarningMessage],
) -> Plan:
    import erlang

    targets = {queue: queue_targets(settings, queue) for queue in history.queues}
    interval = float(history.interval)

    step("forecasting")
    forecast = forecast_step(history, settings)
    if first > 0:
        forecast = replace(forecast, table=_table(tables, "forecast"))
    step("staffing")
    requirement = _table(tables, "requirement") if first > 1 else staff_step(forecast.table, settings, interval)
    step("scheduling")
    shifts, shifts_given = shifts_of(settings, requirement, interval)
    schedule = scheduled(requirement, settings, shifts if shifts_given else None, interval, tables if first > 2 else {})
    step("simulating")
    lengths = (interval, float(schedule.interval))
    centre = centre_of(requirement, schedule.coverage, settings, targets, *lengths)
    simulation = simulate_step(centre, settings)
    step("simulating with the forecast's uncertainty")
    samples = sample_paths(forecast, requirement, settings)
    uncertain = None
    if samples is not None:
        paths = centre_of(requirement, schedule.coverage, settings, targets, *lengths, samples)
        uncertain = judge_days(simulate_step(paths, settings), targets)
    days = with_uncertainty(judge_days(simulation, targets), uncertain)

    step("summing up")
    limited = int((requirement["status"].astype(str) != "met").sum())
    intervals = intervals_below(simulation.table, targets)
    repairs = repairs_of(days, intervals, centre, settings, interval)
    verdict = verdict_of(days, intervals, targets, interval, repairs, limited, plan_for_of(requirement, settings))
    dates = requirement["interval_start"].dt.date
    period = (dates.min(), dates.max())
    horizon_days = int(forecast.horizon)
    wage = settings.value("wage")
    busiest = requirement["load"].astype(float).idxmax()
    with warnings.catch_warnings():
        # What a scenario warns of is no finding about the plan.
        warnings.simplefilter("ignore", PlanningWarning)
        scenarios = _what_if(forecast, requirement, settings, targets, interval, schedule)
    issues = issues_table(history, forecast, schedule, caught, settings)
    return Plan(
        title=settings.value("title") or title_of(history.queues, period),
        made_at=made_at(),
        version=erlang.__version__,
        timezone=history.timezone,
        period=period,
        queues=tuple(history.queues),
        history=history,
        forecast=forecast,
        requirement=requirement,
        schedule=schedule,
        simulation=simulation,
        centre=centre,
        days=days,
        verdict=verdict,
        figures=figures(
            schedule,
            requirement,
            simulation.totals,
            forecast,
            targets,
            interval=interval,
            wage=wage,
            hours_per_fte=settings.value("hours_per_fte"),
            days=horizon_days,
        ),
        assumptions=assumptions(settings, targets, history, forecast, shifts, shifts_given),
        issues=issues,
        doubts=doubts(
            history,
            forecast,
            requirement,
            schedule,
            days,
            issues,
            scenarios,
            targets,
            interval=interval,
            horizon_days=horizon_days,
            patience=settings.value("patience"),
            plan_for=plan_for_of(requirement, settings),
        ),
        what_if=scenarios,
        settings=effective(settings, shifts, targets=defaults_taken(settings)),
        wage=wage,
        worked=explain_row(requirement, busiest, settings, interval),
        around=neighbours_of_row(requirement, busiest, settings, interval),
    )


def _table(tables: Tables, name: str) -> pd.DataFrame:
    if name not in tables:
        raise ValueError(f"plan: start_at needs the table {name!r} of the steps before")
    return tables[name]


def scheduled(
    requirement: pd.DataFrame, settings: Settings, shifts: tuple[Any, ...] | None, interval: float, tables: Tables
) -> Schedule:
    """The schedule, solved or read from its tables, once the checker agrees with it."""
    from erlang._planning.shifts import shift_of
    from erlang.scheduling import Schedule, check_schedule, default_shifts

    if tables:
        kinds = default_shifts() if shifts is None else tuple(shift_of(shift) for shift in shifts)
        schedule = Schedule.from_tables(
            _table(tables, "shifts"),
            _table(tables, "coverage"),
            shifts=kinds,
            uncovered_weight=settings.value("uncovered_weight"),
        )
        check = check_schedule(schedule, requirement, interval=interval)
        issues = [("tables_differ", f"the tables started from do not agree: {text}") for text in check.differences[:3]]
        return replace(schedule, issues=(*schedule.issues, *issues))
    schedule = schedule_step(requirement, settings, shifts, interval)
    if schedule.status == "stopped":
        raise KeyboardInterrupt
    check = check_schedule(schedule, requirement, interval=interval)
    if not check.ok:
        raise RuntimeError(f"the checker disagrees with the schedule: {'; '.join(check.differences)}")
    return schedule


def _what_if(
    forecast: Forecast,
    requirement: pd.DataFrame,
    settings: Settings,
    targets: Mapping[str, QueueTargets],
    interval: float,
    schedule: Schedule,
) -> pd.DataFrame:
    """The scenarios, each staffed as the plan was."""

    def staffed(changes: Mapping[str, float]) -> pd.DataFrame:
        return staff_step(forecast.table, settings, interval, changes)

    return what_if(
        staffed,
        lambda table, agents: service_level(table, agents, targets, settings.value("method"), interval),
        requirement,
        shrinkage=float(settings.value("shrinkage")),
        interval=interval,
        wage=settings.value("wage"),
        paid_hours=schedule.paid_hours,
    )


LEVEL = ("answer_within", "definition", "short_abandon")


def service_level(
    table: pd.DataFrame, agents: pd.Series, targets: Mapping[str, QueueTargets], method: str, interval: float
) -> float:
    """The service level of all intervals with given agents, by the method they were staffed with: a ratio of sums."""
    from erlang._staffing.columns import BASE
    from erlang.staffing import evaluate

    total = weight = 0.0
    for queue, part in table.groupby("queue", sort=False):
        known = ("queue", "interval_start", "offered", "aht", "patience", "lines")
        rows = part[[name for name in known if name in part]].assign(agents=agents.loc[part.index])
        wanted = targets[str(queue)].values
        words: dict[str, Any] = {name: wanted[name] for name in LEVEL if name in wanted}
        if "service_level" in wanted:
            words["service_level"] = wanted["service_level"]
        judged = evaluate(rows, interval=interval, method=method, **words)
        base = rows["offered"] * judged.get(BASE, 1.0)
        total += float((judged["service_level"] * base).sum())
        weight += float(base.sum())
    return total / weight if weight else math.nan


def made_at() -> datetime:
    """Now, or the time that SOURCE_DATE_EPOCH says."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.strip().isdigit():
        return datetime.fromtimestamp(int(epoch), tz=timezone.utc)
    return datetime.now(tz=timezone.utc).replace(microsecond=0)


def title_of(queues: Iterable[str], period: tuple[Any, Any]) -> str:
    """Queues and period, where no title is given."""
    names = list(queues)
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"{shown}: {period[0]:%a %d %b} to {period[1]:%a %d %b %Y}"


_SAID_BY_READING = ("hours_inferred", "closed_days", "missing_intervals")
ISSUE_COLUMNS = ("severity", "code", "message", "queue", "file", "lines")


def issues_table(
    history: History,
    forecast: Forecast,
    schedule: Schedule,
    caught: Iterable[warnings.WarningMessage],
    settings: Settings,
) -> pd.DataFrame:
    """Everything that was found or taken on the way, each said once; warnings first."""
    import pandas as pd

    rows: dict[tuple[str, str, str | None], dict[str, Any]] = {}

    def add(severity: str, code: str, message: str, queue: Any = None, file: Any = None, lines: Any = ()) -> None:
        shown = ", ".join(str(line) for line in lines)
        row = dict(zip(ISSUE_COLUMNS, (severity, code, message, queue, file, shown)))
        rows.setdefault((code, message, queue), row)

    for code, message in schedule.issues:
        add("warning", code, message)
    for source in (history, forecast):
        for issue in source.issues:
            if source is forecast and issue.code in _SAID_BY_READING:
                continue
            file = os.path.basename(issue.file) if issue.file else None
            add(issue.severity, issue.code, issue.message, issue.queue, file, issue.lines)
    said = " ".join(str(row["message"]) for row in rows.values())
    for warning in caught:
        code, sign, text = str(warning.message).partition(": ")
        if not sign or not code.isidentifier():
            code, text = "planning", str(warning.message)
        if text not in said:
            add("warning", code, text)
    taken = _defaults_worth_saying(settings)
    if taken:
        add("warning", "defaults", f"taken as default, not given: {', '.join(taken)}")
    ordered = sorted(rows.values(), key=lambda row: row["severity"] != "warning")
    table: pd.DataFrame = pd.DataFrame(ordered, columns=list(ISSUE_COLUMNS))
    return table


def _defaults_worth_saying(settings: Settings) -> list[str]:
    """Defaults that change the plan, as the summary names them."""
    found = []
    if queue_targets(settings, None).taken:
        found.append("service level 80 % in 20 s")
    if settings.value("patience") is None:
        found.append("no patience (Erlang C)")
    if not settings.given("shrinkage"):
        found.append("shrinkage 0")
    if not settings.given("horizon"):
        found.append("horizon 1w")
    if not settings.given("shift"):
        found.append("shifts of 8 h 30, 6 h 30 and 4 h")
    return found
