from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import Issue, ScenarioError
from planner.scenario.files import MAX_BYTES
from planner.scenario.load import LoadedScenario, load_scenario, load_study
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import NewSites, SiteChoice
from planner.scenario.nodes import Source
from planner.scenario.positions import parse_yaml
from planner.scenario.quantities import Limit
from planner.scenario.schema import Show, Standard, Travel
from planner.text import Text

GOOD = """\
# yaml-language-server: $schema=../planner.schema.json
name: {zh: 东胜, en: Dongsheng}
description: A test, with a comma
study: study
travel:
  mode: walk
  optimise: shortest
  speeds_kmh: {trunk: 10, ferry: 12.5}
  unpaved_factor: 1
  ferries: true
  access_speed_kmh: 4.5
  farthest_from_road: 800 m
  smallest_part: 2 公里
measures:
  - extend_services:
      services: high_frequency
      to: {sites: [a, b]}
  - extend_services:
      services: [x, y]
      to: {kind: police_station}
  - extend_services: {services: z, to: [c]}
  - open_sites:
      kind: postal_agent
      sites:
        - {id: n1, name: 新址, lon: 109.9, lat: 39.8}
        - {id: n2, name: {en: New}, lon: 110, lat: 40, services: w}
standards:
  - {within: 30 min, residents: 90 %}
  - {within: 10 km, residents: 95 %, services: [x]}
show: {services: high_frequency}
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files and return the path of the last; a study folder is always there."""
    (folder / "study").mkdir(parents=True, exist_ok=True)
    (folder / "study" / "study.yaml").write_text("name: Study\n", "utf-8")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def issues_of(path: Path, *overrides: str) -> tuple[Issue, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, overrides)
    return caught.value.issues


def codes(path: Path, *overrides: str) -> list[str]:
    return [issue.code for issue in issues_of(path, *overrides)]


def test_a_whole_scenario_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, {"a.yaml": GOOD})
    loaded = load_scenario(path)
    scenario = loaded.scenario
    assert loaded.path == path
    assert loaded.files == (path,)
    assert loaded.study_dir == tmp_path / "study"
    assert scenario.name == Text("东胜", "Dongsheng")
    assert scenario.description == Text.same("A test, with a comma")
    assert scenario.travel.model_dump() == {
        "mode": "walk",
        "optimise": "shortest",
        "speeds_kmh": {"trunk": 10.0, "ferry": 12.5},
        "unpaved_factor": 1.0,
        "ferries": True,
        "access_speed_kmh": 4.5,
        "farthest_from_road_m": 800.0,
        "smallest_part_m": 2000.0,
    }
    first, second, third, fourth = scenario.measures
    assert isinstance(first, ExtendServices)
    assert isinstance(first.to, SiteChoice)
    assert (first.services, first.to.sites) == (("high_frequency",), ("a", "b"))
    assert isinstance(second, ExtendServices)
    assert isinstance(second.to, SiteChoice)
    assert (second.services, second.to.sites, second.to.kind) == (
        ("x", "y"),
        None,
        ("police_station",),
    )
    assert isinstance(third, ExtendServices)
    assert isinstance(third.to, SiteChoice)
    assert third.to.sites == ("c",)
    assert isinstance(fourth, OpenSites)
    assert isinstance(fourth.sites, NewSites)
    assert fourth.kind == "postal_agent"
    assert [(s.id, s.name, s.lon, s.lat, s.services) for s in fourth.sites.listed or ()] == [
        ("n1", Text.same("新址"), 109.9, 39.8, None),
        ("n2", Text.same("New"), 110.0, 40.0, ("w",)),
    ]
    standards = [(s.within, s.residents_share, s.services) for s in scenario.standards]
    assert standards == [
        (Limit(time_s=1800.0), 0.9, None),
        (Limit(length_m=10_000.0), 0.95, ("x",)),
    ]
    assert scenario.show == Show(services=("high_frequency",))


