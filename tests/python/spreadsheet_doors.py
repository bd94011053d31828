"""The doors of the spreadsheet functions."""

from __future__ import annotations

import inspect

from door_rules import BELOW_ONE, COUNT, INF, INSIDE, LENGTH, WAIT, Arg, Door, numbers
from erlang import spreadsheet

ANY = numbers("", (0.0, 5.0), ()).but(outside=())
MANY = numbers("a whole number in [0, 1e9]", (0, 3.0), (-1, 1.5, INF))
RULES: dict[str, Arg] = {
    "SLA": Arg(INSIDE, 0.8),
    "ServiceTime": Arg(WAIT, 20.0),
    "CallsPerHour": Arg(COUNT, 200.0),
    "AHT": Arg(LENGTH, 180.0),
    "ASA": Arg(WAIT, 20.0),
    "Agents": Arg(COUNT, 14.0),
    "NoAgents": Arg(COUNT, 14.0),
    "AbandonTime": Arg(WAIT, 60.0),
    "Servers": Arg(COUNT, 14.0),
    "Trunks": Arg(COUNT, 14.0),
    "Intensity": Arg(COUNT, 10.0),
    "Retry": Arg(BELOW_ONE, 0.4),
    "Blocking": Arg(INSIDE, 0.01),
}
OTHERS: dict[tuple[str, str], Arg] = {
    ("EngsetB", "Servers"): Arg(MANY, 10.0),
    ("EngsetB", "Events"): Arg(MANY, 20.0),
    ("NBTrunks", "Intensity"): Arg(numbers("in [0, 1e15]", (0, 10.0), (-1, INF)), 10.0),
    ("LoopingTraffic", "Increment"): Arg(ANY, 1.0),
    ("LoopingTraffic", "MaxIntensity"): Arg(ANY, 10.0),
    ("LoopingTraffic", "MinIntensity"): Arg(ANY, 0.0),
    ("NBTrunks", "Blocking"): Arg(INSIDE.but(allowed=(1e-9, 0.99)), 0.01),
}


def rule(function: str, argument: str) -> Arg:
    return OTHERS.get((function, argument)) or RULES[argument]


SHEET = [
    Door(
        getattr(spreadsheet, name),
        {argument: rule(name, argument) for argument in inspect.signature(getattr(spreadsheet, name)).parameters},
        label=f"spreadsheet.{name}",
    )
    for name in spreadsheet.__all__
]
