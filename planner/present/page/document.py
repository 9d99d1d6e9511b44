"""Puts the page together: one file that holds everything and asks for nothing."""

from __future__ import annotations

import html
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from planner.domain.result import RunResult
from planner.present.page.data import page_data
from planner.present.page.ground import Json, script_safe_json
from planner.present.page.shell import map_shell, script_text, secured
from planner.present.page.tiles import Tiles, tiles_json
from planner.text import Text

# `renderer` keeps browsers with two engines, common in Chinese offices, out of the old one.
_HEAD: Final = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="renderer" content="webkit">
<meta name="viewport" content="width=device-width, initial-scale=1">
"""
SCRIPTS: Final = (
    "inflate.js", "unpack.js", "dom.js", "frame.js", "marks.js", "sheets.js", "routes.js",
    "edits.js", "charts.js", "siting.js", "map.js", "tiles.js", "panels.js", "legend.js",
    "hours.js", "swipe.js", "search.js", "popups.js", "method.js", "page.js",
)  # fmt: skip
"""The page's own scripts, each after those that it needs."""


def page_html(result: RunResult, tiles: Tiles | None = None) -> str:
    """Return the leader page as HTML.

    tiles  the only pictures that it may ask for; None: it asks for nothing
    Equal results give equal pages. Raises PageBuildError if the page could make another request.
    """
    return assembled(result.name, page_data(result), "body.html", ("page.css",), SCRIPTS, tiles)


def assembled(  # noqa: PLR0917 - the parts of a page in order
    title: Text,
    data: Json,
    body: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    tiles: Tiles | None,
    head: str = "",
) -> str:
    """Return a page with a map from its data and the names of its templates.

    `head` is more markup for its head. Raises PageBuildError if the page could make a request
    other than for tiles.
    """
    west, south, width, height = data["frame"]
    shell = map_shell(south + height / 2, west + width / 2)
    held = {**data, "tiles": tiles_json(tiles)}
    code = (shell.script, *map(_template, scripts))
    # Parts that may hold text of the data come in by concatenation, never through a template.
    parts = [
        _HEAD,
        head,
        f"<title>{html.escape(title.zh)}</title>\n",
        shell.head,
        f"\n<style>{''.join(map(_template, styles))}</style>\n</head>\n<body>\n",
        _body(body).replace("<!--MAP-->", shell.body),
        f'<script type="application/json" id="data">{script_safe_json(held)}</script>\n',
        *(f"<script>{script_text(script)}</script>\n" for script in code),
        "</body>\n</html>\n",
    ]
    return secured("".join(parts), () if tiles is None else tiles.hosts)


def _body(name: str) -> str:
    """Return a body with the parts that both pages have."""
    body = _template(name).replace("<!--MAPBOX-->", _template("mapbox.html"))
    return body.replace("<!--FOOT-->", _template("foot.html"))


def _template(name: str) -> str:
    return (files("planner.present") / "templates" / name).read_text("utf-8")
