"""The measure that shares out packages of services among sites: place_services."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.choice import chosen_sites
from planner.measures.desks import give_services
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, touches_nothing
from planner.scenario.measures_portfolio import PlaceServices
from planner.scenario.unknown import unknown_services
from planner.text import Text


class PlacedServices(PlaceServices):
    """The measure after it is decided; no file can say this.

    由程序定下承接方案之后的举措。
    """

    given: tuple[tuple[str, ...], ...] = ()
    """Ids of the sites that get each package.
    承接各组事项的服务点编号。"""


def package_services(world: World, measure: PlaceServices, at: KeyPlaces) -> list[BoolArray]:
    """Return the services of each package, bool (n_services,) each.

    Raises ScenarioError for unknown services and for services in two packages.
    """
    issues: list[Issue] = []
    found: list[BoolArray] = []
    for index, package in enumerate(measure.packages):
        key = f"packages[{index}].services"
        unknown = tuple(unknown_services(package.services, world.services, at, key))
        issues += unknown
        if unknown:
            continue
        services = world.services.select(package.services)
        for other in found:
            if (services & other).any():
                issues.append(_overlap(world, services & other, at, key))
                break
        found.append(services)
    if issues:
        raise ScenarioError(issues)
    return found


def place_services(
    world: World, measure: PlaceServices, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Let each site handle its packages; before it is decided, every site all of them.

    Raises ScenarioError for unknown services, sites, kinds or units, for a service in two
    packages, and where nothing would change.
    """
    among, faults = chosen_sites(world, measure.among, at, "among")
    try:
        packages = package_services(world, measure, at)
    except ScenarioError as error:
        raise ScenarioError((*error.issues, *faults)) from None
    if faults:
        raise ScenarioError(faults)
    touched = np.zeros(len(world.sites), dtype=bool)
    pairs = n_given = 0
    after, concerned = world, np.zeros(len(world.services), dtype=bool)
    for index, services in enumerate(packages):
        sites = among
        if isinstance(measure, PlacedServices):
            ids = measure.given[index]
            sites = np.array([world.sites.index_of[site] for site in ids], dtype=np.int64)
        given = give_services(after, sites, services)
        after = given.world
        touched |= given.added.any(axis=1)
        pairs += int(given.added.sum())
        n_given += len(sites)
        concerned |= services if len(sites) else False
    decided = isinstance(measure, PlacedServices)
    if not touched.any() and not decided:
        raise ScenarioError(
            touches_nothing(
                at,
                Text("这些服务点原来就能办这些事项，或其渠道办不了",
                     "these sites handle these services already, or their channel cannot"),
            )
        )  # fmt: skip
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{int(touched.sum())} 个服务点共承接 {n_given} 组事项（新增 {pairs} 项次）",
            f"{count(n_given, 'package')} at {count(int(touched.sum()), 'site')} "
            f"({count(pairs, 'new site-service pair')})",
        ),
        sites=tuple(world.sites.ids[site] for site in np.flatnonzero(touched)),
        services=concerned,
        opening_yuan=_spent(measure, int(touched.sum())) if decided else None,
    )
    return after, report


def _spent(measure: PlaceServices, n_sites: int) -> float | None:
    """Return what the given packages cost, None where the file says no cost."""
    if not isinstance(measure, PlacedServices):
        return None
    each = [package.cost * len(ids) for package, ids in
            zip(measure.packages, measure.given, strict=True)]  # fmt: skip
    total = measure.site_cost * n_sites + sum(each)
    return total or None


def _overlap(world: World, both: BoolArray, at: KeyPlaces, key: str) -> Issue:
    first = int(np.flatnonzero(both)[0])
    name, n = world.services.ids[first], int(both.sum())
    return Issue(
        "packages_overlap",
        Text(f"有 {n} 项事项已在前面的一组中，例如 `{name}`",
             f"{count(n, 'service')} of it {'is' if n == 1 else 'are'} in an earlier package "
             f"already, e.g. `{name}`"),
        Text("各组之间不要重复：删去一组，或改用互不重叠的事项组",
             "packages share no services: drop one, or take groups that do not overlap"),
        at(key),
    )  # fmt: skip
