"""Schedules against brute force, textbook answers and a count of our own, made from the tables alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest

import erlang


def requirement(values: list[float], start: str = "2026-01-05 08:00", step: str = "1h") -> pd.DataFrame:
    stamps = pd.date_range(start, periods=len(values), freq=step)
    return pd.DataFrame({"interval_start": stamps, "scheduled": np.asarray(values, dtype=float)})


def covered(schedule: erlang.Schedule, stamps: pd.Series, step: pd.Timedelta) -> np.ndarray:
    """People on duty and not on a break at each stamp, counted from the table of shifts alone."""
    count = np.zeros(len(stamps))
    for row in schedule.table.itertuples():
        on = (stamps >= row.start) & (stamps < row.end)
        for text in filter(None, str(row.break_offsets).split("; ")):
            offset, length, _ = text.split("/")
            begin = row.start + pd.Timedelta(seconds=float(offset))
            on &= ~((stamps < begin + pd.Timedelta(seconds=float(length))) & (stamps + step > begin))
        count += row.people * on.to_numpy()
    return count


def cheapest(values: list[float], length: int, starts: list[int], weight: float) -> float:
    """The least cost over all head counts, by trying them all."""
    most = math.ceil(max(values))
    best = math.inf
    for people in itertools.product(range(most + 1), repeat=len(starts)):
        cover = np.zeros(len(values) + length)
        for start, count in zip(starts, people):
            cover[start : start + length] += count
        short = np.maximum(0.0, np.asarray(values) - cover[: len(values)]).sum()
        best = min(best, length * sum(people) + weight * short)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_cost_equals_trying_everything(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = [float(value) for value in rng.choice([0.0, 1.0, 1.4, 2.0, 2.7, 3.0], size=6)]
    values[0] = max(values[0], 1.0)
    weight = float(rng.choice([0.5, 3.0, 10.0]))
    kind = erlang.Shift(name="part", length="3h", first_start="08:00", last_start="12:00", every="1h")
    made = erlang.schedule(requirement(values), [kind], gap=0.0, uncovered_weight=weight)
    assert made.status == "optimal"
    assert made.cost == pytest.approx(cheapest(values, 3, [0, 1, 2, 3, 4], weight), abs=1e-9)
    assert made.bound <= made.cost + 1e-9


def test_the_tables_say_what_the_result_claims() -> None:
    rng = np.random.default_rng(5)
    values = list(np.round(6 + 4 * np.sin(np.arange(22) / 21 * np.pi) + rng.random(22), 2))
    need = requirement(values, step="30min")
    kinds = [
        erlang.Shift(
            name="full",
            length="8h",
            first_start="08:00",
            last_start="11:00",
            every="30m",
            breaks=(
                erlang.Break("15m", start=("1h30m", "2h30m"), every="15m", paid=True),
                erlang.Break("30m", start=("3h30m", "5h"), every="15m"),
            ),
        ),
        erlang.Shift(name="part", length="4h", first_start="08:00", last_start="15:00", every="30m"),
    ]
    made = erlang.schedule(need, kinds)
    table = made.coverage
    step = pd.Timedelta(seconds=made.interval)
    assert made.interval == 900
    count = covered(made, table["interval_start"], step)
    assert np.array_equal(count, table["covered"])
    short = np.maximum(0.0, table["required"] - count)
    assert np.allclose(table["under"], short)
    assert np.allclose(table["over"], np.maximum(0.0, count - table["required"]))
    hours = (made.table["paid_hours"] * made.table["people"]).sum()
    assert made.paid_hours == pytest.approx(hours)
    assert made.uncovered == pytest.approx(short.sum() * 0.25)
    assert made.cost == pytest.approx(hours + 10 * short.sum() * 0.25)
    assert made.gap <= 0.003 + 1e-12
    assert erlang.check_schedule(made, need, shifts=kinds).ok


@pytest.mark.parametrize("column", ["people", "paid_hours"])
def test_the_checker_sees_a_changed_plan(column: str) -> None:
    need = requirement([2, 3, 3, 2, 1])
    kind = erlang.Shift(name="part", length="3h", first_start="08:00", last_start="10:00", every="1h")
    made = erlang.schedule(need, [kind])
    table = made.table.copy()
    table.loc[0, column] = table.loc[0, column] + 1
    changed = erlang.Schedule.from_tables(table, made.coverage, shifts=(kind,), uncovered_weight=10.0)
    assert erlang.check_schedule(made, need).ok
    assert not erlang.check_schedule(changed, need).ok


def test_a_night_shift_covers_the_next_morning_and_the_end_does_not_wrap() -> None:
    need = requirement([0] * 14 + [1] * 8 + [0] * 2, start="2026-01-05 08:00")
    night = erlang.Shift(name="night", length="8h", first_start="22:00", last_start="22:00", every="1h")
    made = erlang.schedule(need, [night])
    assert list(made.table["start"]) == [pd.Timestamp("2026-01-05 22:00")]
    assert made.uncovered == 0

    early = requirement([1] * 6 + [0] * 18, start="2026-01-06 00:00")
    assert erlang.schedule(early, [night]).uncovered == 6
    assert erlang.schedule(early, [night], carry_in=made).uncovered == 0
    assert erlang.schedule(early, [night], cyclic="1d").uncovered == 0


def test_the_post_office() -> None:
    """Winston's post office: people work five days in a row, 17 13 15 19 14 16 11 are needed; 23 are enough."""
    days = np.repeat([17.0, 13, 15, 19, 14, 16, 11], 6)
    need = requirement(list(days), start="2026-01-05 00:00", step="4h")
    kind = erlang.Shift(name="five days", length="120h", first_start="00:00", last_start="00:00", every="4h")
    made = erlang.schedule(need, [kind], cyclic=True, gap=0.0, uncovered_weight=1000.0)
    assert made.table["people"].sum() == 23
    assert made.status == "optimal"


