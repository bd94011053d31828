"""Durations at the door."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from erlang._units import format_seconds, seconds


def read(value: object) -> object:
    return seconds(value, function="f", argument="aht")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (180, 180.0),
        (0.5, 0.5),
        ("180", 180.0),
        ("1e3", 1000.0),
        ("30m", 1800.0),
        ("8h30m", 30600.0),
        ("1w", 604800.0),
        ("1.5h", 5400.0),
        ("1d12h", 129600.0),
        (" 20s ", 20.0),
        (timedelta(minutes=3), 180.0),
        (np.timedelta64(3, "m"), 180.0),
        (np.float64(2.5), 2.5),
        (np.int64(7), 7.0),
    ],
)
def test_what_is_a_duration(value: object, expected: float) -> None:
    assert read(value) == expected


def test_arrays_of_seconds_and_timedeltas() -> None:
    assert np.array_equal(read(np.array([1, 2])), [1.0, 2.0])
    assert np.array_equal(read(np.array([60, 120], dtype="m8[s]")), [60.0, 120.0])


@pytest.mark.parametrize("text", ["", "m", "30 m", "30M", "30m8h", "1h1h", "3:00", "half an hour", "30min", "1h30"])
def test_other_text_shows_the_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"^f: aht must be a duration \[Nw\]\[Nd\]\[Nh\]\[Nm\]\[Ns\]") as error:
        read(text)
    assert str(error.value).endswith(f"got {text!r}")


@pytest.mark.parametrize("value", [True, None, object(), {}, [None, "20s"], ["20s", True], [1.0, True], [object()]])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"^f: aht must be seconds as a number"):
        read(value)


def test_several_durations() -> None:
    several = ["3m", timedelta(minutes=4), 300, np.timedelta64(6, "m")]
    assert read(several).tolist() == [180, 240, 300, 360]
    assert read(np.array([["3m", "4m"]])).tolist() == [[180, 240]]
    assert np.isnan(read(np.ma.masked_array([1.0, 2.0], mask=[False, True]))).tolist() == [False, True]
    with pytest.raises(ValueError, match=r"^f: aht must be a duration .*, got '3:00' at index 1$"):
        read(["3m", "3:00"])
    with pytest.raises(TypeError, match=r"^f: aht must be seconds .*, got NoneType at index 1$"):
        read(["3m", None])


def test_an_integer_that_no_float_holds_is_infinite() -> None:
    assert (read(10**400), read(-(10**400))) == (math.inf, -math.inf)


@given(st.integers(0, 10**7))
def test_the_shortest_text_reads_back(value: int) -> None:
    assert read(format_seconds(value)) == value
