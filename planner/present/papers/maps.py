"""Static maps of a result: a sheet of A4 for each view, and the pair that goes into the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from types import MappingProxyType
from typing import Final

import numpy as np

from planner.domain.arrays import FloatArray
from planner.domain.record import Nature
from planner.domain.result import RunResult
from planner.present.headline import headline
from planner.present.page.basemap import label_point
from planner.present.page.words import ROUTE_WORDS, TRAVEL_WORDS
from planner.present.papers.labels import Box, Label, Placed, lines_of, place_labels
from planner.present.papers.legend import draw_legend, draw_strip
from planner.present.papers.marks import RING, radii_mm, rejected_mark, site_mark, unreached_mark
from planner.present.papers.plane import BaseMap
from planner.present.papers.sheet import INK, RASTER_FROM, Fonts, MapFrame, Sheet
from planner.present.papers.views import TITLES, View, handling_sites
from planner.present.record import run_id
from planner.text import Text

A4: Final = (297.0, 210.0)
EDGE: Final = 9.0
LEGEND: Final = 58.0
PAIR: Final = (156.0, 92.0)
ROADS: Final = MappingProxyType(
    {"trunk": (0.42, "#9aa3ab"), "main": (0.3, "#b3bac1"), "ferry": (0.25, "#7fa8c9")}
)
LOCAL_ROAD: Final = (0.16, "#d3d8dc")
MOST_NAMED: Final = 15
"""Up to so many sites that measures touch are named; more names would hide the map."""
APPROVAL: Final = Text("审图号：＿＿＿＿＿＿＿＿", "Map approval no.: ________")


@dataclass(frozen=True)
class Maps:
    """Draws the maps of a result, in Chinese where there is a Chinese font, else in English."""

    result: RunResult
    base: BaseMap
    fonts: Fonts

    def sheet(self, view: View) -> Sheet:
        """Return a sheet of A4 across with everything a map needs to stand alone."""
        width, height = A4
        sheet = Sheet(width, height, self.fonts)
        top = self._heading(sheet, view, width, height - EDGE)
        foot = self._footing(sheet, width)
        frame = sheet.frame(
            EDGE, foot, width - 2 * EDGE - LEGEND, top - foot, self.base.extent
        )  # fmt: skip
        self._draw(sheet, frame, view, names_pt=8.5)
        self._north_and_scale(sheet, frame)
        draw_legend(sheet, view, self.result, self.fonts, x=frame.x + frame.width + 4,
                    top=top, width=LEGEND - 4)  # fmt: skip
        return sheet

    def pair(self, left: View, right: View) -> Sheet:
        """Return two maps side by side under their names, for the report."""
        width, height = PAIR
        sheet = Sheet(width, height, self.fonts)
        strip, title, gap = 16.0, 6.0, 3.0
        across = (width - gap) / 2
        for index, view in enumerate((left, right)):
            x = index * (across + gap)
            name = self.fonts.word(TITLES[view.id])
            sheet.text(x + across / 2, height - title / 2, name, 10, bold=True, align="center")
            frame = sheet.frame(
                x + 0.2, strip, across - 0.4, height - strip - title, self.base.extent
            )
            self._draw(sheet, frame, view, names_pt=7)
            if index == 0:
                self._north_and_scale(sheet, frame)
        draw_strip(sheet, right, self.result, self.fonts, strip)
        return sheet

    def single(self, view: View) -> Sheet:
        """Return one map for the report of a study as it is."""
        width, height = PAIR
        sheet = Sheet(width, height, self.fonts)
        strip = 16.0
        frame = sheet.frame(0.2, strip, width - 0.4, height - strip - 0.2, self.base.extent)
        self._draw(sheet, frame, view, names_pt=8)
        self._north_and_scale(sheet, frame)
        draw_strip(sheet, view, self.result, self.fonts, strip)
        return sheet

    def title(self, view: View) -> str:
        """Return what a map is called."""
        result = self.result
        names = [getattr(text, "zh" if self.fonts.chinese else "en")
                 for text in (result.city, result.focus_name, TITLES[view.id])]  # fmt: skip
        mode = self.fonts.word(TRAVEL_WORDS.get(result.after.world.roads.mode, Text("", "")))
        if self.fonts.chinese:
            return f"{names[0]} 办理“{names[1]}”{mode}单程时间：{names[2]}"
        return f'{names[0]}: time to "{names[1]}", {mode}, one way: {names[2]}'

    def _heading(self, sheet: Sheet, view: View, width: float, top: float) -> float:
        """Write title, scenario and headline; return the height below them."""
        card = self.result.scorecard
        said = headline(
            card.focus, card.within_s, self.result.provenance, as_is=not self.result.measures
        )
        y = top - 3
        for line in lines_of(self.title(view), width - 2 * EDGE, 15)[:2]:
            sheet.text(EDGE, y, line, 15, bold=True)
            y -= 7
        for line in lines_of(self.fonts.word(said), width - 2 * EDGE, 10)[:3]:
            sheet.text(EDGE, y, line, 10)
            y -= 4.6
        return y

    def _footing(self, sheet: Sheet, width: float) -> float:
        """Write scenario, data, run and the slot for approval; return the height above them."""
        result = self.result
        modelled = [self.fonts.word(item.what) for item in result.provenance
                    if item.nature is Nature.MODELLED]  # fmt: skip
        comma = Text("、", "; ")
        parts = []
        if modelled:
            parts.append(
                self.fonts.word(Text("含模型数据，非官方成果。模型生成：", "Holds modelled data: "))
                + self.fonts.word(comma).join(modelled)
            )
        route = ROUTE_WORDS.get(str(result.settings.get("optimise")), Text("", ""))
        parts.append(
            self.fonts.word(Text("方案：", "Scenario: ")) + self.fonts.word(result.name) + "  ·  "
            + (f"{self.fonts.word(Text('数据截至', 'data of'))} {result.data_date}  ·  "
               if result.data_date else "")
            + self.fonts.word(Text(f"按{route.zh}路线", f"{route.en} route"))
            + f"  ·  planner {version('planner')}  ·  "
            + self.fonts.word(Text("运行编号", "run")) + f" {run_id(result)}"
        )  # fmt: skip
        lines = [line for part in parts for line in lines_of(part, width - 2 * EDGE - 52, 7)[:2]]
        y = EDGE - 3
        for line in reversed(lines):
            sheet.text(EDGE, y, line, 7, colour="#3c4650")
            y += 3.4
        sheet.text(width - EDGE, EDGE - 3, self.fonts.word(APPROVAL), 8, align="right")
        return y + 1

    def _draw(self, sheet: Sheet, frame: MapFrame, view: View, names_pt: float) -> None:
        base = self.base
        frame.areas(base.rings(), "#f6f7f5")
        for tier, lines in base.roads:
            width, colour = ROADS.get(tier.id, LOCAL_ROAD)
            frame.lines(lines, width, colour, dash=tier.id == "ferry")
        frame.lines(base.rings(), 0.28, "#5b6670", dash=True)
        self._places(sheet, frame, view)
        changed = self._sites(sheet, frame, view)
        for placed in self._names(frame, changed, names_pt):
            bold = placed.label.gap_mm == 0
            sheet.text(*placed.middle, placed.label.text, placed.label.size_pt, bold=bold,
                       align="center", halo=True, colour="#2b3640" if bold else RING)  # fmt: skip

    def _places(self, sheet: Sheet, frame: MapFrame, view: View) -> None:
        people = self.result.after.world.residents.people
        order = np.lexsort((np.arange(len(people)), -people))
        order = order[people[order] > 0]
        radius = radii_mm(people[order], frame.width * frame.height)
        points, classes = self.base.places[order], view.classes[order]
        reached = classes < view.unreached_from
        # Few sizes draw fast; large places first, so that small ones stay visible.
        for size in np.unique(radius)[::-1]:
            for kind, fill in enumerate(view.colours):
                mine = (radius == size) & (classes == kind)
                if mine.any():
                    frame.dots(points[mine], float(size), fill, raster=len(order) > RASTER_FROM)
        for (x, y), kind, r in zip(frame.on_sheet(points[~reached]), classes[~reached],
                                   radius[~reached], strict=True):  # fmt: skip
            unreached_mark(sheet, float(x), float(y), int(kind) - view.unreached_from,
                           max(0.8 * float(r), 0.5))  # fmt: skip

    def _sites(self, sheet: Sheet, frame: MapFrame, view: View) -> list[tuple[str, FloatArray]]:
        """Draw the sites that handle the focus; return name and position of the changed ones."""
        outcome = view.outcome
        sites = outcome.world.sites
        shown = handling_sites(self.result, outcome)
        size = max(1.7, frame.width / 90)
        many = len(self.result.changed_sites) > MOST_NAMED
        where = frame.on_sheet(self.base.plane.points(sites.lon, sites.lat))
        named = []
        for rejected in self._rejected(view):
            x, y = frame.on_sheet(rejected).tolist()
            rejected_mark(sheet, x, y, size)
        touched = np.array([site in self.result.changed_sites for site in sites.ids], dtype=bool)
        touched &= view.id != "before"
        for index in (*np.flatnonzero(shown & ~touched), *np.flatnonzero(touched)):
            x, y = where[index].tolist()
            mine = 0.75 * size if many and touched[index] else size
            site_mark(sheet, x, y, int(sites.kind[index]), mine,
                      handles=bool(shown[index]), changed=bool(touched[index]))  # fmt: skip
            if touched[index] and not many:
                named.append((self.fonts.word(sites.names[index]), where[index]))
        return named

    def _rejected(self, view: View) -> Iterator[FloatArray]:
        if view.id == "before":
            return
        for report in self.result.siting:
            for one in report.candidates:
                if one.state == "rejected":
                    yield self.base.plane.points(np.array([one.lon]), np.array([one.lat]))[0]

    def _names(
        self, frame: MapFrame, changed: list[tuple[str, FloatArray]], size_pt: float
    ) -> list[Placed]:
        labels = [Label(name, float(x), float(y), size_pt * 0.85, 2.2) for name, (x, y) in changed]
        units = self.result.after.world.units.items
        for unit in sorted(units, key=lambda unit: -unit.boundary.area):
            lon, lat = label_point(unit.boundary)
            ((x, y),) = frame.on_sheet(self.base.plane.points(np.array([lon]), np.array([lat])))
            labels.append(Label(self.fonts.word(unit.name), float(x), float(y), size_pt))
        drawable = [label for label in labels if "?" not in self.fonts.drawable(label.text)]
        marks = [Box(float(x) - 1.6, float(y) - 1.6, float(x) + 1.6, float(y) + 1.6)
                 for _, (x, y) in changed]  # fmt: skip
        edge = Box(frame.x, frame.y, frame.x + frame.width, frame.y + frame.height)
        return place_labels(drawable, edge, [*marks, self._corner(frame)])

    def _north_and_scale(self, sheet: Sheet, frame: MapFrame) -> None:
        """Draw an arrow to the north and a bar of a round number of km in the emptiest corner."""
        corner = self._corner(frame)
        x, y = corner.west + 2, corner.south + 2
        length_km = nice_km(min(32.0, frame.width / 4) * frame.km_per_mm)
        length = length_km / frame.km_per_mm
        sheet.polygon([(x + 2, y + 4.4), (x + 3.4, y), (x + 2, y + 1), (x + 0.6, y)], INK)
        sheet.text(x + 2, y + 6.2, self.fonts.word(Text("北", "N")), 6.5, align="center", bold=True)
        start = x + 7
        for part, fill in ((0, INK), (1, "white")):
            sheet.box(start + part * length / 2, y + 0.4, length / 2, 1, fill=fill, line=INK)
        for share in (0.0, 0.5, 1.0):
            sheet.text(start + share * length, y + 3.4, f"{share * length_km:g}", 6, align="center",
                       halo=True)  # fmt: skip
        sheet.text(start + length + 2.4, y + 0.9, self.fonts.word(Text("公里", "km")), 6, halo=True)

    def _corner(self, frame: MapFrame) -> Box:
        """Return the corner of a frame with the fewest places, the lower left one of equals."""
        wide, high = min(48.0, frame.width / 2), 10.0
        east, north = frame.x + frame.width, frame.y + frame.height
        corners = [
            Box(x, y, x + wide, y + high)
            for y in (frame.y, north - high)
            for x in (frame.x, east - wide)
        ]
        at = frame.on_sheet(self.base.places)

        def held(box: Box) -> int:
            inside = (at[:, 0] > box.west) & (at[:, 0] < box.east)
            return int((inside & (at[:, 1] > box.south) & (at[:, 1] < box.north)).sum())

        return min(corners, key=held)


def nice_km(most: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20 ... km (or parts of one) that is at most `most`."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most))
