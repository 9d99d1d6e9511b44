"""The command line: the only module that prints and exits. Heavy imports stay inside commands."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.errors import DataError, Issue, PlannerError, Severity
from planner.present.messages import (
    issue_json,
    not_yet_told,
    one_word,
    refused_access,
    several,
    shown,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from planner.progress import Observer

EXIT_BUG = 1
EXIT_INTERRUPTED = 130
PIPE_WIDTH = 80
WIDEST = 100

app = typer.Typer(
    name="planner",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""公共服务“最后一公里”：居民离每项服务有多远，怎样改最有用。

    Where residents stand on the last mile of public service, and what to do about it.

    **First steps / 第一步**

    - `planner run scenarios/ordos-99-to-5.yaml`  算一个方案，生成网页 / run one scenario
    - `planner check scenarios/*.yaml`  只检查不计算 / find every fault, run nothing
    - `planner new my.yaml --study data/ordos`  写一个新方案 / start a scenario of your own

    **Exit codes / 退出码**: 0 成功 done · 1 程序错误 a bug of ours · 2 方案写错 fault in a scenario
    or study file · 3 数据有错 fault in the data · 4 无解 no answer under these conditions.
    """,
)

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="方案文件 scenario files (YAML).")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取 / for machines.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="临时改一个设置 / change one setting for this run, e.g. travel.mode=walk.",
    ),
]


def main() -> None:
    """Run the command line; turn faults into messages and exit codes."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a pipe may default to a code page without Chinese.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    as_json = "--json" in sys.argv
    try:
        app()
    except PlannerError as error:
        _report_faults(error.issues, as_json=as_json)
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == EXIT_INTERRUPTED:
            _say("已中断，没有写文件 interrupted; nothing was written")
        raise
    except Exception as error:  # noqa: BLE001 - the last resort: say that it is our bug
        refused = refused_access(error)
        if refused is not None:
            _report_faults((refused,), as_json=as_json)
            sys.exit(DataError.exit_code)
        traceback.print_exc()
        _say(
            "程序内部错误，不是您的文件写错了。请把上面的文字发给维护者。\n"
            "This is a bug in planner, not a fault in your files. Please report the lines above."
        )
        sys.exit(EXIT_BUG)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"planner {version('planner')}")
        raise typer.Exit


@app.callback()
def every_command(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="版本 version, then exit."
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command; the words of help are the app's."""


@app.command()
def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="方案文件 scenario file (YAML).")],
    out: Annotated[
        Path | None, typer.Option(help="输出文件夹 folder for the page and tables.")
    ] = None,
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """计算一个方案，生成网页和表格 / Run a scenario; write its page, tables and record.

    例 example: `planner run scenarios/ordos-99-to-5.yaml --out maps/mine --set travel.mode=walk`
    """
    from planner.checks import with_all_faults
    from planner.pipeline import run as run_scenario
    from planner.present import record_json, require_ours, write_outputs
    from planner.present.terminal import run_report
    from planner.progress import Stopwatch
    from planner.scenario.load import load_scenario
    from planner.text import Text

    with _watching(quiet=as_json) as observer:
        try:
            loaded = load_scenario(file, overrides or ())
            folder = out or Path("maps") / loaded.path.stem
            require_ours(folder)
            result = run_scenario(loaded, observer=observer)
        except PlannerError as error:
            raise with_all_faults(error, [file], overrides or ()) from error
        with Stopwatch(observer).step(Text("写网页和表格", "Write page and tables")):
            outputs = write_outputs(result, folder)
    if as_json:
        record = record_json(result)
        record["page"] = str(outputs.page)
        _print_json(record)
        return
    warnings = not_yet_told(result.warnings, result.left_out)
    _print_issues(warnings)
    _print_parts(run_report(result))
    print(f"\n网页 page: {shown(outputs.page)}")
    print(f"表格 tables: {shown(folder / 'tables')}")
    print(f"地图 map data: {shown(folder / 'geodata')}")
    if any(timing.cached for timing in result.timings):
        print("路网取自上次的缓存 roads taken from the cache of an earlier run")
    _count_warnings(warnings)
    _next(
        f"planner new my.yaml --extends {one_word(file)}", "在此基础上写自己的方案", "build on it"
    )


@app.command()
def compare(
    files: Files,
    out: Annotated[Path, typer.Option(help="输出文件夹 folder for the table.")] = Path(
        "maps/comparison"
    ),
    as_json: AsJson = False,
) -> None:
    """比较几个方案 / Compare scenarios in one table; the baseline is its first row.

    例 example: `planner compare scenarios/ordos.yaml scenarios/ordos-99-to-5.yaml`
    """
    from planner.checks import with_all_faults
    from planner.pipeline import compare as compare_scenarios
    from planner.present.comparison import comparison_rows, write_comparison
    from planner.present.comparison_report import comparison

    with _watching(quiet=as_json) as observer:
        try:
            results = compare_scenarios(files, observer=observer)
        except PlannerError as error:
            raise with_all_faults(error, files) from error
        tables = write_comparison(results, out)
    if as_json:
        _print_json({"scenarios": comparison_rows(results)})
        return
    warnings = tuple(dict.fromkeys(issue for result in results for issue in result.warnings))
    _print_issues(warnings)
    _print_parts([comparison(results)])
    print(f"\n表格 tables: {shown(tables[0])} (+ .xlsx, .json)")
    _count_warnings(warnings)
    _next(f"planner run {one_word(files[-1])}", "看一个方案的网页", "see the page of one scenario")


