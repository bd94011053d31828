"""The files of a plan, and the tables of one that is started from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from erlang._planning.pipeline import STEPS
from erlang._planning.tables import read_table, write_table
from erlang._settings import to_toml

if TYPE_CHECKING:
    import pandas as pd

    from erlang._planning.result import Plan

FILES = (
    "report.html",
    "plan.xlsx",
    "forecast.csv",
    "requirement.csv",
    "shifts.csv",
    "coverage.csv",
    "simulation.csv",
    "assumptions.csv",
    "issues.csv",
    "plan.toml",
)
"""What the folder of a plan holds."""

_READ = {
    "forecast": ("queue", "interval_start", "offered", "aht"),
    "requirement": ("queue", "interval_start", "offered", "aht", "agents", "scheduled", "load", "status"),
    "shifts": ("queue", "shift", "start", "end", "people"),
    "coverage": ("queue", "interval_start", "required", "covered", "over", "under"),
}
_NEEDED = {"forecast": (), "staff": ("forecast",), "schedule": ("forecast", "requirement"), "simulate": tuple(_READ)}


def write_plan(plan: Plan, folder: Path) -> None:
    """Write every file of a plan into a folder that is there."""
    tables = {
        "forecast": plan.forecast.table,
        "requirement": plan.requirement,
        "shifts": plan.schedule.table,
        "coverage": plan.schedule.coverage,
        "simulation": plan.simulation.table,
        "assumptions": plan.assumptions,
        "issues": plan.issues,
    }
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    header = (
        "# The effective settings of a plan. Run them again with:\n"
        "#   erlang plan --settings plan.toml --out OTHER-FOLDER\n"
        "# What stands under `defaults` in [output] was not given; a changed value counts as given.\n\n"
    )
    (folder / "plan.toml").write_text(header + to_toml(plan.settings), encoding="utf-8")
    plan.to_xlsx(folder / "plan.xlsx")
    plan.to_html(folder / "report.html")


def read_tables(folder: Path, start_at: str, timezone: str | None) -> dict[str, pd.DataFrame]:
    """The tables that the steps before `start_at` wrote into a folder."""
    assert start_at in STEPS
    return {name: read_table(folder / f"{name}.csv", _READ[name], timezone) for name in _NEEDED[start_at]}
