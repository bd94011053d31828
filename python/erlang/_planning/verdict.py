"""The verdict: every target of every queue judged per day on the simulation, and said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from erlang._planning.result import Verdict
from erlang._planning.targets import AT_LEAST, QueueTargets, goal_text, measure_of, value_text

if TYPE_CHECKING:
    import pandas as pd


def meets(target: str, goal: float, value: Any) -> Any:
    """Whether a value, or an array of them, meets a goal."""
    return value >= goal * (1 - 1e-12) if target in AT_LEAST else value <= goal * (1 + 1e-12) + (goal == 0) * 1e-12


def shortfall(target: str, goal: float, value: float) -> float:
    """How far a value is on the wrong side of its goal, as a share of the goal; negative on the right side."""
    scale = goal if goal > 0 else 1.0
    return (goal - value) / scale if target in AT_LEAST else (value - goal) / scale


def most_short(frame: pd.DataFrame) -> int:
    """The position of the row that falls short by most."""
    gaps = [shortfall(*row) for row in zip(frame["target"], frame["goal"], frame["value"])]
    return max(range(len(gaps)), key=gaps.__getitem__)


def worst_day(days: pd.DataFrame) -> dict[str, Any] | None:
    """The row of the days that comes off worst."""
    if days.empty:
        return None
    row = days.iloc[most_short(days)]
    worst = {name: row[name] for name in ("queue", "date", "target", "verdict")}
    return {**worst, **{name: float(row[name]) for name in ("goal", "value", "half_width")}}


def intervals_below(table: pd.DataFrame, targets: Mapping[str, QueueTargets]) -> pd.DataFrame:
    """Every interval and target of the simulation: queue, interval_start, target, goal, value, below."""
    import pandas as pd

    parts = []
    for queue, wanted in targets.items():
        own = table[table["queue"] == queue]
        offered = own[own["measure"] == "offered"].set_index("interval")["mean"]
        for target, goal in wanted.judged.items():
            values = own[own["measure"] == measure_of(target)].set_index("interval")["mean"]
            values = values[(offered.reindex(values.index) > 0) & values.notna()]
            parts.append(
                pd.DataFrame(
                    {
                        "queue": queue,
                        "interval_start": values.index,
                        "target": target,
                        "goal": goal,
                        "value": values.to_numpy(),
                        "below": ~meets(target, goal, values.to_numpy()),
                    }
                )
            )
    columns = ["queue", "interval_start", "target", "goal", "value", "below"]
    found: pd.DataFrame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return found


def length_name(interval: float, count: int) -> str:
    """How intervals are counted: 'half hours'."""
    name = {900.0: "quarter", 1800.0: "half hour", 3600.0: "hour"}.get(interval, "interval")
    if name == "quarter":
        return "quarter of an hour" if count == 1 else "quarters of an hour"
    return name if count == 1 else f"{name}s"


def verdict_of(
    days: pd.DataFrame,
    intervals: pd.DataFrame,
    targets: Mapping[str, QueueTargets],
    interval: float,
    repairs: tuple[str, ...] = (),
    limited: int = 0,
    plan_for: str | float = "mean",
) -> Verdict:
    """The verdict, with its sentence."""
    worst = worst_day(days)
    if worst is None:
        return Verdict(met=True, sentence="Nothing is offered in the period, so there is nothing to meet.")
    missed = days[days["verdict"] == "missed"]
    close = days[days["close"]]
    met = missed.empty
    several = len(targets) > 1
    sentence = _days_sentence(days, missed, close, targets)
    below = intervals[intervals["below"]]
    total = _count(intervals)
    if len(below):
        row = below.iloc[most_short(below)]
        place = f"{row['interval_start']:%A at %H:%M}" + (f" in {row['queue']}" if several else "")
        it = "it" if _same_goal(targets) else "their target"
        sentence += (
            f"; {_count(below)} of {total} {length_name(interval, total)} are expected below {it}, "
            f"the worst on {place} ({value_text(row['target'], row['value'])})"
        )
        worst = {**worst, "interval_start": row["interval_start"], "interval_value": float(row["value"])}
    else:
        it = "it" if _same_goal(targets) else "their target"
        sentence += f"; all {total} {length_name(interval, total)} are expected to meet {it}"
    if several:
        sentence += (
            f"; the worst day is {worst['queue']} on {worst['date']:%A} ({value_text(worst['target'], worst['value'])})"
        )
    if limited:
        sentence += f"; {limited} {length_name(interval, limited)} cannot be staffed as needed (max_agents)"
    if plan_for != "mean":
        sentence += f"; staffed {staffed_for(plan_for)}"
    return Verdict(met=met, sentence=sentence + ".", repairs=repairs, worst=worst)


def _count(intervals: pd.DataFrame) -> int:
    """How many intervals there are, whatever the number of their targets."""
    return len(intervals.drop_duplicates(["queue", "interval_start"]))


def staffed_for(plan_for: str | float) -> str:
    """What a plan was staffed for, in words."""
    if plan_for == "mean":
        return "for the mean volumes"
    if plan_for == "expected":
        return "for what is to be expected over the forecast's spread"
    return f"for volumes not exceeded with {100 * float(plan_for):.4g} % probability"


def _goal_of_all(targets: Mapping[str, QueueTargets]) -> str:
    """The targets in words, where they are the same for all queues."""
    said = {", ".join(goal_text(name, wanted) for name in wanted.judged) for wanted in targets.values()}
    return said.pop() if len(said) == 1 else "its targets"


def _same_goal(targets: Mapping[str, QueueTargets]) -> bool:
    """Whether there is one service level for all, and nothing else."""
    return _goal_of_all(targets) != "its targets" and all(
        list(wanted.judged) == ["service_level"] for wanted in targets.values()
    )


def _count_days(count: int, total: int) -> str:
    days = "day" if total == 1 else "days"
    if count == total:
        return "the one day" if total == 1 else f"all {total} days"
    return f"{count} of {total} {days}"


def _days_sentence(
    days: pd.DataFrame, missed: pd.DataFrame, close: pd.DataFrame, targets: Mapping[str, QueueTargets]
) -> str:
    several = len(targets) > 1
    goal = _goal_of_all(targets)
    total = days["date"].nunique()
    if missed.empty:
        everywhere = "both queues" if len(targets) == 2 else f"all {len(targets)} queues"
        who = f"The plan meets {goal} in {everywhere}" if several else f"The plan meets {goal}"
        sentence = f"{who} on {_count_days(total, total)}"
        if len(close):
            near = close["date"].nunique()
            sentence += f", {near} of them closely"
        return sentence
    bad = missed["date"].nunique()
    queues = list(dict.fromkeys(missed["queue"]))
    where = f" in {' and '.join(str(queue) for queue in queues[:3])}" if several else ""
    row = missed.iloc[most_short(missed)]
    near = missed[missed["close"]]["date"].nunique()
    closely = f", {near} of them closely" if near else ""
    return (
        f"The plan misses {goal} on {_count_days(bad, total)}{where}{closely}, by most on {row['date']:%A} "
        f"({value_text(row['target'], row['value'])})"
    )
