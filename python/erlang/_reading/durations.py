"""Handling times: seconds, minutes:seconds, hours:minutes:seconds, and times typed into a sheet."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np

from .grid import Bools, Column, Ints
from .issues import Findings, quoted
from .numbers import Floats, complain, to_float
from .words import is_missing

_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2})(?:[.,](\d{1,6}))?")
_WORDS = re.compile(
    r"(?:(\d+)\s*h(?:rs?|ours?)?)?\s*(?:(\d+)\s*m(?:in|ins|inutes?)?)?\s*(?:(\d+(?:[.,]\d+)?)\s*s(?:ec|ecs|econds?|ek)?)?"
)
FACTORS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "milliseconds": 1e-3}


def parse(column: Column, decimal: str, unit: str | None, findings: Findings, lines: Ints) -> tuple[Floats, Bools, str]:
    """Seconds per distinct cell, which are missing, and how they were written."""
    size = len(column.uniques)
    values, missing = np.full(size, np.nan), np.zeros(size, dtype=bool)
    bad, clock, plain = (np.zeros(size, dtype=bool) for _ in range(3))
    whole_minutes = True
    three = False
    for index, value in enumerate(column.uniques):
        if isinstance(value, str) and value.startswith(":"):
            value = "0" + value  # below a minute, as Avaya writes it
        if is_missing(value) or (isinstance(value, str) and value.casefold() in ("#div/0!", "inf")):
            missing[index] = True
        elif isinstance(value, (dt.time, dt.timedelta, dt.datetime)):
            values[index] = _typed(value)
            clock[index] = three = True
            whole_minutes &= values[index] % 60 == 0
        elif (number := to_float(value, decimal)) is not None:
            values[index], plain[index] = number, True
        elif isinstance(value, str) and (match := _CLOCK.fullmatch(value)):
            seconds = _clock(match, unit)
            three |= match.group(1) is not None or unit == "h:mm"
            values[index], clock[index], bad[index] = seconds, True, np.isnan(seconds)
            whole_minutes &= seconds % 60 == 0
        elif isinstance(value, str) and (words := _WORDS.fullmatch(value.casefold())) and any(words.groups()):
            hour, minute, second = (float((part or "0").replace(",", ".")) for part in words.groups())
            values[index], clock[index] = hour * 3600 + minute * 60 + second, True
            whole_minutes = False
        else:
            bad[index] = True
    if decimal == "mixed":
        return values, missing, ""
    if bad.any():
        complain(column, bad, findings, lines, "seconds, m:ss or h:mm:ss", "not_a_duration")
        return values, missing, ""
    numbers_beside = plain & (values != 0)
    if clock.any() and numbers_beside.any():
        common, rare = (clock, numbers_beside) if clock.sum() >= numbers_beside.sum() else (numbers_beside, clock)
        rows = column.rows_where(rare)
        findings.error(
            "mixed_durations",
            f"found {quoted(column.cell(row) for row in rows[:50])}, expected times written in one way, like "
            f"'{column.uniques[int(np.flatnonzero(common)[0])]}'",
            lines[rows],
            column=column.name,
        )
        return values, missing, ""
    if clock.any():
        _typed_as_hours(column, values[clock], whole_minutes and three, findings)
        return values, missing, "h:mm:ss" if three else "m:ss"
    factor = FACTORS.get(unit or "seconds")
    if factor is None:
        _wrong_unit(column, plain & (values != 0), unit, findings, lines)
        factor = 1.0
    return values * factor, missing, unit or "seconds"


def _typed(value: dt.time | dt.timedelta | dt.datetime) -> float:
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    days = (value.date() - dt.date(1899, 12, 31)).days if isinstance(value, dt.datetime) else 0
    return max(days, 0) * 86400 + value.hour * 3600 + value.minute * 60 + value.second + value.microsecond * 1e-6


def _clock(match: re.Match[str], unit: str | None) -> float:
    first, middle, last, fraction = match.groups()
    if unit == "h:mm" and first is None:
        return float("nan") if int(last) > 59 else int(middle) * 3600.0 + int(last) * 60.0
    if int(last) > 59 or len(last) != 2 or (first is not None and int(middle) > 59):
        return float("nan")
    if unit == "h:mm:ss" and first is None:
        return float("nan")
    rest = float(f"0.{fraction}") if fraction else 0.0
    return int(first or 0) * 3600.0 + int(middle) * 60.0 + int(last) + rest


def _typed_as_hours(column: Column, seconds: Floats, whole_minutes: bool, findings: Findings) -> None:
    """4:12 typed into a sheet becomes four hours and twelve minutes; no handling time is that."""
    used = seconds[seconds > 0]
    if whole_minutes and len(used) and float(np.median(used)) >= 3600:
        example = next(v for v in column.uniques if not is_missing(v) and str(v) != "0")
        findings.error(
            "hours_for_minutes",
            f"found '{example}' and the like, hours and whole minutes; a handling time of 4:12 typed into a sheet "
            "becomes "
            f"4 hours 12 minutes; expected seconds, or h:mm:ss such as 0:04:12",
            column=column.name,
        )


def _wrong_unit(column: Column, plain: Bools, unit: str | None, findings: Findings, lines: Ints) -> None:
    rows = column.rows_where(plain)
    if len(rows):
        findings.error(
            "not_a_duration",
            f"found {quoted(column.cell(row) for row in rows[:50])}, expected {unit} as the column's name says",
            lines[rows],
            column=column.name,
        )


def suspect(median: float, findings: Findings, column: str) -> None:
    """Warn where seconds are hard to believe: minutes below a median of 15, milliseconds above four hours."""
    if median < 15:
        findings.warning(
            "aht_minutes",
            f"The median handling time in column '{column}' is {median:.3g} s; are these minutes? If so, name "
            "the "
            f"column 'AHT (min)' or multiply by 60.",
        )
    elif median > 4 * 3600:
        findings.warning(
            "aht_milliseconds",
            f"The median handling time in column '{column}' is {median:,.0f} s, that is {median / 3600:.0f} "
            "hours; "
            f"are these milliseconds? If so, name the column 'AHT (ms)' or divide by 1000.",
        )
