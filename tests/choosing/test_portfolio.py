"""Packages shared out on a street; the numbers are those of `tests.choosing.street`."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from planner.choosing import Settled
from planner.choosing.portfolio import place_packages, require_same_hours
from planner.choosing.rescore import RescoreError, whole_cases
from planner.choosing.wanted import Wanted
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.measures import apply_measures
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_portfolio import PlaceServices
from planner.scenario.measures_services import ExtendServices
from tests.choosing.hours import LEAVE_S, WORKERS, timed
from tests.choosing.street import (
    H_PER_S,
    STATIONS,
    WITHOUT_S,
    chosen,
    extending,
    settled,
    street,
    ways,
    where,
)

ONE_S = {"s1": 6800, "s2": 4200, "s3": 2200, "s4": 1800}


def placing(**limits: Any) -> PlaceServices:
    """Return a question about packages a and b, 30 and 20 yuan, at the four stations."""
    packages = ({"services": "a", "cost": "30 yuan"}, {"services": "b", "cost": "20 yuan"})
    asked = {"packages": packages, "among": "station", "minimise": "travel_time", **limits}
    return PlaceServices.model_validate(asked)


def gets(found: Settled) -> dict[str, list[str]]:
    """Return which of a and b each station handles after all."""
    sites = found.world.sites
    offers = sites.offers[[sites.index_of[site] for site in STATIONS]][:, :2]
    return {
        site: [service for service, has in zip("ab", row, strict=True) if has]
        for site, row in zip(STATIONS, offers, strict=True)
        if row.any()
    }


def hours_s(sites: tuple[str, ...]) -> float:
    """Return the person-seconds one way of a service at the hall and these stations."""
    blocks = [0, *(STATIONS.index(site) + 1 for site in sites)]
    return sum(
        100 * people * min(abs(place - block) for block in blocks)
        for place, people in enumerate((1, 2, 4, 8, 16))
    )


@pytest.mark.parametrize(
    ("limits", "expected", "one_way_s"),
    [
        # both at the best place
        ({"most_sites": 1}, {"s4": ["a", "b"]}, 2 * 1800),
        # one window for each: the second package goes next door
        ({"most_packages": 2, "most_at_a_site": 1}, {"s3": ["a"], "s4": ["b"]}, 2200 + 1800),
        # a third package helps a or b as much; the lower index is no rule of the solver
        ({"most_packages": 2}, {"s4": ["a", "b"]}, 2 * 1800),
        ({"most_packages": 4}, {"s3": ["a", "b"], "s4": ["a", "b"]}, 2 * 600),
        # 70 yuan: both at s4 and b at s3
        ({"budget": "70 yuan"}, {"s3": ["b"], "s4": ["a", "b"]}, 1800 + 600),
        # each site costs 60: 110 buy one site with both, not two
        ({"budget": "159 yuan", "site_cost": "60 yuan"}, {"s4": ["a", "b"]}, 2 * 1800),
        ({"budget": "0 yuan"}, {}, 2 * WITHOUT_S),
    ],
)
def test_who_gets_what(
    limits: dict[str, Any], expected: dict[str, list[str]], one_way_s: float
) -> None:
    found = settled(street(), placing(**limits))
    report = found.siting[0]
    assert report.objective == pytest.approx(one_way_s * H_PER_S)
    assert report.without == pytest.approx(2 * WITHOUT_S * H_PER_S)
    assert (report.gap, report.where) == (0, "measures[0].place_services")
    if limits.get("most_at_a_site") is None:
        assert gets(found) == expected
    else:
        assert sorted(gets(found)) == sorted(expected)
    assert chosen(found) == list(expected)
    told = {site.id: [name.en for name in site.gets] for site in report.chosen}
    assert {site: len(names) for site, names in told.items()} == {
        site: len(names) for site, names in expected.items()
    }


@pytest.mark.parametrize(
    ("sites", "packages", "each"), list(product([1, 2, 3], [1, 3, 5], [None, 1]))
)
def test_no_other_sharing_out_takes_less(sites: int, packages: int, each: int | None) -> None:
    limits = {"most_sites": sites, "most_packages": packages, "most_at_a_site": each}
    found = settled(street(), placing(**limits))
    groups = [one for n in range(5) for one in combinations(STATIONS, n)]
    best = min(
        hours_s(a) + hours_s(b)
        for a, b in product(groups, groups)
        if len({*a, *b}) <= sites
        and len(a) + len(b) <= packages
        and (each is None or not {*a} & {*b})
    )
    assert found.siting[0].objective == pytest.approx(best * H_PER_S)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_one_package_to_n_sites_is_the_choice_of_n_sites(n: int) -> None:
    """What `extend_services` with `choose` answers is the special case of one package."""
    one = PlaceServices.model_validate({
        "packages": ({"services": "both"},), "among": "station", "minimise": "travel_time",
        "most_sites": n,
    })  # fmt: skip
    shared = settled(street(), one)
    named = settled(street(), extending(["both"], choose=n, minimise="travel_time"))
    assert shared.siting[0].objective == pytest.approx(named.siting[0].objective, rel=1e-12)
    assert chosen(shared) == chosen(named)
    assert (shared.world.sites.offers == named.world.sites.offers).all()


def test_what_each_site_does_and_in_which_order() -> None:
    report = settled(street(), placing(budget="70 yuan")).siting[0]
    third, fourth = report.chosen
    assert report.roll_out == ("s4", "s3")
    assert (third.opening_yuan, fourth.opening_yuan) == (20, 50)
    # s3 has b only: r2 and r3 go there; without it they go to s4
    assert third.lost_without_h == pytest.approx((4 * 100 + 8 * 100) * H_PER_S)
    assert third.gain == pytest.approx(third.lost_without_h)
    # all of a that s4 saves, and b of r4
    assert fourth.saves_h == pytest.approx((WITHOUT_S - ONE_S["s4"] + 16 * 400) * H_PER_S)
    values = [point.value for point in report.frontier]
    assert values == sorted(values, reverse=True)
    assert report.frontier[0].value == pytest.approx(2 * WITHOUT_S * H_PER_S)


def test_later_measures_name_the_sites_and_reports_say_what_happened() -> None:
    found = settled(street(), placing(most_packages=4))
    report = found.reports[0]
    assert report.sites == ("s3", "s4")
    assert report.opening_yuan == 100
    assert "4 packages at 2 sites" in report.text.en


def test_by_hours_of_the_year_the_late_station_gets_the_packages() -> None:
    world = timed(street(), "s3")
    found = settled(world, placing(most_sites=1, minimise="case_time"))
    assert gets(found) == {"s3": ["a", "b"]}
    report = found.siting[0]
    # as in the choice of one station for a alone: 2,700 s one way, and 31 leaves today
    assert report.objective == pytest.approx(2 * 2700 * H_PER_S)
    assert report.without == pytest.approx(2 * (WITHOUT_S + 31 * LEAVE_S / 2) * H_PER_S)
    assert report.unit.en == "person-hours a year, leave included"
    assert gets(settled(world, placing(most_sites=1))) == {"s4": ["a", "b"]}


def test_by_hours_of_the_year_it_is_best_of_all_ways_to_share() -> None:
    half = replace(WORKERS, share=0.5)
    day = replace(WORKERS, id="day", share=0.5, free="Mo-Fr 12:00-17:00")
    world = replace(timed(street(), "s2"), people=(half, day))
    travel = ways(world)

    def hours(pairs: tuple[tuple[str, str], ...]) -> float:
        named = [
            ExtendServices.model_validate({"services": (service,), "to": (site,)})
            for site, service in pairs
        ]
        after, _ = apply_measures(world, named, where)
        concerned = np.array([True, True, False])
        one_way_ms = whole_cases(after, concerned, travel.access(after))
        return one_way_ms / 1000 * H_PER_S

    def shared(pairs: tuple[tuple[str, str], ...]) -> bool:
        return len({site for site, _ in pairs}) == len(pairs)

    for n in (1, 2, 3):
        every = combinations(product(STATIONS, "ab"), n)
        best = min(hours(pairs) for pairs in every if shared(pairs))
        asked = placing(most_packages=n, most_at_a_site=1, minimise="case_time")
        assert settled(world, asked).siting[0].objective == pytest.approx(best)


def test_near_ties_and_draws_of_packages() -> None:
    asked = placing(most_sites=1, packages=({"services": "a"},))
    report = settled(street(), asked, wanted=Wanted(draws=6, seed=1)).siting[0]
    # s3 costs 400 s more than s4 of the 8,000 that s4 gains, as in the choice of one station
    tie = report.near_ties[0]
    assert (tie.out_id, tie.in_id) == ("s4", "s3")
    assert tie.share_worse == pytest.approx(400 / (WITHOUT_S - 1800))
    plain = settled(street(), extending(choose=1, minimise="travel_time")).siting[0]
    assert tie.share_worse == pytest.approx(plain.near_ties[0].share_worse)
    assert report.robust is not None
    assert report.robust.draws == 6
    assert sum(one.share for one in report.robust.shares) == pytest.approx(1)
    assert report.robust.shares[0].id in {"s3", "s4"}


def test_services_are_in_one_package_only() -> None:
    both = ({"services": "both"}, {"services": "a"})
    with pytest.raises(ScenarioError) as error:
        settled(street(), placing(packages=both, most_sites=1))
    assert [issue.code for issue in error.value.issues] == ["packages_overlap"]
    assert error.value.issues[0].where.key == "measures[0].place_services.packages[1].services"


def nowhere_yet() -> World:
    world = street()
    desks = replace(world.sites.desks, offers=world.sites.desks.offers & [False, True, True])
    return replace(world, sites=world.sites.with_desks(desks))


def test_services_that_are_nowhere_yet_need_a_price_of_being_left_out() -> None:
    with pytest.raises(ScenarioError) as error:
        settled(nowhere_yet(), placing(most_packages=1))
    assert [issue.code for issue in error.value.issues] == ["left_out_unpriced"]
    found = settled(nowhere_yet(), placing(most_packages=1, left_out_counts="1 h"))
    assert gets(found)["s4"] == ["a", "b"][:1]
    none = settled(nowhere_yet(), placing(most_packages=0, left_out_counts="1 h"))
    assert none.siting[0].objective == pytest.approx((31 * 3600 + WITHOUT_S) * H_PER_S)


def test_another_answer_than_the_solvers_is_a_fault_of_the_program() -> None:
    world, measure, at = street(), placing(most_sites=1), KeyPlaces(where, "m")
    every, _ = apply_measures(world, [measure], where)
    travel = ways(world)
    placed = place_packages(measure, world, every, at, travel, Wanted(), lambda _done, _total: None)
    after, _ = apply_measures(world, [placed.measure], where)
    require_same_hours(placed, after, travel)
    with pytest.raises(RescoreError):
        require_same_hours(placed, world, travel)


def test_the_question_needs_a_limit() -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        placing()


def test_wrong_packages_and_wrong_sites_are_told_at_once() -> None:
    wrong = placing(most_sites=1, packages=({"services": "zz"},), among="statoin")
    with pytest.raises(ScenarioError) as error:
        apply_measures(street(), [wrong], where)
    assert [issue.code for issue in error.value.issues] == ["unknown_service", "unknown_kind"]
