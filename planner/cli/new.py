"""The command that writes a new scenario: from its options, or by asking."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.saying import next_step, say
from planner.present.messages import one_word, shown

if TYPE_CHECKING:
    from planner.scenario.template import MeasureDraft


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要写的方案文件 file to write.")],
    *,
    study_dir: Annotated[
        Path | None, typer.Option("--study", help="研究区文件夹 study folder.")
    ] = None,
    extends: Annotated[
        Path | None, typer.Option(help="在哪个方案上改 scenario to build on.")
    ] = None,
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            metavar="KEY",
            help="写上这项举措，可写几次 write out this measure; several times.",
        ),
    ] = None,
    services: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="关于哪些事项（组） about these services or groups."),
    ] = None,
    sites: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="关于哪些服务点或类别 about these sites or kinds."),
    ] = None,
    name_zh: Annotated[str, typer.Option(help="中文名称 name in Chinese.")] = "新方案",
    name_en: Annotated[str, typer.Option(help="英文名称 name in English.")] = "New scenario",
) -> None:
    """写一个带说明的新方案 / Write a commented scenario that validates.

    在终端里不写选项，就一步步问。On a terminal, without options, it asks.

    例 example: `planner new my.yaml --study data/ordos --measure extend_services`
    """
    from planner.cli.interview import interview
    from planner.scenario.new import require_new, write_new_scenario
    from planner.suggest import drafts, starting_world, words_of

    keys, chosen, at = tuple(measures or ()), tuple(services or ()), tuple(sites or ())
    if study_dir is None and extends is None and sys.stdin.isatty():
        said = interview(file)
        study_dir, extends, name_zh, name_en = said.study, said.extends, said.name_zh, said.name_en
        keys, chosen, at = said.measures, said.services, said.sites
    require_new(file, study_dir, extends)
    written: tuple[MeasureDraft, ...] = ()
    if keys:
        world, focus = starting_world(study_dir, extends)
        written = tuple(drafts(keys, world, words_of(world, focus, chosen, at)))
    write_new_scenario(
        file, study=study_dir, extends=extends, name_zh=name_zh, name_en=name_en, measures=written
    )
    print(f"已写好 wrote {shown(file)}")
    for draft in written:
        if draft.idle is not None:
            say(f"{draft.key} 写成了注释 stands as a comment: {draft.idle}")
    command = "explain" if written else "check"
    next_step(
        f"planner {command} {one_word(file)}",
        "改好后看它改变什么",
        "edit it, then see what it says",
    )
