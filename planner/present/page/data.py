"""Everything the page shows, as one JSON value: figures ready to read, places ready to draw."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.analyse.weighted import within
from planner.domain.access import Reach, TypicalAccess
from planner.domain.arrays import FloatArray
from planner.domain.record import Nature
from planner.domain.result import RunResult
from planner.domain.score import FOCUS, PlaceChange, Row, StandardResult
from planner.present import style
from planner.present.figures import key_figures, rows_by_selection
from planner.present.headline import headline
from planner.present.messages import not_yet_told
from planner.present.page.basemap import label_point, pack_borders, pack_roads
from planner.present.page.packing import (
    NOT_REACHED_BASE,
    Frame,
    base64_of,
    pack_times,
    packed_ms,
)
from planner.present.page.sites import site_marks
from planner.present.page.words import WORDS, reading_notes
from planner.present.record import run_id
from planner.present.standards import standard_text
from planner.text import Text
from planner.units import S_PER_MIN

N_LISTED = 10
OTHER_PEOPLE = Text("前后到得了的居民不同", "not the same people reached")

Json = dict[str, Any]


class Layers:
    """The packed times of the page; equal ones are kept once."""

    def __init__(self) -> None:
        self.packed: list[str] = []
        self._index: dict[bytes, int] = {}

    def add(self, times: npt.NDArray[np.uint32]) -> int:
        """Return the number of these times among the page's layers."""
        key = times.tobytes()
        if key not in self._index:
            self._index[key] = len(self.packed)
            self.packed.append(base64_of(times))
        return self._index[key]


def page_data(result: RunResult) -> Json:
    """Return the page's data. Texts are {zh, en}; packed arrays are base64."""
    world = result.after.world
    as_is = not result.measures
    frame = _frame(result)
    layers = Layers()
    within_s = result.scorecard.within_s
    return {
        "title": _text(result.name),
        "city": _text(result.city),
        "description": _text(result.description),
        "asIs": as_is,
        "dataDate": result.data_date,
        "runId": run_id(result),
        "limit": _text(style.duration_text(within_s)),
        "words": {key: _text(word) for key, word in WORDS.items()},
        "notes": [
            _text(note)
            for note in reading_notes(world.roads.mode, str(result.settings["optimise"]))
        ],
        "style": _style(within_s),
        "frame": [frame.west, frame.south, frame.width, frame.height],
        "places": _places(result, frame),
        "selections": [
            _selection(result, selection, row, layers, as_is=as_is)
            for selection, row in rows_by_selection(result).items()
        ],
        "layers": layers.packed,
        "units": [
            {"name": _text(unit.name), "at": _rounded(label_point(unit.boundary))}
            for unit in world.units.items
        ],
        "borders": pack_borders(frame, world.units),
        "roads": pack_roads(frame, world.roads),
        "kinds": [_text(kind.name) for kind in world.sites.kinds],
        "sites": site_marks(result, list(rows_by_selection(result))),
        "gains": [_place(result, change, gain=True) for change in _first(result.scorecard.gains)],
        "worst": [_place(result, change, gain=False) for change in _first(result.scorecard.worst)],
        "standards": [_standard(result, *pair) for pair in result.scorecard.standards],
        "measures": [_text(report.text) for report in result.measures],
        "provenance": [
            {
                "what": _text(item.what),
                "nature": _text(item.nature.label),
                "source": _text(item.source),
                "licence": item.licence,
            }
            for item in sorted(result.provenance, key=lambda item: list(Nature).index(item.nature))
        ],
        "leftOut": [
            {
                "what": _text(item.what),
                "count": f"{item.count:,}",
                "people": _text(style.people_text(item.people)) if item.people else None,
                "examples": list(item.examples[:3]),
            }
            for item in result.left_out
        ],
        "warnings": [_text(i.message) for i in not_yet_told(result.warnings, result.left_out)],
    }


