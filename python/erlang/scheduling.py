"""Shifts with breaks that cover a requirement: the plan, its cost, and a bound that no plan can beat."""

from __future__ import annotations

from erlang._scheduling.check import ScheduleCheck, check_schedule
from erlang._scheduling.result import Schedule
from erlang._scheduling.schedule import schedule
from erlang._scheduling.shifts import Break, Shift, default_shifts

__all__ = ["Break", "Schedule", "ScheduleCheck", "Shift", "check_schedule", "default_shifts", "schedule"]
