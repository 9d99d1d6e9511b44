"""A printed sheet in millimetres, drawn as picture or vectors: knows shapes, nothing of results."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as DrawnPath
from matplotlib.patheffects import withStroke

from planner.domain.arrays import FloatArray
from planner.errors import DataError, Issue, Where
from planner.present.papers.fonts import FontFiles
from planner.text import Text

PT_PER_MM: Final = 72 / 25.4
MM_PER_INCH: Final = 25.4
DPI: Final = 200
RASTER_FROM: Final = 30_000
"""With more dots than this a PDF holds them as a picture: vectors would take many megabytes."""

INK: Final = "#16202b"
Align: TypeAlias = Literal["left", "center", "right"]
Point: TypeAlias = tuple[float, float]

SHAPES: Final = (
    ((5, 5), (19, 5), (19, 19), (5, 19)),
    ((12, 2), (22, 12), (12, 22), (2, 12)),
    ((12, 3), (21, 20), (3, 20)),
    ((12, 3), (21, 9.6), (17.6, 20), (6.4, 20), (3, 9.6)),
    ((9, 4), (15, 4), (15, 9), (20, 9), (20, 15), (15, 15), (15, 20), (9, 20), (9, 15), (4, 15),
     (4, 9), (9, 9)),
    ((3, 4), (21, 4), (12, 21)),
    ((2, 7), (22, 7), (22, 17), (2, 17)),
)  # fmt: skip
"""Outlines of site marks on a grid of 24, y down: those of the page, one for each kind in turn."""


@dataclass(frozen=True)
class Extent:
    """A rectangle of the map plane, km."""

    west: float
    south: float
    east: float
    north: float

    def widened_to(self, width_mm: float, height_mm: float) -> Extent:
        """Return the smallest extent around this one with the proportions of a frame."""
        km_per_mm = max((self.east - self.west) / width_mm, (self.north - self.south) / height_mm)
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        half = (width_mm * km_per_mm / 2, height_mm * km_per_mm / 2)
        return Extent(x - half[0], y - half[1], x + half[0], y + half[1])


class Fonts:
    """The faces of all sheets; without font files those that come with the drawing library.

    Raises DataError if a file cannot be read as a font.
    """

    def __init__(self, files: FontFiles | None) -> None:
        self.chinese = files is not None
        plain = mpl.rcParamsDefault["font.sans-serif"][0]
        self._faces = (
            (FontProperties(family=plain), FontProperties(family=plain, weight="bold"))
            if files is None
            else (_face(files.regular), _face(files.bold))
        )
        self._known = tuple(frozenset(get_font(findfont(f)).get_charmap()) for f in self._faces)

    def face(self, *, bold: bool) -> FontProperties:
        """Return a face."""
        return self._faces[bold]

    def word(self, text: Text) -> str:
        """Return a text in the language of the sheets: Chinese where there is a font for it."""
        return text.zh if self.chinese else text.en

    def drawable(self, text: str, *, bold: bool = False) -> str:
        """Return a text on one line in which every character without a glyph is '?'."""
        known = self._known[bold]
        return "".join(c if ord(c) in known else "?" for c in " ".join(text.split()))


class Sheet:
    """A white sheet; positions are mm from its lower left corner, sizes of letters points."""

    def __init__(self, width_mm: float, height_mm: float, fonts: Fonts) -> None:
        self.width_mm, self.height_mm, self._fonts = width_mm, height_mm, fonts
        self._figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH))
        FigureCanvasAgg(self._figure)
        self._paper = self._axes(0, 0, width_mm, height_mm, Extent(0, 0, width_mm, height_mm))
        self._paper.set_zorder(2)
        self._paper.patch.set_visible(False)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float,
        *,
        bold: bool = False,
        align: Align = "left",
        colour: str = INK,
        halo: bool = False,
    ) -> None:
        """Write one line whose middle is at height y; what has no glyph is written as '?'."""
        written = self._paper.text(
            x, y, self._fonts.drawable(text, bold=bold), color=colour, ha=align,
            va="center_baseline", fontproperties=self._fonts.face(bold=bold), parse_math=False,
            fontsize=size_pt,
        )  # fmt: skip
        if halo:
            written.set_path_effects([withStroke(linewidth=size_pt / 4, foreground="white")])

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str, line: str = "none"
    ) -> None:
        """Draw a rectangle from its lower left corner."""
        self._paper.add_artist(
            Rectangle((x, y), width, height, facecolor=fill, edgecolor=line, linewidth=0.4)
        )

    def polygon(self, points: Sequence[Point], fill: str, line: str = INK) -> None:
        """Draw a closed shape."""
        self._paper.add_artist(Polygon(points, closed=True, fc=fill, ec=line, linewidth=0.5))

    def line(self, points: Sequence[Point], width_mm: float, colour: str = INK) -> None:
        """Draw a line through some points."""
        xs, ys = zip(*points, strict=True)
        self._paper.add_artist(Line2D(xs, ys, linewidth=width_mm * PT_PER_MM, color=colour))

    def dot(
        self, x: float, y: float, radius: float, *, fill: str, line: str, width_mm: float
    ) -> None:
        """Draw a circle."""
        self._paper.add_artist(
            Circle((x, y), radius, facecolor=fill, edgecolor=line, linewidth=width_mm * PT_PER_MM)
        )

    def mark(self, x: float, y: float, shape: int, size: float, *, fill: str, line: str) -> None:
        """Draw the mark of a kind of site, `size` wide; after the last shape they have a hole."""
        scale = size / 24
        self.polygon(
            [(x + (u - 12) * scale, y + (12 - v) * scale) for u, v in SHAPES[shape % len(SHAPES)]],
            fill, line,
        )  # fmt: skip
        if shape >= len(SHAPES):
            self.dot(x, y, 3.2 * scale, fill="white", line="none", width_mm=0)

    def frame(self, x: float, y: float, width: float, height: float, extent: Extent) -> MapFrame:
        """Return a map in a thin border that shows at least an extent."""
        axes = self._axes(x, y, width, height, extent.widened_to(width, height))
        axes.add_artist(
            Rectangle((0, 0), 1, 1, transform=axes.transAxes, fill=False, ec="#8a949e", lw=0.6,
                      zorder=9)
        )  # fmt: skip
        return MapFrame(axes, x, y, width, height, extent.widened_to(width, height))

    def png(self) -> bytes:
        """Return the sheet as a picture of 200 dots an inch."""
        # Level 3 takes two thirds of the time of the usual 6; files are a twentieth larger.
        return self._saved("png", {"Software": None}, pil_kwargs={"compress_level": 3})

    def pdf(self, title: str) -> bytes:
        """Return the sheet as vectors with its letters as outlines; nothing says when."""
        # Type 3 holds outlines of any font; Chinese OpenType fonts are not TrueType inside.
        facts = {"Title": title, "CreationDate": None, "Producer": None, "Creator": "planner"}
        with mpl.rc_context({"pdf.fonttype": 3}):
            return self._saved("pdf", facts)

    def _saved(self, kind: str, facts: dict[str, str | None], **more: Any) -> bytes:
        buffer = io.BytesIO()
        self._figure.savefig(buffer, format=kind, metadata=facts, dpi=DPI, **more)
        return buffer.getvalue()

    def _axes(self, x: float, y: float, width: float, height: float, shown: Extent) -> Any:
        across, up = self.width_mm, self.height_mm
        axes = self._figure.add_axes((x / across, y / up, width / across, height / up))
        axes.set_xlim(shown.west, shown.east)
        axes.set_ylim(shown.south, shown.north)
        axes.set_axis_off()
        return axes


@dataclass(frozen=True)
class MapFrame:
    """A map on a sheet: takes positions in km of its plane, widths in mm."""

    axes: Any
    x: float
    y: float
    width: float
    height: float
    extent: Extent

    @property
    def km_per_mm(self) -> float:
        """The scale."""
        return (self.extent.east - self.extent.west) / self.width

    def on_sheet(self, points: FloatArray) -> FloatArray:
        """Return where points of the plane, (n, 2), lie on the sheet, mm."""
        corner = np.array([self.extent.west, self.extent.south])
        return np.asarray((points - corner) / self.km_per_mm + [self.x, self.y], dtype=np.float64)

    def areas(self, rings: Iterable[FloatArray], fill: str) -> None:
        """Fill closed rings."""
        self.axes.add_artist(PathPatch(_path(rings), facecolor=fill, linewidth=0, zorder=1))

    def lines(
        self, lines: Iterable[FloatArray], width_mm: float, colour: str, *, dash: bool
    ) -> None:
        """Draw lines, dashed as boundaries are or whole."""
        style = (0, (5, 2, 1, 2)) if dash else "solid"
        self.axes.add_artist(
            PathPatch(_path(lines), fill=False, edgecolor=colour, linestyle=style,
                      linewidth=width_mm * PT_PER_MM, capstyle="butt", zorder=2)
        )  # fmt: skip

    def dots(self, points: FloatArray, radius_mm: float, fill: str, *, raster: bool) -> None:
        """Draw places of one size and colour above what was drawn before."""
        self.axes.plot(
            points[:, 0], points[:, 1], linestyle="none", marker="o", zorder=3,
            markersize=2 * radius_mm * PT_PER_MM, markerfacecolor=fill,
            markeredgecolor=(0.08, 0.1, 0.12, 0.55), markeredgewidth=0.15, rasterized=raster,
        )  # fmt: skip


def _path(lines: Iterable[FloatArray]) -> DrawnPath:
    """Return one path of many lines: drawn a hundred times as fast as each alone."""
    parts = [line for line in lines if len(line)]
    if not parts:
        return DrawnPath(np.empty((0, 2)))
    codes = np.full(sum(len(part) for part in parts), DrawnPath.LINETO, dtype=np.uint8)
    codes[np.cumsum([0, *(len(part) for part in parts[:-1])])] = DrawnPath.MOVETO
    return DrawnPath(np.concatenate(parts), codes)


def _face(path: Path) -> FontProperties:
    """Return the face of a font file; of several those of simplified Chinese, else the first."""
    try:
        count = int(get_font(FontPath(str(path), 0)).num_faces)
        names = [get_font(FontPath(str(path), i)).family_name for i in range(count)]
    except (OSError, RuntimeError) as error:
        raise DataError(
            Issue(
                "font_not_usable",
                Text(f"字体文件 {path} 读不出来", f"the font file {path} cannot be read"),
                Text("换一个字体文件", "name another font file"),
                Where(str(path)),
            )
        ) from error
    simplified = [i for i, name in enumerate(names) if name.endswith((" SC", " CN"))]
    return FontProperties(fname=FontPath(str(path), (simplified or [0])[0]))
