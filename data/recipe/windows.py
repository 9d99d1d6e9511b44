"""How many windows a modelled site has: as many as its people keep busy.

Nobody publishes windows by station. Assumed: the catalogue's cases keep a window of a police
station busy for one hour in ten people's year, and a vehicle office about the same; a window is
open 1,625 hours a year (250 days of 6.5 hours) and is busy three quarters of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from recipe.settlements import Block, Home
from recipe.sites import Site
from recipe.tables import Sources

PEOPLE_PER_WINDOW: Final = 12_000
OF_A_UNIT: Final[Mapping[str, float]] = MappingProxyType(
    {"vehicle_office": PEOPLE_PER_WINDOW, "exit_entry_hall": 6 * PEOPLE_PER_WINDOW,
     "banner_hall": 2 * PEOPLE_PER_WINDOW}
)  # fmt: skip
"""People of the unit for each window of these kinds, shared among the unit's sites of the kind."""
STATION: Final = "ps-"


def people_by_township(blocks: Iterable[Block], homes: Iterable[Home]) -> Counter[str]:
    """Return the residents of each township-level unit."""
    people: Counter[str] = Counter()
    for block in blocks:
        people[block.township] += block.people
    for home in homes:
        people[home.township] += home.people
    return people


def area_of(site: Site, sources: Sources) -> str:
    """Return the township whose own station a site is, '' for other sites."""
    township = site.id.removeprefix(STATION)
    return township if township in sources.townships else ""


def windows_of(
    sites: Iterable[Site], unit_of: Mapping[str, str], people: Mapping[str, int], sources: Sources
) -> dict[str, int]:
    """Return the windows of police stations and unit offices by site id; other sites have none.

    unit_of  the unit of each site
    people   of each township-level unit
    """
    of_unit: Counter[str] = Counter()
    for township, count in people.items():
        of_unit[sources.townships[township].unit] += count
    listed = list(sites)
    sharing = Counter((site.kind, unit_of[site.id]) for site in listed)
    found = {}
    for site in listed:
        if township := area_of(site, sources):
            found[site.id] = math.ceil(max(people.get(township, 0), 1) / PEOPLE_PER_WINDOW)
        elif site.kind in OF_A_UNIT:
            unit = unit_of[site.id]
            share = of_unit[unit] / sharing[site.kind, unit]
            found[site.id] = max(2, math.ceil(share / OF_A_UNIT[site.kind]))
    return found
