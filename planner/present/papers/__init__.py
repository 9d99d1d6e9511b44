"""The papers of a result: static maps, the report that an office edits, the page on A3."""

from __future__ import annotations

from planner.present.papers.printing import find_browser, print_page
from planner.present.papers.written import OWN_NAMES, PAPERS, PRINTED_PAGE, write_papers

__all__ = [
    "OWN_NAMES",
    "PAPERS",
    "PRINTED_PAGE",
    "find_browser",
    "print_page",
    "write_papers",
]
