from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.record import Nature, Provenance
from planner.domain.score import Row, Summary
from planner.present.figures import MomentState
from planner.present.headline import headline, moment_headline
from planner.text import Text

NAN = float("nan")
PLAIN = Summary(
    people=1000, mean_s=1200, median_s=1000, p90_s=3000, mean_m=9000, median_m=8000, p90_m=20000,
    share_within=0.6, people_no_route=0, people_unplaced=0, people_no_provider=0,
    worst_decile_s=5000, gini=0.4, cases=8, trips=10, person_km=10, person_h=10, time_off_h=0,
    wait_h=0, counter_h=2,
    swamped_trips=0, mail_legs=0, mail_fee_yuan=0, doorstep_cases=0, online_cases=0,
    result_days=1,
)  # fmt: skip
NOBODY_HANDLES = replace(PLAIN, share_within=0.0, mean_s=NAN, people_no_provider=1000)


def said(
    before: Summary, after: Summary, *, as_is: bool = False, nature: Nature = Nature.FACT
) -> Text:
    row = Row("focus", Text("户籍", "Household"), before, after)
    source = Provenance(Text("道路", "Roads"), nature, Text("来源", "Source"))
    return headline(row, 1800.0, (source,), as_is=as_is)


def test_improved() -> None:
    text = said(PLAIN, replace(PLAIN, share_within=0.75, mean_s=900))
    assert text.zh == (
        "办理“户籍”平均单程在 30 分钟以内的居民由 60.0% 增至 75.0%，净增 150 人，"
        "平均单程时间由 20.0 分钟减至 15.0 分钟；还有 250 人在 30 分钟以外。"
    )
    assert text.en == (
        "The share of residents with an average trip of at most 30 minutes for "
        '"Household" rises from 60.0% to 75.0% '
        "(150 people more), and the average trip goes down from 20.0 to 15.0 minutes; "
        "250 people are farther away."
    )


def test_worse() -> None:
    text = said(PLAIN, replace(PLAIN, share_within=0.5, mean_s=1500))
    assert "由 60.0% 降至 50.0%，净减 100 人，平均单程时间由 20.0 分钟增至 25.0 分钟" in text.zh
    assert "falls from 60.0% to 50.0% (100 people fewer), and the average trip goes up" in text.en


def test_mixed_effects_are_not_hidden() -> None:
    text = said(PLAIN, replace(PLAIN, share_within=0.7, mean_s=1500))
    assert "但平均单程时间由 20.0 分钟增至 25.0 分钟" in text.zh
    assert "but the average trip goes up" in text.en


def test_no_change() -> None:
    text = said(PLAIN, PLAIN)
    assert "比例不变（60.0%），平均时间也不变" in text.zh
    assert "stays at 60.0%, and so does the average time" in text.en


def test_same_share_but_shorter() -> None:
    text = said(PLAIN, replace(PLAIN, mean_s=1100))
    assert "比例不变（60.0%），平均单程时间由 20.0 分钟减至 18.3 分钟" in text.zh


def test_a_gain_too_small_for_the_share() -> None:
    large = replace(PLAIN, people=1_000_000)
    text = said(large, replace(large, share_within=0.60012))
    assert "比例基本不变（60.0%，净增 120 人）" in text.zh
    assert "hardly changes (60.0%, 120 people more)" in text.en


def test_everybody_within() -> None:
    everybody = replace(PLAIN, share_within=1.0)
    assert said(everybody, everybody).zh.endswith("；居民全部在 30 分钟以内。")
    assert said(PLAIN, everybody).en.endswith("; everybody is within 30 minutes.")


def test_people_out_of_reach_are_named() -> None:
    cut_off = replace(PLAIN, people_no_route=100, people_unplaced=20)
    text = said(cut_off, cut_off)
    assert text.zh.endswith(
        "；还有 400 人在 30 分钟以外，其中 100 人在路网数据中没有道路相通，20 人附近没有可用道路。"
    )
    assert text.en.endswith(
        "; 400 people are farther away, of whom 100 people have no route in the road data "
        "and 20 people have no usable road nearby."
    )


def test_far_from_any_road_is_not_a_missing_route() -> None:
    unplaced = replace(PLAIN, share_within=0.999, people_unplaced=1)
    text = said(unplaced, unplaced)
    assert text.zh.endswith("；其余 1 人附近没有可用道路。")
    assert text.en.endswith("; the other 1 person has no usable road nearby.")
    assert "no route" not in text.en


