"""The catalogue of services (事项) and its named groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, freeze, require, require_shape
from planner.text import Text


@dataclass(frozen=True)
class ServiceGroup:
    """A named part of the catalogue, e.g. the 99 high-frequency services."""

    id: str
    name: Text
    members: BoolArray = field(repr=False)


@dataclass(frozen=True)
class Services:
    """Everything that residents may need to have handled.

    ids              unique codes, in catalogue order
    cases_per_person float64 (n,)  cases a year and resident, >= 0
    visits_per_case  float64 (n,)  visits that one case needs, >= 0
    counter_s        float64 (n,)  time at the counter, one visit
    """

    ids: tuple[str, ...]
    names: tuple[Text, ...]
    cases_per_person: FloatArray
    visits_per_case: FloatArray
    counter_s: FloatArray
    groups: tuple[ServiceGroup, ...]

    def __post_init__(self) -> None:
        n = len(self.ids)
        require(len(set(self.ids)) == n, "service ids repeat")
        require(len(self.names) == n, "names and ids differ in number")
        for name in ("cases_per_person", "visits_per_case", "counter_s"):
            require_shape(getattr(self, name), (n,), name)
            require(n == 0 or getattr(self, name).min() >= 0, f"negative {name}")
        for group in self.groups:
            require_shape(group.members, (n,), f"group {group.id}")
            freeze(group.members)
        require(len(self.group_ids) == len(self.groups), "group ids repeat")
        freeze(self.cases_per_person, self.visits_per_case, self.counter_s)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def trips_per_person(self) -> FloatArray:
        """Trips a year and resident for each service: cases x visits, float64 (n,)."""
        trips: FloatArray = self.cases_per_person * self.visits_per_case
        return trips

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Catalogue position by service id."""
        return {service_id: index for index, service_id in enumerate(self.ids)}

    @cached_property
    def group_ids(self) -> dict[str, int]:
        """Position in `groups` by group id."""
        return {group.id: index for index, group in enumerate(self.groups)}

    def unknown(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the words that are neither a group nor a service id."""
        return tuple(w for w in words if w not in self.group_ids and w not in self.index_of)

    def select(self, words: Iterable[str]) -> BoolArray:
        """Return the services named by group or id, bool (n,).

        Raises KeyError for a word that `unknown` would return; callers check first.
        """
        chosen = np.zeros(len(self), dtype=bool)
        for word in words:
            if word in self.group_ids:
                chosen |= self.groups[self.group_ids[word]].members
            else:
                chosen[self.index_of[word]] = True
        return chosen
