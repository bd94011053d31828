"""What if: the table around an answer, sensitivity, cost against service level, and grids of scenarios."""

from __future__ import annotations

import inspect
import math
import numbers
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from erlang._staffing.door import distribution_of
from erlang._staffing.requirement import Requirement
from erlang._staffing.solve import required_agents
from erlang._staffing.targets import NAMES as TARGETS
from erlang._staffing.values import is_scalar, named, number, one_duration, one_number, several
from erlang._staffing.words import Status

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = ("service_level", "asa", "abandonment", "blocking", "occupancy", "wait_probability")
_LEVEL = ("answer_within", "definition", "short_abandon")
_TRAFFIC = ("volume", "interval", "aht")
_QUEUE = (*_TRAFFIC, "patience", "lines", "redial")


def neighbours(need: Requirement, *, below: int = 4, above: int = 4) -> pd.DataFrame:
    """How the interval performs with a few agents fewer and more than a requirement asks for.

    Parameters
    ----------
    need : the answer of :func:`erlang.required_agents` to one question, of whole agents
    below, above : how many agents fewer and more, >= 0; never fewer than one, nor more than ``lines``

    Returns
    -------
    pandas.DataFrame
        ``agents, service_level, asa, abandonment, blocking, occupancy, wait_probability`` and ``chosen``,
        true in the answer's row. The service level is by the requirement's definition, within 20 s where no target
        names a time. Of an uncertain volume they are averages, as of the requirement.

    Raises
    ------
    ValueError
        A requirement of arrays, of a bare load, or without an answer.

    Examples
    --------
    >>> import erlang
    >>> need = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20)
    >>> neighbours(need, below=1, above=1)[["agents", "service_level", "chosen"]].round(3)
       agents  service_level  chosen
    0      13          0.796   False
    1      14          0.888    True
    2      15          0.941   False
    """
    import pandas as pd

    rows = rows_around(_one(need, "neighbours", uncertain=True), below=below, above=above)
    frame: pd.DataFrame = pd.DataFrame(rows)
    frame["chosen"] = frame["agents"] == need.agents
    return frame


def rows_around(need: Requirement, *, below: int, above: int) -> list[dict[str, Any]]:
    """The rows of :func:`neighbours` as dicts, without a frame."""
    for name, value in (("below", below), ("above", above)):
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            raise TypeError(f"neighbours: {name} must be a whole number, got {type(value).__name__}")
        if value < 0:
            raise ValueError(f"neighbours: {name} must be a whole number >= 0, got {value}")
    if str(need.status) == Status.UNREACHABLE or need.inputs.get("volume") is None:
        return []
    rows = []
    middle = math.ceil(need.agents)
    lines = need.inputs.get("lines")
    last = middle + above if lines is None else min(middle + above, int(lines))
    for agents in range(max(1, middle - below), last + 1):
        if need.plan_for != "mean":
            rows.append({"agents": agents, **_on_average(need, agents)})
            continue
        queue = _queue(need, agents)
        row: dict[str, Any] = {"agents": agents, "service_level": queue.service_level(**_level(need))}
        row.update({name: getattr(queue, name)() for name in _MEASURES[1:]})
        rows.append(row)
    return rows


