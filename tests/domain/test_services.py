from __future__ import annotations

import pytest

from tests.city import services_of

CATALOGUE = services_of("a", "b", "c", groups={"ab": ["a", "b"], "none": []})


def test_words_are_groups_or_ids() -> None:
    assert CATALOGUE.select(["ab"]).tolist() == [True, True, False]
    assert CATALOGUE.select(["c", "a"]).tolist() == [True, False, True]
    assert not CATALOGUE.select(["none"]).any()


def test_unknown_words_are_told_in_order() -> None:
    assert CATALOGUE.unknown(["x", "ab", "c", "y"]) == ("x", "y")


def test_trips_are_cases_times_visits() -> None:
    services = services_of("a", cases_per_person=0.5, visits_per_case=3.0)
    assert services.trips_per_person.tolist() == [1.5]


def test_records_are_frozen() -> None:
    with pytest.raises(ValueError, match="read-only"):
        CATALOGUE.cases_per_person[0] = 2.0
