"""Files generated from the models: JSON Schemas for editors, and the reference for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from planner.scenario.fields import Closed, json_schema
from planner.scenario.reference import reference_markdown
from planner.scenario.schema import Scenario
from planner.scenario.schema_study import Study

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def scenario_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files; one that extends another may leave keys out."""
    schema = _schema(Scenario, "planner scenario")
    required = schema.pop("required")
    schema["anyOf"] = [{"required": ["extends"]}, {"required": required}]
    return schema


def study_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of study files."""
    return _schema(Study, "planner study")


def generated_files() -> dict[str, str]:
    """Return the text of every generated file by its path in the project."""
    return {
        "planner.schema.json": _json(scenario_json_schema()),
        "planner.study.schema.json": _json(study_json_schema()),
        "docs/reference.md": reference_markdown("en"),
        "docs/reference.zh.md": reference_markdown("zh"),
    }


def write_generated(root: Path) -> tuple[Path, ...]:
    """Write every generated file below the project's root and return their paths."""
    written: list[Path] = []
    for name, text in generated_files().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def _schema(model: type[Closed], title: str) -> dict[str, Any]:
    return {"$schema": _DIALECT, "title": title, **_plain(json_schema(model))}


def _plain(part: Any) -> Any:
    """Drop what editors have no use for: generated titles, and `null`, which files never hold."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {
        key: ({name: _plain(inner) for name, inner in value.items()}
              if key in {"properties", "$defs"} else _plain(value))
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and value is None)
    }  # fmt: skip
    choices = kept.get("anyOf")
    if isinstance(choices, list):
        choices = [choice for choice in choices if choice != {"type": "null"}]
        kept.pop("anyOf")
        kept = {**choices[0], **kept} if len(choices) == 1 else {"anyOf": choices, **kept}
    return kept


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
