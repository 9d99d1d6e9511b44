"""The commands that compute: run and compare."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.options import AsJson, Files, Overrides, TilesWord
from planner.cli.saying import (
    count_warnings,
    next_step,
    print_issues,
    print_json,
    print_parts,
    watching,
)
from planner.errors import PlannerError
from planner.present.messages import not_yet_told, one_word, shown

if TYPE_CHECKING:
    from planner.present.page.tiles import Tiles


def run(  # noqa: PLR0917 - typer names them all
    file: Annotated[Path, typer.Argument(metavar="FILE", help="方案文件 scenario file (YAML).")],
    out: Annotated[
        Path | None, typer.Option(help="输出文件夹 folder for the page and tables.")
    ] = None,
    overrides: Overrides = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="用浏览器把网页打印成 A3 PDF / print the page on A3.")
    ] = False,
    tiles: TilesWord = None,
    as_json: AsJson = False,
) -> None:
    """计算一个方案，生成网页和表格 / Run a scenario; write its page, tables and record.

    例 example: `planner run scenarios/ordos-99-to-5.yaml --out maps/mine --set travel.mode=walk`
    """
    from planner.checks import with_all_faults
    from planner.pipeline import run as run_scenario
    from planner.present import find_browser, record_json, require_ours, write_outputs
    from planner.present.terminal import run_report
    from planner.progress import Stopwatch
    from planner.scenario.load import load_scenario
    from planner.text import Text

    with watching(quiet=as_json) as observer:
        try:
            loaded = load_scenario(file, overrides or ())
            folder = out or Path("maps") / loaded.path.stem
            require_ours(folder)
            pictures = _pictures(tiles)
            if pdf:
                find_browser()  # a missing one is told before the work, not after it
            result = run_scenario(loaded, observer=observer)
        except PlannerError as error:
            raise with_all_faults(error, [file], overrides or ()) from error
        with Stopwatch(observer).step(Text("写网页、表格和报告", "Write page, tables and papers")):
            outputs = write_outputs(result, folder, pdf=pdf, tiles=pictures)
    if as_json:
        record = record_json(result)
        record["page"] = str(outputs.page)
        print_json(record)
        return
    warnings = (*not_yet_told(result.warnings, result.left_out), *outputs.warnings)
    print_issues(warnings)
    print_parts(run_report(result))
    print(f"\n网页 page: {shown(outputs.page)}")
    print(f"报告和静态地图 report and maps: {shown(folder / 'papers')}")
    print(f"表格 tables: {shown(folder / 'tables')}")
    print(f"地图 map data: {shown(folder / 'geodata')}")
    if any(timing.cached for timing in result.timings):
        print("路网取自上次的缓存 roads taken from the cache of an earlier run")
    count_warnings(warnings)
    next_step(
        f"planner new my.yaml --extends {one_word(file)}", "在此基础上写自己的方案", "build on it"
    )


def _pictures(word: str | None) -> Tiles | None:
    """Return the tiles of `--tiles`, with the user's key where they want one."""
    from planner.present.page.tiles import KEY_VARIABLE, tiles_of

    return tiles_of(word, os.environ.get(KEY_VARIABLE))


def compare(
    files: Files,
    out: Annotated[Path, typer.Option(help="输出文件夹 folder for page and tables.")] = Path(
        "maps/comparison"
    ),
    tiles: TilesWord = None,
    as_json: AsJson = False,
) -> None:
    """比较几个方案 / Compare scenarios on one page and in one table; the baseline comes first.

    例 example: `planner compare scenarios/ordos.yaml scenarios/ordos-99-to-5.yaml`
    """
    from planner.checks import with_all_faults
    from planner.pipeline import compare as compare_scenarios
    from planner.present.comparison import comparison_rows, write_comparison
    from planner.present.comparison_report import advised, comparison
    from planner.progress import Stopwatch
    from planner.text import Text

    with watching(quiet=as_json) as observer:
        try:
            pictures = _pictures(tiles)
            results = compare_scenarios(files, observer=observer)
        except PlannerError as error:
            raise with_all_faults(error, files) from error
        with Stopwatch(observer).step(Text("写比较网页和表格", "Write the comparison")):
            tables = write_comparison(results, out, pictures)
    if as_json:
        print_json({"scenarios": comparison_rows(results)})
        return
    warnings = tuple(dict.fromkeys(issue for result in results for issue in result.warnings))
    print_issues(warnings)
    print_parts([comparison(results)])
    print(f"\n网页 page: {shown(tables[-1])}")
    print(f"表格 tables: {shown(tables[0])} (+ .xlsx, .json)")
    count_warnings(warnings)
    best = advised(results)
    index, why = best or (-1, Text("看一个方案的网页", "see the page of one scenario"))
    next_step(f"planner run {one_word(files[index])}", why.zh, why.en)
