"""Files as text: found, small enough and in UTF-8, or a fault that tells what to do."""

from __future__ import annotations

import codecs
import difflib
import os
from pathlib import Path
from typing import Final

from planner.errors import Issue, Where
from planner.scenario.nodes import Source
from planner.text import Text

MAX_BYTES: Final = 2_000_000


def tidy(path: Path) -> Path:
    """Return the path without `..` in the middle, where that leads to the same place."""
    short = Path(os.path.normpath(path))
    try:
        same = short == path or short.resolve() == path.resolve()
    except (OSError, ValueError, RuntimeError):
        same = False
    return short if same else path


def read_source(path: Path, said: Where | None = None) -> tuple[Source, str] | Issue:
    """Return a file's source and text, or the fault that keeps it from being read.

    `said` is the place that names the file; a missing file is reported there.
    """
    shown = str(path)
    missing = missing_file(path, said or Where(file=shown))
    if missing:
        return missing
    try:
        if path.stat().st_size > MAX_BYTES:
            return _too_large(shown)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Issue(
            "file_unreadable",
            Text(f"文件打不开（{reason}）", f"the file cannot be opened ({reason})"),
            Text("检查文件的读取权限，以及它是否正被别的程序占用",
                 "check its permissions and whether another program holds it"),
            Where(file=shown),
        )  # fmt: skip
    return decode(shown, path.parent, data)


def missing_file(path: Path, said: Where, *, folder: bool = False) -> Issue | None:
    """Return the fault of a path that is not a file (or folder), None where it is there."""
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder if folder else is_file:
        return None
    shown = "".join(char if char.isprintable() else "?" for char in str(path))
    kind = Text("文件夹", "folder") if folder else Text("文件", "file")
    near = _near(path)
    if is_folder:
        remedy = Text("这是文件夹；写里面的文件名", "this is a folder: name a file in it")
    elif is_file:
        remedy = Text("这是文件；写它所在的文件夹", "this is a file: name the folder it is in")
    elif "\\" in str(path):
        remedy = Text("路径里用 / 而不是 \\", "write / instead of \\ in paths")
    elif near:
        words = "、".join(near), ", ".join(near)
        remedy = Text(f"那里有：{words[0]}；是其中之一吗？", f"did you mean {words[1]}?")
    else:
        remedy = Text(
            "检查路径；相对路径从写它的文件所在的文件夹算起",
            "check the path; it counts from the folder of the file that says it",
        )
    return Issue(
        "folder_missing" if folder else "file_missing",
        Text(f"找不到{kind.zh} {shown}", f"there is no {kind.en} {shown}"),
        remedy,
        said,
    )


def decode(shown: str, folder: Path, data: bytes) -> tuple[Source, str] | Issue:
    """Return bytes as UTF-8 text with its source, or the fault of another encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _not_utf8(Where(file=shown, line=1, column=1), "UTF-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(_place_of_byte(shown, data, error.start), _guess(data))
    return Source.of_text(shown, folder, text), text


def _near(path: Path) -> tuple[str, ...]:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except (OSError, ValueError):
        return ()
    stems: dict[str, str] = {}
    for name in names:
        stems.setdefault(name.casefold(), name)
        stems.setdefault(Path(name).stem.casefold(), name)
    close = difflib.get_close_matches(path.name.casefold(), list(stems), n=3, cutoff=0.6)
    return tuple(dict.fromkeys(stems[name] for name in close))


def _guess(data: bytes) -> str | None:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "GBK"


def _place_of_byte(shown: str, data: bytes, position: int) -> Where:
    line_start = data.rfind(b"\n", 0, position) + 1
    line_end = data.find(b"\n", position)
    line = data[line_start : line_end if line_end >= 0 else len(data)]
    column = len(data[line_start:position].decode("utf-8-sig", errors="replace")) + 1
    excerpt = line.decode("gb18030", errors="replace").rstrip()
    shown_excerpt = "".join(char if char.isprintable() else " " for char in excerpt)
    return Where(shown, data.count(b"\n", 0, position) + 1, column, "", shown_excerpt)


def _not_utf8(where: Where, guess: str | None) -> Issue:
    as_what = Text("也许不是文本文件", "perhaps it is no text file")
    if guess:
        as_what = Text(f"看来是 {guess} 编码", f"it looks like {guess}")
    return Issue(
        "file_encoding",
        Text(f"文件不是 UTF-8 编码（{as_what.zh}）", f"the file is not UTF-8 ({as_what.en})"),
        Text("在编辑器里选“另存为”，编码选 UTF-8，再运行一次",
             "choose “save as” in your editor with encoding UTF-8, and run again"),
        where,
    )  # fmt: skip


def _too_large(shown: str) -> Issue:
    return Issue(
        "file_too_large",
        Text("文件超过 2 MB，不像是方案文件", "the file is larger than 2 MB"),
        Text("数据放在 CSV 等数据文件里，这里只写文件名",
             "keep data in data files (CSV, ...) and only name them here"),
        Where(file=shown),
    )  # fmt: skip
