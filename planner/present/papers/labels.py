"""Places names on a map so that none covers another; what finds no room is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.present.folding import fold
from planner.text import display_width

MM_PER_PT: Final = 25.4 / 72
EM_PER_COLUMN: Final = 0.52
"""Half the width of a Chinese character, and a little air, as a share of its size."""
LINE: Final = 1.15
"""Height of a line of letters in their size."""


@dataclass(frozen=True)
class Label:
    """A name that wants a place: at the point itself or `gap_mm` beside it."""

    text: str
    x: float
    y: float
    size_pt: float
    gap_mm: float = 0.0

    @property
    def width_mm(self) -> float:
        """About how wide it is: a Chinese character is as wide as high, a letter about half."""
        return display_width(self.text) * self.size_pt * MM_PER_PT * EM_PER_COLUMN

    @property
    def height_mm(self) -> float:
        """How high it is."""
        return self.size_pt * MM_PER_PT * LINE


@dataclass(frozen=True)
class Box:
    """A rectangle on a sheet, mm."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, other: Box) -> bool:
        """Return whether the two have any area in common."""
        return (
            self.west < other.east
            and other.west < self.east
            and self.south < other.north
            and other.south < self.north
        )

    def holds(self, other: Box) -> bool:
        """Return whether the other lies wholly inside."""
        return (
            self.west <= other.west
            and other.east <= self.east
            and self.south <= other.south
            and other.north <= self.north
        )


@dataclass(frozen=True)
class Placed:
    """A label with the box it got."""

    label: Label
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        """Where its middle stands."""
        return (self.box.west + self.box.east) / 2, (self.box.south + self.box.north) / 2


def place_labels(labels: Sequence[Label], inside: Box, taken: Sequence[Box]) -> list[Placed]:
    """Return the labels that find room, in the order given: earlier ones choose first.

    A label stands right of its point, else left, above, below, then at the corners; without a gap
    at the point itself, else a little above or below. None meets another or `taken`, all lie
    within `inside`.
    """
    placed: list[Placed] = []
    boxes = list(taken)
    for label in labels:
        for box in _choices(label):
            if inside.holds(box) and not any(box.meets(other) for other in boxes):
                placed.append(Placed(label, box))
                boxes.append(box)
                break
    return placed


def _choices(label: Label) -> list[Box]:
    width, height, gap = label.width_mm, label.height_mm, label.gap_mm
    side, up = width / 2 + gap, height / 2 + gap
    if gap:
        steps = [(side, 0.0), (-side, 0.0), (0.0, up), (0.0, -up)]
        steps += [(side, up), (-side, up), (side, -up), (-side, -up)]
    else:
        rises = [0.0, 0.6, -0.6, 1.2, -1.2, 2.0, -2.0]
        steps = [(0.0, height * rise) for rise in rises]
        steps += [(width * shift, height * rise) for shift in (0.5, -0.5, 0.9, -0.9)
                  for rise in (0.0, 1.0, -1.0)]  # fmt: skip
    return [
        Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        for x, y in ((label.x + dx, label.y + dy) for dx, dy in steps)
    ]


def lines_of(text: str, width_mm: float, size_pt: float) -> list[str]:
    """Return a text in lines of about a width."""
    return fold(text, int(width_mm / (size_pt * MM_PER_PT * EM_PER_COLUMN))).split("\n")
