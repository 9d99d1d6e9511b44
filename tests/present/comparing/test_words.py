from __future__ import annotations

import re
from importlib.resources import files

from planner.present.comparing.document import SCRIPTS
from planner.present.comparing.words import COMPARISON_WORDS, comparison_notes
from planner.present.page.words import WORDS


def test_every_word_that_the_page_asks_for_is_there_in_both_languages() -> None:
    templates = files("planner.present") / "templates"
    texts = [(templates / name).read_text("utf-8") for name in ("comparison.html", *SCRIPTS)]
    asked = {
        word
        for text in texts
        for word in re.findall(r"(?:page\.word\('|data-word=\")(\w+)['\"]", text)
    }
    assert asked <= {*WORDS, *COMPARISON_WORDS}
    assert set(COMPARISON_WORDS) - set(WORDS) - asked == set()
    assert all(word.zh and word.en for word in COMPARISON_WORDS.values())
    assert all(note.zh and note.en for note in comparison_notes())
