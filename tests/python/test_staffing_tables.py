"""staff, evaluate, totals and explain on tables of every kind."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import erlang
from erlang._frames import like, to_pandas
from erlang._staffing.inputs import origins

pytest.importorskip("polars")
pytest.importorskip("pyarrow")

GOAL = {"service_level": 0.80, "answer_within": 20}
KINDS = ("pandas", "polars", "pyarrow")
ADDED = [
    "agents", "scheduled", "positions", "load", "service_level", "asa", "abandonment", "blocking", "occupancy",
    "wait_probability", "status", "binding", "model", "warnings",
]  # fmt: skip


def day(**columns):
    frame = pd.DataFrame(
        {
            "queue": "care",
            "interval_start": pd.date_range("2026-03-02 08:00", periods=6, freq="30min"),
            "offered": [10.0, 55.0, 120.0, 90.0, 0.0, 30.0],
            "aht": [180.0, 190.0, 200.0, 210.0, 180.0, 175.0],
        }
    )
    return frame.assign(**columns)


@pytest.mark.parametrize("kind", KINDS)
def test_each_row_equals_required_agents(kind):
    source = like(day(), kind)
    staffed = erlang.staff(source, **GOAL, patience=120, shrinkage=0.3)
    assert type(staffed) is type(source)
    frame, _ = to_pandas(staffed)
    assert list(frame.columns) == [*day().columns, *ADDED]
    for row in frame.itertuples():
        need = erlang.required_agents(
            volume=row.offered, interval=1800, aht=row.aht, **GOAL, patience=120, shrinkage=0.3
        )
        assert (row.agents, row.scheduled, row.positions) == (need.agents, need.scheduled, need.positions)
        for name in ("load", "service_level", "asa", "abandonment", "blocking", "occupancy", "wait_probability"):
            assert getattr(row, name) == getattr(need, name)
        assert (row.status, row.model) == (need.status, need.model)
        assert row.binding == need.binding or (need.binding is None and pd.isna(row.binding))
        assert row.warnings == ""
    assert str(frame["agents"].dtype) in ("Int64", "int64")


def test_pandas_order_index_and_columns_are_kept():
    source = day(note=pd.Categorical(list("abcabc"))).iloc[::-1].set_axis(list("uvwxyz"))
    staffed = erlang.staff(source, **GOAL)
    assert staffed.index.tolist() == list("uvwxyz")
    pd.testing.assert_frame_equal(staffed[source.columns], source)
    assert staffed["agents"].tolist() == erlang.staff(day(), **GOAL)["agents"].tolist()[::-1]
    assert str(staffed["agents"].dtype) == str(staffed["positions"].dtype) == "Int64"


def test_fractional_and_unrounded_are_floats():
    staffed = erlang.staff(day(), **GOAL, fractional=True, rounding="none")
    assert staffed["agents"].dtype == staffed["positions"].dtype == float


def test_columns_win_cell_by_cell():
    source = day(
        patience=[np.nan, 60, 120, np.nan, 60, 60],
        shrinkage=[0.1, np.nan, 0.2, 0.2, 0.2, 0.2],
        target_service_level=[0.9, np.nan, 0.7, 0.8, 0.8, 0.8],
        target_definition=[None, "virtual_wait", None, None, None, None],
    )
    staffed = erlang.staff(source, **GOAL, patience=300, shrinkage=0.5)
    for row, (patience, shrinkage, level, definition) in enumerate(
        [(300, 0.1, 0.9, None), (60, 0.5, 0.8, "virtual_wait"), (120, 0.2, 0.7, None), (300, 0.2, 0.8, None)]
    ):
        need = erlang.required_agents(
            volume=source["offered"][row], interval=1800, aht=source["aht"][row], patience=patience,
            shrinkage=shrinkage, service_level=level, answer_within=20, definition=definition,
        )  # fmt: skip
        assert staffed["agents"][row] == need.agents
        assert staffed["scheduled"][row] == need.scheduled
        assert staffed["service_level"][row] == need.service_level
    assert (
        origins(source, **GOAL, patience=300)
        == {
            "volume": "from column",
            "aht": "from column",
            "patience": "from column, else given",
            "service_level": "from column, else given",
            "answer_within": "given",
            "definition": "from column",
            "shrinkage": "from column, else given",
        }
        or origins(source, **GOAL, patience=300)["shrinkage"] == "from column"
    )


def test_other_names_and_units():
    source = day().rename(columns={"offered": "Calls", "aht": "AHT (min)", "interval_start": "Start Time"})
    source["AHT (min)"] /= 60
    staffed = erlang.staff(source, **GOAL, interval="30m")
    assert staffed["agents"].tolist() == erlang.staff(day(), **GOAL)["agents"].tolist()
    mapped = day().rename(columns={"offered": "N"})
    assert erlang.staff(mapped, **GOAL, columns={"offered": "N"})["agents"].tolist() == staffed["agents"].tolist()
    no_aht = day().drop(columns="aht")
    assert erlang.staff(no_aht, **GOAL, aht="3m")["load"].tolist() == (day()["offered"] * 180 / 1800).tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_missing_is_never_zero(kind):
    source = like(day(offered=[10.0, np.nan, 120.0, 90.0, 0.0, 30.0]), kind)
    with pytest.warns(
        erlang.PlanningWarning, match=r"missing_input: offered or aht is missing.* \(1 of 6 rows\)"
    ) as seen:
        staffed = erlang.staff(source, **GOAL)
    assert len(seen) == 1
    frame, _ = to_pandas(staffed)
    assert pd.isna(frame["agents"][1])
    assert pd.isna(frame["service_level"][1])
    assert pd.isna(frame["status"][1])
    assert frame["warnings"].tolist() == ["", "missing_input", "", "", "", ""]
    assert frame["agents"][4] == 0
    with pytest.warns(erlang.PlanningWarning, match="left out"):
        totals = erlang.totals(staffed)
    assert to_pandas(totals)[0]["offered"][0] == 250


def test_one_warning_sums_up():
    with pytest.warns(erlang.PlanningWarning) as seen:
        staffed = erlang.staff(day(aht=4000.0), patience=1)
    assert len(seen) == 1
    assert seen[0].filename == __file__
    assert str(seen[0].message).startswith(
        "default_target: no target was given: 80 % answered within 20 s is taken (6 of"
    )
    assert staffed["warnings"].tolist() == ["default_target,long_aht"] * 6


def test_result_columns_already_there():
    staffed = erlang.staff(day(), **GOAL)
    with pytest.raises(ValueError, match=r"^staff: the table already has the result columns 'agents', 'scheduled', "):
        erlang.staff(staffed, **GOAL)
    again = erlang.staff(staffed, service_level=0.9, answer_within=20, overwrite=True)
    assert list(again.columns) == list(staffed.columns)
    assert (again["agents"] >= staffed["agents"]).all()


BAD = [
    (day().drop(columns="offered"), {}, "no column of contacts offered was found among 'queue', 'interval_start', "
     "'aht'; name it with columns={\"offered\": ...}"),
    (day().drop(columns="aht"), {}, "no column of handle times was found among 'queue', 'interval_start', 'offered'; "
     'name it with columns={"aht": ...} or give aht='),
    (day(offered=[1, 2, -3, 4, 5, 6]), {}, "offered must be >= 0, got -3 in row 2"),
    (day(aht=[1, 2, 0, 4, 5, 6]), {}, "aht must be > 0 s, got 0 in row 2"),
    (day(offered=list("abcdef")), {}, "column 'offered' must hold numbers, row 0 holds 'a'"),
    (day(patience=[1, 2, 3, 4, 5, -6]), {}, "patience must be >= 0 s, got -6 in row 5"),
    (day(target_service_level=[0.8, 0.8, 80, 0.8, 0.8, 0.8]), {}, "service_level must be in (0, 1), got 80 in row 2"),
    (day(), {"service_level": 80}, "service_level must be in (0, 1), got 80"),
    (day(target_sl=0.8), {}, "column 'target_sl' is no target; the targets are service_level, answer_within, "
     "definition, short_abandon, max_asa, asa_of, max_abandonment, max_blocking, max_occupancy, max_wait_probability, "
     "max_wait, max_wait_percentile, min_agents, max_agents"),
    (day(lines=20.5), {}, "lines must be a whole number >= 1, got 20.5 in row 0"),
    (day(redial=1.0), {}, "redial must be in [0, 1), got 1 in row 0"),
    (day(target_max_blocking=0.1), {}, "max_blocking needs lines in row 0"),
    (day(patience=100), {"patience": erlang.Lognormal(mean=100, cv=1)},
     "column 'patience' and a distribution of patience do not go together"),
    (day(target_definition="answered"), {}, "column 'target_definition' must be one of answered_of_offered, "
     "answered_of_answered, abandons_excluded, abandons_counted, virtual_wait, got 'answered' in row 0"),
    (day(patience=[1, None, 3, 4, 5, 6]), {"max_abandonment": 0.1}, "max_abandonment needs patience in row 1"),
    (day(), {"method": "sipp"}, "method must be one of stationary, mol, sipp_max, sipp_mix, lagged_sipp, got 'sipp'"),
    (day(), {"patience": [1, 2]}, "patience must be one value or one per row (6), got shape (2,)"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "arguments", "message"), BAD, ids=[message[:40] for _, _, message in BAD])
def test_bad_tables(frame, arguments, message):
    with pytest.raises(ValueError, match=r"^staff: ") as caught:
        erlang.staff(frame, **{**GOAL, **arguments})
    assert str(caught.value) == f"staff: {message}"


def test_no_table():
    with pytest.raises(TypeError, match=r"^staff: expected a table"):
        erlang.staff([1, 2])
    with pytest.raises(ValueError, match="give interval="):
        erlang.staff(day().iloc[:1], **GOAL)
    assert len(erlang.staff(day().iloc[:0], **GOAL, interval=1800)) == 0


def expected_mol(offered, aht, interval, before):
    """The mean offered load of every interval by plain integration of m' = λ − m/aht."""
    loads = []
    m = before
    steps = 20000
    h = interval / steps
    for volume, handle in zip(offered, aht):
        rate = volume / interval
        area = 0.0
        for _ in range(steps):
            k1 = rate - m / handle
            k2 = rate - (m + h / 2 * k1) / handle
            middle = m + h / 2 * k1
            area += h * middle
            m += h * k2
        loads.append(area / interval)
    return loads


