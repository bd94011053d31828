"""A table of intervals: what each needs, what is gained with what is there, and the totals of the day."""

import pandas as pd

import erlang

stamps = pd.date_range("2026-03-02 08:00", periods=8, freq="30min")
day = pd.DataFrame(
    {
        "queue": "sales",
        "interval_start": stamps,
        "offered": [38, 51, 66, 74, 71, 60, 52, 47],
        "aht": [318, 319, 320, 321, 322, 323, 324, 325],
    }
)

staffed = erlang.staff(day, service_level=0.80, answer_within=20, patience=120, shrinkage=0.30, method="mol")
print(staffed[["interval_start", "offered", "load", "agents", "scheduled", "positions", "binding"]].to_string())
print(erlang.totals(staffed, by="day", hours_per_fte=37.5).T.to_string())

now = erlang.evaluate(
    day.assign(agents=[9, 10, 13, 14, 15, 12, 11, 9]), service_level=0.80, answer_within=20, patience=120
)
print(now[["interval_start", "agents", "service_level", "required", "gap", "missed"]].to_string())
