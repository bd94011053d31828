"""The HTML report: order, charts, offline, escaped, small, the same bytes each time."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

import plan_fixture
from erlang._report import write_html
from erlang._report.html import to_html, weeks_of

SECTIONS = [
    "title",
    "verdict",
    "figures",
    "week",
    "forecast",
    "shifts",
    "service-level",
    "what-if",
    "assumptions",
    "doubts",
    "worked",
]


class Reader(HTMLParser):
    """What the tests ask of a page: ids of sections, every svg with its attributes and what is drawn in it, text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[str] = []
        self.ids: list[str] = []
        self.charts: list[dict[str, Any]] = []
        self.references: list[str] = []
        self.words: list[str] = []
        self.tags: dict[str, int] = {}
        self._svg: dict[str, Any] | None = None
        self._silent = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if "id" in given:
            self.ids.append(given["id"])
        if tag in ("section", "header") and "id" in given:
            self.sections.append(given["id"])
        if tag == "html":
            self.language = given.get("lang")
        self.references += [
            given[name] for name in ("src", "href", "srcset", "action", "data", "poster") if name in given
        ]
        if tag == "svg":
            self._svg = {**given, "paths": 0, "texts": []}
            self.charts.append(self._svg)
        if self._svg is not None and tag == "path" and len(given.get("d", "")) > 6:
            self._svg["paths"] += 1
        if tag in ("style", "script"):
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._svg = None
        if tag in ("style", "script"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._svg is not None:
            self._svg["texts"].append(data)
        elif not self._silent:
            self.words.append(data)


@pytest.fixture(scope="module")
def plan() -> Any:
    return plan_fixture.make_plan(short=5)


@pytest.fixture(scope="module")
def page(plan: Any) -> str:
    return to_html(plan)


@pytest.fixture(scope="module")
def reader(page: str) -> Reader:
    return Reader(page)


def test_sections_stand_in_the_order_answer_evidence_detail(reader: Reader) -> None:
    assert reader.sections == SECTIONS
    assert reader.language == "en"


def test_every_chart_is_an_image_with_words_and_data(reader: Reader) -> None:
    kinds = {chart["id"].split("-", 1)[1].rsplit("-", 1)[0] for chart in reader.charts}
    assert {"week", "days", "intervals", "profile", "shifts", "grid", "what", "strip"} <= kinds | {"days"}
    # Two queues: six open days twice (week, profiles), two of the forecast, one of shifts, one grid; totals, what if.
    assert len(reader.charts) == 2 * (6 + 6 + 2 + 1 + 1) + 2
    for chart in reader.charts:
        assert chart["role"] == "img"
        assert len(chart["aria-label"]) > 30
        assert chart["aria-label"].endswith("Times: Europe/Amsterdam.")
        assert chart["paths"] >= 3, chart["id"]
        assert "NaN" not in "".join(chart["texts"]), chart["id"]


def test_ids_are_unique_and_references_stay_inside(page: str, reader: Reader) -> None:
    assert len(reader.ids) == len(set(reader.ids))
    inside = set(re.findall(r"url\(#([^)]+)\)", page))
    assert inside, "the uncovered parts are hatched"
    assert inside <= set(reader.ids)


def test_nothing_is_fetched(page: str, reader: Reader) -> None:
    assert [reference for reference in reader.references if reference != "data:," and reference[0] != "#"] == []
    assert "@import" not in page
    assert "@font-face" not in page
    assert set(re.findall(r"url\((?!#)[^)]*\)", page)) == set()
    assert not re.search(r"(https?:)?//\w", page)
    for tag in ("iframe", "img", "object", "embed", "audio", "video"):
        assert tag not in reader.tags
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|import)\s*\(", page)


def test_names_are_escaped(page: str, reader: Reader) -> None:
    assert "<gold>" not in page
    text = "".join(reader.words)
    assert plan_fixture.BILLING in text
    assert plan_fixture.SUPPORT in text
    assert any(plan_fixture.BILLING in chart["aria-label"] for chart in reader.charts)


def test_hostile_names_stay_text(plan: Any) -> None:
    name = """</svg><script>alert('1')</script> & "x" $\\alpha$ --> {{ 7*7 }}"""
    hostile = plan_fixture.make_plan({name: 20.0}, days=1)
    page = to_html(hostile)
    found = Reader(page)
    assert found.tags["script"] == 1
    assert name in "".join(found.words)
    assert plan is not hostile


def test_colours_are_variables(page: str) -> None:
    body = page[page.index("<body>") :]
    assert not re.search(r"#[0-9a-f]{6}\b", body), "a colour stands outside of the style sheet"
    drawn = page[page.index("#tip") : page.index("</style>")]
    assert re.search(r"\.s\d+\{[^}]*var\(--requirement\)", drawn)
    assert "prefers-color-scheme:dark" in page
    assert "@media print" in page
    assert "break-before:page" in page


def test_size_and_text(page: str, plan: Any, reader: Reader) -> None:
    assert len(page.encode()) < 600_000
    text = " ".join(" ".join(reader.words).replace("\u00a0", " ").split())
    assert plan.verdict.sentence in text
    for figure in plan.figures:
        assert figure.name in text
        assert figure.made_of in text
    for doubt in plan.doubts:
        assert doubt in text
    for line in plan.worked.splitlines():
        assert line.strip() in text
    assert "The same interval with a few agents fewer and more" in text
    assert "Monday 2 June to Sunday 8 June 2003, Europe/Amsterdam" in text
    assert "NaN" not in text
    assert "nan" not in text.split()


def test_titles_come_from_the_numbers(reader: Reader) -> None:
    labels = [chart["aria-label"].replace("\u00a0", " ") for chart in reader.charts]
    # Five people fewer of 30 % shrinkage are 3.5 on the phones, on top of the 0.6 that rounding leaves open.
    assert any("Tue 3 Jun: short by up to 4.1 people, 08:00–12:30" in label for label in labels)
    assert any("the lowest Tuesday at 09:00 (49 %)" in label for label in labels)
    assert any("“volume +10 %” costs most: +9 % scheduled hours" in label for label in labels)


def test_odd_days_are_named(reader: Reader) -> None:
    texts = next(chart["texts"] for chart in reader.charts if chart["id"] == "q1-days")
    words = [text.strip() for text in texts]
    assert "Open day" in words
    assert "no data" in words
    assert "2 missing" in words
    assert any(word.endswith("% of usual") for word in words)


def test_the_same_plan_gives_the_same_bytes(tmp_path: Any, page: str) -> None:
    again = write_html(plan_fixture.make_plan(short=5), tmp_path / "report.html").read_bytes()
    assert again == page.encode()


def test_users_settings_of_matplotlib_do_not_matter(page: str, plan: Any) -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "pink", "lines.linewidth": 9}):
        assert to_html(plan) == page
        assert matplotlib.rcParams["font.size"] == 30


