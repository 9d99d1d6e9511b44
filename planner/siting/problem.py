"""A siting question on arrays: who needs a site, where one may open, and under which rules.

What is asked of it (p-median, maximal cover, ...) is in `planner.siting.models`.

Whom nobody reaches: a place that weighs something but that no eligible candidate reaches is
*stranded*: it takes no part in any objective and is listed. A place that some eligible candidate
reaches is *counted*. If a choice leaves it without a site, it pays the problem's stated penalty;
without one such a choice is not allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.travel import UNREACHABLE
from planner.siting.candidates import Candidates
from planner.text import counted


@dataclass(frozen=True, slots=True)
class Quota:
    """At least, and at most, so many chosen sites in a unit; both ends inclusive."""

    unit: int
    at_least: int = 0
    at_most: int | None = None

    def __post_init__(self) -> None:
        require(self.at_least >= 0, "negative quota")
        require(self.at_most is None or self.at_most >= self.at_least, "quota ends cross")


def _nobody() -> IntArray:
    return np.empty(0, dtype=np.int32)


def _none() -> FloatArray:
    return np.empty(0, dtype=np.float64)


@dataclass(frozen=True)
class Rules:
    """What every answer must keep to.

    locked            int32, candidates that are chosen in any case, ascending
    excluded          int32, candidates that are never chosen, ascending, none of them locked
    min_separation_m  two sites are this far apart or more, unless both are locked
    quotas            at most one for each unit
    most              chosen sites in all, those locked in included, beside a budget
    """

    locked: IntArray = field(default_factory=_nobody)
    excluded: IntArray = field(default_factory=_nobody)
    min_separation_m: float = 0.0
    quotas: tuple[Quota, ...] = ()
    most: int | None = None

    def __post_init__(self) -> None:
        for name in ("locked", "excluded"):
            array = getattr(self, name)
            require(array.ndim == 1 and (np.diff(array) > 0).all(), f"{name} is not ascending")
            require(len(array) == 0 or array[0] >= 0, f"{name} holds a negative index")
        require(not np.isin(self.locked, self.excluded).any(), "locked and excluded at once")
        require(0 <= self.min_separation_m < np.inf, "a separation is a number from zero")
        units = [quota.unit for quota in self.quotas]
        require(len(set(units)) == len(units), "two quotas for one unit")
        require(
            self.most is None or self.most >= len(self.locked), "more are locked in than may be"
        )
        freeze(self.locked, self.excluded)


@dataclass(frozen=True)
class Problem:
    """Demand, candidates, costs between them, and rules.

    weight      float64 (n_places,)  people or visits a year, >= 0; places of weight 0 never count
    cost        (n_places, n_candidates), >= 0, from place to candidate: int32 with UNREACHABLE
                where there is no way, or float64 with inf there; ask `reaches`
    candidates  n_candidates of them
    rules       what every answer must keep to
    load        float64 (n_places,)  what each place takes of a site's capacity, >= 0; empty: its
                weight
    penalty     cost per unit of weight of a counted place without a site, at least the largest
                cost there is; None: a choice must not leave a counted place without a site
    place_ids, unit_ids  names for messages, or empty: then the index is the name
    """

    weight: FloatArray
    cost: FloatArray | IntArray
    candidates: Candidates
    rules: Rules = field(default_factory=Rules)
    penalty: float | None = None
    load: FloatArray = field(default_factory=_none)
    place_ids: tuple[str, ...] = ()
    unit_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n_places, n = len(self.weight), len(self.candidates)
        require_shape(self.cost, (n_places, n), "cost")
        require(self.cost.dtype in {np.dtype(np.int32), np.dtype(np.float64)}, "type of cost")
        require(np.isfinite(self.weight).all() and (self.weight >= 0).all(), "a bad weight")
        # A minimum over NaN is NaN, and so is not >= 0.
        require(self.cost.size == 0 or self.cost.min() >= 0, "a cost is negative or not a number")
        for name in ("locked", "excluded"):
            array = getattr(self.rules, name)
            require(len(array) == 0 or array[-1] < n, f"{name} names no candidate")
        require(
            self.rules.min_separation_m == 0 or self.candidates.has_distances,
            "a separation needs positions or distances of candidates",
        )
        require(len(self.load) in {0, n_places}, "one load for each place, or none")
        require(np.isfinite(self.load).all() and (self.load >= 0).all(), "a bad load")
        require(len(self.place_ids) in {0, n_places}, "one name for each place, or none")
        if self.penalty is not None:
            require(np.isfinite(self.penalty), "a penalty is a number")
            require(self.penalty >= self.largest_cost, "a penalty below the largest cost")
        freeze(self.weight, self.cost, self.load)

    @property
    def takes(self) -> FloatArray:
        """What each place takes of the capacity of its site, (n_places,)."""
        return self.load if len(self.load) else self.weight

    @property
    def n_places(self) -> int:
        """Number of places, those of weight 0 included."""
        return len(self.weight)

    @property
    def n_candidates(self) -> int:
        """Number of candidates, those excluded included."""
        return len(self.candidates)

    @cached_property
    def largest_cost(self) -> float:
        """The largest cost of a way that exists, 0 if there is none."""
        return max((self._largest_of(i) for i in self._blocks()), default=0.0)

    @cached_property
    def locked(self) -> BoolArray:
        """True for candidates that are chosen in any case, (n_candidates,)."""
        return _mask(self.rules.locked, self.n_candidates)

    @cached_property
    def conflicts(self) -> IntArray:
        """Pairs (a, b), a < b, of which one at most may be chosen: int32 (n_pairs, 2)."""
        pairs = (
            self.candidates.pairs_closer_than(self.rules.min_separation_m)
            if self.rules.min_separation_m > 0
            else np.empty((0, 2), dtype=np.int32)
        )
        return pairs[~self.locked[pairs].all(axis=1)]

    @cached_property
    def eligible(self) -> BoolArray:
        """True for candidates that may be chosen: not excluded, not too near one locked in."""
        eligible = ~_mask(self.rules.excluded, self.n_candidates)
        beside_locked = self.conflicts[self.locked[self.conflicts].any(axis=1)]
        eligible[beside_locked] = False
        return eligible | self.locked

    @cached_property
    def counted(self) -> BoolArray:
        """True for places that weigh something and that an eligible candidate reaches."""
        return np.asarray((self.weight > 0) & self._reached_by(np.flatnonzero(self.eligible)))

    @cached_property
    def stranded(self) -> IntArray:
        """Places that weigh something and that no eligible candidate reaches, ascending."""
        return np.flatnonzero((self.weight > 0) & ~self.counted).astype(np.int32)

    def reaches(self, cost: FloatArray | IntArray) -> BoolArray:
        """Return where these entries of `cost` are ways that exist."""
        return np.asarray(cost != UNREACHABLE if cost.dtype == np.int32 else cost != np.inf)

    def nearest(self, chosen: IntArray) -> tuple[IntArray, FloatArray]:
        """Return each place's nearest chosen candidate and its cost; -1 and inf if it has none.

        Of equally near candidates the one with the lower index counts. int32 and float64,
        (n_places,), places of weight 0 included.
        """
        site = np.full(self.n_places, -1, dtype=np.int32)
        cost = np.full(self.n_places, np.inf)
        chosen = np.sort(chosen)
        if len(chosen) == 0:
            return site, cost
        for rows in self._blocks():
            block = self.cost[rows][:, chosen]
            best = block.argmin(axis=1)
            found = block[np.arange(len(block)), best]
            reached = self.reaches(found)
            site[rows] = np.where(reached, chosen[best], -1)
            cost[rows] = np.where(reached, found, np.inf)
        return site, cost

    def broken_rules(self, chosen: IntArray) -> tuple[str, ...]:
        """Return which rules a choice breaks, in words for developers; empty if none."""
        picked = _mask(chosen, self.n_candidates)
        broken = []
        if not picked[self.rules.locked].all():
            broken.append("a locked candidate is not chosen")
        if picked[self.rules.excluded].any():
            broken.append("an excluded candidate is chosen")
        if picked[self.conflicts].all(axis=1).any():
            broken.append("two sites are too near each other")
        for quota in self.rules.quotas:
            n = int((picked & (self.candidates.unit == quota.unit)).sum())
            if n < quota.at_least or (quota.at_most is not None and n > quota.at_most):
                broken.append(f"unit {quota.unit} has {counted(n, 'site')}")
        if self.rules.most is not None and picked.sum() > self.rules.most:
            broken.append(f"there are {counted(int(picked.sum()), 'site')} in all")
        return tuple(broken)

    def place_name(self, place: int) -> str:
        """Return the place's name for messages."""
        return self.place_ids[place] if self.place_ids else f"#{place}"

    def unit_name(self, unit: int) -> str:
        """Return the unit's name for messages."""
        return self.unit_ids[unit] if 0 <= unit < len(self.unit_ids) else f"#{unit}"

    def _reached_by(self, candidates: LongArray) -> BoolArray:
        reached = np.zeros(self.n_places, dtype=bool)
        for rows in self._blocks():
            reached[rows] = self.reaches(self.cost[rows][:, candidates]).any(axis=1)
        return reached

    def _largest_of(self, rows: slice) -> float:
        block = self.cost[rows]
        return float(block.max(initial=0, where=self.reaches(block)))

    def _blocks(self) -> list[slice]:
        """Return slices of places that keep temporary arrays near 4 million entries."""
        step = max(1, 4_000_000 // max(1, self.n_candidates))
        return [slice(at, at + step) for at in range(0, self.n_places, step)]


def _mask(indices: IntArray, n: int) -> BoolArray:
    mask = np.zeros(n, dtype=bool)
    mask[indices] = True
    return mask
