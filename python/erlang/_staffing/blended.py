"""Agents for inbound calls blended with outbound work, and how many of them to keep idle."""

from __future__ import annotations

import warnings as _python_warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from erlang import _core
from erlang._staffing.channels import GOALS, single_row
from erlang._staffing.door import PLACES, convert, rounding_code
from erlang._staffing.targets import Targets, targets_of
from erlang._staffing.values import named, number, same
from erlang._staffing.words import BINDINGS, ROUNDINGS, STATUSES, Binding, Status, core_warnings
from erlang._warnings import PlanningWarning


@dataclass(frozen=True, eq=False)
class BlendRequirement:
    """What a blended queue needs, or can do, and how it then performs. Times are seconds.

    Where a target is unreachable all numbers but ``load`` are NaN.

    Parameters
    ----------
    agents, scheduled, positions : as of :class:`erlang.Requirement`
    idle_reserve : agents kept free for inbound calls
    threshold : agents - idle_reserve: an outbound contact starts while fewer are busy
    load : inbound, in erlangs
    outbound_volume : outbound contacts made per interval
    outbound_load : agents busy with them on average
    service_level, asa, wait_probability : inbound; the service level within 20 s where the targets name no time
    occupancy : inbound and outbound together
    status : ``met``, ``limited`` (``max_agents`` stands in the way) or ``unreachable``
    binding : what fails with one agent fewer: an inbound target, ``outbound_volume`` or ``min_agents``; or None
    reserve_binding : the first inbound target that fails with one agent fewer kept idle; None where nobody is
    warnings : pairs of code and sentence
    reason : what is missed, where the status is not ``met``
    inputs, targets : what was asked, with the default target where none was given
    """

    agents: Any
    idle_reserve: Any
    threshold: Any
    scheduled: float
    positions: Any
    load: float
    outbound_volume: float
    outbound_load: float
    service_level: float
    asa: float
    wait_probability: float
    occupancy: float
    status: Status
    binding: Binding | None
    reserve_binding: Binding | None
    warnings: tuple[tuple[str, str], ...]
    reason: str | None
    inputs: Mapping[str, Any] = field(repr=False)
    targets: Targets = field(repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BlendRequirement):
            return NotImplemented
        return all(same(getattr(self, one.name), getattr(other, one.name)) for one in fields(self))

    __hash__ = None  # type: ignore[assignment]


def required_blend_agents(
    *,
    volume: float,
    interval: Any,
    aht: Any,
    outbound_volume: float,
    service_level: float | None = None,
    answer_within: Any = None,
    definition: str | None = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: str | None = None,
    max_occupancy: float | None = None,
    max_wait_probability: float | None = None,
    max_wait: Any = None,
    max_wait_percentile: float | None = None,
    min_agents: float | None = None,
    max_agents: float | None = None,
    shrinkage: Any = None,
    rounding: str | None = None,
    targets: Targets | None = None,
) -> BlendRequirement:
    """The fewest agents that meet all inbound targets and make the wanted outbound contacts: :class:`erlang.Blend`.

    With them the fewest to keep idle, which leaves the most to outbound. Inbound and outbound contacts last alike;
    outbound work never runs dry; nobody hangs up, so that agents must exceed the inbound load.

    Parameters
    ----------
    volume : inbound contacts offered in the interval, >= 0
    interval, aht : its length, and the average handle time of inbound and outbound contacts, > 0 s
    outbound_volume : outbound contacts wanted per interval, >= 0
    service_level, answer_within, definition, short_abandon, max_asa, asa_of, max_occupancy, max_wait_probability, \
max_wait, max_wait_percentile, min_agents, max_agents, targets, shrinkage, rounding
        As of :func:`erlang.required_agents`, for inbound calls; ``max_occupancy`` bounds inbound and outbound together.
        With ``max_agents`` too low the answer is ``max_agents`` with the most outbound they can do.

    Raises
    ------
    ValueError, TypeError
        As ``required_agents``.

    Notes
    -----
    Where outbound starts at a higher threshold, inbound waits longer and outbound does more; at the same threshold one
    agent more shortens waits, leaves more to outbound and lowers occupancy. Both are proven in the C++ header, so that
    bisection skips no answer.

    Examples
    --------
    >>> need = required_blend_agents(volume=100, interval="30m", aht=180, outbound_volume=40,
    ...                              service_level=0.8, answer_within=20)
    >>> need.agents, need.idle_reserve, round(need.outbound_volume, 1), round(need.service_level, 3)
    (16, 3, 43.6, 0.863)
    >>> str(need.binding), str(need.reserve_binding)
    ('outbound_volume', 'service_level')
    """
    function = "required_blend_agents"
    flat = {name: value for name, value in locals().items() if name in GOALS}
    goals = targets_of(targets, flat, function)
    outbound = _one("outbound_volume", outbound_volume, function)
    return _answer(function, "blend_agents", volume, interval, aht, outbound, goals, shrinkage, rounding)


