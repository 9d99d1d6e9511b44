from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planner.cli.watching import again_when_changed
from tests.small_study import SmallStudy

LONG_S = 60


def steps(*actions: Callable[[], object]) -> Callable[[float], None]:
    """Return a `wait` that does one thing after the other, then stops like Ctrl-C."""
    todo: Iterator[Callable[[], object]] = iter(actions)

    def wait(_: float) -> None:
        action = next(todo, None)
        if action is None:
            raise KeyboardInterrupt
        action()

    return wait


def nothing() -> None:
    pass


def watched(path: Path, *actions: Callable[[], object]) -> int:
    """Return how often an act was done while these things happened."""
    acts = []
    again_when_changed(lambda: acts.append(1), lambda: [path], steps(*actions))
    return len(acts)


def test_it_acts_once_while_nothing_changes(tmp_path: Path) -> None:
    assert watched(tmp_path / "a", nothing, nothing, nothing) == 1


def test_it_acts_again_when_a_file_comes_changes_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    come, go = (lambda: path.write_text("1", "utf-8")), path.unlink
    change = lambda: path.write_text("12", "utf-8")  # noqa: E731
    assert watched(path, come, nothing) == 2
    path.unlink()
    assert watched(path, come, nothing, nothing, change, nothing, nothing, go, nothing) == 4


def test_it_waits_until_a_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a"
    writing = [lambda n=n: path.write_text("x" * n, "utf-8") for n in range(1, 5)]
    assert watched(path, *writing, nothing) == 2


def test_files_that_were_named_before_are_watched_on(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    named = iter([[first], [second], [second]])
    acts = []
    again_when_changed(
        lambda: acts.append(1),
        lambda: next(named),
        steps(
            lambda: second.write_text("1", "utf-8"),  # not yet named
            lambda: first.write_text("1", "utf-8"),
            nothing,
            nothing,
            lambda: first.write_text("12", "utf-8"),
            nothing,
        ),
    )
    assert len(acts) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_check_watch_rechecks_and_ends_with_ctrl_c(small: SmallStudy, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", "check", "--watch", str(small.extend_services)],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    lines: list[str] = []

    def read_until(word: str) -> None:
        began = time.monotonic()
        while time.monotonic() - began < LONG_S:
            lines.append(process.stdout.readline())  # type: ignore[union-attr]
            if word in lines[-1] or not lines[-1]:
                break
        assert word in lines[-1], "".join(lines)

    try:
        read_until("planner run")
        # a table of the study, which the scenario names through its parent
        small.change("sites.csv", "ps-middle", "ps-centre")
        read_until("nothing was run")
        assert any("unknown_site" in line for line in lines)
        small.change("sites.csv", "ps-centre", "ps-middle")
        read_until("planner run")
        process.send_signal(signal.SIGINT)
        read_until("stopped")
        assert process.wait(LONG_S) == 0
    finally:
        process.kill()
        process.stdout.close()
