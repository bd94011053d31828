"""What arguments allow and refuse, and one helper that holds a function to it: the doors of staffing."""

from __future__ import annotations

import inspect
import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

NAN, INF = math.nan, math.inf
TINY = -1e-9


class Nothing:
    """An object of no use."""


@dataclass(frozen=True)
class Rule:
    """What is allowed, bounds first; what is just outside, with the rule a message must state; and wrong types."""

    text: str
    allowed: tuple[Any, ...]
    outside: tuple[Any, ...]
    wrong: tuple[Any, ...]

    def but(self, **changes: Any) -> Rule:
        return replace(self, **changes)


_NO_NUMBER = (True, np.True_, "many", b"1", 1j, Nothing(), {}, np.datetime64("2026-01-01"))
_NO_TIME = (True, np.True_, b"1", 1j, Nothing(), {}, np.datetime64("2026-01-01"))
HUGE = 10**400  # an int that no float holds


def numbers(text: str, allowed: tuple[Any, ...], outside: tuple[Any, ...]) -> Rule:
    return Rule(text, allowed, (*outside, NAN), _NO_NUMBER)


def times(text: str, allowed: tuple[Any, ...], outside: tuple[Any, ...]) -> Rule:
    return Rule(text, (*allowed, "30s", np.timedelta64(30, "s")), (*outside, NAN), _NO_TIME)


COUNT = numbers(">= 0", (0, 0.0, 7), (TINY, -1.0, INF, HUGE))
AT_LEAST_1 = numbers("a whole number >= 1", (1, 20.0), (0, TINY, 0.5, 1.5, INF, HUGE))
WHOLE = numbers("a whole number >= 0", (0, 3.0), (TINY, -1, 1.5, INF, HUGE))
INSIDE = numbers("in (0, 1)", (1e-9, 1 - 1e-9), (0, TINY, 1, 80, INF, HUGE))
BELOW_ONE = numbers("in [0, 1)", (0, 0.99), (TINY, 1, 30, INF, HUGE))
SHARE = numbers("in [0, 1]", (0, 1), (TINY, 1 + 1e-9, 30, INF))
CAP = numbers("in (0, 1]", (1e-3, 1), (0, TINY, 1 + 1e-9, 85, INF, HUGE))
LENGTH = times("> 0 s", (1e-3,), (0, TINY, -1, INF, HUGE))
WAIT = times(">= 0 s", (0,), (TINY, -1, INF, HUGE))
PATIENCE = times(">= 0 s", (0, INF, HUGE), (TINY, -1))


def words(*options: str) -> Rule:
    return Rule(f"one of {', '.join(options)}", options, ("never", "", options[0].upper()), (1, True, b"up", Nothing()))


FLAG = Rule("True or False", (True, False), (), (0, 1, 1.0, "yes", None, np.True_, []))
DEFINITION = words(
    "answered_of_offered", "answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait"
)
ASA_OF = words("answered", "all", "virtual_wait")
ROUNDING = words("up", "half", "none")


def only(kind: str, *wrong: Any) -> Rule:
    """An argument of a kind of its own, whose values are tested elsewhere."""
    return Rule(kind, (), (), wrong)


@dataclass(frozen=True)
class Arg:
    """An argument: its rule, a value that is good beside the others, and what must be left out while it is tried."""

    rule: Rule
    good: Any
    without: tuple[str, ...] = ()
    beside: Mapping[str, Any] | None = None  # other good values, or further arguments, while it is tried
    says: str = ""  # what messages call it, where that is not its name
    listed: bool = False  # a list of values, each of which keeps the rule


