"""How much memory this process held at most while it did something."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")


def with_peak_gb(work: Callable[[], Found]) -> tuple[Found, float]:
    """Return what `work` found, and the most resident memory meanwhile, all else included.

    Where the peak cannot be reset (not Linux), it is that of the process up to now.
    """
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    found = work()
    return found, _peak_gb()


def _peak_gb() -> float:
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e9
    return whole_peak_gb()


def whole_peak_gb() -> float:
    """Return the most resident memory of this process up to now."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
