"""Write a new scenario file for a planner to fill in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from planner.errors import Issue, ScenarioError, Where, raise_errors
from planner.scenario.files import missing_file
from planner.scenario.load import load_scenario
from planner.scenario.template import MeasureDraft, new_scenario
from planner.text import Text

SCHEMA: Final = "planner.schema.json"


def require_new(file: Path, study: Path | None, extends: Path | None) -> None:
    """Raise ScenarioError if the file exists, or if what it builds on is not named or missing."""
    if file.exists():
        raise ScenarioError(
            Issue(
                "file_exists",
                Text(f"文件 {file} 已存在，不会覆盖", f"{file} exists and is not overwritten"),
                Text("换一个文件名", "choose another file name"),
                Where(file=str(file)),
            )
        )
    if study is None and extends is None:
        raise ScenarioError(
            Issue(
                "no_study",
                Text("没有说明用哪份研究数据", "no study is named"),
                Text(
                    "加上 --study data/ordos，或 --extends scenarios/ordos.yaml",
                    "add --study data/ordos, or --extends scenarios/ordos.yaml",
                ),
            )
        )
    named = (("--study", study, True), ("--extends", extends, False))
    missing = [
        missing_file(path, Where(file=option), folder=folder)
        for option, path, folder in named
        if path is not None
    ]
    raise_errors(filter(None, missing), ScenarioError)


def write_new_scenario(
    file: Path,
    *,
    study: Path | None,
    extends: Path | None,
    name_zh: str,
    name_en: str,
    measures: Sequence[MeasureDraft] = (),
) -> None:
    """Write a commented scenario that validates, with paths relative to the file.

    Raises ScenarioError if the file exists, if neither a study nor a scenario to extend is named,
    or if the one named cannot be used; then nothing is written.
    """
    require_new(file, study, extends)
    text = new_scenario(
        name_zh,
        name_en,
        study=_relative(study, file) if study is not None else None,
        extends=_relative(extends, file) if extends is not None else None,
        measures=measures,
        schema=_relative(_schema_near(file), file),
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")
    try:
        load_scenario(file)
    except BaseException:
        file.unlink()
        raise


def _schema_near(file: Path) -> Path:
    """Return the schema in a folder above the file; if there is none, where one would lie."""
    folders = file.absolute().parents
    found = (folder / SCHEMA for folder in folders if (folder / SCHEMA).is_file())
    return next(found, folders[0] / SCHEMA)


def _relative(path: Path, file: Path) -> str:
    try:
        return Path(os.path.relpath(path.absolute(), file.absolute().parent)).as_posix()
    except ValueError:  # another drive of Windows has no relative path
        return path.absolute().as_posix()