@dataclass(frozen=True)
class Door:
    """A function or class with all its arguments at good values."""

    call: Callable[..., Any]
    arguments: dict[str, Arg]
    name: str = ""  # in messages
    label: str = ""
    rows: bool = False  # arrays are taken: messages name the index
    table: bool = False
    several: bool = False  # more than one value is no error
    at: str = " at index 1"
    of: Callable[..., Any] | None = None  # whose signature this is, where ``call`` wraps it

    @property
    def function(self) -> Callable[..., Any]:
        return self.of or self.call

    def __str__(self) -> str:
        return self.label or self.function.__name__

    @property
    def says(self) -> str:
        return self.name or self.function.__name__

    def given(self, name: str, value: Any) -> dict[str, Any]:
        """All arguments but those that do not go with ``name``, and that one changed."""
        argument = self.arguments[name]
        given = {other: each.good for other, each in self.arguments.items() if other not in argument.without}
        given.update(argument.beside or {})
        if argument.listed:
            value = [argument.good[0], value, *argument.good[2:]]
        return {**given, name: value}

    def with_(self, name: str, value: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self.call(**self.given(name, value))


def found(value: Any) -> str:
    """How a message shows a value."""
    if isinstance(value, str):
        return re.escape(repr(value))
    if value is HUGE:
        return "inf"
    return re.escape(f"{value:g}")


def hold(door: Door, name: str) -> None:
    """Everything that an argument must take and refuse; all that goes wrong is shown at once."""
    assert list(complaints(door, name)) == []


def complaints(door: Door, name: str) -> Iterator[str]:
    argument = door.arguments[name]
    says = re.escape(argument.says or name)
    rule = re.escape(argument.rule.text)
    head = rf"^{re.escape(door.says)}: {says} must be"
    at = door.at if argument.listed else ""
    for value in (argument.good[1] if argument.listed else argument.good, *argument.rule.allowed):
        yield from refused(door, name, value, None, "")
    for value in argument.rule.outside:
        if argument.listed and value is HUGE:
            continue  # no element of an array
        # In tables NaN is a gap, which an argument cannot be.
        text = rf"({rule}|a number)" if value is NAN and door.table else rule
        yield from refused(door, name, value, ValueError, rf"{head} {text}, got {found(value)}{at}$")
    for value in argument.rule.wrong:
        yield from refused(door, name, value, TypeError, rf"{head} .+, got .+")
    if argument.rule.wrong == _NO_TIME:
        for text in ("soon", "", "3:00", "30M", "1m1h"):
            yield from refused(door, name, text, ValueError, rf"{head} a duration .*, got {text!r}{at}$")
    if argument.rule.wrong in (_NO_NUMBER, _NO_TIME):
        good = argument.good[0] if argument.listed else argument.good
        if door.rows or argument.listed:
            yield from complaints_about_rows(door, name, float(good), head, rule)
        elif not door.several:
            yield from refused(door, name, [good, good], TypeError, rf"{head} .*(one|a) .+, got .+")
    if name in required(door.function):
        yield from refused(door, name, None, (TypeError, ValueError), rf"^{re.escape(door.says)}: .*{says}")


def complaints_about_rows(door: Door, name: str, good: float, head: str, rule: str) -> Iterator[str]:
    """The same in arrays, whose place is named."""
    raw = replace(door.arguments[name], listed=False)
    door = replace(door, arguments={**door.arguments, name: raw})
    rest = list(door.arguments[name].good[2:]) if isinstance(door.arguments[name].good, list) else []
    for value in door.arguments[name].rule.outside:
        if value is not HUGE:
            message = rf"{head} {rule}, got {found(value)}{door.at}$"
            yield from refused(door, name, np.array([good, value, *rest]), ValueError, message)
    masked = np.ma.masked_array([good, good, *rest], mask=[False, True, *(False for _ in rest)])
    yield from refused(door, name, masked, ValueError, rf"{head} {rule}, got nan{door.at}$")
    odd: list[Any] = [
        [True, False, *rest],
        [good, None, *rest],
        [good, Nothing(), *rest],
        [good, 1j, *rest],
        np.array([1, 2], dtype="M8[s]"),
    ]
    for value in odd:
        yield from refused(door, name, value, TypeError, rf"{head} .+, got .+")


def refused(door: Door, name: str, value: Any, error: Any, message: str) -> Iterator[str]:
    """What is wrong with how a value is met: ``error`` None where it must be taken."""
    shown = f"{door}({name}={value!r})"
    try:
        door.with_(name, value)
    except (TypeError, ValueError) as caught:
        if error is None or not isinstance(caught, error) or not re.search(message, str(caught)):
            yield f"{shown}: {type(caught).__name__}: {caught}" + (f" -- expected {message}" if error else "")
    except Exception as caught:
        yield f"{shown}: {type(caught).__name__}: {caught}"
    else:
        if error is not None:
            yield f"{shown}: was taken -- expected {message}"


# Tables have tests of their own.
NO_ARGUMENT = ("self", "df", "staffed", "evaluated")


def parameters(function: Callable[..., Any]) -> set[str]:
    return {
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD and name not in NO_ARGUMENT
    }


def required(function: Callable[..., Any]) -> set[str]:
    return {
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is inspect.Parameter.empty
        and parameter.kind is not inspect.Parameter.VAR_KEYWORD
        and name not in NO_ARGUMENT
    }


def forgotten(doors: list[Door], functions: list[Callable[..., Any]]) -> dict[str, set[str]]:
    """Arguments of the functions that no door names."""
    known: dict[Any, set[str]] = {}
    for door in doors:
        known.setdefault(door.function, set()).update(door.arguments)
    missing = {function.__qualname__: parameters(function) - known.get(function, set()) for function in functions}
    return {name: left for name, left in missing.items() if left}
