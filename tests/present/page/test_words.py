from __future__ import annotations

import re
from importlib.resources import files

from planner.present.page.document import SCRIPTS
from planner.present.page.words import WORDS, reading_notes


def template(name: str) -> str:
    return (files("planner.present") / "templates" / name).read_text("utf-8")


def test_every_word_is_used_and_every_used_word_exists() -> None:
    texts = "".join(template(name) for name in ("body.html", *SCRIPTS))
    assert {key for key in WORDS if not re.search(rf"\b{key}\b", texts)} == set()
    asked = set(re.findall(r"\bword\('(\w+)'\)", texts)) | set(
        re.findall(r'data-word="(\w+)"', texts)
    )
    assert asked <= set(WORDS)


def test_both_languages_say_something() -> None:
    assert all(word.zh and word.en for word in WORDS.values())
    assert "驾车" in reading_notes("drive", "fastest")[0].zh
    assert "walk" in reading_notes("walk", "fastest")[0].en


def test_the_notes_say_which_route_people_take() -> None:
    fastest, shortest = (reading_notes("drive", choice)[0] for choice in ("fastest", "shortest"))
    assert "走最快的路" in fastest.zh
    assert "by the fastest route" in fastest.en
    assert "走最短的路" in shortest.zh
    assert "by the shortest route" in shortest.en


def test_scripts_stay_within_what_chromium_88_knows() -> None:
    newer = r"\.at\(|\.hasOwn\(|structuredClone|findLast|\.toSorted|\.groupBy|\bstatic\s*\{|:has\("
    for name in (*SCRIPTS, "page.css"):
        assert re.findall(newer, template(name)) == []


def test_text_reaches_the_document_as_text_only() -> None:
    for name in SCRIPTS:
        assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(",
                          template(name)) == []  # fmt: skip
