"""explain: every number of a requirement with its formula, inputs and rounding."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from erlang import _core
from erlang._staffing.door import INPUTS, row_of
from erlang._staffing.requirement import NUMBERS, Requirement
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.values import is_scalar
from erlang._staffing.words import Status
from erlang._units import format_seconds

_TIMES = frozenset({"answer_within", "short_abandon", "max_asa", "max_wait"})
# Target -> the measure it bounds, and the sign between them.
_MEASURES = {
    "service_level": ("service_level", ">="),
    "max_asa": ("asa", "<="),
    "max_abandonment": ("abandonment", "<="),
    "max_blocking": ("blocking", "<="),
    "max_occupancy": ("occupancy", "<="),
    "max_wait_probability": ("wait_probability", "<="),
}


def explain(need: Any, *, row: int | None = None, **arguments: Any) -> str:
    """How a number of agents came about: every number with its formula, inputs, units and rounding, line by line.

    Parameters
    ----------
    need : Requirement, or a table
        A scalar result of :func:`erlang.required_agents`; or a table as ``staff`` reads it, with ``row`` and the
        arguments that were given to ``staff``.
    row : int
        Row of the table, or place in a result of arrays, counted from 0.
    **arguments
        For a table: targets, ``patience``, ``shrinkage``, ``method``, ``interval``, ``columns`` … as of ``staff``.

    Returns
    -------
    str
        Lines, without a line break at the end.

    Examples
    --------
    >>> import erlang
    >>> need = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.80, answer_within=20,
    ...                               shrinkage=0.30)
    >>> print(explain(need))
    Inputs
      volume = 100 contacts per interval
      interval = 1800 s (30m)
      aht = 180 s (3m)
      patience: callers wait for ever
      shrinkage = 0.3
    Load
      load = volume * aht / interval = 100 * 180 / 1800 = 10 erlangs
    Targets
      service_level >= 0.8 within 20 s (answered_of_offered)
    Agents
      model ErlangC: agents must exceed the load, 10
      13 agents: service_level 0.795595 < 0.8, missed
      14 agents: service_level 0.88835 >= 0.8, met
      agents = 14, the first whole number at which all targets hold; decided by service_level
    Measures with 14 agents
      service_level = 0.88835 answered within 20 s, of those offered
      asa = 7.83594 s, of those answered
      wait_probability = 0.174132 of those offered
      abandonment = 0 of those offered
      occupancy = load / agents * (1 - abandonment - blocking) = 10 / 14 * (1 - 0) = 0.714286
    Roster
      scheduled = agents / (1 - shrinkage) = 14 / (1 - 0.3) = 20 (not rounded)
      positions = scheduled rounded up to whole people = 20
    """
    if isinstance(need, Requirement):
        if arguments:
            raise TypeError(f"explain: {', '.join(arguments)} go with a table, not with a Requirement")
        one = need if is_scalar(need.agents) else _element(need, row)
        return "\n".join(_lines(one))
    return "\n".join(_table_lines(need, row, arguments))


def _element(need: Requirement, row: int | None) -> Requirement:
    """One element of a result of arrays, solved again from its inputs."""
    import numpy as np

    from erlang._queueing.patience import PatienceDistribution
    from erlang._staffing.solve import required_agents

    size = np.asarray(need.agents).size
    if row is None or not -size <= row < size:
        raise ValueError(f"explain: row must name one of the {size} elements, got {row!r}")
    shape = np.shape(need.agents)

    def at(value: Any) -> Any:
        if value is None or is_scalar(value) or isinstance(value, (Shrinkage, PatienceDistribution)):
            return value
        picked = np.broadcast_to(np.asarray(value), shape).ravel()[row]
        return picked.item() if hasattr(picked, "item") else picked

    return _quietly(
        required_agents,
        **{name: at(value) for name, value in need.inputs.items() if name != "rounding"},
        rounding=str(need.inputs["rounding"]),
        **{name: at(value) for name, value in need.targets.given().items()},
    )


def _quietly(function: Any, **arguments: Any) -> Requirement:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result: Requirement = function(**arguments)
        return result


def _lines(need: Requirement) -> list[str]:
    inputs = need.inputs
    bare = "load" in inputs
    lines = ["Inputs"]
    if bare:
        lines.append(f"  load = {_n(inputs['load'])} erlangs")
    else:
        lines.append(f"  volume = {_n(inputs['volume'])} contacts per interval")
        lines.append(f"  interval = {_time(inputs['interval'])}")
        lines.append(f"  aht = {_time(inputs['aht'])}")
    patience = inputs["patience"]
    law = patience is not None and not isinstance(patience, float)
    endless = patience is None or (not law and math.isinf(patience))
    if endless:
        lines.append("  patience: callers wait for ever")
    elif law:
        lines.append(f"  patience = {patience!r}")
    else:
        lines.append(f"  patience = {_time(patience)}, mean wait to hang up")
    if inputs.get("lines") is not None:
        lines.append(f"  lines = {_n(inputs['lines'])} places, in service and in queue")
    if inputs.get("redial"):
        lines.append(f"  redial = {_n(inputs['redial'])} of those lost call again; volume is first calls")
    bounded = endless and inputs.get("lines") is None
    lines.append(_shrinkage_line(inputs["shrinkage"]))
    if not bare:
        lines.append("Load")
        lines.append(
            f"  load = volume * aht / interval = {_n(inputs['volume'])} * {_n(inputs['aht'])} / "
            f"{_n(inputs['interval'])} = {_n(need.load)} erlangs"
        )
    lines.append("Targets")
    lines.extend(f"  {line}" for line in _targets(need))
    lines.append("Agents")
    lines.extend(f"  {line}" for line in _search(need, bounded))
    if need.status is not Status.UNREACHABLE:
        lines.append(f"Measures with {_agents(need.agents)}")
        lines.extend(f"  {line}" for line in _measures(need, bare))
        lines.append("Roster")
        lines.extend(f"  {line}" for line in _roster(need))
    if need.warnings:
        lines.append("Warnings")
        lines.extend(f"  {code}: {text}" for code, text in need.warnings)
    return lines


def _n(value: Any) -> str:
    return f"{value:.6g}"


def _time(value: float) -> str:
    written = format_seconds(value)
    return f"{_n(value)} s" + (f" ({written})" if written != f"{value:g}s" else "")


def _agents(value: Any) -> str:
    return f"{value:.9g} agent{'' if value == 1 else 's'}"


def _shrinkage_line(shrinkage: Any) -> str:
    if not isinstance(shrinkage, Shrinkage):
        return f"  shrinkage = {_n(shrinkage)}"
    parts = shrinkage.parts
    if str(shrinkage.combine) == "add":
        return f"  shrinkage = {' + '.join(f'{n} {_n(p)}' for n, p in parts.items())} = {_n(shrinkage.total)}"
    return f"  shrinkage = 1 - {' * '.join(f'(1 - {n} {_n(p)})' for n, p in parts.items())} = {_n(shrinkage.total)}"


def _targets(need: Requirement) -> list[str]:
    given = need.targets.given()
    default = (
        " (the default: no target was given)" if any(code == "default_target" for code, _ in need.warnings) else ""
    )
    lines = []
    if "service_level" in given:
        definition = given.get("definition", "answered_of_offered")
        brief = f", short abandons within {_seconds(given['short_abandon'])}" if "short_abandon" in given else ""
        within = _seconds(given["answer_within"])
        lines.append(f"service_level >= {_n(given['service_level'])} within {within} ({definition}{brief}){default}")
    if "max_asa" in given:
        lines.append(f"asa <= {_seconds(given['max_asa'])} (of {given.get('asa_of', 'answered')})")
    lines.extend(
        f"{_MEASURES[name][0]} <= {_n(given[name])}"
        for name in ("max_abandonment", "max_blocking", "max_occupancy", "max_wait_probability")
        if name in given
    )
    if "max_wait" in given:
        lines.append(f"wait of {_n(given['max_wait_percentile'])} of callers <= {_seconds(given['max_wait'])}")
    if "min_agents" in given:
        lines.append(f"agents >= {_n(given['min_agents'])} (bound)")
    if "max_agents" in given:
        lines.append(f"agents <= {_n(given['max_agents'])} (seats)")
    return lines


def _seconds(value: Any) -> str:
    from erlang._units import seconds

    return f"{_n(seconds(value, function='explain', argument='time'))} s"


def _search(need: Requirement, endless: bool) -> list[str]:
    load = _n(need.load)
    if need.load == 0:
        return [f"load 0 needs min_agents or nobody: agents = {_n(need.agents)}"]
    lines = [
        f"model {need.model}: " + (f"agents must exceed the load, {load}" if endless else "fewer than the load may do")
    ]
    if need.status is Status.UNREACHABLE:
        return [*lines, f"unreachable: {need.reason}"]
    fractional = need.inputs["fractional"]
    fewer = need.agents * (1 - 1e-6) if fractional else need.agents - 1
    if need.binding is not None and fewer > 0:
        lines.append(_held(need, fewer))
    lines.append(_held(need, need.agents))
    if need.status is Status.LIMITED:
        lines.append(f"agents = max_agents = {_n(need.agents)}: {need.reason}")
        return lines
    kind = "smallest real number, to 1e-9," if fractional else "first whole number"
    decided = f"; decided by {need.binding}" if need.binding is not None else ""
    shown = f"{need.agents:.9g}" if fractional else _n(need.agents)
    lines.append(f"agents = {shown}, the {kind} at which all targets hold{decided}")
    return lines


def _held(need: Requirement, agents: float) -> str:
    """The targets with so many agents, met and missed."""
    given = need.targets.given()
    row, bare, _, law = row_of({**need.inputs, **given}, "explain")
    numbers, codes = _core.staffing.evaluate_one(_unbounded(row), float(agents), bare, **law.arguments())
    measures = dict(zip(NUMBERS, numbers))
    missed = codes[4]
    parts = []
    for bit, name in enumerate(_BITS):
        if name not in given:
            continue
        misses = bool(missed >> bit & 1)
        if name in _MEASURES:
            measure, sign = _MEASURES[name]
            unit = " s" if name in _TIMES else ""
            bound = _seconds(given[name]) if name in _TIMES else _n(given[name])
            against = {">=": "<", "<=": ">"}[sign] if misses else sign
            parts.append(f"{measure} {_n(measures[measure])}{unit} {against} {bound}, {'missed' if misses else 'met'}")
        elif name == "max_wait":
            parts.append(f"max_wait {'missed' if misses else 'met'}")
        elif name == "min_agents" and agents < float(given[name]):
            parts.append(f"min_agents {_n(given[name])}, missed")
    shown = f"{agents:.9g} agent{'' if agents == 1 else 's'}"
    return f"{shown}: {'; '.join(parts)}"


_BITS = (
    "",
    "service_level",
    "max_asa",
    "max_abandonment",
    "max_blocking",
    "max_occupancy",
    "max_wait_probability",
    "max_wait",
    "min_agents",
)


def _unbounded(row: list[Any]) -> list[Any]:
    """The row without its bounds on agents: what one agent fewer misses is not for the checks to refuse."""
    return [None if INPUTS[place] in ("min_agents", "max_agents") else value for place, value in enumerate(row)]


def _measures(need: Requirement, bare: bool) -> list[str]:
    given = need.targets.given()
    lines = []
    if not bare:
        within = _seconds(given.get("answer_within", 20))
        default = "" if "answer_within" in given else " (20 s: no target names a time)"
        meaning = {
            "answered_of_offered": f"answered within {within}, of those offered",
            "answered_of_answered": f"answered within {within}, of those answered",
            "abandons_excluded": f"answered within {within}, of those offered less short abandons",
            "abandons_counted": f"answered within {within} or hung up soon, of those offered",
            "virtual_wait": f"would wait at most {within} if they never hung up",
        }[str(given.get("definition", "answered_of_offered"))]
        lines.append(f"service_level = {_n(need.service_level)} {meaning}{default}")
        of = {"answered": "answered", "all": "who enter", "virtual_wait": "who enter, if they never hung up"}
        lines.append(f"asa = {_n(need.asa)} s, of those {of[str(given.get('asa_of', 'answered'))]}")
    lines.append(f"wait_probability = {_n(need.wait_probability)} of those offered")
    lines.append(f"abandonment = {_n(need.abandonment)} of those offered")
    if need.inputs.get("lines") is not None:
        lines.append(f"blocking = {_n(need.blocking)} of those offered")
    if need.agents > 0 and need.load > 0 and need.occupancy < 1 and not need.inputs.get("redial"):
        lost = need.abandonment + need.blocking
        lines.append(
            f"occupancy = load / agents * (1 - abandonment - blocking) = {_n(need.load)} / {need.agents:.9g} * "
            f"(1 - {_n(lost)}) = {_n(need.occupancy)}"
        )
    else:
        lines.append(f"occupancy = {_n(need.occupancy)}")
    return lines


def _roster(need: Requirement) -> list[str]:
    shrinkage = need.inputs["shrinkage"]
    share = shrinkage.total if isinstance(shrinkage, Shrinkage) else float(shrinkage)
    how = {
        "up": "rounded up to whole people",
        "half": "rounded up to half positions",
        "none": "not rounded",
    }[str(need.inputs["rounding"])]
    return [
        f"scheduled = agents / (1 - shrinkage) = {need.agents:.9g} / (1 - {_n(share)}) = {_n(need.scheduled)} "
        "(not rounded)",
        f"positions = scheduled {how} = {_n(need.positions)}",
    ]


def _table_lines(frame: Any, row: int | None, arguments: Mapping[str, Any]) -> list[str]:
    """The lines of one row of a table."""
    from erlang._frames import is_frame
    from erlang._staffing.explain_row import row_requirement

    if not is_frame(frame):
        raise TypeError(f"explain: expected a Requirement or a table, got {type(frame).__name__}")
    if isinstance(row, bool) or not isinstance(row, int):
        raise TypeError("explain: a table needs row=, the place of a row counted from 0")
    need, head, tail = row_requirement(frame, row, arguments)
    return [*head, *([] if need is None else _lines(need)), *tail]
