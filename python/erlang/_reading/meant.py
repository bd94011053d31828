"""What a table may be instead of a history: another measure, a forecast, totals among the intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from erlang._columns import fold, meaning
from erlang._units import format_seconds

from .clock import DAY
from .grid import Grid, Ints
from .issues import Findings
from .records import Records

FORECAST = frozenset(
    "forecast forecasts forecasted fcst prognose plan planned prevision previsions pronostico voorspelling projected "
    "projection projections predicted prediction predictions expected estimated vorhersage prognosen verwacht prevu "
    "prevus previsto previstas".split()
)
_OFFERED = frozenset(
    "offered presented received aangeboden angeboten angebotene angebotenen offerts presentes recus ofrecidas "
    "recibidas".split()
)
_OTHERS = FORECAST | frozenset(
    "aht asa att acw handle handling handled abandon abandons abandoned abandonment aban answered completed occupancy "
    "level wait waiting outbound outgoing bearbeitungszeit afhandeltijd verloren verlorene verlorenen abgebrochene "
    "angenommen angenommene angenommenen beantwortet beantwortete beantwoord beantwoorde afgehandeld afgehandelde "
    "opgehangen abandonnes traites repondus decroches abandonadas atendidas contestadas speed talk hold wrap duration "
    "erlang erlangs workload fte ftes required requirement requirements utilization utilisation sl servicelevel budget "
    "percent besetzung bezetting dmt tmo duree attente espera".split()
)
# German and Dutch write a measure as one word: Gesprächsdauer, Wartezeit, bezetting.
_COMPOUNDS = ("dauer", "zeit", "quote", "besetzung", "bedarf", "tijd", "duur", "bezetting")
_CLOCKS = frozenset("sommerzeit winterzeit ortszeit weltzeit normalzeit echtzeit zomertijd wintertijd".split())
_OUTBOUND = frozenset("outbound outgoing abgehend abgehende uitgaand uitgaande sortants salientes".split())
_ONLY_OFFERED = frozenset({"offered"})
_STAFF = frozenset("staff staffing agents agenten".split())
_VOLUME = frozenset("calls volume contacts anrufe gesprekken oproepen appels llamadas".split())
_ACTUAL = frozenset("actual actuals ist istwert werkelijk realisatie reel".split())
_MEASURES = ("offered", "handled", "abandoned", "aht", "handle_seconds")


def says_offered(text: str) -> bool:
    """Whether a title speaks of contacts offered."""
    found = meaning(text)
    return bool(found and found[0] == "offered") or bool(set(fold(text).split()) & _OFFERED)


def says_other(text: str) -> bool:
    """Whether a title speaks of something other than the contacts that came: a forecast, calls handled, an average."""
    words = set(fold(text).split())
    if words & _OFFERED:
        return False
    return bool(words & _OTHERS) or bool(words & _STAFF and not words & _VOLUME) or _is_compound(text)


def _is_compound(text: str) -> bool:
    """A measure in one word; a line with figures, such as ``Uhrzeit: 8:00``, tells something else."""
    if any(letter.isdigit() for letter in text):
        return False
    return any(
        word.endswith(_COMPOUNDS) and word not in _CLOCKS and meaning(word) is None
        for word in fold(text).split()
        if word not in _COMPOUNDS
    )


def is_measure(value: object) -> bool:
    """Whether a cell names a measure: ``Offered``, ``AHT``, ``Actual``, ``Forecast``."""
    if not isinstance(value, str):
        return False
    found = meaning(value)
    return bool(found and found[0] in _MEASURES) or is_actual(value) or says_other(value)


def is_actual(value: object) -> bool:
    """``Actual`` and its like, the other of a pair with the forecast."""
    return isinstance(value, str) and fold(value) in _ACTUAL


def check_groups(grid: Grid, used: Sequence[str], findings: Findings) -> None:
    """A heading over some columns, as merged cells give it, must not say that a column read is a forecast."""
    if not grid.preamble or grid.preamble[-1][0] != grid.header_line - 1:
        return
    line, cells = grid.preamble[-1]
    filled = [place for place, cell in enumerate(cells) if cell != ""]
    if not filled or filled == [0]:
        return
    for place, name in enumerate(grid.names):
        above = [position for position in filled if position <= place]
        if name not in used or not above or (above[-1] == 0 and place > 0):
            continue
        text = str(cells[above[-1]])
        if set(fold(text).split()) & (FORECAST | _OUTBOUND):
            raise findings.refuse(
                "measure", f"found '{text[:60]}' above column '{name}', expected contacts that came", [line, line + 1]
            )


def check_title(grid: Grid, roles: Mapping[str, str], findings: Findings) -> None:
    """Warn where a line above a long table, or the name of its sheet, speaks of other contacts than those that came."""
    name = roles.get("offered")
    if name is None or set(fold(name).split()) & (_OFFERED | _ACTUAL):
        return
    alone = set(roles) & set(_MEASURES) <= _ONLY_OFFERED
    titles = [(line, [str(cell) for cell in cells if cell != ""]) for line, cells in grid.preamble]
    if "sheet" in grid.facts:
        titles.append((0, [grid.facts["sheet"]]))
    for line, filled in titles:
        text = " ".join(filled)
        words = set(fold(text).split())
        label = meaning(filled[0].partition(":")[0])
        if len(filled) > 2 or words & (_OFFERED | _ACTUAL) or (label and label[0] == "queue"):
            continue
        if words & (FORECAST | _OUTBOUND) or (alone and says_other(text)):
            where = f"{findings.unit.capitalize()} {line} says" if line else "The sheet is named"
            findings.warning(
                "title",
                f"{where} '{text[:60]}', but column '{name}' was taken as contacts that came.",
                [line] if line else (),
            )


def check_day_totals(records: Records, findings: Findings) -> None:
    """A stamp of the day that always holds the sum of the others is no interval but the day's total."""
    volume = np.nan_to_num(records.offered)
    day = (records.queue << 32) + records.local // DAY
    days, back = np.unique(day, return_inverse=True)
    sums = np.bincount(back, volume, len(days))
    count = np.bincount(back, minlength=len(days))
    busy = (sums[back] >= 4) & (count[back] >= 4)
    total = busy & (np.abs(2 * volume - sums[back]) <= 1e-6 * sums[back])
    clock = records.local % DAY
    for second in np.unique(clock[total]):
        mine = busy & (clock == second)
        if total[mine].sum() >= 3 and total[mine].all():
            rows = np.flatnonzero(mine)
            raise findings.refuse(
                "day_total",
                f"the rows at {second // 3600:02d}:{second % 3600 // 60:02d} hold the sum of all others of their day, "
                "so they are totals of days; leave them out of the file",
                records.lines[rows],
            )


