"""Kinds of values: what a key of the settings may hold, from TOML, from Python and from the command line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any

from erlang._units import DURATION_FORM, parse_duration


class UnfitError(Exception):
    """A value that the key cannot hold; a text, where there is one, says why."""

    @property
    def why(self) -> str:
        """The reason as the end of a sentence."""
        return f" ({self})" if str(self) else ""


@dataclass(frozen=True)
class Kind:
    """What a key holds: a name for the help, and how a value is checked and made uniform."""

    name: str
    expected: str
    check: Callable[[Any], Any]
    numeric: bool = False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _as_number(value: Any) -> Any:
    """A NumPy scalar becomes a Python number."""
    if hasattr(value, "item") and not isinstance(value, (int, float)):
        value = value.item()
    return value


def number(
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
    most: float | None = None,
    whole: bool = False,
    name: str | None = None,
) -> Kind:
    """A finite number, with its bounds, whole where said."""
    bounds = [
        f"{sign} {bound:g}"
        for sign, bound in ((">", above), (">=", least), ("<", below), ("<=", most))
        if bound is not None
    ]
    expected = ("a whole number" if whole else "a number") + (f" {' and '.join(bounds)}" if bounds else "")

    def check(value: Any) -> Any:
        value = _as_number(value)
        if not _is_number(value) or not math.isfinite(value) or (whole and value != int(value)):
            raise UnfitError
        fits = (
            (above is None or value > above)
            and (least is None or value >= least)
            and (below is None or value < below)
            and (most is None or value <= most)
        )
        if not fits:
            raise UnfitError
        return int(value) if whole else float(value)

    return Kind(name or ("whole number" if whole else "number"), expected, check, numeric=True)


def choice(*words: str) -> Kind:
    """One of some words."""

    def check(value: Any) -> Any:
        if str(value) not in words:
            raise UnfitError
        return str(value)

    return Kind("|".join(words), "one of " + ", ".join(words), check)


def _plan_for(value: Any) -> str | float:
    value = _as_number(value)
    if isinstance(value, str):
        word = value.strip()
        if word in ("mean", "expected"):
            return word
        try:
            value = float(word)  # as the command line gives it
        except ValueError:
            raise UnfitError from None
    if not _is_number(value) or not 0 < value < 1:
        raise UnfitError
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UnfitError
    return value


def _path(value: Any) -> str:
    if isinstance(value, PurePath):
        value = str(value)
    return _text(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnfitError
    return value


def _duration(value: Any) -> float:
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, str):
        try:
            value = parse_duration(value, function="settings", argument="duration")
        except ValueError:
            raise UnfitError from None
    if not _is_number(value) or not math.isfinite(value) or value < 0:
        raise UnfitError
    return float(value)


def _patience(value: Any) -> Any:
    """A time, or a law: the value itself, or the Python that makes it."""
    if hasattr(value, "for_kernels"):
        return value
    if isinstance(value, str) and "(" in value:
        from erlang._staffing.laws import law_of

        try:
            law = law_of(value)
        except ValueError as error:
            raise UnfitError(str(error)) from None
        if law is None:
            raise UnfitError
        return law
    return _duration(value)


def _shrinkage(value: Any) -> Any:
    """A share, or named parts of it, with ``combine`` beside them where they do not add."""
    from erlang._staffing.shrinkage import Shrinkage

    if isinstance(value, Shrinkage):
        return value
    if isinstance(value, Mapping):
        parts = {name: part for name, part in value.items() if name != "combine"}
        try:
            return Shrinkage(parts, combine=value.get("combine", "add"))
        except (TypeError, ValueError) as error:
            raise UnfitError(str(error)) from None
    return _SHARE.check(value)


def _horizon(value: Any) -> float | str:
    length = _duration(value)
    if length <= 0:
        raise UnfitError
    return value.strip() if isinstance(value, str) else length


def _date(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    try:
        datetime.fromisoformat(_text(value))
    except ValueError:
        raise UnfitError from None
    return str(value)


def _zone(value: Any) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(_text(value))
    except Exception:
        raise UnfitError from None
    return str(value)


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise UnfitError
    return tuple(value)


def _name_map(value: Any) -> dict[str, str]:
    if isinstance(value, (list, tuple)):  # offered=Calls, as the command line gives it
        pairs = [str(item).partition("=") for item in value]
        if not all(sign and left and right for left, sign, right in pairs):
            raise UnfitError
        value = {left.strip(): right.strip() for left, _, right in pairs}
    if not isinstance(value, Mapping) or not all(isinstance(item, str) for pair in value.items() for item in pair):
        raise UnfitError
    return dict(value)


def _clock(value: Any) -> str:
    if hasattr(value, "strftime"):  # TOML has local times of its own
        return str(value.strftime("%H:%M"))
    hours, sign, minutes = _text(value).strip().partition(":")
    if not (sign and hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise UnfitError
    if int(hours) > 24 or int(minutes) > 59 or (int(hours) == 24 and int(minutes)):
        raise UnfitError
    return f"{int(hours):02d}:{minutes}"


def _window(value: Any) -> tuple[float, float]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise UnfitError
    earliest, latest = (_duration(item) for item in value)
    if earliest > latest:
        raise UnfitError
    return earliest, latest


CLOCK = Kind("clock time", "a clock time such as '07:30'", _clock)
WINDOW = Kind("two durations", "the earliest and the latest start, as ['1h30m', '2h30m']", _window)

PLAN_FOR = Kind("mean|expected|fraction", "mean, expected or a probability > 0 and < 1", _plan_for)
TEXT = Kind("text", "a text", _text)
PATH = Kind("path", "a path", _path)
BOOLEAN = Kind("boolean", "true or false", _boolean)
DURATION = Kind("duration", f"a duration {DURATION_FORM}, not negative", _duration)
HORIZON = Kind("duration", "a duration above 0, such as '1w' or '10d'", _horizon)
PATIENCE = Kind(
    "duration or law",
    f"a duration {DURATION_FORM}, not negative, or a law such as 'Lognormal(mean=120, cv=1.2)'",
    _patience,
)
_SHARE = number(least=0, below=1)
SHRINKAGE = Kind(
    "fraction",
    f"{_SHARE.expected}, or in a file parts such as {{training=0.05, leave=0.12}}",
    _shrinkage,
    numeric=True,
)
FRACTION = number(above=0, below=1, name="fraction")
WHOLE = number(least=0, whole=True)
DATE = Kind("date", "a date as 2026-03-01", _date)
ZONE = Kind("zone", "the name of a time zone, such as Europe/Amsterdam", _zone)
NAME_LIST = Kind("texts", "a list of texts", _names)
NAME_MAP = Kind("column=NAME", "pairs such as offered=Calls", _name_map)
