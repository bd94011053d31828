"""Which column is which, and how long an interval is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from erlang import read_history
from erlang._column_names import NAMES
from erlang._columns import compact, recognise
from erlang._interval import infer_interval

LAYOUTS = [
    (
        ["QueueName", "QueueId", "ChannelType", "timestamp", "volume", "AHT"],
        {"queue": "QueueName", "interval_start": "timestamp", "offered": "volume", "aht": "AHT"},
    ),
    (
        ["interval", "calls_offered", "aht_seconds"],
        {"interval_start": "interval", "offered": "calls_offered", "aht": "aht_seconds"},
    ),
    (
        ["Split/Skill", "Date", "Time", "ACD Calls", "Aban Calls", "% Aban", "Avg Speed Ans"],
        {"queue": "Split/Skill", "date": "Date", "time": "Time", "handled": "ACD Calls", "abandoned": "Aban Calls"},
    ),
    (
        ["Datum", "Uhrzeit", "Angebotene Anrufe", "Ø Bearbeitungszeit (Sek.)", "Abbrüche"],
        {
            "date": "Datum",
            "time": "Uhrzeit",
            "offered": "Angebotene Anrufe",
            "abandoned": "Abbrüche",
            "aht": "Ø Bearbeitungszeit (Sek.)",
        },
    ),
    (["Calls", "offered", "date"], {"interval_start": "date", "offered": "offered"}),
    (["Offered", "calls offered", "offered", "start"], {"interval_start": "start", "offered": "offered"}),
    (["AHT (min)", "Handle Time", "ts"], {"interval_start": "ts", "aht_minutes": "AHT (min)"}),
    (["AHT [ms]", "ts"], {"interval_start": "ts", "aht_milliseconds": "AHT [ms]"}),
    (
        ["target_service_level", "Interval (min)"],
        {"interval_minutes": "Interval (min)", "target_service_level": "target_service_level"},
    ),
    (
        ["Wachtrij", "Tijdstip", "Aangeboden"],
        {"queue": "Wachtrij", "interval_start": "Tijdstip", "offered": "Aangeboden"},
    ),
    (
        ["Date", "Heure", "Appels reçus", "DMT"],
        {"date": "Date", "time": "Heure", "offered": "Appels reçus", "aht": "DMT"},
    ),
    (["Fecha", "Hora", "Llamadas", "TMO"], {"date": "Fecha", "time": "Hora", "offered": "Llamadas", "aht": "TMO"}),
]


@pytest.mark.parametrize(("columns", "expected"), LAYOUTS)
def test_layouts_of_suites_are_recognised(columns: list[str], expected: dict[str, str]) -> None:
    assert recognise(columns) == expected


def test_a_name_means_one_thing() -> None:
    home: dict[str, str] = {}
    for word, ranks in NAMES.items():
        for name in ", ".join(ranks).split(", "):
            assert home.setdefault(compact(name), word) == word, name


def test_rates_are_no_counts() -> None:
    assert recognise(["% Abandoned", "Abandon %", "Answered within 20 s", "Handled %"]) == {}


def test_two_names_of_one_rank_are_refused() -> None:
    with pytest.raises(ValueError, match="2 columns could be 'queue': 'Skill', 'Split'; say which with columns="):
        recognise(["Skill", "Split", "offered"])
    with pytest.raises(ValueError, match="2 columns could be 'offered'"):
        recognise(["Calls", "Calls (column 5)"])


def test_a_mapping_wins() -> None:
    found = recognise(["Calls", "offered", "when"], {"offered": "calls", "interval_start": "when"})
    assert found == {"interval_start": "when", "offered": "Calls"}


def test_a_mapped_column_that_is_not_there_names_the_closest() -> None:
    with pytest.raises(ValueError, match="no column") as caught:
        recognise(["Calls", "when"], {"offered": "Cals"}, function="staff")
    assert (
        str(caught.value) == "staff: there is no column 'Cals'; did you mean 'Calls'? The columns are 'Calls', 'when'."
    )
    with pytest.raises(ValueError, match="'ofered' in columns= is not a name used here; did you mean 'offered'"):
        recognise(["Calls"], {"ofered": "Calls"})


def frame(*stamps: str, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"interval_start": pd.to_datetime(list(stamps)), **columns})


def test_the_smallest_step_of_a_day() -> None:
    assert infer_interval(frame("2024-01-01 08:00", "2024-01-01 08:30", "2024-01-01 10:00"), function="f") == 1800
    # One stamp a day in each queue, but two over all queues.
    assert infer_interval(frame("2024-01-01 08:00", "2024-01-01 09:00", queue=["a", "b"]), function="f") == 3600


def test_interval_given_or_in_a_column() -> None:
    stamps = ("2024-01-01 08:00", "2024-01-01 10:00")
    assert infer_interval(frame(*stamps), interval="15m", function="f") == 900
    assert infer_interval(frame(*stamps, interval_minutes=[15, 15]), function="f") == 900
    assert infer_interval(frame(*stamps, interval_seconds=[900, 900]), function="f") == 900


def test_switch_days_do_not_bend_the_step() -> None:
    for day in ("2024-03-31", "2024-10-27"):
        stamps = pd.date_range(day, periods=40, freq="30min", tz="Europe/Amsterdam")
        assert infer_interval(pd.DataFrame({"interval_start": stamps}), function="f") == 1800


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (frame("2024-01-01 08:00", "2024-01-02 08:00"), "no day has two stamps"),
        (frame("2024-01-01 08:00", "2024-01-01 08:17", "2024-01-01 08:30"), "do not step evenly"),
        (frame("2024-01-01 08:00", "2024-01-01 14:00"), "6h, not within 1 min and 4 h"),
        (frame("2024-01-01 08:00:00", "2024-01-01 08:00:10"), "10s, not within"),
        (frame("2024-01-01 08:00", "2024-01-01 08:30", interval_minutes=[15, 30]), "several lengths"),
        (frame("2024-01-01 08:00", interval_minutes=[500]), "says 500, not within"),
    ],
)
def test_no_interval_asks_for_one(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        infer_interval(table, function="f")
    assert "give interval=" in str(caught.value)


PARTS: dict[str, tuple[str, str, str]] = {
    "averages": ("Offered,Handled,Avg Talk Time,Avg Hold Time,Avg ACW Time", "{n},{n},150,10,40", "averages"),
    "averages as m:ss": ("Offered,Handled,Avg Talk,Avg Hold,Avg Wrap", "{n},{n},2:30,0:10,0:40", "averages"),
    "averages in minutes": ("Offered,ATT (min),Avg ACW (min)", "{n},2.5,0.8333333333", "averages"),
    "German": ("Angeboten,Ø Gesprächszeit,Ø Nachbearbeitungszeit", "{n},150,50", "averages"),
    "Dutch": ("Aangeboden,Gem. gesprekstijd,Gem. nawerktijd", "{n},150,50", "averages"),
    "hold where there was some": ("Offered,Avg Talk,Avg Hold,Avg ACW", "{n},160,,40", "averages"),
    "totals": ("Offered,Handled,Total Talk Time,Total Hold Time,Total ACW Time", "{n},{n},{t},{h},{w}", "totals"),
    "totals of a switch": ("callsoffered,acdcalls,acdtime,holdacdtime,acwtime", "{n},{n},{t},{h},{w}", "totals"),
}


@pytest.mark.parametrize("name", PARTS)
def test_handling_times_in_parts(name: str, tmp_path: Path) -> None:
    header, row, kind = PARTS[name]
    lines = ["Start," + header]
    for index, stamp in enumerate(pd.date_range("2024-01-22 08:00", periods=20, freq="30min")):
        n = index % 7 + 1
        lines.append(f"{stamp}," + row.format(n=n, t=150 * n, h=10 * n, w=40 * n))
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    history = read_history(path)
    assert history.table["aht"].tolist() == pytest.approx([200.0] * 20)
    issue = next(issue for issue in history.issues if issue.code == "aht_parts")
    assert issue.severity == "warning"
    assert issue.message.startswith("There is no column of handling time; AHT was taken as ")
    assert ("/" in issue.message) == (kind == "totals")


@pytest.mark.parametrize(
    "header", ["Talk,Hold,Wrap", "talk_seconds,hold_seconds,acw_seconds", "Avg Talk,Total Hold,ACW Time"]
)
def test_parts_that_may_be_averages_or_totals_are_not_added(header: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    rows = [f"{stamp},5,150,10,40" for stamp in pd.date_range("2024-01-22 08:00", periods=20, freq="30min")]
    path.write_text("\n".join([f"Start,Offered,{header}", *rows]) + "\n")
    history = read_history(path)
    assert "aht" not in history.table
    issue = next(issue for issue in history.issues if issue.code == "aht_parts")
    names = ", ".join(f"'{name}'" for name in header.split(","))
    assert issue.message == (
        f"Columns {names} were not read: they seem to be parts of the handling time, and do not say whether all are "
        "averages or all are totals. Name them so, such as 'Avg Talk Time' or 'Total Talk Time'."
    )
