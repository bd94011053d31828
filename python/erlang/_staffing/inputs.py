"""The inputs of a table: per cell the column where it is not null, else the argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang._columns import recognise
from erlang._staffing.door import DURATIONS, EXPONENTIAL, HIDDEN, INPUTS, WORDS, Law, convert, distribution_of
from erlang._staffing.targets import NAMES as TARGETS
from erlang._staffing.words import choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_AHT_UNITS = {"aht": 1.0, "aht_minutes": 60.0, "aht_milliseconds": 1e-3}


@dataclass(frozen=True)
class Inputs:
    """What a table says: its recognised columns, the inputs of every row, and where each came from."""

    columns: dict[str, str]  # canonical name -> actual name
    values: dict[str, Any]  # input -> float array (NaN: not given) or None
    origins: dict[str, str]  # input -> "from column", "given" or "from column, else given"
    law: Law = EXPONENTIAL  # the kind of patience

    def canonical(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with the recognised columns under the library's names."""
        named: pd.DataFrame = frame.rename(columns={actual: name for name, actual in self.columns.items()})
        return named


def read_inputs(
    frame: pd.DataFrame,
    arguments: Mapping[str, Any],
    columns: Mapping[str, str] | None,
    *,
    function: str,
    need_volume: bool = True,
) -> Inputs:
    """The inputs of every row: ``offered`` as volume, ``aht``, ``patience``, ``shrinkage``, ``target_…``."""
    found = recognise([str(name) for name in frame.columns], columns, function=function)
    if need_volume and "offered" not in found:
        raise ValueError(
            f"{function}: no column of contacts offered was found among {_listed(frame)}; name it with "
            'columns={"offered": ...}'
        )
    unknown = [
        name for name in frame.columns if str(name).startswith("target_") and str(name)[len("target_") :] not in TARGETS
    ]
    if unknown:
        raise ValueError(f"{function}: column {unknown[0]!r} is no target; the targets are {', '.join(TARGETS)}")
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    law = distribution_of(arguments.get("patience"))
    if law is not None:
        if "patience" in found and frame[found["patience"]].notna().any():
            raise ValueError(
                f"{function}: column {found['patience']!r} and a distribution of patience do not go together"
            )
        found = {name: column for name, column in found.items() if name != "patience"}
        arguments = {**arguments, "patience": None, **law[1]}
    for name in INPUTS:
        if name == "interval":
            continue
        column, factor = (None, 1.0) if name in HIDDEN else column_of(name, found)
        argument = convert(name, arguments.get(name), function)
        cells = None if column is None else _cells(frame[column], name, column, factor, function)
        if name == "aht" and values["volume"] is not None:
            cells = _without_idle(cells, values["volume"])
        values[name], origin = _merge(cells, argument, len(frame), name, function)
        if origin:
            origins[name] = origin
    if need_volume and values["aht"] is None:
        raise ValueError(
            f"{function}: no column of handle times was found among {_listed(frame)}; name it with "
            'columns={"aht": ...} or give aht='
        )
    if values["volume"] is not None and values["aht"] is not None:
        values["aht"] = _filled(values["aht"], values["volume"], frame, found, function)
    return Inputs(found, values, origins, EXPONENTIAL if law is None else law[0])


def column_of(name: str, found: Mapping[str, str]) -> tuple[str | None, float]:
    """The column that an input is read from, if there is one, and what makes its numbers seconds."""
    if name == "volume":
        return found.get("offered"), 1.0
    if name == "aht":
        for word, factor in _AHT_UNITS.items():
            if word in found:
                return found[word], factor
        return None, 1.0
    return found.get(f"target_{name}" if name in TARGETS else name), 1.0


