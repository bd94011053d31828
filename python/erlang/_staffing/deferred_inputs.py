"""What a table of deferred work says, queue by queue, in the order of time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_ONLY = "the only queue"


@dataclass
class Queue:
    """One queue, its rows in the order of time."""

    rows: Any  # places in the table
    volume: Floats
    aht: Floats
    interval: float
    starts: Floats
    open: Any
    backlog: list[tuple[float, float, float]]  # items, age, handle time
    agents: Floats
    idle: Floats
    shrinkage: Floats

    def work(self, opening_hours: bool) -> dict[str, Any]:
        """The arguments that describe the work, as the core takes them."""
        return {
            "volume": self.volume,
            "aht": self.aht,
            "interval": self.interval,
            "starts": self.starts,
            "open": self.open.tolist(),
            "backlog": self.backlog,
            "opening_hours": opening_hours,
        }


def queues_of(
    df: Any,
    *,
    aht: Any,
    open_: Any,
    backlog: Any,
    interval: Any,
    columns: Mapping[str, str] | None,
    function: str,
    shrinkage: Any = None,
    agents: Any = None,
    need_agents: bool = False,
    idle: Any = None,
    need_idle: bool = False,
) -> tuple[pd.DataFrame, list[Queue]]:
    """The table as pandas, and its queues checked and in the order of time."""
    import numpy as np
    import pandas as pd

    from erlang._interval import infer_interval
    from erlang._staffing.inputs import read_inputs
    from erlang._staffing.rows import refuse_misaligned, table_of

    frame = table_of(df, function)
    arguments = {"aht": aht, "shrinkage": shrinkage}
    given = {**arguments, "agents": agents, "open": open_, "idle": None if _is_table(idle) else idle}
    refuse_misaligned(df, given, function)
    inputs = read_inputs(frame, arguments, columns, function=function)
    count = len(frame)
    named = inputs.canonical(frame)
    volume = _whole(inputs.values["volume"], count, "offered", ">= 0", lambda x: x >= 0, function, once=False)
    handle = np.array(np.broadcast_to(inputs.values["aht"], count), dtype=float)
    handle[(volume == 0) & np.isnan(handle)] = 1.0  # nothing to handle: any time will do

    def once(name: str) -> bool:
        return np.size(inputs.values[name]) == 1 and not inputs.origins.get(name, "").startswith("from column")

    _whole(handle, count, "aht", "> 0 s", lambda x: x > 0, function, once=once("aht"))
    share = inputs.values["shrinkage"]
    share = np.zeros(count) if share is None else np.array(np.broadcast_to(share, count), dtype=float)
    share[np.isnan(share)] = 0.0
    _whole(share, count, "shrinkage", "in [0, 1)", lambda x: (x >= 0) & (x < 1), function, once=once("shrinkage"))
    if "interval_start" in named.columns:
        from erlang._staffing.stamps import stamps_of

        actual = inputs.columns.get("interval_start", "interval_start")
        named["interval_start"] = stamps_of(named["interval_start"], actual, function)
    length = infer_interval(named, interval=interval, function=function)
    working = _opened(named, open_, count, function)
    present = np.zeros(count)
    if need_agents:
        present = _per_row(named, agents, "agents", inputs.columns.get("agents", "agents"), count, function)
    spare = np.zeros(count)
    if need_idle:
        spare = _idle(named, idle, count, function)
    instants = _instants(named, count, function)
    keys = named["queue"] if "queue" in named.columns else pd.Series([_ONLY] * count, dtype=object)
    codes, names = pd.factorize(keys, use_na_sentinel=False)
    opened = _backlogs(backlog, [str(name) for name in names] if "queue" in named.columns else None, function)
    queues = []
    for code, name in enumerate(names):
        rows = np.flatnonzero(codes == code)
        if instants is not None:
            rows = rows[np.argsort(instants[rows], kind="stable")]
            _refuse_overlaps(instants[rows], rows, length, function)
        times: Any = np.arange(len(rows)) * length if instants is None else instants[rows]
        offered = np.flatnonzero(volume[rows] > 0)
        usual = float(handle[rows][offered[0]]) if offered.size else float(handle[rows][0])
        waiting = [(items, age, usual if math.isnan(each) else each) for items, age, each in opened.get(str(name), [])]
        queues.append(
            Queue(
                rows, volume[rows], handle[rows], length, times, working[rows], waiting, present[rows], spare[rows],
                share[rows],
            )
        )  # fmt: skip
    if _is_table(idle) and len(queues) > 1:
        raise ValueError(f"{function}: idle as a table needs one queue, got {len(queues)}; give idle_agents per row")
    return frame, queues


def _is_table(value: Any) -> bool:
    from erlang._frames import is_frame

    return is_frame(value)


def _where(row: int) -> str:
    return f" in row {row}"


def _whole(values: Any, count: int, name: str, rule: str, allowed: Any, function: str, *, once: bool) -> Floats:
    """One finite number per row that keeps the rule; ``once`` where it was given for all of them."""
    import numpy as np

    full: Floats = np.array(np.broadcast_to(values, count), dtype=float)
    missing = np.flatnonzero(np.isnan(full))
    if missing.size and not once:
        raise ValueError(
            f"{function}: {name} is missing in row {missing[0]}; a backlog cannot be carried across what is not known"
        )
    wrong = np.flatnonzero(~(allowed(full) & np.isfinite(full)))
    if wrong.size:
        at = "" if once else _where(int(wrong[0]))
        raise ValueError(f"{function}: {name} must be {rule}, got {full[wrong[0]]:g}{at}")
    return full


def _per_row(frame: Any, argument: Any, name: str, column: str, count: int, function: str) -> Floats:
    """Numbers >= 0, the argument's or the column's."""
    import numpy as np

    from erlang._staffing.inputs import _cells
    from erlang._staffing.values import number

    if argument is None:
        there = name if name in frame.columns else column
        if there not in frame.columns:
            raise ValueError(
                f"{function}: the table has no column {name!r}, and {name.partition('_')[0]}= is not given"
            )
        values = _cells(frame[there], name, there, 1.0, function)
    else:
        name = name.partition("_")[0]
        values = number(argument, function=function, argument=name)
        if np.shape(values) not in ((), (count,)):
            raise ValueError(
                f"{function}: {name} must be one value or one per row ({count}), got shape {np.shape(values)}"
            )
    once = argument is not None and np.size(values) == 1
    return _whole(values, count, name, ">= 0", lambda x: x >= 0, function, once=once)


def _opened(frame: Any, argument: Any, count: int, function: str) -> Any:
    import numpy as np

    if argument is None and "open" not in frame.columns:
        return np.ones(count, dtype=bool)
    values = np.asarray(frame["open"] if argument is None else argument)
    if values.shape != (count,):
        raise ValueError(f"{function}: open must be one bool per row ({count}), got shape {values.shape}")
    known = [isinstance(value, (bool, np.bool_)) for value in values.tolist()]
    if not all(known):
        row = known.index(False)
        raise TypeError(f"{function}: open must be True or False, got {values.tolist()[row]!r}{_where(row)}")
    return values.astype(bool)


def _instants(frame: Any, count: int, function: str) -> Floats | None:
    import numpy as np

    if "interval_start" not in frame.columns:
        return None
    from erlang._staffing.openings import instants_of

    missing = np.flatnonzero(frame["interval_start"].isna().to_numpy())
    if missing.size:
        raise ValueError(f"{function}: interval_start is missing{_where(int(missing[0]))}")
    found: Floats = instants_of(frame["interval_start"])
    return found


def _refuse_overlaps(instants: Floats, rows: Any, length: float, function: str) -> None:
    import numpy as np

    close = np.flatnonzero(np.diff(instants) < length * (1 - 1e-9))
    if close.size:
        row = int(rows[close[0] + 1])
        raise ValueError(f"{function}: the interval{_where(row)} begins before the one before it ends")


def _idle(frame: Any, idle: Any, count: int, function: str) -> Floats:
    """Idle agents per row: given, the column, or what a staffed table leaves at each stamp."""
    import numpy as np

    if not _is_table(idle):
        if idle is None and "idle_agents" not in frame.columns:
            raise ValueError(f"{function}: spread='fill' needs idle= or a column idle_agents")
        return _per_row(frame, idle, "idle_agents", "idle_agents", count, function)
    import pandas as pd

    from erlang._staffing.openings import instants_of
    from erlang._staffing.rows import table_of
    from erlang._staffing.stamps import stamps_of

    other = table_of(idle, function)
    absent = [name for name in ("interval_start", "agents", "occupancy") if name not in other.columns]
    if absent or "interval_start" not in frame.columns:
        raise ValueError(
            f"{function}: idle as a table needs interval_start on both sides, agents and occupancy; "
            f"there is no {(absent or ['interval_start'])[0]!r}"
        )
    stamps = stamps_of(other["interval_start"], "interval_start", function)
    if (stamps.dt.tz is None) != (frame["interval_start"].dt.tz is None):
        raise ValueError(f"{function}: the stamps of idle and of the table must both have a time zone, or neither")
    left = other["agents"].to_numpy(dtype=float, na_value=np.nan) * (
        1.0 - other["occupancy"].to_numpy(dtype=float, na_value=np.nan)
    )
    at = pd.Series(np.nan_to_num(left)).groupby(instants_of(stamps)).sum()
    found = pd.Series(instants_of(frame["interval_start"])).map(at)
    left_over: Floats = np.maximum(0.0, np.nan_to_num(found.to_numpy(dtype=float)))
    return left_over


def _backlogs(backlog: Any, names: list[str] | None, function: str) -> dict[str, list[tuple[float, float, float]]]:
    """What is open at the start, per queue: items, age, handle time (NaN: that of the queue)."""
    if backlog is None:
        return {}
    if _is_table(backlog):
        return _backlog_table(backlog, names, function)
    if not isinstance(backlog, Mapping):
        raise TypeError(
            f"{function}: backlog must be a mapping of ages to items or a table, got {type(backlog).__name__}"
        )
    nested = [isinstance(value, Mapping) for value in backlog.values()]
    if any(nested) and not all(nested):
        raise TypeError(f"{function}: backlog must hold items for ages, or such a mapping for every queue")
    if not any(nested):
        if names is not None and len(names) > 1:
            raise ValueError(f"{function}: backlog must name its queue: {{queue: {{age: items}}}}")
        return {names[0] if names else _ONLY: [_items(items, age, function) for age, items in backlog.items()]}
    found = {}
    for name, ages in backlog.items():
        _known(str(name), names, function)
        found[str(name)] = [_items(items, age, function) for age, items in ages.items()]
    return found


def _known(name: str, names: list[str] | None, function: str) -> None:
    if name not in (names or ()):
        raise ValueError(f"{function}: backlog names a queue {name!r} that is not in the table")


def _items(items: Any, age: Any, function: str, aht: Any = math.nan) -> tuple[float, float, float]:
    from erlang._staffing.values import duration, number

    count = number(items, function=function, argument="backlog items")
    old = duration(age, function=function, argument="backlog age")
    for name, value, unit in (("items", count, ""), ("age", old, " s")):
        if not isinstance(value, float) or not 0 <= value < math.inf:
            raise ValueError(f"{function}: backlog {name} must be >= 0{unit}, got {value}")
    if not math.isnan(aht) and not 0 < aht < math.inf:
        raise ValueError(f"{function}: backlog aht must be > 0 s, got {aht:g}")
    return count, old, float(aht)


def _backlog_table(backlog: Any, names: list[str] | None, function: str) -> dict[str, list[tuple[float, float, float]]]:
    from erlang._columns import recognise
    from erlang._staffing.rows import table_of

    table = table_of(backlog, function)
    found = recognise(list(table.columns), None, function=function)
    if "age" not in table.columns or "offered" not in found:
        raise ValueError(f"{function}: backlog as a table needs columns age and offered")
    if "queue" not in found and names is not None and len(names) > 1:
        raise ValueError(f"{function}: backlog as a table needs a column queue where there are several")
    result: dict[str, list[tuple[float, float, float]]] = {}
    for place in range(len(table)):
        name = str(table[found["queue"]].iloc[place]) if "queue" in found and names else (names or [_ONLY])[0]
        if names:
            _known(name, names, function)
        aht = float(table[found["aht"]].iloc[place]) if "aht" in found else math.nan
        age, items = table["age"].iloc[place], table[found["offered"]].iloc[place]
        result.setdefault(name, []).append(_items(float(items), age, function, aht))
    return result
