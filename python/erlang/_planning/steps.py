"""The steps of the pipeline: pure functions of tables and settings, each giving the table that the next one reads."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from erlang._planning.shifts import default_shifts, same_kinds, shift_of
from erlang._planning.targets import JUDGED, queue_targets
from erlang._settings import Settings
from erlang._settings.schema import DEFAULT_TARGETS, QUEUE_KEYS, ShiftSection
from erlang._staffing.laws import law_of, law_text
from erlang._staffing.shrinkage import Shrinkage

if TYPE_CHECKING:
    import pandas as pd

    from erlang.forecasting import Forecast, History
    from erlang.scheduling import Schedule
    from erlang.staffing import Explanation

INPUTS = ("patience", "lines", "redial", "shrinkage")
HANDLE_TIMES = ("aht", "aht_minutes", "aht_milliseconds")

_IN_ROW = re.compile(r"^(\w+): (.*) in row (\d+)$", re.DOTALL)


class RowError(ValueError):
    """What is wrong with a row of a table: the sentence without its place, and the row's label in the table."""

    def __init__(self, function: str, said: str, row: Any) -> None:
        super().__init__(f"{function}: {said} in row {row}")
        self.said = said
        self.row = row


@contextlib.contextmanager
def _rows_of(part: pd.DataFrame) -> Iterator[None]:
    """Errors that count rows within a queue name the row of the whole table instead."""
    try:
        yield
    except ValueError as error:
        match = _IN_ROW.match(str(error))
        if match is None:
            raise
        raise RowError(match.group(1), match.group(2), part.index[int(match.group(3))]) from None


def forecast_step(history: History, settings: Settings) -> Forecast:
    """The forecast of a history; ``ValueError`` where there are no handle times and no ``aht``."""
    from erlang.forecasting import forecast

    words: dict[str, Any] = {"horizon": settings.value("horizon"), "model": settings.value("model")}
    for name in ("start", "special_days", "overrides"):
        if settings.given(name):
            words[name] = settings.value(name)
    aht: Any = settings.value("aht")
    own = {queue: values["aht"] for queue, values in settings.queue.items() if "aht" in values}
    if own:
        aht = {queue: own.get(queue, aht) for queue in history.queues}
    need_handle_times(history, settings)
    return forecast(history, aht=aht, **words)


def need_handle_times(history: History, settings: Settings) -> None:
    """``ValueError`` for a queue without handle times in the history and in the settings."""
    table = history.table
    missing = [
        str(queue)
        for queue, part in table.groupby("queue", sort=False)
        if settings.value("aht", str(queue)) is None and ("aht" not in part or not part["aht"].notna().any())
    ]
    if missing:
        who = "" if len(missing) == len(history.queues) else f" for {', '.join(missing)}"
        raise ValueError(f"{history.source}: no column of handle times{who}; give --aht (aht in [staffing])")


