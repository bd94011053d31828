"""required_agents: values, bounds, exact messages, published checks."""

from __future__ import annotations

import copy
import csv
import json
import math
import pickle
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import erlang

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
CALLS = {"volume": 100, "interval": 1800, "aht": 180}
GOAL = {"service_level": 0.80, "answer_within": 20}


def rows(file, model):
    with (REFERENCE / file).open(newline="", encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["model"] == model]


def need(**arguments):
    return erlang.required_agents(**{**CALLS, **arguments})


def test_the_worked_example():
    result = need(**GOAL, patience=120, max_occupancy=0.85, shrinkage=0.30)
    assert result.agents == 12
    assert isinstance(result.agents, int)
    assert result.scheduled == pytest.approx(12 / 0.7, rel=1e-15)
    assert result.positions == 18
    assert isinstance(result.positions, int)
    assert result.binding == "service_level"
    assert result.status == "met"
    assert result.model == "ErlangA"
    assert result.service_level == pytest.approx(0.8256, abs=5e-5)
    assert result.occupancy == pytest.approx(0.7820, abs=5e-5)
    assert result.warnings == ()
    assert result.reason is None
    assert repr(result).startswith(
        "Requirement(agents=12, scheduled=17.1429, positions=18, binding='service_level', service_level=0.825583, "
        "occupancy=0.782002, "
    )


def test_the_measures_are_those_of_the_model():
    result = need(**GOAL, patience=120)
    queue = erlang.ErlangA(**CALLS, patience=120, agents=result.agents)
    assert result.service_level == queue.service_level(answer_within=20)
    assert result.asa == queue.asa()
    assert result.abandonment == queue.abandonment()
    assert result.wait_probability == queue.wait_probability()
    assert result.occupancy == queue.occupancy()


@pytest.mark.parametrize("row", rows("published_checks.csv", "required_agents"), ids=lambda row: row["arguments"])
def test_published(row):
    arguments = json.loads(row["arguments"])
    result = erlang.required_agents(**arguments)
    assert getattr(result, row["field"]) == pytest.approx(float(row["value"]), abs=float(row["tolerance"]))


@pytest.mark.parametrize(
    "row",
    rows("queueing_reference.csv", "erlang_a_min_agents") + rows("queueing_reference.csv", "erlang_c_min_agents"),
    ids=lambda row: row["inputs"],
)
def test_reference_minima(row):
    inputs = json.loads(row["inputs"])
    target = inputs["target"]
    goals = {
        "SL": {"service_level": target, "answer_within": inputs.get("T")},
        "SL_offered": {"service_level": target, "answer_within": inputs.get("T")},
        "P_ab": {"max_abandonment": target},
        "E_wait": {"max_asa": target, "asa_of": "all"},
        "ASA": {"max_asa": target},
        "occupancy": {"max_occupancy": target},
    }[inputs["target_metric"]]
    if "max_occupancy" in inputs:
        goals["max_occupancy"] = inputs["max_occupancy"]
    result = erlang.required_agents(
        volume=inputs["lambda"], interval=1, aht=inputs["aht"], patience=inputs.get("patience"), **goals
    )
    assert result.agents == float(row["value"])


def test_ties_are_met():
    assert erlang.required_agents(volume=21, interval=1800, aht=180, max_occupancy=0.7).agents == 3
    assert need(**GOAL, shrinkage=0.3, min_agents=21).positions == 30


def test_one_agent_meets_a_definition_that_abandoning_helps():
    for definition in ("answered_of_answered", "abandons_counted"):
        with pytest.warns(erlang.PlanningWarning, match="heavy_loss"):
            result = need(service_level=0.8, answer_within=60, definition=definition, patience=30)
        assert result.agents == 1
        assert result.binding is None
        assert result.abandonment == pytest.approx(0.9, abs=0.005)
        assert [code for code, _ in result.warnings] == ["heavy_loss"]


def test_no_target_is_80_in_20_and_says_so():
    with pytest.warns(erlang.PlanningWarning, match=r"^default_target: no target was given: 80 % answered within 20 s"):
        result = need()
    assert result.agents == 14
    assert [code for code, _ in result.warnings] == ["default_target"]
    assert result.targets == erlang.Targets(service_level=0.8, answer_within=20.0)
    assert "default" in erlang.explain(result)


def test_a_time_free_target_reports_service_within_20_seconds():
    result = need(max_asa=10)
    assert result.service_level == erlang.ErlangC(**CALLS, agents=result.agents).service_level(answer_within=20)


