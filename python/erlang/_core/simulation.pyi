from typing import Any

import numpy as np
import numpy.typing as npt

MEASURES: tuple[str, ...]
COUNTS: tuple[str, ...]

def simulate(
    *,
    queues: list[dict[str, Any]],
    groups: list[dict[str, Any]],
    replications: int,
    seed: int,
    threads: int,
) -> list[dict[str, npt.NDArray[np.float64]]]: ...
def ratios(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]: ...
def confidence_factor(replications: int) -> float: ...
