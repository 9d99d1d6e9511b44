"""A content-addressed cache of prepared data: same inputs and settings, same entry.

An entry is one uncompressed .npz file of arrays and a JSON text; its name is a hash of all that
the caller says it depends on: contents of files, settings, the program's code and the versions of
the libraries that it computes with. What is named so never goes stale, only unused. Entries are
loaded without pickle: a corrupt or alien file is ignored and replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import platformdirs

CACHE_VARIABLE: Final = "PLANNER_CACHE_DIR"
"""The environment variable that names the cache folder."""

_FORMAT: Final = "planner-cache-1"
_WORDS: Final = "words.json"
_UNREADABLE: Final = (
    OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error
)  # fmt: skip

Value = TypeVar("Value")


@dataclass(frozen=True)
class Entry:
    """What an entry holds: named arrays, and words and numbers as JSON knows them."""

    arrays: Mapping[str, npt.NDArray[Any]]
    words: Mapping[str, Any]


def cache_folder() -> Path:
    """Return the cache folder; it need not exist yet."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("planner"))


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder for large files of one job, and remove it afterwards.

    It lies in the cache folder, which is on a disk, or where that cannot be written, among the
    system's temporary files.
    """
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(
            dir=cache_folder(), prefix=".scratch-", ignore_cleanup_errors=True
        )
    except OSError:
        made = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with made as folder:
        yield Path(folder)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cache_key(what: str, **depends_on: object) -> str:
    """Return the key of a value: its kind and a hash of all that it depends on (JSON values)."""
    told = json.dumps([_FORMAT, what, depends_on], sort_keys=True, ensure_ascii=False)
    return f"{what}-{hashlib.sha256(told.encode()).hexdigest()}"


def load_or_build(
    key: str,
    build: Callable[[], Value],
    *,
    pack: Callable[[Value], Entry],
    unpack: Callable[[Entry], Value],
) -> tuple[Value, bool]:
    """Return (value, whether it came from the cache); a built value is stored under `key`.

    `unpack` may raise ValueError, KeyError or TypeError for an entry that is not its own.
    """
    path = cache_folder() / f"{key}.npz"
    with suppress(*_UNREADABLE):  # a missing or unreadable entry is built anew
        return unpack(_load(path)), True
    value = build()
    with suppress(OSError):  # a run never fails because its cache cannot be written
        _store(path, pack(value))
    return value, False


def _load(path: Path) -> Entry:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    words = json.loads(arrays.pop(_WORDS).tobytes().decode())
    if words.pop("format") != _FORMAT:
        raise ValueError("another format")
    return Entry(arrays=arrays, words=words)


def _store(path: Path, entry: Entry) -> None:
    """Write beside the place and rename, so that nobody ever sees half an entry."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = json.dumps({**entry.words, "format": _FORMAT}, ensure_ascii=False).encode()
    named = {**entry.arrays, _WORDS: np.frombuffer(words, dtype=np.uint8)}
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=".npz")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **named)  # type: ignore[arg-type]
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
