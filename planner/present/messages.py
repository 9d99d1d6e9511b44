"""Faults and paths as the command line says them, to people and to machines."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from planner.domain.record import LeftOut
from planner.errors import Issue, Where
from planner.text import Text

_REFUSALS: Final = frozenset({
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EISDIR,
    errno.EEXIST, errno.ENAMETOOLONG, errno.ENOENT,
})  # fmt: skip
"""Answers of the operating system that are about the planner's files, not bugs of ours."""

_NEEDS_QUOTES: Final = frozenset(" '&()$;*?")


def issue_json(issue: Issue) -> dict[str, Any]:
    """Return a fault as JSON values."""
    return {
        "code": issue.code,
        "severity": issue.severity.value,
        "message": {"zh": issue.message.zh, "en": issue.message.en},
        "remedy": {"zh": issue.remedy.zh, "en": issue.remedy.en},
        "file": issue.where.file,
        "line": issue.where.line,
        "column": issue.where.column,
        "key": issue.where.key,
    }


def not_yet_told(warnings: Sequence[Issue], left_out: Sequence[LeftOut]) -> tuple[Issue, ...]:
    """Return the warnings that the list of what was left out does not say as well.

    The two say the same where their codes agree.
    """
    told = {entry.code for entry in left_out}
    return tuple(issue for issue in warnings if issue.code not in told)


def refused_access(error: Exception) -> Issue | None:
    """Return the fault behind an error where the system refuses to read or write a file."""
    if not isinstance(error, OSError) or error.errno not in _REFUSALS or not error.filename:
        return None
    path, reason = str(error.filename), error.strerror or type(error).__name__
    return Issue(
        "file_refused",
        Text(f"系统不允许读写 {path}（{reason}）", f"no access to {path}: {reason}"),
        Text("检查路径、权限和磁盘空间，或用 --out 换一个文件夹",
             "check path, permissions and disk space, or name another folder with --out"),
        Where(path),
    )  # fmt: skip


def shown(path: Path) -> str:
    """Return a path as short as it can be said from the current folder."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


def one_word(path: Path) -> str:
    """Return a path as one word of a command line, in quotes where it needs them."""
    text = str(path)
    return f'"{text}"' if _NEEDS_QUOTES & set(text) else text
