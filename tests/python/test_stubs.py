"""The stubs of the extension say what the extension holds: the same names, the same parameters."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from erlang import _core

FOLDER = Path(__file__).resolve().parents[2] / "python" / "erlang" / "_core"
MODULES = sorted(name for name in vars(_core) if isinstance(getattr(_core, name), ModuleType))


def parsed(name: str) -> ast.Module:
    return ast.parse((FOLDER / f"{name}.pyi").read_text(encoding="utf-8"))


def members(body: list[ast.stmt]) -> dict[str, list[ast.stmt]]:
    """What a stub declares, by name; overloads come several times."""
    found: dict[str, list[ast.stmt]] = {}
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.setdefault(node.target.id, []).append(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node)
    return found


def is_shape(node: ast.stmt) -> bool:
    """A class for type checkers alone, such as the keys of a dictionary."""
    return isinstance(node, ast.ClassDef) and any(
        isinstance(base, ast.Name) and base.id in ("TypedDict", "Protocol") for base in node.bases
    )


def public(names: Any) -> set[str]:
    return {name for name in names if not name.startswith("_")}


def shape(arguments: ast.arguments) -> list[tuple[str, str, bool]]:
    """Parameters as name, kind and whether there is a default, `self` left out."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [False] * (len(positional) - len(arguments.defaults)) + [True] * len(arguments.defaults)
    result = [(arg.arg, "positional", default) for arg, default in zip(positional, defaults)]
    result += [
        (arg.arg, "keyword", default is not None) for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
    ]
    return [entry for entry in result if entry[0] not in ("self", "cls")]


def signatures(function: Any) -> list[list[tuple[str, str, bool]]]:
    """The signatures that pybind11 writes into a docstring."""
    lines = (function.__doc__ or "").splitlines()
    name = re.escape(function.__name__)
    calls = [line for line in lines if re.match(rf"(\d+\. )?{name}\(.*\) -> ", line)]
    if len(calls) > 1:
        calls = [line for line in calls if re.match(r"\d+\. ", line)] or calls[:1]
    found = []
    for call in calls:
        text = re.sub(r"^\d+\. ", "", call)
        text = re.sub(r"= <[^>]*>", "= ...", text)
        node = ast.parse(f"def {text}: ...").body[0]
        assert isinstance(node, ast.FunctionDef)
        found.append(shape(node.args))
    return found


def agrees(stub: list[tuple[str, str, bool]], real: list[tuple[str, str, bool]]) -> bool:
    """Unnamed parameters of the extension (arg0, arg1) may have any name in the stub."""
    return len(stub) == len(real) and all(
        (one[1:] == other[1:]) and (one[0] == other[0] or re.fullmatch(r"arg\d+", other[0]))
        for one, other in zip(stub, real)
    )


def check_function(where: str, nodes: list[ast.stmt], function: Any) -> None:
    stubs = [shape(node.args) for node in nodes if isinstance(node, ast.FunctionDef)]
    real = signatures(function)
    if all(isinstance(node, ast.FunctionDef) and node.args.vararg for node in nodes):
        # `*columns` stands for any number of unnamed parameters.
        assert all(re.fullmatch(r"arg\d+", entry[0]) for signature in real for entry in signature), where
        return
    assert len(stubs) == len(real), f"{where}: {len(stubs)} signatures in the stub, {len(real)} in the module"
    for stub in stubs:
        assert any(agrees(stub, other) for other in real), f"{where}: {stub} is none of {real}"


def check_class(where: str, node: ast.ClassDef, cls: type) -> None:
    declared = members(node.body)
    real = {name: value for name, value in vars(cls).items() if name == "__init__" or not name.startswith("_")}
    assert public(declared) == public(real), where
    for name, nodes in declared.items():
        if name in real and isinstance(nodes[0], ast.FunctionDef) and not isinstance(real[name], property):
            value = getattr(real[name], "__func__", real[name])
            if callable(value) and re.search(r"\) -> ", value.__doc__ or ""):
                check_function(f"{where}.{name}", nodes, value)


def test_the_package_stub_names_everything() -> None:
    declared = members(parsed("__init__").body)
    imported = {
        alias.asname or alias.name
        for node in parsed("__init__").body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    empty = {name for name in MODULES if not public(vars(getattr(_core, name)))}
    assert public({*declared, *imported}) | empty == public(vars(_core))


@pytest.mark.parametrize("name", MODULES)
def test_stub_and_module_hold_the_same(name: str) -> None:
    module = getattr(_core, name)
    if not public(vars(module)):
        assert not (FOLDER / f"{name}.pyi").exists() or not public(members(parsed(name).body))
        return
    declared = {key: nodes for key, nodes in members(parsed(name).body).items() if not is_shape(nodes[0])}
    assert public(declared) == public(vars(module))
    for member in sorted(public(declared)):
        nodes, value = declared[member], getattr(module, member)
        where = f"_core.{name}.{member}"
        if isinstance(nodes[0], ast.ClassDef):
            assert isinstance(value, type), where
            check_class(where, nodes[0], value)
        elif isinstance(nodes[0], ast.FunctionDef):
            check_function(where, nodes, value)
        else:
            assert not callable(value), where


def test_stubs_belong_to_modules() -> None:
    assert {path.stem for path in FOLDER.glob("*.pyi")} <= {*MODULES, "__init__"}
    assert importlib.import_module("erlang._core") is _core
