"""The simulation of a plan: the staff really on the phones, at the forecast mean and with the forecast's uncertainty."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from erlang._planning.targets import QueueTargets
from erlang._planning.verdict import meets
from erlang._settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from erlang.forecasting import Forecast
    from erlang.simulation import Centre, SimulationResult


def centre_of(
    requirement: pd.DataFrame,
    coverage: pd.DataFrame,
    settings: Settings,
    targets: Mapping[str, QueueTargets],
    interval: float,
) -> Centre:
    """The centre to simulate: one queue and one group of people each, with what the targets need to be measured."""
    from erlang.simulation import centre_from_tables

    own: dict[str, dict[str, float | None]] = {"shrinkage": {}, "patience": {}}
    for queue, part in requirement.groupby("queue", sort=False):
        for name, values in own.items():
            found = part[name].iloc[0] if name in part else settings.value(name, str(queue))
            values[str(queue)] = None if found is None or found != found else float(found)
    centre = centre_from_tables(
        requirement,
        coverage,
        shrinkage={queue: value or 0.0 for queue, value in own["shrinkage"].items()},
        patience=own["patience"],
        interval=interval,
    )
    queues = []
    for queue in centre.queues:
        wanted = targets[queue.name].values
        measured = {name: wanted[name] for name in ("answer_within", "short_abandon", "max_wait") if name in wanted}
        queues.append(dataclasses.replace(queue, **measured))
    return dataclasses.replace(centre, queues=tuple(queues))


def simulate_step(centre: Centre, settings: Settings) -> SimulationResult:
    """The centre simulated with Poisson arrivals at the forecast mean."""
    from erlang.simulation import simulate

    return simulate(centre, replications=settings.value("replications"), seed=settings.value("seed"))


def with_uncertainty(
    days: pd.DataFrame,
    centre: Centre,
    forecast: Forecast,
    requirement: pd.DataFrame,
    settings: Settings,
    targets: Mapping[str, QueueTargets],
) -> pd.DataFrame:
    """The days with what to expect when the forecast itself is uncertain, and the share of cases that meet."""
    paths = sample_paths(forecast, requirement, settings)
    result = days.copy()
    result["expected"] = float("nan")
    result["share_met"] = float("nan")
    if not paths:
        return result
    from erlang.simulation import simulate

    queues = tuple(dataclasses.replace(queue, offered=paths[queue.name]) for queue in centre.queues)
    simulated = simulate(
        dataclasses.replace(centre, queues=queues),
        replications=settings.value("replications"),
        seed=settings.value("seed"),
    )
    found = simulated.days.set_index(["queue", "measure", "date"])["mean"].sort_index()
    single = simulated.day_values
    for row in result.itertuples():
        measure = targets[row.queue].measure(row.target)
        values = single(row.queue, measure, row.date)
        known = values[values == values]
        result.loc[row.Index, "expected"] = float(found.loc[(row.queue, measure, row.date)])
        if len(known):
            result.loc[row.Index, "share_met"] = float(meets(row.target, row.goal, known).mean())
    return result


def sample_paths(forecast: Forecast, requirement: pd.DataFrame, settings: Settings) -> dict[str, Any]:
    """Volumes per replication and interval of each queue, in the order of the requirement's rows."""
    import numpy as np

    count = int(settings.value("replications"))
    try:
        samples = forecast.samples(count, seed=settings.value("seed"), kind="rate")
    except ValueError:
        return {}
    fitted = forecast.table.set_index(["queue", "interval_start"])["offered"]
    paths = {}
    for queue, part in samples.groupby("queue", sort=False):
        wide = part.pivot(index="sample", columns="interval_start", values="offered")
        rows = requirement[requirement["queue"] == queue]
        stamps = rows["interval_start"]
        values = wide.reindex(columns=stamps).to_numpy(dtype=float)
        base = fitted.loc[queue].reindex(stamps).to_numpy(dtype=float)
        planned = rows["offered"].to_numpy(dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):  # a table that was edited keeps its own volumes
            scale = np.where(base > 0, planned / base, 1.0)
        values = np.where(np.isnan(values), planned, values * np.where(np.isfinite(scale), scale, 1.0))
        paths[str(queue)] = values
    return paths
