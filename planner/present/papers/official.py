"""A Word document in the layout of Chinese official papers (GB/T 9704-2012), easy to edit.

Everything is done by Word's built-in styles, so an office that changes a style changes the paper.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from planner.present.office_files import without_dates

PAGE_MM: Final = (210.0, 297.0)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0
TEXT_WIDTH_MM: Final = PAGE_MM[0] - LEFT_MM - RIGHT_MM
LINE_PT: Final = 28.0

NUMBERS: Final = "一二三四五六七八九十"


@dataclass(frozen=True)
class _Look:
    """A style: Chinese font, size, exact distance of lines, where it stands."""

    font: str
    size_pt: float
    line_pt: float
    align: int
    indent_chars: int = 0
    bold: bool = False
    before_pt: float = 0.0
    after_pt: float = 0.0
    keep_with_next: bool = False


_JUSTIFY, _CENTRE, _LEFT = (
    WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT,
)  # fmt: skip
_LOOKS: Final = (
    ("Normal", _Look("仿宋_GB2312", 16, LINE_PT, _JUSTIFY)),
    ("Title", _Look("方正小标宋简体", 22, 36, _CENTRE, after_pt=6, keep_with_next=True)),
    ("Subtitle", _Look("楷体_GB2312", 14, 24, _CENTRE, after_pt=12)),
    ("Heading 1", _Look("黑体", 16, LINE_PT, _LEFT, indent_chars=2, keep_with_next=True)),
    ("Heading 2", _Look("楷体_GB2312", 16, LINE_PT, _LEFT, indent_chars=2, keep_with_next=True)),
    ("Body Text", _Look("仿宋_GB2312", 16, LINE_PT, _JUSTIFY, indent_chars=2)),
    ("Body Text 2", _Look("仿宋_GB2312", 10.5, 15, _JUSTIFY, indent_chars=2)),
    ("Caption", _Look("黑体", 10.5, 18, _CENTRE, before_pt=3, after_pt=2, keep_with_next=True)),
    ("List", _Look("仿宋_GB2312", 10.5, 15, _CENTRE)),
    ("Footer", _Look("宋体", 14, 20, _LEFT)),
)  # fmt: skip


@dataclass
class OfficialPaper:
    """Builds one paper from top to bottom; headings (一、二、三) and tables number themselves."""

    _document: Any = field(default_factory=Document)
    _n_headings: int = 0
    _n_tables: int = 0

    def __post_init__(self) -> None:
        for name, look in _LOOKS:
            _set_style(self._document.styles[name], look)
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
        section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
        section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
        section.footer_distance = Mm(BOTTOM_MM - 7 - 7)  # the number stands 7 mm below the text
        self._document.settings.odd_and_even_pages_header_footer = True
        _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

    def title(self, text: str, below: str) -> None:
        """Write the title and the line below it."""
        self._document.add_paragraph(_clean(text), style="Title")
        self._document.add_paragraph(_clean(below), style="Subtitle")

    def heading(self, text: str) -> None:
        """Start the next numbered part; there are ten numbers at most."""
        number = NUMBERS[self._n_headings]
        self._n_headings += 1
        self._document.add_paragraph(f"{number}、{_clean(text)}", style="Heading 1")

    def paragraph(self, text: str) -> None:
        """Write a paragraph of the text."""
        self._document.add_paragraph(_clean(text), style="Body Text")

    def note(self, text: str) -> None:
        """Write a paragraph in smaller letters."""
        self._document.add_paragraph(_clean(text), style="Body Text 2")

    def picture(self, png: bytes, width_mm: float, caption: str) -> None:
        """Insert a picture with its caption below."""
        holder = self._document.add_paragraph(style="Caption")
        # A picture in a line of exact height would be cut off.
        holder.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        holder.add_run().add_picture(io.BytesIO(png), width=Mm(width_mm))
        below = self._document.add_paragraph(_clean(caption), style="Caption")
        below.paragraph_format.keep_with_next = False

    def table(
        self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]],
        widths: Sequence[float],
    ) -> None:  # fmt: skip
        """Write a numbered table; `widths` are shares, the first column stands left.

        The heads are repeated on every page, no row is torn apart.
        """
        self._n_tables += 1
        numbered = f"表{self._n_tables}  {caption}"
        self._document.add_paragraph(_clean(numbered), style="Caption")
        table = self._document.add_table(rows=0, cols=len(heads), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        wide = [Mm(TEXT_WIDTH_MM * width / sum(widths)) for width in widths]
        for number, cells in enumerate((heads, *rows)):
            row = table.add_row()
            _row_rule(row, "w:cantSplit")
            if number == 0:
                _row_rule(row, "w:tblHeader")
            for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = wide[column]
                paragraph = cell.paragraphs[0]
                paragraph.style = self._document.styles["List"]
                run = paragraph.add_run(_clean(text))
                run.bold = number == 0 or None
                # Rows hang together, so that a table that fits on a page is not torn.
                paragraph.paragraph_format.keep_with_next = number < len(rows) or None
                if number and column == 0:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for column, width in zip(table.columns, wide, strict=True):
            column.width = width
        self._document.add_paragraph(style="List")

    def file(self, title: str, author: str) -> bytes:
        """Return the document; nothing in it says when it was made."""
        facts = self._document.core_properties
        facts.title, facts.author, facts.language = _clean(title)[:255], author, "zh-CN"
        facts.comments = ""
        buffer = io.BytesIO()
        self._document.save(buffer)
        return without_dates(buffer.getvalue())


def _set_style(style: Any, look: _Look) -> None:
    """Give a built-in style a look; Chinese and Latin fonts are apart in Word."""
    font = style.font
    font.name, font.size, font.bold, font.italic = "Times New Roman", Pt(look.size_pt), False, False
    font.bold = look.bold
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), look.font)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks are as wide as characters
    shape = style.paragraph_format
    shape.alignment = look.align
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line_pt)
    shape.space_before, shape.space_after = Pt(look.before_pt), Pt(look.after_pt)
    shape.keep_with_next = look.keep_with_next
    shape.widow_control = True
    shape.left_indent = Pt(0)
    shape.first_line_indent = Pt(look.size_pt * look.indent_chars)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):  # the line under Word's own title
        properties.remove(border)


def _page_number(footer: Any, align: int) -> None:
    """Write "— 1 —" at the outer edge of a footer."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    edge = Pt(14)  # one character from the edge
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = edge
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("instr", "PAGE"), ("separate", ""), ("text", "1"),
                       ("end", "")):  # fmt: skip
        if kind == "instr":
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = text
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)  # noqa: SLF001 - fields have no other way in
    paragraph.add_run(" —")


def _row_rule(row: Any, name: str) -> None:
    rule = OxmlElement(name)
    rule.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(rule)  # noqa: SLF001 - rows have no other way in


def _clean(text: str) -> str:
    """Return a text without characters that XML cannot hold; all space is plain."""
    return " ".join(
        "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text).split()
    )
