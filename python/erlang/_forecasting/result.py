"""The forecast as a value: table, backtest, what was found, and the futures it holds possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from .. import _core
from .._frames import Kind, like
from .calendar import Floats, QueueGrid
from .explanation import Explanation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .._reading.issues import Issue

QUANTILES = ("offered_p2_5", "offered_p10", "offered_p50", "offered_p90", "offered_p97_5")
REACH = {"offered_p2_5": -1.959963984540054, "offered_p10": -1.2815515655446004, "offered_p50": 0.0,
         "offered_p90": 1.2815515655446004, "offered_p97_5": 1.959963984540054}  # fmt: skip
_HELD_DAYS = 20.0  # as in the core: past days that the normal shape counts for


@dataclass(frozen=True, eq=False)
class QueueForecast:
    """One queue: its grid, what the core made of it, and what was laid over it."""

    grid: QueueGrid
    core: dict[str, Any]
    factor: Floats  # per row: multipliers of special days and overrides
    aht: Floats  # per row
    shift: Floats  # per row: intraday factor

    @property
    def rows(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return self.grid.row_day - self.grid.history, self.grid.row_slot

    def offered(self) -> Floats:
        day, slot = self.rows
        return np.asarray(self.core["mean"][day, slot] * self.factor * self.shift)

    def frame(self) -> pd.DataFrame:
        day, slot = self.rows
        columns: dict[str, Any] = {
            "queue": self.grid.queue,
            "interval_start": self.grid.row_start,
            "offered": self.offered(),
        }
        for name, table in zip(QUANTILES, self.core["quantiles"]):
            columns[name] = table[day, slot] * self.factor * self.shift
        columns["aht"] = self.aht
        frame: pd.DataFrame = pd.DataFrame(columns)
        return frame

    def samples(self, n: int, seed: int, stream: int, noise: bool) -> Floats:
        """Futures x rows."""
        spread = self.core["spread"]
        rates = _core.forecasting.sample_rates(
            mean=self.core["mean"],
            day=spread["day"],
            correlation=spread["correlation"],
            day_error=spread["day_error"],
            curves=spread["curves"],
            n=n,
            seed=seed,
            stream=stream,
        )
        day, slot = self.rows
        paths = rates[:, day, slot] * (self.factor * self.shift)
        if noise:
            paths = _core.forecasting.poisson_counts(rates=np.ascontiguousarray(paths), seed=seed, stream=stream)
        return np.asarray(paths)


@dataclass(frozen=True, eq=False)
class Forecast:
    """A forecast per queue and interval, with its uncertainty.

    Attributes
    ----------
    table : frame
        ``queue, interval_start, offered, offered_p2_5, offered_p10, offered_p50, offered_p90, offered_p97_5, aht``:
        one row per open interval; never negative, not rounded. The quantiles are those of the count, Poisson noise
        included. ``aht`` is in seconds, null where nothing is known.
    backtest : DataFrame
        ``queue, model, horizon_days, wape, bias, poisson_floor, day_wape, chosen, weight``: what every model would
        have erred on the last weeks, as fractions; ``poisson_floor`` is the error of a forecast that knows every rate.
    issues : tuple of Issue
        What was found in the history and what was done about it.
    interval : float
        Seconds.
    timezone : str or None
    history
        The history it was made from.
    """

    table: Any
    backtest: pd.DataFrame
    issues: tuple[Issue, ...]
    interval: float
    timezone: str | None
    history: Any
    start: pd.Timestamp
    horizon: int
    seed: int
    queues: tuple[str, ...]
    _parts: tuple[QueueForecast, ...]
    _kind: Kind = "pandas"

    def __repr__(self) -> str:
        last = self.start + pd.Timedelta(days=self.horizon - 1)
        return (
            f"Forecast({len(self.queues)} queues, {self.start.date()} to {last.date()}, "
            f"{sum(len(part.grid.row_day) for part in self._parts)} intervals, {len(self.issues)} issues)"
        )

    def samples(
        self, n: int = 200, seed: int | None = None, *, kind: Literal["count", "rate"] = "count"
    ) -> pd.DataFrame:
        """Whole futures, each coherent over its days: ``sample, queue, interval_start, offered``.

        A busy day is busy in all its intervals, and the next day tends to be busy too; within a day, curves of past
        days move contacts between the intervals. ``kind="rate"`` leaves the Poisson noise of the single count out, for
        a simulation that draws its own arrivals. Sample i does not depend on ``n``; queues vary independently.

        Parameters
        ----------
        n : int
            Number of futures.
        seed : int, optional
            Same seed, same futures; default: the seed of the forecast.
        kind : "count" or "rate"
        """
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)):
            raise TypeError(f"samples: n must be a whole number, got {type(n).__name__}")
        if n < 1:
            raise ValueError(f"samples: n must be >= 1, got {n}")
        if kind not in ("count", "rate"):
            raise ValueError(f"samples: kind must be 'count' or 'rate', got {kind!r}")
        seed = self.seed if seed is None else int(seed)
        if seed < 0:
            raise ValueError(f"samples: seed must be >= 0, got {seed}")
        frames = []
        for stream, part in enumerate(self._parts):
            paths = part.samples(int(n), seed, stream, kind == "count")
            rows = paths.shape[1]
            frames.append(
                pd.DataFrame(
                    {
                        "sample": np.repeat(np.arange(n), rows),
                        "queue": part.grid.queue,
                        "interval_start": part.grid.row_start[np.tile(np.arange(rows), n)],
                        "offered": paths.ravel(),
                    }
                )
            )
        table: pd.DataFrame = pd.concat(frames, ignore_index=True)
        return table

    def days(self) -> pd.DataFrame:
        """Day totals: ``queue, date, offered`` and quantiles; ``offered`` is the sum of the day's intervals."""
        frames = []
        for part in self._parts:
            day = part.grid.row_day - part.grid.history
            total = pd.Series(part.offered()).groupby(day).sum()
            spread = part.core["spread"]
            sigma = np.asarray(spread["day"])[total.index.to_numpy()]
            size = total.to_numpy()
            # On the log scale, with the Poisson noise of the total.
            deviation = np.sqrt(sigma**2 + 1 / np.maximum(size, 1))
            columns: dict[str, Any] = {
                "queue": part.grid.queue,
                "date": part.grid.days[total.index.to_numpy() + part.grid.history].date,
                "offered": size,
            }
            for name, level in zip(QUANTILES, (0.025, 0.1, 0.5, 0.9, 0.975)):
                columns[name] = size * np.exp(deviation * _standard(spread, level, REACH[name]))
            frames.append(pd.DataFrame(columns))
        table: pd.DataFrame = pd.concat(frames, ignore_index=True)
        return table

    def plot(self) -> Figure:
        """The last two weeks and the coming intervals with bands of 80 and 95 %, a row of axes per queue.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from erlang._report.plots import plot_forecast

        return plot_forecast(self)

    def explain(self) -> Explanation:
        """Level, weekday, calendar, special days, profile and overrides; model weights; the backtest."""
        from .explain import explain

        return explain(self)

    def update(self, today: Any) -> Forecast:
        """The forecast after part of a day has arrived; nothing is fitted again.

        The ratio of what came to what was expected, held towards 1 by what the backtest says of day factors and by
        the noise of the counts so far, moves the rest of that day, and fades over the days after it.

        Parameters
        ----------
        today : History or frame
            ``interval_start, offered`` and, with several queues, ``queue``: rows of one day of this forecast. Intervals
            not there are taken as not arrived yet.
        """
        from .intraday import update

        return update(self, today)

    def with_parts(self, parts: tuple[QueueForecast, ...]) -> Forecast:
        """The same forecast over other parts; the table is made again."""
        return replace(self, _parts=parts, table=make_table(parts, self._kind))


def make_table(parts: tuple[QueueForecast, ...], kind: Kind) -> Any:
    """The table of all queues, as the kind of frame the caller uses."""
    return like(pd.concat([part.frame() for part in parts], ignore_index=True), kind)


def _standard(spread: dict[str, Any], level: float, normal: float) -> float:
    """Quantile of the standardised day error, as the sample paths draw it."""
    errors = np.asarray(spread["day_error"])
    if not errors.size:
        return normal
    past = spread["curves"].shape[0]
    found = past / (past + _HELD_DAYS)
    return float(found * np.quantile(errors, level, method="hazen") + (1 - found) * normal)
