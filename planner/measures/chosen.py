"""Measures whose sites are to be chosen, those of an earlier measure, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.keys import KeyPlaces
from planner.scenario.fields import Closed
from planner.scenario.measures_choose import ChooseNew, ChooseSites
from planner.scenario.measures_portfolio import PlaceServices
from planner.scenario.measures_sites import NewSites, SiteChoice
from planner.scenario.schema_measures import Measure
from planner.text import Text

_Part = TypeVar("_Part", bound=Closed)


def asks(measure: Measure) -> bool:
    """Return whether a measure asks for sites."""
    return isinstance(measure, PlaceServices) or any(
        isinstance(value, ChooseSites | ChooseNew) for _, value in measure
    )


def undecided(measures: Sequence[Measure]) -> tuple[bool, ...]:
    """Return for each measure whether its sites are known only once a question is answered.

    It is so for a measure that asks for sites, and for one whose `same_as` leads to such a one.
    """
    open_ones: list[bool] = []
    for measure in measures:
        named = [number - 1 for number in _same_as(measure) if number <= len(open_ones)]
        open_ones.append(asks(measure) or any(open_ones[number] for number in named))
    return tuple(open_ones)


def _same_as(part: Closed) -> Iterator[int]:
    if isinstance(part, SiteChoice) and part.same_as is not None:
        yield part.same_as
    for _, value in part:
        if isinstance(value, Closed):
            yield from _same_as(value)


def with_earlier_sites(
    measure: Measure, touched: Mapping[int, tuple[str, ...]], index: int, at: KeyPlaces
) -> Measure:
    """Return the measure with the sites in place that `same_as` names.

    touched  sites that each earlier measure opened or changed, by its position from 0; measures
             with a fault are missing, and so are counted as ones without sites
    Raises ScenarioError where `same_as` names no earlier measure.
    """

    def filled(part: _Part, path: str) -> _Part:
        named: dict[str, object] = {}
        for field, value in part:
            key = f"{path}{type(part).model_fields[field].alias or field}"
            if isinstance(value, SiteChoice) and value.same_as is not None:
                if value.same_as > index:
                    raise ScenarioError(_not_earlier(value.same_as, at, f"{key}.same_as"))
                sites = touched.get(value.same_as - 1, ())
                named[field] = SiteChoice.model_construct(sites=sites)
            elif isinstance(value, Closed):
                inner = filled(value, f"{key}.")
                if inner is not value:
                    named[field] = inner
        return part.model_copy(update=named) if named else part

    return filled(measure, "")


def names_no_site(measure: Measure) -> bool:
    """Return whether no site was chosen for a measure; a file never names none."""
    return any(
        (isinstance(value, SiteChoice) and value.sites == ())
        or (isinstance(value, NewSites) and value.listed == ())
        for _, value in measure
    )


def nothing_chosen(world: World, measure: Measure) -> MeasureReport:
    """Return the report of a measure for which no site was chosen."""
    return MeasureReport(
        measure=measure.key,
        text=Text("没有选出服务点，不作改变", "no site was chosen: nothing changes"),
        sites=(),
        services=np.zeros(len(world.services), dtype=bool),
    )


def _not_earlier(number: int, at: KeyPlaces, key: str) -> Issue:
    return Issue(
        "not_an_earlier_measure",
        Text(
            f"第 {number} 项举措不在这一项之前", f"measure {number} does not come before this one"
        ),
        Text("写前面某项举措的序号，从 1 数起", "write the number of an earlier measure, from 1"),
        at(key),
    )