def test_mol_is_the_integral_of_the_load():
    staffed = erlang.staff(day(), **GOAL, method="mol")
    first = 10 * 180 / 1800
    expected = expected_mol(day()["offered"], day()["aht"], 1800.0, first)
    assert staffed["load"].tolist() == pytest.approx(expected, rel=1e-6)
    empty = erlang.staff(day(), **GOAL, method="mol", initial="empty")
    assert empty["load"].tolist() == pytest.approx(expected_mol(day()["offered"], day()["aht"], 1800.0, 0.0), rel=1e-6)
    for row in staffed.itertuples():
        need = erlang.required_agents(volume=row.load, interval=row.aht, aht=row.aht, **GOAL)
        assert row.agents == need.agents
    assert staffed["load"][4] > 0  # nothing is offered, and calls are still in progress
    assert staffed["agents"][4] > 0


def test_mol_restarts_after_gaps_and_per_queue():
    one = day()
    shuffled = pd.concat([one, one.assign(queue="sales", offered=one["offered"] * 2)]).sample(frac=1, random_state=3)
    staffed = erlang.staff(shuffled, **GOAL, method="mol")
    alone = erlang.staff(one, **GOAL, method="mol")
    assert staffed[staffed["queue"] == "care"].sort_values("interval_start")["load"].tolist() == alone["load"].tolist()
    tomorrow = pd.concat([one, one.assign(interval_start=one["interval_start"] + pd.Timedelta(days=1))])
    assert erlang.staff(tomorrow, **GOAL, method="mol")["load"].tolist() == alone["load"].tolist() * 2
    twice = pd.concat([one, one.iloc[2:3]])
    with pytest.raises(ValueError, match=r"2026-03-02 09:00:00 is there twice \(row 6\)"):
        erlang.staff(twice, **GOAL, method="mol")
    with pytest.raises(ValueError, match=r"^staff: method 'mol' looks across rows and needs a column interval_start$"):
        erlang.staff(one.drop(columns="interval_start"), **GOAL, method="mol", interval=1800)


