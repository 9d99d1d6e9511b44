from __future__ import annotations

from dataclasses import replace

from planner.domain.costs import Amount
from planner.domain.money import CostOfAnHour, MeasuresCost
from planner.present.comparison_report import comparison
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
