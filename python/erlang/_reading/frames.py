"""Data frames and Parquet files to a grid."""

from __future__ import annotations

import datetime as dt
import decimal
import io
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from .grid import Column, Grid, clean, clean_column, unique_names
from .header import judge
from .issues import Findings


def read_frame(frame: pd.DataFrame, findings: Findings, wanted: Collection[str]) -> tuple[Grid, str]:
    """The grid of a pandas frame; a named index that holds stamps or queues becomes columns."""
    if any(name is not None for name in frame.index.names) or isinstance(frame.index, pd.DatetimeIndex):
        index = [str(name) if name is not None else "interval_start" for name in frame.index.names]
        if not any(name in frame.columns for name in index):
            frame = frame.rename_axis(index=index).reset_index()
    if frame.empty:
        raise findings.refuse("empty", "the table has no rows")
    header: list[Any] = [clean(cell) if isinstance(cell, str) else cell for cell in frame.columns]
    names = unique_names(header)
    kind, _ = judge(header, {str(name).casefold() for name in wanted})
    columns = []
    zones = set()
    for position, name in enumerate(names):
        values = frame.iloc[:, position]
        zone = getattr(values.dtype, "tz", None)
        if zone is not None:
            zones.add(str(zone))
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype(object)
        columns.append(_column(name, values))
    grid = Grid(
        columns,
        np.arange(1, len(frame) + 1, dtype=np.int64),
        0,
        header,
        facts={"zone": zones.pop()} if len(zones) == 1 else {},
    )
    return grid, kind or "unclear"


def _column(name: str, values: pd.Series[Any]) -> Column:
    codes, uniques = pd.factorize(values, use_na_sentinel=True)
    distinct: list[Any] = [_plain(value) for value in uniques]
    codes = np.asarray(codes, dtype=np.int64)
    if (codes < 0).any():
        codes = np.where(codes < 0, len(distinct), codes)
        distinct.append("")
    return clean_column(Column(name, codes, distinct))


def _plain(value: Any) -> Any:
    """Python's own kinds out of NumPy's and pandas'."""
    if isinstance(value, pd.Timedelta):
        return value.to_pytimedelta()
    if isinstance(value, pd.Timestamp):
        stamp = value.to_pydatetime(warn=False)
        offset = stamp.utcoffset()
        # With its own offset: Python holds the two passes of a repeated hour of one zone for equal.
        return stamp if offset is None else stamp.replace(tzinfo=dt.timezone(offset), fold=0)
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, np.generic):
        return value.item()
    return value


def read_parquet(data: bytes, findings: Findings) -> pd.DataFrame:
    """The table of a Parquet file, which needs pyarrow."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ImportError:
        raise findings.refuse(
            "parquet", "this is a Parquet file, which needs pyarrow: install erlang-wfm[parquet]"
        ) from None
    try:
        table = parquet.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        raise findings.refuse("truncated", f"the Parquet file is cut off or damaged ({error})") from None
    frame: pd.DataFrame = table.to_pandas()
    return frame
