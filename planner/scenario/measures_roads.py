"""Measures on roads and on the way from the road to a site, as a scenario file writes them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field, model_validator

from planner.scenario.fields import (
    Closed,
    RoadClass,
    RoadClasses,
    SpeedKmh,
    ValueFault,
    Words,
    refuse,
)
from planner.scenario.hours_text import Hours
from planner.scenario.measures_base import MeasureBase
from planner.scenario.places import Area, Places, Point
from planner.scenario.quantities import Metres, SecondsMoreOrLess
from planner.text import Text


class NewLink(Closed):
    """A new road: a straight connection between the junctions nearest to two points.

    一条新路：连接离两个给定位置最近的路口。
    """

    start: Point = Field(alias="from", examples=[{"lon": 109.98, "lat": 39.81}])
    """Where it begins.
    起点。"""
    end: Point = Field(alias="to", examples=[{"lon": 110.02, "lat": 39.83}])
    """Where it ends.
    终点。"""
    road_class: RoadClass = Field(alias="class", examples=["secondary"])
    """Its class.
    道路等级：motorway 高速，trunk 国道，primary 省道，secondary 县道，tertiary 乡道，
    track 土路等。"""
    speed_kmh: SpeedKmh = Field(examples=[60])
    """How fast one travels on it.
    行驶速度，单位 km/h。"""
    length_m: Metres | None = Field(default=None, alias="length", examples=["2.4 km"])
    """Its length; without it, the straight distance.
    长度；不写则取两端的直线距离。"""
    oneway: bool = False
    """Open from its beginning to its end only.
    是否只能从起点驶向终点。"""
    within_m: Metres = Field(default=1000.0, alias="within", json_schema_extra={"default": "1 km"})
    """How far the junctions may be from the points.
    路口离给定位置最远多少。"""


_CHANGES: Final = ("close", "speed_factor", "delay", "link", "parking")


class EditRoads(MeasureBase):
    """Change roads, waits at junctions and gates, or parking: exactly one change.

    The changes: `close`, `speed_factor`, `delay`, `link`, `parking`.
    改变道路、路口和关口的等候或停车时间；上面五种改变写且只写一种。
    """

    key: ClassVar[str] = "edit_roads"

    roads: Words | None = Field(default=None, examples=[["G65", "S24"]])
    """Only roads with one of these numbers or names.
    只改这些编号或名称的道路。"""
    classes: RoadClasses | None = Field(default=None, examples=[["trunk", "primary"]])
    """Only roads of these classes.
    只改这些等级的道路：motorway 高速，trunk 国道，primary 省道，secondary 县道，tertiary 乡道，
    track 土路等。"""
    area: Area | None = Field(default=None, examples=[{"unit": "150602"}])
    """Only in this area: roads whose middle, and junctions and sites that lie in it.
    只改这个范围：中点在范围内的路段，以及范围内的路口和服务点。"""
    at: Places | None = Field(default=None, examples=[{"lon": 109.98, "lat": 39.81}])
    """Only the junctions nearest to these points; goes with `delay`.
    只改离这些位置最近的路口；与 `delay` 合用。"""
    gate: Places | None = Field(default=None, examples=[{"lon": 109.98, "lat": 39.81}])
    """Gates (toll, checkpoint) on the roads nearest to these points; goes with `delay`. On a
    dual carriageway, give a point on either side.
    在离这些位置最近的道路上设关口（收费站、检查站）；与 `delay` 合用。双幅道路两侧各写一个位置。"""
    junctions: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How many junctions around each point of `at`.
    `at` 的每个位置附近取几个路口。"""
    within_m: Metres = Field(default=500.0, alias="within", json_schema_extra={"default": "500 m"})
    """How far junctions and roads may be from the points of `at` and `gate`.
    路口、道路离 `at`、`gate` 的位置最远多少。"""
    close: bool = False
    """Nobody may use these roads.
    封闭这些道路。"""
    speed_factor: Annotated[float, Field(ge=0.05, le=5)] | None = Field(
        default=None, examples=[0.72]
    )
    """Speed there as a part of what it was; above 1 is faster.
    车速为原来的几倍；大于 1 为提速。"""
    delay_s: SecondsMoreOrLess | None = Field(default=None, alias="delay", examples=["2 min"])
    """Wait that is added where one arrives at these junctions, or passes these gates. Below zero
    it shortens the waits that are there, at most to none.
    到达这些路口、通过这些关口时增加的等候时间；负数为缩短已有的等候，最多缩短到零。"""
    link: NewLink | None = None
    """A new road.
    一条新路。"""
    parking_s: SecondsMoreOrLess | None = Field(default=None, alias="parking", examples=["5 min"])
    """Time added between the road and the door for the sites in `area`, which is needed. Below
    zero it shortens what was added before.
    `area`（必写）内的服务点从道路到门口增加的时间（停车、步行）；负数为缩短此前增加的时间。"""
    during: Hours | None = Field(default=None, examples=["Mo-Fr 07:00-09:00"])
    """Only at these hours (OSM opening_hours); without it, always. Not with `parking`.
    只在这些时段（OSM opening_hours 写法）；不写则始终如此。不与 `parking` 合用。"""

    @model_validator(mode="after")
    def _fits_together(self) -> EditRoads:
        fault = _one_change(self) or _misplaced(self) or _nothing_chosen(self)
        if fault is not None:
            raise refuse(fault)
        return self


