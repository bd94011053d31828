"""The one warning category of the library."""

from __future__ import annotations


class PlanningWarning(UserWarning):
    """Something a planner should know, and that did not stop the computation.

    The text holds one sentence per finding; results carry the same findings as ``(code, sentence)`` pairs.
    """
