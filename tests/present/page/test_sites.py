from __future__ import annotations

from planner.present.page.sites import site_marks
from tests.present.fixture import result


def test_sites_count_services_in_each_selection_before_and_after() -> None:
    marks = {mark["id"]: mark for mark in site_marks(result(), ["focus", "all"])}
    assert marks["P0"]["before"] == marks["P0"]["after"] == [4, 10]  # the hall does everything
    assert marks["P1"]["before"] == [0, 3]
    assert marks["P1"]["after"] == [4, 7]
    assert marks["NEW"]["before"] is None
    assert marks["NEW"]["after"] == [4, 4]
    assert marks["NEW"]["hours"] == "24/7"


def test_changed_sites_lie_on_top() -> None:
    changed = [mark["changed"] for mark in site_marks(result(), ["focus"])]
    assert changed == [False] * 3 + [True] * 6
