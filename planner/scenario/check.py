"""Validates nodes against a model and reports every fault at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.errors import Issue
from planner.scenario.explain import Context, Schema, explain, named_values
from planner.scenario.fields import FAULTS, FORM_TAGS, Closed, ValueFault, json_schema
from planner.scenario.nodes import Found, KeyPath, Node, Step, locate
from planner.scenario.positions import NULL_WORDS
from planner.text import Text

_NO_STEPS: Final = frozenset({"[key]", *FORM_TAGS})
"""What pydantic puts into paths although no file has it there."""

_M = TypeVar("_M", bound=Closed)


def check(
    model: type[_M], root: Node, skip: Sequence[KeyPath] = (), *, whole: bool = True
) -> tuple[_M | None, tuple[Issue, ...]]:
    """Return the model that the nodes describe, or None and all their faults.

    Faults at a path in `skip` are left out because they are already reported; with `whole` false
    so are missing keys, which a file that could not be read may hold.
    """
    empty = dict(_empty_values(root))
    model_read: _M | None = None
    found: list[Issue] = []
    try:
        model_read = model.model_validate(root.plain())
    except ValidationError as error:
        known = {*empty, *skip}
        for detail in error.errors(include_url=False):
            at = locate(root, _steps(detail))
            if at.path in known or not _tells(detail, at, whole=whole):
                continue
            found += _issues(model, root, detail)
            if detail["type"] == FAULTS:
                # What is wrong with the whole explains why a part of it is empty.
                empty = {path: issue for path, issue in empty.items() if path[:-1] != at.path}
    return model_read, (*filter(None, empty.values()), *found)


def _tells(detail: ErrorDetails, at: Found, *, whole: bool) -> bool:
    """Return whether an error says something that no other one says."""
    if detail["type"] == "missing":
        return whole
    # pydantic calls a list too short when its items are faulty; they are reported themselves.
    return detail["type"] != "too_short" or at.node.content in ((), {})


def _empty_values(root: Node) -> Iterator[tuple[KeyPath, Issue | None]]:
    """Yield each path without a value, and its fault unless reading it has reported one."""
    todo: list[tuple[KeyPath, Node]] = [((), root)]
    while todo:
        path, node = todo.pop()
        if isinstance(node.content, Mapping):
            todo += [((*path, key), entry.node) for key, entry in node.content.items()]
        elif isinstance(node.content, tuple):
            todo += [((*path, index), item) for index, item in enumerate(node.content)]
        elif node.content is None:
            yield path, _empty_value(locate(root, path)) if node.text in NULL_WORDS else None


def _empty_value(found: Found) -> Issue:
    where = found.key_place()
    key = found.key
    after = where.excerpt[key.column - 1 + key.width :].lstrip() if key else ":"
    if where.excerpt and not after.startswith(":"):
        return Issue(
            "comma_in_text",
            Text("逗号把文字断开了：花括号里的逗号用来分隔各项",
                 "the comma cuts the text in two: in braces commas separate the entries"),
            Text("若逗号是文字的一部分，请给整段文字加引号",
                 "put the whole text in quotes if the comma belongs to it"),
            where,
        )  # fmt: skip
    return Issue(
        "empty_value",
        Text("这里没有写内容", "nothing is written here"),
        Text("写上内容，或删去整行", "write a value, or delete the line"),
        where,
    )


def _steps(detail: ErrorDetails) -> KeyPath:
    return tuple(step for step in detail["loc"] if step not in _NO_STEPS)


def _issues(model: type[Closed], root: Node, detail: ErrorDetails) -> Iterator[Issue]:
    path = _steps(detail)
    found = locate(root, path)
    if detail["type"] == FAULTS:
        faults: Iterable[ValueFault] = detail.get("ctx", {})["faults"]
        for fault in faults:
            faulty = locate(root, (*path, *fault.at))
            place = faulty.key_place() if fault.at_key else faulty.place()
            yield Issue(fault.code, fault.message, fault.remedy, place)
        return
    schema = json_schema(model)
    context = Context(path, found, _at(schema, path), _at(schema, path[:-1]))
    kind = "unknown_key" if detail["loc"][-1:] == ("[key]",) else detail["type"]
    yield explain(kind, context)


def _at(schema: Schema, path: Sequence[Step]) -> tuple[Schema, ...]:
    """Return every form that the schema allows at a key path."""
    forms = _forms(schema, (schema,))
    for step in path:
        inner: list[Schema] = []
        for form in forms:
            if isinstance(step, int):
                inner += [form["items"]] if isinstance(form.get("items"), Mapping) else []
            elif step in form.get("properties", {}):
                inner.append(form["properties"][step])
            else:
                inner += named_values(form)
        forms = _forms(schema, inner)
    return forms


def _forms(schema: Schema, parts: Iterable[Schema]) -> tuple[Schema, ...]:
    """Return the parts with references and alternatives resolved, `null` left out."""
    forms: list[Schema] = []
    for part in parts:
        choices = part.get("anyOf") or part.get("oneOf")
        outer = {"examples": part["examples"]} if "examples" in part else {}
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[-1]
            choices = (schema["$defs"][name],)
        if choices:
            forms += [{**form, **outer} for form in _forms(schema, choices)]
        elif part.get("type") != "null":
            forms.append(part)
    return tuple(forms)
