"""Which column is which: the names planners and suites use, read as the library's own.

Names are compared without case, accents, spaces and punctuation. Each meaning has ranks of names: a plain ``offered``
outranks a loose ``volume``; two names of the same rank are ambiguous and refused.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from erlang._column_names import NAMES, UNITS, VAGUE

CANONICAL: tuple[str, ...] = tuple(NAMES)

_UNIT = re.compile(r"[\(\[]([^()\[\]]*)[\)\]]\s*$")
_PLURAL = re.compile(r"\w\(s\)\s*$")  # Queue(s)
_UTC = re.compile(r"\b(?:utc|gmt|zulu)\b")
_SUM_OF = re.compile(
    r"(?:sum of|summe von|som van|somme de|suma de|sum|count of|count)\s+(?=\S)"
)  # as pivot tables name them
_TIMED = frozenset(
    "aht aht_minutes aht_milliseconds handle_seconds handle_minutes handle_hours patience interval_start "
    "interval_end date time interval_minutes interval_seconds".split()
)
_POSITION = re.compile(r"\s*\(column \d+\)$")


def fold(text: str) -> str:
    """Lower case, no accents, only letters, digits and single spaces; ``%`` becomes the word percent."""
    text = text.replace("ß", "ss").replace("%", " percent ").replace("Ø", " o ").replace("ø", " o ").replace("#", " n ")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).casefold()
    return " ".join(re.sub(r"[^0-9a-z]+", " ", text).split())


def compact(text: str) -> str:
    """:func:`fold` without spaces: what names are compared by."""
    return fold(text).replace(" ", "")


_RANKS: dict[str, tuple[str, int]] = {}
for _meaning, _ranks in NAMES.items():
    for _rank, _names in enumerate((_meaning, *_ranks)):
        for _name in _names.split(", "):
            _RANKS.setdefault(compact(_name), (_meaning, max(_rank, 1)))
_GERMAN = {"ae": "a", "oe": "o", "ue": "u"}


def split_unit(column: str) -> tuple[str, str | None]:
    """The name without a unit in brackets, and that unit: ``"AHT (min)"`` is ``("AHT", "minutes")``."""
    plain = _POSITION.sub("", str(column)).strip()
    match = _UNIT.search(plain)
    if match:
        unit = UNITS.get(compact(match.group(1)))
        if unit:
            return plain[: match.start()].strip(), unit
    return plain, None


def _look_up(name: str) -> tuple[str, int] | None:
    key = compact(name)
    found = _RANKS.get(key)
    if found is None:
        for german, plain in _GERMAN.items():
            found = found or _RANKS.get(key.replace(german, plain))
    if found is None and says_utc(name):
        found = _RANKS.get(compact(_UTC.sub(" ", fold(name))))
        found = found if found and found[0] in ("interval_start", "interval_end", "date", "time") else None
    if found is None and (match := _SUM_OF.match(fold(name))):
        found = _RANKS.get(compact(fold(name)[match.end() :]))
        found = found if found and found[0] in ("offered", "handled", "abandoned", "handle_seconds") else None
    return found


def says_utc(name: str) -> bool:
    """Whether a name says that its times are in UTC: ``Timestamp (UTC)``, ``interval_start_utc``."""
    key = compact(_POSITION.sub("", str(name)))
    return bool(_UTC.search(fold(name))) or key.endswith("utc")


def meaning(column: str) -> tuple[str, int] | None:
    """What a single column name means, with its rank (1 is best), or None."""
    name, unit = split_unit(column)
    found = _look_up(name)
    if found is None:
        return None
    word, rank = found
    if unit and word not in _TIMED and not _PLURAL.search(str(column)):
        return None  # "Queue (s)" is a time, no queue
    if unit in ("minutes", "hours", "milliseconds"):
        if word == "aht" and unit in ("minutes", "milliseconds"):
            return f"aht_{unit}", rank
        if word == "handle_seconds" and unit in ("minutes", "hours"):
            return f"handle_{unit}", rank
        if word in ("interval_start", "time") and unit == "minutes":
            return "interval_minutes", rank
        if word in ("aht", "handle_seconds", "patience"):
            return None
    return word, rank


def is_vague(column: str) -> bool:
    """Whether the name says a handling time without saying whether it is an average or a total."""
    return fold(split_unit(column)[0]) in VAGUE


def closest(name: str, columns: Sequence[str]) -> str | None:
    """The column whose name is most like ``name``, or None where none is alike."""
    keys = {compact(str(column)): str(column) for column in columns}
    hit = difflib.get_close_matches(compact(name), list(keys), n=1, cutoff=0.6)
    return keys[hit[0]] if hit else None


def listed(columns: Sequence[str], most: int = 20) -> str:
    """Names in quotes for a message, the first ``most`` of them."""
    names = ", ".join(f"'{column}'" for column in columns[:most])
    return names + (f" and {len(columns) - most} more" if len(columns) > most else "")


def no_such_column(name: str, columns: Sequence[str], *, hint: str = "") -> str:
    """The sentence for a column that is not there: the columns there are, and the closest."""
    near = closest(name, columns)
    like = f"; did you mean '{near}'?" if near else "."
    return f"there is no column '{name}'{like} The columns are {listed([str(c) for c in columns])}.{hint}"


def recognise(
    columns: Sequence[str], mapping: Mapping[str, str] | None = None, *, function: str = "columns"
) -> dict[str, str]:
    """The columns that mean something here, as ``{canonical name: actual name}``.

    Parameters
    ----------
    columns : the names as they stand in the table
    mapping : names given by hand, ``{"offered": "Calls"}``; they win over recognition, and a column named there is
        not used for anything else
    function : the name that error messages begin with

    Returns
    -------
    dict, in the order of the canonical names. ``AHT (min)`` is ``aht_minutes``, not ``aht``. A lone ``date`` or
    ``time`` without a partner is returned as ``interval_start``.

    Raises
    ------
    ValueError
        for two columns of equal rank for one meaning, an unknown canonical name, or a mapped column that is not there.

    Examples
    --------
    >>> recognise(["QueueName", "Timestamp", "Calls Offered", "AHT (s)"])
    {'queue': 'QueueName', 'interval_start': 'Timestamp', 'offered': 'Calls Offered', 'aht': 'AHT (s)'}
    """
    names = [str(column) for column in columns]
    given = resolve_mapping(names, mapping, function=function)
    taken = set(given.values())
    candidates: dict[str, dict[int, list[str]]] = {}
    for name in names:
        found = None if name in taken else meaning(name)
        if found and found[0] not in given:
            candidates.setdefault(found[0], {}).setdefault(_literal(name, *found), []).append(name)
    result = dict(given)
    for word, ranks in candidates.items():
        best = ranks[min(ranks)]
        if len(best) > 1:
            raise ValueError(
                f"{function}: {len(best)} columns could be '{word}': {listed(best)}; say which with "
                f'columns={{"{word}": "{best[0]}"}}'
            )
        result[word] = best[0]
    if "interval_start" not in result and ("date" in result) != ("time" in result):
        lone = "date" if "date" in result else "time"
        result["interval_start"] = result.pop(lone)
    return {word: result[word] for word in CANONICAL if word in result}


def _literal(name: str, word: str, rank: int) -> int:
    """The canonical name itself, letter for letter, outranks every other spelling."""
    return 0 if _POSITION.sub("", name) == word else rank


def resolve_mapping(columns: Sequence[str], mapping: Mapping[str, str] | None, *, function: str) -> dict[str, str]:
    """``mapping`` with its column names checked; case and outer spaces may differ where that is not ambiguous."""
    result: dict[str, str] = {}
    if mapping is not None and not isinstance(mapping, Mapping):
        raise TypeError(f"{function}: columns must be a mapping of names to columns, got {type(mapping).__name__}")
    for word, column in (mapping or {}).items():
        if word not in NAMES:
            near = closest(word, CANONICAL)
            like = f"; did you mean '{near}'?" if near else ""
            raise ValueError(f"{function}: '{word}' in columns= is not a name used here{like}")
        exact = [name for name in columns if name == column]
        alike = [name for name in columns if name.strip().casefold() == str(column).strip().casefold()]
        if len(exact) > 1 or (not exact and len(alike) > 1):
            raise ValueError(f"{function}: {len(exact or alike)} columns are named '{column}'")
        if not exact and not alike:
            raise ValueError(f"{function}: {no_such_column(str(column), columns)}")
        result[word] = (exact or alike)[0]
    return result
