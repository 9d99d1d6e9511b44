"""What the command line says: reports on standard output, faults and progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from planner.errors import Issue, Severity
from planner.present.messages import issue_json
from planner.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from planner.progress import Observer

PIPE_WIDTH = 80
WIDEST = 100


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Print a report as wide as the terminal, 80 columns in a pipe; names are never markup."""
    from rich.console import Console

    width = min(WIDEST, Console().width) if sys.stdout.isatty() else PIPE_WIDTH
    console = Console(width=width, markup=False, highlight=False, emoji=False)
    for part in parts:
        console.print(part)


def print_json(value: object) -> None:
    """Print a value as JSON, Chinese kept readable."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def report_faults(issues: tuple[Issue, ...], *, as_json: bool) -> None:
    """Print every fault, and that nothing was run or written."""
    if as_json:
        print_json({"ok": False, "issues": [issue_json(issue) for issue in issues]})
        return
    print_issues(issues)
    n = sum(issue.severity is Severity.ERROR for issue in issues)
    say(f"共 {n} 处错误，没有计算，没有写文件 / {counted(n, 'fault')}; nothing was run or written")


def print_issues(issues: Iterable[Issue]) -> None:
    """Print faults and warnings to standard error."""
    for issue in issues:
        say(issue.render() + "\n")


def count_warnings(issues: Sequence[Issue]) -> None:
    """Say at the end how many warnings scrolled by at the beginning."""
    n = len(issues)
    if n:
        print(f"另有 {n} 条提醒，见上方 / {counted(n, 'warning')}, see above")


def next_step(command: str, zh: str, en: str) -> None:
    """Say which command one would run next, and what for; a command is never broken."""
    from planner.present.folding import fold

    print(fold(f"下一步 next: {zh} {en}", PIPE_WIDTH, "  "))
    print(f"  {command}")


def say(message: str) -> None:
    """Print to standard error, folded to the width of a terminal, as it is in a pipe."""
    if sys.stderr.isatty():
        from planner.present.folding import fold_lines

        message = fold_lines(message, os.get_terminal_size(sys.stderr.fileno()).columns)
    print(message, file=sys.stderr)


@contextmanager
def watching(*, quiet: bool) -> Iterator[Observer | None]:
    """Draw progress and timings on a terminal; stay quiet in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from planner.present.progress_bar import watching as drawn

    with drawn() as observer:
        yield observer
