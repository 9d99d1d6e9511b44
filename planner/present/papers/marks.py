"""What places and sites look like on paper: the same marks as on the page."""

from __future__ import annotations

from typing import Final

import numpy as np

from planner.domain.arrays import FloatArray
from planner.present.papers.sheet import Sheet

UNREACHED: Final = "#2b2b2b"
RING: Final = "#b0006d"
REJECTED: Final = "#8a6d00"
_FACTORS: Final = (0.62, 2.6)
_N_SIZES: Final = 12
HANDLES: Final = ("#10243a", "white")
HANDLES_NONE: Final = ("white", "#3c4650")


def radii_mm(people: FloatArray, area_mm2: float) -> FloatArray:
    """Return the radius of each place, people falling: by the root of people, within bounds.

    There are thirteen sizes.
    """
    n = max(len(people), 1)
    base = min(1.2, max(0.38, float(np.sqrt(0.2 * area_mm2 / n / np.pi))))
    reference = max(1e-6, float(people[int(0.1 * len(people))]) if len(people) else 1.0)
    factor = np.clip(np.sqrt(people / reference), *_FACTORS)
    step = (_FACTORS[1] - _FACTORS[0]) / _N_SIZES
    return np.asarray(base * (np.rint((factor - _FACTORS[0]) / step) * step + _FACTORS[0]))


def place_mark(
    sheet: Sheet, x: float, y: float, kind: int, *, colours: tuple[str, ...], radius: float
) -> None:
    """Draw a place of a class; a class beyond the colours says why it is not reached."""
    if kind < len(colours):
        sheet.dot(x, y, radius, fill=colours[kind], line="#5a6068", width_mm=0.1)
    else:
        unreached_mark(sheet, x, y, kind - len(colours), radius)


def unreached_mark(sheet: Sheet, x: float, y: float, reason: int, radius: float) -> None:
    """Draw why a place is not reached: 0 no road, 1 far from roads, 2 and more nobody handles."""
    r = radius
    if reason == 0:
        sheet.dot(x, y, r, fill=UNREACHED, line="none", width_mm=0)
        sheet.line([(x - r, y - r), (x + r, y + r)], r / 4, "white")
    elif reason == 1:
        sheet.dot(x, y, r, fill="white", line=UNREACHED, width_mm=r / 2.5)
    else:
        sheet.line([(x - r, y - r), (x + r, y + r)], r / 3, UNREACHED)
        sheet.line([(x - r, y + r), (x + r, y - r)], r / 3, UNREACHED)


def site_mark(
    sheet: Sheet, x: float, y: float, kind: int, size: float, *, handles: bool, changed: bool
) -> None:
    """Draw a site: dark where it handles the services, in a ring where measures touch it."""
    if changed:
        sheet.dot(x, y, size * 0.85, fill="white", line=RING, width_mm=0.4)
    fill, line = HANDLES if handles else HANDLES_NONE
    sheet.mark(x, y, kind, size, fill=fill, line=line)


def rejected_mark(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Draw a candidate that was not chosen."""
    sheet.dot(x, y, size / 3, fill="white", line=REJECTED, width_mm=0.3)
