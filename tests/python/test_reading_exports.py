"""Exports of every kind, written from a known history and read back as meant."""

# ruff: noqa: E501 (a table of exports, one a line)

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from erlang._reading import read_history
from reading_exports import rows_of, tall_days, text, truth, wide, workbook

HALF = timedelta(minutes=30)
T = truth()
BIG = truth(big=True)
TWO = truth(queues=("Sales", "Support"))
SHORT_DAYS = truth(start="2024-01-01", days=60)[lambda d: d["interval_start"].dt.day <= 12].reset_index(drop=True)
DE_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def clock12(stamp: datetime, pattern: str) -> str:
    return stamp.strftime(pattern).replace(" 0", " ").lstrip("0")


def epoch(stamp: datetime) -> int:
    return int((stamp - datetime(1970, 1, 1)).total_seconds())


def dotted(volume: float) -> str:
    return f"{volume:,.0f}".replace(",", ".")


# name -> (text, truth, options)
TEXTS: dict[str, tuple[str, pd.DataFrame, dict[str, Any]]] = {
    "iso comma": (text(T, "interval_start,offered", lambda s, v: f"{s},{v:.0f}"), T, {}),
    "iso T": (text(T, "Timestamp,Calls", lambda s, v: f"{s:%Y-%m-%dT%H:%M:%S},{v:.0f}"), T, {}),
    "semicolon, dots": (text(T, "Datum;Uhrzeit;Anrufe", lambda s, v: f"{s:%d.%m.%Y};{s:%H:%M};{v:.0f}"), T, {}),
    "dots, hours with dot": (text(T, "Tijdstip;Aangeboden", lambda s, v: f"{s:%d.%m.%Y %H.%M};{v:.0f}"), T, {}),
    "uhr": (text(T, "Datum;Zeit;Anrufe", lambda s, v: f"{s:%d.%m.%y};{s:%H:%M} Uhr;{v:.0f}"), T, {}),
    "tab": (text(T, "Date\tTime\tContacts Offered", lambda s, v: f"{s:%Y/%m/%d}\t{s:%H:%M}\t{v:.0f}"), T, {}),
    "pipe": (text(T, "date|time|volume", lambda s, v: f"{s:%Y-%m-%d}|{s:%H:%M:%S}|{v:.0f}"), T, {}),
    "us 12 h": (text(T, "Date,Time,Calls", lambda s, v: f"{clock12(s, '%m/%d/%Y')},{clock12(s, '%I:%M %p')},{v:.0f}"), T, {}),
    "us one column": (text(T, "Interval Start,Offer", lambda s, v: f"{s.month}/{s.day}/{s:%y} {clock12(s, '%I:%M %p')},{v:.0f}"), T, {}),
    "uk": (text(T, "date,time,calls", lambda s, v: f"{s:%d/%m/%Y},{s:%H:%M},{v:.0f}"), T, {}),
    "dashes": (text(T, "Datum,Tijd,Aantal", lambda s, v: f"{s:%d-%m-%Y},{s:%H:%M},{v:.0f}"), T, {}),
    "month names": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%d-%b-%y},{s:%H:%M},{v:.0f}"), T, {}),
    "long month names": (text(T, "Date,Calls", lambda s, v: f'"{s:%A, %B %d, %Y %I:%M %p}",{v:.0f}'), T, {}),
    "ranges": (text(T, "Date,Interval,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M}-{s + HALF:%H:%M},{v:.0f}"), T, {}),
    "en dashes": (text(T, "Datum;Intervall;Anrufe", lambda s, v: f"{s:%d.%m.%Y};{s:%H:%M} – {s + HALF:%H:%M};{v:.0f}"), T, {}),
    "dated ranges": (text(T, "Interval,Calls", lambda s, v: f"{s:%d/%m/%Y %H:%M} - {s + HALF:%H:%M},{v:.0f}"), T, {}),
    "iso ranges": (
        text(T, "Interval,Offered", lambda s, v: f"{s:%Y-%m-%dT%H:%M:%S}.000Z/{s + HALF:%Y-%m-%dT%H:%M:%S}.000Z,{v:.0f}"),
        T.assign(interval_start=T["interval_start"].dt.tz_localize("UTC")),
        {},
    ),
    "start and stop": (text(T, "Date,Start,Stop,RVOL", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{s + HALF:%H:%M},{v:.0f}"), T, {}),
    "start and stop less a minute": (
        text(T, "Date,Start,End,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{s + HALF - timedelta(minutes=1):%H:%M},{v:.0f}"), T, {},
    ),
    "only ends": (text(T, "Interval End,Calls", lambda s, v: f"{s + HALF},{v:.0f}"), T, {}),
    "compact": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y%m%d},{s:%H%M},{v:.0f}"), T, {}),
    "compact one column": (text(T, "Timestamp,Calls", lambda s, v: f"{s:%Y%m%d%H%M},{v:.0f}"), T, {}),
    "compact day first": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%d%m%Y},{s:%H:%M},{v:.0f}"), T, {}),
    "military without zeros": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s.hour * 100 + s.minute},{v:.0f}"), T, {}),
    "excel serials": (
        text(T, "Date,Calls", lambda s, v: f"{(s - datetime(1899, 12, 30)).total_seconds() / 86400:.10f},{v:.0f}"), T, {},
    ),
    "epoch seconds": (
        text(T, "ts,calls", lambda s, v: f"{epoch(s)},{v:.0f}"), T.assign(interval_start=T["interval_start"].dt.tz_localize("UTC")), {},
    ),
    "epoch milliseconds in a zone": (
        text(T, "timestamp,calls", lambda s, v: f"{epoch(s) * 1000 - 3600_000},{v:.0f}"),
        T.assign(interval_start=T["interval_start"].dt.tz_localize("Europe/Amsterdam")),
        {"timezone": "Europe/Amsterdam"},
    ),
    "offset": (
        text(T, "interval_start,offered", lambda s, v: f"{s:%Y-%m-%dT%H:%M:%S}-05:00,{v:.0f}"),
        T.assign(interval_start=T["interval_start"].dt.tz_localize("UTC-05:00")),
        {},
    ),
    "offset without colon in a zone": (
        text(T, "StartInterval,Contacts queued", lambda s, v: f"{s:%Y-%m-%dT%H:%M:%S}-0500,{v:.0f}"),
        T.assign(interval_start=T["interval_start"].dt.tz_localize("America/New_York")),
        {"timezone": "America/New_York"},
    ),
    "weekday before": (text(T, "Datum;Anrufe", lambda s, v: f"{DE_DAYS[s.weekday()]} {s:%d.%m.%Y %H:%M};{v:.0f}"), T, {}),
    "separator line": (text(T, "Date;Time;Calls", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{v:.0f}", before="sep=;\n"), T, {}),
    "preamble and footer": (
        text(
            T, "Date,Time,Calls Offered", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}",
            before="Interval Report\nDate range,2024-01-22,2024-02-04\n\n", after="Total,,{}\nGenerated by the suite\n".format(int(T["offered"].sum())),
        ), T, {},
    ),
    "total per day": (
        "Date,Time,Calls\n" + "".join(
            "".join(f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}\n" for s, v in rows_of(part)) + f"{day},Total,{part['offered'].sum():.0f}\n"
            for day, part in T.groupby(T["interval_start"].dt.date)
        ), T, {},
    ),
    "nameless total": (
        text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}", after=f",,{T['offered'].sum():.0f}\n"), T, {},
    ),
    "repeated header": (
        "".join("Date,Time,Calls\n" + "".join(f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}\n" for s, v in rows_of(part))
                for _, part in T.groupby(T["interval_start"].dt.date)), T, {},
    ),
    "trailing delimiter": (text(T, "Date;Time;Calls;", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{v:.0f};"), T, {}),
    "trailing delimiter in the rows": (text(T, "Date;Time;Calls", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{v:.0f};"), T, {}),
    "row numbers": (text(T.assign(), ",date,time,calls", lambda s, v: f"{epoch(s) % 100000},{s:%Y-%m-%d},{s:%H:%M},{v:.0f}"), T, {}),
    "all quoted": (text(T, '"Date","Time","Calls"', lambda s, v: f'"{s:%Y-%m-%d}","{s:%H:%M}","{v:.0f}"'), T, {}),
    "quoted line feeds": (text(T, 'Date,Time,"Calls\noffered",Note', lambda s, v: f'{s:%Y-%m-%d},{s:%H:%M},{v:.0f},"a\nb"'), T, {}),
    "excel text cells": (text(T, "Date,Time,Calls", lambda s, v: f'="{s:%Y-%m-%d}",="{s:%H:%M}",{v:.0f}'), T, {}),
    "windows line ends": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}", end="\r\n"), T, {}),
    "old mac line ends": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}", end="\r"), T, {}),
    "thousands with comma": (text(BIG, "Date,Time,Calls", lambda s, v: f'{s:%Y-%m-%d},{s:%H:%M},"{v:,.0f}"'), BIG, {}),
    "thousands with dot": (text(BIG, "Date;Time;Calls", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{dotted(v)}"), BIG, {}),
    "thousands with blank": (
        text(BIG, "Date;Time;Calls", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{v:,.0f}".replace(",", "\xa0")), BIG, {},
    ),
    "thousands with apostrophe": (
        text(BIG, "Date;Time;Calls", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{v:,.0f}".replace(",", "'")), BIG, {},
    ),
    "decimal comma": (
        text(T.assign(offered=T["offered"] + 0.25), "Date;Time;Calls", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{v:.2f}".replace(".", ",")),
        T.assign(offered=T["offered"] + 0.25), {},
    ),
    "decimal zeros": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.1f}"), T, {}),
    "asked month first": (
        text(truth(start="2024-03-01", days=8), "Date,Time,Calls", lambda s, v: f"{s:%m/%d/%Y},{s:%H:%M},{v:.0f}"),
        truth(start="2024-03-01", days=8), {"date_format": "mdy"},
    ),
    "asked by pattern": (
        text(truth(start="2024-03-01", days=8), "When,Calls", lambda s, v: f"{s:%m/%d/%Y %H:%M},{v:.0f}"),
        truth(start="2024-03-01", days=8), {"date_format": "%m/%d/%Y %H:%M", "columns": {"interval_start": "When"}},
    ),
    "weekday column decides": (
        text(truth(start="2024-03-01", days=8), "Date,Day of week,Time,Calls", lambda s, v: f"{s:%d/%m/%Y},{s:%A},{s:%H:%M},{v:.0f}"),
        truth(start="2024-03-01", days=8), {},
    ),
    "hour column": (
        text(T[T["interval_start"].dt.minute == 0], "Date,Hour,Calls", lambda s, v: f"{s:%Y-%m-%d},{s.hour},{v:.0f}"),
        T[T["interval_start"].dt.minute == 0], {},
    ),
    "hour and minute columns": (
        text(T, "Date,Hour,Minute,Calls", lambda s, v: f"{s:%Y-%m-%d},{s.hour},{s.minute},{v:.0f}"), T, {},
    ),
    "dutch ranges": (
        text(T, "Datum;Tijdvak;Aangeboden gesprekken", lambda s, v: f"{s:%d-%m-%Y};{s:%H:%M} tot {s + HALF:%H:%M};{v:.0f}"), T, {},
    ),
    "suite with many columns": (
        text(
            T, '"Interval Start","Interval End","Media Type","Queue Id","Queue Name","Offer","Answer %","Abandon %","ASA"',
            lambda s, v: f'"{s:%m/%d/%y %I:%M %p}","{s + HALF:%m/%d/%y %I:%M %p}","voice","a-1","all","{v:.0f}","0.9","0","12"',
        ), T, {},
    ),
    "page breaks": (
        "Report\n" + "Report\nPage 2 of 9\n".join(
            "Date,Time,Calls\n" + "".join(f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}\n" for s, v in rows_of(part))
            for _, part in T.groupby(T["interval_start"].dt.date)
        ), T, {},
    ),
    "averages below": (
        text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}", after="Average,,17\nMax,,39\n"), T, {},
    ),
    "two months of days up to 12": (
        text(SHORT_DAYS, "Date,Time,Calls", lambda s, v: f"{s:%d/%m/%Y},{s:%H:%M},{v:.0f}"), SHORT_DAYS, {},
    ),
    "three decimals of seconds": (
        text(T, "ts;offered;comment", lambda s, v: f"{s};{v:.3f};0.125").replace(".000;", ";"), T, {},
    ),
    "interval of thirty": (text(T, "Date,Time,Interval,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},30,{v:.0f}"), T, {}),
    "stamp, date and time": (
        text(T, "ts,date,tod,dow,arrivals", lambda s, v: f"{s},{s:%Y-%m-%d},{s:%H:%M},{s:%a},{v:.0f}"), T, {},
    ),
    "date with midnight": (text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d} 00:00:00,{s:%H:%M},{v:.0f}"), T, {}),
    "date on the first row of a day": (
        text(T, "Date,Time,Calls", lambda s, v: f"{s.strftime('%Y-%m-%d') if s.hour == 8 and not s.minute else ''},{s:%H:%M},{v:.0f}"), T, {},
    ),
    "mapped": (text(T, "wann,wieviel", lambda s, v: f"{s},{v:.0f}"), T, {"columns": {"interval_start": "wann", "offered": "wieviel"}}),
    "queue above": (
        text(T, "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}", before="Queue: Sales\n\n"),
        T.assign(queue="Sales"), {},
    ),
    "newest first": (text(T.iloc[::-1], "Date,Time,Calls", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f}"), T, {}),
    "wide": (wide(T, "%Y-%m-%d", "%H:%M"), T, {}),
    "wide with totals": (wide(T, "%d/%m/%Y", "%H:%M", total=True), T, {}),
    "wide 12 h": (wide(T, "%m/%d/%Y", "%I:%M %p"), T, {}),
    "wide military": (wide(T, "%Y-%m-%d", "%H%M"), T, {}),
    "wide without corner": (wide(T, "%d.%m.%Y", "%H:%M", delimiter=";", corner=""), T, {}),
    "days across": (tall_days(T, "%Y-%m-%d", "%H:%M"), T, {}),
    "days across, dots": (tall_days(T, "%d.%m.%Y", "%H:%M", corner="Uhrzeit", delimiter=";"), T, {}),
    "days across, names": (tall_days(T, "%d-%b-%Y", "%I:%M %p"), T, {}),
}  # fmt: skip


def expect(history: Any, table: pd.DataFrame) -> None:
    found = history.table[list(table.columns)].reset_index(drop=True)
    table = table.sort_values(["queue", "interval_start"], kind="stable").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, table, check_dtype=False)
    steps = 3600 if (table["interval_start"].dt.minute == 0).all() else 1800
    assert history.interval == steps


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str, tmp_path: Path) -> None:
    content, table, options = TEXTS[name]
    path = tmp_path / "export.csv"
    path.write_bytes(content.encode())
    expect(read_history(path, **options), table)


ENCODINGS = {
    "utf-8": lambda t: t.encode(),
    "utf-8 with mark": lambda t: t.encode("utf-8-sig"),
    "utf-16": lambda t: t.encode("utf-16"),
    "utf-16 big": lambda t: b"\xfe\xff" + t.encode("utf-16-be"),
    "utf-16 without mark": lambda t: t.encode("utf-16-le"),
    "windows-1252": lambda t: t.encode("cp1252"),
    "gzip": lambda t: gzip.compress(t.encode()),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(name: str, tmp_path: Path) -> None:
    content = text(
        T.assign(queue="Büro"),
        "Warteschlange\tUhrzeit\tDatum\tAnrufe",
        lambda s, v: f"Büro\t{s:%H:%M} – {s + HALF:%H:%M}\t{s:%d.%m.%Y}\t{v:.0f}",
    )
    path = tmp_path / ("export.csv.gz" if name == "gzip" else "export.txt")
    path.write_bytes(ENCODINGS[name](content))
    expect(read_history(path), T.assign(queue="Büro"))


FULL = truth(aht=True, queues=("Sales", "Support"))


def write_aht(cell: Callable[[float], str], name: str = "AHT", blank: str = "") -> str:
    lines = [f"Queue;Interval Start;Offered;Handled;{name}"]
    for row in FULL.itertuples():
        value = blank if np.isnan(row.aht) else cell(row.aht)
        lines.append(f"{row.queue};{row.interval_start};{row.offered:.0f};{row.handled:.0f};{value}")
    return "\n".join(lines) + "\n"


AHTS = {
    "seconds": (write_aht(lambda x: f"{x:.0f}"), 0),
    "seconds, 0 where none": (write_aht(lambda x: f"{x:.0f}", blank="0"), 0),
    "decimal comma": (write_aht(lambda x: f"{x:.1f}".replace(".", ",")), 0),
    "m:ss": (write_aht(lambda x: f"{int(x) // 60}:{int(x) % 60:02d}"), 0),
    "m:ss in the name": (write_aht(lambda x: f"{int(x) // 60}:{int(x) % 60:02d}", "AHT (mm:ss)"), 0),
    "h:mm:ss": (write_aht(lambda x: f"0:{int(x) // 60:02d}:{int(x) % 60:02d}", "Avg Handle Time", "0:00:00"), 0),
    "words": (write_aht(lambda x: f"{int(x) // 60}m {int(x) % 60}s"), 0),
    "minutes in the name": (write_aht(lambda x: f"{x / 60:.6f}", "AHT (min)"), 1e-3),
    "milliseconds in the name": (write_aht(lambda x: f"{x * 1000:.0f}", "AHT (ms)"), 0),
    "division by zero": (write_aht(lambda x: f"{x:.0f}", blank="#DIV/0!"), 0),
}


@pytest.mark.parametrize("name", AHTS)
def test_handling_times(name: str, tmp_path: Path) -> None:
    content, slack = AHTS[name]
    path = tmp_path / "export.csv"
    path.write_text(content)
    history = read_history(path)
    pd.testing.assert_frame_equal(history.table, FULL, check_dtype=False, atol=slack, rtol=0)
    assert any(issue.code == "aht_missing" for issue in history.issues) == bool(FULL["aht"].isna().any())


def test_total_handling_time(tmp_path: Path) -> None:
    table = FULL.assign(handle_seconds=FULL["aht"].fillna(0) * FULL["handled"]).drop(columns="aht")
    path = tmp_path / "export.csv"
    table.to_csv(path, index=False)
    pd.testing.assert_frame_equal(read_history(path).table, FULL, check_dtype=False)


def test_queues_with_totals(tmp_path: Path) -> None:
    total = TWO.groupby("interval_start", as_index=False)["offered"].sum().assign(queue="All queues")
    path = tmp_path / "export.csv"
    pd.concat([TWO, total[TWO.columns]]).to_csv(path, index=False)
    history = read_history(path)
    expect(history, TWO)
    assert (
        "Queue 'All queues' is the sum of the others"
        in next(i for i in history.issues if i.code == "skipped_total").message
    )
    expect(read_history(path, queue="Support"), TWO[TWO["queue"] == "Support"])


def test_offered_of_handled_and_abandoned(tmp_path: Path) -> None:
    path = tmp_path / "cms.csv"
    path.write_text(
        text(
            T,
            "Split/Skill,Date,Time,ACD Calls,Aban Calls",
            lambda s, v: f"all,{s:%m/%d/%Y},{s:%I:%M %p},{v - v // 10:.0f},{v // 10:.0f}",
        )
    )
    history = read_history(path)
    expect(history, T)
    assert next(i.code for i in history.issues if i.severity == "warning") == "offered_derived"


TITLE: list[object] = ["Interval report"]
SHEETS: dict[str, tuple[list[list[object]], dict[str, Any]]] = {
    "real stamps": ([["Start", "Calls"], *([s, v] for s, v in rows_of(T))], {}),
    "dates and times": ([["Date", "Time", "Calls"], *([s.date(), s.time(), v] for s, v in rows_of(T))], {}),
    "dates as stamps": ([["Date", "Time", "Calls"], *([datetime(s.year, s.month, s.day), s.time(), v] for s, v in rows_of(T))], {}),
    "texts": ([["Datum", "Zeit", "Anrufe"], *([f"{s:%d.%m.%Y}", f"{s:%H:%M}", f"{v:.0f}"] for s, v in rows_of(T))], {}),
    "title and blank rows": ([TITLE, [], [None, "Date", "Time", "Calls"], *([None, s.date(), s.time(), v] for s, v in rows_of(T)), [None, "Total", None, 9.0]], {}),
    "date once a day": ([["Date", "Time", "Calls"], *([s.date() if (s.hour, s.minute) == (8, 0) else None, s.time(), v] for s, v in rows_of(T))], {}),
    "ranges": ([["Date", "Interval", "Calls"], *([s.date(), f"{s:%H:%M} - {s + HALF:%H:%M}", v] for s, v in rows_of(T))], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_workbooks(name: str, tmp_path: Path) -> None:
    rows, options = SHEETS[name]
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook({"Data": rows}, merge="A1:C1" if rows[0] is TITLE else ""))
    expect(read_history(path, **options), T)


def square(table: pd.DataFrame, across: str) -> list[list[object]]:
    grid = table.assign(d=table["interval_start"].dt.date, t=table["interval_start"].dt.time)
    frame = grid.pivot(index="d" if across == "t" else "t", columns=across, values="offered")
    return [[None, *frame.columns], *([key, *values] for key, values in zip(frame.index, frame.to_numpy().tolist()))]


def test_wide_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    for across in ("t", "d"):
        path.write_bytes(workbook({"Data": square(T, across)}))
        expect(read_history(path), T)


def test_a_row_of_weekdays_under_the_dates(tmp_path: Path) -> None:
    table = truth(start="2024-03-01", days=8)
    lines = tall_days(table, "%d/%m/%Y", "%H:%M").split("\n")
    days = [datetime.strptime(cell, "%d/%m/%Y").strftime("%a") for cell in lines[0].split(",")[1:]]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([lines[0], "," + ",".join(days), *lines[1:]]))
    expect(read_history(path), table)


def test_the_sheet_with_the_table_is_found(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    rows: list[list[object]] = [["Start", "Calls"], *([s, v] for s, v in rows_of(T))]
    path.write_bytes(workbook({"Cover": [["Report of", "January"]], "Data": rows}))
    expect(read_history(path), T)
    path.write_bytes(workbook({"A": rows, "B": rows}))
    with pytest.raises(ValueError, match="2 sheets hold tables: 'A', 'B'; give sheet="):
        read_history(path)
    expect(read_history(path, sheet="b"), T)
    expect(read_history(path, sheet=1), T)
    with pytest.raises(ValueError, match="there is no sheet 'C'; the sheets are 'A', 'B'"):
        read_history(path, sheet="C")


def test_durations_of_a_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Queue", "Start", "Offered", "Handled", "AHT"]]
    for row in FULL.itertuples():
        length = None if np.isnan(row.aht) else (datetime(2000, 1, 1) + timedelta(seconds=row.aht)).time()
        rows.append([row.queue, row.interval_start.to_pydatetime(), row.offered, row.handled, length])
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook({"Data": rows}))
    pd.testing.assert_frame_equal(read_history(path).table, FULL, check_dtype=False)


def test_frames_and_parquet(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    expect(read_history(TWO), TWO)
    expect(read_history(T.drop(columns="queue").set_index("interval_start")), T)
    expect(read_history(polars.from_pandas(TWO)), TWO)
    expect(read_history(pyarrow.Table.from_pandas(TWO)), TWO)
    TWO.to_parquet(tmp_path / "history.parquet")
    expect(read_history(tmp_path / "history.parquet"), TWO)
    zoned = TWO.assign(interval_start=TWO["interval_start"].dt.tz_localize("Europe/Berlin"))
    history = read_history(zoned)
    expect(history, zoned)
    assert history.timezone == "Europe/Berlin"
    assert read_history(history) is history


def test_an_amount_for_rows_without_a_handling_time() -> None:
    history = read_history(FULL, aht="3m")
    assert history.table["aht"].tolist() == FULL["aht"].fillna(180.0).tolist()
    assert set(read_history(T, aht=200).table["aht"]) == {200.0}
