"""What the page says of one selection of services: sentence, figures, map layers, ranking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from planner.analyse.needs import PlaceNeeds
from planner.analyse.weighted import within
from planner.domain.access import Reach, TypicalAccess
from planner.domain.arrays import FloatArray
from planner.domain.result import Outcome, RunResult
from planner.domain.score import Row
from planner.present import style
from planner.present.figures import KeyFigure, key_figures
from planner.present.headline import headline
from planner.present.page.packing import Layers, pack_times
from planner.text import Text
from planner.units import S_PER_MIN

OTHER_PEOPLE: Final = Text("前后到得了的居民不同", "not the same people reached")

Json = dict[str, Any]


def text_json(text: Text) -> Json:
    """Return a text as the page reads it."""
    return {"zh": text.zh, "en": text.en}


def figures_json(figures: Sequence[KeyFigure]) -> list[Json]:
    """Return key figures as people read them."""
    cards = []
    for figure in figures:
        shown = style.shown(figure.kind, figure.before, figure.after)
        change = shown.change if figure.comparable else OTHER_PEOPLE
        cards.append(
            {
                "id": figure.id,
                "name": text_json(figure.name),
                "explanation": text_json(figure.explanation),
                "value": text_json(shown.value),
                "before": text_json(shown.before),
                "unit": text_json(shown.unit),
                "change": text_json(change),
                "verdict": figure.verdict if shown.change.zh else "same",
            }
        )
    return cards


@dataclass(frozen=True)
class Views:
    """Makes the views of a result; `step_ms` is the precision of its packed times."""

    result: RunResult
    layers: Layers
    step_ms: int

    def selection(self, selection: str, row: Row) -> Json:
        """Return a selection of services, judged at any time of the year."""
        result = self.result
        within_s, as_is = result.scorecard.within_s, not result.measures
        return {
            "id": selection,
            "name": text_json(row.name),
            "services": int(result.selections[selection].sum()),
            "headline": text_json(headline(row, within_s, result.provenance, as_is=as_is)),
            "figures": figures_json(key_figures(row, within_s)),
            **self.places(
                self.any_time(result.before, selection), self.any_time(result.after, selection)
            ),
        }

    def any_time(self, outcome: Outcome, selection: str) -> PlaceNeeds:
        """Return a selection judged at any time: a place has all of it or nothing."""
        typical = outcome.typical[selection]
        near = within(typical.time_s, self.result.scorecard.within_s)
        reached = typical.reach == Reach.REACHED
        return PlaceNeeds(reached.astype(np.float64), near.astype(np.float64), typical)

    def places(
        self, before: PlaceNeeds, after: PlaceNeeds, like: Sequence[int] | None = None
    ) -> Json:
        """Return the map's layers, the legend's shares and the ranking of units.

        `like` are two layers that resemble these; without them the second resembles the first.
        """
        breaks_s = np.array(style.access_breaks_s(self.result.scorecard.within_s))
        old, new = (pack_times(side.met, breaks_s, self.step_ms) for side in (before, after))
        first = self.layers.add(old, None if like is None else like[0])
        return {
            "layers": [first, self.layers.add(new, first if like is None else like[1])],
            "classShares": [self._class_shares(side.met) for side in (before, after)],
            "units": self._units(before, after),
        }

    def _class_shares(self, typical: TypicalAccess) -> list[str | None]:
        """Return the share of people in each access class, None where the class is empty."""
        classes = style.access_classes(
            typical.time_s, typical.reach, self.result.scorecard.within_s
        )
        n_classes = len(style.ACCESS_COLOURS) + len(style.REACH_NAMES)
        people = self.result.after.world.residents.people
        places = np.bincount(classes, minlength=n_classes)
        sums = np.bincount(classes, weights=people, minlength=n_classes)
        total = people.sum()
        return [
            style.share_text(float(part / total)) if count and total else None
            for count, part in zip(places, sums, strict=True)
        ]

    def _units(self, before: PlaceNeeds, after: PlaceNeeds) -> list[Json]:
        """Return the ranking: people, share and mean before and after, None where unknown."""
        world = self.result.after.world
        n_units = len(world.units)
        inside = world.residents.unit >= 0
        unit, people = world.residents.unit[inside], world.residents.people[inside]
        total = np.bincount(unit, weights=people, minlength=n_units)

        def figures(needs: PlaceNeeds) -> tuple[FloatArray, FloatArray]:
            near = needs.share_within[inside] * people
            reached = needs.share_open[inside] * people
            spent = reached * np.nan_to_num(needs.met.time_s[inside])
            with np.errstate(invalid="ignore"):
                share = np.bincount(unit, weights=near, minlength=n_units) / total
                mean = np.bincount(unit, weights=spent, minlength=n_units) / np.bincount(
                    unit, weights=reached, minlength=n_units
                )
            return share, mean / S_PER_MIN

        (share_before, mean_before), (share_after, mean_after) = figures(before), figures(after)
        return [
            {
                "people": text_json(style.people_text(float(total[index]))),
                "share": [_number(share_before[index] * 100), _number(share_after[index] * 100)],
                "shown": [style.share_text(float(share_before[index])).rstrip("%"),
                          style.share_text(float(share_after[index])).rstrip("%")],
                "mean": [_number(mean_before[index]), _number(mean_after[index])],
            }
            for index in range(n_units)
        ]  # fmt: skip


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 1)
