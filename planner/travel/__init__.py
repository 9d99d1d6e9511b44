"""Travel over the roads: where points sit on them, and what it costs from residents to sites.

This face is all that other packages use; how routes are found behind it may change.
"""

from planner.travel.by_state import ToSites, TravelByState
from planner.travel.engine import Engine
from planner.travel.job import TooFarError
from planner.travel.matrix import Method, method_for, nearest, travel_matrix
from planner.travel.placing import place
from planner.travel.states import States

__all__ = [
    "Engine",
    "Method",
    "States",
    "ToSites",
    "TooFarError",
    "TravelByState",
    "method_for",
    "nearest",
    "place",
    "travel_matrix",
]
