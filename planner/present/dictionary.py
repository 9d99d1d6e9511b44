"""The data dictionary of what a run writes: tables and map layers, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from planner.present.columns import Table
from planner.present.layer_columns import LAYERS
from planner.text import Text

Language: TypeAlias = Literal["zh", "en"]

_TABLE_HEAD: Final = Text(
    "| 列（CSV、XLSX） | Python 中的名称 | 含义 |\n|---|---|---|",
    "| column (CSV, XLSX) | in Python | meaning |\n|---|---|---|",
)
_LAYER_HEAD: Final = Text("| 列 | 单位 | 含义 |\n|---|---|---|",
                          "| column | unit | meaning |\n|---|---|---|")  # fmt: skip
_LAYERS: Final = (
    ("units", Text("辖区", "Units")),
    ("residents", Text("居民点", "Residents")),
    ("sites", Text("服务点", "Sites")),
)


def tables_markdown(tables: Sequence[Table], language: Language) -> str:
    """Return one section for each table, named by its file."""
    parts: list[str] = []
    for table in tables:
        parts.append(f"### {_say(table.title, language)} `{table.id}.csv`\n")
        parts.append(_say(_TABLE_HEAD, language))
        parts += [
            _row(column.header, f"`{column.key}`", _say(column.meaning, language))
            for column in table.columns
        ]
        parts.append("")
    return "\n".join(parts)


def layers_markdown(language: Language) -> str:
    """Return one section for each layer of the GeoPackage."""
    parts: list[str] = []
    for name, title in _LAYERS:
        parts += [f"### {_say(title, language)} `{name}`\n", _say(_LAYER_HEAD, language)]
        parts += [
            _row(f"`{key}`", _say(column.unit, language), _say(column.meaning, language))
            for key, column in LAYERS[name].items()
        ]
        parts.append("")
    return "\n".join(parts)


def _row(*cells: str) -> str:
    return "| " + " | ".join(_escaped(cells)) + " |"


def _escaped(cells: Iterable[str]) -> Iterable[str]:
    return (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)


def _say(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en
