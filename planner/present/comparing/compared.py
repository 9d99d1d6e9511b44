"""Which results one page compares: those that share a baseline, up to a dozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.analyse.costing import NO_HOURS
from planner.domain.costs import Amount
from planner.domain.result import RunResult
from planner.domain.score import ALL_SERVICES

MOST: Final = 12
"""Scenarios that a page holds."""
SELECTION: Final = ALL_SERVICES
"""The services that a page is about: scenarios with services of their own meet in all of them."""
NOBODY: Final = 0.5


@dataclass(frozen=True)
class Compared:
    """What a page shows: the baseline of `first`, and scenarios against it.

    first      the first result; its study and settings are the page's
    scenarios  those with measures that share its baseline, in order, at most `MOST`
    cut        so many more of them were left out
    elsewhere  results with another baseline: another study, way of travelling, or limit
    """

    first: RunResult
    scenarios: tuple[RunResult, ...]
    cut: int
    elsewhere: tuple[RunResult, ...]

    @classmethod
    def of(cls, results: Sequence[RunResult]) -> Compared:
        """Choose from results, of which there must be one at least."""
        first, key = results[0], baseline_of(results[0])
        alike = [baseline_of(result) == key for result in results]
        ours = [
            result for result, same in zip(results, alike, strict=True) if same and result.measures
        ]
        elsewhere = [result for result, same in zip(results, alike, strict=True) if not same]
        return cls(first, tuple(ours[:MOST]), max(0, len(ours) - MOST), tuple(elsewhere))


def baseline_of(result: RunResult) -> str:
    """Return what two results with the same baseline share: city, way of travelling, figures.

    How travel was found, and roundings of sums over differently split years, make no difference.
    """
    card = result.scorecard
    settings = {key: result.settings[key] for key in result.settings if key != "travel_found_by"}
    before = card.all_services.before
    figures = [f"{value:.6g}" for value in (before.mean_s, before.trips, before.case_h)]
    return repr((result.city, sorted(settings.items()), card.within_s, figures))


def loses_reach(result: RunResult) -> bool:
    """Return whether people no longer get to all services; their hours then count as saved."""
    row = result.scorecard.all_services
    return row.after.people_out_of_reach - row.before.people_out_of_reach >= NOBODY


def saves(result: RunResult) -> bool:
    """Return whether a scenario saves hours of whole cases, and cuts nobody off."""
    return result.scorecard.money.saved_h >= NO_HOURS and not loses_reach(result)


def hour_yuan(result: RunResult) -> Amount | None:
    """Return what an hour saved costs, None where it is not known or means nothing."""
    return result.scorecard.money.per_hour.yuan if saves(result) else None
