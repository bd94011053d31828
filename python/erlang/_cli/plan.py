"""`erlang plan`: the whole way, from a history to a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from erlang._cli import FALLS_SHORT, OK
from erlang._cli.options import FORCE, JSON, QUIET, SETTINGS, SHIFTS, with_options

_START = "forecast, staff, schedule or simulate: take the tables of the steps before from --from."
_FROM = "Folder with these tables. Default: that of --settings where it holds them, else --out."


@with_options("history", "targets", "staffing", "forecast", "schedule", "simulation", "output")
def command(
    file: Annotated[Optional[Path], typer.Argument(metavar="[FILE]", help="The history.")] = None,  # noqa: UP045
    out: Annotated[Optional[Path], typer.Option("--out", help="The folder to write. Default ./plan.")] = None,  # noqa: UP045
    settings: SETTINGS = None,
    shifts: SHIFTS = None,
    start_at: Annotated[str, typer.Option("--start-at", metavar="STEP", help=_START)] = "forecast",
    source: Annotated[Optional[Path], typer.Option("--from", metavar="FOLDER", help=_FROM)] = None,  # noqa: UP045
    force: FORCE = False,
    json: JSON = False,
    quiet: QUIET = False,
    *,
    given: dict[str, Any],
) -> int:
    """Plan the days after a history: forecast, agents, shifts, and the proof by simulation, with a report.

    Exit code 0: every target is met. 3: a day misses a target, or an interval cannot be staffed as needed.
    """
    from erlang._cli.question import warn_of_small_times
    from erlang._cli.running import committed
    from erlang._cli.terminal import progress, say, say_json, say_warnings
    from erlang._planning.files import read_tables, write_plan
    from erlang._planning.output import whole_folder
    from erlang._planning.pipeline import STEPS, plan
    from erlang._planning.reading import load_history, load_settings

    if start_at not in STEPS:
        raise ValueError(f"--start-at must be one of {', '.join(STEPS)}, got {start_at!r}")
    if file is not None:
        given["file"] = str(file.absolute())
    if out is not None:
        given["out"] = str(out.absolute())
    known = load_settings(settings, given, shifts)
    target = out or _shown(Path(known.value("out")))
    warn_of_small_times(known.value("interval"), known.value("aht"))
    with whole_folder(target, force=force, committed=committed) as staging, progress(shown=not quiet) as step:
        step("reading the history")
        history = load_history(known)
        tables = read_tables(_source(source, settings, target, start_at), start_at, history.timezone)
        made = plan(history, known, start_at=start_at, tables=tables, progress=step)
        step("writing the report")
        write_plan(made, staging)
    paths = {"Report": target / "report.html", "Workbook": target / "plan.xlsx", "Tables": target / "*.csv"}
    code = OK if made.holds else FALLS_SHORT
    if not quiet:
        say_warnings(made.issues)
    if json:
        say_json(as_json(made, target, code))
    elif not quiet:
        say(made.summary(paths=paths))
    return code


def _shown(path: Path) -> Path:
    """A path below the current folder as the user would write it."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _source(source: Path | None, settings: Path | None, target: Path, start_at: str) -> Path:
    """The folder whose tables are taken."""
    if source is not None:
        return source
    beside = settings.parent if settings is not None else target
    return beside if (beside / "forecast.csv").exists() else target


def as_json(made: Any, target: Path, code: int) -> dict[str, Any]:
    """What a program wants to know of a plan; the tables are in the files."""
    from erlang._planning.files import FILES

    return {
        "title": made.title,
        "exit_code": code,
        "period": made.period,
        "queues": made.queues,
        "verdict": made.verdict,
        "figures": made.figures,
        "days": made.days,
        "doubts": made.doubts,
        "what_if": made.what_if,
        "issues": made.issues,
        "assumptions": made.assumptions,
        "schedule": {
            name: getattr(made.schedule, name)
            for name in ("status", "cost", "bound", "gap", "paid_hours", "uncovered", "message")
        },
        "files": [str(target / name) for name in FILES],
    }
