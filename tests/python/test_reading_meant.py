"""Exports that could be read as something they are not: other measures, forecasts, totals, UTC, days of business."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from erlang import read_history
from reading_exports import rows_of, tall_days, text, truth, wide, workbook

TABLE = truth()
WIDE = wide(TABLE, "%Y-%m-%d", "%H:%M")
TALL = tall_days(TABLE, "%Y-%m-%d", "%H:%M")


def long(header: str, more: str = "", before: str = "", after: str = "") -> str:
    """A row per interval; ``more`` is written after each."""
    return text(
        TABLE, header, lambda stamp, volume: f"{stamp:%Y-%m-%d %H:%M},{volume:.0f}{more}", before=before, after=after
    )


def two(header: str, date: str, clock: str, table: pd.DataFrame = TABLE) -> str:
    """Date and time apart."""
    return text(table, header, lambda stamp, volume: f"{stamp:{date}},{stamp:{clock}},{volume:.0f}")


def with_key(name: str, *values: str) -> str:
    """The wide table with a column after its date."""
    head, *rows = WIDE.splitlines()
    part = -(-len(rows) // len(values))
    lines = [row.replace(",", f",{values[index // part]},", 1) for index, row in enumerate(rows)]
    return "\n".join([head.replace("Date", f"Date,{name}"), *lines]) + "\n"


def night(header: str) -> str:
    """Round the clock from 06:00 on, each night under the date of its evening."""
    start = datetime(2024, 1, 22, 6)
    stamps = [start + timedelta(hours=hour) for hour in range(24 * 7)]
    lines = [f"{stamp - timedelta(hours=6):%Y-%m-%d},{stamp:%H:%M},{index % 40}" for index, stamp in enumerate(stamps)]
    return "\n".join([header, *lines]) + "\n"


def daily_totals(row: str, *, first: bool) -> str:
    """A row with the day's sum before or after its intervals."""
    out = ["Date,Time,Calls"]
    for day, group in TABLE.groupby(TABLE["interval_start"].dt.date):
        rows = [f"{stamp:%Y-%m-%d},{stamp:%H:%M},{volume:.0f}" for stamp, volume in rows_of(group)]
        total = row.format(day=day, sum=int(group["offered"].sum()))
        out += [total, *rows] if first else [*rows, total]
    return "\n".join(out) + "\n"


def sum_queue() -> str:
    """Two queues and a third, unnamed as such, that is their sum."""
    lines = ["Queue,Start,Calls"]
    for index, (stamp, volume) in enumerate(rows_of(TABLE)):
        lines += [f"a,{stamp},{volume:.0f}", f"b,{stamp},{index % 9}", f"Service,{stamp},{volume + index % 9:.0f}"]
    return "\n".join(lines) + "\n"


def thirds() -> str:
    """Volumes with three decimals beside whole ones above 99."""
    return text(TABLE, "Start;Calls", lambda stamp, volume: f"{stamp};{volume * 10 / 3:.3f}".replace(".000", ""))


def without_half_day(content: str) -> str:
    """The same clock four hours later, from 12:00 on, written without AM and PM."""
    return re.sub(r"\b(08|09|10|11):(00|30)\b", lambda match: f"{(int(match[1]) + 3) % 12 + 1}:{match[2]}", content)


