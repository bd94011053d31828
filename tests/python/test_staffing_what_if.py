"""The table around an answer, sensitivity, the cost curve and grids of scenarios."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import erlang
from erlang.staffing import costs, neighbours, scenarios, sensitivity

CALLS = {"volume": 100, "interval": 1800, "aht": 180}
LEVEL = {"service_level": 0.8, "answer_within": 20}


def test_neighbours_are_the_models_own_measures() -> None:
    need = erlang.required_agents(**CALLS, **LEVEL, patience=120)
    table = neighbours(need, below=3, above=2)
    assert table["agents"].tolist() == [9, 10, 11, 12, 13, 14]
    assert table.loc[table["chosen"], "agents"].tolist() == [need.agents]
    for row in table.to_dict("records"):
        queue = erlang.ErlangA(**CALLS, patience=120, agents=row["agents"])
        assert row["service_level"] == queue.service_level(answer_within=20)
        assert row["abandonment"] == queue.abandonment()
    assert neighbours(erlang.required_agents(volume=1, interval=1800, aht=60, **LEVEL))["agents"].min() == 1


def test_sensitivity_asks_the_solver_again() -> None:
    need = erlang.required_agents(**CALLS, **LEVEL, patience=120, shrinkage=0.3)
    table = sensitivity(need)
    assert table["input"].unique().tolist() == ["volume", "aht", "patience", "shrinkage"]
    for row in table.to_dict("records"):
        inputs: dict[str, Any] = {**CALLS, "patience": 120, "shrinkage": 0.3, row["input"]: row["value"]}
        again = erlang.required_agents(**inputs, **LEVEL)
        assert (row["agents"], row["scheduled"]) == (again.agents, again.scheduled)
        assert row["agents_change"] == again.agents - need.agents
        queue = erlang.ErlangA(**{k: v for k, v in inputs.items() if k != "shrinkage"}, agents=need.agents)
        assert row["service_level"] == queue.service_level(answer_within=20)
    own = sensitivity(need, changes={"volume": [0.0]})
    assert own["agents_change"].tolist() == [0]


def test_what_if_keeps_lines_redial_and_the_law_of_patience() -> None:
    queue = {"lines": 16, "redial": 0.3, "patience": erlang.Lognormal(mean=120, cv=1.3)}
    need = erlang.required_agents(**CALLS, **LEVEL, **queue, shrinkage=0.2)
    table = neighbours(need, below=2, above=6)
    assert table["agents"].max() == 16
    for row in table.to_dict("records"):
        model = erlang.ErlangX(**CALLS, **queue, agents=row["agents"])
        assert row["service_level"] == model.service_level(answer_within=20)
        assert row["blocking"] == model.blocking()
    changed = sensitivity(need)
    assert changed["input"].unique().tolist() == ["volume", "aht", "shrinkage"]
    for row in changed.to_dict("records"):
        inputs: dict[str, Any] = {**CALLS, **queue, "shrinkage": 0.2, row["input"]: row["value"]}
        assert row["agents"] == erlang.required_agents(**inputs, **LEVEL).agents
    with pytest.raises(ValueError, match=r"^sensitivity: patience is a distribution and cannot be scaled$"):
        sensitivity(need, changes={"patience": [0.5]})
    assert need.to_dict()["inputs"]["patience"] == "Lognormal(mean=120, cv=1.3)"


@settings(deadline=None, max_examples=60)
@given(
    st.floats(1, 400),
    st.floats(30, 900),
    st.one_of(st.none(), st.floats(10, 600)),
    st.floats(5, 80),
    st.floats(0, 40),
    st.floats(0, 40),
    st.floats(0, 200),
)
def test_the_cheapest_is_the_cheapest_of_all(
    volume: float, aht: float, patience: float | None, wage: float, lost: float, penalty: float, fine: float
) -> None:
    lost = 0.0 if patience is None else lost
    inputs = {"volume": volume, "interval": 1800, "aht": aht}
    curve = costs(
        **inputs,
        patience=patience,
        wage=wage,
        shrinkage=0.2,
        service_level=0.8,
        abandonment_cost=lost,
        sla_penalty=penalty,
        sla_fine=fine,
    )
    assert curve["cheapest"].sum() == 1
    best = curve.loc[curve["cheapest"], "cost"].item()

    # By hand, one number of agents after the other, far beyond the curve.
    load = volume * aht / 1800
    first = 1 if patience is not None else int(load) + 1
    seen = []
    for agents in range(first, first + 2 * len(curve) + 20):
        queue = erlang.ErlangA(**inputs, patience=patience, agents=agents)
        short = max(0.0, 0.8 * (1 - 1e-12) - queue.service_level(answer_within=20))
        seen.append(
            wage * 0.5 * agents / 0.8
            + lost * volume * queue.abandonment()
            + penalty * volume * short
            + (fine if short > 0 else 0.0)
        )
    assert best == pytest.approx(min(seen), rel=1e-12)
    assert np.allclose(curve["cost"], seen[: len(curve)], rtol=1e-12)
    assert np.allclose(curve["cost"], curve[["wages", "abandonments", "penalties"]].sum(axis=1))


def test_scenarios_are_single_questions() -> None:
    grid = {"volume": [80, 100], "aht": ["3m", "200s"], "definition": ["answered_of_offered", "virtual_wait"]}
    table = scenarios(grid, interval="30m", patience=120, **LEVEL)
    assert len(table) == 8
    for row in table.to_dict("records"):
        one = erlang.required_agents(
            volume=row["volume"], interval=1800, aht=row["aht"], definition=row["definition"], patience=120, **LEVEL
        )
        assert row["agents"] == one.agents
        assert row["service_level"] == pytest.approx(one.service_level, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: costs(**CALLS, wage=0), ValueError, "costs: wage must be > 0, got 0"),
        (lambda: costs(**CALLS, wage="30"), TypeError, "costs: wage must be one number, got str"),
        (lambda: costs(**CALLS, wage=1, sla_fine=5), ValueError, "costs: sla_fine needs service_level"),
        (lambda: costs(**CALLS, wage=1, sla_penalty=-5), ValueError, "costs: sla_penalty must be >= 0, got -5"),
        (lambda: costs(**CALLS, wage=1, abandonment_cost=5), ValueError, "costs: abandonment_cost needs patience"),
        (lambda: scenarios({}), ValueError, "scenarios: grid must name at least one input, got none"),
        (
            lambda: scenarios({"volume": 3}, interval=1, aht=1),
            ValueError,
            "scenarios: grid['volume'] must be a list of values, got 3",
        ),
        (
            lambda: scenarios({"volume": [3]}, volume=1, interval=1, aht=1),
            TypeError,
            "scenarios: volume is in the grid and among the arguments",
        ),
        (
            lambda: neighbours(erlang.required_agents(**{**CALLS, "volume": [1, 2]})),
            ValueError,
            "neighbours: the requirement must be of one interval, got arrays",
        ),
        (
            lambda: neighbours(erlang.required_agents(**CALLS), below=-1),
            ValueError,
            "neighbours: below must be a whole number >= 0, got -1",
        ),
        (
            lambda: sensitivity(erlang.required_agents(load=10, max_occupancy=0.8)),
            ValueError,
            "sensitivity: the requirement must be of volume, interval and aht, got a load",
        ),
        (
            lambda: sensitivity(erlang.required_agents(**CALLS), changes={"patience": [0.1]}),
            ValueError,
            "sensitivity: the requirement has no patience to change",
        ),
        (lambda: neighbours(14), TypeError, "neighbours: need must be a Requirement, got int"),
    ],
)
def test_bad_input(call: Any, error: type[Exception], message: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        with pytest.raises(error) as caught:
            call()
    assert str(caught.value) == message


def test_scenarios_without_an_input() -> None:
    fixed = {"volume": 100, "interval": 1800, "aht": 180, "service_level": 0.8, "answer_within": 20}
    grid = {"patience": [60, None], "lines": [None, 15], "shrinkage": [0.1, 0.3]}
    found = scenarios(grid, **fixed)
    assert len(found) == 8
    for row in found.to_dict("records"):
        asked = {name: row[name] for name in grid if not np.isnan(row[name])}
        need = erlang.required_agents(**fixed, **asked)
        assert (row["agents"], row["positions"], row["model"]) == (need.agents, need.positions, need.model)
    assert scenarios({"patience": [None, None]}, **fixed)["agents"].tolist() == [14, 14]
    for wrong in ({"grid": {"volum": [90, 100]}}, {"grid": {"volume": [90]}, "volum": 3}):
        with pytest.raises(TypeError, match=r"^scenarios: unexpected input 'volum'$"):
            scenarios(**wrong)
