"""`erlang forecast`: from a history to the volumes to come."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from erlang._cli.options import FORCE, JSON, QUIET, SETTINGS, with_options


@with_options("history", "forecast", also=("aht",))
def command(
    file: Annotated[Optional[Path], typer.Argument(metavar="[FILE]", help="The history.")] = None,  # noqa: UP045
    out: Annotated[Optional[Path], typer.Option("--out", help="Folder or .csv file. Default ./plan.")] = None,  # noqa: UP045
    settings: SETTINGS = None,
    force: FORCE = False,
    json: JSON = False,
    quiet: QUIET = False,
    *,
    given: dict[str, Any],
) -> int:
    """Forecast the volumes and handle times of the days after a history; writes forecast.csv."""
    from erlang._cli import places
    from erlang._cli.question import warn_of_small_times
    from erlang._cli.running import committed
    from erlang._cli.terminal import progress, say, say_issues, say_json
    from erlang._planning.output import refuse_files, whole_files
    from erlang._planning.reading import load_history, load_settings
    from erlang._planning.steps import forecast_step
    from erlang._planning.tables import write_table

    if file is not None:
        given["file"] = str(file.absolute())
    known = load_settings(settings, given)
    target = places.output_of(out, Path(known.value("out")), "forecast")
    warn_of_small_times(known.value("interval"), known.value("aht"))
    with progress(shown=not quiet) as step:
        step("reading the history")
        history = load_history(known)
        refuse_files([target], force)
        step("forecasting")
        forecast = forecast_step(history, known)
        whole_files({target: lambda path: write_table(forecast.table, path)}, force=force, committed=committed)
    issues = (*history.issues, *forecast.issues)
    if json:
        say_json({"files": [str(target)], "issues": issues, "backtest": forecast.backtest, "table": forecast.table})
    elif not quiet:
        stamps = forecast.table["interval_start"]
        say(f"{target}: {len(stamps)} intervals, {stamps.min():%a %Y-%m-%d} to {stamps.max():%a %Y-%m-%d}")
        for queue, part in forecast.table.groupby("queue", sort=False):
            say(f"  {queue}: {part['offered'].sum():,.0f} offered")
        say_issues(issues)
    return 0
