"""Map pictures from the internet below the page's own map: only for whoever asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from planner.errors import Issue, ScenarioError, Where
from planner.present.page.views import Json, text_json
from planner.text import Text

KEY_VARIABLE: Final = "TIANDITU_KEY"
_KEY: Final = re.compile(r"[0-9A-Za-z]{16,64}")
_WMTS: Final = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}"
    "&TILECOL={{x}}&tk={key}"
)


@dataclass(frozen=True)
class Tiles:
    """A source of map pictures in Web Mercator (EPSG:3857), whose positions are WGS84.

    urls        templates as Leaflet has them, one drawn over the other
    subdomains  what {s} stands for
    hosts       the only hosts that the page may ask, with their scheme
    """

    name: Text
    urls: tuple[str, ...]
    subdomains: tuple[str, ...]
    hosts: tuple[str, ...]
    attribution: Text
    farthest_zoom: int


def _tianditu(key: str) -> Tiles:
    # Its datum is CGCS2000, which is WGS84 within a metre: nothing needs to be shifted.
    numbers = tuple("01234567")
    return Tiles(
        name=Text("天地图", "Tianditu"),
        urls=tuple(_WMTS.format(layer=layer, key=key) for layer in ("vec", "cva")),
        subdomains=numbers,
        hosts=tuple(f"https://t{number}.tianditu.gov.cn" for number in numbers),
        attribution=Text("© 天地图", "© Tianditu"),
        farthest_zoom=18,
    )


def _osm(_key: str) -> Tiles:
    return Tiles(
        name=Text.same("OpenStreetMap"),
        urls=("https://tile.openstreetmap.org/{z}/{x}/{y}.png",),
        subdomains=(),
        hosts=("https://tile.openstreetmap.org",),
        attribution=Text.same("© OpenStreetMap"),
        farthest_zoom=19,
    )


SOURCES: Final = MappingProxyType[str, Callable[[str], Tiles]]({"tianditu": _tianditu, "osm": _osm})


def tiles_of(word: str | None, key: str | None) -> Tiles | None:
    """Return the tiles that a user asks for by name, None if by none.

    key  the user's own key of Tianditu; it will stand in the page
    Raises ScenarioError for an unknown name, and for a key that is missing or cannot be one.
    """
    if word is None:
        return None
    if word not in SOURCES:
        raise ScenarioError(
            Issue(
                "unknown_tiles",
                Text(f"没有名为 `{word}` 的底图", f"there are no tiles named `{word}`"),
                Text("写 --tiles tianditu 或 --tiles osm", "write --tiles tianditu or --tiles osm"),
                Where("--tiles"),
            )
        )
    if word == "tianditu" and not _KEY.fullmatch(key or ""):
        raise ScenarioError(
            Issue(
                "tiles_key",
                Text("天地图需要您自己的密钥（字母和数字）" + ("" if key else "，现在没有"),
                     "Tianditu wants a key of your own, letters and digits"
                     + ("" if key else "; there is none")),
                Text(f"先设环境变量 {KEY_VARIABLE}=密钥；密钥在 console.tianditu.gov.cn 申请，"
                     "会写进网页",
                     f"set the environment variable {KEY_VARIABLE}; keys come from "
                     "console.tianditu.gov.cn, and yours will stand in the page"),
                Where("--tiles tianditu"),
            )
        )  # fmt: skip
    return SOURCES[word](key or "")


def tiles_json(tiles: Tiles | None) -> Json | None:
    """Return what the page's script needs."""
    if tiles is None:
        return None
    hosts = ", ".join(host.removeprefix("https://") for host in tiles.hosts)
    return {
        "urls": list(tiles.urls),
        "subdomains": "".join(tiles.subdomains),
        "zoom": tiles.farthest_zoom,
        "name": text_json(tiles.name),
        "attribution": text_json(tiles.attribution),
        "said": text_json(
            Text(
                f"应使用者要求，本页从 {hosts} 取{tiles.name.zh}底图；取不到时只有自带底图"
                "（道路与辖区界线）。打印不含互联网底图。",
                f"As asked for, this page fetches map pictures of {tiles.name.en} from {hosts}; "
                "where it cannot, its own roads and boundaries remain. Prints are without them.",
            )
        ),
    }
