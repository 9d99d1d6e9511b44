"""Writes all papers of a result into one folder."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Final

from planner.domain.result import RunResult
from planner.errors import Issue

PAPERS: Final = "papers"
REPORT: Final = "report.docx"
PRINTED_PAGE: Final = "page-A3.pdf"
_VIEWS: Final = ("today", "before", "after", "change")
OWN_NAMES: Final = frozenset(
    [REPORT, PRINTED_PAGE, *(f"map-{view}{kind}" for view in _VIEWS for kind in (".png", ".pdf"))]
)
"""Every file that a run may write into the folder; one of an earlier run tells old figures."""


def write_papers(result: RunResult, folder: Path) -> tuple[list[Path], tuple[Issue, ...]]:
    """Write maps and report; return the files below the folder, and what to warn of.

    `map-before`, `map-after` and `map-change` as PNG and PDF, of a study as it is `map-today`.
    """
    # The drawing library takes a second to load, so only those who write papers wait for it.
    from planner.present.papers.fonts import find_font, no_font_warning  # noqa: PLC0415
    from planner.present.papers.maps import Maps  # noqa: PLC0415
    from planner.present.papers.plane import base_map  # noqa: PLC0415
    from planner.present.papers.report import write_report  # noqa: PLC0415
    from planner.present.papers.sheet import Fonts  # noqa: PLC0415
    from planner.present.papers.views import views  # noqa: PLC0415

    files = find_font()
    maps = Maps(result, base_map(result), Fonts(files))
    shown = views(result)
    written = []
    for view in shown:
        sheet = maps.sheet(view)
        for suffix, content in ((".png", sheet.png()), (".pdf", sheet.pdf(maps.title(view)))):
            path = folder / f"map-{view.id}{suffix}"
            path.write_bytes(content)
            written.append(path)
    picture = maps.single(shown[0]) if len(shown) == 1 else maps.pair(shown[0], shown[1])
    report = write_report(result, picture.png(), version("planner"))
    (folder / REPORT).write_bytes(report)
    warnings = () if files is not None else (no_font_warning(),)
    return [*written, folder / REPORT], warnings
