"""From nearest providers to access: who reaches what, at which cost, and if not, why."""

from __future__ import annotations

import numpy as np

from planner.domain.access import Access, Reach, TypicalAccess
from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.services import Services
from planner.domain.travel import Nearest
from planner.units import CM_PER_M, MS_PER_S


def provider_sets(offers: BoolArray) -> tuple[BoolArray, IntArray]:
    """Return the distinct provider sets and the set of each service.

    `offers` is bool (n_sites, n_services). Services handled at exactly the same sites share a
    set, which is why asking about 326 services costs hardly more than asking about one.
    Returns providers bool (n_sets, n_sites), in order of first use by the catalogue, and
    set_of_service int32 (n_services,).
    """
    sets: dict[bytes, int] = {}
    columns = np.ascontiguousarray(offers.T)
    set_of_service = np.array(
        [sets.setdefault(column.tobytes(), len(sets)) for column in columns], dtype=np.int32
    )
    first = np.array([int(np.argmax(set_of_service == row)) for row in range(len(sets))], dtype=int)
    return columns[first].reshape(len(sets), offers.shape[0]), set_of_service


def access_to_nearest(
    nearest: Nearest, providers: BoolArray, set_of_service: IntArray, placed: BoolArray
) -> Access:
    """Return the access that nearest-provider choice gives.

    `nearest` answers for the rows of `providers`, bool (n_sets, n_sites); `placed` is True for
    residents on a road, bool (n_residents,).
    """
    reached = nearest.site >= 0
    reach = np.where(reached, Reach.REACHED, Reach.NO_ROUTE).astype(np.uint8)
    reach[:, ~placed] = Reach.UNPLACED
    reach[~providers.any(axis=1)] = Reach.NO_PROVIDER
    return Access(
        providers=providers,
        set_of_service=set_of_service,
        time_s=np.where(reached, nearest.time_ms / MS_PER_S, np.nan),
        length_m=np.where(reached, nearest.length_cm / CM_PER_M, np.nan),
        site=nearest.site,
        reach=reach,
    )


def set_weights(access: Access, services: Services, selected: BoolArray) -> FloatArray:
    """Return yearly trips per person to each provider set for the selected services, (n_sets,)."""
    trips = np.where(selected, services.trips_per_person, 0.0)
    return _sum_by_set(access, trips)


def _sum_by_set(access: Access, values: FloatArray) -> FloatArray:
    """Return the sum of a value of each service over each provider set, (n_sets,)."""
    totals = np.zeros(len(access.providers))
    np.add.at(totals, access.set_of_service, values)
    return totals


def typical_access(access: Access, services: Services, selected: BoolArray) -> TypicalAccess:
    """Return each resident's trip-weighted mean cost over the selected services, bool (n,).

    A resident who misses any of the services has no typical cost (NaN) and bears the worst
    reason, so that an average never hides a service out of reach. Services without demand
    count only where the whole selection has none; then all weigh the same.
    """
    weights = set_weights(access, services, selected)
    if not weights.any():
        weights = _sum_by_set(access, selected.astype(np.float64))
    rows = np.flatnonzero(weights)
    n_residents = access.time_s.shape[1]
    if not len(rows):
        nothing = np.full(n_residents, np.nan)
        reach = np.full(n_residents, Reach.NO_PROVIDER, dtype=np.uint8)
        return TypicalAccess(nothing, nothing.copy(), reach)
    share = weights[rows] / weights[rows].sum()
    return TypicalAccess(
        time_s=_mean_over_sets(access.time_s[rows], share),
        length_m=_mean_over_sets(access.length_m[rows], share),
        reach=access.reach[rows].max(axis=0),
    )


def _mean_over_sets(values: FloatArray, share: FloatArray) -> FloatArray:
    """Return the weighted mean of each column; exact where all rows say the same."""
    base = values[0]
    mean: FloatArray = base + share @ (values - base)
    return mean
