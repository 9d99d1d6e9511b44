"""What a click on a place tells beside its time: way, provider, and hours of a year."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from planner.domain.arrays import FloatArray
from planner.domain.result import Outcome, RunResult
from planner.domain.score import ALL_SERVICES, FOCUS
from planner.present.nearest import main_site
from planner.present.page.packing import NO_VALUE, Layers, Steps
from planner.present.page.sites import SiteOrder
from planner.units import M_PER_KM, S_PER_H

DETAILED: Final = frozenset({FOCUS, ALL_SERVICES})
"""Selections that places tell more about; more of them would make the page large."""
KM_STEP: Final = 0.1
HOURS_STEP: Final = 0.01


def details_json(
    result: RunResult, selection: str, layers: Layers, order: SiteOrder
) -> dict[str, Any] | None:
    """Return the layers of a selection before and after, NO_VALUE where a value is not known.

    `km` one way in KM_STEP, `site` that most trips go to as its number on the page, `hours` that
    cases cost a person in a year in HOURS_STEP.
    """
    if selection not in DETAILED:
        return None
    sides = [
        _layers(result, outcome, selection, order) for outcome in (result.before, result.after)
    ]
    found = {}
    for key in ("km", "site", "hours"):
        first = layers.add(sides[0][key])
        found[key] = [first, layers.add(sides[1][key], like=first)]
    return found


def _layers(
    result: RunResult, outcome: Outcome, selection: str, order: SiteOrder
) -> dict[str, Steps]:
    world = outcome.world
    site = order.numbers(
        main_site(outcome, result.selections[selection]), world.sites.ids, NO_VALUE
    )
    return {
        "km": _steps(outcome.typical[selection].length_m / M_PER_KM / KM_STEP),
        "site": site.astype(np.uint16),
        "hours": _steps(outcome.yearly[selection].case_s / S_PER_H / HOURS_STEP),
    }


def _steps(values: FloatArray) -> Steps:
    """Return values as whole steps; what is longer than fits counts as the longest."""
    known = np.rint(np.nan_to_num(values)).clip(0, NO_VALUE - 1)
    return np.where(np.isnan(values), NO_VALUE, known).astype(np.uint16)
