"""The catalogue of services (事项) and its named groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, freeze, require, require_shape
from planner.domain.channels import N_CHANNELS, Channel
from planner.domain.visits import Visits
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
    visits           visits of one case, and what saves them
    counter_s        float64 (n,)  time at the counter, one visit
    result_days      float64 (n,)  from application to result, >= 0
    carried          bool (n, N_CHANNELS)  which channels can carry it
    queue            int32 (n,)    index into `queues`: who waits together where queues are apart
    """

    ids: tuple[str, ...]
    names: tuple[Text, ...]
    cases_per_person: FloatArray
    visits: Visits
    counter_s: FloatArray
    result_days: FloatArray
    carried: BoolArray
    queue: IntArray
    queues: tuple[str, ...]
    groups: tuple[ServiceGroup, ...]

    def __post_init__(self) -> None:
        n = len(self.ids)
        require(len(set(self.ids)) == n, "service ids repeat")
        require(len(self.names) == n, "names and ids differ in number")
        for name in ("cases_per_person", "counter_s", "result_days", "queue"):
            require_shape(getattr(self, name), (n,), name)
            require(n == 0 or getattr(self, name).min() >= 0, f"negative {name}")
        require(len(self.visits.visits) == n, "visits do not fit the catalogue")
        require_shape(self.carried, (n, N_CHANNELS), "carried")
        require(n == 0 or self.queue.max() < len(self.queues), "queue out of range")
        for group in self.groups:
            require_shape(group.members, (n,), f"group {group.id}")
            freeze(group.members)
        require(len(self.group_ids) == len(self.groups), "group ids repeat")
        freeze(self.cases_per_person, self.counter_s, self.result_days, self.carried, self.queue)

    @classmethod
    def plain(
        cls,
        ids: tuple[str, ...],
        names: tuple[Text, ...],
        *,
        cases_per_person: FloatArray,
        visits_per_case: FloatArray,
        counter_s: FloatArray,
        groups: tuple[ServiceGroup, ...] = (),
    ) -> Services:
        """Return a catalogue that any channel of a site carries, with one queue and no mail."""
        n = len(ids)
        carried = np.zeros((n, N_CHANNELS), dtype=bool)
        carried[:, : Channel.DOORSTEP] = True
        return cls(
            ids, names, cases_per_person, Visits.plain(visits_per_case), counter_s, np.zeros(n),
            carried, np.zeros(n, dtype=np.int32), ("",), groups,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def trips_per_person(self) -> FloatArray:
        """Trips a year and resident for each service, to a desk that does not mail, (n,)."""
        trips: FloatArray = self.cases_per_person * self.visits.trips_per_case
        return trips

    @cached_property
    def counter_s_per_trip(self) -> FloatArray:
        """Time at the counter in one trip, all its errands together, float64 (n,)."""
        return np.asarray(self.counter_s * self.visits.errands_per_trip)

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
