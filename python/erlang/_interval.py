"""The length of an interval: given, written in a column, or the step between the stamps of one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erlang._units import format_seconds, seconds

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

SHORTEST = 60.0
LONGEST = 4 * 3600.0
ASK = "give interval=, such as interval='30m'"


@dataclass(frozen=True)
class Steps:
    """Steps between neighbouring stamps of one day over all queues, in seconds."""

    smallest: float | None
    commonest: float | None
    regular: bool  # every step is a multiple of the smallest


def infer_interval(frame: pd.DataFrame, *, interval: Any = None, function: str) -> float:
    """Seconds per interval of a table with ``interval_start``.

    ``interval`` wins; then a column ``interval_minutes`` or ``interval_seconds``; else the smallest step between the
    stamps of one day over all queues, of which every other step must be a multiple.

    Raises ``ValueError`` asking for ``interval=`` where none can be found, or where it is not within 1 min … 4 h.

    Examples
    --------
    >>> import pandas as pd
    >>> infer_interval(pd.DataFrame({"interval_start": pd.to_datetime(["2024-01-01 08:00", "2024-01-01 08:30"])}),
    ...                function="staff")
    1800.0
    """
    if interval is not None:
        return given_interval(interval, function=function)
    for column, factor in (("interval_minutes", 60.0), ("interval_seconds", 1.0)):
        if column in frame.columns:
            return _from_column(frame[column], factor, column, function)
    if "interval_start" not in frame.columns:
        raise ValueError(f"{function}: there is no column 'interval_start' to find the interval's length from; {ASK}")
    steps = steps_of(frame["interval_start"])
    if steps.smallest is None:
        raise ValueError(f"{function}: no day has two stamps, so the interval's length cannot be found; {ASK}")
    if not steps.regular:
        raise ValueError(
            f"{function}: the stamps do not step evenly: the smallest step is {format_seconds(steps.smallest)}, and "
            f"others are no multiple of it; {ASK}"
        )
    if not SHORTEST <= steps.smallest <= LONGEST:
        raise ValueError(
            f"{function}: the smallest step between stamps is {format_seconds(steps.smallest)}, "
            f"not within 1 min and 4 h; {ASK}"
        )
    return steps.smallest


def given_interval(interval: Any, *, function: str) -> float:
    """Seconds of the argument ``interval``, which must be positive."""
    length = seconds(interval, function=function, argument="interval")
    if not isinstance(length, float):
        raise TypeError(f"{function}: interval must be one duration, got an array")
    if not 0 < length < float("inf"):
        raise ValueError(f"{function}: interval must be > 0 s, got {length:g}")
    return length


def steps_of(stamps: pd.Series[Any]) -> Steps:
    """The steps between distinct stamps of one local day, all queues together; UTC time where a zone is known."""
    import numpy as np
    import pandas as pd

    stamps = pd.Series(stamps).dropna().drop_duplicates().sort_values()
    if len(stamps) < 2:
        return Steps(None, None, True)
    wall = stamps.dt.tz_localize(None) if stamps.dt.tz is not None else stamps
    days = wall.to_numpy().astype("datetime64[D]")
    utc = stamps.dt.tz_convert("UTC").dt.tz_localize(None) if stamps.dt.tz is not None else stamps
    instants = utc.to_numpy().astype("datetime64[ms]").astype(np.int64)
    steps = np.diff(instants)[np.diff(days) == np.timedelta64(0, "D")]
    return _steps(steps)


def _steps(steps: npt.NDArray[np.int64]) -> Steps:
    import numpy as np

    if steps.size == 0:
        return Steps(None, None, True)
    sizes, counts = np.unique(steps, return_counts=True)
    smallest = int(sizes[0])
    return Steps(smallest / 1000, int(sizes[np.argmax(counts)]) / 1000, bool((sizes % smallest == 0).all()))


def _from_column(values: pd.Series[Any], factor: float, column: str, function: str) -> float:
    import pandas as pd

    lengths = pd.to_numeric(values, errors="coerce").dropna().unique()
    if len(lengths) == 0 or values.dropna().size == 0:
        raise ValueError(f"{function}: column '{column}' holds no number; {ASK}")
    if len(lengths) > 1:
        shown = ", ".join(f"{length:g}" for length in sorted(lengths)[:4])
        raise ValueError(f"{function}: column '{column}' holds several lengths ({shown}); a table has one; {ASK}")
    length = float(lengths[0]) * factor
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"{function}: column '{column}' says {lengths[0]:g}, not within 1 min and 4 h; {ASK}")
    return length
