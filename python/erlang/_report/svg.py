"""Figures to small inline SVG: colours as CSS variables, shared classes, unique ids, the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from erlang._report import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_TOKEN = re.compile(r"[MLHVCQZz]|-?\d*\.?\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_KEPT = ("x", "y", "width", "height", "patternUnits", "transform", "r", "cx", "cy")

_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "erlang",
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 10.5,
    "hatch.linewidth": 1.2,
    "path.simplify": False,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever the user's settings are; restored afterwards."""
    import matplotlib
    import matplotlib.style

    with matplotlib.rc_context():
        matplotlib.style.use("default")
        matplotlib.rcParams.update(_SETTINGS)
        yield


class StyleBook:
    """Style declarations met so far, each with a short class name: said once per page and not once per line."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, declarations: str) -> str:
        return self._names.setdefault(declarations, f"s{len(self._names)}")

    def css(self) -> str:
        return "\n".join(f".{name}{{{declarations}}}" for declarations, name in self._names.items())


def to_svg(figure: Figure, *, chart: str, label: str, book: StyleBook, data: str = "") -> str:
    """The figure as an ``<svg>`` element; ``chart`` is its id in the page, ``label`` what it says when read aloud."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.BytesIO()
    FigureCanvasSVG(figure)
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(stream.getvalue())
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    writer = _Writer(chart, book, root)
    for child in root:
        writer.add(child)
    return (
        f'<svg id="{escape(chart)}" class="chart" role="img" '
        f'aria-label="{escape(label)}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"{data}>'
        f"{''.join(writer.parts)}</svg>"
    )


class _Writer:
    """Walks matplotlib's tree and writes what is seen: groups without effect, ids nobody refers to and metadata go."""

    def __init__(self, chart: str, book: StyleBook, root: ElementTree.Element) -> None:
        self.parts: list[str] = []
        self._book = book
        text = " ".join(value for node in root.iter() for value in node.attrib.values())
        used = [*_REFERENCE.findall(text), *re.findall(r"#([A-Za-z]\w+)", text)]
        self._ids = {name: f"{chart}-{index}" for index, name in enumerate(dict.fromkeys(used))}

    def add(self, node: ElementTree.Element) -> None:
        tag = node.tag.removeprefix(_SVG)
        if tag in ("metadata", "style") or not isinstance(node.tag, str):
            return
        attributes = self._attributes(node)
        if tag in ("defs", "g") and (
            (tag == "g" and not attributes) or all(child.tag == f"{_SVG}style" for child in node)
        ):
            for child in node:
                self.add(child)
            return
        if tag == "path":
            path = compact(node.attrib["d"])
            if not path:
                return
            attributes = f' d="{path}"{attributes}'
        if tag == "text":
            self.parts.append(f"<text{attributes}>{escape(node.text or '', quote=False)}</text>")
            return
        self.parts.append(f"<{tag}{attributes}>")
        for child in node:
            self.add(child)
        self.parts.append(f"</{tag}>")

    def _attributes(self, node: ElementTree.Element) -> str:
        found = []
        name = node.attrib.get("id")
        if name in self._ids:
            found.append(f'id="{self._ids[name]}"')
        if _HREF in node.attrib:
            found.append(f'href="#{self._ids[node.attrib[_HREF][1:]]}"')
        if "clip-path" in node.attrib:
            found.append(f'clip-path="{self._refer(node.attrib["clip-path"])}"')
        fill = f"fill:{node.attrib['fill']};" if "fill" in node.attrib else ""
        style = self._style(fill + node.attrib.get("style", ""))
        if style:
            found.append(f'style="{style}"' if "url(" in style else f'class="{self._book.name(style)}"')
        for key in _KEPT:
            value = node.attrib.get(key)
            if value is not None and not re.match(r"rotate\(-0( |\))", value):
                found.append(f'{key}="{_round(value)}"')
        return "".join(f" {attribute}" for attribute in found)

    def _refer(self, value: str) -> str:
        return _REFERENCE.sub(lambda match: f"url(#{self._ids[match.group(1)]})", value)

    def _style(self, style: str) -> str:
        kept = []
        for declaration in style.split(";"):
            key, _, value = (part.strip() for part in declaration.partition(":"))
            if not value or (key, value) in _DEFAULTS:
                continue
            if key == "font":
                kept += _font(value)
                continue
            kept.append(f"{key}:{self._refer(palette.BY_COLOUR.get(value.lower(), value))}")
        return ";".join(kept)


_DEFAULTS = {("stroke-linejoin", "miter"), ("stroke-linecap", "butt"), ("text-anchor", "start"), ("stroke", "none")}


def _font(value: str) -> list[str]:
    found = [f"font-size:{size}px" for size in re.findall(r"([\d.]+)px", value)]
    if re.search(r"\b(bold|[6-9]00)\b", value):
        found.append("font-weight:600")
    return found


def _round(value: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda match: f"{float(match.group()):.1f}".removesuffix(".0"), value)


def compact(path: str) -> str:
    """The same path in tenths of a pixel and relative moves, runs along one axis joined: a third of the bytes.

    Examples
    --------
    >>> compact("M 10 20 L 15.04 20 L 20 20 L 20 30.1 z")
    'M10 20h10v10.1z'
    """
    tokens = _TOKEN.findall(path)
    if any(token in "CQ" for token in tokens):
        return _round(" ".join(tokens))
    parts: list[str] = []
    command, x, y, index = "", 0, 0, 0
    run: tuple[str, int] | None = None

    def flush() -> None:
        nonlocal run
        if run and run[1]:
            parts.append(f"{run[0]}{_tenths(run[1])}")
        run = None

    while index < len(tokens):
        if tokens[index].isalpha():
            command = tokens[index]
            index += 1
            if command in "zZ":
                flush()
                parts.append("z")
            continue
        next_x, next_y = (round(float(token) * 10) for token in tokens[index : index + 2])
        index += 2
        if command == "M":
            flush()
            parts.append(f"M{_tenths(next_x)} {_tenths(next_y)}")
            command = "L"
        elif next_y == y and next_x == x:
            continue
        elif next_y == y or next_x == x:
            axis, step = ("h", next_x - x) if next_y == y else ("v", next_y - y)
            if run and (run[0] != axis or (run[1] < 0) != (step < 0)):
                flush()
            run = (axis, (run[1] if run else 0) + step)
        else:
            flush()
            parts.append(f"l{_tenths(next_x - x)} {_tenths(next_y - y)}")
        x, y = next_x, next_y
    flush()
    return "".join(parts)


def _tenths(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    return f"{'-' if value < 0 else ''}{whole}{f'.{rest}' if rest else ''}"
