"""How unequally times are spread over people, before and after."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import FloatArray, IntArray, freeze, require_shape


@dataclass(frozen=True)
class Theil:
    """Theil's T and its exact decomposition: total = between + within.

    total    0 where all have the same, at most ln(people / the least group of people)
    between  what would remain if everyone had the mean of the own unit
    within   sum over units of quantity_share × unit_theil
    units    int32 (k,) the units that have people, ascending, -1 for people outside all units
    people_share, quantity_share, mean, unit_theil  float64 (k,) of each of these
    """

    total: float
    between: float
    within: float
    units: IntArray
    people_share: FloatArray
    quantity_share: FloatArray
    mean: FloatArray
    unit_theil: FloatArray

    def __post_init__(self) -> None:
        for name in ("people_share", "quantity_share", "mean", "unit_theil"):
            require_shape(getattr(self, name), self.units.shape, name)
        freeze(self.units, self.people_share, self.quantity_share, self.mean, self.unit_theil)


@dataclass(frozen=True)
class EquityFigures:
    """How unequal residents' times to a selection of services are; see docs/methods/equity.md.

    share_counted  of all people, those whose time is known: the figures are about them
    mean_s, gini   of their times
    theil          between and within units
    kolm_pollak_s  the time that would be as good if everybody had it, at least the mean
    """

    share_counted: float
    mean_s: float
    gini: float
    theil: Theil
    kolm_pollak_s: float


@dataclass(frozen=True)
class Equity:
    """Before and after, by one yardstick.

    kappa_per_s  of Kolm and Pollak, from the times before
    """

    before: EquityFigures
    after: EquityFigures
    kappa_per_s: float
