"""The measure that shares out services among sites, as a scenario file writes it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, model_validator

from planner.scenario.fields import Closed, ValueFault, Words, refuse
from planner.scenario.measures_base import MeasureBase
from planner.scenario.measures_choose import KindAllowed
from planner.scenario.measures_choosing import DEFAULT_TIME_LIMIT_S
from planner.scenario.measures_sites import SitesWanted
from planner.scenario.quantities import Cutoff, SecondsAboveZero, Share, Yuan
from planner.text import Text

MOST_OFFERS: Final = 100_000
_AtMost = Annotated[int, Field(ge=0, le=MOST_OFFERS)]


class Package(Closed):
    """Services that a site gets together or not at all.

    一起下放、不再拆开的一组事项。
    """

    services: Words = Field(examples=["high_frequency"])
    """Which services: a group of the catalogue, a service id, or a list of them.
    哪些事项：事项组名、事项编号，或它们的列表。"""
    cost: Yuan = Field(
        default=0.0, json_schema_extra={"default": "0 yuan"}, examples=["60000 yuan"]
    )
    """What it costs against the budget at each site that gets it.
    每给一个服务点，占用多少预算。"""


class PlaceServices(MeasureBase):
    """The program decides together which existing sites get something, and which packages each.

    由程序统一决定：哪些已有服务点承接事项，各承接哪几组。
    """

    key: ClassVar[str] = "place_services"

    packages: Annotated[tuple[Package, ...], Field(min_length=1, max_length=20)] = Field(
        examples=[[{"services": "traffic"}, {"services": "exit_entry"}]]
    )
    """What may be given. No service is in two packages.
    可下放的各组事项；同一事项不能在两组中。"""
    among: Annotated[SitesWanted, KindAllowed()] = Field(examples=["police_station"])
    """From which sites: a kind, {kind: ..., units: [...]} or {sites: [...]}.
    从哪些服务点中选：类别，或 {kind: …, units: […]}，或 {sites: […]}。"""
    most_sites: _AtMost | None = Field(default=None, examples=[5])
    """At most so many sites get something.
    最多几个服务点承接事项。"""
    most_packages: _AtMost | None = Field(default=None, examples=[12])
    """At most so many packages are given in all.
    各服务点合计最多承接几组。"""
    most_at_a_site: _AtMost | None = Field(default=None, examples=[2])
    """At most so many packages at one site, as its windows allow.
    窗口有限，一个服务点最多承接几组。"""
    budget: Yuan | None = Field(default=None, examples=["2000000 yuan"])
    """What it may cost in all; at least one of `budget`, `most_sites` and `most_packages`.
    总预算；budget、most_sites、most_packages 至少写一项。"""
    site_cost: Yuan = Field(
        default=0.0, json_schema_extra={"default": "0 yuan"}, examples=["200000 yuan"]
    )
    """What each site that gets something costs against the budget, whatever it gets.
    每个承接事项的服务点（不论承接几组）占用多少预算。"""
    minimise: Literal["travel_time", "travel_distance", "case_time"] = Field(
        examples=["travel_time"]
    )
    """What is made least: all yearly travel of these services, by time or by distance.
    `case_time`: travel and leave from work over all hours of the year, by opening hours and by
    when people are free; letters count, queues do not.
    使什么最小：这些事项全年的路上时间、里程，或按全年各时段开放情况计的路上和请假时间（不计排队）。"""
    left_out_counts: Cutoff | None = Field(default=None, examples=["10 h"])
    """What the way of somebody counts who has no site at all.
    无处可去的居民按多远计。"""
    time_limit: SecondsAboveZero = Field(
        default=DEFAULT_TIME_LIMIT_S,
        json_schema_extra={"default": "60 s"},
        examples=["60 s"],
    )
    """The search ends after this time with the best so far and how near it is proven to be.
    搜索的时间上限；到时给出目前最好的结果，并说明与最优最多相差多少。"""
    gap: Share = Field(default=0.0, json_schema_extra={"default": "0 %"}, examples=["0.1 %"])
    """So near to the best is near enough.
    与最优相差不超过这一比例即可。"""

    @model_validator(mode="after")
    def _limited(self) -> PlaceServices:
        if self.budget is None and self.most_sites is None and self.most_packages is None:
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("budget、most_sites、most_packages 至少写一项",
                         "at least one of budget, most_sites and most_packages is wanted"),
                    Text("例如 most_sites: 5", "write e.g. most_sites: 5"),
                )
            )  # fmt: skip
        return self
