"""What is wrong with a value, in a planner's words.

Faults are recognised by the type of pydantic's error; what was expected is looked up in the
model's JSON Schema, so a new key or measure needs nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from planner.errors import CHOICES, Issue, Where, suggestion
from planner.scenario.nodes import Found, KeyPath, format_key
from planner.text import Text

Schema: TypeAlias = Mapping[str, Any]

_IS_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Context:
    """What there is to know about one of pydantic's errors.

    path      the key path that pydantic names
    found     the nearest key and value that the file has there
    expected  every form that the JSON Schema allows there
    siblings  every form that it allows for the parent
    """

    path: KeyPath
    found: Found
    expected: tuple[Schema, ...]
    siblings: tuple[Schema, ...]


def named_values(form: Schema) -> tuple[Schema, ...]:
    """Return what a mapping with free keys holds under them; nothing for other forms."""
    free = (form.get("additionalProperties"), *form.get("patternProperties", {}).values())
    return tuple(part for part in free if isinstance(part, Mapping))


def explain(kind: str, context: Context) -> Issue:
    """Return the fault for a type of pydantic's errors."""
    return _SAY.get(kind, _invalid)(context)


def _keys(forms: Iterable[Schema]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for form in forms:
        names = form.get("propertyNames", {}).get("enum", ())
        found.update(dict.fromkeys((*form.get("properties", {}), *names)))
    return tuple(found)


def _unknown_key(context: Context) -> Issue:
    name = str(context.path[-1])
    allowed = _keys(context.siblings)
    where = context.found.key_place()
    remedy = suggestion(name, allowed)
    return Issue(
        "unknown_key", Text(f"不认识 `{name}`", f"unknown key `{name}`"), remedy, where
    )  # fmt: skip


def _unknown_measure(context: Context) -> Issue:
    allowed = _keys(context.expected)
    content = context.found.node.content
    name = next(iter(content)) if isinstance(content, Mapping) and content else ""
    entry = context.found.node.entry(name)
    path = format_key((*context.path, name))
    where = entry.key.where(path) if entry else context.found.place()
    return Issue(
        "unknown_measure",
        Text(f"没有名为 `{name}` 的举措", f"there is no measure `{name}`"),
        suggestion(name, allowed),
        where,
    )


def _missing(context: Context) -> Issue:
    name = context.path[-1]
    parent = context.found
    example = _example(context.expected, str(name))
    where = parent.place()
    owner = format_key(parent.path)
    return Issue(
        "missing_key",
        Text(f"{f'`{owner}` ' if owner else ''}缺少 `{name}`",
             f"{f'`{owner}`' if owner else 'the file'} needs a `{name}`"),
        Text(f"补上，例如 {example}", f"add it, e.g. {example}"),
        Where(where.file, where.line, where.column, owner, where.excerpt, where.width),
    )  # fmt: skip


def _example(forms: Sequence[Schema], name: str) -> str:
    for form in forms:
        default = [form["default"]] if isinstance(form.get("default"), int | float) else ()
        values = form.get("examples") or form.get("enum") or default
        if values:
            return f"{name}: {flow(values[0])}"
        parts = form.get("properties", {})
        wanted = [_example((parts[key],), key) for key in form.get("required", ())]
        if wanted and not any(part.endswith("...}") for part in wanted):
            return f"{name}: {{{', '.join(wanted)}}}"
    by_type = {"object": "{...}", "array": "[...]", "number": "12.5", "boolean": "true"}
    return f"{name}: {by_type.get(str(forms[0].get('type')) if forms else '', '...')}"


def flow(value: object) -> str:
    """Return a value in YAML's one-line form, for examples."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and (value in {"true", "false"} or value[:1].isdigit()):
        return value if " " in value else f'"{value}"'
    return str(value)


def _wrong_type(context: Context) -> Issue:
    kinds = tuple(dict.fromkeys(str(form.get("type")) for form in context.expected))
    names = [_TYPE_NAMES[kind] for kind in kinds if kind in _TYPE_NAMES]
    content, written = context.found.node.content, context.found.node.text
    met = _met(content)
    message = Text(
        f"这里应是{'或'.join(name.zh for name in names) or '别的内容'}，却写了{met.zh}",
        f"{' or '.join(name.en for name in names) or 'something else'} is expected, not {met.en}",
    )
    remedy = _example(context.expected, str(context.path[-1]) if context.path else "name")
    words = Text(f"例如 {remedy}", f"write e.g. {remedy}")
    if "string" in kinds and isinstance(content, int | float):
        words = Text(f'加引号：写成 "{written}"', f'put it in quotes: "{written}"')
    elif kinds == ("boolean",):
        words = Text("写 true（是）或 false（否）", "write true or false")
    elif kinds == ("number",) and _IS_NUMBER.fullmatch(written):
        words = Text(f"去掉引号：写成 {written}", f"leave the quotes out: {written}")
    elif kinds == ("number",) and isinstance(content, str):
        words = Text(f"只写数字，不写单位；{words.zh}", f"a bare number without unit; {words.en}")
    elif kinds == ("array",) and isinstance(content, Mapping):
        words = Text(
            "每一项前面加 `- `，即使只有一项", "begin each item with `- `, even a single one"
        )
    elif kinds == ("array",) and not isinstance(content, Mapping):
        words = Text(f"写成列表：[{written}]", f"write a list: [{written}]")
    return Issue("wrong_type", message, words, context.found.place())


def _met(content: object) -> Text:
    if isinstance(content, Mapping):
        return Text("一组 `名称: 内容`", "a group of `name: value`")
    if isinstance(content, tuple):
        return Text("列表", "a list")
    if isinstance(content, bool):
        return Text(" true/false", "true/false")
    if isinstance(content, int | float):
        return Text("数字", "a number")
    return Text("文字", "a text")


def _unknown_choice(context: Context) -> Issue:
    allowed = [word for form in context.expected for word in form.get("enum", ())]
    written = context.found.node.text or _met(context.found.node.content).zh
    return Issue(
        "unknown_choice",
        Text(f"`{written}` 不在可选范围内", f"`{written}` is not one of the choices"),
        _with_meaning(suggestion(written, allowed), (*context.expected, *_list_forms(context))),
        context.found.place(),
    )


def _list_forms(context: Context) -> tuple[Schema, ...]:
    """Return the forms of the list that an item stands in."""
    return context.siblings if context.path and isinstance(context.path[-1], int) else ()


def _with_meaning(remedy: Text, forms: Sequence[Schema]) -> Text:
    """Add what the reference says of the choices in Chinese: the words themselves are English."""
    for form in forms:
        lines = form.get("description", "").splitlines()
        said = "".join(line for line in lines if not line.isascii())
        if said and remedy.zh.startswith(CHOICES.zh):
            return Text(f"{remedy.zh}。{said}", remedy.en)
    return remedy


_BOUNDS: Final = MappingProxyType({
    "gt": Text("大于 {}", "above {}"), "ge": Text("不小于 {}", "at least {}"),
    "lt": Text("小于 {}", "below {}"), "le": Text("不超过 {}", "at most {}"),
})  # fmt: skip


def _out_of_range(context: Context) -> Issue:
    keywords = {"exclusiveMinimum": "gt", "minimum": "ge", "exclusiveMaximum": "lt",
                "maximum": "le"}  # fmt: skip
    bounds = [
        (_BOUNDS[short], flow(form[word]))
        for form in context.expected
        for word, short in keywords.items()
        if word in form
    ]
    zh = "、".join(text.zh.format(value) for text, value in bounds)
    en = " and ".join(text.en.format(value) for text, value in bounds)
    written = context.found.node.text
    return Issue(
        "out_of_range",
        Text(f"`{written}` 超出范围", f"`{written}` is out of range"),
        Text(f"应{zh}", f"it must be {en}"),
        context.found.place(),
    )  # fmt: skip


def _empty_list(context: Context) -> Issue:
    example = _example(context.expected, str(context.path[-1]) if context.path else "")
    return Issue(
        "empty_list",
        Text("这里一项也没有写", "nothing is listed here"),
        Text(f"至少写一项，例如 {example}；不需要就删去", f"list at least one, e.g. {example}"),
        context.found.place(),
    )


def _empty_text(context: Context) -> Issue:
    return Issue(
        "empty_text",
        Text("文字是空的", "the text is empty"),
        Text("写上内容，或删去这一行", "write something, or delete the line"),
        context.found.place(),
    )


def _bad_word(context: Context) -> Issue:
    spaced = any(form.get("pattern", "").startswith("^\\S") for form in context.expected)
    remedy = Text("只写一行，首尾不留空格", "write one line without spaces at its ends")
    if not spaced:
        remedy = Text("写成一个词，不含空格和标点；可用 _ 和 -",
                      "use one word without spaces and punctuation; _ and - are fine")  # fmt: skip
    where = context.found.place()
    return Issue("bad_word", Text("这个名称不能用", "this cannot be used as a name"), remedy, where)


def _invalid(context: Context) -> Issue:
    example = _example(context.expected, str(context.path[-1]) if context.path else "")
    return Issue(
        "invalid_value",
        Text("这里的内容不能用", "this value cannot be used"),
        Text(f"例如 {example}", f"write e.g. {example}"),
        context.found.place(),
    )


_TYPE_NAMES: Final = MappingProxyType({
    "string": Text("文字", "a text"),
    "number": Text("数字", "a number"),
    "integer": Text("整数", "a whole number"),
    "boolean": Text(" true 或 false", "true or false"),
    "array": Text("列表", "a list"),
    "object": Text("一组 `名称: 内容`", "a group of `name: value`"),
})  # fmt: skip

_SAY: Final[Mapping[str, Callable[[Context], Issue]]] = MappingProxyType({
    "extra_forbidden": _unknown_key,
    "unknown_key": _unknown_key,
    "union_tag_invalid": _unknown_measure,
    "missing": _missing,
    **dict.fromkeys(
        ("string_type", "float_type", "int_type", "bool_type", "tuple_type", "dict_type",
         "mapping_type", "model_type", "model_attributes_type"), _wrong_type),
    "literal_error": _unknown_choice,
    **dict.fromkeys(
        ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"),
        _out_of_range),
    "too_short": _empty_list,
    "string_too_short": _empty_text,
    "string_too_long": _bad_word,
    "string_pattern_mismatch": _bad_word,
})  # fmt: skip
