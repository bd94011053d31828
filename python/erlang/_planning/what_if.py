"""What if: the agents, hours and service level for other volumes, handle times, patience and shrinkage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("scenario", "agents", "agent_hours", "scheduled_hours", "service_level", "cost")


def _scenarios(shrinkage: float, patience: float | None) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = [
        ("plan", {}),
        ("volume −10 %", {"offered": 0.9}),
        ("volume +10 %", {"offered": 1.1}),
        ("AHT −5 %", {"aht": 0.95}),
        ("AHT +5 %", {"aht": 1.05}),
    ]
    if patience is not None:
        found += [("patience halved", {"patience": 0.5}), ("patience doubled", {"patience": 2.0})]
    lower = max(0.0, shrinkage - 0.05)
    if lower < shrinkage:
        found.append((f"shrinkage −{100 * (shrinkage - lower):.0f} points", {"shrinkage": lower - shrinkage}))
    if shrinkage + 0.05 < 1:
        found.append(("shrinkage +5 points", {"shrinkage": 0.05}))
    return [*found, ("one person fewer per interval", {"agents": -1}), ("one person more per interval", {"agents": 1})]


def what_if(
    staff: Callable[..., pd.DataFrame],
    levels: Callable[[pd.DataFrame, pd.Series], float],
    requirement: pd.DataFrame,
    *,
    shrinkage: float,
    patience: float | None,
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
    for name, changes in _scenarios(shrinkage, patience):
        if "agents" in changes:
            table = requirement
            agents = (table["agents"] + changes["agents"]).clip(lower=1)
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
