"""What a simulation gave: estimates by interval, day and in total, and the counts behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from erlang import _core
from erlang._simulation import stamps
from erlang._simulation.centre import Centre, Queue, _Value
from erlang._simulation.stamps import Floats

if TYPE_CHECKING:
    import pandas as pd

_CORE = {name: at for at, name in enumerate(_core.simulation.MEASURES)}
_ASA = {"answered": "asa", "all": "asa_all", "virtual_wait": "asa_virtual_wait"}

MEASURES = (
    "offered",
    "agents",
    "service_level",
    "answered_of_offered",
    "answered_of_answered",
    "abandons_excluded",
    "abandons_counted",
    "virtual_wait",
    "asa",
    "asa_answered",
    "asa_all",
    "asa_virtual_wait",
    "abandonment",
    "blocking",
    "wait_probability",
    "wait_within",
    "occupancy",
)


def core_measure(queue: Queue, measure: str) -> int:
    """Where the core keeps a measure; `service_level` and `asa` follow the queue's definitions."""
    known = {
        "service_level": queue.definition,
        "asa": _ASA[queue.asa_of],
        "asa_answered": "asa",
    }
    return _CORE[known.get(measure, measure)]


def measures_of(queue: Queue) -> tuple[str, ...]:
    """The measures there are for a queue, in their order."""
    return tuple(name for name in MEASURES if name != "wait_within" or queue.max_wait is not None)


