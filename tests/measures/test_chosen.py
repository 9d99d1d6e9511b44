from __future__ import annotations

import pytest

from planner.errors import ScenarioError
from planner.measures import apply_measures
from planner.measures.chosen import undecided
from planner.scenario.measures_desks import SetWindows
from planner.scenario.measures_portfolio import PlaceServices
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import CloseSites, SiteChoice
from planner.scenario.schema_measures import Measure
from tests.choosing.street import street, where


def windows(number: int) -> SetWindows:
    return SetWindows.model_validate({"sites": {"same_as": number}, "windows": 4})


EXTEND = ExtendServices.model_validate({"services": ("a",), "to": ("s2", "s3")})


def test_the_sites_of_an_earlier_measure() -> None:
    after, (_, report) = apply_measures(street(), [EXTEND, windows(1)], where)
    assert report.sites == ("s2", "s3")
    assert after.sites.desks.windows.tolist()[2:4] == [4, 4]


@pytest.mark.parametrize("number", [2, 9])
def test_only_earlier_measures_can_be_named(number: int) -> None:
    with pytest.raises(ScenarioError) as error:
        apply_measures(street(), [EXTEND, windows(number)], where)
    issue = error.value.issues[0]
    assert (issue.code, issue.where.key) == (
        "not_an_earlier_measure", "measures[1].set_windows.sites.same_as"
    )  # fmt: skip


def test_where_an_earlier_measure_has_a_fault_only_that_is_told() -> None:
    wrong = ExtendServices.model_validate({"services": ("a",), "to": ("s9",)})
    with pytest.raises(ScenarioError) as error:
        apply_measures(street(), [wrong, windows(1)], where)
    assert [issue.code for issue in error.value.issues] == ["unknown_site"]


def test_a_measure_without_sites_changes_nothing() -> None:
    nobody = CloseSites.model_construct(sites=SiteChoice.model_construct(sites=()), cost=None)
    world = street()
    after, (report,) = apply_measures(world, [nobody], where)
    assert after is world
    assert report.sites == ()
    assert not report.services.any()
    assert (report.opening_yuan, report.yearly_yuan) == (0.0, 0.0)


def test_what_follows_an_open_question_is_open_too() -> None:
    ask = {"choose": 1, "among": "station", "minimise": "travel_time"}
    question = ExtendServices.model_validate({"services": ("a",), "to": ask})
    share_out = PlaceServices.model_validate(
        {"packages": ({"services": "a"},), "among": "station", "most_sites": 1,
         "minimise": "travel_time"}
    )  # fmt: skip
    said: list[Measure] = [
        EXTEND, question, windows(1), windows(2), windows(4), share_out, windows(6), windows(9)
    ]  # fmt: skip
    assert undecided(said) == (False, True, False, True, True, True, True, False)
