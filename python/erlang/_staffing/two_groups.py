"""Agents for two classes and two groups, one of which serves both."""

from __future__ import annotations

import warnings as _python_warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from erlang import _core
from erlang._staffing.channels import single_row
from erlang._staffing.door import convert, rounding_code
from erlang._staffing.targets import Targets
from erlang._staffing.values import duration, is_scalar, named, number, same
from erlang._staffing.words import BINDINGS, ROUNDINGS, Binding, choice, core_warnings
from erlang._warnings import PlanningWarning

Pair = tuple[float, float]


@dataclass(frozen=True, eq=False)
class NDesignRequirement:
    """The cheapest two groups for two classes, and how the classes then perform. Times are seconds.

    Parameters
    ----------
    agents, scheduled, positions : per group, as of :class:`erlang.Requirement`
    cost : costs times agents
    service_level, asa, abandonment, wait_probability : per class; the service level within 20 s where a class's target
        names no time
    occupancy : per group
    binding, binding_class : the first target that fails with one agent fewer in each group, and of which class (from 0)
    pooled : agents if both classes were one queue, first come first served, and everybody had both skills: Erlang A
    split : agents per class if nobody had both skills: an Erlang A each
    warnings : pairs of code and sentence
    inputs, targets : what was asked
    """

    agents: tuple[int, int]
    scheduled: Pair
    positions: tuple[Any, Any]
    cost: float
    service_level: Pair
    asa: Pair
    abandonment: Pair
    wait_probability: Pair
    occupancy: Pair
    binding: tuple[Binding | None, Binding | None]
    binding_class: tuple[int | None, int | None]
    pooled: int
    split: tuple[int, int]
    warnings: tuple[tuple[str, str], ...]
    inputs: Mapping[str, Any] = field(repr=False)
    targets: tuple[Targets, Targets] = field(repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NDesignRequirement):
            return NotImplemented
        return all(_equal(getattr(self, one.name), getattr(other, one.name)) for one in fields(self))

    __hash__ = None  # type: ignore[assignment]


