"""A hand-made world and its results: small but rich, or as large as a test asks for.

Travel is plain: the straight way at 40 km/h, one degree being 100 km. Places west of
`NO_ROAD_LON` have no road; the last place is on no road at all.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from planner.analyse.score import score
from planner.domain.area import Unit, Units
from planner.domain.calendar import Calendar
from planner.domain.placement import UNPLACED, Placement
from planner.domain.record import InputFile, LeftOut, Nature, Provenance, StepTiming
from planner.domain.residents import Residents
from planner.domain.result import MeasureReport, Outcome, RunResult
from planner.domain.roads import NAMELESS, Roads
from planner.domain.score import Question, Standard
from planner.domain.services import ServiceGroup, Services
from planner.domain.sites import SiteKind, Sites
from planner.domain.travel import UNREACHABLE, TravelMatrix
from planner.domain.world import World
from planner.errors import Issue, Severity
from planner.pipeline.routing import routes_of
from planner.text import Text
from planner.travel import place, travel_matrix
from tests.accesses import judged_by

WEST, SOUTH = 107.0, 38.0
NO_ROAD_LON = 107.12
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "${alert(3)} {{7*7}} {% raw %}",
    "=HYPERLINK(\"http://example.org\")",
    "🏥 派出所",
    "مركز الشرطة",
    "很长的名字" * 40,
    "'\"><b>&amp;\u2028",
)  # fmt: skip
KINDS = (
    SiteKind.plain("station", Text("派出所", "Police station"), ("counter",)),
    SiteKind.plain("hall", Text("政务大厅", "Service hall"), ("counter", "frequent")),
    SiteKind.plain("agent", Text("邮政代办点", "Postal agent"), ()),
)


def services() -> Services:
    n = 10
    groups = (
        ServiceGroup("frequent", Text("高频事项", "Frequent services"), np.arange(n) < 4),
        ServiceGroup("counter", Text("户籍事项", "Household services"), np.arange(n) >= 7),
        ServiceGroup("everything", Text("全部", "Everything"), np.ones(n, dtype=bool)),
    )
    return Services.plain(
        ids=tuple(f"S{i}" for i in range(n)),
        names=tuple(Text(f"事项{i}", f"Service {i}") for i in range(n)),
        cases_per_person=np.linspace(0.01, 0.1, n),
        visits_per_case=np.full(n, 1.5),
        counter_s=np.full(n, 600.0),
        groups=groups,
    )


def units(width: float, height: float) -> Units:
    names = (Text("东区", "East"), Text("中区", "Centre"), Text("西区</script>", "West </script>"))
    third = width / 3
    boxes = [
        shapely.segmentize(
            shapely.box(WEST + k * third, SOUTH, WEST + (k + 1) * third, SOUTH + height), third / 9
        )
        for k in (2, 1, 0)
    ]
    return Units(
        tuple(
            Unit(f"1506{k}", name, box)
            for k, (name, box) in enumerate(zip(names, boxes, strict=True))
        )
    )  # fmt: skip


def roads(n_edges: int, width: float, height: float, rng: np.random.Generator) -> Roads:
    """Return a grid of streets, the edges of which have four vertices each."""
    side = max(2, int(np.sqrt(n_edges / 2)) + 1)
    lon, lat = np.meshgrid(
        WEST + width * np.linspace(0.02, 0.98, side), SOUTH + height * np.linspace(0.02, 0.98, side)
    )
    lon = lon.ravel() + rng.normal(0, width / side / 8, side * side)
    lat = lat.ravel() + rng.normal(0, height / side / 8, side * side)
    node = np.arange(side * side).reshape(side, side)
    start = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    end = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    line = np.concatenate(
        [np.repeat(np.arange(side), side - 1), np.tile(np.arange(side), side - 1)]
    )
    classes = ("trunk", "secondary", "tertiary", "residential", "track", "ferry")
    every = max(1, side // 6)
    kind = np.where(
        line % (2 * every) == every, 0, np.where(line % every == 0, 1, 2 + line // 2 % 3)
    )
    share = np.array([0.0, 0.35, 0.65, 1.0])
    bend = rng.normal(0, 0.08 * width / side, (len(start), 4)) * [0, 1, 1, 0]
    vertex_lon = lon[start, None] * (1 - share) + lon[end, None] * share + bend
    vertex_lat = lat[start, None] * (1 - share) + lat[end, None] * share - bend
    length = np.hypot(lon[end] - lon[start], lat[end] - lat[start]) * 100_000
    n = len(start)
    return Roads(
        mode="drive", node_lon=lon, node_lat=lat,
        edge_from=start.astype(np.int32), edge_to=end.astype(np.int32),
        length_cm=(length * 100).astype(np.int32),
        forward_ms=(length * 90).astype(np.int32), backward_ms=(length * 90).astype(np.int32),
        edge_class=kind.astype(np.uint8), snappable=np.ones(n, dtype=bool),
        edge_part=np.full(n, -1, dtype=np.int32), edge_road=np.full(n, NAMELESS, dtype=np.int32),
        node_wait_ms=np.zeros(len(lon), dtype=np.int32),
        edge_wait_ms=np.zeros(n, dtype=np.int32), vertex_offset=np.arange(n + 1) * 4,
        vertex_lon=vertex_lon.ravel(), vertex_lat=vertex_lat.ravel(), classes=classes, parts=(),
        road_names=(),
    )  # fmt: skip


def placement(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], *, last_unplaced: bool
) -> Placement:
    n = len(lon)
    edge = np.zeros(n, dtype=np.int32)
    if last_unplaced:
        edge[-1] = UNPLACED
    zeros = np.zeros(n, dtype=np.int32)
    return Placement(edge, np.zeros(n), np.zeros(n), zeros, zeros.copy(), lon, lat)


def travel(world: World, placed: npt.NDArray[np.bool_]) -> TravelMatrix:
    people, sites = world.residents, world.sites
    metres = 100_000 * np.hypot(people.lon[:, None] - sites.lon, people.lat[:, None] - sites.lat)
    cut_off = ~placed | (people.lon < NO_ROAD_LON)
    time_ms = np.where(cut_off[:, None], UNREACHABLE, np.rint(metres * 90)).astype(np.int32)
    length_cm = np.where(cut_off[:, None], UNREACHABLE, np.rint(metres * 100)).astype(np.int32)
    return TravelMatrix(time_ms, length_cm, sites.ids)


def result(
    n_residents: int = 30,
    n_sites: int = 8,
    n_edges: int = 60,
    *,
    as_is: bool = False,
    hostile: bool = True,
    year: bool = False,
    on_roads: bool = False,
    width: float = 1.2,
    height: float = 0.8,
) -> RunResult:
    """Return a run: the first pilots get the frequent services and one agent opens.

    With a `year` opening hours count and the first site has two windows; else all is always open.
    With `on_roads` people travel over the roads, and the ways that they take are known.
    """
    rng = np.random.default_rng(7)
    area, catalogue = units(width, height), services()
    lon = WEST + width * rng.random(n_residents)
    lat = SOUTH + height * rng.random(n_residents)
    lon[0] = WEST + width / 100  # without a road, always
    names = [f"第{i}村" for i in range(n_residents)]
    if hostile:
        names[: len(HOSTILE)] = HOSTILE
    residents = Residents(
        tuple(f"R{i}" for i in range(n_residents)), tuple(names), lon, lat,
        np.round(rng.lognormal(5.2, 1.2, n_residents)), area.locate(lon, lat),
    )  # fmt: skip
    site_lon = WEST + width * (0.15 + 0.8 * rng.random(n_sites))
    site_lat = SOUTH + height * (0.1 + 0.8 * rng.random(n_sites))
    kind = np.where(np.arange(n_sites) % 5 == 4, 2, 0)
    kind[0] = 1
    offers = np.zeros((n_sites, len(catalogue)), dtype=bool)
    offers[:, 7:] = (kind != 2)[:, None]
    offers[0] = True
    site_names = [Text(f"第{i}派出所", f"Station {i}") for i in range(n_sites)]
    if hostile:
        site_names[: len(HOSTILE)] = [Text.same(name) for name in HOSTILE[:n_sites]]
    sites = Sites.one_desk_each(
        tuple(f"P{i}" for i in range(n_sites)), tuple(site_names), kind=kind.astype(np.int32),
        lon=site_lon, lat=site_lat, unit=area.locate(site_lon, site_lat), offers=offers,
        kinds=KINDS,
    )  # fmt: skip
    hours = ("Mo-Fr 09:00-17:00",) * (n_sites - 1) + ("",)
    sites = sites.with_desks(replace(sites.desks, hours=hours))
    network = roads(n_edges, width, height, rng)
    if year:
        windows = np.where(np.arange(n_sites) == 0, 2, 0).astype(np.int32)
        sites = sites.with_desks(replace(sites.desks, windows=windows))
    calendar = Calendar.of(2025, "CN") if year else None
    before_world = World(area, network, residents, catalogue, sites, calendar=calendar)
    pilots = () if as_is else tuple(range(1, min(6, n_sites - 1)))
    after_world = before_world if as_is else replace(before_world, sites=_changed(sites, pilots))
    focus = catalogue.groups[0].members
    placed = np.arange(n_residents) != n_residents - 1
    standards = (
        (Standard(0.9, within_s=1800.0), "focus"),
        (Standard(0.8, within_m=40_000.0, services=("counter",)), "counter"),
    )
    selections = {"focus": focus, "all": np.ones(len(catalogue), dtype=bool)}
    selections |= {group.id: group.members for group in catalogue.groups}
    question = Question(Text("高频事项", "Frequent services"), selections, standards, 1800.0)
    worlds = (before_world, after_world)
    homes = placement(lon, lat, last_unplaced=True)
    doors = [placement(w.sites.lon, w.sites.lat, last_unplaced=False) for w in worlds]
    if on_roads:
        homes = place(network, lon, lat, access_speed_kmh=5, farthest_m=20_000)
        doors = [
            place(network, w.sites.lon, w.sites.lat, access_speed_kmh=5, farthest_m=20_000)
            for w in worlds
        ]
        placed = homes.placed
    matrices = [
        travel_matrix(network, homes, door, w.sites.ids) if on_roads else travel(w, placed)
        for w, door in zip(worlds, doors, strict=True)
    ]
    judged = [
        judged_by(world, matrix, placed, question)
        for world, matrix in zip(worlds, matrices, strict=True)
    ]
    before, after = (
        Outcome(
            world=j.world,
            site_placement=door,
            access=j.seen.access,
            typical=j.typical,
            yearly=j.yearly,
            slices=j.timetable.slices,
            hourly=j.hourly["focus"],
            needs=j.needs["focus"],
            loads=j.seen.loads,
        )
        for j, door in zip(judged, doors, strict=True)
    )
    routes = routes_of(homes, before, after, focus, optimise="fastest") if on_roads else None
    card = score(judged[0], judged[1], question)
    touched = (*(sites.ids[i] for i in pilots), "NEW")
    return RunResult(
        name=Text("高频事项下沉试点派出所" if not as_is else "现状", "Frequent services to pilots"),
        description=Text("五个试点派出所办理高频事项", "Pilot stations handle frequent services"),
        scenario_id="pilots", city=Text("试验市", "Testville"),
        focus_name=Text("高频事项", "Frequent services"), selections=selections,
        resident_placement=homes,
        before=before, after=after, scorecard=card,
        measures=() if as_is else (
            MeasureReport(
                "extend_services", Text("4 项事项 × 5 个派出所", "4 services x 5 stations"),
                touched, focus,
            ),
        ),
        provenance=(
            Provenance(Text("人口", "People"), Nature.FACT, Text("普查", "Census"), "CC-BY-4.0"),
            Provenance(Text("道路", "Roads"), Nature.MODELLED, Text("模型", "Model")),
            Provenance(Text("办件频次", "Demand"), Nature.ASSUMED, Text("假设", "Assumption")),
        ),
        left_out=(
            LeftOut(
                "unplaced", Text("居民点附近没有道路", "Residents far from any road"), 1, 120.0,
                (HOSTILE[0],),
            ),
        ),
        warnings=(
            Issue(
                "island", Text("孤立路段 3 公里", "An island of 3 km"), Text("查看", "look"),
                severity=Severity.WARNING,
            ),
        ),
        inputs=(InputFile("residents.csv", "ab" * 32, 1234),),
        settings={"mode": "drive", "optimise": "fastest", "farthest_from_road_m": 5000.0,
                  "limit": float("nan")},
        content={"name": {"zh": "试点", "en": "Pilots"}, "measures": [{"extend_services": {}}]},
        timings=(StepTiming(Text("行程", "Travel"), 1.25),),
        data_date="2020-11-01",
        routes=routes,
    )  # fmt: skip


def _changed(sites: Sites, pilots: tuple[int, ...]) -> Sites:
    offers = np.vstack([sites.offers, np.zeros((1, sites.offers.shape[1]), dtype=bool)])
    offers[[*pilots, len(sites)], :4] = True
    changed = Sites.one_desk_each(
        (*sites.ids, "NEW"), (*sites.names, Text("新代办点", "New agent")),
        kind=np.append(sites.kind, 2).astype(np.int32),
        lon=np.append(sites.lon, WEST + 0.5), lat=np.append(sites.lat, SOUTH + 0.4),
        unit=np.append(sites.unit, 1).astype(np.int32), offers=offers, kinds=sites.kinds,
    )  # fmt: skip
    windows = np.append(sites.desks.windows, 0).astype(np.int32)
    hours = (*sites.hours, "24/7")
    return changed.with_desks(replace(changed.desks, hours=hours, windows=windows))
