from __future__ import annotations

import os
import signal
import threading

import pytest

from planner.choosing.interrupt import first_interrupt_stops


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_interrupt_asks_to_stop_and_the_second_ends_everything() -> None:
    before = signal.getsignal(signal.SIGINT)
    with first_interrupt_stops() as stop:
        assert not stop()
        interrupt()
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            interrupt()
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_leave_interrupts_alone() -> None:
    said: list[bool] = []

    def work() -> None:
        with first_interrupt_stops() as stop:
            said.append(stop())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said == [False]
