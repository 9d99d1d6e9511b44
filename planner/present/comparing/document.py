"""Puts the comparison page together from the leader page's shell and parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planner.domain.result import RunResult
from planner.present.comparing.data import comparison_data, comparison_title
from planner.present.page.document import assembled
from planner.present.page.tiles import Tiles

MARK: Final = '<meta name="generator" content="planner compare">'
"""What a page of ours is known by."""

SCRIPTS: Final = (
    "inflate.js", "unpack.js", "dom.js", "frame.js", "marks.js", "sheets.js", "edits.js",
    "charts.js", "map.js", "tiles.js", "legend.js", "swipe.js", "popups.js", "method.js",
    "scenarios.js", "cost_chart.js", "comparison.js",
)  # fmt: skip


def comparison_html(results: Sequence[RunResult], tiles: Tiles | None = None) -> str:
    """Return the comparison page of one or more results as HTML.

    tiles  the only pictures that it may ask for; None: it asks for nothing
    Equal results give equal pages. Raises PageBuildError if the page could make another request.
    """
    return assembled(
        comparison_title(results),
        comparison_data(results),
        "comparison.html",
        ("page.css", "comparison.css"),
        SCRIPTS,
        tiles,
        f"{MARK}\n",
    )
