"""What scenarios on the same roads need before anything is chosen or judged: study and travel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.analyse.request_figures import evidence_of
from planner.checks import word_faults
from planner.choosing import Settled
from planner.errors import ScenarioError, raise_errors
from planner.measures import apply_measures
from planner.pipeline.shared import Shared
from planner.pipeline.travelling import sensible_travel, travel_step
from planner.prepare.placing import place_points
from planner.prepare.study import prepare_study
from planner.prepare.tables import Tables, read_tables
from planner.progress import Stopwatch
from planner.scenario.load import LoadedScenario, load_study
from planner.sources.cache import cache_folder
from planner.text import Text
from planner.travel import TravelByState, matrix_bytes


def travelled_together(
    scenarios: Sequence[LoadedScenario], watch: Stopwatch, scratch: Path
) -> tuple[Shared, tuple[Settled, ...]]:
    """Return what the scenarios share, travel included, and their worlds with every candidate.

    A measure that asks for sites takes all candidates here, so that all of them are placed and
    travelled to. Travel matrices too large for the memory are kept in `scratch`.
    Raises ScenarioError or DataError with all faults found.
    """
    travel = scenarios[0].scenario.travel
    tables = tables_of(scenarios[0].study_dir, watch)
    raise_errors((i for s in scenarios for i in word_faults(s, tables)), ScenarioError)
    prepared = prepare_study(tables, travel, watch)
    with watch.step(Text("应用举措", "Apply the measures")):
        drafts = tuple(
            Settled(*apply_measures(prepared.world, loaded.scenario.measures, loaded.where), ())
            for loaded in scenarios
        )
    worlds = [draft.world for draft in drafts]
    with sensible_travel(scenarios[0]):
        with watch.step(Text("放到路网上", "Place residents and sites on the roads")):
            points = place_points(prepared.world, worlds, travel)
        states = {
            roads.fingerprint: roads
            for world in (prepared.world, *worlds)
            for roads in (world.roads, *(timed.roads for timed in world.timed_roads))
        }
        size = len(states) * matrix_bytes(len(points.residents), len(points.sites))
        with watch.step(travel_step(size)):
            travelled = TravelByState(
                prepared.world.roads,
                points.residents,
                points.sites,
                points.site_keys,
                optimise=travel.optimise,
                folder=cache_folder() / "hierarchies",
                stream_to=scratch,
                on_progress=watch.observer.advanced,
            )
            for roads in states.values():
                travelled.matrix(roads)
    log, baseline = prepared.requests, prepared.world
    evidence = None if log is None else evidence_of(log, baseline.units, baseline.residents)
    return Shared(prepared, points, travelled, tables.study.study.rates, evidence), drafts


def tables_of(study_dir: Path, watch: Stopwatch) -> Tables:
    """Return the tables of a study, read as a step of their own."""
    with watch.step(Text("读取研究数据", "Read the study")):
        return read_tables(load_study(study_dir))
