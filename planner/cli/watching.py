"""Do a thing again whenever one of its files changes, until the user stops it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final, TypeAlias

PAUSE_S: Final = 0.5
"""Between two looks. Looking works on network drives too, where systems send no events."""

_Stamp: TypeAlias = tuple[int, int] | None


def again_when_changed(
    act: Callable[[], None],
    files: Callable[[], Iterable[Path]],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Act now, and again whenever a file comes, goes or changes; return on KeyboardInterrupt.

    `files` is asked anew after each time: what a file names may change. Files that were named
    before are watched on, since a faulty file may name none for a while.
    """
    watched: dict[Path, None] = {}
    try:
        while True:
            watched.update(dict.fromkeys(files()))
            before = _stamps(watched)
            act()
            _until_changed(watched, before, wait)
    except KeyboardInterrupt:
        return


def _until_changed(
    watched: Collection[Path], before: dict[Path, _Stamp], wait: Callable[[float], None]
) -> None:
    """Return when files differ from before and have come to rest: editors write in steps."""
    last = before
    while True:
        now = _stamps(watched)
        if now == last != before:
            return
        last = now
        wait(PAUSE_S)


def _stamps(watched: Collection[Path]) -> dict[Path, _Stamp]:
    return {path: _stamp(path) for path in watched}


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
