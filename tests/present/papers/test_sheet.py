from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from planner.errors import DataError
from planner.present.papers.fonts import FontFiles
from planner.present.papers.sheet import Extent, Fonts, Sheet
from planner.text import Text
from tests.present.fixture import HOSTILE
from tests.present.papers.chinese import chinese, written_on


def test_an_extent_grows_to_the_proportions_of_its_frame() -> None:
    wide = Extent(0.0, 0.0, 40.0, 10.0).widened_to(20.0, 10.0)
    assert wide == Extent(0.0, -5.0, 40.0, 15.0)
    assert Extent(0.0, 0.0, 10.0, 40.0).widened_to(20.0, 10.0) == Extent(-35.0, 0.0, 45.0, 40.0)


def test_a_frame_is_true_to_scale() -> None:
    sheet = Sheet(100.0, 80.0, Fonts(None))
    frame = sheet.frame(10.0, 20.0, 50.0, 40.0, Extent(0.0, 0.0, 100.0, 80.0))
    assert frame.km_per_mm == pytest.approx(2.0)
    corners = frame.on_sheet(np.array([[0.0, 0.0], [100.0, 80.0], [50.0, 0.0]]))
    np.testing.assert_allclose(corners, [[10, 20], [60, 60], [35, 20]])
    # what is drawn by km stands where what is drawn by mm would
    shown = frame.axes.transData.transform([[100.0, 80.0]])
    np.testing.assert_allclose(sheet._paper.transData.transform([[60.0, 60.0]]), shown)


def test_the_picture_and_the_page_have_the_size_of_the_sheet() -> None:
    sheet = Sheet(297.0, 210.0, Fonts(None))
    sheet.text(10, 10, "Ordos", 10)
    size = Image.open(io.BytesIO(sheet.png())).size
    assert size == (int(297 / 25.4 * 200), int(210 / 25.4 * 200))
    page = sheet.pdf("a title")
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", page)
    assert box is not None
    assert [float(side) for side in box.groups()] == pytest.approx([841.89, 595.28], abs=0.1)
    assert b"/Title (a title)" in page
    assert b"CreationDate" not in page
    assert page.count(b"/Type /Page ") == 1


def test_equal_sheets_are_equal_files() -> None:
    def draw() -> tuple[bytes, bytes]:
        sheet = Sheet(50.0, 50.0, chinese())
        sheet.text(5, 5, "审图号", 10)
        sheet.dot(20, 20, 3, fill="#ff0000", line="black", width_mm=0.1)
        return sheet.png(), sheet.pdf("t")

    assert draw() == draw()


def test_no_box_is_ever_drawn() -> None:
    # pytest turns the library's warning of a missing glyph into an error
    sheet = Sheet(60.0, 60.0, chinese())
    for line, name in enumerate(HOSTILE):
        sheet.text(2, 5 + 6 * line, name, 8, bold=bool(line % 2), halo=True)
    sheet.png()
    sheet.pdf("hostile")
    texts = written_on(sheet)
    assert "<script>alert(1)</script>" in texts
    assert "${alert(3)} {{7*7}} {% raw %}" in texts
    assert "? 派出所" in texts  # no font of offices has the sign of a hospital


def test_without_a_chinese_font_words_are_english_and_the_rest_is_marked() -> None:
    fonts = Fonts(None)
    assert fonts.word(Text("北", "N")) == "N"
    assert fonts.drawable("鄂A市\n1") == "?A? 1"
    assert chinese().word(Text("北", "N")) == "北"


def test_of_several_faces_that_of_simplified_chinese_is_taken() -> None:
    face = chinese().face(bold=False).get_file()
    if not str(face).endswith("NotoSansCJK-Regular.ttc"):
        pytest.skip("another font")
    assert getattr(face, "face_index", 0) == 2


def test_a_file_that_is_no_font_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "simhei.ttf"
    path.write_bytes(b"not a font")
    with pytest.raises(DataError) as caught:
        Fonts(FontFiles(path, path))
    assert caught.value.issues[0].code == "font_not_usable"