def test_defaults(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, {"a.yaml": "name: x\nstudy: study\n"})).scenario
    assert scenario.travel == Travel()
    assert scenario.travel.model_dump() == {
        "mode": "drive",
        "optimise": "fastest",
        "speeds_kmh": {},
        "unpaved_factor": 0.7,
        "ferries": False,
        "access_speed_kmh": 5.0,
        "farthest_from_road_m": 5000.0,
        "smallest_part_m": 10_000.0,
    }
    assert (scenario.measures, scenario.standards, scenario.show) == ((), (), None)


def test_models_are_frozen(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, {"a.yaml": GOOD})).scenario
    with pytest.raises(ValueError, match="frozen"):
        scenario.travel.mode = "drive"  # type: ignore[misc]


def test_utf8_with_bom_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, {"a.yaml": b"\xef\xbb\xbf" + "name: 东胜\nstudy: study\n".encode()})
    loaded = load_scenario(path)
    assert loaded.scenario.name == Text.same("东胜")
    assert (loaded.where("name").line, loaded.where("name").column) == (1, 7)


CHAIN = {
    "base/root.yaml": (
        "name: Root\nstudy: ../study\ntravel: {mode: walk, ferries: true}\n"
        "measures:\n  - extend_services: {services: a, to: [s1]}\n"
        "standards:\n  - {within: 1 h, residents: 50 %}\n"
    ),
    "mid.yaml": (
        "extends: base/root.yaml\ntravel: {mode: cycle}\n"
        "measures:\n  - extend_services: {services: b, to: [s2]}\n"
    ),
    "leaf.yaml": (
        "extends: mid.yaml\nname: Leaf\n"
        "measures:\n  - extend_services:\n      services: c\n      to: [s3]\n"
        "standards:\n  - {within: 2 km, residents: 60 %}\n"
    ),
}


@pytest.fixture
def chain(tmp_path: Path) -> LoadedScenario:
    return load_scenario(write(tmp_path, CHAIN))


def test_chain_is_merged_by_the_rule(chain: LoadedScenario, tmp_path: Path) -> None:
    scenario = chain.scenario
    assert scenario.name == Text.same("Leaf")
    assert (scenario.travel.mode, scenario.travel.ferries) == ("cycle", True)
    services = [m.services for m in scenario.measures if isinstance(m, ExtendServices)]
    assert services == [("a",), ("b",), ("c",)]
    assert [standard.within for standard in scenario.standards] == [Limit(length_m=2000.0)]
    assert chain.study_dir.resolve() == tmp_path / "study"
    assert [path.name for path in chain.files] == ["root.yaml", "mid.yaml", "leaf.yaml"]


@pytest.mark.parametrize(
    ("key", "file", "line", "column"),
    [
        ("name", "leaf.yaml", 2, 7),
        ("study", "root.yaml", 2, 8),
        ("travel.mode", "mid.yaml", 2, 16),
        ("travel.ferries", "root.yaml", 3, 31),
        ("measures[0].extend_services.to.sites[0]", "root.yaml", 5, 41),
        ("measures[1].extend_services.services", "mid.yaml", 4, 33),
        ("measures[2].extend_services.to.sites[0]", "leaf.yaml", 6, 12),
        ("measures[2].extend_services.services[0]", "leaf.yaml", 5, 17),
        ("standards[0].within", "leaf.yaml", 8, 14),
        ("travel.access_speed_kmh", "mid.yaml", 2, 1),
    ],
)
def test_merged_keys_know_their_file(
    chain: LoadedScenario, key: str, file: str, line: int, column: int
) -> None:
    where = chain.where(key)
    assert (Path(where.file).name, where.line, where.column) == (file, line, column)
    assert where.key == key


def test_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {
            "root.yaml": "name: x\nname: y\nstudy: study\ntravel: {mode: car}\n",
            "leaf.yaml": "extends: root.yaml\ntravle: {}\nshow: {services: []}\n",
        },
    )
    found = [(Path(i.where.file).name, i.where.line, i.code) for i in issues_of(path)]
    assert found == [
        ("root.yaml", 2, "yaml_duplicate_key"),
        ("root.yaml", 4, "unknown_choice"),
        ("leaf.yaml", 2, "unknown_key"),
        ("leaf.yaml", 3, "empty_list"),
    ]


