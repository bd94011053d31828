"""The summary in the terminal: verdict, six figures, the three worst doubts, the paths; 25 lines of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
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

    places = _places(paths or {})
    warned = _fold(_warnings(plan.issues), 3)
    below = (len(places) + 1 if places else 0) + len(warned)
    doubts_least = 2 + min(3, len(plan.doubts)) if plan.doubts else 0
    lines += _figures(plan.figures[:6], LINES - len(lines) - below - doubts_least, tint)

    room = LINES - len(lines) - below - 2
    doubts: list[str] = []
    shown = plan.doubts[:3]
    for number, doubt in enumerate(shown, 1):
        most = min(2, room - len(doubts) - (len(shown) - number))
        doubts += _fold(doubt, most, first=f"{number}. ", later="   ") if most > 0 else []
    if doubts:
        lines += ["", tint("What to doubt", _BOLD), *doubts]
    lines += warned
    if places:
        lines += ["", *places]
    return "\n".join(lines)


def _warnings(issues: Any) -> str:
    """What was warned of, each kind once; the sentences are in the table of issues."""
    found = issues[issues["severity"].astype(str) == "warning"]
    if not len(found):
        return ""
    kinds = dict.fromkeys(str(code).replace("_", " ") for code in found["code"])
    said = next((str(text) for code, text in zip(found["code"], found["message"]) if str(code) == "defaults"), "")
    if said:
        kinds.pop("defaults")
    parts = [*([said] if said else []), ", ".join(kinds)]
    count = f"{len(found)} warning{'s' if len(found) > 1 else ''} (issues.csv)"
    return f"{count}: {'; '.join(part for part in parts if part)}"


def _figures(figures: Sequence[Any], room: int, tint: Callable[..., str]) -> list[str]:
    """A line per figure, a second one for what it is made of where there is room for it: the errors first."""
    names = [capital(figure.name) for figure in figures]
    values = [_value(figure) for figure in figures]
    width = max((len(name) for name in names), default=0)
    column = max((len(value) for value in values if len(value) <= 26), default=0)
    rows = [f"{name:<{width}}  {value:<{column}}" for name, value in zip(names, values)]
    notes = []
    for row, figure in zip(rows, figures):
        left = WIDTH - len(row) - 2
        notes.append(textwrap.wrap(plain(figure.made_of), left, max_lines=2, placeholder=" …") if left > 20 else [])
    spare = min(2, room - len(rows))
    for at in (5, 3, 0, 4, 2, 1):
        if at < len(notes) and len(notes[at]) > 1:
            if spare > 0:
                spare -= 1
            else:
                left = min(len(notes[at][0]) + 2, WIDTH - len(rows[at]) - 2)
                notes[at] = [textwrap.shorten(" ".join(notes[at]), left, placeholder=" …")]
    lines = []
    for row, note in zip(rows, notes):
        if not note:
            lines.append(_clip(row.rstrip()))
            continue
        lines.append(f"{row}  {tint(note[0], _DIM)}")
        lines += [f"{'':<{len(row)}}  {tint(more, _DIM)}" for more in note[1:]]
    return lines


def _places(paths: Mapping[str, Any]) -> list[str]:
    """Where the report and the workbook are; of all other files the folder."""
    kinds = {".html": "Report", ".xlsx": "Workbook"}
    found = [(kinds[Path(str(path)).suffix], path) for path in paths.values() if Path(str(path)).suffix in kinds]
    others = sorted({str(Path(str(path)).parent) for path in paths.values() if Path(str(path)).suffix not in kinds})
    found += [("Tables", folder) for folder in others[:1]]
    return [_clip_path(f"{name}: ", str(path)) for name, path in sorted(found, key=lambda place: place[0])][:3]


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
