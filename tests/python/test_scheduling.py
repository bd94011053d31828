"""Shifts, the grid of local times, tables and back, the checker, interruption."""

from __future__ import annotations

import dataclasses
import io
import itertools
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars
import pytest

import erlang
from erlang import Break, Schedule, Shift, check_schedule
from erlang.scheduling import default_shifts

DAY = Shift(name="day", length="4h", first_start="08:00", last_start="12:00", every="1h")


def need_of(values: list[float], start: str = "2026-01-05 08:00", step: str = "1h", zone: str | None = None) -> Any:
    stamps = pd.date_range(start, periods=len(values), freq=step, tz=zone)
    return pd.DataFrame({"interval_start": stamps, "scheduled": np.asarray(values, dtype=float)})


def week_of(days: int, first: int, last: int, seed: int = 1, peak: float = 30.0) -> pd.DataFrame:
    """Half hours from ``first`` to ``last`` o'clock of ``days`` days."""
    rng = np.random.default_rng(seed)
    parts = []
    for day in range(days):
        count = 2 * (last - first)
        shape = 0.2 + np.sin(np.pi * (np.arange(count) + 0.5) / count) ** 2
        start = pd.Timestamp("2026-01-05") + pd.Timedelta(days=day, hours=first)
        stamps = pd.date_range(start, periods=count, freq="30min")
        parts.append(pd.DataFrame({"interval_start": stamps, "scheduled": peak * shape + rng.random(count)}))
    return pd.concat(parts, ignore_index=True)


# --- shifts ------------------------------------------------------------------------------------------------------


def test_shift_says_how_it_was_made() -> None:
    text = (
        "Shift(name='full', length='8h30m', first_start='22:00', last_start='01:00', every='30m', "
        "breaks=(Break('15m', start=('1h30m', '2h30m'), every='15m', paid=True),), days=('mon', 'tue'))"
    )
    made = eval(text)
    assert repr(made) == text
    assert made == pickle.loads(pickle.dumps(made))
    assert len({made, eval(text)}) == 1
    assert len(made.starts()) == 7  # 22:00 … 01:00 of the next day
    assert made.paid_hours == 8.5
    assert made.break_share == pytest.approx(0.25 / 8.5)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"name": ""}, "Shift: name must be a text that is not empty, got ''"),
        ({"length": 0}, "Shift 'a': length must be > 0 s, got 0"),
        ({"length": "8:30"}, "Shift 'a': length must be a duration"),
        ({"first_start": "25:00"}, "Shift 'a': first_start must be a clock time such as '07:30', got '25:00'"),
        ({"last_start": "09:10"}, "Shift 'a': every must divide the time from first_start to last_start, got 30m"),
        ({"days": ["someday"]}, "Shift 'a': days must be of mon, tue, wed, thu, fri, sat, sun, got 'someday'"),
        (
            {"breaks": [Break("30m", start="3h45m")]},
            "Shift 'a': a break must end within the shift of 4h, got one of 30m that may start at 3h45m",
        ),
        (
            {"breaks": [Break("1h", start="1h"), Break("1h", start="1h30m")]},
            "Shift 'a': its breaks cannot be placed without overlapping",
        ),
    ],
)
def test_what_is_wrong_with_a_shift(words: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r"^Shift") as caught:
        Shift(**{"name": "a", "length": "4h", "first_start": "08:00", **words})
    assert str(caught.value).startswith(message)


def test_what_is_wrong_with_a_break() -> None:
    with pytest.raises(ValueError, match=r"^Break: every must divide the window of starts, got 15m for 1h … 1h20m$"):
        Break("15m", start=("1h", "1h20m"))
    with pytest.raises(ValueError, match=r"^Break: start must not end before it begins, got 2h … 1h$"):
        Break("15m", start=("2h", "1h"))
    with pytest.raises(TypeError, match=r"^Break: paid must be True or False, got int$"):
        Break("15m", start="1h", paid=1)  # type: ignore[arg-type]


# --- default shifts ----------------------------------------------------------------------------------------------


def test_default_shifts_are_those_documented() -> None:
    kinds = default_shifts()
    assert [kind.length for kind in kinds] == [30600, 23400, 14400]
    assert [[(one.length, one.paid) for one in kind.breaks] for kind in kinds] == [[(1800, False)]] * 2 + [[]]
    assert all(kind.every == 1800 for kind in kinds)


