"""The commands that say what is there before anything is computed: explain and describe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import AsJson, Overrides
from planner.cli.saying import (
    count_warnings,
    next_step,
    print_issues,
    print_json,
    print_parts,
    watching,
)
from planner.errors import PlannerError
from planner.present.messages import one_word


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="方案文件 scenario file (YAML).")],
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """用文字说明方案改变什么，不计算出行 / Say what a scenario changes; no travel is computed.

    例 example: `planner explain scenarios/ordos-99-to-5.yaml`
    """
    from planner.checks import with_all_faults
    from planner.present.preview_report import preview_json, preview_report
    from planner.preview import preview

    with watching(quiet=as_json) as observer:
        try:
            found = preview(file, overrides or (), observer=observer)
        except PlannerError as error:
            raise with_all_faults(error, [file], overrides or ()) from error
    if as_json:
        print_json(preview_json(found))
        return
    print_issues(found.warnings)
    print_parts(preview_report(found))
    count_warnings(found.warnings)
    next_step(f"planner run {one_word(file)}", "计算", "run it")
