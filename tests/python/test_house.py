"""The architecture: who includes whom, what may not be named where, and that every public name is there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import erlang

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
HEADERS = sorted((INCLUDE / "erlang").rglob("*.hpp"))
CORE = sorted([*HEADERS, *(ROOT / "src").rglob("*.?pp")])

ROOMS = ("queueing", "staffing", "forecasting", "scheduling", "simulation", "planning")
COMMON = {"detail", "units", "errors", "version"}
MAY_INCLUDE = {
    "queueing": set(),
    "staffing": {"queueing"},
    "forecasting": set(),
    "scheduling": {"staffing"},
    "simulation": {"queueing"},
    "planning": set(ROOMS),
    "erlang": set(ROOMS),
}


def own_includes(path: Path) -> list[Path]:
    """The headers of the library that a file includes."""
    found = []
    for opening, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', path.read_text(encoding="utf-8"), re.M):
        target = INCLUDE / name if opening == "<" else path.parent / name
        if opening == '"' or name.startswith("erlang/"):
            found.append(target.resolve())
    return found


def place(path: Path) -> str:
    """The room of a header: its folder, or its own name for an umbrella and the headers beside it."""
    parts = path.relative_to(INCLUDE / "erlang").parts
    return parts[0].removesuffix(".hpp")


def test_the_house_has_its_rooms() -> None:
    assert {place(path) for path in HEADERS} >= {*ROOMS, *COMMON, "erlang"}
    for room in ROOMS:
        assert (INCLUDE / "erlang" / f"{room}.hpp").is_file()


@pytest.mark.parametrize("header", HEADERS, ids=lambda path: str(path.relative_to(INCLUDE)))
def test_includes_follow_the_arrows(header: Path) -> None:
    here = place(header)
    # The headers of the array kernels speak of queueing alone.
    allowed = {"queueing", "staffing"} if here == "batch" else MAY_INCLUDE.get(here, set())
    for target in own_includes(header):
        assert target.is_file(), f"{header.name} includes {target}, which is not there"
        room = place(target)
        assert room == here or room in COMMON or room in allowed, f"{here} may not include {room}: {target.name}"


def test_no_header_includes_itself_on_any_way() -> None:
    graph = {header: own_includes(header) for header in HEADERS}
    done: set[Path] = set()

    def walk(header: Path, way: list[Path]) -> None:
        assert header not in way, " -> ".join(step.name for step in [*way, header])
        if header not in done:
            for target in graph[header]:
                walk(target, [*way, header])
            done.add(header)

    for header in HEADERS:
        walk(header, [])


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_knows_nothing_of_python(path: Path) -> None:
    assert not re.search(r"pybind11|\bPyObject\b|<Python\.h>|\bPyErr_", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("header", HEADERS, ids=lambda path: str(path.relative_to(INCLUDE)))
def test_every_header_is_read_once(header: Path) -> None:
    code = [line for line in header.read_text(encoding="utf-8").splitlines() if not line.startswith("//")]
    assert next(line for line in code if line.strip()) == "#pragma once"


@pytest.mark.parametrize("room", ROOMS)
def test_umbrellas_list_headers_of_their_room(room: str) -> None:
    umbrella = INCLUDE / "erlang" / f"{room}.hpp"
    assert umbrella in own_includes(INCLUDE / "erlang" / "erlang.hpp")
    assert {place(target) for target in own_includes(umbrella)} <= {room}


def test_no_submodule_has_the_name_of_a_public_function() -> None:
    submodules = {module.name for module in pkgutil.iter_modules(erlang.__path__)}
    assert not submodules & set(erlang.__all__)


def test_public_submodules_are_rooms() -> None:
    public = {module.name for module in pkgutil.iter_modules(erlang.__path__) if not module.name.startswith("_")}
    assert public <= {*ROOMS, "spreadsheet"}


@pytest.mark.parametrize("name", erlang.__all__)
def test_every_public_name_is_there_with_a_docstring(name: str) -> None:
    value = getattr(erlang, name)
    if name == "__version__":
        assert re.fullmatch(r"\d+\.\d+\.\d+", value)
    else:
        assert (inspect.getdoc(value) or "").strip()


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_name_what_they_export(room: str) -> None:
    module = importlib.import_module(f"erlang.{room}")
    assert (module.__doc__ or "").strip()
    for name in module.__all__:
        assert (inspect.getdoc(getattr(module, name)) or "").strip(), name
