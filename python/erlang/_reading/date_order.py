"""The order of day, month and year in a column of dates, decided on the whole column."""

from __future__ import annotations

import datetime as dt

import numpy as np

from .dates import Survey
from .grid import Bools, Ints
from .issues import Findings, HistoryError, quoted

ORDERS = ("dmy", "mdy", "ymd")
NAMES = {"dmy": "day first", "mdy": "month first", "ymd": "year first", "pattern": "by the pattern given"}


def resolve(
    found: Survey,
    findings: Findings,
    lines: Ints,
    *,
    date_format: str | None,
    queue_codes: Ints | None = None,
    weekdays: Ints | None = None,
    in_order: bool = True,
) -> None:
    """Decide the order of day, month and year, and fill ``found.days``; errors go to ``findings``.

    ``weekdays`` are 0…6 per row where a column says them (-1 unknown), ``queue_codes`` group the rows for order.
    """
    column = found.column
    dated = found.dated
    found.days = np.zeros(len(found.parts), dtype=np.int64)
    if not dated.any():
        return
    shapes: dict[str, list[int]] = {}
    for index in np.flatnonzero(dated):
        part = found.parts[index]
        assert part is not None
        shapes.setdefault(f"{part.shape}{'short' if part.short_year else ''}", []).append(int(index))
    if "noyear" in shapes:
        rows = column.rows_where(_mask(len(dated), shapes["noyear"]))
        value = column.cell(rows[0])
        raise findings.refuse(
            "no_year", f"found '{value}', expected a date with its year", lines[rows], column=column.name
        )
    if len(shapes) > 1:
        raise _mixed(found, findings, lines, shapes)
    shape = next(iter(shapes))
    indices = np.flatnonzero(dated)
    numbers = np.array([found.parts[index][1:4] for index in indices], dtype=np.int64)  # type: ignore[index]
    candidates = _candidates(shape, numbers, date_format)
    days = {order: _days(_ordered(numbers, order, shape)) for order in candidates}
    order = _decide(found, findings, lines, indices, days, date_format, queue_codes, weekdays, in_order, shape)
    found.order = found.order or order
    found.days[indices] = days[order]


def _mask(size: int, indices: list[int]) -> Bools:
    mask = np.zeros(size, dtype=bool)
    mask[indices] = True
    return mask


def _mixed(found: Survey, findings: Findings, lines: Ints, shapes: dict[str, list[int]]) -> HistoryError:
    column = found.column
    counts = {shape: len(column.rows_where(_mask(len(found.parts), found_at))) for shape, found_at in shapes.items()}
    rare, common = min(counts, key=lambda shape: counts[shape]), max(counts, key=lambda shape: counts[shape])
    if rare == common:
        rare = next(shape for shape in shapes if shape != common)
    rows = column.rows_where(_mask(len(found.parts), shapes[rare]))
    typed = any(not isinstance(column.uniques[i], str) for i in shapes[rare] + shapes[common])
    hint = (
        "; a sheet that holds dates and texts side by side has usually swapped day and month in some of them"
        if typed and any(isinstance(column.uniques[i], str) for i in shapes[rare] + shapes[common])
        else ""
    )
    return findings.refuse(
        "mixed_dates",
        f"found '{column.cell(rows[0])}', expected dates written in one way, like '{column.uniques[shapes[common][0]]}'"
        f"{hint}",
        lines[rows],
        column=column.name,
    )


def _candidates(shape: str, numbers: Ints, date_format: str | None) -> tuple[str, ...]:
    if shape in ("ymd", "name"):
        return ("ymd",)
    if shape == "8":
        as_written = _days(_ordered(numbers, "ymd", shape))
        likely = ((numbers[:, 0] >= 1980) & (numbers[:, 0] <= 2100)).all()
        if date_format in (None, "ymd") and likely and (as_written != _INVALID).all():
            return ("ymd",)
        return ("dmy", "mdy")
    if shape.endswith("short"):
        return ORDERS
    return ("dmy", "mdy")


def _ordered(numbers: Ints, order: str, shape: str) -> Ints:
    """Year, month, day for an order of the numbers as written."""
    if shape == "8" and order != "ymd":
        first, second = numbers[:, 0] // 100, numbers[:, 0] % 100
        numbers = np.stack([first, second, numbers[:, 1] * 100 + numbers[:, 2]], axis=1)
    where = {letter: numbers[:, position] for position, letter in enumerate(order)}
    year = where["y"]
    if shape.endswith("short"):
        year = np.where(year > 99, -1, np.where(year < 70, year + 2000, year + 1900))
    return np.stack([year, where["m"], where["d"]], axis=1)


_INVALID = np.iinfo(np.int64).min


