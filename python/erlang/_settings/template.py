"""The commented settings file that `erlang init` writes."""

from __future__ import annotations

import dataclasses
import textwrap

from erlang._settings.schema import SECTIONS
from erlang._settings.writing import toml_value

_EXAMPLES: dict[str, object] = {
    "file": "calls.csv",
    "timezone": "Europe/Amsterdam",
    "interval": "30m",
    "date_format": "dmy",
    "decimal": ",",
    "sheet": "Data",
    "columns": {"offered": "Calls", "aht": "Avg handle time"},
    "queues": ["sales", "support"],
    "service_level": 0.80,
    "answer_within": 20,
    "short_abandon": 5,
    "max_asa": 30,
    "max_abandonment": 0.05,
    "max_blocking": 0.01,
    "max_occupancy": 0.85,
    "max_wait_probability": 0.30,
    "max_wait": "2m",
    "max_wait_percentile": 0.95,
    "max_agents": 80,
    "aht": 240,
    "patience": 120,
    "lines": 60,
    "redial": 0.3,
    "shrinkage": 0.30,
    "cv": 0.1,
    "start": "2026-03-02",
    "special_days": "special_days.csv",
    "overrides": "overrides.csv",
    "time_limit": "2m",
    "out": "plan",
    "title": "Week 10",
    "wage": 21.5,
}

_INTRODUCTION = {
    "history": "The history and how it is read. Paths are relative to this file.",
    "targets": "All targets that are given must hold. With none at all: 80 % in 20 s.",
    "staffing": "From volumes to people. Times are seconds or texts such as '4m'; shares are fractions.",
    "forecast": "From the history to the volumes to come.",
    "schedule": "From the requirement to shifts.",
    "simulation": "The proof by simulation.",
    "output": "What is written, and where.",
}

_QUEUES = """
# What a queue has of its own: any key of [targets], and aht, patience, lines, redial and shrinkage.
# [queue.sales]
# service_level = 0.90
# answer_within = 15
"""

_SHIFTS = """
# Kinds of shifts; without any: 8 h 30, 6 h 30 and 4 h, starting each half hour inside opening hours, with a
# half-hour unpaid break from 6 h on. `start` of a break: earliest and latest, from the shift's start.
# [[shift]]
# name = "full"
# length = "8h30m"
# first_start = "07:00"
# last_start = "14:00"
# every = "30m"
# days = ["mon", "tue", "wed", "thu", "fri"]
# [[shift.breaks]]
# length = "15m"
# start = ["1h30m", "2h30m"]
# every = "15m"
# paid = true
# [[shift.breaks]]
# length = "30m"
# start = ["3h30m", "5h"]
# every = "15m"
"""


def template() -> str:
    """A settings file with every key commented out, its meaning above it and its default or an example behind it."""
    parts = ["# Settings of `erlang plan --settings plan.toml`. Remove the # before a key to set it."]
    for section, cls in SECTIONS.items():
        if section == "output":
            parts += [_QUEUES.strip("\n"), _SHIFTS.strip("\n")]
        lines = [f"# {_INTRODUCTION[section]}", f"[{section}]"]
        for item in dataclasses.fields(cls):
            if item.name == "defaults":
                continue
            lines += textwrap.wrap(item.metadata["help"], 108, initial_indent="# ", subsequent_indent="# ")
            default = item.metadata["default"]
            value = _EXAMPLES.get(item.name, default)
            note = "  # the default" if value == default and default is not None else ""
            lines.append(f"# {item.name} = {toml_value(value)}{note}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"