def test_load_zero():
    result = erlang.required_agents(volume=0, interval=1800, aht=180, **GOAL)
    assert (result.agents, result.positions, result.service_level, result.asa, result.occupancy) == (0, 0, 1, 0, 0)
    assert result.binding is None
    assert erlang.required_agents(volume=0, interval=1800, aht=180, **GOAL, min_agents=2).agents == 2


def test_patience_none_infinite_and_zero():
    assert need(**GOAL, patience=math.inf).model == "ErlangC"
    assert need(**GOAL, patience=math.inf).agents == need(**GOAL).agents == 14
    lost = need(**GOAL, patience=0)
    assert lost.model == "ErlangA"
    assert lost.service_level == pytest.approx(1 - lost.abandonment)


def test_limited():
    result = need(**GOAL, max_agents=12)
    assert (result.agents, result.status, result.reason) == (12, "limited", "max_agents is too low for service_level")
    assert result.service_level == pytest.approx(0.640158, abs=1e-6)
    assert need(**GOAL, max_agents=14).status == "met"


def test_unreachable():
    result = need(**GOAL, max_occupancy=1e-12)
    assert result.status == "unreachable"
    assert result.binding == "max_occupancy"
    assert result.reason == "no number of agents meets max_occupancy"
    assert all(math.isnan(value) for value in (result.agents, result.scheduled, result.positions, result.asa))


def test_fractional():
    result = need(**GOAL, fractional=True)
    assert result.agents == pytest.approx(13.037206, rel=1e-7)
    assert result.service_level >= 0.8 * (1 - 1e-12)
    below = erlang.ErlangC(**CALLS, agents=result.agents * (1 - 2e-9)).service_level(answer_within=20)
    assert below < 0.8
    assert result.binding == "service_level"
    assert isinstance(result.agents, float)


def test_rounding():
    shrunk = {**GOAL, "shrinkage": 0.18}  # 14 / 0.82 = 17.073
    assert need(**shrunk).positions == 18
    assert need(**shrunk, rounding="half").positions == 17.5
    assert need(**shrunk, rounding="none").positions == need(**shrunk).scheduled
    parts = erlang.Shrinkage({"training": 0.05, "leave": 0.10}, combine="compound")
    assert need(**GOAL, shrinkage=parts).scheduled == pytest.approx(14 / 0.855)


def test_a_bare_load():
    result = erlang.required_agents(load=90, max_occupancy=0.85)
    assert result.agents == 106
    assert math.isnan(result.asa)


def test_durations():
    same = erlang.required_agents(
        volume=100, interval="30m", aht=timedelta(minutes=3), service_level=0.8, answer_within="20s"
    )
    assert same == need(**GOAL)
    assert need(**GOAL, patience=np.timedelta64(120, "s")).agents == 12


def test_arrays_broadcast():
    volume = np.array([[50.0], [100.0]])
    result = erlang.required_agents(volume=volume, interval=1800, aht=[180, 240, 300], **GOAL)
    assert result.agents.shape == (2, 3)
    assert result.agents.dtype == float
    for i in range(2):
        for j, aht in enumerate((180, 240, 300)):
            one = erlang.required_agents(volume=volume[i, 0], interval=1800, aht=aht, **GOAL)
            assert result.agents[i, j] == one.agents
            assert result.service_level[i, j] == pytest.approx(one.service_level, rel=1e-12)
            assert result.binding[i, j] == one.binding
    assert erlang.required_agents(volume=[], interval=1800, aht=180, **GOAL).agents.shape == (0,)


def test_arrays_of_targets_and_words():
    result = need(
        service_level=[0.8, 0.9], answer_within=20, definition=["answered_of_offered", "virtual_wait"], patience=120
    )
    assert result.agents.tolist() == [
        12,
        need(service_level=0.9, answer_within=20, definition="virtual_wait", patience=120).agents,
    ]


def test_columns_come_back_as_columns():
    series = pd.Series([50, 100], index=["a", "b"])
    result = erlang.required_agents(volume=series, interval=1800, aht=180, **GOAL)
    assert isinstance(result.agents, pd.Series)
    assert result.agents.to_dict() == {"a": 8, "b": 14}
    polars = pytest.importorskip("polars")
    result = erlang.required_agents(volume=polars.Series([50, 100]), interval=1800, aht=180, **GOAL)
    assert result.agents.to_list() == [8, 14]
    assert result.status.to_list() == ["met", "met"]