REFUSED: dict[str, tuple[str, str]] = {
    "a column twice": (long("interval_start,offered,offered", ",7"), "2 columns could be 'offered'"),
    "another measure in the corner": (wide(TABLE, "%Y-%m-%d", "%H:%M", corner="AHT"), "found 'AHT' in the corner"),
    "a forecast in the corner": (wide(TABLE, "%Y-%m-%d", "%H:%M", corner="Forecast"), "found 'Forecast' in the corner"),
    "calls abandoned": ("Abandoned calls\n" + WIDE, "found 'Abandoned calls' above a table"),
    "calls answered": ("Calls answered by half hour\n" + TALL, "found 'Calls answered by half hour' above"),
    "forecast calls": ("Forecast calls\n" + WIDE, "found 'Forecast calls' above"),
    "lost calls in German": ("Verlorene Anrufe\n" + WIDE, "found 'Verlorene Anrufe' above"),
    "lost calls in French": ("Appels abandonnés\n" + WIDE, "found 'Appels abandonnés' above"),
    "one other measure in the rows": (with_key("Statistic", "Handled"), "expected one of them to be contacts offered"),
    "rows of a forecast": (with_key("Type", "Forecast"), "expected one of them to be contacts offered"),
    "a long forecast": (long("interval_start,calls,scenario", ",Forecast"), "so the rows are a forecast"),
    "a forecast over the column": (
        long("Start,Calls,Agents", ",3", before=",Forecast,Actual\n"),
        "found 'Forecast' above column 'Calls'",
    ),
    "a wide clock without halves": (without_half_day(WIDE), "AM and PM are missing"),
    "a tall clock without halves": (without_half_day(TALL), "AM and PM are missing"),
    "days of business": (night("Date,Time,Calls"), "00:00 may belong to that date or to the next"),
    "totals at midnight": (daily_totals("{day},00:00,{sum}", first=True), "the rows at 00:00 hold the sum"),
    "hours with decimals": (
        two("Date,Time,Calls", "%Y-%m-%d", "%H.%M").replace(".30,", ".50,"),
        "hours with decimals",
    ),
    "the year first in two digits": (two("Date,Time,Calls", "%y-%b-%d", "%H:%M"), "a few days of many years"),
    "a queue that is the sum": (sum_queue(), "queue 'Service' is the sum of all other queues"),
    "three decimals": (thirds(), "and no number in the file decides"),
    "a title between two tables": (
        long("Start,Calls", after="Overall forecast,\nStart,Calls\n2024-03-01 08:00,5\n2024-03-01 08:30,5\n"),
        "found 'Overall forecast'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_not_taken_for_a_history(name: str, tmp_path: Path) -> None:
    content, message = REFUSED[name]
    path = tmp_path / "calls.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        read_history(path)


def test_a_wide_table_that_runs_past_midnight(tmp_path: Path) -> None:
    hours = [f"{hour % 24:02d}:00" for hour in range(6, 30)]
    rows = [f"2024-01-{day},{','.join(map(str, range(24)))}" for day in range(22, 29)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([f"Date,{','.join(hours)}", *rows]) + "\n")
    with pytest.raises(ValueError, match="may belong to that date or to the next"):
        read_history(path)


def test_the_name_of_a_sheet_counts(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    rows: list[list[object]] = [line.split(",") for line in WIDE.splitlines()]
    path.write_bytes(workbook({"Abandoned calls": rows}))
    with pytest.raises(ValueError, match="found 'Abandoned calls' as the name of the sheet"):
        read_history(path)


READ: dict[str, str] = {
    "a name of a queue is no measure": "Queue: Staff forecast\n" + WIDE,
    "offered and answered": "Calls offered and answered\n" + WIDE,
    "actual beside forecast": long("Start,Calls (Actual),Calls (Forecast)", ",77"),
    "only the actual rows": with_key("Type", "Actual"),
    "a pivot": long("Start,Sum of Calls"),
    "a time in the queue": long("Start,Calls Offered,Queue (s)", ",17"),
    "presented": long("Start,Calls Presented,Calls Handled,Calls Abandoned", ",0,0"),
    "a line of dashes": long("Start,Calls").replace("Calls\n", "Calls\n----------------,-----\n") + "\n(112 rows)\n",
    "printed on": two("Date,Time,Calls", "%Y-%m-%d", "%H:%M") + "Printed on,2024-02-28,14:35\n",
    "ranges that end a minute early": text(
        TABLE,
        "Date,Interval,Calls",
        lambda t, v: f"{t:%Y-%m-%d},{t:%H:%M}-{t + timedelta(minutes=29):%H:%M},{v:.0f}",
    ),
    "ranges that end a second early": text(
        TABLE,
        "Date,Interval,Calls",
        lambda t, v: f"{t:%Y-%m-%d},{t:%H:%M:%S}-{t + timedelta(minutes=29, seconds=59):%H:%M:%S},{v:.0f}",
    ),
    "times on the first day of a database": two("Date,Time,Calls", "%Y-%m-%d", "1900-01-01 %H:%M:%S"),
    "times on the first day of a sheet": two("Date,Time,Calls", "%d.%m.%Y", "30.12.1899 %H:%M:%S"),
    "totals of days without a time": daily_totals("{day},,{sum}", first=False),
    "totals of days above": daily_totals("{day},,{sum}", first=True),
}


@pytest.mark.parametrize("name", READ)
def test_read_as_meant(name: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(READ[name], encoding="utf-8")
    history = read_history(path)
    assert history.interval == 1800
    assert history.table["offered"].tolist() == TABLE["offered"].tolist()
    assert history.table["interval_start"].tolist() == TABLE["interval_start"].tolist()


@pytest.mark.parametrize(
    "content",
    [
        long("interval_start_utc,calls"),
        long("Timestamp (UTC),calls"),
        long("IntervalStartUTC,calls"),
        long("interval_start,calls,time zone", ",UTC"),
        long("interval_start,calls", before="Time zone: UTC\n"),
        two("Date (UTC),Time (UTC),Calls", "%Y-%m-%d", "%H:%M"),
    ],
)
def test_times_that_say_utc_are_converted(content: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(content)
    stamps = read_history(path, timezone="Europe/Amsterdam").table["interval_start"]
    assert (stamps.dt.tz_localize(None) == TABLE["interval_start"] + pd.Timedelta(hours=1)).all()


def test_seconds_below_a_minute_as_avaya_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    seconds = [30 + 7 * index % 200 for index in range(len(TABLE))]
    lines = [
        f"{stamp},{volume + 1:.0f},{aht // 60 or ''}:{aht % 60:02d}"
        for (stamp, volume), aht in zip(rows_of(TABLE), seconds)
    ]
    path.write_text("\n".join(["Start,Calls,AHT", *lines]) + "\n")
    assert read_history(path).table["aht"].tolist() == seconds


def test_hours_as_numbers_across(tmp_path: Path) -> None:
    values = np.arange(14 * 10).reshape(14, 10)
    rows = [f"2024-01-{day + 10},{','.join(map(str, line))}" for day, line in enumerate(values)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([f"Date,{','.join(map(str, range(8, 18)))}", *rows]) + "\n")
    history = read_history(path)
    assert history.interval == 3600
    assert history.table["offered"].tolist() == values.ravel().tolist()
    assert history.table["interval_start"].iloc[0] == pd.Timestamp("2024-01-10 08:00")


def test_ends_that_say_24_00(tmp_path: Path) -> None:
    lines = [f"2024-01-{day},{hour:02d}:00,{hour}" for day in range(10, 20) for hour in range(1, 25)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(["Date,Interval End,Calls", *lines]) + "\n")
    table = read_history(path).table
    assert table["interval_start"].tolist() == pd.date_range("2024-01-10", periods=240, freq="h").tolist()
    assert table["offered"].tolist() == list(range(1, 25)) * 10
