"""Settings: read from TOML, changed by name, written back so that they read back as they were."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

import erlang
from erlang._settings import effective, to_toml
from erlang._settings.schema import KEYS, SECTIONS
from erlang._settings.template import template
from erlang._settings.writing import toml_value

FULL = """
[history]
file = "data/calls.csv"
timezone = "Europe/Amsterdam"
interval = "30m"
columns = { offered = "Calls" }
queues = ["sales"]

[queue.sales]
service_level = 0.9
answer_within = "15s"
[queue."late desk"]
patience = 60

[targets]
service_level = 0.80
answer_within = 20
max_occupancy = 0.85

[staffing]
aht = "4m"
patience = 120
shrinkage = 0.30

[forecast]
horizon = "2w"
start = 2026-03-02
special_days = "special.csv"

[schedule]
gap = 0.01
shrinkage_includes_breaks = true

[[shift]]
name = "full"
length = "8h30m"
first_start = "07:00"
last_start = 14:00:00
every = "30m"
[[shift.breaks]]
length = "15m"
start = ["1h30m", "2h30m"]
paid = true
[[shift.breaks]]
length = "30m"
start = ["3h30m", "5h"]

[[shift]]
name = "short"
length = "4h"
first_start = "08:00"
days = ["mon", "sat"]

[simulation]
replications = 50
[output]
wage = 20
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    settings = erlang.read_settings(write(tmp_path, FULL))
    assert settings.history.file == str(tmp_path / "data" / "calls.csv")
    assert settings.history.interval == 1800.0
    assert settings.history.columns == {"offered": "Calls"}
    assert settings.history.queues == ("sales",)
    assert settings.queue == {
        "sales": {"service_level": 0.9, "answer_within": 15.0},
        "late desk": {"patience": 60.0},
    }
    assert settings.staffing.aht == 240.0
    assert settings.forecast.horizon == "2w"
    assert settings.forecast.start == "2026-03-02"
    assert settings.schedule.shrinkage_includes_breaks is True
    assert settings.shift[0].last_start == "14:00"
    assert settings.shift[0].breaks[0].start == (5400.0, 9000.0)
    assert settings.shift[0].breaks[0].paid is True
    assert settings.shift[1].length == 14400.0
    assert settings.shift[1].days == ("mon", "sat")
    assert settings.value("answer_within", "sales") == 15.0
    assert settings.value("answer_within", "other") == 20.0
    assert settings.value("rounding") == "up"
    assert not settings.given("rounding")


def test_written_settings_read_back_equal(tmp_path: Path) -> None:
    settings = erlang.read_settings(write(tmp_path, FULL))
    again = erlang.read_settings(write(tmp_path, to_toml(settings)))
    assert again == settings
    assert to_toml(again) == to_toml(settings)


@pytest.mark.parametrize("plan_for", ["mean", "expected", 0.8])
def test_what_is_planned_for_reads_back(tmp_path: Path, plan_for: str | float) -> None:
    settings = erlang.Settings().replace(plan_for=plan_for)
    again = erlang.read_settings(write(tmp_path, to_toml(settings)))
    assert again.value("plan_for") == plan_for
    assert erlang.Settings().replace(plan_for=str(plan_for)).value("plan_for") == plan_for
    assert erlang.Settings().value("plan_for") == "mean"


def test_effective_settings_keep_what_was_default(tmp_path: Path) -> None:
    settings = erlang.read_settings(write(tmp_path, FULL))
    full = effective(settings, targets={"min_agents": 1})
    again = erlang.read_settings(write(tmp_path, to_toml(full)))
    assert again == settings
    assert effective(again, targets={"min_agents": 1}) == full
    assert again.replace(seed=1).given("seed")


def test_an_edited_default_counts_as_given(tmp_path: Path) -> None:
    text = to_toml(effective(erlang.Settings(), targets={}))
    assert "replications = 200  # default" in text
    edited = erlang.read_settings(write(tmp_path, text.replace("replications = 200", "replications = 300")))
    assert edited.given("replications")
    assert not edited.given("seed")


def test_the_template_reads_as_no_settings_and_uncommented_as_all(tmp_path: Path) -> None:
    assert erlang.read_settings(write(tmp_path, template())) == erlang.Settings()
    lines = [
        line[2:] if line.startswith("# ") and (" = " in line or line.startswith("# [")) and "`" not in line else line
        for line in template().splitlines()
    ]
    settings = erlang.read_settings(write(tmp_path, "\n".join(lines)))
    assert {name for _, name, _ in settings.items()} == set(KEYS) - {"defaults"}
    assert settings.queue == {"sales": {"service_level": 0.9, "answer_within": 15.0}}
    assert len(settings.shift[0].breaks) == 2


