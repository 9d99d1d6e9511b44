"""YAML text to nodes that keep the place of every key and value.

The meaning of unquoted words is YAML 1.2's: `12:30`, `no`, `on` and dates stay text. Only what
scenarios need is accepted: one document, no tags, no merge keys, and few repetitions by alias.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from planner.errors import Issue
from planner.scenario.nodes import Entry, Node, Scalar, Source, Span
from planner.scenario.syntax_faults import syntax_issues, unprintable_issues
from planner.text import Text

MAX_DEPTH: Final = 40
MAX_REPEATED_VALUES: Final = 100_000
_MAX_DIGITS: Final = 40

NULL_WORDS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE: Final = frozenset({"true", "True", "TRUE"})
_FALSE: Final = frozenset({"false", "False", "FALSE"})
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(source: Source, text: str) -> tuple[Node | None, tuple[Issue, ...]]:
    """Return the value of a YAML text and all its faults; no value where the text has none."""
    issues = unprintable_issues(source, text)
    if issues:
        return None, issues
    builder = _Builder(source)
    try:
        for event in _events(text):
            if not builder.take(event):
                return None, tuple(builder.issues)
    except yaml.YAMLError as error:
        return None, (*builder.issues, *syntax_issues(source, error))
    return builder.root, tuple(builder.issues)


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=_LOADER)


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    span: Span
    is_mapping: bool
    anchor: str | None
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: tuple[str, Span] | None = None
    size: int = 1


@dataclass(slots=True)
class _Builder:
    """Builds nodes from the parser's events without recursion, so that depth can be limited."""

    source: Source
    issues: list[Issue] = field(default_factory=list)
    root: Node | None = None
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int] | None] = field(default_factory=dict)
    documents: int = 0
    repeated: int = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False where going on makes no sense."""
        match event:
            case yaml.DocumentStartEvent():
                return self._document(event)
            case yaml.ScalarEvent():
                self._refuse_tag(event)
                span = self._span(event)
                node = Node(span, self._scalar(event, span), event.value)
                self._keep(event.anchor, node, 1)
                self._place(node, 1)
            case yaml.AliasEvent():
                return self._alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                return self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()
        return True

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Span(self.source, 1, 1)
        line = self.source.line(start.line + 1)
        last = end.column if end.line == start.line else len(line.rstrip())
        return Span(self.source, start.line + 1, start.column + 1, max(1, last - start.column))

    def _report(self, code: str, span: Span, message: Text, remedy: Text) -> None:
        self.issues.append(Issue(code, message, remedy, span.where()))

    def _document(self, event: yaml.Event) -> bool:
        self.documents += 1
        if self.documents > 1:
            self._report(
                "yaml_many_documents", self._span(event),
                Text("一个文件里写了几份内容（`---` 把文件分成了几份）",
                     "the file holds several documents (`---` starts another one)"),
                Text("每份内容单独存成一个文件，或删去这一行",
                     "put each into a file of its own, or delete this line"),
            )  # fmt: skip
        return self.documents == 1

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> bool:
        self._refuse_tag(event)
        span = self._span(event)
        if len(self.stack) >= MAX_DEPTH:
            self._report(
                "yaml_too_deep", span,
                Text(f"层次太深，超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} levels deep"),
                Text("检查这里的括号或缩进是否写多了",
                     "check for brackets or indentation too many here"),
            )  # fmt: skip
            return False
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        width = span.width if event.flow_style else 1
        span = Span(span.source, span.line, span.column, width)
        self.stack.append(_Open(span, isinstance(event, yaml.MappingStartEvent), event.anchor))
        return True

    def _close(self) -> None:
        frame = self.stack.pop()
        node = Node(frame.span, frame.entries if frame.is_mapping else tuple(frame.items))
        self._keep(frame.anchor, node, frame.size)
        self._place(node, frame.size)

    def _keep(self, anchor: str | None, node: Node, size: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = (node, size)

    def _alias(self, event: yaml.AliasEvent) -> bool:
        span = self._span(event)
        known = self.anchors.get(event.anchor or "")
        if known is None:
            self._report(
                "yaml_unknown_alias", span,
                Text(f"`*{event.anchor}` 引用的内容在前面没有写全",
                     f"`*{event.anchor}` refers to something not completed before this line"),
                Text(f"先用 `&{event.anchor}` 标出要重复的内容，再引用；"
                     "若 * 只是文字，请加引号",
                     f"mark what is to be repeated with `&{event.anchor}` first; "
                     "if * is meant as text, put it in quotes"),
            )  # fmt: skip
            self._place(Node(span, None, f"*{event.anchor}"), 1)
            return True
        node, size = known
        self.repeated += size
        if self.repeated > MAX_REPEATED_VALUES:
            self._report(
                "yaml_too_many_repeats", span,
                Text(f"用 `*` 重复的内容超过 {MAX_REPEATED_VALUES} 项",
                     f"`*` repeats more than {MAX_REPEATED_VALUES} values"),
                Text("直接写出内容，不要层层引用",
                     "write the values out instead of repeating repetitions"),
            )  # fmt: skip
            return False
        self._place(node, size)
        return True

    def _place(self, node: Node, size: int) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.size += size
        if not frame.is_mapping:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = (self._key_text(node), node.span)
        else:
            self._add_entry(frame, node)

    def _add_entry(self, frame: _Open, node: Node) -> None:
        key, span = frame.key or ("", node.span)
        frame.key = None
        earlier = frame.entries.get(key)
        if not key:
            return
        if earlier is None:
            frame.entries[key] = Entry(span, node)
            return
        line = earlier.key.line
        self._report(
            "yaml_duplicate_key", span,
            Text(f"`{key}` 写了两次：第 {line} 行和第 {span.line} 行",
                 f"`{key}` is written twice: on line {line} and on line {span.line}"),
            Text("只保留一处；若是列表，把两处的内容并到一处",
                 "keep one of them; if it is a list, join the two"),
        )  # fmt: skip

    def _key_text(self, node: Node) -> str:
        """Return the key, or '' after reporting that it cannot be one."""
        if node.text == "<<":
            self._report(
                "yaml_merge_key", node.span,
                Text("不支持合并写法 `<<`", "the merge key `<<` is not supported"),
                Text("直接写出各项，或用 `extends:` 继承另一个文件",
                     "write the keys out, or inherit another file with `extends:`"),
            )  # fmt: skip
            return ""
        if isinstance(node.content, dict | tuple) or node.text == "":
            self._report(
                "yaml_key_not_text", node.span,
                Text("冒号前面应是一个名称", "a name is expected before the colon"),
                Text("写成 `名称: 内容`；花括号里也一样，例如 {zh: 东胜, en: Dongsheng}",
                     "write `name: value`; in braces too, e.g. {zh: 东胜, en: Dongsheng}"),
            )  # fmt: skip
            return ""
        return node.text

    def _refuse_tag(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            self._report(
                "yaml_tag", self._span(event),
                Text("不支持以 ! 开头的标记", "tags (words that begin with !) are not supported"),
                Text("删去这个标记；若 ! 是文字的一部分，请给文字加引号",
                     "delete the tag; if ! belongs to the text, put the text in quotes"),
            )  # fmt: skip

    def _scalar(self, event: yaml.ScalarEvent, span: Span) -> Scalar:
        text = event.value
        if event.style:
            return text
        if text in NULL_WORDS:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        number = _number(text)
        if number is None:
            return text
        if not math.isfinite(number):
            self._report(
                "yaml_not_a_number", span,
                Text(f"`{text[:_MAX_DIGITS]}` 不是可用的数",
                     f"`{text[:_MAX_DIGITS]}` is not a usable number"),
                Text("写一个普通的数，例如 12.5；若是文字或编号，请加引号",
                     "write an ordinary number, e.g. 12.5; put text or codes in quotes"),
            )  # fmt: skip
            return None
        return number


def _number(text: str) -> int | float | None:
    """Return the number that an unquoted word is, NaN if not usable as one, None for text."""
    if _NOT_FINITE.fullmatch(text):
        return math.nan
    if _INTEGER.fullmatch(text):
        if len(text) > _MAX_DIGITS:
            return math.nan
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text) if _DECIMAL.fullmatch(text) else None
