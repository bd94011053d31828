"""One cell to its parts: a date with its order still open, a time of day, an offset, the end of a range."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from erlang._columns import fold

from .words import MONTHS, WEEKDAYS

DAY = 86400


class Parts(NamedTuple):
    """What a cell says. ``a, b, c`` are the date's numbers as written, year-month-day where ``shape`` is ``ymd``."""

    shape: str | None = None  # ymd, n/ n- n. (order open), 8 (eight digits, order open), name, noyear
    a: int = 0
    b: int = 0
    c: int = 0
    short_year: bool = False
    seconds: int | None = None  # of the day
    offset: int | None = None  # from UTC
    weekday: int | None = None
    end_seconds: int | None = None
    end_date: tuple[int, int, int] | None = None
    instant: int | None = None  # seconds since 1970 in UTC


_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "\xa0": " ", "\u202f": " ", "\u2009": " "})
_NUMERIC = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?![\d])\.?")
_EIGHT = re.compile(r"(\d{8})(?=$|[ t_-]|\d{4}$|\d{6}$)")
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[-/ ]*(?:de |of )?([a-z]{3,12})\.?"
    r"(?:[-/ ,']+(?:de |del )?(\d{4}|\d{2})(?![\d:]))?"
)
_NAME_DAY = re.compile(r"([a-z]{3,12})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:[-/ ,]+(\d{4})(?![\d:]))?")
_YEAR_NAME = re.compile(r"(\d{4})[-/ ]*([a-z]{3,12})\.?[-/ ]*(\d{1,2})(?![\d:])")
_TIME = re.compile(
    r"(\d{1,2})(?:\s*([:.h])\s*(\d{2})(?:\s*[:.m]\s*(\d{2})(?:[.,](\d{1,9}))?s?)?)?\s*"
    r"(a\.?\s?m\.?(?![a-z])|p\.?\s?m\.?(?![a-z])|(?<=\d)[ap](?![a-z.])|uhr|uur|hrs?(?![a-z])|h(?![a-z0-9]))?"
)
_FOUR = re.compile(r"(\d{2})(\d{2})(\d{2})?(?!\d)")
_OFFSET = re.compile(r"\s*(z|utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?![\d:])|\s*(z|utc|gmt)(?![a-z])")
_RANGE = re.compile(r"\s*(?:->|-+|/|~|tot|to|bis|until|till|through|t/m|au|a|hasta|>)\s*")
_LEADING_DAY = re.compile(r"([^\W\d_]{2,12})\.?,?\s+(?=\S)")
_TRAILING_DAY = re.compile(r"\s*[,(]?\s*([^\W\d_]{2,12})\.?\)?\s*")


_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


def parse(value: Any) -> Parts | None:
    """The parts of a cell, or None where it is neither date nor time."""
    if isinstance(value, str):
        match = _ISO.fullmatch(value)
        if match:
            year, month, day, hour, minute, second = match.groups("0")
            seconds = int(hour) * 3600 + int(minute) * 60 + int(second)
            return _day_zero(Parts("ymd", int(year), int(month), int(day), False, seconds))
        return _day_zero(_text(value))
    if isinstance(value, dt.datetime):
        return _datetime(value)
    if isinstance(value, dt.date):
        return Parts("ymd", value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return Parts(seconds=value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500000))
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return Parts(seconds=seconds) if 0 <= seconds <= DAY else None
    return None


def _day_zero(parts: Parts | None) -> Parts | None:
    """A time of day as databases and sheets write it: 08:00 on the day they count from."""
    if parts is None or parts.shape is None or parts.seconds is None or parts.short_year:
        return parts
    year = parts.c if parts.shape.startswith("n") and parts.shape != "name" else parts.a
    return Parts(seconds=parts.seconds, end_seconds=parts.end_seconds) if year in (1899, 1900) else parts


def _datetime(value: dt.datetime) -> Parts | None:
    if value != value:
        return None
    offset = value.utcoffset()
    value = value.replace(tzinfo=None)
    if value.microsecond:
        value = value.replace(microsecond=0) + dt.timedelta(seconds=value.microsecond >= 500000)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    if value.year <= 1900:  # a time of day in a sheet
        return Parts(seconds=seconds)
    shift = None if offset is None else round(offset.total_seconds())
    return Parts("ymd", value.year, value.month, value.day, seconds=seconds, offset=shift)


def _text(value: str) -> Parts | None:
    text = " ".join(value.translate(_DASHES).casefold().split())
    if not text or not any(letter.isdigit() for letter in text):
        return None
    parts = _parse(text)
    if parts is not None:
        return parts
    lead = _LEADING_DAY.match(text)
    if lead and fold(lead.group(1)) in WEEKDAYS:
        parts = _parse(text[lead.end() :].lstrip(" -"))
        if parts is not None and parts.shape is not None:
            return parts._replace(weekday=WEEKDAYS[fold(lead.group(1))])
    return None


def _parse(text: str) -> Parts | None:
    date, rest = _take_date(text)
    if date is None:
        return _times(Parts(), text)
    if not rest.strip(" .,"):
        return date
    trail = _TRAILING_DAY.match(rest)
    if trail and fold(trail.group(1)) in WEEKDAYS and trail.group(1) not in ("a", "t"):
        date = date._replace(weekday=WEEKDAYS[fold(trail.group(1))])
        rest = rest[trail.end() :]
        if not rest:
            return date
    joined = re.match(r"\s*(?:t(?=\d)|,|_| - |-(?=\d)|\s|um |om |a las |a )\s*", rest)
    if not joined and not (date.shape in ("8", "ymd") and rest[:1].isdigit()):
        return None
    return _times(date, rest[joined.end() :] if joined else rest)


