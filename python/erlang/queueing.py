"""Steady-state queue models and their measures.

A model is a value made from keywords; its measures are methods with the names of the C++ functions. Fields and
arguments may be arrays, which broadcast as in NumPy, or pandas and polars columns, which give the same kind back.
Times are seconds, durations such as ``"30m"``, or `datetime.timedelta`.
"""

from __future__ import annotations

from erlang._queueing.blend import Blend
from erlang._queueing.chat import Chat
from erlang._queueing.definitions import RateAverage, ServiceLevel, WaitApproximation, WaitOf
from erlang._queueing.delay import ErlangA, ErlangC, ErlangX
from erlang._queueing.general_service import ErlangService, HyperexponentialService, MDn, MGn
from erlang._queueing.heavy_traffic import HeavyTraffic, garnett, halfin_whitt
from erlang._queueing.load_course import (
    BacklogCarryover,
    HandleTimes,
    LoadCourse,
    all_busy_probability,
    backlog_carryover,
    modified_offered_load,
    sinusoidal_load,
)
from erlang._queueing.loss import ErlangB, ExtendedErlangB, max_load, required_servers
from erlang._queueing.measures import Measures
from erlang._queueing.n_design import NDesign
from erlang._queueing.overflow import Engset, EquivalentRandom, Overflow, equivalent_random, hayward_blocking, overflow
from erlang._queueing.patience import (
    Deterministic,
    Empirical,
    Exponential,
    Hyperexponential,
    Lognormal,
    Uniform,
    Weibull,
)
from erlang._queueing.priorities import Priorities
from erlang._queueing.random_rate import RandomRate
from erlang._queueing.redial_orbit import RedialOrbit
from erlang._queueing.transient import Leaving, Transient, TransientState

__all__ = [
    "BacklogCarryover",
    "Blend",
    "Chat",
    "Deterministic",
    "Empirical",
    "Engset",
    "EquivalentRandom",
    "ErlangA",
    "ErlangB",
    "ErlangC",
    "ErlangService",
    "ErlangX",
    "Exponential",
    "ExtendedErlangB",
    "HandleTimes",
    "HeavyTraffic",
    "Hyperexponential",
    "HyperexponentialService",
    "Leaving",
    "LoadCourse",
    "Lognormal",
    "MDn",
    "MGn",
    "Measures",
    "NDesign",
    "Overflow",
    "Priorities",
    "RandomRate",
    "RateAverage",
    "RedialOrbit",
    "ServiceLevel",
    "Transient",
    "TransientState",
    "Uniform",
    "WaitApproximation",
    "WaitOf",
    "Weibull",
    "all_busy_probability",
    "backlog_carryover",
    "equivalent_random",
    "garnett",
    "halfin_whitt",
    "hayward_blocking",
    "max_load",
    "modified_offered_load",
    "overflow",
    "required_servers",
    "sinusoidal_load",
]
