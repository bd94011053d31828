"""Reading what a requirement table asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from erlang._frames import Kind, to_pandas
from erlang._interval import infer_interval
from erlang._scheduling.timeline import Instants, instants_of

if TYPE_CHECKING:
    import pandas as pd

ONE_QUEUE = "all"
_LISTED = 5


@dataclass(frozen=True)
class QueueNeed:
    """What one queue needs, by instant in ascending order."""

    queue: str
    instants: Instants
    need: npt.NDArray[np.float64]
    shrinkage: float  # the smallest of its rows
    limited: int  # rows in which only max_agents stood in the way


@dataclass(frozen=True)
class Need:
    """What every queue of a table needs."""

    queues: tuple[QueueNeed, ...]
    interval: int
    zone: Any
    kind: Kind


def read_need(requirement: Any, *, column: str, shrinkage: float | None, interval: Any, function: str) -> Need:
    """Requirement per queue and interval; refuses rows without a number, duplicates, and unreachable rows."""
    frame, kind = to_pandas(requirement, function=function)
    frame = frame.reset_index(drop=True)
    for name in ("interval_start", column):
        if name not in frame.columns:
            raise ValueError(f"{function}: requirement has no column {name!r}; it has {', '.join(map(str, frame))}")
    if len(frame) == 0:
        raise ValueError(f"{function}: requirement must have at least one row")
    frame["queue"] = frame["queue"].astype(str) if "queue" in frame.columns else ONE_QUEUE
    instants, zone = instants_of(frame["interval_start"], function=function, column="interval_start")
    length = infer_interval(frame, interval=interval, function=function)
    if abs(length - round(length)) > 1e-6:
        raise ValueError(f"{function}: the interval must be whole seconds, got {length:g} s")
    _refuse_unreachable(frame, column, function)
    need = _numbers(frame, column, function)
    shrunk = _shrinkage(frame, shrinkage, function)
    if column == "agents":
        need = need / (1.0 - shrunk)
    status = frame["status"].astype(str) if "status" in frame.columns else None
    queues = []
    for queue in dict.fromkeys(frame["queue"]):
        own = np.flatnonzero((frame["queue"] == queue).to_numpy())
        order = own[np.argsort(instants[own], kind="stable")]
        steps = np.diff(instants[order])
        short = np.flatnonzero(steps < round(length))
        if short.size:
            row = frame.loc[int(order[short[0] + 1])]
            what = "appears twice" if steps[short[0]] == 0 else "begins before the interval before it ends"
            raise ValueError(f"{function}: the interval of {_row_name(row)} {what}")
        limited = 0 if status is None else int((status.iloc[own] == "limited").sum())
        queues.append(QueueNeed(str(queue), instants[order], need[order], float(shrunk[order].min()), limited))
    return Need(tuple(queues), round(length), zone, kind)


def _row_name(row: pd.Series[Any]) -> str:
    queue = "" if row["queue"] == ONE_QUEUE else f" of queue {row['queue']}"
    return f"{row['interval_start']:%Y-%m-%d %H:%M}{queue}"


def _refuse_unreachable(frame: pd.DataFrame, column: str, function: str) -> None:
    import pandas as pd

    bad = pd.to_numeric(frame[column], errors="coerce").isna()
    if "status" in frame.columns:
        unreachable = frame["status"].astype(str) == "unreachable"
        if unreachable.any():
            names = [_row_name(row) for _, row in frame[unreachable].head(_LISTED).iterrows()]
            more = f" and {int(unreachable.sum()) - len(names)} more" if unreachable.sum() > len(names) else ""
            raise ValueError(
                f"{function}: {int(unreachable.sum())} rows of the requirement are unreachable, so nobody knows how "
                f"many people they need: {', '.join(names)}{more}"
            )
    if bad.any():
        row = frame[bad].iloc[0]
        raise ValueError(f"{function}: {column} must be a number, got {row[column]} at {_row_name(row)}")


def _numbers(frame: pd.DataFrame, column: str, function: str) -> npt.NDArray[np.float64]:
    import pandas as pd

    need = pd.to_numeric(frame[column]).to_numpy(dtype=float)
    bad = np.flatnonzero(~(np.isfinite(need) & (need >= 0) & (need <= 1e6)))
    if bad.size:
        row = frame.loc[int(bad[0])]
        raise ValueError(f"{function}: {column} must be in [0, 1000000], got {row[column]} at {_row_name(row)}")
    return np.asarray(need)


def _staffed_with(frame: pd.DataFrame) -> Any:
    """The shrinkage between agents and scheduled, where a table has both; the least of it where nobody is needed."""
    import pandas as pd

    if not {"agents", "scheduled"} <= set(frame.columns):
        return 0.0
    agents, scheduled = (
        pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        for name in ("agents", "scheduled")
    )
    known = (scheduled > 0) & (agents >= 0) & (agents <= scheduled)
    if not known.any():
        return 0.0
    found = np.divide(scheduled - agents, scheduled, out=np.zeros(len(frame)), where=known)
    return np.where(known, found, found[known].min())


def _shrinkage(frame: pd.DataFrame, given: float | None, function: str) -> npt.NDArray[np.float64]:
    import pandas as pd

    values = np.full(len(frame), _staffed_with(frame) if given is None else given)
    if "shrinkage" in frame.columns:
        cells = pd.to_numeric(frame["shrinkage"], errors="coerce").to_numpy(dtype=float)
        values = np.where(np.isnan(cells), values, cells)
    bad = np.flatnonzero(~((values >= 0) & (values < 1)))
    if bad.size:
        raise ValueError(f"{function}: shrinkage must be in [0, 1), got {values[bad[0]]:g}")
    return values
