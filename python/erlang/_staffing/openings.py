"""Load carried from interval to interval, queue by queue and opening by opening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erlang import _core
from erlang._staffing.words import Method

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

# A row with nothing offered and less than this in progress is idle, or every night would need one agent.
IDLE = 1e-6


def in_order(
    frame: pd.DataFrame, length: float, *, function: str, what: str
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The rows by queue and time, and which of them begin an opening: the first of a queue and each after a gap.

    ``frame`` has ``interval_start`` and, with several queues, ``queue``; ``what`` looks across rows, for messages.
    """
    import numpy as np
    import pandas as pd

    if "interval_start" not in frame.columns:
        raise ValueError(f"{function}: {what} looks across rows and needs a column interval_start")
    stamps = pd.Series(pd.to_datetime(frame["interval_start"])).reset_index(drop=True)
    if stamps.isna().any():
        row = int(np.flatnonzero(stamps.isna().to_numpy())[0])
        raise ValueError(f"{function}: {what} needs every interval_start, row {row} has none")
    instants = instants_of(stamps)
    queues = frame["queue"].reset_index(drop=True) if "queue" in frame.columns else pd.Series(0, index=stamps.index)
    codes = pd.factorize(queues, use_na_sentinel=False)[0]
    order = np.lexsort((instants, codes))
    step = np.diff(instants[order])
    same_queue = np.diff(codes[order]) == 0
    twice = np.flatnonzero(same_queue & (step == 0))
    if twice.size:
        row = int(order[twice[0] + 1])
        raise ValueError(
            f"{function}: {what} needs one row per queue and interval, {stamps[row]} is there twice "
            f"(row {row}); a repeated local hour needs stamps with a time zone"
        )
    overlap = np.flatnonzero(same_queue & (step < length - 1e-6))
    if overlap.size:
        row = int(order[overlap[0] + 1])
        raise ValueError(f"{function}: {what}: row {row} ({stamps[row]}) begins before the interval before it ends")
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = ~(same_queue & (step <= length + 1e-6))
    return order, opens


def carried_volume(
    frame: pd.DataFrame,
    volume: Floats,
    aht: Floats,
    length: float,
    initial: str,
    *,
    function: str,
    method: Method = Method.MOL,
) -> Floats:
    """The volume per row that stands for the load by the method: m·interval/aht, NaN where an input is missing.

    ``frame`` has ``interval_start`` and, with several queues, ``queue``. An opening begins at the first row of a queue
    and after every gap; after a missing row the load restarts as if stationary.
    """
    import numpy as np

    kept, begins, after_gap = runs(frame, volume, aht, length, function=function, method=method)
    code = tuple(Method).index(method)
    load = np.empty(len(kept))
    if initial == "stationary":
        load[:] = _core.staffing.load_across(code, volume[kept], aht[kept], length, begins.tolist(), empty=False)
    else:
        # A run that begins after missing data is stationary, one that begins an opening is empty.
        run = np.cumsum(begins)
        for number in np.unique(run):
            rows = kept[run == number]
            first = np.flatnonzero(run == number)[0]
            empty = not after_gap[first]
            load[run == number] = _core.staffing.load_across(
                code, volume[rows], aht[rows], length, [True] + [False] * (len(rows) - 1), empty=empty
            )
    if method is Method.MOL:
        load[(volume[kept] == 0) & (load < IDLE)] = 0.0
    result = np.full(len(volume), np.nan)
    result[kept] = load * length / aht[kept]
    return result


def runs(
    frame: pd.DataFrame, volume: Floats, aht: Floats, length: float, *, function: str, method: Method
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The rows with nothing missing in their order, which of them begin a run, and which of these follow a missing
    row and not a closed gap."""
    import numpy as np

    order, opens = in_order(frame, length, function=function, what=f"method '{method}'")
    there = ~(np.isnan(volume) | np.isnan(aht))[order]
    after_gap = np.zeros(len(order), dtype=bool)
    after_gap[1:] = ~there[:-1] & there[1:] & ~opens[1:]
    return order[there], (opens | after_gap)[there], after_gap[there]


def instants_of(stamps: Any) -> Any:
    """Seconds since 1970, by the clock on the wall where no zone is known."""
    utc = stamps if stamps.dt.tz is None else stamps.dt.tz_convert("UTC").dt.tz_localize(None)
    return utc.to_numpy().astype("datetime64[us]").astype("int64") / 1e6
