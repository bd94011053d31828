"""`erlang agents`: one question, answered on one line."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from erlang._cli.options import JSON, QUIET, with_options
from erlang._cli.question import KEYS, answer


@with_options("targets", also=KEYS)
def command(
    volume: Annotated[float, typer.Option("--volume", help="Contacts offered in the interval.")],
    interval: Annotated[str, typer.Option("--interval", help="Length of the interval, such as 30m.")],
    json: JSON = False,
    quiet: QUIET = False,
    *,
    given: dict[str, Any],
) -> int:
    """How many agents one interval needs, and what a few more or fewer would give."""
    return answer(volume, interval, given, json=json, quiet=quiet)
