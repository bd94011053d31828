from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

def forecast_grid(
    *,
    volume: npt.NDArray[np.float64],
    open: npt.NDArray[np.bool_],
    weekday: Sequence[int],
    special: Sequence[int],
    day_of_month: Sequence[int],
    days_in_month: Sequence[int],
    day_of_year: Sequence[int],
    horizon: int,
    model: str,
) -> dict[str, Any]: ...
def model_forecast(
    *,
    volume: npt.NDArray[np.float64],
    open: npt.NDArray[np.bool_],
    weekday: Sequence[int],
    special: Sequence[int],
    day_of_month: Sequence[int],
    days_in_month: Sequence[int],
    day_of_year: Sequence[int],
    origin: int,
    horizon: int,
    model: str,
) -> npt.NDArray[np.float64]: ...
def sample_rates(
    *,
    mean: npt.NDArray[np.float64],
    day: npt.NDArray[np.float64],
    correlation: float,
    day_error: npt.NDArray[np.float64],
    curves: npt.NDArray[np.float64],
    n: int,
    seed: int,
    stream: int,
) -> npt.NDArray[np.float64]: ...
def poisson_counts(*, rates: npt.NDArray[np.float64], seed: int, stream: int) -> npt.NDArray[np.float64]: ...
def handle_time_profile(
    *, handled: npt.NDArray[np.float64], aht: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]: ...
