"""Workbook, CSV, terminal summary, words and plots."""

from __future__ import annotations

import datetime
import io
import math
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import pytest

import plan_fixture
from erlang._report import csv, palette, plots, summary, svg, tables, view, words, write_csv, write_xlsx

SHEETS = [
    "Summary",
    "Days",
    "Queues",
    "Coverage",
    "Forecast",
    "Backtest",
    "Requirement",
    "Shifts",
    "Service level",
    "What if",
    "Assumptions",
    "Doubts",
    "Issues",
    "One interval",
    "Around it",
]


@pytest.fixture(scope="module")
def plan() -> Any:
    return plan_fixture.make_plan(short=5)


@pytest.fixture(scope="module")
def book(plan: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return openpyxl.load_workbook(write_xlsx(plan, tmp_path_factory.mktemp("book") / "plan.xlsx"))


def _column(sheet: Any, name: str) -> list[Any]:
    at = [cell.value for cell in sheet[1]].index(name) + 1
    return [sheet.cell(row, at) for row in range(2, sheet.max_row + 1)]


def test_sheets_mirror_the_report(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_summary_sheet(book: Any, plan: Any) -> None:
    values = [cell.value for row in book["Summary"].iter_rows() for cell in row if cell.value is not None]
    assert plan.title in values
    assert plan.verdict.sentence in values
    assert plan.figures[0].value in values
    cells = {cell.value: cell for row in book["Summary"].iter_rows() for cell in row}
    assert cells[plan.figures[3].value].number_format == "0.0%"


@pytest.mark.parametrize("name", SHEETS[1:])
def test_headers_are_frozen_and_filtered(book: Any, name: str) -> None:
    sheet = book[name]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert all(cell.value for cell in sheet[1])


def test_dates_are_dates_and_numbers_numbers(book: Any, plan: Any) -> None:
    stamps = _column(book["Forecast"], "interval_start")
    assert stamps[0].value == datetime.datetime(2003, 6, 2, 8, 0)  # the clock in Amsterdam
    assert stamps[0].is_date
    assert stamps[0].number_format == "ddd d mmm yyyy hh:mm"
    offered = [cell.value for cell in _column(book["Forecast"], "offered")]
    # The workbook holds 16 significant digits.
    assert sum(offered) == pytest.approx(plan.forecast.table["offered"].sum(), rel=1e-12)
    assert _column(book["Days"], "date")[0].value == datetime.datetime(2003, 6, 2)
    levels = _column(book["Service level"], "service_level")
    assert levels[0].number_format == "0.0%"
    assert all(isinstance(cell.value, float) for cell in levels)


def test_the_worked_interval_is_a_table_of_numbers(book: Any, plan: Any) -> None:
    names = [cell.value for cell in _column(book["One interval"], "name")]
    values = [cell.value for cell in _column(book["One interval"], "value")]
    assert names == [step.name for step in plan.worked.steps]
    numbers = {step.name: step.value for step in plan.worked.steps if step.section in ("Load", "Roster")}
    assert {name: value for name, value in zip(names, values) if name in numbers} == pytest.approx(numbers, rel=1e-12)
    chosen = [cell.value for cell in _column(book["Around it"], "chosen")]
    assert chosen.count(True) == 1


def test_assumptions_are_numbers_where_they_can_be() -> None:
    assert [tables.as_number(value) for value in ("0.8", "-3", "1e-6", "30m", None, "2003-06-02")] == [
        0.8,
        -3.0,
        1e-6,
        "30m",
        None,
        "2003-06-02",
    ]
    assert tables.assumption_value("sales.service_level", "0.85") == "85.0\u00a0%"


def test_native_charts(book: Any) -> None:
    assert len(book["Coverage"]._charts) == 2
    assert len(book["Forecast"]._charts) == 2


def test_text_is_never_a_formula(book: Any) -> None:
    queue = {cell.value for cell in _column(book["Forecast"], "queue")}
    assert plan_fixture.SUPPORT in queue
    for sheet in book:
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_workbook_bytes_repeat(plan: Any, tmp_path: Path) -> None:
    first = write_xlsx(plan, tmp_path / "a.xlsx").read_bytes()
    assert write_xlsx(plan, tmp_path / "b.xlsx").read_bytes() == first


def test_csv_stamps_carry_the_offset_and_numbers_read_back(plan: Any, tmp_path: Path) -> None:
    paths = write_csv(plan, tmp_path)
    assert tuple(path.name for path in paths) == csv.FILES
    text = paths[0].read_text(encoding="utf-8")
    assert "2003-06-02T08:00:00+02:00" in text
    assert "\r" not in text
    back = pd.read_csv(paths[0], dtype=str)
    assert [float(cell) for cell in back["offered"]] == list(plan.forecast.table["offered"])
    stamps = pd.to_datetime(back["interval_start"], utc=True).dt.tz_convert("Europe/Amsterdam")
    assert list(stamps) == list(plan.forecast.table["interval_start"])
    assert "812;813" in (tmp_path / "issues.csv").read_text(encoding="utf-8")


def test_csv_reads_back_as_a_history(plan: Any, tmp_path: Path) -> None:
    erlang = pytest.importorskip("erlang.forecasting")
    write_csv(plan, tmp_path)
    with pytest.raises(ValueError, match="so the rows are a forecast"):
        erlang.read_history(tmp_path / "forecast.csv", timezone="Europe/Amsterdam")
    rows = [line.split(",") for line in (tmp_path / "forecast.csv").read_text(encoding="utf-8").splitlines()]
    kept = [place for place, name in enumerate(rows[0]) if not name.startswith("offered_p")]
    plain = "".join(",".join(row[place] for place in kept) + "\n" for row in rows)
    (tmp_path / "plain.csv").write_text(plain, encoding="utf-8")
    history = erlang.read_history(tmp_path / "plain.csv", timezone="Europe/Amsterdam")
    given = plan.forecast.table
    assert list(history.table["queue"]) == list(given["queue"])
    assert list(history.table["interval_start"]) == list(given["interval_start"])
    assert list(history.table["offered"]) == list(given["offered"])


def test_csv_of_other_values() -> None:
    frame = pd.DataFrame(
        {
            "n": pd.array([3, None], dtype="Int64"),
            "when": pd.to_datetime(["2003-06-02 07:00", None]),
            "flag": [True, False],
            "far": [math.inf, math.nan],
        }
    )
    assert csv.csv_text(frame) == "n,when,flag,far\n3,2003-06-02T07:00:00,true,inf\n,,false,\n"


@pytest.mark.parametrize("short", [0, 9])
@pytest.mark.parametrize("colour", [False, True])
def test_summary_fits_a_terminal(short: int, colour: bool) -> None:
    plan = plan_fixture.make_plan({"a queue with a very long name " * 4: 60.0, "b": 20.0}, short=short)
    plan.doubts = tuple("This could cost a lot of people and money. " * 6 for _ in range(5))
    plan.verdict.sentence = "The plan misses what was asked. " * 20
    paths = {
        "Report": "/a/very/long/path" * 9 + "/report.html",
        "Workbook": "plan/plan.xlsx",
        "csv": "plan/forecast.csv",
    }
    text = summary(plan, paths=paths, colour=colour)
    assert ("\033[" in text) == colour
    lines = re.sub(r"\033\[\d+m", "", text).split("\n")
    assert len(lines) <= 25
    assert max(len(line) for line in lines) <= 80
    for figure in plan.figures:
        assert any(line.startswith(figure.name) for line in lines)
    assert lines[-1] == "Workbook: plan/plan.xlsx"
    assert lines[-2] == "Tables: plan"
    assert lines[-3].endswith("/report.html")


def test_summary_says_what_matters(plan: Any) -> None:
    text = summary(plan)
    assert plan.verdict.sentence in text
    assert "What to doubt" in text
    assert "83.4 % ± 0.3 in 20 s" in text


def test_numbers_in_words() -> None:
    assert words.number(1234.5) == "1,234"
    assert words.number(0.012345) == "0.0123"
    assert words.number(0) == "0"
    assert words.number(math.nan) == "–"
    assert words.number(math.inf) == "∞"
    assert words.tenth(2283.04) == "2,283.0"
    assert words.people(3.0) == "3"
    assert words.people(3.25) == "3.2"
    assert words.percent(0.9996) == "99.9\u00a0%"  # not 100: somebody waited
    assert words.percent(1.0) == "100.0\u00a0%"
    assert words.percent(-0.05) == "−5.0\u00a0%"
    assert words.duration(30600) == "8\u00a0h\u00a030"
    assert words.duration(1800) == "30\u00a0min"
    assert words.plural(1, "day") == "1 day"


def test_breaks_are_read_from_the_schedule() -> None:
    found = view.pauses("12:00-12:30 unpaid; 15:00-15:15 paid", 8.0)
    assert [(pause.start, pause.end, pause.paid) for pause in found] == [(4.0, 4.5, False), (7.0, 7.25, True)]
    night = view.pauses("01:30-02:00 unpaid", 22.0)  # after midnight
    assert (night[0].start, night[0].end) == (3.5, 4.0)


def test_breaks_are_the_same_in_words_and_in_seconds(plan: Any) -> None:
    table = plan.schedule.table
    starts = table["start"].dt.hour + table["start"].dt.minute / 60
    for offsets, text, start in zip(table["break_offsets"], table["breaks"], starts):
        assert view.pauses_after(offsets) == view.pauses(text, start)


def test_people_on_the_phones_are_people_after_shrinkage(plan: Any) -> None:
    shown = view.queue_view(plan, plan_fixture.BILLING)
    coverage = plan.schedule.coverage[plan.schedule.coverage["queue"] == plan_fixture.BILLING]
    assert shown.grid["phones"].to_numpy() == pytest.approx(0.7 * coverage["covered"].to_numpy())
    assert shown.grid["short"].to_numpy() == pytest.approx(0.7 * coverage["under"].to_numpy())


def test_worst_queue_comes_first(plan: Any) -> None:
    names = [shown.name for shown in view.queue_views(plan)]
    margins = plan.days.groupby("queue")["value"].min().sort_values()
    assert names == list(margins.index)


def test_overview_adds_up(plan: Any) -> None:
    table = tables.overview(plan, view.queue_views(plan))
    at = table.columns.index("Paid hours")
    hours = [float(row[at].replace(",", "")) for row in table.rows]
    assert sum(hours[:-1]) == pytest.approx(hours[-1], abs=0.11)
    assert hours[-1] == pytest.approx(plan.schedule.paid_hours, abs=0.06)


def test_patterns_hold_every_person(plan: Any) -> None:
    shown = view.queue_view(plan, plan_fixture.BILLING)
    table = tables.patterns(shown, shown.dates)
    assert int(table.rows[-1][-1]) == int(shown.shifts["people"].sum())
    assert sum(int(row[-1]) for row in table.rows[:-1]) == int(table.rows[-1][-1])


def test_compact_paths_end_where_the_long_ones_do() -> None:
    assert svg.compact("M 0 0 L 0.04 0 L 0.08 0 L 0.12 0 L 10.0 0 L 10 5 L 12 7.5") == "M0 0h10v5l2 2.5"
    # Rounding does not add up: a thousand steps of a third of a tenth.
    path = "M 0 0 " + " ".join(f"L {k / 30:.4f} {k % 2}" for k in range(1, 1001))
    moved = re.findall(r"[hl](-?[\d.]+)", svg.compact(path))
    assert sum(float(step) for step in moved) == pytest.approx(1000 / 30, abs=0.06)


def test_every_colour_has_a_dark_partner() -> None:
    assert len(palette.BY_COLOUR) == len(palette.VARIABLES), "two variables with one light colour cannot be told apart"


def test_results_plot_themselves() -> None:
    import erlang

    history = plan_fixture.make_plan({"one": 30.0}, zone=None).history.table
    forecast = erlang.forecast(history, horizon="2d")
    with pytest.warns(erlang.PlanningWarning):  # eighty per cent in twenty seconds is the default, and said to be one
        requirement = erlang.staff(forecast.table)
    schedule = erlang.schedule(requirement)
    for figure in (forecast.plot(), schedule.plot()):
        (axes,) = figure.axes
        assert axes.get_xlabel() == "day, local time"
        assert axes.patches or axes.artists


@pytest.mark.parametrize("queues", [{"one": 30.0}, {"one": 30.0, "two": 12.0}])
def test_plots_are_figures(queues: dict[str, float]) -> None:
    plan = plan_fixture.make_plan(queues)
    forecast = SimpleNamespace(**{**vars(plan.forecast), "history": plan.history})
    for figure in (plots.plot_forecast(forecast), plots.plot_schedule(plan.schedule)):
        assert len(figure.axes) == len(queues)
        for axes in figure.axes:
            assert axes.get_ylim()[0] == 0
            assert axes.patches or axes.artists
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
        assert len(stream.getvalue()) > 5000
