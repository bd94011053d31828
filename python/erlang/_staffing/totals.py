"""Totals of a staffed table: sums of contacts and hours, ratios of sums for service levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from erlang._staffing.columns import BASE
from erlang._staffing.values import one_number
from erlang._staffing.words import ASA_OF, choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_WALL = "wall clock of interval_start"
_TIMES = ("interval", "day", "week", "month")
_KEYS = ("queue", *_TIMES)
_NAMES = {"interval": "interval_start", "day": "date", "week": "week", "month": "month", "queue": "queue"}


def totals(
    staffed: Any,
    *,
    by: str | Sequence[str] = "day",
    hours_per_fte: float | None = None,
    interval: Any = None,
    asa_of: str = "answered",
    columns: Mapping[str, str] | None = None,
) -> Any:
    """Contacts, hours and service of a staffed (or evaluated) table, summed.

    Service levels, waits and shares are ratios of summed numerators and denominators, never means of rows; null where
    nothing was offered.

    Parameters
    ----------
    staffed : pandas, polars or pyarrow table
        Made by :func:`erlang.staff` or :func:`erlang.evaluate`. Rows without a result (``missing_input``) are left out,
        with a warning.
    by : str or sequence of str
        ``"interval"``, ``"day"``, ``"week"`` (from Monday), ``"month"``, ``"queue"``, ``"all"``, or several, such as
        ``("queue", "day")``. Local dates of the stamps.
    hours_per_fte : float
        Weekly hours of a full-time equivalent: adds ``fte`` = paid_hours / hours_per_fte.
    interval, columns
        As of :func:`erlang.staff`.
    asa_of : {"answered", "all", "virtual_wait"}
        Whose wait the column ``asa`` is: its weight is those answered, or all who enter.

    Returns
    -------
    The same kind of table, one row per group in the order of the keys: ``offered``, ``aht`` (of contacts),
    ``workload_hours`` (Σ load · interval), ``agent_hours`` (Σ agents · interval), ``paid_hours`` (Σ scheduled ·
    interval), ``fte``, ``peak_agents``, ``service_level``, ``asa``, ``abandonment``, ``blocking``, ``occupancy``,
    ``wait_probability``; those whose columns are there.

    Raises
    ------
    ValueError
        Unreachable rows, listed; a column that is not there.

    Examples
    --------
    >>> import pandas as pd, erlang
    >>> day = pd.DataFrame({"interval_start": pd.to_datetime(["2026-03-02 08:00", "2026-03-02 08:30"]),
    ...                     "offered": [50, 100], "aht": [180, 180]})
    >>> staffed = erlang.staff(day, service_level=0.8, answer_within=20, shrinkage=0.30)
    >>> totals(staffed, hours_per_fte=37.5)[["agent_hours", "paid_hours", "service_level"]].round(4)
       agent_hours  paid_hours  service_level
    0         11.0     15.7143         0.8856
    """
    import numpy as np
    import pandas as pd

    from erlang._frames import like, to_pandas
    from erlang._interval import infer_interval

    function = "totals"
    frame, kind = to_pandas(staffed, function=function)
    frame = frame.reset_index(drop=True)
    keys = _keys(by)
    choice(asa_of, ASA_OF, function=function, argument="asa_of")
    if hours_per_fte is not None:
        hours_per_fte = one_number(hours_per_fte, function=function, argument="hours_per_fte")
        if not 0 < hours_per_fte < np.inf:
            raise ValueError(f"{function}: hours_per_fte must be > 0, got {hours_per_fte:g}")
    frame = _named(frame, columns, function)
    for name in ("offered", "agents"):
        if name not in frame.columns:
            raise ValueError(f"{function}: the table has no column {name!r}; staff or evaluate it first")
    if "interval_start" not in frame.columns and any(key in _TIMES for key in keys):
        raise ValueError(f"{function}: by={by!r} needs a column 'interval_start'")
    _refuse_unreachable(frame, function)
    hours = infer_interval(frame, interval=interval, function=function) / 3600.0
    frame = _without_missing(frame, function)
    sums = _sums(frame, hours, asa_of)
    grouping = {_NAMES[key]: _key(frame, key) for key in keys}
    table = pd.DataFrame({**{f"key {name}": values for name, values in grouping.items()}, **sums})
    names = [f"key {name}" for name in grouping]
    if names:
        summed = table.groupby(names, sort=True, dropna=False).sum(min_count=0).reset_index()
    else:
        summed = table.sum().to_frame().T
    result = {name: summed[f"key {name}"] for name in grouping}
    result.update(_ratios(summed, hours_per_fte))
    result = _with_peak(result, frame, grouping)
    return like(pd.DataFrame(result), kind)


def _keys(by: Any) -> tuple[str, ...]:
    if not isinstance(by, Sequence):
        raise TypeError(f"totals: by must be a text or several, got {type(by).__name__}")
    keys = (by,) if isinstance(by, str) else tuple(by)
    if keys == ("all",):
        return ()
    for key in keys:
        choice(key, (*_KEYS, "all"), function="totals", argument="by")
    if not keys or "all" in keys or len(set(keys)) < len(keys) or sum(key in _TIMES for key in keys) > 1:
        raise ValueError(f"totals: by must name different keys, at most one of them a time, got {by!r}")
    return keys


def _named(frame: pd.DataFrame, columns: Mapping[str, str] | None, function: str) -> pd.DataFrame:
    """The columns this needs under the library's names."""
    from erlang._columns import recognise

    frame = frame.set_axis([str(name) for name in frame.columns], axis="columns")
    found = recognise(list(frame.columns), columns, function=function)
    wanted = {found[name]: name for name in ("queue", "interval_start", "offered", "aht") if name in found}
    frame = frame.rename(columns=wanted)
    if "interval_start" in frame.columns:
        from erlang._staffing.stamps import stamps_of, walls_of

        given = frame["interval_start"]
        stamps = stamps_of(given, found.get("interval_start", "interval_start"), function)
        frame = frame.assign(**{"interval_start": stamps, _WALL: walls_of(given, stamps)})
    return frame


