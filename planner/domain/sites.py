"""Points where services are handled (服务点); `desks` say what each offers, how and when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, freeze, require, require_shape
from planner.domain.desks import DeskKind, Desks
from planner.text import Text


@dataclass(frozen=True)
class SiteKind:
    """A kind of site, e.g. police station.

    desks         its usual desk first, then further ones, each through another channel
    opening_yuan  cost of opening one; yearly_yuan of running it a year, its windows included;
    window_yuan   of one more window a year; None where it is not known
    """

    id: str
    name: Text
    desks: tuple[DeskKind, ...]
    opening_yuan: float | None = None
    yearly_yuan: float | None = None
    window_yuan: float | None = None

    def __post_init__(self) -> None:
        channels = [desk.channel for desk in self.desks]
        require(channels and len(set(channels)) == len(channels), "one desk for each channel")

    @classmethod
    def plain(cls, kind_id: str, name: Text, offers: tuple[str, ...] = ()) -> SiteKind:
        """Return a kind with a counter whose hours and windows nobody knows."""
        return cls(kind_id, name, (DeskKind(offers),))


@dataclass(frozen=True)
class Sites:
    """Service points.

    ids, names      unique ids; names as people know them
    kind            int32 (n,) index into `kinds`
    lon, lat        float64 (n,) WGS84 degrees
    unit            int32 (n,) index into Units, -1 outside
    area            code of the area whose own site this is (see Residents), '' none
    """

    ids: tuple[str, ...]
    names: tuple[Text, ...]
    kind: IntArray
    lon: FloatArray
    lat: FloatArray
    unit: IntArray
    area: tuple[str, ...]
    desks: Desks
    kinds: tuple[SiteKind, ...]

    def __post_init__(self) -> None:
        n = len(self.ids)
        require(len(set(self.ids)) == n, "site ids repeat")
        require(len(self.names) == n and len(self.area) == n, "names, areas, ids differ in number")
        for name in ("kind", "lon", "lat", "unit"):
            require_shape(getattr(self, name), (n,), name)
        require(n == 0 or (self.kind.min() >= 0 and self.kind.max() < len(self.kinds)), "kind")
        require(np.array_equal(np.unique(self.desks.site), np.arange(n)), "a site has no desk")
        freeze(self.kind, self.lon, self.lat, self.unit)

    @classmethod
    def one_desk_each(
        cls,
        ids: tuple[str, ...],
        names: tuple[Text, ...],
        *,
        kind: IntArray,
        lon: FloatArray,
        lat: FloatArray,
        unit: IntArray,
        offers: BoolArray,
        kinds: tuple[SiteKind, ...],
    ) -> Sites:
        """Return sites with the usual desk of their kind, which `offers` (n, n_services) this."""
        n = len(ids)
        usual = [kinds[k].desks[0] for k in kind.tolist()]
        desks = Desks.like(usual, np.arange(n, dtype=np.int32), offers)
        return cls(ids, names, kind, lon, lat, unit, ("",) * n, desks, kinds)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def offers(self) -> BoolArray:
        """What can be handled at each site through any channel, bool (n, n_services)."""
        return self.desks.at_sites(self.desks.offers, len(self))

    @cached_property
    def hours(self) -> tuple[str, ...]:
        """The opening hours of each site as written; of several desks one line each."""
        written: list[dict[str, None]] = [{} for _ in self.ids]
        for site, hours in zip(self.desks.site.tolist(), self.desks.hours, strict=True):
            if hours:
                written[site][hours] = None
        return tuple("\n".join(lines) for lines in written)

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Position by site id."""
        return {site_id: index for index, site_id in enumerate(self.ids)}

    @cached_property
    def kind_ids(self) -> dict[str, int]:
        """Position in `kinds` by kind id."""
        return {kind.id: index for index, kind in enumerate(self.kinds)}

    def of_kind(self, kind_id: str) -> IntArray:
        """Return the positions of all sites of a kind, ascending."""
        return np.flatnonzero(self.kind == self.kind_ids[kind_id]).astype(np.int32)

    def without(self, gone: BoolArray) -> Sites:
        """Return the sites that stay, numbered anew; `gone` is bool (n,)."""
        stay = np.flatnonzero(~gone).tolist()
        return Sites(
            tuple(self.ids[site] for site in stay),
            tuple(self.names[site] for site in stay),
            self.kind[stay],
            self.lon[stay],
            self.lat[stay],
            self.unit[stay],
            tuple(self.area[site] for site in stay),
            self.desks.without_sites(gone),
            self.kinds,
        )

    def with_desks(self, desks: Desks) -> Sites:
        """Return the same sites with other desks."""
        return Sites(
            self.ids, self.names, self.kind, self.lon, self.lat, self.unit, self.area, desks,
            self.kinds,
        )  # fmt: skip
