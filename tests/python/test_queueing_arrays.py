"""Arrays, columns and frames in; the same kind out. Values compare, hash and pickle."""

from __future__ import annotations

import copy
import math
import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import erlang
from erlang.queueing import ErlangA, ErlangB, ErlangC, Measures

CALLS: dict[str, Any] = {"volume": 100, "interval": 1800, "aht": 180}
AGENTS = [0, 8, 12, 14, 20.5]


def test_scalars_give_floats() -> None:
    queue = ErlangA(**CALLS, patience=120, agents=14)
    assert type(queue.service_level(answer_within=20)) is float
    assert type(queue.load) is float
    assert type(erlang.required_servers(load=8, max_blocking=0.01)) is int
    assert all(type(value) is float for value in queue.measures(answer_within=20).to_dict().values())
    for kind in (np.float32, np.int64, np.float64):
        assert type(ErlangC(load=kind(10), agents=kind(14)).wait_probability()) is float


def test_arrays_are_their_elements() -> None:
    times = np.array([[5.0], [20.0]])
    queue = ErlangA(**CALLS, patience=120, agents=AGENTS)
    got = queue.service_level(answer_within=times, definition="abandons_excluded", short_abandon=3)
    assert got.shape == (2, 5)
    for i, time in enumerate(times[:, 0]):
        for j, agents in enumerate(AGENTS):
            one = ErlangA(**CALLS, patience=120, agents=agents)
            expected = one.service_level(answer_within=time, definition="abandons_excluded", short_abandon=3)
            assert got[i, j] == pytest.approx(expected, rel=1e-12)
    methods = ["wait_probability", "abandonment", "occupancy", "asa", "queue_length", "wait_deviation", "carried_load"]
    for name in methods:
        expected = [getattr(ErlangA(**CALLS, patience=120, agents=agents), name)() for agents in AGENTS]
        np.testing.assert_allclose(getattr(queue, name)(), expected, rtol=1e-12)


@pytest.mark.parametrize("short", [None, 5])
@pytest.mark.parametrize("definition", [definition.value for definition in erlang.ServiceLevel])
def test_measures_at_once_are_the_measures(definition: str, short: float | None) -> None:
    for queue in (ErlangA(**CALLS, patience=120, agents=AGENTS), ErlangC(**CALLS, agents=AGENTS)):
        all_at_once = queue.measures(answer_within=20, definition=definition, short_abandon=short)
        level = queue.service_level(answer_within=20, definition=definition, short_abandon=short)
        np.testing.assert_array_equal(all_at_once.service_level, level)
        np.testing.assert_array_equal(all_at_once.load, np.full(5, 10.0))
        for name in ("wait_probability", "abandonment", "blocking", "occupancy", "queue_length"):
            np.testing.assert_array_equal(getattr(all_at_once, name), getattr(queue, name)())
        for name, of in (("asa", "answered"), ("asa_all", "all"), ("asa_virtual_wait", "virtual_wait")):
            np.testing.assert_allclose(getattr(all_at_once, name), queue.asa(of=of), rtol=1e-15)


def test_measures_without_times() -> None:
    by_load = ErlangC(load=10, agents=14).measures()
    assert by_load.service_level is by_load.asa is None
    assert by_load.wait_probability == ErlangC(load=10, agents=14).wait_probability()
    timeless = ErlangC(**CALLS, agents=14).measures()
    assert timeless.service_level is None
    assert timeless.asa == ErlangC(**CALLS, agents=14).asa()
    assert ErlangB(load=8, servers=10).measures().blocking == ErlangB(load=8, servers=10).blocking()
    assert ErlangB(**CALLS, servers=10).measures().asa == 0.0


def test_empty_and_one_element_arrays() -> None:
    assert ErlangC(load=np.array([]), agents=3).wait_probability().shape == (0,)
    assert ErlangC(**CALLS, agents=np.array([])).measures(answer_within=20).asa.shape == (0,)
    assert ErlangC(load=[10], agents=14).wait_probability().shape == (1,)
    assert ErlangC(load=np.full((2, 0, 3), 1.0), agents=3).wait_probability().shape == (2, 0, 3)


def test_views_and_integer_arrays_are_taken_as_they_are() -> None:
    agents = np.arange(40)[::-2]
    expected = [ErlangC(load=10, agents=int(n)).wait_probability() for n in agents]
    np.testing.assert_allclose(ErlangC(load=10, agents=agents).wait_probability(), expected, rtol=1e-12)


