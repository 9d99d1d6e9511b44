from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import DataError, Issue
from planner.present import outputs, write_outputs
from planner.text import Text
from tests.present.fixture import result


def test_everything_is_written_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "maps" / "pilots"
    written = write_outputs(result(), folder)
    paths = [written.page, *written.tables, *written.geodata, *written.papers, written.record]
    assert all(path.is_file() for path in paths)
    assert sorted(p for p in folder.rglob("*") if p.is_file()) == sorted(paths)
    assert [path.name for path in folder.parent.iterdir()] == ["pilots"]


def test_a_second_run_replaces_the_first_and_keeps_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "pilots"
    write_outputs(result(as_is=True), folder)
    (folder / "note.txt").write_text("mine", encoding="utf-8")
    (folder / "tables" / "notes.txt").write_text("mine too", encoding="utf-8")
    (folder / "tables" / "charts" / "deep").mkdir(parents=True)
    (folder / "tables" / "charts" / "deep" / "a.png").write_bytes(b"picture")
    page = write_outputs(result(), folder).page.read_text("utf-8")
    assert "实施后" in page
    assert (folder / "note.txt").read_text("utf-8") == "mine"
    assert (folder / "tables" / "notes.txt").read_text("utf-8") == "mine too"
    assert (folder / "tables" / "charts" / "deep" / "a.png").read_bytes() == b"picture"
    assert [path.name for path in tmp_path.iterdir()] == ["pilots"]


def test_equal_results_give_equal_files_but_for_the_record(tmp_path: Path) -> None:
    first, second = (write_outputs(result(), tmp_path / name) for name in ("a", "b"))
    sides = [(run.page, *run.tables, *run.geodata, *run.papers) for run in (first, second)]
    pairs = zip(*sides, strict=True)
    for one, other in pairs:
        assert one.read_bytes() == other.read_bytes(), one.name


def test_a_crash_leaves_the_old_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pilots"
    before = write_outputs(result(), folder).record.read_bytes()

    def crash(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(outputs, "write_geopackage", crash)
    with pytest.raises(OSError, match="disk full"):
        write_outputs(result(), folder)
    assert (folder / "run.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["pilots"]


def test_a_folder_with_other_things_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        write_outputs(result(), tmp_path)
    assert caught.value.issues[0].code == "output_not_ours"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(
    ("fault", "told"), [(OSError("locked"), DataError), (KeyboardInterrupt(), KeyboardInterrupt)]
)
def test_a_failed_swap_brings_the_old_output_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, told: type
) -> None:
    folder = tmp_path / "pilots"
    before = write_outputs(result(), folder).record.read_bytes()
    rename = Path.rename

    def fail_to_enter(self: Path, target: Path) -> Path:
        if Path(target) == folder and self.name.startswith(".pilots-"):
            raise fault
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_to_enter)
    with pytest.raises(told):
        write_outputs(result(), folder)
    assert (folder / "run.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["pilots"]


def test_a_folder_in_use_says_so_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pilots"
    before = write_outputs(result(), folder).record.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError("in use")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(DataError) as caught:
        write_outputs(result(), folder)
    assert caught.value.issues[0].code == "output_in_use"
    assert (folder / "run.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["pilots"]


def test_papers_of_an_earlier_run_never_stay(tmp_path: Path) -> None:
    folder = tmp_path / "pilots"
    write_outputs(result(as_is=True), folder)
    papers = folder / "papers"
    (papers / "page-A3.pdf").write_bytes(b"%PDF of the earlier run")
    (papers / "cover letter.docx").write_bytes(b"mine")
    written = write_outputs(result(), folder)
    assert {path.name for path in papers.iterdir()} == {
        "cover letter.docx", *(path.name for path in written.papers)
    }  # fmt: skip
    assert not (papers / "map-today.png").exists()


def test_a_page_that_cannot_be_printed_leaves_the_old_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pilots"
    before = write_outputs(result(), folder).record.read_bytes()

    def fail(*_: object) -> None:
        raise DataError(Issue("browser_failed", Text.same("x"), Text.same("y")))

    monkeypatch.setattr(outputs, "find_browser", lambda: Path("browser"))
    monkeypatch.setattr(outputs, "print_page", fail)
    with pytest.raises(DataError):
        write_outputs(result(as_is=True), folder, pdf=True)
    assert (folder / "run.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["pilots"]


def test_the_printed_page_lies_with_the_papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(page: Path, target: Path, _: Path) -> None:
        target.write_bytes(page.read_bytes())

    monkeypatch.setattr(outputs, "find_browser", lambda: Path("browser"))
    monkeypatch.setattr(outputs, "print_page", copy)
    written = write_outputs(result(), tmp_path / "pilots", pdf=True)
    assert written.papers[-1] == tmp_path / "pilots" / "papers" / "page-A3.pdf"
    assert written.papers[-1].read_bytes() == written.page.read_bytes()
