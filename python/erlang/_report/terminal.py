"""The summary in the terminal: verdict, six figures, the three worst doubts, the paths; 25 lines of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from erlang._report.words import capital, plain

WIDTH = 80
LINES = 25
_BOLD, _DIM, _GREEN, _RED, _END = "\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[0m"


def summary(plan: Any, *, paths: Mapping[str, Any] | None = None, colour: bool = False) -> str:
    """Text without a final line break; ``paths`` maps what a file is (``Report``) to where it lies.

    Colour is for terminals alone: the caller knows whether there is one.
    """

    def tint(text: str, *codes: str) -> str:
        return f"{''.join(codes)}{text}{_END}" if colour else text

    met = bool(plan.verdict.met)
    head = "The plan holds." if met else "The plan does not hold."
    lines = [tint(line, _BOLD) for line in _fold(plan.title, 1)]
    lines.append(tint(head, _BOLD, _GREEN if met else _RED))
    lines += _fold(plan.verdict.sentence, 4)
    for repair in plan.verdict.repairs[:1]:
        lines += _fold(f"Cheapest repair: {repair}", 2)
    lines.append("")

    width = max((len(figure.name) for figure in plan.figures), default=0)
    values = [_value(figure) for figure in plan.figures[:6]]
    column = max((len(value) for value in values if len(value) <= 26), default=0)
    for figure, value in zip(plan.figures, values):
        row = f"{capital(figure.name):<{width}}  {value:<{column}}"
        made = plain(figure.made_of)
        room = WIDTH - len(row) - 2
        if made and room > 20:
            note = textwrap.shorten(made, room, placeholder=" …")
            lines.append(f"{row}  {tint(note, _DIM)}")
        else:
            lines.append(_clip(row.rstrip()))

    places = [_clip_path(f"{name}: ", str(path)) for name, path in (paths or {}).items()][:4]
    room = LINES - len(lines) - (len(places) + 1 if places else 0) - 2
    doubts: list[str] = []
    for number, doubt in enumerate(plan.doubts[:3], 1):
        text = _fold(doubt, 2, first=f"{number}. ", later="   ")
        if len(doubts) + len(text) <= room:
            doubts += text
    if doubts:
        lines += ["", tint("What to doubt", _BOLD), *doubts]
    if places:
        lines += ["", *places]
    return "\n".join(lines)


def _value(figure: Any) -> str:
    value = plain(figure.text)
    return f"{value} {figure.unit}" if figure.unit and not value.endswith(figure.unit) else value


def _fold(text: str, most: int, first: str = "", later: str = "") -> list[str]:
    return textwrap.wrap(
        plain(text), WIDTH, max_lines=most, placeholder=" …", initial_indent=first, subsequent_indent=later
    )


def _clip(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _clip_path(name: str, path: str) -> str:
    """The end of a path says more than its beginning."""
    return f"{name}{path}" if len(name) + len(path) <= WIDTH else f"{name}…{path[len(name) + len(path) + 1 - WIDTH :]}"
