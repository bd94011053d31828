"""Print the values of the example's plan that tests compare with; review them before they are stored.

python tests/data/planning/store_example_plan.py > tests/data/planning/example_plan.json
"""

from __future__ import annotations

import json
from pathlib import Path

import erlang

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"


def main() -> None:
    plan = erlang.plan(DATA / "history.csv", erlang.read_settings(DATA / "plan.toml"))
    hours = plan.history.interval / 3600
    slot = plan.schedule.interval / 3600
    by_queue = plan.requirement.groupby("queue")
    values = {
        "forecast": plan.forecast.table.groupby("queue")["offered"].sum().to_dict(),
        "agent_hours": (by_queue["agents"].sum().astype(float) * hours).to_dict(),
        "peak_agents": by_queue["agents"].max().astype(int).to_dict(),
        "scheduled_hours": (by_queue["scheduled"].sum() * hours).to_dict(),
        "cost": plan.schedule.cost,
        "bound": plan.schedule.bound,
        "paid_hours": plan.schedule.paid_hours,
        "uncovered": plan.schedule.uncovered,
        "covered_hours": float(plan.schedule.coverage["covered"].sum()) * slot,
        "required_hours": float(plan.schedule.coverage["required"].sum()) * slot,
        "met": plan.verdict.met,
        "days": [
            [
                row.queue,
                str(row.date),
                row.target,
                row.goal,
                round(row.value, 4),
                row.verdict,
                round(row.expected, 4),
                round(row.share_met, 3),
            ]
            for row in plan.days.itertuples()
        ],
    }
    print(json.dumps(values, indent=1))


if __name__ == "__main__":
    main()
