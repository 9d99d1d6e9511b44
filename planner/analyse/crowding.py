"""Catchment access of a world: window-hours a year within reach of each place."""

from __future__ import annotations

import numpy as np

from planner.analyse.catchment import balanced_access, two_step_access
from planner.analyse.decay import (
    LUO_QI_SLOW,
    Binary,
    Decay,
    Exponential,
    Gaussian,
    Linear,
    StepZones,
)
from planner.analyse.equity import atkinson, gini
from planner.analyse.weighted import weighted_mean
from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.catchment import CatchmentQuestion, Crowding
from planner.domain.slices import Slices
from planner.domain.world import World
from planner.units import S_PER_MIN

ATKINSON_EPSILON = 0.5
"""A mild aversion to inequality; with 1 a single place without access would make it 1."""
SIGMAS = 3.0
"""A Gaussian's limit in standard deviations: there the weight is 0.011."""
AT_LIMIT = 0.01
"""An exponential's weight at the limit."""


def crowding(
    world: World, slices: Slices, time_ms: IntArray, question: CatchmentQuestion
) -> Crowding:
    """Return catchment access over travel times int32 (n_residents, n_sites).

    Supply of a site: windows x hours a year at which its desks take people, over desks that offer
    one of the services and whose windows are known. Demand: people. Whoever lives near may come,
    whatever the jurisdiction.
    """
    people = world.residents.people
    supply_h, unknown = window_hours(world, slices, question.services)
    measure = balanced_access if question.method == "bfca" else two_step_access
    found = measure(time_ms, supply_h, people, decay_of(question))
    lost = np.isnan(found.level)
    return Crowding(
        method=question.method,
        access=found.access,
        mean=weighted_mean(found.access, people),
        gini=gini(found.access, people),
        atkinson=atkinson(found.access, people, ATKINSON_EPSILON),
        supply_h=float(supply_h.sum()),
        unreached_h=float(supply_h[lost].sum()),
        n_sites=int((supply_h > 0).sum()),
        n_unknown=int(unknown.sum()),
    )


def window_hours(world: World, slices: Slices, services: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Return the window-hours a year of each site for services, and which sites have unknown ones.

    Desks that offer one of the services count, whatever else they offer.
    """
    desks = world.sites.desks
    offering = np.asarray(desks.offers[:, services].any(axis=1))
    open_h = slices.hours @ slices.bookable
    of_desk = np.where(offering, desks.windows * open_h, 0.0)
    supply_h = np.bincount(desks.site, weights=of_desk, minlength=len(world.sites))
    unknown = desks.at_sites(offering & (desks.windows == 0), len(world.sites))
    return supply_h.astype(np.float64), unknown & (supply_h == 0)


def decay_of(question: CatchmentQuestion) -> Decay:
    """Return the decay function that a question names, with its limit."""
    limit_s = question.within_s
    match question.decay:
        case "none":
            return Binary(limit_s=limit_s)
        case "linear":
            return Linear(limit_s=limit_s)
        case "exponential":
            return Exponential(limit_s=limit_s, per_min=-np.log(AT_LIMIT) / (limit_s / S_PER_MIN))
        case "zones":
            thirds = limit_s / 3, 2 * limit_s / 3, limit_s
            weights = LUO_QI_SLOW.zone_weights
            return StepZones(limit_s=limit_s, zone_limits_s=thirds, zone_weights=weights)
        case "gaussian":
            return Gaussian(limit_s=limit_s, sigma_s=limit_s / SIGMAS)