def _days(dates: Ints) -> Ints:
    """Days since 1970, the least integer where it is no date between 1980 and 2100."""
    year, month, day = dates.T
    fine = (year >= 1980) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = (np.where(fine, year, 2000) - 1970) * 12 + np.where(fine, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    size = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - first
    return np.where(fine & (day <= size), first + day - 1, _INVALID)


def show(days: int) -> str:
    """``3 April 2024`` of days since 1970."""
    date = dt.date(1970, 1, 1) + dt.timedelta(days=int(days))
    month = "January February March April May June July August September October November December".split()
    return f"{date.day} {month[date.month - 1]} {date.year}"


def _decide(
    found: Survey,
    findings: Findings,
    lines: Ints,
    indices: Ints,
    days: dict[str, Ints],
    date_format: str | None,
    queue_codes: Ints | None,
    weekdays: Ints | None,
    in_order: bool,
    shape: str,
) -> str:
    column = found.column
    never = np.all([value == _INVALID for value in days.values()], axis=0)
    if never.any():
        rows = column.rows_where(_mask(len(found.parts), list(indices[never])))
        shown = quoted(column.cell(row) for row in rows[:50])
        raise findings.refuse("no_date", f"found {shown}, expected a date", lines[rows], column=column.name)
    if len(days) == 1:
        only = np.unique(next(iter(days.values())))
        if shape == "name" and only[-1] - only[0] > 3 * 365 and len(only) < 0.02 * (only[-1] - only[0]):
            raise findings.refuse(
                "date_order",
                f"read with the day first, dates like '{column.uniques[indices[0]]}' are a few days of many years; "
                "expected the year last, or in four digits",
                column=column.name,
            )
        found.why = found.why or ("as written" if shape != "name" else "months are named")
        return next(iter(days))
    if date_format in ORDERS:
        if date_format not in days:
            raise findings.refuse(
                "date_format",
                f"date_format='{date_format}' was given, but the dates look like '{column.uniques[indices[0]]}'",
                column=column.name,
            )
        wrong = days[date_format] == _INVALID
        if wrong.any():
            rows = column.rows_where(_mask(len(found.parts), list(indices[wrong])))
            raise findings.refuse(
                "date_format",
                f"found '{column.cell(rows[0])}', which is no date with {NAMES[date_format].split()[0]} first, as "
                f"date_format='{date_format}' says",
                lines[rows],
                column=column.name,
            )
        found.why = f"given by date_format='{date_format}'"
        return date_format
    valid = [order for order, value in days.items() if not (value == _INVALID).any()]
    if not valid:
        raise _contradiction(found, findings, lines, indices, days)
    valid = _dense(days, valid)
    if len(valid) == 1 and not shape.endswith("short"):
        _check_swapped(found, findings, lines, indices, days, valid[0], queue_codes)
    if len(valid) == 1:
        found.why = "some dates fit no other order"
        return valid[0]
    if all((days[order] == days[valid[0]]).all() for order in valid):
        found.why = "day and month are equal in every date"
        return valid[0]
    said = _weekday_evidence(found, indices, days, valid, weekdays)
    if said:
        found.why = "the days of the week named in the file fit no other order"
        return said
    if shape.startswith("n.") and "dmy" in valid and not _in_a_row_but(days, valid):
        found.why = "dates with dots have the day first"
        return "dmy"
    sorted_one = _order_evidence(found, indices, days, valid, queue_codes) if in_order else None
    if sorted_one:
        found.why = "the rows are in order of time that way and not otherwise"
        findings.warning(
            "date_order",
            f"Every date in column '{column.name}' could have day or month first; they were read {NAMES[sorted_one]}, "
            f"because only so the rows are in order of time. If that is wrong, give date_format.",
        )
        return sorted_one
    differing = next(i for i in range(len(indices)) if days[valid[0]][i] != days[valid[1]][i])
    choice = " or ".join(show(days[order][differing]) for order in valid)
    raise findings.refuse(
        "date_order",
        f"day and month cannot be told apart: '{column.uniques[indices[differing]]}' may be {choice}, and no date in "
        "the "
        f"file decides; give {' or '.join(f'date_format={order!r}' for order in valid)} "
        f"(--date-format {' or '.join(valid)})",
        lines[column.rows_where(_mask(len(found.parts), [int(indices[differing])]))][:1],
        column=column.name,
    )


def _contradiction(
    found: Survey, findings: Findings, lines: Ints, indices: Ints, days: dict[str, Ints]
) -> HistoryError:
    column = found.column
    parts = []
    where: list[int] = []
    for order, value in days.items():
        rows = column.rows_where(_mask(len(found.parts), list(indices[value == _INVALID])))
        parts.append(f"'{column.cell(rows[0])}' ({findings.unit} {lines[rows[0]]}) is no date {NAMES[order]}")
        where.append(int(lines[rows[0]]))
    return findings.refuse(
        "mixed_dates",
        f"the dates have no common order: {', '.join(parts)}; expected one order in the whole column",
        sorted(where),
        column=column.name,
    )


def _dense(days: dict[str, Ints], valid: list[str]) -> list[str]:
    """Without orders that would scatter a few days over many years."""

    def density(order: str) -> float:
        distinct = np.unique(days[order])
        return float(len(distinct) / (distinct[-1] - distinct[0] + 1))

    best = max(density(order) for order in valid)
    years = {order: (days[order].max() - days[order].min()) / 365 for order in valid}
    return [order for order in valid if not (years[order] > 3 and density(order) < 0.02 and best > 0.2)]


def _in_a_row_but(days: dict[str, Ints], valid: list[str]) -> bool:
    """Whether another order makes days in a row of what is a day of each month with the day first."""

    def near(order: str) -> float:
        steps = np.diff(np.unique(days[order]))
        return float((steps <= 4).mean()) if len(steps) else 1.0

    return near("dmy") < 0.2 and any(near(order) > 0.8 for order in valid)


def _check_swapped(
    found: Survey,
    findings: Findings,
    lines: Ints,
    indices: Ints,
    days: dict[str, Ints],
    order: str,
    queue_codes: Ints | None,
) -> None:
    """Rows in order of time only if day and month change places where they can are the work of a sheet."""
    other = days.get({"dmy": "mdy", "mdy": "dmy"}.get(order, ""))
    if other is None:
        return
    swapped = np.where(other == _INVALID, days[order], other)
    where, same = _places(found, indices, queue_codes)
    if not _monotone(swapped[where], same) or _monotone(days[order][where], same):
        return
    rows = found.column.rows_where(_mask(len(found.parts), list(indices[swapped != days[order]])))
    raise findings.refuse(
        "mixed_dates",
        f"found '{found.column.cell(rows[0])}' among dates with the {NAMES[order]}; the rows are in order of time only "
        "if day and month are swapped in some of them, as a sheet set to another country does; expected one order in "
        "the whole column",
        lines[rows][:1],
        column=found.column.name,
    )


def _monotone(days: Ints, same: Bools) -> bool:
    steps = np.diff(days)[same]
    moved = steps[steps != 0]
    return len(moved) >= 3 and bool((moved > 0).all() or (moved < 0).all())


def _places(found: Survey, indices: Ints, queue_codes: Ints | None) -> tuple[Ints, Bools]:
    """Positions in ``indices`` of the rows, queue by queue, and which neighbours are of one queue."""
    place = np.full(len(found.parts), -1)
    place[indices] = np.arange(len(indices))
    rows = np.flatnonzero(place[found.column.codes] >= 0)
    if queue_codes is not None:
        rows = rows[np.argsort(queue_codes[rows], kind="stable")]
    same: Bools = np.ones(max(len(rows) - 1, 0), dtype=bool)
    if queue_codes is not None:
        same = np.diff(queue_codes[rows]) == 0
    return place[found.column.codes[rows]], same


def _weekday_evidence(
    found: Survey, indices: Ints, days: dict[str, Ints], valid: list[str], weekdays: Ints | None
) -> str | None:
    column = found.column
    said = np.array([-1 if (d := found.parts[i].weekday) is None else d for i in indices])
    if weekdays is not None and not (said >= 0).any():
        place = np.full(len(found.parts), -1)
        place[indices] = np.arange(len(indices))
        rows = np.flatnonzero((place[column.codes] >= 0) & (weekdays >= 0))
        said = np.full(len(indices), -1)
        said[place[column.codes[rows]]] = weekdays[rows]
    known = said >= 0
    if known.sum() < 2:
        return None
    fits = [order for order in valid if (((days[order] + 3) % 7)[known] == said[known]).all()]
    return fits[0] if len(fits) == 1 else None


def _order_evidence(
    found: Survey, indices: Ints, days: dict[str, Ints], valid: list[str], queue_codes: Ints | None
) -> str | None:
    where, same = _places(found, indices, queue_codes)
    ascending, in_a_row = [], False
    for order in valid:
        steps = np.diff(days[order][where])[same]
        moved = steps[steps != 0]
        if len(moved) >= 3 and ((moved > 0).all() or (moved < 0).all()):
            ascending.append(order)
            # Days in a row, not a day or two of each month.
            in_a_row = bool((np.abs(moved) <= 4).mean() > 0.8)
    return ascending[0] if len(ascending) == 1 and in_a_row else None
