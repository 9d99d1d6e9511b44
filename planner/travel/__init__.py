"""Travel over the roads: where points sit on them, and what it costs from residents to sites.

This face is all that other packages use; how routes are found behind it may change.
"""

from planner.travel.by_state import ToSites, TravelByState
from planner.travel.coverage import coverage, coverage_of_nodes
from planner.travel.engine import Engine
from planner.travel.isochrones import isochrones
from planner.travel.job import TooFarError
from planner.travel.matrix import Method, method_for, travel_matrix
from planner.travel.nearest_sites import nearest
from planner.travel.paths import paths
from planner.travel.placing import place
from planner.travel.route_net import route_net
from planner.travel.states import States
from planner.travel.streaming import matrix_bytes

__all__ = [
    "Engine",
    "Method",
    "States",
    "ToSites",
    "TooFarError",
    "TravelByState",
    "coverage",
    "coverage_of_nodes",
    "isochrones",
    "matrix_bytes",
    "method_for",
    "nearest",
    "paths",
    "place",
    "route_net",
    "travel_matrix",
]
