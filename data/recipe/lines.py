"""From plane lines to the road table: shared vertices, attributes, degrees."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from recipe.mesh import CLASSES
from recipe.motorways import Motorway, Piece, join_motorways
from recipe.network import Line
from recipe.plane import Floats, Ground
from recipe.tables import Corridor

STREET_SPEED: Final = {"primary": "60", "secondary": "50", "tertiary": "40"}
RURAL_SPEED: Final = {"secondary": "60", "tertiary": "40"}
CONCRETE_SHARE: Final = {"tertiary": 0.3, "unclassified": 0.65}
TRACK_SURFACES: Final = ("dirt", "gravel", "unpaved", "compacted")
REAL_ROAD: Final = "real road, modelled line"
MODELLED: Final = "modelled"

Added = dict[int, list[tuple[float, float, float]]]


def with_vertices(xy: Floats, added: list[tuple[float, float, float]]) -> Floats:
    """Insert (distance along, x, y) vertices into a line."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    places = np.concatenate([along, [a for a, _, _ in added]])
    points = np.vstack([xy, [(x, y) for _, x, y in added]])
    order = np.argsort(places, kind="stable")
    # an added vertex at an end would displace it; ends stay where other lines meet them
    inner = [k for k in order if k not in {0, len(xy) - 1}]
    return np.vstack([xy[:1], points[inner], xy[-1:]]) if inner else xy


def crossings(lines: list[Floats]) -> Added:
    """Vertices that lines must share because they cross at grade."""
    shapes = shapely.linestrings([]) if not lines else [shapely.LineString(xy) for xy in lines]
    tree = shapely.STRtree(shapes)
    added: Added = defaultdict(list)
    left, right = tree.query(shapes, predicate="crosses")
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a >= b:
            continue
        for spot in shapely.get_parts(shapes[a].intersection(shapes[b])):
            if spot.geom_type != "Point":
                continue
            for k in (a, b):
                added[k].append((shapes[k].project(spot), spot.x, spot.y))
    return added


def road_table(
    lines: list[Line],
    motorways: list[Motorway],
    corridors: list[Corridor],
    ground: Ground,
    interchange_gap_m: float,
) -> gpd.GeoDataFrame:
    """All roads with their columns, WGS84, every junction a shared vertex."""
    shapes = [line.xy for line in lines]
    for k, added in crossings(shapes).items():
        shapes[k] = with_vertices(shapes[k], added)
    ranks = [CLASSES.index(line.road_class) for line in lines]
    wanted = [k for k, r in enumerate(ranks) if r >= CLASSES.index("tertiary")]
    pieces, on_roads = join_motorways(
        motorways, [shapes[k] for k in wanted], [ranks[k] for k in wanted], interchange_gap_m
    )
    for k, added in on_roads.items():
        shapes[wanted[k]] = with_vertices(shapes[wanted[k]], added)
    rows = [_road_row(line, corridors) for line in lines]
    rng = ground.stream("surfaces")
    for row in rows:
        row["surface"] = _surface(str(row["highway"]), rng)
    rows += [_piece_row(piece) for piece in pieces]
    geometry = [_degrees(xy, ground) for xy in (*shapes, *(piece.xy for piece in pieces))]
    table = gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326")
    kept = [g is not None for g in geometry]
    columns = ["highway", "oneway", "maxspeed", "surface", "name", "junction", "ref", "nature"]
    table = table.loc[kept, [*columns, "geometry"]].reset_index(drop=True)
    return table.astype(dict.fromkeys(columns, "string"))


def _degrees(xy: Floats, ground: Ground) -> shapely.LineString | None:
    points = ground.to_degrees(xy)
    fresh = np.concatenate([[True], np.any(np.diff(points, axis=0) != 0, axis=1)])
    points = points[fresh]
    return shapely.LineString(points) if len(points) > 1 else None


def _road_row(line: Line, corridors: list[Corridor]) -> dict[str, str | None]:
    corridor = corridors[line.label] if line.label >= 0 else None
    in_town = line.town >= 0
    speed = (STREET_SPEED if in_town else RURAL_SPEED).get(line.road_class)
    if corridor is not None:
        speed = "60" if in_town else corridor.maxspeed
    return {
        "highway": line.road_class,
        "oneway": "yes" if line.one_way else "no",
        "maxspeed": speed,
        "name": (corridor.name or None) if corridor else None,
        "junction": None,
        "ref": (corridor.ref or None) if corridor else None,
        "nature": REAL_ROAD if corridor and not in_town else MODELLED,
    }


def _piece_row(piece: Piece) -> dict[str, str | None]:
    link = piece.road_class == "motorway_link"
    return {
        "highway": piece.road_class,
        "oneway": "yes",
        "maxspeed": "40" if link else piece.corridor.maxspeed,
        "surface": "asphalt",
        "name": piece.corridor.name or None,
        "junction": None,
        "ref": None if link else piece.corridor.ref or None,
        "nature": MODELLED if link else REAL_ROAD,
    }


def _surface(road_class: str, rng: np.random.Generator) -> str:
    draw = rng.random()
    if road_class == "track":
        return TRACK_SURFACES[int(draw * len(TRACK_SURFACES))]
    if road_class == "unclassified":
        return "concrete" if draw < CONCRETE_SHARE[road_class] else "gravel"
    return "concrete" if draw < CONCRETE_SHARE.get(road_class, 0.0) else "asphalt"
