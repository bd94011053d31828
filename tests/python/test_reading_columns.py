"""Which column is which, and how long an interval is."""

from __future__ import annotations

import pandas as pd
import pytest

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
