from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from planner.present.papers.fonts import find_font
from planner.present.papers.official import OfficialPaper
from planner.present.papers.sheet import Fonts, Sheet
from tests.present.fixture import HOSTILE


def reopened(paper: OfficialPaper) -> Any:
    return docx.Document(io.BytesIO(paper.file("题目", "planner")))


def test_the_page_is_that_of_official_papers() -> None:
    section = reopened(OfficialPaper()).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [margin.mm for margin in margins] == pytest.approx([37, 35, 28, 26], abs=0.1)
    # 22 lines of 28 pt fit between the margins
    assert 22 * 28 <= (297 - 37 - 35) / 25.4 * 72 < 23 * 28


@pytest.mark.parametrize(
    ("style", "font", "size", "line"),
    [("Title", "方正小标宋简体", 22, 36), ("Heading 1", "黑体", 16, 28),
     ("Body Text", "仿宋_GB2312", 16, 28), ("Heading 2", "楷体_GB2312", 16, 28)],
)  # fmt: skip
def test_styles_are_those_of_the_standard(style: str, font: str, size: float, line: float) -> None:
    found = reopened(OfficialPaper()).styles[style]
    assert found.font.size.pt == size
    assert found.paragraph_format.line_spacing.pt == line
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert found.element.rPr.rFonts.get(qn("w:eastAsiaTheme")) is None


def test_a_body_paragraph_starts_two_characters_in() -> None:
    paper = OfficialPaper()
    paper.paragraph("正文")
    style = reopened(paper).paragraphs[-1].style
    assert style.name == "Body Text"
    assert style.paragraph_format.first_line_indent.pt == 32


def test_page_numbers_stand_at_the_outer_edge() -> None:
    section = reopened(OfficialPaper()).sections[0]
    for footer, align in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
                          (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):  # fmt: skip
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert paragraph.alignment == align
        assert [i.text for i in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_headings_are_numbered() -> None:
    paper = OfficialPaper()
    for name in ("结论", "指标", "费用"):
        paper.heading(name)
    assert [p.text for p in reopened(paper).paragraphs] == ["一、结论", "二、指标", "三、费用"]


def test_a_table_repeats_its_head_and_tears_no_row() -> None:
    paper = OfficialPaper()
    paper.table("甲乙", ("甲", "乙"), [("a", "1"), ("b", "2")], (3, 1))
    document = reopened(paper)
    (table,) = document.tables
    assert document.paragraphs[0].text == "表1 甲乙"
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["甲", "乙"], ["a", "1"], ["b", "2"]]
    marks = [[child.tag for child in row._tr.trPr] for row in table.rows]
    assert all(qn("w:cantSplit") in found for found in marks)
    assert [qn("w:tblHeader") in found for found in marks] == [True, False, False]
    wide = [cell.width.mm for cell in table.rows[1].cells]
    assert wide == pytest.approx([117, 39], abs=0.2)


def test_a_picture_stands_in_a_line_that_grows_with_it() -> None:
    paper = OfficialPaper()
    paper.picture(Sheet(20, 10, Fonts(find_font())).png(), 150, "图1")
    document = reopened(paper)
    (shape,) = document.inline_shapes
    assert shape.width.mm == pytest.approx(150, abs=0.1)
    assert document.paragraphs[0].paragraph_format.line_spacing == 1.0
    assert document.paragraphs[1].text == "图1"


def test_whatever_names_hold_is_text() -> None:
    paper = OfficialPaper()
    names = (*HOSTILE, "bell\x07", "half \ud800")
    for name in names:
        paper.paragraph(name)
    texts = [p.text for p in reopened(paper).paragraphs]
    assert texts[0] == HOSTILE[0]
    assert texts[4] == HOSTILE[4]
    assert texts[-2:] == ["bell\ufffd", "half \ufffd"]


def test_equal_papers_are_equal_files() -> None:
    def paper() -> bytes:
        made = OfficialPaper()
        made.title("题目", "说明")
        return made.file("题目", "planner")

    assert paper() == paper()
