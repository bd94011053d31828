"""The whole way in one call: read, forecast, staff, schedule, simulate; and a folder with the report."""

from pathlib import Path

import erlang

data = Path(__file__).parent.parent / "data"

settings = erlang.read_settings(data / "plan.toml")
plan = erlang.plan(data / "history.csv", settings, horizon="2d", title="Monday and Tuesday")
print(plan.summary())
print(plan.days.to_string())
print(plan.what_if.to_string())

plan.write("plan", force=True)
print(sorted(path.name for path in Path("plan").iterdir()))
