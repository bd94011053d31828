from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

def solve_one(
    row: Sequence[float | None], bare: bool, fractional: bool, rounding: int, law: int = 1, samples: Any = None
) -> tuple[list[float], list[int]]: ...
def check_ranges(row: Sequence[float | None], function: str) -> None: ...
def evaluate_one(
    row: Sequence[float | None], agents: float, bare: bool, law: int = 1, samples: Any = None
) -> tuple[list[float], list[int]]: ...
def solve(
    columns: Sequence[npt.NDArray[np.float64] | None],
    count: int,
    bare: bool,
    fractional: bool,
    rounding: int,
    gaps: bool,
    law: int = 1,
    samples: Any = None,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint32]]: ...
def evaluate(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    bare: bool,
    gaps: bool,
    law: int = 1,
    samples: Any = None,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint32]]: ...
def load_across(
    method: int,
    volume: npt.NDArray[np.float64],
    aht: npt.NDArray[np.float64],
    interval: float,
    opens: Sequence[bool],
    empty: bool,
) -> list[float]: ...
def evaluate_course(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    preemptive: bool,
    empty: bool,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint32]]: ...
def repair(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    preemptive: bool,
    empty: bool,
    periods: Sequence[int],
    max_evaluations: int,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint32], int, int]: ...
def positions(scheduled: npt.NDArray[np.float64], rounding: int) -> npt.NDArray[np.float64]: ...
def deferred_course(
    volume: npt.NDArray[np.float64],
    aht: npt.NDArray[np.float64],
    interval: float,
    starts: npt.NDArray[np.float64],
    open: Sequence[bool],
    backlog: Sequence[Sequence[float]],
    opening_hours: bool,
    agents: npt.NDArray[np.float64],
    answer_within: float,
    expire: bool,
) -> tuple[npt.NDArray[np.float64], float]: ...
def deferred_agents(
    volume: npt.NDArray[np.float64],
    aht: npt.NDArray[np.float64],
    interval: float,
    starts: npt.NDArray[np.float64],
    open: Sequence[bool],
    backlog: Sequence[Sequence[float]],
    opening_hours: bool,
    answer_within: float,
    service_level: float,
    finish: bool,
    spread: int,
    idle: npt.NDArray[np.float64],
) -> list[float]: ...
def fit_patience(
    waits: npt.NDArray[np.float64], abandoned: npt.NDArray[np.bool_], balk_within: float | None, weibull: bool
) -> list[float]: ...
def balking_share(
    waits: npt.NDArray[np.float64], abandoned: npt.NDArray[np.bool_], balk_within: float
) -> list[float]: ...
def patience_survival(waits: npt.NDArray[np.float64], abandoned: npt.NDArray[np.bool_]) -> list[list[float]]: ...
def patience_hazard(
    waits: npt.NDArray[np.float64], abandoned: npt.NDArray[np.bool_], edges: Sequence[float]
) -> list[list[float]]: ...
def patience_from_waits(waited: npt.NDArray[np.float64], abandoned: npt.NDArray[np.float64]) -> list[float]: ...
def patience_from_abandonment(
    volume: npt.NDArray[np.float64],
    interval: float,
    aht: npt.NDArray[np.float64],
    agents: npt.NDArray[np.float64],
    abandoned: npt.NDArray[np.float64],
) -> list[float]: ...
def flow_volumes(
    deflection: float, bounce: float, tiers: Sequence[tuple[float, float, float, int]]
) -> tuple[list[float], list[float], list[float], list[float]]: ...
def chat_agents(
    volume: float, interval: float, handle_times: Sequence[float], row: Sequence[float | None], rounding: int
) -> tuple[list[float], list[int]]: ...
def priority_agents(
    volumes: Sequence[float],
    interval: float,
    aht: float,
    rows: Sequence[Sequence[float | None]],
    shrinkage: float,
    rounding: int,
) -> dict[str, Any]: ...
def blend_agents(
    volume: float,
    interval: float,
    aht: float,
    outbound_volume: float,
    row: Sequence[float | None],
    rounding: int,
) -> dict[str, Any]: ...
def max_outbound(
    volume: float, interval: float, aht: float, agents: float, row: Sequence[float | None], rounding: int
) -> dict[str, Any]: ...
def n_design_agents(
    volumes: Sequence[float],
    interval: float,
    aht: Sequence[float],
    patience: Sequence[float],
    rows: Sequence[Sequence[float | None]],
    costs: Sequence[float],
    class_1_first: bool,
    shrinkage: float,
    rounding: int,
) -> dict[str, Any]: ...
def max_volume(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    count: int,
    law: int = 1,
    samples: Any = None,
) -> npt.NDArray[np.float64]: ...
def max_aht(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    count: int,
    law: int = 1,
    samples: Any = None,
) -> npt.NDArray[np.float64]: ...
def min_answer_within(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    count: int,
    law: int = 1,
    samples: Any = None,
) -> npt.NDArray[np.float64]: ...
def required_lines(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    count: int,
    law: int = 1,
    samples: Any = None,
) -> npt.NDArray[np.float64]: ...
def min_patience(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    count: int,
    law: int = 1,
    samples: Any = None,
) -> npt.NDArray[np.float64]: ...
def max_patience(
    columns: Sequence[npt.NDArray[np.float64] | None],
    agents: npt.NDArray[np.float64],
    count: int,
    law: int = 1,
    samples: Any = None,
) -> npt.NDArray[np.float64]: ...
def solve_uncertain(
    columns: Sequence[npt.NDArray[np.float64] | None],
    count: int,
    kind: int,
    spread: npt.NDArray[np.float64],
    plan_for: float,
    by_intervals: bool,
    fractional: bool,
    rounding: int,
    gaps: bool,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint32]]: ...
