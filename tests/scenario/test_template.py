from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.scenario.load import load_scenario
from planner.scenario.nodes import Source
from planner.scenario.positions import parse_yaml
from planner.scenario.template import new_scenario
from planner.text import Text


def write(folder: Path, name: str, text: str) -> Path:
    (folder / "study").mkdir(exist_ok=True)
    (folder / "study" / "study.yaml").write_text("name: x\n", "utf-8")
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_new_scenario_is_valid_and_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", new_scenario("东胜: 一期", 'Say "yes"', study="study"))
    scenario = load_scenario(path).scenario
    assert scenario.name == Text("东胜: 一期", 'Say "yes"')
    assert scenario.measures == ()


def test_new_scenario_can_extend_another(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", new_scenario("甲", "A", study="study"))
    path = write(tmp_path, "b.yaml", new_scenario("乙", "B", extends="a.yaml"))
    loaded = load_scenario(path)
    assert loaded.scenario.name == Text("乙", "B")
    assert [file.name for file in loaded.files] == ["a.yaml", "b.yaml"]


def test_examples_in_comments_are_valid_too(tmp_path: Path) -> None:
    """Uncomment every example line: all lines that begin with `# ` and hold YAML."""
    lines = []
    for line in new_scenario("甲", "A", study="study").splitlines():
        body = line.removeprefix("# ")
        is_yaml = body.lstrip(" -{")[:1].isascii() and (":" in body.split("#")[0])
        is_yaml &= not body.startswith("全部")
        is_prose = "$schema" in line or "Words after" in line
        lines.append(body if line.startswith("# ") and is_yaml and not is_prose else line)
    scenario = load_scenario(write(tmp_path, "a.yaml", "\n".join(lines) + "\n")).scenario
    assert len(scenario.measures) == 4
    assert len(scenario.standards) == 1
    assert scenario.description == Text("一两句话的说明", "What it is about")


def test_new_scenario_needs_a_base() -> None:
    with pytest.raises(ValueError, match="study"):
        new_scenario("甲", "A")


@given(st.text(min_size=1).filter(str.strip))
def test_any_name_survives(name: str) -> None:
    text = new_scenario(name, "A", study="study")
    node, issues = parse_yaml(Source.of_text("a.yaml", Path(), text), text)
    assert issues == ()
    assert node is not None
    entry = node.entry("name")
    assert entry is not None
    assert entry.node.plain() == {"zh": name, "en": "A"}
