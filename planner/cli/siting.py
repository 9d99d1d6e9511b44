"""The command that only chooses sites: site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import AsJson, Overrides
from planner.cli.saying import next_step, print_json, print_parts, watching
from planner.errors import PlannerError
from planner.present.messages import one_word


def site(  # noqa: PLR0917  # one for each option
    file: Annotated[Path, typer.Argument(metavar="FILE", help="方案文件 scenario file (YAML).")],
    frontier: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="0 到 N 个点各自的最优 / the best 0 to N sites."),
    ] = None,
    robust: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="需求和速度变动 N 次 / N draws of demand and speeds."
        ),
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="哪些抽样 which draws.")] = 0,
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """只做选址：选哪些、多可靠、多选几个值不值 / Only choose sites, and say how sure.

    按一次 Ctrl-C 结束搜索，保留目前最好的结果。Ctrl-C once ends the search with the best so far.

    例 example: `planner site scenarios/ordos-best-5.yaml --frontier 10 --robust 50 --seed 1`
    """
    from planner.checks import with_all_faults
    from planner.choosing import Wanted
    from planner.pipeline import choose_sites
    from planner.present.record import siting_json
    from planner.present.terminal_siting import siting_report
    from planner.scenario.load import load_scenario

    wanted = Wanted(frontier=frontier, draws=robust, seed=seed)
    with watching(quiet=as_json) as observer:
        try:
            loaded = load_scenario(file, overrides or ())
            reports = choose_sites(loaded, wanted=wanted, observer=observer)
        except PlannerError as error:
            raise with_all_faults(error, [file], overrides or ()) from error
    if as_json:
        print_json({"siting": siting_json(reports)})
        return
    for report in reports:
        print_parts(siting_report(report))
    next_step(f"planner run {one_word(file)}", "算出全部结果和网页", "all results and the page")
