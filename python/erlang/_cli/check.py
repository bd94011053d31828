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
    from erlang._cli.terminal import say, say_json
    from erlang._planning.reading import load_history, load_settings

    history = load_history(load_settings(settings, {**given, "file": str(file.absolute())}))
    described = history.describe()
    if json:
        say_json(described.to_dict())
    else:
        say(str(described), quiet=quiet)
    return 0
