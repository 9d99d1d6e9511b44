"""Rules of a study: the year, whose residents a site serves, and when people have time."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints

from planner.domain.jurisdiction import Scope
from planner.scenario.fields import Closed, Id, ValueFault, Word, Words, refuse, repeats
from planner.scenario.hours_text import Hours
from planner.scenario.quantities import Seconds, Share
from planner.text import Text

ScopeWord: TypeAlias = Literal["own_area", "own_unit", "anywhere"]


def scope_of(word: ScopeWord) -> Scope:
    """Return the scope that a word names."""
    return Scope[word.upper()]


class CalendarYear(Closed):
    """A year and whose public holidays it has.

    年份及采用哪个国家的节假日。
    """

    year: Annotated[int, Field(ge=1900, le=2200)] = Field(examples=[2026])
    """The year.
    年份。"""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        default=None, examples=["CN"]
    )
    """Country code of two letters; without it the year has no public holidays.
    两个字母的国家代码；不写则没有节假日。"""


class JurisdictionRule(Closed):
    """Whose residents some sites may serve for some services.

    某些服务点的某些事项可以受理哪些居民。
    """

    services: Words = Field(examples=["household_registration"])
    """Groups or ids of services.
    事项组名或编号。"""
    kinds: Words = Field(examples=["police_station"])
    """Kinds of sites.
    服务点类别。"""
    serves: ScopeWord = Field(examples=["own_area"])
    """own_area: residents of the site's own area; own_unit: of its unit; anywhere: all. An area
    without a site of its own is looked after by its unit.
    own_area 仅本片区，own_unit 仅本辖区，anywhere 不限；没有服务点的片区由本辖区各点受理。"""
    units: Words | None = Field(default=None, examples=[["150602"]])
    """Only for residents of these units (codes); without it for all.
    仅针对这些辖区（代码）的居民；不写则针对全部。"""


class PeopleShare(Closed):
    """A part of the residents with the same free hours.

    空闲时间相同的一部分居民。
    """

    id: Id = Field(examples=["workers"])
    """A short code.
    编号。"""
    zh: Word = Field(examples=["上班族"])
    """Chinese name.
    中文名。"""
    en: Word = Field(examples=["Workers"])
    """English name.
    英文名。"""
    share: Share = Field(examples=["55 %"])
    """Part of all residents.
    占全部居民的比例。"""
    free: Hours = Field(examples=["Mo-Fr 18:00-21:00; Sa,Su,PH 08:00-21:00"])
    """When they have time (OSM opening hours).
    空闲时间（OSM 写法）。"""
    time_off: Seconds = Field(default=0.0, examples=["2 h"], json_schema_extra={"default": "0 h"})
    """What a visit at other times costs them besides travel: leave from work.
    在其他时间去办一次，除路上时间外还要请假多久。"""


def whole(groups: tuple[PeopleShare, ...]) -> tuple[PeopleShare, ...]:
    """Refuse groups that are not all of the residents, or share an id."""
    faults = repeats([group.id for group in groups], suffix=("id",))
    total = sum(group.share for group in groups)
    if groups and abs(total - 1) > 1e-6:
        faults.append(
            ValueFault(
                "shares_incomplete",
                Text(f"各人群比例之和是 {total:.1%}，应为 100 %",
                     f"the shares of the groups add up to {total:.1%}, not 100 %"),
                Text("改正各组的 share", "correct the shares"),
            )
        )  # fmt: skip
    if faults:
        raise refuse(*faults)
    return groups


CheckedPeople = Annotated[tuple[PeopleShare, ...], AfterValidator(whole)]
