"""How figures and places look: colours, class breaks and number formats in both languages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from planner.domain.access import Reach, TypicalAccess
from planner.domain.arrays import ByteArray, FloatArray
from planner.text import Text
from planner.units import S_PER_MIN

# Blue up to the standard, orange to dark red beyond: the break is seen with any colour vision,
# and lightness falls all the way, so a grey print keeps the order.
ACCESS_COLOURS: Final = ("#e3f0fa", "#abd5f0", "#f2a04c", "#dd6a2c", "#b02a20", "#5e0a20")
ACCESS_MULTIPLES: Final = (0.5, 1.0, 1.5, 2.0, 3.0)
"""Upper ends of the access classes, inclusive, as multiples of the standard."""

N_WITHIN: Final = 2
"""How many of the access classes lie within the standard."""

# Purple gains, brown loses, grey stays.
CHANGE_COLOURS: Final = (
    "#7a3b00", "#d98a2b", "#d4d4d4", "#c3b5e0", "#957cc6", "#673fa3", "#38096b",
)  # fmt: skip
CHANGE_MULTIPLES: Final = (-1 / 6, -1 / 30, 1 / 30, 1 / 6, 1 / 3, 2 / 3)
"""Bounds between the change classes: time saved, as multiples of the standard."""

NEWLY_REACHED_COLOUR: Final = "#14002b"
NEWLY_LOST_COLOUR: Final = "#4d2500"
NEWLY_REACHED: Final = len(CHANGE_COLOURS)
NEWLY_LOST: Final = NEWLY_REACHED + 1

REACH_NAMES: Final = (
    (Reach.NO_ROUTE, Text("没有道路相通", "no road leads there")),
    (Reach.UNPLACED, Text("附近没有道路", "no road nearby")),
    (Reach.NO_PROVIDER, Text("无处可办", "nobody handles it")),
    (Reach.NOT_SERVED, Text("不受理本地居民", "not for residents of this place")),
    (Reach.CLOSED, Text("这时没有开门的", "closed at this time")),
)

NOTHING: Final = "—"


class Kind(StrEnum):
    """What a figure counts; decides unit, digits and scale."""

    SHARE = "share"
    PEOPLE = "people"
    MINUTES = "minutes"
    HOURS = "hours"
    SITES = "sites"


_COUNTED: Final = MappingProxyType(
    {
        Kind.PEOPLE: Text("人", "people"),
        Kind.HOURS: Text("小时", "hours"),
        Kind.SITES: Text("个", "sites"),
    }
)


@dataclass(frozen=True)
class Shown:
    """A figure as people read it. `value` and `before` share one unit; `change` has its own."""

    value: Text
    before: Text
    unit: Text
    change: Text


@dataclass(frozen=True)
class _Scale:
    factor: float
    digits: int
    unit: str

    def rounded(self, value: float) -> float:
        return round(value / self.factor, self.digits)

    def text(self, value: float, *, sign: bool = False) -> str:
        number = self.rounded(value)
        plain = f"{abs(number):,.{self.digits}f}"
        if not sign:
            return f"−{plain}" if number < 0 else plain
        return f"{'+' if number > 0 else '−'}{plain}"


def access_breaks_s(within_s: float) -> tuple[float, ...]:
    """Return the upper ends of all access classes but the last, seconds, inclusive."""
    return tuple(within_s * multiple for multiple in ACCESS_MULTIPLES)


def change_breaks_s(within_s: float) -> tuple[float, ...]:
    """Return the bounds between the classes of time saved, seconds, ascending."""
    return tuple(within_s * multiple for multiple in CHANGE_MULTIPLES)


def access_classes(time_s: FloatArray, reach: ByteArray, within_s: float) -> ByteArray:
    """Return the class of each resident: 0 .. 5 by time, then 5 + Reach where not reached."""
    breaks = np.array(access_breaks_s(within_s))
    by_time = np.searchsorted(np.round(breaks, 3), np.round(np.nan_to_num(time_s), 3), side="left")
    last = len(ACCESS_COLOURS) - 1
    return np.where(reach == Reach.REACHED, by_time, last + reach).astype(np.uint8)


def change_classes(before: TypicalAccess, after: TypicalAccess, within_s: float) -> ByteArray:
    """Return the class of what changes for each resident.

    0 .. 6 by the time saved, NEWLY_REACHED, NEWLY_LOST, then NEWLY_LOST + Reach where it is
    reached neither before nor after.
    """
    breaks = np.round(np.array(change_breaks_s(within_s)), 3)
    saved = np.nan_to_num(before.time_s - after.time_s)
    classes = np.searchsorted(breaks, np.round(saved, 3), side="left")
    was, is_now = before.reach == Reach.REACHED, after.reach == Reach.REACHED
    classes = np.where(~was & is_now, NEWLY_REACHED, classes)
    classes = np.where(was & ~is_now, NEWLY_LOST, classes)
    return np.where(~was & ~is_now, NEWLY_LOST + after.reach, classes).astype(np.uint8)


def share_text(share: float) -> str:
    """Return a share as per cent; '100.0%' and '0.0%' only where they are exact."""
    if math.isnan(share):
        return NOTHING
    return f"{_percent(share):.1f}%"


def _percent(share: float) -> float:
    percent = round(100 * share, 1)
    if percent >= 100 and share < 1:
        return 99.9
    if percent <= 0 and share > 0:
        return 0.1
    return percent


def minutes_text(time_s: float) -> str:
    """Return a duration in minutes with one decimal."""
    return NOTHING if math.isnan(time_s) else f"{time_s / S_PER_MIN:,.1f}"


def count_text(value: float, unit: Text) -> Text:
    """Return a number of people or hours with its unit, e.g. '36.1 万人', '361,000 people'."""
    zh, en = _count_scales(value, unit)
    return Text(f"{zh.text(value)} {zh.unit}", f"{en.text(value)} {en.unit}")


def people_text(people: float) -> Text:
    """Return a number of people, e.g. '36.1 万人', '1 person'."""
    unit = Text("人", "person" if round(people) == 1 else "people")
    return count_text(people, unit)


def duration_text(time_s: float) -> Text:
    """Return a cut-off such as '30 分钟', '30 minutes'."""
    minutes = f"{time_s / S_PER_MIN:g}"
    return Text(f"{minutes} 分钟", f"{minutes} {'minute' if minutes == '1' else 'minutes'}")


def shown(kind: Kind, before: float, after: float) -> Shown:
    """Return a figure before and after, and what changed.

    Shares come as fractions, minutes as minutes. The change is the difference of the numbers
    shown, so that readers can check it; where these are equal, the true one, if any.
    """
    scales = _scales(kind, before, after)
    values = [_value_text(kind, scale, after) for scale in scales]
    befores = [_value_text(kind, scale, before) for scale in scales]
    changes = [_change_text(kind, scale, before, after, language)
               for language, scale in enumerate(scales)]  # fmt: skip
    zh, en = scales
    return Shown(Text(*values), Text(*befores), Text(zh.unit, en.unit), Text(*changes))


def _value_text(kind: Kind, scale: _Scale, value: float) -> str:
    if math.isnan(value):
        return NOTHING
    return f"{_percent(value):.1f}" if kind is Kind.SHARE else scale.text(value)


def _change_text(kind: Kind, scale: _Scale, before: float, after: float, language: int) -> str:
    if math.isnan(before) or math.isnan(after):
        return ""
    if kind is Kind.SHARE:
        points = round(_percent(after) - _percent(before), 1)
        unit = " 个百分点" if language == 0 else " points"
        return f"{'+' if points > 0 else '−'}{abs(points):.1f}{unit}" if points else ""
    difference = (scale.rounded(after) - scale.rounded(before)) * scale.factor
    if scale.rounded(difference):
        return f"{scale.text(difference, sign=True)} {scale.unit}"
    own = _scales(kind, after - before, after - before)[language]
    if own.rounded(after - before):
        return f"{own.text(after - before, sign=True)} {own.unit}"
    return ""


def _scales(kind: Kind, before: float, after: float) -> tuple[_Scale, _Scale]:
    if kind is Kind.SHARE:
        return _Scale(0.01, 1, "%"), _Scale(0.01, 1, "%")
    if kind is Kind.MINUTES:
        return _Scale(1, 1, "分钟"), _Scale(1, 1, "min")
    unit = _COUNTED[kind]
    sizes = [abs(value) for value in (before, after) if not math.isnan(value) and value]
    # Side by side, large units wait until the smaller number fills them: 1.3 -> 0.3 says little.
    tenfold = max(sizes, default=0.0) / 10
    return _count_scales(max(min(sizes, default=0.0), tenfold), unit)


def _count_scales(value: float, unit: Text) -> tuple[_Scale, _Scale]:
    """Return the scales of counts like this: 万 from ten thousand, millions in English."""
    size = abs(value)
    zh = _Scale(1e4, 1, f"万{unit.zh}") if size >= 1e4 else _Scale(1, 0, unit.zh)
    en = _Scale(1e6, 2, f"million {unit.en}") if size >= 1e6 else _Scale(1, 0, unit.en)
    return zh, en
