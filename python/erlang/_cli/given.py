"""Options as they are spelled, and their values as the settings hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from erlang._settings.kinds import UnfitError
from erlang._settings.schema import KeyInfo


def flag(name: str) -> str:
    """How a key is spelled on the command line."""
    return "--queue" if name == "queues" else "--" + name.replace("_", "-")


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        raise UnfitError from None


def given_value(info: KeyInfo, value: Any) -> Any:
    """The value of an option as the settings hold it."""
    shown = value if info.kind.numeric else repr(value)
    try:
        value = info.kind.check(_number(value) if info.kind.numeric and isinstance(value, str) else value)
    except UnfitError as error:
        raise ValueError(f"{flag(info.name)} must be {info.kind.expected}, got {shown}{error.why}") from None
    return str(Path(value).absolute()) if info.kind.name == "path" else value
