"""One sentence, in both languages, that says what a result shows and claims no more."""

from __future__ import annotations

import math
from collections.abc import Iterable

from planner.domain.record import Nature, Provenance
from planner.domain.score import Row, Summary
from planner.present.figures import MomentState, people_outside, people_within, same_people_reached
from planner.present.style import Kind, duration_text, minutes_text, people_text, share_text, shown
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


def moment_headline(
    name: Text,
    before: MomentState,
    after: MomentState,
    within_s: float,
    provenance: Iterable[Provenance],
    *,
    as_is: bool,
) -> Text:
    """Return the sentence about one moment, to follow the words that name it."""
    start, limit = caution(provenance), duration_text(within_s)
    said = Text(f"“{name.zh}”", f'"{name.en}"')
    old, new = share_text(before.share_open), share_text(after.share_open)
    if not after.share_open > 0 and not before.share_open > 0:
        return Text(f"{said.zh}没有开门的服务点。", f"no site that handles {said.en} is open.")
    near_old, near_new = share_text(before.share_within), share_text(after.share_within)
    if as_is or (old == new and near_old == near_new):
        unchanged = (
            Text("", "") if as_is else Text("，实施前后相同", ", with the measures as today")
        )
        return Text(
            f"{start.zh}办理{said.zh}的需求有 {new} 能找到开门的服务点，"
            f"{near_new} 在 {limit.zh}以内{unchanged.zh}。",
            f"{start.en}{new} of needs for {said.en} find an open site, "
            f"{near_new} within {limit.en}{unchanged.en}.",
        )
    if old == new:
        return Text(
            f"{start.zh}办理{said.zh}的需求有 {new} 能找到开门的服务点，前后相同；"
            f"其中 {limit.zh}以内的，由 {near_old} 变为 {near_new}。",
            f"{start.en}{new} of needs for {said.en} find an open site, as today; "
            f"those within {limit.en} go from {near_old} to {near_new}.",
        )
    return Text(
        f"{start.zh}办理{said.zh}的需求能找到开门服务点的，由 {old} 变为 {new}；"
        f"其中 {limit.zh}以内的，由 {near_old} 变为 {near_new}。",
        f"{start.en}needs for {said.en} that find an open site go from {old} to {new}, "
        f"those within {limit.en} from {near_old} to {near_new}.",
    )


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
        f"{start.zh}{share} 的居民（{people.zh}）办理{name.zh}平均单程在 {limit.zh}以内",
        f"{start.en}{share} of residents ({people.en}) have an average trip of at most "
        f"{limit.en} for {name.en}",
    )


def _change(before: Summary, after: Summary, name: Text, limit: Text) -> Text:
    old, new = share_text(before.share_within), share_text(after.share_within)
    gained = people_within(after) - people_within(before)
    # The same words as on the card: the difference of the numbers shown there.
    moved = shown(Kind.PEOPLE, people_outside(before), people_outside(after)).change
    people = Text(moved.zh.lstrip("+−"), moved.en.lstrip("+−"))
    subject = Text(
        f"办理{name.zh}平均单程在 {limit.zh}以内的居民",
        f"the share of residents with an average trip of at most {limit.en} for {name.en} ",
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
    comparable = same_people_reached(before, after)
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
    outside = people_outside(summary)
    if outside < 0.5:
        return Text(f"；居民全部在 {limit.zh}以内", f"; everybody is within {limit.en}")
    people, reasons = people_text(outside), _reasons(summary)
    if reasons and outside - summary.people_out_of_reach < 0.5:
        if len(reasons) == 1:
            return Text(f"；其余 {reasons[0].zh}", f"; the other {reasons[0].en}")
        listed = _listed(reasons)
        return Text(
            f"；其余 {people.zh}到不了：{listed.zh}",
            f"; the other {people.en} cannot get there: {listed.en}",
        )
    zh = f"；还有 {people.zh}在 {limit.zh}以外"
    en = f"; {people.en} {_be(outside)} farther away"
    if reasons:
        listed = _listed(reasons)
        return Text(f"{zh}，其中 {listed.zh}", f"{en}, of whom {listed.en}")
    return Text(zh, en)


def _reasons(summary: Summary) -> list[Text]:
    """Return how many people cannot get there for each reason, none where everybody can."""
    counts = (
        (summary.people_no_route, Text("在路网数据中没有道路相通", "no route in the road data")),
        (summary.people_unplaced, Text("附近没有可用道路", "no usable road nearby")),
        (summary.people_no_provider, Text("无处可办", "no site that handles all of it")),
    )
    if summary.people_out_of_reach < 0.5:
        return []
    told = [(n, why) for n, why in counts if n >= 0.5] or [max(counts, key=lambda each: each[0])]
    return [
        Text(f"{people_text(n).zh}{why.zh}", f"{people_text(n).en} {_have(n)} {why.en}")
        for n, why in told
    ]


def _listed(reasons: list[Text]) -> Text:
    head = ", ".join(reason.en for reason in reasons[:-1])
    last = reasons[-1].en
    return Text("，".join(reason.zh for reason in reasons), f"{head} and {last}" if head else last)


def _be(people: float) -> str:
    return "is" if round(people) == 1 else "are"


def _have(people: float) -> str:
    return "has" if round(people) == 1 else "have"