def _cells(series: Any, name: str, column: str, factor: float, function: str) -> Any:
    """One column as floats, NaN for its nulls."""
    import numpy as np
    import pandas as pd

    missing = series.isna().to_numpy()
    if name in WORDS:
        result = np.full(len(series), np.nan)
        for row in np.flatnonzero(~missing):
            result[row] = choice(
                series.iloc[row], WORDS[name], function=function, argument=f"column {column!r}", at=f" in row {row}"
            )
        return result
    if name in DURATIONS and getattr(series.dtype, "kind", "") == "m":
        seconds = series.dt.total_seconds().to_numpy(dtype=float)
        return np.asarray(seconds)
    numbers = pd.to_numeric(series, errors="coerce")
    kept = numbers.to_numpy(dtype=float, na_value=np.nan)
    odd = np.flatnonzero(np.isnan(kept) & ~missing)
    if odd.size or getattr(series.dtype, "kind", "") == "b":
        at = int(odd[0]) if odd.size else 0
        raise ValueError(f"{function}: column {column!r} must hold numbers, row {at} holds {series.iloc[at]!r}")
    return kept * factor


def _without_idle(aht: Any, volume: Any) -> Any:
    """Handle times per row, NaN for a 0 where nothing is offered: nothing was handled that could have lasted."""
    import numpy as np

    if aht is None or np.shape(aht) != np.shape(volume):
        return aht
    return np.where((aht == 0) & (volume == 0), np.nan, aht)


def _filled(aht: Any, volume: Any, frame: pd.DataFrame, found: Mapping[str, str], function: str) -> Any:
    """Handle times, where nothing is offered and none is known those of the row of the queue before it, else behind it.

    Such a row needs none for itself, but what came before it may still be in progress.
    """
    import numpy as np
    import pandas as pd

    aht = _without_idle(aht, volume)
    open_ = np.isnan(aht) & (volume == 0)
    if not open_.any():
        return aht
    stamps = pd.Series(0, index=frame.index)
    if "interval_start" in found:
        from erlang._staffing.stamps import stamps_of

        stamps = stamps_of(frame[found["interval_start"]], found["interval_start"], function)
    queues = frame[found["queue"]] if "queue" in found else pd.Series(0, index=frame.index)
    order = stamps.argsort(kind="stable").to_numpy() if stamps.notna().all() else np.arange(len(frame))
    groups = pd.factorize(queues, use_na_sentinel=False)[0][order]
    known = pd.Series(np.broadcast_to(aht, len(frame))[order])
    known = (
        known.groupby(groups).ffill().groupby(groups).bfill().fillna(1.0)
    )  # a queue with nothing at all: any will do
    back = np.empty(len(frame))
    back[order] = known.to_numpy()
    return np.where(open_, back, aht)


def _merge(cells: Any, argument: Any, rows: int, name: str, function: str) -> tuple[Any, str]:
    import numpy as np

    if argument is not None:
        shape = np.shape(argument)
        if shape not in ((), (rows,)):
            raise ValueError(f"{function}: {name} must be one value or one per row ({rows}), got shape {shape}")
        if np.isnan(argument).any():
            raise ValueError(f"{function}: {name} must be a number, got nan")
    if cells is None:
        return (None, "") if argument is None else (np.atleast_1d(np.asarray(argument, dtype=float)), "given")
    if argument is None:
        return cells, "from column"
    merged = np.where(np.isnan(cells), argument, cells)
    return merged, "from column, else given" if np.isnan(cells).any() else "from column"


def _listed(frame: pd.DataFrame) -> str:
    return ", ".join(repr(str(name)) for name in frame.columns)


def origins(frame: Any, *, columns: Mapping[str, str] | None = None, **arguments: Any) -> dict[str, str]:
    """Where every input of a table comes from.

    Parameters
    ----------
    frame : pandas, polars or pyarrow table
    columns : mapping, as of ``staff``
    **arguments
        What would be given to ``staff``: ``aht``, ``patience``, ``shrinkage`` and the targets.

    Returns
    -------
    dict
        Name of the input (``volume`` for offered) -> ``"from column"``, ``"given"``, or ``"from column, else given"``
        where some cells of the column are null. Inputs that come from nowhere are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> origins(pd.DataFrame({"offered": [100], "aht": [180], "patience": [120]}), service_level=0.8, answer_within=20)
    {'volume': 'from column', 'aht': 'from column', 'patience': 'from column', 'service_level': 'given', \
'answer_within': 'given'}
    """
    from erlang._frames import to_pandas

    table, _ = to_pandas(frame, function="origins")
    return read_inputs(table, arguments, columns, function="origins").origins