def test_default_shifts_stay_inside_opening_hours() -> None:
    made = erlang.schedule(week_of(3, 7, 21))
    assert made.gap <= 0.003
    starts = made.table["start"]
    assert (starts.dt.hour >= 7).all()
    assert (made.table["end"] <= starts.dt.normalize() + pd.Timedelta(hours=21)).all()
    assert set(starts.dt.minute) <= {0, 30}


def test_default_shifts_serve_an_opening_shorter_than_any_of_them() -> None:
    made = erlang.schedule(need_of([1, 2, 2], start="2026-01-05 10:15", step="30min"))
    assert made.uncovered == 0
    assert list(made.table["shift"].unique()) == ["4h"]


def test_default_shifts_pass_midnight_where_the_queue_never_closes() -> None:
    made = erlang.schedule(need_of([2.0] * 48, start="2026-01-05 00:00"))
    assert made.uncovered == 0
    assert (made.table["end"].dt.date > made.table["start"].dt.date).any()


# --- breaks ------------------------------------------------------------------------------------------------------


def test_breaks_with_windows_that_meet_stay_apart() -> None:
    kind = Shift(
        name="full",
        length="6h",
        first_start="08:00",
        last_start="10:00",
        breaks=(
            Break("15m", start=("1h", "3h"), paid=True),
            Break("15m", start=("2h", "4h"), paid=True),
            Break("30m", start=("2h", "3h"), every="30m"),
        ),
    )
    need = need_of([3, 4, 4, 3, 3, 4, 4, 3], start="2026-01-05 08:00")
    made = erlang.schedule(need, [kind])
    assert check_schedule(made, need).ok
    for text in made.table["break_offsets"]:
        spans = sorted((int(p.split("/")[0]), int(p.split("/")[1])) for p in text.split("; "))
        assert len(spans) == 3
        assert all(a + length <= b for (a, length), (b, _) in itertools.pairwise(spans))


def test_shrinkage_that_includes_breaks_is_divided_by_kind() -> None:
    paid = Shift(name="a", length="4h", first_start="08:00", breaks=[Break("30m", start="2h", paid=True)])
    need = need_of([7.0] * 4).assign(shrinkage=0.3)
    made = erlang.schedule(need, [paid], shrinkage_includes_breaks=True, uncovered_weight=100)
    # 1 / (1 − 0.5 / 4) = 8/7 of a person each: 7 people cover 8, and 6 cover 6.86.
    assert made.table["people"].sum() == 7
    assert made.coverage["covered"].max() == pytest.approx(8.0)
    assert check_schedule(made, need).ok
    message = (
        "^schedule: shrinkage_includes_breaks needs a shrinkage of at least the share of breaks in the paid time, and "
        "shift 'a' has 0.125 against 0.1$"
    )
    with pytest.raises(ValueError, match=message):
        erlang.schedule(need.assign(shrinkage=0.1), [paid], shrinkage_includes_breaks=True)


# --- time --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("date", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_days_on_which_the_clock_changes(date: str, hours: int) -> None:
    zone = "Europe/Amsterdam"
    stamps = pd.date_range(date, periods=2 * hours, freq="30min", tz=zone)
    assert stamps[-1].strftime("%H:%M") == "23:30"
    need = pd.DataFrame({"interval_start": stamps, "scheduled": 2.0})
    made = erlang.schedule(need)
    assert made.uncovered == 0
    assert len(made.coverage) == 2 * hours
    assert (made.table["end"] - made.table["start"] == pd.to_timedelta(made.table["length"], unit="s")).all()
    assert check_schedule(made, need).ok


def test_a_start_the_clock_skips_does_not_exist() -> None:
    need = need_of([1.0] * 6, start="2026-03-29 00:00", zone="Europe/Amsterdam")
    early = Shift(name="early", length="3h", first_start="02:00", last_start="03:00")
    made = erlang.schedule(need, [early])
    assert [f"{start:%H:%M}" for start in made.table["start"]] == ["03:00"]
    late = Shift(name="late", length="3h", first_start="02:30")
    assert erlang.schedule(need, [late]).status == "infeasible"


