from __future__ import annotations

import json
import re

import pytest
from pypinyin import lazy_pinyin

from planner.present.page.packing import Pack
from planner.present.page.search_index import search_index, syllables
from planner.text import Text
from tests.present.fixture import HOSTILE
from tests.present.page.unpacked import Unpacked


def test_a_name_is_spelt_syllable_by_syllable() -> None:
    assert syllables("东胜区") == "dong sheng qu"
    assert syllables("重庆路") == "chong qing lu"  # by the word, not by its commonest reading
    assert syllables("Station 7") == ""


@pytest.mark.parametrize("name", ["东胜区3社", "3号 A座〇七村B2", "重庆路(北)", "第7村", *HOSTILE])
def test_a_name_in_parts_is_spelt_as_the_whole(name: str) -> None:
    whole = " ".join(word for part in lazy_pinyin(name) if (word := part.strip().lower()))
    assert syllables(name) in {whole, ""}
    assert bool(syllables(name)) == bool(re.search("[一-鿿]", name))


def test_any_name_may_be_spelt() -> None:
    pack = Pack()
    places = search_index(pack, HOSTILE, [Text("派出所", "Station")], [])
    spelt = json.loads(Unpacked.of(pack.sections()).raw(places["places"]))
    assert len(spelt) == len(HOSTILE)
    assert spelt[4].endswith("pai chu suo")
