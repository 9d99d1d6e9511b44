"""What a scenario file asks of sites that the program chooses (选址): goals, limits, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from planner.scenario.fields import Closed, ValueFault, Words, refuse
from planner.scenario.quantities import (
    Cutoff,
    Metres,
    SecondsAboveZero,
    Share,
    Yuan,
)
from planner.text import Text

MOST_SITES: Final = 10_000
DEFAULT_TIME_LIMIT_S: Final = 60.0

_Number = Annotated[int, Field(ge=0, le=MOST_SITES)]


class PerUnit(Closed):
    """How many of the chosen sites lie in each unit; at least one of the first two keys.

    每个辖区选出的服务点数量；前两项至少写一项。
    """

    at_least: _Number | None = Field(default=None, examples=[1])
    """At least so many in each unit.
    每个辖区至少几个。"""
    at_most: _Number | None = Field(default=None, examples=[10])
    """At most so many in each unit.
    每个辖区最多几个。"""
    units: Words | None = Field(default=None, examples=[["150602"]])
    """Only in these units (codes); without it, in every unit of the study.
    只限这些辖区（代码）；不写则为研究区的全部辖区。"""


class Choosing(Closed):
    """What is wanted of the chosen sites, within which limits."""

    choose: _Number | None = Field(default=None, examples=[5])
    """How many sites at most.
    最多选几个。"""
    budget: Yuan | None = Field(default=None, examples=["2000000 yuan"])
    """What opening them may cost in all.
    建设费用总额不超过多少。"""
    cost_each: Yuan | None = Field(default=None, examples=["200000 yuan"])
    """What each costs against the budget; without it, the opening cost of its kind.
    每个服务点占用多少预算；不写则为其类别的建设费用。"""
    minimise: (
        Literal[
            "travel_time",
            "travel_distance",
            "case_time",
            "worst_time",
            "fair_time",
            "mean_and_worst",
        ]
        | None
    ) = Field(default=None, examples=["travel_time"])
    """What is made least. `travel_time`, `travel_distance`: all yearly travel of these services.
    `case_time`: all yearly travel and leave from work, by opening hours and by when people are
    free; letters count, queues do not. `worst_time`: the time of the place that is worst off.
    `fair_time`: the time that, if all had it, would be as good, where long ways count more than in
    the mean (Kolm-Pollak).
    `mean_and_worst`: the mean time of a person and the worst, weighed by `mean_share`.
    使什么最小：路上时间、里程、计入开放时间的路上和请假时间（不计排队）、最远者的时间、公平等值时间，或平均与最远兼顾。"""
    mean_share: Share | None = Field(default=None, examples=["70 %"])
    """How much the mean counts in `mean_and_worst`; the rest is for the worst.
    `mean_and_worst` 中平均值占多大权重，其余归最远的。"""
    maximise: Literal["people_within", "spacing"] | None = Field(
        default=None, examples=["people_within"]
    )
    """What is made most. `people_within`: the people who reach these services within the cut-off
    of `within`. `spacing`: the distance of the two chosen sites that are nearest to each other, as
    the crow flies.
    使什么最大：`within` 内能办的人数，或各点之间最小的直线距离。"""
    backup: Share | None = Field(default=None, examples=["30 %"])
    """With `people_within`: how much of a person's weight a second site within the cut-off counts,
    for when the first is closed or full. Sites that serve already count as first and second.
    与 `people_within` 合用：`within` 内有第二个点可去（备用）占多大权重；现有的点也计入。"""
    capacity: Annotated[int, Field(ge=1, le=100_000_000)] | None = Field(
        default=None, examples=[5000]
    )
    """How many people each chosen site can serve at most, with `travel_time`, `travel_distance`
    and `people_within`. Each place goes to one site as a whole; sites that serve already take
    everybody. Where services of the measure have other sites today, each counts by its share of
    the needs.
    每个选出的点最多服务多少人；一个居民点整体去一个点，现有的点不限；事项现有的点不同时，按占需求的比例计。"""
    residents: Share | None = Field(default=None, examples=["95 %"])
    """Asks for the fewest sites with which this share of the residents is within `within`.
    要让这一比例的居民在 `within` 之内，最少选几个。"""
    within: Cutoff | None = Field(default=None, examples=["30 min"])
    """The cut-off of `maximise` and `residents`, inclusive.
    `maximise` 和 `residents` 所用的时间或距离上限（含）。"""
    must_include: Words | None = Field(default=None, examples=[["station_01"]])
    """Candidates that are chosen in any case; they count.
    必须选上的候选点，计入数量。"""
    never: Words | None = Field(default=None, examples=[["station_02"]])
    """Candidates that are never chosen.
    不得选的候选点。"""
    apart: Metres | None = Field(default=None, examples=["5 km"])
    """Two chosen sites are at least so far apart as the crow flies.
    任意两个选出的服务点之间的最小直线距离。"""
    per_unit: PerUnit | None = Field(default=None, examples=[{"at_least": 1}])
    """How many in each unit.
    每个辖区的数量。"""
    left_out_counts: Cutoff | None = Field(default=None, examples=["10 h"])
    """What the way of somebody counts who has no site at all. Without it nobody may be left without
    a site whom some candidate would reach.
    无处可去的居民按多远计；不写则凡有候选点可达的居民都必须有服务点可去。"""
    time_limit: SecondsAboveZero = Field(
        default=DEFAULT_TIME_LIMIT_S,
        json_schema_extra={"default": "60 s"},
        examples=["60 s"],
    )
    """The search ends after this time with the best so far and how near it is proven to be.
    搜索的时间上限；到时给出目前最好的结果，并说明与最优最多相差多少。"""
    gap: Share = Field(default=0.0, json_schema_extra={"default": "0 %"}, examples=["0.1 %"])
    """So near to the best is near enough.
    与最优相差不超过这一比例即可。"""


def sensible(asked: Choosing) -> Choosing:
    """Return the question, or refuse one with no goal, several goals, or without its limits."""
    faults = list(_of_goal(asked))
    if asked.choose is not None and len(asked.must_include or ()) > asked.choose:
        n = len(asked.must_include or ())
        faults.append(
            ValueFault(
                "locked_beyond_limit",
                Text(f"must_include 列了 {n} 个点，而 choose 只允许 {asked.choose} 个",
                     f"must_include names {n} sites, and choose allows {asked.choose}"),
                Text(f"写 choose: {n} 或更多，或从 must_include 删去几个",
                     f"write choose: {n} or more, or take some out of must_include"),
                ("must_include",),
            )
        )  # fmt: skip
    if asked.per_unit is not None:
        faults += _of_units(asked.per_unit)
    faults += [
        ValueFault(
            "contradiction",
            Text(f"`{one}` 既必须选又不得选", f"`{one}` is both in must_include and in never"),
            Text("只保留一处", "leave it in one of them"),
            ("never", (asked.never or ()).index(one)),
        )
        for one in asked.never or ()
        if one in (asked.must_include or ())
    ]
    if faults:
        raise refuse(*faults)
    return asked


def _of_goal(asked: Choosing) -> Iterator[ValueFault]:
    """Yield what is wrong with the goal: the first fault only, since others may follow from it."""
    goals = [
        key for key in ("minimise", "maximise", "residents") if getattr(asked, key) is not None
    ]
    limited = asked.choose is not None or asked.budget is not None
    by_cutoff = asked.maximise == "people_within" or asked.residents is not None
    if len(goals) != 1:
        yield ValueFault(
            "one_of",
            Text("minimise、maximise、residents 三种目标写一个，也只能写一个",
                 "exactly one goal is wanted: minimise, maximise or residents"),
            Text("例如 minimise: travel_time；或 maximise: people_within 加 within: 30 min；"
                 "或 residents: 95 % 加 within: 30 min",
                 "write e.g. minimise: travel_time; or maximise: people_within with "
                 "within: 30 min; or residents: 95 % with within: 30 min"),
        )  # fmt: skip
    elif by_cutoff == (asked.within is None):
        yield ValueFault(
            "misplaced_key",
            Text("within 与 maximise: people_within 或 residents 合用，不与其他目标合用",
                 "`within` goes with maximise: people_within or residents, not with other goals"),
            Text("补上，例如 within: 30 min", "add it, e.g. within: 30 min")
            if by_cutoff
            else Text("删去 within", "delete `within`"),
        )  # fmt: skip
    elif asked.backup is not None and asked.maximise != "people_within":
        yield ValueFault(
            "misplaced_key",
            Text("backup 与 maximise: people_within 合用，不与其他目标合用",
                 "`backup` goes with maximise: people_within, not with other goals"),
            Text("删去 backup", "delete `backup`"),
        )  # fmt: skip
    elif asked.capacity is not None and not _may_be_full(asked):
        yield ValueFault(
            "misplaced_key",
            Text("capacity 与 travel_time、travel_distance 或 people_within 合用，不与其他目标或 "
                 "backup 合用",
                 "`capacity` goes with travel_time, travel_distance or people_within, not with "
                 "other goals or backup"),
            Text("删去 capacity，或改用 minimise: travel_time",
                 "delete `capacity`, or write minimise: travel_time"),
            ("capacity",),
            at_key=True,
        )  # fmt: skip
    elif (asked.minimise == "mean_and_worst") == (asked.mean_share is None):
        yield ValueFault(
            "misplaced_key",
            Text("mean_share 与 minimise: mean_and_worst 合用，不与其他目标合用",
                 "`mean_share` goes with minimise: mean_and_worst, not with other goals"),
            Text("补上，例如 mean_share: 70 %", "add it, e.g. mean_share: 70 %")
            if asked.mean_share is None
            else Text("删去 mean_share", "delete `mean_share`"),
        )  # fmt: skip
    elif (goals == ["residents"]) == limited:
        yield ValueFault(
            "one_of",
            Text("minimise 和 maximise 要写 choose 或 budget；residents 求最少数量，都不写",
                 "minimise and maximise need choose or budget; residents asks for the fewest "
                 "sites and takes neither"),
            Text("例如 choose: 5", "write e.g. choose: 5"),
        )  # fmt: skip
    elif asked.maximise == "spacing" and (asked.budget is not None or (asked.choose or 0) < 2):
        yield ValueFault(
            "not_supported",
            Text("spacing 要写 choose，至少两个，不写 budget",
                 "spacing needs choose, of at least two, and no budget"),
            Text("例如 choose: 5", "write e.g. choose: 5"),
        )  # fmt: skip


def _may_be_full(asked: Choosing) -> bool:
    if asked.maximise == "people_within":
        return asked.backup is None
    return asked.minimise in {"travel_time", "travel_distance"}


def _of_units(quota: PerUnit) -> list[ValueFault]:
    least, most = quota.at_least, quota.at_most
    if least is None and most is None:
        return [
            ValueFault(
                "one_of",
                Text("at_least 和 at_most 至少写一个",
                     "at least one of at_least and at_most is wanted"),
                Text("例如 per_unit: {at_least: 1}", "write e.g. per_unit: {at_least: 1}"),
                ("per_unit",),
            )
        ]  # fmt: skip
    if least is not None and most is not None and least > most:
        return [
            ValueFault(
                "out_of_range",
                Text("at_least 大于 at_most", "at_least is above at_most"),
                Text("调换或改正这两个数", "exchange or correct the two numbers"),
                ("per_unit",),
            )
        ]
    return []