def test_mol_after_missing_data_restarts_stationary():
    source = day(offered=[10.0, np.nan, 120.0, 90.0, 10.0, 30.0])
    with pytest.warns(erlang.PlanningWarning, match="missing_input"):
        staffed = erlang.staff(source, **GOAL, method="mol", initial="empty")
    assert staffed["load"][2] == pytest.approx(120 * 200 / 1800)
    assert staffed["load"][0] < 1


def test_a_night_without_contacts_needs_nobody():
    source = pd.DataFrame(
        {"interval_start": pd.date_range("2026-03-02", periods=48, freq="30min"), "offered": [50.0] * 4 + [0.0] * 44}
    )
    staffed = erlang.staff(source, **GOAL, aht=180, method="mol")
    assert staffed["agents"][4] >= 1
    assert (staffed["agents"][8:] == 0).all()


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York"])
@pytest.mark.parametrize("kind", KINDS)
def test_days_on_which_clocks_change(zone, kind):
    for start in ("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01"):
        stamps = pd.date_range(start, periods=96, freq="30min", tz=zone)
        frame = pd.DataFrame({"interval_start": stamps, "offered": 40.0, "aht": 300.0})
        staffed, _ = to_pandas(erlang.staff(like(frame, kind), **GOAL, method="mol"))
        assert staffed["load"].tolist() == pytest.approx([40 * 300 / 1800] * 96)
        assert (staffed["interval_start"] == stamps).all()
        days = to_pandas(erlang.totals(like(staffed, kind), by="day"))[0]
        per_day = pd.Series(stamps).groupby(stamps.date).count().tolist()
        assert days["offered"].tolist() == [40.0 * count for count in per_day]
        assert days["agent_hours"].sum() == staffed["agents"].sum() / 2


