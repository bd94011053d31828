"""`erlang init`: a commented settings file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from erlang._cli.options import FORCE, JSON, QUIET
from erlang._planning.output import OutputError, whole_files


def command(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Where to write it.")] = Path("plan.toml"),
    force: FORCE = False,
    json: JSON = False,
    quiet: QUIET = False,
) -> int:
    """Write a commented plan.toml with every key; nothing is overwritten without --force."""
    from erlang._cli.running import committed
    from erlang._cli.terminal import say, say_json
    from erlang._settings.template import template

    try:
        whole_files(
            {file: lambda path: path.write_text(template(), encoding="utf-8")}, force=force, committed=committed
        )
    except OutputError as error:
        raise OutputError(str(error).removeprefix("--out ")) from None
    if json:
        say_json({"file": str(file)})
    else:
        say(f"{file} written; edit it, then: erlang plan --settings {file}", quiet=quiet)
    return 0
