"""A result whose second site cannot cope, for tests of what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.calendar import Calendar
from planner.domain.case_costs import DeskLoads
from planner.domain.result import Outcome, RunResult

SITE = 1


def busy(run: RunResult) -> RunResult:
    """Return the result with two windows at site 1, overloaded in the first slice of the year."""
    return replace(run, before=_overloaded(run.before), after=_overloaded(run.after))


def _overloaded(outcome: Outcome) -> Outcome:
    sites = outcome.world.sites
    windows = np.zeros(len(sites.desks), dtype=np.int32)
    windows[SITE] = 2
    world = replace(
        outcome.world,
        sites=sites.with_desks(replace(sites.desks, windows=windows)),
        calendar=Calendar.of(2025),
    )
    shape = len(windows), len(outcome.slices)
    visits, wait_s, load = np.zeros(shape), np.zeros(shape), np.full(shape, np.nan)
    load[SITE] = 0.0
    visits[SITE, 0], wait_s[SITE, 0], load[SITE, 0] = 200.0, np.inf, 1.3
    # where the year has one slice only, the visits that are served come at another desk's queue
    queue_visits, queue_wait_s = np.zeros(shape), np.zeros(shape)
    queue_visits[SITE, 0], queue_wait_s[SITE, 0] = 200.0, 300.0
    work_h = np.nan_to_num(load) * 2 * outcome.slices.hours
    both = np.stack([visits, queue_visits]), np.stack([wait_s, queue_wait_s])
    loads = DeskLoads(*both, work_h, load)
    yearly = dict(outcome.yearly)
    swamped = np.zeros(len(world.residents))
    swamped[2] = 1.0
    yearly["all"] = replace(yearly["all"], swamped=swamped)
    return replace(outcome, world=world, loads=loads, yearly=yearly)
