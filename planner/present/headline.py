"""One sentence, in both languages, that says what a result shows and claims no more."""

from __future__ import annotations

import math
from collections.abc import Iterable

from planner.domain.record import Nature, Provenance
from planner.domain.score import Row, Summary
from planner.present.figures import people_outside, people_within
from planner.present.style import duration_text, minutes_text, people_text, share_text
from planner.text import Text


def caution(provenance: Iterable[Provenance]) -> Text:
    """Return how the sentence must begin: modelled data makes it an estimate."""
    natures = {item.nature for item in provenance}
    if Nature.MODELLED in natures:
        return Text("按模型估算，", "Modelled estimate: ")
    if Nature.ASSUMED in natures:
        return Text("按所列假设，", "Under the stated assumptions: ")
    return Text("", "")


def headline(row: Row, within_s: float, provenance: Iterable[Provenance], *, as_is: bool) -> Text:
    """Return the sentence about one selection of services; `as_is` where nothing is changed."""
    parts = [caution(provenance), *_statement(row, duration_text(within_s), as_is=as_is)]
    end = Text("。", ".")
    zh = "".join(part.zh for part in (*parts, end))
    en = "".join(part.en for part in (*parts, end))
    return Text(zh, en[0].upper() + en[1:])


def _statement(row: Row, limit: Text, *, as_is: bool) -> tuple[Text, ...]:
    before, after = row.before, row.after
    name = Text(f"“{row.name.zh}”", f'"{row.name.en}"')
    if after.people <= 0:
        return (Text("没有居民数据，无法评价", "there are no residents to judge by"),)
    if _nobody_handles(after):
        return (
            Text(
                f"{name.zh}中至少有一项没有服务点办理，居民无处可办",
                f"at least one service of {name.en} is handled nowhere",
            ),
        )
    if as_is:
        return (_state(after, name, limit, Text("现状：", "today ")), _rest(after, limit))
    if _nobody_handles(before):
        start = Text("实施前无处可办；实施后，", "handled nowhere before; with the measures ")
        return (_state(after, name, limit, start), _rest(after, limit))
    return (_change(before, after, name, limit), _time(before, after), _rest(after, limit))


def _nobody_handles(summary: Summary) -> bool:
    return summary.people_no_provider >= summary.people


def _state(summary: Summary, name: Text, limit: Text, start: Text) -> Text:
    share, people = share_text(summary.share_within), people_text(people_within(summary))
    return Text(
        f"{start.zh}{share} 的居民（{people.zh}）{limit.zh}内能到{name.zh}办理点",
        f"{start.en}{share} of residents ({people.en}) are within {limit.en} of {name.en}",
    )


def _change(before: Summary, after: Summary, name: Text, limit: Text) -> Text:
    old, new = share_text(before.share_within), share_text(after.share_within)
    gained = people_within(after) - people_within(before)
    people = people_text(abs(gained))
    subject = Text(
        f"{limit.zh}内能到{name.zh}办理点的居民",
        f"the share of residents within {limit.en} of {name.en} ",
    )
    if abs(gained) < 0.5:
        return Text(f"{subject.zh}比例不变（{new}）", f"{subject.en}stays at {new}")
    more = gained > 0
    net = Text(f"净{'增' if more else '减'} {people.zh}",
               f"{people.en} {'more' if more else 'fewer'}")  # fmt: skip
    if old == new:
        return Text(
            f"{subject.zh}比例基本不变（{new}，{net.zh}）",
            f"{subject.en}hardly changes ({new}, {net.en})",
        )
    return Text(
        f"{subject.zh}由 {old} {'增至' if more else '降至'} {new}，{net.zh}",
        f"{subject.en}{'rises' if more else 'falls'} from {old} to {new} ({net.en})",
    )


def _time(before: Summary, after: Summary) -> Text:
    """Return what happens to the average, where it can be compared and adds to the share."""
    old, new = minutes_text(before.mean_s), minutes_text(after.mean_s)
    comparable = abs(before.people_out_of_reach - after.people_out_of_reach) < 0.5
    if math.isnan(before.mean_s) or math.isnan(after.mean_s) or not comparable:
        return Text("", "")
    gained = people_within(after) - people_within(before)
    if old == new:
        return Text("，平均时间也不变", ", and so does the average time") if (
            abs(gained) < 0.5
        ) else Text("", "")  # fmt: skip
    shorter = after.mean_s < before.mean_s
    but = abs(gained) >= 0.5 and shorter != (gained > 0)
    return Text(
        f"，{'但' if but else ''}平均单程时间由 {old} 分钟"
        f"{'减至' if shorter else '增至'} {new} 分钟",
        f", {'but' if but else 'and'} the average trip goes "
        f"{'down' if shorter else 'up'} from {old} to {new} minutes",
    )


def _rest(summary: Summary, limit: Text) -> Text:
    outside, unreached = people_outside(summary), summary.people_out_of_reach
    if outside < 0.5:
        return Text(f"；居民全部在 {limit.zh}以内", f"; everybody is within {limit.en}")
    people = people_text(outside)
    zh = f"；还有 {people.zh}在 {limit.zh}以外"
    en = f"; {people.en} {_be(outside)} farther away"
    if unreached >= 0.5 and outside - unreached < 0.5:
        zh = f"；其余 {people.zh}在路网数据中到不了"
        en = f"; the other {people.en} {_have(outside)} no route in the road data"
    elif unreached >= 0.5:
        cut_off = people_text(unreached)
        zh += f"，其中 {cut_off.zh}在路网数据中到不了"
        en += f", of whom {cut_off.en} {_have(unreached)} no route in the road data"
    return Text(zh, en)


def _be(people: float) -> str:
    return "is" if round(people) == 1 else "are"


def _have(people: float) -> str:
    return "has" if round(people) == 1 else "have"
