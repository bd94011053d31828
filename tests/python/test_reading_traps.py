"""Exports with a trap: what must not be read in silence, and plain ones that must not be refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from erlang import read_history
from erlang._reading import HistoryError
from reading_exports import rows_of, tall_days, text, truth, wide

HALF = timedelta(minutes=30)
TABLE = truth()
WIDE = wide(TABLE, "%Y-%m-%d", "%H:%M")
MARCH = truth(start="2024-02-01", days=12)
SWAPPED = truth(start="2024-01-01", days=59)


def long(header: str, more: str = "", before: str = "", after: str = "") -> str:
    """A row per interval; ``more`` is written after each."""
    return text(
        TABLE, header, lambda stamp, volume: f"{stamp:%Y-%m-%d %H:%M},{volume:.0f}{more}", before=before, after=after
    )


def two(row: Callable[[datetime], str], table: pd.DataFrame = TABLE, header: str = "Date,Time,Calls") -> str:
    """Date and time apart."""
    return text(table, header, lambda stamp, volume: f"{row(stamp)},{volume:.0f}")


def kinds(*words: str) -> str:
    """A column that says of each row what it is."""
    lines = [
        f"{stamp},{volume:.0f},{words[index * len(words) // len(TABLE)]}"
        for index, (stamp, volume) in enumerate(rows_of(TABLE))
    ]
    return "\n".join(["Start,Calls,Status", *lines]) + "\n"


def half_day(order: Callable[[list[datetime]], list[datetime]], queues: tuple[str, ...] = ("a",)) -> str:
    """Half hours from 08:00 to 18:00 on a clock that runs to 12."""
    lines = ["Queue,Date,Time,Calls"]
    for day in range(22, 29):
        stamps = order([datetime(2024, 1, day, 8) + index * HALF for index in range(20)])
        lines += [f"{queue},{stamp:%Y-%m-%d},{stamp:%I:%M},{stamp.hour}" for stamp in stamps for queue in queues]
    return "\n".join(lines) + "\n"


def swapped(stamp: datetime) -> str:
    """As a sheet of the other country leaves dates: swapped where that is a date, a text where it is none."""
    return f"{stamp:%d/%m/%Y}" if stamp.day > 12 else f"{stamp:%m/%d/%Y}"


def day_totals(label: str) -> str:
    """A row with the day's sum after its intervals, named in a word that is not known."""
    out = ["Date,Time,Calls"]
    for day, group in TABLE.groupby(TABLE["interval_start"].dt.date):
        out += [f"{stamp:%Y-%m-%d},{stamp:%H:%M},{volume:.0f}" for stamp, volume in rows_of(group)]
        out.append(f"{day},{label},{group['offered'].sum():.0f}")
    return "\n".join(out) + "\n"


