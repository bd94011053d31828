"""Numbers as texts: decimal sign and thousands separator decided on whole columns, never cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .grid import Bools, Column, Ints
from .issues import Findings, quoted
from .words import is_missing

Floats = npt.NDArray[np.float64]

_PLAIN = re.compile(r"[+-]?\d+")
_ONE = re.compile(r"[+-]?(\d*)([.,])(\d*)(?:e[+-]?\d+)?", re.IGNORECASE)
_MANY = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
_BOTH = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})+([.,])\d+")
_INDIAN = re.compile(r"[+-]?\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_BLANKS = re.compile(r"[+-]?\d{1,3}(?:[ '’]\d{3})+(?:([.,])\d+)?")
_OTHER = {".": ",", ",": "."}


@dataclass
class Evidence:
    """What the texts of a column say about the two signs."""

    decimal: dict[str, str]  # sign -> the first text that shows it as a decimal sign
    thousands: dict[str, str]  # sign -> the first text that shows it as a thousands separator
    open: dict[str, list[str]]  # sign -> texts such as 1.234 that may be either
    largest_plain: float  # the largest number written without any sign
    clock: bool = False  # the numbers are handling times

    @property
    def conflict(self) -> bool:
        return any(sign in self.thousands for sign in self.decimal) or len(self.decimal) > 1


def evidence(column: Column) -> Evidence:
    """Look at every distinct text of a column."""
    found = Evidence({}, {}, {}, -1.0)
    for value in column.uniques:
        if not isinstance(value, str) or is_missing(value):
            continue
        if _PLAIN.fullmatch(value):
            found.largest_plain = max(found.largest_plain, abs(float(value)))
            continue
        one = _ONE.fullmatch(value)
        if one:
            whole, sign, rest = one.groups()
            if len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0") and "e" not in value.casefold():
                found.open.setdefault(sign, []).append(value)
            else:
                found.decimal.setdefault(sign, value)
            continue
        both = _BOTH.fullmatch(value)
        if both and both.group(1) != both.group(2):
            found.thousands.setdefault(both.group(1), value)
            found.decimal.setdefault(both.group(2), value)
            continue
        many = _MANY.fullmatch(value)
        if many:
            found.thousands.setdefault(many.group(1), value)
            continue
        if _INDIAN.fullmatch(value):
            found.thousands.setdefault(",", value)
            continue
        blanks = _BLANKS.fullmatch(value)
        if blanks and blanks.group(1):
            found.decimal.setdefault(blanks.group(1), value)
    return found


def decide(
    columns: Sequence[Column],
    findings: Findings,
    lines: Ints,
    *,
    decimal: str | None,
    separators: dict[str, Evidence] | None = None,
) -> dict[str, str]:
    """The decimal sign of each column, by its name; undecidable ones are errors.

    A sign is decimal where a text shows it (``12,5``), thousands where a text shows that (``1.234.567``) or where
    numbers from 100 to 999 stand without it beside ``1.234``; else another column decides; else it is refused.
    """
    found = separators if separators is not None else {column.name: evidence(column) for column in columns}
    elsewhere = {sign for item in found.values() if not item.conflict for sign in item.decimal}
    result: dict[str, str] = {}
    for column in columns:
        item = found[column.name]
        if decimal is not None:
            result[column.name] = decimal
            continue
        if item.conflict:
            sign = next((s for s in item.decimal if s in item.thousands), None)
            texts = [item.decimal[sign], item.thousands[sign]] if sign else list(item.decimal.values())
            first = [column.rows_where(np.array([value == text for value in column.uniques]))[0] for text in texts]
            findings.error(
                "mixed_numbers",
                f"found {quoted(texts)}, expected numbers with one decimal sign",
                sorted(int(lines[row]) for row in first),
                column=column.name,
            )
            result[column.name] = "mixed"
            continue
        known = next(iter(item.decimal), None) or next((_OTHER[sign] for sign in item.thousands), None)
        if known is None and item.open:
            known = _from_open(item, elsewhere)
            if known is None:
                texts = next(iter(item.open.values()))
                one, other = _readings(texts[0])
                findings.error(
                    "decimal_sign",
                    f"'{texts[0]}' may be {one} or {other}, and no number in the file decides; give decimal='.' or "
                    f"decimal=',' (--decimal)",
                    column=column.name,
                )
                known = "."
        result[column.name] = known or "."
    return result


def _from_open(item: Evidence, elsewhere: set[str]) -> str | None:
    if len(item.open) > 1:
        return None
    sign = next(iter(item.open))
    if item.largest_plain >= 1000:
        return None
    numbers = sorted(float(text.replace(sign, "")) for text in item.open[sign])
    if (
        item.largest_plain >= 100
        and abs(numbers[0]) <= 30 * item.largest_plain
        and numbers[-1] <= 100 * item.largest_plain
    ):
        return _OTHER[sign]
    if item.clock and numbers[len(numbers) // 2] / 1000 >= 15 and numbers[len(numbers) // 2] > 4 * 3600:
        return sign  # 182.500 s, not 50 hours
    if elsewhere == {_OTHER[sign]}:
        return _OTHER[sign]
    return None


def _readings(text: str) -> tuple[str, str]:
    digits = text.replace(".", "").replace(",", "")
    return digits, f"{float(text.replace(',', '.')):g}"


def parse(column: Column, decimal: str, findings: Findings, lines: Ints, *, expected: str) -> tuple[Floats, Bools]:
    """Values per distinct cell (NaN where missing), and which are missing; text that is no number is an error."""
    values = np.full(len(column.uniques), np.nan)
    missing = np.zeros(len(column.uniques), dtype=bool)
    bad = np.zeros(len(column.uniques), dtype=bool)
    for index, value in enumerate(column.uniques):
        if is_missing(value):
            missing[index] = True
            continue
        number = to_float(value, decimal)
        if number is None:
            bad[index] = True
        else:
            values[index] = number
    if bad.any() and decimal != "mixed":
        complain(column, bad, findings, lines, expected, "not_a_number")
    return values, missing


def complain(column: Column, bad: Bools, findings: Findings, lines: Ints, expected: str, code: str) -> None:
    """One error for all the cells of a column that are not what they should be."""
    rows = column.rows_where(bad)
    shown = quoted(column.cell(row) for row in rows[:200])
    findings.error(code, f"found {shown}, expected {expected}", lines[rows], column=column.name)


def to_float(value: Any, decimal: str) -> float | None:
    """The number of a cell with that decimal sign, or None."""
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, (int, float, np.integer, np.floating)):
        number = float(value)
        return number if np.isfinite(number) else None
    if not isinstance(value, str):
        return None
    if _PLAIN.fullmatch(value):
        return float(value)
    one = _ONE.fullmatch(value)
    if one and (one.group(1) or one.group(3)):
        if one.group(2) == decimal:
            return float(value.replace(",", "."))
        if len(one.group(3)) == 3 and 1 <= len(one.group(1)) <= 3 and "e" not in value.casefold():
            return float(value.replace(one.group(2), ""))
        return None
    both = _BOTH.fullmatch(value)
    if both and both.group(2) == decimal and both.group(1) != decimal:
        return float(value.replace(both.group(1), "").replace(decimal, "."))
    many = _MANY.fullmatch(value)
    if many and many.group(1) != decimal:
        return float(value.replace(many.group(1), ""))
    if decimal == "." and _INDIAN.fullmatch(value):
        return float(value.replace(",", ""))
    blanks = _BLANKS.fullmatch(value)
    if blanks and blanks.group(1) in (None, decimal):
        return float(re.sub(r"[ '’]", "", value).replace(",", "."))
    return None
