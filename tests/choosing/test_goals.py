"""Each goal on a street (the numbers are those of `tests.choosing.street`), by hand or all subsets.

The choice itself is judged anew by access inside `settle`; here its value is worked out plainly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from planner.domain.jurisdiction import Jurisdiction, Scope
from planner.domain.siting import SitingReport
from planner.errors import ScenarioError
from planner.siting.models import LSCP
from planner.siting.solve import solve
from tests.choosing.street import STATIONS, chosen, extending, posed_of, settled, street

PEOPLE = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
TODAY_S = np.array([0.0, 100.0, 200.0, 300.0, 400.0])


def times_s(sites: tuple[str, ...]) -> np.ndarray:
    """Return everybody's time to the hall or the nearest of these stations."""
    blocks = [0, *(STATIONS.index(site) + 1 for site in sites)]
    return np.array([min(abs(place - block) for block in blocks) for place in range(5)]) * 100.0


def every_choice(n: int) -> Iterator[tuple[str, ...]]:
    for size in range(n + 1):
        yield from combinations(STATIONS, size)


def asked(**choice: Any) -> SitingReport:
    return settled(street(), extending(**choice)).siting[0]


def fair_s(time_s: np.ndarray) -> float:
    """Return what Kolm and Pollak hold equal to these times, by today's kappa."""
    kappa = -float(PEOPLE @ TODAY_S) / float(PEOPLE @ TODAY_S**2)
    return -float(np.log(PEOPLE @ np.exp(-kappa * time_s) / PEOPLE.sum())) / kappa


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_fairest_time(n: int) -> None:
    report = asked(choose=n, minimise="fair_time")
    values = {sites: fair_s(times_s(sites)) for sites in every_choice(n)}
    assert tuple(site.id for site in report.chosen) == min(values, key=values.__getitem__)
    assert report.objective == pytest.approx(min(values.values()) / 60)
    assert report.without == pytest.approx(fair_s(TODAY_S) / 60)
    assert report.objective >= PEOPLE @ times_s(tuple(s.id for s in report.chosen)) / 31 / 60
    assert (report.gap, report.unit.en) == (0, "min")


def test_long_ways_count_more_in_the_fairest_time_than_in_the_mean() -> None:
    world = street()
    assert chosen(settled(world, extending(choose=1, minimise="travel_time"))) == ["s4"]
    one = {site: fair_s(times_s((site,))) for site in ("s3", "s4")}
    mean = {site: float(PEOPLE @ times_s((site,))) / 31 for site in ("s3", "s4")}
    assert mean["s3"] - mean["s4"] > one["s3"] - one["s4"]


@pytest.mark.parametrize(
    ("share", "site", "value_s"),
    [
        ("0 %", "s3", 100.0),  # the worst alone
        ("70 %", "s3", 0.7 * 2200 / 31 + 0.3 * 100),
        ("90 %", "s4", 0.9 * 1800 / 31 + 0.1 * 200),
        ("100 %", "s4", 1800 / 31),  # the mean alone
    ],
)
def test_mean_and_worst(share: str, site: str, value_s: float) -> None:
    report = asked(choose=1, minimise="mean_and_worst", mean_share=share)
    assert [one.id for one in report.chosen] == [site]
    assert report.objective == pytest.approx(value_s / 60)


@pytest.mark.parametrize(
    ("n", "sites", "km"), [(2, ["s1", "s4"], 3), (3, None, 1), (4, list(STATIONS), 1)]
)
def test_sites_far_from_each_other(n: int, sites: list[str] | None, km: float) -> None:
    report = asked(choose=n, maximise="spacing")
    assert len(report.chosen) == n
    assert sites is None or [one.id for one in report.chosen] == sites
    assert report.objective == pytest.approx(km, rel=3e-3)  # a block is a km on another sphere
    assert (report.maximised, report.gap, report.frontier) == (True, 0, ())
    assert sorted(report.roll_out) == [one.id for one in report.chosen]


def backed(choose: int, backup: str, **more: Any) -> tuple[list[str], float]:
    goal: dict[str, Any] = {"maximise": "people_within", "within": "2 min", "backup": backup}
    found = settled(street(), extending(choose=choose, **goal, **more))
    return chosen(found), found.siting[0].objective


