"""What `case_time` cannot be asked of: other ways than the fastest, spread visits, hours lost."""

from __future__ import annotations

import numpy as np

from planner.analyse.timetable import Timetable
from planner.choosing.about import About
from planner.choosing.ways import Ways
from planner.domain.arrays import BoolArray
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.text import Text


def require_case_time(about: About, ways: Ways) -> None:
    """Raise ScenarioError where whole cases are no sum over rows that each chosen site lowers.

    So it is where visits spread over several sites, and where a candidate would serve at fewer
    hours than today what it serves already. Shortest ways are refused with all goals by time.
    """
    if ways.spread:
        raise ScenarioError(
            Issue(
                "not_supported",
                Text("case_time 只按去最近的服务点计算，不能与 spread_over 同用",
                     "case_time is for residents who all go to the nearest, not with spread_over"),
                Text("改用 minimise: travel_time，或删去 travel.spread_over",
                     "write minimise: travel_time, or delete travel.spread_over"),
                about.at("minimise"),
            )
        )  # fmt: skip
    if _loses_hours(about):
        raise ScenarioError(
            Issue(
                "not_supported",
                Text("有候选点现在能办的一些时段以后不能办，case_time 无法计算",
                     "a candidate would no longer serve at some hours when it serves today, which "
                     "case_time cannot weigh"),
                Text("改用 minimise: travel_time，或让新的开放时间包含现有时间",
                     "write minimise: travel_time, or let the new hours include those of today"),
                about.at("minimise"),
            )
        )  # fmt: skip


def _loses_hours(about: About) -> bool:
    first, second = Timetable.of(about.before), Timetable.of(about.every)
    points = np.stack([first.slices.slice_of_point, second.slices.slice_of_point])
    for old, new in np.unique(points, axis=1).T.tolist():
        for mailing in (False, True):
            had = _serving(about.before, first.slices.bookable[old], about, mailing=mailing)
            has = _serving(about.every, second.slices.bookable[new], about, mailing=mailing)
            if (had & ~has).any():
                return True
    return False


def _serving(world: World, counting: BoolArray, about: About, *, mailing: bool) -> BoolArray:
    """Return what candidates serve at a moment, bool (n_candidates, n_services); False if new."""
    desks, ids = world.sites.desks, about.every.sites.ids
    counting = counting & desks.mails if mailing else counting
    found = np.zeros((len(about.candidates), int(about.services.sum())), dtype=bool)
    for row, site in enumerate(about.candidates.tolist()):
        position = world.sites.index_of.get(ids[site])
        if position is not None:
            here = np.flatnonzero(counting & (desks.site == position))
            found[row] = desks.offers[here][:, about.services].any(axis=0)
    return found
