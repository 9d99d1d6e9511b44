"""Build the Xing'an study: real counties, names and counts; modelled roads, homes and places.

    python data/xingan/build.py [--out FOLDER]

Writes the four files of every study, and signals.csv: the 97 signals that a scenario can retime.
README.md says what each part means and how far to trust it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from recipe.build import Model, build, out_folder, write_csv
from recipe.city import City, Streets
from recipe.plane import Ground
from recipe.signals import signal_junctions
from recipe.sites import Named, Site
from recipe.usual import usual_sites

SIGNALS: Final = 97
SIGNAL_COLUMNS: Final = ("id", "name_zh", "name_en", "lon", "lat", "unit_code", "nature", "note")
# a prison, a rehabilitation centre, breeding and industrial parks: no station of their own
NO_STATION: Final = frozenset({"152221405", "152221407", "152221408", "152223400", "152223401"})

CITY: Final = City(
    folder=HERE,
    name_zh="兴安盟",
    name_en="Xing'an",
    ground=Ground(121.6, 46.1, 20_201_103),
    seats=("152201001", "152202001", "152221100", "152222100", "152223100", "152224100"),
    farming=frozenset({"152201", "152223", "152224"}),
    streets=Streets(m2_per_person=120.0, town_spacing_m=250.0),
    mesh_m=1_000.0,
    people_per_block=1_250,
    hamlets_farming=(1, 1),
    hamlets_herding=(1, 1),
    field_tracks=1_200,
)


def place_sites(model: Model) -> list[Site]:
    """All sites: two of them are named in the article."""
    at = model.sources.named_places
    named = {
        "hall-152201": Named(
            "乌兰浩特市行政审批大厅",
            "Ulanhot Administrative Approval Hall",
            "fact",
            "named in the article; place within 3 km",
            at["乌兰浩特市行政审批大厅"],
        ),
        "ps-152222402": Named(
            "孟恩套力盖派出所",
            "Mengentaoligai Police Station",
            "fact",
            "named in the article; place within 15 km is a guess",
        ),
    }
    hall = Named("兴安盟政务服务中心", "Xing'an League Government Service Hall", "modelled",
                 "one a league; place modelled in Ulanhot")  # fmt: skip
    return usual_sites(model, hall, named, NO_STATION)


def write_signals(path: Path, model: Model) -> None:
    """Write the signals; each stands on a vertex of the roads."""
    rows = []
    for n, signal in enumerate(signal_junctions(model.sources, model.grids, SIGNALS), start=1):
        lon, lat = CITY.ground.lonlat(signal.x, signal.y)
        area = model.sources.areas[model.sources.towns[signal.town].banner]
        name_zh, name_en = f"{area['name_zh']}信号灯{n}", f"{area['name_en']} Signal {n}"
        rows.append((f"signal-{n:02d}", name_zh, name_en, f"{lon:.7f}", f"{lat:.7f}", area["code"],
                     "modelled", "the count of 97 is published; place modelled"))  # fmt: skip
    write_csv(path, SIGNAL_COLUMNS, rows)


if __name__ == "__main__":
    folder = out_folder(CITY)
    made = build(CITY, place_sites, folder)
    write_signals(folder / "signals.csv", made)