def test_queues_have_their_own_people() -> None:
    one, two = requirement([1, 2, 1]).assign(queue="a"), requirement([2, 2, 2]).assign(queue="b")
    kind = erlang.Shift(name="all", length="3h", first_start="08:00", last_start="08:00", every="1h")
    made = erlang.schedule(pd.concat([one, two]), [kind])
    assert made.table.set_index("queue")["people"].to_dict() == {"a": 2, "b": 2}


def test_a_shift_over_the_clock_change_is_as_long_as_it_is_paid() -> None:
    stamps = pd.date_range("2026-03-28 22:00", periods=10, freq="1h", tz="Europe/Amsterdam")
    need = pd.DataFrame({"interval_start": stamps, "scheduled": 1.0})
    night = erlang.Shift(name="night", length="8h", first_start="23:00", last_start="23:00", every="1h")
    row = erlang.schedule(need, [night]).table.iloc[0]
    assert (row["end"] - row["start"]) == pd.Timedelta(hours=8)
    assert f"{row['end']:%H:%M}" == "08:00"  # the clock skipped an hour
    assert row["paid_hours"] == 8


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"gap": 1.5}, r"^schedule: gap must be"),
        ({"uncovered_weight": -1.0}, r"^schedule: uncovered_weight must be"),
        ({"work_limit": -1}, r"^schedule: work_limit must be a whole number >= 0, got -1$"),
        ({"time_limit": 0}, r"^schedule: time_limit must be > 0 s, got 0$"),
    ],
)
def test_numbers_out_of_range(words: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        erlang.schedule(requirement([1, 1]), **words)


def test_rows_that_no_number_of_agents_meets_are_refused() -> None:
    need = requirement([1, 1, 1]).assign(status=["met", "unreachable", "met"])
    with pytest.raises(ValueError, match="unreachable"):
        erlang.schedule(need)
