"""Settings of a plan: one frozen value, read from and written to TOML."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from erlang._settings.model import Settings
    from erlang._settings.reading import read_settings
    from erlang._settings.writing import effective, to_toml

_HOME = {"Settings": "model", "read_settings": "reading", "effective": "writing", "to_toml": "writing"}

__all__ = ["Settings", "effective", "read_settings", "to_toml"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