def test_without_a_zone_the_page_says_so() -> None:
    found = Reader(to_html(plan_fixture.make_plan({"one": 30.0}, zone=None)))
    text = " ".join(found.words)
    assert "local wall clock, no zone given" in text
    assert all("Times: local wall clock." in chart["aria-label"] for chart in found.charts)


def test_a_failing_plan_says_so_first_with_its_repair() -> None:
    plan = plan_fixture.make_plan({"one": 30.0}, short=8)
    found = Reader(to_html(plan))
    text = " ".join(" ".join(found.words).split())
    assert "The plan does not hold" in text
    assert text.index("does not hold") < text.index("Cheapest repair") < text.index("In six figures")


def test_many_queues_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    queues = {f"queue {number:02d}": 12.0 + number for number in range(10)}
    plan = plan_fixture.make_plan(queues)
    page = to_html(plan)
    # Three queues in full, the others folded: forty stay under 2 MB (3 · 130 + 37 · 40 = 1 870 kB).
    assert len(page.encode()) < 3 * 130_000 + 7 * 40_000
    found = Reader(page)
    assert len(found.ids) == len(set(found.ids))
    text = "".join(found.words)
    for name in queues:
        assert name in text

    monkeypatch.setattr("erlang._report.html.BUDGET", 1)
    small = Reader(to_html(plan))
    text = " ".join("".join(small.words).split())
    assert "the pictures of 7 further queues are left out" in text
    for name in queues:
        assert name in text


def test_clock_changes_are_drawn_on_the_local_clock() -> None:
    from erlang._report.view import with_times

    stamps = pd.date_range("2003-10-26 00:00", periods=50, freq="30min", tz="Europe/Amsterdam")
    table = with_times(pd.DataFrame({"interval_start": stamps, "x": 1.0}), "Europe/Amsterdam")
    assert set(table["day"]) == {date(2003, 10, 26)}
    assert list(table["hour"])[-1] == 24.5  # the day has 25 hours


def test_weeks_are_counted_from_the_first_day() -> None:
    days = [date(2003, 6, day) for day in (6, 7, 9, 12, 13, 20)]
    assert weeks_of(days) == [days[:4], days[4:5], days[5:]]
