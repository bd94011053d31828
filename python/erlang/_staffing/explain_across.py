"""The steps from what a row is offered to the load it is staffed for, where the method looks across rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from erlang._staffing.explain_measures import first_load
from erlang._staffing.explanation import Step
from erlang._staffing.requirement import Requirement
from erlang._staffing.words import Initial, Method

if TYPE_CHECKING:
    import pandas as pd

_STANDS = "contacts per interval"


def across_steps(
    table: pd.DataFrame, rows: Any, row: int, need: Requirement, method: str, initial: str
) -> Iterator[Step]:
    """How the volume to staff for follows from the volumes of the rows around."""
    offered = float(rows.inputs.values["volume"][row])
    yield Step(section="Load", name="offered", value=offered, unit=_STANDS)
    if method == Method.MOL:
        yield from _carried(need, offered)
        return
    run, place, empty = _run(table, rows, row, method, initial)
    if method == Method.LAGGED_SIPP:
        yield from _lagged(need, run, place, 0.0 if empty else run[0])
        return
    around = {"offered": offered}
    terms = ["offered"]
    if place > 0:
        around["before"] = run[place - 1]
        terms.append("(before + offered) / 2")
    if place + 1 < len(run):
        around["after"] = run[place + 1]
        terms.append("(offered + after) / 2")
    before, after = around.get("before", offered), around.get("after", offered)
    for name, note in (("before", "in the interval before"), ("after", "in the interval after")):
        if name in around:
            yield Step(section="Load", name=name, value=around[name], unit=_STANDS, note=note)
    rises = before <= offered <= after and before < after
    if method == Method.SIPP_MIX and rises:
        note = "the rate rises, and its average counts (sipp_mix)"
        yield _volume(need, "offered", {"offered": offered}, note)
        return
    unless = ", unless it rises," if method == Method.SIPP_MIX else ""
    formula = f"max({', '.join(terms)})" if len(terms) > 1 else "offered"
    yield _volume(need, formula, around, f"the largest rate within the interval{unless} counts ({method})")


def _volume(need: Requirement, formula: str, inputs: dict[str, Any], note: str) -> Step:
    return Step(section="Load", name="volume", value=need.inputs["volume"], unit=_STANDS, formula=formula,
                inputs=inputs, note=note)  # fmt: skip


def _carried(need: Requirement, offered: float) -> Iterator[Step]:
    aht, interval = need.inputs["aht"], need.inputs["interval"]
    times = {"aht": aht, "interval": interval}
    stationary = offered * aht / interval
    carried = first_load(need)
    # The load averages what was in progress, dying away, and what comes in: solved for the former.
    share = -math.expm1(-interval / aht) * aht / interval
    in_progress = max(0.0, stationary + (carried - stationary) / share)
    yield Step(section="Load", name="offered_load", value=stationary, unit="erlangs",
               formula="offered * aht / interval", inputs={"offered": offered, **times})  # fmt: skip
    yield Step(section="Load", name="in_progress", value=in_progress, unit="contacts",
               note="in service at the start of the interval if agents were never short")  # fmt: skip
    yield Step(
        section="Load",
        name="mean_load",
        value=carried,
        unit="erlangs",
        formula="offered_load + (in_progress - offered_load) * aht / interval * (1 - exp(-interval / aht))",
        inputs={"offered_load": stationary, "in_progress": in_progress, **times},
        note="the load carried from the interval before counts (mol)",
    )
    yield _volume(need, "mean_load * interval / aht", {"mean_load": carried, **times}, "that stand for this load")


def _lagged(need: Requirement, run: list[float], place: int, earlier: float) -> Iterator[Step]:
    aht, interval = need.inputs["aht"], need.inputs["interval"]
    lag = aht / interval
    whole = math.floor(lag)
    yield Step(section="Load", name="lag", value=lag, unit="intervals", formula="aht / interval",
               inputs={"aht": aht, "interval": interval})  # fmt: skip

    def back(steps: int) -> float:
        return run[place - steps] if steps <= place else earlier

    known = {"near": back(whole)}
    yield Step(section="Load", name="near", value=known["near"], unit=_STANDS, note=f"offered {_back(whole)}")
    formula = "near"
    if lag > whole:
        known.update(far=back(whole + 1), lag=lag, whole=whole)
        yield Step(section="Load", name="whole", value=whole, unit="intervals", formula="floor(lag)",
                   inputs={"lag": lag})  # fmt: skip
        yield Step(section="Load", name="far", value=known["far"], unit=_STANDS, note=f"offered {_back(whole + 1)}")
        formula = "(1 + whole - lag) * near + (lag - whole) * far"
    yield _volume(need, formula, known, "the rate one handle time earlier counts (lagged_sipp)")


def _back(steps: int) -> str:
    return "in this interval" if steps == 0 else f"{steps} interval{'' if steps == 1 else 's'} before"


def _run(table: pd.DataFrame, rows: Any, row: int, method: str, initial: str) -> tuple[list[float], int, bool]:
    """What the rows of the opening are offered, the place of the row among them, and whether nothing came before."""
    import numpy as np

    from erlang._staffing.openings import runs
    from erlang._staffing.stamps import stamps_of

    named = rows.inputs.canonical(table)
    actual = rows.inputs.columns.get("interval_start", "interval_start")
    named["interval_start"] = stamps_of(named["interval_start"], actual, "explain")
    volume = np.broadcast_to(rows.inputs.values["volume"], len(table))
    aht = np.broadcast_to(rows.inputs.values["aht"], len(table))
    kept, begins, after_gap = runs(named, volume, aht, rows.length, function="explain", method=Method(method))
    number = np.cumsum(begins)
    at = int(np.flatnonzero(kept == row)[0])
    own = np.flatnonzero(number == number[at])
    return volume[kept[own]].tolist(), at - int(own[0]), initial == Initial.EMPTY and not after_gap[own[0]]
