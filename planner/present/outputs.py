"""Writes all outputs of a run, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from planner.domain.result import RunResult
from planner.errors import DataError, Issue, Where
from planner.present.geodata import write_geopackage
from planner.present.page import page_html
from planner.present.page.tiles import Tiles
from planner.present.papers import (
    OWN_NAMES,
    PAPERS,
    PRINTED_PAGE,
    find_browser,
    print_page,
    write_papers,
)
from planner.present.record import record_json, record_text
from planner.present.tables import about_lines, column_table, tables
from planner.present.workbook import write_csv, write_workbook
from planner.text import Text

PAGE: Final = "index.html"
RECORD: Final = "run.json"
TABLES: Final = "tables"
GEODATA: Final = "geodata"
WORKBOOK: Final = "tables.xlsx"
GEOPACKAGE: Final = "results.gpkg"


@dataclass(frozen=True)
class Outputs:
    """Where everything was written, and what to tell about it that no figure depends on."""

    page: Path
    tables: tuple[Path, ...]
    geodata: tuple[Path, ...]
    record: Path
    papers: tuple[Path, ...] = ()
    warnings: tuple[Issue, ...] = ()


def write_outputs(
    result: RunResult, folder: str | Path, *, pdf: bool = False, tiles: Tiles | None = None
) -> Outputs:
    """Write page, tables, geodata, papers and record into `folder`, replacing an earlier output.

    With `pdf` the page is also printed on A3 by a browser of this machine; with `tiles` it may
    fetch pictures of the map.

    Everything is written beside the folder first and renamed at the end, so a failure leaves
    an earlier output as it was. Other files in the folder, at any depth, are kept. Raises DataError
    if the folder holds things but no output of ours, if a file in it is held open (Windows), or if
    there is no browser to print with or it fails.
    """
    folder = Path(folder).absolute()
    require_ours(folder)
    browser = find_browser() if pdf else None
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        staging.chmod(0o755)  # mkdtemp is private, outputs are to be shared
        written, warnings = _write(result, staging, tiles)
        if browser is not None:
            written.append(Path(PAPERS, PRINTED_PAGE))
            print_page(staging / PAGE, staging / written[-1], browser)
        _replace(folder, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    placed = [folder / path for path in written]
    return Outputs(
        page=folder / PAGE,
        tables=tuple(path for path in placed if path.parent.name == TABLES),
        geodata=tuple(path for path in placed if path.parent.name == GEODATA),
        record=folder / RECORD,
        papers=tuple(path for path in placed if path.parent.name == PAPERS),
        warnings=warnings,
    )


def _write(
    result: RunResult, staging: Path, tiles: Tiles | None
) -> tuple[list[Path], tuple[Issue, ...]]:
    """Write everything and return the paths below the folder, and warnings."""
    for name in (TABLES, GEODATA, PAPERS):
        (staging / name).mkdir()
    (staging / PAGE).write_bytes(page_html(result, tiles).encode("utf-8", "replace"))
    described = tables(result)
    all_tables = (*described, column_table(described))
    for table in all_tables:
        write_csv(table, staging / TABLES / f"{table.id}.csv")
    write_workbook(all_tables, staging / TABLES / WORKBOOK, about_lines(result))
    write_geopackage(result, staging / GEODATA / GEOPACKAGE)
    papers, warnings = write_papers(result, staging / PAPERS)
    record = record_text(record_json(result))
    (staging / RECORD).write_bytes(record.encode("utf-8", "replace"))
    return [
        *(Path(TABLES, f"{table.id}.csv") for table in all_tables),
        Path(TABLES, WORKBOOK),
        Path(GEODATA, GEOPACKAGE),
        *(path.relative_to(staging) for path in papers),
    ], warnings


def require_ours(folder: Path) -> None:
    """Raise DataError if a folder holds what is not an earlier output of ours, or is read-only."""
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if nearest.is_dir() and not os.access(nearest, os.W_OK):
        raise DataError(
            Issue(
                "output_read_only",
                Text(f"没有写入权限：{nearest}", f"{nearest} may not be written"),
                Text("换一个文件夹（--out）", "name another folder (--out)"),
                Where(str(folder)),
            )
        )
    if not folder.exists() or (folder / RECORD).is_file():
        return
    if folder.is_dir() and not any(folder.iterdir()):
        return
    raise DataError(
        Issue(
            "output_not_ours",
            Text(
                f"输出位置 {folder} 已有其他内容，不会覆盖",
                f"{folder} holds something else and is not overwritten",
            ),
            Text("换一个新文件夹（--out）", "name a new folder (--out)"),
            Where(str(folder)),
        )
    )


def _keep_others(folder: Path, staging: Path) -> None:
    """Bring what else lies in the folder, at any depth, into the staging folder."""

    def written(source: str, names: list[str]) -> set[str]:
        below = Path(source).relative_to(folder)
        inside = staging / below
        old = set(OWN_NAMES.intersection(names)) if below == Path(PAPERS) else set()
        return old | {
            name
            for name in names
            if (inside / name).exists()
            and not ((inside / name).is_dir() and Path(source, name).is_dir())
        }

    shutil.copytree(
        folder, staging, symlinks=True, ignore=written, copy_function=_link, dirs_exist_ok=True
    )


def _link(source: str, target: str) -> None:
    """Give a file a second name, or a copy where the file system knows no second names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _replace(folder: Path, staging: Path) -> None:
    """Put the staging folder in place; the old one comes back if that fails or is interrupted."""
    if not folder.exists():
        staging.rename(folder)
        return
    _keep_others(folder, staging)
    hidden = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    old = hidden / folder.name
    try:
        folder.rename(old)
        staging.rename(folder)
    except OSError as error:
        raise DataError(
            Issue(
                "output_in_use",
                Text(
                    f"输出文件夹 {folder} 不能替换：正被另一个程序或另一次运行使用，或没有写入权限",
                    f"the output folder {folder} cannot be replaced: another program or run uses "
                    "it, or it may not be written",
                ),
                Text(
                    "关闭打开的表格、地图后重试，或换一个文件夹（--out）",
                    "close the spreadsheets and maps opened from it and run again, or name "
                    "another folder (--out)",
                ),
                Where(str(folder)),
            )
        ) from error
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(hidden, ignore_errors=True)
