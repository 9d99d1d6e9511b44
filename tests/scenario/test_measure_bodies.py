from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import ScenarioError
from planner.scenario.load import load_scenario
from planner.scenario.measure_bodies import StudyWords, bodies, yaml_flow
from planner.scenario.nodes import Source
from planner.scenario.positions import parse_yaml
from planner.scenario.schema_measures import MEASURE_KEYS, MEASURES
from planner.scenario.template import MeasureDraft, new_scenario

WORDS = StudyWords(
    services=(("a", "b"), "g"), kinds=("hall", "post"), all_kinds=("kiosk",), sites=("s1", "s2")
)
ONE_OF = {"one_of", "misplaced_key", "no_place", "missing_key", "unknown_choice"}


def faults(path: Path) -> set[str]:
    try:
        load_scenario(path)
    except ScenarioError as error:
        return {issue.code for issue in error.issues}
    return set()


@pytest.mark.parametrize("measure", MEASURES, ids=MEASURE_KEYS)
@pytest.mark.parametrize("words", [StudyWords(), WORDS], ids=["general", "of a study"])
def test_every_body_is_what_the_measure_takes(measure: type, words: StudyWords) -> None:
    found = list(bodies(measure.key, words))  # type: ignore[attr-defined]
    assert found
    for body in found:
        measure.model_validate(body)  # type: ignore[attr-defined]


def test_chosen_sites_take_the_place_of_kinds() -> None:
    found = list(bodies("set_hours", StudyWords(chosen=("s1", "s2"))))
    assert {body["sites"] for body in found} == {("s1", "s2")}


@pytest.mark.parametrize("key", MEASURE_KEYS)
def test_comments_of_a_measure_are_valid_too(key: str, tmp_path: Path) -> None:
    """Take the # from each further key, one after the other: it fits, or excludes another one."""
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text("name: x\n", "utf-8")
    text = new_scenario(
        "甲", "A", study="study", measures=[MeasureDraft(key, next(bodies(key, StudyWords())))]
    )
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    load_scenario(path)
    further = [line for line in text.splitlines() if line.startswith("      # ")]
    further = further[[line.startswith("      # 还可以写") for line in further].index(True) + 1 :]
    assert further
    for line in further:
        path.write_text(text.replace(line, line.replace("# ", "", 1)), "utf-8")
        assert faults(path) <= ONE_OF, line


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(),
        lambda inner: (
            st.lists(inner, min_size=1).map(tuple)
            | st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), inner, min_size=1)
        ),
        max_leaves=8,
    )
)
def test_one_line_of_yaml_reads_back(value: object) -> None:
    text = f"key: {yaml_flow(value)}\n"
    node, issues = parse_yaml(Source.of_text("a.yaml", Path(), text), text)
    assert issues == ()
    assert node is not None
    entry = node.entry("key")
    assert entry is not None
    assert entry.node.plain() == value
