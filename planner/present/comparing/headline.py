"""One sentence, in both languages, on which scenario saves most and whose hour is cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planner.domain.costs import Amount
from planner.domain.result import RunResult
from planner.present.comparing.compared import Compared, hour_yuan, loses_reach, saves
from planner.present.headline import caution
from planner.present.style import count_text
from planner.text import Text, are, counted

LONGEST: Final = 40
"""Characters of a name that the sentence holds."""
_HOURS: Final = Text("小时", "hours")


def comparison_headline(compared: Compared) -> Text:
    """Return the sentence; it names winners only where the figures, as shown, are unlike."""
    scenarios = compared.scenarios
    start = caution(compared.first.provenance)
    if not scenarios:
        return Text("只有现状，没有可以比较的方案。", "Only the baseline: nothing to compare.")
    parts = [start, *_saving(scenarios), *_cheapest(scenarios), *_not_judged(scenarios)]
    zh, en = ("".join(words) for words in zip(*((p.zh, p.en) for p in parts), strict=True))
    return Text(f"{zh}。", f"{en[0].upper()}{en[1:]}.")


def yuan_text(yuan: float) -> str:
    """Return an amount of money with three digits or so."""
    size = abs(yuan)
    digits = 2 if size < 10 else 1 if size < 1000 else 0
    shown = f"{size:,.{digits}f}"
    return f"−{shown}" if yuan < 0 and float(shown.replace(",", "")) else shown


def range_text(amount: Amount) -> str:
    """Return the range of an amount, '' where it shows as one number."""
    return between(yuan_text(amount.low), yuan_text(amount.high))


def between(low: str, high: str) -> str:
    """Return a range in words, '' where both ends read alike."""
    if low == high:
        return ""
    return f"{low} … {high}" if low.startswith("−") else f"{low}–{high}"


def _saving(scenarios: Sequence[RunResult]) -> tuple[Text, ...]:
    savers = [result for result in scenarios if saves(result)]
    many = len(scenarios) > 1
    among = Text(f"{len(scenarios)} 个方案中，" if many else "", f"of {len(scenarios)} scenarios "
                 if many else "")  # fmt: skip
    if not savers:
        nobody = Text("没有方案节省时间", "none saves time") if many else Text(
            f"{_name(scenarios[0]).zh}没有节省时间", f"{_name(scenarios[0]).en} saves no time"
        )  # fmt: skip
        return (among, nobody)
    best = max(savers, key=lambda result: result.scorecard.money.saved_h)
    hours = _hours(best)
    tied = [result for result in savers if _hours(result) == hours]
    name = _name(tied[0])
    of_whole = Text("（路上、请假、排队和办理）", " (travel, time off, queues and counters)")
    if not many:
        return (
            Text(
                f"{name.zh}一年为居民节省 {hours.zh}{of_whole.zh}",
                f"{name.en} saves residents {hours.en} a year{of_whole.en}",
            ),
        )
    if len(tied) > 1:
        return (
            among,
            Text(
                f"{name.zh}等 {len(tied)} 个节省最多，一年各省 {hours.zh}{of_whole.zh}",
                f"{name.en} and {len(tied) - 1} more save most, {hours.en} a year "
                f"each{of_whole.en}",
            ),
        )
    return (
        among,
        Text(
            f"{name.zh}节省最多，一年 {hours.zh}{of_whole.zh}",
            f"{name.en} saves most, {hours.en} a year{of_whole.en}",
        ),
    )


def _cheapest(scenarios: Sequence[RunResult]) -> tuple[Text, ...]:
    known = [(result, yuan) for result in scenarios if (yuan := hour_yuan(result)) is not None]
    if not known:
        return ()
    best, yuan = min(known, key=lambda pair: pair[1].value)
    name = _name(best)
    value, ends = yuan_text(yuan.value), range_text(yuan)
    about = Text(f"（{ends}）" if ends else "", f" ({ends})" if ends else "")
    if len(scenarios) == 1:
        return (
            Text(f"，每节省一小时花费 {value} 元{about.zh}",
                 f", at {value} yuan an hour{about.en}"),
        )  # fmt: skip
    tied = [result for result, other in known if yuan_text(other.value) == value]
    if len(tied) > 1:
        return (
            Text(
                f"；每节省一小时花费最少的是{_name(tied[0]).zh}等 {len(tied)} 个，各 {value} 元",
                f"; an hour saved costs least in {_name(tied[0]).en} and {len(tied) - 1} more, "
                f"{value} yuan",
            ),
        )
    gift = (
        Text("，不花钱反而省钱", ", so money is saved as well") if yuan.high < 0 else Text("", "")
    )
    rivals = [result for result, other in known if result is not best and other.low <= yuan.high]
    return (
        Text(
            f"；每节省一小时花费最少的是{name.zh}，{value} 元{about.zh}{gift.zh}",
            f"; an hour saved costs least in {name.en}, {value} yuan{about.en}{gift.en}",
        ),
        *_overlap(rivals),
    )


def _overlap(rivals: Sequence[RunResult]) -> tuple[Text, ...]:
    """Say that the order is not certain, where ranges of costs overlap."""
    if not rivals:
        return ()
    name = _name(rivals[0])
    with_whom = name if len(rivals) == 1 else Text(
        f"另外 {len(rivals)} 个方案", f"{len(rivals)} others"
    )  # fmt: skip
    return (
        Text(
            f"，但与{with_whom.zh}的费用范围重叠，先后不能确定",
            f", but its range overlaps with that of {with_whom.en}, so the order is not certain",
        ),
    )


def _not_judged(scenarios: Sequence[RunResult]) -> tuple[Text, ...]:
    said = []
    if cut_off := sum(map(loses_reach, scenarios)):
        said.append(
            Text(
                f"；{cut_off} 个方案使一些居民到不了，不参加评比",
                f"; {counted(cut_off, 'scenario')} that {'cuts' if cut_off == 1 else 'cut'} people "
                f"off {are(cut_off)} not counted",
            )
        )
    dear = sum(result.scorecard.money.cost.annualised_yuan is None for result in scenarios)
    if dear:
        said.append(
            Text(
                f"；{dear} 个方案费用未知，未比花费",
                f"; costs of {counted(dear, 'scenario')} are not known",
            )
        )
    return tuple(said)


def _hours(result: RunResult) -> Text:
    saved_h = result.scorecard.money.saved_h
    return count_text(saved_h, Text("小时", "hour") if round(saved_h) == 1 else _HOURS)


def _name(result: RunResult) -> Text:
    return Text(f"“{_short(result.name.zh)}”", f'"{_short(result.name.en)}"')


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
