"""All measures of a model at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from erlang import _arrays


@dataclass(frozen=True, eq=False)
class Measures:
    """The measures of a model, all at once: numbers, or arrays or columns like the model's own.

    Shares are fractions of offered in [0, 1], times are seconds. None where a measure does not exist: service level
    without ``answer_within``, times of a model that was made from a load.

    Parameters
    ----------
    load : offered load in erlangs
    service_level : in the definition asked for
    wait_probability : share that enters and waits
    asa : mean wait of those answered, s
    asa_all : mean wait of all who enter, until answer or hanging up, s
    asa_virtual_wait : mean wait of one who never hangs up, s
    abandonment : share that hangs up
    blocking : share turned away
    occupancy : share of the agents' time spent busy
    queue_length : mean number waiting

    Examples
    --------
    >>> from erlang import ErlangA
    >>> m = ErlangA(volume=100, interval="30m", aht=180, patience=120, agents=14).measures(answer_within=20)
    >>> round(m.service_level, 4), round(m.abandonment, 4)
    (0.9327, 0.0228)
    >>> list(m.to_dict())[:3]
    ['load', 'service_level', 'wait_probability']
    """

    load: Any
    service_level: Any
    wait_probability: Any
    asa: Any
    asa_all: Any
    asa_virtual_wait: Any
    abandonment: Any
    blocking: Any
    occupancy: Any
    queue_length: Any

    def _items(self) -> Iterator[tuple[str, Any]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))

    def to_dict(self) -> dict[str, Any]:
        """Names to values, in the order of the fields."""
        return dict(self._items())

    def to_frame(self) -> Any:
        """A row per element; a polars frame where the model was made from polars columns, else a pandas one."""
        kinds = [_arrays.split(value) for _, value in self._items() if value is not None]
        like = next((like for _, like in kinds if like is not None), None)
        columns = {
            name: np.ravel(np.asarray(_arrays.split(value)[0], dtype=float))
            for name, value in self._items()
            if value is not None
        }
        rows = max(len(values) for values in columns.values())
        columns = {name: np.broadcast_to(values, rows).copy() for name, values in columns.items()}
        if like is not None and like.kind == "polars":
            import polars as pl

            return pl.DataFrame(columns)
        import pandas as pd

        return pd.DataFrame(columns, index=None if like is None else like.index)

    def __eq__(self, other: object) -> bool:
        if type(other) is not Measures:
            return NotImplemented
        return all(_equal(value, getattr(other, name)) for name, value in self._items())

    def __hash__(self) -> int:
        return hash(tuple(None if value is None else _arrays.hash_of(_plain(value)) for _, value in self._items()))


def _plain(value: Any) -> _arrays.Floats:
    return value if isinstance(value, float) else np.asarray(_arrays.split(value)[0], dtype=np.float64)


def _equal(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    return _arrays.same(_plain(a), _plain(b))
