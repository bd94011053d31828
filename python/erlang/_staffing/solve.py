"""required_agents: targets to agents, for one interval or arrays of them."""

from __future__ import annotations

import re
import warnings as _python_warnings
from typing import Any

from erlang import _core
from erlang._staffing.door import EXPONENTIAL, INPUTS, PLACES, WORDS, Law, flag, rounding_code, row_of
from erlang._staffing.requirement import NUMBERS, Requirement
from erlang._staffing.targets import Targets, targets_of
from erlang._staffing.uncertain import EXTRA, Plan, cv_given, plan_of, refuse_with
from erlang._staffing.values import Wrapper, shown_index
from erlang._staffing.words import (
    BINDINGS,
    CORE_WARNINGS,
    MODELS,
    ROUNDINGS,
    STATUSES,
    WARNINGS,
    Rounding,
    Status,
    core_warnings,
)
from erlang._warnings import PlanningWarning

_FUNCTION = "required_agents"
_AT_INDEX = re.compile(r" at index (\d+)$")


def required_agents(
    *,
    volume: Any = None,
    interval: Any = None,
    aht: Any = None,
    load: Any = None,
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
    cv: Any = None,
    rate: str | None = None,
    plan_for: str | float | None = None,
    average: str | None = None,
) -> Requirement:
    """The first number of agents at which all targets hold, and how the interval then performs.

    Poisson arrivals, exponential handle times, first come first served. Without ``patience`` callers wait for ever
    (Erlang C) and agents must exceed the load; with it they hang up after an exponential time of that mean (Erlang A),
    and fewer agents than the load may do. Steady state within the interval; :func:`erlang.staff` with ``method="mol"``
    carries the load from one interval to the next.

    Parameters
    ----------
    volume : float or array
        Contacts offered in the interval, >= 0.
    interval, aht : duration or array
        Length of the interval and average handle time, > 0: seconds, ``"30m"``, a timedelta.
    load : float or array
        Erlangs, instead of volume, interval and aht; targets in seconds and patience do not exist then.
    patience : duration, array or distribution
        Mean time until a waiting caller hangs up, >= 0; None or infinite: nobody does. A distribution, such as
        :class:`erlang.Lognormal`, gives M/M/n+G.
    lines : int or array
        Places, in service and in queue, >= 1; agents end there. None: no limit.
    redial : float or array
        Share in [0, 1) of those lost who call again; ``volume`` is first calls then, shares are per attempt.
    service_level, answer_within, definition, short_abandon, max_asa, asa_of, max_abandonment, max_blocking, \
max_occupancy, max_wait_probability, max_wait, max_wait_percentile, min_agents, max_agents
        The targets, as in :class:`erlang.Targets`. Where no target is given: 80 % within 20 s, and a warning says so.
    fractional : bool
        The infimum of real agents, to 1e-9 relative, instead of the first whole number.
    shrinkage : float, array or Shrinkage
        Share of scheduled time not on contacts, in [0, 1).
    rounding : {"up", "half", "none"}
        How ``scheduled`` becomes ``positions``.
    targets : Targets
        Instead of the flat keywords.
    cv : float or array
        Coefficient of variation of an uncertain volume, in [0, 10]; ``volume`` is its mean then. Needs ``plan_for``.
    rate : {"gamma", "lognormal"}
        How it is distributed about its mean.
    plan_for : {"mean", "expected"} or float
        ``expected``: the average of every measure meets its target. A probability in (0, 1): the rate is one at which
        all targets hold with at least that probability. The measures returned are expected ones then. Without ``lines``
        and ``redial``; patience exponential.
    average : {"calls", "intervals"}
        What is averaged over: calls, as reports that sum calls have it, or intervals, each counting the same.

    Returns
    -------
    Requirement
        Scalars for scalars, arrays for arrays, broadcast as NumPy does.

    Raises
    ------
    ValueError
        A number outside its range, half a pair of targets, an option without its target, bounds that contradict.
    TypeError
        A value of the wrong type, or both ``targets`` and flat keywords.

    Warns
    -----
    PlanningWarning
        Once per call, with what ``warnings`` of the result lists.

    Notes
    -----
    A target is met within 1e-12 relative. Load 0 needs ``min_agents``, or 0. A few microseconds per interval; in
    arrays and without patience some 50 ns, where vector instructions solve all but odd rows: the same agents, measures
    within 1e-12. An uncertain volume takes some hundreds of queues, and many times that where a share of those answered
    is averaged over calls (``answered_of_answered``, ``max_asa`` with patience), as no bisection is proved right there.

    Under uncertainty ``max_wait`` holds where the average share that waits longer is small enough; without patience an
    unstable rate counts with service level 0 and an infinite wait, so that no agents meet ``max_asa``.

    Examples
    --------
    >>> need = required_agents(volume=100, interval=1800, aht=180, service_level=0.80, answer_within=20,
    ...                        patience=120, max_occupancy=0.85, shrinkage=0.30)
    >>> need.agents, round(need.scheduled, 2), need.positions, need.binding
    (12, 17.14, 18, 'service_level')
    >>> required_agents(volume=[50, 100], interval="30m", aht=180, service_level=0.8, answer_within=20).agents
    array([ 8., 14.])
    >>> unsure = required_agents(volume=100, interval="30m", aht=180, service_level=0.8, answer_within=20, patience=120,
    ...                          cv=0.2, plan_for="expected")
    >>> unsure.agents, round(unsure.service_level_calls, 3), round(unsure.service_level_intervals, 3)
    (13, 0.839, 0.862)
    """
    flat = {
        "service_level": service_level,
        "answer_within": answer_within,
        "definition": definition,
        "short_abandon": short_abandon,
        "max_asa": max_asa,
        "asa_of": asa_of,
        "max_abandonment": max_abandonment,
        "max_blocking": max_blocking,
        "max_occupancy": max_occupancy,
        "max_wait_probability": max_wait_probability,
        "max_wait": max_wait,
        "max_wait_percentile": max_wait_percentile,
        "min_agents": min_agents,
        "max_agents": max_agents,
    }
    goals = targets_of(targets, flat, _FUNCTION)
    given = {
        "volume": volume,
        "interval": interval,
        "aht": aht,
        "load": load,
        "patience": patience,
        "lines": lines,
        "redial": redial,
        "shrinkage": shrinkage,
        **goals,
    }
    plan = plan_of(_FUNCTION, plan_for, {"rate": rate, "average": average}, {"cv": cv})
    if plan is not None:
        refuse_with(_FUNCTION, given)
    row, bare, scalar, law = row_of(given, _FUNCTION)
    goals = {name: value if name in WORDS else row[PLACES[name]] for name, value in goals.items()}
    code = rounding_code(rounding, _FUNCTION)
    flag(fractional, function=_FUNCTION, argument="fractional")
    inputs = {"load": row[0]} if bare else {"volume": row[0], "interval": row[1], "aht": row[2]}
    inputs["patience"] = row[3] if law is EXPONENTIAL else patience
    inputs.update({name: row[PLACES[name]] for name in ("lines", "redial") if row[PLACES[name]] is not None})
    inputs["shrinkage"] = shrinkage if shrinkage is not None else 0.0
    inputs["rounding"] = ROUNDINGS[code]
    inputs["fractional"] = fractional
    if plan is not None:
        return _uncertain(row, fractional, code, inputs, goals, {**given, "cv": cv}, plan)
    if scalar:
        return _one(row, bare, fractional, code, inputs, goals, law)
    return _many(row, bare, fractional, code, inputs, goals, given, law)


