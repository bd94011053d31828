"""Reading histories: any export to one table, or a reason why not."""

from __future__ import annotations

from .history import Description, History, require_a_week
from .issues import HistoryError, Issue
from .read import read_history

__all__ = ["Description", "History", "HistoryError", "Issue", "read_history", "require_a_week"]
