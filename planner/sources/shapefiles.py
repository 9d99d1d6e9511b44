"""Shapefiles are several files: which ones belong together, and how their text is encoded."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from planner.sources.text_files import detect_encoding

_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")


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


def text_encoding(path: Path) -> str | None:
    """Return the encoding of a shapefile's attributes, None where its .cpg file states it."""
    parts = {file.suffix.lower(): file for file in files_of(path)}
    if ".cpg" in parts or ".dbf" not in parts:
        return None
    data = parts[".dbf"].read_bytes()
    header_bytes = int.from_bytes(data[8:10], "little")
    return detect_encoding(data[header_bytes:])
