"""The scorecard of a street of three blocks, every figure worked out by hand.

    west                                east
    (0,0) --- (1,0) --- (2,0) --- (3,0)       1 km and 100 s a block
      r0        r1        r2        r3
    1 person  2         4         8           hall at (0,0), station at (3,0)

Service a (1 case x 1 visit a year) is handled at both, service b (1 x 3) at the hall only; the
scenario lets the station handle b too.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.analyse.score import Judged, score
from planner.domain.score import ALL_SERVICES, FOCUS, Question, Scorecard, Standard
from planner.domain.visits import Visits
from planner.domain.world import World
from planner.text import Text
from tests.accesses import judged_on_roads
from tests.city import GridCity, placed, services_of

CITY = GridCity(4, 2)
POSITIONS = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)]
SITES = {"hall": (0.0, 0.0), "station": (3.0, 0.0)}


def world(station: list[str], people: list[float] | None = None) -> World:
    services = replace(
        services_of("a", "b", groups={"rare": ["b"]}), visits=Visits.plain(np.array([1.0, 3.0]))
    )
    return CITY.world(
        POSITIONS, SITES, services, people=people, offers={"hall": ["a", "b"], "station": station}
    )


def judged(of: World, question: Question, unplaced: int | None = None) -> Judged:
    residents = CITY.at(*POSITIONS)
    if unplaced is not None:
        edges, fractions = residents.edge.tolist(), residents.fraction.tolist()
        edges[unplaced] = -1
        residents = placed(CITY.roads, edges, fractions)
    return judged_on_roads(of, residents, CITY.at(*SITES.values()), question)


def question(within_s: float = 100.0) -> Question:
    both = np.array([True, True])
    return Question(
        focus_name=Text.same("all"),
        selections={FOCUS: both, ALL_SERVICES: both, "rare": np.array([False, True])},
        standards=(
            (Standard(residents_share=0.5, within_s=within_s), FOCUS),
            (Standard(residents_share=0.5, within_m=1000.0), "rare"),
        ),
        within_s=within_s,
    )


@pytest.fixture(scope="module")
def card() -> Scorecard:
    before, after, asked = world(["a"]), world(["a", "b"]), question()
    return score(judged(before, asked), judged(after, asked), asked)


def test_typical_times_weigh_services_by_trips(card: Scorecard) -> None:
    # Before: a = 0, 100, 100, 0 s; b = 0, 100, 200, 300 s; typical = (a + 3 b) / 4.
    before = card.focus.before
    assert before.mean_s == pytest.approx((2 * 100 + 4 * 175 + 8 * 225) / 15)
    assert before.median_s == 225.0
    assert before.p90_s == 225.0
    assert before.mean_m == pytest.approx((2 * 1000 + 4 * 1750 + 8 * 2250) / 15)
    # After: both services 0, 100, 100, 0 s.
    after = card.focus.after
    assert after.mean_s == pytest.approx(600 / 15)
    assert (after.median_s, after.p90_s, after.median_m) == (0.0, 100.0, 0.0)


def test_shares_include_the_cut_off(card: Scorecard) -> None:
    assert card.focus.before.share_within == pytest.approx(3 / 15)
    assert card.focus.after.share_within == 1.0


def test_burdens_are_yearly_and_both_ways(card: Scorecard) -> None:
    # Trips: 4 a person and year. Person-km: 2 x people x trips x km.
    before, after = card.focus.before, card.focus.after
    assert before.trips == after.trips == 60.0
    assert before.person_km == pytest.approx(2 * (2 * (1 + 3) + 4 * (1 + 6) + 8 * (0 + 9)))
    assert before.person_h == pytest.approx(before.person_km * 100 / 3600)
    assert after.person_km == pytest.approx(2 * (2 * 4 + 4 * 4))


def test_units_add_up_to_everyone(card: Scorecard) -> None:
    assert [row.id for row in card.by_unit] == ["west", "east"]
    assert [row.after.people for row in card.by_unit] == [3.0, 12.0]
    assert sum(row.before.person_km for row in card.by_unit) == pytest.approx(
        card.focus.before.person_km
    )


def test_groups_are_judged_on_their_own_services(card: Scorecard) -> None:
    (rare,) = card.by_group
    assert rare.before.mean_s == pytest.approx((2 * 100 + 4 * 200 + 8 * 300) / 15)
    assert rare.before.trips == 45.0


def test_standards_speak_of_all_people(card: Scorecard) -> None:
    (in_time, in_time_after), (near, near_after) = card.standards
    assert in_time.share == pytest.approx(3 / 15)
    assert not in_time.met
    assert (in_time_after.share, in_time_after.met) == (1.0, True)
    assert near.share == pytest.approx(3 / 15)
    assert near_after.met


def test_places_are_listed_by_what_they_gain_and_still_pay(card: Scorecard) -> None:
    assert [place.resident for place in card.gains] == [3, 2]
    # r3: 8 people x 4 trips x 2 x 225 s.
    assert card.gains[0].saved_person_h == pytest.approx(8 * 4 * 2 * 225 / 3600)
    assert [place.resident for place in card.worst] == [1, 2, 0, 3]


def test_an_unplaced_place_is_out_of_reach_and_first_among_the_worst() -> None:
    of, asked = world(["a", "b"]), question()
    seen = judged(of, asked, unplaced=3)
    card = score(seen, seen, asked)
    assert card.focus.after.people_unplaced == card.focus.after.people_out_of_reach == 8.0
    assert card.focus.after.share_within == pytest.approx(7 / 15)
    assert card.worst[0].resident == 3
    assert np.isnan(card.worst[0].after_s)
    assert card.gains == ()


def test_places_that_reach_a_service_for_the_first_time_gain_first() -> None:
    far = CITY.world(POSITIONS, SITES, services_of("a", "b"), offers={"hall": ["a"], "station": []})
    asked = question()
    before, after_world = judged(far, asked), world(["a", "b"])
    card = score(before, judged(after_world, asked), asked)
    assert [place.resident for place in card.gains] == [3, 2, 1, 0]
    assert card.gains[0].after_s == 0.0
    assert np.isnan(card.gains[0].before_s)


def test_a_service_nobody_offers_is_no_provider_not_no_road() -> None:
    of = CITY.world(POSITIONS, SITES, services_of("a", "b"), offers={"hall": ["a"], "station": []})
    both = np.array([True, True])
    asked = Question(Text.same("all"), {FOCUS: both, ALL_SERVICES: both}, (), 100.0)
    seen = judged(of, asked)
    figures = score(seen, seen, asked).focus.after
    assert figures.people_no_provider == 15.0
    assert figures.share_within == 0.0
    # What can be reached still counts as a burden: service a alone.
    assert figures.trips == 15.0


def test_places_without_people_are_never_listed() -> None:
    of, asked = world(["a"], people=[1.0, 0.0, 4.0, 0.0]), question()
    seen = judged(of, asked)
    assert [place.resident for place in score(seen, seen, asked).worst] == [2, 0]
