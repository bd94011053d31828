"""The parts of a forecast, as tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .explanation import Explanation
from .findings import WEEKDAYS

if TYPE_CHECKING:
    from .result import Forecast, QueueForecast

PARTS = ("level", "weekday", "calendar", "special", "carried", "models", "override")


def explain(forecast: Forecast) -> Explanation:
    """See :meth:`Forecast.explain`."""
    components = pd.concat([_components(part) for part in forecast._parts], ignore_index=True)
    profile = pd.concat([_profile(part) for part in forecast._parts], ignore_index=True)
    table = forecast.backtest
    single = table[table["model"] != "combination"]
    models = single.drop_duplicates(["queue", "model"])[["queue", "model", "weight"]].reset_index(drop=True)
    text = "\n\n".join(_text(part, components, models, table) for part in forecast._parts)
    return Explanation(components, profile, models, table, text)


def _components(part: QueueForecast) -> pd.DataFrame:
    grid = part.grid
    day, slot = part.rows
    mean = part.core["mean"][day, slot]
    before = pd.Series(mean).groupby(day).sum()
    after = pd.Series(part.offered()).groupby(day).sum()
    days = before.index.to_numpy()
    parts = np.exp(np.asarray(part.core["fit"]["parts"])[days])
    frame: pd.DataFrame = pd.DataFrame(parts, columns=list(PARTS[:5]))
    product = parts.prod(axis=1)
    frame["models"] = before.to_numpy() / np.maximum(product, 1e-300)
    frame["override"] = after.to_numpy() / np.maximum(before.to_numpy(), 1e-300)
    frame["offered"] = after.to_numpy()
    frame.insert(0, "queue", grid.queue)
    frame.insert(1, "date", grid.days[days + grid.history].date)
    return frame


def _profile(part: QueueForecast) -> pd.DataFrame:
    grid = part.grid
    usual = grid.usual()
    shares = np.where(usual, part.core["fit"]["profile"], 0.0)
    total = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    weekday, slot = np.nonzero(usual)
    table: pd.DataFrame = pd.DataFrame(
        {
            "queue": grid.queue,
            "weekday": [WEEKDAYS[w] for w in weekday],
            "time": [grid.label(int(s)) for s in slot],
            "share": shares[weekday, slot],
        }
    )
    return table


def _text(part: QueueForecast, components: pd.DataFrame, models: pd.DataFrame, backtest: pd.DataFrame) -> str:
    queue = part.grid.queue
    rows = components[components["queue"] == queue]
    weights = models[(models["queue"] == queue) & (models["weight"] > 0)]
    used = ", ".join(f"{model} {weight:.0%}" for model, weight in zip(weights["model"], weights["weight"]))
    lines = [f"{queue}: {rows['offered'].sum():.0f} contacts over {len(rows)} open days, by {used}."]
    for row in rows.itertuples(index=False):
        factors = " ".join(
            f"x {name} {getattr(row, name):.3f}" for name in PARTS[1:] if abs(getattr(row, name) - 1) > 5e-4
        )
        lines.append(f"  {row.date:%a %Y-%m-%d}  {row.offered:9.1f} = level {row.level:.1f} {factors}".rstrip())
    known = backtest[(backtest["queue"] == queue) & backtest["wape"].notna()]
    for days, tested in known.groupby("horizon_days", sort=True):
        chosen = tested[tested["chosen"]].iloc[0]
        plain = tested[tested["model"] == "median_of_weeks"].iloc[0]
        lines.append(
            f"  Backtest, {days} days ahead: off by {chosen['wape']:.1%} per interval and {chosen['day_wape']:.1%} per "
            f"day, bias {chosen['bias']:+.1%}; median of six weeks {plain['wape']:.1%}; "
            f"Poisson noise alone {chosen['poisson_floor']:.1%}."
        )
    if known.empty:
        lines.append("  No backtest: the history is too short.")
    return "\n".join(lines)
