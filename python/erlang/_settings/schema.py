"""What can be set: sections and keys, each key with its kind, its default and one line of help.

The keys are the argument names of the Python functions, and the names of the options with dashes. A value of ``None``
means "not given"; every key occurs in one section only, so that a bare name is enough to say which is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from erlang._settings.kinds import (
    BOOLEAN,
    CLOCK,
    DATE,
    DURATION,
    FRACTION,
    HORIZON,
    NAME_LIST,
    NAME_MAP,
    PATH,
    PATIENCE,
    PLAN_FOR,
    SHRINKAGE,
    TEXT,
    WHOLE,
    WINDOW,
    ZONE,
    Kind,
    choice,
    number,
)


def key(kind: Kind, help: str, *, default: Any = None, option: bool = True) -> Any:
    """A field of a section: None until given; `default` is what the pipeline takes then."""
    return field(default=None, metadata={"kind": kind, "help": help, "default": default, "option": option})


@dataclass(frozen=True)
class HistorySection:
    """Where the history is and how it is to be read."""

    file: str | None = key(PATH, "The history: CSV (also .gz), XLSX or Parquet.", option=False)
    timezone: str | None = key(ZONE, "Time zone of the history, such as Europe/Amsterdam; without it wall clock.")
    interval: float | None = key(DURATION, "Length of the intervals, where the stamps do not show it.")
    date_format: str | None = key(TEXT, "dmy, mdy, ymd or a pattern as %d/%m/%Y, where the dates do not say.")
    decimal: str | None = key(choice(".", ","), "Decimal sign, where the numbers do not say.")
    sheet: str | None = key(TEXT, "Name or number (from 0) of the sheet of a workbook.")
    columns: Mapping[str, str] | None = key(NAME_MAP, "Which column is which, as offered=Calls.")
    queues: tuple[str, ...] | None = key(NAME_LIST, "Plan these queues only.")


_DEFINITIONS = choice(
    "answered_of_offered", "answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait"
)


@dataclass(frozen=True)
class TargetsSection:
    """Targets; all that are given must hold. With none at all: 80 % in 20 s."""

    service_level: float | None = key(FRACTION, "Share to be answered within --answer-within, as a fraction.")
    answer_within: float | None = key(DURATION, "The time in which that share is to be answered.")
    definition: str | None = key(_DEFINITIONS, "Which service level is meant.", default="answered_of_offered")
    short_abandon: float | None = key(DURATION, "Abandons up to this time count as short.")
    max_asa: float | None = key(DURATION, "Longest average speed of answer.")
    asa_of: str | None = key(choice("answered", "all", "virtual_wait"), "Whose average.", default="answered")
    max_abandonment: float | None = key(FRACTION, "Largest share that may hang up.")
    max_blocking: float | None = key(FRACTION, "Largest share that may find all lines taken; needs lines.")
    max_occupancy: float | None = key(number(above=0, most=1), "Highest occupancy.")
    max_wait_probability: float | None = key(FRACTION, "Largest share that may have to wait.")
    max_wait: float | None = key(DURATION, "The wait not to be exceeded by --max-wait-percentile.")
    max_wait_percentile: float | None = key(FRACTION, "Share that must not wait longer than --max-wait.")
    min_agents: int | None = key(WHOLE, "Fewest agents in an open interval.", default=1)
    max_agents: int | None = key(number(least=1, whole=True), "Seats: most agents in an interval.")


@dataclass(frozen=True)
class StaffingSection:
    """From volumes to people."""

    aht: float | None = key(DURATION, "Average handle time; needed unless the history has handle times.")
    patience: Any = key(  # noqa: RUF009
        PATIENCE,
        "Mean time until a waiting caller hangs up, or a law such as 'Lognormal(mean=120, cv=1.2)'; without it nobody "
        "does.",
    )
    lines: int | None = key(
        number(least=1, whole=True), "Places, in service and in queue: who comes beyond them is lost. None: no limit."
    )
    redial: float | None = key(number(least=0, below=1), "Share of those lost who call again; volumes are first calls.")
    shrinkage: Any = key(  # noqa: RUF009
        SHRINKAGE,
        "Share of the scheduled time not on contacts, as a fraction; in the file also named parts, as "
        "{training=0.05, leave=0.12}: they add, or with combine='compound' among them compound.",
        default=0.0,
    )
    fractional: bool | None = key(
        BOOLEAN, "The least real number of agents instead of the first whole one.", default=False
    )
    rounding: str | None = key(choice("up", "half", "none"), "How positions are rounded.", default="up")
    method: str | None = key(
        choice("mol", "stationary", "sipp_max", "sipp_mix", "lagged_sipp"),
        "How the load of an interval is found from its neighbours.",
        default="mol",
    )
    plan_for: float | str | None = key(
        PLAN_FOR,
        "The mean volumes, expected measures, or a probability that the targets hold, as the forecast spreads.",
        default="mean",
    )
    cv: float | None = key(
        number(least=0, most=10),
        "Coefficient of variation of the volume, with plan_for; else the quantiles of the forecast tell it.",
    )


@dataclass(frozen=True)
class ForecastSection:
    """From the history to the volumes to come."""

    horizon: float | str | None = key(HORIZON, "How far ahead: days and weeks are calendar days.", default="1w")
    start: str | None = key(DATE, "First day of the plan; else the day after the last stamp.")
    special_days: str | None = key(PATH, "CSV of special days: date, name, and what is known about them.")
    overrides: str | None = key(PATH, "CSV of volumes that replace the forecast's.")
    model: str | None = key(TEXT, "Model of the forecast; auto chooses by backtest.", default="auto")


@dataclass(frozen=True)
class ScheduleSection:
    """From the requirement to shifts."""

    gap: float | None = key(number(least=0, below=1), "Stop when the plan is proved within this share.", default=0.003)
    work_limit: int | None = key(
        WHOLE, "Stop after so many simplex iterations per queue; reproducible.", default=300_000
    )
    time_limit: float | None = key(DURATION, "Stop after this time; not reproducible.")
    uncovered_weight: float | None = key(
        number(above=0), "What an agent-hour short costs, in paid hours.", default=10.0
    )
    shrinkage_includes_breaks: bool | None = key(
        BOOLEAN, "The shrinkage counts the breaks in the shifts already.", default=False
    )


@dataclass(frozen=True)
class SimulationSection:
    """The proof by simulation."""

    replications: int | None = key(number(least=2, whole=True), "How often the week is simulated.", default=200)
    seed: int | None = key(WHOLE, "Seed of the random streams.", default=1)


@dataclass(frozen=True)
class OutputSection:
    """What is written, and where."""

    out: str | None = key(PATH, "The folder of the plan.", default="plan", option=False)
    title: str | None = key(TEXT, "Title of the report.")
    wage: float | None = key(number(above=0), "Cost of one paid hour; the report then shows money.")
    hours_per_fte: float | None = key(number(above=0), "Paid hours of a full-time week.", default=40.0)
    defaults: tuple[str, ...] | None = key(
        NAME_LIST, "Keys above that were not given but taken as defaults.", option=False
    )


SECTIONS: dict[str, type] = {
    "history": HistorySection,
    "targets": TargetsSection,
    "staffing": StaffingSection,
    "forecast": ForecastSection,
    "schedule": ScheduleSection,
    "simulation": SimulationSection,
    "output": OutputSection,
}

SECTION_OF: dict[str, str] = {item.name: name for name, section in SECTIONS.items() for item in fields(section)}

QUEUE_KEYS: tuple[str, ...] = (
    *(item.name for item in fields(TargetsSection)),
    "aht",
    "patience",
    "lines",
    "redial",
    "shrinkage",
)
"""What a queue may have of its own, in ``[queue.NAME]``."""


@dataclass(frozen=True)
class KeyInfo:
    """One key of the settings."""

    section: str
    name: str
    kind: Kind
    help: str
    default: Any
    option: bool


def _infos() -> dict[str, KeyInfo]:
    infos = {}
    for section, cls in SECTIONS.items():
        for item in fields(cls):
            meta = item.metadata
            infos[item.name] = KeyInfo(
                section, item.name, meta["kind"], meta["help"], meta["default"], bool(meta["option"])
            )
    return infos


KEYS: dict[str, KeyInfo] = _infos()
"""Every key by its name."""


@dataclass(frozen=True)
class BreakSection:
    """A break of a shift, in ``[[shift.breaks]]``."""

    length: float | None = key(DURATION, "How long it is.")
    start: tuple[float, float] | None = key(WINDOW, "Earliest and latest start, from the shift's start.")
    every: float | None = key(DURATION, "Step between the starts.", default=900.0)
    paid: bool | None = key(BOOLEAN, "Whether it is paid.", default=False)


@dataclass(frozen=True)
class ShiftSection:
    """A kind of shift, in ``[[shift]]``."""

    name: str | None = key(TEXT, "Its name.")
    length: float | None = key(DURATION, "From its start to its end, breaks included.")
    first_start: str | None = key(CLOCK, "Earliest start.")
    last_start: str | None = key(CLOCK, "Latest start.")
    every: float | None = key(DURATION, "Step between the starts.", default=1800.0)
    days: tuple[str, ...] | None = key(NAME_LIST, "Days of the week on which it may start: mon to sun.")
    breaks: tuple[BreakSection, ...] = ()


DEFAULT_TARGETS: dict[str, float] = {"service_level": 0.80, "answer_within": 20.0}
"""The target that is taken where none is given at all."""
