"""What each chosen site does: whom it serves, what that saves, and what is lost without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.choosing.demand import Demand
from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.domain.residents import Residents
from planner.domain.travel import UNREACHABLE, Optimise
from planner.units import MS_PER_H

THERE_AND_BACK = 2


@dataclass(frozen=True)
class Effects:
    """Figures of each chosen site, float64 (n_chosen,), in the order given; see `ChosenSite`."""

    people: FloatArray
    saves_h: FloatArray
    lost_without_h: FloatArray


def effects_of(
    demand: Demand, residents: Residents, chosen: Sequence[int], optimise: Optimise
) -> Effects:
    """Return what the chosen candidates do, each beside the others and all that serves already.

    Rows that reach nobody without any chosen site save no hours that could be told; a site without
    which some would reach nobody loses NaN.
    """
    sites = np.array(chosen, dtype=np.int64)
    nearest, paid, second = _two_nearest(demand, sites)
    people, saves, lost = np.zeros((3, len(sites)))
    for rank in range(len(sites)):
        rows = np.flatnonzero(nearest == rank)
        people[rank] = residents.people[np.unique(demand.resident[rows])].sum()
        saves[rank] = _hours(demand, rows, demand.base, paid)
        alone = second[rows] == UNREACHABLE
        lost[rank] = np.nan if alone.any() else _hours(demand, rows, second, paid)
    if optimise != "fastest" or not demand.counted:
        saves, lost = np.full((2, len(sites)), np.nan)
    return Effects(people, saves, lost)


def effects_by_assignment(  # noqa: PLR0917
    demand: Demand,
    residents: Residents,
    rows: LongArray,
    site_of: IntArray | LongArray,
    chosen: Sequence[int],
    optimise: Optimise,
) -> Effects:
    """Return what the chosen candidates do where each row is told where to go.

    rows, site_of  rows of the demand, and the candidate of each; below zero: none of the chosen
    What would be lost without a site is NaN: all would be told anew.
    """
    people, saves = np.zeros((2, len(chosen)))
    for rank, site in enumerate(chosen):
        there = rows[site_of == site]
        people[rank] = residents.people[np.unique(demand.resident[there])].sum()
        saves[rank] = _hours(demand, there, demand.base, demand.cost[:, site])
    if optimise != "fastest" or not demand.counted:
        saves = np.full(len(chosen), np.nan)
    return Effects(people, saves, np.full(len(chosen), np.nan))


def _two_nearest(demand: Demand, sites: LongArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return each row's chosen site (its rank, -1 if none helps), its cost, and that without it."""
    n = len(demand.base)
    nearest = np.full(n, -1, dtype=np.int32)
    paid, second = demand.base.copy(), demand.base.copy()
    for rank, site in enumerate(sites.tolist()):
        cost = demand.cost[:, site]
        nearer = cost < paid
        second = np.where(nearer, paid, np.minimum(second, cost)).astype(np.int32)
        paid = np.where(nearer, cost, paid).astype(np.int32)
        nearest[nearer] = rank
    return nearest, paid, second


def _hours(demand: Demand, rows: LongArray, without: IntArray, with_: IntArray) -> float:
    """Return person-hours a year that these rows pay more `without`, there and back."""
    rows = rows[without[rows] != UNREACHABLE]
    more = without[rows].astype(np.float64) - with_[rows]
    return float((demand.trips[rows] * more).sum()) * THERE_AND_BACK / MS_PER_H
