"""Result columns: the fields of a requirement as columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from erlang._staffing.requirement import FIELDS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

# What a service level is a fraction of, as a share of offered; a column where that is not all of offered.
BASE = "service_level_base"
PERFORMANCE = (
    "load",
    "service_level",
    "asa",
    "abandonment",
    "blocking",
    "occupancy",
    "wait_probability",
)
EVALUATED = (*PERFORMANCE, "required", "gap", "missed", "model", "warnings")


def result_columns(
    numbers: Mapping[str, Floats], words: Mapping[str, Sequence[Any]], *, whole: bool, rounding: str
) -> dict[str, pd.Series[Any]]:
    """The fields of Requirement as pandas columns: people as nullable integers where they are whole."""
    result: dict[str, Any] = {}
    for name in FIELDS:
        if name in numbers:
            people = (name == "agents" and whole) or (name == "positions" and rounding == "up")
            result[name] = integers(numbers[name]) if people else floats(numbers[name])
        else:
            result[name] = texts(words[name])
    return result


def integers(values: Floats) -> Any:
    """Whole numbers as a nullable integer column, NaN as null."""
    import pandas as pd

    return pd.Series(values).astype("Int64")


def floats(values: Floats) -> Any:
    """A float column."""
    import pandas as pd

    return pd.Series(values, dtype=float)


def texts(values: Iterable[Any]) -> Any:
    """A column of plain texts and None."""
    import pandas as pd

    plain = [value if value is None or type(value) is str else str(value) for value in values]
    return pd.Series(plain, dtype=object)


def refuse_results(frame: pd.DataFrame, names: Iterable[str], *, overwrite: bool, function: str) -> None:
    """``ValueError`` where a result column is already there and may not be overwritten."""
    there = [name for name in names if name in frame.columns]
    if there and not overwrite:
        listed = ", ".join(repr(name) for name in there)
        raise ValueError(f"{function}: the table already has the result columns {listed}; overwrite=True replaces them")
