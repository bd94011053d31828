"""The column ``interval_start`` of a table: stamps, or texts of stamps."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def stamps_of(column: pd.Series[Any], name: str, function: str) -> pd.Series[Any]:
    """The stamps of a column; in UTC where they are texts whose offset changes, as over a change of the clocks."""
    import pandas as pd

    if column.dtype.kind == "M":
        return column
    if column.dtype.kind in "biufcm" and len(column):
        raise ValueError(f"{function}: column {name!r} must hold stamps, row 0 holds {column.iloc[0]}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            stamps: pd.Series[Any] = pd.to_datetime(column)
        except (TypeError, ValueError):
            stamps = pd.to_datetime(column, errors="coerce", utc=True)
        else:
            return stamps
    odd = (stamps.isna() & column.notna()).to_numpy().nonzero()[0]
    if odd.size:
        row = int(odd[0])
        raise ValueError(f"{function}: column {name!r} must hold stamps, row {row} holds {column.iloc[row]!r}")
    return stamps


def walls_of(column: pd.Series[Any], stamps: pd.Series[Any]) -> pd.Series[Any]:
    """What the clock on the wall showed at the stamps of a column."""
    import pandas as pd

    if stamps.dt.tz is None:
        return stamps
    if column.dtype.kind == "M" or str(stamps.dt.tz) != "UTC":
        local: pd.Series[Any] = stamps.dt.tz_localize(None)
        return local
    walls = [pd.Timestamp(value).tz_localize(None) for value in column]
    clock: pd.Series[Any] = pd.Series(walls, index=column.index, dtype="datetime64[us]")
    return clock
