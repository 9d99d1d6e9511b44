"""The catalogue: units of measure, groups by condition, and what is wrong with either."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.errors import DataError, Issue, Severity, Where
from planner.prepare.services import Conditions, read_services
from planner.text import Text

COLUMNS = {
    "id": "id", "name_zh": "名称", "name_en": "name", "cases_per_1000": "cases",
    "visits": "visits", "counter_min": "minutes",
}  # fmt: skip
TABLE = """\
id,名称,name,cases,visits,minutes,高频,window
A1,身份证,ID card,50,2,15,是,TRUE
A2,护照,,8.5,1,30,否,true
A3,,,0.05,0,7.5,是,false
"""


def study(key: str) -> Where:
    return Where(file="study.yaml", line=40, key=key)


def groups(**conditions: Conditions) -> dict[str, tuple[Text, Conditions]]:
    return {group: (Text.same(group), where) for group, where in conditions.items()}


def table(folder: Path, text: str = TABLE) -> Path:
    path = folder / "services.csv"
    path.write_text(text, "utf-8")
    return path


def issues_of(path: Path, columns: dict[str, str] = COLUMNS, **where: Any) -> tuple[Issue, ...]:
    with pytest.raises(DataError) as caught:
        read_services(path, columns, groups(**where), study)
    return caught.value.issues


def test_rates_per_person_and_seconds(tmp_path: Path) -> None:
    services, warnings = read_services(table(tmp_path), COLUMNS, {}, study)
    assert warnings == ()
    assert services.ids == ("A1", "A2", "A3")
    assert services.names == (Text(zh="身份证", en="ID card"), Text.same("护照"), Text.same("A3"))
    assert services.cases_per_person.tolist() == [0.05, 0.0085, 0.00005]
    assert services.visits.visits.tolist() == [2, 1, 0]
    assert services.counter_s.tolist() == [900, 1800, 450]


def test_groups(tmp_path: Path) -> None:
    services, _ = read_services(
        table(tmp_path),
        COLUMNS,
        groups(
            everything={}, frequent={"高频": "是"}, window={"window": "True"},
            both={"高频": "是", "window": "true"}, listed={"id": ["a1", "A3"]},
        ),
        study,
    )  # fmt: skip
    assert [(group.id, group.members.tolist()) for group in services.groups] == [
        ("everything", [True, True, True]),
        ("frequent", [True, False, True]),
        ("window", [True, True, False]),
        ("both", [True, False, False]),
        ("listed", [True, False, True]),
    ]


def test_unknown_words_in_conditions(tmp_path: Path) -> None:
    column, value = issues_of(
        table(tmp_path), one={"windows": "true"}, two={"高频": ["是", "有时"]}
    )
    assert (column.code, column.where.key) == (
        "unknown_column",
        "services.groups.one.where.windows",
    )
    assert "did you mean `window`?" in column.remedy.en
    assert (value.code, value.where.key) == ("unknown_value", "services.groups.two.where.高频")
    assert value.remedy.zh == "可以写：是、否"


def test_an_empty_group_is_a_warning(tmp_path: Path) -> None:
    services, (warning,) = read_services(
        table(tmp_path), COLUMNS, groups(none={"高频": "否", "window": "false"}), study
    )
    assert (warning.code, warning.severity) == ("empty_group", Severity.WARNING)
    assert not services.groups[0].members.any()


def test_a_group_must_not_be_named_like_a_service(tmp_path: Path) -> None:
    (issue,) = issues_of(table(tmp_path), A2={})
    assert (issue.code, issue.where.key) == ("group_named_like_service", "services.groups.A2")


def test_all_faults_of_the_table_at_once(tmp_path: Path) -> None:
    text = "id,cases,visits,minutes\nA,1,1,1\nA,-1,1,1\n,1,,1\nB,1,1,five\n"
    columns = {k: v for k, v in COLUMNS.items() if not k.startswith("name")}
    issues = issues_of(table(tmp_path, text), columns)
    assert sorted((issue.code, issue.where.line, issue.where.key) for issue in issues) == [
        ("duplicate_id", 3, "id"),
        ("missing_number", 4, "visits"),
        ("negative_number", 3, "cases"),
        ("no_id", 4, "id"),
        ("not_a_number", 5, "minutes"),
    ]
    assert "row 2" in next(i for i in issues if i.code == "duplicate_id").message.en


def test_missing_and_unnamed_columns(tmp_path: Path) -> None:
    columns = {"id": "id", "cases_per_1000": "case", "visits": "visits"}
    issues = issues_of(table(tmp_path), columns)
    assert sorted((issue.code, issue.where.key) for issue in issues) == [
        ("missing_column", "services.columns.cases_per_1000"),
        ("missing_column", "services.columns.counter_min"),
    ]
    assert "did you mean `cases`?" in next(i for i in issues if "cases" in i.where.key).remedy.en


def test_the_real_catalogue() -> None:
    path = Path(__file__).parents[2] / ".." / "shared" / "facts" / "services.csv"
    if not path.exists():
        pytest.skip("the real catalogue is not at hand")
    columns = {
        "id": "id", "name_zh": "name_zh", "name_en": "name_en", "visits": "visits_before",
        "cases_per_1000": "annual_demand_per_1000_residents", "counter_min": "minutes_at_counter",
    }  # fmt: skip
    services, warnings = read_services(
        path,
        columns,
        groups(
            high_frequency={"high_frequency": "true"}, window={"integrated_window_62": "true"},
            hukou={"hukou_54": "true"}, postal={"postal_agent": "true"},
            delegated={"delegated_275": "true"}, one_document={"one_document_18": "true"},
            no_meet={"no_meet_20": "true"},
        ),
        study,
    )  # fmt: skip
    assert warnings == ()
    assert len(services) == 326
    assert {group.id: int(group.members.sum()) for group in services.groups} == {
        "high_frequency": 99, "window": 62, "hukou": 54, "postal": 25, "delegated": 275,
        "one_document": 18, "no_meet": 20,
    }  # fmt: skip
    birth = services.index_of["HZ001"]
    assert services.cases_per_person[birth] == 0.008
    assert services.counter_s[birth] == 900