def staff_step(
    table: pd.DataFrame, settings: Settings, interval: float, changes: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """The requirement of a forecast: agents and scheduled staff per interval, queue by queue.

    Patience, lines, redial, shrinkage and targets become columns, so that the table says by itself what it was made
    with; columns already there win. A law of patience is written as text. `changes` multiplies offered, aht
    and patience and adds to shrinkage, for what-if questions. With ``plan_for`` other than the mean, the
    forecast's quantiles tell how uncertain its volumes are.
    """
    import pandas as pd

    from erlang.staffing import staff

    parts = []
    plan_for = settings.value("plan_for")
    for queue, part in table.groupby("queue", sort=False):
        rows = part.reset_index(drop=True)
        for name, value in inputs_of(rows, settings, str(queue)).items():
            rows[name] = float(value) if isinstance(value, Shrinkage) else value
        words: dict[str, Any] = {}
        law = law_of_rows(rows, settings.value("patience", str(queue)))
        if law is not None:
            rows, words = rows.drop(columns="patience"), {"patience": law}
        for name, change in (changes or {}).items():
            rows[name] = (rows[name] + change).clip(0, 0.99) if name == "shrinkage" else rows[name] * change
            if name == "offered" and plan_for != "mean":  # as uncertain as before, whatever the volume
                rows["cv"] = _spread_of(part, settings.value("cv"))
        with _rows_of(part):
            staffed = staff(
                rows,
                rounding=settings.value("rounding"),
                fractional=settings.value("fractional"),
                method=settings.value("method"),
                interval=interval,
                plan_for=plan_for,
                cv=None if plan_for == "mean" else settings.value("cv"),
                **words,
            )
        if law is not None:
            staffed.insert(len(part.columns), "patience", law_text(law))
        parts.append(staffed)
    requirement: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return requirement


def _spread_of(rows: pd.DataFrame, cv: float | None) -> Any:
    """The cv of the volumes of a forecast, as ``staff`` finds it."""
    import numpy as np

    from erlang._staffing.uncertain_rows import row_spread

    table = rows.reset_index(drop=True)
    return row_spread(table, table, np.arange(len(table)), cv, "staff")


def shifts_of(settings: Settings, requirement: pd.DataFrame, interval: float) -> tuple[tuple[ShiftSection, ...], bool]:
    """The shifts to use, and whether they were given; those a plan wrote back as default, and still are, were not."""
    if settings.given("shift"):
        return settings.shift, True
    taken = default_shifts(requirement, interval)
    if settings.shift and not same_kinds(settings.shift, taken):
        return settings.shift, True
    return taken, False


def schedule_step(
    requirement: pd.DataFrame, settings: Settings, shifts: tuple[ShiftSection, ...] | None, interval: float
) -> Schedule:
    """Shifts that cover the requirement; the default ones, inside opening hours, where none are given."""
    from erlang.scheduling import schedule

    words: dict[str, Any] = {}
    if settings.value("time_limit") is not None:
        words["time_limit"] = settings.value("time_limit")
    includes = settings.value("shrinkage_includes_breaks")
    if includes:
        words["shrinkage"] = float(settings.value("shrinkage"))
    return schedule(
        requirement,
        None if shifts is None else [shift_of(shift) for shift in shifts],
        gap=settings.value("gap"),
        work_limit=settings.value("work_limit"),
        uncovered_weight=settings.value("uncovered_weight"),
        shrinkage_includes_breaks=includes,
        interval=interval,
        **words,
    )


def settings_with_columns(settings: Settings, requirement: pd.DataFrame) -> Settings:
    """The settings, with what a requirement says of each queue where they say nothing: targets, patience, shrinkage."""
    queues: dict[str, dict[str, Any]] = {}
    for queue, part in requirement.groupby("queue", sort=False):
        own = dict(settings.queue.get(str(queue), {}))
        targets_given = any(settings.given(name) or name in own for name in JUDGED)
        for name in QUEUE_KEYS:
            column = name if name in INPUTS else f"target_{name}"
            known: Any = part[column].dropna().unique() if column in part else ()
            skip = column != name and targets_given
            if len(known) and name not in own and not settings.given(name) and not skip:
                own[name] = known[0].item() if hasattr(known[0], "item") else known[0]
        queues[str(queue)] = own
    return dataclasses.replace(settings, queue=queues)


def interval_of(table: pd.DataFrame, settings: Settings) -> float:
    """The length of the intervals of a table, in seconds: as set, else as its stamps show."""
    from erlang._interval import infer_interval

    return float(infer_interval(table, interval=settings.value("interval"), function="interval"))


def inputs_of(rows: pd.DataFrame, settings: Settings, queue: str) -> dict[str, Any]:
    """What the settings say of the rows of a queue where no column does, by column: inputs, handle time and targets."""
    found = {name: settings.value(name, queue) for name in (*INPUTS, "aht")}
    wanted = queue_targets(settings, queue)
    others = wanted.taken and any(f"target_{name}" in rows for name in JUDGED if name != "service_level")
    for name, value in wanted.values.items():
        if not (others and name in DEFAULT_TARGETS and "target_service_level" not in rows):
            found[f"target_{name}"] = value
    if handle_times(rows) is not None:  # under another name, or in another unit
        del found["aht"]
    return {name: value for name, value in found.items() if name not in rows and value is not None}


def handle_times(table: pd.DataFrame) -> str | None:
    """The column of handle times, in whatever unit; None where there is none."""
    from erlang._columns import recognise

    found = recognise([str(name) for name in table.columns], None, function="staff")
    return next((found[name] for name in HANDLE_TIMES if name in found), None)


def law_of_rows(rows: pd.DataFrame, given: Any) -> Any:
    """The law of patience of the rows of a queue, from its column or as given; None where it is a time."""
    if "patience" not in rows:
        return None
    found = rows["patience"].dropna().unique()
    if len(found) != 1 or isinstance(found[0], (int, float)):
        return None
    return law_of(found[0]) if isinstance(found[0], str) else given


def plan_for_of(requirement: pd.DataFrame, settings: Settings) -> str | float:
    """What a requirement was staffed for: as it says itself, else as set."""
    if "plan_for" not in requirement:
        found: str | float = "mean" if "agents" in requirement else settings.value("plan_for")
        return found
    said = str(requirement["plan_for"].iloc[0])
    return said if said in ("mean", "expected") else float(said)


def _row_question(
    requirement: pd.DataFrame, row: Any, settings: Settings, interval: float
) -> tuple[pd.DataFrame, int, dict[str, Any]]:
    """A row of a requirement as `explain` takes it: the rows of its queue, its place among them, the arguments."""
    queue = requirement.loc[row, "queue"]
    own = requirement[requirement["queue"] == queue]
    known = ("queue", "interval_start", "offered", handle_times(own), *INPUTS, "agents", "binding")
    inputs = [name for name in own.columns if name in known or str(name).startswith("target_")]
    plan_for = plan_for_of(requirement, settings)
    unsure: dict[str, Any] = {} if plan_for == "mean" else {"plan_for": plan_for}
    if unsure:
        unsure["cv"] = settings.value("cv")
        inputs += [name for name in ("cv", "offered_p10", "offered_p90") if name in own]
    rows = own[inputs].reset_index(drop=True)
    given = inputs_of(rows, settings, str(queue))
    words: dict[str, Any] = {name.removeprefix("target_"): value for name, value in given.items()}
    words.update({name: settings.value(name) for name in ("rounding", "fractional", "method")})
    law = law_of_rows(rows, settings.value("patience", str(queue)))
    if law is not None:
        rows, words["patience"] = rows.drop(columns="patience"), law
    shrinkage = settings.value("shrinkage", str(queue))
    if isinstance(shrinkage, Shrinkage) and "shrinkage" in rows and (rows["shrinkage"] == float(shrinkage)).all():
        rows, words["shrinkage"] = rows.drop(columns="shrinkage"), shrinkage
    return rows, int(own.index.get_loc(row)), {**words, **unsure, "interval": interval}


def explain_row(requirement: pd.DataFrame, row: Any, settings: Settings, interval: float) -> Explanation:
    """How one row of a requirement came about, with a line that says which it is."""
    from erlang.staffing import Explanation, Step, explain

    rows, place, words = _row_question(requirement, row, settings, interval)
    try:
        with _rows_of(requirement[requirement["queue"] == requirement.loc[row, "queue"]]):
            explained = explain(rows, row=place, **words)
    except ValueError as error:
        function, _, said = str(error).partition(": ")
        if function != "required_agents":
            raise
        raise RowError("explain", said, row) from None
    # The first step names the row of a table that the reader does not see.
    stamp = f"{requirement.loc[row, 'interval_start']:%A %Y-%m-%d %H:%M}"
    title = Step(section="", name=f"{requirement.loc[row, 'queue']}, {stamp}")
    return Explanation([title, *explained.steps[1:]])


def neighbours_of_row(requirement: pd.DataFrame, row: Any, settings: Settings, interval: float) -> pd.DataFrame:
    """How an interval performs with a few agents fewer and more; no rows where it has no answer."""
    import pandas as pd

    from erlang._staffing.explain_row import read_row
    from erlang._staffing.what_if import rows_around

    rows, place, words = _row_question(requirement, row, settings, interval)
    need = read_row(rows, place, words).need
    found = [] if need is None else rows_around(need, below=4, above=4)
    table: pd.DataFrame = pd.DataFrame(found, columns=AROUND)
    table["chosen"] = False if need is None else table["agents"] == need.agents
    return table


AROUND = ["agents", "service_level", "asa", "abandonment", "blocking", "occupancy", "wait_probability"]
