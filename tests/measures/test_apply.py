from __future__ import annotations

import pytest

from planner.errors import ScenarioError, Where
from planner.measures import apply_measures
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import NewSite, NewSites, SiteChoice
from tests.city import GridCity, services_of

CITY = GridCity(3, 2)


def where(key: str) -> Where:
    return Where(file="s.yaml", key=key)


def extend(service: str, site: str) -> ExtendServices:
    return ExtendServices(services=(service,), to=SiteChoice(sites=(site,)))


def test_no_measures_leave_the_very_same_world() -> None:
    world = CITY.world([(0, 0)], {"hall": (2, 0)})
    assert apply_measures(world, (), where) == (world, ())


def test_a_measure_that_says_its_cost_overrides_what_the_kinds_say() -> None:
    world = CITY.world([(0, 0)], {"hall": (2, 0)}, services_of("a", "b"), offers={"hall": ["a"]})
    content = {"services": "b", "to": ("hall",)}
    said = {**content, "cost": {"opening": "20 万元", "yearly": "-300 yuan"}}
    half = {**content, "cost": {"yearly": "0 yuan"}}
    for written, costs in ((content, (0.0, 0.0)), (said, (200_000.0, -300.0)), (half, (0.0, 0.0))):
        _, (report,) = apply_measures(world, (ExtendServices.model_validate(written),), where)
        assert (report.opening_yuan, report.yearly_yuan) == costs


def test_measures_compose_in_order() -> None:
    world = CITY.world([(0, 0)], {"hall": (2, 0)}, services_of("a", "b"), offers={"hall": ["a"]})
    new = {"id": "new", "name": "n", "lon": 109.8, "lat": 39.6, "services": ("a",)}
    opened = OpenSites(kind="hall", sites=NewSites(listed=(NewSite.model_validate(new),)))
    after, reports = apply_measures(world, (opened, extend("b", "new")), where)
    assert after.sites.offers.tolist() == [[True, False], [True, True]]
    assert [report.measure for report in reports] == ["open_sites", "extend_services"]


def test_faults_of_all_measures_are_raised_together() -> None:
    world = CITY.world([(0, 0)], {"hall": (2, 0)})
    with pytest.raises(ScenarioError) as caught:
        apply_measures(world, (extend("zz", "hall"), extend("a", "nowhere")), where)
    assert [issue.where.key for issue in caught.value.issues] == [
        "measures[0].extend_services.services[0]",
        "measures[1].extend_services.to.sites[0]",
    ]
