"""Every input of a plan in one table: its value, its unit, and where it came from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from erlang._planning.targets import QueueTargets
from erlang._settings import Settings
from erlang._settings.schema import KEYS, ShiftSection
from erlang._staffing.shrinkage import Shrinkage
from erlang._units import format_seconds

if TYPE_CHECKING:
    import pandas as pd

    from erlang.forecasting import Forecast, History

COLUMNS = ("name", "value", "unit", "origin", "note")

_NOTES = {
    "patience": "mean of an exponential; without it nobody hangs up (Erlang C)",
    "shrinkage": "scheduled = agents / (1 - shrinkage); the breaks of the shifts are not in it",
    "lines": "places, in service and in queue; who comes beyond them is lost",
    "method": "modified offered load: the load of an interval carries over from the intervals before",
    "plan_for": "mean: the mean volumes; expected: averages over the forecast's spread meet the targets; a fraction: "
    "how likely the volume is one at which they hold",
    "replications": "Poisson arrivals at the forecast mean, the staff really on the phones",
    "uncovered_weight": "paid hours that an uncovered agent-hour counts as",
    "min_agents": "in every open interval",
    "gap": "the solver stops when the plan is proved within this share of the least possible",
    "work_limit": "simplex iterations per queue after which the solver stops with the best plan so far",
    "definition": "which calls count in the service level",
}


class _Rows:
    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []

    def add(self, name: str, value: Any, unit: str, origin: str, note: str = "") -> None:
        self.rows.append({"name": name, "value": value_text(value), "unit": unit, "origin": origin, "note": note})


def value_text(value: Any) -> str:
    """A value as a table of texts shows it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={item}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def assumptions(
    settings: Settings,
    targets: Mapping[str, QueueTargets],
    history: History,
    forecast: Forecast,
    shifts: tuple[ShiftSection, ...],
    shifts_given: bool,
) -> pd.DataFrame:
    """The table of every input."""
    import pandas as pd

    rows = _Rows()
    _history_rows(rows, settings, history, forecast)
    for queue in targets:
        _target_rows(rows, settings, targets[queue], queue, len(targets) > 1)
    _staffing_rows(rows, settings, history, tuple(targets))
    for name, info in KEYS.items():
        if info.section in ("schedule", "simulation") or name in (
            "rounding",
            "fractional",
            "method",
            "plan_for",
            "cv",
            "model",
            "wage",
            "hours_per_fte",
        ):
            value = settings.value(name)
            if value is not None:
                rows.add(name, value, _unit(name), _origin(settings, name), _NOTES.get(name, ""))
    for number, shift in enumerate(shifts, start=1):
        rows.add(f"shift {shift.name or number}", shift_text(shift), "", "given" if shifts_given else "default")
    rows.add(
        "on the phones",
        "people x (1 - shrinkage)",
        "",
        "default",
        "where that is no whole number, one uniform number per replication, queue and day decides for the number below "
        "or above",
    )
    table: pd.DataFrame = pd.DataFrame(rows.rows, columns=list(COLUMNS))
    return table


def _unit(name: str) -> str:
    kind = KEYS[name].kind.name
    if kind == "duration":
        return "s"
    if kind == "fraction" or name in ("shrinkage", "max_occupancy", "gap"):
        return "fraction"
    return {"hours_per_fte": "h a week", "uncovered_weight": "paid hours", "wage": "per paid hour"}.get(name, "")


def _origin(settings: Settings, name: str) -> str:
    return "given" if settings.given(name) else "default"


