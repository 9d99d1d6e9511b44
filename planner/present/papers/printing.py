"""Prints the leader page on A3 through a browser without a window and without the network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from planner.errors import DataError, Issue, Where
from planner.text import Text

BROWSER_VARIABLE: Final = "PLANNER_BROWSER"
"""Environment variable that names the browser to print with."""

PROGRAMS: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "msedge", "microsoft-edge", "microsoft-edge-stable",
)  # fmt: skip
_WINDOWS: Final = (
    ("Google", "Chrome", "Application", "chrome.exe"),
    ("Microsoft", "Edge", "Application", "msedge.exe"),
    ("Chromium", "Application", "chrome.exe"),
)
_MAC: Final = ("Google Chrome", "Microsoft Edge", "Chromium")

TIMEOUT_S: Final = 120.0
_SETTLE_MS: Final = 10_000
"""Time of the page's own clock before it is printed; it passes as fast as the page works."""


def find_browser() -> Path:
    """Return a Chromium, Chrome or Edge of this machine.

    The one that PLANNER_BROWSER names comes first. Raises DataError if there is none.
    """
    named = os.environ.get(BROWSER_VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise DataError(_no_browser(named))
        return Path(found)
    for program in (*PROGRAMS, *_usual_places()):
        found = shutil.which(program)
        if found is not None:
            return Path(found)
    raise DataError(_no_browser(""))


def print_page(page: Path, target: Path, browser: Path, *, timeout_s: float = TIMEOUT_S) -> None:
    """Print a page as PDF; the page's own style says A3 across.

    `target` is written whole or not at all. Raises DataError if the browser fails or takes longer
    than `timeout_s`.
    """
    with tempfile.TemporaryDirectory(prefix="planner-print-", ignore_cleanup_errors=True) as folder:
        printed = Path(folder, "page.pdf")
        said = _run(_command(browser, page, printed, Path(folder, "profile")), browser, timeout_s)
        if not printed.is_file() or not printed.read_bytes().startswith(b"%PDF"):
            raise DataError(_failed(browser, said))
        shutil.copyfile(printed, target)


def _command(browser: Path, page: Path, printed: Path, profile: Path) -> list[str]:
    sandbox = ["--no-sandbox"] if _is_root() else []  # Chromium refuses root a sandbox
    return [
        str(browser), "--headless", *sandbox, "--disable-gpu", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}",
        f"--virtual-time-budget={_SETTLE_MS}", "--no-pdf-header-footer",
        "--print-to-pdf-no-header", f"--print-to-pdf={printed}", page.absolute().as_uri(),
    ]  # fmt: skip


def _run(command: list[str], browser: Path, timeout_s: float) -> str:
    """Run the browser to its end and return what it said; all its processes end with it."""
    own_group = sys.platform != "win32"
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="replace", start_new_session=own_group,
        )  # fmt: skip
    except OSError as error:
        raise DataError(_failed(browser, str(error))) from error
    with process:
        try:
            _, said = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise DataError(_too_slow(browser, timeout_s)) from error
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise DataError(_failed(browser, said))
    return said


def _end(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _usual_places() -> list[str]:
    """Return where browsers lie that are not on the search path of programs."""
    if sys.platform == "win32":
        folders = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        roots = [Path(os.environ[name]) for name in folders if name in os.environ]
        return [str(root.joinpath(*parts)) for parts in _WINDOWS for root in roots]
    return [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in _MAC]


def _no_browser(named: str) -> Issue:
    missing = (
        Text(f"{BROWSER_VARIABLE} 指的程序不存在：{named}", f"{BROWSER_VARIABLE} names no program: "
             f"{named}")
        if named
        else Text("没有找到打印网页用的浏览器", "no browser was found that could print the page")
    )  # fmt: skip
    return Issue(
        "no_browser",
        missing,
        Text(
            "安装 Chromium、Chrome 或 Edge，或用环境变量 "
            f"{BROWSER_VARIABLE} 指定其程序；也可以打开网页，点“打印 A3”",
            f"install Chromium, Chrome or Edge, or name the program in {BROWSER_VARIABLE}; or "
            "open the page and use its own print button",
        ),
        Where(named),
    )


def _failed(browser: Path, said: str) -> Issue:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1] if lines else "-"
    return Issue(
        "browser_failed",
        Text(f"浏览器没有打印出网页：{last}", f"the browser did not print the page: {last}"),
        Text(
            f"用环境变量 {BROWSER_VARIABLE} 换一个浏览器；也可以打开网页，点“打印 A3”",
            f"name another browser in {BROWSER_VARIABLE}; or open the page and print it there",
        ),
        Where(str(browser)),
    )


def _too_slow(browser: Path, timeout_s: float) -> Issue:
    return Issue(
        "browser_too_slow",
        Text(f"浏览器 {timeout_s:g} 秒内没有打印完", f"the browser took more than {timeout_s:g} s"),
        Text(
            "关闭其他程序后重试，或打开网页，点“打印 A3”",
            "close other programs and run again; or open the page and print it there",
        ),
        Where(str(browser)),
    )
