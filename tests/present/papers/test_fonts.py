from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import DataError, Severity
from planner.present.papers import fonts
from planner.present.papers.fonts import FONT_VARIABLE, FontFiles, find_font, no_font_warning


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return two folders that stand for all folders of fonts, the first counting more."""
    both = (tmp_path / "own", tmp_path / "system")
    for folder in both:
        folder.mkdir()
    monkeypatch.delenv(FONT_VARIABLE, raising=False)
    monkeypatch.setattr(fonts, "font_folders", lambda: (*both, tmp_path / "not there"))
    return both


def put(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_the_best_font_is_taken_with_its_bold_face(folders: tuple[Path, Path]) -> None:
    own, system = folders
    put(own, "simsun.ttc")
    put(own, "DejaVuSans.ttf")
    regular = put(system, "opentype/noto/NotoSansCJK-Regular.ttc")
    bold = put(system, "opentype/noto/NotoSansCJK-Bold.ttc")
    assert find_font() == FontFiles(regular, bold)


def test_a_font_without_bold_face_stands_for_both(folders: tuple[Path, Path]) -> None:
    path = put(folders[1], "SimHei.TTF")
    assert find_font() == FontFiles(path, path)


def test_simsunb_is_no_bold_face_of_simsun(folders: tuple[Path, Path]) -> None:
    """It holds rare characters alone: common ones would be boxes."""
    path = put(folders[0], "simsun.ttc")
    put(folders[0], "simsunb.ttf")
    assert find_font() == FontFiles(path, path)


def test_of_two_of_one_name_the_own_folder_counts(folders: tuple[Path, Path]) -> None:
    put(folders[1], "wqy-microhei.ttc")
    path = put(folders[0], "wqy-microhei.ttc")
    assert find_font() == FontFiles(path, path)


def test_without_any_there_is_none(folders: tuple[Path, Path]) -> None:
    put(folders[0], "DejaVuSans.ttf")
    put(folders[0], "notosanscjk-regular.txt")
    assert find_font() is None
    warning = no_font_warning()
    assert warning.severity is Severity.WARNING
    assert "fonts-noto-cjk" in warning.remedy.zh
    assert FONT_VARIABLE in warning.remedy.en


def test_the_variable_comes_first(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folders[0], "notosanscjk-regular.ttc")
    mine = put(folders[1], "mine.otf")
    monkeypatch.setenv(FONT_VARIABLE, str(mine))
    assert find_font() == FontFiles(mine, mine)


@pytest.mark.parametrize("name", ["nowhere.ttf", "note.txt"])
def test_a_variable_that_names_no_font_is_a_fault(
    name: str, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folders[0], "note.txt")
    monkeypatch.setenv(FONT_VARIABLE, str(folders[0] / name))
    with pytest.raises(DataError) as caught:
        find_font()
    assert caught.value.issues[0].code == "font_not_usable"
