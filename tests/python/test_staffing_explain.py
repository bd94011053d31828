"""explain: the text is made from the steps, and every formula gives its number again from the inputs beside it."""

import json
import math
import pickle
import random
import warnings

import numpy as np
import pandas as pd
import pytest

import erlang
from erlang import staffing
from erlang.staffing import Explanation, Shrinkage, Step

GOAL = {"service_level": 0.80, "answer_within": 20}
CALLS = {"volume": 100, "interval": 1800, "aht": 180}


def round_up(x):
    """As API and docs define it: a billionth above a whole number does not count."""
    return math.ceil(x - 1e-9 * max(1.0, x))


def round_up_half(x):
    return math.ceil(2.0 * (x - 1e-9 * max(1.0, x))) / 2.0


WORDS = {
    "round_up_half": round_up_half,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "min": min,
    "floor": math.floor,
    "max": max,
    "round_up": round_up,
    **{name: getattr(erlang, name) for name in ("ErlangB", "ErlangC", "ErlangA", "ErlangX", "Lognormal", "Weibull")},
    **{name: getattr(erlang, name) for name in ("Hyperexponential", "Uniform", "Deterministic", "Exponential")},
    **{name: getattr(erlang, name) for name in ("Blend", "Chat", "NDesign", "Priorities", "RandomRate")},
}


def computed(formula, inputs):
    """A formula as a reader would evaluate it, in Python."""
    known = {name: eval(value, dict(WORDS)) if isinstance(value, str) else value for name, value in inputs.items()}
    return float(eval(formula, {**WORDS, **known}))


def check(explained):
    """Every formula with its inputs gives its value; what the text shows gives what the text shows."""
    queue = next((step.value for step in explained.steps if step.name == "queue"), None)
    formulas = 0
    for step in explained.steps:
        if not step.formula:
            continue
        formulas += 1
        value = computed(step.formula, step.inputs)
        assert value == pytest.approx(float(step.value), rel=1e-9, abs=1e-300, nan_ok=True), step
        if step.met is not None:
            continue
        left, *middle, right = str(step).split(" = ")
        assert left == step.name
        shown = middle[-1] if middle else step.formula
        number = right.split()[0].rstrip(",")
        again = computed(shown, step.inputs if shown in step.inputs else {"queue": queue} if "queue." in shown else {})
        if math.isfinite(again):
            # Six digits of the value; ten of each input, which a difference of nearly equal numbers can cost some of.
            assert float(number) == pytest.approx(again, rel=1e-5), step
        else:
            assert str(again) == number, step
    lines = [line.strip() for line in explained.splitlines()]
    headings = {step.section for step in explained.steps if step.section}
    assert [line for line in lines if line not in headings] == [str(step) for step in explained.steps]
    return formulas


def random_question(draw):
    """Inputs and targets of one interval, of any model."""
    volume = draw.choice([0.3, 4, 21, 100, 87.345678912, 900])
    question = {"volume": volume, "interval": draw.choice([900, 1800]), "aht": draw.choice([45, 180.5, 620])}
    if draw.random() < 0.7:
        mean = draw.choice([20, 120, 333.3])
        question["patience"] = draw.choice(
            [mean, mean, mean, erlang.Lognormal(mean=mean, cv=1.3, balking=0.1), erlang.Weibull(mean=mean, shape=0.75),
             erlang.Hyperexponential(share=0.3, means=(20, 240)), erlang.Uniform(low=10, high=200)]
        )  # fmt: skip
    load = volume * question["aht"] / question["interval"]
    if draw.random() < 0.3:
        question["lines"] = int(load) + draw.choice([5, 20, 60])
    if draw.random() < 0.3 and ("lines" in question or "patience" in question):
        question["redial"] = draw.choice([0.2, 0.6])
    targets = {"service_level": draw.choice([0.5, 0.8, 0.95]), "answer_within": draw.choice([0, 20, 60])}
    if draw.random() < 0.5:
        targets["definition"] = draw.choice(
            ["answered_of_offered", "answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait"]
        )
        if targets["definition"].startswith("abandons") and draw.random() < 0.5:
            targets["short_abandon"] = 5
    if draw.random() < 0.3:
        targets |= {"max_wait": draw.choice([5, 60]), "max_wait_percentile": 0.9}
    if draw.random() < 0.3:
        targets |= {"max_asa": draw.choice([3, 30]), "asa_of": draw.choice(["answered", "all", "virtual_wait"])}
    if draw.random() < 0.4:
        targets["max_occupancy"] = draw.choice([0.7, 0.9])
    if draw.random() < 0.3:
        targets["max_wait_probability"] = 0.3
    if draw.random() < 0.3 and "patience" in question:
        targets["max_abandonment"] = 0.03
    if draw.random() < 0.5 and "lines" in question:
        targets["max_blocking"] = 0.01
    if draw.random() < 0.2:
        targets["max_agents"] = max(1, int(load * draw.choice([0.8, 1.0, 1.3])))
    if draw.random() < 0.2:
        targets["min_agents"] = 3
        targets["max_agents"] = max(3, targets.get("max_agents", 10_000))
    parts = Shrinkage({"sick leave": 0.07, "training": 0.05, "1:1": 0.02}, combine=draw.choice(["add", "compound"]))
    return {
        **question,
        **targets,
        "shrinkage": draw.choice([0, 0.3, parts]),
        "rounding": draw.choice(["up", "half", "none"]),
        "fractional": not {"lines", "redial"} & set(question) and draw.random() < 0.25,
    }


