"""The command line `erlang`: one file per command, loaded only when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

OK, BAD_INPUT, FALLS_SHORT, INTERNAL, INTERRUPTED = 0, 2, 3, 70, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code.

    0 done · 2 bad input or usage · 3 a day misses a target, or a row is unreachable or limited · 70 internal error ·
    130 interrupted.
    """
    try:
        from erlang._cli.running import run
    except KeyboardInterrupt:
        return INTERRUPTED
    return run(sys.argv[1:], leaving=True) if arguments is None else run(list(arguments))
