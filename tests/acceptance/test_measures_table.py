"""docs/measures.md says of every published measure how it is modelled, and what it says holds."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.checks import check
from planner.scenario.load import load_scenario

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
_SCENARIO = re.compile(r"\[([\w-]+)\]\(\.\./scenarios/([\w-]+)\.yaml\)")


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    id: str
    words: str
    keys: tuple[str, ...]
    scenarios: tuple[str, ...]
    why: str


def said() -> list[Row]:
    rows = []
    for line in (ROOT / "docs" / "measures.md").read_text("utf-8").splitlines():
        if re.match(r"\| M\d{3} \|", line):
            number, words, keys, last = re.split(r" \|(?: |$)", line.removeprefix("| "))[:4]
            named = _SCENARIO.findall(last)
            assert all(text == target for text, target in named), line
            rows.append(
                Row(
                    number,
                    words,
                    tuple(re.findall(r"`(\w+)`", keys)),
                    tuple(target for _, target in named),
                    _SCENARIO.sub("", last).strip(" ,"),
                )
            )
    return rows


def facts() -> dict[str, dict[str, str]]:
    with (ROOT / "data" / "facts" / "measures.csv").open(encoding="utf-8", newline="") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}


def keys_of(scenario: str) -> set[str]:
    loaded = load_scenario(ROOT / "scenarios" / f"{scenario}.yaml")
    return {measure.key for measure in loaded.scenario.measures}


def test_every_published_measure_has_a_row_with_its_exact_sentence() -> None:
    rows, published = said(), facts()
    assert [row.id for row in rows] == [f"M{n:03d}" for n in range(1, 93)]
    assert list(published) == [row.id for row in rows]
    for row in rows:
        assert row.words.endswith("<br>" + published[row.id]["quote_zh"]), row.id


def test_every_row_names_a_scenario_or_a_reason() -> None:
    for row in said():
        assert row.scenarios or row.why, row.id
        assert row.keys or not row.scenarios, row.id


def test_the_measures_named_are_in_the_scenarios_named() -> None:
    for row in said():
        if row.scenarios:
            used = [keys_of(scenario) for scenario in row.scenarios]
            assert set(row.keys) <= set().union(*used), row.id
            assert all(set(row.keys) & keys for keys in used), row.id


def test_every_scenario_of_a_published_measure_is_named() -> None:
    named = {scenario for row in said() for scenario in row.scenarios}
    other = {"ordos-everything", "ordos-winter-closure", "iceland-post-offices", "wuhan-postal-25"}
    chosen = {
        "ordos-best-5",
        "ordos-30-postal",
        "ordos-budget",
        "ordos-portfolio",
        "baotou-best-25-kiosks",
        "iceland-post",
    }
    plain = {"ordos", "baotou", "xingan", "qujing", "xiangtan", "iceland", "wuhan"}
    assert {path.stem for path in SCENARIOS} == named | other | chosen | plain


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_header_says_what_is_fact_and_what_is_assumed(path: Path) -> None:
    head = path.read_text("utf-8").split("\nname:")[0]
    if not load_scenario(path).scenario.measures or path.stem.startswith(("iceland", "wuhan")):
        pytest.skip("it models no published measure")
    for words in (("属实", "假定"), ("Fact", "ssumed")):
        assert all(word in head for word in words), words


def test_all_scenarios_are_sound() -> None:
    assert check(SCENARIOS) == ()
