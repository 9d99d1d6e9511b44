"""Choosing sites (选址): from a scenario's question to a siting problem, its answer and proof.

`settle` is all that others need: it replaces every question of a scenario's measures by the sites
that answer it best.
"""

from planner.choosing.settling import Settled, settle
from planner.choosing.wanted import Wanted
from planner.choosing.ways import Ways
from planner.measures.chosen import asks

__all__ = ["Settled", "Wanted", "Ways", "asks", "settle"]
