"""What comes in through odd doors: columns of other kinds, text stamps, indexes, and messages that name the caller."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import erlang

pl = pytest.importorskip("polars")

CALLS = {"volume": 100, "interval": 1800, "aht": 180}
GOAL = {"service_level": 0.80, "answer_within": 20}


def day(**columns):
    frame = {
        "interval_start": pd.date_range("2026-03-02 08:00", periods=3, freq="30min"),
        "offered": [40.0, 90.0, 120.0],
        "aht": 180.0,
    }
    return pd.DataFrame(frame).assign(**columns)


@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
@pytest.mark.parametrize("column", [np.array, pd.Series, pl.Series])
@pytest.mark.parametrize("patience", [20, None])
def test_a_result_of_columns_equals_its_copy(column, patience):
    def need():
        return erlang.required_agents(volume=column([50, 100]), interval=1800, aht=180, patience=patience, max_asa=9)

    assert need() == need()
    assert need() == pickle.loads(pickle.dumps(need()))
    plain = erlang.required_agents(volume=[50, 100], interval=1800, aht=180, patience=patience, max_asa=9)
    assert need() == plain
    assert need() != erlang.required_agents(volume=[50, 101], interval=1800, aht=180, patience=patience, max_asa=9)


def test_targets_are_equal_by_what_they_mean():
    written = erlang.Targets(service_level=0.8, answer_within="20s")
    for same in (20, 20.0, np.float64(20), pd.Timedelta(seconds=20).to_pytimedelta()):
        targets = erlang.Targets(service_level=0.8, answer_within=same)
        assert targets == written
        assert hash(targets) == hash(written)
    assert written != erlang.Targets(service_level=0.8, answer_within=21)
    arrays = [erlang.Targets(max_asa=np.array([1.0, 2.0])) for _ in range(2)]
    assert arrays[0] == arrays[1]
    assert hash(arrays[0]) == hash(arrays[1])


def test_fractions_are_numbers():
    assert erlang.required_agents(volume=Fraction(100), interval=1800, aht=180, **GOAL).agents == 14


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"volume": [[1, 2], [3, -4]]}, r"^required_agents: volume must be >= 0, got -4 at index \(1, 1\)$"),
        ({"volume": [1, 2], **GOAL, "definition": ["virtual_wait", "best"]}, "got 'best' at index 1$"),
        ({"volume": 1e308}, r"^required_agents: load must be finite, got inf$"),
        ({"volume": [1, 1e308]}, r"^required_agents: load must be finite, got inf at index 1$"),
    ],
)
def test_messages_name_the_function_and_the_index(arguments, message):
    with pytest.raises(ValueError, match=message):
        erlang.required_agents(**{**CALLS, "aht": 36000, **arguments})


WRONG = [
    (day(offered=[1, 1e308, 2], aht=36000.0), {}, r"load must be finite, got inf in row 1$"),
    (day(target_definition=[None, "best", None]), {}, r".*got 'best' in row 1$"),
    (day(), {"columns": ["offered"]}, "columns must be a mapping of names to columns, got list$"),
    (day(), {"overwrite": 1}, "overwrite must be True or False, got int$"),
    (day(), {"patience": pd.Series([60, 70, 80], index=[2, 1, 0])}, "patience and the table have different indexes$"),
    (day(interval_start=["2026-03-02 08:00", "soon", None]), {},
     "column 'interval_start' must hold stamps, row 1 holds 'soon'$"),
    (day(interval_start=[8, 9, 10]), {}, "column 'interval_start' must hold stamps, row 0 holds 8$"),
    (day(positions=[5, -1, 5]), {"shrinkage": 0.3}, "positions must be >= 0, got -1 in row 1$"),
    (day(positions=5), {"shrinkage": 1.2}, r"shrinkage must be in \[0, 1\), got 1.2$"),
    (day(positions=5, shrinkage=[0.1, 1.3, 0.1]), {}, r"shrinkage must be in \[0, 1\), got 1.3 in row 1$"),
    (day(agents=5, interval_start=pd.Timestamp("2026-03-02")), {"method": "mol", "interval": "30m"},
     "method 'mol' needs one row per queue and interval"),
    (day(agents=5), {"method": "mol", "interval": "1h"}, "method 'mol': row 1 .* begins before"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "arguments", "message"), WRONG)
def test_tables_name_the_caller_and_the_row(frame, arguments, message):
    call = erlang.evaluate if {"agents", "positions"} & set(frame) else erlang.staff
    with pytest.raises((ValueError, TypeError), match=f"^{call.__name__}: {message}"):
        call(frame, **GOAL, **arguments)


def test_text_stamps_may_change_their_offset():
    """As a CSV has them on the day the clocks go back."""
    stamps = pd.date_range("2026-10-24 22:00", periods=12, freq="30min", tz="Europe/Amsterdam")
    frame = pd.DataFrame({"interval_start": stamps, "offered": np.arange(12.0) * 10, "aht": 1800.0})
    written = frame.assign(interval_start=[stamp.isoformat() for stamp in stamps])
    staffed = erlang.staff(frame, **GOAL, method="mol")
    from_text = erlang.staff(written, **GOAL, method="mol")
    assert from_text["agents"].tolist() == staffed["agents"].tolist()
    assert from_text["interval_start"].tolist() == written["interval_start"].tolist()
    for by in ("day", "week", "all"):
        pd.testing.assert_frame_equal(erlang.totals(from_text, by=by), erlang.totals(staffed, by=by))
    assert len(erlang.totals(from_text, by="interval")) == 12


def test_columns_need_no_text_for_a_name():
    frame = pd.DataFrame({0: [40.0, 90.0], 1: [180.0, 180.0]})
    staffed = erlang.staff(frame, **GOAL, interval="30m", columns={"offered": 0, "aht": 1})
    assert staffed.columns[:2].tolist() == [0, 1]
    assert staffed["agents"].tolist() == [7, 12]
    assert erlang.totals(staffed, by="all", interval="30m", columns={"offered": 0})["offered"].tolist() == [130.0]


def test_totals_take_numpy_hours_and_name_a_wrong_key():
    staffed = erlang.staff(day(), **GOAL)
    assert erlang.totals(staffed, hours_per_fte=np.int64(40)).equals(erlang.totals(staffed, hours_per_fte=40))
    with pytest.raises(TypeError, match=r"^totals: by must be a text or several, got int$"):
        erlang.totals(staffed, by=3)


def test_explain_names_the_columns_of_the_row():
    frame = day(patience=[60.0, np.nan, np.nan], shrinkage=[np.nan, 0.3, np.nan])
    last = [erlang.explain(frame, row=row, **GOAL).splitlines()[-1] for row in range(3)]
    assert last == [
        "From columns: offered, aht, patience",
        "From columns: offered, aht, shrinkage",
        "From columns: offered, aht",
    ]


def test_measures_of_a_loss_system_take_the_same_arguments():
    queue = erlang.ErlangB(**CALLS, servers=12)
    assert queue.measures(answer_within=20) == queue.measures()
    counted = queue.measures(answer_within="20s", definition="answered_of_answered")
    assert counted.service_level == queue.service_level(answer_within=20, definition="answered_of_answered") == 1.0
    with pytest.raises(ValueError, match=r"^measures: short_abandon needs answer_within$"):
        queue.measures(short_abandon=5)
    with pytest.raises(ValueError, match=r"^service_level needs volume, interval and aht$"):
        erlang.ErlangB(load=10, servers=12).measures(answer_within=20)


@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
def test_the_first_agents_where_late_hanging_up_counts():
    """With more agents callers are answered late instead of hanging up, so holding comes and goes."""
    calls = {"volume": 607, "interval": 1800, "aht": 10, "patience": 1861}
    kind = {"answer_within": 60, "definition": "abandons_counted", "short_abandon": 600}
    levels = erlang.ErlangA(**calls, agents=np.arange(1, 5)).service_level(**kind)
    assert levels[0] > 0.22 > levels[2]
    assert levels[3] > 0.22
    need = erlang.required_agents(**calls, service_level=0.22, **kind)
    assert (need.agents, need.binding) == (1, None)
    staffed = erlang.staff(pd.DataFrame({"offered": [607], "aht": 10, "patience": 1861}), interval="30m",
                           service_level=0.22, **kind)  # fmt: skip
    assert staffed["agents"].tolist() == [1]
    assert erlang.required_agents(**calls, service_level=0.22, max_occupancy=0.99, **kind).agents == 4
    bound = erlang.required_agents(**calls, service_level=0.22, max_occupancy=0.99, fractional=True, **kind)
    assert 3 < bound.agents < 4
    assert erlang.required_agents(**calls, service_level=0.22, fractional=True, **kind).agents <= 1e-9
