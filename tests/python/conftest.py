"""What every test may ask for: the repository root, and other people's data where it lies beside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data beside the repository (ERLANG_SHARED, else ../shared); skips where it is absent."""
    folder = Path(os.environ.get("ERLANG_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"the public data sets are not here ({folder.name}/data): set ERLANG_SHARED")
    return folder
