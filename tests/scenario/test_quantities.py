from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from planner.scenario.quantities import Cutoff, Limit, Metres, MetresOrZero, Share

metres: TypeAdapter[float] = TypeAdapter(Metres)
metres_or_zero: TypeAdapter[float] = TypeAdapter(MetresOrZero)
share: TypeAdapter[float] = TypeAdapter(Share)
cutoff: TypeAdapter[Limit] = TypeAdapter(Cutoff)


def code(adapter: TypeAdapter[float] | TypeAdapter[Limit], value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    faults = caught.value.errors()[0]["ctx"]["faults"]
    return str(faults[0].code)


@pytest.mark.parametrize(
    ("written", "time_s", "length_m"),
    [
        ("30 min", 1800.0, None),
        ("30min", 1800.0, None),
        ("1.5 h", 5400.0, None),
        ("90 s", 90.0, None),
        ("30 分钟", 1800.0, None),
        ("30分", 1800.0, None),
        ("2 小时", 7200.0, None),
        ("45 秒", 45.0, None),
        ("10 km", None, 10_000.0),
        ("800 m", None, 800.0),
        ("10 公里", None, 10_000.0),
        ("10千米", None, 10_000.0),
        ("800 米", None, 800.0),
        ("2 KM", None, 2000.0),
        (" 2 km ", None, 2000.0),
    ],
)
def test_cutoff_is_a_time_or_a_distance(
    written: str, time_s: float | None, length_m: float | None
) -> None:
    assert cutoff.validate_python(written) == Limit(time_s, length_m)


@pytest.mark.parametrize(
    ("written", "value"), [("90 %", 0.9), ("100%", 1.0), ("0 %", 0.0), ("33.5 ％", 0.335)]
)
def test_share_lies_between_0_and_1(written: str, value: float) -> None:
    assert share.validate_python(written) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, "quantity_without_unit"),
        (5.5, "quantity_without_unit"),
        ("5", "quantity_without_unit"),
        ("5 min", "quantity_unit"),
        ("5 mm", "quantity_unit"),
        ("5 km/h", "quantity_unit"),
        ("five km", "quantity_unreadable"),
        ("", "quantity_unreadable"),
        (True, "quantity_unreadable"),
        (("5 km",), "quantity_unreadable"),
        ("1" * 50 + " km", "quantity_unreadable"),
        ("５ km", "quantity_unreadable"),
        ("-1 km", "out_of_range"),
        ("0 km", "out_of_range"),
        ("501 km", "out_of_range"),
    ],
)
def test_unusable_distances(value: object, expected: str) -> None:
    assert code(metres, value) == expected


def test_zero_is_a_distance_only_where_it_means_something() -> None:
    assert metres_or_zero.validate_python("0 km") == 0.0


@pytest.mark.parametrize("value", ["101 %", "-1 %"])
def test_share_out_of_range(value: str) -> None:
    assert code(share, value) == "out_of_range"


def test_time_longer_than_a_week_is_out_of_range() -> None:
    assert code(cutoff, "169 h") == "out_of_range"


def test_the_largest_distances_are_named() -> None:
    assert metres.validate_python("500 km") == 500_000
    assert metres_or_zero.validate_python("20000 km") == 20_000_000
    assert code(metres_or_zero, "20001 km") == "out_of_range"
    with pytest.raises(ValidationError) as caught:
        metres.validate_python("501 km")
    assert "at most 500 km" in caught.value.errors()[0]["ctx"]["faults"][0].remedy.en


@given(st.integers(1, 500_000))
def test_kilometres_and_metres_agree(length_m: int) -> None:
    written = f"{length_m // 1000}.{length_m % 1000:03d} km"
    assert metres.validate_python(written) == pytest.approx(length_m, rel=1e-12)
    assert metres.validate_python(f"{length_m} m") == length_m
