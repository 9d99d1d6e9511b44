"""Build the Baotou study: real districts, names and counts; modelled roads, homes and places.

    python data/baotou/build.py [--out FOLDER]

Writes the four files of every study, and planned_sites.csv: the 25 kiosks that a scenario opens.
README.md says what each part means and how far to trust it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import MappingProxyType
from typing import Final

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from recipe.build import Model, build, out_folder, write_sites
from recipe.city import City, Streets
from recipe.plane import Ground
from recipe.sites import Named, Partner, Site, partner_points
from recipe.usual import usual_sites

CITY: Final = City(
    folder=HERE,
    name_zh="包头市",
    name_en="Baotou",
    ground=Ground(110.2, 41.2, 20_201_102),
    seats=(
        "150203001", "150202001", "150204001", "150205001", "150206001",
        "150207001", "150221104", "150222102", "150223104",
    ),
    farming=frozenset({"150202", "150203", "150204", "150205", "150207", "150221", "150222"}),
    streets=Streets(
        m2_per_person=100.0,
        shapes=MappingProxyType({
            "150202001": (0.12, 1.5, 290.0),
            "150203001": (0.05, 1.15, 300.0),
            "150204001": (0.05, 1.2, 290.0),
            "150207001": (0.0, 1.6, 290.0),
        }),
    ),
    mesh_m=700.0,
    people_per_block=1_700,
    hamlets_farming=(1, 1),
    hamlets_herding=(1, 2),
    field_tracks=1_200,
    # Bayan Obo is small and Shiguai narrow
    town_depth_m=MappingProxyType({"150206001": 1_000.0}),
)  # fmt: skip
KIOSKS: Final = Partner(
    "kiosk", "kiosk", 25, 0, "智慧岗亭", "Smart Kiosk", "Mo-Su 08:00-20:00", 0.8,
    "the count of 25 is published; place, name and hours assumed", "modelled",
)  # fmt: skip


def place_sites(model: Model) -> list[Site]:
    """All sites that stand before the measures."""
    centre = Named("包头市东河区看守所", "Donghe Detention Centre", "fact",
                   "named in the article; place within 8 km is a guess",
                   model.sources.named_places["东河区看守所"])  # fmt: skip
    hall = Named("包头市政务服务中心", "Baotou City Government Service Hall", "modelled",
                 "one a prefecture; place modelled in Hondlon")  # fmt: skip
    return usual_sites(model, hall, {"dc-150202": centre})


def planned_sites(model: Model) -> list[Site]:
    """Place 25 kiosks by people."""
    return partner_points(KIOSKS, model.sources, model.places)


if __name__ == "__main__":
    folder = out_folder(CITY)
    made = build(CITY, place_sites, folder)
    write_sites(folder / "planned_sites.csv", planned_sites(made), {}, made.sources)