def sensitivity(need: Requirement, *, changes: Mapping[str, Sequence[float]] | None = None) -> pd.DataFrame:
    """How the agents needed, and the service level of the agents there are, move with each input.

    Parameters
    ----------
    need : the answer of :func:`erlang.required_agents` to one question
    changes : per input the relative changes to try; by default volume ± 10 %, aht ± 5 %, patience halved and doubled,
        shrinkage ± 5 points (of the scheduled time, absolute; only up where there is none)

    Returns
    -------
    pandas.DataFrame
        A row per change: ``input``, ``change``, ``value``, ``agents`` and ``scheduled`` then needed, ``agents_change``
        against the answer, and ``service_level`` and ``occupancy`` with the agents of the answer.

    Examples
    --------
    >>> import erlang
    >>> need = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20)
    >>> sensitivity(need)[["input", "change", "agents", "service_level"]].round(3)
           input  change  agents  service_level
    0     volume   -0.10      12          0.949
    1     volume    0.10      15          0.783
    2        aht   -0.05      13          0.925
    3        aht    0.05      14          0.839
    4  shrinkage    0.05      14          0.888
    """
    import pandas as pd

    function = "sensitivity"
    _one(need, function)
    inputs = {name: need.inputs.get(name) for name in (*_QUEUE, "shrinkage")}
    if changes is not None and not isinstance(changes, Mapping):
        raise TypeError(f"{function}: changes must be a mapping of inputs to steps, got {type(changes).__name__}")
    tried = _changes(inputs) if changes is None else dict(changes)
    rows = []
    for name, steps in tried.items():
        if inputs.get(name) is None:
            raise ValueError(f"{function}: the requirement has no {name} to change")
        if hasattr(inputs[name], "for_kernels"):
            raise ValueError(f"{function}: {name} is a distribution and cannot be scaled")
        base = float(inputs[name])  # type: ignore[arg-type]
        for step in _steps(steps, name, function):
            value = base + step if name == "shrinkage" else base * (1.0 + step)
            changed = {**inputs, name: value}
            with named(function):
                then = _ask(need, changed)
                now = _queue(need, float(need.agents), changed)
            rows.append(
                {
                    "input": name,
                    "change": step,
                    "value": value,
                    "agents": then.agents,
                    "scheduled": then.scheduled,
                    "agents_change": then.agents - need.agents,
                    "service_level": now.service_level(**_level(need)),
                    "occupancy": now.occupancy(),
                }
            )
    frame: pd.DataFrame = pd.DataFrame(rows)
    return frame


def costs(
    *,
    volume: Any,
    interval: Any,
    aht: Any,
    wage: float,
    patience: Any = None,
    shrinkage: Any = None,
    service_level: float | None = None,
    answer_within: Any = 20.0,
    definition: str | None = None,
    abandonment_cost: float = 0.0,
    sla_penalty: float = 0.0,
    sla_fine: float = 0.0,
) -> pd.DataFrame:
    """The cost of an interval against the number of agents, and the number at which it is least.

    Parameters
    ----------
    volume, interval, aht, patience, shrinkage : as of :func:`erlang.required_agents`, one interval
    wage : per scheduled hour, > 0; agents / (1 − shrinkage) are scheduled
    service_level, answer_within, definition : the promise that the penalties refer to
    abandonment_cost : per contact that hangs up, >= 0; needs patience
    sla_penalty : per contact by which the promise is missed, >= 0: penalty · volume · (promised − reached)
    sla_fine : once, where the promise is missed, >= 0

    Returns
    -------
    pandas.DataFrame
        A row per number of agents, up to where wages alone cost more than the cheapest row in all: ``agents,
        scheduled, service_level, abandonment, occupancy, wages, abandonments, penalties, cost`` and ``cheapest``, true
        in one row (the first of equals). Without patience it begins above the load, else at one agent.

    Raises
    ------
    ValueError, TypeError
        A number outside its range, a penalty without a promise, a cost of abandonment without patience.

    Examples
    --------
    >>> curve = costs(volume=100, interval=1800, aht=180, patience=120, wage=30, abandonment_cost=5)
    >>> curve.loc[curve["cheapest"], ["agents", "abandonment", "cost"]].round(3)
        agents  abandonment     cost
    11      12        0.062  210.799
    """
    import numpy as np
    import pandas as pd

    function = "costs"
    _positive(function, "wage", wage, above=True)
    for name, value in (("abandonment_cost", abandonment_cost), ("sla_penalty", sla_penalty), ("sla_fine", sla_fine)):
        _positive(function, name, value, above=False)
        if value and name != "abandonment_cost" and service_level is None:
            raise ValueError(f"{function}: {name} needs service_level")
    if abandonment_cost and patience is None:
        raise ValueError(f"{function}: abandonment_cost needs patience")
    goal: dict[str, Any] = {"service_level": 0.8 if service_level is None else service_level}
    for name, value in (("volume", volume), ("service_level", goal["service_level"])):
        one_number(value, function=function, argument=name)
    for name, value in (("interval", interval), ("aht", aht), ("answer_within", answer_within)):
        one_duration(value, function=function, argument=name)
    if patience is not None and distribution_of(patience) is None:
        one_duration(patience, function=function, argument="patience")
    if shrinkage is not None:
        one_number(getattr(shrinkage, "total", shrinkage), function=function, argument="shrinkage")
    with named(function):
        need = required_agents(
            volume=volume,
            interval=interval,
            aht=aht,
            patience=patience,
            shrinkage=shrinkage,
            answer_within=answer_within,
            definition=definition,
            **goal,
        )
    _one(need, function)
    inputs = need.inputs
    hours = float(inputs["interval"]) / 3600.0
    share = 1.0 - float(inputs["shrinkage"])
    per_agent = wage * hours / share
    first = 1 if patience is not None else math.floor(need.load) + 1
    best = math.inf
    blocks = []
    while best >= first * per_agent:
        agents = np.arange(first, first + 64, dtype=float)
        queue = _queue(need, agents)
        level = np.asarray(queue.service_level(**_level(need)))
        lost = np.asarray(queue.abandonment())
        short = np.zeros_like(level) if service_level is None else np.maximum(0.0, service_level * (1 - 1e-12) - level)
        block = pd.DataFrame(
            {
                "agents": agents.astype(int),
                "scheduled": agents / share,
                "service_level": level,
                "abandonment": lost,
                "occupancy": np.asarray(queue.occupancy()),
                "wages": agents * per_agent,
                "abandonments": abandonment_cost * float(inputs["volume"]) * lost,
                "penalties": sla_penalty * float(inputs["volume"]) * short + sla_fine * (short > 0),
            }
        )
        block["cost"] = block["wages"] + block["abandonments"] + block["penalties"]
        best = min(best, float(block["cost"].min()))
        blocks.append(block)
        first += len(agents)
    curve = pd.concat(blocks, ignore_index=True)
    cheapest = int(curve["cost"].idxmin())
    # One row beyond what could still be cheapest, and a few more to see the slope.
    last = max(int((curve["wages"] <= best).sum()), min(cheapest + 5, len(curve)))
    curve["cheapest"] = curve.index == cheapest
    shown: pd.DataFrame = curve.iloc[:last]
    return shown


