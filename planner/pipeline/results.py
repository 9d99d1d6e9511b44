"""From two worlds that were seen to the result of a scenario."""

from __future__ import annotations

import numpy as np

from planner.analyse import left_out
from planner.analyse.score import Judged, judge, score
from planner.analyse.seen import periods_of
from planner.choosing import Settled
from planner.domain.access import Access
from planner.domain.record import LeftOut
from planner.domain.result import Outcome, RunResult
from planner.domain.score import ALL_SERVICES, FOCUS, Question
from planner.domain.world import World
from planner.pipeline.routing import routes_of
from planner.pipeline.shared import Shared
from planner.prepare.question import ask
from planner.prepare.study import inputs_of, provenance_of
from planner.scenario.load import LoadedScenario
from planner.text import Text


def result_of(loaded: LoadedScenario, shared: Shared, settled: Settled) -> RunResult:
    """Return the result of a scenario whose measures and sites are settled."""
    world, reports = settled.world, settled.reports
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
    new = outcome(after) if reports else old
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
        after=new,
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
        siting=settled.siting,
        routes=routes_of(
            points.residents,
            old,
            new,
            question.selections[FOCUS],
            optimise=shared.travelled.optimise,
        ),
    )


def _found_by(shared: Shared, world: World) -> dict[str, str]:
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
    loaded: LoadedScenario, shared: Shared, world: World, access: Access, question: Question
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
