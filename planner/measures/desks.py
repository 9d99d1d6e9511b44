"""Changes of desks that several measures share."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.world import World
from planner.text import Text


@dataclass(frozen=True)
class Given:
    """A world in which some sites handle more.

    added        bool (n_sites, n_services) what a site did not handle before
    not_carried  how many of the services no channel of the sites concerned can carry
    """

    world: World
    added: BoolArray
    not_carried: int

    @property
    def left_out(self) -> Text:
        """What a report adds about services that could not be given."""
        if not self.not_carried:
            return Text("", "")
        return Text(
            f"；其中 {self.not_carried} 项该渠道办不了",
            f"; {self.not_carried} of the services this channel cannot carry",
        )


def give_services(world: World, sites: IntArray | LongArray, services: BoolArray) -> Given:
    """Let the usual desk of these sites handle these services, as far as its channel carries them.

    services  bool (n_services,)
    """
    desks, before = world.sites.desks, world.sites.offers
    usual = desks.usual(sites)
    carried = world.services.carried.T[desks.channel[usual]] & services
    offers = desks.offers.copy()
    offers[usual] |= carried
    changed = world.sites.with_desks(replace(desks, offers=offers))
    lost = services & ~carried.any(axis=0) if len(usual) else services & False
    return Given(replace(world, sites=changed), changed.offers & ~before, int(lost.sum()))


def take_services(
    world: World, sites: IntArray | LongArray, services: BoolArray
) -> tuple[World, BoolArray]:
    """Let these sites handle these services no more, through any channel.

    Returns the world and what each site handled before, bool (n_sites, n_services).
    """
    desks, before = world.sites.desks, world.sites.offers
    rows = desks.of_sites(sites)
    offers, for_all = desks.offers.copy(), desks.for_all.copy()
    offers[rows] &= ~services
    for_all[rows] &= ~services
    changed = world.sites.with_desks(replace(desks, offers=offers, for_all=for_all))
    return replace(world, sites=changed), before & ~changed.offers
