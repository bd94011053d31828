"""The function names and argument orders of the Erlang add-ins for spreadsheets, on the exact models of this package.

Volumes are contacts per hour, times are seconds, shares are fractions in [0, 1], as in those add-ins; arguments are
positional. Where a queue has no answer there (a load that the agents cannot carry), theirs return a made-up occupancy
of 0.99 or an error cell; these return the limit: infinite waits, a service level of 0. ``docs/spreadsheet.md`` lists
every difference. For new work use :func:`erlang.required_agents` and the models, which take any interval and patience.

>>> from erlang import spreadsheet
>>> spreadsheet.Agents(0.80, 20, 200, 180)
14
>>> round(spreadsheet.SLA(14, 20, 200, 180), 4)
0.8884
"""

from __future__ import annotations

import functools
import inspect
import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

import erlang
from erlang._staffing.values import one_duration, one_number
from erlang.staffing import max_volume, min_answer_within

__all__ = [
    "ASA",
    "SLA",
    "Abandon",
    "Agents",
    "AgentsASA",
    "CallCapacity",
    "EngsetB",
    "ErlangB",
    "ErlangBExt",
    "ErlangC",
    "FractionalAgents",
    "FractionalCallCapacity",
    "LoopingTraffic",
    "NBTrunks",
    "QueueSize",
    "QueueTime",
    "Queued",
    "ServiceTime",
    "Traffic",
    "Trunks",
    "Utilisation",
]

_HOUR = 3600.0
_TIMES = frozenset({"AHT", "ServiceTime", "ASA", "AbandonTime"})
# What the add-ins allow trunks to lose.
_TRUNK_BLOCKING = 0.001

# What the arguments of the add-ins are called elsewhere in this package, the first that a function has.
_NAMES = {
    "volume": ("CallsPerHour",),
    "aht": ("AHT",),
    "agents": ("Agents", "NoAgents", "Servers"),
    "service_level": ("SLA",),
    "answer_within": ("ServiceTime",),
    "time": ("AbandonTime",),
    "max_asa": ("ASA",),
    "servers": ("Servers", "Trunks"),
    "sources": ("Events",),
    "load": ("Intensity",),
    "idle_load": ("Intensity",),
    "max_blocking": ("Blocking",),
    "redial": ("Retry",),
}

_Function = TypeVar("_Function", bound=Callable[..., Any])

# The names of functions and arguments are those of the add-ins.
# ruff: noqa: N802, N803


def _in_its_words(function: _Function) -> _Function:
    """Single numbers at the door, and an error of the package said in the words of the add-in's function."""
    signature = inspect.signature(function)
    own = tuple(signature.parameters)

    def renamed(match: re.Match[str]) -> str:
        word = match.group()
        return next((name for name in _NAMES.get(word, ()) if name in own), word)

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            given = signature.bind(*arguments, **named).arguments
        except TypeError as error:
            raise TypeError(f"{function.__name__}: {error}") from None
        for name, value in given.items():
            convert = one_duration if name in _TIMES else one_number
            given[name] = convert(value, function=function.__name__, argument=name)
        try:
            return function(**given)
        except (ValueError, TypeError) as error:
            head, colon, text = str(error).partition(": ")
            if not colon or not head.isidentifier():
                raise
            raise type(error)(f"{function.__name__}: {re.sub('[a-z_]+', renamed, text)}") from None

    return call  # type: ignore[return-value]


def _queue(agents: float, calls_per_hour: float, aht: float) -> Any:
    return erlang.ErlangC(volume=calls_per_hour, interval=_HOUR, aht=aht, agents=agents)


@_in_its_words
def Agents(SLA: float, ServiceTime: float, CallsPerHour: float, AHT: float) -> int:
    """The fewest agents who answer the share SLA within ServiceTime seconds, nobody hanging up.

    >>> Agents(0.80, 20, 200, 180)
    14
    """
    need = erlang.required_agents(
        volume=CallsPerHour, interval=_HOUR, aht=AHT, service_level=SLA, answer_within=ServiceTime
    )
    return int(need.agents)


