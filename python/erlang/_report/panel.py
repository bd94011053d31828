"""Axes without matplotlib's machinery for axes: a box of pixels, two scales, labels. Half the time of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Panel:
    """The few methods of matplotlib's ``Axes`` that the pictures use, under the same names.

    Tick labels and grid lines are placed when they are asked for; limits may be set before or after.
    """

    def __init__(
        self, figure: Figure, left: float, top: float, right: float, bottom: float, style: dict[str, Any]
    ) -> None:
        from matplotlib.transforms import Affine2D, blended_transform_factory

        height = figure.get_size_inches()[1] * 72
        self.figure = figure
        self._style = style
        self._x: Sequence[float] = ()
        self._y: Sequence[float] = ()
        self._limits = [[0.0, 1.0], [0.0, 1.0]]
        self.transAxes = Affine2D().scale(right - left, bottom - top).translate(left, height - bottom)
        self._scale = Affine2D()
        self.transData = self._scale + self.transAxes
        self._across = blended_transform_factory(self.transAxes, self.transData)
        self._upright = blended_transform_factory(self.transData, self.transAxes)

    def get_xaxis_transform(self) -> Any:
        return self._upright

    def set_xlim(self, first: float, last: float) -> None:
        self._limit(0, first, last)

    def set_ylim(self, first: float, last: float) -> None:
        self._limit(1, first, last)

    def get_ylim(self) -> tuple[float, float]:
        return (self._limits[1][0], self._limits[1][1])

    def _limit(self, axis: int, first: float, last: float) -> None:
        self._limits[axis] = [first, last if last != first else first + 1.0]
        (x0, x1), (y0, y1) = self._limits
        self._scale.clear().translate(-x0, -y0).scale(1 / (x1 - x0), 1 / (y1 - y0))

    def add_artist(self, artist: Any) -> None:
        """Adds what is in data coordinates."""
        artist.set_transform(self.transData)
        self.figure.add_artist(artist)

    def set_xticks(
        self, ticks: Sequence[float], labels: Sequence[str] = (), ha: str | Sequence[str] = "center", **options: Any
    ) -> None:
        from matplotlib.transforms import ScaledTranslation

        self._x = list(ticks)
        below = self._upright + ScaledTranslation(0, -3 / 72, self.figure.dpi_scale_trans)
        sides = [ha] * len(labels) if isinstance(ha, str) else ha
        for tick, label, side in zip(ticks, labels, sides):
            self.figure.text(tick, 0, label, transform=below, ha=side, va="top", **self._style, **options)

    def set_yticks(self, ticks: Sequence[float], labels: Sequence[str] = ()) -> None:
        from matplotlib.transforms import ScaledTranslation

        self._y = list(ticks)
        beside = self._across + ScaledTranslation(-3 / 72, 0, self.figure.dpi_scale_trans)
        for tick, label in zip(ticks, labels):
            self.figure.text(0, tick, label, transform=beside, ha="right", va="center_baseline", **self._style)

    def grid(self, _shown: bool, axis: str, color: str, linewidth: float) -> None:
        """Thin lines at the ticks set so far."""
        if axis in ("y", "both"):
            self._lines([((0, tick), (1, tick)) for tick in self._y], self._across, color, linewidth, "-")
        if axis in ("x", "both"):
            self._lines([((tick, 0), (tick, 1)) for tick in self._x], self._upright, color, linewidth, "-")

    def axhline(self, y: float, color: str, linewidth: float, linestyle: str) -> None:
        self._lines([((0, y), (1, y))], self._across, color, linewidth, linestyle, zorder=2)

    def axvline(self, x: float, color: str, linewidth: float, linestyle: str) -> None:
        self._lines([((x, 0), (x, 1))], self._upright, color, linewidth, linestyle, zorder=2)

    def _lines(
        self, lines: list[Any], transform: Any, color: str, linewidth: float, linestyle: str, zorder: float = 0
    ) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if not lines:
            return
        points = [point for line in lines for point in line]
        path = Path(points, [Path.MOVETO, Path.LINETO] * len(lines))
        patch = PathPatch(path, fill=False, edgecolor=color, linewidth=linewidth, linestyle=linestyle, zorder=zorder)
        patch.set_transform(transform)
        self.figure.add_artist(patch)

    def text(self, x: float, y: float, words: str, **options: Any) -> None:
        options.setdefault("transform", self.transData)
        self.figure.text(x, y, words, **options)

    def plot(self, x: Sequence[float], y: Sequence[float], **options: Any) -> None:
        from matplotlib.lines import Line2D

        self.figure.add_artist(Line2D(x, y, transform=self.transData, **options))
