"""Files generated from the models: JSON Schemas for editors, and the reference for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from planner.scenario.explain import named_values
from planner.scenario.fields import Closed, json_schema
from planner.scenario.nodes import APPENDED_KEYS, OWN_KEYS
from planner.scenario.reference import reference_markdown
from planner.scenario.schema import Scenario
from planner.scenario.schema_study import Study

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def scenario_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files.

    A file that extends another may leave out whatever its parent can say. In groups that are
    merged key by key no key is demanded at all, since a schema cannot see the parent; `planner
    check` does.
    """
    schema = _schema(Scenario, "planner scenario")
    required = schema.pop("required")
    inherited = [
        part for key, part in schema["properties"].items() if key not in {*OWN_KEYS, *APPENDED_KEYS}
    ]
    for name in _merged(inherited, schema["$defs"]):
        schema["$defs"][name].pop("required", None)
    schema |= {"if": {"required": ["extends"]}, "then": True, "else": {"required": required}}
    return schema


def _merged(parts: Iterable[Any], defs: Mapping[str, Any]) -> set[str]:
    """Return the names of the groups that one comes to without passing through a list."""
    found: set[str] = set()
    todo = list(parts)
    while todo:
        part = todo.pop()
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[-1]
            if name not in found:
                found.add(name)
                todo.append(defs[name])
        todo += part.get("anyOf", ())
        todo += part.get("properties", {}).values()
        todo += named_values(part)
    return found


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
