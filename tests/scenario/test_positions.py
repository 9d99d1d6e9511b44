from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.scenario.nodes import Node, Plain, Source, locate, parse_key
from planner.scenario.positions import MAX_DEPTH, parse_yaml


def read(text: str) -> Node:
    node, issues = parse_yaml(Source.of_text("x.yaml", Path(), text), text)
    assert issues == ()
    assert node is not None
    return node


def codes(text: str) -> list[tuple[str, int | None, int | None]]:
    _, issues = parse_yaml(Source.of_text("x.yaml", Path(), text), text)
    return [(issue.code, issue.where.line, issue.where.column) for issue in issues]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12:30", "12:30"),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("y", "y"),
        ("2020-11-01", "2020-11-01"),
        ("2020-11-01 08:00:00", "2020-11-01 08:00:00"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("=", "="),
        ("24/7", "24/7"),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("-7", -7),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("+2.5E-1", 0.25),
        ("1.2.3", "1.2.3"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("~x", "~x"),
    ],
)
def test_unquoted_words_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    plain = read(f"key: {written}\n").plain()
    assert plain == {"key": value}
    assert isinstance(plain, dict)
    assert type(plain["key"]) is type(value)


def test_scalar_keeps_how_it_was_written() -> None:
    assert locate(read("id: 007\n"), ("id",)).node.text == "007"


def test_keys_are_text_whatever_they_look_like() -> None:
    assert read("1: a\ntrue: b\n").plain() == {"1": "a", "true": "b"}


TEXT = """\
# comment
name: {zh: 东胜, en: "Dong sheng"}
measures:
  - open_sites:
      sites:
        - id: a
          lon: 109.9
    other: [x, 'y z']
description: |
  two
  lines
"""


@pytest.mark.parametrize(
    ("key", "line", "column", "width"),
    [
        ("name", 2, 1, 4),
        ("name.zh", 2, 12, 2),
        ("name.en", 2, 20, 12),
        ("measures", 3, 1, 8),
        ("measures[0]", 4, 5, 1),
        ("measures[0].open_sites.sites", 5, 7, 5),
        ("measures[0].open_sites.sites[0].lon", 7, 16, 5),
        ("measures[0].other[1]", 8, 16, 5),
        ("measures[0].other[9]", 8, 5, 5),
        ("measures[0].nothing.here", 4, 5, 1),
        ("description", 9, 14, 1),
    ],
)
def test_every_key_path_leads_to_its_place(key: str, line: int, column: int, width: int) -> None:
    where = locate(read(TEXT), parse_key(key) or ()).place()
    assert (where.line, where.column, where.width) == (line, column, width)
    assert where.excerpt == TEXT.splitlines()[line - 1]


def test_key_has_its_own_place() -> None:
    where = locate(read(TEXT), ("name", "en")).key_place()
    assert (where.line, where.column, where.width) == (2, 16, 2)


def test_windows_line_ends_count_once() -> None:
    assert locate(read("a: 1\r\nb: 2\r\n"), ("b",)).place().line == 2


def test_alias_repeats_a_value() -> None:
    assert read("a: &x [1, 2]\nb: *x\n").plain() == {"a": (1, 2), "b": (1, 2)}


def test_all_faults_of_a_file_are_found_at_once() -> None:
    text = "a: !tag x\nb: .nan\nb: *u\n<<: {c: d}\n"
    assert codes(text) == [
        ("yaml_tag", 1, 4),
        ("yaml_not_a_number", 2, 4),
        ("yaml_unknown_alias", 3, 4),
        ("yaml_duplicate_key", 3, 1),
        ("yaml_merge_key", 4, 1),
    ]


def test_duplicate_key_names_both_lines() -> None:
    text = "a: 1\nb: 2\na: 3\n"
    _, issues = parse_yaml(Source.of_text("x.yaml", Path(), text), text)
    assert [issue.message.en for issue in issues] == [
        "`a` is written twice: on line 1 and on line 3"
    ]


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1, 100_000])
def test_depth_is_limited(depth: int) -> None:
    found = [code for code, _, _ in codes("[" * depth + "]" * depth)]
    assert found == ([] if depth <= MAX_DEPTH else ["yaml_too_deep"])


def test_number_with_very_many_digits_is_a_fault() -> None:
    assert codes("a: " + "9" * 10_000)[0][0] == "yaml_not_a_number"


def test_null_character_is_shown_as_invisible() -> None:
    assert codes("a: x\ny: \0\n") == [("yaml_unprintable", 2, 4)]


def test_keys_need_a_name() -> None:
    assert codes('{"": 1, ? [a] : 2}') == [
        ("yaml_key_not_text", 1, 2),
        ("yaml_key_not_text", 1, 11),
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text("ab 东:#'\"\\", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab东", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def tuples(value: object) -> Plain:
    if isinstance(value, dict):
        return {key: tuples(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(tuples(inner) for inner in value)
    assert value is None or isinstance(value, str | int)
    return value


@given(json_values)
def test_json_is_read_as_json(value: object) -> None:
    assert read(json.dumps(value, ensure_ascii=False)).plain() == tuples(value)
