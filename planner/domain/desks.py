"""Desks (柜台): what a site handles through one channel, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    ByteArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.channels import Channel


@dataclass(frozen=True)
class DeskKind:
    """What a desk of a kind of site is like where nothing else is said; see `Desks`.

    offers  words of the catalogue
    """

    offers: tuple[str, ...]
    channel: Channel = Channel.COUNTER
    hours: str = ""
    windows: int = 0
    pooled: bool = True
    mails: bool = False


@dataclass(frozen=True)
class Desks:
    """The offers (办理能力) of all sites, one row for each site and channel, ordered by site.

    site     int32 (n,) index into Sites, ascending; every site has at least one desk
    channel  uint8 (n,) values of Channel
    hours    opening hours in OSM syntax, '' where nobody knows: such a desk counts as open
    windows  int32 (n,) places that serve at the same time; 0 where it is not known
    pooled   bool (n,)  one queue for everything, else one for each type of service
    mails    bool (n,)  every result is sent by mail
    offers   bool (n, n_services)
    for_all  bool (n, n_services) where the desk offers this, its site serves residents of any
             area, whatever the rules of jurisdiction; without it, nothing is so
    """

    site: IntArray
    channel: ByteArray
    hours: tuple[str, ...]
    windows: IntArray
    pooled: BoolArray
    mails: BoolArray
    offers: BoolArray
    for_all: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))

    def __post_init__(self) -> None:
        n = len(self.site)
        if not self.for_all.size:
            object.__setattr__(self, "for_all", np.zeros_like(self.offers))
        require(len(self.hours) == n, "hours and desks differ in number")
        for name in ("channel", "windows", "pooled", "mails"):
            require_shape(getattr(self, name), (n,), name)
        require(self.offers.ndim == 2 and len(self.offers) == n, "offers is not (desks, services)")
        require_shape(self.for_all, self.offers.shape, "for_all")
        if n:
            require(self.site[0] >= 0 and (np.diff(self.site) >= 0).all(), "desks are unordered")
            require(self.channel.max() < Channel.DOORSTEP, "a channel that no site has")
            require(self.windows.min() >= 0, "negative windows")
        freeze(self.site, self.channel, self.windows, self.pooled, self.mails, self.offers,
               self.for_all)  # fmt: skip

    def __len__(self) -> int:
        return len(self.site)

    @classmethod
    def like(cls, kinds: Sequence[DeskKind], site: IntArray, offers: BoolArray) -> Desks:
        """Return desks of these kinds at these sites, one each, offering (n, n_services)."""
        return cls(
            site=site,
            channel=np.array([kind.channel for kind in kinds], dtype=np.uint8),
            hours=tuple(kind.hours for kind in kinds),
            windows=np.array([kind.windows for kind in kinds], dtype=np.int32),
            pooled=np.array([kind.pooled for kind in kinds], dtype=bool),
            mails=np.array([kind.mails for kind in kinds], dtype=bool),
            offers=offers,
        )

    def at_sites(self, desk_is: BoolArray, n_sites: int) -> BoolArray:
        """Return for each site whether any desk is so: bool (n_desks, ...) to (n_sites, ...)."""
        found = np.zeros((n_sites, *desk_is.shape[1:]), dtype=bool)
        np.logical_or.at(found, self.site, desk_is)
        return found

    def of_sites(self, sites: IntArray | LongArray, channel: Channel | None = None) -> LongArray:
        """Return the desks of these sites, of one channel or all, ascending."""
        wanted = np.isin(self.site, sites)
        if channel is not None:
            wanted &= self.channel == channel
        return np.flatnonzero(wanted)

    def usual(self, sites: IntArray | LongArray) -> LongArray:
        """Return the usual (first) desk of each of these sites, in their order."""
        return np.searchsorted(self.site, sites).astype(np.int64)

    def with_hours(self, desks: LongArray, hours: str) -> Desks:
        """Return the desks with other hours at some of them."""
        changed = list(self.hours)
        for desk in desks.tolist():
            changed[desk] = hours
        return replace(self, hours=tuple(changed))

    def joined(self, other: Desks) -> Desks:
        """Return the desks of both, ordered by site; at equal sites ours come first."""
        order = np.argsort(np.concatenate([self.site, other.site]), kind="stable")
        hours = (*self.hours, *other.hours)
        both = {
            name: np.concatenate([getattr(self, name), getattr(other, name)])[order]
            for name in ("site", "channel", "windows", "pooled", "mails", "offers", "for_all")
        }
        return Desks(hours=tuple(hours[row] for row in order.tolist()), **both)

    def without_sites(self, gone: BoolArray) -> Desks:
        """Return the desks of the sites that stay, numbered anew; bool (n_sites,)."""
        kept = ~gone[self.site]
        number = np.cumsum(~gone) - 1
        return Desks(
            number[self.site[kept]].astype(np.int32),
            self.channel[kept],
            tuple(hours for hours, stays in zip(self.hours, kept, strict=True) if stays),
            self.windows[kept],
            self.pooled[kept],
            self.mails[kept],
            self.offers[kept],
            self.for_all[kept],
        )