def check_sum_queue(records: Records, findings: Findings) -> None:
    """A queue that equals the sum of all others at every stamp counts every contact twice."""
    size = len(records.queues)
    if size < 2:
        return
    stamps, back = np.unique(records.local, return_inverse=True)
    table = np.zeros((size, len(stamps)))
    np.add.at(table, (records.queue, back), np.nan_to_num(records.offered))
    whole = table.sum(axis=0)
    busy = whole > 0
    _check_twins(records, table[:, busy], findings)
    for code, name in enumerate(records.queues if size > 2 else ()):
        others = np.delete(table, code, axis=0)[:, busy]
        if busy.sum() >= 20 and (others.any(axis=1)).sum() >= 2 and np.allclose(2 * table[code][busy], whole[busy]):
            raise findings.refuse(
                "total_queue",
                f"queue '{name}' is the sum of all other queues at every stamp, so it seems to be their total; name "
                "the queue to read with queue= (--queue), or leave it out of the file",
                records.lines[records.queue == code][:1],
            )


def _check_twins(records: Records, table: np.ndarray[Any, np.dtype[np.float64]], findings: Findings) -> None:
    """Warn of two queues with the same numbers: one may be the total of the other."""
    seen: dict[bytes, str] = {}
    for code, name in enumerate(records.queues):
        if table.shape[1] < 20 or len(np.unique(table[code])) < 3:
            continue
        first = seen.setdefault(table[code].tobytes(), name)
        if first != name:
            findings.warning(
                "twin_queues",
                f"Queues '{first}' and '{name}' hold the same numbers at every stamp; if one is a total of the other, "
                "name the queue to read with queue= (--queue).",
                queue=name,
            )


