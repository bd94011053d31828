"""What given agents can just take: the inverses of required_agents in its other inputs."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from erlang import _core
from erlang._staffing.door import EXPONENTIAL, INPUTS, PLACES, convert, distribution_of
from erlang._staffing.targets import Targets, targets_of
from erlang._staffing.values import Wrapper, number
from erlang._staffing.words import WARNINGS
from erlang._warnings import PlanningWarning


def max_volume(
    *,
    interval: Any,
    aht: Any,
    agents: Any,
    patience: Any = None,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: Any = None,
    max_abandonment: Any = None,
    max_occupancy: Any = None,
    max_wait_probability: Any = None,
    max_wait: Any = None,
    max_wait_percentile: Any = None,
    targets: Targets | None = None,
) -> Any:
    """The largest volume per interval at which ``agents`` still meet all targets.

    Poisson arrivals, exponential handle times; Erlang C without patience, Erlang A with it.

    Parameters
    ----------
    interval, aht : length of the interval and average handle time, > 0 s
    agents : productive agents, >= 0, real-valued
    patience : mean time until a waiting caller hangs up, >= 0 s, or a distribution; None: nobody does
    service_level, answer_within, definition, short_abandon, max_asa, asa_of, max_abandonment, max_occupancy, \
max_wait_probability, max_wait, max_wait_percentile, targets
        As of :func:`erlang.required_agents`, without bounds on agents; 80 % within 20 s, with the warning
        ``default_target``, where none is given.

    Returns
    -------
    float or array
        Contacts per interval, real-valued, to 1e-12 relative on the side that meets: one agent more is needed just
        above it. 0 where no volume suits, infinite where every one does.

    Raises
    ------
    ValueError, TypeError
        As ``required_agents``; also bounds on agents.

    Examples
    --------
    >>> round(max_volume(interval="30m", aht=180, agents=14, service_level=0.8, answer_within=20), 2)
    108.68
    """
    given = {"interval": interval, "aht": aht, "patience": patience, **_targets(targets, locals(), "max_volume")}
    found = _invert("max_volume", _core.staffing.max_volume, given, agents)
    _warn_of_default(given)
    return found


def max_aht(
    *,
    volume: Any,
    interval: Any,
    agents: Any,
    patience: Any = None,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: Any = None,
    max_abandonment: Any = None,
    max_occupancy: Any = None,
    max_wait_probability: Any = None,
    max_wait: Any = None,
    max_wait_percentile: Any = None,
    targets: Targets | None = None,
) -> Any:
    """The longest average handle time, in seconds, at which ``agents`` still meet all targets.

    Parameters, errors and accuracy as of :func:`max_volume`; ``volume`` is the contacts offered in the interval, > 0.

    Examples
    --------
    >>> round(max_aht(volume=100, interval="30m", agents=14, service_level=0.8, answer_within=20), 1)
    194.9
    """
    given = {"volume": volume, "interval": interval, "patience": patience, **_targets(targets, locals(), "max_aht")}
    found = _invert("max_aht", _core.staffing.max_aht, given, agents)
    _warn_of_default(given)
    return found


def min_answer_within(
    *,
    volume: Any,
    interval: Any,
    aht: Any,
    agents: Any,
    service_level: Any,
    patience: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
) -> Any:
    """The shortest time, in seconds, within which ``agents`` answer the share ``service_level``.

    Parameters
    ----------
    volume : contacts offered in the interval, >= 0
    interval, aht : length of the interval and average handle time, > 0 s
    agents : productive agents, >= 0, real-valued
    service_level : share to be answered, in (0, 1), by ``definition``
    patience : mean time until a waiting caller hangs up, >= 0 s; None: nobody does
    definition, short_abandon : as of :func:`erlang.required_agents`

    Returns
    -------
    float or array
        Seconds; 0 where that share is answered at once, infinite where it never is.

    Examples
    --------
    >>> round(min_answer_within(volume=100, interval="30m", aht=180, agents=13, service_level=0.8), 1)
    21.3
    """
    given = {
        "volume": volume,
        "interval": interval,
        "aht": aht,
        "patience": patience,
        "service_level": service_level,
        "definition": definition,
        "short_abandon": short_abandon,
    }
    return _invert("min_answer_within", _core.staffing.min_answer_within, given, agents)


def required_lines(
    *,
    volume: Any,
    interval: Any,
    aht: Any,
    agents: Any,
    max_blocking: Any,
    patience: Any = None,
    redial: Any = None,
) -> Any:
    """The fewest lines, places in service and in queue, at which at most ``max_blocking`` of attempts find all taken.

    By Erlang X. Blocking falls with every line beside the same agents, for any patience and with redials (the proof is
    in the C++ header), so that bisection skips no answer.

    Parameters
    ----------
    volume : contacts offered in the interval, >= 0; first calls where ``redial`` is given
    interval, aht : length of the interval and average handle time, > 0 s
    agents : productive agents, a whole number >= 0; there are no fewer lines than agents
    max_blocking : share of attempts that may find all lines taken, in (0, 1)
    patience : mean time until a waiting caller hangs up, >= 0 s, or a distribution; None: nobody does
    redial : share of those lost who call again, in [0, 1)

    Returns
    -------
    int, float or array
        Lines, whole; infinite where no number up to 1e9 suits: where nobody hangs up and more is offered than the
        agents can do. Floats in arrays.

    Raises
    ------
    ValueError, TypeError
        As :func:`erlang.required_agents`.

    Examples
    --------
    >>> required_lines(volume=100, interval="30m", aht=180, agents=12, max_blocking=0.01)
    24
    >>> required_lines(volume=100, interval="30m", aht=180, agents=9, max_blocking=0.01)
    inf
    >>> required_lines(volume=100, interval="30m", aht=180, agents=9, max_blocking=0.01, patience=120, redial=0.5)
    18
    """
    given = {
        "volume": volume,
        "interval": interval,
        "aht": aht,
        "patience": patience,
        "redial": redial,
        "max_blocking": max_blocking,
    }
    found = _invert("required_lines", _core.staffing.required_lines, given, agents)
    return int(found) if isinstance(found, float) and math.isfinite(found) else found


@dataclass(frozen=True)
class PatienceRange:
    """Mean patience, in seconds, from ``least`` to ``most`` at which targets hold; NaN where none does."""

    least: Any
    most: Any


def patience_range(
    *,
    volume: Any,
    interval: Any,
    aht: Any,
    agents: Any,
    service_level: Any = None,
    answer_within: Any = None,
    definition: Any = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: Any = None,
    max_abandonment: Any = None,
    max_occupancy: Any = None,
    max_wait_probability: Any = None,
    max_wait: Any = None,
    max_wait_percentile: Any = None,
    targets: Targets | None = None,
) -> PatienceRange:
    """The mean patience at which ``agents`` meet all targets, by Erlang A.

    A bound on abandonment asks for patient callers, a service level of all offered for impatient ones: the answer is
    the shortest patience that suits and the longest one up to which all do, infinite where nobody need ever hang up.

    Parameters, errors and limits as of :func:`max_volume`; to 1e-9 relative, looked for from 1e-6 to 1e6 handle times.

    Examples
    --------
    >>> found = patience_range(volume=100, interval="30m", aht=180, agents=12, max_abandonment=0.05)
    >>> round(found.least), found.most
    (209, inf)
    """
    goals = _targets(targets, locals(), "patience_range")
    given = {"volume": volume, "interval": interval, "aht": aht, **goals}
    least = _invert("patience_range", _core.staffing.min_patience, given, agents)
    most = _invert("patience_range", _core.staffing.max_patience, given, agents)
    _warn_of_default(given)
    return PatienceRange(least, most)


_TARGETS = (
    "service_level",
    "answer_within",
    "definition",
    "short_abandon",
    "max_asa",
    "asa_of",
    "max_abandonment",
    "max_occupancy",
    "max_wait_probability",
    "max_wait",
    "max_wait_percentile",
)


def _targets(targets: Targets | None, given: Mapping[str, Any], function: str) -> dict[str, Any]:
    goals = targets_of(targets, {name: given[name] for name in _TARGETS}, function)
    bounds = [name for name in ("min_agents", "max_agents") if name in goals]
    if bounds:
        raise ValueError(f"{function}: agents are given, {' and '.join(bounds)} mean nothing beside them")
    return goals


def _warn_of_default(given: Mapping[str, Any]) -> None:
    """The ``default_target`` of a function called by the user, where no target was given."""
    if not any(name in given for name in _TARGETS):
        text = f"default_target: {WARNINGS['default_target']}"
        warnings.warn(text, PlanningWarning, stacklevel=3)


def _invert(function: str, core: Callable[..., Any], given: Mapping[str, Any], agents: Any) -> Any:
    import numpy as np

    from erlang._staffing.solve import named_error

    for name in ("volume", "interval", "aht", "max_blocking", "service_level"):
        if name in given and given[name] is None and (name != "service_level" or function == "min_answer_within"):
            raise ValueError(f"{function}: {name} is missing")
    if agents is None:
        raise ValueError(f"{function}: agents is missing")
    row: list[Any] = [None] * len(INPUTS)
    law, found = EXPONENTIAL, distribution_of(given.get("patience"))
    if found is not None:
        law, numbers = found
        given = {**given, **numbers, "patience": numbers.get("patience")}
    for name, value in given.items():
        row[PLACES[name]] = convert(name, value, function)
    present = number(agents, function=function, argument="agents")
    wrap = Wrapper({**given, "agents": agents}, function)
    arrays = {name: value for name, value in zip((*INPUTS, "agents"), (*row, present)) if value is not None}
    try:
        shape = np.broadcast_shapes(*(np.shape(value) for value in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(value)}" for name, value in arrays.items() if np.ndim(value))
        raise ValueError(f"{function}: shapes do not broadcast: {shapes}") from None

    def column(value: Any) -> Any:
        if np.ndim(value) == 0:
            return np.array([float(value)])
        return np.ascontiguousarray(np.broadcast_to(value, shape), dtype=float).ravel()

    columns = [None if value is None else column(value) for value in row]
    scalar = {name: np.ndim(arrays.get(name, 0.0)) == 0 for name in (*INPUTS, "agents")}
    try:
        result = core(columns, column(present), int(np.prod(shape)), **law.arguments())
    except ValueError as error:
        raise named_error(error, False, scalar, shape) from None
    return wrap(result.reshape(shape)) if shape else float(result[0])
