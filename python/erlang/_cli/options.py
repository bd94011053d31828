"""Options of the commands, made from the keys of the settings: the same words in the file and on the command line."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from erlang._cli.given import flag, given_value
from erlang._cli.running import hushed
from erlang._settings.schema import KEYS, KeyInfo

JSON = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
QUIET = Annotated[bool, typer.Option("--quiet", help="Write nothing but errors.")]
FORCE = Annotated[bool, typer.Option("--force", help="Overwrite what is there.")]
SETTINGS = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--settings", metavar="FILE", help="Settings in TOML, see `erlang init`; options win over them."),
]
SHIFTS = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--shifts", metavar="FILE", help="A TOML file with the [[shift]] sections to use."),
]


def _metavar(info: KeyInfo) -> str:
    """What stands for the value in the help: words to choose from as they are typed, else the kind in capitals."""
    return info.kind.name if "|" in info.kind.name else info.kind.name.upper()


def _parameter(info: KeyInfo) -> inspect.Parameter:
    shown = "" if info.default is None or info.default is False else f" Default {info.default}."
    if info.kind.name == "boolean":
        annotation: Any = Optional[bool]  # noqa: UP045
        option = typer.Option(None, f"{flag(info.name)}/--no-{flag(info.name)[2:]}", help=info.help)
    elif info.kind.name in ("texts", "column=NAME"):
        annotation = Optional[list[str]]  # noqa: UP045
        option = typer.Option(None, flag(info.name), metavar=_metavar(info), help=f"{info.help} Repeatable.")
    else:
        annotation = Optional[str]  # noqa: UP045
        option = typer.Option(None, flag(info.name), metavar=_metavar(info), help=info.help + shown)
    return inspect.Parameter(info.name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=annotation)


def with_options(*sections: str, also: Iterable[str] = (), without: Iterable[str] = ()) -> Callable[..., Any]:
    """Give a command the options of some sections; they reach it as one mapping, `given`, of those that were said."""
    names = [
        name for name, info in KEYS.items()
        if info.option and (info.section in sections or name in also) and name not in without
    ]  # fmt: skip

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        hints = typing.get_type_hints(function, include_extras=True)
        own = [
            parameter.replace(annotation=hints[parameter.name])
            for parameter in inspect.signature(function).parameters.values()
            if parameter.name != "given"
        ]

        @functools.wraps(function)
        def command(**values: Any) -> int:
            said = {name: values.pop(name) for name in names}
            given = {name: given_value(KEYS[name], value) for name, value in said.items() if value not in (None, [])}
            with hushed(bool(values.get("quiet"))):
                return function(given=given, **values)

        del command.__wrapped__
        command.__signature__ = inspect.Signature([*own, *(_parameter(KEYS[name]) for name in names)])  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in own} | {
            name: _parameter(KEYS[name]).annotation for name in names
        }
        return command

    return decorate
