"""The program `planner`: its commands, its exit codes, and what it says when something is wrong."""

from __future__ import annotations

import sys
import traceback
from importlib.metadata import version
from typing import Annotated

import typer

from planner.cli.files import check, new, schema, study
from planner.cli.running import compare, run
from planner.cli.saying import report_faults, say
from planner.cli.siting import site
from planner.errors import DataError, PlannerError
from planner.present.messages import refused_access

EXIT_BUG = 1
EXIT_INTERRUPTED = 130
COMMANDS = (run, compare, site, check, study, new, schema)

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
for command in COMMANDS:
    app.command()(command)


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
        report_faults(error.issues, as_json=as_json)
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == EXIT_INTERRUPTED:
            say("已中断，没有写文件 interrupted; nothing was written")
        raise
    except Exception as error:  # noqa: BLE001 - the last resort: say that it is our bug
        refused = refused_access(error)
        if refused is not None:
            report_faults((refused,), as_json=as_json)
            sys.exit(DataError.exit_code)
        traceback.print_exc()
        say(
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
