from __future__ import annotations

from pathlib import Path

from planner.scenario.dependencies import files_behind
from planner.scenario.load import load_scenario, load_study
from tests.small_study import SmallStudy

ROOT = Path(__file__).parents[2]


def test_they_are_all_files_that_loading_reads() -> None:
    for name in ("ordos-24h-zones", "ordos-everything", "xingan-97-signals", "wuhan-postal-25"):
        path = ROOT / "scenarios" / f"{name}.yaml"
        loaded = load_scenario(path)
        read = {*loaded.files, *load_study(loaded.study_dir).files}
        assert set(files_behind(path)) == read


def test_files_that_are_missing_are_listed(small: SmallStudy) -> None:
    path = small.scenario(
        "a.yaml", "extends: no.yaml\nmeasures:\n  - open_sites: {sites: {file: t.csv}}\n"
    )
    folder = small.root / "scenarios"
    assert set(files_behind(path)) == {path, folder / "no.yaml", folder / "t.csv"}


def test_circles_and_faulty_files_end(small: SmallStudy) -> None:
    a = small.scenario("a.yaml", "extends: b.yaml\n")
    b = small.scenario("b.yaml", "extends: a.yaml\nstudy: [1]\n")
    assert set(files_behind(a)) == {a, b}
    broken = small.scenario("c.yaml", "name: [\n")
    assert files_behind(broken) == (broken,)
