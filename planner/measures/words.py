"""What several measures say alike: counts, lists cut short, what nobody handles any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray
from planner.domain.world import World
from planner.errors import Issue
from planner.measures.keys import KeyPlaces
from planner.text import Text, counted

N_NAMED: Final = 5


def count(number: float, noun: str) -> str:
    """Return an English count, rounded: '1 site', '1,200 sites'."""
    return counted(number, noun)


def percent(share: float) -> str:
    """Return e.g. '60 %', '1.82 %'."""
    return f"{share * 100:.3g} %"


def of_services(touched: BoolArray, named: BoolArray) -> Text:
    """Say how many services change, and of how many named: '15 of 18 services'.

    Both are bool (n_services,).
    """
    n, of = int(touched.sum()), int(named.sum())
    if n == of:
        return Text(f"{n} 项事项", count(n, "service"))
    return Text(f"{of} 项事项中的 {n} 项", f"{n:,} of {count(of, 'service')}")


def less(left_out: BoolArray, why: Text) -> Text:
    """Return what a report adds about services that were left out; '' where none were."""
    n = int(left_out.sum())
    return Text(f"；另有 {n} 项{why.zh}", f"; {n} {why.en}") if n else Text("", "")


def some_of(names: Sequence[Text]) -> Text:
    """Return the first few of some names, and how many more there are."""
    more = len(names) - N_NAMED
    shown = names[:N_NAMED]
    return Text(
        "、".join(name.zh for name in shown) + (f" 等 {len(names)} 项" if more > 0 else ""),
        ", ".join(name.en for name in shown) + (f" and {more} more" if more > 0 else ""),
    )


def no_longer_handled(before: World, after: World) -> Text:
    """Return the warning of services that some site handled and none does now, '' without any."""
    lost = np.flatnonzero(before.sites.offers.any(axis=0) & ~after.sites.offers.any(axis=0))
    if not len(lost):
        return Text("", "")
    names = some_of([before.services.names[service] for service in lost])
    return Text(
        f"；注意：{len(lost)} 项事项从此无处可办（{names.zh}）",
        f"; warning: nobody handles {count(len(lost), 'service')} any more ({names.en})",
    )


def touches_nothing(at: KeyPlaces, why: Text, remedy: Text | None = None) -> Issue:
    """Return the fault of a measure that changes nothing; `why` completes the sentence."""
    return Issue(
        "touches_nothing",
        Text(f"没有改变任何东西：{why.zh}", f"nothing changes: {why.en}"),
        remedy
        or Text("换别的服务点或事项，或删去这项举措",
                "name other sites or services, or delete this measure"),
        at(""),
    )  # fmt: skip
