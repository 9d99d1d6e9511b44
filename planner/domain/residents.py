"""People at places (居民点): settlements, building blocks or population cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, freeze, require, require_shape


@dataclass(frozen=True)
class Residents:
    """Places with people.

    ids     unique within the study       names  as in the source, may repeat
    lon, lat float64 (n,) WGS84 degrees   people float64 (n,) >= 0 (cells may be fractional)
    unit    int32 (n,) index into Units, -1 outside every unit
    area    code of the smallest area that counts for jurisdiction (township), '' where unknown;
            the area's own sites bear the same code
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    people: FloatArray
    unit: IntArray
    area: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.ids)
        require(len(set(self.ids)) == n, "resident ids repeat")
        require(len(self.names) == n, "names and ids differ in number")
        for name in ("lon", "lat", "people", "unit"):
            require_shape(getattr(self, name), (n,), name)
        require(n == 0 or self.people.min() >= 0, "negative people")
        if not self.area:
            object.__setattr__(self, "area", ("",) * n)
        require(len(self.area) == n, "areas and ids differ in number")
        freeze(self.lon, self.lat, self.people, self.unit)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def total_people(self) -> float:
        """Everyone."""
        return float(self.people.sum())

    def people_by_unit(self, n_units: int) -> FloatArray:
        """Return the people of each unit, float64 (n_units,)."""
        known = self.unit >= 0
        people = np.bincount(self.unit[known], weights=self.people[known], minlength=n_units)
        return people.astype(np.float64)