def max_outbound(
    *,
    volume: float,
    interval: Any,
    aht: Any,
    agents: float,
    service_level: float | None = None,
    answer_within: Any = None,
    definition: str | None = None,
    short_abandon: Any = None,
    max_asa: Any = None,
    asa_of: str | None = None,
    max_occupancy: float | None = None,
    max_wait_probability: float | None = None,
    max_wait: Any = None,
    max_wait_percentile: float | None = None,
    shrinkage: Any = None,
    rounding: str | None = None,
    targets: Targets | None = None,
) -> BlendRequirement:
    """How many of given agents to keep idle so that inbound targets just hold, and the most outbound work then done.

    Parameters
    ----------
    volume, interval, aht, shrinkage, rounding, and the targets : as of :func:`required_blend_agents`
    agents : productive agents, >= 0, real-valued; the number kept idle is whole

    Returns
    -------
    BlendRequirement
        ``unreachable`` where the inbound targets fail even without outbound work; ``binding`` is then the first that
        does.

    Raises
    ------
    ValueError, TypeError
        As ``required_blend_agents``; also bounds on agents.

    Examples
    --------
    >>> most = max_outbound(volume=100, interval="30m", aht=180, agents=18, service_level=0.8, answer_within=20)
    >>> most.idle_reserve, round(most.outbound_volume, 1), round(most.occupancy, 3)
    (2, 68.9, 0.938)
    """
    function = "max_outbound"
    flat = {name: value for name, value in locals().items() if name in GOALS}
    goals = targets_of(targets, flat, function)
    present = _one("agents", agents, function)
    return _answer(function, "max_outbound", volume, interval, aht, present, goals, shrinkage, rounding)


def _answer(
    function: str,
    core: str,
    volume: Any,
    interval: Any,
    aht: Any,
    amount: float,
    goals: dict[str, Any],
    shrinkage: Any,
    rounding: str | None,
) -> BlendRequirement:
    from erlang._staffing.solve import reason_of

    row = single_row({**goals, "shrinkage": shrinkage}, function)
    code = rounding_code(rounding, function)
    calls = {"volume": volume, "interval": interval, "aht": aht}
    single = {name: _one(name, value, function) for name, value in calls.items()}
    with named(function):
        found = getattr(_core.staffing, core)(*single.values(), amount, row, code)
    notes = core_warnings(found.pop("warnings"))
    if notes:
        text = "; ".join(f"{name}: {sentence}" for name, sentence in notes)
        _python_warnings.warn(text, PlanningWarning, stacklevel=3)
    if any(name == "default_target" for name, _ in notes):
        goals = {"service_level": 0.8, "answer_within": 20.0, **goals}
    status = STATUSES[found.pop("status")]
    missed = found.pop("missed")
    if status is not Status.UNREACHABLE:
        for name in ("agents", "idle_reserve", "threshold"):
            if float(found[name]).is_integer():
                found[name] = int(found[name])
        if code == 0:
            found["positions"] = int(found["positions"])
    reason = reason_of(status, missed)
    if status is Status.UNREACHABLE and core == "max_outbound":
        names = ", ".join(str(name) for bit, name in enumerate(BINDINGS) if name is not None and missed >> bit & 1)
        reason = f"agents are too few for {names}, even without outbound work"
    asked = {"outbound_volume": amount} if core == "blend_agents" else {"agents": amount}
    inputs = {
        **single,
        **asked,
        "shrinkage": 0.0 if shrinkage is None else shrinkage,
        "rounding": ROUNDINGS[code],
    }
    return BlendRequirement(
        **{
            **found,
            "status": status,
            "binding": BINDINGS[found["binding"]],
            "reserve_binding": BINDINGS[found["reserve_binding"]],
            "warnings": notes,
            "reason": reason,
            "inputs": inputs,
            "targets": Targets(**goals),
        }
    )


def _one(name: str, value: Any, function: str) -> float:
    """A single number, or time where that is what it is."""
    if value is None:
        raise TypeError(f"{function}: {name} must be one value, got None")
    known = name in PLACES
    converted = convert(name, value, function) if known else number(value, function=function, argument=name)
    if not isinstance(converted, float):
        raise TypeError(f"{function}: {name} must be one value, got an array")
    return converted
