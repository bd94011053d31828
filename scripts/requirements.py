"""Prints what pyproject.toml asks for: build requirements, dependencies, and the extras named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:
    from pip._vendor import tomli as tomllib

settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
wanted = {
    *settings["build-system"]["requires"],
    *settings["project"]["dependencies"],
    "cmake>=3.25",
    "ninja",
    "pip>=24.1",
}
for extra in sys.argv[1:]:
    wanted.update(settings["project"]["optional-dependencies"][extra])
print("\n".join(sorted(wanted)))
