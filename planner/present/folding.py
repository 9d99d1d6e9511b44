"""Break mixed Chinese and English text into lines of a terminal's width."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNIT: Final = re.compile(r" *(?:[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]|"
                          r"[^ \u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]+)")  # fmt: skip
"""What stays together: one Chinese character, or a word up to the next space."""

_NEVER_FIRST: Final = frozenset("，。；：、！？）》】”’…,.;:!?)]}%")
_NEVER_LAST: Final = frozenset("（《【“‘([{")


def columns(text: str) -> int:
    """Return how many terminal columns a text fills (a Chinese character fills two)."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def fold(text: str, width: int, indent: str = "") -> str:
    """Return the text in lines of at most `width` columns, the second and later ones indented.

    Lines break at spaces and between Chinese characters, but never before closing or after
    opening punctuation; a word longer than a line is not broken.
    """
    lines = [""]
    for unit in _unbreakable(text):
        candidate = lines[-1] + unit
        if columns(candidate) <= width or not lines[-1].strip():
            lines[-1] = candidate
        else:
            lines.append(indent + unit.lstrip(" "))
    return "\n".join(lines)


def _unbreakable(text: str) -> list[str]:
    """Return the pieces between which a line may break, spaces before a piece included."""
    pieces: list[str] = []
    for unit in _UNIT.findall(text):
        starts_line = unit[0] not in _NEVER_FIRST
        if pieces and not (starts_line and pieces[-1][-1] not in _NEVER_LAST):
            pieces[-1] += unit
        else:
            pieces.append(unit)
    return pieces
