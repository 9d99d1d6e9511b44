"""What a file may say under the measures on visits, mail and web."""

from __future__ import annotations

from pathlib import Path

from planner.scenario.load import load_scenario
from planner.scenario.measures_visits import DeliverByMail, MoveOnline, ReduceVisits


def test_quantities_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text("name: x\n", "utf-8")
    path = tmp_path / "s.yaml"
    path.write_text(
        "name: x\nstudy: study\nmeasures:\n"
        "  - reduce_visits: {services: a, to: 1, missing_papers: 0, collection: false,"
        " errands_per_trip: 2, result_days_factor: 0.4, cost: {yearly: 1 万元}}\n"
        "  - deliver_by_mail: {services: [a, b], ways: both, uptake: 60 %, fee: 12 yuan}\n"
        "  - move_online: {services: a, share: 40 %}\n",
        "utf-8",
    )
    reduced, mailed, online = load_scenario(path).scenario.measures
    assert isinstance(reduced, ReduceVisits)
    assert (reduced.to, reduced.by, reduced.collection) == (1, None, False)
    assert reduced.cost is not None
    assert reduced.cost.yearly == 10_000
    assert isinstance(mailed, DeliverByMail)
    assert mailed.services == ("a", "b")
    assert (mailed.uptake, mailed.days, mailed.fee) == (0.6, 1, 12)
    assert isinstance(online, MoveOnline)
    assert online.share == 0.4
