"""The table of the page: what a leader needs of each scenario, ready to read and to sort by."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from planner.domain.costs import Amount
from planner.domain.result import RunResult
from planner.domain.score import Summary
from planner.present.comparing.compared import Compared, loses_reach
from planner.present.comparing.efficient import CUT_OFF
from planner.present.comparing.headline import between, range_text, yuan_text
from planner.present.figures import same_people_reached
from planner.present.page.views import OTHER_PEOPLE, text_json
from planner.present.style import NOTHING, duration_text, share_text
from planner.text import Text
from planner.units import S_PER_MIN

COARSE: Final = 1000
LARGE: Final = 1e5
"""From here on a column counts in 万 and in thousands."""
_MIN: Final = Text("分钟", "min")

Json = dict[str, Any]


@dataclass(frozen=True)
class Scale:
    """How a column writes numbers: divisor and digits in Chinese and English, and the unit.

    A `coarse` one drops decimals from `COARSE` on: amounts that are uncertain anyway.
    """

    factor: tuple[float, float]
    digits: tuple[int, int]
    unit: Text
    coarse: bool = False

    @classmethod
    def counted(cls, values: Sequence[float], unit: Text, *, coarse: bool = False) -> Scale:
        """Return the scale of sums a year or of people, by the largest of them."""
        if max((abs(value) for value in values if math.isfinite(value)), default=0.0) < LARGE:
            return cls((1, 1), (0, 0), unit)
        return cls((1e4, 1e3), (1, 0), Text(f"万{unit.zh}", f"1,000 {unit.en}"), coarse)

    def text(self, value: float) -> Text:
        """Return a number as it stands in a cell."""
        if math.isnan(value):
            return Text.same(NOTHING)
        return Text(*(self._written(value, language) for language in (0, 1)))

    def change(self, before: float, after: float) -> Text:
        """Return the difference of the numbers shown; where these are equal, less than shows."""
        return Text(*(self._signed(before, after, language) for language in (0, 1)))

    def _written(self, value: float, language: int) -> str:
        number = round(value / self.factor[language], self.digits[language])
        digits = 0 if self.coarse and abs(number) >= COARSE else self.digits[language]
        shown = f"{abs(number):,.{digits}f}"
        return f"−{shown}" if number < 0 else shown

    def _signed(self, before: float, after: float, language: int) -> str:
        digits, factor = self.digits[language], self.factor[language]
        size = round(abs(round(after / factor, digits) - round(before / factor, digits)), digits)
        sign = "+" if after > before else "−"
        return f"{sign}{size:,.{digits}f}" if size else f"{sign}<{10**-digits:g}"


@dataclass(frozen=True)
class Figure:
    """A column of the comparison: a figure of a summary, and whether more of it is better.

    `is_share` figures are fractions of all people, whoever gets there; the others are comparable
    only where the same people do.
    """

    id: str
    name: Text
    meaning: Text
    unit: Text
    value: Callable[[Summary], float]
    digits: int = -1
    more_is_better: bool = False
    is_share: bool = False


def figures(within_s: float) -> tuple[Figure, ...]:
    """Return the columns that compare with the baseline; digits of -1 mean sums of a year.

    Names say where a narrow head may break them.
    """
    limit, minutes = duration_text(within_s), f"{within_s / S_PER_MIN:g}"
    reached = Text("只计到得了的居民", "of residents who get there")
    return (
        Figure("share_within", Text(f"{minutes}分钟内\u200b居民", f"Within {minutes}\u00a0min"),
               Text(f"全部事项平均单程不超过 {limit.zh}的居民占全部居民的比例",
                    f"share of all residents whose average trip is at most {limit.en} one way"),
               Text.same("%"), lambda s: s.share_within, 1, more_is_better=True, is_share=True),
        Figure("mean_min", Text("平均\u200b单程", "Mean trip"),
               Text(f"按人口加权，{reached.zh}", f"one way, weighted by people, {reached.en}"),
               _MIN, lambda s: s.mean_s / S_PER_MIN, 1),
        Figure("worst_decile_min", Text("最远\u200b一成", "Worst tenth"),
               Text(f"离得最远的一成居民平均单程，{reached.zh}",
                    f"mean of the tenth that is farthest off, {reached.en}"),
               _MIN, lambda s: s.worst_decile_s / S_PER_MIN, 1),
        Figure("gini", Text("基尼\u200b系数", "Gini"),
               Text("单程时间的不平等，0 为人人相同", "inequality of times, 0 where all are alike"),
               Text("", ""), lambda s: s.gini, 3),
        Figure("person_h", Text("全年\u200b路上", "Travel a year"),
               Text("全体居民一年往返路上的时间", "hours residents travel in a year, both ways"),
               Text("小时", "h"), lambda s: s.person_h),
        Figure("case_h", Text("全年\u200b整件", "Cases a year"),
               Text("全体居民一年办事的全部时间：路上、请假、排队和窗口办理",
                    "hours that cases cost in a year: travel, time off, queues, counters"),
               Text("小时", "h"), lambda s: s.case_h),
    )  # fmt: skip


def table_json(compared: Compared) -> Json:
    """Return columns and rows, the baseline first.

    A cell is {v: number to sort by or null, text, change, verdict, why}; `change` is against the
    baseline, or the range of a cost.
    """
    before = compared.first.scorecard.all_services.before
    summaries = [before, *(r.scorecard.all_services.after for r in compared.scenarios)]
    columns, cells = [], []
    for figure in figures(compared.first.scorecard.within_s):
        values = [figure.value(summary) for summary in summaries]
        if figure.is_share:
            scale = Scale((0.01, 0.01), (figure.digits,) * 2, figure.unit)
        elif figure.digits < 0:
            scale = Scale.counted(values, figure.unit)
        else:
            scale = Scale((1, 1), (figure.digits,) * 2, figure.unit)
        columns.append(_column(figure.id, figure.name, scale.unit, figure.meaning))
        cells.append([_cell(figure, scale, summary, before) for summary in summaries])
    for column, found in (_cost(compared), _hour(compared)):
        columns.append(column)
        cells.append([_cell_of(None, Text("", "")), *found])
    return {"columns": columns, "rows": [list(row) for row in zip(*cells, strict=True)]}


def _cell(figure: Figure, scale: Scale, summary: Summary, before: Summary) -> Json:
    value = figure.value(summary)
    text = Text.same(share_text(value).rstrip("%")) if figure.is_share else scale.text(value)
    difference = value - figure.value(before)
    if summary is before or math.isnan(difference) or abs(difference) < 1e-9 * max(1, abs(value)):
        return _cell_of(value, text)
    comparable = figure.is_share or same_people_reached(before, summary)
    better = (difference > 0) == figure.more_is_better
    verdict = "same" if not comparable else "better" if better else "worse"
    why = Text("", "") if comparable else OTHER_PEOPLE
    return _cell_of(
        value, text, scale.change(figure.value(before), value), verdict, why, signed=True
    )


def _cost(compared: Compared) -> tuple[Json, list[Json]]:
    costs = [result.scorecard.money.cost for result in compared.scenarios]
    known = [cost.annualised_yuan for cost in costs]
    found = [cost.value for cost in known if cost is not None]
    scale = Scale.counted(found, Text("元", "yuan"), coarse=True)
    meaning = Text("举措的年化费用：一次性投入按年限分摊，加每年费用；下面是范围",
                   "what the measures cost: opening spread over its life, and yearly; range "
                   "below")  # fmt: skip
    cells = []
    for cost, amount in zip(costs, known, strict=True):
        if amount is None:
            why = Text(
                "；".join(text.zh for text in cost.unknown),
                "; ".join(text.en for text in cost.unknown),
            )
            cells.append(_cell_of(None, Text("未知", "unknown"), why=why))
        else:
            low, high = scale.text(amount.low), scale.text(amount.high)
            ends = Text(between(low.zh, high.zh), between(low.en, high.en))
            cells.append(_cell_of(amount.value, scale.text(amount.value), ends))
    return _column("cost", Text("一年\u200b费用", "Cost a year"), scale.unit, meaning), cells


def _hour(compared: Compared) -> tuple[Json, list[Json]]:
    meaning = Text("年化费用除以整件节省的小时；下面是各单价取下限和上限的范围",
                   "yearly cost over hours of whole cases saved; below its range over the lowest "
                   "and highest rates")  # fmt: skip
    column = _column("hour", Text("每省\u200b一小时", "Hour saved"), Text("元", "yuan"), meaning)
    return column, [_hour_cell(result) for result in compared.scenarios]


def _hour_cell(result: RunResult) -> Json:
    per_hour = result.scorecard.money.per_hour
    if per_hour.yuan is None or loses_reach(result):
        why = per_hour.reason if per_hour.reason is not None else CUT_OFF
        unknown = result.scorecard.money.cost.annualised_yuan is None
        return _cell_of(None, Text("未知", "unknown") if unknown else Text.same(NOTHING), why=why)
    amount: Amount = per_hour.yuan
    shown, ends = Text.same(yuan_text(amount.value)), Text.same(range_text(amount))
    return _cell_of(amount.value, shown, ends)


def _column(key: str, name: Text, unit: Text, meaning: Text) -> Json:
    return {"id": key, "name": text_json(name), "unit": text_json(unit),
            "meaning": text_json(meaning)}  # fmt: skip


_NONE: Final = Text("", "")


def _cell_of(
    value: float | None,
    text: Text,
    change: Text = _NONE,
    verdict: str = "same",
    why: Text = _NONE,
    *,
    signed: bool = False,
) -> Json:
    number = None if value is None or math.isnan(value) else value
    return {"v": number, "text": text_json(text), "change": text_json(change),
            "verdict": verdict, "why": text_json(why), "signed": signed}  # fmt: skip