def test_values():
    result = need(**GOAL, shrinkage=erlang.Shrinkage({"leave": 0.1}))
    assert pickle.loads(pickle.dumps(result)) == result
    assert result == need(**GOAL, shrinkage=erlang.Shrinkage({"leave": 0.1}))
    assert result != need(**GOAL)
    many = erlang.required_agents(volume=[50, 100], interval=1800, aht=180, **GOAL)
    assert pickle.loads(pickle.dumps(many)) == many
    assert (many == erlang.required_agents(volume=[50, 100], interval=1800, aht=180, **GOAL)) is True
    assert json.loads(json.dumps(result.to_dict()))["agents"] == 14
    frame = result.to_frame()
    assert frame["agents"].tolist() == [14]
    assert str(frame["agents"].dtype) == "Int64"
    with pytest.raises(AttributeError, match="Requirement is frozen: cannot set agents"):
        result.agents = 3
    unreachable = need(**GOAL, max_occupancy=1e-12)
    assert unreachable == need(**GOAL, max_occupancy=1e-12)


def test_targets_and_flat_keywords():
    targets = erlang.Targets(service_level=0.8, answer_within=20)
    assert need(targets=targets) == need(**GOAL)
    assert pickle.loads(pickle.dumps(targets)) == targets
    with pytest.raises(TypeError, match=r"^required_agents: give either targets or max_asa, not both$"):
        need(targets=targets, max_asa=9)
    with pytest.raises(TypeError, match=r"^required_agents: targets must be a Targets, got dict$"):
        need(targets={})


def test_targets_check_their_ranges():
    with pytest.raises(ValueError, match=r"^Targets: service_level must be in \(0, 1\), got 80$"):
        erlang.Targets(service_level=80, answer_within=20)
    with pytest.raises(ValueError, match=r"^Targets: answer_within must be >= 0 s, got -1$"):
        erlang.Targets(answer_within=-1)
    with pytest.raises(TypeError, match=r"^Targets: definition must be a text, got int$"):
        erlang.Targets(definition=3)
    assert erlang.Targets(answer_within=20).given() == {"answer_within": 20}  # its other half may be a column


