from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from planner.present.papers.labels import Box, Label, lines_of, place_labels

PAPER = Box(0.0, 0.0, 100.0, 100.0)
labels = st.builds(
    Label,
    text=st.sampled_from(["东胜区", "鄂托克前旗", "Otog", "x"]),
    x=st.floats(-5, 105),
    y=st.floats(-5, 105),
    size_pt=st.floats(6, 12),
    gap_mm=st.sampled_from([0.0, 2.0]),
)


@given(st.lists(labels, max_size=25))
def test_no_label_meets_another_or_leaves_the_sheet(wanted: list[Label]) -> None:
    mark = Box(40.0, 40.0, 60.0, 60.0)
    placed = place_labels(wanted, PAPER, [mark])
    for one, other in combinations([mark, *(each.box for each in placed)], 2):
        assert not one.meets(other)
    assert all(PAPER.holds(each.box) for each in placed)
    for each in placed:
        assert each.box.east - each.box.west > 0
        assert each.label in wanted


def test_the_first_of_two_at_one_point_stands_on_it_and_the_second_beside_it() -> None:
    first, second = Label("东胜区", 50, 50, 10), Label("康巴什区", 50, 50, 10)
    here, there = place_labels([first, second], PAPER, [])
    assert here.middle == (50, 50)
    assert there.middle != (50, 50)
    assert abs(there.middle[1] - 50) <= 2 * second.height_mm


def test_a_label_with_a_gap_stands_right_of_its_point_if_it_can() -> None:
    label = Label("站", 50, 50, 10, gap_mm=2)
    (placed,) = place_labels([label], PAPER, [])
    assert placed.box.west == 52
    (placed,) = place_labels([label], PAPER, [Box(52.5, 40, 60, 60)])
    assert placed.box.east == 48


def test_a_label_without_room_is_left_out() -> None:
    assert place_labels([Label("站", 50, 50, 10)], PAPER, [PAPER]) == []


def test_lines_are_as_wide_as_asked() -> None:
    # a character of 10 pt is 3.53 mm wide, 3.67 with air: ten of them fill 37 mm
    assert lines_of("一二三四五六七八九十一二", 37.0, 10.0) == ["一二三四五六七八九十", "一二"]
