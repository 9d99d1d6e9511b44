"""The command line: the only module that prints and exits. Heavy imports stay inside commands."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.errors import Issue, PlannerError, Severity

if TYPE_CHECKING:
    from rich.console import Console

    from planner.progress import Observer

EXIT_BUG = 1
EXIT_INTERRUPTED = 130

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
    list[Path], typer.Argument(metavar="FILE...", help="方案文件 scenario files (YAML).")
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
    try:
        app()
    except PlannerError as error:
        _report_faults(error.issues, as_json="--json" in sys.argv)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("已中断 interrupted", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
    except Exception:  # noqa: BLE001 - the last resort: say that it is our bug
        traceback.print_exc()
        print(
            "程序内部错误，不是您的文件写错了。请把上面的文字发给维护者。\n"
            "This is a bug in planner, not a fault in your files. Please report the lines above.",
            file=sys.stderr,
        )
        sys.exit(EXIT_BUG)


@app.command()
def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="方案文件 scenario file (YAML).")],
    out: Annotated[
        Path | None, typer.Option(help="输出文件夹 folder for the page and tables.")
    ] = None,
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """计算一个方案并生成网页和表格 / Run a scenario; write its page, tables and record."""
    from planner.pipeline import run as run_scenario
    from planner.present import record_json, write_outputs
    from planner.present.terminal import run_report
    from planner.scenario.load import load_scenario

    with _watching(quiet=as_json) as observer:
        result = run_scenario(load_scenario(file, overrides or ()), observer=observer)
        outputs = write_outputs(result, out or Path("maps") / result.scenario_id)
    if as_json:
        record = record_json(result)
        record["page"] = str(outputs.page)
        _print_json(record)
        return
    _print_issues(result.warnings)
    console = _console()
    for part in run_report(result):
        console.print(part)
    console.print(f"\n网页 page: [bold]{outputs.page}[/bold]", highlight=False)
    console.print(f"表格 tables: {outputs.page.parent}", style="dim", highlight=False)


@app.command()
def compare(
    files: Files,
    out: Annotated[Path, typer.Option(help="输出文件夹 folder for the table.")] = Path(
        "maps/comparison"
    ),
    as_json: AsJson = False,
) -> None:
    """比较几个方案 / Compare scenarios in one table; the baseline is its first row."""
    from planner.pipeline import compare as compare_scenarios
    from planner.present.comparison import comparison_rows, write_comparison
    from planner.present.terminal import comparison

    with _watching(quiet=as_json) as observer:
        results = compare_scenarios(files, observer=observer)
        tables = write_comparison(results, out)
    if as_json:
        _print_json({"scenarios": comparison_rows(results)})
        return
    console = _console()
    console.print(comparison(results))
    console.print("\n表格 tables: " + "  ".join(str(t) for t in tables), style="dim")


@app.command()
def check(files: Files, as_json: AsJson = False) -> None:
    """检查方案文件，列出全部错误 / Find every fault in scenario files; nothing is run."""
    from planner.checks import check as check_files

    warnings = check_files(files)
    if as_json:
        _print_json({"ok": True, "issues": [_issue_json(issue) for issue in warnings]})
        return
    _print_issues(warnings)
    n = len(files)
    print(f"{n} 个文件没有错误 / {n} file{'s' if n > 1 else ''} without faults")


@app.command()
def study(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="含 study.yaml 的文件夹.")],
    as_json: AsJson = False,
) -> None:
    """列出一个研究区的内容和问题 / Say what a study contains and what is wrong with it."""
    from planner.pipeline import read_study
    from planner.present.study_report import study_json, study_report

    with _watching(quiet=as_json) as observer:
        found = read_study(folder, observer=observer)
    if as_json:
        _print_json(study_json(found))
        return
    _print_issues(found.warnings)
    console = _console()
    for part in study_report(found):
        console.print(part)


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
    """写一个带说明的新方案 / Write a commented scenario that validates."""
    from planner.scenario.new import write_new_scenario

    write_new_scenario(file, study=study_dir, extends=extends, name_zh=name_zh, name_en=name_en)
    print(f"已写好 wrote {file}\n下一步 next: planner check {file}")


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(help="scenario | study")] = "scenario",
    write: Annotated[
        bool,
        typer.Option("--write", help="更新本文件夹中的架构和参考文档 / refresh the files here."),
    ] = False,
) -> None:
    """输出 JSON Schema，供编辑器补全 / Print the JSON Schema that editors complete from."""
    from planner.scenario.export import scenario_json_schema, study_json_schema, write_generated

    if write:
        for path in write_generated(Path.cwd()):
            print(path)
        return
    if kind not in {"scenario", "study"}:
        raise typer.BadParameter("scenario | study")
    _print_json(scenario_json_schema() if kind == "scenario" else study_json_schema())


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 100)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def _issue_json(issue: Issue) -> dict[str, object]:
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


def _report_faults(issues: tuple[Issue, ...], *, as_json: bool) -> None:
    if as_json:
        _print_json({"ok": False, "issues": [_issue_json(issue) for issue in issues]})
        return
    _print_issues(issues)
    n = sum(issue.severity is Severity.ERROR for issue in issues)
    print(f"共 {n} 处错误，没有计算，没有写文件 / {n} faults; nothing was run or written",
          file=sys.stderr)  # fmt: skip


def _print_issues(issues: tuple[Issue, ...]) -> None:
    for issue in issues:
        print(issue.render() + "\n", file=sys.stderr)


@contextmanager
def _watching(*, quiet: bool) -> Iterator[Observer | None]:
    """Draw progress and timings on a terminal; stay quiet in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from planner.present.progress_bar import watching

    with watching() as observer:
        yield observer
