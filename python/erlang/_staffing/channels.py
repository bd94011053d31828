"""Agents for chats, and for classes of calls served by priority."""

from __future__ import annotations

import warnings as _python_warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from erlang import _core
from erlang._staffing.door import INPUTS, PLACES, convert, rounding_code
from erlang._staffing.requirement import NUMBERS, Requirement
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.targets import Targets, targets_of
from erlang._staffing.values import duration, is_scalar, named, number, one_duration, one_number, several
from erlang._staffing.words import BINDINGS, MODELS, ROUNDINGS, STATUSES, Binding, Status, core_warnings
from erlang._units import kind_of
from erlang._warnings import PlanningWarning


def required_chat_agents(
    *,
    volume: float,
    interval: Any,
    handle_times: Sequence[Any],
    patience: Any = None,
    service_level: float | None = None,
    answer_within: Any = None,
    definition: str | None = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: str | None = None,
    max_abandonment: float | None = None,
    max_occupancy: float | None = None,
    max_wait_probability: float | None = None,
    max_wait: Any = None,
    max_wait_percentile: float | None = None,
    min_agents: float | None = None,
    max_agents: float | None = None,
    shrinkage: Any = None,
    rounding: str | None = None,
    targets: Targets | None = None,
) -> Requirement:
    """The first number of agents at which all targets hold for chats: :class:`erlang.Chat`.

    Each agent holds up to as many chats at once as there are handle times; chats are spread evenly; customers wait,
    with exponential patience, where every place is taken.

    Parameters
    ----------
    volume : chats offered in the interval, >= 0
    interval : its length, > 0 s
    handle_times : mean handle time of a chat while its agent holds 1, 2, ... chats, each > 0 s
    patience : mean time until a waiting customer leaves, >= 0 s; None: nobody does
    service_level, answer_within, definition, short_abandon, max_asa, asa_of, max_abandonment, max_occupancy, \
max_wait_probability, max_wait, max_wait_percentile, min_agents, max_agents, targets, shrinkage, rounding
        As of :func:`erlang.required_agents`. Occupancy is the share of agents with at least one chat.

    Returns
    -------
    Requirement
        Of one interval; ``load`` is what the chats would offer at the longest handle time.

    Raises
    ------
    ValueError, TypeError
        As ``required_agents``; also no handle time at all.

    Notes
    -----
    Counted up to 300 agents; above that galloped and bisected, with the fifty numbers below the answer counted again,
    since no measure is known to be monotone for any handle times.

    Examples
    --------
    >>> need = required_chat_agents(volume=216, interval="1h", handle_times=[200, 250], patience=120,
    ...                             service_level=0.9, answer_within=30)
    >>> need.agents, round(need.service_level, 4), str(need.model)
    (9, 0.917, 'Chat')
    """
    function = "required_chat_agents"
    flat = {name: value for name, value in locals().items() if name in GOALS}
    goals = targets_of(targets, flat, function)
    row = single_row({**goals, "patience": patience, "shrinkage": shrinkage}, function)
    if is_scalar(handle_times):
        raise TypeError(
            f"{function}: handle_times must be a list, one per level of concurrency, got {type(handle_times).__name__}"
        )
    times = several(
        duration(handle_times, function=function, argument="handle_times"),
        lambda time: time > 0,
        "> 0 s",
        function=function,
        argument="handle_times",
    )
    code = rounding_code(rounding, function)
    length = one_duration(interval, function=function, argument="interval")
    offered = one_number(volume, function=function, argument="volume")
    with named(function):
        numbers, codes = _core.staffing.chat_agents(offered, length, times, row, code)
    found = core_warnings(codes[3]) if codes[3] else ()
    if found:
        text = "; ".join(f"{name}: {sentence}" for name, sentence in found)
        _python_warnings.warn(text, PlanningWarning, stacklevel=2)
    if codes[3] >> 1 & 1:
        goals = {"service_level": 0.8, "answer_within": 20.0, **goals}
    status = STATUSES[codes[0]]
    values: dict[str, Any] = dict(zip(NUMBERS, numbers))
    if status is not Status.UNREACHABLE:
        values["agents"] = int(numbers[0])
        if code == 0:
            values["positions"] = int(numbers[2])
    from erlang._staffing.solve import reason_of

    values |= {
        "status": status,
        "binding": BINDINGS[codes[1]],
        "model": MODELS[codes[2]],
        "warnings": found,
        "reason": None if status is Status.MET else reason_of(status, codes[4]),
        "inputs": {
            "volume": offered,
            "interval": length,
            "aht": times[-1],
            "handle_times": tuple(times),
            "patience": row[PLACES["patience"]],
            "shrinkage": 0.0 if shrinkage is None else shrinkage,
            "rounding": ROUNDINGS[code],
            "fractional": False,
        },
        "_goals": goals,
    }
    return Requirement(values)


