"""Steady-state queue models and their measures: Erlang B, C and A.

A model is a value made from keywords; its measures are methods with the names of the C++ functions. Fields and
arguments may be arrays, which broadcast as in NumPy, or pandas and polars columns, which give the same kind back.
Times are seconds, durations such as ``"30m"``, or `datetime.timedelta`.
"""

from __future__ import annotations

from erlang._queueing.blend import Blend
from erlang._queueing.chat import Chat
from erlang._queueing.definitions import ServiceLevel, WaitOf
from erlang._queueing.delay import ErlangA, ErlangC
from erlang._queueing.loss import ErlangB, ExtendedErlangB, max_load, required_servers
from erlang._queueing.measures import Measures
from erlang._queueing.priorities import Priorities

__all__ = [
    "Blend",
    "Chat",
    "ErlangA",
    "ErlangB",
    "ErlangC",
    "ExtendedErlangB",
    "Measures",
    "Priorities",
    "ServiceLevel",
    "WaitOf",
    "max_load",
    "required_servers",
]