def test_days_of_the_week_limit_starts() -> None:
    need = pd.concat([need_of([1] * 4), need_of([1] * 4, start="2026-01-06 08:00")])
    monday = Shift(name="monday", length="4h", first_start="08:00", days=["monday"])
    made = erlang.schedule(need, [monday])
    assert made.uncovered == 4
    assert made.message == (
        "no plan costs less; 4.00 agent-hours are uncovered; no shift reaches 4 of the slots in which people are "
        "required: Tue 2026-01-06 08:00-12:00"
    )


def test_a_cycle_must_not_change_its_clock() -> None:
    need = need_of([1.0] * 6, start="2026-03-28 00:00", zone="Europe/Amsterdam")
    with pytest.raises(ValueError, match=r"^schedule: cyclic needs days that are alike, and the clock changes"):
        erlang.schedule(need, [DAY], cyclic=True)


def test_the_grid_is_the_greatest_common_step() -> None:
    quarter = Shift(name="a", length="4h15m", first_start="08:00", last_start="09:00")
    assert erlang.schedule(need_of([1, 1]), [quarter]).interval == 900
    odd = Shift(name="a", length=3601, first_start="08:00")
    with pytest.raises(ValueError, match="must share a step of at least 1m, got 1s"):
        erlang.schedule(need_of([1, 1]), [odd])


# --- tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", [None, "Europe/Amsterdam"])
def test_tables_come_back_from_csv(zone: str | None) -> None:
    need = need_of([2, 3, 3, 2, 2, 1.5, 1, 1], zone=zone)
    kind = Shift(name="a", length="4h", first_start="08:00", last_start="12:00", breaks=[Break("30m", start="2h")])
    made = erlang.schedule(need, [kind])
    table = pd.read_csv(io.StringIO(made.table.to_csv(index=False)))
    coverage = pd.read_csv(io.StringIO(made.coverage.to_csv(index=False)))
    again = Schedule.from_tables(table, coverage, shifts=made.shifts, timezone=zone)
    assert again.cost == pytest.approx(made.cost)
    assert np.isnan(again.bound)
    assert list(again.table["start"]) == list(made.table["start"])
    assert check_schedule(again, need).ok
    tomorrow = need.assign(interval_start=need["interval_start"] + pd.Timedelta(days=1))
    assert erlang.schedule(tomorrow, [kind], carry_in=table).cost == pytest.approx(made.cost)


def test_frames_come_back_in_their_kind() -> None:
    made = erlang.schedule(polars.from_pandas(need_of([1, 2, 2, 1])), [DAY])
    assert isinstance(made.table, polars.DataFrame)
    assert made.table.columns == [
        "queue",
        "shift",
        "start",
        "end",
        "length",
        "breaks",
        "break_offsets",
        "paid_hours",
        "people",
    ]
    assert made.coverage.columns == ["queue", "interval_start", "required", "covered", "over", "under"]
    assert made == erlang.schedule(polars.from_pandas(need_of([1, 2, 2, 1])), [DAY])


def test_schedules_compare_and_pickle() -> None:
    made = erlang.schedule(need_of([1, 2, 2, 1]), [DAY])
    assert made == pickle.loads(pickle.dumps(made))
    assert made != erlang.schedule(need_of([1, 2, 3, 1]), [DAY])
    assert made != dataclasses.replace(made, cost=made.cost + 1)
    assert repr(made).startswith("Schedule(status='optimal', cost=8.00, bound=8.00")


def test_agents_are_divided_by_the_shrinkage() -> None:
    need = need_of([7, 7]).rename(columns={"scheduled": "agents"})
    made = erlang.schedule(need, [DAY], required="agents", shrinkage=0.3)
    assert made.coverage["required"].iloc[0] == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="scheduled"), "schedule: requirement has no column 'scheduled'; it has"),
        (lambda f: f.iloc[:0], "schedule: requirement must have at least one row"),
        (lambda f: f.assign(scheduled=[1, -1, 1]), "schedule: scheduled must be in [0, 1000000], got -1 at"),
        (lambda f: f.assign(scheduled=[1, np.nan, 1]), "schedule: scheduled must be a number, got nan at"),
        (lambda f: pd.concat([f, f.iloc[:1]]), "schedule: the interval of 2026-01-05 08:00 appears twice"),
        (
            lambda f: f.assign(status="unreachable"),
            "schedule: 3 rows of the requirement are unreachable, so nobody knows how many people they need: "
            "2026-01-05 08:00, 2026-01-05 09:00, 2026-01-05 10:00",
        ),
    ],
)
def test_what_is_wrong_with_a_requirement(change: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r"^schedule: ") as caught:
        erlang.schedule(change(need_of([1, 1, 1])), [DAY])
    assert str(caught.value).startswith(message)


