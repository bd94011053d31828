"""Wall-clock times to stamps: time zones, offsets, the hours a switch repeats or leaves out."""

from __future__ import annotations

import zoneinfo

import numpy as np
import pandas as pd

from erlang._columns import closest

from .grid import Ints
from .issues import FUNCTION, Findings
from .records import Records


def check_zone(timezone: object) -> str | None:
    """The name of an IANA zone; ``ValueError`` where it is none."""
    if timezone is None:
        return None
    name = str(timezone)
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = closest(name, sorted(zoneinfo.available_timezones()))
        like = f"; did you mean '{near}'?" if near else ", such as 'Europe/Amsterdam'"
        raise ValueError(f"{FUNCTION}: timezone must be the name of an IANA time zone, got {name!r}{like}") from None
    return name


def place(records: Records, timezone: str | None, findings: Findings) -> tuple[pd.DatetimeIndex, str | None]:
    """Stamps of every row, in the zone where one is known, and its name. Rows that cannot exist are dropped."""
    if records.offset is not None:
        return _from_offsets(records, timezone, findings)
    stamps = pd.DatetimeIndex(records.local.astype("datetime64[s]"))
    if timezone is None:
        findings.note(
            "no_timezone", "No time zone was given: times are the clock on the wall, without summer-time switches."
        )
        return stamps, None
    return _localise(records, timezone, findings)


def _from_offsets(records: Records, timezone: str | None, findings: Findings) -> tuple[pd.DatetimeIndex, str | None]:
    assert records.offset is not None
    utc = pd.DatetimeIndex((records.local - records.offset).astype("datetime64[s]")).tz_localize("UTC")
    if timezone is not None:
        findings.note("converted", f"The stamps carry their offset from UTC; they were converted to {timezone}.")
        return utc.tz_convert(timezone), timezone
    offsets = np.unique(records.offset)
    if len(offsets) > 1:
        shown = " and ".join(_offset(int(offset)) for offset in offsets[:3])
        changed = np.flatnonzero(records.offset != records.offset[0])[:1]
        raise findings.refuse(
            "mixed_offsets",
            f"the stamps carry different offsets from UTC ({shown}), so the file has a time zone with summer time; "
            "give its "
            f"name, such as timezone='Europe/Amsterdam' (--timezone)",
            records.lines[changed],
        )
    if records.facts.get("epoch"):
        findings.warning(
            "epoch_utc",
            "The stamps count seconds since 1970; they were read as UTC. Give timezone to have the hours of the clock "
            "on the "
            "wall.",
        )
        return utc, "UTC"
    offset = int(offsets[0])
    if offset == 0:
        findings.note(
            "utc",
            "The stamps are in UTC and no time zone was given: hours of the day are UTC hours. Give timezone to have "
            "the clock "
            "on the wall.",
        )
        return utc, "UTC"
    name = f"UTC{_offset(offset)}"
    findings.note(
        "fixed_offset",
        f"All stamps carry the offset {_offset(offset)}; it was taken for the whole year. Give timezone to have summer "
        "time.",
    )
    return utc.tz_convert(name), name


def _offset(seconds: int) -> str:
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{abs(seconds) // 3600:02d}:{abs(seconds) % 3600 // 60:02d}"


def _localise(records: Records, timezone: str, findings: Findings) -> tuple[pd.DatetimeIndex, str]:
    distinct, back = np.unique(records.local, return_inverse=True)
    naive = pd.DatetimeIndex(distinct.astype("datetime64[s]"))
    first = np.ones(len(naive), dtype=bool)
    early = naive.tz_localize(timezone, ambiguous=first, nonexistent="NaT")
    late = naive.tz_localize(timezone, ambiguous=~first, nonexistent="NaT")
    gone = np.asarray(early.isna())
    twice = np.asarray(early != late) & ~gone
    if gone.any():
        _drop_nonexistent(records, gone[back], timezone, findings)
        back = back[~gone[back]]
    stamps = early[back]
    if twice.any():
        second = _second_passes(records, twice[back], timezone, findings)
        stamps = stamps.where(~second, late[back])
    return stamps, timezone


def _drop_nonexistent(
    records: Records, gone: np.ndarray[tuple[int], np.dtype[np.bool_]], zone: str, findings: Findings
) -> None:
    busy = gone & (np.nan_to_num(records.offered) > 0)
    if busy.any():
        findings.error(
            "nonexistent_time",
            f"found contacts at {_shown(records.local[busy])}, a time that the clock in {zone} skips; expected none, "
            "or another "
            f"time zone",
            records.lines[busy],
            column=records.meanings.get("interval_start"),
        )
        findings.stop()
    findings.warning(
        "nonexistent_time",
        f"Left out, because the clock in {zone} skips that time and nothing was offered: {_shown(records.local[gone])} "
        f"({{lines}}).",
        records.lines[gone],
    )
    records.keep(~gone)


def _shown(local: Ints, most: int = 4) -> str:
    distinct = np.unique(local)
    text = ", ".join(
        str(np.datetime64(int(value), "m" if False else "s")).replace("T", " ")[:16] for value in distinct[:most]
    )
    return text + (f" and {len(distinct) - most} more" if len(distinct) > most else "")


def _second_passes(
    records: Records, ambiguous: np.ndarray[tuple[int], np.dtype[np.bool_]], zone: str, findings: Findings
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which rows of a repeated hour are its second pass: the later of two rows in the file."""
    rows = np.flatnonzero(ambiguous)
    keys = pd.DataFrame({"queue": records.queue[rows], "local": records.local[rows], "row": rows})
    group = keys.groupby(["queue", "local"], sort=False)["row"]
    count, position = group.transform("size").to_numpy(), group.cumcount().to_numpy()
    backwards = _backwards(records)[records.queue[rows]]
    second = np.zeros(len(records.local), dtype=bool)
    pair = count == 2
    second[rows] = pair & np.where(backwards, position == 0, position == 1)
    merged = count == 1
    if merged.any():
        findings.warning(
            "merged_hour",
            f"The clock in {zone} repeats {_shown(records.local[rows[merged]])}, but the file has one row for it; it "
            "was taken as "
            f"both passes together ({{lines}}).",
            records.lines[rows[merged]],
        )
    if pair.any():
        findings.note(
            "repeated_hour",
            f"The clock in {zone} repeats {_shown(records.local[rows[pair]])}; the two rows were taken as its two "
            "passes, in the "
            f"order of time ({{lines}}).",
            records.lines[rows[pair]],
        )
    return second


def _backwards(records: Records) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Queues whose rows run from the latest to the earliest."""
    result = np.zeros(len(records.queues), dtype=bool)
    order = np.argsort(records.queue, kind="stable")
    same = np.diff(records.queue[order]) == 0
    steps = np.diff(records.local[order])
    for code in range(len(records.queues)):
        mine = steps[same & (records.queue[order][1:] == code)]
        result[code] = len(mine) > 0 and (mine < 0).sum() > 0.9 * len(mine)
    return result
