"""Puts the comparison page together from the leader page's shell and parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planner.domain.result import RunResult
from planner.present.comparing.data import comparison_data, comparison_title
from planner.present.page.document import assembled

MARK: Final = '<meta name="generator" content="planner compare">'
"""What a page of ours is known by."""

SCRIPTS: Final = (
    "inflate.js", "unpack.js", "dom.js", "frame.js", "marks.js", "sheets.js", "edits.js",
    "charts.js", "map.js", "legend.js", "swipe.js", "popups.js", "method.js", "scenarios.js",
    "cost_chart.js", "comparison.js",
)  # fmt: skip


def comparison_html(results: Sequence[RunResult]) -> str:
    """Return the comparison page of one or more results as HTML.

    Equal results give equal pages. Raises PageBuildError if the page could make a request.
    """
    return assembled(
        comparison_title(results),
        comparison_data(results),
        "comparison.html",
        ("page.css", "comparison.css"),
        SCRIPTS,
        f"{MARK}\n",
    )
