"""A person's year of cases at each place, for selections of services."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.case_costs import CaseCosts, Yearly
from planner.domain.services import Services


def yearly(
    services: Services, costs: CaseCosts, selections: Mapping[str, BoolArray]
) -> dict[str, Yearly]:
    """Return what services cost a person a year at each place, for each selection of services."""
    visits, reached = services.visits, np.isfinite(costs.trips)

    def of_all(values: FloatArray) -> FloatArray:
        """Return a value of a case for everybody who can have it handled, else 0."""
        return np.where(reached, values * costs.demand, 0.0)

    chosen = np.array(list(selections.values()), dtype=bool)
    cases = np.where(chosen, services.cases_per_person, 0.0)

    def per_case(value: FloatArray) -> FloatArray:
        """Return the sum over each bundle of cases times a value, (n_selections, n_bundles)."""
        return np.array([costs.weights(row) for row in cases * value])

    one, offline = np.ones(len(services)), 1 - visits.online
    of_case, everywhere = per_case(one), of_all(np.ones_like(costs.trips))
    trips, mailed = of_all(costs.trips), of_all(costs.mailed)
    # Sums of shares may exceed all that is left by rounding.
    left = np.maximum(everywhere - of_all(costs.doorstep) - mailed, 0.0)
    # Where the desk mails, its letter takes the place of the collection visit; what mail alone
    # settles, applicants still send and pay for themselves.
    desk_legs = offline * (visits.collection_visits > 0) * (1 - visits.mailed_both)
    own_legs, both_legs = visits.mail_legs_per_case, 2 * offline * visits.mailed_both
    sums = {
        "cases": of_case @ everywhere,
        "trips": of_case @ trips,
        "travel_s": of_case @ of_all(costs.travel_s),
        "travel_m": of_case @ of_all(costs.travel_m),
        "time_off_s": of_case @ of_all(costs.time_off_s),
        "wait_s": of_case @ of_all(costs.wait_s),
        "counter_s": per_case(services.counter_s_per_trip) @ trips,
        "swamped": of_case @ of_all(costs.swamped),
        "mail_legs": per_case(own_legs) @ left + per_case(desk_legs + both_legs) @ mailed,
        "mail_fee_yuan": per_case(own_legs * visits.mail_fee_yuan) @ left
        + per_case(both_legs * visits.mail_fee_yuan) @ mailed,
        "doorstep": per_case(offline) @ of_all(costs.doorstep),
        "online": per_case(visits.online) @ everywhere,
    }
    return {
        key: Yearly(**{name: values[row] for name, values in sums.items()})
        for row, key in enumerate(selections)
    }
