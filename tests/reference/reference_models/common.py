"""What every family of reference rows shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

Inputs: TypeAlias = dict[str, Any]
Metrics: TypeAlias = dict[str, Callable[[Any, Inputs], float]]
# By the model's name in the file: what makes it from a row's inputs, and how each metric is asked of it.
Models: TypeAlias = dict[str, tuple[Callable[[Inputs], Any], Metrics]]


def first_of(spec: Inputs, *names: str) -> Any:
    """The first of the names that is given; None where none is."""
    return next((spec[name] for name in names if name in spec), None)


def agents(q: Inputs) -> Any:
    """Whole or fractional agents or servers."""
    return first_of(q, "n", "n_real")


def aht(q: Inputs) -> Any:
    """A mean handle time, or one over a rate."""
    return q["aht"] if "aht" in q else 1 / q["mu"]


def level(definition: str, short: bool = False) -> Callable[[Any, Inputs], float]:
    def value(model: Any, q: Inputs) -> float:
        quick = q["Ts"] if short else None
        result: float = model.service_level(answer_within=q["T"], definition=definition, short_abandon=quick)
        return result

    return value
