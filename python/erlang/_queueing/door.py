"""Arguments at the door of models that take a number per class, or no arrays at all."""

from __future__ import annotations

from typing import Any

import numpy as np

from erlang import _arrays
from erlang._queueing.model import Argument, Model


class ChainModel(Model):
    """A model of a chain, which is solved when it is made, and again only after unpickling."""

    __slots__ = ("_solved",)
    _solved: Any

    def _solve(self) -> Any:
        raise NotImplementedError

    def _chain(self) -> Any:
        try:
            return self._solved
        except AttributeError:
            object.__setattr__(self, "_solved", self._solve())
            return self._solved


def needed(function: str, **values: Any) -> None:
    """Raises TypeError for the first argument that was not given."""
    for name, value in values.items():
        if value is None:
            raise TypeError(f"{function} needs {name}")


def per_class(function: str, argument: str, given: Any, rule: _arrays.Rule, convert: Any) -> Any:
    """A number each: a read-only array of one dimension, checked, with at least one element."""
    if isinstance(given, (list, tuple)):
        given = [convert(value, function=function, argument=argument) for value in given]
    raw, _ = _arrays.split(given)
    values = np.array(convert(raw, function=function, argument=argument), dtype=np.float64)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"{function}: {argument} must be a list of numbers, got shape {values.shape}")
    _arrays.check(values, rule, function=function, argument=argument)
    values.setflags(write=False)
    return values


def one(function: str, argument: str, value: Argument) -> float:
    """A single checked number."""
    values, _ = _arrays.take(function, {argument: value})
    number = values[argument]
    if not isinstance(number, float):
        raise ValueError(f"{function}: {argument} must be a single number, got shape {np.shape(number)}")
    return number
