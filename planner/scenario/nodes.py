"""YAML values that know where they were written, and the key paths that name them.

A `Node` is a scalar, a mapping or a list together with its `Span`; merging files is merging nodes,
so a value keeps its place in whichever file said it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from planner.errors import Where

Scalar: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = "Scalar | dict[str, Plain] | tuple[Plain, ...]"
Step: TypeAlias = str | int
KeyPath: TypeAlias = tuple[Step, ...]

APPENDED_KEYS: Final = ("measures", "provenance")
OWN_KEYS: Final = ("description", "show")

_PLAIN_KEY: Final = re.compile(r"[\w-]+")
_STEP: Final = re.compile(r'\.?([\w-]+)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\]')
_LINE_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text that values come from: a file, or one `--set` override (which has no lines)."""

    shown: str
    folder: Path
    lines: tuple[str, ...] = ()

    @classmethod
    def of_text(cls, shown: str, folder: Path, text: str) -> Source:
        """Return the source of a file's text, cut into the lines that the YAML parser counts."""
        return cls(shown, folder, tuple(_LINE_BREAK.split(text)))

    def line(self, number: int) -> str:
        """Return a line, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def where(self, line: int, column: int, width: int = 1, key: str = "") -> Where:
        """Return a place in this source; line and column count from 1."""
        if not self.lines:
            return Where(file=self.shown, key=key)
        return Where(self.shown, line, column, key, self.line(line), max(1, width))


@dataclass(frozen=True, slots=True)
class Span:
    """The characters that wrote a key or a value; `width` stays within the first line."""

    source: Source
    line: int
    column: int
    width: int = 1

    def where(self, key: str = "") -> Where:
        """Return the place for a fault."""
        return self.source.where(self.line, self.column, self.width, key)


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a mapping."""

    key: Span
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place; `text` is how a scalar was written (`007`, `yes`)."""

    span: Span
    content: Scalar | Mapping[str, Entry] | tuple[Node, ...] = field(repr=False)
    text: str = ""

    def plain(self) -> Plain:
        """Return the value without places: dict, tuple or scalar."""
        if isinstance(self.content, Mapping):
            return {key: entry.node.plain() for key, entry in self.content.items()}
        if isinstance(self.content, tuple):
            return tuple(node.plain() for node in self.content)
        return self.content

    def entry(self, key: str) -> Entry | None:
        """Return the entry of a mapping under this key."""
        return self.content.get(key) if isinstance(self.content, Mapping) else None


@dataclass(frozen=True, slots=True)
class Found:
    """What a key path leads to: the part of the path that is written, and its key and value."""

    path: KeyPath
    key: Span | None
    node: Node

    def place(self) -> Where:
        """Return the place of the value; for a mapping or list that of its key, if it has one."""
        is_scalar = not isinstance(self.node.content, Mapping | tuple)
        span = self.node.span if is_scalar or self.key is None else self.key
        return span.where(format_key(self.path))

    def key_place(self) -> Where:
        """Return the place of the key; of the value where it is an item of a list."""
        return (self.key or self.node.span).where(format_key(self.path))


def locate(root: Node, path: Sequence[Step]) -> Found:
    """Follow a key path as far as the file goes, and return what is there.

    A step that the file leaves out because it wrote the short form (`to: [a]` for
    `to: {sites: [a]}`) is skipped.
    """
    found = Found((), None, root)
    for step in path:
        content = found.node.content
        if isinstance(content, Mapping) and isinstance(step, str):
            entry = content.get(step)
            if entry is None:
                break
            found = Found((*found.path, step), entry.key, entry.node)
        elif isinstance(content, tuple) and isinstance(step, int):
            if step >= len(content):
                break
            found = Found((*found.path, step), None, content[step])
        elif not (isinstance(content, tuple) and isinstance(step, str)):
            break
    return found


def merge(parent: Node, child: Node) -> Node:
    """Return the parent changed by the child: the rule of `extends`.

    Mappings merge key by key, lists and scalars replace. At the top, the child's `measures` and
    `provenance` are appended to the parent's, and the parent's `description` and `show` are not
    inherited: they speak of the parent's own measures.
    """
    if isinstance(parent.content, Mapping):
        kept = {key: entry for key, entry in parent.content.items() if key not in OWN_KEYS}
        parent = replace(parent, content=kept)
    merged = _merge_mappings(parent, child)
    for key in APPENDED_KEYS:
        before, after = parent.entry(key), child.entry(key)
        both = (before and before.node.content, after and after.node.content)
        match both:
            case (tuple() as first, tuple() as second) if after and isinstance(
                merged.content, dict
            ):
                joined = Node(after.node.span, first + second)
                merged.content[key] = Entry(after.key, joined)
    return merged


def _merge_mappings(parent: Node, child: Node) -> Node:
    if not (isinstance(parent.content, Mapping) and isinstance(child.content, Mapping)):
        return child
    entries = dict(parent.content)
    for key, entry in child.content.items():
        old = entries.get(key)
        node = _merge_mappings(old.node, entry.node) if old else entry.node
        entries[key] = Entry(entry.key, node)
    return Node(child.span, entries)


def format_key(path: Sequence[Step]) -> str:
    """Return a key path as people write it: `measures[0].open_sites.sites[2].id`."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            words.append(f"[{step}]")
        elif _PLAIN_KEY.fullmatch(step):
            words.append(f".{step}" if words else step)
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            words.append(f'["{escaped}"]')
    return "".join(words)


def parse_key(text: str) -> KeyPath | None:
    """Return the steps of a written key path, or None where it is not one."""
    steps: list[Step] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None or (match.group().startswith(".") and position == 0):
            return None
        name, index, quoted = match.groups()
        if name is not None:
            if position and not match.group().startswith("."):
                return None
            steps.append(name)
        elif index is not None:
            steps.append(int(index))
        else:
            steps.append(re.sub(r"\\(.)", r"\1", quoted))
        position = match.end()
    return tuple(steps)
