"""What to doubt about a plan, in the order of what it could cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from erlang._planning.figures import backtest_errors
from erlang._planning.targets import QueueTargets
from erlang._planning.verdict import staffed_for

if TYPE_CHECKING:
    import pandas as pd

    from erlang.forecasting import Forecast, History
    from erlang.scheduling import Schedule

_WEEK = 7
_ABOUT_DATA = (
    "gap",
    "missing_days",
    "missing_intervals",
    "closed_days",
    "history_ends_early",
    "outlier_days",
    "outlier_intervals",
    "aht_filled",
    "aht_unknown",
    "special_day_unknown",
    "local_time",
)


def doubts(
    history: History,
    forecast: Forecast,
    requirement: pd.DataFrame,
    schedule: Schedule,
    days: pd.DataFrame,
    issues: pd.DataFrame,
    what_if: pd.DataFrame,
    targets: Mapping[str, QueueTargets],
    *,
    interval: float,
    horizon_days: int,
    patience: float | None,
    plan_for: str | float = "mean",
) -> tuple[str, ...]:
    """Sentences, each with the paid hours it could move where that can be said; the dearest first."""
    hours = float(requirement["scheduled"].sum()) * interval / 3600.0
    found: list[tuple[float, str]] = []
    found += _forecast_error(forecast, horizon_days, hours)
    found += _uncertainty(days, plan_for)
    found += _short_history(history, hours)
    found += _solver(schedule, requirement)
    found += _steady_state(requirement, interval, hours)
    found += _patience(patience, what_if, hours)
    found += _issues(issues, hours)
    found += _close(days)
    return tuple(text for cost, text in sorted(found, key=lambda pair: -pair[0]) if cost > 0.05)


def _forecast_error(forecast: Forecast, days: int, hours: float) -> list[tuple[float, str]]:
    error, _ = backtest_errors(forecast, days)
    if error != error:
        return [(0.2 * hours, "The forecast could not be tested on the history: how far it is off is not known.")]
    return [
        (
            error * hours / 2,
            f"The forecast was off by {100 * error:.1f} % per interval (WAPE) when it was tested on the history; "
            f"an error that stays all week would move up to {error * hours:,.0f} scheduled hours.",
        )
    ]


def _uncertainty(days: pd.DataFrame, plan_for: str | float) -> list[tuple[float, str]]:
    known = days[days["share_met"].notna()]
    if known.empty:
        return []
    row = known.loc[known["share_met"].idxmin()]
    if row["share_met"] >= 0.9:
        return []
    return [
        (
            1.0 + (1 - float(row["share_met"])) * 10,
            f"With the forecast's uncertainty, {row['date']:%A} in {row['queue']} meets its target in "
            f"{100 * row['share_met']:.0f} % of the cases only: staff is planned {staffed_for(plan_for)}.",
        )
    ]


def _short_history(history: History, hours: float) -> list[tuple[float, str]]:
    stamps = history.table["interval_start"]
    weeks = (stamps.max() - stamps.min()).total_seconds() / 86400 / _WEEK
    if weeks >= 8:
        return []
    return [(0.1 * hours, f"The history has {weeks:.1f} weeks; below eight, weekdays and seasons are uncertain.")]


def _solver(schedule: Schedule, requirement: pd.DataFrame) -> list[tuple[float, str]]:
    found = []
    loss = float(schedule.cost) - float(schedule.bound)
    if loss > 1e-6 * max(1.0, float(schedule.cost)):
        share = f"{100 * schedule.gap:.2f} %"
        found.append((loss, f"The shifts are proved within {share} of the least possible: at most {loss:,.1f} h."))
    if schedule.uncovered > 1e-9:
        found.append((10 * float(schedule.uncovered), f"{schedule.uncovered:,.1f} agent-hours stay uncovered."))
    return found


def _steady_state(requirement: pd.DataFrame, interval: float, hours: float) -> list[tuple[float, str]]:
    share = float((requirement["aht"] > 0.5 * interval).mean())
    if not share:
        return []
    return [
        (
            0.05 * hours * share,
            f"In {100 * share:.0f} % of the intervals handling takes over half an interval: the view of one interval "
            "by itself is poor there, and the simulation counts.",
        )
    ]


def _patience(patience: float | None, what_if: pd.DataFrame, hours: float) -> list[tuple[float, str]]:
    if patience is None:
        return [
            (
                0.03 * hours,
                "No patience was given, so nobody hangs up (Erlang C): more people are planned than needed where "
                "callers do hang up.",
            )
        ]
    halves = what_if[what_if["scenario"].isin(["patience halved", "patience doubled"])]["scheduled_hours"]
    if halves.empty:
        return []
    swing = float((halves - hours).abs().max())
    return [(swing / 2, f"Patience is one number for all: half or double of it moves {swing:,.1f} scheduled hours.")]


def _issues(issues: pd.DataFrame, hours: float) -> list[tuple[float, str]]:
    warnings = issues[(issues["severity"] == "warning") & issues["code"].isin(_ABOUT_DATA)]
    if warnings.empty:
        return []
    text = "; ".join(str(message).rstrip(".") for message in warnings["message"].iloc[:2])
    rest = f"; and {len(warnings) - 2} more" if len(warnings) > 2 else ""
    return [(0.01 * hours, f"In the data: {text}{rest}.")]


def _close(days: pd.DataFrame) -> list[tuple[float, str]]:
    close = days[days["close"]]
    if close.empty:
        return []
    return [(0.5, f"{len(close)} days are so close to their target that the simulation cannot tell on which side.")]
