"""staff and evaluate: the solver and the queue models over the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang import _core
from erlang._staffing.columns import (
    BASE,
    EVALUATED,
    PERFORMANCE,
    floats,
    integers,
    refuse_results,
    result_columns,
    texts,
)
from erlang._staffing.door import INPUTS, flag, rounding_code
from erlang._staffing.inputs import Inputs, read_inputs
from erlang._staffing.requirement import FIELDS, NUMBERS
from erlang._staffing.targets import NAMES as TARGETS
from erlang._staffing.targets import Targets, targets_of
from erlang._staffing.uncertain import EXTRA, plan_of, refuse_with
from erlang._staffing.uncertain_rows import Uncertain, expected_within, uncertain_rows
from erlang._staffing.words import BINDINGS, CORE_WARNINGS, DEFINITIONS, MODELS, ROUNDINGS, STATUSES, Initial, Method
from erlang._staffing.words import choice as _choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_CORE_MESSAGE = re.compile(r"^(?:required_agents|evaluate): (.*?)(?: at index (\d+))?$", re.DOTALL)
_DEFINITION = INPUTS.index("definition")
_SHORT_ABANDON = INPUTS.index("short_abandon")


@dataclass(frozen=True)
class Rows:
    """The rows of a table, ready for the core: those with nothing missing."""

    inputs: Inputs
    columns: list[Any]  # in the core's order, cut to the kept rows
    kept: Any  # positions of the rows with nothing missing
    count: int  # rows of the table
    length: float  # seconds of an interval
    carry: Any = None  # volumes of all rows -> those that stand for the load; None where each row is by itself


def staff(
    df: Any,
    *,
    aht: Any = None,
    patience: Any = None,
    lines: Any = None,
    redial: Any = None,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: Any = None,
    max_abandonment: Any = None,
    max_blocking: Any = None,
    max_occupancy: Any = None,
    max_wait_probability: Any = None,
    max_wait: Any = None,
    max_wait_percentile: Any = None,
    min_agents: Any = None,
    max_agents: Any = None,
    fractional: bool = False,
    shrinkage: Any = None,
    rounding: str | None = None,
    targets: Targets | None = None,
    method: str = "stationary",
    initial: str = "stationary",
    interval: Any = None,
    columns: Mapping[str, str] | None = None,
    overwrite: bool = False,
    cv: Any = None,
    rate: str | None = None,
    samples: Any = None,
    plan_for: str | float | None = None,
    average: str | None = None,
) -> Any:
    """The table with what every interval needs: one row in, the fields of :class:`erlang.Requirement` added.

    Columns ``queue, interval_start, offered, aht`` are recognised by their usual names. A cell of a column
    ``patience``, ``lines``, ``redial``, ``shrinkage`` or ``target_…`` (``target_service_level``, …) that is not null
    wins over the argument.

    Parameters
    ----------
    df : pandas, polars or pyarrow table
    aht, patience, lines, redial, shrinkage, rounding, fractional
        As of :func:`erlang.required_agents`; one value, or one per row.
    service_level, answer_within, definition, short_abandon, max_asa, asa_of, max_abandonment, max_blocking, \
