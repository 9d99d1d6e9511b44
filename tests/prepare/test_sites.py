"""Sites from tables: kinds, offers, names, and the faults of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from planner.domain.area import Unit, Units
from planner.domain.record import LeftOut
from planner.domain.services import ServiceGroup, Services
from planner.domain.sites import SiteKind, Sites
from planner.errors import DataError, Issue, Where
from planner.prepare.points import TableSpec
from planner.prepare.sites import read_sites
from planner.text import Text

COLUMNS = {
    "id": "id", "name_zh": "名称", "name_en": "name", "kind": "kind", "lon": "lon", "lat": "lat",
    "hours": "hours", "offers": "offers",
}  # fmt: skip
HEADER = "id,名称,name,kind,lon,lat,hours,offers\n"
GOOD = (
    "s1,东胜派出所,Dongsheng,police,109.5,39.5,Mo-Fr 09:00-17:00,\n"
    "s2,康巴什,,post,109.8,39.6,,\n"
    "s3,,Hall,police,109.9,39.7,,many；B\n"
)
UNITS = Units((Unit("1", Text.same("one"), shapely.box(109, 39, 110, 40)),))
SERVICES = Services.plain(
    ids=("A", "B", "C"),
    names=(Text.same("a"), Text.same("b"), Text.same("c")),
    cases_per_person=np.ones(3),
    visits_per_case=np.ones(3),
    counter_s=np.ones(3),
    groups=(ServiceGroup("many", Text.same("many"), np.array([True, False, True])),),
)
KINDS = {
    "police": SiteKind.plain("police", Text(zh="派出所", en="Police station"), ("many",)),
    "post": SiteKind.plain("post", Text(zh="邮政", en="Post office"), ("B",)),
}


def study(key: str) -> Where:
    return Where(file="study.yaml", line=8, key=key)


def spec(folder: Path, rows: str, name: str = "s.csv", **settings: Any) -> TableSpec:
    path = folder / name
    path.write_text(HEADER + rows, "utf-8")
    return TableSpec(path, settings.pop("columns", COLUMNS), **settings)


def read(
    *specs: TableSpec, kinds: dict[str, SiteKind] = KINDS
) -> tuple[Sites, tuple[LeftOut, ...], tuple[Issue, ...]]:
    return read_sites(specs, kinds, SERVICES, UNITS, study)[:3]


def issues_of(*specs: TableSpec, kinds: dict[str, SiteKind] = KINDS) -> tuple[Issue, ...]:
    with pytest.raises(DataError) as caught:
        read(*specs, kinds=kinds)
    return caught.value.issues


def test_sites_as_written(tmp_path: Path) -> None:
    sites, left_out, warnings = read(spec(tmp_path, GOOD))
    assert (left_out, warnings) == ((), ())
    assert sites.ids == ("s1", "s2", "s3")
    assert sites.names == (
        Text(zh="东胜派出所", en="Dongsheng"), Text.same("康巴什"), Text.same("Hall"),
    )  # fmt: skip
    assert sites.kind.tolist() == [0, 1, 0]
    assert sites.hours == ("Mo-Fr 09:00-17:00", "", "")
    assert sites.unit.tolist() == [0, 0, 0]
    assert sites.offers.tolist() == [
        [True, False, True],
        [False, True, False],
        [True, True, True],
    ]
    assert sites.kinds == tuple(KINDS.values())


def test_a_whole_file_of_one_kind_without_names_or_ids(tmp_path: Path) -> None:
    table = spec(tmp_path, GOOD, columns={"lon": "lon", "lat": "lat"}, kind="post")
    sites, _, _ = read(table)
    assert sites.ids == ("s-2", "s-3", "s-4")
    assert sites.names[0] == Text.same("s-2")
    assert sites.kind.tolist() == [1, 1, 1]
    assert sites.offers.tolist() == [[False, True, False]] * 3


def test_names_are_plain_text_whatever_they_hold(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    sites, _, _ = read(spec(tmp_path, f"s1,{hostile},=cmd|'/c calc'!A0,police,109.5,39.5,,\n"))
    assert sites.names[0] == Text(zh=hostile, en="=cmd|'/c calc'!A0")


def test_all_faults_at_once(tmp_path: Path) -> None:
    rows = GOOD + (
        "s4,x,x,polise,109.5,39.5,,\n"
        "s5,x,x,,109.5,39.5,,\n"
        "s6,x,x,post,109.5,39.5,,meny;A;D\n"
        "s1,x,x,police,109.6,39.5,,\n"
        "s7,x,x,police,39.5,109.5,,\n"
        "s8,x,x,police,east,39.5,,\n"
    )
    issues = issues_of(spec(tmp_path, rows))
    assert sorted((i.code, i.where.line, i.where.key) for i in issues) == [
        ("duplicate_id", 8, "id"),
        ("not_a_number", 10, "lon"),
        ("swapped_coordinates", 9, "lon"),
        ("unknown_kind", 5, "kind"),
        ("unknown_kind", 6, "kind"),
        ("unknown_service", 7, "offers"),
        ("unknown_service", 7, "offers"),
    ]
    remedies = {issue.code: issue.remedy.en for issue in reversed(issues)}
    assert "did you mean `police`?" in remedies["unknown_kind"]
    assert "did you mean `many`?" in remedies["unknown_service"]


def test_faults_of_the_study(tmp_path: Path) -> None:
    no_kind = {"lon": "lon", "lat": "lat"}
    issues = issues_of(
        spec(tmp_path, GOOD, columns=no_kind),
        kinds={**KINDS, "hall": SiteKind.plain("hall", Text.same("hall"), ("mani",))},
    )
    assert sorted((issue.code, issue.where.key) for issue in issues) == [
        ("no_kind", "sites[0]"),
        ("unknown_service", "kinds.hall.offers"),
    ]


def test_a_table_that_cannot_be_read_does_not_shift_the_places_of_the_next(tmp_path: Path) -> None:
    missing = TableSpec(tmp_path / "none.csv", COLUMNS)
    no_kind = spec(tmp_path, GOOD, columns={"lon": "lon", "lat": "lat"})
    assert [(i.code, i.where.key) for i in issues_of(missing, no_kind)] == [
        ("file_not_found", "sites[0].file"),
        ("no_kind", "sites[1]"),
    ]


def test_sites_without_coordinates_are_listed(tmp_path: Path) -> None:
    rows = GOOD + "s4,丁,x,post,,39.5,,\ns5,戊,x,post,0,0,,\n"
    sites, left_out, _ = read(spec(tmp_path, rows))
    assert len(sites) == 3
    assert [(item.code, item.count, item.people, item.examples) for item in left_out] == [
        ("no_coordinates", 1, 0, ("丁 (s.csv:5)",)),
        ("zero_coordinates", 1, 0, ("戊 (s.csv:6)",)),
    ]


def test_twice_the_same_and_outside(tmp_path: Path) -> None:
    rows = GOOD + "s2,康巴什,,post,109.8,39.6,,\ns9,x,x,post,110.2,39.6,,\n"
    sites, _, warnings = read(spec(tmp_path, rows))
    assert sites.ids == ("s1", "s2", "s3", "s9")
    assert sites.unit.tolist() == [0, 0, 0, -1]
    assert [warning.code for warning in warnings] == ["repeated_row", "outside_units"]
    assert warnings[1].message.en == "1 site is in no unit"


def test_one_place_of_two_kinds_needs_two_ids(tmp_path: Path) -> None:
    (issue,) = issues_of(spec(tmp_path, GOOD + "s2,康巴什,,police,109.8,39.6,,\n"))
    assert (issue.code, issue.where.line) == ("duplicate_id", 5)


@pytest.mark.parametrize(
    "row",
    [
        "s2,康巴什新区,,post,109.8,39.6,,",
        "s2,康巴什,Kangbashi,post,109.8,39.6,,",
        "s2,康巴什,,post,109.8,39.6,Mo-Fr 09:00-17:00,",
        "s2,康巴什,,post,109.8,39.6,,many",
    ],
    ids=["name_zh", "name_en", "hours", "offers"],
)
def test_rows_of_one_id_must_agree_in_all_that_counts(tmp_path: Path, row: str) -> None:
    (issue,) = issues_of(spec(tmp_path, GOOD + row + "\n"))
    assert (issue.code, issue.where.line) == ("duplicate_id", 5)


def test_the_table_of_every_site_is_known(tmp_path: Path) -> None:
    second = spec(tmp_path, "t1,x,x,post,109.6,39.5,,\n", "t.csv")
    found = read_sites((spec(tmp_path, GOOD), second), KINDS, SERVICES, UNITS, study)
    assert found.table.tolist() == [0, 0, 0, 1]


def test_no_sites_at_all() -> None:
    sites, left_out, warnings = read()
    assert len(sites) == 0
    assert sites.offers.shape == (0, 3)
    assert (left_out, warnings) == ((), ())
