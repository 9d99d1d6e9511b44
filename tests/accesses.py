"""Access made by hand, for tests of what is done with it."""

from __future__ import annotations

import numpy as np

from planner.analyse.score import Judged, judge, summarise
from planner.analyse.seen import periods_of, see
from planner.domain.access import NO_SET, Access
from planner.domain.arrays import BoolArray, ByteArray, FloatArray, IntArray
from planner.domain.placement import Placement
from planner.domain.score import ALL_SERVICES, FOCUS, Question, Selection, Summary
from planner.domain.travel import TravelMatrix
from planner.domain.world import World
from planner.text import Text
from planner.travel import nearest, travel_matrix


def always_open(
    providers: BoolArray,
    set_of_service: IntArray,
    cost: FloatArray,
    site: IntArray,
    reach: ByteArray,
) -> Access:
    """Return access to sites that never close and never mail; times and lengths are the same."""
    no_mail = np.full(len(set_of_service), NO_SET, dtype=np.int32)
    return Access(
        providers=providers,
        set_of_service=set_of_service,
        set_in_slice=set_of_service[None].copy(),
        booked_in_slice=set_of_service[None].copy(),
        mail_set=no_mail,
        booked_mail=no_mail[None].copy(),
        time_s=cost,
        length_m=cost.copy(),
        site=site,
        reach=reach,
    )  # fmt: skip


def judged_on_roads(
    world: World, residents: Placement, sites: Placement, question: Question
) -> Judged:
    """Return a world judged by travel between these places."""
    matrix = travel_matrix(world.roads, residents, sites, world.sites.ids)
    return judged_by(world, matrix, residents.placed, question)


def judged_by(world: World, matrix: TravelMatrix, placed: BoolArray, question: Question) -> Judged:
    """Return a world judged by a travel matrix."""
    seen = see(
        world,
        periods_of(question),
        lambda _roads, providers, people: nearest(matrix, providers, people),
        placed=placed,
    )
    return judge(seen, question)


def judged_all(world: World, residents: Placement, sites: Placement) -> Judged:
    """Return a world judged on all of its services, each of which is a selection too."""
    every = np.ones(len(world.services), dtype=bool)
    each = dict(zip(world.services.ids, np.eye(len(every), dtype=bool), strict=True))
    selections = {FOCUS: every, ALL_SERVICES: every, **each}
    asked = Question(Text.same("all"), selections, (), within_s=1800.0)
    return judged_on_roads(world, residents, sites, asked)


def figures(
    world: World, residents: Placement, sites: Placement, selection: str = ALL_SERVICES
) -> Summary:
    """Return the figures of all services, or of one, for everybody."""
    judged = judged_all(world, residents, sites)
    every = np.ones(len(world.services), dtype=bool)
    chosen = every if selection == ALL_SERVICES else np.array(world.services.ids) == selection
    everybody = np.ones(len(world.residents), dtype=bool)
    return summarise(judged, Selection(selection, chosen), everybody, 1800.0)
