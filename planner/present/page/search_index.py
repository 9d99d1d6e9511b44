"""What the page's search matches beside a name itself: its pinyin, syllable by syllable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from planner.present.page.packing import Pack
from planner.text import Text

_HAN: Final = re.compile("([\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+)")


def syllables(name: str) -> str:
    """Return the pinyin of the Chinese in a name, syllables apart: '东胜区3社' as 'dong sheng qu 3 she'.

    What is not Chinese stays, in lower case; '' where nothing is Chinese.
    """  # noqa: E501
    others_and_chinese = _HAN.split(name)
    if len(others_and_chinese) == 1:
        return ""
    words = [
        _spelt(part) if index % 2 else part.strip().lower()
        for index, part in enumerate(others_and_chinese)
    ]
    return " ".join(word for word in words if word)


@lru_cache(maxsize=65_536)
def _spelt(chinese: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - reading its dictionaries takes a while

    return " ".join(lazy_pinyin(chinese))


def search_index(
    pack: Pack, places: Sequence[str], sites: Sequence[Text], units: Sequence[Text]
) -> dict[str, list[int]]:
    """Return the packed syllables of all places, sites and units, in their order."""
    return {
        "places": pack.add_texts([syllables(name) for name in places]),
        "sites": pack.add_texts([syllables(name.zh) for name in sites]),
        "units": pack.add_texts([syllables(name.zh) for name in units]),
    }
