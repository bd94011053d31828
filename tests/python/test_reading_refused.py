"""Bad files and the exact message each gets; what is doubtful is warned about, never silent."""

# ruff: noqa: E501 (a table of messages, one a line)

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from erlang._reading import HistoryError, read_history, require_a_week
from reading_exports import rows_of, text, truth, wide, workbook

T = truth()
GOOD = text(T, "queue,interval_start,offered", lambda s, v: f"a,{s},{v:.0f}")
LINES = GOOD.split("\n")
FULL = text(T, "queue,interval_start,offered,handled,aht", lambda s, v: f"a,{s},{v:.0f},{v:.0f},{200 if v else ''}")
MARCH = truth(start="2024-03-01", days=10)
Row = Callable[[datetime, float], str]


def edit(line: int, new: str, base: str = GOOD) -> str:
    lines = base.split("\n")
    lines[line - 1] = new
    return "\n".join(lines)


def put(line: int, new: str) -> str:
    return "\n".join([*LINES[: line - 1], new, *LINES[line - 1 :]])


def export(header: str, row: Row, table: pd.DataFrame = T) -> str:
    return text(table, header, row)


def aht(cell: str) -> str:
    return export("interval_start,offered,aht", lambda s, v: f"{s},{v:.0f},{cell if v else ''}")


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "blank": ("\n \n", "the file is empty"),
    "header only": ("interval_start,offered\n", "line 1: the file holds a header and no rows"),
    "one row": ("\n".join(LINES[:2]) + "\n", "line 2: the file holds one row of data only"),
    "binary": (bytes(range(256)) * 20, "this is a binary file; expected a table as text, XLSX or Parquet"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "this is a picture; expected a table as text, XLSX or Parquet"),
    "old excel": (
        b"\xd0\xcf\x11\xe0" + bytes(600),
        "this is an old Excel file (.xls); save it as .xlsx or .csv; expected a table as text, XLSX or Parquet",
    ),
    "zip": (b"PK\x03\x04" + bytes(100), "this is no whole Excel workbook (.xlsx): File is not a zip file"),
    "cut gzip": (
        gzip.compress(GOOD.encode())[:200],
        "the gzip file is cut off or damaged (Compressed file ended before the end-of-stream marker was reached)",
    ),
    "web page": ("<html><td>1</td></html>", "this is a web page or XML, expected a table as text, XLSX or Parquet"),
    "no delimiter": ("hello\nworld\n", "line 1: found 'hello', expected columns parted by comma, semicolon, tab or pipe"),
    "no header": (
        "\n".join(LINES[1:]),
        "line 1: found 'a,2024-01-22 08:00:00,37', expected a header line that names the columns, such as "
        "'interval_start' and 'offered'; no line says which column is which",
    ),
    "no such column": (
        export("queue,interval_start,ofered", lambda s, v: f"a,{s},{v:.0f}"),
        "line 1: no column of contacts offered was recognised; did you mean 'ofered'? the columns are 'queue', "
        "'interval_start', 'ofered'; say which with columns={\"offered\": \"ofered\"}",
    ),
    "two columns": (
        export("calls,volume,ts", lambda s, v: f"{v:.0f},{v:.0f},{s}"),
        "line 1: 2 columns could be 'offered': 'calls', 'volume'; say which with columns={\"offered\": \"calls\"}",
    ),
    "text in numbers": (edit(9, "a,2024-01-22 11:30:00,abc"), "line 9, column 'offered': found 'abc', expected a number"),
    "infinity": (edit(9, "a,2024-01-22 11:30:00,inf"), "line 9, column 'offered': found 'inf', expected a number"),
    "negative": (
        edit(9, "a,2024-01-22 11:30:00,-4"),
        "line 9, column 'offered': found '-4', expected a number of contacts, 0 or more",
    ),
    "exact duplicate": (
        put(10, LINES[8]),
        "1 stamp of a queue comes twice with the same values: lines 9 and 10 ('a' at 2024-01-22 11:30); expected one row "
        "per queue and interval",
    ),
    "conflicting duplicate": (
        put(10, "a,2024-01-22 11:30:00,99"),
        "1 stamp of a queue comes twice with different values: lines 9 and 10 ('a' at 2024-01-22 11:30); expected one row "
        "per queue and interval",
    ),
    "off the grid": (
        edit(9, "a,2024-01-22 11:37:00,4"),
        "line 9, column 'interval_start': found '2024-01-22 11:37', expected stamps on a grid of 30m like '2024-01-22 08:00'",
    ),
    "off the grid by a multiple": (
        edit(9, "a,2024-01-22 11:40:00,4"),
        "line 9, column 'interval_start': found '2024-01-22 11:40', expected stamps on a grid of 30m like '2024-01-22 08:00'",
    ),
    "cut off": (GOOD[:-8], "line 113: the last line is cut off: found 2 of 3 fields; the file is not whole"),
    "cut off early": (GOOD[:-24], "line 113: the last line is cut off: found 1 of 3 fields; the file is not whole"),
    "open quote": (
        edit(9, 'a,"2024-01-22 11:30:00,4'),
        "line 9: a quotation mark is not closed; the file is cut off or a quotation mark is missing",
    ),
    "no date": (
        edit(9, "a,2024-02-30 11:30:00,4"), "line 9, column 'interval_start': found '2024-02-30 11:30:00', expected a date",
    ),
    "words for a date": (
        edit(9, "a,soon,4"),
        "line 9, column 'interval_start': found 'soon', expected a date or time like '2024-01-22 08:00:00'",
    ),
    "midnight as 24:00": (
        edit(9, "a,2024-01-22 24:00:00,4"),
        "line 9, column 'interval_start': found '2024-01-22 24:00:00', expected a start between 00:00 and 23:59",
    ),
    "day or month first": (
        export("date,time,offered", lambda s, v: f"{s:%d/%m/%Y},{s:%H:%M},{v:.0f}", MARCH),
        "line 2, column 'date': day and month cannot be told apart: '01/03/2024' may be 1 March 2024 or 3 January 2024, and "
        "no date in the file decides; give date_format='dmy' or date_format='mdy' (--date-format dmy or mdy)",
    ),
    "day or month first, wide": (
        wide(MARCH, "%m/%d/%Y", "%H:%M"),
        "line 2, column 'Date': day and month cannot be told apart: '03/01/2024' may be 3 January 2024 or 1 March 2024, and "
        "no date in the file decides; give date_format='dmy' or date_format='mdy' (--date-format dmy or mdy)",
    ),
    "no common order": (
        edit(9, "01/25/2024 11:30,4", export("ts,offered", lambda s, v: f"{s:%d/%m/%Y %H:%M},{v:.0f}")),
        "lines 2 and 9, column 'ts': the dates have no common order: '01/25/2024 11:30' (line 9) is no date day first, "
        "'22/01/2024 08:00' (line 2) is no date month first; expected one order in the whole column",
    ),
    "two ways of writing": (
        edit(9, "a,22/01/2024 11:30,4"),
        "line 9, column 'interval_start': found '22/01/2024 11:30', expected dates written in one way, like "
        "'2024-01-22 08:00:00'",
    ),
    "dates sorted as text": (
        "date,time,offered\n" + "".join(
            sorted(f"{s:%d/%m/%Y},{s:%H:%M},{v:.0f}\n" for s, v in rows_of(truth(start="2024-01-01", days=60)) if s.day <= 12)
        ),
        "line 10, column 'date': day and month cannot be told apart: '01/02/2024' may be 1 February 2024 or 2 January 2024, "
        "and no date in the file decides; give date_format='dmy' or date_format='mdy' (--date-format dmy or mdy)",
    ),
    "days among stamps": (
        GOOD + "a,2024-02-05,99\n",
        "line 114, column 'interval_start': found '2024-02-05', expected a date or time like '2024-01-22 08:00:00'",
    ),
    "three decimals or thousands": (
        export("ts;offered", lambda s, v: f"{s};{v / 10 + 120:.3f}" if v % 10 else f"{s};{v / 10 + 120:.0f}"),
        "column 'offered': '123.700' may be 123700 or 123.7, and no number in the file decides; give decimal='.' or "
        "decimal=',' (--decimal)",
    ),
    "no year": (
        export("date,time,offered", lambda s, v: f"{s:%d-%b},{s:%H:%M},{v:.0f}"),
        "lines 2 to 113, column 'date': found '22-Jan', expected a date with its year",
    ),
    "dates without times": (
        export("date,offered", lambda s, v: f"{s:%Y-%m-%d},{v:.0f}"),
        "column 'date': the column holds dates without a time of day, such as '2024-01-22', and no other column holds "
        "times; expected an interval's start",
    ),
    "times without dates": (
        export("time,offered", lambda s, v: f"{s:%H:%M},{v:.0f}"),
        "column 'time': the column holds times without a date, such as '08:00', and no other column holds dates",
    ),
    "more fields": (
        edit(9, "a,2024-01-22 11:30:00,4,5"),
        "line 9: found 4 fields, expected 3 as in the header; a comma inside a number needs quotation marks",
    ),
    "fewer fields": (edit(9, "a,2024-01-22 11:30:00"), "line 9: found 2 fields, expected 3 as in the header"),
    "unquoted decimal comma": (
        export("date,time,offered,aht", lambda s, v: f"{s:%Y-%m-%d},{s:%H:%M},{v:.0f},200,5"),
        "lines 2 to 113: found '5' in column 5, which has no name in the header; a decimal comma without quotation marks "
        "does this",
    ),
    "thousands or decimals": (
        export("date;time;offered", lambda s, v: f"{s:%Y-%m-%d};{s:%H:%M};{v + 1000:,.0f}".replace(",", ".")),
        "column 'offered': '1.037' may be 1037 or 1.037, and no number in the file decides; give decimal='.' or decimal=',' "
        "(--decimal)",
    ),
    "two decimal signs": (
        edit(9, 'a,2024-01-22 11:30:00,"4,5"', edit(10, "a,2024-01-23 08:00:00,4.5")),
        "lines 9 and 10, column 'offered': found '4,5', '4.5', expected numbers with one decimal sign",
    ),
    "handling time 0": (
        edit(9, "a,2024-01-22 11:30:00,4,4,0", FULL),
        "line 9, column 'aht': found a handling time of 0 where contacts were handled, expected more than 0 s, or blank "
        "where it is unknown",
    ),
    "negative handling time": (
        edit(9, "a,2024-01-22 11:30:00,4,4,-3", FULL),
        "line 9, column 'aht': found a negative handling time, expected more than 0 s",
    ),
    "75 seconds in a minute": (
        edit(9, "a,2024-01-22 11:30:00,4,4,3:75", FULL),
        "line 9, column 'aht': found '3:75', expected seconds, m:ss or h:mm:ss",
    ),
    "hours for minutes": (
        aht("3:50:00"),
        "column 'aht': found '3:50:00' and the like, hours and whole minutes; a handling time of 4:12 typed into a sheet "
        "becomes 4 hours 12 minutes; expected seconds, or h:mm:ss such as 0:04:12",
    ),
    "fractions of a day": (
        aht("0.0025"),
        "column 'aht': half of the handling times are below 1 s (median 0.0025), expected seconds; fractions of a day, as "
        "Excel keeps times, must be formatted as [h]:mm:ss or multiplied by 86400",
    ),
    "a queue as a line between": (put(10, "Queue: b"), "line 10: found 1 field, 'Queue: b', expected 3 as in the header"),
    "ends of intervals": (
        export("ts,offered", lambda s, v: f"{s + timedelta(seconds=1799)},{v:.0f}"),
        "line 2, column 'ts': found '2024-01-22 08:29:59', which looks like the end of an interval, expected its start",
    ),
    "two lengths of interval": (
        export(
            "ts,offered", lambda s, v: f"{s},{v:.0f}",
            T[(T["interval_start"].dt.minute == 0) | (T["interval_start"] >= "2024-01-29")],
        ),
        "line 3: the stamps step by 1h on some days (queue 'all', 2024-01-22) and by 30m on others; expected one length of "
        "interval; read the parts apart",
    ),
    "two offsets": (
        export(
            "ts,offered", lambda s, v: f"{s:%Y-%m-%dT%H:%M}{'+01:00' if s < datetime(2024, 3, 31) else '+02:00'},{v:.0f}",
            truth(start="2024-03-25"),
        ),
        "line 50: the stamps carry different offsets from UTC (+01:00 and +02:00), so the file has a time zone with summer "
        "time; give its name, such as timezone='Europe/Amsterdam' (--timezone)",
    ),
    "another measure, wide": (
        "Average Handle Time\n" + wide(T, "%Y-%m-%d", "%H:%M"),
        "line 1: found 'Average Handle Time' above a table with a column per interval, expected contacts offered in its "
        "cells; take that line away if they are",
    ),
    "forecast among actuals": (
        export("ts,type,offered", lambda s, v: f"{s},{'Actual' if s.day < 30 else 'Forecast'},{v:.0f}"),
        "lines 66 to 81, column 'type': found 'Actual', 'Forecast', so some rows are forecast and some are not; expected "
        "contacts that came; leave the rows of the forecast out",
    ),
    "a total that is none": (
        GOOD + "Total,2024-01-22 08:00:00,99\n",
        "line 114: queue 'Total' is named like a total, but is not the sum of the other queues; name the queue to read with "
        "queue= (--queue), or leave it out of the file",
    ),
}  # fmt: skip
REFUSED["half a day's clock"] = (
    export("date,time,offered", lambda s, v: f"{s:%Y-%m-%d},{(s + timedelta(hours=3)).strftime('%I:%M')},{v:.0f}"),
    "lines 6, 14, 22, 30, 38 and 9 more, column 'time': found '01:00' after '12:30', so the clock runs to 12 and AM and PM "
    "are missing; expected a clock of 24 hours, or AM and PM",
)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    content, message = REFUSED[name]
    path = tmp_path / "calls.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ValueError, match=r"read_history: calls\.csv: ") as caught:
        read_history(path)
    assert str(caught.value) == f"read_history: calls.csv: {message}"


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(edit(9, "a,2024-01-22 11:30:00,x,-1,y", FULL))
    with pytest.raises(HistoryError, match="3 problems") as caught:
        read_history(path)
    assert str(caught.value) == (
        "read_history: calls.csv: 3 problems\n"
        "  - line 9, column 'offered': found 'x', expected a number\n"
        "  - line 9, column 'handled': found '-1', expected a number of contacts, 0 or more\n"
        "  - line 9, column 'aht': found 'y', expected seconds, m:ss or h:mm:ss"
    )
    assert [problem.lines for problem in caught.value.problems] == [(9,), (9,), (9,)]


