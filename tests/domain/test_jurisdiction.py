"""Whose residents a site may serve."""

from __future__ import annotations

import numpy as np

from planner.domain.jurisdiction import Jurisdiction, Scope

OWN_AREA = np.full((3, 2), Scope.OWN_AREA, dtype=np.uint8)
RULE = Jurisdiction(np.zeros((3, 2, 1), dtype=np.uint8), frozenset({"a"}))


def test_an_area_without_a_site_of_its_own_is_looked_after_by_its_unit() -> None:
    assert (RULE.scope_for(OWN_AREA, "a") == Scope.OWN_AREA).all()
    assert (RULE.scope_for(OWN_AREA, "b") == Scope.OWN_UNIT).all()
    assert (RULE.scope_for(OWN_AREA, "") == Scope.OWN_UNIT).all()


def test_a_wider_scope_stays_as_it_is() -> None:
    anywhere = np.full((3, 2), Scope.ANYWHERE, dtype=np.uint8)
    assert (RULE.scope_for(anywhere, "b") == Scope.ANYWHERE).all()


def test_a_further_kind_serves_everybody_and_the_areas_stay() -> None:
    wider = RULE.with_kind()
    assert wider.scope[:, 2].tolist() == [[Scope.ANYWHERE]] * 3
    assert wider.with_sites == RULE.with_sites
