"""Records of delimited text files: which encoding, which delimiter, which cells."""

from __future__ import annotations

import codecs
import csv
import io
from typing import Final

from planner.errors import DataError, Issue, Where
from planner.sources.faults import WhereKey
from planner.text import Text

Record = tuple[int, list[str]]
"""A row number as a spreadsheet shows it (the first row is 1), and the cells of the row."""

_DELIMITERS: Final = (",", ";", "\t", "|")
_NAMES: Final = '英文逗号 ","、分号 ";"、制表符 "\\t"、竖线 "|"'
_ROWS_JUDGED: Final = 50


def read_records(
    data: bytes, file: str, encoding: str | None, delimiter: str | None, where: WhereKey
) -> list[Record]:
    """Return all rows of a delimited text, blank ones included.

    Raises DataError: unknown_encoding, wrong_encoding, not_text, wrong_delimiter, broken_quotes.
    """
    text = decode(data, file, encoding, where)
    if "\0" in text:
        raise DataError(
            Issue(
                "not_text",
                Text(zh="这不是文本文件", en="this is not a text file"),
                Text(
                    zh="请在 Excel 中另存为 CSV UTF-8，或直接使用 .xlsx",
                    en="save it as CSV UTF-8 or use .xlsx",
                ),
                Where(file=file),
            )
        )
    return _split(text, _delimiter(text, file, delimiter, where), file)


def decode(data: bytes, file: str, encoding: str | None, where: WhereKey) -> str:
    """Return the text of a file: declared encoding, else byte order mark, UTF-8, GB 18030."""
    if encoding is not None:
        return _decode_declared(data, file, encoding, where)
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode_declared(data, file, codec, where)
    guess = detect_encoding(data)
    if guess is None:
        raise DataError(
            Issue(
                "unknown_encoding",
                Text(zh="无法判断文件的文字编码", en="the text encoding cannot be told"),
                Text(
                    zh="在研究文件中写明 encoding，例如 encoding: gbk；或另存为 UTF-8",
                    en="declare it in the study file, e.g. encoding: latin-1, or save as UTF-8",
                ),
                Where(file=file),
            )
        )
    return data.decode(guess)


def detect_encoding(data: bytes) -> str | None:
    """Return 'utf-8', 'gb18030' or None where neither makes sense of the bytes.

    Western bytes often decode as rare Chinese characters by accident, so GB 18030 counts only if
    most of the characters it gives are common ones (GB 2312) or Chinese punctuation.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    try:
        strange = [char for char in data.decode("gb18030") if not char.isascii()]
    except UnicodeDecodeError:
        return None
    common = "".join(strange).encode("gb2312", errors="ignore")
    return "gb18030" if len(common) // 2 > len(strange) / 2 else None


def _decode_declared(data: bytes, file: str, encoding: str, where: WhereKey) -> str:
    # GB 18030 contains GBK and GB 2312; files often hold a few characters beyond what they say.
    plain = encoding.lower().replace("-", "").replace("_", "")
    codec = {"gbk": "gb18030", "gb2312": "gb18030", "utf8": "utf-8-sig"}.get(plain, encoding)
    try:
        return data.decode(codec)
    except LookupError:
        raise DataError(
            Issue(
                "unknown_encoding",
                Text(zh=f"不认识的文字编码“{encoding}”", en=f"unknown text encoding `{encoding}`"),
                Text(zh="常用的有 utf-8、gbk、gb18030", en="common ones are utf-8, gbk, latin-1"),
                where("encoding"),
            )
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = detect_encoding(data)
        remedy = (
            Text(
                zh=f"文件看来是 {found}，请写 encoding: {found}",
                en=f"it looks like {found}: write encoding: {found}",
            )
            if found
            else Text(zh="请另存为 UTF-8", en="save it as UTF-8")
        )
        message = Text(
            zh=f"第 {line} 行的文字不是 {encoding} 编码", en=f"line {line} is not {encoding} text"
        )
        raise DataError(
            Issue("wrong_encoding", message, remedy, Where(file=file, line=line))
        ) from None


def _delimiter(text: str, file: str, declared: str | None, where: WhereKey) -> str:
    """Return the declared delimiter, or the one that splits the header into most columns."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    cells = {mark: len(_header_cells(header, mark)) for mark in _DELIMITERS}
    # Commas inside names must not win over the tabs between them: rows have to agree.
    best = max(_DELIMITERS, key=lambda mark: (_agreement(text, mark), cells[mark]))
    if cells[best] < 2:
        best = max(_DELIMITERS, key=lambda mark: cells[mark])
    if declared is None:
        if cells[best] > 1 or not any(mark in header for mark in "，；、 "):
            return best
    elif len(declared) == 1 and len(_header_cells(header, declared)) > 1:
        return declared
    shown = header if len(header) <= 60 else header[:57] + "..."
    if cells[best] > 1:
        mark = "\\t" if best == "\t" else best
        remedy = Text(
            zh=f'请写 delimiter: "{mark}"，或删去这一项自动识别',
            en=f'write delimiter: "{mark}", or leave it out to have it found',
        )
    else:
        remedy = Text(
            zh=f"列与列之间请用{_NAMES}之一，或用 delimiter: 写明所用符号（只能一个字符）",
            en='put one of "," ";" tab "|" between columns, or declare one character as delimiter:',
        )
    raise DataError(
        Issue(
            "wrong_delimiter",
            Text(zh=f"表头只读出一列：“{shown}”", en=f"the header has one column: `{shown}`"),
            remedy,
            where("delimiter") if declared is not None else Where(file=file, line=1),
        )
    )


def _header_cells(header: str, delimiter: str) -> list[str]:
    return next(csv.reader([header], delimiter=delimiter), [])


def _agreement(text: str, delimiter: str) -> float:
    """Return the share of the first rows with as many cells as the first, 0 if that is one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths = []
    try:
        for record in reader:
            if any(record):
                widths.append(len(record))
            if len(widths) == _ROWS_JUDGED:
                break
    except csv.Error:
        return 0.0
    if not widths or widths[0] < 2:
        return 0.0
    return sum(width == widths[0] for width in widths) / len(widths)


def _split(text: str, delimiter: str, file: str) -> list[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[Record] = []
    try:
        records.extend((row, cells) for row, cells in enumerate(reader, start=1))
    except csv.Error:
        row = len(records) + 1
        raise DataError(
            Issue(
                "broken_quotes",
                Text(
                    zh=f"第 {row} 行起引号不成对，后面的内容无法分列",
                    en=f"from row {row} on the quotes do not pair up; cells cannot be told apart",
                ),
                Text(
                    zh="请检查该行的英文双引号；文字中的双引号要写两遍，或改用“”",
                    en='check the double quotes of that row; inside a text write them twice: ""',
                ),
                Where(file=file, line=row),
            )
        ) from None
    return records
