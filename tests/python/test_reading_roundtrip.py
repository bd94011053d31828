"""Whatever the dialect a history is written in, it is read back equal, or refused: never otherwise."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from erlang._reading import HistoryError, read_history

DATES = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%m-%d-%y", "%d %b %Y", "%Y%m%d", "%y-%m-%d")
TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%H.%M", "%H:%M range")
NUMBERS = ("plain", ",", ".", " ", "'", "1,5", "1.5")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def number(value: int, style: str) -> str:
    if style in (",", ".", " ", "'"):
        return f"{value:,}".replace(",", style)
    if style in ("1,5", "1.5"):
        return f"{value}{style[1]}0"
    return str(value)


@st.composite
def exports(draw: st.DrawFn) -> tuple[bytes, pd.DataFrame, bool]:
    start = draw(st.datetimes(pd.Timestamp("2015-01-01"), pd.Timestamp("2030-01-01"))).replace(
        hour=draw(st.integers(0, 12)), minute=0, second=0, microsecond=0
    )
    step = timedelta(minutes=draw(st.sampled_from([15, 30, 60])))
    days, slots = draw(st.integers(2, 20)), draw(st.integers(3, 8))
    queues = draw(st.sampled_from([["all"], ["Büro", "Verkauf"]]))
    volumes = draw(st.lists(st.integers(0, 3000), min_size=days * slots, max_size=days * slots))
    date, time = draw(st.sampled_from(DATES)), draw(st.sampled_from(TIMES))
    style, delimiter = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(",;\t|"))
    apart, quoting = draw(st.booleans()), draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    buffer = io.StringIO()
    writer = csv.writer(
        buffer, delimiter=delimiter, quoting=quoting, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    )
    if draw(st.booleans()):
        buffer.write("Volume report\n\n")
    named = queues != ["all"]
    writer.writerow(
        [*(["Queue"] if named else []), *(["Date", "Time"] if apart else ["Date and time"]), "Calls offered"]
    )
    rows = []
    for queue in queues:
        for n, volume in enumerate(volumes):
            stamp = start + timedelta(days=n // slots) + step * (n % slots)
            rows.append((queue, stamp, float(volume)))
            clock = stamp.strftime(time.split(" range")[0])
            if time.endswith("range"):
                clock += f"-{stamp + step:%H:%M}"
            parts = [stamp.strftime(date), clock]
            cells = [*([queue] if named else []), *(parts if apart else [" ".join(parts)]), number(volume, style)]
            writer.writerow(cells)
    table = pd.DataFrame(rows, columns=["queue", "interval_start", "offered"])
    table["interval_start"] = table["interval_start"].astype("datetime64[s]")
    plain = date in ("%Y-%m-%d", "%d %b %Y", "%Y%m%d") and style not in (",", ".")
    return buffer.getvalue().encode(draw(st.sampled_from(ENCODINGS))), table, plain


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(exports())
def test_read_back_equal_or_refused(tmp_path: Path, export: Any) -> None:
    data, table, plain = export
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    try:
        history = read_history(path)
    except HistoryError as refusal:
        codes = {problem.code for problem in refusal.problems}
        if plain or codes - {"date_order", "decimal_sign"}:
            raise
        return
    order = {name: place for place, name in enumerate(history.queues)}
    table = table.sort_values(["queue", "interval_start"], key=lambda c: c.map(order) if c.name == "queue" else c)
    pd.testing.assert_frame_equal(history.table, table.reset_index(drop=True), check_dtype=False)


def test_a_history_prints_compares_and_pickles() -> None:
    import pickle

    table = pd.DataFrame(
        {"interval_start": pd.date_range("2024-01-01", periods=4, freq="30min"), "offered": [1, 2, 3, 4]}
    )
    history = read_history(table)
    assert repr(history).startswith("History('table', 4 rows, 1 queue, interval=30m, 2024-01-01 00:00:00")
    assert pickle.loads(pickle.dumps(history)) == history
    assert read_history(table, timezone="UTC") != history
    with pytest.raises(AttributeError):
        history.interval = 5  # type: ignore[misc]
    said = history.describe().to_dict()
    assert said["interval"] == "30m (the smallest step between stamps of a day)"
    assert said["columns"] == {"offered": "offered", "interval_start": "interval_start"}
    assert list(history.issues_table()) == ["severity", "code", "message", "queue", "file", "lines"]
