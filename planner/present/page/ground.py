"""What both pages of a study hold: frame, places, base map, colours, sources, what was left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from planner.domain.record import LeftOut, Nature, Provenance
from planner.domain.world import World
from planner.present import style
from planner.present.page.basemap import label_point, pack_borders, pack_roads
from planner.present.page.packing import NOT_REACHED_BASE, Frame, Pack, packed_ms
from planner.present.page.views import text_json

Json = dict[str, Any]


def script_safe_json(data: Json) -> str:
    """Return JSON that may stand inside a script element, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def rounded(point: tuple[float, float]) -> list[float]:
    """Return a place in degrees, kept to about a metre."""
    return [round(value, 5) for value in point]


def frame_of(worlds: Sequence[World]) -> Frame:
    """Return a frame around everything that is drawn; the units are those of the first world."""
    corners = [
        corner
        for unit in worlds[0].units.items
        if not unit.boundary.is_empty
        for corner in np.reshape(unit.boundary.bounds, (2, 2))
    ]
    around = np.reshape(corners, (-1, 2))
    lon, lat = [around[:, 0]], [around[:, 1]]
    roads = {world.roads.fingerprint: world.roads for world in worlds}
    lon.append(worlds[0].residents.lon)
    lat.append(worlds[0].residents.lat)
    for world in worlds:
        lon.append(world.sites.lon)
        lat.append(world.sites.lat)
    for network in roads.values():
        lon.append(network.vertex_lon)
        lat.append(network.vertex_lat)
    return Frame.around(np.concatenate(lon), np.concatenate(lat))


def ground_json(world: World, pack: Pack, frame: Frame) -> Json:
    """Return places, units, boundaries and roads of a world; names of places come later."""
    residents = world.residents
    return {
        "frame": [frame.west, frame.south, frame.width, frame.height],
        "places": {
            "count": len(residents),
            "points": pack.add_points(frame.quantise(residents.lon, residents.lat)),
            "people": pack.add(residents.people.astype(np.float32)),
            "unit": pack.add(residents.unit.astype(np.int16)),
        },
        "units": [
            {"name": text_json(unit.name), "at": rounded(label_point(unit.boundary))}
            for unit in world.units.items
        ],
        "borders": pack_borders(pack, frame, world.units),
        "roads": pack_roads(pack, frame, world.roads),
    }


def style_json(within_s: float) -> Json:
    """Return colours and class breaks for a cut-off."""
    return {
        "access": list(style.ACCESS_COLOURS),
        "accessBreaks": packed_ms(np.array(style.access_breaks_s(within_s))).tolist(),
        "nWithin": style.N_WITHIN,
        "change": list(style.CHANGE_COLOURS),
        "changeBreaks": packed_ms(np.array(style.change_breaks_s(within_s))).tolist(),
        "newlyReached": style.NEWLY_REACHED_COLOUR,
        "newlyLost": style.NEWLY_LOST_COLOUR,
        "reachNames": [text_json(name) for _, name in style.REACH_NAMES],
        "notReachedBase": NOT_REACHED_BASE,
    }


def provenance_json(entries: Iterable[Provenance]) -> list[Json]:
    """Return where data comes from, facts first."""
    return [
        {
            "what": text_json(item.what),
            "nature": text_json(item.nature.label),
            "source": text_json(item.source),
            "licence": item.licence,
        }
        for item in sorted(entries, key=lambda item: list(Nature).index(item.nature))
    ]


def left_out_json(entries: Iterable[LeftOut]) -> list[Json]:
    """Return what took no part in the figures, and whom it concerns."""
    return [
        {
            "what": text_json(item.what),
            "count": f"{item.count:,}",
            "people": text_json(style.people_text(item.people)) if item.people else None,
            "examples": list(item.examples[:3]),
        }
        for item in entries
    ]
