"""The question of a scenario on the small city: a and b are offered, c by nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.domain.result import MeasureReport
from planner.domain.score import ALL_SERVICES, FOCUS, Question
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.prepare.question import ask
from planner.scenario.load import LoadedScenario, load_scenario
from planner.text import Text
from tests.city import GridCity, services_of

GROUPS = {"ab": ["a", "b"], "bc": ["b", "c"], "only_c": ["c"]}


def world() -> World:
    return GridCity(3, 2).world(
        [(0, 0)], {"hall": (2, 0)}, services_of("a", "b", "c", groups=GROUPS),
        offers={"hall": ["a", "b"]},
    )  # fmt: skip


def scenario(folder: Path, text: str = "") -> LoadedScenario:
    (folder / "study").mkdir()
    (folder / "study" / "study.yaml").write_text("", "utf-8")
    path = folder / "s.yaml"
    path.write_text(f"name: S\nstudy: study\n{text}", "utf-8")
    return load_scenario(path)


def chosen(question: Question, selection: str) -> list[bool]:
    return [bool(member) for member in question.selections[selection]]


def test_without_measures_the_question_is_about_all_that_is_offered(tmp_path: Path) -> None:
    question = ask(scenario(tmp_path), world(), ())
    assert chosen(question, FOCUS) == chosen(question, ALL_SERVICES) == [True, True, False]
    assert question.focus_name.en == "All services"
    assert question.within_s == 1800.0
    # A group that nobody offers at all has no figures; one partly offered has those of the rest.
    assert "only_c" not in question.selections
    assert chosen(question, "bc") == [False, True, False]


def test_measures_set_the_focus(tmp_path: Path) -> None:
    touched = MeasureReport("m", Text.same("m"), (), np.array([True, True, False]))
    question = ask(scenario(tmp_path), world(), (touched,))
    assert question.focus_name.en == "ab"


def test_a_service_new_to_the_city_is_its_own_focus(tmp_path: Path) -> None:
    touched = MeasureReport("m", Text.same("m"), (), np.array([False, False, True]))
    question = ask(scenario(tmp_path), world(), (touched,))
    assert chosen(question, FOCUS) == [False, False, True]


def test_show_and_standards_are_taken_as_written(tmp_path: Path) -> None:
    text = (
        "show: {services: [b]}\n"
        "standards:\n"
        "  - {within: 2 km, residents: 80 %}\n"
        "  - {within: 45 min, residents: 95 %, services: a}\n"
    )
    question = ask(scenario(tmp_path, text), world(), ())
    assert chosen(question, FOCUS) == [False, True, False]
    assert question.focus_name.en == "b"
    (near, near_on), (quick, quick_on) = question.standards
    assert (near.within_m, near.within_s, near.residents_share, near_on) == (
        2000.0,
        None,
        0.8,
        FOCUS,
    )
    assert (quick.within_s, quick.residents_share) == (2700.0, 0.95)
    assert chosen(question, quick_on) == [True, False, False]
    assert question.within_s == 2700.0


def test_unknown_words_are_all_named_at_their_places(tmp_path: Path) -> None:
    text = (
        "show: {services: [bb]}\nstandards:\n"
        "  - {within: 2 km, residents: 80 %, services: [a, x]}\n"
    )
    with pytest.raises(ScenarioError) as caught:
        ask(scenario(tmp_path, text), world(), ())
    assert [(i.code, i.where.line, i.where.column) for i in caught.value.issues] == [
        ("unknown_service", 3, 19),
        ("unknown_service", 5, 51),
    ]
