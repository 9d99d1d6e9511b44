from __future__ import annotations

import folium
import pytest

from planner.present.page.shell import (
    PageBuildError,
    _inlined,
    map_shell,
    require_no_fetch,
    script_text,
    secured,
)

PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><style>p{color:red}</style></head>'
    '<body><script type="application/json" id="data">{"a":"fetch(1)"}</script>'
    "<script>var a = 1;</script></body></html>"
)


def test_the_map_needs_no_network() -> None:
    shell = map_shell(39.6, 109.8)
    assert 'id="leader_map"' in shell.body
    assert "leader_map = L.map(" in shell.script
    assert "Leaflet 1.9.4" in shell.head
    assert "jquery" not in shell.head.lower()
    require_no_fetch(f"<head>{shell.head}</head>{shell.body}<script>{shell.script}</script>")


def test_the_map_is_the_same_every_time() -> None:
    assert map_shell(39.6, 109.8) == map_shell(39.6, 109.8)


def test_an_asset_that_is_not_vendored_stops_the_build() -> None:
    stranger = folium.JavascriptLink("https://example.org/plugin.js")
    with pytest.raises(PageBuildError, match=r"plugin\.js"):
        _inlined("plugin", stranger)


@pytest.mark.parametrize(
    "bad",
    ['<script src="x.js">', "<link rel=stylesheet href=x.css>", "<img src=x.png>",
     "<style>@import 'x.css'</style>", "<style>p{background:url(x.png)}</style>",
     "<style>@font-face{}</style>", "<script>fetch('x')</script>",
     "<script>new XMLHttpRequest()</script>", "<script>new WebSocket('x')</script>",
     "<script>navigator.sendBeacon('x')</script>", "<script>import('x')</script>",
     "<script>1\n//# sourceMappingURL=x.map</script>", "<iframe></iframe>",
     '<meta http-equiv="refresh" content="0">', "<form action=x>"],
)  # fmt: skip
def test_anything_that_could_fetch_stops_the_build(bad: str) -> None:
    require_no_fetch(PAGE)
    with pytest.raises(PageBuildError, match="request"):
        require_no_fetch(PAGE.replace("<body>", f"<body>{bad}"))


def test_the_policy_allows_exactly_what_is_in_the_page() -> None:
    policy = secured(PAGE).split('content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none'; ")
    # printf 'var a = 1;' | openssl dgst -sha256 -binary | base64
    assert "script-src 'sha256-+dZ6udsWxNVoGfScAq7t5IIF5UJb4F6RhjbN6oe1p4w='" in policy
    assert policy.count("sha256-") == 2
    assert "unsafe" not in policy


def test_a_script_cannot_end_its_element() -> None:
    assert script_text("'</script>'") == "'<\\/script>'"