def scenarios(grid: Mapping[str, Sequence[Any]], **fixed: Any) -> pd.DataFrame:
    """Requirements for every combination of inputs.

    Parameters
    ----------
    grid : input or target of :func:`erlang.required_agents` -> the values to try, None among them for not given
    fixed : the other arguments of ``required_agents``

    Returns
    -------
    pandas.DataFrame
        A row per combination, the last input varying fastest: the inputs of the grid, then the fields of the
        requirement. One call of the solver, however many rows; with None one for every set of inputs given.

    Examples
    --------
    >>> scenarios({"volume": [90, 100], "aht": [180, 200]}, interval=1800, service_level=0.8, answer_within=20)[
    ...     ["volume", "aht", "agents"]
    ... ]
       volume  aht  agents
    0      90  180      12
    1      90  200      14
    2     100  180      14
    3     100  200      15
    """
    import numpy as np
    import pandas as pd

    function = "scenarios"
    if not isinstance(grid, Mapping):
        raise TypeError(f"{function}: grid must be a mapping of inputs to values, got {type(grid).__name__}")
    if not grid:
        raise ValueError(f"{function}: grid must name at least one input, got none")
    known = inspect.signature(required_agents).parameters
    for name in (*grid, *fixed):
        if name not in known:
            raise TypeError(f"{function}: unexpected input {name!r}")
    for name, values in grid.items():
        if name in fixed:
            raise TypeError(f"{function}: {name} is in the grid and among the arguments")
        if is_scalar(values) or len(values) == 0:
            raise ValueError(f"{function}: grid[{name!r}] must be a list of values, got {values!r}")
    meshes = np.meshgrid(*(np.arange(len(values)) for values in grid.values()), indexing="ij")
    columns = {
        name: [list(values)[index] for index in mesh.ravel().tolist()]
        for (name, values), mesh in zip(grid.items(), meshes)
    }
    parts: dict[tuple[str, ...], list[int]] = {}
    for row in range(meshes[0].size):
        parts.setdefault(tuple(name for name in columns if columns[name][row] is not None), []).append(row)
    solved = []
    for names, rows in parts.items():
        tried = {name: _column([columns[name][row] for row in rows]) for name in names}
        with named(function):
            need = required_agents(**{**fixed, **tried})
        part = need.to_frame()
        part = part if names else part.iloc[[0] * len(rows)]  # without an input of the grid it is one requirement
        solved.append(part.set_axis(rows, axis="index"))
    result = pd.concat(solved).sort_index() if len(solved) > 1 else solved[0]
    for place, (name, values) in enumerate(columns.items()):
        result.insert(place, name, pd.Series(values), allow_duplicates=True)
    frame: pd.DataFrame = result
    return frame


