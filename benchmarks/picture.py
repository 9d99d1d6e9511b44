"""Curves on two logarithmic scales as plain SVG, so that no drawing library is needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

WIDTH, HEIGHT = 430, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 118, 34, 34
OURS: Final = ("#005f9e", "#0e8a5f", "#7a4fa3")
OTHERS: Final = ("#c2410c", "#8a6d00")
LABEL_PX: Final = 13
"""Labels are kept this far apart."""


class Line(NamedTuple):
    """A named curve: (n_nodes, value) in ascending order; others' curves are dashed."""

    name: str
    points: Sequence[tuple[float, float]]
    ours: bool


class Panel(NamedTuple):
    """Curves over one pair of axes."""

    title: str
    lines: Sequence[Line]


def drawn(panels: Sequence[Panel]) -> str:
    """Return the panels side by side, two in a row."""
    n_rows = -(-len(panels) // 2)
    size = f'width="{2 * WIDTH}" height="{n_rows * HEIGHT}"'
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {2 * WIDTH} {n_rows * HEIGHT}" '
        'font-family="system-ui, sans-serif" font-size="11" role="img">'
    )
    parts = [
        opening,
        "<title>Time and memory against the number of nodes</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for number, panel in enumerate(panels):
        x, y = number % 2 * WIDTH, number // 2 * HEIGHT
        parts += [f'<g transform="translate({x} {y})">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel) -> list[str]:
    lines = [line for line in panel.lines if line.points]
    title = f'<text x="{LEFT}" y="20" font-weight="600" font-size="13">{escape(panel.title)}</text>'
    if not lines:
        return [title]
    across = _Axis([x for line in lines for x, _ in line.points], LEFT, WIDTH - RIGHT)
    up = _Axis([y for line in lines for _, y in line.points], HEIGHT - BOTTOM, TOP)
    parts = [title]
    for power in across.powers():
        x = across.at(10.0**power)
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e5e5e5"/>')
        parts.append(_text(x, HEIGHT - 16, _power(power), "middle"))
    for power in up.powers():
        y = up.at(10.0**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e5e5"/>')
        parts.append(_text(LEFT - 6, y + 4, _power(power), "end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 3, "nodes", "middle"))
    colours = {True: iter(OURS), False: iter(OTHERS)}
    lowest = -math.inf
    for line in sorted(lines, key=lambda line: up.at(line.points[-1][1])):
        colour = next(colours[line.ours])
        places = [(across.at(x), up.at(y)) for x, y in line.points]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        dashes = "" if line.ours else ' stroke-dasharray="5 4"'
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in places]
        x, y = places[-1]
        lowest = max(y + 4, lowest + LABEL_PX)
        parts.append(_text(max(x + 7, WIDTH - RIGHT + 7), lowest, line.name, "start", colour))
    return parts


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {place}>{escape(text)}</text>"


def _power(power: int) -> str:
    if power >= 6:
        return f"{10 ** (power - 6)}M"
    if power >= 3:
        return f"{10 ** (power - 3)}k"
    return f"{10.0**power:.{max(-power, 0)}f}"


class _Axis:
    """A logarithmic scale from the first to the last power of ten around some values."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self._low = math.floor(math.log10(min(values)))
        self._high = max(math.ceil(math.log10(max(values))), self._low + 1)
        self._begin, self._end = begin, end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self._begin + share * (self._end - self._begin)

    def powers(self) -> range:
        return range(self._low, self._high + 1)