def test_limited_rows_pass_and_are_told() -> None:
    made = erlang.schedule(need_of([1, 1]).assign(status=["met", "limited"]), [DAY])
    assert made.issues == (("limited_rows", "1 intervals ask for fewer people than their targets need"),)


def test_shifts_are_checked() -> None:
    with pytest.raises(ValueError, match=r"^schedule: shifts must have different names, got 'day' twice$"):
        erlang.schedule(need_of([1]), [DAY, DAY], interval="1h")
    with pytest.raises(TypeError, match=r"^schedule: shifts must hold Shift, got str$"):
        erlang.schedule(need_of([1]), ["day"], interval="1h")  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"^schedule: shifts must hold at least one shift$"):
        erlang.schedule(need_of([1]), [], interval="1h")


# --- the checker -------------------------------------------------------------------------------------------------


def _with(made: Schedule, column: str, value: Any) -> Schedule:
    table = made.table.copy()
    table.loc[0, column] = value
    return dataclasses.replace(made, table=table)


def test_every_change_of_a_schedule_is_found() -> None:
    kind = Shift(
        name="a", length="4h", first_start="08:00", last_start="12:00", breaks=[Break("30m", start=("1h", "2h"))]
    )
    need = need_of([2, 3, 3, 2, 2, 1, 1, 1])
    made = erlang.schedule(need, [kind])
    assert check_schedule(made, need).ok
    start, people = made.table.loc[0, "start"], made.table.loc[0, "people"]
    cover = made.coverage.assign(covered=made.coverage["covered"] + 1)
    changed = [
        _with(made, "people", people + 1),
        _with(made, "people", 0),
        _with(made, "start", start + pd.Timedelta(minutes=30)),
        _with(made, "start", start + pd.Timedelta(minutes=7)),
        _with(made, "length", 3 * 3600),
        _with(made, "shift", "b"),
        _with(made, "queue", "elsewhere"),
        _with(made, "break_offsets", ""),
        _with(made, "break_offsets", "0/1800/unpaid"),
        _with(made, "break_offsets", "4500/1800/unpaid; 5400/1800/unpaid"),
        _with(made, "break_offsets", "nonsense"),
        _with(made, "paid_hours", 4.0),
        dataclasses.replace(made, table=made.table.iloc[1:]),
        dataclasses.replace(made, coverage=cover),
        dataclasses.replace(made, coverage=made.coverage.iloc[1:]),
        dataclasses.replace(made, cost=made.cost - 1),
        dataclasses.replace(made, bound=made.cost + 1),
        dataclasses.replace(made, gap=0.5),
        dataclasses.replace(made, uncovered=made.uncovered + 1),
    ]
    for number, one in enumerate(changed):
        assert not check_schedule(one, need).ok, number
    other = Shift(name="a", length="4h", first_start="08:00", breaks=[Break("30m", start="3h")])
    assert not check_schedule(made, need, [other]).ok
    assert not check_schedule(made, need_of([9] * 8)).ok


@pytest.mark.parametrize("cyclic", [False, True])
def test_the_checker_agrees_around_the_clock(cyclic: bool) -> None:
    need = week_of(7, 0, 24, peak=12.0)
    made = erlang.schedule(need, cyclic=cyclic)
    checked = check_schedule(made, need)
    assert checked.differences == ()
    assert made.gap <= 0.003


# --- stopping ----------------------------------------------------------------------------------------------------