def _history_rows(rows: _Rows, settings: Settings, history: History, forecast: Forecast) -> None:
    stamps = history.table["interval_start"]
    file = settings.history.file
    rows.add("history", os.path.basename(file) if file else history.source, "", "given", f"{len(history.table)} rows")
    rows.add("history from", f"{stamps.min():%Y-%m-%d %H:%M}", "", "from column")
    rows.add("history to", f"{stamps.max():%Y-%m-%d %H:%M}", "", "from column", "start of the last interval")
    rows.add("queues", history.queues, "", "given" if settings.given("queues") else "from column")
    rows.add(
        "timezone",
        history.timezone or "wall clock",
        "",
        "given" if settings.given("timezone") else ("from column" if history.timezone else "default"),
        "" if history.timezone else "no clock changes are known",
    )
    found = "given" if settings.given("interval") else "inferred"
    rows.add("interval", history.interval, "s", found, format_seconds(history.interval))
    for name in ("date_format", "columns", "special_days", "overrides"):
        if settings.given(name):
            value = settings.value(name)
            rows.add(name, os.path.basename(value) if name in ("special_days", "overrides") else value, "", "given")
    rows.add(
        "horizon", settings.value("horizon"), "", _origin(settings, "horizon"), "calendar days of the history's zone"
    )
    first = forecast.table["interval_start"].min()
    rows.add("start", f"{first:%Y-%m-%d}", "", "given" if settings.given("start") else "inferred", "first day planned")
    for queue, part in forecast.table.groupby("queue", sort=False):
        rows.add(f"opening hours ({queue})", opening_text(part["interval_start"], history.interval), "", "inferred",
                 "slots of the week that the history has")  # fmt: skip


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def opening_text(stamps: pd.Series, interval: float) -> str:
    """Opening hours by weekday: 'Mon Tue 08:00-20:00; Sat 09:00-17:00'."""
    groups: dict[str, list[str]] = {}
    for weekday, group in stamps.groupby(stamps.dt.day_of_week):
        minutes = group.dt.hour * 60 + group.dt.minute
        end = int(minutes.max() + interval / 60)
        first = int(minutes.min())
        span = f"{first // 60:02d}:{first % 60:02d}-{end // 60:02d}:{end % 60:02d}"
        groups.setdefault(span, []).append(_DAYS[int(weekday)])
    return "; ".join(f"{' '.join(days)} {span}" for span, days in groups.items())


def _target_rows(rows: _Rows, settings: Settings, wanted: QueueTargets, queue: str, several: bool) -> None:
    own = settings.queue.get(queue, {})
    if several and not own and any(row["name"] == "min_agents" for row in rows.rows):
        return
    prefix = f"{queue}." if own else ""
    values = dict(wanted.values)
    if "service_level" in values:
        values.setdefault("definition", "answered_of_offered")
    for name, value in values.items():
        given = name in own or getattr(settings.targets, name) is not None
        rows.add(prefix + name, value, _unit(name), "given" if given else "default", _NOTES.get(name, ""))


def _staffing_rows(rows: _Rows, settings: Settings, history: History, queues: tuple[str, ...]) -> None:
    for queue in (None, *queues):
        own = settings.queue.get(queue, {}) if queue is not None else {}
        for name in ("aht", "patience", "lines", "redial", "shrinkage"):
            if queue is not None and name not in own:
                continue
            prefix = f"{queue}." if queue is not None else ""
            value: Any = settings.value(name, queue)
            origin = "given" if queue is not None or settings.given(name) else "default"
            note = _NOTES.get(name, "")
            if isinstance(value, Shrinkage):
                parts = ", ".join(f"{part} {share:g}" for part, share in value.parts.items())
                value, note = float(value), f"{parts} ({value.combine}); {note}"
            if name in ("lines", "redial") and value is None:
                continue
            if name == "aht" and value is None:
                value, origin, note = "as measured", "from column", "handle times of the history, by interval"
            rows.add(prefix + name, value, _unit(name) if value is not None else "", origin, note)


def shift_text(shift: ShiftSection) -> str:
    """A kind of shift in words."""
    parts = [f"{format_seconds(shift.length or 0)}"]
    if shift.first_start is not None:
        every = f" every {format_seconds(shift.every)}" if shift.every else ""
        parts.append(f"starts {shift.first_start} to {shift.last_start or shift.first_start}{every}")
    for pause in shift.breaks:
        window = (
            f" between {format_seconds(pause.start[0])} and {format_seconds(pause.start[1])}" if pause.start else ""
        )
        paid = "paid" if pause.paid else "unpaid"
        parts.append(f"{paid} break of {format_seconds(pause.length or 0)}{window} after the start")
    return ", ".join(parts)
