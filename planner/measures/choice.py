"""Which existing sites and services a measure is about, from what the scenario file writes."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from planner.domain.arrays import BoolArray, LongArray
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where, suggestion
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_choose import ChooseSites
from planner.scenario.measures_choosing import Choosing
from planner.scenario.measures_sites import SiteChoice
from planner.scenario.unknown import unknown_kinds, unknown_services, unknown_site, unknown_units
from planner.text import Text


def chosen_sites(
    world: World, choice: SiteChoice | ChooseSites, at: KeyPlaces, key: str
) -> tuple[LongArray, tuple[Issue, ...]]:
    """Return the positions of the sites chosen at `key`, each once, and the faults of the choice.

    While sites are to be chosen, all candidates are taken. Listed sites come in the order of the
    list, all others ascending. Faults: unknown sites, kinds and units; a choice of kinds and units
    that no site fits; a question that names no candidate.
    """
    sites, units = world.sites, world.units
    if isinstance(choice, ChooseSites):
        found, faults = chosen_sites(world, choice.among, at, f"{key}.among")
        candidates = [sites.ids[site] for site in found.tolist()]
        return found, faults or faults_of_question(world, choice, candidates, at, key)
    if choice.sites is not None:
        faults = tuple(
            unknown_site(site_id, sites, at(f"{key}.sites[{index}]"))
            for index, site_id in enumerate(choice.sites)
            if site_id not in sites.index_of
        )
        known = [sites.index_of[site] for site in choice.sites if site in sites.index_of]
        return np.array(known, dtype=np.int64), faults
    kinds = choice.kind or ()
    issues = [
        *unknown_kinds(kinds, sites, at, f"{key}.kind"),
        *unknown_units(choice.units or (), units, at, f"{key}.units"),
    ]
    if issues:
        return np.empty(0, dtype=np.int64), tuple(issues)
    wanted = np.isin(sites.kind, [sites.kind_ids[kind] for kind in kinds])
    if choice.units is not None:
        wanted &= np.isin(sites.unit, [units.codes.index(code) for code in choice.units])
    found = np.flatnonzero(wanted)
    return found, () if len(found) else (_no_such_site(at, key),)


def faults_of_question(
    world: World, asked: Choosing, candidates: Collection[str], at: KeyPlaces, key: str
) -> tuple[Issue, ...]:
    """Return the words of a question that name no candidate or no unit, or want too many sites."""
    named = {"must_include": asked.must_include or (), "never": asked.never or ()}
    faults = [
        Issue(
            "not_a_candidate",
            Text(f"`{site}` 不在候选点之中", f"`{site}` is none of the candidates"),
            suggestion(site, candidates),
            at(f"{key}.{name}[{index}]"),
        )
        for name, words in named.items()
        for index, site in enumerate(words)
        if site not in candidates
    ]
    units = asked.per_unit.units or () if asked.per_unit else ()
    faults += unknown_units(units, world.units, at, f"{key}.per_unit.units")
    if not faults and asked.per_unit is not None and asked.choose is not None:
        least = (asked.per_unit.at_least or 0) * len(units or world.units.codes)
        if least > asked.choose:
            faults.append(_too_few_asked(least, asked.choose, at(f"{key}.per_unit")))
    return tuple(faults)


def sites_of(world: World, choice: SiteChoice, at: KeyPlaces, key: str = "sites") -> LongArray:
    """Return the positions of the sites chosen at `key`; ScenarioError with its faults."""
    found, faults = chosen_sites(world, choice, at, key)
    if faults:
        raise ScenarioError(faults)
    return found


def sites_and_services(
    world: World, choice: SiteChoice | ChooseSites, words: tuple[str, ...], at: KeyPlaces, key: str
) -> tuple[LongArray, BoolArray]:
    """Return the sites chosen at `key` and the services named at `services`, bool (n_services,).

    Raises ScenarioError with the faults of both.
    """
    faults = list(unknown_services(words, world.services, at, "services"))
    found, of_sites = chosen_sites(world, choice, at, key)
    faults += of_sites
    if faults:
        raise ScenarioError(faults)
    return found, world.services.select(words)


def named_services(world: World, words: tuple[str, ...], at: KeyPlaces) -> BoolArray:
    """Return the services named at `services`, bool (n_services,).

    Raises ScenarioError for words that the catalogue does not know.
    """
    faults = tuple(unknown_services(words, world.services, at, "services"))
    if faults:
        raise ScenarioError(faults)
    return world.services.select(words)


def _too_few_asked(least: int, choose: int, place: Where) -> Issue:
    return Issue(
        "rules_beyond_limit",
        Text(f"各辖区的下限合计 {least} 个点，而 choose 只允许 {choose} 个",
             f"the units want {least} sites in all, and choose allows {choose}"),
        Text(f"写 choose: {least}，或降低 at_least，或用 units 只写部分辖区",
             f"write choose: {least}, or lower at_least, or name fewer units"),
        place,
    )  # fmt: skip


def _no_such_site(at: KeyPlaces, key: str) -> Issue:
    return Issue(
        "no_such_site",
        Text("没有符合这些条件的服务点", "no site fits this choice"),
        Text("核对类别和辖区，或逐个列出服务点编号",
             "check kinds and units, or list the ids of sites"),
        at(key),
    )  # fmt: skip
