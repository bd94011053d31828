"""Settings of a plan: one frozen value, read from and written to TOML."""

from __future__ import annotations

from erlang._settings.model import Settings
from erlang._settings.reading import read_settings
from erlang._settings.writing import effective, to_toml

__all__ = ["Settings", "effective", "read_settings", "to_toml"]
