"""The reference of scenario and study files as Markdown, in one language, from the models."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from planner.scenario.explain import flow, named_values
from planner.scenario.fields import json_schema
from planner.scenario.schema import Scenario
from planner.scenario.schema_measures import MEASURES
from planner.scenario.schema_study import Study
from planner.text import Text

Language: TypeAlias = Literal["zh", "en"]
Schema: TypeAlias = Mapping[str, Any]

_INTRODUCTION: Final = Text(
    zh="""# 方案文件与研究数据文件参考

本页由程序中的定义生成，请勿手改；用 `planner schema --write` 更新。

方案写在 YAML 文件里：一行一个 `名称: 内容`，用空格缩进，冒号和逗号用英文标点。
`12:30`、`no`、`on` 和日期按原样当作文字；像数字的编号要加引号（`"007"`）。

**数量要带单位**：时间 `30 min`、`1.5 h`、`30 分钟`；距离 `800 m`、`10 km`、`10 公里`；比例 `90 %`。

**继承**：`extends: ordos.yaml` 以另一个方案文件为基础。规则：成组的 `名称: 内容` 逐项合并；
列表和单个值整个替换；最外层有两处例外：`measures` 和
`provenance` 接在父文件的后面；`description` 和 `show` 不继承。
可以一层继承一层，不能循环。`study` 等路径从写它的文件所在文件夹算起。

**临时改一个值**：`planner run 方案.yaml --set travel.mode=walk`，替换该处的内容。

**中英文名称**：写 `{zh: 东胜, en: Dongsheng}`；只写一个文字时两种语言共用。
""",
    en="""# Reference of scenario and study files

This page is generated from the program's models; do not edit it. `planner schema --write`
refreshes it.

A scenario is a YAML file: `name: value` lines, indented with spaces. `12:30`, `no`, `on` and dates
stay text; codes that look like numbers need quotes (`"007"`).

**Quantities carry their unit**: a time `30 min`, `1.5 h`; a distance `800 m`, `10 km`; a share
`90 %`.

**Inheritance**: `extends: ordos.yaml` builds on another scenario file. Groups of `name: value` are
merged key by key; lists and single values replace. At the top there are exceptions: `measures` and
`provenance` are appended to the parent's; `description` and `show` are not inherited. Chains
are fine, circles are not. Paths such as `study` count from the folder of the file that says them.

**Changing one value for one run**: `planner run FILE --set travel.mode=walk` replaces what the file
says there.

**Names in two languages**: `{zh: 东胜, en: Dongsheng}`; a plain text stands for both.
""",
)
_HEADS: Final = Text(
    zh="| 名称 | 内容 | 不写时 | 例子 | 含义 |\n|---|---|---|---|---|",
    en="| key | value | default | example | meaning |\n|---|---|---|---|---|",
)
_TYPES: Final = MappingProxyType({
    "string": Text("文字", "text"),
    "number": Text("数字", "number"),
    "integer": Text("整数", "whole number"),
    "boolean": Text("true 或 false", "true or false"),
    "object": Text("一组", "group"),
})  # fmt: skip
_REQUIRED: Final = Text("必写", "required")
_OR: Final = Text("，或", ", or ")
_LIST_OF: Final = Text("列表：", "list of ")
_UNIT: Final = Text("，单位 ", ", unit ")
_MEASURE: Final = Text("举措", "Measure")
_QUANTITY: Final = Text("数量加单位", "quantity with unit")
_NAMED: Final = Text("名称", "name")


def reference_markdown(language: Language) -> str:
    """Return the reference page in one language."""
    parts = [_pick(_INTRODUCTION, language)]
    for model in (Scenario, Study):
        schema = json_schema(model)
        writer = _Writer(schema, language)
        parts.append(writer.section(schema, 2, model.__name__))
        parts += [
            writer.section(part, 3, name)
            for name, part in schema["$defs"].items()
            if not name.startswith("_")
        ]
    return "\n".join(parts)


def _pick(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en


def description(part: Schema, language: Language) -> str:
    """Return a docstring's words in one language: the last line is the Chinese one."""
    *english, chinese = str(part["description"]).strip().split("\n")
    return chinese if language == "zh" else " ".join(english).strip()


class _Writer:
    """Writes the tables of one model's JSON Schema."""

    def __init__(self, schema: Schema, language: Language) -> None:
        self._schema = schema
        self._language = language
        self._measures = {measure.__name__: measure.key for measure in MEASURES}

    def section(self, part: Schema, level: int, name: str) -> str:
        """Return a heading, a sentence and the table of keys."""
        measure = self._measures.get(name)
        title = f"{self._say(_MEASURE)} `{measure}`" if measure else name
        required = part.get("required", ())
        rows = [
            self._row(key, value, is_required=key in required)
            for key, value in part["properties"].items()
        ]
        head = f"{'#' * level} {title}\n\n{description(part, self._language)}\n"
        return "\n".join([head, self._say(_HEADS), *rows, ""])

    def _say(self, text: Text) -> str:
        return _pick(text, self._language)

    def _row(self, key: str, part: Schema, *, is_required: bool) -> str:
        default = part.get("default")
        shown_default = "" if default in (None, [], {}) else f"`{flow(default)}`"
        examples = part.get("examples") or ()
        cells = (
            f"`{key}`",
            self._type(part),
            self._say(_REQUIRED) if is_required else shown_default,
            f"`{key}: {flow(examples[0])}`" if examples else "",
            description(part, self._language),
        )
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    def _type(self, part: Schema) -> str:
        choices = [c for c in part.get("anyOf", part.get("oneOf", ())) if c.get("type") != "null"]
        if choices:
            return self._say(_OR).join(dict.fromkeys(self._type(choice) for choice in choices))
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[-1]
            shown = "{zh: …, en: …}" if name.startswith("_") else name
            return f"`{shown}`" if name.startswith("_") else f"[{name}](#{self._anchor(name)})"
        if "enum" in part:
            return ", ".join(f"`{word}`" for word in part["enum"])
        return self._plain_type(part)

    def _plain_type(self, part: Schema) -> str:
        if part.get("type") == "array":
            return self._say(_LIST_OF) + self._type(part["items"])
        if part.get("type") == "object" and len(part.get("required", ())) == 1:
            return self._type(part["properties"][part["required"][0]])
        for inner in named_values(part):
            names = ", ".join(part.get("propertyNames", {}).get("enum", ())) or self._say(_NAMED)
            return f"{{{names}: {self._type(inner)}}}"
        if part["type"] == "string" and "unit" in part:
            return f"{self._say(_QUANTITY)}: {part['unit']}"
        unit = f"{self._say(_UNIT)}{part['unit']}" if "unit" in part else ""
        return self._say(_TYPES[part["type"]]) + unit

    def _anchor(self, name: str) -> str:
        measure = self._measures.get(name)
        return f"{self._say(_MEASURE).lower()}-{measure}" if measure else name.lower()