def script_safe_json(data: Json) -> str:
    """Return JSON that may stand inside a script element, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _text(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}


def _rounded(point: tuple[float, float]) -> list[float]:
    return [round(value, 5) for value in point]


def _first(changes: tuple[PlaceChange, ...]) -> tuple[PlaceChange, ...]:
    return changes[:N_LISTED]


def _frame(result: RunResult) -> Frame:
    """Return a frame around everything that is drawn."""
    world = result.after.world
    corners = [
        corner
        for unit in world.units.items
        if not unit.boundary.is_empty
        for corner in np.reshape(unit.boundary.bounds, (2, 2))
    ]
    around = np.reshape(corners, (-1, 2))
    lon = [around[:, 0], world.residents.lon, world.sites.lon, world.roads.vertex_lon]
    lat = [around[:, 1], world.residents.lat, world.sites.lat, world.roads.vertex_lat]
    return Frame.around(np.concatenate(lon), np.concatenate(lat))


def _style(within_s: float) -> Json:
    return {
        "access": list(style.ACCESS_COLOURS),
        "accessBreaks": packed_ms(np.array(style.access_breaks_s(within_s))).tolist(),
        "nWithin": style.N_WITHIN,
        "change": list(style.CHANGE_COLOURS),
        "changeBreaks": packed_ms(np.array(style.change_breaks_s(within_s))).tolist(),
        "newlyReached": style.NEWLY_REACHED_COLOUR,
        "newlyLost": style.NEWLY_LOST_COLOUR,
        "reachNames": [_text(name) for _, name in style.REACH_NAMES],
        "notReachedBase": NOT_REACHED_BASE,
    }


def _places(result: RunResult, frame: Frame) -> Json:
    residents = result.after.world.residents
    return {
        "count": len(residents),
        "points": base64_of(frame.quantise(residents.lon, residents.lat)),
        "people": base64_of(residents.people.astype(np.float32)),
        "unit": base64_of(residents.unit.astype(np.int16)),
        "names": list(residents.names),
    }


def _selection(result: RunResult, selection: str, row: Row, layers: Layers, *, as_is: bool) -> Json:
    before, after = result.before.typical[selection], result.after.typical[selection]
    within_s = result.scorecard.within_s
    figures = []
    for figure in key_figures(row, within_s):
        shown = style.shown(figure.kind, figure.before, figure.after)
        change = shown.change if figure.comparable else OTHER_PEOPLE
        figures.append(
            {
                "id": figure.id,
                "name": _text(figure.name),
                "explanation": _text(figure.explanation),
                "value": _text(shown.value),
                "before": _text(shown.before),
                "unit": _text(shown.unit),
                "change": _text(change),
                "verdict": figure.verdict if shown.change.zh else "same",
            }
        )
    return {
        "id": selection,
        "name": _text(row.name),
        "services": int(result.selections[selection].sum()),
        "headline": _text(headline(row, within_s, result.provenance, as_is=as_is)),
        "figures": figures,
        "layers": [layers.add(pack_times(before)), layers.add(pack_times(after))],
        "classShares": [_class_shares(result, typical) for typical in (before, after)],
        "units": _units(result, before, after),
    }


def _class_shares(result: RunResult, typical: TypicalAccess) -> list[str | None]:
    """Return the share of people in each access class, None where the class is empty."""
    classes = style.access_classes(typical.time_s, typical.reach, result.scorecard.within_s)
    n_classes = len(style.ACCESS_COLOURS) + len(style.REACH_NAMES)
    people = result.after.world.residents.people
    places = np.bincount(classes, minlength=n_classes)
    sums = np.bincount(classes, weights=people, minlength=n_classes)
    total = people.sum()
    return [
        style.share_text(float(part / total)) if count and total else None
        for count, part in zip(places, sums, strict=True)
    ]


def _units(result: RunResult, before: TypicalAccess, after: TypicalAccess) -> list[Json]:
    """Return the ranking's rows: people, share and mean before and after, None where unknown."""
    world = result.after.world
    n_units = len(world.units)
    inside = world.residents.unit >= 0
    unit, people = world.residents.unit[inside], world.residents.people[inside]
    total = np.bincount(unit, weights=people, minlength=n_units)

    def figures(typical: TypicalAccess) -> tuple[FloatArray, FloatArray]:
        time_s, reach = typical.time_s[inside], typical.reach[inside]
        near = np.where(within(time_s, result.scorecard.within_s), people, 0.0)
        reached = np.where(reach == Reach.REACHED, people, 0.0)
        spent = reached * np.nan_to_num(time_s)
        with np.errstate(invalid="ignore"):
            share = np.bincount(unit, weights=near, minlength=n_units) / total
            mean = np.bincount(unit, weights=spent, minlength=n_units) / np.bincount(
                unit, weights=reached, minlength=n_units
            )
        return share, mean / S_PER_MIN

    (share_before, mean_before), (share_after, mean_after) = figures(before), figures(after)
    return [
        {
            "people": _text(style.people_text(float(total[index]))),
            "share": [_number(share_before[index] * 100), _number(share_after[index] * 100)],
            "shown": [style.share_text(float(share_before[index])).rstrip("%"),
                      style.share_text(float(share_after[index])).rstrip("%")],
            "mean": [_number(mean_before[index]), _number(mean_after[index])],
        }
        for index in range(n_units)
    ]  # fmt: skip


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 1)


def _place(result: RunResult, change: PlaceChange, *, gain: bool) -> Json:
    world = result.after.world
    unit = int(world.residents.unit[change.resident])
    reach = Reach(int(result.after.typical[FOCUS].reach[change.resident]))
    reason = dict(style.REACH_NAMES).get(reach)
    return {
        "place": change.resident,
        "name": world.residents.names[change.resident],
        "unit": _text(world.units.items[unit].name) if unit >= 0 else None,
        "at": _rounded(
            (
                float(world.residents.lon[change.resident]),
                float(world.residents.lat[change.resident]),
            )
        ),
        "people": _text(style.people_text(float(world.residents.people[change.resident]))),
        "before": style.minutes_text(change.before_s),
        "after": style.minutes_text(change.after_s),
        "reason": _text(reason) if reason else None,
        "saved": f"{change.saved_person_h:,.0f}" if gain else None,
    }


def _standard(result: RunResult, before: StandardResult, after: StandardResult) -> Json:
    return {
        "text": _text(standard_text(result, after.standard)),
        "before": style.share_text(before.share),
        "after": style.share_text(after.share),
        "met": [before.met, after.met],
    }
