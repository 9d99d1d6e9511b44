"""What the YAML parser could not read, said in a planner's words.

The parser's own sentences are not used: the cause is read from the kind of its error, the places
it names and the characters found there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

from planner.errors import Issue
from planner.scenario.nodes import Source
from planner.text import Text

_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_WIDE_COLON: Final = re.compile(r"[^:#]*?(：)[^:#]*$")
_WIDE_BEFORE_BRACKET: Final = re.compile(r"[^:#\"']*?(：)\s*[\[{]")
_WIDE_IN_BRACKETS: Final = re.compile("([：，］｝】])")
_GLUED_COLON: Final = re.compile(r"\s*(?:- )?[^\W\d][\w-]*(:)[^\s:/]")
_RESERVED: Final = frozenset("@`%*&!|>")
_MAX_LISTED: Final = 20


def unprintable_issues(source: Source, text: str) -> tuple[Issue, ...]:
    """Return a fault for the first character that no YAML file may hold."""
    if _UNPRINTABLE.search(text) is None:
        return ()
    for number, line in enumerate(source.lines, start=1):
        match = _UNPRINTABLE.search(line)
        if match:
            name = f"U+{ord(match.group()):04X}"
            shown = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", line)
            clean = Source(source.shown, source.folder, (*source.lines[: number - 1], shown))
            return (
                Issue(
                    "yaml_unprintable",
                    Text(f"有看不见的字符 {name}", f"there is an invisible character, {name}"),
                    Text("删去这个字符，或把这一行重新输入一遍",
                         "delete the character, or type the line anew"),
                    clean.where(number, match.start() + 1),
                ),
            )  # fmt: skip
    return ()


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where the parser stopped: `at` is the character there, `opener` the one it was inside of."""

    source: Source
    line: int
    column: int
    start_line: int
    start_column: int
    in_scanner: bool

    @property
    def at(self) -> str:
        return self.source.line(self.line)[self.column - 1 : self.column]

    @property
    def opener(self) -> str:
        return self.source.line(self.start_line)[self.start_column - 1 : self.start_column]


def syntax_issues(source: Source, error: yaml.YAMLError) -> tuple[Issue, ...]:
    """Return why the text could not be read: one fault, or one for each tab in indentation."""
    start: yaml.Mark | None = getattr(error, "context_mark", None)
    mark: yaml.Mark | None = getattr(error, "problem_mark", None) or start
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "\t" in _indent(source.line(line)):
        return _tab_issues(source)
    opened = (start.line + 1, start.column + 1) if start else (line, 0)
    in_scanner = isinstance(error, yaml.scanner.ScannerError)
    stop = _Stop(source, line, column, *opened, in_scanner=in_scanner)
    for explain in (_quote, _slip, _bracket, _colon, _reserved, _closing, _missing_colon):
        issue = explain(stop)
        if issue:
            return (issue,)
    return (_structure_issue(source, line, column),)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _tab_issues(source: Source) -> tuple[Issue, ...]:
    found: list[Issue] = []
    for number, line in enumerate(source.lines, start=1):
        indent = _indent(line)
        if "\t" in indent and line.strip() and len(found) < _MAX_LISTED:
            # Shown as spaces: a tab's width differs between screens, and the caret must fit.
            shown = Source(source.shown, source.folder,
                           (*source.lines[: number - 1], line.replace("\t", " ")))  # fmt: skip
            first = indent.index("\t")
            found.append(Issue(
                "yaml_tab",
                Text("行首缩进用了制表符（Tab 键）", "the line is indented with a tab"),
                Text("改用空格缩进，每层两个空格；编辑器里可把制表符全部替换为两个空格",
                     "indent with spaces, two for each level; "
                     "replace all tabs by two spaces in your editor"),
                shown.where(number, first + 1, indent.count("\t")),
            ))  # fmt: skip
    return tuple(found)


def _line_before(stop: _Stop) -> int:
    """Return the last line with content before the one the parser stopped in, 0 if none."""
    numbers = range(stop.line - 1, 0, -1)
    return next((number for number in numbers if stop.source.line(number).strip()), 0)


def _quote(stop: _Stop) -> Issue | None:
    if not stop.in_scanner or stop.opener not in {'"', "'"}:
        return None
    nearby = stop.source.line(stop.line)[max(0, stop.column - 2) : stop.column + 1]
    if "\\" in nearby:
        return Issue(
            "yaml_backslash",
            Text("双引号里的反斜杠 \\ 有特殊含义", "a backslash \\ is special in double quotes"),
            Text("改用单引号，或把路径中的 \\ 改为 /", "use single quotes, or / in paths"),
            stop.source.where(stop.line, max(1, stop.column - 1) + nearby.index("\\")),
        )
    return Issue(
        "yaml_open_quote",
        Text(
            f"这个引号 {stop.opener} 没有配对的后引号", f"this quote {stop.opener} is never closed"
        ),
        Text(f"在文字末尾补上 {stop.opener}", f"close the text with {stop.opener}"),
        stop.source.where(stop.start_line, stop.start_column),
    )


