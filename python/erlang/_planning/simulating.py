"""The simulation of a plan with the staff really on the phones: at the forecast mean, and with its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from erlang._planning.targets import QueueTargets, targets_value
from erlang._settings import Settings
from erlang._staffing.laws import law_text

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
    coverage_interval: float | None,
    samples: pd.DataFrame | None = None,
) -> Centre:
    """The centre to simulate: per queue one group of people, and what its targets need to be measured.

    With `samples`, paths of volumes, each replication runs with a path of its own.
    """
    from erlang.simulation import centre_from_tables

    queues = tuple(targets)
    for queue in queues:
        refuse_unsimulated(settings, queue)
    if "redial" in requirement and (requirement["redial"].fillna(0.0) > 0).any():
        raise ValueError(_unsimulated("redial", float(requirement["redial"].max())))
    texts = [value for value in requirement.get("patience", ()) if isinstance(value, str)]
    if texts:
        raise ValueError(_unsimulated("patience", texts[0]))
    return centre_from_tables(
        requirement,
        coverage,
        shrinkage={queue: settings.value("shrinkage", queue) for queue in queues},
        patience={queue: settings.value("patience", queue) for queue in queues},
        lines={queue: settings.value("lines", queue) for queue in queues},
        targets={queue: targets_value(wanted) for queue, wanted in targets.items()},
        samples=samples,
        interval=interval,
        coverage_interval=coverage_interval,
    )


def refuse_unsimulated(settings: Settings, queue: str | None = None) -> None:
    """``ValueError`` for what the models of staffing know and the simulation does not: it would judge another queue."""
    patience, redial = settings.value("patience", queue), settings.value("redial", queue)
    if redial:
        raise ValueError(_unsimulated("redial", redial))
    if hasattr(patience, "for_kernels"):
        raise ValueError(_unsimulated("patience", law_text(patience)))


def _unsimulated(name: str, value: Any) -> str:
    rule = "must be 0: the simulation has no repeated calls" if name == "redial" else (
        "must be a time: the simulation knows exponential patience only"
    )  # fmt: skip
    return f"simulate: {name} {rule}, got {value}"


def simulate_step(centre: Centre, settings: Settings) -> SimulationResult:
    """The centre simulated as often as the settings say."""
    from erlang.simulation import simulate

    return simulate(centre, replications=settings.value("replications"), seed=settings.value("seed"))


def judge_days(simulation: SimulationResult, targets: Mapping[str, QueueTargets]) -> pd.DataFrame:
    """One row per queue, date and target: goal, simulated value with half width, verdict; dates as dates."""
    judged: pd.DataFrame = simulation.judge({queue: targets_value(wanted) for queue, wanted in targets.items()})
    judged["date"] = judged["date"].dt.date
    return judged


def with_uncertainty(days: pd.DataFrame, uncertain: pd.DataFrame | None) -> pd.DataFrame:
    """The days beside what is to be expected with the forecast's uncertainty, and the share of cases that meet."""
    keys = ["queue", "date", "target"]
    days = days.drop(columns=["share_met"])
    if uncertain is None:
        days["expected"] = days["share_met"] = float("nan")
        return days
    beside = uncertain[[*keys, "value", "share_met"]].rename(columns={"value": "expected"})
    merged: pd.DataFrame = days.merge(beside, on=keys, how="left", validate="one_to_one")
    return merged


def sample_paths(forecast: Forecast, requirement: pd.DataFrame, settings: Settings) -> pd.DataFrame | None:
    """Paths of expected volumes for the rows of the requirement; None where the forecast has none.

    Where a table was edited after the forecast, the paths are scaled to its volumes.
    """
    import numpy as np

    samples = forecast.samples(settings.value("replications"), seed=settings.value("seed"), kind="rate")
    keys = ["queue", "interval_start"]
    fitted: Any = samples.groupby(keys)["offered"].mean().rename("fitted")
    known: Any = forecast.table.set_index(keys)["offered"].rename("known")
    planned = requirement[[*keys, "offered"]].rename(columns={"offered": "planned"})
    paths = samples.merge(planned, on=keys, how="inner").join(known, on=keys).join(fitted, on=keys)
    if len(paths) != len(planned) * paths["sample"].nunique():
        return None
    base = paths["known"].where(paths["known"] > 0, paths["fitted"])
    scale = np.where((base > 0) & (paths["planned"] != base), paths["planned"] / base, 1.0)
    paths["offered"] *= scale
    found: pd.DataFrame = paths[["sample", *keys, "offered"]]
    return found
