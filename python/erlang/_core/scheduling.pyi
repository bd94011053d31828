from collections.abc import Callable, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

class Solution(TypedDict):
    status: str
    cost: float
    bound: float
    gap: float
    paid_hours: float
    uncovered: float
    plan: list[tuple[int, int, tuple[int, ...], int]]
    covered: NDArray[np.float64]
    uncoverable: list[int]
    work: int
    message: str

def solve(
    *,
    required: Sequence[float] | NDArray[np.float64],
    slot: float,
    shifts: Sequence[tuple[str, int, Sequence[int], Sequence[tuple[int, int, int, int, bool]], float]],
    cyclic: bool,
    carry_in: Sequence[float] | NDArray[np.float64],
    uncovered_weight: float,
    gap: float,
    work_limit: int,
    time_limit: float | None,
    progress: Callable[[float, float], object] | None,
) -> Solution: ...
