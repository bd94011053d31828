"""Shrinkage in named parts."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from typing import Any

from erlang._staffing.words import Combine, choice
from erlang._units import kind_of, real


class Shrinkage:
    """The share of scheduled time not on contacts, made of named parts.

    Parameters
    ----------
    parts : mapping of str to float
        Shares of scheduled time in [0, 1): ``{"training": 0.05, "leave": 0.12}``.
    combine : {"add", "compound"}
        ``add``: every part is a share of all scheduled time, s = Σ part. ``compound``: every part takes its share of
        what the others leave, 1 − s = Π (1 − part).

    Raises
    ------
    ValueError
        A part outside [0, 1), or parts that leave nothing.

    Examples
    --------
    >>> Shrinkage({"training": 0.05, "leave": 0.10}).total
    0.15000000000000002
    >>> round(Shrinkage({"training": 0.05, "leave": 0.10}, combine="compound").total, 6)
    0.145
    """

    __slots__ = ("_combine", "_parts", "_total")

    def __init__(self, parts: Mapping[str, float], combine: str = "add") -> None:
        if not isinstance(parts, Mapping):
            raise TypeError(f"Shrinkage: parts must be a mapping of names to shares, got {type(parts).__name__}")
        known: dict[str, float] = {}
        for name, part in parts.items():
            if isinstance(part, bool) or not isinstance(part, numbers.Real):
                raise TypeError(f"Shrinkage: part {name!r} must be a number, got {kind_of(part)}")
            share = real(part)
            if not 0 <= share < 1:
                raise ValueError(f"Shrinkage: part {name!r} must be in [0, 1), got {share:g}")
            known[str(name)] = share
        self._parts = known
        self._combine = tuple(Combine)[choice(combine, tuple(Combine), function="Shrinkage", argument="combine")]
        if self._combine is Combine.ADD:
            self._total = math.fsum(known.values())
            if self._total >= 1:
                raise ValueError(f"Shrinkage: sum of the parts must be in [0, 1), got {self._total:g}")
        else:
            self._total = 1 - math.prod(1 - part for part in known.values())

    @property
    def parts(self) -> dict[str, float]:
        """The parts by name."""
        return dict(self._parts)

    @property
    def combine(self) -> Combine:
        """How they join."""
        return self._combine

    @property
    def total(self) -> float:
        """The share lost, in [0, 1)."""
        return self._total

    def __float__(self) -> float:
        return self._total

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Shrinkage):
            return NotImplemented
        return self._parts == other._parts and self._combine == other._combine

    def __hash__(self) -> int:
        return hash((tuple(self._parts.items()), self._combine))

    def __repr__(self) -> str:
        return f"Shrinkage({self._parts!r}, combine={self._combine.value!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Shrinkage, (self._parts, self._combine.value))
