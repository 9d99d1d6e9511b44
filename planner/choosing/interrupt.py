"""Ctrl-C in a search: the first ends it with the best so far, the second ends everything."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_interrupt_stops() -> Iterator[Callable[[], bool]]:
    """Yield a function that tells whether the search shall end.

    Within the block the first interrupt of the user is kept for it; a second one raises
    KeyboardInterrupt. Outside the main thread nothing is changed, and nobody asks to stop.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    asked = threading.Event()

    def keep(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal.signal(signal.SIGINT, keep)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)
