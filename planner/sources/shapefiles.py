"""Shapefiles are several files with old limits: their parts, their text, their short names.

The attributes (.dbf) name columns in 10 bytes and say their encoding only in a .cpg file, which
is often missing. Programs cut longer names there, even inside a Chinese character.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio

from planner.sources.text_files import detect_encoding

_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ENCODINGS: Final = ("utf-8", "gb18030")
_NAME_BYTES: Final = 10
_BLOCK: Final = 32  # bytes of the .dbf file's head, and of each column's description after it


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files that a data file consists of: itself first, a shapefile's parts by name.

    Only files that are there; what lies beside a shapefile and is none of its parts is not listed.
    """
    if path.suffix.lower() != _PARTS[0]:
        return (path,) if path.is_file() else ()
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    parts = [
        file
        for file in beside
        if file.stem == path.stem and file.suffix.lower() in _PARTS and file.is_file()
    ]
    return tuple(sorted(parts, key=lambda file: (file.name != path.name, file.name)))


def read_shapefile(path: Path, layer: str, encoding: str | None) -> Any:
    """Return a shapefile as a GeoDataFrame, its text in the encoding declared, stated or found.

    Where a name or value was cut inside a character, what is left of that character is dropped.
    Raises UnicodeDecodeError for text that is neither what was said nor UTF-8 nor GB 18030; what
    pyogrio raises for a file that it cannot read.
    """
    if encoding is None and not _states_encoding(path):
        encoding = text_encoding(path)
    try:
        return pyogrio.read_dataframe(path, layer=layer, encoding=encoding)
    except UnicodeDecodeError:
        found = text_encoding(path)
        if found is None:
            raise
        # every byte is a character of Latin-1, so that nothing is lost on the way
        frame = pyogrio.read_dataframe(path, layer=layer, encoding="ISO-8859-1")
        return _decoded(frame, found)


def text_encoding(path: Path) -> str | None:
    """Return 'utf-8' or 'gb18030' as a shapefile's column names and values show, else None."""
    attributes = _part(path, ".dbf")
    if attributes is None:
        return None
    text = _texts(attributes.read_bytes())
    for encoding in _ENCODINGS:
        # only the end of a full cell, before our line break, can be half a character
        whole = text.decode(encoding, errors="replace").replace("\ufffd\n", "\n")
        if "\ufffd" not in whole:
            return detect_encoding(whole.encode(encoding))
    return None


def names_in_file(
    wanted: Mapping[str, str], present: Collection[str], file: str | Path
) -> dict[str, str]:
    """Return `wanted` (ours -> theirs) with the names that a shapefile had to cut as it has them.

    Names that are there stay; so does everything in other files, and where two different names
    are cut to the same one: then nobody knows whose column it is.
    """
    if Path(file).suffix.lower() != _PARTS[0]:
        return dict(wanted)
    found = {
        ours: next((cut for cut in _cuts(theirs) if cut in present), theirs)
        if theirs not in present
        else theirs
        for ours, theirs in wanted.items()
    }
    meant: dict[str, set[str]] = {}
    for ours, theirs in wanted.items():
        meant.setdefault(found[ours], set()).add(theirs)
    return {
        ours: found[ours] if len(meant[found[ours]]) == 1 else theirs
        for ours, theirs in wanted.items()
    }


def _cuts(name: str) -> list[str]:
    """Return what may be left of a name, nothing where it is not too long."""
    coded = [(name.encode(encoding), encoding) for encoding in _ENCODINGS]
    return [
        data[:_NAME_BYTES].decode(encoding, errors)
        for data, encoding in coded
        if len(data) > _NAME_BYTES
        for errors in ("backslashreplace", "ignore")
    ]


def _part(path: Path, ending: str) -> Path | None:
    return next((file for file in files_of(path) if file.suffix.lower() == ending), None)


def _states_encoding(path: Path) -> bool:
    return _part(path, ".cpg") is not None


def _texts(data: bytes) -> bytes:
    """Return the column names and text cells of a .dbf file, each padded and on its own line."""
    count = int.from_bytes(data[4:8], "little")
    head, width = (int.from_bytes(data[i : i + 2], "little") for i in (8, 10))
    count = min(count, max(0, len(data) - head) // max(1, width))
    cells = np.frombuffer(data, np.uint8, count * width, min(head, len(data)))
    rows = cells.reshape(count, width)
    breaks = np.full((count, 1), ord("\n"), np.uint8)
    lines, start = [], 1  # the first byte of a row says whether it is deleted
    for at in range(_BLOCK, head, _BLOCK):
        column = data[at : at + _BLOCK]
        if len(column) < _BLOCK or column[0] == ord("\r"):
            break
        lines.append(column[:11].partition(b"\0")[0].ljust(_NAME_BYTES) + b"\n")
        end = start + column[16]
        if column[11:12] == b"C":
            lines.append(np.hstack([rows[:, start:end], breaks]).tobytes())
        start = end
    return b"".join(lines)


def _decoded(frame: Any, encoding: str) -> Any:
    """Return a frame that was read as Latin-1 with its names and text in `encoding`."""
    shapes = frame.geometry.name if hasattr(frame, "geometry") else ""
    names = [name for name in frame.columns if name != shapes]
    for name in names:
        values = frame[name].tolist()
        if any(isinstance(value, str) for value in values):
            frame[name] = [
                value.encode("latin-1").decode(encoding, "ignore")
                if isinstance(value, str)
                else value
                for value in values
            ]
    raw = [name.encode("latin-1") for name in names]
    short = [name.decode(encoding, "ignore") for name in raw]
    new = [
        name if short.count(name) == 1 else data.decode(encoding, "backslashreplace")
        for name, data in zip(short, raw, strict=True)
    ]
    return frame.rename(columns=dict(zip(names, new, strict=True)))
