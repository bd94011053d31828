"""From a history to a simulated schedule, step by step; each table is what the next step reads."""

from pathlib import Path

import erlang

data = Path(__file__).parent.parent / "data"

history = erlang.read_history(data / "history.csv", timezone="Europe/Amsterdam")
for issue in history.issues:
    print(f"{issue.severity}: {issue.message}")

forecast = erlang.forecast(history, horizon="1w", special_days=data / "special_days.csv")
print(forecast.backtest.to_string())
paths = forecast.samples(200, seed=1)  # whole futures: sample, queue, interval_start, offered
print(f"{paths['sample'].nunique()} futures of {len(forecast.table)} intervals")

targets = erlang.Targets(service_level=0.80, answer_within=20, min_agents=1)
requirement = erlang.staff(forecast.table, targets=targets, patience=120, shrinkage=0.30, method="mol")

shifts = [
    erlang.Shift(
        name="full",
        length="8h30m",
        first_start="08:00",
        last_start="12:30",
        every="30m",
        breaks=(
            erlang.Break("15m", start=("1h30m", "2h30m"), every="15m", paid=True),
            erlang.Break("30m", start=("3h30m", "5h"), every="15m"),
        ),
    ),
    erlang.Shift(name="short", length="4h", first_start="08:00", last_start="17:00", every="30m"),
]
schedule = erlang.schedule(requirement, shifts, gap=0.003)
print(schedule.message, f"{schedule.paid_hours:.1f} paid hours, {schedule.uncovered:.1f} agent-hours uncovered")
print("the checker agrees:", erlang.check_schedule(schedule, requirement).ok)

centre = erlang.simulation.centre_from_tables(
    requirement, schedule.coverage, shrinkage=0.30, patience=120, targets=targets
)
result = erlang.simulate(centre, replications=200, seed=1)
print(result.judge(targets).to_string())
