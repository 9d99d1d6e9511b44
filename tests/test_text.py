from __future__ import annotations

from planner.text import are, counted


def test_counts_agree_with_their_nouns() -> None:
    assert [counted(n, "fault") for n in (0, 1, 2, 1200)] == [
        "0 faults", "1 fault", "2 faults", "1,200 faults",
    ]  # fmt: skip
    assert [counted(n, "person", "people") for n in (1, 2)] == ["1 person", "2 people"]
    assert counted(0.6, "hour") == "1 hour"
    assert [are(n) for n in (0, 1, 2)] == ["are", "is", "are"]
