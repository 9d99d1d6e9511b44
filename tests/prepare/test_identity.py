from __future__ import annotations

import numpy as np
import pytest

from planner.prepare.identity import check_ids, name_of
from planner.sources.faults import Faults
from planner.sources.tables import Table
from planner.text import Text


@pytest.mark.parametrize("word", ["id", "code"])
def test_ids_are_there_and_used_once(word: str) -> None:
    ids = np.array(["a", "", "a", "b"], dtype=object)
    table = Table("t.csv", {"n": ids}, np.arange(2, 6, dtype=np.int32))
    faults = Faults()
    check_ids(table, ids, "n", faults, word=word, remedy=Text.same("change one"))
    found = [(issue.code, issue.where.line, issue.where.key) for issue in faults.issues()]
    assert found == [(f"no_{word}", 3, "n"), (f"duplicate_{word}", 4, "n")]
    assert "row 2" in faults.issues()[1].message.en


def test_a_missing_name_is_the_other_one_or_the_id() -> None:
    names = {"name_zh": np.array(["甲", "", ""]), "name_en": np.array(["", "B", ""])}
    found = [name_of(names, row, "own") for row in range(3)]
    assert found == [Text.same("甲"), Text.same("B"), Text.same("own")]
    assert name_of({}, 0, "own") == Text.same("own")
