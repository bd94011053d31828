"""A picture's paper: axes placed in pixels, steps, boxes and direct labels, the same in every chart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from erlang._report import palette, words
from erlang._report.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE = 720  # pixels across of a chart that takes the whole column
SMALL = 300  # pixels across of one of several small pictures
LABEL = 10.5
TICK = 9.5


@dataclass(frozen=True)
class Picture:
    """A drawn chart with the sentence that says what is seen in it."""

    name: str
    title: str
    figure: Figure
    day: date | None = None
    note: str = ""
    tips: tuple[str, ...] = field(default=())  # one line per step, for the tooltip
    span: tuple[float, float] = (0.0, 0.0)  # left and right of the plot, as fractions of the width


def new_figure(width: float, height: float, paper: bool = False) -> Figure:
    """An empty figure; ``paper`` gives it a white ground, which a page has of its own."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    figure.patch.set_visible(paper)
    return figure


def place(figure: Figure, left: float, top: float, right: float, bottom: float) -> Panel:
    """A panel at these pixels, counted from the top left corner."""
    return Panel(figure, left, top, right, bottom, {"color": palette.MUTED, "fontsize": TICK})


def place_axes(figure: Figure, left: float, top: float, right: float, bottom: float) -> Axes:
    """The same as matplotlib's own axes, for figures that users go on with: no frame, no tick marks."""
    width, height = figure.get_size_inches() * 72
    axes = figure.add_axes((left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height))
    axes.patch.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, labelsize=TICK, labelcolor=palette.MUTED, pad=3)
    return axes


def grid_lines(axes: Any, *, x: bool = False) -> None:
    axes.grid(True, axis="both" if x else "y", color=palette.GRID, linewidth=0.8)


def text(axes: Any, x: float, y: float, words_: str, **options: Any) -> None:
    """Text in data coordinates."""
    options.setdefault("color", palette.TEXT)
    options.setdefault("fontsize", LABEL)
    axes.text(x, y, words_, **options)


def heading(figure: Figure, x: float, y: float, parts: Sequence[tuple[str, str]]) -> None:
    """Coloured words in a row at these pixels: the direct labels of small pictures."""
    width, height = figure.get_size_inches() * 72
    for words_, colour in parts:
        bold = "normal" if colour == palette.MUTED else "bold"
        figure.text(x / width, 1 - y / height, words_, color=colour, fontsize=TICK, fontweight=bold, va="baseline")
        x += (5.4 if bold == "normal" else 6.4) * len(words_) + 8


def steps(axes: Any, values: Any, edges: Any, colour: str, width: float = 1.6) -> None:
    """A step line; NaN leaves a gap."""
    from matplotlib.patches import StepPatch

    open_line: Any = None
    patch = StepPatch(values, edges, baseline=open_line, fill=False, edgecolor=colour, linewidth=width)
    _add(axes, patch)


def step_area(axes: Any, low: Any, high: Any, edges: Any, colour: str, hatch: str = "", edge: str = "none") -> None:
    """The area between two step lines (or levels); NaN leaves a gap."""
    import numpy as np
    from matplotlib.patches import StepPatch

    options: Any = (
        {"hatch": hatch, "edgecolor": edge, "linewidth": 0} if hatch else {"edgecolor": "none", "linewidth": 0}
    )
    size = len(edges) - 1
    low, high = (np.broadcast_to(np.asarray(side, dtype=float), size) for side in (low, high))
    known = np.isfinite(low) & np.isfinite(high)
    low, high = np.where(known, low, np.nan), np.where(known, high, np.nan)
    _add(axes, StepPatch(high, edges, baseline=low, fill=True, facecolor=colour, **options))


def boxes(axes: Any, rectangles: Iterable[tuple[float, float, float, float]], colour: str, edge: str = "none") -> None:
    """Rectangles (left, bottom, width, height) as one shape."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    paths = [
        Path(
            ((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)), (Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY)
        )
        for x, y, w, h in rectangles
    ]
    if paths:
        shape = Path.make_compound_path(*paths)
        _add(axes, PathPatch(shape, facecolor=colour, edgecolor=edge, linewidth=0 if edge == "none" else 0.8))


def _add(axes: Any, patch: Any) -> None:
    axes.add_artist(patch)
    patch.set_clip_on(False)


def level_line(axes: Any, y: float, colour: str = palette.MUTED, dashes: str = "--") -> None:
    axes.axhline(y, color=colour, linewidth=1, linestyle=dashes)


def nice_top(value: float, steps_: int = 4) -> tuple[float, list[float]]:
    """A round number at or above ``value`` and the ticks up to it, from zero."""
    if not value > 0 or not math.isfinite(value):
        return 1.0, [0.0, 1.0]
    size = 10 ** math.floor(math.log10(value / steps_))
    known = [size * factor for factor in (1, 2, 2.5, 5, 10, 20)]
    fits = [step for step in known if step * (steps_ + 1) >= value * (1 - 1e-9)]
    step = next((step for step in fits if value <= 2 or step == round(step)), fits[-1])
    count = math.ceil(value / step - 1e-9)
    return step * count, [step * k for k in range(count + 1)]


def count_axis(axes: Any, top: float, steps_: int = 4) -> None:
    """A y axis for counts: from zero to a round number."""
    limit, ticks = nice_top(top, steps_)
    axes.set_ylim(0, limit)
    axes.set_yticks(ticks, [words.number(tick, 4) for tick in ticks])


def clock_axis(
    axes: Any, hours: tuple[float, float], midnight: datetime | None = None, room: float = 200, labels: bool = True
) -> None:
    """An x axis in hours since local midnight, labelled with the local clock (also on days of 23 or 25 hours)."""
    first, last = hours
    every = next((step for step in (1, 2, 3, 4, 6, 12) if (last - first) / step * 44 <= room), 12)
    ticks = [tick for tick in range(0, 49, every) if first - 1e-9 <= tick <= last + 1e-9]
    axes.set_xlim(first, last)
    # Labels at the edges stay inside, clear of the zero of the other axis.
    sides = ["left" if tick - first < 0.3 else "right" if last - tick < 0.3 else "center" for tick in ticks]
    axes.set_xticks(ticks, [_clock(tick, midnight) for tick in ticks] if labels else [], ha=sides)


def _clock(hour: float, midnight: datetime | None) -> str:
    if midnight is None or midnight.tzinfo is None:
        minutes = round(hour * 60)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}" if minutes != 1440 else "24:00"
    return words.clock(midnight + timedelta(hours=hour))


def edges_of(hours: np.ndarray[Any, Any], step: float) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Edges of a regular grid over these starts, and the place of each start in it; the rest are gaps."""
    import numpy as np

    if not len(hours):
        return np.asarray([0.0, 1.0]), np.asarray([], dtype=int)
    index = np.rint((hours - hours.min()) / step).astype(int)
    return hours.min() + step * np.arange(index.max() + 2), index


def spread(values: Any, index: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """Values at their places, NaN between."""
    import numpy as np

    found = np.full(size, np.nan)
    found[index] = np.asarray(values, dtype=float)
    return found
