"""Tell who lives within 15 and 30 minutes of a postal agent; write the areas for any GIS.

python scenarios/postal_reach_in_ordos.py
"""

from pathlib import Path

import geopandas as gpd
import numpy as np

import planner
from planner.travel import isochrones

MINUTES = (15, 30)
MS_PER_MIN = 60_000
MARGIN_M = 1_000  # what counts as beside the road

result = planner.run(Path(__file__).parent / "ordos.yaml")
world = result.before.world
agents = world.sites.of_kind("postal_agent")
places = result.before.site_placement.at(agents.astype(np.int64))
found = isochrones(
    world.roads, places, [minutes * MS_PER_MIN for minutes in MINUTES], margin_m=MARGIN_M
)
areas = gpd.GeoDataFrame(
    {"minutes": MINUTES}, geometry=[isochrone.area for isochrone in found], crs="EPSG:4326"
)

residents = planner.frames(result).residents
inside = gpd.sjoin(residents[["people", "geometry"]], areas, predicate="within")
total = residents["people"].sum()
print(f"{len(agents)} postal agents of {result.city.en}:")
for minutes, people in inside.groupby("minutes")["people"].sum().items():
    print(f"  within {minutes} minutes by car: {people:,.0f} people, {people / total:.1%}")
beyond = residents.drop(index=np.unique(inside.index))
print(f"  farther away: {beyond['people'].sum():,.0f} people in {len(beyond):,} places")

folder = Path("maps")
folder.mkdir(exist_ok=True)
areas.to_file(folder / "postal-reach.gpkg", driver="GPKG", layer="areas")
print(folder / "postal-reach.gpkg")
