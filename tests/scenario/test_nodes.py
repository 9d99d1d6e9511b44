from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.scenario.nodes import Node, Source, format_key, merge, parse_key
from planner.scenario.positions import parse_yaml


def read(text: str) -> Node:
    node, issues = parse_yaml(Source.of_text("x.yaml", Path(), text), text)
    assert node is not None
    assert not issues
    return node


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("travel.mode", ("travel", "mode")),
        ("measures[0].open_sites.sites[12].id", ("measures", 0, "open_sites", "sites", 12, "id")),
        ('where["a b"]', ("where", "a b")),
        ("东胜.x-y", ("东胜", "x-y")),
        ("", ()),
        (".a", None),
        ("a..b", None),
        ("a[b]", None),
        ("a[0]b", None),
        ("a b", None),
        ("a.", None),
    ],
)
def test_key_paths_are_read(written: str, steps: tuple[str | int, ...] | None) -> None:
    assert parse_key(written) == steps


@given(st.lists(st.integers(0, 999) | st.text(min_size=1, max_size=5), max_size=5).map(tuple))
def test_key_paths_are_read_as_they_are_written(path: tuple[str | int, ...]) -> None:
    assert parse_key(format_key(path)) == path


@pytest.mark.parametrize(
    ("parent", "child", "merged"),
    [
        ("{a: 1, b: 2}", "{b: 3, c: 4}", {"a": 1, "b": 3, "c": 4}),
        ("{t: {a: 1, b: 2}}", "{t: {b: 3}}", {"t": {"a": 1, "b": 3}}),
        ("{l: [1, 2]}", "{l: [3]}", {"l": (3,)}),
        ("{n: x}", "{n: {zh: y}}", {"n": {"zh": "y"}}),
        ("{n: {zh: y}}", "{n: x}", {"n": "x"}),
        ("{measures: [1]}", "{measures: [2, 3]}", {"measures": (1, 2, 3)}),
        ("{measures: [1]}", "{a: 1}", {"measures": (1,), "a": 1}),
        ("{provenance: [1]}", "{provenance: [2]}", {"provenance": (1, 2)}),
        ("{description: x, show: {a: 1}}", "{b: 1}", {"b": 1}),
        ("{show: {a: 1}}", "{show: {b: 1}}", {"show": {"b": 1}}),
        ("{a: {measures: [1]}}", "{a: {measures: [2]}}", {"a": {"measures": (2,)}}),
        ("{measures: [1]}", "{measures: x}", {"measures": "x"}),
    ],
)
def test_merge_rule(parent: str, child: str, merged: object) -> None:
    assert merge(read(parent), read(child)).plain() == merged


def test_merging_leaves_both_as_they_were() -> None:
    parent, child = read("{measures: [1], t: {a: 1}}"), read("{measures: [2], t: {b: 1}}")
    merge(parent, child)
    assert parent.plain() == {"measures": (1,), "t": {"a": 1}}
    assert child.plain() == {"measures": (2,), "t": {"b": 1}}
