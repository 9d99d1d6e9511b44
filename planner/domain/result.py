"""The outcome of a run: what the present package draws and analysts hold in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.access import Access, TypicalAccess
from planner.domain.arrays import BoolArray, require
from planner.domain.case_costs import DeskLoads, Yearly
from planner.domain.catchment import Crowding
from planner.domain.costs import CostRates
from planner.domain.evidence import Evidence
from planner.domain.glance import brief, html
from planner.domain.placement import Placement
from planner.domain.planning_rates import PLANNING_RATES
from planner.domain.record import InputFile, LeftOut, Provenance, StepTiming
from planner.domain.routes import Routes
from planner.domain.score import FOCUS, Scorecard, SliceNeeds
from planner.domain.siting import SitingReport
from planner.domain.slices import Slices
from planner.domain.world import World
from planner.errors import Issue
from planner.text import Text


@dataclass(frozen=True)
class PreparedStudy:
    """A study ready to compute with, for one way of travelling."""

    city: Text
    data_date: str
    world: World
    provenance: tuple[Provenance, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]
    inputs: tuple[InputFile, ...]


@dataclass(frozen=True)
class Outcome:
    """One world with its access.

    `typical` and `yearly` hold the selections that the page can show, by id: 'focus', 'all' and
    each group of the catalogue. `hourly` is the access of the focus in each of the `slices`, and
    `needs` the share of its needs that can be met then. `crowding` is None where the scenario does
    not ask for it.
    """

    world: World
    site_placement: Placement
    access: Access
    typical: Mapping[str, TypicalAccess]
    yearly: Mapping[str, Yearly]
    slices: Slices
    hourly: tuple[TypicalAccess, ...]
    needs: SliceNeeds
    loads: DeskLoads
    crowding: Crowding | None = None


@dataclass(frozen=True)
class MeasureReport:
    """What one measure touched, in words, e.g. '99 services x 5 sites, 17 of them new there'.

    `sites` are ids, `services` is bool (n_services,). Cost: `opening_yuan` once, `yearly_yuan` each
    year, below zero where money is saved; None where it is not known.
    """

    measure: str
    text: Text
    sites: tuple[str, ...]
    services: BoolArray
    opening_yuan: float | None = 0.0
    yearly_yuan: float | None = 0.0


@dataclass(frozen=True, repr=False)
class RunResult:
    """A scenario against its baseline. Both outcomes share residents and catalogue.

    `selections` says which services each selection of the outcomes' `typical` is judged on, by
    id: bool (n_services,). `settings` say how people travel; `content` is the whole scenario as
    written, with its parents and overrides merged in. `evidence` is what the study's request log
    says, None where it has none; `rates` are the prices of the scorecard's money. `siting` holds
    the scenario's choices of sites, in the order of its measures. `routes` is how residents go,
    None where it was not asked for.
    """

    name: Text
    description: Text
    scenario_id: str
    city: Text
    focus_name: Text
    selections: Mapping[str, BoolArray]
    resident_placement: Placement
    before: Outcome
    after: Outcome
    scorecard: Scorecard
    measures: tuple[MeasureReport, ...]
    provenance: tuple[Provenance, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]
    inputs: tuple[InputFile, ...]
    settings: Mapping[str, object]
    content: Mapping[str, object]
    timings: tuple[StepTiming, ...]
    data_date: str
    evidence: Evidence | None = None
    rates: CostRates = PLANNING_RATES
    siting: tuple[SitingReport, ...] = ()
    routes: Routes | None = None

    def __post_init__(self) -> None:
        n = len(self.before.world.residents)
        require(len(self.after.world.residents) == n, "before and after differ in residents")
        require(len(self.resident_placement) == n, "placement does not fit the residents")

    @property
    def focus_services(self) -> BoolArray:
        """The services that the scenario is about, bool (n_services,)."""
        return self.selections[FOCUS]

    @property
    def changed_sites(self) -> frozenset[str]:
        """Ids of sites that any measure touched."""
        return frozenset(site for report in self.measures for site in report.sites)

    def __repr__(self) -> str:
        """Say the scenario and its main figures: the arrays would fill the screen."""
        return brief(self.scenario_id, self.scorecard.focus, has_measures=bool(self.measures))

    def _repr_html_(self) -> str:
        """Return the same for notebooks, as a small table."""
        return html(
            (self.name, self.city, self.focus_name),
            self.scorecard.focus,
            [report.text for report in self.measures],
        )
