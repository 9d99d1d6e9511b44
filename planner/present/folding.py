"""Break mixed Chinese and English text into lines of a terminal's width."""

from __future__ import annotations

import re
from typing import Final

from planner.text import display_width

_CHINESE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_UNIT: Final = re.compile(f" *(?:[{_CHINESE}]|[^ {_CHINESE}]+)")
"""What stays together: one Chinese character, or a word up to the next space."""

_QUOTED: Final = re.compile(r" *\d+ \| ")
_CARET: Final = re.compile(r" *(\^+)")
_NEVER_FIRST: Final = frozenset("，。；：、！？）》】”’…,.;:!?)]}%")
_NEVER_LAST: Final = frozenset("（《【“‘([{")


def fold(text: str, width: int, indent: str = "") -> str:
    """Return the text in lines of at most `width` columns, the second and later ones indented.

    Lines break at spaces and between Chinese characters, but never before closing or after
    opening punctuation; a word longer than a line is not broken.
    """
    lines = [""]
    for unit in _unbreakable(text):
        candidate = lines[-1] + unit
        if display_width(candidate) <= width or not lines[-1].strip():
            lines[-1] = candidate
        else:
            lines.append(indent + unit.lstrip(" "))
    return "\n".join(lines)


def fold_lines(text: str, width: int) -> str:
    """Fold each line of a message on its own; what follows is indented a little further.

    A line that quotes a file is cut instead, so that the caret below it stays in place.
    """
    lines = text.split("\n")
    shown = []
    for index, line in enumerate(lines):
        quoted = _QUOTED.match(line)
        if quoted is not None:
            caret = _CARET.fullmatch(lines[index + 1]) if index + 1 < len(lines) else None
            gutter = quoted.end()
            start, end = caret.span(1) if caret else (gutter, gutter)
            first = _first_shown(
                display_width(line[gutter:]), start - gutter, end - start, width - gutter
            )
            shown.append(line[:gutter] + _cut(line[gutter:], first, width - gutter))
            if caret is not None:
                shift = max(0, first - 1)
                lines[index + 1] = " " * (start - shift) + caret[1][: width - start + shift]
        elif _CARET.fullmatch(line) or line.startswith("  --> "):
            shown.append(line)
        else:
            shown.append(fold(line, width, _indent(line)))
    return "\n".join(shown)


def _first_shown(length: int, start: int, marked: int, room: int) -> int:
    """Return the column of a quoted line from which to show it, so that the mark is in sight."""
    if length <= room or start + marked < room:
        return 0
    return max(0, start - room // 3)


def _cut(text: str, first: int, room: int) -> str:
    """Return the part of a text from column `first` that fits, with an ellipsis at each cut.

    From a cut on the left, column `first` of the text is column 1: the ellipsis takes column 0.
    """
    kept, column = "…" if first else "", 0
    room -= display_width(kept)
    for char in text:
        wide = display_width(char)
        if column >= first:
            if column + wide - first > room - 1 and column + wide < display_width(text):
                return kept + "…"
            kept += char
        elif column + wide > first:
            kept += " "  # the right half of a character cut in two
        column += wide
    return kept


def _indent(line: str) -> str:
    start = len(line) - len(line.lstrip(" ="))
    return " " * max(start, 2)


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