@pytest.mark.parametrize("kind", KINDS)
def test_evaluate_agents(kind):
    source = like(day(agents=[3, 8, 15, 14, 1, 6]), kind)
    now, _ = to_pandas(erlang.evaluate(source, **GOAL, patience=120))
    required, _ = to_pandas(erlang.staff(like(day(), kind), **GOAL, patience=120))
    assert now["required"].tolist() == required["agents"].tolist()
    assert now["gap"].tolist() == (now["agents"] - required["agents"]).tolist()
    for row in now.itertuples():
        if row.offered:
            queue = erlang.ErlangA(volume=row.offered, interval=1800, aht=row.aht, patience=120, agents=row.agents)
            assert row.service_level == queue.service_level(answer_within=20)
            assert row.occupancy == queue.occupancy()
    assert [("service_level" in missed) for missed in now["missed"]] == (now["gap"] < 0).tolist()


def test_evaluate_positions():
    source = day(positions=20, shrinkage=[0.3, 0.3, 0.25, 0.3, 0.3, 0.3])
    now = erlang.evaluate(source, **GOAL)
    assert now["agents"].tolist() == pytest.approx([14, 14, 15, 14, 14, 14])
    assert now["gap"].dtype == float
    given = erlang.evaluate(day(positions=20), **GOAL, shrinkage=0.3)
    assert given["agents"].tolist() == pytest.approx([14] * 6)
    with pytest.raises(ValueError, match=r"^evaluate: the table needs a column agents, or positions and shrinkage$"):
        erlang.evaluate(day(positions=20), **GOAL)
    with pytest.raises(ValueError, match=r"^evaluate: agents must be >= 0, got -1 in row 1$"):
        erlang.evaluate(day(agents=[1, -1, 1, 1, 1, 1]), **GOAL)
    with pytest.raises(ValueError, match=r"^evaluate: the table already has the result columns 'load', "):
        erlang.evaluate(erlang.staff(day(), **GOAL), **GOAL)
    with pytest.warns(erlang.PlanningWarning, match="missing_input"):
        holes = erlang.evaluate(day(agents=pd.array([3, None, 9, 9, 9, 9], dtype="Int64")), **GOAL)
    assert pd.isna(holes["service_level"][1])


DEFINITIONS = ["answered_of_offered", "answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait"]


