"""The pipeline that joins the rooms: a history becomes a staffed, scheduled and checked plan.

``plan(history, settings)`` goes the whole way; `Settings` holds everything that can be set, and `read_settings` reads
it from TOML. The result, a `Plan`, holds every table of the steps, the verdict, and what a reader should know of them.
"""

from __future__ import annotations

from erlang._planning.pipeline import plan
from erlang._planning.result import Figure, Plan, Verdict
from erlang._settings.model import Settings
from erlang._settings.reading import read_settings

__all__ = ["Figure", "Plan", "Settings", "Verdict", "plan", "read_settings"]
