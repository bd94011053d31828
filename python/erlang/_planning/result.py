"""What a plan is: every table, the verdict, and what a reader should know about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erlang._settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from erlang.forecasting import Forecast, History
    from erlang.scheduling import Schedule
    from erlang.simulation import Centre, SimulationResult
    from erlang.staffing import Explanation


@dataclass(frozen=True)
class Verdict:
    """Whether the plan holds, said in a sentence, with the cheapest repairs where it does not.

    ``met`` is true where no day of any queue misses a target; ``worst`` says which day, queue and interval come off
    worst.

    Examples
    --------
    >>> import erlang
    >>> verdict = erlang.Verdict(met=True, sentence="The plan meets 80 % in 20 s on all 7 days.")
    >>> verdict.met, verdict.repairs
    (True, ())
    """

    met: bool
    sentence: str
    repairs: tuple[str, ...] = ()
    worst: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Figure:
    """One of the six figures: its value, how it reads, its unit, and what it is made of."""

    name: str
    value: float
    text: str
    unit: str
    made_of: str


@dataclass(frozen=True, eq=False)
class Plan:
    """A staffed, scheduled and checked plan: the result of `erlang.plan`.

    Tables are pandas DataFrames. ``write`` puts the report, the workbook, one CSV per step and the effective settings
    into a folder; ``summary`` is the text the terminal gets.

    Attributes
    ----------
    title, made_at, version, timezone, period, queues
        What the plan is about and when it was made; ``period`` is the first and the last date.
    history, forecast, requirement, schedule, simulation, centre
        The steps, in their order.
    days
        Per queue, date and target: goal, simulated value with half width, verdict (``met``, ``missed``), whether it is
        close, and with the forecast's uncertainty the expected value and the share of days that meet the target.
    verdict, figures, assumptions, issues, doubts, what_if
        What the report says about it.
    worked, around
        The busiest interval worked through, an `Explanation`; and how it performs with a few agents fewer and more.
    settings
        The effective settings, defaults included.

    """

    title: str
    made_at: datetime
    version: str
    timezone: str | None
    period: tuple[date, date]
    queues: tuple[str, ...]
    history: History
    forecast: Forecast
    requirement: pd.DataFrame
    schedule: Schedule
    simulation: SimulationResult
    centre: Centre
    days: pd.DataFrame
    verdict: Verdict
    figures: tuple[Figure, ...]
    assumptions: pd.DataFrame
    issues: pd.DataFrame
    doubts: tuple[str, ...]
    what_if: pd.DataFrame
    settings: Settings
    wage: float | None
    worked: Explanation
    around: pd.DataFrame

    @property
    def limited(self) -> int:
        """Intervals in which a target cannot be met: seats stand in the way, or no number of agents meets it."""
        return int((self.requirement["status"].astype(str) != "met").sum())

    @property
    def holds(self) -> bool:
        """Whether no day misses a target and no interval is limited."""
        return self.verdict.met and not self.limited

    def summary(self, paths: Mapping[str, Path] | None = None, *, colour: bool = False) -> str:
        """The plan in at most 25 lines of 80 columns, with the paths of its files where they are given."""
        from erlang._report import summary

        return summary(self, paths=paths, colour=colour)

    def to_html(self, path: str | Path) -> None:
        """Write the report: one HTML file that opens offline."""
        from erlang._report import write_html

        write_html(self, path)

    def to_xlsx(self, path: str | Path) -> None:
        """Write the workbook."""
        from erlang._report import write_xlsx

        write_xlsx(self, path)

    def write(self, folder: str | Path, force: bool = False) -> None:
        """Write every file of the plan into `folder`, which is there whole or not at all.

        Raises ``ValueError`` where the folder holds something already, unless `force` is given; files in it that a
        plan does not have are kept.
        """
        from erlang._planning.files import write_plan
        from erlang._planning.output import whole_folder

        with whole_folder(Path(folder), force=force) as staging:
            write_plan(self, staging)
