"""Questions of measures answered on a street; the numbers are those of `tests.choosing.street`."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from planner.choosing import Wanted
from planner.domain.channels import Channel
from planner.domain.jurisdiction import Jurisdiction, Scope
from planner.domain.world import World
from planner.errors import PlannerError, ScenarioError, SitingError
from planner.measures import apply_measures
from planner.scenario.measures_desks import SetWindows, UpgradeSite
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_services import ExtendServices
from tests.choosing.hours import DAY, WORKERS, timed
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


def best(n: int, **choice: Any) -> ExtendServices:
    return extending(choose=n, minimise="travel_time", **choice)


@pytest.mark.parametrize(
    ("n", "sites", "one_way_s"),
    [(1, ["s4"], 1800), (2, ["s3", "s4"], 600), (3, ["s2", "s3", "s4"], 200), (4, STATIONS, 0)],
)
def test_the_best_sites_by_travel_time(n: int, sites: list[str], one_way_s: float) -> None:
    found = settled(street(), best(n))
    report = found.siting[0]
    assert chosen(found) == list(sites)
    assert report.objective == pytest.approx(one_way_s * H_PER_S)
    assert report.without == pytest.approx(WITHOUT_S * H_PER_S)
    assert report.gain == pytest.approx((WITHOUT_S - one_way_s) * H_PER_S)
    assert (report.gap, report.proven, report.interrupted) == (0.0, True, False)
    assert report.where == "measures[0].extend_services.to"
    offered = found.world.sites.offers[:, 0].tolist()
    assert offered == [True, *(site in sites for site in STATIONS)]


def test_what_each_chosen_site_does() -> None:
    report = settled(street(), best(2)).siting[0]
    third, fourth = report.chosen
    # r2 and r3 go to s3, r4 to s4; without s3 they go to s4 (200 and 100 s), without s4 r4 to s3
    assert (third.people, fourth.people) == (4 + 8, 16)
    assert third.saves_h == pytest.approx((4 * 100 + 8 * 300) * H_PER_S)
    assert third.lost_without_h == pytest.approx((4 * 100 + 8 * 100) * H_PER_S)
    assert fourth.saves_h == pytest.approx(16 * 400 * H_PER_S)
    assert fourth.lost_without_h == pytest.approx(16 * 100 * H_PER_S)
    assert fourth.gain == pytest.approx(16 * 100 * H_PER_S)
    assert report.roll_out == ("s4", "s3")
    # {s2, s4} costs 1,000, {s1, s4} 1,200; {s2, s3} 1,800: s2 for s3 is the least harmful
    tie = report.near_ties[0]
    assert (tie.out_id, tie.in_id) == ("s3", "s2")
    assert tie.share_worse == pytest.approx((1000 - 600) / (WITHOUT_S - 600))
    states = {one.id: one.state for one in report.candidates}
    assert states == {"s1": "rejected", "s2": "rejected", "s3": "chosen", "s4": "chosen",
                      "hall": "existing"}  # fmt: skip


def test_the_frontier_is_the_best_for_each_number() -> None:
    report = settled(street(), best(1)).siting[0]
    values = {point.n: point.value for point in report.frontier}
    by_hand = {0: WITHOUT_S, 1: 1800, 2: 600, 3: 200, 4: 0}
    assert values == pytest.approx({n: value * H_PER_S for n, value in by_hand.items()})
    assert [point.marginal_gain for point in report.frontier] == pytest.approx(
        [0, 8000 * H_PER_S, 1200 * H_PER_S, 400 * H_PER_S, 200 * H_PER_S]
    )


def test_all_candidates_are_what_naming_them_gives() -> None:
    named = ExtendServices.model_validate({"services": ("a",), "to": STATIONS})
    expected, _ = apply_measures(street(), [named], where)
    for n in (4, 9):  # more than there are: all of them
        found = settled(street(), best(n))
        assert chosen(found) == list(STATIONS)
        assert (found.world.sites.offers == expected.sites.offers).all()


def test_no_site_at_all_changes_nothing() -> None:
    found = settled(street(), best(0))
    assert chosen(found) == []
    assert found.siting[0].objective == pytest.approx(WITHOUT_S * H_PER_S)
    assert (found.world.sites.offers == street().sites.offers).all()
    assert found.reports[0].sites == ()
    assert "nothing changes" in found.reports[0].text.en


def test_the_report_of_the_measure_says_what_was_chosen() -> None:
    text = settled(street(), best(1)).reports[0].text
    assert text.en.startswith("chose 1 of 4 candidates, proven best: s4; 1 service extended to")
    assert text.zh.startswith("从 4 个候选点选出 1 个，已证明最优：s4；")


@pytest.mark.parametrize(
    ("choice", "sites"),
    [
        ({"choose": 1, "must_include": "s1"}, ["s1"]),
        ({"choose": 2, "must_include": "s1"}, ["s1", "s4"]),
        ({"choose": 1, "never": "s4"}, ["s3"]),
        ({"choose": 2, "apart": "1.5 km"}, ["s2", "s4"]),
        ({"choose": 2, "per_unit": {"at_least": 1}}, ["s2", "s4"]),
        ({"choose": 2, "per_unit": {"at_most": 1, "units": "east"}}, ["s2", "s4"]),
        ({"choose": 4, "among": {"sites": ("s1", "s2")}}, ["s1", "s2"]),
        ({"budget": "250 yuan", "cost_each": "100 yuan"}, ["s3", "s4"]),
        ({"budget": "99 yuan", "cost_each": "100 yuan"}, []),
        ({"budget": "1000 yuan", "cost_each": "100 yuan", "choose": 1}, ["s4"]),
        (
            {
                "budget": "300 yuan",
                "cost_each": "100 yuan",
                "choose": 2,
                "per_unit": {"at_least": 1},
            },
            ["s2", "s4"],
        ),
        (
            {
                "budget": "900 yuan",
                "cost_each": "100 yuan",
                "choose": 3,
                "per_unit": {"at_most": 1},
            },
            ["s2", "s4"],
        ),
    ],
)
def test_conditions_hold(choice: dict[str, Any], sites: list[str]) -> None:
    assert chosen(settled(street(), extending(minimise="travel_time", **choice))) == sites


def test_the_worst_off_place() -> None:
    report = settled(street(), extending(choose=1, minimise="worst_time")).siting[0]
    # with s3 the farthest are 100 s away, with s4 200 s
    assert [site.id for site in report.chosen] == ["s3"]
    assert (report.objective, report.without) == pytest.approx((100 / 60, 400 / 60))


def test_people_within_a_time() -> None:
    report = settled(
        street(), extending(choose=1, maximise="people_within", within="2 min")
    ).siting[0]  # fmt: skip
    assert [site.id for site in report.chosen] == ["s3"]
    assert (report.objective, report.without, report.maximised) == (31, 3, True)
    assert report.chosen[0].gain == 28


@pytest.mark.parametrize(
    ("share", "sites"), [("80 %", ["s4"]), ("90 %", ["s3"]), ("100 %", ["s3"]), ("5 %", [])]
)
def test_the_fewest_sites_for_a_share_of_the_people(share: str, sites: list[str]) -> None:
    # within 2 minutes of the hall are 3 of 31, of s4 24, of s3 28
    found = settled(street(), extending(residents=share, within="2 min"))
    assert len(chosen(found)) == len(sites) == found.siting[0].objective
    if share == "90 %":
        assert chosen(found) == sites


def test_distances_where_people_take_the_shortest_way() -> None:
    found = settled(street(), extending(choose=1, minimise="travel_distance"), optimise="shortest")
    assert chosen(found) == ["s4"]
    assert found.siting[0].objective == pytest.approx(2 * 18)  # person-km there and back


@pytest.mark.parametrize(
    ("choice", "key"),
    [
        ({"choose": 1, "minimise": "travel_distance"}, "minimise"),
        ({"choose": 1, "maximise": "people_within", "within": "2 km"}, "within"),
    ],
)
def test_a_goal_that_does_not_fit_the_way_of_travelling(choice: dict[str, Any], key: str) -> None:
    with pytest.raises(ScenarioError) as error:
        settled(street(), extending(**choice))
    assert [issue.code for issue in error.value.issues] == ["goal_does_not_fit_travel"]
    assert error.value.issues[0].where.key == f"measures[0].extend_services.to.{key}"


@pytest.mark.parametrize(
    ("choice", "code", "words"),
    [
        (
            {
                "choose": None,
                "budget": "1 yuan",
                "cost_each": "1 yuan",
                "must_include": ("s1", "s2"),
            },
            "locked_beyond_limit",
            ("2 yuan", "to 2 yuan"),
        ),
        ({"choose": 6, "per_unit": {"at_least": 3}}, "quota_beyond_candidates", ("West", "to 2")),
        (
            {"choose": 2, "budget": "1 yuan", "cost_each": "1 yuan", "per_unit": {"at_least": 1}},
            "rules_beyond_limit",
            ("at least 2 yuan", "to 2 yuan"),
        ),
    ],
)
def test_conditions_that_nothing_meets(
    choice: dict[str, Any], code: str, words: tuple[str, str]
) -> None:
    with pytest.raises(SitingError) as error:
        settled(street(), extending(**{"choose": 1, "minimise": "travel_time", **choice}))
    issue = error.value.issues[0]
    assert (issue.code, error.value.exit_code) == (code, 4)
    assert (issue.where.file, issue.where.key) == ("s.yaml", "measures[0].extend_services.to")
    assert words[0] in issue.message.en
    assert words[1] in issue.remedy.en


def test_more_sites_asked_of_units_than_in_all() -> None:
    with pytest.raises(ScenarioError) as error:
        settled(street(), best(1, per_unit={"at_least": 1}))
    issue = error.value.issues[0]
    assert (issue.code, error.value.exit_code) == ("rules_beyond_limit", 2)
    assert issue.where.key == "measures[0].extend_services.to.per_unit"
    assert issue.remedy.en.startswith("write choose: 2")


def own_unit_only(world: World) -> World:
    """Return the world whose stations serve their own unit only."""
    plain = Jurisdiction.anywhere(len(world.units), len(world.sites.kinds), len(world.services))
    scope = plain.scope.copy()
    scope[:, world.sites.kind_ids["station"]] = Scope.OWN_UNIT
    return replace(world, jurisdiction=Jurisdiction(scope))


def test_a_service_that_is_nowhere_yet_must_reach_everybody_or_say_what_that_costs() -> None:
    world = own_unit_only(street())
    nowhere = replace(world.sites.desks, offers=world.sites.desks.offers & [False, True, True])
    world = replace(world, sites=world.sites.with_desks(nowhere))
    with pytest.raises(SitingError) as error:
        settled(world, best(1))
    assert error.value.issues[0].code == "places_left_out"
    assert "raise the limit to 2 sites" in error.value.issues[0].remedy.en
    # the 24 people of the east would walk 800 s, the 7 of the west count an hour each
    found = settled(world, best(1, left_out_counts="1 h"))
    assert chosen(found) == ["s4"]
    assert found.siting[0].objective == pytest.approx((800 + 7 * 3600) * H_PER_S)
    with pytest.raises(ScenarioError) as too_little:
        settled(world, best(1, left_out_counts="3 min"))
    assert too_little.value.issues[0].where.key.endswith("left_out_counts")


@pytest.mark.parametrize("n", [1, 2, 3])
def test_jurisdiction_holds_as_in_access(n: int) -> None:
    """Every set of stations is tried the plain way: named, applied, judged by access."""
    world = own_unit_only(street())

    def person_s(sites: tuple[str, ...]) -> float:
        named = ExtendServices.model_validate({"services": ("both",), "to": sites})
        after, _ = apply_measures(world, [named], where)
        access = ways(world).access(after)
        sets = access.set_of_service[[0, 1]]
        return float((access.time_s[sets] * world.residents.people).sum())

    report = settled(world, extending(["both"], choose=n, minimise="travel_time")).siting[0]
    expected = min(map(person_s, combinations(STATIONS, n)))
    assert report.objective == pytest.approx(expected * H_PER_S)


def test_an_integrated_window_is_chosen_free_of_jurisdiction() -> None:
    measure = UpgradeSite.model_validate(
        {"services": ("a",), "sites": {"choose": 1, "among": "station", "minimise": "travel_time"}}
    )
    found = settled(own_unit_only(street()), measure)
    assert chosen(found) == ["s4"]
    assert found.siting[0].objective == pytest.approx(1800 * H_PER_S)


def opening(**choice: Any) -> OpenSites:
    asked = {"choose": 1, "minimise": "travel_time", **choice}
    return OpenSites.model_validate({"kind": "agent", "sites": asked})


def with_agents(world: World) -> World:
    kinds = world.sites.kinds
    hall = kinds[world.sites.kind_ids["hall"]]
    agent = replace(hall, id="agent", desks=(replace(hall.desks[0], offers=("a",)),))
    cheap = replace(agent, opening_yuan=100.0)
    dear = replace(
        agent, id="office", opening_yuan=1000.0, desks=(replace(hall.desks[0], offers=("both",)),)
    )
    return replace(world, sites=replace(world.sites, kinds=(*kinds, cheap, dear)))


def test_new_sites_at_settlements() -> None:
    world = with_agents(street())
    found = settled(world, opening(candidates={"settlements": {"people": 8}}))
    assert [one.id for one in found.siting[0].candidates if one.state != "existing"] == [
        "agent-r3", "agent-r4",
    ]  # fmt: skip
    assert found.world.sites.ids[-1] == "agent-r4"
    assert found.siting[0].objective == pytest.approx(1800 * H_PER_S)


def test_new_sites_of_several_kinds_under_a_budget() -> None:
    world = with_agents(street())
    where_ = {"settlements": {"people": 8}}

    def bought(budget: str) -> list[str]:
        asked = {"minimise": "travel_time", "budget": budget, "candidates": where_,
                 "kinds": ("agent", "office")}  # fmt: skip
        measure = OpenSites.model_validate({"kind": "agent", "sites": asked})
        return chosen(settled(world, measure))

    # an agent brings a only, an office a and b; 1,000 yuan buy one office or both agents:
    # an office saves 2 x 8,000, the agents 9,200
    assert bought("250 yuan") == ["agent-r3", "agent-r4"]
    assert bought("1000 yuan") == ["office-r4"]
    # with 100 more an agent at r3: 1,200 more on a
    assert bought("1100 yuan") == ["agent-r3", "office-r4"]


def test_by_whole_cases_the_channel_is_chosen_with_the_place() -> None:
    """An office serves both services by day, a zone of machines a alone at all hours."""
    plain = timed(with_agents(street()))
    office, zone = plain.sites.kinds[-1], plain.sites.kinds[-2]
    by_day = replace(office, id="day", desks=(replace(office.desks[0], hours=DAY),))
    at_night = replace(
        zone,
        id="night",
        opening_yuan=office.opening_yuan,
        desks=(replace(zone.desks[0], hours="24/7", channel=Channel.SELF_SERVICE),),
    )
    world = replace(plain, sites=replace(plain.sites, kinds=(*plain.sites.kinds, by_day, at_night)))

    def bought(free: str) -> list[str]:
        asked = {"minimise": "case_time", "budget": "1000 yuan", "kinds": ("day", "night"),
                 "candidates": {"settlements": {"people": 8}}}  # fmt: skip
        measure = OpenSites.model_validate({"kind": "day", "sites": asked})
        people = (replace(WORKERS, free=free),)
        return chosen(settled(replace(world, people=people), measure))

    # Whoever is free in the evening saves the leave for a at the zone, 27 hours of it; by day the
    # office saves the way for a and for b.
    assert bought("Mo-Fr 18:00-21:00") == ["night-r4"]
    assert bought("Mo-Fr 12:00-17:00") == ["day-r4"]


def test_draws_and_numbers_of_sites_by_whole_cases() -> None:
    asked = opening(minimise="case_time", candidates={"settlements": {"people": 2}})
    world = timed(with_agents(street()))
    report = settled(world, asked, wanted=Wanted(frontier=2, draws=3)).siting[0]
    assert report.robust is not None
    assert report.robust.draws == 3
    values = [point.value for point in report.frontier]
    assert values[0] == pytest.approx(report.without)
    assert values[1] == pytest.approx(report.objective)
    assert values == sorted(values, reverse=True)


def test_earlier_measures_count_and_later_ones_may_name_the_choice() -> None:
    world = with_agents(street())
    named = {"id": "n1", "name": "n1", "lon": world.sites.lon[4], "lat": world.sites.lat[4]}
    first = OpenSites.model_validate({"kind": "agent", "sites": (named,)})
    windows = SetWindows.model_validate({"sites": {"same_as": 2}, "windows": 3})
    found = settled(world, first, best(1), windows)
    # a is at r4 already: s3 saves the 12 people of r2 and r3 most
    assert chosen(found) == ["s3"]
    desks = found.world.sites.desks
    assert desks.windows[found.world.sites.index_of["s3"]] == 3
    assert found.reports[2].sites == ("s3",)


def test_two_questions_about_the_same_kind_and_places() -> None:
    world = with_agents(street())
    again = opening(candidates={"settlements": {"people": 8}})
    found = settled(world, again, again)
    assert [[site.id for site in report.chosen] for report in found.siting] == [
        ["agent-r4"], ["agent-r3"],
    ]  # fmt: skip
    both = settled(world, opening(choose=2, candidates={"settlements": {"people": 8}}), again)
    assert {one.id for one in both.siting[1].candidates} >= {"agent-r3-2", "agent-r4-2"}


def test_candidates_that_there_are_not() -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"must_include": "s9"}, "not_a_candidate"),
        ({"never": "hall"}, "not_a_candidate"),
        ({"per_unit": {"at_least": 1, "units": "north"}}, "unknown_unit"),
        ({"among": "statoin"}, "unknown_kind"),
        ({"among": {"kind": "station"}, "budget": "5 yuan"}, "cost_unknown"),
    )
    for choice, code in cases:
        with pytest.raises(PlannerError) as error:
            settled(street(), best(1, **choice))
        assert [issue.code for issue in error.value.issues] == [code]


def test_needs_that_nobody_counted_weigh_the_same() -> None:
    world = street()
    none = replace(world.services, cases_per_person=np.zeros(3))
    report = settled(replace(world, services=none), best(1)).siting[0]
    assert [site.id for site in report.chosen] == ["s4"]
    assert report.objective == pytest.approx(1800 * H_PER_S)
    assert "one trip each" in report.unit.en
