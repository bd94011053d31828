"""`erlang schedule`: from a requirement to shifts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from erlang._cli.options import FORCE, JSON, QUIET, SETTINGS, SHIFTS, with_options


@with_options("schedule", also=("timezone", "interval", "shrinkage"))
def command(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="requirement.csv, or its folder.")] = Path("plan"),
    out: Annotated[Optional[Path], typer.Option("--out", help="Folder. Default: beside it.")] = None,  # noqa: UP045
    settings: SETTINGS = None,
    shifts: SHIFTS = None,
    force: FORCE = False,
    json: JSON = False,
    quiet: QUIET = False,
    *,
    given: dict[str, Any],
) -> int:
    """Cover a requirement with shifts; writes shifts.csv and coverage.csv.

    Exit code 3: the requirement has rows that are limited, and asks for fewer people than their targets need.
    """
    from erlang._cli import FALLS_SHORT, OK, places
    from erlang._cli.reading import need_file
    from erlang._cli.running import committed
    from erlang._cli.terminal import progress, say, say_json
    from erlang._planning.output import refuse_files, whole_files
    from erlang._planning.pipeline import scheduled
    from erlang._planning.reading import load_settings
    from erlang._planning.steps import interval_of, settings_with_columns, shifts_of
    from erlang._planning.tables import read_table, write_table

    known = load_settings(settings, given, shifts)
    source = places.table_of(path, "requirement")
    folder = places.folder_of(source) if out is None else out
    files = {name: folder / f"{name}.csv" for name in ("shifts", "coverage")}
    need_file(source)
    refuse_files(list(files.values()), force)
    requirement = read_table(source, ("queue", "interval_start", "scheduled"), known.value("timezone"))
    known = settings_with_columns(known, requirement)
    interval = interval_of(requirement, known)
    kinds, shifts_given = shifts_of(known, requirement, interval)
    with progress(shown=not quiet) as step:
        step("scheduling")
        schedule = scheduled(requirement, known, kinds if shifts_given else None, interval, {})
    whole_files(
        {
            files["shifts"]: lambda path: write_table(schedule.table, path),
            files["coverage"]: lambda path: write_table(schedule.coverage, path),
        },
        force=force,
        committed=committed,
    )
    if json:
        say_json(
            {
                "files": [str(file) for file in files.values()],
                "status": schedule.status,
                "cost": schedule.cost,
                "bound": schedule.bound,
                "gap": schedule.gap,
                "paid_hours": schedule.paid_hours,
                "uncovered": schedule.uncovered,
                "message": schedule.message,
                "table": schedule.table,
            }
        )
    elif not quiet:
        people = int(schedule.table["people"].sum())
        say(
            f"{files['shifts']}: {people:,} shifts, {schedule.paid_hours:,.1f} paid hours, "
            f"{schedule.status} (gap {100 * schedule.gap:.2f} %), {schedule.uncovered:,.1f} agent-hours uncovered"
        )
        for _, sentence in schedule.issues:
            say(f"  warning: {sentence}")
    return FALLS_SHORT if any(code == "limited_rows" for code, _ in schedule.issues) else OK
