"""Settings from a TOML file: every fault named with file, line, section and key."""

from __future__ import annotations

import dataclasses
import importlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from erlang._settings.model import Settings, checked, checked_fields, queue_values, unknown_key
from erlang._settings.schema import DEFAULT_TARGETS, KEYS, SECTIONS, BreakSection, ShiftSection

tomllib = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([A-Za-z0-9_-]+))\s*[=.]")


class _Lines:
    """Where each key of a TOML text stands: (section, how many times the section came, key) to line."""

    def __init__(self, text: str) -> None:
        self._keys: dict[tuple[str, int, str], int] = {}
        self._headers: dict[tuple[str, int], int] = {}
        section, count = "", 0
        seen: dict[str, int] = {}
        for line, content in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(content):
                section = header[1].replace('"', "").replace("'", "").replace(" ", "")
                count = seen[section] = seen.get(section, -1) + 1
                self._headers.setdefault((section, count), line)
            elif found := _KEY.match(content):
                name = found[1] or found[2] or found[3]
                self._keys.setdefault((section, count, name), line)

    def key(self, section: str, name: str, count: int = 0) -> int | None:
        return self._keys.get((section, count, name))

    def header(self, section: str, count: int = 0) -> int | None:
        return self._headers.get((section, count))


def read_settings(path: str | os.PathLike[str]) -> Settings:
    """The settings in a TOML file; paths in it are relative to it.

    Parameters
    ----------
    path
        The file, as `erlang init` writes one.

    Raises
    ------
    ValueError
        For a file that is not there or no TOML, a section or key that does not exist (with the closest ones), and a
        value that the key cannot hold; with file and line.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ValueError(f"{file}: no such settings file") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text in UTF-8"
        raise ValueError(f"{file}: cannot be read as settings: {reason}") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: no valid TOML: {error}") from None
    return _Reader(file, text).settings(document)


class _Reader:
    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.lines = _Lines(text)

    def place(self, section: str, line: int | None) -> str:
        return f"{self.file}" + (f", line {line}" if line else "") + f", [{section}]"

    def settings(self, document: Mapping[str, Any]) -> Settings:
        whole: dict[str, Any] = {}
        known = [*SECTIONS, "queue", "shift"]
        for name, content in document.items():
            if name == "shift":
                whole["shift"] = self.shifts(content)
            elif name == "queue":
                whole["queue"] = self.queues(content)
            elif name in SECTIONS:
                whole[name] = self.section(name, content)
            else:
                line = self.lines.header(name) or self.lines.key("", name)
                what = "section" if isinstance(content, (dict, list)) else "key"
                advice = unknown_key(name, known) if what == "section" else unknown_key(name, known, section="")
                where = f"{self.file}" + (f", line {line}" if line else "")
                raise ValueError(f"{where}: {advice.replace('unknown key', f'unknown {what}', 1)}")
        return without_defaults(Settings(**whole))

    def section(self, name: str, content: Any) -> Any:
        if not isinstance(content, dict):
            raise ValueError(f"{self.place(name, self.lines.key('', name))} must be a section")
        cls = SECTIONS[name]
        own = [item.name for item in dataclasses.fields(cls)]
        values: dict[str, Any] = {}
        for key, value in content.items():
            place = self.place(name, self.lines.key(name, key) or self.lines.header(f"{name}.{key}"))
            if key not in own:
                raise ValueError(f"{place}: {unknown_key(key, own, section=name)}")
            values[key] = checked(key, value, place=f"{place} {key}")
            if KEYS[key].kind.name == "path":
                values[key] = str((self.file.parent / values[key]).absolute())
        return cls(**values)

    def queues(self, content: Any) -> dict[str, dict[str, Any]]:
        result: dict[str, dict[str, Any]] = {}
        for queue, values in content.items():
            section = f"queue.{queue}"
            if not isinstance(values, dict):
                raise ValueError(f"{self.place('queue', self.lines.key('queue', queue))} {queue} must be a section")
            result[queue] = {}
            for key, value in values.items():
                place = self.place(section, self.lines.key(section.replace(" ", ""), key))
                result[queue].update(queue_values({key: value}, place))
        return result

    def shifts(self, content: Any) -> tuple[ShiftSection, ...]:
        if not isinstance(content, list):
            raise ValueError(f"{self.place('shift', self.lines.header('shift'))} must be written [[shift]]")
        shifts = []
        first = 0  # of the [[shift.breaks]] before this shift
        for count, values in enumerate(content):
            breaks = values.get("breaks", [])
            plain = {key: value for key, value in values.items() if key != "breaks"}
            read = self._fields(ShiftSection, "shift", count, plain, ("name", "length", "first_start"))
            pauses = tuple(
                BreakSection(**self._fields(BreakSection, "shift.breaks", first + i, one, ("length", "start")))
                for i, one in enumerate(breaks)
            )
            first += len(breaks)
            shifts.append(ShiftSection(**read, breaks=pauses))
        return tuple(shifts)

    def _fields(
        self, cls: type, section: str, count: int, values: Mapping[str, Any], needed: tuple[str, ...]
    ) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in values.items():
            place = self.place(f"[{section}]", self.lines.key(section, key, count))
            result.update(checked_fields(cls, {key: value}, place))
        for key in needed:
            if key not in result:
                raise ValueError(f"{self.place(f'[{section}]', self.lines.header(section, count))}: {key} is missing")
        return result


def without_defaults(settings: Settings) -> Settings:
    """Settings whose values that are listed as defaults, and are still what the defaults are, count as not given.

    So a file that a plan wrote means what the plan was asked for. Shifts keep their mark: only the history shows
    whether they are still the default ones.
    """
    listed = settings.output.defaults
    if not listed:
        return settings
    sections: dict[str, dict[str, Any]] = {"output": {"defaults": ("shift",) if "shift" in listed else None}}
    for section, name, value in settings.items():
        if f"{section}.{name}" in listed and value == DEFAULT_TARGETS.get(name, KEYS[name].default):
            sections.setdefault(section, {})[name] = None
    changed: dict[str, Any] = {
        section: dataclasses.replace(getattr(settings, section), **values) for section, values in sections.items()
    }
    return dataclasses.replace(settings, **changed)