@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
def test_every_formula_gives_its_number_for_random_questions():
    draw = random.Random(20261125)
    formulas, statuses, models = 0, set(), set()
    for _ in range(250):
        need = erlang.required_agents(**random_question(draw))
        explained = erlang.explain(need)
        formulas += check(explained)
        statuses.add(str(need.status))
        models.add(str(need.model))
        json.dumps(explained.to_dict(), allow_nan=str(need.status) == "limited")
    assert formulas > 2000
    assert statuses == {"met", "limited", "unreachable"}
    assert models == {"ErlangC", "ErlangA", "ErlangX"}


LEVEL = erlang.Targets(**GOAL)
WAIT = erlang.Targets(max_wait=90, max_wait_percentile=0.9)
CHATS = {"volume": 216, "interval": "1h", "handle_times": [200, 250]}


@pytest.mark.parametrize(
    "make",
    [
        lambda: staffing.required_chat_agents(**CHATS, patience=120, **GOAL, max_asa=30, shrinkage=0.3),
        lambda: staffing.required_chat_agents(**CHATS, max_agents=9, rounding="half"),
        lambda: staffing.required_priority_agents(volumes=[30, 70], interval=1800, aht=180, targets=[LEVEL, WAIT]),
        lambda: staffing.required_blend_agents(
            **CALLS, outbound_volume=40, **GOAL, max_wait=60, max_wait_percentile=0.9
        ),
        lambda: staffing.max_outbound(**CALLS, agents=17.5, **GOAL),
        lambda: staffing.required_n_design_agents(
            volumes=[60, 40], interval=1800, aht=[180, 200], patience=120, targets=LEVEL, costs=[1, 1.2]
        ),
        lambda: erlang.required_agents(**CALLS, **GOAL, patience=120, cv=0.2, plan_for="expected", max_occupancy=0.9),
        lambda: erlang.required_agents(**CALLS, **GOAL, cv=0.1, rate="lognormal", plan_for=0.9, average="intervals"),
    ],
)
@pytest.mark.filterwarnings("ignore::erlang.PlanningWarning")
def test_every_formula_of_channels_and_uncertain_volumes_gives_its_number(make):
    explained = erlang.explain(make())
    assert check(explained) > 5
    json.dumps(explained.to_dict())


@pytest.mark.parametrize("method", ["stationary", "mol", "sipp_max", "sipp_mix", "lagged_sipp"])
@pytest.mark.parametrize("initial", ["stationary", "empty"])
def test_every_formula_of_a_row_gives_its_number(method, initial):
    """Two queues whose rows are mixed, a closed gap, a missing volume and handle times of their own."""
    stamps = pd.date_range("2026-03-02 08:00", periods=8, freq="30min").tolist()
    stamps = [*stamps[:5], *(stamp + pd.Timedelta(hours=3) for stamp in stamps[5:])]
    frame = pd.DataFrame(
        {
            "queue": ["a"] * 8 + ["b"] * 8,
            "interval_start": stamps * 2,
            "offered": [10, 30, 60, 40, 40, 5, 80, 3, 20, 25, np.nan, 40, 41, 0, 70.5, 12],
            "aht": [900.0, 850, 2500, 300, 1900, 900, 1000, 900, 180, 190, 200, 210, 220, 230, 240, 1800],
            "patience": [60.0, np.nan] * 8,
        }
    ).sample(frac=1, random_state=3, ignore_index=True)
    given = {**GOAL, "method": method, "initial": initial, "shrinkage": 0.2, "max_agents": 40}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        staffed = erlang.staff(frame, **given)
    for row in range(len(frame)):
        explained = erlang.explain(frame, row=row, **given)
        if np.isnan(frame["offered"][row]):
            assert explained.splitlines()[-1] == "offered or aht is missing: nothing is required of this row"
            continue
        check(explained)
        steps = {step.name: step for step in explained.steps if step.section != "Targets"}
        assert steps["load"].value == pytest.approx(staffed["load"][row], rel=1e-12, abs=1e-300)
        assert steps["agents"].value == staffed["agents"][row]
        offered = steps.get("offered", steps.get("volume"))
        assert offered.value == frame["offered"][row]


