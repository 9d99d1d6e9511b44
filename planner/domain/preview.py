"""What a scenario would change, before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.record import Provenance
from planner.domain.result import MeasureReport
from planner.domain.score import Question
from planner.domain.world import World
from planner.errors import Issue, Where
from planner.text import Text


@dataclass(frozen=True)
class PlannedMeasure:
    """One measure: where a file says it, and what it touches when its turn comes.

    undecided   its sites are still to be chosen: `report` is about all candidates together
    """

    where: Where
    report: MeasureReport
    undecided: bool = False


@dataclass(frozen=True)
class Preview:
    """A scenario as it would be run; both worlds share residents and catalogue.

    `files` are the scenario file and its parents, parents first; `tables` the tables of points
    and sites that they name. `settings` say how people travel,
    `usual` the same of a scenario that says nothing of it. `assumed` are the scenario's and the
    study's sources that are no facts. Roads are there only if a measure changes them, else both
    worlds have none.
    """

    name: Text
    description: Text
    files: tuple[str, ...]
    tables: tuple[str, ...]
    city: Text
    data_date: str
    before: World
    after: World
    settings: Mapping[str, object]
    usual: Mapping[str, object]
    question: Question
    names_services: bool
    """Whether the scenario itself says which services it is about (`show`)."""
    measures: tuple[PlannedMeasure, ...]
    assumed: tuple[Provenance, ...]
    warnings: tuple[Issue, ...]
