"""Measures on how sites serve: integrated windows, hours, windows, queues, time at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from planner.scenario.fields import ValueFault, Words, refuse
from planner.scenario.hours_text import Hours
from planner.scenario.measures_base import MeasureBase
from planner.scenario.measures_choose import SitesOrChoice
from planner.scenario.measures_sites import SitesWanted
from planner.scenario.schema_sites import SiteChannel, Windows
from planner.text import Text


class UpgradeSite(MeasureBase):
    """Make the usual desk of sites an integrated window: more services, one queue, for everybody.

    把服务点的窗口升级为综合窗口：增加事项，统一排队，不分区域。
    """

    key: ClassVar[str] = "upgrade_site"

    sites: SitesOrChoice = Field(examples=[["station_01"]])
    """Which sites; {choose: ...} has the program find the best.
    哪些服务点；写 {choose: …} 则由程序选址。"""
    services: Words = Field(examples=["window_62"])
    """What the window handles besides what it did: groups or ids of services.
    综合窗口增加的事项：事项组名或事项编号。"""
    windows: Windows | None = Field(default=None, examples=[3])
    """How many windows it has from then on; without it, as many as before.
    升级后的窗口数；不写则不变。"""
    hours: Hours | None = Field(default=None, examples=["Mo-Su 09:00-17:00"])
    """Its opening hours (OSM) from then on; without it, as before.
    升级后的开放时间（OSM 写法）；不写则不变。"""
    serves: Literal["anywhere", "as_ruled"] = "anywhere"
    """For these services: residents of all areas (anywhere), or of those that the study's rules of
    jurisdiction name (as_ruled).
    这些事项受理哪些居民：anywhere 不分区域，as_ruled 按研究数据的管辖规则。"""


class SetHours(MeasureBase):
    """Set the opening hours of sites. Longer hours cost what `cost` says.

    设定服务点的开放时间；延长的费用写在 `cost` 里。
    """

    key: ClassVar[str] = "set_hours"

    sites: SitesWanted = Field(examples=[{"kind": "police_station"}])
    """Which sites.
    哪些服务点。"""
    hours: Hours = Field(
        json_schema_extra={"examples": ["Mo-Fr 09:00-20:00; Sa,Su 09:00-13:00; PH off"]}
    )
    """The hours from then on (OSM); they replace what was there.
    此后的开放时间（OSM 写法），取代原来的时间。"""
    channel: SiteChannel | None = Field(default=None, examples=["self_service"])
    """Of the desk with this channel; without it, of the usual desk.
    改哪个渠道的时间；不写则为首要渠道。"""


class SetWindows(MeasureBase):
    """Set how many windows, machines or agents serve at the same time. Exactly one of the keys.

    设定同时服务的窗口、终端或代办员数；windows 与 add 选一种。
    """

    key: ClassVar[str] = "set_windows"

    sites: SitesWanted = Field(examples=[["station_01"]])
    """Which sites; their usual desk is meant.
    哪些服务点（首要渠道）。"""
    windows: Windows | None = Field(default=None, examples=[4])
    """How many each has from then on.
    此后每处的窗口数。"""
    add: Windows | None = Field(default=None, examples=[2])
    """How many more each has; how many there are must be known.
    每处增加的窗口数；原有窗口数须已知。"""

    @model_validator(mode="after")
    def _one_number(self) -> SetWindows:
        if (self.windows is None) == (self.add is None):
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("windows 和 add 要写一个，也只能写一个",
                         "exactly one of `windows` and `add` is wanted"),
                    Text("写 windows: 4（共 4 个）或 add: 2（增加 2 个）",
                         "write windows: 4 (in all) or add: 2 (more than before)"),
                )
            )  # fmt: skip
        return self


class PoolQueues(MeasureBase):
    """Let all who come to a desk wait in one queue, not by type of service.

    让来办事的人统一排队，不再按类别分开排队。
    """

    key: ClassVar[str] = "pool_queues"

    sites: SitesWanted = Field(examples=[{"kind": "banner_hall"}])
    """Which sites, with all their desks.
    哪些服务点（所有渠道）。"""


class SetCounterTime(MeasureBase):
    """Set how long a visit takes at the counter, at all sites. Exactly one of the keys.

    设定每次在窗口办理的时长，对所有服务点有效；factor 与 minutes 选一种。
    """

    key: ClassVar[str] = "set_counter_time"

    services: Words = Field(examples=["vehicle_inspection"])
    """Which services: groups or ids of the catalogue.
    哪些事项：事项组名或事项编号。"""
    factor: Annotated[float, Field(ge=0.01, le=10)] | None = Field(default=None, examples=[0.5])
    """The time as a part of what it was.
    时长为原来的几倍。"""
    minutes: Annotated[float, Field(ge=0, le=480, json_schema_extra={"unit": "min"})] | None = (
        Field(default=None, examples=[8])
    )
    """The time from then on.
    此后的时长，单位分钟。"""

    @model_validator(mode="before")
    @classmethod
    def _everywhere(cls, content: object) -> object:
        if isinstance(content, Mapping) and "sites" in content:
            raise refuse(
                ValueFault(
                    "not_supported",
                    Text("窗口时长只能对所有服务点一起改",
                         "the time at the counter can only be set for all sites together"),
                    Text("删去 sites；只改个别服务点的排队，可用 set_windows",
                         "delete `sites`; to change queues at some sites, use set_windows"),
                    ("sites",),
                    at_key=True,
                )
            )  # fmt: skip
        return content

    @model_validator(mode="after")
    def _one_time(self) -> SetCounterTime:
        if (self.factor is None) == (self.minutes is None):
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("factor 和 minutes 要写一个，也只能写一个",
                         "exactly one of `factor` and `minutes` is wanted"),
                    Text("写 factor: 0.5（缩短一半）或 minutes: 8",
                         "write factor: 0.5 (half as long) or minutes: 8"),
                )
            )  # fmt: skip
        return self