def _slip(stop: _Stop) -> Issue | None:
    """Look for the usual slips on the failing line, the one before it and the first one named."""
    for number in dict.fromkeys((stop.line, _line_before(stop), stop.start_line)):
        line = stop.source.line(number)
        # Full-width marks are ordinary inside texts; they are slips where YAML needs its own.
        wide = (
            _WIDE_COLON.match(line)
            or _WIDE_BEFORE_BRACKET.match(line)
            or (_WIDE_IN_BRACKETS.search(line) if stop.opener in {"[", "{"} else None)
        )
        if wide:
            return Issue(
                "yaml_wide_punctuation",
                Text(f"用了中文标点 `{wide[1]}`",
                     f"`{wide[1]}` is a full-width (Chinese) punctuation mark"),
                Text("改用英文标点，冒号后空一格，例如 `name: 东胜`；若是文字内容，请加引号",
                     "use the ASCII mark, with a space after a colon: `name: 东胜`; "
                     "put it in quotes if it is part of a text"),
                stop.source.where(number, wide.start(1) + 1),
            )  # fmt: skip
        glued = _GLUED_COLON.match(line)
        if glued:
            return Issue(
                "yaml_space_after_colon",
                Text("冒号后面缺一个空格", "a space is missing after the colon"),
                Text("写成 `名称: 内容`，冒号后空一格", "write `name: value`, with a space"),
                stop.source.where(number, glued.start(1) + 1),
            )
    return None


def _bracket(stop: _Stop) -> Issue | None:
    if stop.opener not in {"[", "{"}:
        return None
    closer, example = {
        "[": ("]", "[a, b]"),
        "{": ("}", "{zh: 东胜, en: Dongsheng}"),
    }[stop.opener]
    return Issue(
        "yaml_open_bracket",
        Text(f"这个 {stop.opener} 没有正确配对，或其中缺逗号",
             f"this {stop.opener} is not closed properly, or a comma is missing inside"),
        Text(f"补上 {closer}，各项之间用英文逗号隔开，例如 {example}",
             f"close it with {closer} and put commas between the items, e.g. {example}"),
        stop.source.where(stop.start_line, stop.start_column),
    )  # fmt: skip


def _colon(stop: _Stop) -> Issue | None:
    if stop.at != ":":
        return None
    text, before = stop.source.line(stop.line), _line_before(stop)
    if ": " not in text[: stop.column - 1] and before:
        if ":" not in stop.source.line(before):
            return _missing_colon_issue(stop.source, before)
        return _structure_issue(stop.source, stop.line, len(_indent(text)) + 1)
    return Issue(
        "yaml_colon_in_text",
        Text("同一行里有第二个冒号", "there is a second colon on the line"),
        Text('若冒号是文字的一部分，请给整段文字加引号，例如 name: "一期: 东胜"',
             'put the text in quotes if the colon belongs to it: name: "Phase 1: Dongsheng"'),
        stop.source.where(stop.line, stop.column),
    )  # fmt: skip


def _reserved(stop: _Stop) -> Issue | None:
    special = stop.at if stop.at in _RESERVED else ""
    if not special and stop.in_scanner and stop.opener in _RESERVED:
        special = stop.opener
    if not special:
        return None
    return Issue(
        "yaml_reserved_character",
        Text(f"`{special}` 在这里有特殊含义，不能这样用", f"`{special}` is special here"),
        Text("若它是文字的一部分，请给整段文字加引号",
             "put the whole text in quotes if it belongs to it"),
        stop.source.where(stop.line, stop.column),
    )  # fmt: skip


def _closing(stop: _Stop) -> Issue | None:
    if stop.at not in {"]", "}"}:
        return None
    return Issue(
        "yaml_extra_bracket",
        Text(f"多了一个 {stop.at}", f"this {stop.at} closes nothing"),
        Text("删去它，或补上前面缺的括号", "delete it, or add the opening bracket"),
        stop.source.where(stop.line, stop.column),
    )


def _missing_colon(stop: _Stop) -> Issue | None:
    return _missing_colon_issue(stop.source, stop.start_line) if stop.in_scanner else None


def _missing_colon_issue(source: Source, line: int) -> Issue:
    text = source.line(line)
    return Issue(
        "yaml_missing_colon",
        Text("这一行缺少冒号", "the line has no colon"),
        Text("写成 `名称: 内容`，冒号用英文标点，后面空一格",
             "write `name: value`, with a colon and a space"),
        source.where(line, len(_indent(text)) + 1, len(text.strip())),
    )  # fmt: skip


def _structure_issue(source: Source, line: int, column: int) -> Issue:
    text = source.line(line)
    return Issue(
        "yaml_indentation",
        Text("这里与前面的行对不齐，或多了内容",
             "this does not line up with the lines before, or is one item too many"),
        Text("同一层的各行左边对齐，下一层多缩进两个空格，列表每项以 `- ` 开头",
             "align the keys of one level, indent the next level by two spaces, "
             "begin each item of a list with `- `"),
        source.where(line, column, max(1, len(text.rstrip()) - column + 1)),
    )  # fmt: skip
