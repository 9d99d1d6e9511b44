"""What must hold in every city: nothing changed is nothing gained, more service hurts nobody.

Random small cities run through the public pieces (place, travel_matrix, nearest, provider_sets,
access_to_nearest, judge, score, apply_measures); then the same on Iceland's real roads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import planner
from planner.analyse.score import Judged, score
from planner.domain.access import Access
from planner.domain.calendar import Calendar
from planner.domain.desks import Desks
from planner.domain.jurisdiction import Jurisdiction, Scope
from planner.domain.people import PeopleGroup
from planner.domain.placement import Placement
from planner.domain.result import RunResult
from planner.domain.score import ALL_SERVICES, FOCUS, Question, Scorecard, Standard
from planner.domain.visits import Visits
from planner.domain.world import World
from planner.errors import Where
from planner.measures import apply_measures
from planner.scenario.measures_desks import SetHours, SetWindows, UpgradeSite
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import NewSite, NewSites, TimetabledStop
from planner.scenario.schema_measures import Measure
from planner.text import Text
from planner.travel import place
from tests.accesses import judged_on_roads
from tests.city import GridCity, Position, services_of

ROOT = Path(__file__).parents[2]
SERVICES = ("a", "b", "c")
CITY = GridCity(columns=4, rows=3)
BLOCKS = [((x, y), (x + 1, y)) for x in range(3) for y in range(3)] + [
    ((x, y), (x, y + 1)) for x in range(4) for y in range(2)
]
"""Pairs of neighbouring crossings."""


def positions() -> st.SearchStrategy[Position]:
    """Draw places in and around the city, on the streets and beside them, some in no unit."""
    return st.tuples(
        st.integers(-6, 30).map(lambda tenth: tenth / 8),
        st.integers(-6, 22).map(lambda tenth: tenth / 8),
    )


def offers() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(SERVICES), min_size=1, unique=True)


@st.composite
def cities(draw: st.DrawFn) -> GridCity:
    """Draw a city in which some streets are one-way, so that some places may be cut off."""
    one_way = [
        draw(st.sampled_from([(start, end), (end, start)]))
        for start, end in draw(st.lists(st.sampled_from(BLOCKS), unique=True))
    ]
    return replace(CITY, one_way=one_way)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a city with residents, sites and services of unlike demand."""
    city = draw(cities())
    homes = draw(st.lists(positions(), min_size=1, max_size=6))
    people = draw(st.lists(st.integers(0, 500), min_size=len(homes), max_size=len(homes)))
    sites = draw(st.lists(positions(), min_size=1, max_size=4))
    catalogue = replace(
        services_of(*SERVICES, groups={"pair": ["a", "b"]}),
        cases_per_person=np.array(draw(st.tuples(*[st.sampled_from([0.0, 0.25, 2.0])] * 3))),
    )
    return city.world(
        homes,
        {f"s{index}": position for index, position in enumerate(sites)},
        catalogue,
        people=[float(count) for count in people],
        offers={f"s{index}": draw(offers()) for index in range(len(sites))},
    )


def new_site(site_id: str, lon: float, lat: float, services: Sequence[str]) -> NewSite:
    return NewSite.model_validate(
        {"id": site_id, "name": site_id, "lon": lon, "lat": lat, "services": tuple(services)}
    )


@st.composite
def openings(draw: st.DrawFn) -> OpenSites:
    """Draw one to three new sites."""
    new = [
        new_site(f"new{index}", CITY.lon(x), CITY.lat(y), draw(offers()))
        for index, (x, y) in enumerate(draw(st.lists(positions(), min_size=1, max_size=3)))
    ]
    return OpenSites(kind="hall", sites=NewSites(listed=tuple(new)))


