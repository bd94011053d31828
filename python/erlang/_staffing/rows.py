"""The rows of a table for the core: its inputs read and checked, rows with gaps cut out, answers spread out again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang._staffing.door import INPUTS
from erlang._staffing.inputs import Inputs, read_inputs
from erlang._staffing.targets import NAMES as TARGETS
from erlang._staffing.targets import targets_of
from erlang._staffing.words import CORE_WARNINGS, Initial, Method
from erlang._staffing.words import choice as _choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_CORE_MESSAGE = re.compile(r"^(?:required_agents|evaluate): (.*?)(?: at index (\d+))?$", re.DOTALL)


@dataclass(frozen=True)
class Rows:
    """The rows of a table, ready for the core: those with nothing missing."""

    inputs: Inputs
    columns: list[Any]  # in the core's order, cut to the kept rows
    kept: Any  # positions of the rows with nothing missing
    count: int  # rows of the table
    length: float  # seconds of an interval
    carry: Any = None  # volumes of all rows -> those that stand for the load; None where each row is by itself


def arguments_of(given: Mapping[str, Any], function: str) -> dict[str, Any]:
    """The inputs among a function's arguments, targets from either source."""
    goals = targets_of(given["targets"], {name: given.get(name) for name in TARGETS}, function)
    return {name: given.get(name) for name in ("aht", "patience", "lines", "redial", "shrinkage")} | goals


def table_of(df: Any, function: str) -> pd.DataFrame:
    import pandas as pd

    from erlang._frames import to_pandas

    table: pd.DataFrame = to_pandas(df, function=function)[0].reset_index(drop=True)
    table.columns = pd.Index([str(name) for name in table.columns])
    return table


def refuse_misaligned(df: Any, arguments: Mapping[str, Any], function: str) -> None:
    """``ValueError`` for a pandas column whose index is not that of the pandas table it goes with."""
    index: Any = getattr(df, "index", None)
    for name, value in arguments.items():
        other: Any = getattr(value, "index", None)
        if hasattr(index, "equals") and hasattr(other, "equals") and not other.equals(index):
            raise ValueError(f"{function}: {name} and the table have different indexes")


def rows_of(
    frame: pd.DataFrame,
    arguments: Mapping[str, Any],
    columns: Mapping[str, str] | None,
    method: str,
    initial: str,
    interval: Any,
    function: str,
) -> Rows:
    """The inputs of the rows in the core's order, the load carried where the method says so."""
    import numpy as np

    from erlang._interval import infer_interval

    how = tuple(Method)[_choice(method, tuple(Method), function=function, argument="method")]
    start = tuple(Initial)[_choice(initial, tuple(Initial), function=function, argument="initial")]
    inputs = read_inputs(frame, arguments, columns, function=function)
    named = inputs.canonical(frame)
    if "interval_start" in named.columns:
        from erlang._staffing.stamps import stamps_of

        actual = inputs.columns.get("interval_start", "interval_start")
        named["interval_start"] = stamps_of(named["interval_start"], actual, function)
    length = infer_interval(named, interval=interval, function=function)
    count = len(frame)
    values = dict(inputs.values)
    volume = np.broadcast_to(values["volume"], count)
    handle = np.broadcast_to(values["aht"], count)

    def carry(offered: Any) -> Any:
        from erlang._staffing.openings import carried_volume

        return carried_volume(named, offered, handle, length, str(start), function=function, method=how)

    if how is not Method.STATIONARY:
        _check_before_carrying(volume, handle, function)
        values["volume"] = volume = carry(volume)
    values["interval"] = np.array([length])
    across = None if how is Method.STATIONARY else carry
    rows = Rows(inputs, [values[name] for name in INPUTS], np.arange(count), count, length, across)
    return cut(rows, ~(np.isnan(volume) | np.isnan(handle)))


def _check_before_carrying(volume: Floats, aht: Floats, function: str) -> None:
    import numpy as np

    for name, values, wrong, rule in (
        ("offered", volume, (volume < 0) | np.isinf(volume), ">= 0"),
        ("aht", aht, (aht <= 0) | np.isinf(aht), "> 0 s"),
    ):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(f"{function}: {name} must be {rule}, got {values[row]:g} in row {row}")


def cut(rows: Rows, keep: Any) -> Rows:
    """The rows at which ``keep``, one bool per row of the table, also holds."""
    import numpy as np

    chosen = rows.kept[keep[rows.kept]]
    if len(chosen) == len(rows.kept):
        return rows
    place = np.searchsorted(rows.kept, chosen)
    columns = [column if column is None or len(column) != len(rows.kept) else column[place] for column in rows.columns]
    if len(rows.kept) == 1:
        columns = [column if column is None else column[: max(1, len(chosen))] for column in rows.columns]
    return Rows(rows.inputs, columns, chosen, rows.count, rows.length, rows.carry)


