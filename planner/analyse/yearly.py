"""A person's year of cases at each place, for a selection of services."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.case_costs import CaseCosts, Yearly
from planner.domain.services import Services


def yearly(services: Services, costs: CaseCosts, selected: BoolArray) -> Yearly:
    """Return what the selected services, bool (n_services,), cost a person a year at each place."""
    visits = services.visits
    cases = np.where(selected, services.cases_per_person, 0.0)
    of_case = costs.weights(cases)
    reached = np.isfinite(costs.trips)

    def total(weights: FloatArray, values: FloatArray) -> FloatArray:
        used = np.flatnonzero(weights)
        of_one = np.where(reached[used], values[used] * costs.demand[used], 0.0)
        return np.asarray(weights[used] @ of_one)

    # Where the desk mails, the letter takes the place of the collection visit.
    saved = visits.collection_visits > 0
    offline = cases * (1 - visits.online)
    own_legs = cases * visits.mail_legs_per_case
    desk_legs = costs.weights(offline * saved * (1 - visits.mailed_both))
    # Sums of shares may exceed all that is left by rounding.
    left = np.maximum(1 - costs.doorstep - np.where(reached, costs.mailed, 0.0), 0.0)
    return Yearly(
        cases=total(of_case, np.ones_like(costs.trips)),
        trips=total(of_case, costs.trips),
        travel_s=total(of_case, costs.travel_s),
        travel_m=total(of_case, costs.travel_m),
        time_off_s=total(of_case, costs.time_off_s),
        wait_s=total(of_case, costs.wait_s),
        counter_s=total(costs.weights(cases * services.counter_s_per_trip), costs.trips),
        swamped=total(of_case, costs.swamped),
        mail_legs=total(costs.weights(own_legs), left) + total(desk_legs, costs.mailed),
        mail_fee_yuan=total(costs.weights(own_legs * visits.mail_fee_yuan), left),
        doorstep=total(costs.weights(offline), costs.doorstep),
        online=total(costs.weights(cases * visits.online), np.ones_like(costs.trips)),
    )
