"""Measures on which sites there are: open_sites, close_sites."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.channels import Channel
from planner.domain.desks import DeskKind
from planner.domain.result import MeasureReport
from planner.domain.sites import SiteKind
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.candidates import candidate_sites
from planner.measures.choice import faults_of_question, sites_of
from planner.measures.costs import opening_yuan, running_yuan
from planner.measures.keys import KeyPlaces
from planner.measures.opening import (
    Opening,
    far_away,
    handles_nothing,
    id_taken,
    is_far_away,
    with_sites,
)
from planner.measures.words import count, no_longer_handled
from planner.scenario.measures_choose import ChooseNew
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_sites import CloseSites, NewSite
from planner.scenario.unknown import unknown_kind, unknown_services
from planner.text import Text


def open_sites(world: World, measure: OpenSites, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Add new sites of a kind, which handle what they name or else what the kind offers.

    Raises ScenarioError for an unknown kind, unknown services, ids that the study has already,
    places far away, and sites that would handle nothing.
    """
    sites, services = world.sites, world.services
    if measure.kind not in sites.kind_ids:
        raise ScenarioError(unknown_kind(measure.kind, sites, at("kind")))
    kind = sites.kind_ids[measure.kind]
    issues: list[Issue] = []
    openings: list[Opening] = []
    for index, site in enumerate(_new(world, measure, at)):
        if site.kind is not None and site.kind not in sites.kind_ids:
            issues.append(unknown_kind(site.kind, sites, at(f"sites[{index}].kind")))
            continue
        own = kind if site.kind is None else sites.kind_ids[site.kind]
        desks = _desks(sites.kinds[own], measure)
        words = desks[0].offers if site.services is None else site.services
        unknown = list(unknown_services(words, services, at, f"sites[{index}].services"))
        issues.extend(unknown)
        if is_far_away(world.units, site.lon, site.lat):
            place = at(f"sites[{index}].lon")
            issues.append(far_away(world.units, site.id, site.lon, site.lat, place))
        if site.id in sites.index_of:
            issues.append(id_taken(site.id, at(f"sites[{index}].id")))
        if unknown:
            continue
        usual = replace(
            desks[0],
            hours=site.hours or measure.hours or desks[0].hours,
            windows=site.windows or measure.windows or desks[0].windows,
        )
        wanted = services.select(words)
        if not (wanted & services.carried[:, usual.channel]).any():
            issues.append(handles_nothing(site.id, at(f"sites[{index}]")))
        further = ((desk, services.select(desk.offers)) for desk in desks[1:])
        openings.append(
            Opening(
                site.id, site.name, site.lon, site.lat, ((usual, wanted), *further),
                site.area or "", own,
            )
        )  # fmt: skip
    if issues:
        raise ScenarioError(issues)
    opened = with_sites(world, kind, openings)
    new = np.arange(len(sites), len(opened.sites))
    named = [sites.kinds[k].name for k in np.unique(opened.sites.kind[new]).tolist()]
    kind_name = Text("、".join(k.zh for k in named), ", ".join(k.en for k in named))
    handled = np.asarray(opened.sites.offers[new].any(axis=0))
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"新设 {len(new)} 个{kind_name.zh}，可办 {int(handled.sum())} 项事项",
            f"{count(len(new), 'new site')} of kind {kind_name.en}, handling "
            f"{count(int(handled.sum()), 'service')}",
        ),
        sites=tuple(one.id for one in openings),
        services=handled,
        opening_yuan=opening_yuan(opened.sites, new),
        yearly_yuan=running_yuan(opened.sites, new),
    )
    return opened, report


def close_sites(world: World, measure: CloseSites, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Remove sites; the report warns of what nobody handles then.

    Raises ScenarioError for unknown sites, kinds or units, and where no site would be left.
    """
    sites = world.sites
    chosen = np.sort(sites_of(world, measure.sites, at))
    if len(chosen) == len(sites):
        raise ScenarioError(_none_left(at))
    gone = np.zeros(len(sites), dtype=bool)
    gone[chosen] = True
    after = replace(world, sites=sites.without(gone))
    handled = np.asarray(sites.offers[chosen].any(axis=0))
    warning = no_longer_handled(world, after)
    saved_yuan = running_yuan(sites, chosen)
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"撤销 {len(chosen)} 个服务点，它们可办 {int(handled.sum())} 项事项{warning.zh}",
            f"{count(len(chosen), 'site')} closed, which handled "
            f"{count(int(handled.sum()), 'service')}{warning.en}",
        ),
        sites=tuple(sites.ids[site] for site in chosen),
        services=handled,
        yearly_yuan=None if saved_yuan is None else -saved_yuan,
    )
    return after, report


def _new(world: World, measure: OpenSites, at: KeyPlaces) -> tuple[NewSite, ...]:
    """Return the sites that open; while they are to be chosen, all candidates."""
    if isinstance(measure.sites, ChooseNew):
        candidates = candidate_sites(world, measure.sites, measure.kind, at)
        ids = [one.id for one in candidates]
        faults = faults_of_question(world, measure.sites, ids, at, "sites")
        if faults:
            raise ScenarioError(faults)
        return candidates
    if measure.sites.listed is None:
        raise AssertionError("the loader reads the sites of a file")
    return measure.sites.listed


def _desks(kind: SiteKind, measure: OpenSites) -> tuple[DeskKind, ...]:
    """Return the desks of new sites, the usual one first: of their kind, or of one channel."""
    if measure.channel is None:
        return kind.desks
    channel = Channel.of(measure.channel)
    own = [desk for desk in kind.desks if desk.channel == channel]
    return (own[0] if own else DeskKind(kind.desks[0].offers, channel),)


def _none_left(at: KeyPlaces) -> Issue:
    return Issue(
        "no_site_left",
        Text("撤销后一个服务点也不剩", "no site would be left"),
        Text("保留至少一个服务点", "keep at least one site"),
        at("sites"),
    )