def test_unreadable_parent_does_not_make_keys_look_missing(tmp_path: Path) -> None:
    path = write(tmp_path, {"leaf.yaml": "extends: none.yaml\ntravel: {mode: car}\n"})
    assert codes(path) == ["file_missing", "unknown_choice"]


def test_long_circle_is_found(tmp_path: Path) -> None:
    files = {f"{n}.yaml": f"extends: {(n + 1) % 5}.yaml\nname: x\nstudy: study\n" for n in range(5)}
    assert codes(write(tmp_path, files)) == ["extends_cycle"]


def test_overrides_replace_and_name_themselves(tmp_path: Path) -> None:
    path = write(tmp_path, {"a.yaml": GOOD})
    loaded = load_scenario(
        path,
        [
            "travel.mode=drive",
            "travel.speeds_kmh={path: 3}",
            "measures[0].extend_services.services=[p, q]",
            "standards[1].residents=50 %",
            'name="a: b"',
        ],
    )
    scenario = loaded.scenario
    first = scenario.measures[0]
    assert isinstance(first, ExtendServices)
    assert isinstance(first.to, SiteChoice)
    assert first.services == ("p", "q")
    assert scenario.travel.mode == "drive"
    assert scenario.travel.speeds_kmh == {"path": 3.0}
    assert scenario.standards[1] == Standard.model_validate(
        {"within": "10 km", "residents": "50 %", "services": ("x",)}
    )
    assert scenario.name == Text.same("a: b")
    assert loaded.where("travel.mode").file == "--set travel.mode=drive"
    assert loaded.where("travel.mode").line is None
    assert loaded.where("travel.optimise").line == 7


def test_override_can_say_what_the_file_does_not(tmp_path: Path) -> None:
    path = write(tmp_path, {"a.yaml": "name: x\nstudy: study\n"})
    assert load_scenario(path, ["travel.mode=walk"]).scenario.travel.mode == "walk"


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ("travel.mode", "override_syntax"),
        ("=walk", "override_syntax"),
        ("travel mode=walk", "override_syntax"),
        ("travel.mode=", "override_syntax"),
        ("travel.mode=[", "override_syntax"),
        ("travel.mode=@x", "override_syntax"),
        ("measures[4].open_sites.kind=a", "override_index"),
        ("name[0]=a", "override_index"),
        ("travel.mode=wolk", "unknown_choice"),
        ("travel.modus=walk", "unknown_key"),
        ("travel.mode=walk\0", "override_syntax"),
    ],
)
def test_faulty_overrides(tmp_path: Path, override: str, code: str) -> None:
    issues = issues_of(write(tmp_path, {"a.yaml": GOOD}), override)
    assert [issue.code for issue in issues] == [code]
    assert issues[0].where.file == f"--set {override}"


def test_missing_file_suggests_its_neighbours(tmp_path: Path) -> None:
    write(tmp_path, {"ordos-99.yaml": GOOD})
    (issue,) = issues_of(tmp_path / "ordos99.yaml")
    assert issue.code == "file_missing"
    assert "ordos-99.yaml" in issue.remedy.en


