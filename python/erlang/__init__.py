"""Workforce management for contact and service centres.

Interval history to forecast, forecast to the true minimum of agents, agents to shifts, and the plan proved by
simulation. Every public name is loaded on first use, so that ``import erlang`` stays cheap.
"""

from __future__ import annotations

import importlib
from typing import Any

# Which room each public name lives in.
_ROOMS: dict[str, tuple[str, ...]] = {
    "queueing": (
        "BacklogCarryover",
        "Blend",
        "Chat",
        "Deterministic",
        "Empirical",
        "Engset",
        "EquivalentRandom",
        "ErlangA",
        "ErlangB",
        "ErlangC",
        "ErlangService",
        "ErlangX",
        "Exponential",
        "ExtendedErlangB",
        "HandleTimes",
        "HeavyTraffic",
        "Hyperexponential",
        "HyperexponentialService",
        "Leaving",
        "LoadCourse",
        "Lognormal",
        "MDn",
        "MGn",
        "Measures",
        "NDesign",
        "Overflow",
        "Priorities",
        "RandomRate",
        "RateAverage",
        "RedialOrbit",
        "ServiceLevel",
        "Transient",
        "TransientState",
        "Uniform",
        "WaitApproximation",
        "WaitOf",
        "Weibull",
        "all_busy_probability",
        "backlog_carryover",
        "equivalent_random",
        "garnett",
        "halfin_whitt",
        "hayward_blocking",
        "max_load",
        "modified_offered_load",
        "overflow",
        "required_servers",
        "sinusoidal_load",
    ),
    "staffing": (
        "ContactFlow",
        "Requirement",
        "Shrinkage",
        "Targets",
        "Tier",
        "costs",
        "day_service_levels",
        "deferred_totals",
        "estimate_patience",
        "evaluate",
        "evaluate_deferred",
        "evaluate_exactly",
        "explain",
        "max_aht",
        "max_outbound",
        "max_volume",
        "min_answer_within",
        "neighbours",
        "patience_from_counts",
        "patience_range",
        "patience_survival",
        "repair",
        "required_agents",
        "required_blend_agents",
        "required_chat_agents",
        "required_lines",
        "required_n_design_agents",
        "required_priority_agents",
        "scenarios",
        "sensitivity",
        "staff",
        "staff_deferred",
        "totals",
    ),
    "forecasting": ("Forecast", "History", "Issue", "SpecialDay", "forecast", "read_history"),
    "scheduling": ("Break", "Schedule", "Shift", "check_schedule", "schedule"),
    "simulation": ("Centre", "Group", "Queue", "SimulationResult", "simulate"),
    "planning": ("Figure", "Plan", "Settings", "Verdict", "plan", "read_settings"),
    "spreadsheet": (),
    "_warnings": ("PlanningWarning",),
    "_core": ("ConvergenceError",),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [*sorted(_HOME), "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from erlang import _core

        return _core.version
    if name in _ROOMS and not name.startswith("_"):
        return importlib.import_module(f"erlang.{name}")
    room = _HOME.get(name)
    if room is None:
        raise AttributeError(f"module 'erlang' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"erlang.{room}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
