"""The step that answers a scenario's questions about sites."""

from __future__ import annotations

from pathlib import Path

from planner.choosing import Settled, Wanted, asks, settle
from planner.domain.siting import SitingReport
from planner.errors import Issue, ScenarioError
from planner.pipeline.ground import travelled_together
from planner.pipeline.shared import Shared
from planner.progress import Observer, Stopwatch
from planner.scenario.load import LoadedScenario, load_scenario
from planner.sources.cache import scratch_folder
from planner.text import Text


def settled_of(
    loaded: LoadedScenario,
    shared: Shared,
    draft: Settled,
    watch: Stopwatch,
    wanted: Wanted | None = None,
) -> Settled:
    """Return a scenario with its sites chosen; the draft itself where it asks for none."""
    if not any(asks(measure) for measure in loaded.scenario.measures):
        return draft
    with watch.step(Text("选址", "Choose the sites")):
        return settle(
            shared.prepared.world,
            loaded.scenario.measures,
            loaded.where,
            shared.ways,
            wanted=wanted,
            on_progress=watch.observer.advanced,
        )


def choose_sites(
    scenario: str | Path | LoadedScenario,
    *,
    wanted: Wanted | None = None,
    observer: Observer | None = None,
) -> tuple[SitingReport, ...]:
    """Return the answers to all questions about sites of one scenario, and nothing else.

    Raises ScenarioError where it asks none, and as `run` does.
    """
    loaded = scenario if isinstance(scenario, LoadedScenario) else load_scenario(Path(scenario))
    if not any(asks(measure) for measure in loaded.scenario.measures):
        raise ScenarioError(_asks_nothing(loaded))
    watch = Stopwatch(observer)
    with scratch_folder() as scratch:
        shared, (draft,) = travelled_together([loaded], watch, scratch)
        return settled_of(loaded, shared, draft, watch, wanted).siting


def _asks_nothing(loaded: LoadedScenario) -> Issue:
    return Issue(
        "asks_for_no_site",
        Text("这个方案没有要选的服务点", "the scenario asks for no sites"),
        Text("在一项举措里写 choose，例如 to: {choose: 5, among: police_station, "
             "minimise: travel_time}",
             "write choose in a measure, e.g. to: {choose: 5, among: police_station, "
             "minimise: travel_time}"),
        loaded.where("measures"),
    )  # fmt: skip