def placements(world: World) -> tuple[Placement, Placement]:
    """Return where residents and sites are on the roads, found together because that is quicker."""
    lon = np.concatenate([world.residents.lon, world.sites.lon])
    lat = np.concatenate([world.residents.lat, world.sites.lat])
    everything = place(world.roads, lon, lat, access_speed_kmh=5.0, farthest_m=600.0)

    def rows(which: slice) -> Placement:
        columns = {field.name: getattr(everything, field.name) for field in fields(Placement)}
        return Placement(**{name: column[which] for name, column in columns.items()})

    n = len(world.residents)
    return rows(slice(n)), rows(slice(n, None))


def judged_in(world: World, question: Question) -> Judged:
    """Return everyone's access judged, from the coordinates on."""
    return judged_on_roads(world, *placements(world), question)


def access_in(world: World) -> Access:
    """Return everyone's access, from the coordinates on."""
    return judged_in(world, question_of(world)).seen.access


def question_of(world: World) -> Question:
    every = np.ones(len(world.services), dtype=bool)
    return Question(
        focus_name=Text.same("pair"),
        selections={
            FOCUS: world.services.select(["pair"]),
            ALL_SERVICES: every,
            "pair": world.services.select(["pair"]),
        },
        standards=((Standard(0.9, within_s=300.0), FOCUS),),
        within_s=300.0,
    )


def scorecard_of(before: World, after: World) -> Scorecard:
    question = question_of(before)
    return score(judged_in(before, question), judged_in(after, question), question)


def apply(world: World, *measures: Measure) -> World:
    return apply_measures(world, measures, lambda key: Where(key=key))[0]


@dataclass(frozen=True)
class ByService:
    """Everyone's cost of each service, (n_services, n_residents); inf where out of reach."""

    time_s: Any
    length_m: Any
    reach: Any

    @classmethod
    def of(cls, access: Access) -> ByService:
        rows = access.set_of_service
        return cls(
            np.where(np.isnan(access.time_s), np.inf, access.time_s)[rows],
            np.where(np.isnan(access.length_m), np.inf, access.length_m)[rows],
            access.reach[rows],
        )


def assert_nobody_worse_off(before: Access, after: Access) -> None:
    old, new = ByService.of(before), ByService.of(after)
    assert (new.time_s <= old.time_s).all()
    assert (new.reach <= old.reach).all()


def assert_same_figures(one: Any, other: Any) -> None:
    """Compare two summaries, NaN equal to NaN; sums may differ by the order of addition."""
    for name, value in asdict(one).items():
        assert getattr(other, name) == pytest.approx(value, rel=1e-12, abs=1e-9, nan_ok=True), name


@given(worlds())
def test_no_measures_leave_the_world_and_its_scores_as_they_are(world: World) -> None:
    unchanged = apply(world)
    assert unchanged is world
    assert_unchanged(scorecard_of(world, unchanged))


def assert_unchanged(scorecard: Scorecard) -> None:
    rows = (scorecard.focus, scorecard.all_services, *scorecard.by_unit, *scorecard.by_group)
    for row in rows:
        assert repr(row.before) == repr(row.after)  # repr: NaN stands where nobody is
    for before, after in scorecard.standards:
        assert repr(before) == repr(after)
    assert scorecard.gains == ()


@given(worlds(), openings())
def test_opening_sites_makes_nobody_worse_off(world: World, opening: OpenSites) -> None:
    opened = apply(world, opening)
    assert isinstance(opening.sites, NewSites)
    assert len(opened.sites) == len(world.sites) + len(opening.sites.listed or ())
    assert_nobody_worse_off(access_in(world), access_in(opened))


@given(worlds(), offers())
def test_extending_services_makes_nobody_worse_off(world: World, added: list[str]) -> None:
    assume(not world.sites.offers[0][world.services.select(added)].all())
    extended = apply(
        world, ExtendServices.model_validate({"services": tuple(added), "to": ("s0",)})
    )
    assert extended.sites.offers.sum() > world.sites.offers.sum()
    assert_nobody_worse_off(access_in(world), access_in(extended))


