"""What differs from city to city: names, plane, densities, mesh width. The model is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from recipe.plane import Ground

Shape = tuple[float, float, float]
"""Heading in radians, elongation, metres between streets."""


@dataclass(frozen=True)
class Streets:
    """How towns are laid out: land a person, metres between streets, the ones shaped by hand."""

    m2_per_person: float = 150.0
    village_spacing_m: float = 150.0
    town_spacing_m: float = 190.0
    zone_spacing_m: float = 320.0
    shapes: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}))
    one_way_town: str = ""
    """Code of the town whose tertiary streets are one-way, or nothing."""


@dataclass(frozen=True)
class City:
    """One city. `folder` holds `source/` and receives the files.

    seats: code of the main town of every unit, in the order of the units.
    farming: units whose villages are groups of houses; in the others herders live scattered.
    hamlets: least and greatest number of scattered homes of a village, both counted in.
    people_per_village: mean residents of a village committee's area, farming and herding; used
    where `source/places.csv` gives the people of towns.
    """

    folder: Path
    name_zh: str
    name_en: str
    ground: Ground
    seats: tuple[str, ...]
    farming: frozenset[str]
    polygons: str = "units.geojson"
    unit_column: str = "unit_code"
    streets: Streets = field(default_factory=Streets)
    mesh_m: float = 620.0
    people_per_block: int = 420
    people_per_village: tuple[int, int] = (1_000, 650)
    hamlets_farming: tuple[int, int] = (6, 11)
    hamlets_herding: tuple[int, int] = (6, 12)
    field_tracks: int = 9_000
    rural_communities: frozenset[str] = frozenset()
    """Codes of communities that are villages in all but name."""
    interchange_gap_m: float = 9_000.0
    town_depth_m: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """How far inside its unit a town must stand where 1,500 m do not do."""

    @property
    def source(self) -> Path:
        """The folder of what the model reads."""
        return self.folder / "source"