@_in_its_words
def AgentsASA(ASA: float, CallsPerHour: float, AHT: float) -> int:
    """The fewest agents with an average speed of answer of at most ASA seconds.

    >>> AgentsASA(20, 200, 180)
    13
    """
    return int(erlang.required_agents(volume=CallsPerHour, interval=_HOUR, aht=AHT, max_asa=ASA).agents)


@_in_its_words
def FractionalAgents(SLA: float, ServiceTime: float, CallsPerHour: float, AHT: float) -> float:
    """The least real number of agents who answer the share SLA within ServiceTime seconds.

    >>> round(FractionalAgents(0.80, 20, 200, 180), 4)
    13.0372
    """
    need = erlang.required_agents(
        volume=CallsPerHour, interval=_HOUR, aht=AHT, service_level=SLA, answer_within=ServiceTime, fractional=True
    )
    return float(need.agents)


@_in_its_words
def SLA(Agents: float, ServiceTime: float, CallsPerHour: float, AHT: float) -> float:
    """The share of calls answered within ServiceTime seconds.

    >>> round(SLA(12, 20, 200, 180), 4)
    0.6402
    """
    return float(_queue(Agents, CallsPerHour, AHT).service_level(answer_within=ServiceTime))


@_in_its_words
def ASA(Agents: float, CallsPerHour: float, AHT: float) -> float:
    """The average speed of answer in seconds, not rounded.

    >>> round(ASA(12, 200, 180), 2)
    40.44
    """
    return float(_queue(Agents, CallsPerHour, AHT).asa())


@_in_its_words
def ServiceTime(Agents: float, SLA: float, CallsPerHour: float, AHT: float) -> float:
    """The time in seconds within which the share SLA is answered, not rounded.

    >>> round(ServiceTime(12, 0.80, 200, 180), 2)
    72.86
    """
    return float(min_answer_within(volume=CallsPerHour, interval=_HOUR, aht=AHT, agents=Agents, service_level=SLA))


@_in_its_words
def CallCapacity(NoAgents: float, SLA: float, ServiceTime: float, AHT: float) -> int:
    """The most calls per hour, a whole number, of which NoAgents whole agents answer the share SLA in time.

    >>> CallCapacity(14, 0.80, 20, 180)
    217
    """
    whole = float(math.floor(NoAgents)) if 0 <= NoAgents < math.inf else NoAgents
    return math.floor(FractionalCallCapacity(whole, SLA, ServiceTime, AHT))


@_in_its_words
def FractionalCallCapacity(NoAgents: float, SLA: float, ServiceTime: float, AHT: float) -> float:
    """The same for a real number of agents, and not rounded.

    >>> round(FractionalCallCapacity(14, 0.80, 20, 180), 2)
    217.37
    """
    most = max_volume(interval=_HOUR, aht=AHT, agents=NoAgents, service_level=SLA, answer_within=ServiceTime)
    return float(most)


@_in_its_words
def Queued(Agents: float, CallsPerHour: float, AHT: float) -> float:
    """The share of calls that wait: Erlang C.

    >>> round(Queued(12, 200, 180), 4)
    0.4494
    """
    return float(_queue(Agents, CallsPerHour, AHT).wait_probability())


@_in_its_words
def QueueSize(Agents: float, CallsPerHour: float, AHT: float) -> float:
    """The mean number of calls waiting, not rounded.

    >>> round(QueueSize(12, 200, 180), 4)
    2.2469
    """
    return float(_queue(Agents, CallsPerHour, AHT).queue_length())


@_in_its_words
def QueueTime(Agents: float, CallsPerHour: float, AHT: float) -> float:
    """The mean wait in seconds of the calls that wait, not rounded.

    >>> round(QueueTime(12, 200, 180), 2)
    90.0
    """
    queue = _queue(Agents, CallsPerHour, AHT)
    spare = Agents - queue.load
    if spare <= 0:
        return math.inf
    return float(AHT / spare) if queue.load > 0 else 0.0