@pytest.mark.filterwarnings("ignore:heavy_loss")
@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_totals_are_ratios_of_sums(definition, kind):
    staffed = erlang.staff(like(day(), kind), **GOAL, definition=definition, patience=60, shrinkage=0.3)
    frame, _ = to_pandas(staffed)
    total = to_pandas(erlang.totals(staffed, by="all", hours_per_fte=37.5))[0].iloc[0]
    numerator = denominator = answered = waited = lost = busy = 0.0
    for row in frame[frame["offered"] > 0].itertuples():
        queue = erlang.ErlangA(volume=row.offered, interval=1800, aht=row.aht, patience=60, agents=row.agents)
        within = queue.service_level(answer_within=20)
        gone = queue.service_level(answer_within=20, definition="abandons_counted") - within
        served = 1 - queue.abandonment()
        up, down = {
            "answered_of_offered": (within, 1),
            "answered_of_answered": (within, served),
            "abandons_excluded": (within, 1 - gone),
            "abandons_counted": (within + gone, 1),
            "virtual_wait": (queue.service_level(answer_within=20, definition="virtual_wait"), 1),
        }[definition]
        numerator += row.offered * up
        denominator += row.offered * down
        answered += row.offered * served
        waited += row.offered * served * queue.asa()
        lost += row.offered * queue.abandonment()
        busy += row.agents * queue.occupancy()
    assert total["service_level"] == pytest.approx(numerator / denominator, rel=1e-9)
    assert total["asa"] == pytest.approx(waited / answered, rel=1e-9)
    assert total["abandonment"] == pytest.approx(lost / frame["offered"].sum(), rel=1e-9)
    assert total["occupancy"] == pytest.approx(busy / frame["agents"].sum(), rel=1e-9)
    assert total["agent_hours"] == frame["agents"].sum() / 2
    assert total["paid_hours"] == pytest.approx(frame["scheduled"].sum() / 2)
    assert total["fte"] == pytest.approx(total["paid_hours"] / 37.5)
    assert total["workload_hours"] == pytest.approx((frame["offered"] * frame["aht"]).sum() / 3600)
    assert total["peak_agents"] == frame["agents"].max()


def test_totals_by():
    week = pd.concat([day().assign(interval_start=day()["interval_start"] + pd.Timedelta(days=d)) for d in range(9)])
    both = pd.concat([week, week.assign(queue="sales")])
    staffed = erlang.staff(both, **GOAL)
    days = erlang.totals(staffed, by=("queue", "day"), hours_per_fte=40)
    assert list(days.columns[:3]) == ["queue", "date", "offered"]
    assert len(days) == 18
    weeks = erlang.totals(staffed, by="week", hours_per_fte=40)
    assert weeks["week"].tolist() == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-09")]
    assert weeks["fte"].sum() == pytest.approx(days["fte"].sum())
    assert weeks["peak_agents"].tolist() == [2 * days["peak_agents"].max()] * 2
    intervals = erlang.totals(staffed, by="interval")
    assert len(intervals) == 54
    assert intervals["service_level"].isna().sum() == 9  # nothing was offered
    assert erlang.totals(staffed, by="month")["month"].tolist() == [pd.Timestamp("2026-03-01")]
    assert erlang.totals(staffed, by="queue")["queue"].tolist() == ["care", "sales"]


def test_totals_refuses():
    staffed = erlang.staff(day(), **GOAL, max_occupancy=1e-13)
    with pytest.raises(ValueError, match="totals: 5 rows are unreachable and have no agents: row 0 ") as caught:
        erlang.totals(staffed)
    assert str(caught.value).startswith(
        "totals: 5 rows are unreachable and have no agents: row 0 (care, 2026-03-02 08:00:00), row 1 "
    )
    good = erlang.staff(day(), **GOAL)
    for arguments, message in (
        ({"by": "year"}, "by must be one of queue, interval, day, week, month, all, got 'year'"),
        ({"by": ("day", "week")}, "by must name different keys, at most one of them a time, got ('day', 'week')"),
        ({"hours_per_fte": 0}, "hours_per_fte must be > 0, got 0"),
        ({"asa_of": "some"}, "asa_of must be one of answered, all, virtual_wait, got 'some'"),
    ):
        with pytest.raises(ValueError, match="totals: ") as caught:
            erlang.totals(good, **arguments)
        assert str(caught.value) == f"totals: {message}"
    with pytest.raises(ValueError, match=r"^totals: the table has no column 'agents'; staff or evaluate it first$"):
        erlang.totals(day())


