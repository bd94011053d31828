"""Patience from a month of real call records, and Erlang A and C with it against what was observed.

The records name no staff. Per half hour it is bounded: from below by the agents busy on average and by the most seen
busy at once, from above by the distinct agents seen serving. Run it with `python bench/python/patience_bank.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import erlang
from erlang.staffing import estimate_patience, patience_from_counts, patience_survival

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "anon_bank_1999_feb_calls.csv"
HALF_HOUR = 1800.0
FIRST, LAST = 7 * 3600.0, 24 * 3600.0
WITHIN = 20.0


def read(path: Path) -> pd.DataFrame:
    """The calls that asked for an agent, with `entry` and `start` in seconds since the first midnight."""
    calls = pd.read_csv(path)
    calls = calls[calls["outcome"] != "PHANTOM"].reset_index(drop=True)
    arrival = pd.to_datetime(calls["arrival"])
    origin = arrival.min().normalize()

    def since(stamps: pd.Series) -> np.ndarray:
        return (pd.to_datetime(stamps) - origin).dt.total_seconds().to_numpy()

    calls["menu"] = (calls["outcome"] == "HANG") & calls["queue_entry"].isna()
    calls["left"] = calls["outcome"] == "HANG"
    came = since(calls["arrival"])
    entry = since(calls["queue_entry"])
    calls["entry"] = np.where(np.isnan(entry), came + calls["vru_seconds"], entry)
    calls["start"] = np.where(calls["left"], np.nan, calls["entry"] + calls["wait_seconds"])
    calls["end"] = calls["start"] + calls["service_seconds"]
    calls["slot"] = (calls["entry"] // HALF_HOUR).astype(int)
    in_day = calls["entry"] % 86400
    calls["inside"] = (in_day >= FIRST) & (in_day < LAST)
    return calls


def staff_bounds(calls: pd.DataFrame, slots: np.ndarray) -> pd.DataFrame:
    """Per half hour: agents busy on average, the most busy at once, distinct agents seen serving."""
    served = calls[~calls["left"]]
    start, end, agent = (served[name].to_numpy() for name in ("start", "end", "agent_id"))
    busy, most, seen = (np.zeros(len(slots)) for _ in range(3))
    for place, slot in enumerate(slots):
        low, high = slot * HALF_HOUR, (slot + 1) * HALF_HOUR
        touch = (start < high) & (end > low)
        begins, ends = np.maximum(start[touch], low), np.minimum(end[touch], high)
        busy[place] = (ends - begins).sum() / HALF_HOUR
        times = np.concatenate([begins, ends])
        steps = np.concatenate([np.ones(len(begins)), -np.ones(len(ends))])
        order = np.lexsort((steps, times))  # who ends at an instant goes before who begins
        most[place] = steps[order].cumsum().max(initial=0.0)
        names = agent[touch]
        seen[place] = max(len(np.unique(names[names >= 0])), most[place])
    return pd.DataFrame({"busy": busy, "at once": most, "seen": seen})


def half_hours(calls: pd.DataFrame, *, menu: bool) -> pd.DataFrame:
    """Per half hour: offered, abandoned, in time, mean handle time; those who left in the menu counted or not."""
    inside = calls[calls["inside"] & (menu | ~calls["menu"])]
    groups = inside.groupby("slot")
    table = pd.DataFrame({"offered": groups.size(), "abandoned": groups["left"].sum()})
    table["in_time"] = (~inside["left"] & (inside["wait_seconds"] <= WITHIN)).groupby(inside["slot"]).sum()
    table["waited"] = groups["wait_seconds"].sum()
    worked = inside[inside["service_seconds"] > 0]
    table["aht"] = worked.groupby("slot")["service_seconds"].mean()
    day = worked["slot"] // 48
    by_day = worked.groupby(day)["service_seconds"].mean()
    return table.assign(aht=table["aht"].fillna(pd.Series(table.index // 48, index=table.index).map(by_day)))


def compare(table: pd.DataFrame, agents: np.ndarray, patience: float) -> dict[str, tuple[float, float]]:
    """Erlang A and C: the month's abandonment and service level, and the mean difference per half hour, by calls."""
    given = {
        "volume": table["offered"].to_numpy(dtype=float),
        "interval": HALF_HOUR,
        "aht": table["aht"].to_numpy(),
        "agents": agents,
    }
    weight = given["volume"] / given["volume"].sum()
    a = erlang.ErlangA(**given, patience=patience)
    c = erlang.ErlangC(**given)
    observed = {"abandonment": table["abandoned"] / table["offered"], "level": table["in_time"] / table["offered"]}
    models = {
        "A abandonment": ("abandonment", a.abandonment()),
        "A service level": ("level", a.service_level(answer_within=WITHIN)),
        "C service level": ("level", c.service_level(answer_within=WITHIN)),
    }
    return {
        name: (float((weight * values).sum()), float((weight * np.abs(values - observed[what])).sum()))
        for name, (what, values) in models.items()
    }


