"""The report in a real browser: scripts off, offline, no overflow, nothing on the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import browser
import plan_fixture
from erlang._report import write_html

COMMAND = browser.find()
pytestmark = pytest.mark.skipif(COMMAND is None, reason="no chromium, chromium-browser or google-chrome on PATH")

BOXES = """[...document.querySelectorAll('svg')].map(svg => {
  const box = svg.getBoundingClientRect();
  return [svg.id, box.width, box.height];
})"""
OVERFLOW = "[document.documentElement.scrollWidth, window.innerWidth]"
HEADINGS = """[...document.querySelectorAll('h1,h2,h3,h4,figcaption')].map(node => {
  const box = node.getBoundingClientRect();
  return [node.textContent, box.left, box.top, box.right, box.bottom];
})"""
# Labels of a chart that lie over each other, in pixels of the chart itself.
LABELS = """[...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([two, b]) => {
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (width > 1.5 && height > 3.5) found.push([svg.id, one, two]);
  }));
  return found;
})"""
# Labels that leave their picture, which clips them.
CLIPPED = """[...document.querySelectorAll('svg')].flatMap(svg => {
  const out = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < out.left - 1 || box.right > out.right + 1 || box.top < out.top - 1 || box.bottom > out.bottom + 1;
  }).map(text => [svg.id, text.textContent]);
})"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_html(plan_fixture.make_plan(short=5), tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="module")
def tab() -> Iterator[browser.Page]:
    assert COMMAND is not None
    with browser.page(COMMAND) as found:
        yield found


def _requests(tab: browser.Page) -> list[str]:
    sent = [event for event in tab.events if event.get("method") == "Network.requestWillBeSent"]
    return [event["params"]["request"]["url"] for event in sent]


def _console(tab: browser.Page) -> list[dict[str, Any]]:
    methods = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
    return [event for event in tab.events if event.get("method") in methods]


@pytest.mark.parametrize("scripts", [True, False])
def test_every_chart_is_there_and_nothing_is_fetched(tab: browser.Page, report: Path, scripts: bool) -> None:
    tab.size(1280)
    tab.send("Emulation.setScriptExecutionDisabled", value=not scripts)
    tab.load(report)
    boxes = tab.evaluate(BOXES)
    assert len(boxes) == 34
    assert [box for box in boxes if box[1] < 150 or box[2] < 80] == []
    assert [url for url in _requests(tab) if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in _requests(tab) if url.startswith("file:")]) == 1
    assert _console(tab) == []
    assert (tab.evaluate("document.getElementById('tip') !== null")) == scripts
    tab.send("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_or_overlaps(tab: browser.Page, report: Path, width: int, scheme: str) -> None:
    tab.size(width)
    tab.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    tab.load(report)
    inside, window = tab.evaluate(OVERFLOW)
    assert inside <= window == width
    boxes = tab.evaluate(HEADINGS)
    for at, (one, left, top, right, bottom) in enumerate(boxes):
        for two, *other in boxes[at + 1 :]:
            apart = other[0] >= right - 1 or other[2] <= left + 1 or other[1] >= bottom - 1 or other[3] <= top + 1
            assert apart, f"{one!r} lies over {two!r}"
    assert tab.evaluate(LABELS) == []
    assert tab.evaluate(CLIPPED) == []
    ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in ground[4:-1].split(",")) < 200) == (scheme == "dark")


def test_a_tooltip_tells_the_numbers(tab: browser.Page, report: Path) -> None:
    tab.size(1280)
    tab.load(report)
    words = tab.evaluate(
        """(() => {
          const chart = document.querySelector('svg[data-tips]'), box = chart.getBoundingClientRect();
          const at = {clientX: box.left + box.width / 2, clientY: box.top + 40, bubbles: true};
          chart.dispatchEvent(new PointerEvent('pointermove', at));
          const tip = document.getElementById('tip');
          return [tip.textContent, getComputedStyle(tip).visibility];
        })()"""
    )
    assert "on the phones" in words[0]
    assert words[1] == "visible"


def test_it_prints(tab: browser.Page, report: Path, tmp_path: Path) -> None:
    tab.load(report)
    tab.pdf(tmp_path / "report.pdf")
    pages = (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n")
    assert pages == 0 or 8 <= pages <= 30
