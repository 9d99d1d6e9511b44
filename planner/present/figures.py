"""The key figures: the few numbers by which a scenario is judged, for any selection of services."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.result import RunResult
from planner.domain.score import ALL_SERVICES, FOCUS, Row, Summary
from planner.present.style import Kind, duration_text
from planner.text import Text
from planner.units import S_PER_MIN


@dataclass(frozen=True)
class KeyFigure:
    """One number before and after, in the unit of its kind (a share is a fraction)."""

    id: str
    name: Text
    explanation: Text
    kind: Kind
    before: float
    after: float
    more_is_better: bool
    comparable: bool = True

    @property
    def verdict(self) -> str:
        """'better', 'worse' or 'same'; 'same' also where the two cannot be compared."""
        if not self.comparable:
            return "same"
        change = self.after - self.before
        if math.isnan(change) or change == 0:
            return "same"
        return "better" if (change > 0) == self.more_is_better else "worse"


def people_within(summary: Summary) -> float:
    """Return how many people are within the cut-off (0 where nobody lives)."""
    return 0.0 if math.isnan(summary.share_within) else summary.people * summary.share_within


def people_outside(summary: Summary) -> float:
    """Return how many people are beyond the cut-off or cannot get there at all."""
    return summary.people - people_within(summary)


def same_people_reached(before: Summary, after: Summary) -> bool:
    """Return whether means before and after speak of the same people."""
    return abs(before.people_out_of_reach - after.people_out_of_reach) < 0.5


def key_figures(row: Row, within_s: float) -> tuple[KeyFigure, ...]:
    """Return the five figures of a selection, in the order of reading."""
    limit = duration_text(within_s)
    before, after = row.before, row.after
    comparable = same_people_reached(before, after)
    reached = Text(
        "只计到得了的居民，按人口加权", "over residents who get there, weighted by people"
    )
    return (
        KeyFigure(
            "share_within",
            Text(f"{limit.zh}内可达人口比例", f"People within {limit.en}"),
            Text(f"单程时间不超过 {limit.zh}的居民占全部居民的比例",
                 f"share of all residents with at most {limit.en} one way"),
            Kind.SHARE, before.share_within, after.share_within, more_is_better=True,
        ),
        KeyFigure(
            "people_outside",
            Text(f"{limit.zh}以外人口", f"People beyond {limit.en}"),
            Text("其余居民，包括到不了的", "everybody else, those who cannot get there included"),
            Kind.PEOPLE, people_outside(before), people_outside(after), more_is_better=False,
        ),
        KeyFigure(
            "mean_minutes",
            Text("平均单程时间", "Average time, one way"),
            reached,
            Kind.MINUTES, before.mean_s / S_PER_MIN, after.mean_s / S_PER_MIN,
            more_is_better=False, comparable=comparable,
        ),
        KeyFigure(
            "p90_minutes",
            Text("九成居民不超过", "Nine in ten take at most"),
            reached,
            Kind.MINUTES, before.p90_s / S_PER_MIN, after.p90_s / S_PER_MIN,
            more_is_better=False, comparable=comparable,
        ),
        KeyFigure(
            "person_hours",
            Text("全年往返路上时间", "Travel in a year, both ways"),
            Text("全体居民一年办事往返所花的时间；到不了的居民不计",
                 "time all residents spend travelling; those who cannot get there do not count"),
            Kind.HOURS, before.person_h, after.person_h,
            more_is_better=False, comparable=comparable,
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class MomentState:
    """How the services in focus fare at one moment; a need is a trip that a person wants to make.

    share_open, share_within  of needs that an open site meets: anywhere, within the cut-off
    mean_s                    one way, of needs that are met; NaN where none is
    people_closed             live where at least one service finds no open site
    sites_open                that handle any of the services
    """

    share_open: float
    share_within: float
    mean_s: float
    people_closed: float
    sites_open: int


def moment_figures(
    before: MomentState, after: MomentState, within_s: float
) -> tuple[KeyFigure, ...]:
    """Return the five figures of a moment, in the order of reading."""
    limit = duration_text(within_s)
    return (
        KeyFigure(
            "needs_open",
            Text("此时有门可办的需求", "Needs that find an open door"),
            Text("此时想办的事，有开门的服务点可办的比例，不论远近；时间未知的服务点按开门计",
                 "share of what people want to settle now that an open site handles, however far; "
                 "a site of unknown hours counts as open"),
            Kind.SHARE, before.share_open, after.share_open, more_is_better=True,
        ),
        KeyFigure(
            "needs_within",
            Text(f"其中在 {limit.zh}以内", f"Of all, within {limit.en}"),
            Text(f"全部需求中，单程不超过 {limit.zh}就有开门服务点的比例",
                 f"share of all needs that an open site within {limit.en} one way meets"),
            Kind.SHARE, before.share_within, after.share_within, more_is_better=True,
        ),
        KeyFigure(
            "needs_minutes",
            Text("平均单程时间", "Average time, one way"),
            Text("只计此时有门可办的需求", "of the needs that find an open door"),
            Kind.MINUTES, before.mean_s / S_PER_MIN, after.mean_s / S_PER_MIN,
            more_is_better=False,
            comparable=abs(before.share_open - after.share_open) < 5e-4,
        ),
        KeyFigure(
            "people_closed",
            Text("此时办不齐的居民", "People not fully served"),
            Text("所选事项中至少有一项此时没有开门的服务点",
                 "at least one of the services has no open site for them now"),
            Kind.PEOPLE, before.people_closed, after.people_closed, more_is_better=False,
        ),
        KeyFigure(
            "sites_open",
            Text("此时开门的服务点", "Sites open now"),
            Text("能办所选事项之一的", "that handle any of the services"),
            Kind.SITES, before.sites_open, after.sites_open, more_is_better=True,
        ),
    )  # fmt: skip


def rows_by_selection(result: RunResult) -> Mapping[str, Row]:
    """Return the row of each selection of services: 'focus', 'all', then the groups.

    A selection that holds the same services as an earlier one is left out: it says the same.
    """
    card = result.scorecard
    rows = {FOCUS: card.focus, ALL_SERVICES: card.all_services}
    rows |= {row.id: row for row in card.by_group}
    kept: dict[str, Row] = {}
    seen: set[bytes] = set()
    for selection, row in rows.items():
        services = result.selections[selection].tobytes()
        if services not in seen:
            seen.add(services)
            kept[selection] = row
    return kept