_LONG = """
    import numpy as np, pandas as pd, erlang
    stamps = pd.date_range("2026-01-05", periods=365 * 96, freq="15min")
    rng = np.random.default_rng(1)
    need = pd.DataFrame({"interval_start": stamps, "scheduled": 40 + 60 * rng.random(len(stamps))})
    kinds = [erlang.Shift(name=f"{hours} h", length=f"{hours}h", first_start="00:00", last_start="23:30",
                          breaks=[erlang.Break("15m", start=("1h", "3h"))]) for hours in (4, 5, 6, 7, 8, 9, 10)]
    print("begins", flush=True)
    made = erlang.schedule(need, kinds, gap=0.0, work_limit=10**12)
    print(made.status, erlang.check_schedule(made, need).ok, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_returns_the_best_schedule_so_far(root: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_LONG)], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    time.sleep(2.0)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=300)
    assert output == "stopped True\n"
    assert process.returncode == 0


def test_an_exception_of_the_progress_function_is_raised() -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match=r"^enough$"):
        erlang.schedule(need_of([1, 1]), [DAY], progress=fail)


@pytest.mark.parametrize("other", ["highspy", "ortools.linear_solver.pywraplp"])
@pytest.mark.parametrize("first", [True, False])
def test_import_beside_other_copies_of_the_solver(other: str, first: bool) -> None:
    pytest.importorskip(other.split(".")[0], reason=f"{other.split('.')[0]} is not installed")
    imports = [f"import {other}", "import erlang.scheduling"]
    code = "\n".join(
        [
            *(imports if first else imports[::-1]),
            "import pandas as pd, erlang",
            "need = pd.DataFrame({'interval_start': pd.date_range('2026-01-05 08:00', periods=8, freq='h'),",
            "                     'scheduled': [2, 3, 3, 2, 2, 1, 1, 1]})",
            "print(erlang.schedule(need).status)",
        ]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() in {"optimal", "feasible"}, done.stderr


def test_the_shrinkage_of_a_staffed_table_is_known() -> None:
    calls = pd.DataFrame({"interval_start": pd.date_range("2026-01-05 09:00", periods=8, freq="h"), "aht": 180.0})
    staffed = erlang.staff(
        calls.assign(offered=[0.0] + [100.0] * 7), shrinkage=0.3, service_level=0.8, answer_within=20
    )
    assert "shrinkage" not in staffed
    pause = erlang.Break("30m", start=("3h", "4h"), paid=True)
    day = erlang.Shift(name="day", length="8h", first_start="09:00", last_start="09:00", breaks=(pause,))
    words = {"shrinkage_includes_breaks": True}
    made = erlang.schedule(staffed, [day], **words)
    assert made.coverage.equals(erlang.schedule(staffed, [day], shrinkage=0.3, **words).coverage)
    assert erlang.schedule(staffed, [day], required="agents").cost == erlang.schedule(staffed, [day]).cost


# --- the published week ------------------------------------------------------------------------------------------


def _benchmark_shift(slots: int) -> Shift:
    def pause(first: int, length: int, paid: bool) -> Break:
        return Break(900 * length, start=(900 * first, 900 * (first + 4)), every=900, paid=paid)

    if slots < 24:
        breaks = [pause(slots // 2 - 2, 1, True)]
    else:
        meal = 2 if slots <= 30 else 3 if slots <= 36 else 4
        breaks = [
            pause(max(4, slots // 4 - 2), 1, True),
            pause((slots - meal) // 2 - 1, meal, False),
            pause(-(-3 * slots // 4) - 1, 1, True),
        ]
    return Shift(name=str(slots), length=900 * slots, first_start="00:00", last_start="23:30", breaks=breaks)


def test_the_published_day_is_solved_to_its_optimum(shared: Path) -> None:
    file = shared / "benchmarks" / "shifts" / "contact_centre_week_required.csv"
    if not file.exists():
        pytest.skip("the published week is not here (benchmarks/shifts)")
    week = pd.read_csv(file)
    monday = week[week["day"] == 0]
    stamps = pd.Timestamp("2026-01-05") + pd.to_timedelta(15 * monday["slot"], unit="min")
    need = pd.DataFrame({"interval_start": stamps, "scheduled": monday["required"].astype(float)})
    kinds = [_benchmark_shift(slots) for slots in range(16, 41, 2)]
    made = erlang.schedule(need, kinds, cyclic="1d", gap=0.0, uncovered_weight=1000)
    assert made.status == "optimal"
    assert made.cost == pytest.approx(1388.75)
    assert check_schedule(made, need).ok
