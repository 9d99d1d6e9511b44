"""Whose residents a site may serve (管辖): own area only, its whole unit, or anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from planner.domain.arrays import BoolArray, ByteArray, freeze, require
from planner.domain.residents import Residents
from planner.domain.sites import Sites


class Scope(IntEnum):
    """How far residents may choose among the sites of a kind. A higher value allows more."""

    OWN_AREA = 0
    OWN_UNIT = 1
    ANYWHERE = 2


@dataclass(frozen=True)
class Jurisdiction:
    """Scope by the resident's unit, the kind of site, and the service.

    scope       uint8 (n_units + 1, n_kinds, n_services); the last row is for residents of no unit
    with_sites  areas that have a site of their own in the study as it is. Residents of other areas
                are looked after by their whole unit. None: every area counts as having one
    """

    scope: ByteArray
    with_sites: frozenset[str] | None = None

    def __post_init__(self) -> None:
        require(self.scope.ndim == 3, "scope is not (units, kinds, services)")
        require(self.scope.size == 0 or self.scope.max() <= Scope.ANYWHERE, "unknown scope")
        freeze(self.scope)

    @classmethod
    def anywhere(cls, n_units: int, n_kinds: int, n_services: int) -> Jurisdiction:
        """Return the rule under which everybody may go anywhere."""
        return cls(np.full((n_units + 1, n_kinds, n_services), Scope.ANYWHERE, dtype=np.uint8))

    def with_kind(self) -> Jurisdiction:
        """Return the rules for one more kind of site, the last, which serves everybody."""
        n_units, _, n_services = self.scope.shape
        free = np.full((n_units, 1, n_services), Scope.ANYWHERE, dtype=np.uint8)
        return replace(self, scope=np.concatenate([self.scope, free], axis=1))

    def scope_for(self, scope: ByteArray, area: str) -> ByteArray:
        """Return the scope of a service, (n_units + 1, n_kinds), for residents of an area."""
        if self.with_sites is None or area in self.with_sites:
            return scope
        return np.maximum(scope, np.uint8(Scope.OWN_UNIT))


def may_serve(
    scope: ByteArray, for_all: BoolArray, unit: int, area: str, sites: Sites
) -> BoolArray:
    """Return which sites may serve residents of a unit and area, bool (n_sites,).

    `scope` is that of one service, uint8 (n_units + 1, n_kinds); `for_all`, bool (n_sites,), are
    the sites that serve everybody nevertheless; `unit` is -1 outside all units.
    Whatever the scope, the own area may be chosen, also where it lies in another unit. A resident
    or site without an area has no own area.
    """
    of_site = np.where(for_all, np.uint8(Scope.ANYWHERE), scope[unit][sites.kind])
    own_unit = sites.unit == unit if unit >= 0 else np.zeros(len(sites), dtype=bool)
    own_area = np.array([bool(area) and other == area for other in sites.area], dtype=bool)
    return np.asarray(
        (of_site == Scope.ANYWHERE) | ((of_site == Scope.OWN_UNIT) & own_unit) | own_area
    )


@dataclass(frozen=True)
class Zones:
    """Residents who share unit and area, and so every rule of jurisdiction.

    members  for each zone the residents, ascending; (unit, area) says which zone
    """

    keys: tuple[tuple[int, str], ...]
    members: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]

    @classmethod
    def of(cls, residents: Residents) -> Zones:
        """Return the zones in order of first appearance."""
        numbers: dict[tuple[int, str], int] = {}
        zone = np.array(
            [
                numbers.setdefault(key, len(numbers))
                for key in zip(residents.unit.tolist(), residents.area, strict=True)
            ],
            dtype=np.int64,
        )
        order = np.argsort(zone, kind="stable")
        ends = np.cumsum(np.bincount(zone, minlength=len(numbers)))[:-1]
        return cls(tuple(numbers), tuple(np.split(order, ends)) if numbers else ())
