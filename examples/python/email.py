"""E-mail: answered within two hours, at once, levelled, or in the time that the telephone leaves idle."""

import pandas as pd

import erlang
from erlang.staffing import deferred_totals, evaluate_deferred, staff_deferred

stamps = pd.date_range("2026-03-02 08:00", periods=20, freq="30min")
offered = [40, 38, 36, 30, 26, 22, 20, 18, 18, 20, 22, 20, 18, 16, 14, 12, 10, 8, 6, 6]
mail = pd.DataFrame({"queue": "mail", "interval_start": stamps, "offered": offered, "aht": 420})
busy = [60 + 40 * (k in range(2, 9)) for k in range(20)]
calls = pd.DataFrame({"queue": "calls", "interval_start": stamps, "offered": busy, "aht": 240})
calls = erlang.staff(calls, service_level=0.80, answer_within=20, patience=120)

# What came in the evening is an hour and half an hour old by opening hours.
how = {"answer_within": "2h", "opening_hours": True, "backlog": {"1h": 30, "30m": 40}}
plans = {
    "at once": staff_deferred(mail, spread="at_once", **how),
    "levelled": staff_deferred(mail, **how),
    "95 % in two hours": staff_deferred(mail, service_level=0.95, **how),
    "beside the calls": staff_deferred(mail, spread="fill", idle=calls, **how),
}
for name, plan in plans.items():
    print(f"{name:18} peak {plan['agents'].max():5.2f} agents, {plan['agents'].sum() / 2:5.1f} agent-hours")
columns = ["agents", "idle_used", "done", "backlog", "oldest"]
print(plans["beside the calls"].set_index("interval_start")[columns].round(1).to_string())

# By the clock, with eight people, and what has been open since yesterday.
short = evaluate_deferred(mail, agents=8, answer_within="2h", backlog={"14h": 25, "6h": 30, "1h": 15})
print(short.set_index("interval_start")[["done", "late", "backlog", "overdue", "oldest"]].round(1).to_string())
print(deferred_totals(short).to_string())