max_occupancy, max_wait_probability, max_wait, max_wait_percentile, min_agents, max_agents, targets
        The targets, as of :class:`erlang.Targets`.
    method : {"stationary", "mol", "sipp_max", "sipp_mix", "lagged_sipp"}
        ``stationary``: each row equals ``required_agents`` of that row. ``mol``: with the load carried from row to row
        of a queue (modified offered load: constant rate in an interval, exponential handle times, average over the
        interval). ``sipp_max``: for the largest rate within the row, the rate drawn as straight lines between the
        middles of rows; ``sipp_mix``: so too, but for the average where the rate rises; ``lagged_sipp``: for the rate
        one handle time earlier. After a gap in the stamps an opening begins anew.
    initial : {"stationary", "empty"}
        What came before an opening, with ``mol`` and ``lagged_sipp``.
    interval : duration
        Their length. Else a column ``interval_minutes`` or ``interval_seconds``, else the step of the stamps.
    columns : mapping
        Columns by hand: ``{"offered": "Calls"}``.
    overwrite : bool
        Replace result columns already there, an error otherwise.
    cv, rate, plan_for, average
        For an uncertain volume, as of :func:`erlang.required_agents`; ``offered`` is its mean. A cell of a column
        ``cv`` wins over the argument; without both, ``offered_p10`` and ``offered_p90``, quantiles of a count as a
        forecast gives them, tell the cv, Poisson noise taken out.
    samples : table
        Instead of cv: paths of the volume with columns ``sample, queue, interval_start, offered``, as
        ``forecast.samples(kind="rate")`` gives them, each as likely as the next.

    Returns
    -------
    The same kind of table, its order, index and columns kept. ``agents`` and ``positions`` are nullable integers where
    they are whole. Rows whose ``offered`` or ``aht`` is missing get nulls and the warning ``missing_input``; with 0
    offered a row needs no ``aht``, and 0 there is none. Where the service level is not defined as a share of offered, a
    column ``service_level_base`` says what it is a share of.
    For an uncertain volume also ``plan_for``, ``rate_cv`` (the cv of each row, wherever it comes from), and
    ``planned_volume, service_level_calls, service_level_intervals, probability_met``.

    Raises
    ------
    ValueError, TypeError
        As ``required_agents``, naming the row (counted from 0); a column that is not there or no number.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"offered": [50, 100], "aht": [180, 180]})
    >>> staff(day, interval="30m", service_level=0.8, answer_within=20)[["offered", "agents", "binding"]]
       offered  agents        binding
    0       50       8  service_level
    1      100      14  service_level
    """
    import numpy as np

    function = "staff"
    arguments = _arguments(locals(), function)
    frame = _table(df, function)
    _refuse_misaligned(df, arguments, function)
    flag(overwrite, function=function, argument="overwrite")
    plan = plan_of(function, plan_for, {"rate": rate, "average": average}, {"cv": cv, "samples": samples})
    more = () if plan is None else ("plan_for", "rate_cv", *EXTRA)
    refuse_results(frame, (*FIELDS, BASE, *more), overwrite=overwrite, function=function)
    if plan is not None:
        refuse_with(function, arguments)
        _refuse_misaligned(df, {"cv": cv}, function)
    rows = _rows(frame, arguments, columns, method, initial, interval, function)
    law = rows.inputs.law
    code = rounding_code(rounding, function)
    flag(fractional, function=function, argument="fractional")
    uncertain = None if plan is None else uncertain_rows(frame, rows, plan, cv, samples, function)
    numbers, codes = _core_call(
        function,
        rows,
        lambda: (
            _core.staffing.solve(rows.columns, len(rows.kept), False, fractional, code, gaps=True, **law.arguments())
            if uncertain is None
            else uncertain.solve(rows.columns, fractional, code)
        ),
    )
    full = {name: spread(values, rows) for name, values in zip(NUMBERS, numbers)}
    words = {
        "status": spread_words(STATUSES, codes[0], rows),
        "binding": spread_words(BINDINGS, codes[1], rows),
        "model": spread_words(MODELS, codes[2], rows),
        "warnings": warning_codes(codes[3], rows),
    }
    result = result_columns(full, words, whole=not fractional, rounding=str(ROUNDINGS[code]))
    if uncertain is not None:
        result["plan_for"] = texts([str(uncertain.plan.what)] * rows.count)
        result["rate_cv"] = floats(uncertain.cv)
        result.update({name: floats(spread(values, rows)) for name, values in zip(EXTRA, numbers[len(NUMBERS) :])})
    elif "plan_for" in frame.columns:
        result["plan_for"] = texts(["mean"] * rows.count)
        result.update(
            {name: floats(np.full(rows.count, np.nan)) for name in ("rate_cv", *EXTRA) if name in frame.columns}
        )
    base = service_level_base(rows, full["agents"], uncertain, full["service_level"])
    if base is not None:
        result[BASE] = floats(base)
    elif BASE in frame.columns:
        result[BASE] = floats(full["agents"] * 0.0 + 1.0)
    _warn(codes[3], rows)
    return _added(df, result)


def evaluate(
    df: Any,
    *,
    aht: Any = None,
    patience: Any = None,
    lines: Any = None,
    redial: Any = None,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: Any = None,
    max_abandonment: Any = None,
    max_blocking: Any = None,
    max_occupancy: Any = None,
    max_wait_probability: Any = None,
    max_wait: Any = None,
    max_wait_percentile: Any = None,
    min_agents: Any = None,
    max_agents: Any = None,
    fractional: bool = False,
    shrinkage: Any = None,
    targets: Targets | None = None,
    method: str = "stationary",
    initial: str = "stationary",
    interval: Any = None,
    columns: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Any:
    """The table with how every interval performs with the agents there are, and how far they are from enough.

    The table has ``agents``, or ``positions`` and ``shrinkage``: agents = positions · (1 − shrinkage), real-valued.

    Parameters
    ----------
    df : pandas, polars or pyarrow table
    aht, patience, shrinkage, fractional, method, initial, interval, columns, overwrite and the targets
        As of :func:`erlang.staff`.

    Returns
    -------
    The same kind of table with ``load, service_level, asa, abandonment, blocking, occupancy, wait_probability``,
    ``required`` (agents the targets need), ``gap`` = agents − required, ``missed`` (names of the targets missed),
    ``model`` and ``warnings``; and ``agents`` where they were made from positions. ``status``, ``binding`` and what
    else an earlier staffing said of its own agents is emptied.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"offered": [50, 100], "aht": [180, 180], "agents": [8, 12]})
    >>> now = evaluate(day, interval="30m", service_level=0.8, answer_within=20)
    >>> now["gap"].tolist(), now["missed"].tolist()
    ([0.0, -2.0], ['', 'service_level'])
    """
    import numpy as np

    function = "evaluate"
    arguments = _arguments(locals(), function)
    frame = _table(df, function)
    _refuse_misaligned(df, arguments, function)
    flag(overwrite, function=function, argument="overwrite")
    refuse_results(frame, (*EVALUATED, BASE), overwrite=overwrite, function=function)
    flag(fractional, function=function, argument="fractional")
    rows = _rows(frame, arguments, columns, method, initial, interval, function)
    law = rows.inputs.law
    present, made = _agents(frame, rows, function)
    rows = cut(rows, ~np.isnan(present))
    agents = present[rows.kept]
    numbers, codes = _core_call(
        function, rows, lambda: _core.staffing.evaluate(rows.columns, agents, False, gaps=True, **law.arguments())
    )
    needed, _ = _core_call(
        function,
        rows,
        lambda: _core.staffing.solve(rows.columns, len(rows.kept), False, fractional, 0, gaps=True, **law.arguments()),
    )
    required = spread(needed[0], rows)
    place = {name: NUMBERS.index(name) for name in PERFORMANCE}
    result: dict[str, Any] = {"agents": floats(present)} if made else {}
    result.update({name: floats(spread(numbers[place[name]], rows)) for name in PERFORMANCE})
    result["required"] = floats(required) if fractional else integers(required)
    result["gap"] = floats(present - required)
    names = [",".join(str(b) for bit, b in enumerate(BINDINGS) if b and bits >> bit & 1) for bits in codes[4].tolist()]
    result["missed"] = texts(spread_objects(names, rows))
    result["model"] = texts(spread_words(MODELS, codes[2], rows))
    result["warnings"] = texts(warning_codes(codes[3], rows))
    # What an earlier staffing said of other agents.
    result.update({name: texts([None] * rows.count) for name in ("status", "binding", "plan_for") if name in frame})
    result.update({name: floats(np.full(rows.count, np.nan)) for name in ("rate_cv", *EXTRA) if name in frame})
    base = service_level_base(rows, present)
    if base is not None:
        result[BASE] = floats(base)
    elif BASE in frame.columns:
        result[BASE] = floats(present * 0.0 + 1.0)
    _warn(codes[3], rows)
    return _added(df, result)


def _arguments(given: Mapping[str, Any], function: str) -> dict[str, Any]:
    """The inputs among a function's arguments, targets from either source."""
    goals = targets_of(given["targets"], {name: given.get(name) for name in TARGETS}, function)
    return {name: given.get(name) for name in ("aht", "patience", "lines", "redial", "shrinkage")} | goals


