"""Which site serves whom, for the selection of services that a result is about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.analyse.access import set_weights
from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.result import Outcome


def set_shares(outcome: Outcome, services: BoolArray) -> FloatArray:
    """Return the share of trips that goes to each provider set, (n_sets,), summing to 1.

    Services without any demand count alike. All zero where no service is selected.
    """
    access = outcome.access
    weights = set_weights(access, outcome.world.services, services)
    if not weights.any():
        weights = np.bincount(
            access.set_of_service[services], minlength=len(access.providers)
        ).astype(np.float64)
    total = weights.sum()
    return weights / total if total else weights


def people_served(outcome: Outcome, services: BoolArray) -> FloatArray:
    """Return the people whose nearest provider each site is, float64 (n_sites,).

    Where the services of the selection have different nearest sites, a resident counts with
    the share of trips that goes to each.
    """
    served = np.zeros(len(outcome.world.sites))
    people = outcome.world.residents.people
    shares = set_shares(outcome, services)
    for row in np.flatnonzero(shares):
        site = outcome.access.site[row]
        reached = site >= 0
        np.add.at(served, site[reached], shares[row] * people[reached])
    return served


def main_site(outcome: Outcome, services: BoolArray) -> IntArray:
    """Return the site that each resident's most trips go to, int32, -1 where none is reached.

    Of equal sites the first counts.
    """
    n_sites = len(outcome.world.sites)
    shares = set_shares(outcome, services)
    rows = np.flatnonzero(shares)
    sites = outcome.access.site[rows]
    row, resident = np.nonzero(sites >= 0)
    pair, index = np.unique(resident * n_sites + sites[row, resident], return_inverse=True)
    share = np.bincount(index, weights=shares[rows][row], minlength=len(pair))
    order = np.lexsort((-pair, share))  # the largest share comes last and is kept
    found = np.full(len(outcome.world.residents), -1, dtype=np.int32)
    found[pair[order] // max(n_sites, 1)] = pair[order] % max(n_sites, 1)
    return found


@dataclass(frozen=True)
class MainTrips:
    """The trip that most of each resident's trips are like.

    site      int32 (n_residents,), -1 where none is reached
    time_s    float64 (n_residents,) one way, NaN where none is reached
    length_m  float64 (n_residents,) likewise
    share     float64 (n_residents,) of all trips, those that lead nowhere included
    n_others  int32 (n_residents,)   further sites that other trips go to
    others_s  float64 (n_residents,) mean time of these trips, NaN without any
    """

    site: IntArray
    time_s: FloatArray
    length_m: FloatArray
    share: FloatArray
    n_others: IntArray
    others_s: FloatArray


def main_trips(outcome: Outcome, services: BoolArray) -> MainTrips:
    """Return the trips to `main_site`, with what access says of them.

    Where services of one site differ, by hours at which roads do, those with most trips count.
    """
    access, site = outcome.access, main_site(outcome, services)
    shares = set_shares(outcome, services)
    rows = np.flatnonzero(shares)
    rows = rows[np.argsort(shares[rows], kind="stable")]
    time_s, length_m = np.full(len(site), np.nan), np.full(len(site), np.nan)
    share, share_others, spent_s = np.zeros(len(site)), np.zeros(len(site)), np.zeros(len(site))
    for row in rows:
        same = (access.site[row] == site) & (site >= 0)
        time_s[same], length_m[same] = access.time_s[row, same], access.length_m[row, same]
        share[same] += shares[row]
        other = (access.site[row] >= 0) & ~same
        share_others[other] += shares[row]
        spent_s[other] += shares[row] * access.time_s[row, other]
    # Sites in ascending order for each resident: each change is a further site.
    ordered = np.sort(access.site[rows], axis=0)
    changes = (np.diff(ordered, axis=0, prepend=-1) != 0).sum(axis=0)
    others_s = np.divide(
        spent_s, share_others, out=np.full(len(site), np.nan), where=share_others > 0
    )
    n_others = np.maximum(changes - 1, 0).astype(np.int32)
    return MainTrips(site, time_s, length_m, share, n_others, others_s)
