"""The data dictionary of a study: every column of its tables, from the models, as Markdown."""

from __future__ import annotations

from typing import Final

from planner.scenario.fields import Closed, json_schema
from planner.scenario.reference import Language, description
from planner.scenario.schema_requests import RequestColumns
from planner.scenario.schema_study import Study
from planner.scenario.schema_tables import (
    ResidentColumns,
    RoadColumns,
    ServiceColumns,
    SiteColumns,
)
from planner.text import Text

_TABLES: Final[tuple[tuple[str, type[Closed], Text], ...]] = (
    ("residents", ResidentColumns, Text("居民点", "Residents")),
    ("sites", SiteColumns, Text("服务点", "Sites")),
    ("services", ServiceColumns, Text("事项", "Services")),
    ("requests", RequestColumns, Text("民意诉求", "Requests")),
    ("roads", RoadColumns, Text("道路图层", "Road layers")),
)
_HEAD: Final = Text("| 列 | 含义 |\n|---|---|", "| column | meaning |\n|---|---|")
_UNITS: Final = Text("辖区图层", "Unit layers")


def study_columns_markdown(language: Language) -> str:
    """Return one section for each table of a study, with our names of the columns."""
    parts = [_section(f"{_say(title, language)} `{key}`", model, language)
             for key, model, title in _TABLES]  # fmt: skip
    units = json_schema(Study)["$defs"]["UnitsFile"]["properties"]
    rows = [
        _row(key, description(part, language))
        for key, part in units.items()
        if key not in {"file", "layer"}
    ]
    head = f"### {_say(_UNITS, language)} `units`\n"
    return "\n".join([*parts, head, _say(_HEAD, language), *rows, ""])


def _section(title: str, model: type[Closed], language: Language) -> str:
    properties = json_schema(model)["properties"]
    rows = [_row(key, description(part, language)) for key, part in properties.items()]
    return "\n".join([f"### {title}\n", _say(_HEAD, language), *rows, ""])


def _row(key: str, meaning: str) -> str:
    escaped = meaning.replace("|", "\\|")
    return f"| `{key}` | {escaped} |"


def _say(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en
