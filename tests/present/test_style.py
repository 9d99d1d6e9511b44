from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from planner.domain.access import Reach, TypicalAccess
from planner.present import style
from planner.present.style import Kind, shown
from planner.text import Text

# Machado, Oliveira & Fernandes (2009), full deficiency, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip


def lab(colour: str, vision: str = "normal") -> npt.NDArray[np.float64]:
    """Return CIE L*a*b* of a colour as an eye sees it."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(VISION[vision] @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    f = np.cbrt(to_xyz @ linear / [0.9505, 1.0, 1.089] + 1e-9)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", sorted(VISION))
def test_lightness_falls_and_the_standard_shows_for_every_eye(vision: str) -> None:
    colours = [lab(colour, vision) for colour in style.ACCESS_COLOURS]
    lightness = [colour[0] for colour in colours]
    assert all(a > b for a, b in pairwise(lightness))
    steps = [float(np.linalg.norm(a - b)) for a, b in pairwise(colours)]
    assert steps[style.N_WITHIN - 1] > 60
    assert min(steps) > 12


def test_classes_are_inclusive_at_the_top_and_reasons_come_last() -> None:
    time_s = np.array([900.0, 900.5, 1800.0, 1800.001, 5400.0, 5401.0, np.nan, np.nan, np.nan])
    reach = np.array([0, 0, 0, 0, 0, 0, 1, 2, 3], dtype=np.uint8)
    classes = style.access_classes(time_s, reach, 1800.0)
    assert classes.tolist() == [0, 1, 1, 2, 4, 5, 6, 7, 8]
    assert [reason for reason, _ in style.REACH_NAMES] == [
        Reach.NO_ROUTE,
        Reach.UNPLACED,
        Reach.NO_PROVIDER,
        Reach.NOT_SERVED,
        Reach.CLOSED,
    ]


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0%"), (0.0001, "0.1%"), (0.5, "50.0%"), (0.9996, "99.9%"), (1.0, "100.0%"),
     (math.nan, "—")],
)  # fmt: skip
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, text: str) -> None:
    assert style.share_text(share) == text


def test_counts_use_each_language_s_own_large_unit() -> None:
    assert style.people_text(9_999) == Text("9,999 人", "9,999 people")
    assert style.people_text(361_234) == Text("36.1 万人", "361,234 people")
    assert style.people_text(2_153_638) == Text("215.4 万人", "2.15 million people")
    assert style.people_text(1) == Text("1 人", "1 person")


def test_a_change_is_the_difference_of_what_is_shown() -> None:
    share = shown(Kind.SHARE, 0.6123, 0.7888)
    assert (share.before.zh, share.value.zh, share.change.zh) == ("61.2", "78.9", "+17.7 个百分点")
    people = shown(Kind.PEOPLE, 453_000, 92_000)
    assert (people.value.zh, people.unit.zh, people.change.zh) == ("9.2", "万人", "−36.1 万人")
    assert people.change.en == "−361,000 people"
    assert shown(Kind.MINUTES, 30.0, 41.25).change.en == "+11.2 min"


def test_numbers_side_by_side_keep_their_digits() -> None:
    people = shown(Kind.PEOPLE, 12_865, 3_060)
    assert (people.before.zh, people.value.zh, people.unit.zh) == ("12,865", "3,060", "人")
    assert shown(Kind.PEOPLE, 1_431_000, 3_060).value.zh == "0.3"
    assert shown(Kind.PEOPLE, 12_865, 0).before.zh == "1.3"


def test_a_change_too_small_for_the_unit_is_told_in_a_smaller_one() -> None:
    assert shown(Kind.PEOPLE, 453_000, 452_880).change == Text("−120 人", "−120 people")
    assert shown(Kind.PEOPLE, 453_000, 453_000).change == Text("", "")


def test_missing_values_are_dashes_without_a_change() -> None:
    minutes = shown(Kind.MINUTES, math.nan, 20.0)
    assert (minutes.before.zh, minutes.value.zh, minutes.change.zh) == ("—", "20.0", "")


def test_classes_of_change_tell_saved_time_and_what_is_reached() -> None:
    def access(*minutes: float | None) -> TypicalAccess:
        time_s = np.array([np.nan if m is None else 60 * m for m in minutes])
        reach = np.array(
            [Reach.NO_ROUTE if m is None else Reach.REACHED for m in minutes], np.uint8
        )
        return TypicalAccess(time_s, time_s * 10, reach)

    before = access(40, 40, 40, 40, 40, 40, 40, 40, None, 40, None)
    after = access(46, 42, 41, 40, 39, 38.9, 34, 19, 40, None, None)
    # with 30 minutes the breaks are -5, -1, 1, 5, 10, 20 minutes saved; each belongs to the lower
    classes = style.change_classes(before, after, 1800.0).tolist()
    assert classes == [0, 1, 1, 2, 2, 3, 4, 6, 7, 8, 9]