nan, inf = math.nan, math.inf
BAD = [
    ({"volume": -1, **GOAL}, "volume must be >= 0, got -1"),
    ({"volume": nan, **GOAL}, "volume must be >= 0, got nan"),
    ({"volume": inf, **GOAL}, "volume must be >= 0, got inf"),
    ({"interval": 0, **GOAL}, "interval must be > 0 s, got 0"),
    ({"aht": 0, **GOAL}, "aht must be > 0 s, got 0"),
    ({"aht": nan, **GOAL}, "aht must be > 0 s, got nan"),
    ({"aht": inf, **GOAL}, "aht must be > 0 s, got inf"),
    ({"patience": -1, **GOAL}, "patience must be >= 0 s, got -1"),
    ({"patience": nan, **GOAL}, "patience must be >= 0 s, got nan"),
    ({"service_level": 0, "answer_within": 20}, "service_level must be in (0, 1), got 0"),
    ({"service_level": 1, "answer_within": 20}, "service_level must be in (0, 1), got 1"),
    ({"service_level": 80, "answer_within": 20}, "service_level must be in (0, 1), got 80"),
    ({"service_level": nan, "answer_within": 20}, "service_level must be in (0, 1), got nan"),
    ({"service_level": 0.8, "answer_within": -5}, "answer_within must be >= 0 s, got -5"),
    ({"service_level": 0.8, "answer_within": nan}, "answer_within must be >= 0 s, got nan"),
    ({"service_level": 0.8}, "service_level needs answer_within"),
    ({"answer_within": 20}, "answer_within needs service_level"),
    ({"definition": "virtual_wait"}, "definition needs service_level"),
    ({"short_abandon": 5, "max_asa": 10}, "short_abandon needs service_level"),
    ({"short_abandon": 5, **GOAL}, "short_abandon needs definition abandons_excluded or abandons_counted"),
    (
        {"definition": "answered", **GOAL},
        "definition must be one of answered_of_offered, answered_of_answered, abandons_excluded, abandons_counted, "
        "virtual_wait, got 'answered'",
    ),
    ({"asa_of": "all"}, "asa_of needs max_asa"),
    ({"max_asa": 5, "asa_of": "some"}, "asa_of must be one of answered, all, virtual_wait, got 'some'"),
    ({"max_asa": -1}, "max_asa must be >= 0 s, got -1"),
    ({"max_abandonment": 0.05}, "max_abandonment needs patience"),
    ({"max_abandonment": 0.05, "patience": inf}, "max_abandonment needs patience"),
    ({"max_abandonment": 1, "patience": 60}, "max_abandonment must be in (0, 1), got 1"),
    ({"max_occupancy": 0}, "max_occupancy must be in (0, 1], got 0"),
    ({"max_occupancy": 1.1, "patience": 60}, "max_occupancy must be in (0, 1], got 1.1"),
    ({"max_occupancy": 1}, "max_occupancy must be below 1 without patience, got 1"),
    ({"max_wait_probability": 1}, "max_wait_probability must be in (0, 1), got 1"),
    ({"max_wait": 20}, "max_wait needs max_wait_percentile"),
    ({"max_wait_percentile": 0.9}, "max_wait_percentile needs max_wait"),
    ({"max_wait": 20, "max_wait_percentile": 1}, "max_wait_percentile must be in (0, 1), got 1"),
    ({"min_agents": -1, **GOAL}, "min_agents must be a whole number >= 0, got -1"),
    ({"min_agents": 1.5, **GOAL}, "min_agents must be a whole number >= 0, got 1.5"),
    ({"max_agents": 0, **GOAL}, "max_agents must be a whole number >= 1, got 0"),
    ({"min_agents": 9, "max_agents": 5, **GOAL}, "min_agents must be <= max_agents, got 9 and 5"),
    ({"shrinkage": 1, **GOAL}, "shrinkage must be in [0, 1), got 1"),
    ({"shrinkage": -0.1, **GOAL}, "shrinkage must be in [0, 1), got -0.1"),
    ({"shrinkage": nan, **GOAL}, "shrinkage must be in [0, 1), got nan"),
    ({"rounding": "down", **GOAL}, "rounding must be one of up, half, none, got 'down'"),
    ({"load": 10, **GOAL}, "give either load or volume, interval and aht, got load and volume, interval, aht"),
    ({"aht": None, **GOAL}, "aht missing: give volume, interval and aht, or load"),
    ({"aht": "3:00", **GOAL}, "aht must be a duration [Nw][Nd][Nh][Nm][Ns], lower case, in that order, such as "
     "'30m' or '8h30m', or a bare number of seconds, got '3:00'"),
    ({"volume": [10, -2], **GOAL}, "volume must be >= 0, got -2 at index 1"),
    ({"volume": [10, nan], **GOAL}, "volume must be >= 0, got nan at index 1"),
    ({"volume": [10, 20], "service_level": 2, "answer_within": 20}, "service_level must be in (0, 1), got 2"),
    ({"volume": [10, 20], "aht": [1, 2, 3], **GOAL}, "shapes do not broadcast: volume (2,), aht (3,)"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_bad_values(arguments, message):
    with pytest.raises(ValueError, match="required_agents: ") as caught:
        need(**arguments)
    assert str(caught.value) == f"required_agents: {message}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"volume": "many"}, "volume must be a number or an array of numbers, got str"),
        ({"volume": True}, "volume must be a number or an array of numbers, got bool"),
        (
            {"service_level": "80%", "answer_within": 20},
            "service_level must be a number or an array of numbers, got str",
        ),
        ({**GOAL, "definition": 3}, "definition must be a text, got int"),
        ({**GOAL, "fractional": 1}, "fractional must be True or False, got int"),
        ({**GOAL, "rounding": 1}, "rounding must be a text, got int"),
        ({"volume": ["a", "b"]}, "volume must be a number or an array of numbers, got an array of <U1"),
    ],
)
def test_wrong_types(arguments, message):
    with pytest.raises(TypeError, match="required_agents: ") as caught:
        need(**arguments)
    assert str(caught.value) == f"required_agents: {message}"


def test_what_is_not_offered_is_a_type_error():
    for name in ("asa", "trunks", "max_lost"):
        with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
            need(**GOAL, **{name: 3})


def test_load_has_no_times():
    for arguments, name in (
        (GOAL, "service_level"),
        ({"max_asa": 10}, "max_asa"),
        ({"max_wait": 10, "max_wait_percentile": 0.9}, "max_wait"),
        ({"patience": 60, "max_occupancy": 0.9}, "patience"),
        ({}, "the default target, 80 % within 20 s,"),
    ):
        with pytest.raises(ValueError, match="required_agents: ") as caught:
            erlang.required_agents(load=10, **arguments)
        assert str(caught.value) == f"required_agents: {name} needs volume, interval and aht"


