from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from planner.scenario.export import (
    generated_files,
    scenario_json_schema,
    study_json_schema,
    write_generated,
)
from planner.scenario.fields import json_schema
from planner.scenario.quantities import Metres, MetresOrZero
from planner.scenario.reference import reference_markdown
from planner.scenario.schema import Scenario, Travel
from planner.scenario.schema_measures import MEASURE_KEYS

ROOT = Path(__file__).parents[2]
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


def test_required_keys_are_relaxed_where_a_scenario_extends_another() -> None:
    schema = scenario_json_schema()
    assert "required" not in schema
    assert schema["anyOf"] == [{"required": ["extends"]}, {"required": ["name", "study"]}]


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
