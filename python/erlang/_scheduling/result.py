"""A schedule: who works when, what it covers, what it costs, and how far from the best it can be."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from erlang._scheduling.shifts import Shift

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Schedule:
    """Who works when, and what that covers.

    Attributes
    ----------
    table : frame
        ``queue, shift, start, end, length`` (seconds), ``breaks`` (as text), ``break_offsets`` (seconds after the
        start/length/paid or unpaid, for programs), ``paid_hours`` (of one person), ``people``.
    coverage : frame
        ``queue, interval_start, required, covered, over, under`` per step of the grid: covered are people on duty and
        not on a break.
    queues : frame
        ``queue, status, cost, bound, gap, paid_hours, uncovered, message`` per queue.
    status : str
        ``optimal`` (proven), ``feasible`` (a plan within ``gap`` of the bound), ``stopped`` (the best plan when it was
        interrupted), ``infeasible`` (a queue no shift can serve).
    cost, bound, gap : float
        Paid hours + uncovered_weight × uncovered; no plan costs less than ``bound``; (cost − bound) / cost.
    paid_hours, uncovered : float
        Paid hours, and agent-hours short.
    message : str
        What there is to say about it.
    interval : int
        Seconds of a step of the grid.
    shifts : tuple of Shift
    uncovered_weight : float
    cyclic : int or None
        Seconds after which the schedule repeats, None for a dated one.
    carry_in : frame or None
        The shifts of before that reach into it.
    issues : tuple of (code, sentence)
    """

    table: Any
    coverage: Any
    queues: Any
    status: str
    cost: float
    bound: float
    gap: float
    paid_hours: float
    uncovered: float
    message: str
    interval: int
    shifts: tuple[Shift, ...]
    uncovered_weight: float = 10.0
    cyclic: int | None = None
    carry_in: Any = None
    counts_breaks: bool = False
    issues: tuple[tuple[str, str], ...] = field(default=())

    _FRAMES = ("table", "coverage", "queues", "carry_in")

    def __repr__(self) -> str:
        return (
            f"Schedule(status={self.status!r}, cost={self.cost:.2f}, bound={self.bound:.2f}, gap={self.gap:.4f}, "
            f"paid_hours={self.paid_hours:.2f}, uncovered={self.uncovered:.2f}, shifts={len(self.table)} rows)"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Schedule):
            return NotImplemented
        for name in self.__dataclass_fields__:
            mine, theirs = getattr(self, name), getattr(other, name)
            if name in self._FRAMES:
                if not _same_frame(mine, theirs):
                    return False
            elif isinstance(mine, float) and isinstance(theirs, float):
                if mine != theirs and not (math.isnan(mine) and math.isnan(theirs)):
                    return False
            elif mine != theirs:
                return False
        return True

    __hash__ = None  # type: ignore[assignment]

    def plot(self) -> Figure:
        """People required and on duty per step, uncovered parts in red, a row of axes per queue.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from erlang._report.plots import plot_schedule

        return plot_schedule(self)

    @classmethod
    def from_tables(
        cls,
        table: Any,
        coverage: Any,
        *,
        shifts: tuple[Shift, ...] = (),
        timezone: str | None = None,
        uncovered_weight: float = 10.0,
        interval: Any = None,
    ) -> Schedule:
        """The schedule whose tables these are, read back from files or changed by hand.

        Cost, paid hours and uncovered hours are added up from the tables; nothing is known about the best there could
        be, so that ``bound`` and ``gap`` are NaN and ``status`` is ``feasible``. Stamps may be texts, as CSV files hold
        them; those with a UTC offset need ``timezone``.

        Examples
        --------
        >>> import pandas as pd, erlang
        >>> need = pd.DataFrame({"interval_start": pd.date_range("2026-01-05 08:00", periods=8, freq="h"),
        ...                      "scheduled": [2, 3, 3, 3, 3, 3, 2, 2]})
        >>> plan = erlang.schedule(need)
        >>> again = erlang.Schedule.from_tables(plan.table, plan.coverage)
        >>> again.cost == plan.cost, again.status
        (True, 'feasible')
        """
        from erlang._scheduling.tables import schedule_from_tables

        return schedule_from_tables(table, coverage, shifts, timezone, uncovered_weight, interval)


def _same_frame(mine: Any, theirs: Any) -> bool:
    if mine is None or theirs is None:
        return mine is theirs
    from erlang._frames import to_pandas

    (left, left_kind), (right, right_kind) = to_pandas(mine), to_pandas(theirs)
    return left_kind == right_kind and list(left.columns) == list(right.columns) and _equal(left, right)


def _equal(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    return bool(left.reset_index(drop=True).equals(right.reset_index(drop=True)))