@_in_its_words
def Abandon(Agents: float, AbandonTime: float, CallsPerHour: float, AHT: float) -> float:
    """The share of calls that wait longer than AbandonTime seconds, as if all who have waited so long hung up.

    Hanging up relieves the queue, which this does not know; :class:`erlang.ErlangA` does.

    >>> round(Abandon(12, 60, 200, 180), 4)
    0.2307
    """
    return float(_queue(Agents, CallsPerHour, AHT).wait_exceeds(time=AbandonTime))


@_in_its_words
def Utilisation(Agents: float, CallsPerHour: float, AHT: float) -> float:
    """The share of the agents' time spent busy.

    >>> round(Utilisation(12, 200, 180), 4)
    0.8333
    """
    return float(_queue(Agents, CallsPerHour, AHT).occupancy())


@_in_its_words
def Trunks(Agents: float, CallsPerHour: float, AHT: float) -> int | float:
    """The trunks that carry calls waiting and in progress with a blocking of at most 0.001.

    Infinite where the agents cannot carry the load.

    >>> Trunks(14, 200, 180)
    22
    """
    wait = ASA(Agents, CallsPerHour, AHT)
    if math.isinf(wait):
        return math.inf
    return NBTrunks(CallsPerHour * (AHT + wait) / _HOUR, _TRUNK_BLOCKING)


@_in_its_words
def NBTrunks(Intensity: float, Blocking: float) -> int:
    """The fewest trunks that lose at most the share Blocking of Intensity erlangs.

    >>> NBTrunks(17, 0.01)
    27
    """
    return int(erlang.required_servers(load=Intensity, max_blocking=Blocking))


@_in_its_words
def Traffic(Servers: float, Blocking: float) -> float:
    """The load in erlangs of which Servers servers lose the share Blocking.

    >>> round(Traffic(10, 0.01), 3)
    4.461
    """
    return float(erlang.max_load(servers=Servers, max_blocking=Blocking))


@_in_its_words
def LoopingTraffic(
    Trunks: float, Blocking: float, Increment: float = 1.0, MaxIntensity: float = math.inf, MinIntensity: float = 0.0
) -> float:
    """:func:`Traffic`, held between MinIntensity and MaxIntensity. Increment is not used: nothing loops.

    >>> round(LoopingTraffic(10, 0.01, 1, 10, 0), 3)
    4.461
    """
    if not MinIntensity <= MaxIntensity:
        raise ValueError(
            f"LoopingTraffic: MinIntensity must be <= MaxIntensity, got {MinIntensity:g} and {MaxIntensity:g}"
        )
    most = float(erlang.max_load(servers=Trunks, max_blocking=Blocking))
    return min(max(most, MinIntensity), MaxIntensity)


@_in_its_words
def ErlangB(Servers: float, Intensity: float) -> float:
    """The share of Intensity erlangs that Servers servers lose.

    >>> round(ErlangB(10, 8), 4)
    0.1217
    """
    return float(erlang.ErlangB(load=Intensity, servers=Servers).blocking())


@_in_its_words
def ErlangBExt(Servers: float, Intensity: float, Retry: float) -> float:
    """The share of attempts lost where the share Retry of those lost tries again.

    >>> round(ErlangBExt(6, 3, 0.5), 4)
    0.0571
    """
    return float(erlang.ExtendedErlangB(load=Intensity, servers=Servers, redial=Retry).blocking())


@_in_its_words
def EngsetB(Servers: int, Events: int, Intensity: float) -> float:
    """The share of attempts lost of Events sources, each offering Intensity erlangs while idle.

    >>> round(EngsetB(10, 20, 0.5), 4)
    0.0417
    """
    return float(erlang.Engset(sources=Events, servers=Servers, idle_load=Intensity).blocking())


@_in_its_words
def ErlangC(Servers: float, Intensity: float) -> float:
    """The share of calls that wait where Servers agents are offered Intensity erlangs.

    >>> round(ErlangC(12, 10), 4)
    0.4494
    """
    return float(erlang.ErlangC(load=Intensity, agents=Servers).wait_probability())
