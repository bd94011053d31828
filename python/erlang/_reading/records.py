"""What every layout is read into: one row per queue and interval, before zones and checks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .grid import Bools, Ints
from .numbers import Floats


@dataclass
class Records:
    """Parallel arrays, NaN where a value is missing."""

    lines: Ints
    queue: Ints  # codes
    queues: list[str]
    local: Ints  # seconds since 1970 on the wall clock
    offset: Ints | None  # from UTC, where the file says it
    offered: Floats
    handled: Floats | None = None
    abandoned: Floats | None = None
    aht: Floats | None = None
    length: float | None = None  # of an interval, as a column or a range says
    meanings: dict[str, str] = field(default_factory=dict)  # canonical name -> column
    unused: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)

    def keep(self, mask: Bools) -> None:
        """Drop the rows where ``mask`` does not hold."""
        if mask.all():
            return
        for name in ("lines", "queue", "local", "offset", "offered", "handled", "abandoned", "aht"):
            values = getattr(self, name)
            if values is not None:
                setattr(self, name, values[mask])

    def drop_unused_queues(self) -> None:
        """Forget the names of queues without rows; the order of first appearance stays."""
        used, first, back = np.unique(self.queue, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        rank = np.empty(len(used), dtype=np.int64)
        rank[order] = np.arange(len(used))
        self.queues = [self.queues[int(used[place])] for place in order]
        self.queue = rank[back].astype(np.int64)
