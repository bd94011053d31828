"""`erlang explain`: how a number of agents came about, for a row of a requirement or for one question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from erlang._cli.options import JSON, SETTINGS, with_options

if TYPE_CHECKING:
    import pandas as pd

    from erlang.staffing import Explanation


@with_options("targets", "staffing", also=("timezone",))
def command(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="requirement.csv, or its folder.")] = Path("plan"),
    queue: Annotated[Optional[str], typer.Option("--queue", help="The queue, where there are several.")] = None,  # noqa: UP045
    at: Annotated[Optional[str], typer.Option("--at", help="Start of the interval; default: the busiest.")] = None,  # noqa: UP045
    volume: Annotated[Optional[float], typer.Option("--volume", help="A question instead of a row.")] = None,  # noqa: UP045
    interval: Annotated[Optional[str], typer.Option("--interval", help="Length of the interval.")] = None,  # noqa: UP045
    settings: SETTINGS = None,
    json: JSON = False,
    *,
    given: dict[str, Any],
) -> int:
    """Show every number with its formula, inputs and rounding: of a row of a plan, or of --volume and --interval."""
    from erlang._cli.question import warn_of_small_times
    from erlang._cli.terminal import say, say_json
    from erlang._planning.reading import load_settings

    if volume is not None:
        refuse_beside_volume({"queue": queue, "at": at, "settings": settings, **given})
        explained = question(volume, interval, given)
    else:
        if interval is not None:
            given["interval"] = interval
        known = load_settings(settings or settings_beside(path), given)
        warn_of_small_times(known.value("interval"), known.value("aht"))
        explained = row_explained(path, queue, at, known)
    if json:
        say_json(explained.to_dict())
    else:
        say(explained)
    return 0


def refuse_beside_volume(said: dict[str, Any]) -> None:
    """``ValueError`` for what speaks of the rows of a table, where one interval is asked for."""
    for name in ("queue", "at", "method", "timezone", "settings"):
        if said.get(name) is not None:
            raise ValueError(f"explain: --{name} is of a row of a table, and does not go with --volume")


def question(volume: float, interval: str | None, given: dict[str, Any]) -> Explanation:
    """The explanation of one interval given by options."""
    from erlang._cli.question import warn_of_small_times
    from erlang._units import seconds
    from erlang.staffing import explain, required_agents

    if interval is None or "aht" not in given:
        missing = "--interval" if interval is None else "--aht"
        raise ValueError(f"explain: {missing} is missing: --volume needs --interval and --aht")
    length = seconds(interval, function="explain", argument="--interval")
    warn_of_small_times(length, given["aht"])
    return explain(required_agents(volume=volume, interval=length, **given))


def settings_beside(path: Path) -> Path | None:
    """The settings that a plan wrote beside its requirement: what it was staffed with."""
    from erlang._cli import places

    file = places.folder_of(path) / "plan.toml"
    return file if file.is_file() else None


def row_explained(path: Path, queue: str | None, at: str | None, settings: Any) -> Explanation:
    """The explanation of one row of a requirement."""
    from erlang._cli import places
    from erlang._cli.reading import places_in, table_to_staff
    from erlang._planning.steps import explain_row, interval_of

    source = places.table_of(path, "requirement")
    table = table_to_staff(source, settings)
    row = find_row(table, queue, at, source, settings)
    with places_in(source):
        return explain_row(table, row, settings, interval_of(table, settings))


def find_row(table: pd.DataFrame, queue: str | None, at: str | None, source: Path, settings: Any) -> Any:
    """The label of the row that is asked for."""
    import pandas as pd

    from erlang._planning.steps import handle_times

    rows = table
    if queue is not None:
        rows = rows[rows["queue"].astype(str) == queue]
        if rows.empty:
            known = ", ".join(str(name) for name in table["queue"].unique())
            raise ValueError(f"{source}: no queue {queue!r}; its queues are {known}")
    if at is None:
        column = handle_times(table)
        own = rows["queue"].map(lambda name: settings.value("aht", str(name))) if column is None else rows[column]
        return (rows["offered"] * own).astype(float).fillna(-1.0).idxmax()
    try:
        stamp = pd.Timestamp(at)
    except ValueError:
        raise ValueError(f"--at must be a date and time as '2026-03-02 10:00', got {at!r}") from None
    zone = rows["interval_start"].dt.tz
    if zone is not None and stamp.tzinfo is None:
        stamp = stamp.tz_localize(zone)
    rows = rows[rows["interval_start"] == stamp]
    if rows.empty:
        raise ValueError(f"{source}: no interval starts at {at}")
    if len(rows) > 1:
        raise ValueError(f"explain: several queues have that interval: give --queue ({', '.join(rows['queue'])})")
    return rows.index[0]
