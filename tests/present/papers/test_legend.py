from __future__ import annotations

from planner.present.papers.legend import draw_legend, draw_strip
from planner.present.papers.sheet import Sheet
from planner.present.papers.views import handling_sites, views
from tests.present.fixture import result
from tests.present.papers.chinese import chinese, written_on


def test_each_class_stands_beside_its_share_and_each_kind_beside_its_number() -> None:
    run, fonts = result(hostile=False), chinese()
    view = views(run)[1]
    sheet = Sheet(60, 200, fonts)
    draw_legend(sheet, view, run, fonts, x=2, top=198, width=54)
    texts = written_on(sheet)
    for key in view.keys:
        at = texts.index(key.name.zh)
        assert texts[at + 1] == key.share
    counts = {"派出所": 0, "政务大厅": 0, "邮政代办点": 0}
    sites = run.after.world.sites
    for index in handling_sites(run, run.after).nonzero()[0]:
        counts[sites.kinds[int(sites.kind[index])].name.zh] += 1
    for name, count in counts.items():
        assert count > 0
        assert texts[texts.index(name) + 1] == str(count)


def test_the_legend_of_changes_has_no_standard() -> None:
    run, fonts = result(hostile=False), chinese()
    sheet = Sheet(60, 200, fonts)
    draw_legend(sheet, views(run)[2], run, fonts, x=2, top=198, width=54)
    assert not any("标准线" in text for text in written_on(sheet))


def test_the_strip_stays_on_the_sheet() -> None:
    run, fonts = result(hostile=False), chinese()
    sheet = Sheet(156, 20, fonts)
    draw_strip(sheet, views(run)[1], run, fonts, 16)
    for text in sheet._paper.texts:
        x, y = text.get_position()
        assert 0 <= x < 156
        assert 0 < y < 20
    assert "本方案变动" in written_on(sheet)