def test_pandas_columns_keep_their_index() -> None:
    frame = pd.DataFrame({"offered": [100, 50], "aht": [180.0, 200.0]}, index=["a", "b"])
    queue = ErlangA(volume=frame["offered"], interval="30m", aht=frame["aht"], patience=120, agents=14)
    level = queue.service_level(answer_within=20)
    assert isinstance(level, pd.Series)
    assert level.name == "service_level"
    assert list(level.index) == ["a", "b"]
    one = ErlangA(**CALLS, patience=120, agents=14).service_level(answer_within=20)
    assert level["a"] == pytest.approx(one, rel=1e-12)
    measures = queue.measures(answer_within=20).to_frame()
    assert list(measures.index) == ["a", "b"]
    assert list(measures.columns) == list(Measures.__dataclass_fields__)
    times = pd.to_timedelta(frame["aht"], unit="s")
    assert ErlangC(volume=frame["offered"], interval="30m", aht=times, agents=14) == ErlangC(
        volume=frame["offered"], interval="30m", aht=frame["aht"], agents=14
    )
    with pytest.raises(ValueError, match="columns must have one index"):
        ErlangC(load=frame["offered"], agents=frame["aht"].reset_index(drop=True))


def test_pandas_nullable_columns() -> None:
    assert ErlangC(load=pd.Series([1, 2], dtype="Int64"), agents=4).wait_probability().dtype == float
    with pytest.raises(ValueError, match="ErlangC: load must be >= 0, got nan at index 1"):
        ErlangC(load=pd.Series([1, None], dtype="Int64"), agents=4)


def test_polars_columns_give_polars_columns() -> None:
    frame = pl.DataFrame({"offered": [100, 50], "agents": [14, 9]})
    queue = ErlangC(volume=frame["offered"], interval=1800, aht=180, agents=frame["agents"])
    level = queue.service_level(answer_within=20)
    assert isinstance(level, pl.Series)
    assert level.name == "service_level"
    assert isinstance(queue.measures(answer_within=20).to_frame(), pl.DataFrame)
    assert isinstance(erlang.required_servers(load=frame["offered"], max_blocking=0.01), pl.Series)
    with pytest.raises(TypeError, match="columns must be of one kind"):
        ErlangC(load=frame["offered"], agents=pd.Series([14, 9]))


VALUES = [
    ErlangB(load=8, servers=10),
    ErlangC(**CALLS, agents=14),
    ErlangA(**CALLS, patience=None, agents=14),
    ErlangA(**CALLS, patience=120, agents=AGENTS),
    ErlangC(volume=pd.Series([1.0, 2.0], index=[7, 8]), interval=60, aht=60, agents=4),
    erlang.ExtendedErlangB(load=8, servers=10, redial=0.5),
    ErlangA(**CALLS, patience=120, agents=AGENTS).measures(answer_within=20),
    ErlangC(load=10, agents=14).measures(),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_compare_hash_copy_and_pickle(value: Any) -> None:
    for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert other == value
        assert (other == value) is True
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)
    assert sum(value == other for other in VALUES) == 1
    assert value != "text"


def test_equality_is_by_shape_and_value() -> None:
    assert ErlangC(load=10, agents=[14]) != ErlangC(load=10, agents=14)
    assert ErlangC(load=10, agents=[14, 15]) == ErlangC(load=10.0, agents=np.array([14, 15]))
    assert ErlangC(load=10, agents=14) != ErlangC(**CALLS, agents=14)
    empty = ErlangA(**CALLS, patience=120, agents=0).measures(answer_within=20)
    assert math.isnan(empty.asa)
    assert empty == ErlangA(**CALLS, patience=120, agents=0).measures(answer_within=20)  # NaN equals NaN


def test_models_are_immutable_and_own_their_arrays() -> None:
    agents = np.array([14.0, 15.0])
    queue = ErlangC(load=10, agents=agents)
    agents[0] = 99.0
    assert queue.agents[0] == 14.0
    with pytest.raises(ValueError, match="read-only"):
        queue.agents[0] = 1.0
    with pytest.raises(AttributeError):
        queue.agents = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del queue.agents
    with pytest.raises(AttributeError):
        queue.other = 3
    with pytest.raises(AttributeError):
        ErlangC(**CALLS, agents=14).measures(answer_within=20).asa = 3  # type: ignore[misc]


def test_reprs() -> None:
    assert repr(ErlangB(load=8, servers=10)) == "ErlangB(load=8, servers=10)"
    assert repr(ErlangC(**CALLS, agents=13.5)) == "ErlangC(volume=100, interval=1800, aht=180, agents=13.5)"
    assert repr(ErlangC(load=8, agents=[10, 12])) == "ErlangC(load=8, agents=array([10., 12.]))"
    assert repr(erlang.ServiceLevel.virtual_wait) == "'virtual_wait'"
    assert str(erlang.WaitOf.all) == "all"


def test_enums_are_text_and_taken_everywhere() -> None:
    queue = ErlangA(**CALLS, patience=120, agents=12)
    for definition in erlang.ServiceLevel:
        assert definition == definition.value
        by_name = queue.service_level(answer_within=20, definition=str(definition))
        assert queue.service_level(answer_within=20, definition=definition) == by_name
    assert queue.asa(of=erlang.WaitOf.all) == queue.asa(of="all")
    assert pickle.loads(pickle.dumps(erlang.WaitOf.all)) is erlang.WaitOf.all
