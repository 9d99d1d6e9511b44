from __future__ import annotations

import re
from importlib.resources import files

from planner.present.page.document import SCRIPTS
from planner.present.page.words import WORDS, reading_notes
from tests.present.fixture import result


def template(name: str) -> str:
    return (files("planner.present") / "templates" / name).read_text("utf-8")


def test_every_word_is_used_and_every_used_word_exists() -> None:
    markup = ("body.html", "mapbox.html", "foot.html")
    texts = "".join(template(name) for name in (*markup, *SCRIPTS))
    # Columns of chosen sites come with their words from the data.
    texts += (files("planner.present") / "page" / "siting.py").read_text("utf-8")
    assert {key for key in WORDS if not re.search(rf"\b{key}\b", texts)} == set()
    asked = set(re.findall(r"\bword\('(\w+)'\)", texts)) | set(
        re.findall(r'data-word="(\w+)"', texts)
    )
    assert asked <= set(WORDS)


def notes(optimise: str = "fastest", *, year: bool = False, **settings: object) -> list[str]:
    world = result(year=year).after.world
    settings["optimise"] = optimise
    return [f"{note.zh} {note.en}" for note in reading_notes(world, settings, 2000)]


def test_both_languages_say_something() -> None:
    empty_on_purpose = {"visit_unit", "of_such_days"}
    assert all(word.zh and word.en for key, word in WORDS.items() if key not in empty_on_purpose)
    assert "驾车" in notes()[0]
    assert "drive" in notes()[0]


def test_the_notes_say_which_route_people_take() -> None:
    assert "走最快的路" in notes("fastest")[0]
    assert "by the fastest route" in notes("fastest")[0]
    assert "走最短的路" in notes("shortest")[0]
    assert "by the shortest route" in notes("shortest")[0]


def test_the_notes_say_that_visits_spread() -> None:
    said = notes(spread_over={"sites": 3, "per_min": 0.1})
    assert "over the 3 nearest sites (logit, 0.1 a minute" in said[-1]
    assert "分到最近 3 处" in said[-1]
    assert notes(spread_over=None) == notes()


def test_the_notes_say_what_is_modelled_and_what_is_not() -> None:
    assert "every site counts as open at all times" in " ".join(notes())
    assert "Windows are not known" in " ".join(notes())
    with_hours = " ".join(notes(year=True))
    assert "follow the calendar of 2025" in with_hours
    assert "Queues are estimated" in with_hours
    assert "everybody may use every site" in with_hours
    assert "精确到 2 秒" in with_hours


def test_scripts_stay_within_what_chromium_88_knows() -> None:
    newer = r"\.at\(|\.hasOwn\(|structuredClone|findLast|\.toSorted|\.groupBy|\bstatic\s*\{|:has\("
    for name in (*SCRIPTS, "page.css"):
        assert re.findall(newer, template(name)) == []


def test_text_reaches_the_document_as_text_only() -> None:
    for name in SCRIPTS:
        assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(",
                          template(name)) == []  # fmt: skip
