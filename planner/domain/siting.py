"""What a choice of sites in a scenario came to, in words and figures, for all that show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from planner.domain.arrays import require
from planner.text import Text

State: TypeAlias = Literal["existing", "chosen", "rejected"]
ORDER_NOTE: Final = Text(
    "顺序为逐个开设、每次选增益最大者；各点的小时数按全部开设后计算，因此不必依次递减",
    "the order opens one by one, each next the most useful; the hours are those with all open, so "
    "they need not fall with the order",
)
"""What to say under a table of chosen sites in their order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a site was or might have been chosen.

    state     chosen: by this question; existing: already serves and stays whatever is chosen;
              rejected: might have been chosen
    lon, lat  WGS84 degrees
    """

    id: str
    name: Text
    lon: float
    lat: float
    state: State


@dataclass(frozen=True, slots=True)
class ChosenSite:
    """A chosen site and what it does, beside the others that are chosen and those that exist.

    people        people for whom it is the nearest site of at least one of the services; where
                  sites can be full, people who are sent to it
    gain          how much worse the objective gets if it alone were not chosen, in the unit of
                  `SitingReport.unit`; >= 0, NaN where that says nothing (a cover would be missed)
    saves_h       person-hours a year that its visitors save against what exists without any
                  chosen site, >= 0; NaN where the objective is no travel time
    lost_without_h  person-hours a year more if it alone were not chosen, >= 0; NaN as above
    opening_yuan  what it costs to open, None where that is not known
    load          people, by the share of their needs, who are sent to it; None where sites cannot
                  be full
    capacity      how many it can take, None as above
    gets          names of the packages of services that it gets, () where all sites get the same
    """

    id: str
    name: Text
    lon: float
    lat: float
    people: float
    gain: float
    saves_h: float
    lost_without_h: float
    opening_yuan: float | None = None
    gets: tuple[Text, ...] = ()
    load: float | None = None
    capacity: int | None = None

    def __post_init__(self) -> None:
        require(self.people >= 0, "negative people")
        for value in (self.gain, self.saves_h, self.lost_without_h):
            require(math.isnan(value) or value >= 0, "a chosen site does harm")


@dataclass(frozen=True, slots=True)
class NearTie:
    """One chosen site exchanged for a rejected one, which is hardly worse.

    share_worse  how much worse the objective gets, as a share of what choosing gains; >= 0
    """

    out_id: str
    out_name: Text
    in_id: str
    in_name: Text
    share_worse: float


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The best answer for one amount of sites or money.

    n              chosen sites
    cost_yuan      what they cost to open, None where that is not known
    value          the objective, in the unit of the report
    gain           by how much it is better than without any chosen site, in the same unit, >= 0
    marginal_gain  gain over the point before, >= 0; that of the first point is its gain
    gap            how far the value may be from the best, as a share of it; 0: proven
    """

    n: int
    cost_yuan: float | None
    value: float
    gain: float
    marginal_gain: float
    gap: float


@dataclass(frozen=True, slots=True)
class RobustShare:
    """How often a candidate is among the best when demand and speeds vary, in [0, 1]."""

    id: str
    name: Text
    chosen: bool
    share: float


@dataclass(frozen=True, slots=True)
class Robust:
    """The answer over seeded draws of demand and speeds.

    shares      candidates by falling share, those of share 0 left out
    max_regret  how much worse than the best of a draw the answer was at most, as a share of that
                best; NaN where no draw has an answer
    """

    draws: int
    seed: int
    shares: tuple[RobustShare, ...]
    max_regret: float


@dataclass(frozen=True)
class SitingReport:
    """One `choose:` of a scenario, answered.

    where        key path of the choice in the scenario, e.g. 'measures[0].extend_services.to'
    title        what was asked, e.g. 'the best 5 of 88 police stations for travel time'
    model        the model in words with its name, e.g. 'p-median: the least yearly travel time'
    method       how it was answered, e.g. 'exact: 1,234 places x 88 candidates, proven best'
    objective    value of the answer in `unit`; `without` that of nobody chosen but what exists
    maximised    more is better; else less is
    gap          how far the value may be from the best, as a share of it; 0.0: proven
    interrupted  the search was ended by the user or by the time limit
    candidates   every site that mattered, in a fixed order
    chosen       in the order of `candidates`
    near_ties    the least harmful exchange of each chosen site, the best first
    frontier     by rising amount; () where it was not asked for
    roll_out     ids of the chosen sites in the order in which each next one does most good
    robust       None where it was not asked for
    time_s       wall time of the search
    """

    where: str
    title: Text
    model: Text
    method: Text
    objective: float
    without: float
    unit: Text
    maximised: bool
    gap: float
    interrupted: bool
    candidates: tuple[Candidate, ...]
    chosen: tuple[ChosenSite, ...]
    near_ties: tuple[NearTie, ...] = ()
    frontier: tuple[FrontierPoint, ...] = ()
    roll_out: tuple[str, ...] = ()
    robust: Robust | None = None
    time_s: float = 0.0

    def __post_init__(self) -> None:
        require(self.gap >= 0, "negative gap")
        states = {candidate.id: candidate.state for candidate in self.candidates}
        require(len(states) == len(self.candidates), "a candidate is there twice")
        chosen = [one.id for one in self.candidates if one.state == "chosen"]
        require([one.id for one in self.chosen] == chosen, "chosen sites differ from candidates")
        require(sorted(self.roll_out) in ([], sorted(chosen)), "roll-out of other sites")

    @property
    def proven(self) -> bool:
        """Whether no choice is better."""
        return self.gap == 0

    @property
    def in_order(self) -> tuple[ChosenSite, ...]:
        """The chosen sites in the order of `roll_out`, as in `chosen` without one."""
        rank = {site: number for number, site in enumerate(self.roll_out)}
        return tuple(sorted(self.chosen, key=lambda site: rank.get(site.id, len(rank))))

    @property
    def gain(self) -> float:
        """How much better the answer is than nobody chosen, in `unit`."""
        difference = self.objective - self.without
        return difference if self.maximised else -difference
