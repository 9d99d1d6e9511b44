"""Why a siting question has no answer: who or what causes it, and the least change that helps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NoReturn

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import IntArray, LongArray
from planner.errors import Issue, SitingError
from planner.siting.aggregate import cover_rows, covering
from planner.siting.effort import Clock, Effort
from planner.siting.evaluate import limit_of, over_limit, share_needed
from planner.siting.milp import Programme, Rows, stacked
from planner.siting.models import (
    LSCP,
    MCLP,
    BackupCover,
    Budget,
    CapacitatedPMedian,
    Limit,
    Model,
    PartialCover,
    PDispersion,
)
from planner.siting.problem import Problem, Quota
from planner.siting.rules import rule_rows, site_bounds, spending
from planner.text import Text, are, counted

SHOWN = 5
EXPLAIN_S = 60.0


def check_rules(problem: Problem, model: Model) -> None:
    """Raise SitingError with every rule that the candidates or the sites locked in defeat."""
    issues = [issue for quota in problem.rules.quotas for issue in _quota_issues(problem, quota)]
    limit = limit_of(model)
    if limit is not None and over_limit(problem, limit, problem.rules.locked):
        need = float(spending(problem, limit)[problem.rules.locked].sum())
        issues.append(
            Issue(
                "locked_beyond_limit",
                Text(
                    f"必须选上的点需要 {_amount(limit, need).zh}，超出上限",
                    f"the sites locked in need {_amount(limit, need).en}, more than allowed",
                ),
                _raise_to(limit, need),
            )
        )
    if isinstance(model, PDispersion) and problem.eligible.sum() < model.sites:
        n = int(problem.eligible.sum())
        issues.append(
            Issue(
                "too_few_candidates",
                Text(f"只有 {n} 个可选点，要选 {model.sites} 个",
                     f"only {n} candidates may be chosen, {model.sites} are asked for"),
                Text(f"把数量降到 {n}，或增加候选点", f"ask for {n}, or add candidates"),
            )
        )  # fmt: skip
    if issues:
        raise SitingError(issues)


def raise_if_uncovered(problem: Problem, model: LSCP | PartialCover | MCLP | BackupCover) -> None:
    """Raise SitingError if even all eligible candidates do not cover what must be covered."""
    if isinstance(model, LSCP):
        places = np.flatnonzero(problem.counted)
        bare = places[~covering(problem, model.radius, places).any(axis=1)]
        if len(bare):
            cost = problem.cost[bare][:, problem.eligible]
            least = np.where(problem.reaches(cost), cost, np.inf).min(axis=1).max()
            raise SitingError(
                Issue(
                    "places_beyond_radius",
                    Text(f"没有候选点能在 {model.radius:g} 内覆盖：{_places(problem, bare).zh}",
                         f"no candidate covers within {model.radius:g}: "
                         f"{_places(problem, bare).en}"),
                    Text(f"把半径放宽到 {least:g}，或在这些地方附近增加候选点",
                         f"widen the radius to {least:g}, or add candidates near these places"),
                )
            )  # fmt: skip
    if isinstance(model, PartialCover):
        everyone = np.arange(problem.n_places)
        covered = covering(problem, model.radius, everyone).any(axis=1)
        if float(problem.weight[covered].sum()) < share_needed(problem, model):
            _raise_share(problem, model, np.flatnonzero(~covered & (problem.weight > 0)))


def raise_no_choice(problem: Problem, model: Model, clock: Clock) -> NoReturn:
    """Raise SitingError that says why no choice keeps to all rules and serves who must be."""
    if clock.over:
        raise SitingError(
            Issue(
                "no_choice_in_time",
                Text("在规定时间内没有找到任何可行方案",
                     "no choice was found before the search was ended"),
                Text("放宽时间限制，或减少候选点", "allow more time, or name fewer candidates"),
            )
        )  # fmt: skip
    limit = limit_of(model)
    use = _least_use(problem, limit, ())
    if use is None:
        _raise_contradiction(problem)
    if limit is not None and use > _room(limit):
        raise SitingError(
            Issue(
                "rules_beyond_limit",
                Text(f"满足配额等规则至少需要 {_amount(limit, use).zh}",
                     f"quotas and other rules need at least {_amount(limit, use).en}"),
                _raise_to(limit, use),
            )
        )  # fmt: skip
    if isinstance(model, PDispersion):
        _raise_dispersion(problem, model)
    if isinstance(model, CapacitatedPMedian):
        _raise_capacity(problem, model)
    radius = model.radius if isinstance(model, LSCP | PartialCover) else math.inf
    bare = _left_out(problem, radius, limit)
    if isinstance(model, PartialCover):
        _raise_share(problem, model, bare)
    _raise_left_out(problem, limit, radius, bare)


def _quota_issues(problem: Problem, quota: Quota) -> list[Issue]:
    inside = problem.candidates.unit == quota.unit
    possible, locked = int((inside & problem.eligible).sum()), int((inside & problem.locked).sum())
    name = problem.unit_name(quota.unit)
    issues = []
    if possible < quota.at_least:
        issues.append(
            Issue(
                "quota_beyond_candidates",
                Text(f"{name} 至少要 {quota.at_least} 个点，但只有 {possible} 个可选点",
                     f"{name} must have at least {counted(quota.at_least, 'site')}, "
                     f"but only {counted(possible, 'candidate')} there may be chosen"),
                Text(f"把下限降到 {possible}，或在 {name} 增加候选点",
                     f"lower the quota to {possible}, or add candidates in {name}"),
            )
        )  # fmt: skip
    if quota.at_most is not None and locked > quota.at_most:
        issues.append(
            Issue(
                "locked_beyond_quota",
                Text(f"{name} 最多 {quota.at_most} 个点，但已锁定 {locked} 个",
                     f"{name} may have at most {counted(quota.at_most, 'site')}, "
                     f"but {locked} {are(locked)} locked in"),
                Text(f"把上限提高到 {locked}", f"raise the quota to {locked}"),
            )
        )  # fmt: skip
    return issues


def _least_use(problem: Problem, limit: Limit | None, cover: Sequence[Rows]) -> float | None:
    """Return the least sites or money that keeps to the rules and covers; None if none does."""
    n = problem.n_candidates
    lower, upper = site_bounds(problem)
    use = np.ones(n) if limit is None else spending(problem, limit)
    rows = stacked(rule_rows(problem, None), *cover)
    found = Programme(use, lower, upper, np.ones(n, dtype=bool), rows).solve(_short())
    return None if found.x is None else float(use @ np.rint(found.x))


def _left_out(problem: Problem, radius: float, limit: Limit | None) -> IntArray:
    """Return the counted places that stay uncovered when as much weight as can be is covered."""
    places = np.flatnonzero(problem.counted)
    rows = cover_rows(problem, radius, places)
    n, n_sites = len(rows.weight), problem.n_candidates
    lower, upper = site_bounds(problem)
    matrix = sp.csr_array(sp.hstack([rows.matrix, -sp.eye_array(n)], format="csr"))
    linked = Rows(matrix, np.zeros(n), np.full(n, np.inf))
    found = Programme(
        np.concatenate([np.zeros(n_sites), -rows.weight / max(1e-300, rows.weight.mean())]),
        np.concatenate([lower, np.zeros(n)]),
        np.concatenate([upper, np.ones(n)]),
        np.arange(n_sites + n) < n_sites,
        stacked(rule_rows(problem, limit).widened(n_sites + n), linked),
    ).solve(_short())
    chosen = np.zeros(n_sites, dtype=bool) if found.x is None else found.x[:n_sites] > 0.5
    covered = (covering(problem, radius, places) & chosen).any(axis=1)
    return places[~covered].astype(np.int32)


def _raise_contradiction(problem: Problem) -> NoReturn:
    """Name the units whose quotas cannot be met beside the other rules."""
    quotas = problem.rules.quotas
    n, n_sites = len(quotas), problem.n_candidates
    rules = rule_rows(problem, None)
    # One column for each quota takes up what is missing; it is the first rows that need it.
    missing = sp.eye_array(rules.matrix.shape[0], n, format="csr")
    lower, upper = site_bounds(problem)
    found = Programme(
        np.concatenate([np.zeros(n_sites), np.ones(n)]),
        np.concatenate([lower, np.zeros(n)]),
        np.concatenate([upper, np.full(n, np.inf)]),
        np.ones(n_sites + n, dtype=bool),
        Rows(sp.csr_array(sp.hstack([rules.matrix, missing], format="csr")), rules.lower,
             np.where(np.arange(len(rules.upper)) < n, np.inf, rules.upper)),
    ).solve(_short())  # fmt: skip
    short = np.zeros(n) if found.x is None else np.rint(found.x[n_sites:])
    named = [
        (problem.unit_name(quota.unit), quota.at_least - int(less))
        for quota, less in zip(quotas, short, strict=True)
        if less > 0
    ]
    raise SitingError(
        Issue(
            "rules_contradict",
            Text(f"配额与最小间距等规则无法同时满足：{'、'.join(name for name, _ in named)}",
                 f"quotas cannot be met beside the separation and other rules: "
                 f"{', '.join(name for name, _ in named)}"),
            Text("减小最小间距，或把下限降到："
                 + "、".join(f"{name} {possible}" for name, possible in named),
                 "lower the separation, or lower the quotas to: "
                 + ", ".join(f"{name} {possible}" for name, possible in named)),
        )
    )  # fmt: skip


def _raise_left_out(
    problem: Problem, limit: Limit | None, radius: float, bare: IntArray
) -> NoReturn:
    rows = cover_rows(problem, radius, np.flatnonzero(problem.counted))
    n = len(rows.weight)
    cover = Rows(rows.matrix, np.ones(n), np.full(n, np.inf))
    use = _least_use(problem, limit, (cover,))
    if limit is None or use is None:
        remedy = Text("放宽间距、配额或排除名单，或用 left_out_counts 说明无点可去者按多远计",
                      "relax separation, quotas or exclusions, or say with left_out_counts what "
                      "the way of those without a site counts")  # fmt: skip
    else:
        more = _raise_to(limit, use)
        remedy = Text(f"{more.zh}，或用 left_out_counts 说明无点可去者按多远计",
                      f"{more.en}, or say with left_out_counts what the way of those without a "
                      "site counts")  # fmt: skip
    raise SitingError(
        Issue(
            "places_left_out",
            Text(f"在这些条件下，总有人无点可去；最好的情况下仍缺：{_places(problem, bare).zh}",
                 f"under these conditions some are left without a site; at best still: "
                 f"{_places(problem, bare).en}"),
            remedy,
        )
    )  # fmt: skip


def _raise_share(problem: Problem, model: PartialCover, bare: IntArray | LongArray) -> NoReturn:
    most = 1 - float(problem.weight[bare].sum() + problem.weight[problem.stranded].sum()
                     - problem.weight[np.intersect1d(bare, problem.stranded)].sum()) / float(
        problem.weight.sum())  # fmt: skip
    raise SitingError(
        Issue(
            "share_out_of_reach",
            Text(f"最多只能覆盖 {most:.4%}，要求 {model.share:.4%}；"
                 f"够不到：{_places(problem, bare).zh}",
                 f"at most {most:.4%} can be covered, {model.share:.4%} is asked for; "
                 f"out of reach: {_places(problem, bare).en}"),
            Text(f"把份额降到 {math.floor(most * 1e6) / 1e4:g} %，或放宽半径",
                 f"lower the share to {math.floor(most * 1e6) / 1e4:g} %, or widen the radius"),
        )
    )  # fmt: skip


def _raise_dispersion(problem: Problem, model: PDispersion) -> NoReturn:
    n = problem.n_candidates
    lower, upper = site_bounds(problem)
    found = Programme(
        -np.ones(n), lower, upper, np.ones(n, dtype=bool), rule_rows(problem, None)
    ).solve(_short())
    most = 0 if found.x is None else int(np.rint(found.x).sum())
    raise SitingError(
        Issue(
            "too_few_candidates",
            Text(f"在间距和配额之下最多选 {most} 个，要选 {model.sites} 个",
                 f"separation and quotas leave at most {counted(most, 'site')}, "
                 f"{model.sites} {are(model.sites)} asked for"),
            Text(f"把数量降到 {most}，或放宽规则", f"ask for {most}, or relax the rules"),
        )
    )  # fmt: skip


def _raise_capacity(problem: Problem, model: CapacitatedPMedian) -> NoReturn:
    capacity = np.where(problem.eligible, problem.candidates.capacity, 0.0)
    weight = np.where(problem.counted, problem.takes, 0.0)
    large = np.flatnonzero(weight > capacity.max(initial=0.0))
    use = spending(problem, model.limit)
    most = float(np.sort(capacity)[::-1][: int(_room(model.limit))].sum())
    if isinstance(model.limit, Budget) or not (use == 1).all():
        most = float(capacity.sum())
    total = float(weight.sum())
    if len(large):
        cause = Text(f"有的居民点比任何服务点的容量都大：{_places(problem, large).zh}",
                     f"places larger than the capacity of any site: "
                     f"{_places(problem, large).en}")  # fmt: skip
        remedy = Text(f"把容量提高到 {weight.max():g}，或把居民点分小",
                      f"raise a capacity to {weight.max():g}, or split the places")  # fmt: skip
    elif total > most:
        cause = Text(f"总需求 {total:g} 超过可用容量 {most:g}",
                     f"total demand {total:g} exceeds the capacity {most:g} "
                     f"that may open")  # fmt: skip
        remedy = Text(f"容量至少再增加 {total - most:g}，或多开服务点",
                      f"add at least {total - most:g} of capacity, "
                      f"or open more sites")  # fmt: skip
    else:
        cause = Text("每个居民点只去一个点时，容量放不下所有人",
                     "capacities cannot hold everyone when each place goes to "
                     "one site")  # fmt: skip
        remedy = Text("提高容量、多开服务点，或给出 penalty",
                      "raise capacities, open more sites, or state a penalty")  # fmt: skip
    raise SitingError(Issue("capacity_too_small", cause, remedy))


def _room(limit: Limit) -> float:
    return limit.money * (1 + 1e-9) if isinstance(limit, Budget) else limit.sites


def _amount(limit: Limit, value: float) -> Text:
    if isinstance(limit, Budget):
        return Text(f"{value:g} 元", f"{value:g} yuan")
    n = value - limit.standing
    return Text(f"{n:g} 个点", counted(n, "site"))


def _raise_to(limit: Limit, value: float) -> Text:
    amount = _amount(limit, value)
    return Text(f"把上限提高到 {amount.zh}", f"raise the limit to {amount.en}")


def _places(problem: Problem, places: IntArray | LongArray) -> Text:
    """Return the heaviest places by name, and how many there are with what weight."""
    order = places[np.argsort(-problem.weight[places], kind="stable")]
    names = [problem.place_name(int(place)) for place in order[:SHOWN]]
    weight = float(problem.weight[places].sum())
    return Text(
        f"{'、'.join(names)}（共 {len(places)} 处，权重 {weight:g}）",
        f"{', '.join(names)} ({counted(len(places), 'place')}, weight {weight:g})",
    )


def _short() -> Clock:
    return Clock(Effort(time_limit_s=EXPLAIN_S))
