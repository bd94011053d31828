"""Laws of patience as text: the Python that makes them, written exactly and read back."""

from __future__ import annotations

import ast
from typing import Any

from erlang._staffing.explanation import exact

LAWS = ("Exponential", "Lognormal", "Weibull", "Hyperexponential", "Uniform", "Deterministic")
"""Those that a few numbers describe."""


def law_text(law: Any) -> str:
    """The Python that makes a law of patience, to the last digit."""
    kind = type(law).__name__
    if kind == "Hyperexponential":
        words = {"share": exact(law.share), "means": f"({', '.join(exact(mean) for mean in law.means)})"}
    elif kind == "Empirical":
        words = {"samples": _numbers(law.samples)}
        if law.survival is not None:
            words["survival"] = _numbers(law.survival)
    else:
        words = {name: exact(getattr(law, name)) for name in law._numbers}
    if law.balking:
        words["balking"] = exact(law.balking)
    return f"{kind}({', '.join(f'{name}={value}' for name, value in words.items())})"


def _numbers(values: Any) -> str:
    return f"[{', '.join(exact(value) for value in values)}]"


def law_of(text: str) -> Any:
    """The law that a text such as ``Lognormal(mean=120, cv=1.2)`` makes; None where it is no such text.

    Raises ``ValueError`` for a law that does not exist, and for what the law refuses.
    """
    try:
        call = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.args:
        return None
    import erlang

    if call.func.id not in LAWS:
        raise ValueError(f"patience must be a time or one of {', '.join(LAWS)}, got {text!r}")
    try:
        words = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError:
        return None
    try:
        return getattr(erlang, call.func.id)(**words)
    except TypeError as error:
        raise ValueError(f"patience {text!r}: {str(error).replace('.__init__()', '')}") from None
