from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.present.comparing.sites import ABSENT, SiteUnion
from planner.present.page.packing import Pack
from tests.present.fixture import result
from tests.present.page.unpacked import Unpacked


def test_new_sites_of_one_id_in_two_places_are_two() -> None:
    here = result(hostile=False)
    sites = here.after.world.sites
    moved = replace(sites, lon=np.where(np.array(sites.ids) == "NEW", sites.lon + 0.1, sites.lon))
    there = replace(here, after=replace(here.after, world=replace(here.after.world, sites=moved)))
    union = SiteUnion([here.before, here.after, there.after])
    assert len(union.sites) == len(here.before.world.sites) + 2
    pack = Pack()
    states = [union.states(run, pack) for run in (here, there)]
    unpacked = Unpacked.of(pack.sections())
    after = [np.frombuffer(unpacked.raw(state["after"]), dtype="<i2") for state in states]
    before = np.frombuffer(unpacked.raw(states[0]["before"]), dtype="<i2")
    assert before[-2:].tolist() == [ABSENT, ABSENT]
    assert after[0][-2:].tolist() == [4, ABSENT]
    assert after[1][-2:].tolist() == [ABSENT, 4]
    assert before[0] == sites.offers[0].sum()
    changed = np.frombuffer(unpacked.raw(states[0]["changed"]), dtype=np.uint8)
    assert changed.tolist() == [0, 1, 1, 1, 1, 1, 0, 0, 1, 0]