def test_the_load_in_progress_is_that_of_the_rows_before():
    frame = pd.DataFrame(
        {
            "interval_start": pd.date_range("2026-03-02 08:00", periods=6, freq="30min"),
            "offered": [10.0, 30, 60, 40, 40, 2],
            "aht": [900.0, 850, 2500, 300, 1900, 900],
        }
    )
    progress = 10.0 * 900 / 1800
    for row in range(6):
        steps = {step.name: step for step in erlang.explain(frame, row=row, **GOAL, method="mol").steps}
        assert steps["in_progress"].value == pytest.approx(progress, rel=1e-11)
        load = frame["offered"][row] * frame["aht"][row] / 1800
        progress = load + (progress - load) * math.exp(-1800 / frame["aht"][row])


def test_rows_with_lines_redial_and_a_law_of_patience():
    frame = pd.DataFrame({"offered": [80.0, 100.0, 3.0], "aht": 180.0, "lines": [12, np.nan, 20], "redial": [0.4] * 3})
    law = erlang.Lognormal(mean=120, cv=1.3)
    parts = Shrinkage({"leave": 0.12, "training": 0.05}, combine="compound")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        staffed = erlang.staff(frame, **GOAL, interval="30m", patience=law, shrinkage=parts, rounding="half")
    for row in range(3):
        explained = erlang.explain(
            frame, row=row, **GOAL, interval="30m", patience=law, shrinkage=parts, rounding="half"
        )
        check(explained)
        steps = {step.name: step for step in explained.steps if step.section != "Targets"}
        assert steps["positions"].value == staffed["positions"][row]
        assert steps["shrinkage"].inputs == {"leave": 0.12, "training": 0.05}
        assert steps["redial"].source == "from column"
        assert steps["patience"].source == "given"
        assert ("lines" in steps) == (row != 1)


def test_an_explanation_is_a_text_made_of_steps():
    need = erlang.required_agents(**CALLS, **GOAL, shrinkage=0.3)
    explained = erlang.explain(need)
    assert isinstance(explained, str)
    assert isinstance(explained, Explanation)
    assert explained == erlang.explain(need)
    assert hash(explained) == hash(erlang.explain(need))
    again = pickle.loads(pickle.dumps(explained))
    assert again == explained
    assert again.steps == explained.steps
    assert Explanation(explained.steps) == explained
    assert explained.to_dict()["text"] == explained
    loaded = json.loads(json.dumps(explained.to_dict(), allow_nan=False))["steps"]
    assert [step["name"] for step in loaded] == [step.name for step in explained.steps]
    frame = explained.to_frame()
    assert len(frame) == len(explained.steps)
    assert frame.loc[frame["name"] == "load", "value"].tolist() == [10.0]
    with pytest.raises(AttributeError):
        explained.steps[0].value = 3
    tried = [step for step in explained.steps if step.met is not None]
    assert [(step.agents, step.met, step.bound) for step in tried] == [(13, False, 0.8), (14, True, 0.8)]


def test_one_line_per_step_and_a_heading_per_section():
    steps = [Step(section="", name="Row 1", note="sales"), Step(section="Inputs", name="aht", value=90.5, unit="s")]
    assert Explanation(steps).splitlines() == ["Row 1: sales", "Inputs", "  aht = 90.5 s (1m30.5s)"]
    put = Step(section="Load", name="x", value=-3.0, formula="exp(a) - max(b, c1)", inputs={"a": 0, "b": -4, "c1": 4.0})
    assert str(put) == "x = exp(a) - max(b, c1) = exp(0) - max((-4), 4) = -3"


def test_a_row_says_where_its_inputs_come_from():
    frame = pd.DataFrame({"offered": [100.0], "aht": [180.0], "target_service_level": [0.9]})
    explained = erlang.explain(frame, row=0, **GOAL, interval="30m", shrinkage=0.3)
    sources = {(step.section, step.name): step.source for step in explained.steps if step.source}
    assert sources["Inputs", "volume"] == sources["Inputs", "aht"] == "from column"
    assert sources["Inputs", "shrinkage"] == sources["Inputs", "interval"] == "given"
    assert sources["Targets", "service_level"] == "from column"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erlang.PlanningWarning)
        default = erlang.explain(erlang.required_agents(**CALLS))
    assert [step.source for step in default.steps if step.section == "Targets"] == ["default"]


