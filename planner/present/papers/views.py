"""The views of a result that are drawn on paper: colour of each place, legend, sites that count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from planner.domain.arrays import BoolArray, ByteArray
from planner.domain.result import Outcome, RunResult
from planner.domain.score import FOCUS
from planner.present import style
from planner.present.page.words import WORDS
from planner.text import Text
from planner.units import S_PER_MIN

ViewId = Literal["today", "before", "after", "change"]

TITLES: Final = MappingProxyType[ViewId, Text]({
    "today": Text("现状", "today"),
    "before": Text("实施前（现状）", "today, without the measures"),
    "after": Text("实施后", "with the measures"),
    "change": Text("实施前后的变化", "change by the measures"),
})  # fmt: skip


@dataclass(frozen=True)
class Key:
    """One line of a legend: `kind` is a class of places, `share` of people, '' where not told."""

    kind: int
    name: Text
    share: str


@dataclass(frozen=True)
class View:
    """One map: the class of each resident's place, the colours of classes, what the legend says.

    Classes beyond the colours are places that are not reached, by `unreached_from` + Reach - 1.
    `limit_after` is how many lines of the legend lie within the standard, 0 where that means
    nothing. `outcome` is the side whose sites are shown.
    """

    id: ViewId
    classes: ByteArray
    colours: tuple[str, ...]
    lead: Text
    keys: tuple[Key, ...]
    limit_after: int
    outcome: Outcome

    @property
    def unreached_from(self) -> int:
        """The first class of places that are not reached."""
        return len(self.colours)


def views(result: RunResult) -> tuple[View, ...]:
    """Return the views of a result: one of a study as it is, else before, after and change."""
    if not result.measures:
        return (_access(result, "today", result.after),)
    return (
        _access(result, "before", result.before),
        _access(result, "after", result.after),
        _change(result),
    )


def handling_sites(result: RunResult, outcome: Outcome) -> BoolArray:
    """Return which sites of a world handle any of the services in focus, bool (n_sites,)."""
    offers = outcome.world.sites.offers[:, result.focus_services]
    return np.asarray(offers.any(axis=1))


def _access(result: RunResult, view: ViewId, outcome: Outcome) -> View:
    typical, within_s = outcome.typical[FOCUS], result.scorecard.within_s
    classes = style.access_classes(typical.time_s, typical.reach, within_s)
    breaks = style.access_breaks_s(within_s)
    names = [_range(breaks, k) for k in range(len(style.ACCESS_COLOURS))]
    keys = _keys(result, classes, [*names, *(name for _, name in style.REACH_NAMES)], len(names))
    return View(view, classes, style.ACCESS_COLOURS, WORDS["legend_access"], tuple(keys),
                style.N_WITHIN, outcome)  # fmt: skip


def _change(result: RunResult) -> View:
    within_s = result.scorecard.within_s
    old, new = result.before.typical[FOCUS], result.after.typical[FOCUS]
    classes = style.change_classes(old, new, within_s)
    names = list(_change_names(style.change_breaks_s(within_s)))
    colours = (*style.CHANGE_COLOURS, style.NEWLY_REACHED_COLOUR, style.NEWLY_LOST_COLOUR)
    names += [WORDS["newly_reached"], WORDS["newly_lost"]]
    always = len(style.CHANGE_COLOURS)
    names += [name for _, name in style.REACH_NAMES]
    return View("change", classes, colours, WORDS["legend_change"],
                tuple(_keys(result, classes, names, always)), 0, result.after)  # fmt: skip


def _keys(result: RunResult, classes: ByteArray, names: list[Text], always: int) -> Iterator[Key]:
    """Yield the first classes always, the others where they occur, with their share of people."""
    people = result.after.world.residents.people
    places = np.bincount(classes, minlength=len(names))
    sums = np.bincount(classes, weights=people, minlength=len(names))
    total = float(people.sum())
    for kind, name in enumerate(names):
        share = float(sums[kind]) / total if total else 0.0
        if places[kind] or kind < always:
            yield Key(kind, name, style.share_text(share) if places[kind] and total else "0%")


def _range(breaks_s: tuple[float, ...], k: int) -> Text:
    low, high = ([0.0, *breaks_s][k], breaks_s[min(k, len(breaks_s) - 1)])
    if k == len(breaks_s):
        return Text.same(f"> {_minutes(low)}")
    return Text.same(f"{_minutes(low)}–{_minutes(high)}")


def _change_names(breaks_s: tuple[float, ...]) -> Iterator[Text]:
    """Yield the names of the classes of time saved, from the longest loss."""
    last = len(breaks_s)
    for k in range(last + 1):
        ends = [abs(breaks_s[max(0, k - 1)]), abs(breaks_s[min(last - 1, k)])]
        low, high = _minutes(min(ends)), _minutes(max(ends))
        if 0 < k < last and breaks_s[k - 1] < 0 < breaks_s[k]:
            yield Text(f"{WORDS['same'].zh} ±{high}", f"{WORDS['same'].en} ±{high}")
            continue
        word = WORDS["faster"] if k and breaks_s[k - 1] > 0 else WORDS["slower"]
        span = f"> {low}" if k in {0, last} else f"{low}–{high}"
        yield Text(f"{word.zh} {span}", f"{word.en} {span}")


def _minutes(time_s: float) -> str:
    return f"{round(time_s / S_PER_MIN, 1):g}"