def _table(df: Any, function: str) -> pd.DataFrame:
    import pandas as pd

    from erlang._frames import to_pandas

    table: pd.DataFrame = to_pandas(df, function=function)[0].reset_index(drop=True)
    table.columns = pd.Index([str(name) for name in table.columns])
    return table


def _refuse_misaligned(df: Any, arguments: Mapping[str, Any], function: str) -> None:
    """``ValueError`` for a pandas column whose index is not that of the pandas table it goes with."""
    index: Any = getattr(df, "index", None)
    for name, value in arguments.items():
        other: Any = getattr(value, "index", None)
        if hasattr(index, "equals") and hasattr(other, "equals") and not other.equals(index):
            raise ValueError(f"{function}: {name} and the table have different indexes")


def _added(df: Any, result: Mapping[str, Any]) -> Any:
    from erlang._frames import with_columns

    return with_columns(df, result)


def _rows(
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


def _agents(frame: pd.DataFrame, rows: Rows, function: str) -> tuple[Floats, bool]:
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


def _core_call(function: str, rows: Rows, call: Any) -> Any:
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


def _warn(bits: Any, rows: Rows) -> None:
    from erlang._staffing.solve import emit

    extra = {"long_aht": int(_long(rows).sum()), "missing_input": rows.count - len(rows.kept)}
    emit(bits, rows.count, "rows", stacklevel=3, extra=extra)


def service_level_base(
    rows: Rows, agents: Floats, uncertain: Uncertain | None = None, service_level: Floats | None = None
) -> Floats | None:
    """What the service level is a share of, as a share of offered; None where it is of all offered in every row.

    Of an uncertain volume: the expected share answered in time by the expected service level.
    """
    import numpy as np

    definition = rows.columns[_DEFINITION]
    if definition is None or not len(rows.kept):
        return None
    codes = np.broadcast_to(np.nan_to_num(definition, nan=0.0), len(rows.kept))
    of_answered = codes == DEFINITIONS.index("answered_of_answered")
    excluded = codes == DEFINITIONS.index("abandons_excluded")
    if not (of_answered | excluded).any():
        return None
    here = np.nan_to_num(agents[rows.kept], nan=0.0)
    if uncertain is not None and service_level is not None:
        within = expected_within(rows, here, uncertain)
        level_here = service_level[rows.kept]
        shares = np.ones(len(rows.kept))
        np.divide(within, level_here, out=shares, where=(of_answered | excluded) & (level_here > 0))
        return spread(np.clip(shares, 0.0, 1.0), rows)

    def level(name: str) -> Any:
        columns = list(rows.columns)
        columns[_DEFINITION] = np.array([float(DEFINITIONS.index(name))])
        if name not in ("abandons_counted", "abandons_excluded"):
            columns[_SHORT_ABANDON] = None
        return _core.staffing.evaluate(columns, here, False, gaps=True, **rows.inputs.law.arguments())[0]

    offered = level("answered_of_offered")
    service = offered[NUMBERS.index("service_level")]
    lost = offered[NUMBERS.index("abandonment")] + offered[NUMBERS.index("blocking")]
    base = np.ones(len(rows.kept))
    base[of_answered] = (1.0 - lost)[of_answered]
    if excluded.any():
        counted = level("abandons_counted")[NUMBERS.index("service_level")]
        base[excluded] = (1.0 - (counted - service))[excluded]
    return spread(np.clip(base, 0.0, 1.0), rows)