def _refuse_unreachable(frame: pd.DataFrame, function: str) -> None:
    if "status" not in frame.columns:
        return
    import numpy as np

    rows = np.flatnonzero((frame["status"] == "unreachable").to_numpy(dtype=bool, na_value=False))
    if not rows.size:
        return
    shown = []
    for row in rows[:5].tolist():
        where = [str(frame[name].iloc[row]) for name in ("queue", "interval_start") if name in frame.columns]
        shown.append(f"row {row}" + (f" ({', '.join(where)})" if where else ""))
    more = f" and {rows.size - 5} more" if rows.size > 5 else ""
    count = f"{rows.size} rows are unreachable and have" if rows.size > 1 else "1 row is unreachable and has"
    raise ValueError(f"{function}: {count} no agents: {', '.join(shown)}{more}")


def _without_missing(frame: pd.DataFrame, function: str) -> pd.DataFrame:
    missing = frame["agents"].isna() | frame["offered"].isna()
    if "load" in frame.columns:  # a row that was evaluated without a handle time
        missing |= frame["load"].isna()
    if missing.any():
        import warnings

        from erlang._staffing.words import WARNINGS
        from erlang._warnings import PlanningWarning

        warnings.warn(
            f"missing_input: {WARNINGS['missing_input']} ({int(missing.sum())} of {len(frame)} rows left out)",
            PlanningWarning,
            stacklevel=3,
        )
        frame = frame[~missing].reset_index(drop=True)
    return frame


def _column(frame: pd.DataFrame, name: str) -> Floats | None:
    if name not in frame.columns:
        return None
    import numpy as np

    values: Floats = frame[name].to_numpy(dtype=float, na_value=np.nan)
    return values


