"""The cheapest repair of a day that misses a target: how many more people, and when, until the simulation agrees."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erlang._planning.targets import measure_of
from erlang._planning.verdict import meets, shortfall
from erlang._settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from erlang.simulation import Centre

MOST_REPAIRS = 3
MOST_PEOPLE = 64


def repairs_of(
    days: pd.DataFrame,
    intervals: pd.DataFrame,
    centre: Centre,
    settings: Settings,
    interval: float,
) -> tuple[str, ...]:
    """One sentence for each of the worst missed days."""
    missed = days[days["verdict"] == "missed"]
    if missed.empty:
        return ()
    gaps = [-shortfall(*row) for row in zip(missed["target"], missed["goal"], missed["value"])]
    found: list[str] = []
    seen: set[tuple[Any, Any]] = set()
    for position in sorted(range(len(gaps)), key=gaps.__getitem__):
        row = missed.iloc[position]
        if (row["queue"], row["date"]) in seen:
            continue
        seen.add((row["queue"], row["date"]))
        own = intervals[
            (intervals["queue"] == row["queue"])
            & (intervals["interval_start"].dt.date == row["date"])
            & (intervals["target"] == row["target"])
        ]
        stretch = _stretch(own, interval)
        if stretch is None:
            continue
        people = _enough(row, stretch, centre, settings)
        found.append(_sentence(row, stretch, people, len(centre.queues) > 1))
        if len(found) == MOST_REPAIRS:
            break
    return tuple(found)


def _stretch(own: pd.DataFrame, interval: float) -> tuple[Any, Any] | None:
    """First and last stamp of the intervals of a day that fall short; the whole day where none does by itself."""
    below = own[own["below"]]
    if below.empty:
        below = own
    if below.empty:
        return None
    return below["interval_start"].min(), below["interval_start"].max() + timedelta(seconds=interval)


def _enough(row: pd.Series, stretch: tuple[Any, Any], centre: Centre, settings: Settings) -> int | None:
    """The fewest more people on the phones over the stretch with which the day meets its target in the simulation."""
    low, high = 0, 1
    while high <= MOST_PEOPLE and not _holds(row, stretch, high, centre, settings):
        low, high = high, high * 2
    if high > MOST_PEOPLE:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _holds(row, stretch, middle, centre, settings):
            high = middle
        else:
            low = middle
    return high


def _holds(
    row: pd.Series,
    stretch: tuple[Any, Any],
    people: int,
    centre: Centre,
    settings: Settings,
) -> bool:
    import numpy as np

    from erlang.simulation import simulate

    queue = next(one for one in centre.queues if one.name == row["queue"])
    group = next(one for one in centre.groups if queue.name in one.queues)
    stamps: Any = group.interval_start
    inside = np.asarray((stamps >= stretch[0]) & (stamps < stretch[1]))
    more = dataclasses.replace(group, agents=group.on_phones + people * inside, people=None, shrinkage=0.0)
    only = dataclasses.replace(centre, queues=(queue,), groups=(more,))
    result = simulate(only, replications=settings.value("replications"), seed=settings.value("seed"))
    measure = measure_of(row["target"])
    days = result.days
    value = days[(days["measure"] == measure) & (days["date"].dt.date == row["date"])]["mean"]
    return bool(len(value)) and bool(meets(row["target"], row["goal"], float(value.iloc[0])))


def _sentence(row: pd.Series, stretch: tuple[Any, Any], people: int | None, several: bool) -> str:
    where = f" in {row['queue']}" if several else ""
    when = f"from {stretch[0]:%H:%M} to {stretch[1]:%H:%M} on {row['date']:%A}{where}"
    if people is None:
        return f"more than {MOST_PEOPLE} more people {when} would be needed"
    word = "person" if people == 1 else "people"
    return f"{people} more {word} on the phones {when}"
