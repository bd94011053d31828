"""Bad input on the command line: exit code 2, one sentence, and nothing written."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from erlang._cli import main
from small_history import history, lines, write


def changed(folder: Path, line: int, change: Callable[[str], str]) -> Path:
    """The small history with one of its lines changed; the header is line 1."""
    content = lines()
    content[line - 2] = change(content[line - 2])
    return write(folder / "calls.csv", content)


def inserted(folder: Path, line: int, text: str) -> Path:
    content = lines()
    content.insert(line - 2, text)
    return write(folder / "calls.csv", content)


def empty(folder: Path) -> Path:
    (folder / "calls.csv").touch()
    return folder / "calls.csv"


def binary(folder: Path) -> Path:
    (folder / "calls.csv").write_bytes(bytes(range(256)) * 8)
    return folder / "calls.csv"


def truncated(folder: Path) -> Path:
    content = [f"{line},5" for line in lines()]
    path = folder / "calls.csv"
    path.write_text("interval_start,offered,handled\n" + "\n".join(content[:-1]) + "\n" + content[-1][:10])
    return path


def ambiguous(folder: Path) -> Path:
    days = [f"{1 + i % 9:02d}/{1 + i // 9:02d}/2025" for i in range(81)]
    random.Random(1).shuffle(days)
    return write(folder / "calls.csv", [f"{day} {hour}:00,5" for day in days for hour in ("09", "10")])


FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no file": (lambda folder: folder / "calls.csv", "calls.csv: there is no such file: {file}"),
    "empty": (empty, "calls.csv: the file is empty"),
    "binary": (binary, "calls.csv: this is a binary file; expected a table as text, XLSX or Parquet"),
    "no such column": (
        lambda folder: write(folder / "calls.csv", lines(), head="interval_start,foo"),
        "calls.csv: line 1: no column of contacts offered was recognised; the columns are 'interval_start', 'foo'; "
        'say which with columns={"offered": "its name"}',
    ),
    "text in numbers": (
        lambda folder: changed(folder, 6, lambda line: line.split(",")[0] + ",many"),
        "calls.csv: line 6, column 'offered': found 'many', expected a number",
    ),
    "negative": (
        lambda folder: changed(folder, 6, lambda line: line.split(",")[0] + ",-3"),
        "calls.csv: line 6, column 'offered': found '-3', expected a number of contacts, 0 or more",
    ),
    "twice the same": (
        lambda folder: inserted(folder, 7, lines()[4]),
        "calls.csv: 1 stamp of a queue comes twice with the same values: lines 6 and 7 ('all' at 2025-11-03 11:00); "
        "expected one row per queue and interval",
    ),
    "twice with different values": (
        lambda folder: inserted(folder, 7, "2025-11-03 11:00,99"),
        "calls.csv: 1 stamp of a queue comes twice with different values: lines 6 and 7 ('all' at 2025-11-03 11:00); "
        "expected one row per queue and interval",
    ),
    "off the grid": (
        lambda folder: changed(folder, 6, lambda line: line.replace("11:00", "11:07")),
        "calls.csv: line 6, column 'interval_start': found '2025-11-03 11:07', expected stamps on a grid of 30m like "
        "'2025-11-03 09:00'",
    ),
    "truncated": (
        truncated,
        "calls.csv: line 271: the last line is cut off: found 1 of 3 fields; the file is not whole",
    ),
    "one row": (
        lambda folder: write(folder / "calls.csv", lines()[:1]),
        "calls.csv: line 2: the file holds one row of data only",
    ),
    "handle time 0": (
        lambda folder: write(
            folder / "calls.csv",
            [f"{line},20,{0 if number == 4 else 180}" for number, line in enumerate(lines())],
            head="interval_start,offered,handled,aht",
        ),
        "calls.csv: line 6, column 'aht': found a handling time of 0 where contacts were handled, expected more than "
        "0 s, or blank where it is unknown",
    ),
}


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    """What is said about a command that is refused, with nothing written and nothing on standard output."""
    before = sorted(folder.rglob("*"))
    assert main(list(arguments)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("erlang: ")
    assert said.err.count("\n") == 1
    assert sorted(folder.rglob("*")) == before
    return said.err.removeprefix("erlang: ").rstrip("\n")


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize("command", ["plan", "forecast"])
def test_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str, command: str) -> None:
    make, message = FILES[case]
    file = make(tmp_path)
    said = refused(capsys, tmp_path, command, str(file), "--aht", "180", "--out", str(tmp_path / "plan"))
    assert said == "read_history: " + message.replace("{file}", str(file))


def test_dates_that_cannot_be_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, tmp_path, "plan", str(ambiguous(tmp_path)), "--aht", "180", "--out", str(tmp_path / "plan"))
    assert said.startswith("read_history: calls.csv: line ")
    assert "--date-format" in said


def test_less_than_a_week(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "calls.csv", lines()[:18])
    said = refused(
        capsys, tmp_path, "plan", str(tmp_path / "calls.csv"), "--aht", "180", "--out", str(tmp_path / "plan")
    )
    assert said == (
        "forecast: queue 'all' has 3 days of history, 2025-11-03 to 2025-11-05; at least one week is needed"
    )


def test_handle_times_are_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, tmp_path, "plan", str(history(tmp_path)), "--out", str(tmp_path / "plan"))
    assert said == "calls.csv: no column of handle times; give --aht (aht in [staffing])"


OPTIONS = {
    "--service-level 1.2 --answer-within 20": "--service-level must be a number > 0 and < 1, got 1.2",
    "--service-level 80 --answer-within 20": "--service-level must be a number > 0 and < 1, got 80",
    "--shrinkage 1": "--shrinkage must be a number >= 0 and < 1, or in a file parts such as "
    "{training=0.05, leave=0.12}, got 1",
    "--patience -1": "--patience must be a duration [Nw][Nd][Nh][Nm][Ns], lower case, in that order, such as '30m' or "
    "'8h30m', or a bare number of seconds, not negative, or a law such as 'Lognormal(mean=120, cv=1.2)', got '-1'",
    "--replications 1": "--replications must be a whole number >= 2, got 1",
    "--definition mine": "--definition must be one of answered_of_offered, answered_of_answered, abandons_excluded, "
    "abandons_counted, virtual_wait, got 'mine'",
    "--timezone Mars": "--timezone must be the name of a time zone, such as Europe/Amsterdam, got 'Mars'",
    "--service-level 0.8": "plan: service_level needs answer_within",
    "--answer-within 20": "plan: answer_within needs service_level",
    "--max-wait 30": "plan: max_wait needs max_wait_percentile",
    "--max-abandonment 0.05": "plan: max_abandonment needs patience",
    "--max-blocking 0.05": "plan: max_blocking needs lines",
    "--lines 0": "--lines must be a whole number >= 1, got 0",
    "--lines 20 --redial 1": "--redial must be a number >= 0 and < 1, got 1",
    "--lines 20 --fractional": "plan: fractional needs a queue without lines",
    "--patience 120 --redial 0.3": "simulate: redial must be 0: the simulation has no repeated calls, got 0.3",
    "--patience Lognormal(mean=120,cv=1.2)": "simulate: patience must be a time: the simulation knows exponential "
    "patience only, got Lognormal(mean=120, cv=1.2)",
    "--patience Lognormal(mean=-1,cv=1.2)": "--patience must be a duration [Nw][Nd][Nh][Nm][Ns], lower case, in that "
    "order, such as '30m' or '8h30m', or a bare number of seconds, not negative, or a law such as "
    "'Lognormal(mean=120, cv=1.2)', got 'Lognormal(mean=-1,cv=1.2)' (Lognormal: mean must be >= 0 s, got -1)",
    "--plan-for best": "--plan-for must be mean, expected or a probability > 0 and < 1, got 'best'",
    "--plan-for 1": "--plan-for must be mean, expected or a probability > 0 and < 1, got '1'",
    "--cv 0.1": "plan: cv needs plan_for: 'expected' or a probability",
    "--lines 20 --plan-for 0.8": "plan: plan_for does not go with lines",
    "--short-abandon 5 --max-asa 20": "plan: short_abandon needs service_level",
    "--min-agents 5 --max-agents 3": "plan: min_agents must be <= max_agents, got 5 and 3",
    "--horizon 36h": "forecast: horizon must be whole days up to 731, such as '1w' or '28d', got '36h'",
    "--start-at end": "--start-at must be one of forecast, staff, schedule, simulate, got 'end'",
    "--columns offered=Calls": "read_history: calls.csv: there is no column 'Calls'. The columns are "
    "'interval_start', 'offered'.",
    "--queue a --queue b": "calls.csv: no queue 'a'; its queues are 'all'",
    "--bogus": "No such option: --bogus",
}


@pytest.mark.parametrize("words", OPTIONS)
def test_options(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    file = history(tmp_path)
    said = refused(capsys, tmp_path, "plan", str(file), "--aht", "180", "--out", str(tmp_path / "plan"), *words.split())
    assert said.partition(" (Possible")[0] == OPTIONS[words]


def test_an_unknown_key_in_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = history(tmp_path)
    (tmp_path / "plan.toml").write_text("[staffing]\naht = 180\nshrinkag = 0.3\n")
    said = refused(capsys, tmp_path, "plan", str(file), "--settings", str(tmp_path / "plan.toml"))
    assert said == (
        f"{tmp_path / 'plan.toml'}, line 3, [staffing]: unknown key 'shrinkag'; the closest are 'shrinkage'"
    )


def test_shrinkage_cannot_hold_the_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = history(tmp_path)
    (tmp_path / "plan.toml").write_text(
        "[staffing]\naht = 180\nshrinkage = 0.01\n[schedule]\nshrinkage_includes_breaks = true\n"
        "[[shift]]\nname = 'a'\nlength = '3h'\nfirst_start = '09:00'\n"
        "[[shift.breaks]]\nlength = '30m'\nstart = ['1h', '2h']\npaid = true\n"
    )
    arguments = ("--settings", str(tmp_path / "plan.toml"), "--out", str(tmp_path / "plan"))
    said = refused(capsys, tmp_path, "plan", str(file), *arguments)
    assert said == (
        "schedule: shrinkage_includes_breaks needs a shrinkage of at least the share of breaks in the paid time, and "
        "shift 'a' has 0.1667 against 0.01"
    )


def test_where_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = history(tmp_path)
    plan = ("plan", str(file), "--aht", "180", "--out")
    assert refused(capsys, tmp_path, *plan, str(file)) == f"--out {file}: is a file, expected a folder"
    below = file / "plan"
    assert refused(capsys, tmp_path, *plan, str(below)) == f"--out {below}: cannot be written: Not a directory"
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "report.html").write_text("mine")
    assert refused(capsys, tmp_path, *plan, str(tmp_path / "plan")) == (
        f"--out {tmp_path / 'plan'}: already holds a plan; nothing is overwritten without --force"
    )
    assert (tmp_path / "plan" / "report.html").read_text() == "mine"
    target = tmp_path / "forecast.csv"
    target.write_text("mine")
    assert refused(capsys, tmp_path, "forecast", str(file), "--aht", "180", "--out", str(target)) == (
        f"--out {target}: already exists; nothing is overwritten without --force"
    )


def test_the_tables_of_the_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "forecast.csv"
    assert refused(capsys, tmp_path, "staff", str(tmp_path)) == f"{table}: no such file"
    table.write_text("queue,interval_start\nall,2026-01-05 09:00:00\n")
    assert refused(capsys, tmp_path, "staff", str(tmp_path)) == (
        f"{table}: no column 'offered'; its columns are queue, interval_start"
    )
    table.write_text("queue,interval_start,offered,aht\nall,2026-01-05 09:00:00,many,180\n")
    assert refused(capsys, tmp_path, "staff", str(tmp_path)) == (
        f"{table}, line 2, column offered: expected a number, found 'many'"
    )
    table.write_text("queue,interval_start,offered,aht\nall,soon,3,180\n")
    assert refused(capsys, tmp_path, "staff", str(tmp_path)) == (
        f"{table}, line 2, column interval_start: expected a date and time as 2026-03-02 08:00, found 'soon'"
    )
    assert refused(capsys, tmp_path, "explain", str(tmp_path)) == f"{tmp_path / 'requirement.csv'}: no such file"


def test_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, tmp_path, "plan").startswith("no history: give a FILE")
    assert refused(capsys, tmp_path, "plna") == "No such command 'plna'."
    assert refused(capsys, tmp_path, "agents", "--volume", "100") == "Missing option '--interval'."
    assert refused(capsys, tmp_path, "agents", "--volume", "100", "--interval", "30m") == (
        "agents: --aht is missing: the average handle time, such as 180 or 3m"
    )
    assert refused(capsys, tmp_path, "explain", "--volume", "100", "--aht", "180") == (
        "explain: --interval is missing: --volume needs --interval and --aht"
    )


def test_a_row_is_named_by_file_line_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the file has them: blank lines and breaks in cells counted, names not ours, rows of all queues."""
    table = tmp_path / "day.csv"
    table.write_text(
        "queue,Start,Calls,AHT,note\n"
        'a,2026-03-02 08:00,40,180,"two\nlines"\n'
        "\n"
        "b,2026-03-02 08:00,90,100,\n"
        "b,2026-03-02 08:30,90,0,\n",
        encoding="utf-8",
    )
    words = ("--service-level", "0.8", "--answer-within", "20")
    message = f"{table}, line 6, column AHT: aht must be > 0 s, got 0"
    for method in ("mol", "stationary"):
        assert refused(capsys, tmp_path, "staff", str(table), *words, "--method", method) == message
        assert refused(
            capsys, tmp_path, "explain", str(table), *words, "--method", method, "--at", "2026-03-02 08:30"
        ) == message  # fmt: skip
    table.write_text("Start,Calls\n2026-03-02 08:00,40\n2026-03-02 08:30,-1\n", encoding="utf-8")
    assert refused(capsys, tmp_path, "staff", str(table), *words, "--aht", "180") == (
        f"{table}, line 3, column Calls: offered must be >= 0, got -1"
    )
    assert refused(capsys, tmp_path, "staff", str(table), *words, "--aht", "0").endswith("offered must be >= 0, got -1")
    table.write_text("Start,Calls\n2026-03-02 08:00,40\n2026-03-02 08:30,50\n", encoding="utf-8")
    assert refused(capsys, tmp_path, "staff", str(table), *words, "--aht", "0") == "--aht must be > 0 s, got 0"


