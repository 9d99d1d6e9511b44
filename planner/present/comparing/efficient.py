"""Cost against gain: which scenarios are not dominated, and which have no place on the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from planner.domain.costs import Amount
from planner.domain.result import RunResult
from planner.present.comparing.compared import loses_reach
from planner.text import Text

CUT_OFF: Final = Text(
    "使一些居民到不了，节省的小时不可比", "cuts people off, so its hours cannot be compared"
)


@dataclass(frozen=True)
class Point:
    """A scenario on the chart.

    scenario   its index among those compared
    cost_yuan  a year, the opening spread over its lifetime, with its range
    gain_h     person-hours of whole cases saved a year, below 0 where they are lost
    efficient  nothing gains at least as much for no more cost
    """

    scenario: int
    cost_yuan: Amount
    gain_h: float
    efficient: bool


@dataclass(frozen=True)
class Unplaced:
    """A scenario that has no place on the chart, and why."""

    scenario: int
    reason: Text


def cost_and_gain(
    scenarios: Sequence[RunResult],
) -> tuple[tuple[Point, ...], tuple[Unplaced, ...]]:
    """Return the points of the chart and the scenarios that have none, in their order.

    Doing nothing gains nothing at no cost, and is a rival like any other.
    """
    placed: list[tuple[int, Amount, float]] = []
    unplaced: list[Unplaced] = []
    for index, result in enumerate(scenarios):
        money = result.scorecard.money
        cost = money.cost.annualised_yuan
        if cost is None:
            unplaced.append(Unplaced(index, reduce(_and, money.cost.unknown)))
        elif loses_reach(result):
            unplaced.append(Unplaced(index, CUT_OFF))
        else:
            placed.append((index, cost, money.saved_h))
    rivals = [(0.0, 0.0), *((cost.value, gain) for _, cost, gain in placed)]
    best = efficient(rivals)[1:]
    points = [Point(*place, efficient=is_best) for place, is_best in zip(placed, best, strict=True)]
    return tuple(points), tuple(unplaced)


def efficient(points: Sequence[tuple[float, float]]) -> tuple[bool, ...]:
    """Return for each (cost, gain) whether no other gains at least as much for no more cost.

    Of two that are equal in both, neither dominates the other.
    """
    return tuple(
        not any(
            other_cost <= cost and other_gain >= gain and (other_cost, other_gain) != (cost, gain)
            for other_cost, other_gain in points
        )
        for cost, gain in points
    )


def _and(first: Text, second: Text) -> Text:
    return Text(f"{first.zh}；{second.zh}", f"{first.en}; {second.en}")
