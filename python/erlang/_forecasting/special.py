"""Special days: holidays, campaigns and closures that the weekly pattern does not know."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class SpecialDay:
    """A day that is unlike its weekday.

    Days of one ``type`` share their effect: their volume against a usual day is learned from those in the history,
    and their shape too once there are two. Without a type the name is the type, so that last year's "Black Friday"
    speaks for this year's. A special day is never used to learn what a usual day looks like.

    Parameters
    ----------
    date : date, or text ``YYYY-MM-DD``
    name : str
    type : str, optional
        Days of one type share their effect; default: the name.
    queue : str, optional
        The one queue it concerns; default: all.
    closed : bool
        Closed on that day: no rows are forecast.
    multiplier : float, optional
        Volume against a usual day, >= 0; wins over what the history says.

    Examples
    --------
    >>> SpecialDay("2025-12-25", "Christmas Day", closed=True).date
    datetime.date(2025, 12, 25)
    """

    date: dt.date
    name: str
    type: str | None = None
    queue: str | None = None
    closed: bool = False
    multiplier: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "date", as_date(self.date, "SpecialDay: date"))
        if not str(self.name).strip():
            raise ValueError(f"SpecialDay: name must not be empty, on {self.date}")
        if self.multiplier is not None:
            value = float(self.multiplier)
            if not (value >= 0 and math.isfinite(value)):
                raise ValueError(f"SpecialDay: multiplier must be >= 0, got {self.multiplier!r} on {self.date}")
            object.__setattr__(self, "multiplier", value)

    @property
    def kind(self) -> str:
        """What it shares its effect by."""
        return self.type or self.name


def as_date(value: Any, what: str) -> dt.date:
    """A calendar date of a date, a stamp, or text ``YYYY-MM-DD``."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip()[:10])
        except ValueError:
            raise ValueError(f"{what} must be YYYY-MM-DD, got {value!r}") from None
    if hasattr(value, "astype"):  # numpy.datetime64
        return as_date(str(value), what)
    raise TypeError(f"{what} must be a date or text YYYY-MM-DD, got {type(value).__name__}")


def read_special_days(source: Any) -> tuple[SpecialDay, ...]:
    """Special days from ``SpecialDay`` values, mappings, a CSV file, or any frame.

    The columns of a file or frame are ``date, name`` and, where wanted, ``type, queue, multiplier, closed``.
    """
    if source is None:
        return ()
    if isinstance(source, SpecialDay):
        return (source,)
    records: list[tuple[str, Any]]
    if isinstance(source, (str, Path)):
        records = [
            (f"special_days: {Path(source).name}: line {line}", row)
            for line, row in read_csv(Path(source), "special_days")
        ]
    else:
        from erlang._frames import is_frame, to_pandas

        if is_frame(source):
            frame, _ = to_pandas(source, function="forecast")
            records = [(f"special_days: row {i}", row) for i, row in enumerate(frame.to_dict("records"), 1)]
        elif isinstance(source, Iterable) and not isinstance(source, Mapping):
            records = [(f"special_days: item {i}", row) for i, row in enumerate(source, 1)]
        else:
            raise TypeError(
                f"forecast: special_days must be SpecialDay values, a CSV file or a frame, got {type(source).__name__}"
            )
    days = [_one(place, row) for place, row in records]
    seen: dict[tuple[dt.date, str | None], SpecialDay] = {}
    for (place, _), day in zip(records, days):
        other = seen.setdefault((day.date, day.queue), day)
        if other is not day:
            raise ValueError(f"{place}: {day.date} is there twice ('{other.name}' and '{day.name}')")
    return tuple(days)


def read_csv(path: Path, what: str) -> list[tuple[int, dict[str, Any]]]:
    """Rows of a small CSV file with their physical lines."""
    import csv

    if not path.exists():
        raise ValueError(f"{what}: there is no file {str(path)!r}")
    with open(path, newline="", encoding="utf-8-sig") as file:
        text = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if text.count(";") > text.count(",") else ",")
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
        return [(reader.line_num, row) for row in reader if any(str(v or "").strip() for v in row.values())]


def cell(row: Mapping[Any, Any], name: str) -> Any:
    """A cell, None where it is blank or not there."""
    value = row.get(name)
    if (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or str(value).strip() in ("", "NaT", "nan", "<NA>")
    ):
        return None
    return value.strip() if isinstance(value, str) else value


def _one(place: str, row: Any) -> SpecialDay:
    if isinstance(row, SpecialDay):
        return row
    if not isinstance(row, Mapping):
        raise TypeError(f"{place}: expected a SpecialDay or a mapping, got {type(row).__name__}")
    for needed in ("date", "name"):
        if cell(row, needed) is None:
            raise ValueError(
                f"{place}: column '{needed}' is blank or missing; the columns are {', '.join(map(str, row))}"
            )
    multiplier = cell(row, "multiplier")
    try:
        factor = None if multiplier is None else float(multiplier)
    except ValueError:
        raise ValueError(f"{place}, column 'multiplier': expected a number, got {multiplier!r}") from None
    try:
        return SpecialDay(
            date=as_date(cell(row, "date"), "column 'date'"),
            name=str(cell(row, "name")),
            type=None if cell(row, "type") is None else str(cell(row, "type")),
            queue=None if cell(row, "queue") is None else str(cell(row, "queue")),
            closed=_flag(cell(row, "closed"), place),
            multiplier=factor,
        )
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _flag(value: Any, place: str) -> bool:
    text = str(value if value is not None else "no").strip().lower()
    if text in ("yes", "true", "1", "1.0", "y", "x", "closed"):
        return True
    if text in ("no", "false", "0", "0.0", "n"):
        return False
    raise ValueError(f"{place}, column 'closed': expected yes or no, got {value!r}")


def of_queue(days: Sequence[SpecialDay], queue: str) -> dict[dt.date, SpecialDay]:
    """The special days of one queue by date; one that names the queue wins over one for all."""
    result = {day.date: day for day in days if day.queue is None}
    result.update({day.date: day for day in days if day.queue == queue})
    return result
