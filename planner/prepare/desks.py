"""The desks of sites: what their kind has, and what the table says of each site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.domain.arrays import BoolArray
from planner.domain.channels import Channel
from planner.domain.desks import Desks
from planner.domain.services import Services
from planner.domain.sites import SiteKind
from planner.errors import Issue, Severity
from planner.text import Text, are, counted

NOT_SAID = -1
N_EXAMPLES = 5


@dataclass(frozen=True)
class Told:
    """What is said of one site.

    default  what each desk of its kind offers, bool (n_services,) each
    offers   words of its own for the usual desk, () none
    hours    of the usual desk, '' none
    windows  of the usual desk, NOT_SAID none
    """

    kind: SiteKind
    default: tuple[BoolArray, ...]
    offers: tuple[str, ...]
    hours: str
    windows: int


def desks_of(told: Sequence[Told], services: Services) -> tuple[Desks, tuple[Issue, ...]]:
    """Return the desks of sites in their order, and a warning of what channels cannot carry.

    A desk offers only what its channel can carry; the rest is dropped, counted and named.
    """
    site, kinds, rows = [], [], []
    for number, one in enumerate(told):
        for place, (desk, default) in enumerate(zip(one.kind.desks, one.default, strict=True)):
            usual = place == 0
            site.append(number)
            kinds.append(
                replace(
                    desk,
                    hours=one.hours or desk.hours if usual else desk.hours,
                    windows=one.windows if usual and one.windows != NOT_SAID else desk.windows,
                )
            )
            rows.append(services.select(one.offers) if usual and one.offers else default)
    wanted = np.array(rows, dtype=bool).reshape(len(rows), len(services))
    channels = np.array([kind.channel for kind in kinds], dtype=np.intp)
    carried = services.carried.T[channels] if kinds else wanted
    desks = Desks.like(kinds, np.array(site, dtype=np.int32), wanted & carried)
    return desks, _not_carried(wanted & ~carried, channels, services)


def _not_carried(
    lost: BoolArray, channels: npt.NDArray[np.intp], services: Services
) -> tuple[Issue, ...]:
    """Return a warning for each channel that cannot carry what its desks should offer."""
    found = []
    for channel in Channel:
        columns = np.flatnonzero(lost[channels == channel].any(axis=0)).tolist()
        if not columns:
            continue
        named = [services.ids[column] for column in columns[:N_EXAMPLES]]
        count, label = len(columns), channel.label
        found.append(
            Issue(
                "not_carried",
                Text(f"{label.zh}办不了的 {count} 项事项不算在内：{'、'.join(named)}",
                     f"{counted(count, 'service')} that {label.en} cannot carry {are(count)} left "
                     f"out: {', '.join(named)}"),
                Text(f"从 offers 中去掉，或在事项目录的 {channel.word} 列写 true",
                     f"take them out of `offers`, or write true in the catalogue's column for "
                     f"{channel.word}"),
                severity=Severity.WARNING,
            )
        )  # fmt: skip
    return tuple(found)
