"""What can be said of a world before anybody asks a question: its year, access, costs, loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.analyse.access import AskNearest, access_of
from planner.analyse.case_costs import case_costs
from planner.analyse.spread import Spreading
from planner.analyse.timetable import Timetable
from planner.domain.access import Access
from planner.domain.arrays import BoolArray
from planner.domain.case_costs import CaseCosts, DeskLoads
from planner.domain.hours import PERIODS
from planner.domain.score import Question
from planner.domain.travel import Optimise
from planner.domain.world import World


@dataclass(frozen=True)
class Seen:
    """A world with its access in every slice of the year, what cases cost and who waits where."""

    world: World
    timetable: Timetable
    access: Access
    costs: CaseCosts
    loads: DeskLoads


def periods_of(question: Question) -> tuple[str, ...]:
    """Return the hours that a question asks about: the named periods and those of standards."""
    standards = [standard.during for standard, _ in question.standards if standard.during]
    return tuple(dict.fromkeys([*(period.hours for period in PERIODS.values()), *standards]))


def see(
    world: World,
    periods: Sequence[str],
    ask: AskNearest,
    *,
    placed: BoolArray,
    optimise: Optimise = "fastest",
    spreading: Spreading | None = None,
) -> Seen:
    """Return a world's access in every slice, the year being split at these periods as well.

    `ask` answers for the roads; `placed`, bool (n_residents,), says who is on one; without
    `spreading` all go to the nearest site.
    """
    timetable = Timetable.of(world, periods)
    access = access_of(world, timetable, ask, placed=placed, optimise=optimise, spreading=spreading)
    costs, loads = case_costs(world, access, timetable.slices, timetable.free)
    return Seen(world, timetable, access, costs, loads)
