"""The desks of sites: what the kind says, what the table says, what channels cannot carry."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.channels import Channel
from planner.domain.desks import DeskKind
from planner.domain.sites import SiteKind
from planner.errors import Severity
from planner.prepare.desks import NOT_SAID, Told, desks_of
from planner.text import Text
from tests.city import services_of

SERVICES = services_of("a", "b", "c", groups={"ab": ["a", "b"]})
HALL = SiteKind(
    "hall",
    Text.same("hall"),
    (
        DeskKind(("ab",), hours="Mo-Fr 09:00-17:00", windows=3, pooled=False),
        DeskKind(("a", "c"), Channel.SELF_SERVICE, windows=1, mails=True),
    ),
)


def told(offers: tuple[str, ...] = (), hours: str = "", windows: int = NOT_SAID) -> Told:
    default = tuple(SERVICES.select(desk.offers) for desk in HALL.desks)
    return Told(HALL, default, offers, hours, windows)


def test_a_site_says_what_its_usual_desk_is_like_and_its_kind_the_rest() -> None:
    desks, warnings = desks_of([told(), told(("c",), "Sa 10:00-12:00", 0)], SERVICES)
    assert warnings == ()
    assert desks.site.tolist() == [0, 0, 1, 1]
    assert desks.channel.tolist() == [Channel.COUNTER, Channel.SELF_SERVICE] * 2
    assert desks.hours == ("Mo-Fr 09:00-17:00", "", "Sa 10:00-12:00", "")
    assert desks.windows.tolist() == [3, 1, 0, 1]
    assert desks.pooled.tolist() == [False, True] * 2
    assert desks.mails.tolist() == [False, True] * 2
    rows = ["".join(np.array(list("abc"))[row]) for row in desks.offers]
    assert rows == ["ab", "ac", "c", "ac"]
    assert not desks.for_all.any()


def test_what_a_channel_cannot_carry_is_dropped_and_named() -> None:
    carried = SERVICES.carried.copy()
    carried[[1, 2], Channel.SELF_SERVICE] = False
    services = replace(SERVICES, carried=carried)
    desks, (warning,) = desks_of([told(), told(("b",))], services)
    assert desks.offers.tolist() == [
        [True, True, False], [True, False, False], [False, True, False], [True, False, False],
    ]  # fmt: skip
    assert (warning.code, warning.severity) == ("not_carried", Severity.WARNING)
    assert "1 service that self-service cannot carry is left out: c" in warning.message.en


def test_no_sites_have_no_desks() -> None:
    desks, warnings = desks_of([], SERVICES)
    assert len(desks) == 0
    assert desks.offers.shape == (0, 3)
    assert warnings == ()