def _one(
    row: list[Any],
    bare: bool,
    fractional: bool,
    rounding: int,
    inputs: dict[str, Any],
    goals: dict[str, Any],
    law: Law,
) -> Requirement:
    try:
        numbers, codes = _core.staffing.solve_one(row, bare, fractional, rounding, **law.arguments())
    except ValueError as error:
        raise ValueError(str(error)) from None
    found = core_warnings(codes[3]) if codes[3] else ()
    if found:
        _python_warnings.warn("; ".join(_sentence(code, text) for code, text in found), PlanningWarning, stacklevel=3)
    values: dict[str, Any] = dict(zip(NUMBERS, numbers))
    status = STATUSES[codes[0]]
    if status is not Status.UNREACHABLE:
        if not fractional:
            values["agents"] = int(numbers[0])
        if rounding == 0:
            values["positions"] = int(numbers[2])
    if codes[3]:
        goals = _with_default(goals, bool(codes[3] >> 1 & 1))
    values["status"] = status
    values["binding"] = BINDINGS[codes[1]]
    values["model"] = MODELS[codes[2]]
    values["warnings"] = found
    values["reason"] = None if status is Status.MET else reason_of(status, codes[4])
    values["inputs"] = inputs
    values["_goals"] = goals
    return Requirement(values)


