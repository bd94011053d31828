"""The pipeline that joins the rooms: a history becomes a staffed, scheduled and checked plan."""

from __future__ import annotations

from erlang._settings import Settings, read_settings

__all__ = ["Settings", "read_settings"]
