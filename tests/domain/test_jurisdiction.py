"""Whose residents a site may serve, for every pair; zones of residents under the same rules."""

from __future__ import annotations

import numpy as np
import pytest

from planner.domain.jurisdiction import Jurisdiction, Scope, Zones, may_serve
from planner.domain.world import World
from tests.plain_cases import Plain
from tests.service_worlds import N_KINDS, N_RESIDENTS, N_SERVICES, N_SITES, N_UNITS, drawn

RULED = [seed for seed in range(20) if drawn(seed).world.jurisdiction is not None]


def serves(world: World, service: int, resident: int) -> list[bool]:
    assert world.jurisdiction is not None
    desks, sites, people = world.sites.desks, world.sites, world.residents
    for_all = desks.at_sites(desks.for_all[:, service], len(sites))
    scope = world.jurisdiction.scope[:, :, service]
    unit, area = int(people.unit[resident]), people.area[resident]
    return [bool(may) for may in may_serve(scope, for_all, unit, area, sites)]


@pytest.mark.parametrize("seed", RULED)
def test_every_pair_of_resident_and_site(seed: int) -> None:
    world = drawn(seed)
    plain = Plain.of(world)
    for service in range(N_SERVICES):
        for resident in range(N_RESIDENTS):
            expected = [plain.may(resident, site, service) for site in range(N_SITES)]
            assert serves(world.world, service, resident) == expected


@pytest.mark.parametrize("seed", range(20))
def test_zones_part_the_residents(seed: int) -> None:
    people = drawn(seed).world.residents
    zones = Zones.of(people)
    assert len(set(zones.keys)) == len(zones.keys) == len(zones.members)
    assert sorted(np.concatenate(zones.members).tolist()) == list(range(N_RESIDENTS))
    for (unit, area), members in zip(zones.keys, zones.members, strict=True):
        assert len(members)
        assert members.tolist() == sorted(members.tolist())
        for resident in members.tolist():
            assert (people.unit[resident], people.area[resident]) == (unit, area)
    firsts = [int(members[0]) for members in zones.members]
    assert firsts == sorted(firsts)


def test_a_further_kind_serves_everybody_and_changes_no_other() -> None:
    scope = np.zeros((N_UNITS + 1, N_KINDS, N_SERVICES), dtype=np.uint8)
    more = Jurisdiction(scope).with_kind().scope
    assert more.shape == (N_UNITS + 1, N_KINDS + 1, N_SERVICES)
    assert (more[:, :-1] == scope).all()
    assert (more[:, -1] == Scope.ANYWHERE).all()


def test_unknown_scopes_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown scope"):
        Jurisdiction(np.full((1, 1, 1), 3, dtype=np.uint8))
    with pytest.raises(ValueError, match="not"):
        Jurisdiction(np.zeros((1, 1), dtype=np.uint8))


OWN_AREA = np.full((3, 2), Scope.OWN_AREA, dtype=np.uint8)
RULE = Jurisdiction(np.zeros((3, 2, 1), dtype=np.uint8), frozenset({"a"}))


def test_an_area_without_a_site_of_its_own_is_looked_after_by_its_unit() -> None:
    assert (RULE.scope_for(OWN_AREA, "a") == Scope.OWN_AREA).all()
    assert (RULE.scope_for(OWN_AREA, "b") == Scope.OWN_UNIT).all()
    assert (RULE.scope_for(OWN_AREA, "") == Scope.OWN_UNIT).all()


def test_a_wider_scope_stays_as_it_is() -> None:
    anywhere = np.full((3, 2), Scope.ANYWHERE, dtype=np.uint8)
    assert (RULE.scope_for(anywhere, "b") == Scope.ANYWHERE).all()
