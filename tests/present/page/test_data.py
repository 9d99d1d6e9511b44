from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from planner.domain.area import Units
from planner.domain.record import LeftOut
from planner.domain.roads import Roads
from planner.domain.world import World
from planner.errors import Issue, Severity
from planner.present.page.data import page_data
from planner.present.page.ground import script_safe_json
from planner.text import Text
from tests.present.fixture import HOSTILE, result
from tests.present.page.unpacked import Unpacked

RUN = result()
DATA = page_data(RUN)
PACKED = Unpacked.of(DATA["packed"])


def test_json_cannot_leave_its_element() -> None:
    text = script_safe_json(DATA)
    assert not set("<>&\u2028\u2029") & set(text)
    again = json.loads(text)
    assert again == json.loads(json.dumps(DATA))
    names = json.loads(PACKED.raw(again["places"]["names"]))
    assert names[: len(HOSTILE)] == list(HOSTILE)


def test_units_agree_with_the_scorecard() -> None:
    focus = DATA["selections"][0]
    for unit, row in zip(focus["units"], RUN.scorecard.by_unit, strict=True):
        shares = [100 * row.before.share_within, 100 * row.after.share_within]
        means = [row.before.mean_s / 60, row.after.mean_s / 60]
        assert unit["share"] == pytest.approx(shares, abs=0.051)
        assert unit["mean"] == pytest.approx(means, abs=0.051)


def test_layers_colour_exactly_the_people_that_the_share_counts() -> None:
    people = RUN.after.world.residents.people
    for selection, row in zip(DATA["selections"], [
        RUN.scorecard.focus, RUN.scorecard.all_services, RUN.scorecard.by_group[1],
    ], strict=True):  # fmt: skip
        steps = PACKED.layer(DATA["layers"], selection["layers"][1])
        milliseconds = steps.astype(np.int64) * DATA["step"]
        within = float(people[milliseconds <= DATA["style"]["accessBreaks"][1]].sum())
        within /= people.sum()
        assert within == pytest.approx(row.after.share_within)


def test_equal_layers_are_kept_once() -> None:
    as_is = page_data(result(as_is=True))
    used = [selection["layers"] for selection in as_is["selections"]]
    assert all(before == after for before, after in used)
    details = [s["details"].values() for s in as_is["selections"] if s["details"]]
    used += [pair for pairs in details for pair in pairs]
    assert len(as_is["layers"]) == len({layer for pair in used for layer in pair})


def test_shares_of_the_legend_add_up() -> None:
    shares = DATA["selections"][0]["classShares"][1]
    assert len(shares) == 11
    assert sum(float(s.rstrip("%")) for s in shares if s) == pytest.approx(100, abs=0.5)


def test_breaks_are_in_the_unit_of_times() -> None:
    assert DATA["style"]["accessBreaks"] == [900_000, 1_800_000, 2_700_000, 3_600_000, 5_400_000]


def test_what_is_left_out_is_not_warned_of_again() -> None:
    words = Text("居民点不在任何辖区内", "outside all units")
    warning = Issue("residents_outside_units", words, words, severity=Severity.WARNING)
    told = replace(RUN, warnings=(*RUN.warnings, warning))
    assert [w["zh"] for w in page_data(told)["warnings"]] == ["孤立路段 3 公里", words.zh]
    entry = LeftOut("residents_outside_units", words, 2, 30.0)
    data = page_data(replace(told, left_out=(*RUN.left_out, entry)))
    assert [w["zh"] for w in data["warnings"]] == ["孤立路段 3 公里"]
    assert data["leftOut"][-1]["what"]["zh"] == words.zh


def test_standards_are_told_in_words() -> None:
    assert DATA["standards"][1]["text"]["zh"] == "户籍事项：80 % 居民在 40 公里内"
    assert DATA["standards"][0]["met"] == [False, False]


def test_a_world_without_units_roads_or_names_has_a_page() -> None:
    def bare(world: World) -> World:
        nowhere = np.full(len(world.residents), -1, dtype=np.int32)
        residents = replace(world.residents, unit=nowhere)
        sites = replace(world.sites, unit=np.full(len(world.sites), -1, dtype=np.int32))
        return replace(world, units=Units(()), roads=Roads.empty("walk"),
                       residents=residents, sites=sites)  # fmt: skip

    run = replace(
        RUN,
        before=replace(RUN.before, world=bare(RUN.before.world)),
        after=replace(RUN.after, world=bare(RUN.after.world)),
        scorecard=replace(RUN.scorecard, by_unit=()),
    )
    data = page_data(run)
    assert data["units"] == data["roads"] == []
    assert data["worst"][0]["unit"] is None
