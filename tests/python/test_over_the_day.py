"""The experiment of bench/python/over_the_day.py, by another evaluation and as published."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import erlang

PROGRAM = Path(__file__).resolve().parents[2] / "bench" / "python" / "over_the_day.py"


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("over_the_day", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["over_the_day"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("aht", [300.0, 1800.0, 7200.0])
def test_every_method_comes_to_what_is_published(program: ModuleType, aht: float) -> None:
    rows = {method: published for (own, method), published in program.PUBLISHED.items() if own == aht}
    assert len(rows) == 6
    for method, published in rows.items():
        ours = program.outcome(method, aht)
        assert program.within_margins(ours, published), (method, ours, published)


def test_the_course_is_poisson_where_patience_is_the_handle_time(program: ModuleType) -> None:
    """N(t) is then Poisson with the load of an endless pool: no chain is solved here."""
    aht = 1800.0
    agents = program.agents_for(program.staffed_load("SIPP avg", aht), aht)
    starts = program.STEP * np.arange(program.PER_DAY)
    rates = program.load_at(starts + program.STEP / 2) / aht  # per second, constant in 5 minutes
    # m relaxes to rate * aht within each step; 40 points inside it are enough for 1e-9 by Simpson's rule.
    points = 41
    inside = np.linspace(0.0, program.STEP, points)
    weights = np.ones(points)
    weights[1:-1:2], weights[2:-1:2] = 4.0, 2.0
    weights *= program.STEP / (points - 1) / 3.0
    load, day = 0.0, np.zeros(program.PER_DAY)
    for _ in range(program.DAYS):
        for step, rate in enumerate(rates):
            course = rate * aht + (load - rate * aht) * np.exp(-inside / aht)
            busy = erlang.all_busy_probability(load=course, agents=np.full(points, agents[step // program.STEPS]))
            day[step] = rate * float(weights @ busy)
            load = rate * aht + (load - rate * aht) * np.exp(-program.STEP / aht)
    offered = rates * program.STEP
    shares = day.reshape(-1, program.STEPS).sum(axis=1) / offered.reshape(-1, program.STEPS).sum(axis=1)
    np.testing.assert_allclose(program.waiting(agents, aht), shares, rtol=1e-7)