def agents_of(frame: pd.DataFrame, rows: Rows, function: str) -> tuple[Floats, bool]:
    """The agents of every row, and whether they were made from positions."""
    import numpy as np

    from erlang._staffing.inputs import _cells

    found = rows.inputs.columns
    if "agents" in found:
        agents = _cells(frame[found["agents"]], "agents", found["agents"], 1.0, function)
        made = False
    else:
        shrinkage = rows.inputs.values["shrinkage"]
        if "positions" not in found or shrinkage is None:
            raise ValueError(f"{function}: the table needs a column agents, or positions and shrinkage")
        positions = _cells(frame[found["positions"]], "positions", found["positions"], 1.0, function)
        one = not rows.inputs.origins["shrinkage"].startswith("from column") and len(shrinkage) == 1
        for name, values, wrong, rule in (
            ("shrinkage", shrinkage, (shrinkage < 0) | (shrinkage >= 1), "in [0, 1)"),
            ("positions", positions, (positions < 0) | np.isinf(positions), ">= 0"),
        ):
            if wrong.any():
                row = int(np.flatnonzero(wrong)[0])
                at = "" if name == "shrinkage" and one else f" in row {row}"
                raise ValueError(f"{function}: {name} must be {rule}, got {values[row]:g}{at}")
        agents, made = positions * (1.0 - np.where(np.isnan(shrinkage), 0.0, shrinkage)), True
    return agents, made


def core_call(function: str, rows: Rows, call: Any) -> Any:
    """The core's numbers and codes; its message names the row of the table and the column's own word."""
    try:
        return call()
    except ValueError as error:
        match = _CORE_MESSAGE.match(str(error))
        if match is None:
            raise
        text = match.group(1)
        name = text.partition(" ")[0]
        if name == "volume":
            text = "offered" + text[len("volume") :]
        at = "" if match.group(2) is None else f" in row {rows.kept[int(match.group(2))]}"
        if constant(match.group(1), rows):
            at = ""
        raise ValueError(f"{function}: {text}{at}") from None


def constant(text: str, rows: Rows) -> bool:
    """Whether a message speaks of inputs that are the same in every row."""
    named = [word for word in re.findall(r"\w+", text) if word in INPUTS]
    return bool(named) and all(_given_once(word, rows) for word in named)


def _given_once(name: str, rows: Rows) -> bool:
    import numpy as np

    values: Any = rows.inputs.values.get(name)
    from_column = rows.inputs.origins.get(name, "").startswith("from column")
    return not from_column and np.size(values) == 1


def check_shrinkage(rows: Rows, function: str) -> None:
    """``ValueError`` for a share outside [0, 1), where nothing else looks at it."""
    import numpy as np

    shrinkage = rows.inputs.values["shrinkage"]
    if shrinkage is None:
        return
    wrong = np.flatnonzero((shrinkage < 0) | (shrinkage >= 1))
    if wrong.size:
        at = "" if _given_once("shrinkage", rows) else f" in row {wrong[0]}"
        raise ValueError(f"{function}: shrinkage must be in [0, 1), got {shrinkage[wrong[0]]:g}{at}")


def spread(values: Floats, rows: Rows) -> Floats:
    """Values of the kept rows over all rows, NaN elsewhere."""
    import numpy as np

    result = np.full(rows.count, np.nan)
    result[rows.kept] = values
    return result


def spread_objects(values: Any, rows: Rows) -> list[Any]:
    """The same for texts, None elsewhere."""
    result: list[Any] = [None] * rows.count
    for row, value in zip(rows.kept.tolist(), values):
        result[row] = value
    return result


def spread_words(table: Any, codes: Any, rows: Rows) -> list[Any]:
    """The words of codes over all rows, as plain texts."""
    plain = [None if word is None else str(word) for word in table]
    return spread_objects([plain[code] for code in codes.tolist()], rows)


def warning_codes(bits: Any, rows: Rows) -> list[str]:
    """The warning codes of every row, joined by commas; empty where there are none."""
    table = {}
    result = ["missing_input"] * rows.count
    long = _long(rows)
    for place, (row, value) in enumerate(zip(rows.kept.tolist(), bits.tolist())):
        key = (value, bool(long[place]))
        if key not in table:
            found = [code for bit, code in enumerate(CORE_WARNINGS) if value >> bit & 1]
            table[key] = ",".join([*found, "long_aht"] if key[1] else found)
        result[row] = table[key]
    return result


def _long(rows: Rows) -> Any:
    import numpy as np

    aht = rows.columns[INPUTS.index("aht")]
    return np.broadcast_to(aht > rows.length, len(rows.kept)) if len(rows.kept) else np.zeros(0, dtype=bool)


def warn_rows(bits: Any, rows: Rows) -> None:
    from erlang._staffing.solve import emit

    extra = {"long_aht": int(_long(rows).sum()), "missing_input": rows.count - len(rows.kept)}
    emit(bits, rows.count, "rows", stacklevel=3, extra=extra)
