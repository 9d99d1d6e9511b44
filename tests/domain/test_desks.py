"""Desks: one row for each site and channel, and what may be done with the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.channels import Channel
from planner.domain.desks import DeskKind, Desks
from tests.service_worlds import N_SERVICES, N_SITES, drawn

SEEDS = range(8)


def rows_of(desks: Desks) -> list[tuple[object, ...]]:
    """Return all that is said of each desk, one tuple each."""
    columns = (
        desks.site, desks.channel, desks.windows, desks.pooled, desks.mails, desks.offers,
        desks.for_all,
    )  # fmt: skip
    return [
        (*(str(column[row].tolist()) for column in columns), desks.hours[row])
        for row in range(len(desks))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_site_is_what_any_of_its_desks_is(seed: int) -> None:
    desks = drawn(seed).world.sites.desks
    found = desks.at_sites(desks.offers, N_SITES)
    for site in range(N_SITES):
        for service in range(N_SERVICES):
            said = [desks.offers[d, service] for d in range(len(desks)) if desks.site[d] == site]
            assert found[site, service] == any(said)


@pytest.mark.parametrize("seed", SEEDS)
def test_desks_of_sites_and_their_usual_one(seed: int) -> None:
    desks = drawn(seed).world.sites.desks
    sites = np.array([2, 0], dtype=np.int32)
    mine = [d for d in range(len(desks)) if desks.site[d] in {0, 2}]
    assert desks.of_sites(sites).tolist() == mine
    for channel in (Channel.COUNTER, Channel.VIDEO):
        some = [d for d in mine if desks.channel[d] == channel]
        assert desks.of_sites(sites, channel).tolist() == some
    first = [min(d for d in mine if desks.site[d] == site) for site in (2, 0)]
    assert desks.usual(sites).tolist() == first


@pytest.mark.parametrize("seed", SEEDS)
def test_joining_and_removing_lose_nothing(seed: int) -> None:
    ours, other = (drawn(seed + k).world.sites.desks for k in (0, 100))
    both = ours.joined(other)
    assert sorted(rows_of(both), key=str) == sorted(rows_of(ours) + rows_of(other), key=str)
    at_first = [row for row in rows_of(both) if row[0] == "0"]
    expected = [row for one in (ours, other) for row in rows_of(one) if row[0] == "0"]
    assert at_first == expected
    gone = np.array([False, True, False, True])
    left = both.without_sites(gone)
    number = {"0": "0", "2": "1"}
    kept = [(number[str(row[0])], *row[1:]) for row in rows_of(both) if str(row[0]) in number]
    assert rows_of(left) == kept


def test_other_hours_at_some_desks_change_nothing_else() -> None:
    desks = drawn(0).world.sites.desks
    changed = desks.with_hours(np.array([1]), "Su")
    assert changed.hours == (desks.hours[0], "Su", *desks.hours[2:])
    assert rows_of(replace(changed, hours=desks.hours)) == rows_of(desks)


def test_desks_like_their_kinds() -> None:
    kinds = (
        DeskKind(("a",), hours="Mo", windows=2, pooled=False),
        DeskKind(("b",), Channel.POSTAL, mails=True),
    )
    offers = np.array([[True, False], [False, True]])
    desks = Desks.like(kinds, np.array([0, 1], dtype=np.int32), offers)
    assert desks.channel.tolist() == [Channel.COUNTER, Channel.POSTAL]
    assert desks.hours == ("Mo", "")
    assert desks.windows.tolist() == [2, 0]
    assert desks.pooled.tolist() == [False, True]
    assert desks.mails.tolist() == [False, True]
    assert (desks.offers == offers).all()
    assert desks.for_all.shape == offers.shape
    assert not desks.for_all.any()


def test_faulty_desks_are_refused() -> None:
    desks = drawn(0).world.sites.desks
    n = len(desks)
    with pytest.raises(ValueError, match="unordered"):
        replace(desks, site=desks.site[::-1].copy())
    with pytest.raises(ValueError, match="channel"):
        replace(desks, channel=np.full(n, Channel.DOORSTEP, dtype=np.uint8))
    with pytest.raises(ValueError, match="negative windows"):
        replace(desks, windows=np.full(n, -1, dtype=np.int32))
    with pytest.raises(ValueError, match="hours"):
        replace(desks, hours=desks.hours[1:])