@pytest.mark.parametrize("command", ["staff", "explain"])
def test_a_table_without_handle_times_asks_for_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    table = tmp_path / "day.csv"
    table.write_text("queue,Start,Calls\na,2026-03-02 08:00,40\nb,2026-03-02 08:30,50\n", encoding="utf-8")
    message = f"{table}: no column of handle times; give --aht (aht in [staffing])"
    assert refused(capsys, tmp_path, command, str(table)) == message
    settings = tmp_path / "own.toml"
    settings.write_text("[queue.a]\naht = 180\n")
    assert refused(capsys, tmp_path, command, str(table), "--settings", str(settings)) == (
        f"{table}: no column of handle times for b; give --aht (aht in [staffing])"
    )


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_parted_by_another_sign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sign: str, name: str
) -> None:
    table = tmp_path / "day.csv"
    table.write_text(f"Start{sign}Calls{sign}AHT\n2026-03-02 08:00{sign}40{sign}180\n", encoding="utf-8")
    message = f"{table}, line 1: the columns are parted by {name}, expected commas"
    assert refused(capsys, tmp_path, "staff", str(table)) == message
    assert refused(capsys, tmp_path, "explain", str(table)) == message


def test_an_input_that_is_not_there_comes_before_an_output_that_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("requirement", "shifts", "simulation"):
        (tmp_path / f"{name}.csv").write_text("mine")
    folder = str(tmp_path)
    assert refused(capsys, tmp_path, "staff", folder) == f"{tmp_path / 'forecast.csv'}: no such file"
    assert refused(capsys, tmp_path, "simulate", folder) == f"{tmp_path / 'coverage.csv'}: no such file"
    (tmp_path / "requirement.csv").unlink()
    assert refused(capsys, tmp_path, "schedule", folder) == f"{tmp_path / 'requirement.csv'}: no such file"
    (tmp_path / "forecast.csv").write_text("mine")
    assert "there is no such file" in refused(
        capsys, tmp_path, "forecast", str(tmp_path / "calls.csv"), "--out", str(tmp_path / "forecast.csv")
    )


@pytest.mark.parametrize("words", ["--method stationary", "--queue all", "--at 08:00", "--settings plan.toml"])
def test_a_question_has_no_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    question = "explain --volume 100 --interval 30m --aht 180".split()
    assert refused(capsys, tmp_path, *question, *words.split()) == (
        f"explain: {words.split()[0]} is of a row of a table, and does not go with --volume"
    )


def test_a_missing_column_is_told_with_the_columns_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "day.csv"
    table.write_text("Start,Foo\n2026-03-02 08:00,40\n", encoding="utf-8")
    for command in ("staff", "explain"):
        assert refused(capsys, tmp_path, command, str(table)) == (
            f"{table}: no column 'offered'; its columns are Start, Foo"
        )
