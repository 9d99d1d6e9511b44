"""Worlds whose sites open by day or late, and whose people work."""

from __future__ import annotations

from dataclasses import replace

from planner.domain.calendar import Calendar
from planner.domain.people import PeopleGroup
from planner.domain.world import World
from planner.text import Text

DAY, LATE, OUT = "Mo-Fr 09:00-17:00", "Mo-Fr 12:00-22:00", "off"
LEAVE_S = 3600.0
WORKERS = PeopleGroup("workers", Text.same("workers"), 1.0, "Mo-Fr 18:00-21:00", LEAVE_S)


def timed(world: World, late: str = "", **hours: str) -> World:
    """Return a world of workers whose sites serve by day, but for one late one and those named."""
    kept = {**hours, late: LATE}
    desks = replace(world.sites.desks, hours=tuple(kept.get(site, DAY) for site in world.sites.ids))
    return replace(
        world,
        sites=world.sites.with_desks(desks),
        calendar=Calendar.of(2025, "CN"),
        people=(WORKERS,),
    )
