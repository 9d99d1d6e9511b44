"""The sites a prefecture's police usually has, for cities of which no report counts them.

Where a report does name or count a site, the city passes it as `named`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from recipe.build import Model
from recipe.sites import (
    NONE_NAMED,
    OFFICE_HOURS,
    PARTNER_HOURS,
    Named,
    Office,
    Partner,
    Site,
    partner_points,
    police_stations,
    unit_halls,
    unit_offices,
)

PEOPLE_PER_INSPECTION_STATION: Final = 35_000
PEOPLE_PER_MEDICAL_INSTITUTION: Final = 95_000
"""Both rates are those of Ordos, where reports count more than 60 and 23."""
ONE_A_UNIT: Final = "one a county-level unit, as a rule; place modelled in its seat"
OFFICES: Final = (
    Office(
        "vehicle_office", "vo", "公安交管车驾管分所", "Vehicle Office", ONE_A_UNIT, central=False
    ),
    Office(
        "exit_entry_hall", "ee", "公安出入境接待大厅", "Exit-Entry Hall", ONE_A_UNIT, central=True
    ),
    Office("detention_centre", "dc", "看守所", "Detention Centre", ONE_A_UNIT, central=False),
)
INSPECTION: Final = Partner(
    "inspection_station", "is", 0, 1, "机动车检测站", "Vehicle Inspection Station",
    PARTNER_HOURS, 1.0, "as many a person as in Ordos; place modelled", "assumed",
)  # fmt: skip
MEDICAL: Final = Partner(
    "medical_institution", "med", 0, 1, "驾驶人体检机构", "Driver Medical Institution",
    OFFICE_HOURS, 0.5, "as many a person as in Ordos; place modelled", "assumed",
)  # fmt: skip


def usual_sites(
    model: Model,
    city_hall: Named,
    named: Mapping[str, Named] = NONE_NAMED,
    without: frozenset[str] = frozenset(),
) -> list[Site]:
    """Return stations, halls, offices, inspection stations and medical institutions.

    The first seat is the city's own. named: what is known of sites, by site id; without: codes of
    township-level units that have no station.
    """
    sources, places = model.sources, model.places
    city = sources.city
    by_township = {k.removeprefix("ps-"): v for k, v in named.items() if k.startswith("ps-")}
    halls = {
        unit: Named(
            f"{area['name_zh']}政务服务中心",
            f"{area['name_en']} Government Service Hall",
            "modelled",
            ONE_A_UNIT,
        )
        for unit, area in sources.areas.items()
    }
    halls |= {k.removeprefix("hall-"): v for k, v in named.items() if k.startswith("hall-")}
    out = police_stations(sources, model.blocks, places, by_township, without)
    out += unit_halls(sources, places, halls)
    main = sources.towns[city.seats[0]]
    x, y = places.take(main.code, city_hall.wish or (main.x + 900, main.y + 700))
    out.append(Site("city-hall", city_hall.name_zh, city_hall.name_en, "city_hall", x, y,
                    OFFICE_HOURS, city_hall.nature, city_hall.note))  # fmt: skip
    out += unit_offices(sources, places, OFFICES, named)
    x, y = places.take(main.code, (main.x + 1_500, main.y + 1_200))
    out.append(Site("vo-city", f"{city.name_zh}公安局交警支队车辆管理所",
                    f"{city.name_en} City Vehicle Office", "vehicle_office", x, y, OFFICE_HOURS,
                    "modelled", "of the city; place modelled in the main seat"))  # fmt: skip
    people = sum(int(area["pop_2020"]) for area in sources.areas.values())
    for partner, rate in (
        (INSPECTION, PEOPLE_PER_INSPECTION_STATION),
        (MEDICAL, PEOPLE_PER_MEDICAL_INSTITUTION),
    ):
        counted = replace(partner, count=max(round(people / rate), len(city.seats)))
        out += partner_points(counted, sources, places)
    return out