@given(worlds(), openings(), offers())
def test_a_site_at_the_door_leaves_only_the_two_legs(
    world: World, opening: OpenSites, added: list[str]
) -> None:
    lon, lat = float(world.residents.lon[0]), float(world.residents.lat[0])
    door = new_site("door", lon, lat, added)
    opened = apply(world, opening, OpenSites(kind="hall", sites=NewSites(listed=(door,))))
    home, _ = placements(world)
    assume(home.placed[0])
    costs = ByService.of(access_in(opened))
    there = costs.time_s[world.services.select(added), 0]
    assert (there <= 2 * home.access_ms[0] / 1000).all()


@given(worlds(), openings(), st.randoms(use_true_random=False))
def test_order_of_residents_sites_and_services_does_not_matter(
    world: World, opening: OpenSites, random: Any
) -> None:
    residents, sites, services = (
        random.sample(range(len(part)), len(part))
        for part in (world.residents, world.sites, world.services)
    )
    shuffled = reordered(world, residents, sites, services)
    one, other = ByService.of(access_in(world)), ByService.of(access_in(shuffled))
    for name in ("time_s", "length_m", "reach"):
        assert np.array_equal(
            getattr(one, name)[np.ix_(services, residents)], getattr(other, name)
        ), name

    card = scorecard_of(world, apply(world, opening))
    shuffled_card = scorecard_of(shuffled, apply(shuffled, opening))
    rows = [(card.focus, shuffled_card.focus), (card.all_services, shuffled_card.all_services)]
    rows += zip(card.by_unit, shuffled_card.by_unit, strict=True)
    for row, same in rows:
        assert row.id == same.id
        assert_same_figures(row.before, same.before)
        assert_same_figures(row.after, same.after)


EVENING, DAY = "Mo-Fr 18:00-21:00", "Mo-Fr 09:00-17:00"


def timed(world: World) -> World:
    """Return the world in a year, sites open by day, some people free in the evening only."""
    desks = replace(world.sites.desks, hours=(DAY,) * len(world.sites.desks))
    groups = (
        PeopleGroup("workers", Text.same("workers"), 0.5, EVENING, 3600.0),
        PeopleGroup("others", Text.same("others"), 0.5, "24/7", 0.0),
    )
    sites = world.sites.with_desks(desks)
    return replace(world, sites=sites, calendar=Calendar.of(2025), people=groups)


def case_costs_s(world: World) -> tuple[Any, Any]:
    """Return travel and time off a year, and who is served, (n_services, n_residents) each."""
    selections = {
        service: np.arange(len(world.services)) == index
        for index, service in enumerate(world.services.ids)
    }
    every = np.ones(len(world.services), dtype=bool)
    asked = Question(Text.same("x"), {FOCUS: every, **selections}, (), 300.0)
    seen = judged_in(world, asked)
    years = [seen.yearly[service] for service in world.services.ids]
    costs = np.array([year.travel_s + year.time_off_s for year in years])
    return costs, np.array([year.cases > 0 for year in years])


def assert_no_case_costs_more(before: World, after: World) -> None:
    (old_s, was_served), (new_s, is_served) = case_costs_s(before), case_costs_s(after)
    assert (is_served >= was_served).all()
    assert (new_s <= old_s * (1 + 1e-12))[was_served].all()


@settings(max_examples=25)
@given(worlds(), st.sampled_from(["Mo-Fr 09:00-20:00", "Mo-Su 08:00-22:00", "24/7"]))
def test_longer_hours_make_no_case_cost_more(world: World, hours: str) -> None:
    before = timed(world)
    longer = SetHours.model_validate({"sites": ("s0",), "hours": hours})
    assert_no_case_costs_more(before, apply(before, longer))


@settings(max_examples=25)
@given(worlds(), positions())
def test_a_timetabled_stop_makes_no_case_cost_more(world: World, at: Position) -> None:
    before = timed(world)
    place = {"name": "n", "lon": CITY.lon(at[0]), "lat": CITY.lat(at[1]), "hours": "We 18:00-20:00"}
    stop = {"id": "bus", "name": "Bus", "services": ("pair",), "stops": (place,)}
    assert_no_case_costs_more(before, apply(before, TimetabledStop.model_validate(stop)))