@dataclass(frozen=True, kw_only=True, eq=False)
class SimulationResult(_Value):
    """What :func:`simulate` found. Made by it, not by hand.

    Attributes
    ----------
    table : pandas.DataFrame
        measure, queue, interval (its start), mean, half_width: contacts by their interval of arrival, the time of
        agents by the interval of the clock. mean ± half_width is a 95 % interval; NaN where nothing was offered.
    days : pandas.DataFrame
        queue, date, measure, mean, half_width.
    totals : pandas.DataFrame
        queue, measure, mean, half_width over the whole period.
    centre, replications, seed
        What was simulated.
    counts : tuple of arrays
        Per queue: replication x day x what is counted (the names are in ``COUNTS``).

    Notes
    -----
    Measures: `offered` (contacts), `agents` (people on the phones), `service_level` and its five definitions,
    `asa`, `asa_answered`, `asa_all`, `asa_virtual_wait` (s), `abandonment`, `blocking` and `wait_probability` (shares
    of offered), `wait_within` (share of those who entered that wait no longer than the queue's `max_wait`, where it is
    given) and `occupancy` (busy by available agent-seconds; finishing a call after leaving counts as both).
    """

    COUNTS = tuple(_core.simulation.COUNTS)

    centre: Centre
    replications: int
    seed: int
    interval_estimates: tuple[Floats, ...]
    day_estimates: tuple[Floats, ...]
    total_estimates: tuple[Floats, ...]
    counts: tuple[Floats, ...]

    @property
    def queues(self) -> tuple[str, ...]:
        """Names of the queues, in their order."""
        return tuple(queue.name for queue in self.centre.queues)

    @cached_property
    def table(self) -> pd.DataFrame:
        """measure, queue, interval, mean, half_width."""
        columns = ["measure", "queue", "interval", "mean", "half_width"]
        return self._long(self.interval_estimates, lambda queue: queue.interval_start, "interval", columns)

    @cached_property
    def days(self) -> pd.DataFrame:
        """queue, date, measure, mean, half_width."""
        return self._long(self.day_estimates, self.dates, "date", ["queue", "date", "measure", "mean", "half_width"])

    @cached_property
    def totals(self) -> pd.DataFrame:
        """queue, measure, mean, half_width."""
        estimates = tuple(total[np.newaxis] for total in self.total_estimates)
        return self._long(estimates, lambda queue: [queue.name], "all", ["queue", "measure", "mean", "half_width"])

    def measure(self, queue: str, measure: str) -> tuple[float, float]:
        """Mean and half width of one measure of a queue over the whole period."""
        at = self._position(queue)
        self._check_measure(queue, measure)
        mean, half_width = self.total_estimates[at][core_measure(self.centre.queues[at], measure)]
        return float(mean), float(half_width)

    def daily(self, queue: str, measure: str) -> pd.DataFrame:
        """Numerators and denominators of a measure: date, replication, numerator, denominator.

        The measure of a day is the ratio of the two sums over all replications.
        """
        import pandas as pd

        at = self._position(queue)
        self._check_measure(queue, measure)
        sides = self.ratios(queue)[:, :, core_measure(self.centre.queues[at], measure)]
        replications, days = sides.shape[:2]
        dates = pd.Index(self.dates(self.centre.queues[at]))
        frame: pd.DataFrame = pd.DataFrame(
            {
                "date": dates.take(np.tile(np.arange(days), replications)),
                "replication": np.repeat(np.arange(replications), days),
                "numerator": sides[..., 0].ravel(),
                "denominator": sides[..., 1].ravel(),
            }
        )
        return frame

    def judge(self, targets: Any = None, **flat: Any) -> pd.DataFrame:
        """Compare every day with the targets.

        The value of a day is the ratio of sums over all replications; the verdict on it is ``"met"`` or ``"missed"``,
        and `close` says that its 95 % interval contains the goal. Days on which nothing was offered are left out.

        Parameters
        ----------
        targets : Targets or mapping of queue to Targets, optional
        **flat
            The fields of :class:`erlang.Targets` instead of `targets`. With no target at all: 80 % in 20 s.

        Returns
        -------
        pandas.DataFrame
            queue, date, target (`service_level`, `asa`, `abandonment`, `blocking`, `occupancy`, `wait_probability`,
            `max_wait`), goal, value, half_width, verdict, close, share_met (the share of replications whose day
            meets it).

        Raises
        ------
        ValueError
            Where a threshold of a target (`answer_within`, `short_abandon`, `max_wait`) is not the simulated one.

        Examples
        --------
        >>> from erlang import Centre, Group, Queue, simulate
        >>> calls = Queue(name="calls", interval_start=[0], interval="30m", offered=[100], aht=180)
        >>> result = simulate(Centre(queues=[calls], groups=[Group(name="desk", queues=["calls"], agents=16)]))
        >>> result.judge(service_level=0.8, answer_within=20)[["target", "goal", "verdict"]].values.tolist()
        [['service_level', 0.8, 'met']]
        """
        from erlang._simulation.judge import judge

        return judge(self, targets, flat)

    def dates(self, queue: Queue) -> Any:
        """The days of a queue, in their order."""
        return stamps.dates(np.unique(stamps.days(queue.interval_start)), queue.interval_start)

    def ratios(self, queue: str) -> npt.NDArray[np.float64]:
        """Numerator and denominator of every measure of the core: replication x day x measure x 2."""
        return _core.simulation.ratios(self.counts[self._position(queue)])

    def __repr__(self) -> str:
        parts = []
        for queue in self.queues:
            mean, half_width = self.measure(queue, "service_level")
            parts.append(f"{queue!r}: service_level={mean:.4f} ± {half_width:.4f}")
        return f"SimulationResult({', '.join(parts)}; replications={self.replications}, seed={self.seed})"

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("table", "days", "totals")}

    def _position(self, queue: str) -> int:
        if queue not in self.queues:
            raise ValueError(f"SimulationResult: queue must be one of {', '.join(self.queues)}, got {queue!r}")
        return self.queues.index(queue)

    def _check_measure(self, queue: str, measure: str) -> None:
        known = measures_of(self.centre.queues[self._position(queue)])
        if measure not in known:
            raise ValueError(f"SimulationResult: measure must be one of {', '.join(known)}, got {measure!r}")

    def _long(self, estimates: tuple[Floats, ...], labels: Any, label: str, columns: list[str]) -> pd.DataFrame:
        """One row per queue, measure and label."""
        import pandas as pd

        frames = [pd.DataFrame(columns=columns)] if not self.centre.queues else []
        for queue, values in zip(self.centre.queues, estimates):
            names = measures_of(queue)
            chosen = values[:, [core_measure(queue, name) for name in names]]
            rows = len(values)
            frames.append(
                pd.DataFrame(
                    {
                        "queue": queue.name,
                        "measure": np.repeat(names, rows),
                        label: pd.Index(labels(queue)).take(np.tile(np.arange(rows), len(names))),
                        "mean": chosen[..., 0].T.ravel(),
                        "half_width": chosen[..., 1].T.ravel(),
                    },
                )[columns]
            )
        joined: pd.DataFrame = pd.concat(frames, ignore_index=True)
        return joined


def targets_of(targets: Any, queue: str) -> Any:
    """The targets of a queue: those given for all, or those of its name in a mapping."""
    return targets.get(queue) if isinstance(targets, Mapping) else targets
