"""What is simulated: queues, the groups that serve them, and both together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, SupportsFloat, cast

import numpy as np

from erlang._simulation import stamps
from erlang._simulation.stamps import Floats, Starts
from erlang._units import format_seconds, seconds

if TYPE_CHECKING:
    from erlang._units import Duration

DEFINITIONS = (
    "answered_of_offered",
    "answered_of_answered",
    "abandons_excluded",
    "abandons_counted",
    "virtual_wait",
)
ASA_OF = ("answered", "all", "virtual_wait")


class _Value:
    """Equality of dataclasses that hold arrays: one bool, arrays by shape and value, NaN equal to NaN."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))  # type: ignore[arg-type]


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return bool(np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True))
    if hasattr(one, "equals"):
        return type(one) is type(other) and bool(one.equals(other)) and str(one.dtype) == str(other.dtype)
    return bool(one == other)


@dataclass(frozen=True, kw_only=True, eq=False)
class Queue(_Value):
    """A queue as it is simulated.

    Contacts arrive as a Poisson process whose rate is constant inside each interval; handle times and patience are
    exponential with the means of the interval of arrival; answers are first come, first served.

    Parameters
    ----------
    name : str
        Unique in the centre.
    interval_start : stamps or numbers
        Starts of the open intervals, increasing; a step longer than `interval` is a closed gap between two openings.
        Stamps with or without a zone, or seconds from any origin.
    interval : duration
        Length of every interval.
    offered : array of float
        Expected contacts per interval; with two dimensions one row per replication (sample paths of a forecast).
    aht : duration or array
        Mean handle time, > 0, of all or per interval.
    patience : duration or array, optional
        Mean patience, of all or per interval; ``None``, NaN and infinite: nobody hangs up.
    lines : float, optional
        Places in service and in queue together; who comes beyond is blocked.
    answer_within, short_abandon, max_wait : duration
        Thresholds of what is counted: the T of the service level (default 20 s), up to which wait an abandonment is
        short (default: `answer_within`), and the wait whose share is measured as `wait_within` (default: none).
    definition : str
        Which of the five definitions the measure `service_level` follows; all five are measured under their own names.
    asa_of : str
        Whose wait `asa` is: ``"answered"``, ``"all"`` or ``"virtual_wait"``.

    Raises
    ------
    ValueError
        For numbers outside their range and for shapes that do not fit, naming the queue and the index.

    Examples
    --------
    >>> Queue(name="calls", interval_start=[0], interval="30m", offered=[100], aht=180)
    Queue(name='calls', 1 interval of 30m, offered=100, aht=3m, patience=None, answer_within=20s)
    """

    name: str
    interval_start: Starts
    interval: Duration
    offered: Floats
    aht: Duration | Floats
    patience: Duration | Floats | None = None
    lines: float | None = None
    answer_within: Duration = 20.0
    short_abandon: Duration | None = None
    max_wait: Duration | None = None
    definition: str = "answered_of_offered"
    asa_of: str = "answered"

    def __post_init__(self) -> None:
        owner = f"Queue {self.name!r}"
        _set(self, "name", _name(self.name, "Queue"))
        _set(self, "interval_start", stamps.starts(self.interval_start, owner=owner))
        _set(self, "interval", _time(self.interval, owner, "interval", positive=True))
        size = len(self.interval_start)
        offered = _numbers(self.offered, owner, "offered")
        if offered.ndim == 0:
            offered = np.full(size, float(offered))
        if offered.ndim > 2 or offered.shape[-1] != size or offered.shape[0] < 1 <= size:
            raise ValueError(
                f"{owner}: offered must hold one number per interval ({size}), or one row of them per replication, "
                f"got shape {offered.shape}"
            )
        _check(offered, owner, "offered", "finite and >= 0", np.isfinite(offered) & (offered >= 0.0))
        _set(self, "offered", offered)
        aht = _times(self.aht, owner, "aht", size)
        _check(aht, owner, "aht", "finite and > 0 s", np.isfinite(aht) & (aht > 0.0))
        _set(self, "aht", aht)
        if self.patience is not None:
            patience = _times(self.patience, owner, "patience", size)
            patience = np.where(np.isnan(patience), np.inf, patience)
            _check(patience, owner, "patience", ">= 0 s", patience >= 0.0)
            _set(self, "patience", None if np.isinf(patience).all() else patience)
        if self.lines is not None and not self.lines > 0:
            raise ValueError(f"{owner}: lines must be > 0, got {self.lines}")
        _set(self, "answer_within", _time(self.answer_within, owner, "answer_within"))
        for threshold in ("short_abandon", "max_wait"):
            value = getattr(self, threshold)
            _set(self, threshold, None if value is None else _time(value, owner, threshold))
        _set(self, "definition", _choice(self.definition, owner, "definition", DEFINITIONS))
        _set(self, "asa_of", _choice(self.asa_of, owner, "asa_of", ASA_OF))

    def __repr__(self) -> str:
        size = len(self.interval_start)
        volume = self.offered.sum(axis=-1)
        offered = f"{volume:g}" if volume.ndim == 0 else f"{volume.mean():g} in {len(volume)} paths"
        return (
            f"Queue(name={self.name!r}, {size} interval{'s' * (size != 1)} of {_duration(self.interval)}, "
            f"offered={offered}, aht={_short(self.aht)}, patience={_short(self.patience)}, "
            f"answer_within={_duration(self.answer_within)})"
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Group(_Value):
    """The people of a queue, slot by slot.

    Where the number on the phones is no whole number, one uniform number per replication, queue and day decides
    whether it is the whole number below or above, for all slots of that day.

    Parameters
    ----------
    name : str
        Unique in the centre.
    queues : sequence of str
        The queue it serves: one, its own.
    agents : float or array
        People on the phones per slot, >= 0, real-valued. Or:
    people, shrinkage : float or array, float or Shrinkage
        People on duty and not on a break, and the share of their time that is lost: agents = people · (1 − shrinkage).
    interval_start, interval : optional
        Starts and length of the slots; default: the intervals of the queue.

    Examples
    --------
    >>> Group(name="front desk", queues=("calls",), people=20, shrinkage=0.3)
    Group(name='front desk', queues=('calls',), 1 slot, agents=14)
    """

    name: str
    queues: Sequence[str]
    agents: float | Floats | None = None
    people: float | Floats | None = None
    shrinkage: SupportsFloat = 0.0
    interval_start: Starts | None = None
    interval: Duration | None = None

    def __post_init__(self) -> None:
        owner = f"Group {self.name!r}"
        _set(self, "name", _name(self.name, "Group"))
        if isinstance(self.queues, str):
            raise TypeError(f"{owner}: queues must be a sequence of names, got {self.queues!r}")
        _set(self, "queues", tuple(self.queues))
        if (self.agents is None) == (self.people is None):
            raise ValueError(f"{owner}: exactly one of agents and people must be given")
        shrinkage = float(self.shrinkage)
        _set(self, "shrinkage", shrinkage)
        if not 0.0 <= shrinkage < 1.0:
            raise ValueError(f"{owner}: shrinkage must be in [0, 1), got {shrinkage}")
        if self.people is None and shrinkage != 0.0:
            raise ValueError(f"{owner}: shrinkage needs people; agents are already on the phones")
        if (self.interval_start is None) != (self.interval is None):
            raise ValueError(f"{owner}: interval_start and interval must be given together")
        field = "agents" if self.people is None else "people"
        numbers = _numbers(getattr(self, field), owner, field)
        if self.interval_start is not None:
            _set(self, "interval_start", stamps.starts(self.interval_start, owner=owner))
            _set(self, "interval", _time(self.interval, owner, "interval", positive=True))
            numbers = _spread(numbers, owner, field, len(self.interval_start))
        elif numbers.ndim > 1:
            raise ValueError(f"{owner}: {field} must be one number or one per slot, got shape {numbers.shape}")
        _check(numbers, owner, field, "finite and >= 0", np.isfinite(numbers) & (numbers >= 0.0))
        _set(self, field, numbers)

    @property
    def on_phones(self) -> Floats:
        """Mean number of people on the phones in each slot."""
        if self.people is not None:
            return np.asarray(self.people, dtype=np.float64) * (1.0 - float(self.shrinkage))
        return np.asarray(self.agents, dtype=np.float64)

    def __repr__(self) -> str:
        phones = self.on_phones
        return (
            f"Group(name={self.name!r}, queues={self.queues!r}, {phones.size} slot{'s' * (phones.size != 1)}, "
            f"agents={_range(phones, '{:g}'.format)})"
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Centre(_Value):
    """Queues and the groups that serve them; each queue has one group of its own.

    Parameters
    ----------
    queues : sequence of Queue
    groups : sequence of Group
    routing : str
        ``"longest_idle"``: the agent who has been idle longest answers. The agents of a group are alike.

    Examples
    --------
    >>> calls = Queue(name="calls", interval_start=[0], interval="30m", offered=[100], aht=180)
    >>> Centre(queues=[calls], groups=[Group(name="desk", queues=["calls"], agents=14)])
    Centre(queues=('calls',), groups=('desk',), routing='longest_idle')
    """

    queues: Sequence[Queue]
    groups: Sequence[Group]
    routing: str = "longest_idle"

    def __post_init__(self) -> None:
        for field, kind in (("queues", Queue), ("groups", Group)):
            values = tuple(getattr(self, field))
            for value in values:
                if not isinstance(value, kind):
                    raise TypeError(f"Centre: {field} must hold {kind.__name__} values, got {type(value).__name__}")
            names = [value.name for value in values]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"Centre: {field} must have different names, got {twice!r} twice")
            _set(self, field, values)
        _choice(self.routing, "Centre", "routing", ("longest_idle",))
        owners: dict[str, str] = {}
        for group in self.groups:
            if len(group.queues) != 1:
                raise ValueError(
                    f"Centre: group {group.name!r} must serve one queue of its own, got {tuple(group.queues)!r}"
                )
            queue = group.queues[0]
            if queue in owners:
                raise ValueError(
                    f"Centre: queue {queue!r} must have one group of its own, got {owners[queue]!r} and {group.name!r}"
                )
            owners[queue] = group.name
        names = [queue.name for queue in self.queues]
        for name, owner in owners.items():
            if name not in names:
                raise ValueError(f"Centre: group {owner!r} serves {name!r}, which is no queue of the centre")
        for served in self.queues:
            if served.name not in owners:
                raise ValueError(f"Centre: queue {served.name!r} must have one group of its own, got none")
            self._check_slots(served)

    def group_of(self, queue: str) -> Group:
        """The group that serves the queue of that name."""
        return next(group for group in self.groups if queue in group.queues)

    def _check_slots(self, queue: Queue) -> None:
        group = self.group_of(queue.name)
        if group.interval_start is None:
            _spread(group.on_phones, f"Group {group.name!r}", "agents", len(queue.interval_start))
        elif not stamps.same_clock(queue.interval_start, group.interval_start):
            raise ValueError(
                f"Centre: the stamps of queue {queue.name!r} and group {group.name!r} must both have a time zone or "
                "both have none"
            )

    def __repr__(self) -> str:
        return (
            f"Centre(queues={tuple(queue.name for queue in self.queues)!r}, "
            f"groups={tuple(group.name for group in self.groups)!r}, routing={self.routing!r})"
        )


def _set(target: Any, field: str, value: Any) -> None:
    object.__setattr__(target, field, value)


def _name(value: Any, owner: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{owner}: name must be a text, got {type(value).__name__}")
    return value


def _choice(value: Any, owner: str, argument: str, choices: tuple[str, ...]) -> str:
    text = str(getattr(value, "value", value))
    if text not in choices:
        raise ValueError(f"{owner}: {argument} must be one of {', '.join(choices)}, got {value!r}")
    return text


def _time(value: Any, owner: str, argument: str, *, positive: bool = False) -> float:
    result = seconds(value, function=owner, argument=argument)
    if not isinstance(result, float):
        raise TypeError(f"{owner}: {argument} must be one duration, got {type(value).__name__}")
    if not math.isfinite(result) or result < 0.0 or (positive and result == 0.0):
        raise ValueError(f"{owner}: {argument} must be {'>' if positive else '>='} 0 s, got {result:g}")
    return result


def _times(value: Any, owner: str, argument: str, size: int) -> Floats:
    converted = seconds(_plain(value), function=owner, argument=argument)
    return _spread(np.asarray(converted, dtype=np.float64), owner, argument, size)


def _numbers(value: Any, owner: str, argument: str) -> Floats:
    try:
        return np.array(_plain(value), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{owner}: {argument} must hold numbers, got {value!r:.60}") from error


def _plain(value: Any) -> Any:
    return value.to_numpy() if hasattr(value, "to_numpy") else value


def _spread(value: Floats, owner: str, argument: str, size: int) -> Floats:
    if value.ndim == 0:
        return np.full(size, float(value))
    if value.shape != (size,):
        raise ValueError(f"{owner}: {argument} must be one number or one per interval ({size}), got {value.shape}")
    return value


def _check(values: Floats, owner: str, argument: str, rule: str, good: Any) -> None:
    bad = np.argwhere(~np.asarray(good))
    if bad.size:
        index = ", ".join(str(part) for part in bad[0])
        raise ValueError(f"{owner}: {argument}[{index}] must be {rule}, got {values[tuple(bad[0])]:g}")


def _duration(value: Any) -> str:
    return format_seconds(cast(float, value))


def _short(value: Any) -> str:
    return "None" if value is None else _range(value, format_seconds)


def _range(values: Floats, text: Any) -> str:
    if values.size == 0:
        return "none"
    low, high = float(values.min()), float(values.max())
    return str(text(low)) if low == high else f"{text(low)} to {text(high)}"
