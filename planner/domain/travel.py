"""Travel between residents and sites over one road state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)

Optimise: TypeAlias = Literal["fastest", "shortest"]
"""What residents minimise: time, of equal times length, or the reverse."""

UNREACHABLE: Final = np.iinfo(np.int32).max
"""Fills both costs of a pair without a route; ask `reachable`, never compare with it."""


@dataclass(frozen=True)
class TravelMatrix:
    """Cost of the fastest route from each resident to each site, access legs included.

    Of equally fast routes the shortest counts. Times are at most 24 days, lengths 21,000 km.

    time_ms    int32 (n_residents, n_sites), UNREACHABLE without a route
    length_cm  int32 (n_residents, n_sites), length of the same route, UNREACHABLE likewise
    site_ids   the sites of the columns

    Arrays may be mapped from files (np.memmap). These are not read through to be checked: each of
    their rows was checked when it was written.
    """

    time_ms: IntArray
    length_cm: IntArray
    site_ids: tuple[str, ...]

    def __post_init__(self) -> None:
        require_shape(self.length_cm, self.time_ms.shape, "length_cm")
        require(self.time_ms.shape[1] == len(self.site_ids), "one column for each site")
        if not self.on_disk:
            require(self.time_ms.size == 0 or self.time_ms.min() >= 0, "negative time")
        freeze(self.time_ms, self.length_cm)

    @property
    def reachable(self) -> BoolArray:
        """True where there is a route, (n_residents, n_sites)."""
        return np.asarray(self.time_ms != UNREACHABLE)

    @property
    def on_disk(self) -> bool:
        """Whether the arrays are mapped from files."""
        return isinstance(self.time_ms, np.memmap)

    def part(self, residents: LongArray | slice, sites: LongArray | None = None) -> TravelMatrix:
        """Return the matrix of these residents and sites (None: all), in this order, in memory."""
        time_ms, length_cm = self.time_ms[residents], self.length_cm[residents]
        site_ids = self.site_ids
        if sites is not None:
            time_ms, length_cm = time_ms[:, sites], length_cm[:, sites]
            site_ids = tuple(site_ids[site] for site in sites)
        return TravelMatrix(
            np.ascontiguousarray(time_ms), np.ascontiguousarray(length_cm), site_ids
        )

    def with_egress(self, egress_ms: IntArray) -> TravelMatrix:
        """Return the matrix with further time at each site, int32 (n_sites,), at least 0.

        Raises OverflowError if a time does not fit (24 days).
        """
        require_shape(egress_ms, (len(self.site_ids),), "egress_ms")
        require(egress_ms.min(initial=0) >= 0, "negative egress")
        if not egress_ms.any():
            return self
        time_ms = np.where(self.reachable, self.time_ms + egress_ms.astype(np.int64), UNREACHABLE)
        if time_ms.max(where=self.reachable, initial=0) >= UNREACHABLE:
            raise OverflowError("a route takes more than 24 days")
        return TravelMatrix(time_ms.astype(np.int32), self.length_cm, self.site_ids)

    def columns(self, site_ids: Sequence[str]) -> TravelMatrix:
        """Return the matrix of these sites, in this order, in memory."""
        index_of = {site_id: index for index, site_id in enumerate(self.site_ids)}
        sites = np.array([index_of[site_id] for site_id in site_ids], dtype=np.int64)
        return self.part(slice(None), sites)


@dataclass(frozen=True)
class Nearest:
    """The nearest site of each set for each resident.

    site       int32 (n_sets, n_residents)  column of the matrix, -1 where no site is reachable
    time_ms    int32 (n_sets, n_residents)  UNREACHABLE where site is -1
    length_cm  int32 (n_sets, n_residents)  length of the same route, UNREACHABLE likewise
    """

    site: IntArray
    time_ms: IntArray
    length_cm: IntArray

    def __post_init__(self) -> None:
        require_shape(self.time_ms, self.site.shape, "time_ms")
        require_shape(self.length_cm, self.site.shape, "length_cm")
        freeze(self.site, self.time_ms, self.length_cm)


@dataclass(frozen=True)
class TravelWithin:
    """Cost of the best route for the pairs of resident and site that are within a limit.

    Pairs are ordered by resident, then site. int32 (n_pairs,) each.
    """

    resident: IntArray
    site: IntArray
    time_ms: IntArray
    length_cm: IntArray

    def __post_init__(self) -> None:
        for name in ("site", "time_ms", "length_cm"):
            require_shape(getattr(self, name), self.resident.shape, name)
        freeze(self.resident, self.site, self.time_ms, self.length_cm)

    def __len__(self) -> int:
        return len(self.resident)

    def by_resident(self, n_residents: int) -> LongArray:
        """Return where each resident's pairs begin, int64 (n_residents + 1,).

        The pairs of resident i are `start[i]:start[i + 1]`.
        """
        return _starts(self.resident, n_residents)

    def by_site(self, n_sites: int) -> tuple[LongArray, LongArray]:
        """Return (start, pair): the pairs of site j are `pair[start[j]:start[j + 1]]`.

        start  int64 (n_sites + 1,)
        pair   int64 (n_pairs,)  indices of pairs, of each site in the order of residents; so
               `resident[pair[start[j]:start[j + 1]]]` is whom site j covers
        """
        return _starts(self.site, n_sites), np.argsort(self.site, kind="stable")


def _starts(member: IntArray, n: int) -> LongArray:
    require(len(member) == 0 or member.max() < n, "fewer residents or sites than pairs name")
    count = np.bincount(member, minlength=n)
    return np.concatenate([[0], np.cumsum(count)]).astype(np.int64)


@dataclass(frozen=True)
class Coverage:
    """Who is within radii of whom, added up without a list of pairs.

    radii   ms for the fastest routes, cm for the shortest, ascending; inclusive
    weight  float64 (n_radii, n_sites)   of the residents within each radius of each site
    sites   int32 (n_radii, n_residents) number of sites within each radius of each resident
    """

    radii: tuple[int, ...]
    weight: FloatArray
    sites: IntArray

    def __post_init__(self) -> None:
        require(list(self.radii) == sorted(set(self.radii)), "radii must ascend")
        require(len(self.weight) == len(self.sites) == len(self.radii), "one row for each radius")
        freeze(self.weight, self.sites)
