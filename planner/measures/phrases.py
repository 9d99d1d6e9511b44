"""Phrases that the reports and faults of several measures share."""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain.arrays import BoolArray
from planner.domain.services import Services
from planner.errors import Issue, ScenarioError
from planner.measures.keys import KeyPlaces
from planner.scenario.unknown import unknown_services
from planner.text import Text


def counted(count: float, noun: str) -> str:
    """Return e.g. '1 service', '1,200 services'."""
    return f"{count:,.0f} {noun}" + ("" if round(count) == 1 else "s")


def percent(share: float) -> str:
    """Return e.g. '60 %'."""
    return f"{share * 100:.4g} %"


def of_services(touched: BoolArray, named: BoolArray) -> Text:
    """Say how many services change, and of how many named: '15 of 18 services'."""
    n, of = int(touched.sum()), int(named.sum())
    if n == of:
        return Text(f"{n} 项事项", counted(n, "service"))
    return Text(f"{of} 项事项中的 {n} 项", f"{n:,} of {counted(of, 'service')}")


def less(count: int, zh: str, en: str) -> Text:
    """Return what a report adds about services that were left out; nothing where none were."""
    return Text(f"；另有 {count} 项{zh}", f"; {count} {en}") if count else Text("", "")


def known_services(services: Services, words: Sequence[str], at: KeyPlaces) -> BoolArray:
    """Return the services of the key `services`, bool (n_services,).

    Raises ScenarioError for words that the catalogue does not know.
    """
    unknown = tuple(unknown_services(words, services, at, "services"))
    if unknown:
        raise ScenarioError(unknown)
    return services.select(words)


def touches_nothing(message: Text, remedy: Text, at: KeyPlaces) -> ScenarioError:
    """Return the error to raise for a measure that changes nothing."""
    said = Text(f"没有改变任何东西：{message.zh}", f"nothing changes: {message.en}")
    return ScenarioError(Issue("touches_nothing", said, remedy, at("")))
