"""What may be asked of a siting problem: one small record for each model, with its source.

`radius` and every cost are in the unit of the problem's cost matrix; cut-offs are inclusive.
Counted places are those of `Problem.counted`. Formulas are in docs/methods/siting.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from planner.domain.arrays import require


@dataclass(frozen=True, slots=True)
class Count:
    """At most `sites` sites in all, those locked in included.

    standing  how many of them nobody chooses because they stand already: messages leave them out
    """

    sites: int
    standing: int = 0

    def __post_init__(self) -> None:
        require(0 <= self.standing <= self.sites, "negative number of sites")


@dataclass(frozen=True, slots=True)
class Budget:
    """Opening costs of all chosen sites, those locked in included, come to at most `money`."""

    money: float

    def __post_init__(self) -> None:
        require(0 <= self.money < float("inf"), "a budget is a number from zero")


Limit: TypeAlias = Count | Budget
Least: TypeAlias = Literal["sites", "cost"]


@dataclass(frozen=True, slots=True)
class LSCP:
    """The fewest (or cheapest) sites that cover every counted place (Toregas et al. 1971)."""

    radius: float
    least: Least = "sites"

    def __post_init__(self) -> None:
        _require_radius(self.radius)


@dataclass(frozen=True, slots=True)
class PartialCover:
    """The fewest (or cheapest) sites that cover a share of all weight (Daskin & Owen 1999).

    share  of the weight of all places, also of those out of reach; in [0, 1], inclusive
    """

    radius: float
    share: float
    least: Least = "sites"

    def __post_init__(self) -> None:
        _require_radius(self.radius)
        _require_share(self.share)


@dataclass(frozen=True, slots=True)
class MCLP:
    """The most weight within the radius of a site (Church & ReVelle 1974)."""

    radius: float
    limit: Limit

    def __post_init__(self) -> None:
        _require_radius(self.radius)


@dataclass(frozen=True, slots=True)
class BackupCover:
    """The most weight covered once and twice (Hogan & ReVelle 1986, BACOP2).

    second_share  s in [0, 1]: the objective is (1 - s) x weight covered by one site or more
                  + s x weight covered by two sites or more
    """

    radius: float
    limit: Limit
    second_share: float = 1.0

    def __post_init__(self) -> None:
        _require_radius(self.radius)
        _require_share(self.second_share)


@dataclass(frozen=True, slots=True)
class PMedian:
    """The least sum of weight x cost to the nearest site (Hakimi 1964; ReVelle & Swain 1970)."""

    limit: Limit


@dataclass(frozen=True, slots=True)
class PCenter:
    """The least cost of the worst-off counted place (Hakimi 1964; Minieka 1970)."""

    limit: Limit


@dataclass(frozen=True, slots=True)
class MeanAndWorst:
    """The least m x weighted mean cost + (1 - m) x worst cost (Halpern 1978, the cent-dian).

    mean_share  m in [0, 1]
    """

    limit: Limit
    mean_share: float

    def __post_init__(self) -> None:
        _require_share(self.mean_share)


@dataclass(frozen=True, slots=True)
class KolmPollak:
    """The least Kolm-Pollak equally distributed equivalent of cost.

    EDE = -1/kappa x ln(sum(w exp(-kappa c)) / sum(w)), with kappa = alpha x epsilon and
    epsilon < 0 for costs, so kappa < 0; alpha = sum(w c) / sum(w c^2) over a stated distribution
    (`planner.siting.evaluate.kolm_pollak_kappa`). Sheriff & Maguire 2020; Logan et al. 2021.
    """

    limit: Limit
    kappa: float

    def __post_init__(self) -> None:
        require(-float("inf") < self.kappa < 0, "kappa is a number below zero")


@dataclass(frozen=True, slots=True)
class PDispersion:
    """Exactly `sites` sites, the closest two as far apart as can be (Kuby 1987).

    Two sites that are both locked in are not compared. Fewer than two sites: infinity.
    """

    sites: int

    def __post_init__(self) -> None:
        require(self.sites >= 0, "negative number of sites")


@dataclass(frozen=True, slots=True)
class CapacitatedPMedian:
    """p-median where no site serves more than its capacity, each place by one site.

    Mulvey & Beck 1984. Every counted place is served, or pays the problem's penalty.
    """

    limit: Limit


@dataclass(frozen=True, slots=True)
class CapacitatedCover:
    """The most weight served within the radius, within capacities, each place by one site.

    Current & Storbeck 1988; Pirkul & Schilling 1991.
    """

    radius: float
    limit: Limit

    def __post_init__(self) -> None:
        _require_radius(self.radius)


Model: TypeAlias = (
    LSCP
    | PartialCover
    | MCLP
    | BackupCover
    | PMedian
    | PCenter
    | MeanAndWorst
    | KolmPollak
    | PDispersion
    | CapacitatedPMedian
    | CapacitatedCover
)


def is_maximised(model: Model) -> bool:
    """Return whether more is better; else less is."""
    return isinstance(model, MCLP | BackupCover | PDispersion | CapacitatedCover)


def is_capacitated(model: Model) -> bool:
    """Return whether sites can be full, so that not everybody goes to the nearest."""
    return isinstance(model, CapacitatedPMedian | CapacitatedCover)


def _require_radius(radius: float) -> None:
    require(0 <= radius < float("inf"), "a radius is a number from zero")


def _require_share(share: float) -> None:
    require(0 <= share <= 1, "a share lies in [0, 1]")