def _said(measure: EditRoads) -> set[str]:
    """Return the keys that the file gives a value, as it writes them; but the cost."""
    fields = type(measure).model_fields
    return {fields[name].alias or name for name in measure.model_fields_set - {"cost"}}


def _one_change(measure: EditRoads) -> ValueFault | None:
    said = [key for key in _CHANGES if key in _said(measure)]
    if len(said) == 1 and (said != ["close"] or measure.close):
        return None
    shown = [f"`{key}`" for key in _CHANGES]
    return ValueFault(
        "one_of",
        Text(f"{'、'.join(shown)} 要写一个，也只能写一个",
             f"exactly one of {', '.join(shown)} is wanted"),
        Text("要改几样，就写成几项 edit_roads；封闭道路写 close: true",
             "write one edit_roads for each change; to close roads, write close: true"),
        (said[-1],) if said else (),
    )  # fmt: skip


_MAY_STAND_WITH: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("close", frozenset({"roads", "classes", "area", "during"})),
    ("speed_factor", frozenset({"roads", "classes", "area", "during"})),
    ("delay", frozenset({"roads", "classes", "area", "during", "at", "gate", "within",
                         "junctions"})),
    ("link", frozenset({"during"})),
    ("parking", frozenset({"area"})),
)  # fmt: skip


def _misplaced(measure: EditRoads) -> ValueFault | None:
    """Return the fault of a key that has no meaning beside the others."""
    said = _said(measure)
    change, allowed = next(entry for entry in _MAY_STAND_WITH if entry[0] in said)
    excess = [key for key in sorted(said - allowed) if key != change]
    other = change
    if not excess and {"at", "gate"} <= said:
        excess, other = ["gate"], "at"
    if not excess and "junctions" in said and "at" not in said:
        excess, other = ["junctions"], "gate" if "gate" in said else "area"
    if not excess and "within" in said and not {"at", "gate"} & said:
        excess, other = ["within"], change
    if not excess:
        return None
    return ValueFault(
        "misplaced_key",
        Text(f"`{excess[0]}` 不能与 `{other}` 合用",
             f"`{excess[0]}` does not go with `{other}` here"),
        Text(f"删去 `{excess[0]}`，或另写一项 edit_roads",
             f"delete `{excess[0]}`, or write another edit_roads"),
        (excess[0],),
        at_key=True,
    )  # fmt: skip


def _nothing_chosen(measure: EditRoads) -> ValueFault | None:
    """Return the fault of a change that does not say where."""
    said = _said(measure)
    if "link" in said or said & {"at", "gate", "area"}:
        return None
    if "parking" not in said and said & {"roads", "classes"}:
        return None
    wanted = "area" if "parking" in said else "roads"
    return ValueFault(
        "no_place",
        Text("没有写改哪里", "it does not say where"),
        Text("加上 area: {unit: 辖区代码}" if wanted == "area"
             else "加上 roads、classes 或 area，例如 roads: [G65]",
             "add area: {unit: code}" if wanted == "area"
             else "add `roads`, `classes` or `area`, e.g. roads: [G65]"),
    )  # fmt: skip
