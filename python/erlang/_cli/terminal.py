"""What is said on the terminal: text, JSON, and progress on stderr."""

from __future__ import annotations

import contextlib
import json
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from typing import Any


def say(text: str, *, quiet: bool = False) -> None:
    """Print to standard output."""
    if not quiet:
        print(text)


def plain(value: Any) -> Any:
    """A value as JSON holds it: NaN and infinities become null, tables lists of rows."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return str(value) if type(value) not in (str, int, bool, type(None)) and isinstance(value, str) else value
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return [plain(row) for row in value.to_dict("records")]
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if hasattr(value, "isoformat"):
        return None if str(value) == "NaT" else value.isoformat()
    if hasattr(value, "item"):
        return plain(value.item())
    return None if str(value) == "<NA>" else str(value)


def say_json(value: Any) -> None:
    """Print one JSON document to standard output."""
    print(json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False))


@contextlib.contextmanager
def progress(*, shown: bool) -> Iterator[Callable[[str], None]]:
    """A spinner on stderr with the step at hand, on a terminal only, and not before a second has passed.

    Yields the function to call with the name of each step.
    """
    if not shown or not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("reading", total=None, visible=False)
    began = time.monotonic()

    def step(name: str) -> None:
        bar.update(task, description=name, visible=time.monotonic() - began > 1.0)

    timer = threading.Timer(1.0, lambda: bar.update(task, visible=True))
    timer.daemon = True
    with bar:
        timer.start()
        try:
            yield step
        finally:
            timer.cancel()


def say_warnings(issues: Any) -> None:
    """Print the warnings of a plan to standard error, a line each, with the queues they are about."""
    found: dict[str, list[str]] = {}
    for severity, message, queue in zip(issues["severity"], issues["message"], issues["queue"]):
        if severity == "warning":
            found.setdefault(message, []).extend([queue] if isinstance(queue, str) and queue not in message else [])
    several = len({queue for queue in issues["queue"] if isinstance(queue, str)}) > 1
    for message, queues in found.items():
        who = f"{', '.join(queues)}: " if several and queues else ""
        print(f"erlang: warning: {who}{message}", file=sys.stderr)


def say_issues(issues: Any, most: int = 10) -> None:
    """Print what was found on the way, warnings first."""
    ordered = sorted(issues, key=lambda issue: issue.severity != "warning")
    for issue in ordered[:most]:
        print(f"  {issue.severity}: {issue.message}")
    if len(ordered) > most:
        print(f"  and {len(ordered) - most} more")
