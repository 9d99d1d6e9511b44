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
    reached = np.isfinite(costs.trips)
    parts = {
        name: np.where(reached, getattr(costs, name), 0.0)
        for name in ("trips", "travel_s", "travel_m", "time_off_s", "wait_s", "swamped", "mailed")
    }
    chosen = np.array(list(selections.values()), dtype=bool)
    cases = np.where(chosen, services.cases_per_person, 0.0)

    def per_case(value: FloatArray) -> FloatArray:
        """Return the sum over each bundle of cases times a value, (n_selections, n_bundles)."""
        return np.array([costs.weights(row) for row in cases * value])

    one = np.ones(len(services))
    of_case = per_case(one)
    sums = {name: of_case @ values for name, values in parts.items()}
    # Where the desk mails, the letter takes the place of the collection visit.
    saved = services.visits.collection & (services.visits.visits > 1)
    by_own = np.where(reached, np.maximum(1 - costs.doorstep - parts["mailed"], 0.0), 0.0)
    mail_legs = per_case(services.visits.mail_legs_per_case) @ by_own
    mail_legs += per_case(saved * (1 - services.visits.mailed_both)) @ parts["mailed"]
    counter_s = per_case(services.counter_s) @ parts["trips"]
    doorstep = of_case @ np.where(reached, costs.doorstep, 0.0)
    cases = of_case @ reached.astype(np.float64)
    return {
        key: Yearly(
            cases=cases[row],
            trips=sums["trips"][row],
            travel_s=sums["travel_s"][row],
            travel_m=sums["travel_m"][row],
            time_off_s=sums["time_off_s"][row],
            wait_s=sums["wait_s"][row],
            counter_s=counter_s[row],
            swamped=sums["swamped"][row],
            mail_legs=mail_legs[row],
            doorstep=doorstep[row],
        )
        for row, key in enumerate(selections)
    }
