"""Write history.csv and special_days.csv: half hours of two made-up queues over 26 weeks.

    python generate.py [FOLDER]

The centre is in Europe/Amsterdam, open Monday to Saturday. What is in the data, so that a forecast can be judged:

- the volume of a day is weekday x month pattern x season x busyness, where the busyness is one random factor per day
  (about 6 %) that is shared by both queues and carries over to the next day; a half hour is Poisson around it;
- sales calls for less on its closed holidays and for much more on the three campaign days of special_days.csv;
- support had an outage on 2025-11-12 (next to nothing from 10:00 to 13:00, then a rush), and the export lost its
  half hours from 13:00 to 15:00 on 2026-01-20;
- the clocks go back on Sunday 2025-10-26, when both queues are closed.

Only the standard library and random numbers by inversion are used, so that every machine writes the same bytes.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import NormalDist

SEED = 2025
FIRST = date(2025, 9, 1)
WEEKS = 26
NORMAL = NormalDist()


@dataclass(frozen=True)
class Line:
    """One queue of the centre."""

    name: str
    daily: float
    aht: float
    weekday: tuple[float, ...]  # Monday to Saturday
    hours: tuple[float, float]  # Monday to Friday
    saturday: tuple[float, float]
    peaks: tuple[tuple[float, float, float], ...]  # hour, width in hours, height
    base: float


LINES = (
    Line("sales", 1500, 320, (1.10, 1.05, 1.00, 0.98, 0.95, 0.42), (8, 20), (9, 17),
         ((10.8, 1.6, 1.0), (14.5, 2.0, 0.75), (18.8, 1.0, 0.55)), 0.12),
    Line("support", 2400, 430, (1.22, 1.05, 0.99, 0.95, 0.88, 0.40), (8, 21), (9, 17),
         ((9.8, 1.3, 1.0), (13.9, 1.9, 0.80), (19.2, 0.9, 0.45)), 0.15),
)  # fmt: skip

# date, name, type, queue, multiplier, closed
SPECIAL_DAYS = (
    ("2025-09-25", "Autumn campaign", "campaign", "sales", "", ""),
    ("2025-11-28", "Black Friday", "campaign", "sales", "", ""),
    ("2025-12-24", "Christmas Eve", "eve", "", "", ""),
    ("2025-12-25", "Christmas Day", "holiday", "", "", "yes"),
    ("2025-12-26", "Second Christmas Day", "holiday", "", "", "yes"),
    ("2025-12-31", "New Year's Eve", "eve", "", "", ""),
    ("2026-01-01", "New Year's Day", "holiday", "", "", "yes"),
    ("2026-03-05", "Spring campaign", "campaign", "sales", "", ""),
    ("2026-04-06", "Easter Monday", "holiday", "", "", "yes"),
)
CLOSED = {row[0] for row in SPECIAL_DAYS if row[5]}
EFFECT = {"campaign": 1.55, "eve": 0.62}


def normal(source: random.Random) -> float:
    return NORMAL.inv_cdf(min(max(source.random(), 1e-12), 1 - 1e-12))


def poisson(source: random.Random, mean: float) -> int:
    """One Poisson number by inversion; the means here stay below 300."""
    u, k = source.random(), 0
    term = math.exp(-mean)
    total = term
    while u > total and k < 1000:
        k += 1
        term *= mean / k
        total += term
    return k


def shape(line: Line, hours: tuple[float, float]) -> dict[float, float]:
    """Share of the day per half hour, keyed by the hour it begins."""
    starts = [hours[0] + 0.5 * i for i in range(round((hours[1] - hours[0]) * 2))]
    raw = [
        line.base
        + sum(height * math.exp(-(((h + 0.25 - centre) / width) ** 2) / 2) for centre, width, height in line.peaks)
        for h in starts
    ]
    return {h: value / sum(raw) for h, value in zip(starts, raw)}


def special_effect(day: date, queue: str) -> float:
    for when, _, kind, only, _, _ in SPECIAL_DAYS:
        if when == day.isoformat() and only in ("", queue):
            return EFFECT.get(kind, 1.0)
    return 1.0


def outage(queue: str, day: date, hour: float) -> float:
    if queue != "support" or day != date(2025, 11, 12):
        return 1.0
    return 0.04 if 10 <= hour < 13 else 1.45 if 13 <= hour < 15 else 1.0


def lost(queue: str, day: date, hour: float) -> bool:
    return queue == "support" and day == date(2026, 1, 20) and 13 <= hour < 15


def rows() -> list[tuple[str, str, int, int, int, str]]:
    source = random.Random(SEED)
    busyness = 0.0
    written: dict[str, list[tuple[str, str, int, int, int, str]]] = {line.name: [] for line in LINES}
    for offset in range(WEEKS * 7):
        day = FIRST + timedelta(days=offset)
        busyness = 0.45 * busyness + 0.05 * normal(source)
        if day.weekday() == 6 or day.isoformat() in CLOSED:
            continue
        after = 1.18 if (day - timedelta(days=1)).isoformat() in CLOSED else 1.0
        for line in LINES:
            month = 1 + 0.07 * math.cos(2 * math.pi * (day.day - 2) / 30.5)
            season = 1 + 0.06 * math.sin(2 * math.pi * (offset + 20) / 365.25) + 0.0004 * offset
            level = line.daily * line.weekday[day.weekday()] * month * season * after * special_effect(day, line.name)
            level *= math.exp(busyness + 0.025 * normal(source))
            tilt = 0.08 * normal(source)
            hours = line.saturday if day.weekday() == 5 else line.hours
            for hour, share in shape(line, hours).items():
                lean = 1 + tilt * (2 * (hour - hours[0]) / (hours[1] - hours[0]) - 1)
                offered = poisson(source, level * share * lean * outage(line.name, day, hour))
                abandoned = min(offered, poisson(source, 0.035 * offered))
                handled = offered - abandoned
                evening = 1.08 if hour >= 18 else 1.0
                spread = math.sqrt(math.log(1.8) / max(handled, 1))
                aht = line.aht * evening * math.exp(spread * normal(source) - spread * spread / 2)
                if lost(line.name, day, hour):
                    continue
                stamp = datetime(day.year, day.month, day.day) + timedelta(hours=hour)
                written[line.name].append(
                    (
                        line.name,
                        stamp.strftime("%Y-%m-%d %H:%M"),
                        offered,
                        handled,
                        abandoned,
                        f"{aht:.1f}" if handled else "",
                    )
                )
    return [row for line in LINES for row in written[line.name]]


def write(folder: Path) -> None:
    with open(folder / "history.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("queue", "interval_start", "offered", "handled", "abandoned", "aht"))
        out.writerows(rows())
    with open(folder / "special_days.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("date", "name", "type", "queue", "multiplier", "closed"))
        out.writerows(SPECIAL_DAYS)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
