"""`erlang simulate`: the proof of a schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from erlang._cli import FALLS_SHORT, OK
from erlang._cli.options import FORCE, JSON, QUIET, SETTINGS, with_options


@with_options("targets", "simulation", also=("timezone", "interval", "patience", "lines", "shrinkage"))
def command(
    path: Annotated[
        Path, typer.Argument(metavar="[PATH]", help="Folder with requirement.csv and coverage.csv.")
    ] = Path("plan"),
    out: Annotated[Optional[Path], typer.Option("--out", help="Folder or .csv file. Default: beside them.")] = None,  # noqa: UP045
    settings: SETTINGS = None,
    force: FORCE = False,
    json: JSON = False,
    quiet: QUIET = False,
    *,
    given: dict[str, Any],
) -> int:
    """Simulate a schedule and judge every day by its targets; writes simulation.csv.

    Exit code 3: a day misses a target, or an interval could not be staffed as needed.
    """
    from erlang._cli import places
    from erlang._cli.reading import need_file
    from erlang._cli.running import committed
    from erlang._cli.terminal import progress, say, say_json
    from erlang._planning.output import refuse_files, whole_files
    from erlang._planning.reading import load_settings
    from erlang._planning.simulating import centre_of, judge_days, simulate_step
    from erlang._planning.steps import interval_of, settings_with_columns
    from erlang._planning.tables import read_table, write_table
    from erlang._planning.targets import queue_targets
    from erlang._planning.verdict import intervals_below, verdict_of

    known = load_settings(settings, given)
    folder = places.folder_of(path)
    target = places.output_of(out, folder, "simulation")
    for name in ("requirement", "coverage"):
        need_file(folder / f"{name}.csv")
    refuse_files([target], force)
    zone = known.value("timezone")
    requirement = read_table(folder / "requirement.csv", ("queue", "interval_start", "offered", "aht"), zone)
    coverage = read_table(folder / "coverage.csv", ("queue", "interval_start", "covered"), zone)
    known = settings_with_columns(known, requirement)
    targets = {str(queue): queue_targets(known, str(queue)) for queue in requirement["queue"].unique()}
    interval = interval_of(requirement, known)
    with progress(shown=not quiet) as step:
        step("simulating")
        centre = centre_of(requirement, coverage, known, targets, interval, None)
        simulation = simulate_step(centre, known)
    days = judge_days(simulation, targets)
    limited = int((requirement["status"].astype(str) != "met").sum()) if "status" in requirement else 0
    verdict = verdict_of(days, intervals_below(simulation.table, targets), targets, interval, limited=limited)
    whole_files({target: lambda path: write_table(simulation.table, path)}, force=force, committed=committed)
    if json:
        say_json({"files": [str(target)], "verdict": verdict, "days": days, "totals": simulation.totals})
    elif not quiet:
        say(verdict.sentence)
        say(str(target))
    return OK if verdict.met and not limited else FALLS_SHORT
