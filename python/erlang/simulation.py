"""Simulation of a centre: the plan tried on callers who arrive at random, wait and hang up.

``simulate(centre)`` runs independent replications of the whole period and returns every measure with its 95 % interval;
``SimulationResult.judge`` compares the days with targets; ``centre_from_tables`` makes the centre of a requirement and
a schedule's coverage.
"""

from __future__ import annotations

from erlang._simulation.centre import Centre, Group, Queue
from erlang._simulation.result import SimulationResult
from erlang._simulation.run import simulate
from erlang._simulation.tables import centre_from_tables

__all__ = ["Centre", "Group", "Queue", "SimulationResult", "centre_from_tables", "simulate"]
