"""Say what a scenario would change before it is run: its measures applied, nothing travelled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.domain.preview import PlannedMeasure, Preview
from planner.domain.record import Nature
from planner.domain.roads import Roads
from planner.measures import apply_measures
from planner.measures.chosen import undecided
from planner.prepare.question import ask
from planner.prepare.study import prepare_study, provenance_of
from planner.prepare.tables import Tables, read_tables
from planner.progress import Observer, Stopwatch
from planner.scenario.load import LoadedScenario, load_scenario, load_study
from planner.scenario.measures_roads import EditRoads
from planner.scenario.schema import Travel
from planner.text import Text


def preview(
    scenario: str | Path | LoadedScenario,
    overrides: Sequence[str] = (),
    *,
    observer: Observer | None = None,
) -> Preview:
    """Return what a scenario would change; roads are read only where a measure changes them.

    Raises ScenarioError or DataError with all faults found; writes nothing.
    """
    loaded = (
        scenario
        if isinstance(scenario, LoadedScenario)
        else load_scenario(Path(scenario), overrides)
    )
    watch = Stopwatch(observer)
    with watch.step(Text("读取研究数据", "Read the study")):
        tables = read_tables(load_study(loaded.study_dir))
    said, study = loaded.scenario, tables.study.study
    needs_roads = any(isinstance(m, EditRoads) and m.parking_s is None for m in said.measures)
    if needs_roads:
        before = prepare_study(tables, said.travel, watch).world
    else:
        before = tables.world(Roads.empty(said.travel.mode))
    after, reports = apply_measures(before, said.measures, loaded.where)
    question = ask(loaded, before, reports, study.rates)
    n_chain = loaded.files.index(loaded.path) + 1
    sources = (*provenance_of(said.provenance), *provenance_of(study.provenance))
    return Preview(
        name=said.name,
        description=said.description or Text("", ""),
        files=tuple(map(str, loaded.files[:n_chain])),
        tables=tuple(map(str, loaded.files[n_chain:])),
        city=study.name,
        data_date=study.data_date,
        before=before,
        after=after,
        settings=said.travel.model_dump(mode="json"),
        usual=Travel().model_dump(mode="json"),
        question=question,
        names_services=said.show is not None,
        measures=tuple(
            PlannedMeasure(loaded.where(f"measures[{index}].{report.measure}"), report, still_open)
            for index, (report, still_open) in enumerate(
                zip(reports, undecided(said.measures), strict=True)
            )
        ),
        assumed=tuple(entry for entry in sources if entry.nature is not Nature.FACT),
        warnings=tables.warnings,
    )


def study_tables(folder: str | Path) -> Tables:
    """Return a study without its roads: what a planner names in a scenario.

    Raises ScenarioError or DataError with all faults found.
    """
    return read_tables(load_study(folder))