def required_n_design_agents(
    *,
    volumes: Sequence[float],
    interval: Any,
    aht: Any,
    patience: Any,
    targets: Sequence[Targets],
    costs: Sequence[float] | None = None,
    g2_priority: str = "21",
    shrinkage: Any = None,
    rounding: str | None = None,
) -> NDesignRequirement:
    """The cheapest numbers of agents in the two groups of an :class:`erlang.NDesign`, exact.

    Group 1 serves class 1 alone, group 2 both classes; each class has its own targets. With equal costs the total is
    the smallest; of mixes that cost the same, group 2, who need both skills, is the smallest.

    Parameters
    ----------
    volumes : contacts of class 1 and 2 offered in the interval, each >= 0; a class with 0 asks for nothing
    interval : its length, > 0 s
    aht : average handle time of group 1 and 2, > 0 s; one number for both
    patience : mean time until a waiting caller of class 1 and 2 hangs up, > 0 s, finite; one number for both
    targets : one :class:`erlang.Targets` for each class, or one for both; ``Targets()`` asks for nothing, but where
        both do 80 % within 20 s is taken. No bounds on agents, no ``max_occupancy``, no virtual wait
    costs : of an agent of group 1 and 2, each > 0; equal where not given
    g2_priority : "21", group 2 serves class 2 first, or "12"
    shrinkage, rounding : as of :func:`erlang.required_agents`, for each group

    Raises
    ------
    ValueError, TypeError
        As ``required_agents`` and ``NDesign``: chains of more than about 100 agents in each group are refused.

    Notes
    -----
    No mix is skipped unless it is proven not to hold; what is proven, and what is counted, stands in the C++ header.
    ``pooled`` and ``split`` are yardsticks that mostly enclose the total, but no bounds: see docs/staffing/channels.md.
    One to two chains of ``NDesign`` are solved for each number of agents in group 2 looked at.

    Examples
    --------
    >>> goal = Targets(service_level=0.8, answer_within=20)
    >>> need = required_n_design_agents(volumes=[60, 40], interval="30m", aht=[180, 200], patience=120,
    ...                                 targets=goal)
    >>> need.agents, need.pooled, need.split
    ((4, 9), 12, (8, 6))
    >>> [round(level, 3) for level in need.service_level]
    [0.853, 0.817]
    """
    function = "required_n_design_agents"
    choice(g2_priority, ("12", "21"), function=function, argument="g2_priority")
    goals = _targets(targets, function)
    rows = [single_row(one.given(), function) for one in goals]
    share = 0.0 if shrinkage is None else convert("shrinkage", shrinkage, function)
    if not isinstance(share, float):
        raise TypeError(f"{function}: shrinkage must be one value, got an array")
    code = rounding_code(rounding, function)
    offered = _pair("volumes", volumes, function, both=False)
    length = duration(interval, function=function, argument="interval")
    if not isinstance(length, float):
        raise TypeError(f"{function}: interval must be one value, got an array")
    times = _pair("aht", aht, function, time=True)
    patient = _pair("patience", patience, function, time=True)
    wages = (1.0, 1.0) if costs is None else _pair("costs", costs, function, both=False)
    with named(function):
        found = _core.staffing.n_design_agents(
            offered, length, times, patient, rows, wages, g2_priority == "12", share, code
        )
    notes = core_warnings(found["warnings"])
    if notes:
        text = "; ".join(f"{name}: {sentence}" for name, sentence in notes)
        _python_warnings.warn(text, PlanningWarning, stacklevel=2)
    if any(name == "default_target" for name, _ in notes):
        goals = (Targets(service_level=0.8, answer_within=20.0),) * 2
    binding = tuple(BINDINGS[target] for target in found["binding"])
    classes = tuple(None if target is None else rank for target, rank in zip(binding, found["binding_class"]))
    return NDesignRequirement(
        agents=(int(found["agents"][0]), int(found["agents"][1])),
        scheduled=_both(found["scheduled"]),
        positions=_both(int(value) if code == 0 else value for value in found["positions"]),
        cost=found["cost"],
        service_level=_both(found["service_level"]),
        asa=_both(found["asa"]),
        abandonment=_both(found["abandonment"]),
        wait_probability=_both(found["wait_probability"]),
        occupancy=_both(found["occupancy"]),
        binding=_both(binding),
        binding_class=_both(classes),
        pooled=int(found["pooled"]),
        split=(int(found["split"][0]), int(found["split"][1])),
        warnings=notes,
        inputs={
            "volumes": offered,
            "interval": length,
            "aht": times,
            "patience": patient,
            "costs": wages,
            "g2_priority": g2_priority,
            "shrinkage": 0.0 if shrinkage is None else shrinkage,
            "rounding": ROUNDINGS[code],
            "chains": found["evaluations"],
        },
        targets=goals,
    )


def _equal(a: Any, b: Any) -> bool:
    """Also of pairs with NaN."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return same(a, b)


def _both(values: Any) -> Any:
    first, second = values
    return first, second


def _targets(targets: Any, function: str) -> tuple[Targets, Targets]:
    if isinstance(targets, Targets):
        return targets, targets
    wrong = f"{function}: targets must be a Targets, or a list of two"
    if not isinstance(targets, (list, tuple)) or not all(isinstance(one, Targets) for one in targets):
        raise TypeError(f"{wrong}, got {type(targets).__name__}")
    if len(targets) != 2:
        raise ValueError(f"{wrong}, got {len(targets)}")
    return targets[0], targets[1]


def _pair(name: str, value: Any, function: str, *, time: bool = False, both: bool = True) -> Pair:
    """Two numbers, or times; one stands for both where that makes sense."""
    take = duration if time else number
    if is_scalar(value):
        if not both:
            raise TypeError(f"{function}: {name} must be a list of two")
        one = take(value, function=function, argument=name)
        return one, one
    converted = take(value, function=function, argument=name)
    if getattr(converted, "ndim", 0) != 1:
        raise TypeError(f"{function}: {name} must be a list of two, got {type(value).__name__}")
    if len(converted) != 2:
        raise ValueError(f"{function}: {name} must be a list of two, got {len(converted)}")
    return float(converted[0]), float(converted[1])
