"""The table of commands; each is imported only when it is used, and all of them for the help."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from erlang._cli import INTERRUPTED

COMMANDS = ("init", "check", "plan", "forecast", "staff", "schedule", "simulate", "agents", "explain")


class _Group(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"erlang._cli.{cmd_name}")
        app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        app.command(cmd_name)(module.command)
        return typer.main.get_command(app)


def _version(value: bool) -> None:
    if value:
        import erlang

        print(f"erlang {erlang.__version__}")
        raise typer.Exit()


def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """Workforce management: from an interval history to a staffed, scheduled and checked plan."""


def invoke(arguments: list[str]) -> int:
    """Run the command that the arguments name; its exit code."""
    app = typer.Typer(cls=_Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(cls=_Group, invoke_without_command=False, no_args_is_help=False)(_root)
    group = typer.main.get_command(app)
    if not arguments:
        arguments = ["--help"]
    try:
        code = group.main(args=arguments, prog_name="erlang", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.Exit as leave:
        return int(leave.exit_code)
    if code == INTERRUPTED:  # what typer makes of a KeyboardInterrupt, without a word
        raise KeyboardInterrupt
    sys.stdout.flush()
    return int(code) if isinstance(code, int) else 0
