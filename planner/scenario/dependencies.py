"""Which files a scenario depends on, as far as its text can be read; faults are not told here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from planner.errors import Issue
from planner.scenario.files import read_source, tidy
from planner.scenario.load import STUDY_FILE
from planner.scenario.nodes import Node
from planner.scenario.positions import parse_yaml

_DATA: Final = frozenset({"file", "polygon"})
"""Keys that name a data file, in scenarios and studies alike."""


def files_behind(path: Path) -> tuple[Path, ...]:
    """Return a scenario file, its parents, its study file, and all tables and layers they name.

    Files that are not there are listed too: they may come. A file that cannot be read is listed
    without those behind it.
    """
    found: dict[Path, None] = {}
    todo = [tidy(path)]
    while todo:
        file = todo.pop()
        if file in found:
            continue
        found[file] = None
        root = _root(file)
        if root is None:
            continue
        todo += list(_sources(root, file.parent))
        found.update(dict.fromkeys(_data_files(root, file.parent)))
    return tuple(found)


def _root(file: Path) -> Node | None:
    read = read_source(file)
    return None if isinstance(read, Issue) else parse_yaml(*read)[0]


def _sources(root: Node, folder: Path) -> Iterator[Path]:
    """Yield the parent and the study file that a file names."""
    for key, inside in (("extends", "."), ("study", STUDY_FILE)):
        entry = root.entry(key)
        if entry is not None and isinstance(entry.node.content, str) and entry.node.content.strip():
            yield tidy(folder / entry.node.content / inside)


def _data_files(root: Node, folder: Path) -> Iterator[Path]:
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node.content, tuple):
            todo += node.content
        elif isinstance(node.content, Mapping):
            for key, entry in node.content.items():
                value = entry.node.content
                if key in _DATA and isinstance(value, str) and value.strip():
                    yield tidy(folder / value)
                else:
                    todo.append(entry.node)