def _times(weight: Floats, value: Floats) -> Floats:
    """weight · value, 0 where the weight is: what nobody experienced does not count, infinite or undefined as it is."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        return np.where(weight > 0, weight * value, 0.0)


def _sums(frame: pd.DataFrame, hours: float, asa_of: str) -> dict[str, Floats]:
    """Numerators and denominators per row, to be summed."""
    import numpy as np

    offered = frame["offered"].to_numpy(dtype=float)
    agents = frame["agents"].to_numpy(dtype=float)
    sums = {"offered": offered, "agent_hours": agents * hours}
    scheduled = _column(frame, "scheduled")
    if scheduled is not None:
        sums["paid_hours"] = scheduled * hours
    load = _column(frame, "load")
    if load is not None:
        sums["workload_hours"] = load * hours
    aht = _column(frame, "aht")
    if aht is not None:
        sums["aht"] = _times(offered, aht)
    lost = np.zeros(len(frame))
    blocked = np.zeros(len(frame))
    for name in ("abandonment", "blocking"):
        values = _column(frame, name)
        if values is not None:
            sums[name] = _times(offered, values)
            lost = lost + np.nan_to_num(values)
            blocked = np.nan_to_num(values) if name == "blocking" else blocked
    level = _column(frame, "service_level")
    if level is not None:
        base = _column(frame, BASE)
        sums["service_base"] = offered if base is None else _times(offered, base)
        sums["service_level"] = _times(sums["service_base"], level)
    asa = _column(frame, "asa")
    if asa is not None:
        sums["asa_base"] = offered * (1.0 - (lost if asa_of == "answered" else blocked))
        sums["asa"] = _times(sums["asa_base"], asa)
    occupancy = _column(frame, "occupancy")
    if occupancy is not None:
        sums["occupancy"] = _times(agents * hours, occupancy)
    wait = _column(frame, "wait_probability")
    if wait is not None:
        sums["wait_probability"] = _times(offered, wait)
    return sums


def _ratios(summed: pd.DataFrame, hours_per_fte: float | None) -> dict[str, Any]:
    """The columns of the result, from the sums."""

    def ratio(name: str, base: str) -> Any:
        return (summed[name] / summed[base]).where(summed[base] > 0)

    result: dict[str, Any] = {"offered": summed["offered"]}
    if "aht" in summed:
        result["aht"] = ratio("aht", "offered")
    for name in ("workload_hours", "agent_hours", "paid_hours"):
        if name in summed:
            result[name] = summed[name]
    if hours_per_fte is not None:
        if "paid_hours" not in summed:
            raise ValueError("totals: hours_per_fte needs a column 'scheduled'")
        result["fte"] = summed["paid_hours"] / hours_per_fte
    for name, base in (
        ("service_level", "service_base"),
        ("asa", "asa_base"),
        ("abandonment", "offered"),
        ("blocking", "offered"),
        ("occupancy", "agent_hours"),
        ("wait_probability", "offered"),
    ):
        if name in summed:
            result[name] = ratio(name, base)
    return result


def _with_peak(result: dict[str, Any], frame: pd.DataFrame, grouping: dict[str, Any]) -> dict[str, Any]:
    """Adds the most agents at one time, all queues of the group together, behind the hours."""
    import pandas as pd

    if "interval_start" not in frame.columns:
        return result
    table = pd.DataFrame({f"key {name}": values for name, values in grouping.items()})
    table["at"] = frame["interval_start"]
    table["agents"] = frame["agents"].to_numpy(dtype=float)
    names = [f"key {name}" for name in grouping]
    at_once = table.groupby([*names, "at"], dropna=False)["agents"].sum()
    peak = at_once.groupby(names, dropna=False).max().to_numpy() if names else [at_once.max()]
    ordered: dict[str, Any] = {}
    for name, values in result.items():
        if name == "service_level":
            ordered["peak_agents"] = pd.Series(peak, dtype=float)
        ordered[name] = values
    ordered.setdefault("peak_agents", pd.Series(peak, dtype=float))
    return ordered


def _key(frame: pd.DataFrame, key: str) -> Any:
    """The group of every row; days, weeks and months are local midnights without a zone."""
    import pandas as pd

    if key == "queue":
        if "queue" not in frame.columns:
            raise ValueError("totals: by='queue' needs a column 'queue'")
        return frame["queue"]
    if key == "interval":
        return frame["interval_start"]
    day: Any = frame[_WALL].dt.normalize()
    if key == "week":
        return day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return day if key == "day" else day - pd.to_timedelta(day.dt.day - 1, unit="D")
