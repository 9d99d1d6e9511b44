from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from planner.domain.costs import Amount, KindCosts, Rate
from planner.domain.planning_rates import PLANNING_RATES


def kind(name: str) -> KindCosts:
    found = PLANNING_RATES.of_kind(name)
    assert found is not None
    return found


def ends(rate: Rate) -> tuple[float, float]:
    return rate.amount.low, rate.amount.high


def test_rates_are_those_of_the_planning_facts(shared_data: Path) -> None:
    path = shared_data.parent / "facts" / "planning_facts.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        facts = {row["topic"]: row["value"] for row in csv.DictReader(handle)}

    def numbers(topic: str) -> list[float]:
        return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\.?\d*", facts[topic])]

    def three(topic: str) -> Amount:
        value, low, high = numbers(topic)[:1] + numbers(topic)[-2:]
        return Amount(value, low, high)

    assert PLANNING_RATES.time_yuan_per_h.amount == three("value of time")
    car = re.sub("CO2|kg/km", "", facts["CO2, car"])
    value, low, high = (float(n) for n in re.findall(r"[\d.]+", car))
    assert PLANNING_RATES.co2_kg_per_km.amount == Amount(value, low, high)
    assert [PLANNING_RATES.travel_yuan_per_km.amount.value] == numbers("running cost, car")
    assert list(ends(PLANNING_RATES.mail_yuan_per_leg)) == numbers("cost, mail leg")
    *machine, percent = numbers("cost, self-service terminal")
    assert list(ends(kind("self_service_zone").opening_yuan)) == machine
    yearly = [yuan * percent / 100 for yuan in machine]
    assert list(ends(kind("self_service_zone").yearly_yuan)) == pytest.approx(yearly)
    window = kind("police_station")
    assert numbers("cost, station window") == [
        *ends(window.opening_yuan_per_window),
        *ends(window.staff_per_window),
        *ends(PLANNING_RATES.staff_yuan_per_year),
    ]
    postal, village = kind("postal_agent"), kind("village_agent")
    assert numbers("cost, postal agent") == [
        *ends(postal.opening_yuan),
        *ends(postal.yuan_per_case),
    ]
    assert numbers("cost, village agent") == [
        *ends(village.opening_yuan),
        *ends(village.yearly_yuan),
    ]
    mobile = kind("mobile_office")
    low, high, *_, yearly_low, yearly_high = numbers("cost, mobile office")
    assert (*ends(mobile.opening_yuan), *ends(mobile.yearly_yuan)) == (
        low, high, yearly_low, yearly_high,
    )  # fmt: skip


def test_every_rate_says_in_both_languages_where_it_comes_from() -> None:
    rates = [value for value in vars(PLANNING_RATES).values() if isinstance(value, Rate)]
    rates += [
        value
        for costs in PLANNING_RATES.kinds
        for value in vars(costs).values()
        if isinstance(value, Rate)
    ]
    assert len(rates) == 7 + 5 * len(PLANNING_RATES.kinds)
    for rate in rates:
        assert re.search(r"[一-鿿]", rate.source.zh)
        assert re.search(r"[a-z]", rate.source.en)