def _many(
    row: list[Any],
    bare: bool,
    fractional: bool,
    rounding: int,
    inputs: dict[str, Any],
    goals: dict[str, Any],
    given: dict[str, Any],
    law: Law,
) -> Requirement:
    import numpy as np

    wrap = Wrapper(given, _FUNCTION)
    arrays = [np.asarray(value, dtype=float) for value in row if value is not None]
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(
            f"{'load' if bare and name == 'volume' else name} {value.shape}"
            for name, value in zip(INPUTS, row)
            if value is not None and np.ndim(value)
        )
        raise ValueError(f"{_FUNCTION}: shapes do not broadcast: {shapes}") from None
    size = int(np.prod(shape))
    columns = [
        None
        if value is None
        else np.atleast_1d(np.asarray(value, dtype=float))
        if np.ndim(value) == 0
        else np.ascontiguousarray(np.broadcast_to(value, shape)).ravel()
        for value in row
    ]
    try:
        numbers, codes = _core.staffing.solve(columns, size, bare, fractional, rounding, gaps=False, **law.arguments())
    except ValueError as error:
        scalar = {name: value is None or np.ndim(value) == 0 for name, value in zip(INPUTS, row)}
        raise named_error(error, bare, scalar, shape) from None
    emit(codes[3], size, "intervals", stacklevel=3)

    def give(array: Any) -> Any:
        return wrap(array.reshape(shape))

    goals = _with_default(goals, bool((codes[3] >> 1 & 1).any()))
    return Requirement(
        {
            **{name: give(values) for name, values in zip(NUMBERS, numbers)},
            "_later": {
                "status": lambda: give(words(STATUSES, codes[0])),
                "binding": lambda: give(words(BINDINGS, codes[1])),
                "model": lambda: give(words(MODELS, codes[2])),
                "warnings": lambda: give(words([core_warnings(bits) for bits in range(4)], codes[3])),
                "reason": lambda: give(reasons(codes[0], codes[4])),
            },
            "inputs": inputs,
            "_goals": goals,
        }
    )


