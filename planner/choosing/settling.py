"""Measures that ask for sites become measures that name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.choosing.answering import Answered, answer_to
from planner.choosing.asked import Asked
from planner.choosing.capacities import all_to_nearest, require_room_and_ways
from planner.choosing.portfolio import place_packages, require_same_hours
from planner.choosing.question import STANDING
from planner.choosing.rescore import require_same, rescored, spacing_m
from planner.choosing.rows import rows_of
from planner.choosing.saying import choice_text
from planner.choosing.wanted import Wanted
from planner.choosing.ways import Ways
from planner.domain.arrays import BoolArray
from planner.domain.result import MeasureReport
from planner.domain.siting import SitingReport
from planner.domain.world import World
from planner.errors import Where
from planner.measures import apply_measures
from planner.measures.candidates import candidate_sites
from planner.measures.choice import sites_of
from planner.measures.chosen import asks, with_earlier_sites
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_choose import ChooseNew, ChooseSites
from planner.scenario.measures_desks import UpgradeSite
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_portfolio import PlaceServices
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import NewSites, SiteChoice
from planner.scenario.schema_measures import Measure
from planner.siting.models import PDispersion, is_capacitated
from planner.text import Text


@dataclass(frozen=True)
class Settled:
    """A scenario whose sites are all known.

    siting   one for each question, in the order of the measures
    """

    world: World
    reports: tuple[MeasureReport, ...]
    siting: tuple[SitingReport, ...]


def settle(
    world: World,
    measures: Sequence[Measure],
    where: Callable[[str], Where],
    ways: Ways,
    *,
    wanted: Wanted | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Settled:
    """Answer every question in order and apply all measures.

    A question is about the world as the measures before it make it. `where` gives the place of a
    key of the scenario file. Raises ScenarioError as measures do, SitingError where a question has
    no answer, RescoreError if an answer is not what the solver says.
    """
    settled: list[Measure] = []
    siting: dict[int, SitingReport] = {}
    for index, measure in enumerate(measures):
        if not asks(measure):
            settled.append(measure)
            continue
        before, reports = apply_measures(world, settled, where)
        touched = {number: report.sites for number, report in enumerate(reports)}
        at = KeyPlaces(where, f"measures[{index}].{measure.key}")
        said = with_earlier_sites(measure, touched, index, at)
        every, _ = apply_measures(world, [*settled, said], where)
        if isinstance(said, PlaceServices):
            placed = place_packages(said, before, every, at, ways, wanted or Wanted(), on_progress)
            settled.append(placed.measure)
            after, _ = apply_measures(world, settled, where)
            require_same_hours(placed, after, ways)
            siting[index] = placed.report
            continue
        asked, named = _asked(said, before, every, at)
        choice = asked.choice
        demand = rows_of(
            asked, ways, whole_case=choice.minimise == "case_time", backup=choice.backup is not None
        )
        found = answer_to(asked, demand, ways.optimise, wanted or Wanted(), on_progress)
        settled.append(named(found))
        after, _ = apply_measures(world, settled, where)
        _require_same(after, asked, ways, found)
        siting[index] = found.report
    world, reports = apply_measures(world, settled, where)
    return Settled(
        world,
        tuple(
            _with_choice(report, siting[index]) if index in siting else report
            for index, report in enumerate(reports)
        ),
        tuple(siting.values()),
    )


def _require_same(after: World, asked: Asked, ways: Ways, found: Answered) -> None:
    posed, solution = found.posed, found.solution
    if is_capacitated(posed.model):
        require_room_and_ways(after, asked, ways, posed, solution)
        posed, solution = all_to_nearest(posed, solution)
    if isinstance(posed.model, PDispersion):
        anew = spacing_m(after, [site.id for site in found.report.chosen])
    else:
        alone = posed.problem.weight[solution.unserved]
        anew = rescored(after, asked.services, ways, posed, alone)
    require_same(posed, solution, anew)


def _question(measure: Measure) -> tuple[str, ChooseSites | ChooseNew] | None:
    """Return the key and the question of a measure that asks for sites."""
    match measure:
        case ExtendServices(to=ChooseSites() as choice):
            return "to", choice
        case UpgradeSite(sites=ChooseSites() as choice):
            return "sites", choice
        case OpenSites(sites=ChooseNew() as choice):
            return "sites", choice
    return None


def _asked(
    measure: Measure, before: World, every: World, at: KeyPlaces
) -> tuple[Asked, Callable[[Answered], Measure]]:
    """Return the question with its worlds, and the way from its answer to a measure with sites."""
    question = _question(measure)
    if question is None:
        raise ValueError("the measure asks nothing")
    key, choice = question
    inside = KeyPlaces(at.where, f"{at.prefix}.{key}")
    if isinstance(choice, ChooseNew) and isinstance(measure, OpenSites):
        listed = candidate_sites(before, choice, measure.kind, at)
        ids = [site.id for site in listed]

        def opened(found: Answered) -> Measure:
            sites = tuple(listed[row] for row in _rows(found))
            return measure.model_copy(update={key: NewSites.model_construct(listed=sites)})

        named = opened
    elif isinstance(choice, ChooseSites):
        chosen = sites_of(before, choice.among, at, f"{key}.among")
        ids = [before.sites.ids[site] for site in chosen.tolist()]

        def existing(found: Answered) -> Measure:
            sites = tuple(ids[row] for row in _rows(found))
            return measure.model_copy(update={key: SiteChoice.model_construct(sites=sites)})

        named = existing
    candidates = np.array([every.sites.index_of[site] for site in ids], dtype=np.int64)
    services = _services(measure, every, every.sites.offers[candidates])
    return Asked(before, every, candidates, services, inside, choice), named


def _services(measure: Measure, every: World, offered: BoolArray) -> BoolArray:
    """Return what a measure is about: the services it names, or those that new sites handle."""
    if isinstance(measure, ExtendServices | UpgradeSite):
        return every.services.select(measure.services)
    return np.asarray(offered.any(axis=0))


def _rows(found: Answered) -> list[int]:
    return [int(site) - 1 for site in found.solution.chosen if site != STANDING]


def _with_choice(report: MeasureReport, siting: SitingReport) -> MeasureReport:
    n = sum(one.state != "existing" for one in siting.candidates)
    said = choice_text(siting.in_order, n, siting.gap)
    return replace(
        report, text=Text(f"{said.zh}；{report.text.zh}", f"{said.en}; {report.text.en}")
    )
