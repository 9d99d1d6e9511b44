"""Overrides from the command line: `--set travel.mode=walk`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planner.errors import Issue, Where
from planner.scenario.nodes import Entry, KeyPath, Node, Source, format_key, parse_key
from planner.scenario.positions import parse_yaml
from planner.text import Text


def apply_override(root: Node, override: str) -> tuple[Node, tuple[Issue, ...]]:
    """Return the nodes with one value replaced, or unchanged with the fault of the override.

    The value is read as YAML; files in it count from the current folder.
    """
    source = Source(f"--set {override}", Path())
    key, equals, text = override.partition("=")
    path = parse_key(key.strip())
    if not equals or not path:
        return root, (
            Issue(
                "override_syntax",
                Text("--set 后面应是 `键=值`", "`--set` takes `key=value`"),
                Text("例如 --set travel.mode=walk", "write e.g. --set travel.mode=walk"),
                source.where(1, 1),
            ),
        )
    where = Where(file=source.shown, key=format_key(path))
    node, issues = parse_yaml(source, text)
    if node is None or node.content is None or issues:
        return root, (_unreadable(where),)
    replaced = _replace(root, path, node)
    if replaced is None:
        return root, (_no_such_item(where),)
    return replaced, ()


def _replace(node: Node | None, path: KeyPath, value: Node) -> Node | None:
    """Return the node with the value at the path, None where a list has no such item."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = node.content if node else ()
        if not isinstance(items, tuple) or step >= len(items):
            return None
        inner = _replace(items[step], rest, value)
        if node is None or inner is None:
            return None
        return Node(node.span, (*items[:step], inner, *items[step + 1 :]))
    entries = dict(node.content) if node and isinstance(node.content, Mapping) else {}
    old = entries.get(step)
    inner = _replace(old.node if old else None, rest, value)
    if inner is None:
        return None
    entries[step] = Entry(value.span if old is None or not rest else old.key, inner)
    return Node(node.span if node else value.span, entries)


def _unreadable(where: Where) -> Issue:
    return Issue(
        "override_syntax",
        Text("等号后面没有写内容，或内容读不懂", "the value after the equals sign is not readable"),
        Text("例如 --set travel.mode=walk；含空格或特殊符号时整段加引号",
             "write e.g. --set travel.mode=walk; put it all in quotes if it holds spaces or signs"),
        where,
    )  # fmt: skip


def _no_such_item(where: Where) -> Issue:
    return Issue(
        "override_index",
        Text("列表里没有这一项", "the list has no such item"),
        Text(
            "编号从 0 起；只能替换已有的项", "items count from 0; only existing ones are replaced"
        ),
        where,
    )
