"""Find every fault that a scenario file has, without reading roads or computing travel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.domain.result import MeasureReport
from planner.domain.roads import Roads
from planner.errors import Issue, PlannerError, ScenarioError, all_of, raise_errors
from planner.measures import apply_measures
from planner.prepare.question import ask
from planner.prepare.tables import Tables, read_tables
from planner.scenario.load import LoadedScenario, load_scenario, load_study, study_folder


def check(files: Sequence[str | Path], overrides: Sequence[str] = ()) -> tuple[Issue, ...]:
    """Return the warnings of all files and of the studies they use.

    Raises the error of the gravest kind (ScenarioError before DataError) with the faults of all
    files: in the file itself, in its study's tables, and in words that the study does not know.
    """
    issues: list[Issue] = []
    errors: list[PlannerError] = []
    studies: dict[Path, Tables] = {}
    for file in files:
        loaded = None
        try:
            loaded = load_scenario(file, overrides)
        except PlannerError as error:
            errors.append(error)
        folder = study_folder(file, overrides) if loaded is None else loaded.study_dir
        try:
            if folder is not None and folder not in studies:
                studies[folder] = read_tables(load_study(folder))
                issues.extend(studies[folder].warnings)
            if loaded is not None:
                raise_errors(word_faults(loaded, studies[loaded.study_dir]), ScenarioError)
        except PlannerError as error:
            errors.append(error)
    if errors:
        raise all_of(errors, issues)
    return tuple(issues)


def with_all_faults(
    error: PlannerError, files: Sequence[str | Path], overrides: Sequence[str] = ()
) -> PlannerError:
    """Return the error that stopped a run, together with every fault that `check` finds.

    A run stops at the first stage that fails; a planner wants to mend everything at once.
    """
    try:
        check(files, overrides)
    except PlannerError as found:
        return all_of([error, found])
    return error


def word_faults(loaded: LoadedScenario, tables: Tables) -> tuple[Issue, ...]:
    """Return the faults of a scenario's words: what its study does not have, what changes nothing.

    The measures are applied to the study without roads, which takes no time.
    """
    world = tables.world(Roads.empty(loaded.scenario.travel.mode))
    faults: list[Issue] = []
    reports: tuple[MeasureReport, ...] = ()
    try:
        _, reports = apply_measures(world, loaded.scenario.measures, loaded.where)
    except PlannerError as error:
        faults.extend(error.issues)
    try:
        ask(loaded, world, reports, tables.study.study.rates)
    except PlannerError as error:
        faults.extend(error.issues)
    return tuple(dict.fromkeys(faults))
