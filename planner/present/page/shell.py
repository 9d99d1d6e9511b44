"""Folium carries the map; this makes what it writes free of the network, and proves it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import folium

MAP_VARIABLE: Final = "leader_map"
"""Name of the Leaflet map in the page's scripts, and id of its element."""

# What folium would load from elsewhere, by its name in the figure's header. An empty path means
# that this page has no use for it; a name that is not here stops the build.
VENDORED: Final = MappingProxyType(
    {
        "leaflet": "leaflet/leaflet.js",
        "leaflet_css": "leaflet/leaflet.css",
        "jquery": "",
        "bootstrap": "",
        "bootstrap_css": "",
        "glyphicons_css": "",
        "awesome_markers": "",
        "awesome_markers_css": "",
        "awesome_markers_font_css": "",
        "awesome_rotate_css": "",
    }
)

_FETCHING_MARKUP: Final = re.compile(
    r"<(?:link|iframe|frame|object|embed|base|img|audio|video|source|form|use|image)\b"
    r"|<script[^>]*\ssrc\s*=|http-equiv\s*=\s*[\"']?refresh",
    re.IGNORECASE,
)
_FETCHING_STYLE: Final = re.compile(r"@import|@font-face|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)
_FETCHING_SCRIPT: Final = re.compile(
    r"\bfetch\s*\(|XMLHttpRequest|\bWebSocket\b|\bEventSource\b|sendBeacon|importScripts"
    r"|\bimport\s*\(|new\s+(?:Shared)?Worker\b|sourceMappingURL"
)
_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_STYLE: Final = re.compile(r"<style[^>]*>(?P<text>.*?)</style>", re.DOTALL)


class PageBuildError(RuntimeError):
    """The page would need the network: a bug of ours or a new folium, never the input's fault."""


@dataclass(frozen=True)
class MapShell:
    """The parts of folium's page: for the head, for the body, and the script that makes the map."""

    head: str
    body: str
    script: str


def map_shell(lat: float, lon: float) -> MapShell:
    """Return a Leaflet map without tiles, with every asset inlined.

    Raises PageBuildError if folium asks for an asset that is not vendored.
    """
    carrier = folium.Map(
        (lat, lon),
        zoom_start=8,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.1,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=120,
        zoom_animation=False,
        fade_animation=False,
        min_zoom=3,
        max_zoom=17,
        max_bounds_viscosity=0.5,
    )
    # Folium names elements at random; equal results shall give equal pages.
    carrier._name, carrier._id = MAP_VARIABLE.split("_")  # noqa: SLF001
    figure: Any = carrier.get_root()  # folium has no types for what it renders
    figure.render()
    head = [_inlined(name, child) for name, child in figure.header._children.items()]  # noqa: SLF001
    return MapShell("\n".join(filter(None, head)), figure.html.render(), figure.script.render())


def _inlined(name: str, child: folium.Element) -> str:
    if not isinstance(child, folium.JavascriptLink | folium.CssLink):
        # The page has its own charset and viewport; the map's sizes and switches stay.
        return "" if name == "meta_http" else re.sub(r"<meta\b[^>]*>", "", child.render())
    if name not in VENDORED:
        raise PageBuildError(f"folium asks for {name!r} ({child.url}), which is not vendored")
    if not VENDORED[name]:
        return ""
    vendor = files("planner.present") / "vendor"
    text = (vendor / VENDORED[name]).read_text("utf-8")
    if isinstance(child, folium.CssLink):
        # The pictures belong to Leaflet's own markers and layer switch, which are not used.
        return f"<style>{re.sub(r'url[(][^)]*[)]', 'none', text)}</style>"
    text = re.sub(r"(?m)^//# sourceMappingURL=.*$", "", text)
    return f"<script>{script_text(text)}</script>"


def script_text(code: str) -> str:
    """Return code that may stand inside a script element."""
    return re.sub(r"</(?=script)", r"<\\/", code, flags=re.IGNORECASE)


def secured(html: str, picture_hosts: Sequence[str] = ()) -> str:
    """Return a finished page with its Content-Security-Policy at the start of its head.

    Only the scripts and styles that are in the page now may run, each by its hash; nothing may
    be loaded but pictures from these hosts. Raises PageBuildError if the text could fetch anything.
    """
    require_no_fetch(html)
    scripts = [m["text"] for m in _SCRIPT.finditer(html) if "json" not in m["attributes"]]
    styles = [m["text"] for m in _STYLE.finditer(_SCRIPT.sub("", html))]
    policy = (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; "
        f"img-src {' '.join(('data:', 'blob:', *picture_hosts))}; "
        "form-action 'none'; base-uri 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    charset = '<meta charset="utf-8">'
    return html.replace(charset, f"{charset}\n{meta}", 1)


def require_no_fetch(html: str) -> None:
    """Raise PageBuildError if a page holds anything that could make a request."""
    for match in _SCRIPT.finditer(html):
        if "json" not in match["attributes"]:
            _refuse(_FETCHING_SCRIPT, match["text"])
    markup = _SCRIPT.sub(lambda match: f"<script{match['attributes']}>", html)
    for match in _STYLE.finditer(markup):
        _refuse(_FETCHING_STYLE, match["text"])
    _refuse(_FETCHING_MARKUP, _STYLE.sub("", markup))


def _refuse(pattern: re.Pattern[str], text: str) -> None:
    found = pattern.search(text)
    if found:
        excerpt = text[max(0, found.start() - 40) : found.end() + 60]
        raise PageBuildError(f"the page could make a request: {excerpt!r}")


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(d).decode('ascii')}'" for d in digests)
