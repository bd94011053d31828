"""staff and evaluate: the solver and the queue models over the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
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
from erlang._staffing.requirement import FIELDS, NUMBERS
from erlang._staffing.rows import (
    Rows,
    agents_of,
    arguments_of,
    core_call,
    cut,
    refuse_misaligned,
    rows_of,
    spread,
    spread_objects,
    spread_words,
    table_of,
    warn_rows,
    warning_codes,
)
from erlang._staffing.targets import Targets
from erlang._staffing.uncertain import EXTRA, plan_of, refuse_with
from erlang._staffing.uncertain_rows import Uncertain, expected_within, uncertain_rows
from erlang._staffing.words import BINDINGS, DEFINITIONS, MODELS, ROUNDINGS, STATUSES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_DEFINITION = INPUTS.index("definition")
_SHORT_ABANDON = INPUTS.index("short_abandon")


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
    arguments = arguments_of(locals(), function)
    frame = table_of(df, function)
    refuse_misaligned(df, arguments, function)
    flag(overwrite, function=function, argument="overwrite")
    plan = plan_of(function, plan_for, {"rate": rate, "average": average}, {"cv": cv, "samples": samples})
    more = () if plan is None else ("plan_for", "rate_cv", *EXTRA)
    refuse_results(frame, (*FIELDS, BASE, *more), overwrite=overwrite, function=function)
    if plan is not None:
        refuse_with(function, arguments)
        refuse_misaligned(df, {"cv": cv}, function)
    rows = rows_of(frame, arguments, columns, method, initial, interval, function)
    law = rows.inputs.law
    code = rounding_code(rounding, function)
    flag(fractional, function=function, argument="fractional")
    uncertain = None if plan is None else uncertain_rows(frame, rows, plan, cv, samples, function)
    numbers, codes = core_call(
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
    warn_rows(codes[3], rows)
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
    arguments = arguments_of(locals(), function)
    frame = table_of(df, function)
    refuse_misaligned(df, arguments, function)
    flag(overwrite, function=function, argument="overwrite")
    refuse_results(frame, (*EVALUATED, BASE), overwrite=overwrite, function=function)
    flag(fractional, function=function, argument="fractional")
    rows = rows_of(frame, arguments, columns, method, initial, interval, function)
    law = rows.inputs.law
    present, made = agents_of(frame, rows, function)
    rows = cut(rows, ~np.isnan(present))
    agents = present[rows.kept]
    numbers, codes = core_call(
        function, rows, lambda: _core.staffing.evaluate(rows.columns, agents, False, gaps=True, **law.arguments())
    )
    needed, _ = core_call(
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
    warn_rows(codes[3], rows)
    return _added(df, result)


def _added(df: Any, result: Mapping[str, Any]) -> Any:
    from erlang._frames import with_columns

    return with_columns(df, result)


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