def _column(values: list[Any]) -> Any:
    import numpy as np

    from erlang._units import seconds

    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        return np.array(values, dtype=float)
    if any(isinstance(value, str) and value[:1].isdigit() for value in values):
        return np.array([float(seconds(value, function="scenarios", argument="grid")) for value in values])
    return np.array(values, dtype=object)


def _one(need: Requirement, function: str, *, uncertain: bool = False) -> Requirement:
    if not isinstance(need, Requirement):
        raise TypeError(f"{function}: need must be a Requirement, got {type(need).__name__}")
    if not is_scalar(need.agents):
        raise ValueError(f"{function}: the requirement must be of one interval, got arrays")
    if need.inputs.get("volume") is None:
        raise ValueError(f"{function}: the requirement must be of volume, interval and aht, got a load")
    if need.plan_for != "mean" and not uncertain:
        raise ValueError(f"{function}: the requirement must be of a known volume, got plan_for={need.plan_for!r}")
    if str(need.status) == Status.UNREACHABLE:
        raise ValueError(f"{function}: the requirement has no answer: {need.reason}")
    return need


def _on_average(need: Requirement, agents: int) -> dict[str, float]:
    """The measures that so many agents are expected to give for an uncertain volume."""
    from erlang._staffing.door import row_of
    from erlang._staffing.explain_uncertain import on_average

    row = row_of({**need.inputs, **need.targets.given()}, "neighbours")[0]
    found = on_average(need, row, float(agents))[0]
    return {name: found[name] for name in _MEASURES}


def _queue(need: Requirement, agents: Any, inputs: Mapping[str, Any] | None = None) -> Any:
    from erlang.queueing import ErlangA, ErlangC, ErlangX

    given = need.inputs if inputs is None else inputs
    known = {name: given[name] for name in _QUEUE if given.get(name) is not None}
    if "lines" in known or "redial" in known:
        return ErlangX(**known, agents=agents)
    return ErlangA(**known, agents=agents) if "patience" in known else ErlangC(**known, agents=agents)


def _level(need: Requirement) -> dict[str, Any]:
    goals = need.targets.given()
    return {"answer_within": 20.0, **{name: goals[name] for name in _LEVEL if name in goals}}


def _steps(steps: Any, name: str, function: str) -> list[float]:
    """The changes of an input: a list of numbers."""
    argument = f"changes[{name!r}]"
    found = number(steps, function=function, argument=argument)
    return several(found, math.isfinite, "finite", function=function, argument=argument)


def _ask(need: Requirement, inputs: Mapping[str, Any]) -> Requirement:
    goals = {name: value for name, value in need.targets.given().items() if name in TARGETS}
    how = {name: need.inputs[name] for name in ("rounding", "fractional")}
    return required_agents(**inputs, **goals, **how)


def usual_changes(*, patience: bool, shrinkage: float) -> dict[str, tuple[float, ...]]:
    """What is tried where nothing is asked for: volume ± 10 %, AHT ± 5 %, patience halved and doubled where callers
    hang up, and shrinkage ± 5 points where there is room for them."""
    found: dict[str, tuple[float, ...]] = {"volume": (-0.10, 0.10), "aht": (-0.05, 0.05)}
    if patience:
        found["patience"] = (-0.5, 1.0)
    lower = (-min(0.05, shrinkage),) if shrinkage > 0 else ()
    return {**found, "shrinkage": (*lower, min(0.05, 0.5 * (1.0 - shrinkage)))}


def _changes(inputs: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    law = inputs.get("patience") is None or hasattr(inputs["patience"], "for_kernels")
    endless = law or math.isinf(inputs["patience"])
    return usual_changes(patience=not endless, shrinkage=float(inputs["shrinkage"]))


def _positive(function: str, argument: str, value: Any, *, above: bool) -> None:
    given = one_number(value, function=function, argument=argument)
    if not (given > 0 if above else given >= 0) or math.isinf(given):
        raise ValueError(f"{function}: {argument} must be {'> 0' if above else '>= 0'}, got {given:g}")
