"""What was found while reading: errors stop, warnings and notes travel with the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

FUNCTION = "read_history"


@dataclass(frozen=True)
class Issue:
    """One finding: what it is, in a plain sentence, and where.

    ``severity`` is ``"warning"`` or ``"note"`` (``"error"`` in :class:`HistoryError`), ``lines`` are physical lines of
    a text file, rows of a sheet, or row numbers of a frame, counted from 1.

    Examples
    --------
    >>> Issue("warning", "gap", "3 intervals are missing.", queue="sales").message
    '3 intervals are missing.'
    """

    severity: str
    code: str
    message: str
    queue: str | None = None
    lines: tuple[int, ...] = ()
    file: str | None = None


class HistoryError(ValueError):
    """A history that cannot be read as meant; ``problems`` holds every reason as an :class:`Issue`."""

    def __init__(self, message: str, problems: tuple[Issue, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class MissingFileError(HistoryError, FileNotFoundError):
    """There is no such file."""


@dataclass
class Findings:
    """Collects what is found; :meth:`stop` raises once errors are there."""

    file: str
    unit: str = "line"  # what a line number counts: "line" or "row"
    errors: list[Issue] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def place(self, lines: Sequence[int], column: str | None = None) -> str:
        """``line 3, column 'offered'``, or the first five of several lines."""
        where = numbers(lines, self.unit)
        if column is not None:
            where = f"{where}, column '{column}'" if where else f"column '{column}'"
        return where

    def error(
        self, code: str, message: str, lines: Iterable[Any] = (), *, column: str | None = None, queue: str | None = None
    ) -> None:
        """Add an error; its message begins with the place."""
        where = tuple(int(line) for line in lines)
        place = self.place(where, column)
        self.errors.append(Issue("error", code, f"{place}: {message}" if place else message, queue, where, self.file))

    def warning(self, code: str, message: str, lines: Iterable[Any] = (), *, queue: str | None = None) -> None:
        """Add a warning: the message is a whole sentence; the lines are kept beside it."""
        self._add("warning", code, message, lines, queue)

    def note(self, code: str, message: str, lines: Iterable[Any] = (), *, queue: str | None = None) -> None:
        """Add a note."""
        self._add("note", code, message, lines, queue)

    def _add(self, severity: str, code: str, message: str, lines: Iterable[Any], queue: str | None) -> None:
        where = tuple(int(line) for line in lines)
        if where and "{lines}" in message:
            message = message.replace("{lines}", numbers(where, self.unit))
        self.issues.append(Issue(severity, code, message, queue, where, self.file))

    def stop(self) -> None:
        """Raise :class:`HistoryError` with every error there is."""
        if not self.errors:
            return
        if len(self.errors) == 1:
            text = f"{FUNCTION}: {self.file}: {self.errors[0].message}"
        else:
            shown = "\n".join(f"  - {issue.message}" for issue in self.errors[:20])
            more = f"\n  - and {len(self.errors) - 20} more" if len(self.errors) > 20 else ""
            text = f"{FUNCTION}: {self.file}: {len(self.errors)} problems\n{shown}{more}"
        raise HistoryError(text, tuple(self.errors))

    def refuse(self, code: str, message: str, lines: Iterable[Any] = (), *, column: str | None = None) -> HistoryError:
        """An error that stops at once: ``raise findings.refuse(...)``. Errors collected before are told too."""
        self.error(code, message, lines, column=column)
        try:
            self.stop()
        except HistoryError as error:
            return error
        raise AssertionError


def numbers(lines: Sequence[int], unit: str = "line", most: int = 5) -> str:
    """``line 7``, ``lines 7, 8 and 12``, ``lines 7, 8, 9, 10, 11 and 30 more``; runs are shortened."""
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{unit} {lines[0]}"
    if len(lines) > 2 and list(lines) == list(range(lines[0], lines[0] + len(lines))):
        return f"{unit}s {lines[0]} to {lines[-1]}"
    shown = [str(line) for line in lines[:most]]
    if len(lines) > most:
        return f"{unit}s {', '.join(shown)} and {len(lines) - most} more"
    return f"{unit}s {', '.join(shown[:-1])} and {shown[-1]}"


def quoted(values: Iterable[Any], most: int = 3) -> str:
    """Distinct values in quotes, the first ``most`` of them."""
    distinct = list(dict.fromkeys(str(value) for value in values))
    text = ", ".join(f"'{value}'" for value in distinct[:most])
    return text + (f" and {len(distinct) - most} more" if len(distinct) > most else "")