def test_every_key_is_in_one_section_only() -> None:
    names = [item.name for cls in SECTIONS.values() for item in dataclasses.fields(cls)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[targets]\nservice_levl = 0.8\n",
            "{file}, line 2, [targets]: unknown key 'service_levl'; the closest are 'service_level'",
        ),
        ("\n[targets]\n\npatience = 3\n", "{file}, line 4, [targets]: key 'patience' belongs in [staffing]"),
        (
            "[stafing]\npatience = 3\n",
            "{file}, line 1: unknown section 'stafing'; the closest are 'staffing'",
        ),
        ("patience = 3\n", "{file}, line 1: key 'patience' belongs in [staffing]"),
        (
            "[targets]\nservice_level = 80\n",
            "{file}, line 2, [targets] service_level must be a number > 0 and < 1, got 80",
        ),
        (
            "[staffing]\nshrinkage = 1.0\n",
            "{file}, line 2, [staffing] shrinkage must be a number >= 0 and < 1, or in a file parts such as "
            "{training=0.05, leave=0.12}, got 1.0",
        ),
        (
            "[staffing]\nplan_for = 'most'\n",
            "{file}, line 2, [staffing] plan_for must be mean, expected or a probability > 0 and < 1, got 'most'",
        ),
        (
            "[staffing]\nplan_for = 1.0\n",
            "{file}, line 2, [staffing] plan_for must be mean, expected or a probability > 0 and < 1, got 1.0",
        ),
        (
            "[history]\ntimezone = 'Mars/Olympus'\n",
            "{file}, line 2, [history] timezone must be the name of a time zone, such as Europe/Amsterdam, "
            "got 'Mars/Olympus'",
        ),
        (
            "[history]\ninterval = '30min'\n",
            "{file}, line 2, [history] interval must be a duration [Nw][Nd][Nh][Nm][Ns], lower case, in that order, "
            "such as '30m' or '8h30m', or a bare number of seconds, not negative, got '30min'",
        ),
        (
            "[queue.sales]\nhorizon = '1w'\n",
            "{file}, line 2, [queue.sales]: unknown key 'horizon'; known are service_level, answer_within, definition, "
            "short_abandon, max_asa, asa_of, max_abandonment, max_blocking, max_occupancy, max_wait_probability, "
            "max_wait, max_wait_percentile, min_agents, max_agents, aht, patience, lines, redial, shrinkage",
        ),
        (
            "[[shift]]\nname = 'a'\nlength = '8h'\nfirst_start = '8:00'\n[[shift]]\nlenght = '4h'\n",
            "{file}, line 6, [[shift]]: unknown key 'lenght'; the closest are 'length'",
        ),
        ("[[shift]]\nname = 'a'\n", "{file}, line 1, [[shift]]: length is missing"),
        (
            "[[shift]]\nname = 'a'\nlength = '8h'\nfirst_start = '8:00'\n"
            "[[shift.breaks]]\nlength = '15m'\nstart = ['2h', '1h']\n",
            "{file}, line 7, [[shift.breaks]]: start must be the earliest and the latest start, as "
            "['1h30m', '2h30m'], got ['2h', '1h']",
        ),
        ("[targets\n", "{file}: no valid TOML: Expected ']' at the end of a table declaration (at line 1, column 9)"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        erlang.read_settings(path)
    assert str(caught.value) == message.replace("{file}", str(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such settings file"):
        erlang.read_settings(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="not a text in UTF-8"):
        erlang.read_settings(tmp_path / "binary.toml")


def test_values_are_changed_by_their_names() -> None:
    settings = erlang.Settings().replace(service_level=0.9, answer_within=timedelta(seconds=15), horizon="3d")
    assert settings.targets.answer_within == 15.0
    assert settings.replace(service_level=None).targets.service_level is None
    with pytest.raises(TypeError, match="the closest are 'shrinkage'"):
        settings.replace(shrinkag=0.3)
    with pytest.raises(ValueError, match=r"seed must be a whole number >= 0, got 1\.5"):
        settings.replace(seed=1.5)


@hypothesis.settings(deadline=None, max_examples=50, suppress_health_check=[hypothesis.HealthCheck.too_slow])
@given(
    st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.lists(st.text(max_size=5), max_size=4)
)
def test_toml_values_read_back(text: str, value: float, items: list[str]) -> None:
    from erlang._settings.reading import tomllib

    text = text.encode("utf-8", "ignore").decode()
    items = [item.encode("utf-8", "ignore").decode() for item in items]
    document = f"text = {toml_value(text)}\nvalue = {toml_value(value)}\nitems = {toml_value(items)}\n"
    assert tomllib.loads(document) == {"text": text, "value": value, "items": items}


def test_laws_of_patience_and_parts_of_shrinkage_are_values(tmp_path: Path) -> None:
    text = (
        "[staffing]\npatience = \"Lognormal(mean='2m', cv=1.25, balking=0.1)\"\nlines = 40\nredial = 0.3\n"
        "shrinkage = { training = 0.05, 'sick leave' = 0.1, combine = 'compound' }\n"
        "[queue.sales]\npatience = 'Hyperexponential(share=0.3, means=(20, 240))'\nshrinkage = { leave = 0.2 }\n"
    )
    settings = erlang.read_settings(write(tmp_path, text))
    assert settings.value("patience") == erlang.Lognormal(mean=120, cv=1.25, balking=0.1)
    assert settings.value("patience", "sales") == erlang.Hyperexponential(share=0.3, means=(20, 240))
    parts = {"training": 0.05, "sick leave": 0.1}
    assert settings.value("shrinkage") == erlang.staffing.Shrinkage(parts, combine="compound")
    assert settings.value("shrinkage", "sales") == erlang.staffing.Shrinkage({"leave": 0.2})
    assert erlang.read_settings(write(tmp_path, to_toml(settings))) == settings
    same = erlang.Settings().replace(patience=erlang.Lognormal(mean=120, cv=1.25, balking=0.1), lines=40, redial=0.3)
    assert same.value("patience") == settings.value("patience")


@pytest.mark.parametrize(
    ("law", "why"),
    [
        ("Lognormal(mean=120)", "patience 'Lognormal(mean=120)': Lognormal"),
        ("Lognormal(mean=-1, cv=1)", "Lognormal: mean must be >= 0 s, got -1"),
        ("Normal(mean=1)", "patience must be a time or one of Exponential, Lognormal, Weibull, "),
        ("Lognormal(mean=open('x'), cv=1)", "got"),
        ("__import__('os').system('true')", "got"),
        ("(", "got"),
    ],
)
def test_a_law_that_does_not_exist_is_refused(law: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"^patience must be a duration") as caught:
        erlang.Settings().replace(patience=law)
    assert why in str(caught.value)
    assert repr(law) in str(caught.value)