def _uncertain(
    row: list[Any],
    fractional: bool,
    rounding: int,
    inputs: dict[str, Any],
    goals: dict[str, Any],
    given: dict[str, Any],
    plan: Plan,
) -> Requirement:
    """The requirement of an uncertain volume, or of an array of them."""
    import numpy as np

    if given["cv"] is None:
        raise ValueError(f"{_FUNCTION}: plan_for={plan.what!r} needs cv")
    cv = cv_given(_FUNCTION, given["cv"])
    wrap = Wrapper(given, _FUNCTION)
    named = {name: np.asarray(value, dtype=float) for name, value in zip(INPUTS, row) if value is not None}
    try:
        shape = np.broadcast_shapes(cv.shape, *(array.shape for array in named.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {value.shape}" for name, value in {**named, "cv": cv}.items() if value.ndim)
        raise ValueError(f"{_FUNCTION}: shapes do not broadcast: {shapes}") from None
    size = int(np.prod(shape))

    def column(values: Any) -> Any:
        return np.atleast_1d(values) if values.ndim == 0 else np.ravel(np.broadcast_to(values, shape)).copy()

    columns = [None if value is None else column(named[name]) for name, value in zip(INPUTS, row)]
    try:
        numbers, codes = plan.solve(columns, size, column(cv), fractional, rounding, gaps=False)
    except ValueError as error:
        scalar = {name: value.ndim == 0 for name, value in {**named, "cv": cv}.items()}
        raise named_error(error, False, scalar, shape) from None
    inputs = {**inputs, "cv": cv if cv.ndim else float(cv), "rate": plan.rate, "plan_for": plan.what}
    inputs["average"] = plan.average
    goals = _with_default(goals, bool((codes[3] >> 1 & 1).any()))
    common = {"inputs": inputs, "_goals": goals, "plan_for": plan.what}
    if shape == ():
        found = core_warnings(int(codes[3][0]))
        if found:
            text = "; ".join(_sentence(code, text) for code, text in found)
            _python_warnings.warn(text, PlanningWarning, stacklevel=3)
        values: dict[str, Any] = {name: float(one[0]) for name, one in zip((*NUMBERS, *EXTRA), numbers)}
        status = STATUSES[int(codes[0][0])]
        if status is not Status.UNREACHABLE:
            values["agents"] = values["agents"] if fractional else int(values["agents"])
            values["positions"] = int(values["positions"]) if rounding == 0 else values["positions"]
        return Requirement(
            {
                **values,
                "status": status,
                "binding": BINDINGS[int(codes[1][0])],
                "model": MODELS[int(codes[2][0])],
                "warnings": found,
                "reason": reason_of(status, int(codes[4][0])),
                **common,
            }
        )
    emit(codes[3], size, "intervals", stacklevel=3)

    def give(array: Any) -> Any:
        return wrap(array.reshape(shape))

    return Requirement(
        {
            **{name: give(values) for name, values in zip((*NUMBERS, *EXTRA), numbers)},
            "status": give(words(STATUSES, codes[0])),
            "binding": give(words(BINDINGS, codes[1])),
            "model": give(words(MODELS, codes[2])),
            "warnings": give(words([core_warnings(bits) for bits in range(4)], codes[3])),
            "reason": give(reasons(codes[0], codes[4])),
            **common,
        }
    )


def words(table: Any, codes: Any) -> Any:
    """The words of an array of codes, as an object array."""
    import numpy as np

    lookup = np.empty(len(table), dtype=object)
    lookup[:] = list(table) if not isinstance(table, np.ndarray) else table
    return lookup[codes]


def reasons(status: Any, missed: Any) -> Any:
    """The reason of every row whose status is not met, None elsewhere."""
    import numpy as np

    result = np.full(len(status), None, dtype=object)
    for index in np.flatnonzero(status):
        result[index] = reason_of(STATUSES[int(status[index])], int(missed[index]))
    return result


def reason_of(status: Status, missed: int) -> str | None:
    """Why the status is not met: the targets missed, by name."""
    if status is Status.MET:
        return None
    names = ", ".join(str(name) for bit, name in enumerate(BINDINGS) if name is not None and missed >> bit & 1)
    if status is Status.LIMITED:
        return f"max_agents is too low for {names}"
    return f"no number of agents meets {names}"


def emit(bits: Any, size: int, unit: str, *, stacklevel: int, extra: dict[str, int] | None = None) -> None:
    """One PlanningWarning that sums up the warnings of many rows."""
    counts = {code: int((bits >> bit & 1).sum()) for bit, code in enumerate(CORE_WARNINGS)}
    counts.update(extra or {})
    found = [f"{_sentence(code, WARNINGS[code])} ({count} of {size} {unit})" for code, count in counts.items() if count]
    if found:
        _python_warnings.warn("; ".join(found), PlanningWarning, stacklevel=stacklevel + 1)


def _sentence(code: str, text: str) -> str:
    return f"{code}: {text}"


def _with_default(goals: dict[str, Any], default: bool) -> dict[str, Any]:
    return {"service_level": 0.8, "answer_within": 20.0, **goals} if default else goals


def named_error(error: ValueError, bare: bool, scalar: dict[str, bool], shape: tuple[int, ...]) -> ValueError:
    """The core's message, with the index in the shape given, or none where it names one value for all rows."""
    text = str(error)
    scalar = {**scalar, "load": bare and scalar["volume"]}
    if all(scalar.get(name, True) for name in re.findall(r"\w+", text)):
        text = _AT_INDEX.sub("", text)
    elif len(shape) > 1 and (found := _AT_INDEX.search(text)):
        import numpy as np

        place = shown_index(tuple(int(i) for i in np.unravel_index(int(found.group(1)), shape)))
        text = f"{text[: found.start()]} at index {place}"
    return ValueError(text)


__all__ = ["Rounding", "required_agents"]
