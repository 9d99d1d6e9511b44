"""The choices of sites on the page: who was chosen, who nearly was, and gain against number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from planner.domain.result import RunResult
from planner.domain.siting import ChosenSite, FrontierPoint, NearTie, Robust, SitingReport
from planner.present import style
from planner.present.page.sites import SiteOrder
from planner.text import Text

Json = dict[str, Any]


def siting_json(result: RunResult, order: SiteOrder) -> list[Json]:
    """Return the scenario's choices, in the order of its measures; figures are ready to read.

    Sites are told by their number on the page where they have one, else by their place alone.
    Chosen sites come in the order in which each next one does most good, where that is known.
    """
    return [_report(report, order) for report in result.siting]


def _report(report: SitingReport, order: SiteOrder) -> Json:
    columns = _columns(report)
    return {
        "title": _text(report.title),
        "model": _text(report.model),
        "method": _text(report.method),
        "without": _amount(report.without),
        "objective": _amount(report.objective),
        "unit": _text(report.unit),
        "gain": _amount(report.gain),
        "proven": report.proven,
        "gap": _percent(report.gap),
        "interrupted": report.interrupted,
        "ranked": bool(report.roll_out),
        "candidates": [
            {
                "at": [round(candidate.lon, 5), round(candidate.lat, 5)],
                "name": _text(candidate.name),
                "site": order.index_of.get(candidate.id),
                "state": candidate.state,
            }
            for candidate in report.candidates
        ],
        "keys": [key for key, _ in columns],
        "chosen": [_chosen(site, order, columns) for site in report.in_order],
        "ties": [_tie(tie) for tie in report.near_ties],
        "frontier": [_point(point) for point in report.frontier],
        "robust": None if report.robust is None else _robust(report.robust),
    }


def _columns(report: SitingReport) -> list[tuple[str, Callable[[ChosenSite], Json]]]:
    """Return the words and the cells of the columns that tell of chosen sites."""

    def plain(value: float) -> Json:
        known = _known(value)
        return _text(Text.same("—" if known is None else known))

    def people(site: ChosenSite) -> Json:
        return _text(style.people_text(site.people))

    def load(site: ChosenSite) -> Json:
        return _text(Text.same(f"{site.load:,.0f} / {site.capacity:,}"))

    saves = "siting_saves", lambda site: plain(site.saves_h)
    if any(site.capacity is not None for site in report.chosen):
        return [("siting_sent", people), ("siting_load", load), saves]
    if any(not math.isnan(site.lost_without_h) for site in report.chosen):
        lost = "siting_lost", lambda site: plain(site.lost_without_h)
        return [("siting_serves", people), saves, lost]
    return [("siting_serves", people), ("siting_gain", lambda site: plain(site.gain))]


def _chosen(
    site: ChosenSite, order: SiteOrder, columns: list[tuple[str, Callable[[ChosenSite], Json]]]
) -> Json:
    return {
        "name": _text(site.name),
        "at": [round(site.lon, 5), round(site.lat, 5)],
        "site": order.index_of.get(site.id),
        "cells": [cell(site) for _, cell in columns],
        "yuan": None if site.opening_yuan is None else f"{site.opening_yuan:,.0f}",
    }


def _tie(tie: NearTie) -> Json:
    return {
        "out": _text(tie.out_name),
        "into": _text(tie.in_name),
        "worse": _percent(tie.share_worse),
    }


def _point(point: FrontierPoint) -> Json:
    return {
        "n": point.n,
        "yuan": point.cost_yuan,
        "gain": point.gain,
        "told": _amount(point.gain),
        "more": _amount(point.marginal_gain),
        "gap": _percent(point.gap) if point.gap else None,
    }


def _robust(robust: Robust) -> Json:
    return {
        "draws": robust.draws,
        "regret": None if math.isnan(robust.max_regret) else _percent(robust.max_regret),
        "shares": [
            {"name": _text(one.name), "chosen": one.chosen, "share": round(100 * one.share)}
            for one in robust.shares
        ],
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _known(value: float) -> str | None:
    return None if math.isnan(value) else _amount(value)


def _amount(value: float) -> str:
    """Return an amount to three figures or whole, whichever is more."""
    size = abs(value)
    digits = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2
    return f"{value:,.{digits}f}"


def _percent(share: float) -> str:
    """Return a share to one digit; what is there is never said to be none."""
    return "< 0.1%" if 0 < share < 0.0005 else f"{100 * share:.1f}%"
