"""Any frame in, the same kind out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from erlang._frames import is_frame, like, to_pandas, with_columns

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")


def sample() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "queue": ["sales", None, "care"],
            "interval_start": pd.to_datetime(["2026-03-02 08:00", "2026-03-02 08:30", None]),
            "zoned": pd.to_datetime(["2026-10-25 00:30", "2026-10-25 01:30", None], utc=True).tz_convert(
                "Europe/Amsterdam"
            ),
            "offered": [1.5, np.nan, 3.0],
            "agents": pd.array([1, None, 3], dtype="Int64"),
            "open": [True, False, True],
        }
    )


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_there_and_back(kind):
    frame = like(sample(), kind)
    assert is_frame(frame)
    assert type(frame).__module__.startswith(kind)
    back, found = to_pandas(frame)
    assert found == kind
    assert list(back.columns) == list(sample().columns)
    assert back["agents"].dtype == "Int64"
    assert back["agents"].tolist() == [1, pd.NA, 3]
    assert back["offered"].isna().tolist() == [False, True, False]
    assert back["queue"].isna().tolist() == [False, True, False]
    assert str(back["zoned"].dt.tz) == "Europe/Amsterdam"
    assert (back["zoned"].dropna() == sample()["zoned"].dropna()).all()
    assert (back["interval_start"].dropna() == sample()["interval_start"].dropna()).all()
    assert back["interval_start"].isna().tolist() == [False, False, True]


def test_nulls_reach_polars_and_pyarrow_as_nulls():
    assert like(sample(), "polars")["offered"].to_list() == [1.5, None, 3.0]
    assert like(sample(), "pyarrow")["agents"].to_pylist() == [1, None, 3]
    assert like(sample(), "polars").schema["zoned"] == pl.Datetime("us", "Europe/Amsterdam")


def test_infinity_is_no_null():
    assert like(pd.DataFrame({"asa": [np.inf]}), "polars")["asa"].to_list() == [np.inf]


def test_with_columns_leaves_the_rest_alone():
    frame = pd.DataFrame({"when": pd.Categorical(["a", "b"]), "x": [1, 2]}, index=[7, 3])
    result = with_columns(frame, {"agents": pd.Series([5, 6], dtype="Int64")})
    assert result.index.tolist() == [7, 3]
    assert result["when"].dtype == "category"
    assert result["agents"].tolist() == [5, 6]
    assert "agents" not in frame.columns
    table = pl.DataFrame({"when": pl.Series(["a"], dtype=pl.Categorical), "x": [1]})
    result = with_columns(table, {"agents": pd.Series([5], dtype="Int64"), "status": pd.Series(["met"])})
    assert result.columns == ["when", "x", "agents", "status"]
    assert result.schema["when"] == table.schema["when"]
    assert (result.schema["agents"], result.schema["status"]) == (pl.Int64, pl.String)


@pytest.mark.parametrize("kind", ["polars", "pyarrow"])
def test_empty_and_all_null_columns(kind):
    frame = pd.DataFrame({"agents": pd.array([None], dtype="Int64"), "binding": pd.Series([None], dtype=object)})
    assert like(frame, kind).shape == (1, 2)
    back, _ = to_pandas(like(frame.iloc[:0], kind))
    assert list(back.columns) == ["agents", "binding"]
    assert len(back) == 0


def test_refuses_what_is_no_table():
    with pytest.raises(TypeError, match=r"^staff: expected a table \(pandas or polars DataFrame, pyarrow Table\), got"):
        to_pandas([1, 2], function="staff")
    with pytest.raises(TypeError, match="got LazyFrame"):
        to_pandas(pl.LazyFrame({"a": [1]}))
    with pytest.raises(ValueError, match="like: kind must be one of pandas, polars, pyarrow, got 'excel'"):
        like(sample(), "excel")
