"""Where a forecast comes from, in parts that multiply to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Explanation:
    """The parts of a forecast.

    ``components``: per queue and day ``level`` (contacts of a usual day) times ``weekday, calendar, special, carried,
    models, override`` is ``offered``. ``carried`` is what is left of the last day's surprise, ``models`` what the other
    models of a combination add. ``profile``: the share of the day per weekday and clock time. ``models``: weights.
    ``backtest``: what every model would have erred. ``text``: the same in sentences, as ``str()`` gives it.
    """

    components: pd.DataFrame
    profile: pd.DataFrame
    models: pd.DataFrame
    backtest: pd.DataFrame
    text: str

    def __str__(self) -> str:
        return self.text
