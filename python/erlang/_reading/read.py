"""The door: any file or frame to a history."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from erlang._columns import fold

from . import dialect, excel, files, frames
from .checks import check_doubles, check_order, find_interval
from .grid import Grid
from .history import History
from .issues import FUNCTION, Findings
from .long import read_long
from .meant import check_day_totals, check_sum_queue
from .openings import check_gaps, openings
from .records import Records
from .stamps import split_pattern
from .values import check_values
from .wide import read_wide
from .zone import check_zone, place


def read_history(
    source: Any,
    *,
    timezone: str | None = None,
    columns: Mapping[str, str] | None = None,
    queue: str | None = None,
    interval: Any = None,
    date_format: str | None = None,
    decimal: str | None = None,
    sheet: str | int | None = None,
    aht: Any = None,
) -> History:
    """The interval history in a file or a data frame, read as meant or refused with a reason.

    Parameters
    ----------
    source : path of a CSV (also .gz), XLSX or Parquet file, any data frame (pandas, polars, pyarrow), or a History
    timezone : IANA name of the zone of the wall clock; without it times have no summer-time switches. Stamps with an
        offset from UTC are converted to it
    columns : which column is what, where the names do not say: ``{"offered": "Calls in"}``
    queue : name of the queue of a table without a queue column; else the one queue to read
    interval : length of an interval (seconds or ``"30m"``), where stamps and columns do not say
    date_format : ``"dmy"``, ``"mdy"``, ``"ymd"`` or a strptime pattern, where the dates do not say
    decimal : ``"."`` or ``","``, where the numbers do not say
    sheet : name or number (from 0) of the sheet of a workbook
    aht : handling time (seconds or ``"4m"``) of rows that have none

    Returns
    -------
    History

    Raises
    ------
    ValueError
        naming file, line, column, what was found and what was expected, for everything wrong that was found.

    Examples
    --------
    >>> import pandas as pd
    >>> stamps = pd.date_range("2024-01-01 08:00", periods=4, freq="30min")
    >>> history = read_history(pd.DataFrame({"Timestamp": stamps, "Calls": [3, 5, 0, 2], "AHT": [180, 200, None, 190]}))
    >>> history.table["offered"].tolist(), history.interval
    ([3.0, 5.0, 0.0, 2.0], 1800.0)
    """
    if isinstance(source, History):
        return source
    zone = check_zone(timezone)
    _check_options(date_format, decimal)
    findings = Findings("table")
    if isinstance(source, (str, os.PathLike)):
        findings.file = Path(source).name
    wanted = list((columns or {}).values())
    grid, kind, facts = _open(source, findings, wanted, sheet)
    how: dict[str, Any] = {"mapping": columns, "queue": queue, "date_format": date_format, "decimal": decimal}
    _tell_preamble(grid, findings)
    _tell_zone(grid, findings, zone)
    records = read_wide(grid, findings, kind, **how) if kind in ("times", "dates") else read_long(grid, findings, **how)
    if records.offset is None and _said_utc(grid, findings, zone):
        records.offset = np.zeros(len(records.local), dtype=np.int64)
    if zone is None and "zone" in grid.facts:
        zone = grid.facts["zone"]
    return _finish(records, grid, facts, findings, zone, interval, aht)


def _check_options(date_format: str | None, decimal: str | None) -> None:
    if date_format is not None and date_format not in ("dmy", "mdy", "ymd") and not split_pattern(date_format):
        raise ValueError(
            f"{FUNCTION}: date_format must be 'dmy', 'mdy', 'ymd' or a pattern such as '%d/%m/%Y %H:%M', got "
            f"{date_format!r}"
        )
    if decimal not in (None, ".", ","):
        raise ValueError(f"{FUNCTION}: decimal must be '.' or ',', got {decimal!r}")


def _open(
    source: Any, findings: Findings, wanted: list[str], sheet: str | int | None
) -> tuple[Grid, str, dict[str, Any]]:
    if isinstance(source, (str, os.PathLike)):
        data = files.load(Path(source))
        kind = files.kind_of(data)
        if kind == "xlsx":
            findings.unit = "row"
            grid, layout = excel.read_workbook(data, findings, wanted, sheet)
            return grid, layout, {"format": "Excel workbook", "header": f"row {grid.header_line}", **grid.facts}
        if kind == "parquet":
            findings.unit = "row"
            grid, layout = frames.read_frame(frames.read_parquet(data, findings), findings, wanted)
            return grid, layout, {"format": "Parquet"}
        text, encoding = files.decode(data, findings)
        grid, layout = dialect.read_text(text, findings, wanted)
        return (
            grid,
            layout,
            {"format": "text", "encoding": encoding, "header": f"line {grid.header_line}", **grid.facts},
        )
    findings.unit = "row"
    if isinstance(source, pd.DataFrame):
        frame = source
    else:
        from erlang._frames import to_pandas

        frame = to_pandas(source, function=FUNCTION)[0]
    grid, layout = frames.read_frame(frame, findings, wanted)
    return grid, layout, {"format": f"{type(source).__module__.split('.')[0]} table"}


def _tell_preamble(grid: Grid, findings: Findings) -> None:
    if grid.preamble:
        shown = "; ".join(" ".join(str(cell) for cell in cells if cell != "")[:60] for _, cells in grid.preamble[:3])
        findings.note(
            "preamble",
            f"What stands above the header was not read as data: {{lines}} ({shown}).",
            [line for line, _ in grid.preamble],
        )


def _tell_zone(grid: Grid, findings: Findings, zone: str | None) -> None:
    """A time zone named above the table is not taken for granted."""
    for line, cells in grid.preamble:
        text = " ".join(str(cell) for cell in cells if cell != "")
        if zone is None and fold(text).startswith(
            ("time zone", "timezone", "tijdzone", "zeitzone", "fuseau", "zona horaria")
        ):
            findings.warning(
                "timezone_said",
                f"{findings.unit.capitalize()} {line} says '{text[:60]}'; give timezone to use it.",
                [line],
            )


def _said_utc(grid: Grid, findings: Findings, zone: str | None) -> bool:
    """Whether a line above the table says that its times are in UTC, where another zone is asked for."""
    for line, cells in grid.preamble if zone is not None else ():
        words = fold(" ".join(str(cell) for cell in cells if cell != "")).split()
        if words in (["time", "zone", "utc"], ["timezone", "utc"], ["zeitzone", "utc"], ["tijdzone", "utc"]):
            findings.warning(
                "timezone_said",
                f"{findings.unit.capitalize()} {line} says that the times are in UTC; they were converted to {zone}.",
                [line],
            )
            return True
    return False


def _finish(
    records: Records,
    grid: Grid,
    facts: dict[str, Any],
    findings: Findings,
    timezone: str | None,
    interval: Any,
    aht: Any,
) -> History:
    records.drop_unused_queues()
    check_values(records, findings)
    findings.stop()
    check_day_totals(records, findings)
    check_sum_queue(records, findings)
    if len(records.lines) < 2:
        raise findings.refuse("one_row", "the file holds one row of data only", records.lines)
    before = _end_length(records, interval, findings) if records.facts.get("labels") == "end" else 0
    stamps, zone = place(records, timezone, findings)
    if before:  # counted back in time, not on the clock: 03:00 in the night of a switch ends what began at 01:30
        stamps = stamps - pd.Timedelta(seconds=before)
        records.local = stamps.tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    check_doubles(records, stamps, findings)
    findings.stop()
    length, origin = find_interval(records, stamps, interval, findings)
    check_order(records, stamps, findings)
    _check_end(grid, records, findings)
    order = np.lexsort((stamps.asi8, records.queue))
    table = _table(records, stamps, order, aht)
    found = []
    for code, name in enumerate(records.queues):
        mine = records.queue == code
        found.append(openings(name, stamps[mine], ~np.isnan(records.offered[mine]), length))
    check_gaps(found, findings)
    why = records.facts.get("date_why", "")
    reading = {
        **facts,
        "layout": records.facts["layout"],
        "dates": ", ".join(part for part in (records.facts.get("date_order", ""), why) if part),
        "interval": origin,
        "columns": records.meanings,
        "unused": records.unused,
        "hours": {item.queue: item.text() for item in found},
    }
    issues = tuple(
        replace(issue, file=findings.file)
        for issue in sorted(findings.issues, key=lambda issue: issue.severity != "warning")
    )
    return History(table, issues, length, zone, findings.file, tuple(records.queues), reading)


def _end_length(records: Records, interval: Any, findings: Findings) -> int:
    """Seconds from the start of an interval to its end, by which its stamps are named."""
    if records.facts.get("date_apart") and (records.local % 86400 == 0).any():
        raise findings.refuse(
            "labels",
            "the intervals are named by their end, and an end at 00:00 may belong to the date beside it or the day "
            "before; "
            "expected a column of starts",
            records.lines[records.local % 86400 == 0][:5],
        )
    quiet = Findings(findings.file, findings.unit)
    length, _ = find_interval(records, pd.DatetimeIndex(records.local.astype("datetime64[s]")), interval, quiet)
    findings.warning(
        "labels",
        f"The stamps name the end of each interval ('{records.meanings['interval_start']}'); starts were derived.",
    )
    return int(length)


def _check_end(grid: Grid, records: Records, findings: Findings) -> None:
    """A file without a last line feed may have lost the end of its last number."""
    if grid.complete or not len(records.lines):
        return
    last = int(records.lines.max())
    if last == int(grid.lines.max()):
        findings.warning(
            "no_line_feed",
            f"The file ends without a line break after {findings.unit} {last}; if it was cut off, the last value may "
            "be too.",
            [last],
        )


def _table(records: Records, stamps: pd.DatetimeIndex, order: Any, aht: Any) -> pd.DataFrame:
    names = np.array(records.queues, dtype=object)
    table: pd.DataFrame = pd.DataFrame({"queue": names[records.queue[order]], "interval_start": stamps[order]})
    for name in ("offered", "handled", "abandoned", "aht"):
        values = getattr(records, name)
        if values is not None:
            table[name] = values[order]
    if aht is not None:
        from erlang._units import seconds

        given = seconds(aht, function=FUNCTION, argument="aht")
        if not isinstance(given, float) or not 0 < given < float("inf"):
            raise ValueError(f"{FUNCTION}: aht must be > 0 s, got {aht!r}")
        table["aht"] = table["aht"].fillna(given) if "aht" in table.columns else given
    return table
