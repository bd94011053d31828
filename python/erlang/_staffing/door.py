"""The door of the solver: what users write becomes rows of numbers in the order of the core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.values import duration, number, word
from erlang._staffing.words import ASA_OF, DEFINITIONS, ROUNDINGS, choice
from erlang._units import real

# In the order of the core.
INPUTS = (
    "volume",
    "interval",
    "aht",
    "patience",
    "lines",
    "redial",
    "service_level",
    "answer_within",
    "definition",
    "short_abandon",
    "max_asa",
    "asa_of",
    "max_abandonment",
    "max_blocking",
    "max_occupancy",
    "max_wait_probability",
    "max_wait",
    "max_wait_percentile",
    "min_agents",
    "max_agents",
    "shrinkage",
    "patience_second",
    "patience_third",
    "balking",
)
# Further numbers of a patience that is not exponential: they come with it.
HIDDEN = frozenset({"patience_second", "patience_third", "balking"})
DURATIONS = frozenset({"interval", "aht", "patience", "answer_within", "short_abandon", "max_asa", "max_wait"})
WORDS = {"definition": DEFINITIONS, "asa_of": ASA_OF}
_TIMED = ("volume", "interval", "aht")


def convert(name: str, value: Any, function: str) -> Any:
    """One input as a float or a float array; None stays None."""
    if value is None:
        return None
    if type(value) is float or type(value) is int:
        if name not in WORDS:
            return real(value)
    elif isinstance(value, Shrinkage) and name == "shrinkage":
        return value.total
    if name in WORDS:
        return word(value, WORDS[name], function=function, argument=name)
    if name in DURATIONS:
        return duration(value, function=function, argument=name)
    return number(value, function=function, argument=name)


PLACES = {name: place for place, name in enumerate(INPUTS)}


@dataclass(frozen=True)
class Law:
    """The kind of patience, as the core numbers them, with the samples of an empirical one."""

    kind: int = 1
    samples: Any = None

    def arguments(self) -> dict[str, Any]:
        """What the core is told; nothing of an exponential."""
        return {} if self.kind == 1 else {"law": self.kind, "samples": self.samples}


EXPONENTIAL = Law()


def distribution_of(patience: Any) -> tuple[Law, dict[str, Any]] | None:
    """Of a distribution of patience its kind and its numbers by input; None of a time."""
    if patience is None or isinstance(patience, (int, float, str)):
        return None
    from erlang._queueing.patience import PatienceDistribution

    if not isinstance(patience, PatienceDistribution):
        return None
    kind, samples, numbers = patience.for_kernels()
    names = ("patience", "patience_second", "patience_third", "balking")
    known = {name: value for name, value in zip(names, numbers) if not (isinstance(value, float) and value != value)}
    return Law(kind, samples), known


def row_of(given: Mapping[str, Any], function: str) -> tuple[list[Any], bool, bool, Law]:
    """The converted inputs in the core's order, whether they are a bare load, whether all are single values, and the
    kind of patience."""
    load = given.get("load")
    bare = load is not None
    if bare:
        both = [name for name in _TIMED if given.get(name) is not None]
        if both:
            raise ValueError(
                f"{function}: give either load or volume, interval and aht, got load and {', '.join(both)}"
            )
    elif given.get("volume") is None or given.get("interval") is None or given.get("aht") is None:
        absent = [name for name in _TIMED if given.get(name) is None]
        raise ValueError(f"{function}: {', '.join(absent)} missing: give volume, interval and aht, or load")
    row: list[Any] = [None] * len(INPUTS)
    scalar = True
    law = EXPONENTIAL
    found = distribution_of(given.get("patience"))
    if found is not None:
        law, numbers = found
        given = {**given, **numbers, "patience": numbers.get("patience")}
    for name, value in given.items():
        place = PLACES.get(name)
        if value is None or place is None:
            continue
        if type(value) is float and name not in WORDS:
            row[place] = value
            continue
        row[place] = converted = convert(name, value, function)
        scalar = scalar and type(converted) is float
    if bare:
        row[0] = number(load, function=function, argument="load")
        scalar = scalar and type(row[0]) is float
    return row, bare, scalar, law


def rounding_code(rounding: Any, function: str) -> int:
    """The core's number of a rounding; up where none is given."""
    return 0 if rounding is None else choice(rounding, ROUNDINGS, function=function, argument="rounding")


def flag(value: Any, *, function: str, argument: str) -> bool:
    """A bool, and nothing that merely looks like one."""
    if not isinstance(value, bool):
        raise TypeError(f"{function}: {argument} must be True or False, got {type(value).__name__}")
    return value
