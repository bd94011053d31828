"""Ranges and ends of intervals on the days on which the clock is switched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from erlang import read_history

ZONE = ZoneInfo("Europe/Amsterdam")
HALF = timedelta(minutes=30)
DAYS = {"spring": datetime(2024, 3, 24, tzinfo=timezone.utc), "autumn": datetime(2024, 10, 20, tzinfo=timezone.utc)}


def instants(season: str) -> list[datetime]:
    """Two weeks of half hours round the clock, in UTC."""
    return [DAYS[season] + index * HALF for index in range(14 * 48)]


def wall(instant: datetime) -> datetime:
    return instant.astimezone(ZONE)


WAYS: dict[str, tuple[str, Callable[[datetime], str]]] = {
    "a range": ("Date,Interval,Calls", lambda s: f"{wall(s):%d/%m/%Y},{wall(s):%H:%M}-{wall(s + HALF):%H:%M}"),
    "start and end": ("Start,End,Calls", lambda s: f"{wall(s):%Y-%m-%d %H:%M},{wall(s + HALF):%Y-%m-%d %H:%M}"),
    "times of start and end": (
        "Date,Start,End,Calls", lambda s: f"{wall(s):%Y-%m-%d},{wall(s):%H:%M},{wall(s + HALF):%H:%M}",
    ),
    "the end alone": ("Interval End,Calls", lambda s: f"{wall(s + HALF):%Y-%m-%d %H:%M}"),
}  # fmt: skip


@pytest.mark.parametrize("season", DAYS)
@pytest.mark.parametrize("way", WAYS)
def test_switch(way: str, season: str, tmp_path: Path) -> None:
    header, cells = WAYS[way]
    path = tmp_path / "calls.csv"
    lines = [f"{cells(stamp)},{index % 37}" for index, stamp in enumerate(instants(season))]
    path.write_text("\n".join([header, *lines]) + "\n")
    history = read_history(path, timezone="Europe/Amsterdam")
    assert history.interval == 1800
    assert history.table["interval_start"].dt.tz_convert("UTC").tolist() == instants(season)
    assert history.table["offered"].tolist() == [index % 37 for index in range(14 * 48)]


def test_an_hour_more_on_many_days_is_no_switch(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    lines = [
        f"{stamp:%Y-%m-%d},{stamp:%H:%M}-{stamp + HALF * (3 if stamp.hour == 2 and stamp.minute else 1):%H:%M},1"
        for stamp in instants("spring")
    ]
    path.write_text("\n".join(["Date,Interval,Calls", *lines]) + "\n")
    with pytest.raises(
        ValueError,
        match="lines 7, 55, 103, 151, 199 and 9 more, column 'Interval': found '02:30-04:00'",
    ):
        read_history(path)