def runs_past_midnight(seconds: Ints) -> bool:
    """Times in their order that go through midnight once: 23:30, 00:00 … and end before they began."""
    steps = np.diff(seconds)
    back = np.flatnonzero(steps < 0)
    return bool(len(back) == 1 and seconds[-1] < seconds[0] and steps[back[0]] + DAY <= 4 * 3600)


def loses_half_day(seconds: Ints) -> bool:
    """Times in their order that go from 12:30 to 1:00."""
    hours = seconds // 3600
    if not len(hours) or (hours < 1).any() or (hours > 12).any():
        return False
    return bool(((hours[:-1] == 12) & (hours[1:] == 1)).any())


def check_business_days(
    local: Ints, clock: Ints, queue: Ints | None, lines: Ints, findings: Findings, column: str
) -> None:
    """Dates that run on past midnight are days of business: 00:30 after 23:30 of one date is the next morning."""
    order = np.arange(len(local)) if queue is None else np.argsort(queue, kind="stable")
    day, clock = local[order] // DAY, clock[order]
    key = day if queue is None else (queue[order] << 32) + day
    edges = np.flatnonzero(np.diff(key) != 0) + 1
    starts, ends = np.concatenate([[0], edges]), np.concatenate([edges, [len(key)]])
    long = ends - starts >= 3
    if not long.any():
        return
    back = np.concatenate([[0], np.cumsum((np.diff(clock) < 0) & (np.diff(key) == 0))])
    once = long & (back[ends - 1] - back[starts] == 1)
    wrapped = [place for place in np.flatnonzero(once) if runs_past_midnight(clock[starts[place] : ends[place]])]
    if len(wrapped) <= long.sum() / 2:
        return
    first = int(starts[wrapped[0]])
    row = first + int(np.flatnonzero(np.diff(clock[first : ends[wrapped[0]]]) < 0)[0]) + 1
    raise past_midnight(findings, int(clock[row]), [int(lines[order[row]])], column)


def past_midnight(findings: Findings, second: int, lines: Sequence[int], column: str | None) -> Exception:
    """The refusal of times that run on past midnight under one date."""
    return findings.refuse(
        "past_midnight",
        f"the times of a date run on past midnight, and {second // 3600:02d}:{second % 3600 // 60:02d} may belong to "
        "that date or to the next; expected each time beside its own date",
        lines,
        column=column,
    )


def whole_length(lengths: Ints) -> float | None:
    """The one length of ranges; 08:00 to 08:29 or 08:29:59 is meant as half an hour. None where they differ."""
    if len(np.unique(lengths)) != 1:
        return None
    length = int(lengths[0])
    for slack in (0, 60, 1):
        if (length + slack) % 300 == 0:
            return float(length + slack)
    return float(length)


def check_decimal_hours(texts: Sequence[Any], findings: Findings, column: str) -> None:
    """8.00, 8.50, 9.00 are hours with decimals: no grid has 50 minutes and nothing else."""
    minutes = {text.strip().partition(".")[2] for text in texts if isinstance(text, str)}
    if minutes == {"00", "50"}:
        raise findings.refuse(
            "decimal_hours",
            f"found '{next(text for text in texts if str(text).strip().endswith('.50'))}', hours with decimals, "
            f"expected a clock such as 08:30 ({format_seconds(1800.0)} past eight)",
            column=column,
        )
