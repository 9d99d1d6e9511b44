"""Collecting faults of files: many rows with one fault become a short list, not a long scroll."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from planner.errors import Issue, PlannerError, Severity, Where, raise_errors, suggestion
from planner.text import Text

SHOWN_ROWS: Final = 20
"""So many rows of one fault are shown one by one; the rest is only counted."""

WhereKey = Callable[[str], Where]
"""Gives the place of a key path in the study file, or of the nearest parent that is written."""


def below(where: WhereKey, prefix: str) -> WhereKey:
    """Return a `where` whose keys are relative to `prefix`, e.g. 'residents[0]'."""
    return lambda key: where(f"{prefix}.{key}" if key else prefix)


def nowhere(key: str) -> Where:
    """Give no place but the key: for tables that no study file names."""
    return Where(key=key)


def missing_file(path: Path, where: Where) -> Issue:
    """Name the fault: a path where there is no file; says which of its neighbours may be meant."""
    siblings = sorted(file.name for file in path.parent.glob("*") if file.is_file())
    return Issue(
        "file_not_found",
        Text(zh=f"找不到文件 {path}", en=f"there is no file {path}"),
        suggestion(path.name, siblings) if siblings else Text(zh="请检查路径", en="check the path"),
        where,
    )


class Faults:
    """Gathers issues; of each code only the first SHOWN_ROWS rows are kept, all are counted."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._rows: dict[str, list[Issue]] = {}
        self._counts: dict[str, int] = {}

    def add(self, issue: Issue) -> None:
        """Add a fault that concerns a file or a setting as a whole."""
        self._issues.append(issue)

    def extend(self, issues: Iterable[Issue]) -> None:
        """Add several such faults."""
        self._issues.extend(issues)

    def add_row(self, issue: Issue) -> None:
        """Add a fault of one row."""
        count = self._counts.get(issue.code, 0) + 1
        self._counts[issue.code] = count
        if count <= SHOWN_ROWS:
            self._rows.setdefault(issue.code, []).append(issue)

    @property
    def has_errors(self) -> bool:
        """True if anything so far stops the run."""
        return any(issue.severity is Severity.ERROR for issue in self.issues())

    def issues(self) -> tuple[Issue, ...]:
        """Return everything, row faults last, each code closed by 'and N more' where cut."""
        found = list(self._issues)
        for code, rows in self._rows.items():
            found += rows
            more = self._counts[code] - len(rows)
            if more:
                message = Text(
                    zh=f"还有 {more} 行有同样的问题（共 {self._counts[code]} 行）",
                    en=f"and {more} more rows likewise ({self._counts[code]} in total)",
                )
                file_only = Where(file=rows[-1].where.file, key=rows[-1].where.key)
                found.append(replace(rows[-1], message=message, where=file_only))
        return tuple(found)

    def raise_errors(self, error: type[PlannerError]) -> tuple[Issue, ...]:
        """Raise `error` with everything if anything is an error, else return the warnings."""
        return raise_errors(self.issues(), error)
