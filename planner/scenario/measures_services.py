"""Measures on what sites handle, as a scenario file writes them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from planner.scenario.fields import Words
from planner.scenario.measures_base import MeasureBase
from planner.scenario.measures_choose import SitesOrChoice
from planner.scenario.measures_sites import SitesWanted


class ExtendServices(MeasureBase):
    """Let existing sites handle more services.

    让已有服务点增加可办事项。
    """

    key: ClassVar[str] = "extend_services"

    services: Words = Field(examples=["high_frequency"])
    """Which services: a group of the catalogue, a service id, or a list of them.
    哪些事项：事项组名、事项编号，或它们的列表。"""
    to: SitesOrChoice = Field(examples=[["station_01", "station_02"]])
    """Which sites handle them from now on; {choose: ...} has the program find the best.
    由哪些服务点办理；写 {choose: …} 则由程序选址。"""


class WithdrawServices(MeasureBase):
    """Let existing sites no longer handle some services, through any channel.

    让已有服务点不再办理某些事项（所有渠道）。
    """

    key: ClassVar[str] = "withdraw_services"

    services: Words = Field(examples=["delegated_275"])
    """Which services: a group of the catalogue, a service id, or a list of them.
    哪些事项：事项组名、事项编号，或它们的列表。"""
    from_sites: SitesWanted = Field(alias="from", examples=[{"kind": "city_hall"}])
    """Which sites handle them no longer.
    哪些服务点不再办理。"""
