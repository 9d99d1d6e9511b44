"""Who may serve whom, when: thousands of (service, slice, zone) questions, few answers.

Services that the same desks offer under the same rules are one *type*. A type at a moment has a set
of sites where it can be handled; equal sets under equal rules are one *class*. Travel answers each
class once. That is why asking about 326 services in every hour costs hardly more than asking about
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import BoolArray, ByteArray, IntArray, LongArray, freeze, require
from planner.domain.jurisdiction import Scope, Zones, may_serve
from planner.domain.world import World

NO_CLASS = -1


@dataclass(frozen=True)
class Rule:
    """Whose residents the sites may serve for a service.

    scope    uint8 (n_units + 1, n_kinds)
    for_all  bool (n_sites,)  sites that serve everybody nevertheless
    """

    scope: ByteArray
    for_all: BoolArray

    @property
    def key(self) -> bytes:
        """What is the same for the same rule."""
        return self.scope.tobytes() + self.for_all.tobytes()

    @classmethod
    def of_service(cls, world: World, service: int) -> Rule | None:
        """Return the rule for a service; None where everybody may go anywhere.

        A rule about sites that do not offer the service changes nothing and is left out.
        """
        if world.jurisdiction is None:
            return None
        sites, desks = world.sites, world.sites.desks
        offered = sites.offers[:, service]
        for_all = np.zeros(len(sites), dtype=bool)
        for_all[desks.site[desks.offers[:, service] & desks.for_all[:, service]]] = True
        bound = np.zeros(len(sites.kinds), dtype=bool)
        bound[sites.kind[offered & ~for_all]] = True
        scope = world.jurisdiction.scope[:, :, service].copy()
        scope[:, ~bound] = Scope.ANYWHERE
        limits = (scope != Scope.ANYWHERE).any(axis=0)
        return cls(scope, for_all & limits[sites.kind]) if limits.any() else None


@dataclass(frozen=True)
class ServiceTypes:
    """Services by what finding a provider depends on.

    type_of  int32 (n_services,)
    sample   int64 (n_types,)  one service of each type, the first of the catalogue
    rule_of  int32 (n_types,)  index into `rules`
    rules    None: everybody may go anywhere
    """

    type_of: IntArray
    sample: LongArray
    rule_of: IntArray
    rules: tuple[Rule | None, ...]

    @classmethod
    def of(cls, world: World) -> ServiceTypes:
        """Return the types in order of first use by the catalogue."""
        offers = np.ascontiguousarray(world.sites.desks.offers.T)
        n_services = len(offers)
        numbers: dict[tuple[bytes, bytes], int] = {}
        rules: dict[bytes, int] = {}
        rule_of, sample = [], []
        kept: list[Rule | None] = []
        type_of = np.empty(n_services, dtype=np.int32)
        for service in range(n_services):
            here = Rule.of_service(world, service)
            rule = b"" if here is None else here.key
            key = offers[service].tobytes(), rule
            if key not in numbers:
                numbers[key] = len(numbers)
                sample.append(service)
                if rule not in rules:
                    rules[rule] = len(rules)
                    kept.append(here)
                rule_of.append(rules[rule])
            type_of[service] = numbers[key]
        return cls(
            type_of,
            np.array(sample, dtype=np.int64),
            np.array(rule_of, dtype=np.int32),
            tuple(kept),
        )


@dataclass(frozen=True)
class Block:
    """Some residents and the provider sets that hold for them.

    residents  int64 (k,) or None for all     classes  int64 (m,)     providers  bool (m, n_sites)
    """

    residents: LongArray | None
    classes: LongArray
    providers: BoolArray


@dataclass(frozen=True)
class ProviderClasses:
    """The distinct questions to travel.

    can       bool (n_classes, n_sites)  where it is handled, whoever comes
    rule      int32 (n_classes,)         index into `types.rules`
    state     int32 (n_classes,)         road state
    class_of  int32 (n_moments, n_types) NO_CLASS where a moment does not ask about a type
    """

    types: ServiceTypes
    can: BoolArray
    rule: IntArray
    state: IntArray
    class_of: IntArray

    def __post_init__(self) -> None:
        require(len(self.can) == len(self.rule) == len(self.state), "one rule and state each")
        freeze(self.can, self.rule, self.state, self.class_of)

    def __len__(self) -> int:
        return len(self.can)

    def blocks(self, world: World, state: int) -> Iterator[Block]:
        """Yield what to ask travel over one road state, so that each class is answered once."""
        zones: Zones | None = None
        for number, rule in enumerate(self.types.rules):
            classes = np.flatnonzero((self.rule == number) & (self.state == state))
            if not len(classes):
                continue
            if rule is None or world.jurisdiction is None:
                yield Block(None, classes, self.can[classes])
                continue
            zones = zones or Zones.of(world.residents)
            for (unit, area), members in zip(zones.keys, zones.members, strict=True):
                scope = world.jurisdiction.scope_for(rule.scope, area)
                allowed = may_serve(scope, rule.for_all, unit, area, world.sites)
                yield Block(members, classes, self.can[classes] & allowed)


class ClassBook:
    """Numbers the classes as moments ask about them."""

    def __init__(self, world: World) -> None:
        self.types = ServiceTypes.of(world)
        self._desks = world.sites.desks
        self._n_sites = len(world.sites)
        self._offers = self._desks.offers[:, self.types.sample]
        self._numbers: dict[tuple[int, int, bytes], int] = {}
        self._can: list[BoolArray] = []
        self._rows: list[IntArray] = []

    def ask(self, desk_counts: BoolArray, state: int, types: BoolArray | None = None) -> int:
        """Return the number of a moment at which these desks count, bool (n_desks,)."""
        can = self._desks.at_sites(self._offers & desk_counts[:, None], self._n_sites)
        columns = np.ascontiguousarray(can.T)
        row = np.full(len(self.types.sample), NO_CLASS, dtype=np.int32)
        for number, column in enumerate(columns):
            if types is not None and not types[number]:
                continue
            key = int(self.types.rule_of[number]), state, column.tobytes()
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers)
                self._can.append(column)
            row[number] = self._numbers[key]
        self._rows.append(row)
        return len(self._rows) - 1

    def classes(self) -> ProviderClasses:
        """Return all classes asked about so far."""
        keys = list(self._numbers)
        return ProviderClasses(
            types=self.types,
            can=np.array(self._can, dtype=bool).reshape(len(keys), self._n_sites),
            rule=np.array([key[0] for key in keys], dtype=np.int32),
            state=np.array([key[1] for key in keys], dtype=np.int32),
            class_of=np.array(self._rows, dtype=np.int32).reshape(-1, len(self.types.sample)),
        )
