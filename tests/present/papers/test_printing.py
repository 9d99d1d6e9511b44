from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from planner.errors import DataError
from planner.present.page import page_html
from planner.present.papers.printing import BROWSER_VARIABLE, find_browser, print_page
from tests.present.fixture import result

posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


def stand_in(folder: Path, script: str) -> Path:
    """Return a program that stands for a browser."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def fault(page: Path, target: Path, browser: Path, timeout_s: float = 20.0) -> str:
    with pytest.raises(DataError) as caught:
        print_page(page, target, browser, timeout_s=timeout_s)
    assert not target.exists()
    (issue,) = caught.value.issues
    assert "打印 A3" in issue.remedy.zh
    return f"{issue.code}: {issue.message.en}"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    path.write_bytes(page_html(result()).encode("utf-8", "replace"))
    return path


def test_the_page_is_one_sheet_of_a3(page: Path, tmp_path: Path) -> None:
    try:
        browser = find_browser()
    except DataError:
        pytest.skip("no browser on this machine")
    target = tmp_path / "页 page.pdf"
    print_page(page, target, browser)
    printed = target.read_bytes()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed)
    assert len(boxes) == 1
    assert [float(side) for side in boxes[0]] == pytest.approx([1190.6, 841.9], abs=1)


@posix
def test_the_browser_may_not_use_the_network(page: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    browser = stand_in(
        tmp_path,
        f'printf "%s\\n" "$@" > "{said}"\n'
        'for each in "$@"; do case "$each" in --print-to-pdf=*) '
        'printf "%%PDF-1.4" > "${each#--print-to-pdf=}";; esac; done',
    )
    target = tmp_path / "out.pdf"
    print_page(page, target, browser)
    assert target.read_bytes() == b"%PDF-1.4"
    arguments = said.read_text("utf-8").splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in arguments
    assert arguments[-1] == page.as_uri()
    profile = next(a for a in arguments if a.startswith("--user-data-dir=")).partition("=")[2]
    assert not Path(profile).exists()  # nothing is left behind


@posix
def test_a_browser_that_fails_says_why_and_leaves_nothing(page: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    failing = stand_in(tmp_path, 'echo "cannot open display" >&2; exit 7')
    assert "cannot open display" in fault(page, target, failing)
    silent = stand_in(tmp_path, "exit 0")
    assert fault(page, target, silent).startswith("browser_failed")
    junk = stand_in(
        tmp_path, 'for a in "$@"; do case "$a" in --print-to-pdf=*) echo x > "${a#*=}";; esac; done'
    )
    assert fault(page, target, junk).startswith("browser_failed")
    assert fault(page, target, tmp_path / "not there").startswith("browser_failed")


@posix
def test_a_browser_that_hangs_is_ended_with_its_children(page: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    hanging = stand_in(tmp_path, f'(sleep 3; touch "{mark}") &\nsleep 30')
    start = time.monotonic()
    assert fault(page, tmp_path / "out.pdf", hanging, 0.5).startswith("browser_too_slow")
    assert time.monotonic() - start < 3
    time.sleep(3.2)
    assert not mark.exists()


@posix
def test_the_variable_names_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = stand_in(tmp_path, "exit 0")
    monkeypatch.setenv(BROWSER_VARIABLE, str(mine))
    assert find_browser() == mine
    monkeypatch.setenv(BROWSER_VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(DataError) as caught:
        find_browser()
    assert caught.value.issues[0].code == "no_browser"
    assert str(tmp_path / "nowhere") in caught.value.issues[0].message.zh


def test_without_a_browser_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BROWSER_VARIABLE, raising=False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(DataError) as caught:
        find_browser()
    (issue,) = caught.value.issues
    assert issue.code == "no_browser"
    assert BROWSER_VARIABLE in issue.remedy.zh
    assert "Edge" in issue.remedy.en
