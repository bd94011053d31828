"""The command line: answers, steps, files, exit codes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import erlang
from erlang._cli import main
from erlang._cli.commands import COMMANDS
from erlang._planning.files import FILES
from erlang._staffing.laws import law_of
from small_history import history

QUESTION = "agents --volume 100 --interval 30m --aht 180 --service-level 0.8 --answer-within 20".split()


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan, made with a fixed time of making."""
    folder = tmp_path_factory.mktemp("planned")
    file = history(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        arguments = ["plan", file, "--aht", 240, "--shrinkage", 0.3, "--patience", 120, "--out", folder / "plan"]
        assert main([*map(str, arguments), "--quiet"]) == 0
    return folder / "plan"


def test_agents_answers_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *QUESTION)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == ("14 agents; 88.8 % answered in 20 s; occupancy 71.4 %; ASA 7.8 s; decided by service_level")
    assert len(lines) == 2 + 9
    assert [line.split()[0] for line in lines[2:]] == ["10", "11", "12", "13", ">", "15", "16", "17", "18"]


def test_agents_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *QUESTION, "--json", "--patience", "120", "--shrinkage", "0.3", "--max-occupancy=0.85")
    answer = json.loads(out)
    need = erlang.required_agents(
        volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20, patience=120, max_occupancy=0.85,
        shrinkage=0.3,
    )  # fmt: skip
    assert code == 0
    assert answer["requirement"]["agents"] == need.agents == 12
    assert answer["requirement"]["positions"] == 18
    assert answer["requirement"]["binding"] == "service_level"
    assert [row["agents"] for row in answer["what_if"]] == list(range(8, 17))
    assert answer["what_if"][4]["service_level"] == pytest.approx(need.service_level, rel=1e-12)


def test_agents_says_what_falls_short(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *QUESTION, "--max-agents", "12")
    assert code == 3
    assert out.startswith("12 agents; 64.0 % answered in 20 s")
    assert "falls short" in out.splitlines()[0]


def test_agents_has_one_parser_in_two(capsys: pytest.CaptureFixture[str]) -> None:
    """What the quick way answers, the full parser answers alike."""
    quick = run(capsys, *QUESTION)
    from erlang._cli.commands import invoke

    assert invoke(list(QUESTION)) == 0
    assert capsys.readouterr().out == quick[1]


def test_times_that_look_like_minutes_draw_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, *"agents --volume 100 --interval 30 --aht 3".split())
    assert err.splitlines() == [
        "erlang: warning: the interval is 30s; a bare number is seconds: is 30m meant?",
        "erlang: warning: aht is 3s; are minutes meant? Then say 3m",
        "erlang: warning: default_target: no target was given: 80 % answered within 20 s is taken",
    ]


