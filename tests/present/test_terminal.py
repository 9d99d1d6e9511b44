from __future__ import annotations

import io
import math

import pytest
from rich.console import Console, RenderableType

from planner.domain.record import LeftOut
from planner.pipeline import run
from planner.present.terminal import _percent, run_report
from planner.present.terminal_parts import change, left_out_list, number
from planner.text import Text
from tests.small_study import SmallStudy


def printed(*parts: RenderableType) -> list[str]:
    buffer = io.StringIO()
    console = Console(file=buffer, width=80, markup=False, highlight=False, emoji=False)
    for part in parts:
        console.print(part)
    return [line.rstrip() for line in buffer.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("before", "after", "digits", "shown"),
    [
        (4.14, 3.76, 1, "-0.3"),  # 4.1 -> 3.8 as shown, not the true -0.38
        (1.0, 2500.0, 0, "+2,499"),
        (2.0, 2.0, 1, "="),
        (2.0, 2.01, 1, "≈0"),
        (math.nan, 2.0, 1, "–"),
        (2.0, math.nan, 1, "–"),
    ],
)
def test_a_change_is_the_difference_of_what_is_shown(
    before: float, after: float, digits: int, shown: str
) -> None:
    assert change(before, after, digits) == shown


def test_figures_that_do_not_exist_are_a_dash() -> None:
    assert number(math.nan, 1) == "–"
    assert number(12345.67, 1) == "12,345.7"


def test_all_and_nobody_are_said_only_where_exact() -> None:
    assert [_percent(share) for share in (1.0, 0.9999, 0.0001, 0.0)] == [100, 99.9, 0.1, 0]
    assert math.isnan(_percent(math.nan))


def test_places_out_of_reach_say_so(small: SmallStudy) -> None:
    lines = printed(*run_report(run(small.extend_services)))
    far = next(line for line in lines if line.startswith("远方牧点"))
    assert far.split() == ["远方牧点", "500", "到不了", "none", "到不了", "none", "–"]
    gaining = next(line for line in lines if line.startswith("中心镇"))
    assert gaining.split() == ["中心镇", "800", "10.0", "→", "0.0", "10.0", "→", "0.0", "80"]


def test_what_is_left_out_names_a_few_residents() -> None:
    entry = LeftOut("x", Text("离路太远", "too far"), 4, 12.0, ("甲", "乙", "[red]", "丁"))
    roads = LeftOut("y", Text("路", "roads"), 2, 0.0, ("way 1",))
    assert printed(left_out_list([entry, roads]))[4:] == [
        "    4      12  离路太远",
        "               too far",
        "               如 e.g. 甲、乙、[red]",
        "    2       –  路",
        "               roads",
    ]
