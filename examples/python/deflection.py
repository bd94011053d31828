"""What if deflection goes from 20 to 30 %? Self-service, a front line, experts, and repeats of what stays open."""

import pandas as pd

import erlang
from erlang.staffing import ContactFlow, Tier

flow = ContactFlow(
    deflection=0.20,
    bounce=0.10,
    self_service_cost=0.05,
    tiers=(
        Tier(name="front", aht="4m", resolution=0.70, escalation=0.20, repeat=0.5, wage=24),
        Tier(name="expert", aht="10m", resolution=0.90, repeat=0.4, wage=36, patience=300),
    ),
)
goal = {"service_level": 0.80, "answer_within": 20, "patience": 120, "shrinkage": 0.30}

what_if = flow.what_if(
    {
        "deflection 30 %": {"deflection": 0.30},
        "front resolves 75 %": {"front": {"resolution": 0.75, "escalation": 0.15}},
        "both": {"deflection": 0.30, "front": {"resolution": 0.75, "escalation": 0.15}},
    },
    volume=200,
    interval="30m",
    **goal,
)
print(what_if.round(2).to_string())

stamps = pd.date_range("2026-03-02 08:00", periods=8, freq="30min")
day = pd.DataFrame({"interval_start": stamps, "offered": [120, 160, 200, 220, 210, 180, 150, 130]})
for name, changed in (("20 %", flow), ("30 %", flow.replace(deflection=0.30))):
    staffed = changed.staff_table(day, method="mol", **goal)
    print(f"deflection {name}: wages {staffed['cost'].sum():.0f}")
    print(erlang.totals(staffed, by="queue")[["queue", "offered", "agent_hours", "peak_agents"]].round(1).to_string())
