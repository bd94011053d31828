"""The six figures of a plan, each with its unit and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from erlang._planning.result import Figure
from erlang._planning.targets import QueueTargets, goal_text

if TYPE_CHECKING:
    import pandas as pd

    from erlang.forecasting import Forecast
    from erlang.scheduling import Schedule


def simulated_total(totals: pd.DataFrame, queue: str | None, measure: str) -> tuple[float, float]:
    """Mean and half width of a measure over the period; of all queues where `queue` is None."""
    own = totals[(totals["measure"] == measure) & (totals["queue"] == queue)]
    if own.empty:
        return float("nan"), float("nan")
    return float(own["mean"].iloc[0]), float(own["half_width"].iloc[0])


def weighted_total(totals: pd.DataFrame, queues: tuple[str, ...], measure: str, weight: str) -> tuple[float, float]:
    """A measure over several queues, each weighted by another measure of its own."""
    parts = []
    for queue in queues:
        mean, width = simulated_total(totals, queue, measure)
        heavy, _ = simulated_total(totals, queue, weight)
        if mean == mean and heavy > 0:
            parts.append((mean, width, heavy))
    total = sum(heavy for _, _, heavy in parts)
    if not total:
        return float("nan"), float("nan")
    mean = sum(mean * heavy for mean, _, heavy in parts) / total
    width = sum((width * heavy / total) ** 2 for _, width, heavy in parts) ** 0.5
    return mean, width


def people_by_day(shifts: pd.DataFrame) -> pd.Series:
    """People who start a shift on each date, over all queues."""
    return shifts["people"].groupby(shifts["start"].dt.date).sum()


def figures(
    schedule: Schedule,
    requirement: pd.DataFrame,
    totals: pd.DataFrame,
    forecast: Forecast,
    targets: Mapping[str, QueueTargets],
    *,
    interval: float,
    wage: float | None,
    hours_per_fte: float,
    days: int,
) -> tuple[Figure, ...]:
    """The six figures of the report, in its order."""
    found = [_paid(schedule, wage), _busiest(schedule.table), _cost(schedule, requirement, wage, interval)]
    scheduled = float(requirement["scheduled"].sum()) * interval / 3600.0
    if wage is None:
        fte = scheduled / hours_per_fte * 7 / days
        found[2] = Figure(
            "scheduled FTE",
            fte,
            f"{fte:.1f}",
            "FTE",
            f"{scheduled:,.1f} scheduled hours in {days} calendar days, at {hours_per_fte:g} h a week",
        )
    found.append(_level(totals, targets))
    busy, width = weighted_total(totals, tuple(targets), "occupancy", "agents")
    found.append(
        Figure(
            "occupancy",
            busy,
            f"{100 * busy:.1f} %",
            "",
            f"simulated, ± {100 * width:.1f} points; busy of time on the phones",
        )
    )
    found.append(_error(forecast, days))
    return tuple(found)


def _paid(schedule: Schedule, wage: float | None) -> Figure:
    gap = f"within {100 * schedule.gap:.2f} % of the least possible" if schedule.gap > 0 else "the least possible"
    hours = schedule.paid_hours
    return Figure("paid hours", hours, f"{hours:,.1f}", "h", f"{int(schedule.table['people'].sum()):,} shifts; {gap}")


def _busiest(shifts: pd.DataFrame) -> Figure:
    by_day = people_by_day(shifts)
    if by_day.empty:
        return Figure("people on the busiest day", 0.0, "0", "people", "no shifts")
    day = by_day.idxmax()
    most = int(by_day.max())
    return Figure("people on the busiest day", float(most), f"{most}", "people", f"{day:%A %d %B}, shifts that start")


def _cost(schedule: Schedule, requirement: pd.DataFrame, wage: float | None, interval: float) -> Figure:
    cost = schedule.paid_hours * (wage or 0.0)
    return Figure("cost", cost, f"{cost:,.1f}", "", f"{schedule.paid_hours:,.1f} paid hours at {wage or 0:g}")


def _level(totals: pd.DataFrame, targets: Mapping[str, QueueTargets]) -> Figure:
    """Simulated over all queues, in each queue's own definition, weighted by what is offered."""
    judged = {queue: wanted for queue, wanted in targets.items() if "service_level" in wanted.judged}
    mean, width = weighted_total(totals, tuple(targets), "service_level", "offered")
    said = {goal_text("service_level", wanted) for wanted in judged.values()}
    goal = f"target {said.pop()}" if len(said) == 1 else ("targets by queue" if said else "no target for it")
    return Figure("service level", mean, f"{100 * mean:.1f} %", "", f"simulated, ± {100 * width:.1f} points; {goal}")


def _error(forecast: Forecast, days: int) -> Figure:
    """The error of the backtest, weighted by nothing but the table: the horizon nearest to the plan's."""
    chosen, plain = backtest_errors(forecast, days)
    if chosen != chosen:
        return Figure("forecast error", chosen, "unknown", "", "the history is too short for a backtest")
    beside = f"; the same weekdays' median {100 * plain:.1f} %" if plain == plain else ""
    return Figure("forecast error", chosen, f"{100 * chosen:.1f} %", "WAPE", f"backtest per interval{beside}")


def backtest_errors(forecast: Forecast, days: int) -> tuple[float, float]:
    """WAPE of what was chosen and of the benchmark, at the horizon nearest to the plan's, mean over queues."""
    table = forecast.backtest
    if table is None or table.empty:
        return float("nan"), float("nan")
    nearest = min(table["horizon_days"].unique(), key=lambda horizon: abs(horizon - days))
    table = table[table["horizon_days"] == nearest]
    chosen = table[table["chosen"].astype(bool)]
    weights = chosen["weight"].where(chosen["weight"] > 0, 1.0) if "weight" in chosen else chosen["wape"] * 0 + 1
    by_queue = (chosen["wape"] * weights).groupby(chosen["queue"]).sum() / weights.groupby(chosen["queue"]).sum()
    plain = table[table["model"].astype(str).str.contains("median")]
    return float(by_queue.mean()), float(plain["wape"].mean()) if len(plain) else float("nan")
