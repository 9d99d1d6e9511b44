"""The rows of a question: ways at any time, or whole cases by opening hours."""

from __future__ import annotations

from planner.choosing.about import About
from planner.choosing.case_demand import case_demand_of
from planner.choosing.case_limits import require_case_time
from planner.choosing.demand import Demand, demand_of
from planner.choosing.ways import Ways


def rows_of(about: About, ways: Ways, *, whole_case: bool, backup: bool = False) -> Demand:
    """Return the demand of a question.

    whole_case  by travel and leave at all hours of the year, else by ways at any time
    backup      second sites count; not with whole cases
    Raises ScenarioError where whole cases cannot be asked for.
    """
    parts = about.before, about.every, about.candidates, about.services, ways
    if not whole_case:
        return demand_of(*parts, backup=backup)
    require_case_time(about, ways)
    return case_demand_of(*parts)
