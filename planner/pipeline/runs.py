"""Run scenarios against the study as it is, one named step a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np

from planner.analyse import left_out
from planner.domain.result import PreparedStudy, RunResult
from planner.errors import Issue, ScenarioError
from planner.pipeline.ground import tables_of, travelled_together
from planner.pipeline.results import result_of
from planner.pipeline.siting import settled_of
from planner.prepare.placing import place_points
from planner.prepare.study import prepare_study
from planner.progress import Observer, Stopwatch
from planner.scenario.load import LoadedScenario, load_scenario
from planner.scenario.schema import Travel
from planner.sources.cache import scratch_folder
from planner.text import Text


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
    prepared = prepare_study(tables_of(Path(folder), watch), travel, watch)
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
    shared, drafts = travelled_together(scenarios, watch, scratch)
    settled = [
        settled_of(loaded, shared, draft, watch)
        for loaded, draft in zip(scenarios, drafts, strict=True)
    ]
    with watch.step(Text("评价", "Score")):
        results = [
            result_of(loaded, shared, each) for loaded, each in zip(scenarios, settled, strict=True)
        ]
    return tuple(replace(result, timings=watch.timings) for result in results)
