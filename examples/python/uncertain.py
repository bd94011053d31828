"""Staff for a forecast that is not certain: the mean, what is expected, and a probability, and the day that follows."""

from pathlib import Path

import pandas as pd

import erlang
from erlang.staffing import day_service_levels

data = Path(__file__).parent.parent / "data"
settings = erlang.read_settings(data / "plan.toml")
history = erlang.read_history(settings.history.file, timezone=settings.history.timezone)
forecast = erlang.forecast(history, aht=240, horizon="1w")
paths = forecast.samples(200, seed=1, kind="rate")
targets = erlang.Targets(service_level=0.80, answer_within=20)

lines = []
for plan_for in ("mean", "expected", 0.8):
    staffed = erlang.staff(forecast.table, targets=targets, patience=120, plan_for=plan_for, method="mol")
    days = day_service_levels(staffed, paths, targets=targets, patience=120)
    weight = days["offered"]
    lines.append(
        {
            "plan_for": plan_for,
            "agent_hours": staffed["agents"].sum() * history.interval / 3600,
            "service_level_calls": (days["service_level_calls"] * weight).sum() / weight.sum(),
            "service_level_days": days["service_level_days"].mean(),
            "share_met": days["share_met"].mean(),
        }
    )
print(pd.DataFrame(lines).round(3).to_string(index=False))
