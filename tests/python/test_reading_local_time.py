"""Time zones, offsets and the hours that a switch of the clock repeats or leaves out; opening hours."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from erlang._reading import History, read_history

ZONE = "Europe/Amsterdam"
SHARED = Path(os.environ.get("ERLANG_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"


def wall(first: str, last: str, volume: float = 5.0) -> pd.DataFrame:
    """Every half hour of the clock on the wall, as a clock without switches shows it."""
    return pd.DataFrame({"interval_start": pd.date_range(first, last, freq="30min"), "offered": volume})


def codes(history: History) -> list[str]:
    return [issue.code for issue in history.issues]


def test_a_skipped_hour_without_volume_is_dropped_and_listed() -> None:
    table = wall("2024-03-30", "2024-04-01 23:30")
    gone = table["interval_start"].isin(pd.to_datetime(["2024-03-31 02:00", "2024-03-31 02:30"]))
    table.loc[gone, "offered"] = 0.0
    history = read_history(table, timezone=ZONE)
    assert len(history.table) == len(table) - 2
    issue = next(issue for issue in history.issues if issue.code == "nonexistent_time")
    assert issue.severity == "warning"
    assert issue.lines == (53, 54)
    assert issue.message == (
        "Left out, because the clock in Europe/Amsterdam skips that time and nothing was offered: 2024-03-31 02:00, "
        "2024-03-31 02:30 (rows 53 and 54)."
    )
    assert "gap" not in codes(history)


def test_a_skipped_hour_with_volume_is_an_error() -> None:
    with pytest.raises(
        ValueError, match=r"rows 53 and 54, column 'interval_start': found contacts at 2024-03-31 02:00"
    ):
        read_history(wall("2024-03-30", "2024-04-01 23:30"), timezone=ZONE)


def test_a_repeated_hour_with_one_row_is_taken_as_merged() -> None:
    history = read_history(wall("2024-10-26", "2024-10-28 23:30"), timezone=ZONE)
    issue = next(issue for issue in history.issues if issue.code == "merged_hour")
    assert (issue.severity, issue.lines) == ("warning", (53, 54))
    assert len(history.table) == 3 * 48
    assert history.interval == 1800


def test_a_repeated_hour_with_two_rows_is_two_passes_in_file_order() -> None:
    stamps = pd.date_range("2024-10-26", "2024-10-28 23:30", freq="30min", tz=ZONE)
    table = pd.DataFrame({"interval_start": stamps, "offered": [float(n) for n in range(len(stamps))]})
    naive = table.assign(interval_start=stamps.tz_localize(None))
    for source in (naive, naive.iloc[::-1]):
        history = read_history(source, timezone=ZONE)
        pd.testing.assert_frame_equal(
            history.table[["interval_start", "offered"]], table, check_dtype=False, check_freq=False
        )
        assert "repeated_hour" in codes(history)
    with pytest.raises(ValueError, match="2 stamps of a queue come twice"):
        read_history(naive)


def test_offsets_are_instants() -> None:
    stamps = pd.date_range("2024-10-26", "2024-10-28 23:30", freq="30min", tz=ZONE)
    table = pd.DataFrame({"interval_start": [f"{stamp.isoformat()}" for stamp in stamps], "offered": 1})
    history = read_history(table, timezone=ZONE)
    assert (history.table["interval_start"] == stamps).all()
    assert history.timezone == ZONE
    assert read_history(table, timezone="UTC").timezone == "UTC"
    with pytest.raises(ValueError, match=r"different offsets from UTC \(\+01:00 and \+02:00\)"):
        read_history(table)


def test_without_a_zone_the_clock_on_the_wall() -> None:
    history = read_history(wall("2024-03-30", "2024-04-01 23:30"))
    assert history.timezone is None
    assert history.table["interval_start"].dt.tz is None
    assert "no_timezone" in codes(history)


def test_zeros_never_close_a_slot() -> None:
    history = read_history(wall("2024-01-01", "2024-01-14 23:30", volume=0.0))
    assert history.describe().queues[0]["hours"] == "Mon-Sun 00:00-24:00"
    assert not [issue for issue in history.issues if issue.severity == "warning"]


def test_hours_differ_by_weekday() -> None:
    table = wall("2024-01-01", "2024-01-28 23:30")
    stamps = table["interval_start"]
    hour, day = stamps.dt.hour, stamps.dt.day_of_week
    table = table[((day < 5) & (hour >= 8) & (hour < 18)) | ((day == 5) & (hour >= 9) & (hour < 13))]
    history = read_history(table)
    assert history.describe().queues[0]["hours"] == "Mon-Fri 08:00-18:00, Sat 09:00-13:00, Sun closed"
    assert "gap" not in codes(history)
    assert "missing_days" not in codes(history)


def real(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} of the shared data is not here")
    return path


@pytest.mark.parametrize(
    ("name", "interval", "rows"), [("us_bank_2003_30min.csv", 1800, 4592), ("us_bank_2003_5min.csv", 300, 27716)]
)
def test_us_bank(name: str, interval: int, rows: int) -> None:
    history = read_history(real(name))
    assert (history.interval, len(history.table), history.queues) == (interval, rows, ("us_bank",))
    days = next(issue for issue in history.issues if issue.code == "missing_days")
    for day in ("2003-04-04", "2003-04-07", "2003-05-26", "2003-07-04", "2003-09-01", "2003-10-14"):
        assert day in days.message
    assert {issue.code for issue in history.issues} == {"missing_days", "opening_hours", "no_timezone"}


def test_anonymous_bank() -> None:
    history = read_history(real("anon_bank_1999_30min.csv"), timezone="Asia/Jerusalem")
    assert len(history.table) == 17520 - 2
    found = {issue.code: issue for issue in history.issues}
    assert found["nonexistent_time"].lines == (4374, 4375)
    assert "1999-04-02 02:00, 1999-04-02 02:30" in found["nonexistent_time"].message
    assert "1999-09-03 01:00, 1999-09-03 01:30" in found["merged_hour"].message
    assert "gap" not in found


def test_anonymous_bank_by_queue() -> None:
    history = read_history(real("anon_bank_1999_feb_30min.csv"))
    assert history.queues == ("IN", "NE", "NW", "PE", "PS", "TT")
    assert list(history.table) == ["queue", "interval_start", "offered", "handled", "abandoned", "aht"]
    assert history.table["offered"].sum() == 33066
    assert ((history.table["handled"] == 0) <= history.table["aht"].isna()).all()
