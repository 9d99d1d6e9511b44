from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.present.folding import fold, fold_lines
from planner.text import display_width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("short", 10, ["short"]),
        ("one two three", 8, ["one two", "three"]),
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("共 2.1 km，其余不计", 10, ["共 2.1", "km，其余不", "计"]),
        ("一二三，四", 6, ["一二", "三，四"]),
        ("一二（三）四", 6, ["一二", "（三）", "四"]),
        ("unbreakablylongword end", 6, ["unbreakablylongword", "end"]),
        ("", 6, [""]),
    ],
)
def test_lines_break_where_readers_expect(text: str, width: int, lines: list[str]) -> None:
    assert fold(text, width).split("\n") == lines


def test_later_lines_are_indented_within_the_width() -> None:
    assert fold("  = one two three", 9, "    ").split("\n") == ["  = one", "    two", "    three"]


def test_a_message_is_folded_line_by_line() -> None:
    message = "error[x] one two three\n  --> some/file.yaml:1:1\n  = write this instead"
    assert fold_lines(message, 16) == (
        "error[x] one two\n  three\n  --> some/file.yaml:1:1\n  = write this\n    instead"
    )


@pytest.mark.parametrize(
    ("quoted", "marked", "shown"),
    [
        ("abcdefgh", (2, 1), ["  7 | abcdefgh", "        ^"]),
        ("abcdefghijklmnop", (2, 1), ["  7 | abcdefghijklm…", "        ^"]),
        ("abcdefghijklmnopqrstuvwxyz", (20, 2), ["  7 | …qrstuvwxyz", "           ^^"]),
        ("abcdefghijklmnopqrstuvwxyzabcdefgh", (20, 2), ["  7 | …qrstuvwxyzab…", "           ^^"]),
        ("一二三四五六七八九十甲乙", (20, 2), ["  7 | …九十甲乙", "           ^^"]),
    ],
    ids=["short", "end cut", "start cut", "both cut", "wide characters"],
)
def test_a_quoted_line_is_cut_around_its_caret(
    quoted: str, marked: tuple[int, int], shown: list[str]
) -> None:
    caret = " " * (6 + marked[0]) + "^" * marked[1]
    assert fold_lines(f"  7 | {quoted}\n{caret}", 20).split("\n") == shown


@given(st.text(alphabet="ab 道路，。（）1", max_size=60), st.integers(1, 30))
def test_nothing_is_lost(text: str, width: int) -> None:
    folded = fold(text, width)
    assert folded.replace("\n", "").replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="道路 ，", max_size=60).filter(lambda text: "，，" not in text))
def test_lines_fit(text: str) -> None:
    assert all(display_width(line) <= 8 for line in fold(text, 8).split("\n"))
