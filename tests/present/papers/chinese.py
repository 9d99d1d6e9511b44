"""The faces that tests of papers draw with, and what stands on a drawn sheet."""

from __future__ import annotations

import pytest

from planner.present.papers.fonts import find_font
from planner.present.papers.sheet import Fonts, Sheet


def chinese() -> Fonts:
    """Return Chinese faces; a machine without them cannot test what is drawn in Chinese."""
    files = find_font()
    if files is None:
        pytest.skip("no Chinese font on this machine")
    return Fonts(files)


def written_on(sheet: Sheet) -> list[str]:
    """Return every line that stands on a sheet."""
    return [text.get_text() for text in sheet._paper.texts]
