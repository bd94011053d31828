"""Any frame in, the same kind out: pandas, polars and pyarrow tables, through narwhals.

The rooms compute on pandas inside. ``to_pandas`` brings a frame in and remembers its kind, ``like`` takes a result back
to that kind, and ``with_columns`` adds columns to the caller's own frame without touching the columns already there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

Kind: TypeAlias = Literal["pandas", "polars", "pyarrow"]

_KINDS: tuple[Kind, ...] = ("pandas", "polars", "pyarrow")


def is_frame(value: Any) -> bool:
    """Whether ``value`` is a table one of the three libraries made; none of them is imported to find out."""
    return _kind(value) is not None


def to_pandas(frame: Any, *, function: str = "to_pandas") -> tuple[pd.DataFrame, Kind]:
    """The rows of ``frame`` as a new pandas DataFrame, and the kind of the frame.

    Nulls stay nulls: integer and boolean columns holding some become nullable columns, floats keep NaN, texts ``None``.
    A pandas index is kept; the other two kinds have none.

    Parameters
    ----------
    frame : pandas, polars or pyarrow table
    function : str
        Name of the caller, for the message.

    Raises
    ------
    TypeError
        For anything that is no such table, a lazy frame included.

    Examples
    --------
    >>> import polars
    >>> frame, kind = to_pandas(polars.DataFrame({"offered": [3, None]}))
    >>> kind, frame["offered"].dtype.name
    ('polars', 'Int64')
    """
    import pandas as pd

    kind = _kind(frame)
    if kind is None:
        raise TypeError(
            f"{function}: expected a table (pandas or polars DataFrame, pyarrow Table), got {type(frame).__name__}"
        )
    if kind == "pandas":
        copied: pd.DataFrame = frame.copy()
        return copied, kind

    import narwhals as nw

    table = nw.from_native(frame, eager_only=True)
    return pd.DataFrame({name: _series_to_pandas(table[name]) for name in table.columns}), kind


def like(frame: pd.DataFrame, kind: Kind) -> Any:
    """``frame`` as a table of ``kind``: the inverse of :func:`to_pandas`.

    Nulls of nullable columns, missing texts, stamps and NaN become nulls in polars and pyarrow; pandas returns as is.

    Examples
    --------
    >>> import pandas
    >>> like(pandas.DataFrame({"agents": pandas.array([12, None], dtype="Int64")}), "polars")["agents"].to_list()
    [12, None]
    """
    if kind not in _KINDS:
        raise ValueError(f"like: kind must be one of {', '.join(_KINDS)}, got {kind!r}")
    if kind == "pandas":
        return frame

    import narwhals as nw

    columns = {str(name): _values(frame[name]) for name in frame.columns}
    backend = _backend(kind)
    return nw.from_dict(
        {name: _new_series(name, values, backend, nw) for name, values in columns.items()}, backend=backend
    ).to_native()


def with_columns(frame: Any, columns: Mapping[str, pd.Series]) -> Any:
    """``frame`` with ``columns`` added or replaced, in its own kind; its order, index and other columns are untouched.

    The columns are pandas Series in the order of the frame's rows, whatever their index.

    Examples
    --------
    >>> import pandas
    >>> with_columns(pandas.DataFrame({"offered": [3]}, index=["a"]), {"agents": pandas.Series([1])})
       offered  agents
    a        3       1
    """
    kind = _kind(frame)
    if kind is None:
        raise TypeError(f"with_columns: expected a table, got {type(frame).__name__}")
    if kind == "pandas":
        result = frame.copy()
        for name, column in columns.items():
            result[name] = column.set_axis(frame.index)
        return result

    import narwhals as nw

    table = nw.from_native(frame, eager_only=True)
    backend = _backend(kind)
    return table.with_columns(
        *(_new_series(name, _values(column), backend, nw) for name, column in columns.items())
    ).to_native()


def _kind(frame: Any) -> Kind | None:
    """The kind by the class's own name and module, so that no library is imported that the caller has not."""
    for cls in type(frame).__mro__:
        root = cls.__module__.partition(".")[0]
        if (root, cls.__name__) in {("pandas", "DataFrame"), ("polars", "DataFrame")}:
            return "pandas" if root == "pandas" else "polars"
        if (root, cls.__name__) == ("pyarrow", "Table"):
            return "pyarrow"
    return None


def _backend(kind: Kind) -> Any:
    import importlib

    return importlib.import_module(kind)


def _series_to_pandas(series: Any) -> Any:
    """One narwhals series as pandas, without asking for pyarrow where polars alone is installed."""
    import narwhals as nw
    import pandas as pd

    dtype = series.dtype
    nulls = series.null_count()
    if isinstance(dtype, nw.Datetime):
        zone = dtype.time_zone
        if zone is not None:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        stamps = pd.Series(series.cast(nw.Datetime("us")).to_numpy(), dtype="datetime64[us]")
        return stamps if zone is None else stamps.dt.tz_localize("UTC").dt.tz_convert(zone)
    if dtype == nw.Date:
        return pd.Series(pd.to_datetime(series.to_list()), dtype="datetime64[us]")
    if dtype.is_numeric() and not dtype.is_decimal():
        if not nulls:
            return pd.Series(series.to_numpy())
        if dtype.is_integer():
            return pd.Series(series.to_list(), dtype="UInt64" if dtype.is_unsigned_integer() else "Int64")
        return pd.Series([float("nan") if value is None else value for value in series.to_list()], dtype=float)
    if dtype == nw.Boolean:
        return pd.Series(series.to_list(), dtype="boolean" if nulls else "bool")
    if dtype.is_decimal():
        return pd.Series([None if value is None else float(value) for value in series.to_list()], dtype=float)
    return pd.Series(series.to_list(), dtype=None if len(series) else object)


def _values(column: pd.Series) -> tuple[str, list[Any]]:
    """The kind of a column (a letter as NumPy's, ``Z`` and the zone for stamps) and its values, nulls as None."""
    import pandas as pd

    dtype: Any = column.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        return f"Z{dtype.tz}", [None if value is pd.NaT else value for value in column.dt.tz_convert("UTC")]
    letter = getattr(dtype, "kind", "O")
    missing = column.isna().to_numpy()
    values = column.tolist()
    return letter, [None if gone else value for value, gone in zip(values, missing)] if missing.any() else values


def _new_series(name: str, kind_and_values: tuple[str, list[Any]], backend: Any, nw: Any) -> Any:
    letter, values = kind_and_values
    if letter[0] in "MZ":
        # Stamps travel as microseconds since 1970, whatever the backend makes of Python datetimes.
        ticks = [None if value is None else value.value // 1000 for value in values]
        series = nw.new_series(name, ticks, nw.Int64(), backend=backend).cast(nw.Datetime("us"))
        if letter[0] == "Z":
            series = series.dt.replace_time_zone("UTC").dt.convert_time_zone(letter[1:])
        return series
    known = {"i": nw.Int64(), "u": nw.UInt64(), "f": nw.Float64(), "b": nw.Boolean(), "m": nw.Duration("us")}
    dtype = known.get(letter)
    if dtype is None and all(value is None or isinstance(value, str) for value in values):
        dtype = nw.String()
        values = [None if value is None else str(value) for value in values]
    return nw.new_series(name, values, dtype, backend=backend)
