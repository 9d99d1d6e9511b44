"""A commented scenario to start from, with measures written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from planner.scenario.fields import json_schema
from planner.scenario.measure_bodies import Body, StudyWords, bodies, quoted, yaml_flow
from planner.scenario.reference import description
from planner.scenario.schema import Scenario
from planner.scenario.schema_measures import MEASURES
from planner.text import Text

DEFAULT_MEASURES: Final = ("extend_services", "open_sites", "set_hours", "deliver_by_mail")
"""What a scenario without measures shows in comments."""


@dataclass(frozen=True)
class MeasureDraft:
    """A measure to write: its key and content.

    idle  why it changes nothing in the study, so that it is written as a comment; None: it does
    """

    key: str
    body: Body
    idle: Text | None = None


def new_scenario(
    name_zh: str,
    name_en: str,
    study: str | None = None,
    extends: str | None = None,
    *,
    measures: Sequence[MeasureDraft] = (),
    schema: str = "../planner.schema.json",
) -> str:
    """Return the text of a valid scenario; without measures it has some in comments.

    It needs a study folder, or a scenario file to extend (or both); these and `schema`, by which
    editors complete, are paths as they are to be written in the file. Raises ValueError where
    neither is given.
    """
    if study is None and extends is None:
        raise ValueError("a scenario needs a study or a scenario to extend")
    base = []
    if extends is not None:
        base.append(f"extends: {quoted(extends)}  # 以这个方案为基础 the scenario this one changes")
    if study is not None:
        base.append(f"study: {quoted(study)}  # 研究数据文件夹 folder with study.yaml")
    return _TEMPLATE.format(
        schema=schema,
        base="\n".join(base),
        zh=quoted(name_zh),
        en=quoted(name_en),
        measures="\n".join(_written(measures) if measures else _examples()),
    )


def measure_lines(key: str, body: Body, *, optional: bool = True) -> list[str]:
    """Return a measure in YAML, one key a line below words on it; other keys as comments."""
    part = measure_schema(key)
    keys: Mapping[str, Any] = part["properties"]
    lines = [f"  - {key}:  # {description(part, 'zh')} {description(part, 'en')}"]
    for name, value in body.items():
        lines.append(f"      # {description(keys[name], 'zh')}")
        lines.append(f"      # {description(keys[name], 'en')}")
        lines.append(f"      {name}: {yaml_flow(value)}")
    examples = {
        name: inner["examples"][0]
        for name, inner in keys.items()
        if name not in body and inner.get("examples")
    }
    if optional and examples:
        lines.append("      # 还可以写 also possible (docs/reference.zh.md, docs/reference.md):")
        lines += [f"      # {name}: {yaml_flow(value)}" for name, value in examples.items()]
    return lines


def measure_line(key: str, body: Body) -> str:
    """Return a measure on one line, as it stands in the list of `measures`."""
    return f"- {key}: {yaml_flow(body)}"


def measure_text(key: str) -> Text:
    """Return what a measure is for, in a sentence or two."""
    part = measure_schema(key)
    return Text(description(part, "zh"), description(part, "en"))


def measure_schema(key: str) -> Mapping[str, Any]:
    """Return the JSON Schema of a measure's content. Raises StopIteration for unknown keys."""
    name = next(measure.__name__ for measure in MEASURES if measure.key == key)
    part: Mapping[str, Any] = json_schema(Scenario)["$defs"][name]
    return part


def _written(measures: Sequence[MeasureDraft]) -> list[str]:
    head = "measures:" if any(draft.idle is None for draft in measures) else "# measures:"
    lines = [head]
    for draft in measures:
        block = measure_lines(draft.key, draft.body)
        if draft.idle is not None:
            lines += [f"  # {draft.key}: {draft.idle.zh}", f"  # {draft.key}: {draft.idle.en}"]
            block = [f"# {line}" for line in block]
        lines += block
    return lines


def _examples() -> list[str]:
    lines = ["measures:"]
    for key in DEFAULT_MEASURES:
        lines += measure_lines(key, next(bodies(key, StudyWords())), optional=False)
    return [
        *(f"# {line}" for line in lines),
        "# 全部举措 all measures: planner describe measures",
    ]


_TEMPLATE: Final = """\
# yaml-language-server: $schema={schema}
# 方案文件。# 之后是说明；去掉 # 即生效。缩进用空格，冒号和逗号用英文标点。
# A scenario. Words after # are comments; remove the # to use a line. Indent with spaces.
{base}
name: {{zh: {zh}, en: {en}}}
# description: {{zh: 一两句话的说明, en: What it is about}}

# 居民怎样出行。How residents travel.
# travel:
#   mode: drive            # drive 驾车 | cycle 骑行 | walk 步行
#   ferries: false         # 可否乘轮渡 may ferries be used

# 举措，按顺序执行。The changes, in this order.
{measures}

# 目标：多少比例的居民在多长时间或距离之内。Targets.
# standards:
#   - {{within: 30 min, residents: 90 %}}
"""
