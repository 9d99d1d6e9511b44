"""What a question asks for, as a model of siting, and which ways and rows matter to it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from planner.analyse.equity import AVERSION, kolm_pollak_kappa
from planner.choosing.demand import Demand
from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.travel import UNREACHABLE
from planner.errors import Issue, ScenarioError
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_choosing import Choosing
from planner.scenario.quantities import Limit as Cutoff
from planner.siting.models import (
    MCLP,
    BackupCover,
    Budget,
    CapacitatedCover,
    CapacitatedPMedian,
    Count,
    KolmPollak,
    Limit,
    MeanAndWorst,
    PartialCover,
    PCenter,
    PDispersion,
    PMedian,
)
from planner.text import Text
from planner.units import CM_PER_M, MS_PER_S

AskedModel: TypeAlias = (
    PMedian
    | KolmPollak
    | MeanAndWorst
    | PCenter
    | MCLP
    | BackupCover
    | PartialCover
    | PDispersion
    | CapacitatedPMedian
    | CapacitatedCover
)


def in_inner_units(cutoff: Cutoff) -> float:
    """Return a cut-off as costs are counted: in ms, or in cm."""
    if cutoff.time_s is not None:
        return cutoff.time_s * MS_PER_S
    if cutoff.length_m is not None:
        return cutoff.length_m * CM_PER_M
    raise ValueError("a cut-off is a time or a distance")


def model_of(asked: Choosing, demand: Demand, opening: FloatArray, at: KeyPlaces) -> AskedModel:
    """Return the model. What serves already counts as one site.

    Raises ScenarioError where costs against a budget are not known, or nobody has a time today by
    which unequal times could be judged.
    """
    if asked.residents is not None and asked.within is not None:
        return PartialCover(in_inner_units(asked.within), asked.residents)
    limit: Limit
    if asked.budget is None:
        limit = Count((asked.choose or 0) + 1, standing=1)
    else:
        if np.isnan(opening).any():
            raise ScenarioError(_no_cost(at))
        limit = Budget(asked.budget)
    if asked.maximise == "spacing":
        # The model wants exactly so many: where there are fewer, all of them, as for other goals.
        n = len(opening) - len(asked.never or ())
        return PDispersion(min(asked.choose or 0, n) + 1)
    if asked.backup is not None and asked.within is not None:
        return BackupCover(in_inner_units(asked.within), limit, asked.backup)
    if asked.maximise is not None and asked.within is not None:
        cover = MCLP if asked.capacity is None else CapacitatedCover
        return cover(in_inner_units(asked.within), limit)
    return _least(asked, demand, limit, at)


def _least(asked: Choosing, demand: Demand, limit: Limit, at: KeyPlaces) -> AskedModel:
    match asked.minimise:
        case "worst_time":
            return PCenter(limit)
        case "fair_time":
            return KolmPollak(limit, _kappa_of_today(demand, at))
        case "mean_and_worst":
            return MeanAndWorst(limit, asked.mean_share or 0.0)
        case _:
            return PMedian(limit) if asked.capacity is None else CapacitatedPMedian(limit)


def weight_of(demand: Demand, model: AskedModel) -> FloatArray:
    """Return what each row weighs: trips a year for sums of travel, else people."""
    return demand.trips if isinstance(model, PMedian | CapacitatedPMedian) else demand.people


def useful_ways(
    demand: Demand, model: AskedModel, weight: FloatArray
) -> tuple[IntArray, BoolArray, float]:
    """Return costs without ways that help nobody, rows that a choice changes, and the others' sum.

    Rows leave only models that sum over them: in others every row has its say.
    """
    base = demand.base[:, None]
    everyone = np.ones(len(weight), dtype=bool)
    match model:
        case PMedian() | CapacitatedPMedian():
            useful = demand.cost < base
            paid = np.where(demand.base == UNREACHABLE, 0.0, demand.base)
        case MCLP() | CapacitatedCover():
            useful = (demand.cost <= model.radius) & (base > model.radius)
            paid = (demand.base <= model.radius).astype(np.float64)
        case BackupCover(radius=radius, second_share=share):
            # What serves already is one site of the problem: who has two of them gains no more.
            twice = second_of(demand) <= radius
            useful = (demand.cost <= radius) & ~twice[:, None]
            paid = np.where(demand.base <= radius, 1 - share, 0.0) + np.where(twice, share, 0.0)
        case KolmPollak() | MeanAndWorst():
            useful = demand.cost < base
            return np.where(useful, demand.cost, UNREACHABLE).astype(np.int32), everyone, 0.0
        case _:
            return demand.cost, everyone, 0.0
    rows = np.asarray(useful.any(axis=1))
    constant = float((weight * paid)[~rows].sum())
    return np.where(useful, demand.cost, UNREACHABLE).astype(np.int32), rows, constant


def second_of(demand: Demand) -> IntArray:
    """Return what the second nearest site costs at present."""
    if demand.second is None:
        raise ValueError("a backup needs second sites")
    return demand.second


def _kappa_of_today(demand: Demand, at: KeyPlaces) -> float:
    """Return kappa by the times without any chosen site, as the scorecard's equity has it."""
    today = np.where(demand.base == UNREACHABLE, np.nan, demand.base.astype(np.float64))
    kappa = kolm_pollak_kappa(today, demand.people, AVERSION)
    if not np.isfinite(kappa) or kappa == 0:
        raise ScenarioError(_no_times_today(at))
    return kappa


def _no_times_today(at: KeyPlaces) -> Issue:
    return Issue(
        "no_times_today",
        Text("公平等值时间以现状时间的分布为尺度，但目前没有人花时间去办这些事项",
             "fair_time measures by today's times, but nobody travels to these services today"),
        Text("改用 minimise: travel_time", "write minimise: travel_time"),
        at("minimise"),
    )  # fmt: skip


def _no_cost(at: KeyPlaces) -> Issue:
    return Issue(
        "cost_unknown",
        Text("有预算时，每个服务点的费用必须已知",
             "with a budget, what each site costs must be known"),
        Text("写上 cost_each，或在研究数据的 kinds 里写 opening_cost",
             "add cost_each, or opening_cost to the kinds of the study"),
        at("budget"),
    )  # fmt: skip


def counts_too_near(longest: str, at: KeyPlaces) -> Issue:
    """Return the fault of `left_out_counts` below the longest way, e.g. '80 min'."""
    return Issue(
        "out_of_range",
        Text(f"最远的路程是 {longest}，无点可去者不能算得比它近",
             f"the longest way is {longest}: being left out cannot count less"),
        Text(f"至少写 {longest}", f"write at least {longest}"),
        at("left_out_counts"),
    )  # fmt: skip