def test_a_second_site_within_reach_counts_its_share() -> None:
    # Without any: r0 and r1 have the hall, 3 people. s3 adds r2 to r4, 28 people, all once.
    assert backed(1, "50 %") == (["s3"], 0.5 * 31)
    # s4 beside s3 is a second for r3 and r4, 24 people; s2 would be one for r1 to r3, 14.
    assert backed(2, "50 %") == (["s3", "s4"], 0.5 * 31 + 0.5 * 24)
    # s1 alone is a second to the hall for r0 and r1, and a first for r2.
    sites, value = backed(1, "90 %", never=("s2", "s3", "s4"))
    assert sites == ["s1"]
    assert value == pytest.approx(0.1 * 7 + 0.9 * 3)
    report = settled(
        street(),
        extending(choose=1, maximise="people_within", within="2 min", backup="50 %"),
    ).siting[0]
    assert report.without == pytest.approx(0.5 * 3)
    assert "a second site within it counts 50 %" in report.model.en


def test_a_site_that_serves_already_is_no_second_site_to_itself() -> None:
    both = {"sites": ("hall", "s1")}
    assert backed(2, "90 %", among=both)[1] == pytest.approx(0.1 * 7 + 0.9 * 3)


@pytest.mark.parametrize("backup", ["20 %", "80 %"])
def test_backup_is_best_of_all_choices(backup: str) -> None:
    share = float(backup[:-2]) / 100
    people, at = np.array([1, 2, 4, 8, 16]), np.arange(5)

    def worth(sites: tuple[int, ...]) -> float:
        times = (np.abs(at[:, None] - np.array([0, *sites])) <= 1).sum(axis=1)
        return float((1 - share) * people[times >= 1].sum() + share * people[times >= 2].sum())

    for n in (1, 2, 3):
        best = max(worth(sites) for sites in combinations((1, 2, 3, 4), n))
        assert backed(n, backup)[1] == pytest.approx(best)


def test_spacing_keeps_to_conditions_and_takes_all_where_there_are_fewer() -> None:
    locked = asked(choose=2, maximise="spacing", must_include="s2")
    assert [one.id for one in locked.chosen] == ["s2", "s4"]
    assert locked.roll_out == ("s2", "s4")
    assert [one.id for one in asked(choose=9, maximise="spacing", never="s2").chosen] == [
        "s1", "s3", "s4",
    ]  # fmt: skip


@pytest.mark.parametrize(("within", "n"), [("1 min", 4), ("2 min", 1), ("4 min", 1), ("7 min", 0)])
def test_all_residents_is_the_set_cover(within: str, n: int) -> None:
    """The whole share is LSCP: as few sites as all subsets and the set cover itself need."""
    report = asked(residents="100 %", within=within)
    limit_s = float(within.split(maxsplit=1)[0]) * 60
    enough = [sites for sites in every_choice(4) if times_s(sites).max() <= limit_s]
    assert len(report.chosen) == len(enough[0]) == n
    assert "LSCP" in report.model.en
    posed = posed_of(residents="100 %", within=within)
    cover = solve(posed.problem, LSCP(limit_s * 1000)).solution
    assert cover.objective - 1 == n


def test_nobody_who_travels_today_is_no_yardstick() -> None:
    world = street()
    nowhere = replace(world.sites.desks, offers=world.sites.desks.offers & [False, True, True])
    world = replace(world, sites=world.sites.with_desks(nowhere))
    with pytest.raises(ScenarioError) as error:
        settled(world, extending(choose=1, minimise="fair_time"))
    assert [issue.code for issue in error.value.issues] == ["no_times_today"]


def test_who_is_left_out_counts_in_means() -> None:
    """The hall serves the west only; the 24 people of the east count an hour."""
    world = street()
    rules = Jurisdiction.anywhere(len(world.units), len(world.sites.kinds), len(world.services))
    scope = rules.scope.copy()
    scope[:, world.sites.kind_ids["hall"]] = Scope.OWN_UNIT
    world = replace(world, jurisdiction=Jurisdiction(scope))
    measure = extending(
        choose=0, left_out_counts="1 h", minimise="mean_and_worst", mean_share="50 %"
    )
    mean_s = (2 * 100 + 4 * 200 + 24 * 3600) / 31
    assert settled(world, measure).siting[0].objective == pytest.approx((mean_s + 3600) / 2 / 60)
    fair = settled(world, extending(choose=0, left_out_counts="1 h", minimise="fair_time"))
    west, times = PEOPLE[:3], TODAY_S[:3]
    kappa = -float(west @ times) / float(west @ times**2)
    mean = (west @ np.exp(-kappa * times) + 24 * np.exp(-kappa * 3600)) / 31
    assert fair.siting[0].objective == pytest.approx(-np.log(mean) / kappa / 60)
