"""What an interval needs: the result of required_agents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from erlang._staffing.targets import Targets
from erlang._staffing.values import is_scalar, same
from erlang._staffing.words import Word

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = (
    "agents",
    "scheduled",
    "positions",
    "load",
    "service_level",
    "asa",
    "abandonment",
    "blocking",
    "occupancy",
    "wait_probability",
)
FIELDS: tuple[str, ...] = (*NUMBERS, "status", "binding", "model", "warnings")
_SHOWN = (
    "agents",
    "scheduled",
    "positions",
    "binding",
    "service_level",
    "occupancy",
    "asa",
    "abandonment",
    "blocking",
    "wait_probability",
    "load",
    "status",
    "model",
    "warnings",
    "reason",
)


class Requirement:
    """The first number of agents at which all targets hold, and how the interval then performs.

    Scalars where all inputs were scalars, else arrays (or the kind of column that came in). Times are seconds, shares
    are fractions of offered. Made by :func:`erlang.required_agents`.

    Attributes
    ----------
    agents : int or float
        Productive agents on contacts; NaN where a target is unreachable.
    scheduled : float
        agents / (1 − shrinkage), never rounded.
    positions : int or float
        ``scheduled`` rounded as asked.
    load : float
        Offered, in erlangs; with ``redial`` of all attempts.
    service_level, asa, abandonment, blocking, occupancy, wait_probability : float
        With that many agents. ``service_level`` is within 20 s where no target names a time; NaN for a bare load.
    status : str
        ``met``, ``limited`` (only ``max_agents`` stands in the way) or ``unreachable``.
    binding : str or None
        The first target, then ``min_agents``, that fails with one agent fewer.
    model : str
        The class of :mod:`erlang.queueing` behind the numbers.
    warnings : tuple of (code, sentence)
    reason : str or None
        What is missed where the status is not ``met``.
    inputs : dict
        The interval and how it was staffed: volume, interval, aht or load, patience, shrinkage, rounding, fractional;
        for an uncertain volume also cv, rate, plan_for, average.
    plan_for : str or float
        ``mean``; ``expected`` or a probability where the volume is uncertain. The measures are expected ones then, over
        the ``average`` of the inputs.
    planned_volume : float or None
        The volume staffed for: the quantile of that probability, the mean for ``expected``. None for ``mean``, as the
        three that follow.
    service_level_calls, service_level_intervals : float or None
        Expected service level of a call, as reports that sum calls have it; and the average over many such intervals.
    probability_met : float or None
        Chance that the rate is one at which all targets hold.
    """

    agents: Any
    scheduled: Any
    positions: Any
    load: Any
    service_level: Any
    asa: Any
    abandonment: Any
    blocking: Any
    occupancy: Any
    wait_probability: Any
    status: Any
    binding: Any
    model: Any
    warnings: Any
    reason: Any
    inputs: dict[str, Any]
    plan_for: Any = "mean"
    planned_volume: Any = None
    service_level_calls: Any = None
    service_level_intervals: Any = None
    probability_met: Any = None
    _goals: dict[str, Any]
    _later: dict[str, Callable[[], Any]]  # fields of many rows that are made when first asked for

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    if not TYPE_CHECKING:  # a wrong name stays an error for type checkers

        def __getattr__(self, name: str) -> Any:
            make = self.__dict__.get("_later", {}).get(name)
            if make is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            self.__dict__[name] = value = make()
            return value

    @property
    def targets(self) -> Targets:
        """What had to hold, the default included."""
        return Targets(**self._goals)

    def _extra(self) -> tuple[str, ...]:
        """The numbers that only an uncertain volume has."""
        from erlang._staffing.uncertain import EXTRA

        return () if self.plan_for == "mean" else EXTRA

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"Requirement is frozen: cannot set {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Requirement is frozen: cannot delete {name}")

    def __repr__(self) -> str:
        names = (*_SHOWN, *(() if self.plan_for == "mean" else ("plan_for", *self._extra())))
        shown = [f"{name}={_show(getattr(self, name))}" for name in names if _worth(name, getattr(self, name))]
        return f"Requirement({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Requirement):
            return NotImplemented
        if self.targets != other.targets or self.inputs.keys() != other.inputs.keys():
            return False
        if self.plan_for != other.plan_for:
            return False
        names = (*FIELDS, "reason", *self._extra())
        return all(same(getattr(self, name), getattr(other, name)) for name in names) and all(
            same(value, other.inputs[name]) for name, value in self.inputs.items()
        )

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        values = dict(self.__dict__)
        values.update({name: getattr(self, name) for name in values.pop("_later", ())})
        return (Requirement, (values,))

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, as plain numbers, texts and lists; ``inputs`` and ``targets`` as dicts.

        Examples
        --------
        >>> import erlang
        >>> need = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20)
        >>> need.to_dict()["agents"], need.to_dict()["binding"]
        (14, 'service_level')
        """
        result = {name: _plain(getattr(self, name)) for name in (*FIELDS, "reason", *self._extra())}
        if self.plan_for != "mean":
            result["plan_for"] = self.plan_for
        result["targets"] = {name: _plain(value) for name, value in self.targets.given().items()}
        result["inputs"] = {name: _plain(value) for name, value in self.inputs.items()}
        return result

    def to_frame(self) -> pd.DataFrame:
        """A pandas DataFrame of the columns that ``staff`` adds: one row, or one per element.

        Examples
        --------
        >>> import erlang
        >>> need = erlang.required_agents(volume=[100, 120], interval=1800, aht=180, max_occupancy=0.8)
        >>> need.to_frame()["agents"].tolist()
        [13, 15]
        """
        import numpy as np
        import pandas as pd

        from erlang._staffing.columns import result_columns

        scalar = is_scalar(self.agents)
        values = {
            name: np.array([getattr(self, name)], dtype=float) if scalar else np.ravel(np.asarray(getattr(self, name)))
            for name in NUMBERS
        }
        words = {name: _raveled(getattr(self, name), scalar) for name in ("status", "binding", "model", "warnings")}
        words["warnings"] = [",".join(code for code, _ in found) for found in words["warnings"]]
        columns = result_columns(
            values, words, whole=not self.inputs["fractional"], rounding=str(self.inputs["rounding"])
        )
        frame: pd.DataFrame = pd.DataFrame(columns)
        if self.plan_for != "mean":
            frame["plan_for"] = str(self.plan_for)
        for name in self._extra():
            frame[name] = np.ravel(np.asarray(getattr(self, name), dtype=float))
        return frame


def _raveled(value: Any, scalar: bool) -> list[Any]:
    if scalar:
        return [value]
    import numpy as np

    array = np.asarray(value, dtype=object)
    return list(array.ravel())


def _worth(name: str, value: Any) -> bool:
    return not (name in ("warnings", "reason") and (value is None or (isinstance(value, tuple) and not value)))


def _show(value: Any) -> str:
    if isinstance(value, Word):
        return repr(value.value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        return f"({', '.join(code for code, _ in value)})"
    return repr(value)


def _plain(value: Any) -> Any:
    """Numbers, texts, None and lists of these, for JSON; NaN stays a float."""
    if isinstance(value, Word):
        return str(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return [list(item) if isinstance(item, tuple) else _plain(item) for item in value]
    if hasattr(value, "tolist") or hasattr(value, "to_list"):
        items = value.tolist() if hasattr(value, "tolist") else value.to_list()
        return [_plain(item) for item in items] if isinstance(items, list) else items
    if hasattr(value, "for_kernels"):  # a law of patience
        from erlang._staffing.laws import law_text

        return law_text(value)
    return float(value) if hasattr(value, "__float__") else value
