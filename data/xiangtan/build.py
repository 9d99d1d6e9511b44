"""Build the Xiangtan study: real counties, names and counts; modelled roads, homes and places.

    python data/xiangtan/build.py [--out FOLDER]

README.md says what each part means and how far to trust it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import MappingProxyType
from typing import Final

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from recipe.build import Model, build, out_folder
from recipe.city import City, Streets
from recipe.plane import Ground
from recipe.sites import Named, Site
from recipe.usual import usual_sites

CITY: Final = City(
    folder=HERE,
    name_zh="湘潭市",
    name_en="Xiangtan",
    ground=Ground(112.65, 27.75, 20_201_104),
    seats=("430304001", "430302001", "430321100", "430381001", "430382100"),
    farming=frozenset({"430302", "430304", "430321", "430381", "430382"}),
    streets=Streets(
        m2_per_person=100.0,
        village_spacing_m=180.0,
        town_spacing_m=250.0,
        shapes=MappingProxyType({
            "430302001": (0.35, 1.4, 270.0),
            "430304001": (0.35, 1.4, 270.0),
        }),
    ),
    people_per_block=1_600,
    hamlets_farming=(1, 1),
    field_tracks=1_000,
    interchange_gap_m=8_000.0,
)  # fmt: skip


def place_sites(model: Model) -> list[Site]:
    """All sites; the Citizens' Home is the city's hall."""
    home = Named("湘潭市民之家", "Xiangtan Citizens' Home", "fact",
                 "named in the article; place within 4 km is a guess",
                 model.sources.named_places["湘潭市民之家"])  # fmt: skip
    return usual_sites(model, home)


if __name__ == "__main__":
    build(CITY, place_sites, out_folder(CITY))