@pytest.mark.parametrize(
    ("parts", "combine", "message"),
    [
        ({"a": 1.0}, "add", "Shrinkage: part 'a' must be in [0, 1), got 1"),
        ({"a": 0.6, "b": 0.5}, "add", "Shrinkage: sum of the parts must be in [0, 1), got 1.1"),
        ({"a": nan}, "add", "Shrinkage: part 'a' must be in [0, 1), got nan"),
        ({"a": 0.1}, "times", "Shrinkage: combine must be one of add, compound, got 'times'"),
    ],
)
def test_bad_shrinkage(parts, combine, message):
    with pytest.raises(ValueError, match="Shrinkage: ") as caught:
        erlang.Shrinkage(parts, combine=combine)
    assert str(caught.value) == message


def test_shrinkage_is_a_value():
    parts = erlang.Shrinkage({"training": 0.05, "leave": 0.10})
    assert float(parts) == pytest.approx(0.15)
    assert pickle.loads(pickle.dumps(parts)) == parts
    assert repr(parts) == "Shrinkage({'training': 0.05, 'leave': 0.1}, combine='add')"
    with pytest.raises(TypeError, match="Shrinkage: part 'a' must be a number, got str"):
        erlang.Shrinkage({"a": "b"})


def test_scalars_import_neither_pandas_nor_narwhals():
    code = (
        "import sys, erlang; n = erlang.required_agents(volume=100, interval='30m', aht=180, service_level=0.8, "
        "answer_within=20); erlang.explain(n); print([m for m in ('pandas', 'narwhals', 'numpy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


MIXES: list[dict[str, Any]] = [
    {"service_level": 0.8, "answer_within": 20},
    {},
    {"service_level": 0.8, "answer_within": 20, "definition": "virtual_wait", "max_occupancy": 0.85},
    {"max_asa": 10, "asa_of": "all", "max_wait_probability": 0.2},
    {"max_occupancy": 0.7, "min_agents": 12, "max_agents": 30},
    {"service_level": 0.9, "answer_within": 0, "shrinkage": 0.3, "rounding": "half"},
]


@pytest.mark.parametrize("how", MIXES)
@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
def test_arrays_need_what_their_rows_need(how: dict[str, Any]) -> None:
    random = np.random.default_rng(5)
    volume = np.concatenate(([0.0, 21.0, 1e-6], np.floor(random.uniform(0.0, 400.0, 300))))
    aht = np.concatenate(([180.0] * 3, 30.0 * np.ceil(random.uniform(0.0, 20.0, 300))))
    many = erlang.required_agents(volume=volume, interval=1800, aht=aht, **how)
    for i in range(len(volume)):
        one = erlang.required_agents(volume=volume[i], interval=1800, aht=aht[i], **how)
        for name in ("agents", "positions", "scheduled", "load"):
            assert getattr(many, name)[i] == getattr(one, name)
        for name in ("status", "binding", "model", "warnings", "reason"):
            assert getattr(many, name)[i] == getattr(one, name)
        for name in ("service_level", "asa", "occupancy", "wait_probability", "abandonment", "blocking"):
            assert getattr(many, name)[i] == pytest.approx(getattr(one, name), rel=1e-12, abs=0)


def test_a_row_refused_far_down_is_named() -> None:
    volume = np.full(600_000, 100.0)
    volume[543_210] = -1.0
    with pytest.raises(ValueError, match=r"volume must be >= 0, got -1 at index 543210$"):
        erlang.required_agents(volume=volume, interval=1800, aht=180, **GOAL)
    level = np.full(600_000, 0.8)
    level[400_000] = 1.0
    with pytest.raises(ValueError, match=r"service_level must be in \(0, 1\), got 1 at index 400000$"):
        erlang.required_agents(volume=100, interval=1800, aht=180, service_level=level, answer_within=20)
    shrinkage = np.array([0.3, 1.0])
    with pytest.raises(ValueError, match=r"shrinkage .*got 1 at index 1$"):
        erlang.required_agents(volume=100, interval=1800, aht=180, shrinkage=shrinkage, **GOAL)


def test_words_made_late_are_kept_compared_and_copied() -> None:
    def made() -> erlang.Requirement:
        return erlang.required_agents(volume=[50, 100], interval=1800, aht=180, max_agents=10, **GOAL)

    assert pickle.loads(pickle.dumps(made())) == made() == copy.copy(made())
    need = made()
    assert need.status is need.status
    assert list(need.status) == ["met", "limited"]
    assert need.reason[1] == "max_agents is too low for service_level"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = need.nothing  # type: ignore[attr-defined]
