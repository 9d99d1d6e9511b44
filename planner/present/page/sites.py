"""The service points of the page: what each is, what it handles and when, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.domain.arrays import BoolArray, IntArray
from planner.domain.channels import Channel
from planner.domain.result import Outcome, RunResult
from planner.domain.sites import Sites
from planner.present.hours_words import hours_words
from planner.present.style import minutes_text, share_text

Json = dict[str, Any]


@dataclass(frozen=True)
class SiteOrder:
    """The order in which the page holds the sites of both worlds, changed ones last.

    So these lie on top of the others.
    """

    ids: tuple[str, ...]
    index_of: dict[str, int]

    @classmethod
    def of(cls, result: RunResult) -> SiteOrder:
        """Return the order of every site of either world."""
        either = dict.fromkeys((*result.after.world.sites.ids, *result.before.world.sites.ids))
        ids = tuple(sorted(either, key=lambda site: site in result.changed_sites))
        return cls(ids, {site: index for index, site in enumerate(ids)})

    def spread(self, values: BoolArray, ids: tuple[str, ...]) -> BoolArray:
        """Return what is said of one world's sites in the page's order, False for others."""
        spread = np.zeros(len(self.ids), dtype=bool)
        spread[[self.index_of[site] for site in ids]] = values
        return spread

    def numbers(self, sites: IntArray, ids: tuple[str, ...], none: int) -> IntArray:
        """Return the page's numbers of one world's sites; `none` for -1."""
        number = np.array([*(self.index_of[site] for site in ids), none], dtype=np.int32)
        found: IntArray = number[sites]
        return found


def site_marks(result: RunResult, order: SiteOrder, selections: list[str]) -> list[Json]:
    """Return every site in the page's order.

    `before` and `after` say how many services it handles in each selection and what its desks
    are like; None where the site does not exist.
    """
    new, old = result.after, result.before
    states = [_states(result, outcome, selections) for outcome in (old, new)]
    kinds = new.world.sites.kind_ids
    marks = []
    for site_id in order.ids:
        sites = (new if site_id in states[1] else old).world.sites
        index = sites.index_of[site_id]
        name = sites.names[index]
        marks.append(
            {
                "id": site_id,
                "name": {"zh": name.zh, "en": name.en},
                "kind": kinds[sites.kinds[int(sites.kind[index])].id],
                "unit": int(sites.unit[index]),
                "at": [round(float(sites.lon[index]), 5), round(float(sites.lat[index]), 5)],
                "changed": site_id in result.changed_sites,
                "before": states[0].get(site_id),
                "after": states[1].get(site_id),
            }
        )
    return marks


def _states(result: RunResult, outcome: Outcome, selections: list[str]) -> dict[str, Json]:
    sites = outcome.world.sites
    desks: list[list[Json]] = [[] for _ in sites.ids]
    for desk, site in enumerate(sites.desks.site.tolist()):
        if sites.desks.offers[desk].any():
            desks[site].append(_desk(outcome, desk))
    counts = _counts(result, sites, selections)
    return {
        site_id: {"handles": counts[index], "desks": desks[index]}
        for index, site_id in enumerate(sites.ids)
    }


def _counts(result: RunResult, sites: Sites, selections: list[str]) -> list[list[int]]:
    chosen = [result.selections[selection] for selection in selections]
    columns = [sites.offers[:, services].sum(axis=1) for services in chosen]
    counts: list[list[int]] = np.stack(columns, axis=1).astype(int).tolist()
    return counts


def _desk(outcome: Outcome, desk: int) -> Json:
    """Return a desk's hours in words, its windows, and its load in a year and at the busiest."""
    desks, loads = outcome.world.sites.desks, outcome.loads
    label = Channel(int(desks.channel[desk])).label
    hours = hours_words(desks.hours[desk])
    visits = loads.visits[:, desk].sum(axis=0)
    said: Json = {
        "channel": {"zh": label.zh, "en": label.en},
        "hours": {"zh": hours.zh, "en": hours.en} if desks.hours[desk] else None,
        "windows": int(desks.windows[desk]) or None,
        "services": int(desks.offers[desk].sum()),
        "visits": f"{visits.sum():,.0f}",
        "swamped": bool(loads.swamped[desk].any()),
    }
    if desks.windows[desk] and visits.any():
        busiest = int(np.nanargmax(loads.busy[desk]))
        waits, weights = loads.wait_s[:, desk, busiest], loads.visits[:, desk, busiest]
        met = weights > 0
        mean_s = float(waits[met] @ weights[met] / weights[met].sum()) if met.any() else 0.0
        said["busy"] = share_text(float(loads.busy[desk, busiest]))
        said["wait"] = None if np.isinf(mean_s) else minutes_text(mean_s)
    return said
