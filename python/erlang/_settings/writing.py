"""Settings as TOML: the commented start for `erlang init`, and the effective settings of a plan."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from erlang._settings.model import Settings
from erlang._settings.schema import KEYS, SECTIONS, BreakSection, ShiftSection
from erlang._staffing.laws import law_text
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.words import Combine
from erlang._units import format_seconds


def toml_value(value: Any, kind: str = "") -> str:
    """One value as TOML; durations as text with units."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind in ("duration", "duration or law") and isinstance(value, (int, float)):
        return f'"{format_seconds(value)}"'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Shrinkage):
        value = value.parts if value.combine is Combine.ADD else {**value.parts, "combine": str(value.combine)}
    if hasattr(value, "for_kernels"):
        return _quoted(law_text(value))
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_bare(name)} = {toml_value(item)}" for name, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        inner = "duration" if kind == "two durations" else ""
        return "[" + ", ".join(toml_value(item, inner) for item in value) + "]"
    return _quoted(str(value))


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _quoted(text: str) -> str:
    escaped = "".join(
        _ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign) for sign in text
    )
    return f'"{escaped}"'


def _bare(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _quoted(name)


def effective(settings: Settings, shifts: Iterable[ShiftSection] = (), *, targets: Mapping[str, Any]) -> Settings:
    """The settings with every default written out, and the list of which they are.

    `targets` holds the targets that are taken where none is given, and the options that go with the given ones.
    """
    defaults: list[str] = []
    filled: dict[str, dict[str, Any]] = {}
    for name, info in KEYS.items():
        default = targets.get(name) if info.section == "targets" else info.default
        if name in ("out", "defaults"):
            filled.setdefault(info.section, {})[name] = None
        elif not settings.given(name) and default is not None:
            defaults.append(f"{info.section}.{name}")
            filled.setdefault(info.section, {})[name] = default
    taken = tuple(shifts) if not settings.given("shift") else settings.shift
    if not settings.given("shift") and taken:
        defaults.append("shift")
    filled.setdefault("output", {})["defaults"] = tuple(defaults) or None
    sections: dict[str, Any] = {
        name: dataclasses.replace(getattr(settings, name), **keys) for name, keys in filled.items()
    }
    return dataclasses.replace(settings, shift=taken, **sections)


def to_toml(settings: Settings, *, relative_to: Path | None = None) -> str:
    """The settings as TOML that reads back as they are; paths relative to `relative_to` where given."""
    lines: list[str] = []
    defaults = set(settings.output.defaults or ())
    for section, cls in SECTIONS.items():
        if section == "output":
            lines += _queues(settings) + _shifts(settings.shift, "shift" in defaults)
        body = []
        for item in dataclasses.fields(cls):
            value = getattr(getattr(settings, section), item.name)
            if value is None or item.name == "out":
                continue
            kind = item.metadata["kind"].name
            if kind == "path" and relative_to is not None:
                value = Path(os.path.relpath(value, relative_to)).as_posix()
            note = "  # default" if f"{section}.{item.name}" in defaults else ""
            body.append(f"{item.name} = {toml_value(value, kind)}{note}")
        if body:
            lines += [f"[{section}]", *body, ""]
    return "\n".join(lines)


def _queues(settings: Settings) -> list[str]:
    lines = []
    for queue, values in settings.queue.items():
        lines.append(f"[queue.{_bare(queue)}]")
        lines += [f"{name} = {toml_value(value, KEYS[name].kind.name)}" for name, value in values.items()]
        lines.append("")
    return lines


def _shifts(shifts: Iterable[ShiftSection], taken: bool) -> list[str]:
    lines = []
    for shift in shifts:
        lines.append("[[shift]]" + ("  # default" if taken else ""))
        lines += _body(ShiftSection, shift)
        for pause in shift.breaks:
            lines += ["[[shift.breaks]]", *_body(BreakSection, pause)]
        lines.append("")
    return lines


def _body(cls: type, value: Any) -> list[str]:
    return [
        f"{item.name} = {toml_value(getattr(value, item.name), item.metadata['kind'].name)}"
        for item in dataclasses.fields(cls)
        if item.metadata and getattr(value, item.name) is not None
    ]
