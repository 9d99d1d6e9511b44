from __future__ import annotations

from planner.pipeline import read_study
from planner.present.study_report import study_json, study_report
from planner.text import display_width
from tests.present.test_terminal import printed
from tests.small_study import SmallStudy

LOG = (
    "theme,unit,assigned,answered\n"
    "窗口,W,2024-01-01,2024-01-03\n窗口,W,2024-01-01,\n时间,E,2024-01-02,2024-01-04\n"
)


def test_a_request_log_is_summed_up(small: SmallStudy) -> None:
    (small.folder / "log.csv").write_text(LOG, "utf-8")
    small.change(
        "study.yaml",
        "provenance:",
        'requests: [{file: log.csv, until: "2024-01-31"}]\nprovenance:',
    )
    study = read_study(small.folder)
    lines = printed(*study_report(study))
    assert max(map(display_width, lines)) <= 80
    title = lines.index("民意诉求，截至 2024-01-31  Request log until 2024-01-31")
    rows = [line.split() for line in lines[title + 3 : title + 8]]
    # half of three are closed on day 2; of the two of the west only one ever is
    assert rows[0] == ["合计", "total", "3", "66.7", "2", "–", "–"]
    assert rows[1] == ["西区", "/", "West", "2", "50.0", "2", "–", "0.70"]
    assert rows[2] == ["东区", "/", "East", "1", "100.0", "2", "2", "0.47"]
    assert rows[3] == ["窗口", "2", "50.0", "2", "–", "–"]
    evidence = study_json(study)["evidence"]
    assert evidence["total"]["closed"] == 2
    assert evidence["by_unit"][0]["id"] == "W"


def test_without_a_log_nothing_is_said_of_it(small: SmallStudy) -> None:
    study = read_study(small.folder)
    assert not any("Request log" in line for line in printed(*study_report(study)))
    assert study_json(study)["evidence"] is None
