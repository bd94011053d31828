"""The doors of staffing that take tables: what is given beside the table, for all rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from door_rules import COUNT, FLAG, HUGE, INF, LENGTH, TINY, WAIT, Arg, Door, Nothing, numbers, only, words
from erlang import staffing
from staffing_doors import AT_ONCE, BOUNDS, FLOW, GOALS, LEVEL, LINES, PATIENT, PROMPT, ROSTER, UNSURE, both

DAY = pd.DataFrame(
    {
        "interval_start": pd.date_range("2026-03-02 08:00", periods=3, freq="30min"),
        "offered": [40.0, 90.0, 120.0],
        "aht": 180.0,
    }
)
MAIL = pd.DataFrame({"offered": [30.0, 60.0, 20.0], "aht": 600.0})
STAFFED = staffing.staff(DAY, service_level=0.8, answer_within=20)
ANSWERED = staffing.evaluate_deferred(MAIL.assign(agents=10.0), answer_within="30m", interval="30m")

METHOD = words("stationary", "mol", "sipp_max", "sipp_mix", "lagged_sipp")
INITIAL = words("stationary", "empty")
COLUMNS = Arg(only("a mapping", ["offered"], 3, "offered", True), {"offered": "offered"})
FRAME: dict[str, Arg] = {
    "interval": Arg(LENGTH.but(outside=(0, TINY, -1, INF)), 1800.0),
    "columns": COLUMNS,
    "overwrite": Arg(FLAG, False),
}
HANDLING = {"aht": Arg(LENGTH, 180.0)}
PLAIN_BOUNDS = {
    "min_agents": replace(BOUNDS["min_agents"], beside=None),
    "max_agents": BOUNDS["max_agents"],
}
# A day followed exactly has exponential patience and no lines; its shares and bounds are as everywhere.
SHORT = {"interval": Arg(LENGTH.but(allowed=(1800.0, "30m"), outside=(0, -1, INF)), 1800.0)}
COURSE = {
    "patience": Arg(
        numbers("> 0 s", (10.0, INF), (0, -1)).but(wrong=(True, 1j, Nothing())), 120.0, ("max_abandonment",)
    ),
    "max_asa": Arg(WAIT.but(allowed=(5.0,)), 30.0),
    "asa_of": Arg(words("answered", "all", "virtual_wait").but(allowed=("all",)), "all"),
    "leaving": Arg(words("exhaustive", "preemptive"), "exhaustive"),
    "initial": Arg(INITIAL, "stationary"),
}
DEFERRED = {
    "answer_within": Arg(WAIT, 3600.0),
    "opening_hours": Arg(FLAG, False),
    "open": Arg(only("one bool per row"), None),
    "backlog": Arg(only("a mapping", 3, "3h", [1, 2]), {"3h": 5}),
    "aht": Arg(LENGTH, 600.0),
    **FRAME,
}


def without_aht(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="aht")


def on(function: Any, frame: pd.DataFrame) -> Any:
    """The function with its table."""

    def call(**given: Any) -> Any:
        return function(frame, **given)

    call.__name__ = function.__name__
    return call


def of_table(function: Any, frame: pd.DataFrame, arguments: dict[str, Arg]) -> list[Door]:
    return both(on(function, frame), arguments, of=function, several=True, table=True)


SOLVED = {**HANDLING, **PATIENT, **GOALS, **PLAIN_BOUNDS, "shrinkage": ROSTER["shrinkage"]}
AGENTS = DAY.assign(agents=[5.0, 12.0, 15.0])
WITH_LINES = {**LINES, "lines": replace(LINES["lines"], without=("min_agents", "max_agents"))}

PATHS = pd.concat([DAY[["interval_start"]].assign(sample=path, offered=DAY["offered"] + 0.5 + path) for path in (0, 1)])
SAMPLES = Arg(only("a table", 3, "paths", [1.0, 2.0], Nothing(), {}), PATHS)

TABLES = [
    *of_table(
        staffing.staff,
        without_aht(DAY),
        {
            **SOLVED,
            **WITH_LINES,
            **AT_ONCE,
            "rounding": ROSTER["rounding"],
            "method": Arg(METHOD, "stationary"),
            "initial": Arg(INITIAL, "stationary"),
            **FRAME,
        },
    ),
    *of_table(
        staffing.staff,
        without_aht(DAY),
        {**SOLVED, **PROMPT, **UNSURE, **FRAME},
    ),
    *of_table(
        staffing.staff,
        without_aht(DAY),
        {
            **SOLVED,
            **PROMPT,
            "samples": SAMPLES,
            "plan_for": UNSURE["plan_for"],
            "average": UNSURE["average"],
        },
    ),
    *of_table(
        staffing.day_service_levels,
        without_aht(AGENTS),
        {
            "samples": SAMPLES,
            **HANDLING,
            **PATIENT,
            "lines": Arg(LINES["lines"].rule.but(allowed=(15, 20.0)), 40.0),
            "redial": LINES["redial"],
            **LEVEL,
            "quantiles": Arg(only("numbers in (0, 1)", 0.5, "median", [True], [None], Nothing()), (0.1, 0.9)),
            "shrinkage": ROSTER["shrinkage"],
            "method": Arg(METHOD, "stationary"),
            "initial": Arg(INITIAL, "stationary"),
            "interval": FRAME["interval"],
            "columns": COLUMNS,
        },
    ),
    *of_table(
        staffing.evaluate,
        without_aht(AGENTS),
        {
            **SOLVED,
            **WITH_LINES,
            "lines": Arg(LINES["lines"].rule.but(allowed=(15, 20.0)), 40.0, without=("min_agents", "max_agents")),
            **AT_ONCE,
            "method": Arg(METHOD, "stationary"),
            "initial": Arg(INITIAL, "stationary"),
            **FRAME,
        },
    ),
    *of_table(staffing.evaluate_exactly, without_aht(AGENTS), {**SOLVED, **COURSE, **FRAME, **SHORT}),
    *of_table(
        staffing.repair,
        without_aht(DAY.assign(agents=[5.0, 12.0, 15.0])),
        {
            **SOLVED,
            **COURSE,
            "rounding": ROSTER["rounding"],
            "over": Arg(words("interval", "day"), "interval"),
            "max_evaluations": Arg(
                numbers(">= 1", (1, 100), (0, -3)).but(outside=(0, -3), wrong=(True, 1.5, "10", Nothing())), 50
            ),
            **FRAME,
            **SHORT,
        },
    ),
]
TABLES += [
    Door(
        on(staffing.staff_deferred, without_aht(MAIL)),
        {
            **DEFERRED,
            "service_level": Arg(numbers("in (0, 1]", (1e-3, 1), (0, TINY, 1 + 1e-9, 95, INF, HUGE)), 0.9),
            "spread": Arg(words("at_once", "levelled", "fill").but(allowed=("fill",)), "fill", beside={"idle": 1.0}),
            "idle": Arg(COUNT, 1.0, says="idle"),
            "finish": Arg(FLAG, False),
            **ROSTER,
        },
        several=True,
        table=True,
        of=staffing.staff_deferred,
    ),
    Door(
        on(staffing.evaluate_deferred, without_aht(MAIL)),
        {
            **DEFERRED,
            "agents": Arg(COUNT, 10.0),
            "overdue": Arg(words("keep", "expire"), "keep"),
        },
        several=True,
        table=True,
        of=staffing.evaluate_deferred,
    ),
    Door(
        on(staffing.deferred_totals, ANSWERED),
        {"columns": COLUMNS},
        of=staffing.deferred_totals,
    ),
    Door(
        on(staffing.totals, STAFFED),
        {
            "by": Arg(words("queue", "interval", "day", "week", "month", "all").but(allowed=("day", "all")), "day"),
            "hours_per_fte": Arg(numbers("> 0", (1e-3, 40), (0, -1, INF, HUGE)), 37.5),
            "interval": Arg(LENGTH, 1800.0),
            "asa_of": Arg(words("answered", "all", "virtual_wait"), "all"),
            "columns": COLUMNS,
        },
        of=staffing.totals,
    ),
    Door(
        on(FLOW.staff_table, DAY),
        {"interval": Arg(LENGTH, 1800.0), "columns": COLUMNS},
        label="ContactFlow.staff_table",
        of=staffing.ContactFlow.staff_table,
    ),
]
# A repair takes long; that good values are taken its own tests show.
for _place, _door in enumerate(TABLES):
    if _door.function is staffing.repair:
        _refusing = {name: replace(each, rule=each.rule.but(allowed=())) for name, each in _door.arguments.items()}
        TABLES[_place] = replace(_door, arguments=_refusing)