@dataclass(frozen=True)
class PriorityRequirement:
    """What classes served by priority need together, and how each then performs. Times are seconds.

    Parameters
    ----------
    agents, scheduled, positions : as of :class:`erlang.Requirement`; NaN where a target is unreachable
    load, occupancy, wait_probability : of all classes together
    service_level, asa : per class, the highest first; within 20 s where a class's target names no time
    status : ``met`` or ``unreachable``
    binding, binding_class : the first target that fails with one agent fewer, and of which class (from 0); or None
    inputs, targets : what was asked
    """

    agents: Any
    scheduled: float
    positions: Any
    load: float
    occupancy: float
    wait_probability: float
    service_level: tuple[float, ...]
    asa: tuple[float, ...]
    status: Status
    binding: Binding | None
    binding_class: int | None
    inputs: Mapping[str, Any] = field(repr=False, compare=False)
    targets: tuple[Targets, ...] = field(repr=False, compare=False)


def required_priority_agents(
    *,
    volumes: Sequence[float],
    interval: Any,
    aht: Any,
    targets: Sequence[Targets],
    shrinkage: Any = None,
    rounding: str | None = None,
) -> PriorityRequirement:
    """The first number of agents at which every class meets its own targets: :class:`erlang.Priorities`.

    Classes are served in their order, the highest first; calls in service are not interrupted; nobody hangs up.

    Parameters
    ----------
    volumes : contacts offered in the interval per class, the highest first, each >= 0
    interval, aht : length of the interval and average handle time of every class, > 0 s
    targets : one :class:`erlang.Targets` per class; ``Targets()`` asks for nothing. No bounds on agents
    shrinkage, rounding : as of :func:`erlang.required_agents`

    Raises
    ------
    ValueError, TypeError
        As ``required_agents``; also as many targets as classes are needed.

    Examples
    --------
    >>> from erlang import Targets
    >>> need = required_priority_agents(volumes=[30, 70], interval="30m", aht=180, targets=[
    ...     Targets(service_level=0.9, answer_within=10), Targets(service_level=0.7, answer_within=60)])
    >>> need.agents, need.binding_class, [round(level, 3) for level in need.service_level]
    (14, 0, [0.905, 0.941])
    """
    function = "required_priority_agents"
    if is_scalar(volumes):
        raise TypeError(f"{function}: volumes must be a list, one per class, got {type(volumes).__name__}")
    if not isinstance(targets, (list, tuple)) or not all(isinstance(one, Targets) for one in targets):
        raise TypeError(f"{function}: targets must be a list of Targets, one per class, got {_what(targets)}")
    rows = [single_row(one.given(), function) for one in targets]
    lost = shrinkage.total if isinstance(shrinkage, Shrinkage) else shrinkage
    share = 0.0 if lost is None else one_number(lost, function=function, argument="shrinkage")
    code = rounding_code(rounding, function)
    offered = several(
        number(volumes, function=function, argument="volumes"),
        lambda volume: volume >= 0,
        ">= 0",
        function=function,
        argument="volumes",
    )
    length = one_duration(interval, function=function, argument="interval")
    handle = one_duration(aht, function=function, argument="aht")
    with named(function):
        found = _core.staffing.priority_agents(offered, length, handle, rows, share, code)
    status = STATUSES[found["status"]]
    met = status is not Status.UNREACHABLE
    binding = BINDINGS[found["binding"]]
    return PriorityRequirement(
        agents=int(found["agents"]) if met else found["agents"],
        scheduled=found["scheduled"],
        positions=int(found["positions"]) if met and code == 0 else found["positions"],
        load=found["load"],
        occupancy=found["occupancy"],
        wait_probability=found["wait_probability"],
        service_level=tuple(found["service_level"]),
        asa=tuple(found["asa"]),
        status=status,
        binding=binding,
        binding_class=None if binding is None else found["binding_class"],
        inputs={
            "volumes": tuple(offered),
            "interval": length,
            "aht": handle,
            "shrinkage": 0.0 if shrinkage is None else shrinkage,
            "rounding": ROUNDINGS[code],
        },
        targets=tuple(targets),
    )


GOALS = frozenset(
    "service_level answer_within definition short_abandon max_asa asa_of max_abandonment max_occupancy "
    "max_wait_probability max_wait max_wait_percentile min_agents max_agents".split()
)


def _what(targets: Any) -> str:
    """What was given as a list of targets."""
    if isinstance(targets, (list, tuple)):
        return ", ".join(type(one).__name__ for one in targets)
    return type(targets).__name__


def single_row(given: dict[str, Any], function: str) -> list[float | None]:
    """Single values in the core's order."""
    row: list[float | None] = [None] * len(INPUTS)
    for name, value in given.items():
        if value is None:
            continue
        converted = convert(name, value, function)
        if not isinstance(converted, float):
            raise TypeError(f"{function}: {name} must be one value, got {kind_of(value)}")
        row[PLACES[name]] = converted
    return row
