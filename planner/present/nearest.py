"""Which site serves whom, for the selection of services that a result is about."""

from __future__ import annotations

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
