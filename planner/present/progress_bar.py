"""Progress on a terminal: one line a step, with a bar where the step can say how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from planner.domain.record import StepTiming
from planner.text import Text


class ProgressBar:
    """Draws the steps of a job; satisfies `planner.progress.Observer`."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def started(self, step: Text) -> None:
        """Begin the line of a step."""
        self._task = self._progress.add_task(f"{step.zh} {step.en}", total=None)

    def advanced(self, done: int, total: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total)

    def finished(self, timing: StepTiming) -> None:
        """Replace the bar by the time the step took."""
        if self._task is not None:
            self._progress.remove_task(self._task)
            self._task = None
        note = "  （缓存 cached）" if timing.cached else ""
        self._progress.console.print(
            f"  {timing.seconds:6.2f} s  {timing.name.zh} {timing.name.en}{note}",
            style="dim",
            highlight=False,
        )


@contextmanager
def watching() -> Iterator[ProgressBar]:
    """Draw progress on standard error while the block runs."""
    columns = (TextColumn("  {task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield ProgressBar(progress)
