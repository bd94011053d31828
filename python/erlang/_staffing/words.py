"""The words of staffing: string enums, warning codes and the order in which the core numbers them."""

from __future__ import annotations

from enum import Enum


class Word(str, Enum):
    """A string enum that prints as its value."""

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


class Status(Word):
    """How the search for agents ended."""

    MET = "met"
    LIMITED = "limited"
    UNREACHABLE = "unreachable"


class Binding(Word):
    """What decided the number of agents."""

    SERVICE_LEVEL = "service_level"
    MAX_ASA = "max_asa"
    MAX_ABANDONMENT = "max_abandonment"
    MAX_BLOCKING = "max_blocking"
    MAX_OCCUPANCY = "max_occupancy"
    MAX_WAIT_PROBABILITY = "max_wait_probability"
    MAX_WAIT = "max_wait"
    MIN_AGENTS = "min_agents"
    OUTBOUND_VOLUME = "outbound_volume"


class Model(Word):
    """The class of :mod:`erlang.queueing` behind the numbers."""

    ERLANG_C = "ErlangC"
    ERLANG_A = "ErlangA"
    ERLANG_X = "ErlangX"
    CHAT = "Chat"


class Rounding(Word):
    """How scheduled staff becomes positions."""

    UP = "up"
    HALF = "half"
    NONE = "none"


class Combine(Word):
    """How parts of shrinkage join."""

    ADD = "add"
    COMPOUND = "compound"


class Method(Word):
    """How a table is staffed: every row by itself, or with a look across rows.

    ``mol`` carries the load from row to row; ``sipp_max`` takes the largest rate within each row, ``sipp_mix`` the
    average where the rate rises and else the largest, ``lagged_sipp`` the rate one handle time earlier.
    """

    STATIONARY = "stationary"
    MOL = "mol"
    SIPP_MAX = "sipp_max"
    SIPP_MIX = "sipp_mix"
    LAGGED_SIPP = "lagged_sipp"


class Initial(Word):
    """What is in progress when an opening begins."""

    STATIONARY = "stationary"
    EMPTY = "empty"


class PlanFor(Word):
    """What an uncertain volume is staffed for, beside a probability."""

    MEAN = "mean"
    EXPECTED = "expected"


class Average(Word):
    """What an expected measure is an average over: calls, as reports that sum calls have it, or intervals."""

    CALLS = "calls"
    INTERVALS = "intervals"


class RateKind(Word):
    """How an uncertain rate is distributed about its mean."""

    GAMMA = "gamma"
    LOGNORMAL = "lognormal"


class Over(Word):
    """Where targets hold after a repair: in every interval, or over every day by sums."""

    INTERVAL = "interval"
    DAY = "day"


class RepairStatus(Word):
    """How a repair ended."""

    MET = "met"
    LIMITED = "limited"
    STOPPED = "stopped"


class Spread(Word):
    """How deferred work is spread over the intervals."""

    AT_ONCE = "at_once"
    LEVELLED = "levelled"
    FILL = "fill"


class Overdue(Word):
    """Whether deferred items past their response target stay in line or leave undone."""

    KEEP = "keep"
    EXPIRE = "expire"


# As the core numbers them.
STATUSES: tuple[Status, ...] = tuple(Status)
BINDINGS: tuple[Binding | None, ...] = (None, *Binding)
MODELS: tuple[Model, ...] = tuple(Model)
ROUNDINGS: tuple[Rounding, ...] = tuple(Rounding)
DEFINITIONS = (
    "answered_of_offered",
    "answered_of_answered",
    "abandons_excluded",
    "abandons_counted",
    "virtual_wait",
)
ASA_OF = ("answered", "all", "virtual_wait")

# Code -> sentence; the first two are bits of the core, in this order.
WARNINGS = {
    "heavy_loss": "more than 20 % of those offered hang up; bound it with max_abandonment",
    "default_target": "no target was given: 80 % answered within 20 s is taken",
    "long_aht": "the handle time is longer than the interval; a stationary view of one interval is rough",
    "missing_input": "offered or aht is missing: no result",
    "late_items": "some deferred items cannot be in time: late at the start, or closed for longer than the target",
}
CORE_WARNINGS = ("heavy_loss", "default_target")


def core_warnings(bits: int) -> tuple[tuple[str, str], ...]:
    """The (code, sentence) pairs of the core's bits."""
    return tuple((code, WARNINGS[code]) for bit, code in enumerate(CORE_WARNINGS) if bits >> bit & 1)


def choice(value: object, options: tuple[str, ...], *, function: str, argument: str, at: str = "") -> int:
    """The place of a word in ``options``; ``TypeError`` for no text, ``ValueError`` listing the options."""
    if not isinstance(value, str):
        raise TypeError(f"{function}: {argument} must be a text, got {type(value).__name__}{at}")
    try:
        return options.index(value)
    except ValueError:
        raise ValueError(
            f"{function}: {argument} must be one of {', '.join(str(option) for option in options)}, got {value!r}{at}"
        ) from None
