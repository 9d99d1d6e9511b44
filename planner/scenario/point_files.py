"""Tables of points and of new sites that a scenario's measures name, read from beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from planner.errors import Issue, Where
from planner.scenario.files import tidy
from planner.scenario.measures_candidates import NewCandidates
from planner.scenario.measures_choose import ChooseNew
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_roads import EditRoads
from planner.scenario.measures_sites import NewSites
from planner.scenario.nodes import KeyPath, Node, locate
from planner.scenario.places import Points
from planner.scenario.point_rows import read_points
from planner.scenario.schema import Scenario
from planner.scenario.schema_measures import Measure
from planner.scenario.site_rows import read_new_sites


@dataclass(frozen=True)
class Rows:
    """Where the items of a list stand that a table holds: the line of each item."""

    path: Path
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Filled:
    """A scenario with the content of its tables in place.

    rows  by the key path of the list that a table stands for
    """

    scenario: Scenario
    files: tuple[Path, ...] = ()
    rows: Mapping[KeyPath, Rows] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def with_tables(scenario: Scenario, root: Node) -> Filled:
    """Return the scenario with the points and sites of its files in place, or their faults."""
    files: list[Path] = []
    issues: list[Issue] = []
    rows: dict[KeyPath, Rows] = {}

    def place(key: KeyPath) -> tuple[Path, Where]:
        found = locate(root, (*key, "file"))
        path = tidy(found.node.span.source.folder / str(found.node.content))
        files.append(path)
        return path, found.place()

    def filled(index: int, measure: Measure) -> Measure:
        if isinstance(measure, EditRoads):
            for name in ("at", "gate"):
                named: Points | None = getattr(measure, name)
                if named is None or named.file is None:
                    continue
                points, faults = read_points(*place(("measures", index, measure.key, name)))
                issues.extend(faults)
                if points:
                    measure = measure.model_copy(update={name: Points(points=points)})
        return with_sites(index, measure) if isinstance(measure, OpenSites) else measure

    def with_sites(index: int, measure: OpenSites) -> OpenSites:
        said = measure.sites
        asks = isinstance(said, ChooseNew)
        if (said.candidates if isinstance(said, ChooseNew) else said).file is None:
            return measure
        key: KeyPath = ("measures", index, measure.key, "sites", *(("candidates",) if asks else ()))
        path, where = place(key)
        sites, lines, faults = read_new_sites(path, where)
        issues.extend(faults)
        if not sites:
            return measure
        rows[key] = Rows(path, lines)
        if isinstance(said, ChooseNew):
            listed = said.model_copy(update={"candidates": NewCandidates(listed=sites)})
            return measure.model_copy(update={"sites": listed})
        return measure.model_copy(update={"sites": NewSites(listed=sites)})

    measures = tuple(filled(*numbered) for numbered in enumerate(scenario.measures))
    if not files:
        return Filled(scenario)
    changed = scenario.model_copy(update={"measures": measures})
    return Filled(changed, tuple(dict.fromkeys(files)), rows, tuple(issues))