def test_all_others_out_of_reach() -> None:
    cut_off = replace(PLAIN, share_within=0.9, people_no_route=100)
    assert said(cut_off, cut_off).zh.endswith("；其余 100 人在路网数据中没有道路相通。")
    several = replace(PLAIN, share_within=0.9, people_no_route=70, people_unplaced=30)
    text = said(several, several)
    assert text.zh.endswith(
        "；其余 100 人到不了：70 人在路网数据中没有道路相通，30 人附近没有可用道路。"
    )
    assert text.en.endswith(
        "; the other 100 people cannot get there: 70 people have no route in the road data "
        "and 30 people have no usable road nearby."
    )


def test_means_are_not_compared_when_other_people_are_reached() -> None:
    cut_off = replace(PLAIN, people_no_route=100)
    assert "平均单程时间" not in said(cut_off, replace(PLAIN, share_within=0.65, mean_s=1500)).zh


def test_as_it_is() -> None:
    text = said(PLAIN, PLAIN, as_is=True)
    assert text.zh == (
        "现状：60.0% 的居民（600 人）办理“户籍”平均单程在 30 分钟以内；还有 400 人在 30 分钟以外。"
    )
    assert text.en.startswith(
        "Today 60.0% of residents (600 people) have an average trip of at most 30 minutes for"
    )


def test_nobody_handles_it() -> None:
    assert "无处可办" in said(NOBODY_HANDLES, NOBODY_HANDLES).zh
    text = said(NOBODY_HANDLES, PLAIN)
    assert text.zh.startswith("实施前无处可办；实施后，60.0% 的居民（600 人）")


def test_nobody_lives_there() -> None:
    empty = replace(PLAIN, people=0, share_within=NAN, mean_s=NAN)
    assert said(empty, empty).en == "There are no residents to judge by."


@pytest.mark.parametrize(
    ("nature", "zh", "en"),
    [(Nature.MODELLED, "按模型估算，", "Modelled estimate: "),
     (Nature.ASSUMED, "按所列假设，", "Under the stated assumptions: "),
     (Nature.FACT, "办理", "The")],
)  # fmt: skip
def test_it_says_what_the_data_is(nature: Nature, zh: str, en: str) -> None:
    text = said(PLAIN, PLAIN, nature=nature)
    assert text.zh.startswith(zh)
    assert text.en.startswith(en)


@given(
    before=st.floats(0, 1), after=st.floats(0, 1), people=st.floats(1, 1e7),
    cut_off=st.floats(0, 1),
)  # fmt: skip
def test_direction_is_always_true(
    before: float, after: float, people: float, cut_off: float
) -> None:
    def world(share: float) -> Summary:
        outside = people * (1 - share)
        return replace(PLAIN, people=people, share_within=share, people_no_route=outside * cut_off)

    text = said(world(before), world(after))
    for language in (text.zh, text.en):
        assert "nan" not in language
    if "增至" in text.zh:
        assert after > before
    if "降至" in text.zh:
        assert after < before
    if "全部" in text.zh:
        assert people * (1 - after) < 0.5
    assert ("rises" in text.en) == ("增至" in text.zh)


def moment(share_open: float, share_within: float) -> MomentState:
    return MomentState(share_open, share_within, 600.0, 0.0, 3)


def said_of(before: MomentState, after: MomentState, *, as_is: bool = False) -> Text:
    return moment_headline(Text("户籍", "Households"), before, after, 1800.0, (), as_is=as_is)


def test_a_moment_is_told_by_what_changes_in_it() -> None:
    both = said_of(moment(0.2, 0.1), moment(0.5, 0.3))
    assert both.en.startswith(
        'needs for "Households" that find an open site go from 20.0% to 50.0%'
    )
    assert "由 10.0% 变为 30.0%" in both.zh
    nearer = said_of(moment(1.0, 0.1), moment(1.0, 0.3))
    assert "100.0% to 100.0%" not in nearer.en
    assert nearer.en.endswith("those within 30 minutes go from 10.0% to 30.0%.")
    assert said_of(moment(0.2, 0.1), moment(0.2, 0.1)).zh.endswith("实施前后相同。")
    assert "前后" not in said_of(moment(0.2, 0.1), moment(0.2, 0.1), as_is=True).zh
    assert said_of(moment(0, 0), moment(0, 0)).zh == "“户籍”没有开门的服务点。"
