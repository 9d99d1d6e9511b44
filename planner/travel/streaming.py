"""Matrices that do not fit in memory: written to files site by site, and mapped."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np

from planner.domain.arrays import IntArray
from planner.domain.travel import TravelMatrix
from planner.units import GIB

UNKNOWN_GIB: Final = 4.0

SHARE_AT_A_TIME: Final = 4
"""Of the memory allowed, one part in so many is filled before it is written."""

LEAST_AT_A_TIME: Final = 64
"""Sites of a part, however little memory is left: each part makes ready to travel anew."""


def matrix_bytes(n_residents: int, n_sites: int) -> int:
    """Return the size of a travel matrix: two costs of four bytes for each pair."""
    return 2 * np.dtype(np.int32).itemsize * n_residents * n_sites


def half_the_memory_gib() -> float:
    """Return half of this machine's memory, or UNKNOWN_GIB where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 / GIB
    except (AttributeError, ValueError, OSError):  # not on Windows
        return UNKNOWN_GIB


def require_memory(n_residents: int, n_sites: int, memory_gib: float) -> None:
    """Raise MemoryError, with what to do instead, if a matrix takes more than is allowed."""
    needed_gib = matrix_bytes(n_residents, n_sites) / GIB
    if needed_gib > memory_gib:
        raise MemoryError(
            f"the travel matrix needs {needed_gib:.1f} GiB, {memory_gib:g} GiB are allowed: "
            "ask for the nearest sites, or for travel within a limit, or let `travel_matrix` "
            "stream it to a folder (stream_to)"
        )


def streamed(
    find: Callable[[int, int], TravelMatrix],
    n_residents: int,
    site_ids: Sequence[str],
    folder: Path,
    memory_gib: float,
) -> TravelMatrix:
    """Return the matrix of all sites, kept in two new .npy files of `folder`, which is made.

    find  returns the matrix of the sites `first:end`
    The files, int32 (n_sites, n_residents), are the caller's to remove, when the matrix is no
    longer used. Raises MemoryError, before anything is done, if the disk has no room for them.
    """
    needed = matrix_bytes(n_residents, len(site_ids))
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise MemoryError(
            f"the travel matrix needs {needed / GIB:.1f} GiB, {folder} has {free / GIB:.1f} GiB "
            "left: name a folder on a larger disk"
        )
    one_site = matrix_bytes(max(n_residents, 1), 1)
    at_a_time = max(int(memory_gib * GIB / SHARE_AT_A_TIME) // one_site, LEAST_AT_A_TIME)
    shape = len(site_ids), n_residents
    with ExitStack() as on_failure:
        paths = [_new_file(folder, name) for name in ("time_ms", "length_cm")]
        for path in paths:
            on_failure.callback(path.unlink, missing_ok=True)
        time_ms, length_cm = (
            np.lib.format.open_memmap(path, mode="w+", dtype=np.int32, shape=shape)
            for path in paths
        )
        for first in range(0, len(site_ids), at_a_time):
            some = slice(first, min(first + at_a_time, len(site_ids)))
            part = find(some.start, some.stop)
            time_ms[some], length_cm[some] = part.time_ms.T, part.length_cm.T
        for array in (time_ms, length_cm):
            array.flush()
        del time_ms, length_cm
        mapped = [_mapped(path) for path in paths]
        on_failure.pop_all()
    return TravelMatrix(mapped[0].T, mapped[1].T, tuple(site_ids))


def _new_file(folder: Path, name: str) -> Path:
    handle, path = tempfile.mkstemp(dir=folder, prefix=f"{name}-", suffix=".npy")
    os.close(handle)
    return Path(path)


def _mapped(path: Path) -> IntArray:
    stored: IntArray = np.load(path, mmap_mode="r", allow_pickle=False)
    return stored
