from __future__ import annotations

from dataclasses import replace

from planner.domain.costs import Amount
from planner.domain.money import CostOfAnHour, MeasuresCost
from planner.domain.result import RunResult
from planner.present.comparison_report import advised, comparison
from planner.text import Text, display_width
from tests.present.fixture import result
from tests.present.test_terminal import printed


def test_two_tables_of_80_columns_with_changes_below() -> None:
    run = result(hostile=False)
    lines = printed(comparison([run, run]))
    assert max(map(display_width, lines)) <= 80
    assert lines[0].startswith("方案比较")
    rows = [line.split() for line in lines if line[:2] in {"1.", "2.", "3."}]
    access = [row for row in rows if len(row) == 8][:3]
    assert [row[0] for row in access] == ["1.", "2.", "3."]
    card = run.scorecard
    everything = card.all_services
    mean = everything.after.mean_s / 60
    assert access[1][5] == access[2][5] == f"{mean:.1f}"
    change = mean - everything.before.mean_s / 60
    second = next(line for line in lines if line.split()[:2] == access[1][:2])
    below = lines[lines.index(second) + 1]
    assert below.split()[4] == f"{change:+.1f}"


def test_cost_and_the_reason_why_there_is_none() -> None:
    run = result(hostile=False)

    def with_money(cost: MeasuresCost, hour: CostOfAnHour) -> list[str]:
        money = replace(run.scorecard.money, cost=cost, per_hour=hour)
        return printed(comparison([replace(run, scorecard=replace(run.scorecard, money=money))]))

    lines = with_money(
        MeasuresCost(Amount.exact(1e6), Amount.exact(50_000.0), Amount.exact(150_000.0)),
        CostOfAnHour(Amount(12.34, 10.0, 20.0), None),
    )
    burden = [line.split() for line in lines if line.startswith("2.")][-1]
    assert burden[-2:] == ["15.0", "12.3"]
    why = Text("岗亭费用未知", "kiosks not known")
    lines = with_money(MeasuresCost(None, Amount.exact(0.0), None, (why,)), CostOfAnHour(None, why))
    burden = [line.split() for line in lines if line.startswith("2.")][-1]
    assert burden[-2:] == ["–", "–"]
    assert "   费用 cost: 岗亭费用未知 / kiosks not known" in lines


def with_money(result: RunResult, *, saved_h: float, yuan: float | None) -> RunResult:
    """Return the result with other hours saved and another cost of one of them."""
    card = result.scorecard
    per_hour = (
        CostOfAnHour(None, Text.same("?")) if yuan is None
        else CostOfAnHour(Amount.exact(yuan), None)
    )  # fmt: skip
    money = replace(card.money, saved_h=saved_h, per_hour=per_hour)
    return replace(result, scorecard=replace(card, money=money))


def test_the_cheapest_hour_is_advised_else_the_most_hours() -> None:
    run = result()

    def best(*cases: tuple[float, float | None]) -> int | None:
        found = advised([with_money(run, saved_h=h, yuan=yuan) for h, yuan in cases])
        return None if found is None else found[0]

    assert best((10, 30.0), (99, 50.0), (5, 20.0)) == 2
    assert best((10, 30.0), (99, 30.0)) == 0  # the first of equals
    assert best((10, None), (99, None), (5, None)) == 1
    assert best((99, None), (5, 20.0)) == 1  # whose cost is known
    assert best((10, 30.0), (5, -20.0)) == 1  # saves money too
    assert best((0, None), (-7, None)) is None
    words = advised([with_money(run, saved_h=1200.4, yuan=None)])
    assert words is not None
    assert words[1].en == f"saves most (1,200 hours a year): {run.name.en}"
