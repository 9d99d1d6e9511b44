"""What a year is like at each desk: visits, the busiest hours, waits, and what it cannot serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.analyse.queue import LONGEST_WAIT_S, windows_needed
from planner.domain.case_costs import DeskLoads
from planner.domain.channels import Channel
from planner.domain.slices import Slices
from planner.domain.world import World
from planner.units import S_PER_H, S_PER_MIN

TARGET_WAIT_S: Final = 15.0 * S_PER_MIN
"""The mean wait that the number of windows needed stands for."""


@dataclass(frozen=True)
class DeskYear:
    """A desk's year.

    visits          a year
    peak_busy       load over windows in its busiest slice: from 1 on it cannot cope; NaN where the
                    number of windows is not known
    wait_s          mean wait of visits at which it copes, each at most LONGEST_WAIT_S; NaN
                    without such visits or windows
    swamped_visits  visits at hours, or in queues, where it does not cope
    swamped_hours   of the year
    needed          windows with which visits wait at most TARGET_WAIT_S on average at every hour,
                    all in one queue
    """

    site: str
    channel: Channel
    windows: int
    visits: float
    peak_busy: float
    wait_s: float
    swamped_visits: float
    swamped_hours: float
    needed: int


def desk_years(world: World, slices: Slices, loads: DeskLoads) -> tuple[DeskYear, ...]:
    """Return the year of every desk, in the world's order."""
    desks = world.sites.desks
    swamped = np.isinf(loads.wait_s)
    visits = loads.visits.sum(axis=(0, 2))
    lost = np.where(swamped, loads.visits, 0.0).sum(axis=(0, 2))
    waited_s = (
        loads.visits * np.where(swamped, 0.0, np.minimum(loads.wait_s, LONGEST_WAIT_S))
    ).sum(axis=(0, 2))
    served = visits - lost
    known = (desks.windows > 0) & (served > 0)
    wait_s = np.divide(waited_s, served, out=np.full(len(desks), np.nan), where=known)
    busiest = np.where(np.isnan(loads.busy), -1.0, loads.busy).max(axis=1, initial=-1.0)
    hours = swamped.any(axis=0) @ slices.hours
    at_desk = loads.visits.sum(axis=0)
    service_s = np.divide(
        loads.work_h * S_PER_H, at_desk, out=np.zeros(at_desk.shape), where=at_desk > 0
    )
    needed = windows_needed(at_desk / slices.hours, service_s, TARGET_WAIT_S).max(axis=1, initial=0)
    return tuple(
        DeskYear(
            site=world.sites.ids[int(desks.site[desk])],
            channel=Channel(int(desks.channel[desk])),
            windows=int(desks.windows[desk]),
            visits=float(visits[desk]),
            peak_busy=float(busiest[desk]) if busiest[desk] >= 0 else float("nan"),
            wait_s=float(wait_s[desk]),
            swamped_visits=float(lost[desk]),
            swamped_hours=float(hours[desk]),
            needed=int(needed[desk]),
        )
        for desk in range(len(desks))
    )
