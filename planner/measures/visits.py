"""Measures on how often a case makes people travel: reduce_visits, deliver_by_mail, move_online."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.channels import Channel
from planner.domain.result import MeasureReport
from planner.domain.services import Services
from planner.domain.visits import Visits
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.measures.choice import named_services
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, less, of_services, percent, touches_nothing
from planner.scenario.measures_visits import DeliverByMail, MoveOnline, ReduceVisits
from planner.text import Text


def reduce_visits(
    world: World, measure: ReduceVisits, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Let cases take fewer visits or days; never more.

    Raises ScenarioError for unknown services, and where nothing would change.
    """
    services = world.services
    named = named_services(world, measure.services, at)
    days = services.result_days
    if measure.result_days_factor is not None:
        days = np.where(named, days * measure.result_days_factor, days)
    made = replace(services, visits=_reduced(services.visits, measure, named), result_days=days)
    touched = _differ(services, made)
    if not touched.any():
        why = Text(
            "这些事项原来的次数和天数就没有超过这里写的",
            "these services take no more visits or days already",
        )
        remedy = Text(
            "换别的事项或更低的数值，或删去这项举措",
            "name other services or lower values, or delete this measure",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    which, change = of_services(touched, named), _Change.of(world, made, touched)
    return _changed(
        world,
        made,
        measure.key,
        touched,
        Text(f"{which.zh}：{change.text.zh}", f"{which.en}: {change.text.en}"),
    )


def deliver_by_mail(
    world: World, measure: DeliverByMail, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Raise the share of cases that go by mail, back or both ways, and set what a letter costs.

    Mail back helps where one visit only collects the result; both ways, where there is any visit.
    Each letter that is added takes `days`.
    Raises ScenarioError for unknown services, and where nothing would change.
    """
    services, visits = world.services, world.services.visits
    named = named_services(world, measure.services, at)
    back = measure.ways == "back"
    helps = visits.collection_visits > 0 if back else visits.visits + visits.missing_papers > 0
    fitting = named & helps
    share = "mailed_back" if back else "mailed_both"
    raised = np.maximum(getattr(visits, share), np.where(fitting, measure.uptake, 0.0))
    mailing = replace(visits, **{share: raised})
    fee_yuan = np.where(fitting & (mailing.mail_legs_per_case > 0), measure.fee,
                        visits.mail_fee_yuan)  # fmt: skip
    mailing = replace(mailing, mail_fee_yuan=fee_yuan)
    legs = mailing.mail_legs_per_case - visits.mail_legs_per_case
    made = replace(services, visits=mailing, result_days=services.result_days + measure.days * legs)
    touched = _differ(services, made)
    why = Text("没有可以省去的领取趟次", "have no visit that only collects")
    left_out = less(named & ~helps, why if back else Text("本来就不用跑", "need no visit anyway"))
    if not touched.any():
        why = Text(f"邮寄比例原来就不低{left_out.zh}", f"as many go by mail already{left_out.en}")
        remedy = Text(
            "换别的事项或更高的 uptake；领取趟次写在事项表的 collection 列",
            "name other services or a higher `uptake`; the catalogue's column `collection` "
            "says which visits only collect",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    letters = float((world.cases_of(world.residents.people) * legs).sum())
    which, change = of_services(touched, named & helps), _Change.of(world, made, touched)
    ways = Text("邮寄送达", "the result by mail") if back else Text("双向邮寄", "mail both ways")
    fee = Text(f"每封居民付 {measure.fee:g} 元", f"{measure.fee:g} yuan each for residents")
    if not measure.fee:
        fee = Text("居民免费", "free for residents")
    return _changed(
        world,
        made,
        measure.key,
        touched,
        Text(
            f"{which.zh}：{percent(measure.uptake)} 的办件{ways.zh}；{change.text.zh}；"
            f"每年至多增加 {letters:,.0f} 封邮件，{fee.zh}{left_out.zh}",
            f"{which.en}: {ways.en} for {percent(measure.uptake)} of cases; {change.text.en}; "
            f"up to {count(letters, 'letter')} a year more, {fee.en}{left_out.en}",
        ),
    )


def move_online(world: World, measure: MoveOnline, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Raise the share of cases that are settled online, where the catalogue says that they can be.

    Raises ScenarioError for unknown services, and where nothing would change.
    """
    services, visits = world.services, world.services.visits
    named = named_services(world, measure.services, at)
    possible = services.carried[:, Channel.ONLINE]
    share = np.where(named & possible, measure.share, 0.0)
    moved = replace(visits, online=np.maximum(visits.online, share))
    touched = moved.online > visits.online
    left_out = less(named & ~possible, Text("不能网上办理", "cannot be handled online"))
    if not touched.any():
        why = Text(f"网办比例原来就不低{left_out.zh}", f"as many are online already{left_out.en}")
        remedy = Text(
            "换别的事项或更高的 share；能否网办写在事项表的 online 列",
            "name other services or a higher `share`; the catalogue's column `online` says "
            "what can be handled online",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    more = world.cases_of(world.residents.people) * (moved.online - visits.online)
    which = of_services(touched, named & possible)
    return _changed(
        world,
        replace(services, visits=moved),
        measure.key,
        touched,
        Text(
            f"{which.zh}：{percent(measure.share)} 的办件全程网办，每年增加 {more.sum():,.0f} 件"
            f"{left_out.zh}",
            f"{which.en}: {percent(measure.share)} of cases settled online, "
            f"{count(float(more.sum()), 'case')} a year more{left_out.en}",
        ),
    )


def _reduced(visits: Visits, measure: ReduceVisits, named: BoolArray) -> Visits:
    """Return the visits after the measure, nowhere more than before."""
    needed, collection = visits.visits, visits.collection
    if measure.collection is not None:
        needed = np.where(named, needed - visits.collection_visits, needed)
        collection = collection & ~named
    if measure.by is not None:
        fewer = np.minimum(needed, np.maximum(needed - measure.by, 1.0))
        needed = np.where(named, fewer, needed)
    if measure.to is not None:
        needed = np.where(named, np.minimum(needed, measure.to), needed)
    papers, errands = visits.missing_papers, visits.errands_per_trip
    if measure.missing_papers is not None:
        papers = np.where(named, np.minimum(papers, measure.missing_papers), papers)
    if measure.errands_per_trip is not None:
        errands = np.where(named, np.maximum(errands, measure.errands_per_trip), errands)
    return replace(visits, visits=needed, collection=collection, missing_papers=papers,
                   errands_per_trip=errands)  # fmt: skip


def _differ(before: Services, after: Services) -> BoolArray:
    """Return which services take other visits, letters, fees or days, bool (n_services,)."""
    was, now = before.visits, after.visits
    pairs = (
        (was.visits, now.visits),
        (was.missing_papers, now.missing_papers),
        (was.errands_per_trip, now.errands_per_trip),
        (was.mailed_back, now.mailed_back),
        (was.mailed_both, now.mailed_both),
        (was.mail_fee_yuan, now.mail_fee_yuan),
        (before.result_days, after.result_days),
    )
    return np.asarray(np.any([old != new for old, new in pairs], axis=0), dtype=bool)


@dataclass(frozen=True)
class _Change:
    """Means over the cases of some services, or over the services where they have no cases."""

    trips: tuple[float, float]
    days: tuple[float, float]

    @classmethod
    def of(cls, world: World, after: Services, touched: BoolArray) -> _Change:
        cases = np.where(touched, world.cases_of(world.residents.people), 0.0)
        weights = cases if cases.any() else touched.astype(np.float64)

        def mean(values: FloatArray) -> float:
            return float(values @ weights / weights.sum())

        before = world.services
        return cls(
            (mean(before.visits.trips_per_case), mean(after.visits.trips_per_case)),
            (mean(before.result_days), mean(after.result_days)),
        )

    @property
    def text(self) -> Text:
        """E.g. 'trips a case 2.1 -> 1.05, days to the result 5 -> 2'."""
        trips = f"{self.trips[0]:.3g} → {self.trips[1]:.3g}"
        zh, en = f"每件跑动 {trips} 趟", f"trips a case {trips}"
        if self.days[0] != self.days[1]:
            days = f"{self.days[0]:.3g} → {self.days[1]:.3g}"
            zh, en = f"{zh}，办结 {days} 天", f"{en}, days to the result {days}"
        return Text(zh, en)


def _changed(
    world: World, services: Services, key: str, touched: BoolArray, text: Text
) -> tuple[World, MeasureReport]:
    report = MeasureReport(measure=key, text=text, sites=(), services=touched)
    return replace(world, services=services), report
