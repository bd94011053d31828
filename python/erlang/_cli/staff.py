"""`erlang staff`: from a forecast to the agents of each interval."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from erlang._cli import FALLS_SHORT, OK
from erlang._cli.options import FORCE, JSON, QUIET, SETTINGS, with_options


@with_options("targets", "staffing", also=("timezone", "interval"))
def command(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="forecast.csv, or its folder.")] = Path("plan"),
    out: Annotated[Optional[Path], typer.Option("--out", help="Folder or .csv file. Default: beside it.")] = None,  # noqa: UP045
    settings: SETTINGS = None,
    force: FORCE = False,
    json: JSON = False,
    quiet: QUIET = False,
    *,
    given: dict[str, Any],
) -> int:
    """Find the agents that meet the targets in every interval of a forecast or any table; writes requirement.csv."""
    from erlang._cli import places
    from erlang._cli.question import warn_of_small_times
    from erlang._cli.reading import need_file, places_in, table_to_staff
    from erlang._cli.running import committed
    from erlang._cli.terminal import say, say_json
    from erlang._planning.output import refuse_files, whole_files
    from erlang._planning.pipeline import check_settings
    from erlang._planning.reading import load_settings
    from erlang._planning.steps import interval_of, staff_step
    from erlang._planning.tables import write_table

    known = load_settings(settings, given)
    source = places.table_of(path, "forecast")
    target = places.output_of(out, source, "requirement")
    need_file(source)
    refuse_files([target], force)
    warn_of_small_times(known.value("interval"), known.value("aht"))
    check_settings(known)
    table = table_to_staff(source, known)
    with places_in(source):
        requirement = staff_step(table, known, interval_of(table, known))
    whole_files({target: lambda path: write_table(requirement, path)}, force=force, committed=committed)
    short = requirement[requirement["status"].astype(str) != "met"]
    if json:
        say_json({"files": [str(target)], "short": len(short), "table": requirement})
    elif not quiet:
        hours = requirement["scheduled"].sum() * interval_of(table, known) / 3600
        say(
            f"{target}: {len(requirement)} intervals, at most {requirement['agents'].max():.0f} agents, "
            f"{hours:,.1f} scheduled hours"
        )
        for row in short.head(10).itertuples():
            status = row.status if isinstance(row.status, str) else "offered or aht is missing"
            say(f"  {status}: {row.queue} {row.interval_start:%a %Y-%m-%d %H:%M}")
    return FALLS_SHORT if len(short) else OK