def test_agents_needs_no_table_library() -> None:
    """It answers without pandas, matplotlib, rich or typer."""
    code = (
        "import sys; from erlang._cli import main; main(sys.argv[1:]);"
        "print(sorted({'pandas', 'matplotlib', 'rich', 'typer', 'jinja2', 'narwhals'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *QUESTION], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_explain_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "explain", *QUESTION[1:])
    assert code == 0
    assert "  load = volume * aht / interval = 100 * 180 / 1800 = 10 erlangs" in out.splitlines()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_json(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "--json" in out


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert all(command in out for command in COMMANDS)
    assert run(capsys, "--version")[1] == f"erlang {erlang.__version__}\n"
    done = subprocess.run([sys.executable, "-m", "erlang", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"erlang {erlang.__version__}\n"


def test_init_writes_settings_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.toml"
    assert run(capsys, "init", file)[0] == 0
    assert erlang.read_settings(file) == erlang.Settings()
    file.write_text("# mine")
    code, _, err = run(capsys, "init", file)
    assert (code, err) == (2, f"erlang: {file}: already exists; nothing is overwritten without --force\n")
    assert file.read_text() == "# mine"
    assert run(capsys, "init", file, "--force")[0] == 0


def test_check_prints_what_was_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = history(tmp_path)
    code, out, _ = run(capsys, "check", file)
    assert code == 0
    assert "opening hours were inferred from the rows: Mon-Fri 09:00-12:00" in out
    code, out, _ = run(capsys, "check", file, "--json", "--queue", "desk")
    assert json.loads(out)["queues"][0]["queue"] == "desk"


QUEUE = ["--lines", "25", "--redial", "0.3", "--patience", "Lognormal(mean=120, cv=1.3)"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        QUEUE,
        [*QUEUE, "--max-blocking", "0.01", "--max-asa", "8", "--asa-of", "all"],
        ["--patience", "2m", "--fractional", "--max-abandonment", "0.04", "--rounding", "half"],
        ["--patience", "Weibull(mean='2m', shape=0.75)", "--max-wait", "30", "--max-wait-percentile", "0.9"],
        ["--max-wait-probability", "0.2", "--min-agents", "3", "--max-agents", "40", "--max-occupancy", "0.8"],
    ],
)
def test_every_option_of_a_question_reaches_the_solver(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    given = {
        flag[2:].replace("-", "_"): value
        for flag, value in zip(words, [*words[1:], ""])
        if flag.startswith("--") and flag != "--fractional"
    }
    plain = {name: float(value) if value.replace(".", "").isdigit() else value for name, value in given.items()}
    if "(" in str(plain.get("patience")):
        plain["patience"] = law_of(given["patience"])
    need = erlang.required_agents(volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20,
                                  fractional="--fractional" in words, **plain)  # fmt: skip
    code, out, _ = run(capsys, *QUESTION, *words, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["requirement"]["agents"] == need.agents
    assert answer["requirement"]["model"] == need.model
    for row in answer["what_if"]:
        if row["agents"] == need.agents:
            assert row["service_level"] == pytest.approx(need.service_level, rel=1e-12)
            assert row["blocking"] == pytest.approx(need.blocking, rel=1e-9)
    code, out, _ = run(capsys, "explain", *QUESTION[1:], *words, "--json")
    assert code == 0
    explained = json.loads(out)
    assert explained["text"] == str(erlang.explain(need))
    assert explained["steps"] == json.loads(json.dumps(erlang.explain(need).to_dict()))["steps"]
    code, out, _ = run(capsys, "explain", *QUESTION[1:], *words)
    assert out.rstrip("\n") == explained["text"]


def test_neighbours_end_at_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *QUESTION, "--lines", "15")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].endswith("5.5 % find no line; decided by service_level")
    assert lines[1].split()[-2:] == ["no", "line"]
    assert lines[-1].split()[0] == "15"


def test_a_staffed_file_says_what_it_was_staffed_with(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines, redial, a law and parts of shrinkage from a settings file; the simulation refuses what it cannot do."""
    settings = tmp_path / "own.toml"
    settings.write_text(
        "[staffing]\nlines = 30\nredial = 0.2\npatience = 'Lognormal(mean=100, cv=1.5)'\n"
        "shrinkage = { training = 0.05, 'sick leave' = 0.1, combine = 'compound' }\n"
    )
    code, _, _ = run(capsys, "staff", planned, "--settings", settings, "--out", tmp_path)
    assert code == 0
    with (tmp_path / "requirement.csv").open() as file:
        row = next(csv.DictReader(file))
    assert row["patience"] == "Lognormal(mean=100, cv=1.5)"
    assert (row["lines"], row["redial"], float(row["shrinkage"])) == ("30", "0.2", pytest.approx(0.145))
    assert row["model"] == "ErlangX"
    need = erlang.required_agents(
        volume=float(row["load"]) * 1800 / float(row["aht"]), interval=1800, aht=float(row["aht"]), lines=30,
        redial=0.2, patience=erlang.Lognormal(mean=100, cv=1.5), service_level=0.8, answer_within=20, min_agents=1,
    )  # fmt: skip
    assert float(row["agents"]) == need.agents
    code, out, _ = run(capsys, "explain", tmp_path, "--settings", settings)
    assert code == 0
    assert "  shrinkage = 1 - (1 - training) * (1 - sick_leave) = 1 - (1 - 0.05) * (1 - 0.1) = 0.145" in out
    code, out, _ = run(capsys, "explain", tmp_path)
    assert code == 0
    assert "  patience = Lognormal(mean=100, cv=1.5)" in out.splitlines()
    assert "agents in the table" not in out
    (tmp_path / "coverage.csv").write_bytes((planned / "coverage.csv").read_bytes())
    code, _, err = run(capsys, "simulate", tmp_path)
    assert code == 2
    assert err == "erlang: simulate: redial must be 0: the simulation has no repeated calls, got 0.2\n"


def test_a_table_of_another_make_is_staffed_and_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No queue, other names, handle times missing with and without calls; options say what no column says."""
    table = tmp_path / "day.csv"
    table.write_text(
        "Start,Calls,AHT\n2026-03-02 08:00,40,180\n2026-03-02 08:30,90,190\n"
        "2026-03-02 09:00,0,\n2026-03-02 09:30,30,\n",
        encoding="utf-8",
    )
    words = ["--patience", "120", "--max-asa", "5", "--method", "stationary"]
    code, out, err = run(capsys, "staff", table, *words, "--out", tmp_path / "requirement.csv")
    assert code == 3
    assert err == "erlang: warning: missing_input: offered or aht is missing: no result (1 of 4 rows)\n"
    assert out.splitlines()[-1] == "  offered or aht is missing: all Mon 2026-03-02 09:30"
    with (tmp_path / "requirement.csv").open() as file:
        rows = list(csv.DictReader(file))
    need = erlang.required_agents(volume=90, interval=1800, aht=190, patience=120, max_asa=5, min_agents=1)
    assert [row["agents"] for row in rows] == [rows[0]["agents"], str(need.agents), "1", ""]
    code, out, _ = run(capsys, "explain", table, *words, "--at", "2026-03-02 08:30", "--json")
    assert code == 0
    steps = {step["name"]: step for step in json.loads(out)["steps"] if step["section"] != "Targets"}
    assert steps["agents"]["value"] == need.agents
    assert (steps["patience"]["source"], steps["aht"]["source"]) == ("given", "from column")
    code, out, _ = run(capsys, "explain", tmp_path / "requirement.csv", "--method", "stationary", "--max-asa", "1")
    assert out.splitlines()[-1] == "From columns: offered, aht, patience, max_asa, min_agents, shrinkage"


def test_explain_takes_the_settings_of_a_plan(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan staffed by another method, in fractions: its own plan.toml says so, and no option is needed."""
    words = ["--method", "stationary", "--fractional", "--rounding", "none", "--patience", "120", "--aht", "240"]
    code, _, _ = run(capsys, "plan", planned.parent / "calls.csv", *words, "--out", tmp_path / "own", "--quiet")
    assert code in (0, 3)
    code, out, _ = run(capsys, "explain", tmp_path / "own", "--json")
    assert code == 0
    explained = json.loads(out)
    assert "agents in the table" not in explained["text"]
    steps = {step["name"]: step for step in explained["steps"] if step["section"] != "Targets"}
    assert "mean_load" not in steps
    assert steps["agents"]["note"].startswith("the smallest real number")
    assert steps["positions"]["rounding"] == "not rounded"


def test_a_plan_has_its_files(planned: Path) -> None:
    assert sorted(path.name for path in planned.iterdir()) == sorted(FILES)
    assert [path.name for path in planned.parent.iterdir() if path.name.startswith(".")] == []
    with (planned / "requirement.csv").open() as file:
        first = next(csv.DictReader(file))
    assert first["interval_start"] == "2026-01-05T09:00:00"
    assert first["status"] == "met"


def test_a_plan_runs_again_to_the_same_bytes(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.chdir(tmp_path)
    again = tmp_path / "deep" / "again"
    assert main(["plan", "--settings", str(planned / "plan.toml"), "--out", str(again), "--quiet"]) == 0
    assert [name for name in FILES if (planned / name).read_bytes() != (again / name).read_bytes()] == []


def test_the_steps_make_what_the_plan_makes(planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = planned.parent / "calls.csv"
    words = ["--shrinkage", "0.3", "--patience", "120"]
    assert run(capsys, "forecast", file, "--aht", "240", "--out", tmp_path)[0] == 0
    assert run(capsys, "staff", tmp_path, *words)[0] == 0
    assert run(capsys, "schedule", tmp_path)[0] == 0
    code, out, _ = run(capsys, "simulate", tmp_path)
    assert code == 0
    assert out.startswith("The plan meets 80 % in 20 s on all 5 days")
    for name in ("forecast", "requirement", "coverage", "shifts"):
        assert (tmp_path / f"{name}.csv").read_bytes() == (planned / f"{name}.csv").read_bytes(), name
    code, out, _ = run(capsys, "explain", tmp_path, "--at", "2026-01-05 10:00")
    assert code == 0
    assert out.splitlines()[0] == "all, Monday 2026-01-05 10:00"


def test_start_at_takes_the_tables_of_the_steps_before(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ("--settings", planned / "plan.toml")
    code, out, _ = run(capsys, "plan", *settings, "--start-at", "simulate", "--out", tmp_path / "again", "--json")
    assert code == 0
    again = json.loads(out)
    for name in ("forecast", "requirement", "coverage", "shifts", "simulation"):
        assert (tmp_path / "again" / f"{name}.csv").read_bytes() == (planned / f"{name}.csv").read_bytes(), name
    assert again["verdict"]["met"]
    # Half of the people: the days are missed, and the cheapest repair is named.
    edited = tmp_path / "edited"
    edited.mkdir()
    for name in ("forecast.csv", "requirement.csv"):
        (edited / name).write_bytes((planned / name).read_bytes())
    with (planned / "requirement.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (edited / "requirement.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "scheduled": float(row["scheduled"]) / 2} for row in rows)
    words = ("--start-at", "schedule", "--from", edited, "--out", tmp_path / "short")
    code, out, _ = run(capsys, "plan", *settings, *words)
    assert code == 3
    assert sorted(path.name for path in (tmp_path / "short").iterdir()) == sorted(FILES)
    assert "The plan does not hold." in out
    assert "The plan misses 80 % in 20 s on all 5 days" in out
    assert "Cheapest repair: " in out
    assert "more people" in out


def test_an_uncertain_forecast_is_staffed_for(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--shrinkage", "0.3", "--patience", "120", "--plan-for", "0.9"]
    wide = pd.read_csv(planned / "forecast.csv")
    wide["offered_p90"] *= 1.5
    wide.to_csv(tmp_path / "forecast.csv", index=False)
    assert run(capsys, "staff", tmp_path, *words)[0] == 0
    table = pd.read_csv(tmp_path / "requirement.csv")
    assert (table["plan_for"] == 0.9).all()
    assert table["agents"].sum() > pd.read_csv(planned / "requirement.csv")["agents"].sum()
    code, out, _ = run(capsys, "explain", tmp_path, "--shrinkage", "0.3", "--patience", "120")
    assert code == 0
    assert "plan_for = 0.9, probability that all targets hold" in out
    assert "The table says" not in out
    code, _, err = run(capsys, "staff", planned, "--plan-for", "often", "--out", tmp_path, "--force")
    assert code == 2
    assert "--plan-for must be mean, expected or a probability" in err


def test_seats_limit_a_plan(planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys, "plan", "--settings", planned / "plan.toml", "--max-agents", "3", "--out", tmp_path / "plan"
    )
    assert code == 3
    assert "cannot be staffed as needed (max_agents)" in " ".join(out.split())
    assert "30 intervals ask for fewer people than their targets need" in err


def test_the_summary_says_what_was_found_and_assumed(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "plan", planned.parent / "calls.csv", "--aht", 240, "--out", tmp_path / "plan")
    lines = out.splitlines()
    assert code == 0
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 80
    said = " ".join(out.split())
    assert "opening hours" in said
    assert "taken as default, not given: service level 80 % in 20 s, no patience (Erlang C), shrinkage 0" in said
    assert "opening hours were inferred" in err
    assert str(tmp_path / "plan")[-30:] in said
    report = (tmp_path / "plan" / "report.html").read_text()
    assert "opening hours were inferred" in report
    assert "taken as default, not given" in report


def test_an_internal_error_leaves_a_traceback_and_no_files(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import erlang._planning.steps as steps

    def fail(*arguments: object, **words: object) -> None:
        raise KeyError("lost")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(steps, "forecast_step", fail)
    code, out, err = run(capsys, "forecast", planned.parent / "calls.csv", "--aht", 240, "--out", tmp_path / "plan")
    assert (code, out) == (70, "")
    (trace,) = tmp_path.iterdir()
    assert err == f"erlang: internal error: KeyError: 'lost'; nothing was written but the traceback, {trace}\n"
    assert "in fail" in trace.read_text()


def test_a_mistake_inside_is_no_bad_input(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ValueError from another library is an internal error."""
    import erlang._planning.steps as steps

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(steps, "forecast_step", lambda *arguments: float("no number"))
    code, _, _ = run(capsys, "forecast", planned.parent / "calls.csv", "--aht", 240, "--out", tmp_path / "plan")
    assert code == 70


def test_the_work_of_the_solver_can_be_limited(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = planned.parent / "plan"
    words = ("schedule", folder, "--gap", "0")
    assert run(capsys, *words, "--work-limit", "0", "--out", tmp_path / "none")[0] == 0
    settings = tmp_path / "plan.toml"
    settings.write_text("[schedule]\nwork_limit = 1_000_000\n")
    code, out, _ = run(capsys, *words, "--settings", settings, "--out", tmp_path / "enough", "--json")
    assert code == 0
    assert json.loads(out)["status"] == "optimal"
    with (planned / "assumptions.csv").open() as file:
        assert ("work_limit", "300000", "default") in {
            (row["name"], row["value"], row["origin"]) for row in csv.DictReader(file)
        }


def test_limited_rows_end_every_step_in_3(planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "staff", planned, "--max-agents", "3", "--shrinkage", "0.3", "--patience", "120", "--out", tmp_path
    )
    assert code == 3
    assert "limited: all" in out
    code, out, _ = run(capsys, "schedule", tmp_path)
    assert code == 3
    assert "30 intervals ask for fewer people than their targets need" in out
    assert run(capsys, "simulate", tmp_path, "--max-asa", "1h")[0] == 3


def test_the_help_shows_choices_as_they_are_typed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "staff", "--help")
    for words in ("up|half|none", "mean|expected|fraction", "answered|all|virtual_wait"):
        assert words in out
    choices = [word for word in out.split() if "|" in word]
    assert len(choices) == 5
    for word in choices:
        assert word == word.lower()


def test_the_spreadsheet_functions_are_linked() -> None:
    root = Path(__file__).resolve().parents[2]
    for page in ("docs/index.md", "docs/staffing.md", "README.md"):
        assert "spreadsheet.md)" in (root / page).read_text(encoding="utf-8"), page


def test_the_pages_know_every_warning_and_every_reason_to_fall_short() -> None:
    from erlang._staffing.words import WARNINGS

    docs = Path(__file__).resolve().parents[2] / "docs"
    table = (docs / "staffing.md").read_text(encoding="utf-8")
    assert [code for code in WARNINGS if f"| `{code}` |" not in table] == []
    (three,) = [line for line in (docs / "command-line.md").read_text(encoding="utf-8").splitlines() if "| 3 |" in line]
    assert "missing" in three


@pytest.mark.parametrize("words", [(), ("--no-fractional",)])
def test_quiet_writes_no_warnings(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """By the quick way and by the full parser."""
    question = "agents --volume 100 --interval 30 --aht 3".split()
    assert run(capsys, *question, *words)[2].count("warning: ") == 3
    assert run(capsys, *question, *words, "--quiet") == (0, "", "")


def test_a_quiet_step_writes_no_warnings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "day.csv"
    table.write_text("Start,Calls,AHT\n2026-03-02 08:00,40,180\n2026-03-02 08:30,,190\n", encoding="utf-8")
    words = ("staff", table, "--patience", "60", "--interval", "30m", "--force")
    assert "missing_input" in run(capsys, *words)[2]
    assert run(capsys, *words, "--quiet") == (3, "", "")


def test_the_answer_has_a_row_among_its_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where nobody is needed, and where the answer is no whole number."""
    words = "agents --interval 30m --aht 180 --service-level 0.8 --answer-within 20 --volume".split()
    code, out, _ = run(capsys, *words, "0")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()[2:4]] == [[">", "0"], ["1", "100.0"]]
    code, out, _ = run(capsys, *words, "100", "--fractional")
    lines = out.splitlines()
    assert lines[0].startswith("13.0372 agents; 80.0 %")
    assert [line.split()[0] for line in lines[2:]] == ["10", "11", "12", "13", ">", "14", "15", "16", "17", "18"]
    assert lines[6].split()[1:4] == ["13.0372", "80.0", "%"]
    answer = json.loads(run(capsys, *words, "100", "--fractional", "--json")[1])
    own = answer["what_if"][4]
    assert own == {name: answer["requirement"][name] for name in own}


@pytest.mark.parametrize(("plan_for", "volume"), [("expected", "100.0"), ("0.9", "126.3")])
def test_the_line_says_what_an_uncertain_volume_makes_of_it(
    capsys: pytest.CaptureFixture[str], plan_for: str, volume: str
) -> None:
    code, out, _ = run(capsys, *QUESTION, "--plan-for", plan_for, "--cv", "0.2")
    need = erlang.required_agents(
        volume=100, interval=1800, aht=180, service_level=0.8, answer_within=20, cv=0.2,
        plan_for=plan_for if plan_for == "expected" else float(plan_for),
    )  # fmt: skip
    assert code == 0
    line, *around = out.rstrip("\n").split("\n")
    assert len(around) == 1 + 9
    assert line.endswith(
        f"averages over calls of an uncertain volume; planned volume {volume}; "
        f"targets met with probability {100 * need.probability_met:.1f} %"
    )


def test_explain_takes_the_handle_time_that_no_column_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "day.csv"
    table.write_text("Start,Calls\n2026-03-02 08:00,40\n2026-03-02 08:30,90\n", encoding="utf-8")
    words = ["--aht", "240", "--patience", "120", "--max-asa", "5", "--method", "stationary"]
    code, out, _ = run(capsys, "explain", table, *words, "--json")
    need = erlang.required_agents(volume=90, interval=1800, aht=240, patience=120, max_asa=5, min_agents=1)
    explained = json.loads(out)
    steps = {step["name"]: step for step in explained["steps"] if step["section"] != "Targets"}
    assert code == 0
    assert explained["text"].startswith("all, Monday 2026-03-02 08:30\n")
    assert (steps["agents"]["value"], steps["aht"]["value"], steps["aht"]["source"]) == (need.agents, 240, "given")


def test_handle_times_in_minutes_win_over_the_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cell wins over an option, also where its column has another name and another unit."""
    table = tmp_path / "day.csv"
    table.write_text("Start,Calls,AHT (min)\n2026-03-02 08:00,40,3\n2026-03-02 08:30,90,4\n", encoding="utf-8")
    words = ["--aht", "900", "--patience", "120", "--max-asa", "5", "--method", "stationary"]
    need = erlang.required_agents(volume=90, interval=1800, aht=240, patience=120, max_asa=5, min_agents=1)
    assert run(capsys, "staff", table, *words)[0] == 0
    with (tmp_path / "requirement.csv").open() as file:
        assert [row["agents"] for row in csv.DictReader(file)][1] == str(need.agents)
    code, out, _ = run(capsys, "explain", table, *words, "--json")
    steps = {step["name"]: step for step in json.loads(out)["steps"] if step["section"] != "Targets"}
    assert code == 0
    assert (steps["agents"]["value"], steps["aht"]["value"]) == (need.agents, 240)


def test_explain_warns_of_small_times(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, *"explain --volume 100 --interval 30 --aht 3 --max-asa 9".split())
    assert err.splitlines() == [
        "erlang: warning: the interval is 30s; a bare number is seconds: is 30m meant?",
        "erlang: warning: aht is 3s; are minutes meant? Then say 3m",
    ]