def test_lines_are_physical_with_quoted_line_feeds(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    rows = [f'"two\nlines",{stamp},{"x" if n == 2 else n}' for n, stamp in enumerate(T["interval_start"][:5])]
    path.write_text("Report\n\nnote,interval_start,offered\n" + "\n".join(rows) + "\n")
    with pytest.raises(ValueError, match=r"line 8, column 'offered': found 'x', expected a number"):
        read_history(path)


def test_no_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"read_history: none\.csv: there is no such file: .*none\.csv"):
        read_history("none.csv")


OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"timezone": "Europe/Amsterdm"}, "timezone must be the name of an IANA time zone, got 'Europe/Amsterdm'; did you mean 'Europe/Amsterdam'?"),
    ({"date_format": "dym"}, "date_format must be 'dmy', 'mdy', 'ymd' or a pattern such as '%d/%m/%Y %H:%M', got 'dym'"),
    ({"decimal": ";"}, "decimal must be '.' or ',', got ';'"),
    ({"interval": 0}, "interval must be > 0 s, got 0"),
    ({"aht": -1}, "aht must be > 0 s, got -1"),
    ({"interval": "7m"}, "calls.csv: the interval seems to be 7m, which does not divide a day; give interval=, such as interval='30m' (--interval)"),
    ({"columns": {"offered": "Cals"}}, "calls.csv: there is no column 'Cals'. The columns are 'queue', 'interval_start', 'offered'."),
    ({"queue": "b"}, "calls.csv: there is no queue 'b'. The queues are 'a'"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message"), OPTIONS)
def test_options_that_cannot_be(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(GOOD)
    with pytest.raises(ValueError, match="read_history") as caught:
        read_history(path, **options)
    assert str(caught.value) == f"read_history: {message}"


def test_less_than_a_week() -> None:
    require_a_week(read_history(truth(days=7)))
    with pytest.raises(ValueError, match="forecast") as caught:
        require_a_week(read_history(truth(days=3)))
    assert str(caught.value) == (
        "forecast: the history holds 3 days, 2024-01-22 to 2024-01-24; a forecast needs a week at least"
    )


WARNED: dict[str, tuple[str, str, str]] = {
    "order": (
        "\n".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]), "order",
        "1 row stands out of order of time: line 3; they were sorted.",
    ),
    "gap": (
        "\n".join([*LINES[:4], *LINES[5:]]), "gap",
        "Queue 'a' has no number for 1 interval in its opening hours: 2024-01-22 09:30. Missing is not 0.",
    ),
    "day": (
        "\n".join([*LINES[:9], *LINES[17:]]), "missing_days",
        "Queue 'a' has no row on 1 day of the week otherwise open: 2024-01-23 (Tuesday). They are taken as closed days.",
    ),
    "hours": (GOOD, "opening_hours", "Queue 'a': opening hours were inferred from the rows: Mon-Sun 08:00-12:00."),
    "blank": (
        edit(9, "a,2024-01-22 11:30:00,"), "missing_volume",
        "1 row has no number in column 'offered': line 9; they are missing, not 0.",
    ),
    "handled over offered": (
        edit(9, "a,2024-01-22 11:30:00,4,5,100", FULL), "handled_over_offered",
        "In 1 row handled is more than offered: line 9.",
    ),
    "no handling time": (
        edit(9, "a,2024-01-22 11:30:00,4,4,", FULL), "aht_blank",
        "1 row with contacts handled but no handling time: line 9; it is missing there.",
    ),
    "minutes": (
        aht("3.5"), "aht_minutes",
        "The median handling time in column 'aht' is 3.5 s; are these minutes? If so, name the column 'AHT (min)' or multiply by 60.",
    ),
    "milliseconds": (
        aht("235000"), "aht_milliseconds",
        "The median handling time in column 'aht' is 235,000 s, that is 65 hours; are these milliseconds? If so, name the "
        "column 'AHT (ms)' or divide by 1000.",
    ),
    "vague": (
        export("ts,offered,Handle Time", lambda s, v: f"{s},{v:.0f},200"), "vague_column",
        "Column 'Handle Time' was not read: it may be an average or a total. Say which with columns={\"aht\": \"Handle "
        "Time\"} or columns={\"handle_seconds\": \"Handle Time\"}.",
    ),
    "no line break": (
        GOOD[:-1], "no_line_feed",
        "The file ends without a line break after line 113; if it was cut off, the last value may be too.",
    ),
    "totals in milliseconds": (
        export("ts,offered,Total Handle (ms)", lambda s, v: f"{s},{v:.0f},{v * 200000:.0f}"), "handle_unit",
        "Column 'Total Handle (ms)' was not read: totals of handling time are read in seconds, minutes or hours, not in "
        "milliseconds.",
    ),
    "time zone above": (
        "Time zone: Europe/Berlin,\n" + GOOD, "timezone_said", "Line 1 says 'Time zone: Europe/Berlin'; give timezone to use it.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNED)
def test_warned(name: str, tmp_path: Path) -> None:
    content, code, message = WARNED[name]
    path = tmp_path / "calls.csv"
    path.write_text(content)
    history = read_history(path)
    found = [issue for issue in history.issues if issue.code == code]
    assert [(issue.severity, issue.message, issue.file) for issue in found] == [("warning", message, "calls.csv")]
    assert message in history.issues_table()["message"].tolist()
    assert message in str(history.describe())


def test_a_sheet_that_mixes_dates_and_texts(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Start", "Calls"]]
    for stamp, volume in zip(T["interval_start"], T["offered"]):
        day_first = stamp.day > 12
        rows.append(
            [
                f"{stamp:%d/%m/%Y %H:%M}"
                if day_first
                else stamp.to_pydatetime().replace(month=stamp.day, day=stamp.month),
                volume,
            ]
        )
    path = tmp_path / "calls.xlsx"
    path.write_bytes(workbook({"Data": rows}))
    with pytest.raises(ValueError, match="has usually swapped day and month in some of them"):
        read_history(path)


def test_a_missing_volume_is_not_zero(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(edit(9, "a,2024-01-22 11:30:00,n/a"))
    table = read_history(path).table
    assert table["offered"].isna().tolist() == [n == 7 for n in range(112)]


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    for end in range(len(GOOD) - 30, len(GOOD)):
        path.write_text(GOOD[:end])
        try:
            history = read_history(path)
        except HistoryError:
            continue
        assert GOOD[end - 1] == "\n" or "no_line_feed" in {issue.code for issue in history.issues}, GOOD[:end][-30:]


def test_a_header_that_no_row_fits(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(GOOD.replace("queue,", "queue,site,"))
    with pytest.raises(ValueError, match=r"lines 2 to 113: found 3 fields, expected 4 as in the header"):
        read_history(path)