@given(worlds(), offers(), st.lists(st.sampled_from(list(Scope)), min_size=3, max_size=3))
def test_an_integrated_window_lengthens_no_trip(
    world: World, added: list[str], scopes: list[Scope]
) -> None:
    scope = Jurisdiction.anywhere(2, 1, 3).scope.copy()
    scope[:, 0] = np.array(scopes, dtype=np.uint8)
    ruled = replace(world, jurisdiction=Jurisdiction(scope))
    desks = replace(ruled.sites.desks, pooled=np.zeros(len(ruled.sites), dtype=bool))
    before = replace(ruled, sites=ruled.sites.with_desks(desks))
    content = {"sites": ("s0",), "services": tuple(added)}
    after = apply(before, UpgradeSite.model_validate(content))
    assert_nobody_worse_off(access_in(before), access_in(after))


@given(
    worlds(),
    st.sampled_from(["pooled", "by_type"]),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 40),
)
def test_more_windows_lengthen_no_wait(
    world: World, queues: str, windows: int, more: int, busy: int
) -> None:
    n = len(world.sites)
    services = replace(
        world.services,
        cases_per_person=world.services.cases_per_person * 100 * busy,
        counter_s=np.array([300.0, 900.0, 1800.0]),
        queue=np.arange(3, dtype=np.int32),
        queues=("a", "b", "c"),
    )
    desks = replace(
        world.sites.desks,
        windows=np.full(n, windows, dtype=np.int32),
        pooled=np.full(n, queues == "pooled"),
    )
    before = replace(world, services=services, sites=world.sites.with_desks(desks))
    after = apply(before, SetWindows.model_validate({"sites": {"kind": "hall"}, "add": more}))
    old, new = (judged_in(of, question_of(of)).seen.loads for of in (before, after))
    assert np.array_equal(old.visits, new.visits)
    assert (new.wait_s <= old.wait_s * (1 + 1e-9)).all()


def reordered(
    world: World, residents: Sequence[int], sites: Sequence[int], services: Sequence[int]
) -> World:
    """Return the same world written down in another order."""
    people, points, catalogue = world.residents, world.sites, world.services
    return replace(
        world,
        residents=replace(
            people,
            ids=tuple(people.ids[i] for i in residents),
            names=tuple(people.names[i] for i in residents),
            lon=people.lon[residents],
            lat=people.lat[residents],
            people=people.people[residents],
            unit=people.unit[residents],
            area=tuple(people.area[i] for i in residents),
        ),
        services=replace(
            catalogue,
            ids=tuple(catalogue.ids[i] for i in services),
            names=tuple(catalogue.names[i] for i in services),
            cases_per_person=catalogue.cases_per_person[services],
            visits=Visits.plain(catalogue.visits.visits[services]),
            counter_s=catalogue.counter_s[services],
            result_days=catalogue.result_days[services],
            carried=catalogue.carried[services],
            queue=catalogue.queue[services],
            groups=tuple(
                replace(group, members=group.members[services]) for group in catalogue.groups
            ),
        ),
        sites=replace(
            points,
            ids=tuple(points.ids[i] for i in sites),
            names=tuple(points.names[i] for i in sites),
            kind=points.kind[sites],
            lon=points.lon[sites],
            lat=points.lat[sites],
            unit=points.unit[sites],
            area=tuple(points.area[i] for i in sites),
            desks=Desks.like(
                [points.kinds[points.kind[i]].desks[0] for i in sites],
                np.arange(len(sites), dtype=np.int32),
                points.offers[np.ix_(sites, services)],
            ),
        ),
    )


TOTALS = (
    "people", "people_no_route", "people_unplaced", "people_no_provider", "trips", "person_km",
    "person_h",
)  # fmt: skip


