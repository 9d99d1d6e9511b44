"""How the layers of the GeoPackage look when QGIS opens them: the classes and colours of the page.

QGIS reads a table `layer_styles` of a GeoPackage; each row holds a style (QML) of one layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from planner.domain.access import Reach
from planner.domain.result import RunResult
from planner.present import style
from planner.text import Text
from planner.units import S_PER_MIN

STYLE_TABLE: Final = "layer_styles"
_VERSION: Final = "3.16.0"
_INK, _PAPER, _RING = "#10243a", "#ffffff", "#b0006d"


@dataclass(frozen=True)
class LayerStyle:
    """A style of one layer, the one it opens with where `default`."""

    layer: str
    name: str
    description: Text
    qml: str
    default: bool


@dataclass(frozen=True)
class _Mark:
    """One part of a point symbol; sizes are mm."""

    shape: str
    size_mm: float
    fill: str
    line: str
    line_mm: float


@dataclass(frozen=True)
class _Rule:
    """Features that a QGIS expression picks, how they look, what the legend says."""

    where: str
    label: Text
    marks: tuple[_Mark, ...]


def layer_styles(result: RunResult) -> tuple[LayerStyle, ...]:
    """Return the styles of all layers; residents have one for each view of the page."""
    within_s = result.scorecard.within_s
    styles = [
        LayerStyle("residents", stage, _said(stage),
                   _points(_access_rules(f"{stage}_", within_s)), default=stage == "after")
        for stage in ("after", "before")
    ]  # fmt: skip
    styles.append(
        LayerStyle("residents", "change", _said("change"), _points(_change_rules(within_s)),
                   default=False)
    )  # fmt: skip
    styles.append(LayerStyle("sites", "sites", Text("服务点", "sites"), _points(_site_rules()),
                             default=True))  # fmt: skip
    styles.append(LayerStyle("units", "units", Text("辖区界线", "boundaries of units"), _units(),
                             default=True))  # fmt: skip
    return tuple(styles)


def _said(stage: str) -> Text:
    return {
        "before": Text("单程时间，现状", "minutes one way, today"),
        "after": Text("单程时间，实施后", "minutes one way, with the measures"),
        "change": Text("单程时间的变化", "change in minutes one way"),
    }[stage]


def _access_rules(stage: str, within_s: float) -> Iterable[_Rule]:
    breaks = [time_s / S_PER_MIN for time_s in style.access_breaks_s(within_s)]
    spans = list(zip([None, *breaks], [*breaks, None], strict=True))
    for (low, high), colour in zip(spans, style.ACCESS_COLOURS, strict=True):
        where = _between(f'"{stage}min"', low, high)
        yield _Rule(f"\"{stage}reach\" = 'reached' AND {where}", _span(low or 0.0, high),
                    (_place(colour),))  # fmt: skip
    yield from _unreached(f'"{stage}reach"')


def _change_rules(within_s: float) -> Iterable[_Rule]:
    old, new = "\"before_reach\" = 'reached'", "\"after_reach\" = 'reached'"
    breaks = [time_s / S_PER_MIN for time_s in style.change_breaks_s(within_s)]
    spans = list(zip([None, *breaks], [*breaks, None], strict=True))
    for (low, high), colour in zip(spans, style.CHANGE_COLOURS, strict=True):
        where = _between('("before_min" - "after_min")', low, high)
        yield _Rule(f"{old} AND {new} AND {where}", _saved(low, high), (_place(colour),))
    yield _Rule(f"NOT {old} AND {new}", Text("新可到达", "newly reached"),
                (_place(style.NEWLY_REACHED_COLOUR),))  # fmt: skip
    yield _Rule(f"{old} AND NOT {new}", Text("不再可达", "no longer reached"),
                (_place(style.NEWLY_LOST_COLOUR),))  # fmt: skip
    yield from _unreached('"after_reach"', f"NOT {old} AND ")


def _unreached(column: str, also: str = "") -> Iterable[_Rule]:
    names = dict(style.REACH_NAMES)
    for reach in (Reach.NO_ROUTE, Reach.UNPLACED, Reach.NO_PROVIDER, Reach.NOT_SERVED):
        cross = _Mark("cross2", 1.8, "#2b2b2b", "#2b2b2b", 0.4)
        ring = _Mark("circle", 1.6, _PAPER, "#2b2b2b", 0.5)
        full = _Mark("circle", 1.6, "#2b2b2b", _PAPER, 0.2)
        mark = {Reach.NO_ROUTE: full, Reach.UNPLACED: ring}.get(reach, cross)
        yield _Rule(f"{also}{column} = '{reach.name.lower()}'", names[reach], (mark,))


def _site_rules() -> Iterable[_Rule]:
    site = _Mark("square", 2.2, _INK, _PAPER, 0.2)
    ring = _Mark("circle", 4.4, _PAPER, _RING, 0.6)
    gone = _Mark("square", 2.0, _PAPER, "#3c4650", 0.4)
    yield _Rule('"changed" AND "services_after" IS NOT NULL',
                Text("本方案变动", "changed by the measures"), (ring, site))  # fmt: skip
    yield _Rule('"services_after" IS NULL', Text("撤销", "closed"), (ring, gone))
    yield _Rule('NOT "changed" AND "services_after" IS NOT NULL', Text("服务点", "site"), (site,))


def _between(value: str, low: float | None, high: float | None) -> str:
    """Return an expression that holds above `low` up to and including `high`.

    A thousandth of a second is nothing: figures of the page and of the file round differently.
    """
    hair = 1e-3 / S_PER_MIN
    parts = []
    if low is not None:
        parts.append(f"{value} > {low + hair:.6f}")
    if high is not None:
        parts.append(f"{value} <= {high + hair:.6f}")
    return " AND ".join(parts)


def _span(low: float, high: float | None) -> Text:
    low_text = f"{round(low, 1):g}"
    span = f"> {low_text}" if high is None else f"{low_text}–{round(high, 1):g}"
    return Text(f"{span} 分钟", f"{span} min")


def _saved(low: float | None, high: float | None) -> Text:
    if low is not None and high is not None and low < 0 < high:
        return Text(f"不变 ±{round(high, 1):g}", f"same ±{round(high, 1):g} min")
    ends = sorted(abs(end) for end in (low, high) if end is not None)
    span = (
        f"> {round(ends[0], 1):g}"
        if len(ends) == 1
        else f"{round(ends[0], 1):g}–{round(ends[1], 1):g}"
    )
    saves = low is not None and low > 0
    return Text(
        f"{'节省' if saves else '多用'} {span} 分钟", f"{span} min {'saved' if saves else 'longer'}"
    )


def _place(colour: str) -> _Mark:
    return _Mark("circle", 1.6, colour, "#5a6068", 0.1)


def _points(rules: Iterable[_Rule]) -> str:
    """Return the style of a point layer that is drawn by rules."""
    top, renderer = _start()
    renderer.set("type", "RuleRenderer")
    listed = ET.SubElement(renderer, "rules", key="root")
    symbols = ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        ET.SubElement(listed, "rule", key=f"rule{number}", symbol=str(number), filter=rule.where,
                      label=str(rule.label))  # fmt: skip
        symbol = ET.SubElement(symbols, "symbol", name=str(number), type="marker", alpha="1",
                               clip_to_extent="1", force_rhr="0")  # fmt: skip
        for mark in rule.marks:
            _layer(symbol, "SimpleMarker", [
                ("name", mark.shape), ("size", f"{mark.size_mm:g}"), ("size_unit", "MM"),
                ("color", _rgb(mark.fill)), ("outline_color", _rgb(mark.line)),
                ("outline_width", f"{mark.line_mm:g}"), ("outline_width_unit", "MM"),
                ("outline_style", "solid"),
            ])  # fmt: skip
    return _text(top)


def _units() -> str:
    """Return the style of units: boundaries and names, nothing filled."""
    top, renderer = _start()
    renderer.set("type", "singleSymbol")
    symbols = ET.SubElement(renderer, "symbols")
    symbol = ET.SubElement(symbols, "symbol", name="0", type="fill", alpha="1",
                           clip_to_extent="1", force_rhr="0")  # fmt: skip
    _layer(symbol, "SimpleFill", [
        ("color", "246,247,245,255"), ("style", "no"), ("outline_color", _rgb("#5b6670")),
        ("outline_style", "dash dot"), ("outline_width", "0.4"), ("outline_width_unit", "MM"),
    ])  # fmt: skip
    labeling = ET.SubElement(top, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    words = ET.SubElement(settings, "text-style", fieldName="name_zh", isExpression="0",
                          fontSize="11", fontSizeUnit="Point", textColor="43,54,64,255",
                          fontWeight="75", textOpacity="1", multilineHeight="1")  # fmt: skip
    ET.SubElement(words, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM",
                  bufferColor="255,255,255,255", bufferOpacity="1")  # fmt: skip
    ET.SubElement(settings, "placement", placement="1", placementFlags="0")
    return _text(top)


def _start() -> tuple[ET.Element, ET.Element]:
    top = ET.Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling",
                     labelsEnabled="1")  # fmt: skip
    renderer = ET.SubElement(top, "renderer-v2", symbollevels="0", forceraster="0",
                             enableorderby="0")  # fmt: skip
    return top, renderer


def _layer(symbol: ET.Element, kind: str, facts: Sequence[tuple[str, str]]) -> None:
    """Add a symbol layer; older versions of QGIS read `prop`, newer ones `Option`."""
    layer = ET.SubElement(
        symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"}
    )
    options = ET.SubElement(layer, "Option", type="Map")
    for name, value in facts:
        ET.SubElement(options, "Option", name=name, type="QString", value=value)
    for name, value in facts:
        ET.SubElement(layer, "prop", k=name, v=value)


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _text(top: ET.Element) -> str:
    return "<!DOCTYPE qgis>\n" + ET.tostring(top, encoding="unicode")
