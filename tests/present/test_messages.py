from __future__ import annotations

import errno
from pathlib import Path

import pytest

from planner.errors import Issue, Severity, Where
from planner.present.messages import issue_json, one_word, refused_access, shown
from planner.text import Text, counted


def test_a_fault_as_json() -> None:
    issue = Issue("bad", Text("坏", "bad"), Text("改", "mend"), Where("a.yaml", 3, 5, "x.y"),
                  Severity.WARNING)  # fmt: skip
    assert issue_json(issue) == {
        "code": "bad",
        "severity": "warning",
        "message": {"zh": "坏", "en": "bad"},
        "remedy": {"zh": "改", "en": "mend"},
        "file": "a.yaml",
        "line": 3,
        "column": 5,
        "key": "x.y",
    }


def test_a_refusal_of_the_system_names_the_file() -> None:
    issue = refused_access(PermissionError(errno.EACCES, "Permission denied", "out/index.html"))
    assert issue is not None
    assert (issue.code, issue.where.file) == ("file_refused", "out/index.html")
    assert issue.message.en == "no access to out/index.html: Permission denied"


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), OSError("no number"), OSError(errno.EBADF, "bad descriptor", "file"),
     PermissionError(errno.EACCES, "no name")],
    ids=["no system error", "no number", "a bug", "no file"],
)  # fmt: skip
def test_other_errors_are_bugs(error: Exception) -> None:
    assert refused_access(error) is None


def test_paths_are_said_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert shown(tmp_path / "here" / "maps" / "a.html") == str(Path("maps", "a.html"))
    assert shown(tmp_path / "there.html") == str(tmp_path / "there.html")
    assert shown(Path("maps")) == "maps"


@pytest.mark.parametrize(
    ("path", "word"), [("a/b.yaml", "a/b.yaml"), ("my file.yaml", '"my file.yaml"')]
)
def test_a_path_is_one_word_of_a_command(path: str, word: str) -> None:
    assert one_word(Path(path)) == str(Path(word))


def test_counts_in_english() -> None:
    assert [counted(n, "fault") for n in (0, 1, 2)] == ["0 faults", "1 fault", "2 faults"]
