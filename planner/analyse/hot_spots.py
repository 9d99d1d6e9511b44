"""Where requests gather: hot spots, and requests by unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.spatial import cKDTree
from scipy.special import erfc

from planner.domain.area import Units
from planner.domain.arrays import BoolArray, FloatArray, freeze, require, require_shape
from planner.domain.requests import Requests
from planner.domain.residents import Residents
from planner.domain.sphere import chord_m, on_sphere


@dataclass(frozen=True)
class HotSpots:
    """Getis–Ord Gi* of n places; NaN where it is not defined.

    z     float64 (n,) standard deviates: high values near high ones are positive
    p     float64 (n,) two-sided, from the normal distribution
    hot, cold  bool (n,) significant when all n are tested at once
    """

    z: FloatArray
    p: FloatArray
    hot: BoolArray
    cold: BoolArray

    def __post_init__(self) -> None:
        for name in ("p", "hot", "cold"):
            require_shape(getattr(self, name), self.z.shape, name)
        require(not (self.hot & self.cold).any(), "hot and cold at once")
        freeze(self.z, self.p, self.hot, self.cold)


def hot_spots(values: FloatArray, near: csr_array, false_share: float = 0.05) -> HotSpots:
    """Return Gi* of each place (Getis & Ord 1992; Ord & Getis 1995, Geographical Analysis).

    `values` float64 (n,), >= 0; `near` (n, n) weights >= 0, with a place near itself. z compares
    the weighted sum around a place with what a random order of the values would give. It is NaN
    where all values are equal or a place is near every other with one weight.
    A place is hot or cold where, of those called so, no more than `false_share` are expected to be
    so by chance (Benjamini & Hochberg 1995; Caldas de Castro & Singer 2006).
    """
    n = len(values)
    require_shape(values, (n,), "values")
    require(near.shape == (n, n), "weights and values differ in number")
    weight = np.asarray(near.sum(axis=1)).ravel()
    squares = np.asarray((near * near).sum(axis=1)).ravel()
    mean = values.mean() if n else 0.0
    deviation = values.std() if n else 0.0
    spread = np.maximum(n * squares - weight**2, 0) / max(n - 1, 1)
    spread[spread <= 1e-12 * n * squares] = 0
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (near @ values - mean * weight) / (deviation * np.sqrt(spread))
    z[~np.isfinite(z)] = np.nan
    p = erfc(np.abs(z) / np.sqrt(2))
    found = _significant(p, false_share)
    return HotSpots(z, p, found & (z > 0), found & (z < 0))


def near_within(lon: FloatArray, lat: FloatArray, radius_m: float) -> csr_array:
    """Return weights 1 between places at most `radius_m` apart, each near itself, (n, n)."""
    n = len(lon)
    tree = cKDTree(on_sphere(lon, lat))
    pairs = tree.query_pairs(chord_m(radius_m), output_type="ndarray").reshape(-1, 2)
    every = np.arange(n)
    row = np.concatenate([every, pairs[:, 0], pairs[:, 1]])
    column = np.concatenate([every, pairs[:, 1], pairs[:, 0]])
    return csr_array((np.ones(len(row)), (row, column)), shape=(n, n))


def adjoining(units: Units) -> csr_array:
    """Return weights 1 between units that share a border or a corner, each near itself, (n, n)."""
    n = len(units)
    shapes = [unit.boundary for unit in units.items]
    row, column = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return csr_array((np.ones(len(row)), (row, column)), shape=(n, n))


def requests_per_1000(
    requests: Requests, mask: BoolArray, residents: Residents, n_units: int
) -> FloatArray:
    """Return requests in `mask` per 1,000 residents of each unit, NaN where nobody lives."""
    asked = requests.count_by_unit(mask, n_units)
    people = residents.people_by_unit(n_units)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate: FloatArray = np.where(people > 0, 1000 * asked / people, np.nan)
    return rate


def _significant(p: FloatArray, false_share: float) -> BoolArray:
    """Return which of the tests are found, by the step-up rule of Benjamini & Hochberg."""
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    below = p[order] <= false_share * np.arange(1, len(order) + 1) / max(len(order), 1)
    last = np.flatnonzero(below)
    found = np.zeros(len(p), dtype=bool)
    if len(last):
        found[order[: last[-1] + 1]] = True
    return found