def _times(date: Parts, text: str) -> Parts | None:
    """A time, perhaps an offset, perhaps the other end of a range."""
    start = _take_time(text, dated=date.shape is not None)
    if start is None:
        return None
    seconds, rest, meridiem, hour = start
    result = date._replace(seconds=seconds)
    # "08:00-08:30" is a range or an offset: text alone does not tell, the column does (see dates.py).
    if rest:
        ranged = _range(result, rest, meridiem, hour)
        if ranged is not None:
            return ranged
        if date.shape is None:
            return None
        offset = _take_offset(rest)
        if offset is None:
            return None
        result = result._replace(offset=offset[0])
        rest = offset[1]
        if rest:
            return _range(result, rest, meridiem, hour)
    return result


def _range(start: Parts, text: str, meridiem: bool, hour: int) -> Parts | None:
    """``- 08:30``, ``/2024-01-01T08:30Z`` after a start."""
    join = _RANGE.match(text)
    if not join:
        return None
    rest = text[join.end() :]
    end_date, after = _take_date(rest)
    if end_date is not None:
        rest = after.lstrip(" t,_")
    # "0800-0830": where no date stands before, four digits are no offset.
    end = _take_time(rest, dated=end_date is not None or start.shape is None)
    if end is None:
        return None
    seconds, tail, end_meridiem, _ = end
    if tail:
        offset = _take_offset(tail)
        if offset is None or offset[1]:
            return None
        if start.offset is None:
            return None
    begin = start.seconds or 0
    if end_meridiem and not meridiem and start.end_seconds is None:
        # "8:00 - 8:30 AM": the mark stands for both ends.
        if not 1 <= hour <= 12:
            return None
        begin = begin % (DAY // 2) + (DAY // 2 if seconds >= DAY // 2 else 0)
        if begin > seconds and begin >= DAY // 2:
            begin -= DAY // 2
    return start._replace(
        seconds=begin, end_seconds=seconds, end_date=end_date and (end_date.a, end_date.b, end_date.c)
    )


def _take_time(text: str, *, dated: bool) -> tuple[int, str, bool, int] | None:
    """Seconds of the day, what follows, whether am or pm was said, and the hour as written."""
    match = _TIME.match(text)
    if not match or (match.group(2) is None and match.group(6) is None):
        four = _FOUR.match(text)
        if not four:
            return None
        hour, minute, second = int(four.group(1)), int(four.group(2)), int(four.group(3) or 0)
        if hour > 24 or minute > 59 or second > 59:
            return None
        if not dated and four.end() == len(text):
            return None  # a bare number: the column decides what it is
        return hour * 3600 + minute * 60 + second, text[four.end() :], False, hour
    hour, minute, second = int(match.group(1)), int(match.group(3) or 0), int(match.group(4) or 0)
    if match.group(2) == "h" and match.group(3) is None:
        minute = 0
    mark = (match.group(6) or "").replace(".", "").replace(" ", "")
    mark = {"a": "am", "p": "pm"}.get(mark, mark)
    written = hour
    if mark in ("am", "pm"):
        if not 0 <= hour <= 12 or (hour == 0 and mark == "pm"):
            return None
        hour = hour % 12 + (12 if mark == "pm" else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    if match.group(5) and int(match.group(5)[0]) >= 5:
        second += 1
    return hour * 3600 + minute * 60 + second, text[match.end() :].strip(), mark in ("am", "pm"), written


def _take_offset(text: str) -> tuple[int, str] | None:
    match = _OFFSET.match(text)
    if not match:
        return None
    if match.group(5):
        return 0, text[match.end() :].strip()
    hours, minutes = int(match.group(3)), int(match.group(4) or 0)
    if hours > 14 or minutes > 59:
        return None
    sign = -1 if match.group(2) == "-" else 1
    return sign * (hours * 3600 + minutes * 60), text[match.end() :].strip()


def _take_date(text: str) -> tuple[Parts | None, str]:
    match = _NUMERIC.match(text)
    if match:
        first, separator, second, third = match.groups()
        rest = text[match.end() :]
        if len(first) == 4:
            return (Parts("ymd", int(first), int(second), int(third)) if len(third) <= 2 else None), rest
        if len(first) > 2 or len(third) == 3 or len(third) == 1:
            return None, text
        return Parts(f"n{separator}", int(first), int(second), int(third), short_year=len(third) == 2), rest
    match = _EIGHT.match(text)
    if match:
        digits = match.group(1)
        return Parts("8", int(digits[:4]), int(digits[4:6]), int(digits[6:])), text[8:]
    return _take_named(text)


def _take_named(text: str) -> tuple[Parts | None, str]:
    plain = fold_keeping(text)
    for pattern, order in ((_YEAR_NAME, "ynd"), (_DAY_NAME, "dny"), (_NAME_DAY, "ndy")):
        match = pattern.match(plain)
        if not match:
            continue
        fields = dict(zip(order, match.groups()))
        month = MONTHS.get(fields["n"])
        if month is None:
            continue
        day = int(fields["d"])
        if fields["y"] is None:
            return Parts("noyear", 0, month, day), text[match.end() :]
        year = int(fields["y"])
        year += 0 if len(fields["y"]) == 4 else (2000 if year < 70 else 1900)
        return Parts("name", year, month, day), text[match.end() :]
    return None, text


def fold_keeping(text: str) -> str:
    """Without accents, letter for letter, so that positions stay."""
    return text.translate(_ACCENTS)


_ACCENTS = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüçñ", "aaaaaeeeeiiiiooooouuuucn")
