"""One question, answered on one line, with the neighbouring numbers of agents under it."""

from __future__ import annotations

import warnings
from typing import Any

from erlang._cli import FALLS_SHORT, OK
from erlang._warnings import PlanningWarning

KEYS = ("aht", "patience", "lines", "redial", "shrinkage", "rounding", "fractional", "plan_for", "cv")
"""What may be said beside the targets."""

NEIGHBOURS = 4


def answer(volume: float, interval: str, given: dict[str, Any], *, json: bool = False, quiet: bool = False) -> int:
    """Answer on the terminal; the exit code."""
    from erlang._staffing.what_if import rows_around
    from erlang._units import seconds
    from erlang.staffing import required_agents

    length = seconds(interval, function="agents", argument="--interval")
    if "aht" not in given:
        raise ValueError("agents: --aht is missing: the average handle time, such as 180 or 3m")
    warn_of_small_times(length, given["aht"])
    need = required_agents(volume=volume, interval=length, **given)
    rows = rows_around(need, below=NEIGHBOURS, above=NEIGHBOURS)
    rows = with_answer(rows, need)
    if json:
        from erlang._cli.terminal import say_json

        say_json({"requirement": need, "what_if": rows})
    elif not quiet:
        print(sentence(need, given))
        if rows:
            print(table(rows, need.agents, lines="lines" in given))
    return OK if str(need.status) == "met" else FALLS_SHORT


def with_answer(rows: list[dict[str, Any]], need: Any) -> list[dict[str, Any]]:
    """The neighbours with the answer among them also where it is no agents, or no whole number of them."""
    if not rows or any(row["agents"] == need.agents for row in rows):
        return rows
    own = {name: getattr(need, name) for name in rows[0]}
    return sorted([*rows, own], key=lambda row: float(row["agents"]))


def warn_of_small_times(interval: float | None, aht: float | None) -> None:
    """Warn of times that look like minutes, or like a mistake."""
    from erlang._units import format_seconds

    if interval is not None and 0 < interval < 60:
        said = f"the interval is {format_seconds(interval)}; a bare number is seconds: is 30m meant?"
        warnings.warn(said, PlanningWarning, stacklevel=2)
    if aht is not None and 0 < aht < 15:
        said = f"aht is {format_seconds(aht)}; are minutes meant? Then say {aht:g}m"
        warnings.warn(said, PlanningWarning, stacklevel=2)


def service_level_arguments(given: dict[str, Any]) -> dict[str, Any]:
    """What the measure service level needs to know of the targets."""
    names = ("answer_within", "definition", "short_abandon")
    return {"answer_within": 20.0, **{name: given[name] for name in names if name in given}}


def percent(value: float, digits: int = 1) -> str:
    """A fraction as per cent."""
    return f"{100 * value:.{digits}f} %"


def wait(value: float) -> str:
    """Seconds as they are read aloud."""
    if value != value:
        return "-"
    if value == float("inf"):
        return "endless"
    return f"{value:.1f} s" if value < 600 else f"{value / 60:.0f} min"


def sentence(need: Any, given: dict[str, Any]) -> str:
    """The answer on one line."""
    if str(need.status) == "unreachable":
        return f"unreachable: {getattr(need, 'reason', None) or f'no number of agents meets {need.binding}'}"
    level = service_level_arguments(given)
    parts = [
        f"{need.agents:g} agent" + ("" if need.agents == 1 else "s"),
        f"{percent(need.service_level)} answered in {level['answer_within']:g} s",
        f"occupancy {percent(need.occupancy)}",
        f"ASA {wait(need.asa)}",
    ]
    if given.get("patience") is not None:
        parts.append(f"{percent(need.abandonment)} hang up")
    if given.get("lines") is not None:
        parts.append(f"{percent(need.blocking)} find no line")
    if need.binding is not None:
        parts.append(f"decided by {need.binding}")
    if need.plan_for != "mean":
        parts.append(f"averages over {need.inputs['average']} of an uncertain volume")
        parts.append(f"planned volume {need.planned_volume:.1f}")
        parts.append(f"targets met with probability {percent(need.probability_met)}")
    if given.get("shrinkage"):
        parts[0] += f" ({need.scheduled:.2f} scheduled, {need.positions:g} positions)"
    text = "; ".join(parts)
    if str(need.status) == "limited":
        text += f"; falls short: {getattr(need, 'reason', None) or 'max_agents stands in the way'}"
    return text


def table(rows: list[dict[str, Any]], agents: float, *, lines: bool = False) -> str:
    """The neighbours as a table of text, the answer marked."""
    heads = ["agents", "service level", "ASA", "hang up", "occupancy", "must wait", *(["no line"] if lines else [])]
    found = ["  " + "  ".join(f"{head:>13}" for head in heads)]
    for row in rows:
        cells = [
            f"{row['agents']:d}" if isinstance(row["agents"], int) else f"{row['agents']:g}",
            percent(row["service_level"]),
            wait(row["asa"]),
            percent(row["abandonment"]),
            percent(row["occupancy"]),
            percent(row["wait_probability"]),
            *([percent(row["blocking"])] if lines else []),
        ]
        mark = "> " if row["agents"] == agents else "  "
        found.append(mark + "  ".join(f"{cell:>13}" for cell in cells))
    return "\n".join(found)
