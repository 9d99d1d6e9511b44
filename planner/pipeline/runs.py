"""Run scenarios against the study as it is, one named step a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np

from planner.analyse import left_out
from planner.analyse.request_figures import evidence_of
from planner.checks import word_faults
from planner.domain.result import PreparedStudy, RunResult
from planner.domain.spread import Logit
from planner.errors import Issue, ScenarioError, raise_errors
from planner.measures import apply_measures
from planner.pipeline.results import result_of
from planner.pipeline.shared import Shared
from planner.pipeline.travelling import sensible_travel, travel_step
from planner.prepare.placing import place_points
from planner.prepare.study import prepare_study
from planner.prepare.tables import Tables, read_tables
from planner.progress import Observer, Stopwatch
from planner.scenario.load import LoadedScenario, load_scenario, load_study
from planner.scenario.schema import Travel
from planner.sources.cache import cache_folder, scratch_folder
from planner.text import Text
from planner.travel import TravelByState, matrix_bytes


def run(scenario: str | Path | LoadedScenario, *, observer: Observer | None = None) -> RunResult:
    """Return the result of one scenario against the study as it is.

    Raises ScenarioError or DataError with all faults found; writes nothing.
    """
    return compare([scenario], observer=observer)[0]


def compare(
    scenarios: Sequence[str | Path | LoadedScenario], *, observer: Observer | None = None
) -> tuple[RunResult, ...]:
    """Return the results of several scenarios; each state of the roads is travelled once."""
    loaded = _load(scenarios)
    results: dict[int, RunResult] = {}
    order = sorted(range(len(loaded)), key=lambda i: _road_state(loaded[i]))
    for _, group in groupby(order, key=lambda i: _road_state(loaded[i])):
        members = list(group)
        with scratch_folder() as scratch:
            together = _run_on_same_roads(
                [loaded[i] for i in members], Stopwatch(observer), scratch
            )
        results.update(zip(members, together, strict=True))
    return tuple(results[i] for i in range(len(loaded)))


def read_study(folder: str | Path, *, observer: Observer | None = None) -> PreparedStudy:
    """Return a study as it is for residents who drive, with what is doubtful or left out.

    Raises ScenarioError or DataError with all faults found.
    """
    travel = Travel()
    watch = Stopwatch(observer)
    prepared = prepare_study(_read_tables(Path(folder), watch), travel, watch)
    world = prepared.world
    with watch.step(Text("放到路网上", "Place residents and sites on the roads")):
        points = place_points(world, (), travel)
    found = left_out.of_placement(
        world, points.residents, points.sites, points.near_island_m, travel.farthest_from_road_m
    )
    return replace(
        prepared,
        left_out=(
            *prepared.left_out,
            *found,
            *left_out.residents_outside_units(world.residents),
            *left_out.services_not_offered(
                world.services, world.sites.offers, np.zeros(len(world.services), dtype=bool)
            ),
        ),
    )


def _load(scenarios: Sequence[str | Path | LoadedScenario]) -> list[LoadedScenario]:
    """Load every file, then raise the faults of all of them at once."""
    loaded: list[LoadedScenario] = []
    issues: list[Issue] = []
    for scenario in scenarios:
        try:
            loaded.append(
                scenario if isinstance(scenario, LoadedScenario) else load_scenario(Path(scenario))
            )
        except ScenarioError as error:
            issues.extend(error.issues)
    if issues:
        raise ScenarioError(issues)
    return loaded


def _road_state(loaded: LoadedScenario) -> tuple[str, str]:
    """Return what makes two scenarios share their travel: the study and the way people travel."""
    return str(loaded.study_dir.resolve()), loaded.scenario.travel.model_dump_json()


def _run_on_same_roads(
    scenarios: Sequence[LoadedScenario], watch: Stopwatch, scratch: Path
) -> tuple[RunResult, ...]:
    """Return the results; travel matrices too large for the memory are kept in `scratch`."""
    travel = scenarios[0].scenario.travel
    tables = _read_tables(scenarios[0].study_dir, watch)
    raise_errors((i for s in scenarios for i in word_faults(s, tables)), ScenarioError)
    prepared = prepare_study(tables, travel, watch)
    with watch.step(Text("应用举措", "Apply the measures")):
        changed = [
            apply_measures(prepared.world, loaded.scenario.measures, loaded.where)
            for loaded in scenarios
        ]
    with sensible_travel(scenarios[0]):
        with watch.step(Text("放到路网上", "Place residents and sites on the roads")):
            points = place_points(prepared.world, [world for world, _ in changed], travel)
        states = {
            roads.fingerprint: roads
            for world in (prepared.world, *(world for world, _ in changed))
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
    with watch.step(Text("评价", "Score")):
        world = prepared.world
        log = world.requests
        evidence = None if log is None else evidence_of(log, world.units, world.residents)
        shared = Shared(
            prepared, points, travelled, tables.study.study.rates, evidence, _logit(travel)
        )
        drafts = [
            result_of(loaded, shared, world, reports)
            for loaded, (world, reports) in zip(scenarios, changed, strict=True)
        ]
    return tuple(replace(draft, timings=watch.timings) for draft in drafts)


def _logit(travel: Travel) -> Logit | None:
    said = travel.spread_over
    return None if said is None else Logit(said.sites, said.per_min)


def _read_tables(study_dir: Path, watch: Stopwatch) -> Tables:
    with watch.step(Text("读取研究数据", "Read the study")):
        return read_tables(load_study(study_dir))
