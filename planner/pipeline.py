"""The pipeline: scenario file -> world -> travel -> access -> score, one named step a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from planner.analyse import left_out
from planner.analyse.crowding import crowding
from planner.analyse.request_figures import evidence_of
from planner.analyse.score import Judged, judge, score
from planner.analyse.seen import Seen, periods_of, see
from planner.checks import word_faults
from planner.domain.access import Access
from planner.domain.catchment import Crowding
from planner.domain.evidence import Evidence
from planner.domain.record import LeftOut
from planner.domain.result import MeasureReport, Outcome, PreparedStudy, RunResult
from planner.domain.score import ALL_SERVICES, FOCUS, Question
from planner.domain.world import World
from planner.errors import DataError, Issue, ScenarioError, raise_errors
from planner.measures import apply_measures
from planner.prepare.placing import PlacedPoints, place_points, site_keys_of
from planner.prepare.question import ask
from planner.prepare.study import inputs_of, prepare_study, provenance_of
from planner.prepare.tables import Tables, read_tables
from planner.progress import Observer, Stopwatch
from planner.scenario.load import LoadedScenario, load_scenario, load_study
from planner.scenario.schema import Travel
from planner.scenario.schema_rates import Rates
from planner.sources.cache import CACHE_VARIABLE, cache_folder, scratch_folder
from planner.text import Text
from planner.travel import ToSites, TravelByState, matrix_bytes
from planner.units import GIB, MS_PER_S


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
    with _sensible_travel(scenarios[0]):
        with watch.step(Text("放到路网上", "Place residents and sites on the roads")):
            points = place_points(prepared.world, [world for world, _ in changed], travel)
        states = {
            roads.fingerprint: roads
            for world in (prepared.world, *(world for world, _ in changed))
            for roads in (world.roads, *(timed.roads for timed in world.timed_roads))
        }
        size = len(states) * matrix_bytes(len(points.residents), len(points.sites))
        with watch.step(_travel_step(size)):
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
        log, world = prepared.requests, prepared.world
        evidence = None if log is None else evidence_of(log, world.units, world.residents)
        shared = _Shared(prepared, points, travelled, tables.study.study.rates, evidence)
        drafts = [
            _result(loaded, shared, world, reports)
            for loaded, (world, reports) in zip(scenarios, changed, strict=True)
        ]
    return tuple(replace(draft, timings=watch.timings) for draft in drafts)


def _travel_step(size_bytes: int) -> Text:
    """Return the name of the step; matrices that take a while to fill are announced with it."""
    size_gib = size_bytes / GIB
    if size_gib < 1:
        return Text("计算出行", "Compute travel")
    return Text(
        f"计算出行（出行矩阵约 {size_gib:.1f} GiB）",
        f"Compute travel (matrices of {size_gib:.1f} GiB)",
    )


@contextmanager
def _sensible_travel(loaded: LoadedScenario) -> Iterator[None]:
    """Turn travel of more than 24 days, or more than memory holds, into faults of the input."""
    try:
        yield
    except MemoryError as error:
        raise DataError(
            Issue(
                "travel_too_large",
                Text("居民点和服务点太多，内存和磁盘都放不下全部行程",
                     f"too many places and sites for this machine's memory and disk ({error})"),
                Text(f"合并居民点，减少服务点，或把缓存文件夹（{CACHE_VARIABLE}）放到更大的磁盘上",
                     f"merge places, name fewer sites, or name a cache folder on a larger disk "
                     f"({CACHE_VARIABLE})"),
                loaded.where("study"),
            )
        ) from error  # fmt: skip
    except OverflowError as error:
        raise ScenarioError(
            Issue(
                "travel_too_long",
                Text("有的行程超过 24 天或 2 万公里，无法计算",
                     "some travel takes more than 24 days or 20,000 km and cannot be computed"),
                Text("提高 access_speed_kmh 或 speeds_kmh，或减小 farthest_from_road",
                     "raise access_speed_kmh or speeds_kmh, or lower farthest_from_road"),
                loaded.where("travel"),
            )
        ) from error  # fmt: skip


def _read_tables(study_dir: Path, watch: Stopwatch) -> Tables:
    with watch.step(Text("读取研究数据", "Read the study")):
        return read_tables(load_study(study_dir))


@dataclass
class _Shared:
    """What scenarios on the same roads have in common."""

    prepared: PreparedStudy
    points: PlacedPoints
    travelled: TravelByState
    rates: Rates | None
    evidence: Evidence | None
    _baselines: dict[tuple[str, ...], Seen] = field(default_factory=dict, init=False)

    def baseline(self, periods: tuple[str, ...]) -> Seen:
        """Return the study as it is, seen once for all scenarios that ask about these periods."""
        if periods not in self._baselines:
            self._baselines[periods] = self.see(self.prepared.world, periods)
        return self._baselines[periods]

    def see(self, world: World, periods: tuple[str, ...]) -> Seen:
        """Return a world with its access."""
        return see(
            world,
            periods,
            self._to_sites(world).nearest,
            placed=self.points.residents.placed,
            optimise=self.travelled.optimise,
        )

    def crowding(self, judged: Judged, question: Question) -> Crowding | None:
        """Return how crowded the sites of a world are, on its usual roads, if that is asked."""
        if question.catchment is None:
            return None
        world, slices = judged.world, judged.timetable.slices
        time_ms = self._to_sites(world).matrix(world.roads).time_ms
        return crowding(world, slices, time_ms, question.catchment)

    def _to_sites(self, world: World) -> ToSites:
        egress_ms = np.rint(world.egress_s * MS_PER_S).astype(np.int32)
        return self.travelled.to_sites(site_keys_of(world.sites), egress_ms)


def _result(
    loaded: LoadedScenario, shared: _Shared, world: World, reports: tuple[MeasureReport, ...]
) -> RunResult:
    prepared, points = shared.prepared, shared.points
    question = ask(loaded, prepared.world, reports, shared.rates)

    periods = periods_of(question)
    before = after = judge(shared.baseline(periods), question)
    if reports:
        after = judge(shared.see(world, periods), question)
    groups = [group.id for group in world.services.groups if group.id in question.selections]
    shown = (FOCUS, ALL_SERVICES, *groups)

    def outcome(judged: Judged) -> Outcome:
        return Outcome(
            world=judged.world,
            site_placement=points.of(judged.world.sites),
            access=judged.seen.access,
            typical={key: judged.typical[key] for key in shown},
            yearly={key: judged.yearly[key] for key in shown},
            slices=judged.timetable.slices,
            hourly=judged.hourly[FOCUS],
            needs=judged.needs[FOCUS],
            loads=judged.seen.loads,
            crowding=shared.crowding(judged, question),
        )

    old = outcome(before)
    scenario, residents = loaded.scenario, world.residents
    return RunResult(
        name=_name(loaded),
        description=scenario.description or Text("", ""),
        scenario_id=loaded.path.stem,
        city=prepared.city,
        focus_name=question.focus_name,
        selections={key: question.selections[key] for key in shown},
        resident_placement=points.residents,
        before=old,
        after=outcome(after) if reports else old,
        scorecard=score(before, after, question, reports),
        measures=reports,
        provenance=(*prepared.provenance, *provenance_of(scenario.provenance)),
        left_out=(
            *prepared.left_out,
            *_left_out(loaded, shared, world, after.seen.access, question),
        ),
        warnings=(
            *prepared.warnings,
            *left_out.many_without_route(residents, after.seen.access),
            *left_out.unplaced_changes(
                world.sites,
                points.of(world.sites),
                {site for report in reports for site in report.sites},
            ),
        ),
        inputs=(*inputs_of(loaded.files, loaded.path.parent), *prepared.inputs),
        settings={
            **scenario.travel.model_dump(mode="json"),
            "travel_found_by": _found_by(shared, world),
        },
        content=loaded.content,
        timings=(),
        data_date=prepared.data_date,
        evidence=shared.evidence,
        rates=question.rates,
    )


def _found_by(shared: _Shared, world: World) -> dict[str, str]:
    """Return how travel was found, on the study's roads and on the scenario's if they differ."""
    before, after = shared.prepared.world.roads, world.roads
    found_by: dict[str, str] = {"baseline": shared.travelled.method(before)}
    if after.fingerprint != before.fingerprint:
        found_by["scenario"] = shared.travelled.method(after)
    return found_by


def _name(loaded: LoadedScenario) -> Text:
    """Return the scenario's name; settings changed for this run are part of it."""
    name = loaded.scenario.name
    if not loaded.overrides:
        return name
    changed = ", ".join(loaded.overrides)
    return Text(f"{name.zh}（临时改动：{changed}）", f"{name.en} (changed: {changed})")


def _left_out(
    loaded: LoadedScenario, shared: _Shared, world: World, access: Access, question: Question
) -> tuple[LeftOut, ...]:
    """Return what placing and travel found could not take part in the scenario's figures."""
    residents, points = world.residents, shared.points
    farthest_m = loaded.scenario.travel.farthest_from_road_m
    offers = shared.prepared.world.sites.offers
    judged = np.any(list(question.selections.values()), axis=0)
    return (
        *left_out.of_placement(
            world, points.residents, points.of(world.sites), points.near_island_m, farthest_m
        ),
        *left_out.residents_without_route(residents, access),
        *left_out.residents_outside_units(residents),
        *left_out.services_not_offered(world.services, offers, judged),
    )
