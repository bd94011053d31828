"""Handling times given in parts: talk, hold and wrap-up beside each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from erlang._columns import compact, fold, split_unit

from .issues import Findings
from .numbers import Floats

_AVERAGE = frozenset("avg average mean o gem gemiddelde durchschn durchschnittliche mittlere".split())
_TOTAL = frozenset("total sum totale gesamte summe".split())
_SECONDS = frozenset("seconds secs sec s".split())
_NAMES = {
    "talk": "talk, talk time, gesprachszeit, gesprachsdauer, gesprekstijd, gespreksduur",
    "hold": "hold, hold time, haltezeit",
    "wrap": "wrap, wrap time, wrap up, wrap up time, acw, acw time, after call work, after call work time, "
    "after contact work, after contact work time, nachbearbeitung, nachbearbeitungszeit, nawerk, nawerktijd",
}
_PARTS = {compact(name): part for part, names in _NAMES.items() for name in names.split(", ")}
# As Avaya's tables name the sums over an interval.
_SUMS = {"acdtime": "talk", "holdacdtime": "hold", "acwtime": "wrap"}


@dataclass(frozen=True)
class Parts:
    """Columns of parts of the handling time, and whether they are averages or totals of the interval."""

    columns: dict[str, str]  # talk, hold, wrap -> column
    kind: str  # "averages", "totals"


def find_parts(names: Sequence[str], used: Collection[str], findings: Findings) -> Parts | None:
    """Talk time with hold or wrap-up, all averages or all totals; a warning where they do not say which."""
    columns: dict[str, str] = {}
    kinds = set()
    free = [name for name in names if name not in used]
    summed = any(compact(name) == "acdtime" for name in free)
    for name in free:
        part, kind = (_SUMS[compact(name)], "totals") if summed and compact(name) in _SUMS else _part(name)
        if part is None:
            continue
        if part in columns:
            return None
        columns[part] = name
        kinds.add(kind)
    if "talk" not in columns or len(columns) < 2:
        return None
    if len(kinds) > 1 or kinds == {""}:
        shown = ", ".join(f"'{name}'" for name in columns.values())
        findings.warning(
            "aht_parts",
            f"Columns {shown} were not read: they seem to be parts of the handling time, and do not say whether all "
            "are averages or all are totals. Name them so, such as 'Avg Talk Time' or 'Total Talk Time'.",
        )
        return None
    return Parts(columns, kinds.pop())


def _part(name: str) -> tuple[str | None, str]:
    words = fold(split_unit(name)[0]).split()
    if words and words[-1] in _SECONDS:
        words.pop()
    if words == ["att"]:
        return "talk", "averages"
    kind = ""
    if words and words[0] in _AVERAGE | _TOTAL:
        kind = "averages" if words.pop(0) in _AVERAGE else "totals"
    return _PARTS.get("".join(words)), kind


def add_up(parts: Parts, values: dict[str, Floats], handled: str | None, findings: Findings) -> Floats:
    """The sum of the parts; hold and wrap-up may be blank where there was none, talk may not."""
    total = values["talk"] + sum((np.nan_to_num(values[part]) for part in ("hold", "wrap") if part in values), 0.0)
    shown = " + ".join(f"'{parts.columns[part]}'" for part in ("talk", "hold", "wrap") if part in parts.columns)
    if parts.kind == "totals":
        base = f"'{handled}'" if handled else "offered"
        shown = f"({shown}) / {base}"
    findings.warning("aht_parts", f"There is no column of handling time; AHT was taken as {shown}.")
    return total