REFUSED: dict[str, tuple[str, str]] = {
    "ASA across": ("Average Speed of Answer\n" + WIDE, "found 'Average Speed of Answer' above a table"),
    "talk time across": ("Talk Time\n" + WIDE, "found 'Talk Time' above a table"),
    "load across": ("Erlangs\n" + WIDE, "found 'Erlangs' above a table"),
    "people across": ("FTE required\n" + WIDE, "found 'FTE required' above a table"),
    "people across, German": ("Besetzung\n" + WIDE, "found 'Besetzung' above a table"),
    "talk time across, German": ("Gesprächsdauer\n" + WIDE, "found 'Gesprächsdauer' above a table"),
    "talk time across, Dutch": ("Gesprekstijd\n" + WIDE, "found 'Gesprekstijd' above a table"),
    "service level in the rows": (
        re.sub(r"^([^,]*),", r"\1,SL,", WIDE, flags=re.MULTILINE).replace("SL", "What", 1),
        "expected one of them to be contacts offered",
    ),
    "rows projected": (kinds("Actual", "Projected"), "some rows are forecast and some are not"),
    "rows of a budget": (kinds("Actual", "Budget"), "some rows are forecast and some are not"),
    "rows of an unknown kind": (kinds("Actual", "Scenario B"), "some rows are forecast and some are not"),
    "a forecast with quantiles": (
        long("interval_start,offered,offered_p10,offered_p90", ",3,40"),
        "line 1, column 'offered_p10': found quantiles, so the rows are a forecast",
    ),
    "half a day's clock, latest first": (half_day(lambda s: s[::-1]), "AM and PM are missing"),
    "half a day's clock, queues in turn": (half_day(lambda s: s, ("a", "b")), "AM and PM are missing"),
    "half a day's clock, sorted as text": (
        half_day(lambda s: sorted(s, key=lambda t: f"{t:%I:%M}")),
        "AM and PM are missing",
    ),
    "hours counted from 1": (
        "Date,Hour,Calls\n"
        + "".join(f"2024-01-{day},{hour},{hour + day}\n" for day in range(10, 24) for hour in range(1, 13)),
        "found '1', '2', '3' and 9 more, hours that begin at 1 every day",
    ),
    "hours counted from 1 across": (
        "Date," + ",".join(map(str, range(1, 13))) + "\n"
        + "".join(f"2024-01-{day},{'7,' * 11}3\n" for day in range(10, 24)),
        "hours that begin at 1 every day",
    ),
    "month first with dots": (
        two(lambda s: f"{s:%m.%d.%Y},{s:%H:%M}", MARCH),
        "day and month cannot be told apart: '02.01.2024'",
    ),
    "days and months swapped by a sheet": (
        two(lambda s: f"{swapped(s)},{s:%H:%M}", SWAPPED),
        "line 10, column 'Date': found '01/02/2024' among dates with the day first; the rows are in order of time only "
        "if day and month are swapped in some of them, as a sheet set to another country does; expected one order in "
        "the whole column",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    content, message = REFUSED[name]
    path = tmp_path / "calls.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(HistoryError, match=re.escape(message)):
        read_history(path)


def test_two_columns_for_one_meaning_are_a_problem_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(long("Start,Calls,Chats", ",3", before="Report\n"))
    with pytest.raises(HistoryError) as caught:
        read_history(path)
    assert str(caught.value) == (
        "read_history: calls.csv: line 2: 2 columns could be 'offered': 'Calls', 'Chats'; say which with "
        'columns={"offered": "Calls"}'
    )
    assert [problem.code for problem in caught.value.problems] == ["two_columns"]


def twins() -> str:
    """A second queue that holds the numbers of the first."""
    lines = [f"{queue},{stamp},{volume:.0f}" for stamp, volume in rows_of(TABLE) for queue in ("a", "Whole")]
    return "\n".join(["Queue,Start,Calls", *lines]) + "\n"


WARNED: dict[str, tuple[str, str, str]] = {
    "a forecast above": (
        long("Start,Calls", before="Volume forecast\n"), "title",
        "Line 1 says 'Volume forecast', but column 'Calls' was taken as contacts that came.",
    ),
    "outbound above": (
        long("Start,Calls", before="Outbound calls\n\n"), "title",
        "Line 1 says 'Outbound calls', but column 'Calls' was taken as contacts that came.",
    ),
    "handled above": (
        long("Start,Calls", before="Calls answered\n"), "title",
        "Line 1 says 'Calls answered', but column 'Calls' was taken as contacts that came.",
    ),
    "more abandoned than offered": (
        long("Start,Offered,Abandoned", ",30"), "abandoned_over_offered",
        "In 81 rows abandoned is more than offered: lines 3, 4, 6, 7, 9 and 76 more.",
    ),
    "queues alike": (
        twins(), "twin_queues",
        "Queues 'a' and 'Whole' hold the same numbers at every stamp; if one is a total of the other, name the queue "
        "to read with queue= (--queue).",
    ),
    "one queue in two spellings": (
        "".join(
            f"{line},{'Sales' if index % 3 else 'SALES'}\n" if index else f"{line},Queue\n"
            for index, line in enumerate(long("Start,Calls").splitlines())
        ),
        "queue_names", "Queues 'Sales' and 'SALES' differ in spelling only; they were read as two queues.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNED)
def test_warned(name: str, tmp_path: Path) -> None:
    content, code, message = WARNED[name]
    path = tmp_path / "calls.csv"
    path.write_text(content, encoding="utf-8")
    found = [issue for issue in read_history(path).issues if issue.code == code]
    assert [(issue.severity, issue.message) for issue in found] == [("warning", message)]


def military(table: pd.DataFrame) -> str:
    """Times such as 0830, with the header again on each day and a total below."""
    parts = [
        two(lambda s: f"{s:%Y-%m-%d},{s:%H%M}", part) for _, part in table.groupby(table["interval_start"].dt.date)
    ]
    return "".join(parts) + f"Total,,{table['offered'].sum():.0f}\n"


def serials() -> str:
    """Days since 1900 with a total under each."""
    out = ["Date,Time,Calls"]
    for day, group in TABLE.groupby(TABLE["interval_start"].dt.date):
        number = (pd.Timestamp(str(day)) - pd.Timestamp("1899-12-30")).days
        out += [f"{number},{stamp:%H:%M},{volume:.0f}" for stamp, volume in rows_of(group)]
        out.append(f"{number} Total,,{group['offered'].sum():.0f}")
    return "\n".join([*out, f"Grand Total,,{TABLE['offered'].sum():.0f}"]) + "\n"


READ: dict[str, str] = {
    "ranges without a colon": two(lambda s: f"{s:%Y-%m-%d},{s:%H%M}-{s + HALF:%H%M}"),
    "a and p": two(lambda s: f"{s:%Y-%m-%d},{s:%I:%M}{'a' if s.hour < 12 else 'p'}"),
    "four digits, header again": military(TABLE),
    "four digits down, total below": tall_days(TABLE, "%Y-%m-%d", "%H%M", corner="") + "Total" + ",7" * 14 + "\n",
    "serials with totals": serials(),
    "totals of days in an unknown word": day_totals("Dagtotaal"),
    "entered": long("Start,Entered,Answered,Abandoned", ",0,0"),
    "entered beside offered": long("Start,Offered,Entered", ",99"),
    "a report that counts": long("Start,COUNT(Calls)"),
    "a forecast above, actual below": long("Start,Actual Calls,Forecast Calls", ",9", before="Forecast and actual\n"),
    "a report of the service level": long("Start,Offered,Handled", ",0", before="Report: service level\n"),
    "the time above": "Uhrzeit: 08:00-12:00\n" + WIDE,
    "the clock in the corner": tall_days(TABLE, "%d.%m.%Y", "%H:%M", corner="Uhrzeit"),
}


@pytest.mark.parametrize("name", READ)
def test_read_as_meant(name: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(READ[name], encoding="utf-8")
    history = read_history(path)
    assert history.interval == 1800
    assert history.table["offered"].tolist() == TABLE["offered"].tolist()
    assert history.table["interval_start"].tolist() == TABLE["interval_start"].tolist()
    assert not {"title", "twin_queues"} & {issue.code for issue in history.issues}


def test_ranges_of_bare_hours(tmp_path: Path) -> None:
    lines = [f"2024-01-{day},{hour}-{hour + 1},{hour}" for day in range(10, 20) for hour in range(8, 18)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(["Date,Interval,Calls", *lines]) + "\n")
    history = read_history(path)
    assert history.interval == 3600
    assert history.table["interval_start"].dt.hour.tolist() == list(range(8, 18)) * 10
