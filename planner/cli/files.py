"""The commands about files: check, study and schema."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import AsJson, Files
from planner.cli.saying import (
    count_warnings,
    next_step,
    print_issues,
    print_json,
    print_parts,
    report_faults,
    say,
    watching,
)
from planner.errors import PlannerError
from planner.present.messages import issue_json, not_yet_told, one_word
from planner.text import counted


def check(
    files: Files,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="一改就再查，Ctrl-C 停止 again at each change."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """检查方案文件，列出全部错误 / Find every fault in scenario files; nothing is run.

    例 example: `planner check scenarios/*.yaml`, `planner check --watch my.yaml`
    """
    if not watch:
        _check(files, as_json=as_json)
        return
    from planner.cli.watching import again_when_changed
    from planner.scenario.dependencies import files_behind

    def check_again() -> None:
        if not as_json:
            print(f"── {datetime.now().astimezone():%H:%M:%S} ──", flush=True)
        try:
            _check(files, as_json=as_json)
        except PlannerError as error:
            report_faults(error.issues, as_json=as_json)
        sys.stdout.flush()

    again_when_changed(check_again, lambda: (path for file in files for path in files_behind(file)))
    say("已停止 stopped")


def _check(files: list[Path], *, as_json: bool) -> None:
    from planner.checks import check as check_files

    warnings = check_files(files)
    if as_json:
        print_json({"ok": True, "issues": [issue_json(issue) for issue in warnings]})
        return
    print_issues(warnings)
    n = len(files)
    print(f"{n} 个文件没有错误 / {counted(n, 'file')} without faults")
    count_warnings(warnings)
    next_step(f"planner run {one_word(files[0])}", "计算", "run it")


def study(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="含 study.yaml 的文件夹.")],
    as_json: AsJson = False,
) -> None:
    """列出一个研究区的内容和问题 / Say what a study contains and what is wrong with it.

    例 example: `planner study data/ordos`
    """
    from planner.pipeline import read_study
    from planner.present.study_report import study_json, study_report

    with watching(quiet=as_json) as observer:
        found = read_study(folder, observer=observer)
    if as_json:
        print_json(study_json(found))
        return
    warnings = not_yet_told(found.warnings, found.left_out)
    print_issues(warnings)
    print_parts(study_report(found))
    count_warnings(warnings)
    next_step(f"planner new my.yaml --study {one_word(folder)}", "写一个方案", "write a scenario")


def schema(
    kind: Annotated[str, typer.Argument(help="scenario | study")] = "scenario",
    write: Annotated[
        bool,
        typer.Option("--write", help="更新本文件夹中的架构和参考文档 / refresh the files here."),
    ] = False,
) -> None:
    """输出 JSON Schema，供编辑器补全 / Print the JSON Schema for editors.

    例 example: `planner schema scenario > planner.schema.json`
    """
    from planner.scenario.export import scenario_json_schema, study_json_schema, write_generated

    if write:
        for path in write_generated(Path.cwd()):
            print(path)
        return
    if kind not in {"scenario", "study"}:
        raise typer.BadParameter(f"{kind}: 只能写 write scenario | study")
    print_json(scenario_json_schema() if kind == "scenario" else study_json_schema())
