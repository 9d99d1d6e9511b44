from __future__ import annotations

import numpy as np

from planner.present.papers.fonts import find_font
from planner.present.papers.marks import place_mark, radii_mm, site_mark
from planner.present.papers.sheet import SHAPES, Fonts, Sheet


def test_more_people_never_have_a_smaller_dot() -> None:
    people = np.sort(np.random.default_rng(1).lognormal(5, 1.5, 5000))[::-1]
    radius = radii_mm(people, 200.0 * 150.0)
    assert (np.diff(radius) <= 0).all()
    assert len(np.unique(radius)) <= 13
    assert radius.max() / radius.min() <= 2.6 / 0.62 + 1e-9
    assert 0.2 < radius.min() < radius.max() < 3.2


def test_dots_of_few_places_are_larger_and_nobody_is_no_fault() -> None:
    few, many = (radii_mm(np.ones(n), 30_000.0)[0] for n in (10, 100_000))
    assert few > many
    assert len(radii_mm(np.empty(0), 30_000.0)) == 0


def test_every_kind_of_mark_is_drawn() -> None:
    fonts = Fonts(find_font())
    pictures = set()
    for kind in range(len(SHAPES) + 1):
        sheet = Sheet(10, 10, fonts)
        site_mark(sheet, 5, 5, kind, 6, handles=True, changed=False)
        pictures.add(sheet.png())
    for handles, changed in ((False, False), (True, True)):
        sheet = Sheet(10, 10, fonts)
        site_mark(sheet, 5, 5, 0, 6, handles=handles, changed=changed)
        pictures.add(sheet.png())
    for kind in range(4):
        sheet = Sheet(10, 10, fonts)
        place_mark(sheet, 5, 5, kind, colours=("#ff0000",), radius=3)
        pictures.add(sheet.png())
    # the last two reasons for not being reached look alike
    assert len(pictures) == len(SHAPES) + 1 + 2 + 4
