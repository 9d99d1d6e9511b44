from __future__ import annotations

from pathlib import Path

import pytest

from planner.checks import check
from planner.domain.world import World
from planner.errors import PlannerError, ScenarioError
from planner.scenario.load import load_scenario
from planner.scenario.new import write_new_scenario
from planner.scenario.schema_measures import MEASURE_KEYS
from planner.suggest import drafts, starting_world, words_of
from tests.small_study import SmallStudy, lon_lat

ROOT = Path(__file__).parents[1]
ORDOS = ROOT / "data" / "ordos"


@pytest.fixture(scope="module")
def ordos() -> World:
    return starting_world(ORDOS, None)[0]


def write(path: Path, world: World, *keys: str, study: Path) -> Path:
    found = tuple(drafts(keys, world, words_of(world)))
    write_new_scenario(path, study=study, extends=None, name_zh="甲", name_en="A", measures=found)
    return path


@pytest.mark.parametrize("key", MEASURE_KEYS)
def test_every_measure_is_written_so_that_it_changes_ordos(
    key: str, ordos: World, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.yaml", ordos, key, study=ORDOS)
    assert [measure.key for measure in load_scenario(path).scenario.measures] == [key]
    check([path])


@pytest.mark.parametrize("key", MEASURE_KEYS)
def test_where_nothing_changes_the_reason_stands_there_and_the_file_is_sound(
    key: str, small: SmallStudy
) -> None:
    world, _ = starting_world(small.folder, None)
    (found,) = drafts([key], world, words_of(world))
    path = write(small.root / "scenarios" / "new.yaml", world, key, study=small.folder)
    check([path])
    idle = {"doorstep_service", "lift_jurisdiction", "move_online", "pool_queues", "upgrade_site"}
    assert (found.idle is not None) == (key in idle - {"upgrade_site"})
    n_measures = len(load_scenario(path).scenario.measures)
    assert n_measures == (0 if found.idle else 1)
    if found.idle is not None:
        assert found.idle.zh in path.read_text("utf-8")


def test_several_measures_follow_each_other(ordos: World, tmp_path: Path) -> None:
    keys = ("close_sites", "extend_services", "set_hours", "close_sites")
    path = write(tmp_path / "a.yaml", ordos, *keys, study=ORDOS)
    measures = load_scenario(path).scenario.measures
    assert tuple(measure.key for measure in measures) == keys
    check([path])


def test_a_new_site_stands_where_many_are_far_from_any(small: SmallStudy) -> None:
    words = words_of(starting_world(small.folder, None)[0])
    # 500 people nine km away outweigh 500 people two km away, and all others
    assert words.place == "远方牧点"
    assert (words.lon, words.lat) == pytest.approx(lon_lat(5, -9), abs=1e-5)


def test_a_scenario_that_is_extended_counts(small: SmallStudy) -> None:
    world, shown = starting_world(None, small.as_is)
    assert shown == ("high_frequency",)
    assert words_of(world, shown).services[0] == "high_frequency"
    extended, _ = starting_world(None, small.extend_services)
    assert extended.sites.offers.sum() == world.sites.offers.sum() + 3


def test_the_planners_own_choice_is_kept(ordos: World) -> None:
    words = words_of(ordos, (), ("traffic", "online"), ("city-hall",))
    (found,) = drafts(["extend_services"], ordos, words)
    assert found.body == {"services": ("traffic", "online"), "to": ("city-hall",)}
    by_kind = words_of(ordos, (), (), ("banner_hall",))
    (found,) = drafts(["pool_queues"], ordos, by_kind)
    assert found.body == {"sites": {"kind": "banner_hall"}}
    assert found.idle is not None  # they have one queue already


@pytest.mark.parametrize(
    ("services", "sites", "code"),
    [(("trafic",), (), "unknown_service"), ((), ("police_sation",), "unknown_kind"),
     ((), ("hall-15060",), "unknown_site")],
)  # fmt: skip
def test_unknown_words_are_faults(
    ordos: World, services: tuple[str, ...], sites: tuple[str, ...], code: str
) -> None:
    with pytest.raises(PlannerError) as raised:
        words_of(ordos, (), services, sites)
    assert [issue.code for issue in raised.value.issues] == [code]


def test_an_unknown_measure_is_a_fault(ordos: World) -> None:
    with pytest.raises(ScenarioError, match="extend_services"):
        list(drafts(["extend_service"], ordos, words_of(ordos)))
