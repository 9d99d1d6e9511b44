from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.record import Nature
from planner.domain.result import RunResult
from planner.present.headline import headline
from planner.present.papers.maps import Maps, nice_km
from planner.present.papers.plane import base_map
from planner.present.papers.sheet import Fonts
from planner.present.papers.views import views
from planner.present.record import run_id
from tests.present.fixture import result
from tests.present.papers.chinese import chinese, written_on
from tests.present.papers.siting import siting_report


def maps_of(run: RunResult, fonts: Fonts | None = None) -> Maps:
    return Maps(run, base_map(run), fonts or chinese())


def test_a_sheet_stands_alone() -> None:
    run = result(hostile=False)
    maps = maps_of(run)
    view = views(run)[1]
    texts = written_on(maps.sheet(view))
    everything = "".join(texts)
    said = headline(run.scorecard.focus, 1800.0, run.provenance, as_is=False).zh
    assert "".join(said.split()) in "".join(everything.split())
    assert texts[0] == "试验市 办理“高频事项”驾车单程时间：实施后"
    for part in ("审图号：", run_id(run), "数据截至 2020-11-01", "含模型数据", "模型生成：道路",
                 "北", "公里", "东区", "中区", "新代办点", "第1派出所", "单程时间（分钟）", "0–15",
                 "标准线 30 分钟", "派出所", "本方案变动", "planner "):  # fmt: skip
        assert part in everything, part


def test_what_is_all_fact_is_not_called_modelled() -> None:
    run = result(hostile=False)
    facts = tuple(item for item in run.provenance if item.nature is Nature.FACT)
    run = replace(run, provenance=facts)
    assert "模型" not in "".join(written_on(maps_of(run).sheet(views(run)[1])))


def test_the_map_of_today_shows_no_measure() -> None:
    run = result(hostile=False)
    texts = written_on(maps_of(run).sheet(views(run)[0]))
    assert "新代办点" not in texts
    assert "本方案变动" not in texts
    as_is = result(hostile=False, as_is=True)
    (today,) = views(as_is)
    assert "现状" in maps_of(as_is).title(today)
    assert "实施" not in "".join(written_on(maps_of(as_is).sheet(today)))


def test_rejected_candidates_are_explained_where_there_are_any() -> None:
    run = result(hostile=False)
    assert "落选的候选点" not in written_on(maps_of(run).sheet(views(run)[1]))
    run = replace(run, siting=(siting_report(),))
    before, after, _ = (written_on(maps_of(run).sheet(view)) for view in views(run))
    assert "落选的候选点" in after
    assert "落选的候选点" not in before


def test_hostile_names_are_drawn_as_text_without_any_box() -> None:
    run = result()
    maps = maps_of(run)
    for view in views(run):
        sheet = maps.sheet(view)
        sheet.png()
        sheet.pdf(maps.title(view))
    assert "西区</script>" in written_on(maps.sheet(views(run)[0]))


def test_without_a_chinese_font_the_maps_are_english() -> None:
    run = result(hostile=False)
    maps = maps_of(run, Fonts(None))
    sheet = maps.sheet(views(run)[1])
    sheet.png()
    texts = written_on(sheet)
    assert texts[0].startswith('Testville: time to "Frequent services"')
    assert {"East", "Centre", "New agent", "N", "km"} <= set(texts)
    assert not any("?" in text for text in texts)


def test_the_pair_shows_both_sides_and_one_legend() -> None:
    run = result(hostile=False)
    before, after, _ = views(run)
    texts = written_on(maps_of(run).pair(before, after))
    assert {"实施前（现状）", "实施后"} <= set(texts)
    assert texts.count("> 90") == 1
    single = written_on(maps_of(run).single(after))
    assert single.count("> 90") == 1


@pytest.mark.parametrize(
    ("most", "nice"), [(1.0, 1.0), (1.9, 1.0), (2.0, 2.0), (7.0, 5.0), (99.0, 50.0), (0.3, 0.2)]
)
def test_the_scale_bar_is_a_round_number(most: float, nice: float) -> None:
    assert nice_km(most) == pytest.approx(nice)


def test_places_of_a_large_study_are_drawn_as_a_picture_inside_the_page() -> None:
    run = result(hostile=False)
    few = maps_of(run).sheet(views(run)[1]).pdf("few")
    many = result(31_000, hostile=False)
    page = maps_of(many).sheet(views(many)[1]).pdf("many")
    assert few.count(b"/Subtype /Image") < page.count(b"/Subtype /Image")
    assert len(page) < 3_000_000


def test_a_result_without_anybody_is_drawn() -> None:
    run = result(hostile=False)
    nobody = replace(run.after.world.residents, people=np.zeros(30))
    world = replace(run.after.world, residents=nobody)
    run = replace(run, after=replace(run.after, world=world))
    maps_of(run).sheet(views(run)[1]).png()


def test_many_changed_sites_are_marked_but_not_named() -> None:
    run = result(hostile=False)
    (measure,) = run.measures
    crowd = replace(measure, sites=(*measure.sites, *(f"far {i}" for i in range(10))))
    texts = written_on(maps_of(replace(run, measures=(crowd,))).sheet(views(run)[1]))
    assert "新代办点" not in texts
    assert "本方案变动" in texts
    assert {"东区", "中区"} <= set(texts)
