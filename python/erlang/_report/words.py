"""Numbers, times and dates as a planner reads them, in English whatever the machine's locale.

Hours and money to 0.1, people whole, everything else to three significant digits, thousands separated.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

NBSP = "\u00a0"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def missing(value: Any) -> bool:
    """True for None, NaN, NaT and pandas' NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:
        return True


def number(value: Any, digits: int = 3) -> str:
    """Three significant digits, thousands separated: ``number(1234.5)`` is ``'1,234'``."""
    if missing(value):
        return "–"
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(places, 6)}f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def tenth(value: Any) -> str:
    """Hours and money: one decimal."""
    return "–" if missing(value) else _minus(f"{value:,.1f}")


def whole(value: Any) -> str:
    """People and days: no decimals."""
    return "–" if missing(value) else _minus(f"{round(value):,}")


def people(value: Any) -> str:
    """People on the phones, who may be fractions after shrinkage: whole when they are, else one decimal."""
    if missing(value):
        return "–"
    return whole(value) if abs(value - round(value)) < 1e-9 else tenth(value)


def percent(value: Any, places: int = 1) -> str:
    """A fraction as per cent; never rounded up to 100 nor down to 0 when it is not."""
    if missing(value):
        return "–"
    shown = round(100 * value, places)
    edge = 10.0**-places
    if shown >= 100 and value < 1:
        shown = 100 - edge
    if shown <= 0 < value:
        shown = edge
    return f"{_minus(f'{shown:,.{places}f}')}{NBSP}%"


def _minus(text: str) -> str:
    return text.replace("-", "−")


def clock(moment: Any) -> str:
    return f"{moment.hour:02d}:{moment.minute:02d}"


def weekday(day: date | datetime, short: bool = False) -> str:
    name = _WEEKDAYS[day.weekday()]
    return name[:3] if short else name


def day_month(day: date | datetime, short: bool = True) -> str:
    month = _MONTHS[day.month - 1]
    return f"{day.day}{NBSP}{month[:3] if short else month}"


def day_short(day: date | datetime) -> str:
    """``Mon 5 May``."""
    return f"{weekday(day, short=True)}{NBSP}{day_month(day)}"


def day_long(day: date | datetime, year: bool = True) -> str:
    """``Monday 5 May 2003``."""
    return f"{weekday(day)} {day_month(day, short=False)}{f' {day.year}' if year else ''}"


def moment_long(moment: datetime) -> str:
    zone = moment.strftime("%Z") if moment.tzinfo else ""
    return f"{day_long(moment)}, {clock(moment)}{f' {zone}' if zone else ''}"


def plural(count: float, one: str, many: str | None = None) -> str:
    """``1 person``, ``3 people``."""
    return f"{whole(count)} {one if round(count) == 1 else many or one + 's'}"


def duration(seconds: Any) -> str:
    """``8 h 30``, ``30 min``, ``45 s``: how people say a length of time."""
    if missing(seconds):
        return "–"
    minutes, rest = divmod(round(float(seconds), 3), 60)
    if rest:
        return f"{number(seconds)}{NBSP}s"
    hours, minutes = divmod(int(minutes), 60)
    if not hours:
        return f"{minutes}{NBSP}min"
    return f"{hours}{NBSP}h{f'{NBSP}{minutes:02d}' if minutes else ''}"


def capital(text: str) -> str:
    """The same text with its first letter large."""
    return text[:1].upper() + text[1:]


def joined(parts: list[str]) -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def plain(text: str) -> str:
    """For terminals and cells: ordinary spaces and minus signs."""
    return text.replace(NBSP, " ").replace("−", "-")
