"""The commands that say what is there before anything is computed: explain and describe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from planner.errors import Issue, PlannerError, ScenarioError
from planner.present.messages import one_word
from planner.text import Text

if TYPE_CHECKING:
    from planner.present.columns import Table


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
    from planner.previews import preview

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


def describe(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="services | sites | units | measures.")
    ],
    *,
    study_dir: Annotated[
        Path | None, typer.Option("--study", help="研究区文件夹 study folder.")
    ] = None,
    of: Annotated[
        str,
        typer.Option(metavar="ID", help="只列此事项组、类别、辖区 of this group, kind or unit."),
    ] = "",
    find: Annotated[
        str, typer.Option(metavar="TEXT", help="只列编号或名称含此文字的 with this text.")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="逐个全部列出 list every one.")] = False,
    as_json: AsJson = False,
) -> None:
    """列出写方案要用的编号、名称和举措 / List what a scenario may name, and all measures.

    例 example: `planner describe services --study data/ordos --find 身份证`
    """
    from planner.present.described import (
        Wanted,
        rows_json,
        services_tables,
        shown_table,
        sites_tables,
        units_table,
    )
    from planner.suggest import starting_world

    if what not in {"services", "sites", "units", "measures"}:
        raise typer.BadParameter(f"{what}: 只能写 write services | sites | units | measures")
    if what == "measures":
        _measures(study_dir, as_json=as_json)
        return
    if study_dir is None:
        raise ScenarioError(_no_study())
    world, _ = starting_world(study_dir, None)
    wanted = Wanted(of, find)
    tables: tuple[Table, ...] = (
        services_tables(world, wanted)
        if what == "services"
        else sites_tables(world, wanted)
        if what == "sites"
        else (units_table(world, wanted),)
    )
    if as_json:
        print_json({table.id: rows_json(table) for table in tables})
        return
    each = everything or bool(of or find)
    if len(tables) == 1 or each:
        print_parts([shown_table(tables[-1])])
    else:
        print_parts([shown_table(tables[0])])
        print(f"逐个列出 each one ({len(tables[1].rows)}): --all, --of ID, --find TEXT")
    next_step(
        f"planner new my.yaml --study {one_word(study_dir)}", "写一个方案", "write a scenario"
    )


def _measures(study_dir: Path | None, *, as_json: bool) -> None:
    """List every measure with an example: one of the study where there is one."""
    from planner.present.described import shown_measures
    from planner.scenario.measure_bodies import StudyWords, bodies
    from planner.scenario.schema_measures import MEASURE_KEYS
    from planner.scenario.template import MeasureDraft, measure_line, measure_text
    from planner.suggest import drafts, starting_world, words_of

    if study_dir is None:
        written = [MeasureDraft(key, next(bodies(key, StudyWords()))) for key in MEASURE_KEYS]
    else:
        world, _ = starting_world(study_dir, None)
        words = words_of(world)
        written = [found for key in MEASURE_KEYS for found in drafts([key], world, words)]
    entries = [
        (draft.key, measure_text(draft.key), measure_line(draft.key, draft.body), draft.idle)
        for draft in written
    ]
    if as_json:
        print_json(
            [
                {
                    "measure": key,
                    "text": {"zh": text.zh, "en": text.en},
                    "example": line,
                    "idle": None if idle is None else {"zh": idle.zh, "en": idle.en},
                }
                for key, text, line, idle in entries
            ]
        )
        return
    print_parts([shown_measures(entries)])
    study = f" --study {one_word(study_dir)}" if study_dir else " --study data/ordos"
    next_step(
        f"planner new my.yaml{study} --measure extend_services", "写一项举措", "write one of them"
    )


def _no_study() -> Issue:
    return Issue(
        "no_study",
        Text("没有说明是哪份研究数据", "no study is named"),
        Text("加上 --study，例如 --study data/ordos", "add --study, e.g. --study data/ordos"),
    )