def test_unreadable_places(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    assert codes(tmp_path / "large.yaml") == ["file_too_large"]
    assert codes(tmp_path) == ["file_missing"]
    assert codes(tmp_path / ("x" * 3000)) == ["file_missing"]


def test_loop_of_links_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    path = write(tmp_path, {"a.yaml": "extends: loop.yaml\nname: x\nstudy: study\n"})
    assert codes(path) == ["file_missing"]


STUDY = """\
name: {zh: 鄂尔多斯, en: Ordos}
data_date: 2020-11-01
units: {file: units.geojson, code: code, name_zh: 名称, people: pop_2020}
roads:
  file: roads.parquet
  columns: {highway: class}
residents:
  - file: residents.csv
    columns: {id: 编号, people: 人口 数}
    coordinates: gcj02
    delimiter: ";"
sites:
  - file: sites.csv
    kind: police_station
kinds:
  police_station: {zh: 派出所, en: Police station, offers: [station_counter]}
  hall: {zh: 大厅, en: Hall, offers: []}
services:
  file: ../catalogue/services.csv
  columns: {cases_per_1000: demand}
  groups:
    station_counter: {zh: 窗口, en: Counter, where: {base: [a, b], flag: "true"}}
    everything: {zh: 全部, en: All, where: {}}
provenance:
  - {what: {zh: 道路, en: Roads}, nature: fact, source: OpenStreetMap, licence: ODbL-1.0}
"""
DATA = ("units.geojson", "roads.parquet", "residents.csv", "sites.csv", "../catalogue/services.csv")


def write_study(folder: Path, text: str = STUDY, data: tuple[str, ...] = DATA) -> Path:
    study = folder / "ordos"
    files = {str(Path("ordos") / name): "" for name in data}
    write(folder, {**files, "ordos/study.yaml": text})
    return study


def study_issues(folder: Path) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(ScenarioError) as caught:
        load_study(folder)
    return [(i.code, i.where.line, i.where.column) for i in caught.value.issues]


def test_a_whole_study_is_read(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    loaded = load_study(folder)
    study = loaded.study
    assert loaded.path == folder / "study.yaml"
    assert loaded.study_dir == folder
    assert [path.name for path in loaded.files] == [
        "study.yaml", "units.geojson", "roads.parquet", "services.csv", "residents.csv",
        "sites.csv",
    ]  # fmt: skip
    assert loaded.file("../catalogue/services.csv") == tmp_path / "catalogue" / "services.csv"
    assert study.name == Text("鄂尔多斯", "Ordos")
    assert study.data_date == "2020-11-01"
    assert (study.units.name_zh, study.units.name_en, study.units.area_km2) == ("名称", None, None)
    assert study.roads.junctions == "vertices"
    assert study.residents[0].columns.people == "人口 数"
    assert study.residents[0].coordinates == "gcj02"
    assert study.sites[0].kind == "police_station"
    assert study.kinds["police_station"].name == Text("派出所", "Police station")
    assert study.kinds["police_station"].offers == ("station_counter",)
    assert study.kinds["hall"].offers == ()
    group = study.services.groups["station_counter"]
    assert group.where == {"base": ("a", "b"), "flag": ("true",)}
    assert study.services.groups["everything"].where == {}
    assert study.provenance[0].nature == "fact"


def test_missing_data_files_are_all_reported_at_their_place(tmp_path: Path) -> None:
    folder = write_study(tmp_path, data=("units.geojson", "residents.xlsx"))
    assert study_issues(folder) == [
        ("file_missing", 5, 9),
        ("file_missing", 8, 11),
        ("file_missing", 13, 11),
        ("file_missing", 19, 9),
    ]


@pytest.mark.parametrize(
    ("old", "new", "issue"),
    [
        ("    kind: police_station", "    kind: police", ("unknown_kind", 14, 11)),
        ("  file: roads.parquet", "  place: a\n  polygon: sites.csv", ("one_of", 6, 12)),
        ("  file: roads.parquet", "  layer: a", ("one_of", 4, 1)),
        (", name_zh: 名称", "", ("one_of", 3, 1)),
        ('delimiter: ";"', 'delimiter: ";;"', ("bad_word", 11, 16)),
        ("coordinates: gcj02", "coordinates: gcj-02", ("unknown_choice", 10, 18)),
        ("columns: {id: 编号", "columns: {ids: 编号", ("unknown_key", 9, 15)),
        ("nature: fact", "nature: facts", ("unknown_choice", 25, 41)),
        ("  hall:", "  big hall:", ("unknown_key", 17, 3)),
        ('flag: "true"', "flag: true", ("wrong_type", 22, 72)),
        ("data_date: 2020-11-01", "data_date: 2020", ("wrong_type", 2, 12)),
        ("offers: [station_counter]", "offers: station, counter", ("comma_in_text", 16, 66)),
    ],
)
def test_faulty_studies(tmp_path: Path, old: str, new: str, issue: tuple[str, int, int]) -> None:
    assert old in STUDY
    found = study_issues(write_study(tmp_path, STUDY.replace(old, new)))
    assert found[0] == issue


def test_study_folder_must_exist_and_hold_study_yaml(tmp_path: Path) -> None:
    assert [code for code, _, _ in study_issues(tmp_path / "none")] == ["folder_missing"]
    assert [code for code, _, _ in study_issues(tmp_path)] == ["file_missing"]


SPICE = (
    b"\t", b"\n", b"\r", b"  ", b": ", b"- ", b"{", b"}", b"[", b"]", b"'", b'"', b"#", b"&a ",
    b"*a", b"!x ", b"---\n", b"...\n", b"%YAML 1.1\n", b"| ", b"> ", b"? ", b"@", b"`", b"\\",
    b'"\\0"', b'"\\ud800"', b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8",
    "：，【】".encode(), b".nan .inf 1e999 null ~", b"<<: *a\n", b"extends: a.yaml\n",
    b"extends: .\n", b"0x", b"9" * 50,
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, good: str) -> bytes:
    """Return a good file after a few cuts, repetitions, exchanges and insertions."""
    data = good.encode()
    dice = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311
    for _ in range(draw(st.integers(1, 6))):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice([0, 1, 3, 30]))
        piece = dice.choice([b"", data[end : end + 20], dice.choice(SPICE), dice.randbytes(2)])
        data = data[:start] + piece + data[end:]
    return data


@given(data=damaged(GOOD) | st.binary(max_size=60), override=st.none() | st.text(max_size=20))
def test_whatever_the_bytes_the_planner_gets_faults_or_a_scenario(
    data: bytes, override: str | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    folder.mkdir(exist_ok=True)
    path = write(folder, {"a.yaml": data})
    issues: tuple[Issue, ...] = ()
    try:
        assert load_scenario(path, [] if override is None else [override]).where("name").file
    except ScenarioError as error:
        issues = error.issues
        assert str(error)  # noqa: PT017 - rendering must not fail either
    assert all(issue.code != "invalid_value" for issue in issues)


@given(data=damaged(STUDY))
def test_whatever_the_bytes_the_planner_gets_faults_or_a_study(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzz_study"
    write(folder, {"study.yaml": data, **dict.fromkeys(DATA[:-1], b"")})
    issues: tuple[Issue, ...] = ()
    try:
        load_study(folder)
    except ScenarioError as error:
        issues = error.issues
        assert str(error)  # noqa: PT017 - rendering must not fail either
    assert all(issue.code != "invalid_value" for issue in issues)


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(found for step, part in inner for found in paths_of(part, (*path, step)))]


def plain_lists(text: str) -> Any:
    node, _ = parse_yaml(Source.of_text("x.yaml", Path(), text), text)
    assert node is not None
    return json.loads(json.dumps(node.plain()))


@pytest.mark.parametrize(
    ("good", "load"), [(GOOD, "scenario"), (STUDY, "study")], ids=["scenario", "study"]
)
@given(data=st.data())
def test_any_value_at_any_place_is_named_as_a_fault_or_taken(
    data: st.DataObject, good: str, load: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = plain_lists(good)
    path = data.draw(st.sampled_from(paths_of(whole)[1:]))
    scalars = st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text(max_size=3)
    value = data.draw(
        st.recursive(
            scalars,
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(["a", "zh", "kind", "to"]), inner, max_size=2)
            ),
            max_leaves=4,
        )
    )
    parent = whole
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    folder = tmp_path_factory.getbasetemp() / "values"
    text = json.dumps(whole, ensure_ascii=True)
    issues: tuple[Issue, ...] = ()
    try:
        if load == "scenario":
            load_scenario(write(folder, {"a.yaml": text}))
        else:
            write(folder, {"study.yaml": text, **dict.fromkeys(DATA[:-1], b"")})
            load_study(folder)
    except ScenarioError as error:
        issues = error.issues
        assert str(error)  # noqa: PT017 - rendering must not fail either
    assert all(issue.code != "invalid_value" for issue in issues)
    assert all(issue.where.line == 1 for issue in issues)
