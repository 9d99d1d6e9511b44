"""Write down measures that change something in a study, for a planner to go on from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from planner.domain.roads import Roads
from planner.domain.world import World
from planner.errors import Issue, PlannerError, ScenarioError, Where, closest, suggestion
from planner.measures import apply_measures
from planner.prepare.tables import read_tables
from planner.scenario.load import load_scenario, load_study
from planner.scenario.measure_bodies import Chosen, StudyWords, bodies
from planner.scenario.schema_measures import MEASURE_KEYS, MEASURES, Measure
from planner.scenario.template import MeasureDraft
from planner.scenario.unknown import unknown_kind, unknown_services, unknown_site
from planner.text import Text

MOST_TRIED: Final = 400
"""Bodies that are tried for one measure."""


def starting_world(study: Path | None, extends: Path | None) -> tuple[World, tuple[str, ...]]:
    """Return the world that a new scenario starts from, without roads, and what it shows.

    Raises ScenarioError or DataError for faults of the study or of the scenario that is extended.
    """
    loaded = None if extends is None else load_scenario(extends)
    folder = study or (loaded.study_dir if loaded else None)
    if folder is None:
        raise ValueError("a scenario needs a study or a scenario to extend")
    world = read_tables(load_study(folder)).world(Roads.empty("drive"))
    if loaded is None:
        return world, ()
    world, _ = apply_measures(world, loaded.scenario.measures, loaded.where)
    return world, loaded.scenario.show.services if loaded.scenario.show else ()


def words_of(
    world: World,
    shown: Sequence[str] = (),
    services: Sequence[str] = (),
    sites: Sequence[str] = (),
) -> StudyWords:
    """Return what a new scenario may name; `services` and `sites` are the planner's own choice.

    Sites are ids or kinds. Raises ScenarioError for words that the study does not know.
    """
    faults = list(
        unknown_services(services, world.services, lambda _: Where(file="--services"), "")
    )
    kinds = [word for word in sites if word in world.sites.kind_ids]
    ids = [word for word in sites if word in world.sites.index_of]
    faults += [_unknown_site(word, world) for word in sites if word not in {*kinds, *ids}]
    if faults:
        raise ScenarioError(faults)
    some = [
        group.id
        for group in world.services.groups
        if group.members.any() and not group.members.all()
    ]
    with_sites = [kind.id for kind in world.sites.kinds if len(world.sites.of_kind(kind.id))]
    chosen: Chosen | None = services[0] if len(services) == 1 else tuple(services)
    first = world.services.ids[:1]
    name, lon, lat = _far_place(world)
    return StudyWords(
        services=(chosen,) if chosen else tuple(dict.fromkeys((*shown, *some, *first))),
        kinds=tuple(kinds or with_sites),
        all_kinds=tuple(kind.id for kind in reversed(world.sites.kinds)),
        sites=world.sites.ids,
        units=world.units.codes or ("000000",),
        chosen=tuple(ids),
        place=name,
        lon=lon,
        lat=lat,
    )


def drafts(keys: Sequence[str], world: World, words: StudyWords) -> Iterator[MeasureDraft]:
    """Yield one draft for each measure, each in the world that those before it leave.

    Raises ScenarioError for an unknown measure.
    """
    unknown = [key for key in keys if key not in MEASURE_KEYS]
    if unknown:
        raise ScenarioError(_unknown_measure(unknown[0]))
    for key in keys:
        found, world = _draft(key, world, words)
        yield found


def _draft(key: str, world: World, words: StudyWords) -> tuple[MeasureDraft, World]:
    """Return the first body that changes something, else one with the reason why not; the world."""
    model = next(measure for measure in MEASURES if measure.key == key)
    why: Text | None = None
    for body in islice(bodies(key, words), MOST_TRIED):
        measure: Measure = model.model_validate(body)
        try:
            changed, _ = apply_measures(world, [measure], _nowhere)
        except PlannerError as error:
            why = why or error.issues[0].message
            continue
        return MeasureDraft(key, body), changed
    return MeasureDraft(key, next(bodies(key, words)), idle=why), world


def _nowhere(key: str) -> Where:
    return Where(key=key)


def _far_place(world: World) -> tuple[str, float, float]:
    """Return a place with many people far from any site: the most person-metres, straight."""
    residents, sites = world.residents, world.sites
    east = math.cos(math.radians(float(residents.lat.mean())))
    off_degrees, _ = cKDTree(np.column_stack([sites.lon * east, sites.lat])).query(
        np.column_stack([residents.lon * east, residents.lat])
    )
    place = int(np.argmax(residents.people * off_degrees))
    name = residents.names[place] or residents.ids[place]
    return name, round(float(residents.lon[place]), 5), round(float(residents.lat[place]), 5)


def _unknown_site(word: str, world: World) -> Issue:
    place = Where(file="--sites")
    kinds = world.sites.kind_ids
    near = closest(word, (*kinds, *world.sites.ids))
    # Codes of sites end in digits, kinds are words.
    means_kind = near in kinds if near is not None else not word[-1:].isdigit()
    unknown = unknown_kind if means_kind else unknown_site
    return unknown(word, world.sites, place)


def _unknown_measure(key: str) -> Issue:
    return Issue(
        "unknown_measure",
        Text(f"没有叫 `{key}` 的举措", f"there is no measure `{key}`"),
        suggestion(key, MEASURE_KEYS),
        Where(file="--measure"),
    )
