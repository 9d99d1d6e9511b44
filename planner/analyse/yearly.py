"""A person's year of cases at each place, for a selection of services."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.case_costs import CaseCosts, Yearly
from planner.domain.services import Services


def yearly(services: Services, costs: CaseCosts, selected: BoolArray) -> Yearly:
    """Return what the selected services, bool (n_services,), cost a person a year at each place."""
    cases = np.where(selected, services.cases_per_person, 0.0)
    of_case = costs.weights(cases)
    reached = np.isfinite(costs.trips)

    def total(weights: FloatArray, values: FloatArray) -> FloatArray:
        used = np.flatnonzero(weights)
        return np.asarray(weights[used] @ np.where(reached[used], values[used], 0.0))

    # Where the desk mails, the letter takes the place of the collection visit.
    saved = services.visits.collection & (services.visits.visits > 1)
    own_legs = costs.weights(cases * services.visits.mail_legs_per_case)
    desk_legs = costs.weights(cases * saved * (1 - services.visits.mailed_both))
    left = 1 - costs.doorstep
    by_own = total(own_legs, left - np.where(reached, costs.mailed, 0.0))
    return Yearly(
        cases=total(of_case, np.ones_like(costs.trips)),
        trips=total(of_case, costs.trips),
        travel_s=total(of_case, costs.travel_s),
        travel_m=total(of_case, costs.travel_m),
        time_off_s=total(of_case, costs.time_off_s),
        wait_s=total(of_case, costs.wait_s),
        counter_s=total(costs.weights(cases * services.counter_s), costs.trips),
        swamped=total(of_case, costs.swamped),
        mail_legs=np.maximum(by_own, 0.0) + total(desk_legs, costs.mailed),
        doorstep=total(of_case, costs.doorstep),
    )