def test_limited_rows_pass():
    staffed = erlang.staff(day(), **GOAL, max_agents=5)
    assert staffed["status"].tolist() == ["met", "limited", "limited", "limited", "met", "met"]
    assert np.isinf(erlang.totals(staffed)["asa"][0])


def test_explain_a_row():
    source = day(patience=120.0)
    staffed = erlang.staff(source, **GOAL, shrinkage=0.3)
    text = erlang.explain(staffed, row=2, **GOAL, shrinkage=0.3)
    assert text.splitlines()[0] == "Row 2: care, 2026-03-02 09:00:00"
    assert "  load = volume * aht / interval = 120 * 200 / 1800 = 13.3333 erlangs" in text
    assert f"agents = {staffed['agents'][2]}, the first whole number" in text
    assert text.splitlines()[-1] == "From columns: offered, aht, patience"
    other = erlang.explain(staffed, row=2, service_level=0.95, answer_within=20)
    assert other.splitlines()[-1].endswith("it was staffed with other arguments than given here")
    carried = erlang.explain(source, row=1, **GOAL, method="mol")
    assert "the load carried" in carried.lower()
    with pytest.raises(ValueError, match=r"^explain: row must be in 0 \.\.\. 5, got 6$"):
        erlang.explain(source, row=6, **GOAL)
    with pytest.raises(TypeError, match=r"^explain: unexpected argument 'servicelevel'$"):
        erlang.explain(source, row=1, servicelevel=3)
    with pytest.raises(TypeError, match=r"^explain: need must be a Requirement or a table, got int$"):
        erlang.explain(3)


def test_explain_array_results_and_statuses():
    many = erlang.required_agents(volume=[50, 100], interval=1800, aht=180, **GOAL, shrinkage=0.3)
    one = erlang.required_agents(volume=100, interval=1800, aht=180, **GOAL, shrinkage=0.3)
    assert erlang.explain(many, row=1) == erlang.explain(one)
    with pytest.raises(ValueError, match=r"^explain: row must name one of the 2 elements, got None$"):
        erlang.explain(many)
    limited = erlang.required_agents(volume=100, interval=1800, aht=180, **GOAL, max_agents=12)
    assert "agents = max_agents = 12, max_agents is too low for service_level" in erlang.explain(limited)
    never = erlang.required_agents(volume=100, interval=1800, aht=180, **GOAL, max_occupancy=1e-12)
    assert erlang.explain(never).splitlines()[-1] == "  unreachable: no number of agents meets max_occupancy"
    idle = erlang.required_agents(volume=0, interval=1800, aht=180, **GOAL)
    assert "agents = 0, load 0 needs min_agents or nobody" in erlang.explain(idle)
    floor = erlang.required_agents(volume=100, interval=1800, aht=180, **GOAL, min_agents=16)
    assert "15 agents: min_agents 15 < 16, missed" in erlang.explain(floor)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "31 agents" not in erlang.explain(one)


# --- across rows ---------------------------------------------------------------------------------------------------


def test_methods_that_look_across_rows() -> None:
    frame = pd.DataFrame(
        {
            "interval_start": pd.date_range("2026-03-02 08:00", periods=5, freq="30min"),
            "offered": [10, 30, 60, 40, 40],
            "aht": 900,
        }
    )
    loads = {
        # The rate as straight lines between the middles of rows: 10|20|45|50|40|40 at the ends.
        "sipp_max": [10, 22.5, 30, 25, 20],
        "sipp_mix": [5, 15, 30, 25, 20],
        # Half an interval earlier: half of each row sees the row before.
        "lagged_sipp": [5, 10, 22.5, 25, 20],
    }
    for method, load in loads.items():
        staffed = erlang.staff(frame, **GOAL, method=method)
        assert staffed["load"].tolist() == pytest.approx(load, rel=1e-12)
        alone = erlang.required_agents(load=np.array(load), max_occupancy=0.9).agents
        capped = erlang.staff(frame, max_occupancy=0.9, method=method)
        assert capped["agents"].tolist() == alone.tolist()
        assert f"({method})" in str(erlang.explain(frame, row=1, **GOAL, method=method))
    assert erlang.staff(frame, **GOAL, method="lagged_sipp", initial="empty")["load"][0] == pytest.approx(2.5)


