"""Accuracy of one `erlang.forecast` call without settings, beside the median of six weeks, on real rolling origins.

    python bench/python/forecast_accuracy.py [FOLDER] [--only us_bank_30] [--track W]

FOLDER holds splits.csv and grids/ (default: benchmarks/forecast under ERLANG_SHARED, or under ../shared). Track D
forecasts one day from each origin, track W four weeks; special days are listed as such and not scored, and
holidays are listed as closed.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

import erlang

ROOT = Path(__file__).resolve().parents[2]


def folder_of(argument: str | None) -> Path:
    if argument:
        return Path(argument)
    return Path(os.environ.get("ERLANG_SHARED", ROOT.parent / "shared")) / "benchmarks" / "forecast"


def load(folder: Path, name: str) -> tuple[pd.DataFrame, list[erlang.SpecialDay]]:
    grid = pd.read_csv(folder / "grids" / f"{name}.csv", parse_dates=["interval_start"])
    # Bank holidays are known beforehand, so they are listed, as a planner would.
    opened = grid.groupby(grid["interval_start"].dt.date)["open"].max()
    closed = [erlang.SpecialDay(date, "bank holiday", closed=True) for date in opened.index[opened == 0]]
    grid = grid[grid["open"] == 1]
    dates = sorted({stamp.date() for stamp in grid.loc[grid["special"] == 1, "interval_start"]})
    special = closed + [erlang.SpecialDay(date, f"special day {date}") for date in dates]
    table = grid.rename(columns={"y": "offered"})[["interval_start", "offered", "special"]]
    return table, special


def score(rows: pd.DataFrame) -> dict[str, float]:
    error = (rows["forecast"] - rows["y"]).abs().sum() / rows["y"].sum()
    plain = (rows["median"] - rows["y"]).abs().sum() / rows["y"].sum()
    days = rows.groupby(["origin", "date"])
    totals = days[["forecast", "y"]].sum()
    day_low, day_high = days["day_p10"].first(), days["day_p90"].first()
    day_lowest, day_highest = days["day_p2_5"].first(), days["day_p97_5"].first()
    inside = rows["y"].between(rows["offered_p10"], rows["offered_p90"])
    levels = {"offered_p2_5": 0.025, "offered_p10": 0.1, "offered_p90": 0.9, "offered_p97_5": 0.975}
    losses = []
    for name, p in levels.items():
        gap = rows["y"] - rows[name]
        losses.append(np.maximum(p * gap, (p - 1) * gap).sum())
    pinball = np.mean(losses)
    return {
        "WAPE": 100 * error,
        "median 6w": 100 * plain,
        "bias": 100 * (rows["forecast"] - rows["y"]).sum() / rows["y"].sum(),
        "day WAPE": 100 * (totals["forecast"] - totals["y"]).abs().sum() / totals["y"].sum(),
        "in 80 %": 100 * inside.mean(),
        "in 95 %": 100 * rows["y"].between(rows["offered_p2_5"], rows["offered_p97_5"]).mean(),
        "day in 80 %": 100 * totals["y"].between(day_low, day_high).mean(),
        "day in 95 %": 100 * totals["y"].between(day_lowest, day_highest).mean(),
        "pinball": 100 * pinball / rows["y"].sum(),
    }


def run(folder: Path, name: str, track: str, origins: list[pd.Timestamp]) -> tuple[pd.DataFrame, float]:
    table, special = load(folder, name)
    history = erlang.read_history(table[["interval_start", "offered"]])
    actual = table.set_index("interval_start")
    frames = []
    spent = 0.0
    for origin in origins:
        known = [day for day in special if day.date < origin.date() + pd.Timedelta(days=28)]
        arguments = {"horizon": "1d" if track == "D" else "4w", "start": origin.normalize(), "special_days": known}
        begin = time.process_time()
        forecast = erlang.forecast(history, **arguments)
        spent += time.process_time() - begin
        plain = erlang.forecast(history, model="median_of_weeks", **arguments).table
        rows = forecast.table.rename(columns={"offered": "forecast"}).assign(median=plain["offered"])
        rows = rows.join(actual, on="interval_start", how="inner").rename(columns={"offered": "y"})
        rows = rows[rows["special"] == 0].assign(origin=origin, date=lambda r: r["interval_start"].dt.date)
        rows["lead"] = (rows["interval_start"].dt.normalize() - origin.normalize()).dt.days
        days = forecast.days().rename(columns=lambda c: c.replace("offered", "day"))
        frames.append(rows.merge(days.drop(columns="queue"), on="date"))
    return pd.concat(frames), spent / len(origins)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--only")
    parser.add_argument("--track")
    options = parser.parse_args()
    folder = folder_of(options.folder)
    if not (folder / "splits.csv").exists():
        raise SystemExit(f"no splits.csv in {folder}; give the folder or set ERLANG_SHARED")
    splits = pd.read_csv(folder / "splits.csv", parse_dates=["origin"])
    for (name, track), group in splits.groupby(["dataset", "track"], sort=False):
        if options.only not in (None, name) or options.track not in (None, track):
            continue
        rows, each = run(folder, name, track, list(group["origin"]))
        for horizon, part in [("1d", rows)] if track == "D" else [("1w", rows[rows["lead"] < 7]), ("4w", rows)]:
            figures = "  ".join(f"{label} {value:.2f}" for label, value in score(part).items())
            print(f"{name} {horizon}  {figures}  {1000 * each:.0f} ms of processor a call", flush=True)


if __name__ == "__main__":
    main()
