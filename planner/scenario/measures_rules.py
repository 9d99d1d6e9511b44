"""Measures on who serves whom, and at which level, as a scenario file writes them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from planner.scenario.fields import Words
from planner.scenario.measures_base import MeasureBase
from planner.scenario.measures_sites import SitesWanted


class LiftJurisdiction(MeasureBase):
    """Let residents choose among more sites; who may go further already still may.

    扩大居民可以选择的办理地点（通办）；原来范围更大的保持不变。
    """

    key: ClassVar[str] = "lift_jurisdiction"

    services: Words = Field(examples=["hukou_54"])
    """Which services: groups of the catalogue or ids.
    哪些事项：事项组名或编号。"""
    kinds: Words | None = Field(default=None, examples=[["police_station"]])
    """Only at sites of these kinds; without it, at all.
    只放开这些类别的服务点；不写则全部类别。"""
    units: Words | None = Field(default=None, examples=[["150602"]])
    """Only for residents of these units (codes); without it, for all.
    只针对这些辖区（代码）的居民；不写则针对全部居民。"""
    serves: Literal["own_unit", "anywhere"] = Field(examples=["own_unit"])
    """own_unit: any site of the resident's unit; anywhere: any site.
    own_unit 本辖区内任一服务点，anywhere 不限。"""


class DelegateServices(MeasureBase):
    """Let sites handle what was handled one level up.

    事项下放：由下一级服务点办理原来上一级办理的事项。
    """

    key: ClassVar[str] = "delegate_services"

    services: Words = Field(examples=["delegated_275"])
    """Which services: groups of the catalogue or ids.
    哪些事项：事项组名或编号。"""
    from_sites: SitesWanted = Field(alias="from", examples=[{"kind": "city_hall"}])
    """The sites that handled them.
    原来由哪些服务点办理。"""
    to: SitesWanted = Field(examples=[{"kind": "banner_hall"}])
    """The sites that handle them from now on.
    下放到哪些服务点。"""
    keep: bool = True
    """Whether the sites of `from` go on handling them.
    原来的服务点是否继续办理。"""
