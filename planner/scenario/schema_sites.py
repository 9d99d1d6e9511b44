"""Kinds of sites in the study file: what such a site offers, when, and what it costs."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from planner.domain.channels import Channel
from planner.scenario.fields import Closed, ValueFault, Word, WordsOrNone, refuse
from planner.scenario.hours_text import Hours
from planner.scenario.quantities import Yuan
from planner.text import Text

SiteChannel: TypeAlias = Literal["counter", "self_service", "postal", "video"]
Queues: TypeAlias = Literal["pooled", "by_type"]
Windows = Annotated[int, Field(ge=1, le=500)]


class DeskAt(Closed):
    """What a site handles through one channel.

    服务点通过一个渠道办理什么。
    """

    offers: WordsOrNone = Field(default=(), examples=[["station_counter"]])
    """Groups or ids of services that such a site handles by default; without it, none.
    默认可办的事项组或事项编号；不写则没有。"""
    channel: SiteChannel = "counter"
    """How: counter, self_service, postal (agent), video (agent with a video link).
    渠道：counter 窗口，self_service 自助终端，postal 邮政代办，video 代办员视频连线。"""
    hours: Hours | None = None
    """Opening hours (OSM) where the site's table names none; without them always open, and listed.
    开放时间（OSM 写法），用于表中没有写的服务点；都不写则视为全天开放并列出。"""
    windows: Windows | None = None
    """Windows, machines or agents that serve at the same time; without it nobody waits.
    同时服务的窗口、终端或代办员数；不写则不计排队。"""
    queues: Queues = "pooled"
    """One queue for all windows (pooled), or one for each type of service (by_type).
    综合排队（pooled）或按类别分开排队（by_type）。"""
    mails: bool = False
    """Whether every result is sent by mail.
    结果是否一律邮寄。"""

    @property
    def channel_used(self) -> Channel:
        """The channel as the product knows it."""
        return Channel.of(self.channel)


class Kind(DeskAt):
    """A kind of site.

    一类服务点。
    """

    zh: Word = Field(examples=["派出所"])
    """Chinese name.
    中文名。"""
    en: Word = Field(examples=["Police station"])
    """English name.
    英文名。"""
    also: tuple[DeskAt, ...] = ()
    """Further desks of the same site, each through another channel.
    同一服务点的其他渠道。"""
    opening_cost: Yuan | None = None
    """Cost of opening one.
    新设一个的费用。"""
    yearly_cost: Yuan | None = None
    """Cost of running one for a year.
    每年运行费用。"""
    window_cost: Yuan | None = None
    """Cost of one more window a year, staff included.
    每增加一个窗口每年的费用，含人员。"""

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(zh=self.zh, en=self.en)


def _distinct_channels(kind: Kind) -> Kind:
    seen = {kind.channel}
    for index, desk in enumerate(kind.also):
        if desk.channel in seen:
            raise refuse(
                ValueFault(
                    "duplicate_value",
                    Text(f"渠道 `{desk.channel}` 重复",
                         f"the channel `{desk.channel}` is there twice"),
                    Text("同一服务点每个渠道只写一次", "name each channel of a site once"),
                    ("also", index, "channel"),
                )
            )  # fmt: skip
        seen.add(desk.channel)
    return kind


CheckedKind = Annotated[Kind, AfterValidator(_distinct_channels)]
