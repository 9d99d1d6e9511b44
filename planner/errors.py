"""Faults as data: what is wrong, where, and what to write instead.

Every stage collects all its faults and raises once. An error that is not a `PlannerError` is a
bug of ours. Keep messages in both languages and key tests on `code`, never on the wording.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from planner.text import Text, display_width


class Severity(StrEnum):
    """How much a fault weighs: an error stops the run, a warning is listed with the result."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a fault. Lines and columns count from 1; `key` is a key path or a column."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    key: str = ""
    excerpt: str = ""
    width: int = 1

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        parts += [str(number) for number in (self.line, self.column) if number is not None]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault: a stable code, the words for people, the place and the remedy."""

    code: str
    message: Text
    remedy: Text
    where: Where = Where()
    severity: Severity = Severity.ERROR

    def render(self) -> str:
        """Return the fault as a planner reads it: place, line, caret, both languages."""
        label = "错误 error" if self.severity is Severity.ERROR else "提醒 warning"
        lines = [f"{label}[{self.code}] {self.message.zh}"]
        if self.message.en != self.message.zh:
            lines.append(f"  {self.message.en}")
        place = "  ".join(part for part in (str(self.where), self.where.key) if part)
        if place:
            lines.append(f"  --> {place}")
        if self.where.excerpt and self.where.line is not None:
            gutter = f"{self.where.line} | "
            lines.append(f"  {gutter}{self.where.excerpt}")
            if self.where.column is not None:
                before = self.where.excerpt[: self.where.column - 1]
                marked = self.where.excerpt[len(before) : len(before) + self.where.width]
                pad = " " * (len(gutter) + display_width(before))
                lines.append(f"  {pad}{'^' * max(1, display_width(marked))}")
        lines.append(f"  = {self.remedy.zh}")
        if self.remedy.en != self.remedy.zh:
            lines.append(f"    {self.remedy.en}")
        return "\n".join(lines)


CHOICES: Final = Text("可以写", "choose from")
"""How a remedy begins that lists what may be written."""
_SHOWN_CHOICES: Final = 30
_ALIKE: Final = 5
_CHINESE_MARKS: Final = str.maketrans("“”‘’、。【】", "\"\"'',.[]")


def closest(word: str, known: Collection[str]) -> str | None:
    """Return the known word that was probably meant, without regard to case; None if none is.

    A code that ends in other digits is another thing, not a slip: it is never suggested.
    """
    digits = _last_digits(word)
    folded = {
        other.casefold(): other
        for other in known
        if not digits or _last_digits(other) in {"", digits}
    }
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return folded[near[0]] if near else None


def _last_digits(word: str) -> str:
    return word[len(word.rstrip("0123456789")) :]


def suggestion(word: str, known: Collection[str]) -> Text:
    """Return a remedy: the known word probably meant, else what may be written.

    That is all known words; of more than 30, those that look like it, else the first 30.
    """
    plain = unicodedata.normalize("NFKC", word.translate(_CHINESE_MARKS))
    if plain != word:
        return Text(
            f"标点、数字和空格要用半角（英文）的：写成 `{plain}`",
            f"use plain (half-width) punctuation, digits and spaces: `{plain}`",
        )
    near = closest(word, known)
    if near is not None:
        return Text(f"是不是 `{near}`？", f"did you mean `{near}`?")
    shown = list(known)[:_SHOWN_CHOICES]
    more = len(known) - len(shown)
    alike = difflib.get_close_matches(word, known, n=_ALIKE, cutoff=0.7) if more else []
    if alike:
        return Text(f"写法相近的有：{_listed(alike)}", f"these look like it: {', '.join(alike)}")
    return Text(
        f"{CHOICES.zh}：{_listed(shown)}" + (f" 等（另有 {more} 个）" if more else ""),
        f"{CHOICES.en}: {', '.join(shown)}" + (f" and {more} more" if more else ""),
    )


def _listed(words: Sequence[str]) -> str:
    """Join words for Chinese; those that have the comma of lists inside are told apart by ；."""
    return ("；" if any("、" in word for word in words) else "、").join(words)


class PlannerError(Exception):
    """The base of every fault that is the input's, not the program's."""

    exit_code: ClassVar[int] = 3

    def __init__(self, issues: Iterable[Issue] | Issue) -> None:
        self.issues = (issues,) if isinstance(issues, Issue) else tuple(issues)
        super().__init__("\n\n".join(issue.render() for issue in self.issues))

    def __reduce__(self) -> tuple[type[PlannerError], tuple[tuple[Issue, ...]]]:
        return (type(self), (self.issues,))


class ScenarioError(PlannerError):
    """A scenario or study file says something that cannot be meant."""

    exit_code = 2


class DataError(PlannerError):
    """A table, layer or raster cannot be used as it is."""


class NetworkError(DataError):
    """The roads cannot be used as they are."""


class SitingError(PlannerError):
    """A siting question has no answer under its conditions."""

    exit_code = 4


def raise_errors(issues: Iterable[Issue], error: type[PlannerError]) -> tuple[Issue, ...]:
    """Raise `error` with all issues if any of them is an error; else return them (warnings)."""
    found = tuple(issues)
    if any(issue.severity is Severity.ERROR for issue in found):
        raise error(found)
    return found


def all_of(errors: Sequence[PlannerError], warnings: Iterable[Issue] = ()) -> PlannerError:
    """Return one error of the gravest kind with the issues of all, each once."""
    gravest = min(errors, key=lambda error: error.exit_code)
    faults = dict.fromkeys(issue for error in errors for issue in error.issues)
    return type(gravest)([*faults, *warnings])
