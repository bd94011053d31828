"""`erlang agents` without the frame of the command line, which costs more to load than the question to answer.

The same options, from the same table of keys. Whatever is not plainly `--name value` is left to the full parser, which
answers it or says what is wrong with it.
"""

from __future__ import annotations

from erlang._cli.given import flag, given_value
from erlang._cli.question import KEYS, answer
from erlang._cli.running import hushed
from erlang._settings.schema import KEYS as INFOS

_FLAGS = {"--json": "json", "--quiet": "quiet"}


def quick(arguments: list[str]) -> int | None:
    """The exit code of `erlang agents` with these arguments; None where the full parser is needed."""
    known = {
        flag(name): info
        for name, info in INFOS.items()
        if (info.section == "targets" or name in KEYS) and info.kind.name != "boolean"
    }
    said: dict[str, str] = {}
    flags: dict[str, bool] = {}
    rest = iter(arguments)
    for argument in rest:
        if argument in _FLAGS:
            flags[_FLAGS[argument]] = True
            continue
        name, sign, value = argument.partition("=")
        if name not in known and name not in ("--volume", "--interval"):
            return None
        if not sign:
            value = next(rest, "--")
            if value.startswith("--"):
                return None
        said[name] = value
    try:
        volume = float(said.pop("--volume"))
        interval = said.pop("--interval")
    except (KeyError, ValueError):
        return None
    given = {known[name].name: given_value(known[name], value) for name, value in said.items()}
    with hushed(flags.get("quiet", False)):
        return answer(volume, interval, given, **flags)
