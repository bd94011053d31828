"""A history as read, and what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from erlang._units import format_seconds

from .issues import HistoryError, Issue

_ISSUE_COLUMNS = ("severity", "code", "message", "queue", "file", "lines")


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """Interval history of one or more queues, as :func:`erlang.read_history` understood it.

    Attributes
    ----------
    table : pandas.DataFrame
        ``queue, interval_start, offered`` and, where given, ``handled, abandoned, aht`` (seconds): every row read, none
        invented, sorted by queue and time. A missing value is NaN, never 0. ``interval_start`` has a time zone where
        one is known.
    issues : tuple of Issue
        what was found and what was done about it
    interval : float
        length of an interval in seconds
    timezone : str or None
    source : str
        name of the file, or the kind of the table
    queues : tuple of str
        in order of appearance
    reading : dict
        how the source was understood: encoding, delimiter, columns, order of dates, opening hours
    """

    table: pd.DataFrame
    issues: tuple[Issue, ...]
    interval: float
    timezone: str | None
    source: str
    queues: tuple[str, ...]
    reading: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        first, last = self.table["interval_start"].min(), self.table["interval_start"].max()
        return (
            f"History({self.source!r}, {len(self.table):,} rows, {len(self.queues)} "
            f"queue{'s' if len(self.queues) != 1 else ''}, interval={format_seconds(self.interval)}, {first} … {last}, "
            f"timezone={self.timezone!r}, {len(self.issues)} issues)"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, History):
            return NotImplemented
        return (
            (self.issues, self.interval, self.timezone, self.source, self.queues)
            == (other.issues, other.interval, other.timezone, other.source, other.queues)
            and self.table.equals(other.table)
        )  # fmt: skip

    __hash__ = None  # type: ignore[assignment]

    def issues_table(self) -> pd.DataFrame:
        """One row per issue: severity, code, message, queue, file, lines."""
        rows = [
            (i.severity, i.code, i.message, i.queue, i.file, ", ".join(map(str, i.lines[:1000]))) for i in self.issues
        ]
        table: pd.DataFrame = pd.DataFrame(rows, columns=list(_ISSUE_COLUMNS)).astype(object)
        return table

    def describe(self) -> Description:
        """What was understood: a text for people, ``to_dict()`` for programs."""
        return describe(self)


@dataclass(frozen=True)
class Description:
    """What ``erlang check FILE`` prints."""

    facts: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    queues: tuple[Mapping[str, Any], ...]
    issues: tuple[Issue, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and texts, for JSON."""
        return {
            **{name.replace(" ", "_"): value for name, value in self.facts},
            "columns": dict(self.columns),
            "queues": [dict(queue) for queue in self.queues],
            "issues": [
                {
                    "severity": i.severity,
                    "code": i.code,
                    "message": i.message,
                    "queue": i.queue,
                    "file": i.file,
                    "lines": list(i.lines),
                }
                for i in self.issues
            ],
        }

    def __str__(self) -> str:
        width = max([len(name) for name, _ in (*self.facts, *self.columns)]) + 2
        lines = [f"{name:<{width}}{value}" for name, value in self.facts]
        lines += ["", "columns"]
        lines += [f"  {meaning:<{width}}{actual}" for meaning, actual in self.columns]
        lines += ["", "queues"]
        for queue in self.queues:
            aht = f", AHT {queue['aht']:.0f} s" if queue["aht"] is not None else ""
            lines.append(
                f"  {queue['queue']}: {queue['rows']:,} rows, {queue['first']} to {queue['last']}, "
                f"{queue['offered']:,.0f} offered{aht}; {queue['hours']}"
            )
        if self.issues:
            lines += ["", "found"]
            lines += [f"  {issue.severity}: {issue.message}" for issue in self.issues]
        return "\n".join(lines)


def describe(history: History) -> Description:
    """The summary of a history."""
    reading = history.reading
    table = history.table
    facts = [("source", history.source)]
    facts += [
        (name, str(reading[name]))
        for name in ("format", "encoding", "delimiter", "sheet", "header")
        if reading.get(name)
    ]
    facts += [("layout", str(reading.get("layout", "long")))]
    facts += [(name, str(reading[name])) for name in ("numbers", "dates") if reading.get(name)]
    facts += [
        ("interval", f"{format_seconds(history.interval)} ({reading.get('interval', 'given')})"),
        ("time zone", history.timezone or "none: the clock on the wall"),
        ("rows", f"{len(table):,}"),
    ]
    queues = []
    hours = reading.get("hours", {})
    for name, part in table.groupby("queue", sort=False):
        aht = None
        if "aht" in part and part["aht"].notna().any():
            weight = part["handled"] if "handled" in part else part["offered"]
            known = part["aht"].notna() & (weight > 0)
            if known.any():
                aht = float((part["aht"] * weight)[known].sum() / weight[known].sum())
        queues.append(
            {
                "queue": str(name),
                "rows": len(part),
                "first": f"{part['interval_start'].iloc[0]:%Y-%m-%d %H:%M}",
                "last": f"{part['interval_start'].iloc[-1]:%Y-%m-%d %H:%M}",
                "offered": float(part["offered"].sum()),
                "aht": aht,
                "hours": hours.get(name, ""),
            }
        )
    columns = tuple((str(word), str(actual)) for word, actual in reading.get("columns", {}).items())
    unused = reading.get("unused", ())
    if unused:
        columns += (("not used", ", ".join(unused)),)
    return Description(tuple(facts), columns, tuple(queues), history.issues)


def require_a_week(history: History, *, function: str = "forecast") -> None:
    """Raise where the history spans fewer than seven calendar days, which is too little to forecast from.

    Examples
    --------
    >>> import pandas as pd
    >>> from erlang._reading import read_history
    >>> stamps = pd.date_range("2024-01-01", "2024-01-03 23:30", freq="30min")
    >>> require_a_week(read_history(pd.DataFrame({"interval_start": stamps, "offered": 1})))
    Traceback (most recent call last):
    erlang._reading.issues.HistoryError: forecast: the history holds 3 days, ...
    """
    stamps = history.table["interval_start"]
    first, last = stamps.min(), stamps.max()
    days = (last.date() - first.date()).days + 1
    if days < 7:
        message = (
            f"{function}: the history holds {days} day{'s' if days > 1 else ''}, {first:%Y-%m-%d} to {last:%Y-%m-%d}; "
            f"a forecast needs a week at least"
        )
        raise HistoryError(message, (Issue("error", "short_history", message, file=history.source),))
