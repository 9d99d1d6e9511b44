"""A standard in words, the same on the terminal and on the page."""

from __future__ import annotations

from planner.domain.hours import PERIODS
from planner.domain.result import RunResult
from planner.domain.score import Standard
from planner.domain.services import Services
from planner.present.style import duration_text
from planner.text import Text
from planner.units import M_PER_KM


def standard_text(result: RunResult, standard: Standard) -> Text:
    """Return a standard of a result in words, e.g. 'Police services: 90 % within 60 minutes'."""
    return standard_words(standard, result.after.world.services, result.focus_name)


def standard_words(standard: Standard, services: Services, focus_name: Text) -> Text:
    """Return a standard in words; without services of its own it is about the focus."""
    known = {group.id: group.name for group in services.groups}
    known |= dict(zip(services.ids, services.names, strict=True))
    names = [known[word] for word in standard.services] or [focus_name]
    km = (standard.within_m or 0) / M_PER_KM
    limit = (
        duration_text(standard.within_s)
        if standard.within_s is not None
        else Text(f"{km:g} 公里", f"{km:g} km")
    )
    share = f"{100 * standard.residents_share:g} %"
    when = _when(standard.during)
    return Text(
        f"{'、'.join(name.zh for name in names)}：{when.zh}{share} 居民在 {limit.zh}内",
        f"{', '.join(name.en for name in names)}: {share} within {limit.en}{when.en}",
    )


def _when(during: str) -> Text:
    """Return the hours of a standard in words: the period's name, or hours as written."""
    if not during:
        return Text("", "")
    named = next((p.name for p in PERIODS.values() if p.hours == during), Text.same(during))
    return Text(f"{named.zh} ", f" ({named.en})")