def inside_bounds(table: pd.DataFrame, bounds: pd.DataFrame, patience: float) -> None:
    """Prints for which share of calls what was observed in their half hour lies between the answers at the bounds."""
    given = {"volume": table["offered"].to_numpy(dtype=float), "interval": HALF_HOUR, "aht": table["aht"].to_numpy()}
    few, many = (np.maximum(bounds[bound].to_numpy(), 1e-9) for bound in ("busy", "seen"))
    observed = {"abandonment": table["abandoned"] / table["offered"], "level": table["in_time"] / table["offered"]}
    models = {
        "Erlang A abandonment": ("abandonment", lambda n: erlang.ErlangA(**given, agents=n, patience=patience)),
        "Erlang A service level": ("level", lambda n: erlang.ErlangA(**given, agents=n, patience=patience)),
        "Erlang C service level": ("level", lambda n: erlang.ErlangC(**given, agents=n)),
    }
    for name, (what, model) in models.items():
        ends = [
            model(n).abandonment() if what == "abandonment" else model(n).service_level(answer_within=WITHIN)
            for n in (few, many)
        ]
        seen = observed[what].to_numpy()
        within = (seen >= np.minimum(*ends) - 1e-12) & (seen <= np.maximum(*ends) + 1e-12)
        print(f"  {name:22} between its answers at the bounds: {np.average(within, weights=given['volume']):.3f}")


def between(table: pd.DataFrame, bounds: pd.DataFrame, patience: float) -> float:
    """How far from the lower bound of staff to the upper Erlang A loses as many callers as were lost."""
    low, high = bounds["busy"].to_numpy(), bounds["seen"].to_numpy()
    observed = table["abandoned"].sum() / table["offered"].sum()
    parts = np.linspace(0, 1, 101)
    lost = [compare(table, np.maximum(low + part * (high - low), 1e-9), patience)["A abandonment"][0] for part in parts]
    return float(parts[np.abs(np.array(lost) - observed).argmin()])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    path = parser.parse_args().data
    if not path.exists():
        print(f"{path.name} is not there: skipped")
        return 0
    calls = read(path)
    inside = calls[calls["inside"]]
    print(f"all queues, 07:00-24:00, February 1999: {len(inside)} calls, {int(inside['menu'].sum())} left in the menu")

    fits = {}
    for name, chosen in (("without the menu", inside[~inside["menu"]]), ("with the menu", inside)):
        records = {"wait": chosen["wait_seconds"].to_numpy(), "abandoned": chosen["left"].to_numpy()}
        fits[name] = fit = estimate_patience(**records)
        low, high = fit.confidence()
        print(f"\npatience, {name}: {fit.abandoned:.0f} hung up in {fit.exposure / 3600:.0f} h of waiting")
        print(f"  exponential       {fit.mean:6.1f} s, s.e. {fit.standard_error:4.1f}, 95 % {low:.0f}-{high:.0f}")
        counted = half_hours(calls, menu=name == "with the menu")
        by_counts = patience_from_counts(waited=counted["waited"], abandoned=counted["abandoned"])
        print(f"  from half hours   {by_counts.mean:6.1f} s, s.e. {by_counts.standard_error:4.1f}")
        for threshold in (0, 5):
            apart = estimate_patience(**records, balk_within=threshold)
            print(
                f"  hung up within {threshold} s: {apart.balking:.3f} (s.e. {apart.balking_error:.3f}) of those to wait"
            )
            print(f"    the others      {apart.mean:6.1f} s, s.e. {apart.standard_error:4.1f}")
        plain = estimate_patience(**records, balk_within=0)
        shaped = estimate_patience(**records, balk_within=0, distribution="weibull")
        print(f"  Weibull           {shaped.mean:6.1f} s, s.e. {shaped.standard_error:4.1f}", end="; ")
        print(f"shape {shaped.shape:.3f}, s.e. {shaped.shape_error:.3f}", end="; ")
        print(f"log-likelihood {shaped.log_likelihood - plain.log_likelihood:+.1f} over the exponential")
    waited = inside[~inside["menu"]]
    curve = patience_survival(wait=waited["wait_seconds"].to_numpy(), abandoned=waited["left"].to_numpy())
    print(f"\nKaplan-Meier: longer than 60 s {curve.at(60):.3f}, 180 s {curve.at(180):.3f}", end="; ")
    print(f"median {curve.median():.0f} s; hazard per 1000 s of waiting:")
    for _, row in curve.hazard([0, 5, 10, 20, 40, 60, 90, 120, 180, 300, 600]).iterrows():
        hazard, error = 1e3 * row["hazard"], 1e3 * row["standard_error"]
        print(f"  {row['from']:3.0f}-{row['to']:3.0f} s  {hazard:6.2f}  s.e. {error:.2f}")

    for name, menu in (("without the menu", False), ("with the menu", True)):
        table = half_hours(calls, menu=menu)
        table = table[table["aht"].notna()]
        bounds = staff_bounds(calls, table.index.to_numpy())
        offered = table["offered"].sum()
        print(f"\n{name}: {len(table)} half hours, {offered} offered; means weighted by calls")
        print(f"  observed: abandonment {table['abandoned'].sum() / offered:.4f}, within 20 s "
              f"{table['in_time'].sum() / offered:.4f}")  # fmt: skip
        mean = fits[name].mean
        for bound in bounds:
            agents = np.maximum(bounds[bound].to_numpy(), 1e-9)
            found = compare(table, agents, mean)
            print(f"  staff {bound:8} ({np.average(bounds[bound], weights=table['offered']):5.2f} agents a call sees)")
            for what, (level, away) in found.items():
                print(f"    Erlang {what:16} {level:.4f}, {away:.4f} away per half hour")
        inside_bounds(table, bounds, mean)
        part = between(table, bounds, mean)
        print(f"  Erlang A loses what was lost at {part:.2f} of the way from busy to seen")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