@app.command()
def check(files: Files, as_json: AsJson = False) -> None:
    """检查方案文件，列出全部错误 / Find every fault in scenario files; nothing is run.

    例 example: `planner check scenarios/*.yaml`
    """
    from planner.checks import check as check_files

    warnings = check_files(files)
    if as_json:
        _print_json({"ok": True, "issues": [issue_json(issue) for issue in warnings]})
        return
    _print_issues(warnings)
    n = len(files)
    print(f"{n} 个文件没有错误 / {several(n, 'file')} without faults")
    _count_warnings(warnings)
    _next(f"planner run {one_word(files[0])}", "计算", "run it")


@app.command()
def study(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="含 study.yaml 的文件夹.")],
    as_json: AsJson = False,
) -> None:
    """列出一个研究区的内容和问题 / Say what a study contains and what is wrong with it.

    例 example: `planner study data/ordos`
    """
    from planner.pipeline import read_study
    from planner.present.study_report import study_json, study_report

    with _watching(quiet=as_json) as observer:
        found = read_study(folder, observer=observer)
    if as_json:
        _print_json(study_json(found))
        return
    warnings = not_yet_told(found.warnings, found.left_out)
    _print_issues(warnings)
    _print_parts(study_report(found))
    _count_warnings(warnings)
    _next(f"planner new my.yaml --study {one_word(folder)}", "写一个方案", "write a scenario")


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要写的方案文件 file to write.")],
    study_dir: Annotated[
        Path | None, typer.Option("--study", help="研究区文件夹 study folder.")
    ] = None,
    extends: Annotated[
        Path | None, typer.Option(help="在哪个方案上改 scenario to build on.")
    ] = None,
    name_zh: Annotated[str, typer.Option(help="中文名称 name in Chinese.")] = "新方案",
    name_en: Annotated[str, typer.Option(help="英文名称 name in English.")] = "New scenario",
) -> None:
    """写一个带说明的新方案 / Write a commented scenario that validates.

    例 example: `planner new my.yaml --extends scenarios/ordos.yaml`
    """
    from planner.scenario.new import write_new_scenario

    write_new_scenario(file, study=study_dir, extends=extends, name_zh=name_zh, name_en=name_en)
    print(f"已写好 wrote {shown(file)}")
    _next(f"planner check {one_word(file)}", "改好后检查", "edit it, then check it")


@app.command()
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
    _print_json(scenario_json_schema() if kind == "scenario" else study_json_schema())


def _print_parts(parts: Iterable[RenderableType]) -> None:
    """Print a report as wide as the terminal, 80 columns in a pipe; names are never markup."""
    from rich.console import Console

    width = min(WIDEST, Console().width) if sys.stdout.isatty() else PIPE_WIDTH
    console = Console(width=width, markup=False, highlight=False, emoji=False)
    for part in parts:
        console.print(part)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def _report_faults(issues: tuple[Issue, ...], *, as_json: bool) -> None:
    if as_json:
        _print_json({"ok": False, "issues": [issue_json(issue) for issue in issues]})
        return
    _print_issues(issues)
    n = sum(issue.severity is Severity.ERROR for issue in issues)
    _say(f"共 {n} 处错误，没有计算，没有写文件 / {several(n, 'fault')}; nothing was run or written")


def _print_issues(issues: Iterable[Issue]) -> None:
    for issue in issues:
        _say(issue.render() + "\n")


def _count_warnings(issues: Sequence[Issue]) -> None:
    """Say at the end how many warnings scrolled by at the beginning."""
    n = len(issues)
    if n:
        print(f"另有 {n} 条提醒，见上方 / {several(n, 'warning')}, see above")


def _next(command: str, zh: str, en: str) -> None:
    print(f"下一步 next: {zh} {en}\n  {command}")


def _say(message: str) -> None:
    """Print to standard error, folded to the width of a terminal, as it is in a pipe."""
    if sys.stderr.isatty():
        from planner.present.folding import fold_lines

        message = fold_lines(message, os.get_terminal_size(sys.stderr.fileno()).columns)
    print(message, file=sys.stderr)


@contextmanager
def _watching(*, quiet: bool) -> Iterator[Observer | None]:
    """Draw progress and timings on a terminal; stay quiet in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from planner.present.progress_bar import watching

    with watching() as observer:
        yield observer
