"""Every argument that goes with a table of staffing: at its bound, outside it, of the wrong type."""

from __future__ import annotations

from typing import Any

import pytest

from door_rules import hold
from table_doors import TABLES


@pytest.mark.parametrize(("door", "name"), [(door, name) for door in TABLES for name in door.arguments], ids=str)
def test_an_argument_beside_a_table(door: Any, name: str) -> None:
    hold(door, name)