def test_rows_that_are_limited_unreachable_or_idle():
    frame = pd.DataFrame({"offered": [100.0, 100.0, 0.0], "aht": 180.0, "target_max_agents": [12, np.nan, np.nan]})
    frame["target_max_occupancy"] = [np.nan, 1e-12, np.nan]
    last = {0: "limited", 1: "unreachable", 2: "met"}
    staffed = erlang.staff(frame, **GOAL, interval="30m")
    assert staffed["status"].tolist() == list(last.values())
    for row, status in last.items():
        explained = erlang.explain(frame, row=row, **GOAL, interval="30m")
        check(explained)
        names = [step.name for step in explained.steps]
        assert ("unreachable" in names) == (status == "unreachable")
        assert ("positions" in names) == (status != "unreachable")
        if status == "limited":
            agents = next(step for step in explained.steps if step.name == "agents" and step.section == "Agents")
            assert (agents.value, agents.formula, agents.note) == (
                12,
                "max_agents",
                "max_agents is too low for service_level",
            )
    # The table's own answer is that of the explanation, and no line says otherwise.
    assert not any("agents in the table" in erlang.explain(staffed, row=row, **GOAL, interval="30m") for row in last)


def test_a_row_of_deferred_work_is_explained_as_such():
    mail = pd.DataFrame(
        {
            "interval_start": pd.date_range("2026-03-02 08:00", periods=3, freq="30min"),
            "offered": [40.0, 50.0, 20.0],
            "aht": 300.0,
        }
    )
    staffed = staffing.staff_deferred(mail, answer_within="1h", shrinkage=0.2)
    explained = erlang.explain(staffed, row=1)
    assert check(explained) == 2
    assert f"agents = {staffed['agents'][1]:.9g}" in explained
    assert "service_level" not in explained
    with pytest.raises(ValueError, match=r"^explain: row must be in 0 \.\.\. 2, got 3$"):
        erlang.explain(staffed, row=3)


def test_the_cv_of_a_row_is_explained_from_its_quantiles():
    frame = pd.DataFrame(
        {
            "interval_start": pd.date_range("2026-03-02 09:00", periods=3, freq="30min"),
            "offered": [80.0, 100.0, 2.0],
            "offered_p10": [60.0, 76.0, 0.0],
            "offered_p90": [102.0, 126.0, 6.0],
            "aht": 180.0,
        }
    )
    asked = {**GOAL, "patience": 120, "plan_for": "expected"}
    staffed = erlang.staff(frame, **asked)
    for row in range(3):
        explained = erlang.explain(staffed, row=row, overwrite=True, **asked)
        check(explained)
        cv = next(step for step in explained.steps if step.name == "cv")
        assert cv.value == staffed["rate_cv"][row]
        assert cv.formula
    with pytest.raises(ValueError, match="staffed from samples has no formula"):
        erlang.explain(staffed, row=1, samples=frame, **asked)


def test_rows_may_be_whole_numbers_of_numpy():
    need = erlang.required_agents(volume=[90, 100], interval=1800, aht=180, service_level=0.8, answer_within=20)
    assert erlang.explain(need, row=np.int64(1)) == erlang.explain(need, row=1)
    table = pd.DataFrame({"offered": [90, 100], "aht": [180, 180]})
    goal = {"service_level": 0.8, "answer_within": 20, "interval": "30m"}
    assert erlang.explain(table, row=np.int32(1), **goal) == erlang.explain(table, row=1, **goal)
    for given in (need, table):
        for row in (True, np.True_, 1.0, "1", np.array([1])):
            with pytest.raises(TypeError, match=r"^explain: row must be a whole number, got "):
                erlang.explain(given, row=row)


def test_a_staffed_flow_is_explained_tier_by_tier():
    front = staffing.Tier(name="front", aht=240, resolution=0.7, escalation=0.2, repeat=0.5, wage=24, targets=LEVEL)
    expert = staffing.Tier(name="expert", aht=600, resolution=0.9, wage=36, targets=LEVEL)
    done = staffing.ContactFlow(deflection=0.2, tiers=(front, expert)).staff(volume=200, interval=1800)
    explained = erlang.explain(done)
    for step in explained.steps:
        if step.formula:
            assert computed(step.formula, step.inputs) == pytest.approx(float(step.value), rel=1e-9), step
    needs = [step.value for step in explained.steps if step.name == "agents" and step.section != "Together"]
    assert explained.steps[-4].value == done.agents == sum(set(needs))
    assert "front: Agents" in explained
    json.dumps(explained.to_dict())
