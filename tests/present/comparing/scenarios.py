"""Results to compare, with costs and hours that tests choose."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from planner.domain.costs import Amount
from planner.domain.money import CostOfAnHour, MeasuresCost
from planner.domain.result import RunResult
from planner.text import Text
from tests.present.fixture import result

UNKNOWN = Text("亭子的费用未知", "cost of kiosks not known")


@cache
def made(*, hostile: bool = False) -> RunResult:
    return result(hostile=hostile)


def scenario(
    name: str,
    saved_h: float,
    yuan: Amount | float | None,
    *,
    hostile: bool = False,
    cut_off: float = 0.0,
) -> RunResult:
    """Return a scenario that saves so many hours at this cost a year; None is not known."""
    run = made(hostile=hostile)
    cost = Amount.exact(yuan) if isinstance(yuan, int | float) else yuan
    costs = (
        MeasuresCost(None, None, None, (UNKNOWN,))
        if cost is None
        else MeasuresCost(Amount.exact(0.0), cost, cost)
    )
    per_hour = (
        CostOfAnHour(None, UNKNOWN)
        if cost is None
        else CostOfAnHour(cost * (1 / saved_h), None)
        if saved_h > 0
        else CostOfAnHour(None, Text("没有节省时间", "no hours are saved"))
    )
    card = run.scorecard
    row = card.all_services
    after = replace(row.after, people_no_route=row.before.people_no_route + cut_off)
    return replace(
        run,
        name=Text.same(name),
        scenario_id=name[:20],
        scorecard=replace(
            card,
            all_services=replace(row, after=after),
            money=replace(card.money, saved_h=saved_h, cost=costs, per_hour=per_hour),
        ),
    )
