"""Named steps of a long job: timed for the run record, told to whoever watches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from planner.domain.record import StepTiming
from planner.text import Text


class Observer(Protocol):
    """Whoever wants to see a job's progress; the command line draws bars from it."""

    def started(self, step: Text) -> None:
        """Be told that a step begins."""

    def advanced(self, done: int, total: int) -> None:
        """Be told how far the current step is."""

    def finished(self, timing: StepTiming) -> None:
        """Be told that the step ended, and whether a cache answered it."""


class Silent:
    """An observer that does not care."""

    def started(self, step: Text) -> None:
        """Ignore the step."""

    def advanced(self, done: int, total: int) -> None:
        """Ignore the advance."""

    def finished(self, timing: StepTiming) -> None:
        """Ignore the end."""


class Step:
    """The step at work; a step that found its answer in a cache says so."""

    def __init__(self) -> None:
        self.cached = False


class Stopwatch:
    """Times the named steps of one job, in order."""

    def __init__(self, observer: Observer | None = None) -> None:
        self.observer: Observer = observer or Silent()
        self._timings: list[StepTiming] = []

    @property
    def timings(self) -> tuple[StepTiming, ...]:
        """The steps that have ended so far."""
        return tuple(self._timings)

    @contextmanager
    def step(self, name: Text) -> Iterator[Step]:
        """Time the block as one named step."""
        self.observer.started(name)
        begin = time.perf_counter()
        step = Step()
        yield step
        timing = StepTiming(name, time.perf_counter() - begin, step.cached)
        self._timings.append(timing)
        self.observer.finished(timing)
