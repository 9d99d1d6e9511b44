"""Shapefiles as programs write them that cut the names of columns without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_shapefile(path: Path, frame: Any, encoding: str, *, has_code_page: bool = True) -> Path:
    """Write a GeoDataFrame whose columns are named by the first ten bytes of their names."""
    names = [name for name in frame.columns if name != frame.geometry.name]
    plain = {name: f"c{number}" for number, name in enumerate(names)}
    frame.rename(columns=plain).to_file(path, encoding=encoding)
    attributes = path.with_suffix(".dbf")
    data = bytearray(attributes.read_bytes())
    for number, name in enumerate(names):
        start = 32 * (number + 1)
        data[start : start + 11] = name.encode(encoding)[:10].ljust(11, b"\0")
    attributes.write_bytes(data)
    if not has_code_page:
        path.with_suffix(".cpg").unlink()
    return path
