"""Targets: what an interval must reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Targets:
    """What an interval must reach: the first number of agents at which all of it holds is the answer.

    Every value may be an array or, per row of a table, a column ``target_…``. None is not given.

    Parameters
    ----------
    service_level : float
        At least this share, in (0, 1), within ``answer_within``.
    answer_within : seconds
        The T of "80 % within 20 s", >= 0.
    definition : str
        ``answered_of_offered`` (default), ``answered_of_answered``, ``abandons_excluded``, ``abandons_counted``,
        ``virtual_wait``.
    short_abandon : seconds
        Of ``abandons_excluded`` and ``abandons_counted``; ``answer_within`` when not given.
    max_asa : seconds
        Average speed of answer at most this.
    asa_of : str
        ``answered`` (default), ``all``, ``virtual_wait``.
    max_abandonment : float
        Share of offered that hang up at most this, in (0, 1). Needs patience.
    max_blocking : float
        Share of offered that find all lines taken at most this, in (0, 1). Needs lines.
    max_occupancy : float
        In (0, 1]; below 1 where nobody hangs up.
    max_wait_probability : float
        Share of offered that wait at most this, in (0, 1).
    max_wait, max_wait_percentile : seconds, float
        The wait of this share of callers, in (0, 1), is at most this.
    min_agents, max_agents : float
        Bounds, not targets: at least so many, at most so many seats.

    Raises
    ------
    ValueError, TypeError
        A single value outside its range or of the wrong type; whether the targets are whole and consistent, and the
        values of arrays, are checked where they are used.

    Examples
    --------
    >>> Targets(service_level=0.8, answer_within=20, max_occupancy=0.85)
    Targets(service_level=0.8, answer_within=20, max_occupancy=0.85)
    """

    service_level: Any = None
    answer_within: Any = None
    definition: Any = None
    short_abandon: Any = None
    max_asa: Any = None
    asa_of: Any = None
    max_abandonment: Any = None
    max_blocking: Any = None
    max_occupancy: Any = None
    max_wait_probability: Any = None
    max_wait: Any = None
    max_wait_percentile: Any = None
    min_agents: Any = None
    max_agents: Any = None

    def __post_init__(self) -> None:
        from erlang import _core
        from erlang._staffing.door import INPUTS, convert

        row = [convert(name, getattr(self, name, None), "Targets") for name in INPUTS]
        _core.staffing.check_ranges([value if isinstance(value, float) else None for value in row], "Targets")

    def given(self) -> dict[str, Any]:
        """The values given, by name."""
        return {name: value for name in NAMES if (value := getattr(self, name)) is not None}

    def __repr__(self) -> str:
        return f"Targets({', '.join(f'{name}={value!r}' for name, value in self.given().items())})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Targets):
            return NotImplemented
        from erlang._staffing.values import same

        return all(same(ours, theirs) for ours, theirs in zip(self._converted(), other._converted()))

    def __hash__(self) -> int:
        return hash(
            tuple(value if value is None or type(value) is float else value.tobytes() for value in self._converted())
        )

    def _converted(self) -> list[Any]:
        """What the values mean, whether written as 20 or "20s"."""
        from erlang._staffing.door import convert

        return [convert(name, getattr(self, name), "Targets") for name in NAMES]


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Targets))


def targets_of(targets: Targets | None, flat: Mapping[str, Any], function: str) -> dict[str, Any]:
    """The targets given, from ``targets=`` or the flat keywords; both together is a ``TypeError``."""
    given = {name: value for name, value in flat.items() if value is not None}
    if targets is None:
        return given
    if not isinstance(targets, Targets):
        raise TypeError(f"{function}: targets must be a Targets, got {type(targets).__name__}")
    if given:
        raise TypeError(f"{function}: give either targets or {', '.join(given)}, not both")
    return targets.given()
