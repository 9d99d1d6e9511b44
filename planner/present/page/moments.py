"""The hours of the year on the page: a day of each type in half-hours, and what holds in each.

Slices of the year in which the services in focus fare alike are one moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.analyse.needs import PlaceNeeds, needs_by_place
from planner.domain.access import Reach
from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.result import Outcome, RunResult
from planner.present.figures import MomentState, moment_figures
from planner.present.headline import moment_headline
from planner.present.page.packing import Pack
from planner.present.page.sites import SiteOrder
from planner.present.page.views import Views, figures_json, text_json

Json = dict[str, Any]


@dataclass(frozen=True)
class Week:
    """Which slice stands for each half-hour of a workday, a weekend day and a holiday.

    days   int32 (3,)       such days a year
    slice  int32 (3, 48)    -1 where the year has no such days
    share  float64 (3, 48)  share of such half-hours that fare so
    """

    days: IntArray
    slice: IntArray
    share: FloatArray


def open_sites(outcome: Outcome, services: BoolArray, at: int) -> BoolArray:
    """Return where any of the services is handled in a slice without appointment, (n_sites,)."""
    desks = outcome.world.sites.desks
    handles = desks.offers[:, services].any(axis=1)
    return desks.at_sites(handles & outcome.slices.open[at], len(outcome.world.sites))


def week_of(outcome: Outcome, services: BoolArray) -> Week:
    """Return the week of an outcome; of slices that fare alike the longest stands for all."""
    needs = outcome.needs
    alike: dict[tuple[bytes, ...], int] = {}
    stands_for = [
        alike.setdefault(
            (
                access.time_s.tobytes(),
                access.reach.tobytes(),
                open_sites(outcome, services, at).tobytes(),
                np.array([needs.share_open[at], needs.share_within[at]]).tobytes(),
            ),
            at,
        )
        for at, access in enumerate(outcome.hourly)
    ]
    view = outcome.slices.week()
    hours = np.zeros_like(view.hours)
    for at, first in enumerate(stands_for):
        hours[:, :, first] += view.hours[:, :, at]
    total = hours.sum(axis=2)
    share = np.divide(hours.max(axis=2), total, out=np.zeros_like(total), where=total > 0)
    chosen = np.where(total > 0, hours.argmax(axis=2), -1).astype(np.int32)
    return Week(view.days, chosen, share)


def moments_json(
    result: RunResult, views: Views, pack: Pack, sites: SiteOrder, like: Sequence[int]
) -> Json | None:
    """Return the moments of both outcomes, or None where the study names no year.

    `cells` is for each type of day and half-hour the number of a moment, -1 without such days.
    `like` are the layers of the focus at any time.
    """
    if result.before.world.calendar is None or result.after.world.calendar is None:
        return None
    services = result.focus_services
    before, after = week_of(result.before, services), week_of(result.after, services)
    pairs = list(zip(before.slice.ravel().tolist(), after.slice.ravel().tolist(), strict=True))
    distinct = [pair for pair in dict.fromkeys(pairs) if pair[0] >= 0]
    number = {pair: index for index, pair in enumerate(distinct)}
    cells = np.array([number.get(pair, -1) for pair in pairs]).reshape(before.slice.shape)
    share = np.minimum(before.share, after.share)
    return {
        "days": after.days.tolist(),
        "cells": cells.tolist(),
        "share": np.round(share, 3).tolist(),
        "moments": list(_moments(result, views, pack, sites, distinct, like)),
    }


def _moments(  # noqa: PLR0917 - one caller
    result: RunResult,
    views: Views,
    pack: Pack,
    sites: SiteOrder,
    pairs: list[tuple[int, int]],
    like: Sequence[int],
) -> Iterator[Json]:
    as_is, within_s = not result.measures, result.scorecard.within_s
    for old, new in pairs:
        states = [_state(result, result.before, old), _state(result, result.after, new)]
        opened = [
            sites.spread(open_sites(outcome, result.focus_services, at), outcome.world.sites.ids)
            for outcome, at in ((result.before, old), (result.after, new))
        ]
        yield {
            "headline": text_json(
                moment_headline(
                    result.scorecard.focus.name, states[0], states[1], within_s,
                    result.provenance, as_is=as_is,
                )
            ),
            "met": [_finite(state.share_open) for state in states],
            "figures": figures_json(moment_figures(states[0], states[1], within_s)),
            "open": [pack.add(side.astype(np.uint8)) for side in opened],
            **views.places(
                _by_place(result, result.before, old), _by_place(result, result.after, new), like
            ),
        }  # fmt: skip


def _by_place(result: RunResult, outcome: Outcome, at: int) -> PlaceNeeds:
    return needs_by_place(
        outcome.access, outcome.world.services, result.focus_services, at,
        result.scorecard.within_s,
    )  # fmt: skip


def _state(result: RunResult, outcome: Outcome, at: int) -> MomentState:
    needs = outcome.needs
    closed = outcome.hourly[at].reach == Reach.CLOSED
    return MomentState(
        share_open=float(needs.share_open[at]),
        share_within=float(needs.share_within[at]),
        mean_s=float(needs.mean_s[at]),
        people_closed=float(outcome.world.residents.people[closed].sum()),
        sites_open=int(open_sites(outcome, result.focus_services, at).sum()),
    )


def _finite(share: float) -> float:
    return round(float(np.nan_to_num(share)), 4)
