"""What explain gives: steps as values, and the text that is made from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from erlang._units import format_seconds

if TYPE_CHECKING:
    import pandas as pd


# Rounding -> the formula of positions, and what it does.
ROUNDED = {
    "up": ("round_up(scheduled)", "up to whole people, within 1e-9"),
    "half": ("round_up_half(scheduled)", "up to half positions, within 1e-9"),
    "none": ("scheduled", "not rounded"),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One number of an explanation: how it is made, of what, and how it is rounded.

    Attributes
    ----------
    section : str
        Inputs, Load, Targets, Agents, Measures, Roster, Warnings; empty for lines about a row of a table.
    name : str
        The number's name, as everywhere in the library.
    value : number, str or None
        With all its digits; None where there is none.
    unit : str
    formula : str
        An expression in Python of the names in ``inputs``; empty where the number is given.
    inputs : dict
        The values that the formula was computed with. A model of :mod:`erlang.queueing` stands in it as the text that
        makes it.
    rounding : str
        How the value was rounded, or that it was not; empty where there is nothing to round.
    source : str
        Where an input comes from: ``given``, ``from column``, ``default``.
    note : str
        What else there is to say.
    relation : str
        ``=``, or between a measure and its bound ``>=`` or ``<=``.
    bound, met : number and bool, or None
        Of a measure that was held against a target: the target, and whether it was met.
    agents : number or None
        Of such a measure: with how many agents.

    Examples
    --------
    >>> print(Step(section="Load", name="load", value=10.0, unit="erlangs", formula="volume * aht / interval",
    ...            inputs={"volume": 100, "aht": 180, "interval": 1800}))
    load = volume * aht / interval = 100 * 180 / 1800 = 10 erlangs
    """

    section: str
    name: str
    value: Any = None
    unit: str = ""
    formula: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict, hash=False)
    rounding: str = ""
    source: str = ""
    note: str = ""
    relation: str = "="
    bound: Any = None
    met: bool | None = None
    agents: Any = None

    def __str__(self) -> str:
        if self.met is not None:
            return self._held()
        if self.value is None:
            return f"{self.name}: {self.note}" if self.note else self.name
        value = self._value()
        parts = [f"{self.name} {self.relation}"]
        if self.formula:
            parts.append(f"{self.formula} =")
            put = substituted(self.formula, self.inputs)
            if put not in (self.formula, value):
                parts.append(f"{put} =")
        parts.append(value + self._unit())
        return (
            " ".join(parts) + (f", {self.note}" if self.note else "") + (f" ({self.rounding})" if self.rounding else "")
        )

    def _held(self) -> str:
        """A measure against its target, with a number of agents that was tried."""
        sign = self.relation if self.met else {">=": "<", "<=": ">"}[self.relation]
        agents = f"{self.agents:.9g} agent{'' if self.agents == 1 else 's'}"
        unit = " s" if self.unit == "s" else ""
        verdict = "met" if self.met else "missed"
        return f"{agents}: {self.name} {self._value()}{unit} {sign} {shown_number(self.bound)}{unit}, {verdict}"

    def _value(self) -> str:
        if isinstance(self.value, str):
            return self.value
        return f"{self.value:.9g}" if self.unit == "agents" else shown_number(self.value)

    def _unit(self) -> str:
        """The unit behind a value; of times that were given also how they are read."""
        if self.unit in ("", self.name):
            return ""
        written = format_seconds(self.value) if self.unit == "s" and not self.formula else ""
        read = f" ({written})" if written and written != f"{self.value:g}s" and self.section != "Measures" else ""
        return f" {self.unit}{read}"

    def to_dict(self) -> dict[str, Any]:
        """The attributes by name; numbers, texts, None and a dict of these."""
        return {item.name: _copied(getattr(self, item.name)) for item in fields(self)}


class Explanation(str):
    """How a result came about: a text, and the steps that it is made from.

    A ``str`` with one step on each line, so that it can be printed, searched and compared; ``steps`` holds the same as
    values.

    Parameters
    ----------
    steps : iterable of Step

    Examples
    --------
    >>> import erlang
    >>> need = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20)
    >>> explained = erlang.explain(need)
    >>> load = next(step for step in explained.steps if step.name == "load")
    >>> load.value, load.formula, load.inputs
    (10.0, 'volume * aht / interval', {'volume': 100.0, 'aht': 180.0, 'interval': 1800.0})
    >>> "14 agents: service_level 0.88835 >= 0.8, met" in explained
    True
    """

    _steps: tuple[Step, ...]

    def __new__(cls, steps: Iterable[Step] = ()) -> Explanation:
        steps = tuple(steps)
        explanation = super().__new__(cls, "\n".join(_lines(steps)))
        explanation._steps = steps
        return explanation

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self._steps,)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in their order."""
        return self._steps

    def to_dict(self) -> dict[str, Any]:
        """``steps``, each as a dict, and ``text``: what JSON holds.

        Examples
        --------
        >>> Explanation([Step(section="Inputs", name="shrinkage", value=0.3)]).to_dict()["steps"][0]["value"]
        0.3
        """
        return {"steps": [step.to_dict() for step in self._steps], "text": str(self)}

    def to_frame(self) -> pd.DataFrame:
        """A pandas DataFrame with a row per step and a column per attribute.

        Examples
        --------
        >>> Explanation([Step(section="Inputs", name="shrinkage", value=0.3)]).to_frame()[["name", "value"]]
                name value
        0  shrinkage   0.3
        """
        import pandas as pd

        names = [item.name for item in fields(Step)]
        frame: pd.DataFrame = pd.DataFrame([step.to_dict() for step in self._steps], columns=names, dtype=object)
        return frame


def _lines(steps: Iterable[Step]) -> list[str]:
    lines: list[str] = []
    section = ""
    for step in steps:
        if step.section and step.section != section:
            lines.append(step.section)
        section = step.section
        lines.append(f"  {step}" if section else str(step))
    return lines


# A name that is no function, no attribute, no keyword and no part of a number.
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\b(?!\s*(?:\(|=[^=]))")


def substituted(formula: str, inputs: Mapping[str, Any]) -> str:
    """A formula with its numbers in the place of their names."""

    def put(match: re.Match[str]) -> str:
        value = inputs.get(match[1])
        if value is None or isinstance(value, str):
            return match[1]
        text = f"{value:.10g}"
        return f"({text})" if text.startswith("-") else text

    return _NAME.sub(put, formula)


def shown_number(value: Any) -> str:
    """A number to six digits, as explanations show it."""
    return f"{value:.6g}"


def exact(value: Any) -> str:
    """A number that reads back as it is."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


__all__ = ["Explanation", "Step"]