def assert_units_add_up(scorecard: Scorecard) -> None:
    for name in TOTALS:
        for when in ("before", "after"):
            parts = [getattr(getattr(row, when), name) for row in scorecard.by_unit]
            total = getattr(getattr(scorecard.focus, when), name)
            assert math.fsum(parts) == pytest.approx(total, rel=1e-12, abs=1e-9), (name, when)


@given(worlds(), openings())
def test_units_add_up_to_the_whole(world: World, opening: OpenSites) -> None:
    assert_units_add_up(scorecard_of(world, apply(world, opening)))


@given(worlds())
def test_burdens_are_trips_times_both_ways(world: World) -> None:
    costs = ByService.of(access_in(world))
    trips = np.outer(world.services.trips_per_person, world.residents.people)
    reached = np.isfinite(costs.time_s)
    summary = scorecard_of(world, world).all_services.before
    person_h = (2 * trips[reached] * costs.time_s[reached]).sum() / 3600
    person_km = (2 * trips[reached] * costs.length_m[reached]).sum() / 1000
    assert summary.trips == pytest.approx(trips[reached].sum(), rel=1e-12)
    assert summary.person_h == pytest.approx(person_h, rel=1e-12)
    assert summary.person_km == pytest.approx(person_km, rel=1e-12)


@pytest.fixture(scope="module")
def iceland(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, RunResult]:
    """Iceland as it is, with three police stations more, and with police at other sites too."""
    folder = tmp_path_factory.mktemp("scenarios")
    base = str(ROOT / "scenarios" / "iceland.yaml")
    places = np.random.default_rng(20190509)
    homes = pd.read_csv(ROOT / "data" / "iceland" / "residents.csv")[["lon", "lat"]].to_numpy()
    chosen = places.choice(homes, 3, replace=False) + places.uniform(-0.003, 0.003, (3, 2))
    new = [
        {
            "id": f"new{index}",
            "name": {"zh": f"新警察局{index}", "en": f"New police {index}"},
            "lon": lon,
            "lat": lat,
        }
        for index, (lon, lat) in enumerate(chosen.tolist())
    ]
    measures = {
        "as_is": [],
        "opened": [{"open_sites": {"kind": "police_station", "sites": new}}],
        "extended": [
            {"extend_services": {"services": ["paperwork"], "to": {"kind": "library"}}},
            {"extend_services": {"services": ["post"], "to": {"kind": "town_hall"}}},
        ],
    }
    files = []
    for name, wanted in measures.items():
        content = {
            "extends": base,
            "name": {"zh": name, "en": name},
            "measures": wanted,
            "show": {"services": "police"},
        }
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANNER_CACHE_DIR", str(folder / "cache"))
        return dict(zip(measures, planner.compare(files), strict=True))


def test_iceland_as_it_is_equals_its_baseline(iceland: Mapping[str, RunResult]) -> None:
    result = iceland["as_is"]
    assert_unchanged(result.scorecard)
    assert result.after.world is result.before.world
    for name in ("providers", "set_of_service", "time_s", "length_m", "site", "reach"):
        before, after = getattr(result.before.access, name), getattr(result.after.access, name)
        assert before.tobytes() == after.tobytes(), name


@pytest.mark.parametrize("scenario", ["opened", "extended"])
def test_nobody_in_iceland_is_worse_off(iceland: Mapping[str, RunResult], scenario: str) -> None:
    result = iceland[scenario]
    assert_nobody_worse_off(result.before.access, result.after.access)
    assert len(result.scorecard.gains) > 0, "the measure must be felt, or this test shows nothing"
    assert all(place.saved_person_h > 0 for place in result.scorecard.gains)


def test_scenarios_of_iceland_share_one_baseline(iceland: Mapping[str, RunResult]) -> None:
    figures = {repr(result.scorecard.focus.before) for result in iceland.values()}
    assert len(figures) == 1
    for result in iceland.values():
        assert_units_add_up(result.scorecard)
