"""Ask a planner at a terminal what a new scenario is to be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from planner.present.messages import shown


@dataclass(frozen=True)
class Answers:
    """What a planner wants; exactly one of `study` and `extends` is given."""

    study: Path | None
    extends: Path | None
    name_zh: str
    name_en: str
    measures: tuple[str, ...]
    services: tuple[str, ...]
    sites: tuple[str, ...]


def interview(file: Path) -> Answers:
    """Ask for the study, the name, measures, and which services and sites they are about.

    Raises PlannerError where the study or scenario named cannot be read.
    """
    from planner.scenario.new import require_new
    from planner.scenario.reference import description
    from planner.scenario.schema_measures import MEASURE_KEYS
    from planner.scenario.template import measure_schema
    from planner.suggest import starting_world

    studies = [str(shown(found.parent)) for found in sorted(Path.cwd().glob("data/*/study.yaml"))]
    print("从哪里开始？研究数据文件夹，或要修改的方案文件。")
    print("What to start from? A study's folder, or a scenario file to change.")
    base = Path(_one_of(studies))
    study, extends = (None, base) if base.suffix in {".yaml", ".yml"} else (base, None)
    require_new(file, study, extends)
    world, _ = starting_world(study, extends)
    name_zh = typer.prompt("中文名称 name in Chinese", default="新方案")
    name_en = typer.prompt("英文名称 name in English", default="New scenario")
    print("写哪些举措？编号或名称，空格分开；可以不写。Which measures? Numbers or names, or none.")
    keys = _some_of(MEASURE_KEYS, [description(measure_schema(key), "zh") for key in MEASURE_KEYS])
    asked = {name for key in keys for name in measure_schema(key)["properties"]}
    services: tuple[str, ...] = ()
    if "services" in asked:
        groups = world.services.groups
        print("关于哪些事项？空白则由程序挑。About which services? Blank: the program picks.")
        services = _some_of(
            [group.id for group in groups],
            [f"{group.name}：{int(group.members.sum())}" for group in groups],
        )
    sites: tuple[str, ...] = ()
    if asked & {"sites", "to", "from", "base"} and keys != ("open_sites",):
        kinds = [kind for kind in world.sites.kinds if len(world.sites.of_kind(kind.id))]
        print("哪些服务点？类别或编号，空白则由程序挑。Which sites? Kinds or ids; blank: picked.")
        sites = _some_of(
            [kind.id for kind in kinds],
            [f"{kind.name}：{len(world.sites.of_kind(kind.id))}" for kind in kinds],
        )
    return Answers(study, extends, name_zh, name_en, keys, services, sites)


def _one_of(known: Sequence[str]) -> str:
    """Return one of some paths, by number, or another one; the first if nothing is typed."""
    for number, word in enumerate(known, start=1):
        print(f"  {number}  {word}")
    default = "1" if known else None
    said: str = typer.prompt("编号或路径 number or path", default=default)
    return _word(said, known)


def _some_of(known: Sequence[str], meanings: Sequence[str]) -> tuple[str, ...]:
    """Return words, by number or as typed; each once."""
    width = max(map(len, known))
    for number, (word, meaning) in enumerate(zip(known, meanings, strict=True), start=1):
        print(f"  {number:2}  {word:{width}}  {meaning}")
    said: str = typer.prompt("编号或名称 numbers or names", default="", show_default=False)
    words = said.replace(",", " ").replace("，", " ").split()
    return tuple(dict.fromkeys(_word(word, known) for word in words))


def _word(said: str, known: Sequence[str]) -> str:
    said = said.strip()
    if said.isascii() and said.isdigit() and 0 < int(said) <= len(known):
        return known[int(said) - 1]
    return said
