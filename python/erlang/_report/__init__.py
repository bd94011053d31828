"""What a planner sees: the HTML report, the workbook, the tables as CSV, the summary in the terminal, and the plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_html(plan: Any, path: str | Path) -> Path:
    """Writes the report as one HTML file that opens offline; returns its path."""
    from erlang._report.html import write_html as write

    return write(plan, path)


def write_xlsx(plan: Any, path: str | Path) -> Path:
    """Writes the workbook, in the order of the report; returns its path."""
    from erlang._report.xlsx import write_xlsx as write

    return write(plan, path)


def write_csv(plan: Any, folder: str | Path) -> tuple[Path, ...]:
    """Writes one CSV per table of the plan into an existing folder; returns their paths."""
    from erlang._report.csv import write_csv as write

    return write(plan, folder)


def summary(plan: Any, *, paths: Mapping[str, Any] | None = None, colour: bool = False) -> str:
    """The summary for a terminal, at most 25 lines of 80 columns."""
    from erlang._report.terminal import summary as text

    return text(plan, paths=paths, colour=colour)
