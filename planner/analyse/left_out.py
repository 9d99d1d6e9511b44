"""What could not take part in the figures: counted and named, never dropped silently."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from planner.domain.access import Access, Reach
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.placement import Placement
from planner.domain.record import LeftOut
from planner.domain.residents import Residents
from planner.domain.services import Services
from planner.domain.sites import Sites
from planner.domain.world import World
from planner.errors import Issue, Severity
from planner.text import Text, counted
from planner.units import M_PER_KM

N_EXAMPLES = 10
MANY = 0.05


def of_placement(
    world: World,
    residents: Placement,
    sites: Placement,
    near_island_m: FloatArray,
    farthest_m: float,
) -> tuple[LeftOut, ...]:
    """List everyone and everything that is not where it was said to be on the roads.

    `near_island_m` is each resident's distance to the nearest island road, inf without islands;
    beyond `farthest_m` nothing is placed.
    """
    return (
        *_unplaced_residents(world.residents, residents, farthest_m),
        *_unplaced_sites(world.sites, sites, farthest_m),
        *_residents_near_islands(world.residents, residents, near_island_m),
    )


def _unplaced_residents(
    residents: Residents, placement: Placement, farthest_m: float
) -> tuple[LeftOut, ...]:
    """List residents without a usable road within the limit."""
    km = farthest_m / M_PER_KM
    return _residents(
        "residents_unplaced",
        Text(
            f"居民点距可用道路超过 {km:g} 公里，未参与出行计算",
            f"residents farther than {km:g} km from a usable road: no travel computed",
        ),
        residents,
        ~placement.placed,
        placement.snap_m,
    )


def _residents_near_islands(
    residents: Residents, placement: Placement, island_distance_m: FloatArray
) -> tuple[LeftOut, ...]:
    """List residents whose nearest road is an island, though they were placed elsewhere.

    `island_distance_m` is the distance to the nearest island road, inf where there is none.
    """
    return _residents(
        "residents_near_islands",
        Text(
            "居民点离孤立路段最近，已改放到主路网上",
            "residents whose nearest road is an island: placed on the connected network instead",
        ),
        residents,
        placement.placed & (island_distance_m < placement.snap_m),
        placement.snap_m,
    )


def _unplaced_sites(sites: Sites, placement: Placement, farthest_m: float) -> tuple[LeftOut, ...]:
    """List sites that nobody can travel to because no usable road is near."""
    missing = np.flatnonzero(~placement.placed)
    if not len(missing):
        return ()
    km = farthest_m / M_PER_KM
    return (
        LeftOut(
            code="sites_unplaced",
            what=Text(
                f"服务点距可用道路超过 {km:g} 公里，无人能到达",
                f"sites farther than {km:g} km from a usable road: nobody can travel there",
            ),
            count=len(missing),
            people=0.0,
            examples=tuple(f"{sites.ids[i]} {sites.names[i].zh}" for i in missing[:N_EXAMPLES]),
        ),
    )


def residents_without_route(residents: Residents, access: Access) -> tuple[LeftOut, ...]:
    """List residents on a road from which some offered service cannot be reached."""
    cut_off = (access.reach == Reach.NO_ROUTE).any(axis=0)
    return _residents(
        "residents_without_route",
        Text(
            "居民点没有道路通到任何一个可办服务点（如海岛、断头路网）",
            "residents without a road to any provider of some service (an island, a cut-off part)",
        ),
        residents,
        cut_off,
        residents.people,
    )


def many_without_route(residents: Residents, access: Access) -> tuple[Issue, ...]:
    """Warn where more than 5 % of people have no route: the roads are the likely cause."""
    cut_off = (access.reach == Reach.NO_ROUTE).any(axis=0)
    people = float(residents.people[cut_off].sum())
    share = people / residents.total_people if residents.total_people else 0.0
    if share <= MANY:
        return ()
    return (
        Issue(
            "many_without_route",
            Text(
                f"{share:.0%} 的居民（{people:,.0f} 人）没有道路通到服务点，结果不可靠",
                f"{share:.0%} of residents ({counted(people, 'person', 'people')}) have no route "
                "to a site: the result cannot be relied on",
            ),
            Text(
                "检查道路数据是否适合这种出行方式（步行需要人行道、小路），或把 smallest_part 调大",
                "check that the road data suits the way of travel (walking needs footways and "
                "paths), or raise smallest_part",
            ),
            severity=Severity.WARNING,
        ),
    )


def unplaced_changes(
    sites: Sites, placement: Placement, changed: Collection[str]
) -> tuple[Issue, ...]:
    """Warn of sites that a measure touched but nobody can travel to: no usable road is near."""
    rows = [i for i in np.flatnonzero(~placement.placed).tolist() if sites.ids[i] in changed]
    if not rows:
        return ()
    zh = "、".join(f"{sites.names[i].zh}（{sites.ids[i]}）" for i in rows[:N_EXAMPLES])
    en = ", ".join(f"{sites.names[i].en} ({sites.ids[i]})" for i in rows[:N_EXAMPLES])
    return (
        Issue(
            "changed_site_unplaced",
            Text(
                f"方案涉及的服务点附近没有可用道路，无人能到达：{zh}",
                f"sites of this scenario have no usable road nearby, nobody gets there: {en}",
            ),
            Text("核对经纬度，或放宽 farthest_from_road",
                 "check the coordinates, or widen farthest_from_road"),
            severity=Severity.WARNING,
        ),
    )  # fmt: skip


def residents_outside_units(residents: Residents) -> tuple[LeftOut, ...]:
    """List residents who lie in no unit: they count in the totals, not in the ranking."""
    return _residents(
        "residents_outside_units",
        Text("居民点不在任何辖区内，计入总数，不计入辖区排名",
             "residents outside every unit: in the totals, in no unit's row"),
        residents,
        residents.unit < 0,
        residents.people,
    )  # fmt: skip


def services_not_offered(
    services: Services, offers: BoolArray, judged: BoolArray
) -> tuple[LeftOut, ...]:
    """List services that no site handles in the baseline and that no figure covers.

    `offers` is bool (n_sites, n_services), `judged` is True for services that a figure covers.
    """
    missing = np.flatnonzero(~offers.any(axis=0) & ~judged)
    if not len(missing):
        return ()
    return (
        LeftOut(
            code="services_not_offered",
            what=Text("现状没有任何服务点可办的事项，不计入指标",
                      "services that no site handles in the baseline: in no figure"),
            count=len(missing),
            people=0.0,
            examples=tuple(
                f"{services.ids[i]} {services.names[i].zh}" for i in missing[:N_EXAMPLES]
            ),
        ),
    )  # fmt: skip


def _residents(
    code: str, what: Text, residents: Residents, concerned: BoolArray, weight: FloatArray
) -> tuple[LeftOut, ...]:
    """Return the record of the residents concerned, the heaviest named first."""
    found = np.flatnonzero(concerned)
    if not len(found):
        return ()
    order = found[np.argsort(-weight[found], kind="stable")][:N_EXAMPLES]
    return (
        LeftOut(
            code=code,
            what=what,
            count=len(found),
            people=float(residents.people[found].sum()),
            examples=tuple(residents.names[i] or residents.ids[i] for i in order),
        ),
    )