@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
def test_totals_leave_out_rows_that_could_not_be_evaluated():
    frame = day().assign(agents=20)
    frame.loc[2, "aht"] = None
    now = erlang.evaluate(frame, **GOAL)
    whole = erlang.evaluate(day().assign(agents=20).drop(index=2), **GOAL)
    columns = ["offered", "aht", "service_level", "agent_hours"]
    assert erlang.totals(now)[columns].to_numpy() == pytest.approx(erlang.totals(whole)[columns].to_numpy())


def test_evaluate_empties_what_a_staffing_said_of_other_agents():
    staffed = erlang.staff(day(), **GOAL)
    now = erlang.evaluate(staffed.assign(agents=3), overwrite=True, **GOAL)
    assert now["status"].isna().all()
    assert now["binding"].isna().all()
    assert (now["missed"] == "service_level").any()


@pytest.mark.parametrize("absent", [0.0, np.nan])
def test_a_row_with_nothing_offered_needs_no_aht(absent):
    stamps = pd.date_range("2026-03-02 08:00", periods=4, freq="30min")
    table = pd.DataFrame({"interval_start": stamps, "offered": [0, 50, 0, 60], "aht": [absent, 900, absent, 1200]})
    table = pd.concat([table.assign(queue="a"), table.assign(queue="b", aht=[absent, 60, absent, 90])])
    table = table.iloc[[6, 0, 3, 5, 1, 7, 2, 4]]  # in no order
    known = table.assign(aht=np.where(table["queue"] == "a", 900.0, 60.0)).assign(
        aht=lambda each: np.where(table["offered"] == 60, table["aht"], each["aht"])
    )
    for method in ("stationary", "mol", "sipp_max", "sipp_mix", "lagged_sipp"):
        staffed = erlang.staff(table, **GOAL, method=method)
        expected = erlang.staff(known, **GOAL, method=method)
        pd.testing.assert_frame_equal(staffed.drop(columns="aht"), expected.drop(columns="aht"))
        present = erlang.evaluate(staffed, **GOAL, method=method, overwrite=True)
        assert present["gap"].tolist() == [0] * 8
    idle = table["offered"].to_numpy() == 0
    assert erlang.staff(table, **GOAL)["agents"][idle].tolist() == [0, 0, 0, 0]
    assert erlang.staff(table, **GOAL, min_agents=2)["agents"][idle].tolist() == [2, 2, 2, 2]
    assert (erlang.staff(table, **GOAL, method="mol")["load"][idle] > 0).sum() == 2  # calls still in progress


def test_an_aht_of_0_is_an_error_where_something_is_offered():
    table = pd.DataFrame({"offered": [0, 50, 40], "aht": [0, 180, 0]})
    with pytest.raises(ValueError, match=r"^staff: aht must be > 0 s, got 0 in row 2$"):
        erlang.staff(table, **GOAL, interval="30m")
    with pytest.raises(ValueError, match=r"^staff: aht must be > 0 s, got 0$"):
        erlang.staff(table[["offered"]], **GOAL, interval="30m", aht=0)
    given = erlang.staff(table[["offered"]], **GOAL, interval="30m", aht=[0, 180, 200])
    assert given["agents"].tolist() == [0, 8, 7]
    nothing = pd.DataFrame({"offered": [0, 0], "aht": [0, None]})
    assert erlang.staff(nothing, **GOAL, interval="30m")["agents"].tolist() == [0, 0]


@pytest.mark.parametrize("by", ["day", "all"])
def test_totals_of_no_rows_have_the_same_columns(by):
    table = pd.DataFrame({"interval_start": pd.to_datetime(["2026-03-02 08:00"]), "offered": [50.0], "aht": [180.0]})
    full, none = (erlang.staff(rows, **GOAL, interval="30m") for rows in (table, table.iloc[:0]))
    columns = erlang.totals(full, by=by, interval="30m").columns.tolist()
    assert "peak_agents" in columns
    assert erlang.totals(none, by=by, interval="30m").columns.tolist() == columns
