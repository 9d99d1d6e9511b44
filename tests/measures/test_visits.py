"""Visits, mail and web on a street of three blocks: 1 km and 100 s each.

    hall (0,0) --- r0 (1,0) --- (2,0) --- r1 (3,0)
                   1 person               2 people

Everybody has 1 case a year of each service. Service a takes 3 visits, the last to collect the
result, and half a visit more for missing papers; b takes 1. The counter takes 10 minutes a visit.
Results take 5 days and 1 day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.channels import Channel
from planner.domain.result import MeasureReport
from planner.domain.score import Summary
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.visits import deliver_by_mail, move_online, reduce_visits
from planner.scenario.measures_visits import DeliverByMail, MoveOnline, ReduceVisits
from tests.accesses import figures, judged_all
from tests.city import GridCity, services_of

AT = KeyPlaces(lambda key: Where(file="s.yaml", key=key), "measures[0].m")
CITY = GridCity(4, 2)
HOMES, SITES = [(1.0, 0.0), (3.0, 0.0)], {"hall": (0.0, 0.0)}


def world() -> World:
    plain = services_of("a", "b", groups={"both": ["a", "b"]})
    visits = replace(
        plain.visits,
        visits=np.array([3.0, 1.0]),
        collection=np.array([True, False]),
        missing_papers=np.array([0.5, 0.0]),
    )
    carried = plain.carried.copy()
    carried[0, Channel.ONLINE] = True
    services = replace(plain, visits=visits, carried=carried, result_days=np.array([5.0, 1.0]))
    return CITY.world(HOMES, SITES, services)


def reduced(before: World, **content: Any) -> tuple[World, MeasureReport]:
    content = {"services": "both", **content}
    return reduce_visits(before, ReduceVisits.model_validate(content), AT)


def mailed(before: World, **content: Any) -> tuple[World, MeasureReport]:
    content = {"services": "both", **content}
    return deliver_by_mail(before, DeliverByMail.model_validate(content), AT)


def online(before: World, **content: Any) -> tuple[World, MeasureReport]:
    content = {"services": "both", **content}
    return move_online(before, MoveOnline.model_validate(content), AT)


def summary(of: World) -> Summary:
    return figures(of, CITY.at(*HOMES), CITY.at(*SITES.values()))


def trips(of: World) -> list[float]:
    return list(of.services.visits.trips_per_case)


def fault(change: Any, **content: Any) -> Issue:
    with pytest.raises(ScenarioError) as caught:
        change(world(), **content)
    (issue,) = caught.value.issues
    return issue


def test_as_it_is() -> None:
    seen = summary(world())
    assert trips(world()) == [3.5, 1]
    assert seen.trips == 13.5
    # 4.5 trips there and back: r0 200 s, r1 twice 600 s
    assert seen.person_h == pytest.approx((4.5 * 200 + 2 * 4.5 * 600) / 3600)
    assert seen.counter_h == pytest.approx(13.5 / 6)
    assert seen.result_days == 3


def test_one_visit_with_one_document() -> None:
    after, report = reduced(world(), to=1, missing_papers=0)
    seen = summary(after)
    assert trips(after) == [1, 1]
    assert seen.trips == 6
    assert seen.person_h == pytest.approx((2 * 200 + 2 * 2 * 600) / 3600)
    assert seen.counter_h == pytest.approx(1)
    assert report.services.tolist() == [True, False]
    assert report.text.en == "1 of 2 services: trips a case 3.5 → 1"
    assert report.text.zh == "2 项事项中的 1 项：每件跑动 3.5 → 1 趟"


def test_visits_fall_by_one_but_one_stays() -> None:
    after, _ = reduced(world(), by=1)
    assert after.services.visits.visits.tolist() == [2, 1]
    after, _ = reduced(world(), by=5)
    assert after.services.visits.visits.tolist() == [1, 1]


def test_nobody_need_come_at_all() -> None:
    after, report = reduced(world(), to=0, missing_papers=0)
    assert summary(after).trips == 0
    assert summary(after).cases == 6
    assert report.text.en == "2 services: trips a case 2.25 → 0"


def test_instant_issue_saves_the_visit_that_collects() -> None:
    after, _ = reduced(world(), collection=False)
    assert trips(after) == [2.5, 1]
    assert not after.services.visits.collection.any()
    # then mail back has nothing left to save
    assert fault(lambda _, **content: mailed(after, **content), ways="back", uptake="50 %")


def test_joint_errands_share_the_way_but_not_the_counter() -> None:
    plain = world()
    desks = replace(plain.sites.desks, windows=np.array([1], dtype=np.int32))
    before = replace(plain, sites=plain.sites.with_desks(desks))
    after, _ = reduced(before, errands_per_trip=2)
    seen = summary(after)
    assert seen.trips == 6.75
    assert seen.counter_h == pytest.approx(13.5 / 6)
    # 13.5 visits of 10 minutes in 8,760 hours, either way
    for of in (before, after):
        busy = judged_all(of, CITY.at(*HOMES), CITY.at(*SITES.values())).seen.loads.busy
        np.testing.assert_allclose(busy, 13.5 / 6 / 8760)


def test_days_to_the_result_are_cut() -> None:
    after, report = reduced(world(), result_days_factor=0.4)
    assert summary(after).result_days == pytest.approx((2 + 0.4) / 2)
    assert summary(after).trips == 13.5
    assert report.text.en == ("2 services: trips a case 2.25 → 2.25, days to the result 3 → 1.2")


def test_visits_are_never_raised() -> None:
    issue = fault(reduced, to=3, missing_papers=1, errands_per_trip=1, result_days_factor=1)
    assert (issue.code, issue.where.key) == ("touches_nothing", "measures[0].m")


def test_mail_back_saves_the_visit_that_collects() -> None:
    after, report = mailed(world(), ways="back", uptake="60 %", fee="12 yuan")
    seen = summary(after)
    # a: 3 - 0.6 + 0.5; b has no visit that only collects
    assert trips(after) == [pytest.approx(2.9), 1]
    assert seen.trips == pytest.approx(3 * 3.9)
    assert seen.mail_legs == pytest.approx(1.8)
    assert seen.mail_fee_yuan == pytest.approx(1.8 * 12)
    assert seen.result_days == pytest.approx((5.6 + 1) / 2)
    assert report.services.tolist() == [True, False]
    assert report.text.en == (
        "1 service: the result by mail for 60 % of cases; trips a case 3.5 → 2.9, days to the "
        "result 5 → 5.6; up to 2 letters a year more, 12 yuan each for residents; 1 have no visit "
        "that only collects"
    )


def test_mail_both_ways_saves_every_visit() -> None:
    after, report = mailed(world(), ways="both", uptake="50 %", days=2)
    seen = summary(after)
    assert trips(after) == [1.75, 0.5]
    assert seen.trips == 6.75
    assert seen.mail_legs == 6
    assert seen.mail_fee_yuan == 0
    # half of the cases take two letters of two days each
    assert seen.result_days == pytest.approx(3 + 2)
    assert report.text.zh == (
        "2 项事项：50 % 的办件双向邮寄；每件跑动 2.25 → 1.12 趟，办结 3 → 5 天；"
        "每年至多增加 6 封邮件，居民免费"
    )


def test_mail_becomes_free_for_those_who_paid() -> None:
    paid, _ = mailed(world(), ways="both", uptake="50 %", fee="12 yuan")
    assert summary(paid).mail_fee_yuan == 72
    free, _ = mailed(paid, ways="both", uptake="20 %")
    assert summary(free).mail_fee_yuan == 0
    assert summary(free).mail_legs == 6


def test_a_desk_that_mails_sends_the_letter_itself_and_free() -> None:
    plain = world()
    desks = replace(plain.sites.desks, mails=np.array([True]))
    before = replace(plain, sites=plain.sites.with_desks(desks))
    assert summary(before).mail_legs == 3
    after, _ = online(mailed(before, ways="back", uptake="60 %", fee="12 yuan")[0], share="40 %")
    # the letter of each of the 1.8 cases of a that are handed in
    assert summary(after).mail_legs == pytest.approx(1.8)
    assert summary(after).mail_fee_yuan == 0


def test_online_cases_make_nobody_travel() -> None:
    after, report = online(world(), share="40 %")
    seen = summary(after)
    assert trips(after) == [pytest.approx(2.1), 1]
    assert seen.online_cases == pytest.approx(1.2)
    assert seen.cases == 6
    assert seen.trips == pytest.approx(3 * 3.1)
    assert report.services.tolist() == [True, False]
    assert report.text.en == (
        "1 service: 40 % of cases settled online, 1 case a year more; 1 cannot be handled online"
    )


def test_measures_compose() -> None:
    fewer, _ = reduced(world(), by=1, missing_papers=0)
    after, _ = online(mailed(fewer, ways="back", uptake="50 %")[0], share="20 %")
    # a: (2 - 0.5) x 0.8
    assert trips(after) == [pytest.approx(1.2), 1]
    assert summary(after).mail_legs == pytest.approx(3 * 0.5 * 0.8)


def test_what_changes_nothing_is_a_fault() -> None:
    assert fault(mailed, services="b", ways="back", uptake="60 %").message.en == (
        "nothing changes: as many go by mail already; 1 have no visit that only collects"
    )
    assert fault(mailed, ways="both", uptake="0 %").code == "touches_nothing"
    assert fault(online, services="b", share="40 %").remedy.zh.endswith("online 列")
    assert fault(online, services="a", share="0 %").code == "touches_nothing"


@pytest.mark.parametrize(
    ("change", "content"),
    [
        (reduced, {"to": 1}),
        (mailed, {"ways": "back", "uptake": "1 %"}),
        (online, {"share": "1 %"}),
    ],
)
def test_unknown_services_are_named_at_their_place(change: Any, content: dict[str, Any]) -> None:
    issue = fault(change, services=("a", "bb"), **content)
    assert (issue.code, issue.where.key) == ("unknown_service", "measures[0].m.services[1]")


SHARES = st.floats(0, 1)


@st.composite
def any_world(draw: st.DrawFn) -> World:
    """Draw a world of unlike services, some of them with mail and web already."""

    def pair(values: st.SearchStrategy[Any]) -> Any:
        return np.array([draw(values), draw(values)])

    plain = world()
    visits = replace(
        plain.services.visits,
        visits=pair(st.floats(0, 5)),
        collection=pair(st.booleans()),
        missing_papers=pair(st.floats(0, 2)),
        mailed_back=pair(SHARES),
        mailed_both=pair(SHARES),
        online=pair(SHARES),
        errands_per_trip=pair(st.floats(1, 3)),
    )
    return replace(plain, services=replace(plain.services, visits=visits))


CHANGES = st.one_of(
    st.tuples(st.just(reduced), st.one_of(
        st.fixed_dictionaries({"to": st.floats(0, 4)}),
        st.fixed_dictionaries({"by": st.floats(0.1, 4)}),
        st.fixed_dictionaries({"collection": st.just(value=False),
                               "missing_papers": st.floats(0, 2)}),
        st.fixed_dictionaries({"errands_per_trip": st.floats(1, 3)}),
    )),
    st.tuples(st.just(mailed), st.fixed_dictionaries(
        {"ways": st.sampled_from(["back", "both"]),
         "uptake": st.integers(0, 100).map(lambda share: f"{share} %")})),
    st.tuples(st.just(online), st.fixed_dictionaries(
        {"share": st.integers(0, 100).map(lambda share: f"{share} %")})),
)  # fmt: skip


@given(any_world(), CHANGES)
def test_no_measure_ever_adds_a_trip(before: World, change: Any) -> None:
    measure, content = change
    try:
        after, report = measure(before, **content)
    except ScenarioError:
        return
    was, now = before.services.visits, after.services.visits
    assert report.services.any()
    assert (now.trips_per_case <= was.trips_per_case + 1e-12).all()
    assert (now.trips_where_mailed <= was.trips_where_mailed + 1e-12).all()
