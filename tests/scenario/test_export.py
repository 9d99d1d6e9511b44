from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from planner.scenario.export import (
    generated_files,
    scenario_json_schema,
    study_json_schema,
    write_generated,
)
from planner.scenario.fields import json_schema
from planner.scenario.nodes import Source
from planner.scenario.positions import parse_yaml
from planner.scenario.quantities import Metres, MetresOrZero
from planner.scenario.reference import reference_markdown
from planner.scenario.schema import Scenario, Travel
from planner.scenario.schema_measures import MEASURE_KEYS

ROOT = Path(__file__).parents[2]
EDITOR = Draft202012Validator(scenario_json_schema())
SCHEMAS = [scenario_json_schema(), study_json_schema()]


@pytest.mark.parametrize("name", generated_files())
def test_generated_files_are_fresh(name: str) -> None:
    path = ROOT / name
    fresh = path.is_file() and path.read_text("utf-8") == generated_files()[name]
    assert fresh, f"{name} is out of date: run `planner schema --write`"


def test_write_generated_writes_every_file(tmp_path: Path) -> None:
    written = write_generated(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in written} == set(generated_files())
    assert all(path.read_text("utf-8") for path in written)


def content(path: Path) -> Any:
    """Return a YAML file as an editor reads it."""
    node, issues = parse_yaml(*read(path))
    assert issues == ()
    assert node is not None
    return json.loads(json.dumps(node.plain()))


def read(path: Path) -> tuple[Source, str]:
    text = path.read_text("utf-8")
    return Source.of_text(str(path), path.parent, text), text


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda p: p.stem)
def test_editors_find_no_fault_in_the_scenarios_of_the_library(path: Path) -> None:
    EDITOR.validate(content(path))


@pytest.mark.parametrize("path", sorted((ROOT / "data").glob("*/study.yaml")), ids=lambda p:
                         p.parent.name)  # fmt: skip
def test_editors_find_no_fault_in_the_studies(path: Path) -> None:
    Draft202012Validator(study_json_schema()).validate(content(path))


PARTIAL = (
    {"extends": "a.yaml"},
    {"extends": "a.yaml", "travel": {"mode": "walk"}},
    {"extends": "a.yaml", "catchment": {"within": "30 min"}},
    {"extends": "a.yaml", "rates": {"time_yuan_per_h": {"low": 5}}},
    {"extends": "a.yaml", "rates": {"kinds": {"hall": {"opening_yuan": {"high": 9}}}}},
    {"extends": "a.yaml", "measures": [{"close_sites": {"sites": ["a"]}}]},
    {"name": "x", "study": "s"},
)
FAULTY = (
    {"name": "x"},
    {"study": "s"},
    {"extends": "a.yaml", "extend": "b.yaml"},
    {"extends": "a.yaml", "travel": {"mode": "fly"}},
    {"extends": "a.yaml", "show": {}},  # never inherited
    {"extends": "a.yaml", "standards": [{"within": "30 min"}]},  # lists are never merged
    {"extends": "a.yaml", "measures": [{"close_sites": {}}]},
    {"extends": "a.yaml", "measures": [{"close_sites": {"sites": ["a"]}, "open_sites": {}}]},
    {"extends": "a.yaml", "provenance": [{"what": "x"}]},
)


@pytest.mark.parametrize("part", PARTIAL, ids=str)
def test_what_a_parent_may_say_is_not_demanded(part: dict[str, Any]) -> None:
    EDITOR.validate(part)


@pytest.mark.parametrize("part", FAULTY, ids=str)
def test_what_no_parent_can_mend_is_a_fault(part: dict[str, Any]) -> None:
    assert not EDITOR.is_valid(part)


def test_the_parents_schema_is_as_strict_as_ever() -> None:
    """Relaxing the exported schema leaves the models' own, which checks the merged file."""
    assert json_schema(Scenario)["required"] == ["name", "study"]
    assert json_schema(Scenario)["$defs"]["RateSaid"]["required"] == ["value"]


def test_the_words_on_editors_name_what_is_there() -> None:
    for name in ("editor.md", "editor.zh.md"):
        text = (ROOT / "docs" / name).read_text("utf-8")
        (settings,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
        for schema, patterns in json.loads(settings)["yaml.schemas"].items():
            assert (ROOT / schema).is_file()
            assert all(list(ROOT.glob(pattern)) for pattern in patterns)
        (modeline,) = re.findall(r"# yaml-language-server: \$schema=(\S+)", text)
        assert (ROOT / "scenarios" / modeline).is_file()


def test_every_scenario_of_the_library_names_the_schema() -> None:
    for path in (ROOT / "scenarios").glob("*.yaml"):
        first = path.read_text("utf-8").splitlines()[0]
        assert (path.parent / first.partition("$schema=")[2]).is_file(), path


def test_measures_are_one_key_each() -> None:
    choices = scenario_json_schema()["properties"]["measures"]["items"]["oneOf"]
    assert [choice["required"] for choice in choices] == [[key] for key in MEASURE_KEYS]
    assert all(choice["additionalProperties"] is False for choice in choices)


def test_quantities_have_patterns_and_choices_are_listed() -> None:
    travel = scenario_json_schema()["$defs"]["Travel"]["properties"]
    assert travel["mode"]["enum"] == ["drive", "cycle", "walk"]
    assert travel["farthest_from_road"]["pattern"].endswith("(m|米|km|公里|千米)$")


def test_default_quantities_are_the_ones_the_schema_shows() -> None:
    shown = json_schema(Travel)["properties"]
    farthest: float = TypeAdapter(Metres).validate_python(shown["farthest_from_road"]["default"])
    smallest: float = TypeAdapter(MetresOrZero).validate_python(shown["smallest_part"]["default"])
    assert (farthest, smallest) == (Travel().farthest_from_road_m, Travel().smallest_part_m)


@pytest.mark.parametrize("schema", SCHEMAS, ids=["scenario", "study"])
def test_every_part_is_closed_and_described_in_both_languages(schema: dict[str, Any]) -> None:
    for part in (schema, *schema["$defs"].values()):
        assert part["additionalProperties"] is False
        for described in (part, *part["properties"].values()):
            *english, chinese = described["description"].strip().split("\n")
            assert english
            assert any("\u4e00" <= char <= "\u9fff" for char in chinese)


def test_reference_names_every_key_in_both_languages() -> None:
    keys = set(json_schema(Scenario)["properties"]) | set(json_schema(Travel)["properties"])
    for language in ("zh", "en"):
        page = reference_markdown("zh" if language == "zh" else "en")
        assert all(f"| `{key}` |" in page for key in keys)
        assert all(f"`{key}`" in page for key in MEASURE_KEYS)
