"""What if: the agents, hours and service level for other volumes, handle times, patience and shrinkage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from erlang._staffing.what_if import usual_changes

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("scenario", "agents", "agent_hours", "scheduled_hours", "service_level", "cost")


def _scenarios(shrinkage: float, patience: bool) -> list[tuple[str, dict[str, Any]]]:
    """The changes that ``sensitivity`` tries in one interval, for all of them; and a person fewer and more."""
    found: list[tuple[str, dict[str, Any]]] = [("plan", {})]
    for name, steps in usual_changes(patience=patience, shrinkage=shrinkage).items():
        for step in steps:
            sign = "−" if step < 0 else "+"
            if name == "shrinkage":
                found.append((f"shrinkage {sign}{100 * abs(step):.3g} points", {name: step}))
            elif name == "patience":
                found.append((f"patience {'halved' if step < 0 else 'doubled'}", {name: 1.0 + step}))
            else:
                word = "AHT" if name == "aht" else name
                column = "offered" if name == "volume" else name
                found.append((f"{word} {sign}{100 * abs(step):.3g} %", {column: 1.0 + step}))
    return [*found, ("one person fewer per interval", {"agents": -1}), ("one person more per interval", {"agents": 1})]


def what_if(
    staff: Callable[..., pd.DataFrame],
    levels: Callable[[pd.DataFrame, pd.Series], float],
    requirement: pd.DataFrame,
    *,
    shrinkage: float,
    interval: float,
    wage: float | None,
    paid_hours: float,
) -> pd.DataFrame:
    """One row per scenario; ``agents`` is the peak over the period, summed over queues.

    `staff(changes)` staffs the forecast with factors and steps of its inputs changed, `levels(rows, agents)`
    is the service level with given agents. Cost is scheduled hours times the paid hours per scheduled hour of the
    plan times the wage.
    """
    import pandas as pd

    hours = interval / 3600.0
    base = float(requirement["scheduled"].sum()) * hours
    rows = []
    patience = "patience" in requirement and bool(requirement["patience"].notna().any())
    for name, changes in _scenarios(shrinkage, patience):
        if "agents" in changes:
            table = requirement
            agents = (table["agents"] + changes["agents"]).clip(lower=1)
            if "lines" in table:
                agents = agents.where(~(agents > table["lines"]), table["lines"])
            scheduled = float((agents / table["agents"] * table["scheduled"]).sum()) * hours
        else:
            table = requirement if not changes else staff(changes)
            agents = table["agents"]
            scheduled = float(table["scheduled"].sum()) * hours
        rows.append(
            {
                "scenario": name,
                "agents": float(agents.groupby(table["interval_start"]).sum().max()),
                "agent_hours": float(agents.sum()) * hours,
                "scheduled_hours": scheduled,
                "service_level": levels(table, agents),
                "cost": scheduled / base * paid_hours * wage if wage is not None and base else None,
            }
        )
    frame: pd.DataFrame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["cost"] = frame["cost"].astype(float)
    return frame
