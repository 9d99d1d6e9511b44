from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx

from planner.domain.result import RunResult
from planner.present import style
from planner.present.figures import key_figures
from planner.present.headline import headline
from planner.present.papers.fonts import find_font
from planner.present.papers.report import write_report
from planner.present.papers.sheet import Fonts, Sheet
from planner.present.record import run_id
from planner.text import Text
from tests.present.fixture import result
from tests.present.papers.siting import siting_report


def picture() -> bytes:
    return Sheet(20, 10, Fonts(find_font())).png()


def report(run: RunResult) -> Any:
    return docx.Document(io.BytesIO(write_report(run, picture(), "9.9")))


def words(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def headings(document: Any) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == "Heading 1"]


def test_the_report_says_what_the_result_says() -> None:
    run = result(hostile=False)
    document = report(run)
    text = words(document)
    assert headings(document) == [
        "一、总体结论", "二、方案内容", "三、主要指标", "四、各辖区情况", "五、仍然最远的居民点",
        "六、费用估算", "七、数据与方法",
    ]  # fmt: skip
    assert document.paragraphs[0].text == "关于“高频事项下沉试点派出所”的评估报告"
    assert "数据截至2020年11月1日" in document.paragraphs[1].text
    said = headline(run.scorecard.focus, 1800.0, run.provenance, as_is=False).zh
    assert said.startswith("按模型估算，")
    assert said in text
    before, after = run.scorecard.standards[0]
    assert f"现状 {style.share_text(before.share)}（" in text
    assert f"实施后 {style.share_text(after.share)}（" in text
    assert "本方案的举措：4 项事项 × 5 个派出所" in text
    for part in ("属实的数据：人口（普查）。", "模型生成的数据：道路（模型）。",
                 "假设的数据：办件频次（假设）。", "居民点附近没有道路 1 条，涉及 120 人",
                 run_id(run), "planner 9.9", "不是官方统计", "审图号"):  # fmt: skip
        assert part in text, part
    assert len(document.inline_shapes) == 1


def test_the_tables_hold_the_figures_of_the_result() -> None:
    run = result(hostile=False)
    figures, units, worst = report(run).tables
    rows = [[cell.text for cell in row.cells] for row in figures.rows]
    assert rows[0] == ["指标", "现状", "实施后", "变化"]
    for row, figure in zip(rows[1:], key_figures(run.scorecard.focus, 1800.0), strict=True):
        shown = style.shown(figure.kind, figure.before, figure.after)
        assert row[1:3] == [shown.before.zh, shown.value.zh]
    listed = [[cell.text for cell in row.cells] for row in units.rows[1:]]
    shares = [float(row[3].rstrip("%")) for row in listed]
    assert shares == sorted(shares)
    by_name = {row.name.zh: row for row in run.scorecard.by_unit}
    for name, people, *figures_of_unit in listed:
        unit = by_name[name]
        assert people == f"{unit.after.people:,.0f}"
        stages = (unit.before, unit.after)
        assert figures_of_unit == [
            *(style.share_text(stage.share_within) for stage in stages),
            *(style.minutes_text(stage.mean_s) for stage in stages),
        ]
    names = [row.cells[0].text for row in worst.rows[1:]]
    residents = run.after.world.residents
    assert names == [
        f"{n}. {residents.names[place.resident]}"
        for n, place in enumerate(run.scorecard.worst[:10], start=1)
    ]
    assert len(names) == 10
    assert "没有道路相通" in {row.cells[-1].text for row in worst.rows}


def test_gainers_are_counted_with_people() -> None:
    run = result(hostile=False)
    old, new = run.before.typical["focus"].time_s, run.after.typical["focus"].time_s
    people = run.after.world.residents.people
    gained = people[(old - new) > 60].sum()
    assert f"单程时间缩短超过 1 分钟的居民有 {style.people_text(gained).zh}" in words(report(run))
    assert "没有居民增加 1 分钟以上" in words(report(run))


def test_a_study_as_it_is_claims_no_change() -> None:
    run = result(hostile=False, as_is=True)
    document = report(run)
    text = words(document)
    assert document.paragraphs[0].text == "试验市公共服务可达性评估报告"
    assert headings(document) == [
        "一、总体结论", "二、主要指标", "三、各辖区情况", "四、最远的居民点", "五、数据与方法",
    ]  # fmt: skip
    everything = text + "".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    assert "实施" not in everything
    assert "举措" not in everything
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["指标", "现状"]


def test_chosen_sites_have_a_part_of_their_own() -> None:
    answer = siting_report()
    run = replace(result(hostile=False), siting=(answer,))
    document = report(run)
    assert "六、选址结果" in headings(document)
    text = words(document)
    assert f"求解：{answer.method.zh}。" in text
    assert "表4 选中的地点" in text
    assert "目标值由 2,000 小时/年变为 1,200 小时/年" in text
    assert "“第2派出所”换成“第3派出所”，收益减少 1.3%" in text
    table = document.tables[3]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert rows == [
        ["1. 第1派出所", "1,234", "600", "500", "20.0"], ["2. 第2派出所", "567", "—", "—", "—"],
    ]  # fmt: skip


def test_chosen_sites_come_in_the_order_to_open_and_figures_are_plain() -> None:
    answer = siting_report()
    (tie,) = answer.near_ties
    answer = replace(
        answer, roll_out=("P2", "P1"), without=337_375.4, objective=3.14159,
        near_ties=(replace(tie, share_worse=0.00042), replace(tie, share_worse=2e-5)),
    )  # fmt: skip
    document = report(replace(result(hostile=False), siting=(answer,)))
    table = document.tables[3]
    assert [row.cells[0].text for row in table.rows[1:]] == ["1. 第2派出所", "2. 第1派出所"]
    text = words(document)
    assert "选中的地点，按开设顺序" in text
    assert "各点的小时数按全部开设后计算" in text
    assert "由 337,375 小时/年变为 3.142 小时/年" in text
    assert "收益减少 0.042%；" in text
    assert "收益减少 不到 0.01%。" in text


def test_a_measure_names_chosen_sites_once() -> None:
    run = result(hostile=False)
    (measure,) = run.measures
    touched = replace(measure, sites=("P1", "P2"))
    answer = replace(siting_report(), roll_out=("P2", "P1"))
    text = words(report(replace(run, measures=(touched,), siting=(answer,))))
    assert f"{measure.text.zh}（即选中的服务点）" in text
    told = replace(touched, text=Text("选出第2派出所、第1派出所", "chose two"))
    text = words(report(replace(run, measures=(told,), siting=(answer,))))
    assert "本方案的举措：选出第2派出所、第1派出所。" in text


def test_few_sites_of_a_measure_are_named_and_many_are_not() -> None:
    run = result(hostile=False)
    (measure,) = run.measures
    assert "第1派出所" not in words(report(run))
    named = replace(run, measures=(replace(measure, sites=("P1", "NEW")),))
    assert "4 项事项 × 5 个派出所（第1派出所、新代办点）" in words(report(named))


def test_hostile_names_are_text_and_equal_results_equal_files() -> None:
    run = result()
    assert write_report(run, picture(), "1") == write_report(run, picture(), "1")
    cells = [cell.text for row in report(run).tables[1].rows for cell in row.cells]
    assert "西区</script>" in cells
