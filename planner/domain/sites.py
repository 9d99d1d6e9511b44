"""Points where services are handled (服务点) and what each offers (办理能力)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, freeze, require, require_shape
from planner.text import Text


@dataclass(frozen=True)
class SiteKind:
    """A kind of site, e.g. police station, and the words of the catalogue it offers by default."""

    id: str
    name: Text
    offers: tuple[str, ...]


@dataclass(frozen=True)
class Sites:
    """Service points.

    ids, names      unique ids; names as people know them
    kind            int32 (n,) index into `kinds`
    lon, lat        float64 (n,) WGS84 degrees
    unit            int32 (n,) index into Units, -1 outside
    hours           opening hours as written in the source (OSM syntax), '' where unknown
    offers          bool (n, n_services): can the service be handled here
    """

    ids: tuple[str, ...]
    names: tuple[Text, ...]
    kind: IntArray
    lon: FloatArray
    lat: FloatArray
    unit: IntArray
    hours: tuple[str, ...]
    offers: BoolArray
    kinds: tuple[SiteKind, ...]

    def __post_init__(self) -> None:
        n = len(self.ids)
        require(len(set(self.ids)) == n, "site ids repeat")
        require(len(self.names) == n and len(self.hours) == n, "names, hours, ids differ in number")
        for name in ("kind", "lon", "lat", "unit"):
            require_shape(getattr(self, name), (n,), name)
        require(self.offers.ndim == 2 and len(self.offers) == n, "offers is not (sites, services)")
        require(n == 0 or (self.kind.min() >= 0 and self.kind.max() < len(self.kinds)), "kind")
        freeze(self.kind, self.lon, self.lat, self.unit, self.offers)

    def __len__(self) -> int:
        return len(self.ids)

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
