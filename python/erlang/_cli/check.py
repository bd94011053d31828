"""`erlang check`: what was understood of a history, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from erlang._cli.options import JSON, QUIET, SETTINGS, with_options


@with_options("history")
def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The history.")],
    settings: SETTINGS = None,
    json: JSON = False,
    quiet: QUIET = False,
    *,
    given: dict[str, Any],
) -> int:
    """Print what was understood of a history: columns, queues, span, hours, and everything that was found odd."""
    from erlang._cli.terminal import plain, say, say_json
    from erlang._planning.reading import load_history, load_settings

    history = load_history(load_settings(settings, {**given, "file": str(file.absolute())}))
    issues = [plain(issue) for issue in history.issues]
    if json:
        say_json(
            {
                "file": str(file),
                "interval": history.interval,
                "timezone": history.timezone,
                "rows": len(history.table),
                "queues": summary(history),
                "issues": issues,
            }
        )
    elif not quiet:
        say(text(history, file))
    return 0


def summary(history: Any) -> list[dict[str, Any]]:
    """One row per queue: span, volumes, handle time and opening hours as they are in the table."""
    rows = []
    for queue, part in history.table.groupby("queue", sort=False):
        stamps = part["interval_start"]
        row: dict[str, Any] = {
            "queue": queue,
            "first": stamps.min(),
            "last": stamps.max(),
            "rows": len(part),
            "days": int(stamps.dt.normalize().nunique()),
            "offered": float(part["offered"].sum()),
            "aht": None,
            "hours": opening_hours(part, history.interval),
        }
        if "aht" in part and part["aht"].notna().any():
            weights = part["handled"] if "handled" in part else part["offered"]
            known = part["aht"].notna() & (weights > 0)
            if known.any():
                row["aht"] = float((part["aht"] * weights)[known].sum() / weights[known].sum())
        rows.append(row)
    return rows


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def opening_hours(part: Any, interval: float) -> dict[str, str]:
    """First and last interval seen on each weekday."""
    hours = {}
    stamps = part["interval_start"]
    for weekday, group in stamps.groupby(stamps.dt.weekday):
        minutes = group.dt.hour * 60 + group.dt.minute
        end = int(minutes.max() + interval / 60)
        hours[_DAYS[int(weekday)]] = (
            f"{minutes.min() // 60:02d}:{minutes.min() % 60:02d}-{end // 60:02d}:{end % 60:02d}"
        )
    return hours


def text(history: Any, file: Path) -> str:
    """What was understood, for a reader."""
    from erlang._units import format_seconds

    zone = history.timezone or "no time zone (wall clock)"
    lines = [f"{file}: {len(history.table)} rows, intervals of {format_seconds(history.interval)}, {zone}"]
    for row in summary(history):
        aht = f", AHT {row['aht']:.0f} s" if row["aht"] is not None else ", no handle times"
        lines.append(
            f"queue {row['queue']}: {row['first']:%a %Y-%m-%d %H:%M} to {row['last']:%a %Y-%m-%d %H:%M}, "
            f"{row['days']} days, {row['offered']:,.0f} offered{aht}"
        )
        groups: dict[str, list[str]] = {}
        for day, span in row["hours"].items():
            groups.setdefault(span, []).append(day)
        lines.append("  open " + "; ".join(f"{' '.join(days)} {span}" for span, days in groups.items()))
    shown = history.issues
    lines += [f"{issue.severity}: {issue.message}" for issue in shown]
    if not shown:
        lines.append("nothing odd was found")
    return "\n".join(lines)
