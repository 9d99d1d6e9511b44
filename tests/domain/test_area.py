from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.domain.area import Unit, Units
from planner.text import Text


def square(code: str, west: float) -> Unit:
    return Unit(code, Text.same(code), shapely.box(west, 0, west + 1, 1))


def test_points_are_found_in_their_unit_borders_in_the_first() -> None:
    units = Units((square("a", 0), square("b", 1)))
    lon, lat = np.array([0.5, 1.0, 1.5, 5.0]), np.array([0.5, 0.5, 0.5, 0.5])
    assert units.locate(lon, lat).tolist() == [0, 0, 1, -1]
    assert Units(units.items[::-1]).locate(lon, lat).tolist() == [1, 0, 0, -1]


def test_no_units_contain_nothing() -> None:
    assert Units(()).locate(np.array([1.0]), np.array([1.0])).tolist() == [-1]


def test_codes_are_unique() -> None:
    with pytest.raises(ValueError, match="codes repeat"):
        Units((square("a", 0), square("a", 1)))
