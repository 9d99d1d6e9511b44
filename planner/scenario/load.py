"""Scenario and study files, read from disk: chain of parents, overrides, checks, all faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from planner.domain.planning_rates import PLANNING_RATES
from planner.errors import Issue, ScenarioError, Where, raise_errors
from planner.scenario.check import check
from planner.scenario.files import missing_file, read_source, tidy
from planner.scenario.nodes import KeyPath, Node, locate, merge, parse_key
from planner.scenario.overrides import apply_override
from planner.scenario.point_files import Rows, with_tables
from planner.scenario.positions import parse_yaml
from planner.scenario.schema import Scenario
from planner.scenario.schema_study import Study
from planner.text import Text

STUDY_FILE: Final = "study.yaml"
_REPORTED: Final = (("extends",),)
"""What reading the chain has already complained about."""


@dataclass(frozen=True)
class _Loaded:
    """What was read, from which files, and where each key was written.

    path       the file asked for
    study_dir  folder of the study
    files      every file that the content depends on, parents first; then tables of points
    """

    path: Path
    study_dir: Path
    files: tuple[Path, ...]
    root: Node = field(repr=False)

    @property
    def content(self) -> Mapping[str, object]:
        """What the file says, with parents and overrides merged in, as YAML values."""
        plain = self.root.plain()
        return plain if isinstance(plain, Mapping) else {}

    def where(self, key: str) -> Where:
        """Return the place of a key path such as `measures[0].open_sites.kind`.

        A path that no file writes (a default) leads to the nearest parent that is written.
        """
        found = locate(self.root, parse_key(key) or ())
        place = found.place()
        return Where(place.file, place.line, place.column, key, place.excerpt, place.width)


@dataclass(frozen=True)
class LoadedScenario(_Loaded):
    """A scenario with its parents, overrides and tables merged in. `study_dir` holds its study.

    rows  where the rows of its tables stand, by the key path of the list that a table stands for
    """

    scenario: Scenario
    overrides: tuple[str, ...] = ()
    rows: Mapping[KeyPath, Rows] = field(default_factory=dict)

    def where(self, key: str) -> Where:
        """Return the place of a key path; of what a table holds, the line of the table."""
        path = parse_key(key) or ()
        for listed, rows in self.rows.items():
            if path[: len(listed)] == listed and len(path) > len(listed):
                step = path[len(listed)]
                if isinstance(step, int) and step < len(rows.lines):
                    return Where(file=str(rows.path), line=rows.lines[step], key=key)
        return _Loaded.where(self, key)


@dataclass(frozen=True)
class LoadedStudy(_Loaded):
    """A study. `files` are study.yaml and the data files it names, all of which exist."""

    study: Study

    def file(self, name: str) -> Path:
        """Return the path of a file that the study names."""
        return tidy(self.study_dir / name)


def load_scenario(path: Path | str, overrides: Sequence[str] = ()) -> LoadedScenario:
    """Read a scenario file, its chain of `extends` and overrides such as `travel.mode=walk`.

    Raises ScenarioError with all faults of all files.
    """
    chain = _read_chain(Path(path))
    issues = list(chain.issues)
    root = chain.merged()
    if root is None:
        raise ScenarioError(issues)
    for override in overrides:
        root, found = apply_override(root, override)
        issues += found
    scenario, found = check(Scenario, root, _REPORTED, whole=not chain.broken)
    issues += found
    filled = None if scenario is None else with_tables(scenario, root)
    issues += filled.issues if filled else ()
    folder, found = _study_folder(root)
    issues += found
    raise_errors(_in_order(issues, chain.files), ScenarioError)
    if filled is None or folder is None:
        raise AssertionError("a scenario without faults is whole")
    files = (*chain.files, *filled.files)
    return LoadedScenario(
        Path(path), folder, files, root, filled.scenario, tuple(overrides), filled.rows
    )


def study_folder(path: Path | str, overrides: Sequence[str] = ()) -> Path | None:
    """Return the study that a faulty scenario file means, None where that cannot be told."""
    root = _read_chain(Path(path)).merged()
    if root is None:
        return None
    for override in overrides:
        root, _ = apply_override(root, override)
    folder, missing = _study_folder(root)
    return None if missing else folder


def load_study(folder: Path | str) -> LoadedStudy:
    """Read `study.yaml` in a folder and check that the files it names exist.

    Raises ScenarioError with all faults.
    """
    directory = Path(folder)
    missing = missing_file(directory, Where(file=str(directory)), folder=True)
    if missing:
        raise ScenarioError(missing)
    path = directory / STUDY_FILE
    root, issues = _read(path, None)
    if root is None:
        raise ScenarioError(issues)
    study, found = check(Study, root)
    named = dict(_named_files(root))
    absent = (missing_file(tidy(directory / name), where) for name, where in named.items())
    unknown = _unknown_kinds(study, root) if study else ()
    every = [*issues, *found, *filter(None, absent), *unknown]
    raise_errors(_in_order(every, (path,)), ScenarioError)
    if study is None:
        raise AssertionError("a study without faults is whole")
    files = (path, *(tidy(directory / name) for name in named))
    return LoadedStudy(path, directory, files, root, study)


def _in_order(issues: Sequence[Issue], files: Sequence[Path]) -> list[Issue]:
    """Return the faults as a reader meets them: by file, parents first, then by line."""
    order = {str(path): index for index, path in enumerate(files)}

    def place(issue: Issue) -> tuple[int, int, int]:
        where = issue.where
        return order.get(where.file, len(order)), where.line or 0, where.column or 0

    return sorted(issues, key=place)


@dataclass(frozen=True)
class _Chain:
    """The files of an `extends` chain, child first."""

    nodes: tuple[Node, ...]
    files: tuple[Path, ...]
    issues: tuple[Issue, ...]
    broken: bool
    """True where a parent could not be read, so that keys may seem to be missing."""

    def merged(self) -> Node | None:
        """Return the chain as one, parents first; None where the child could not be read."""
        if not self.nodes:
            return None
        *children, root = self.nodes
        for child in reversed(children):
            root = merge(root, child)
        return root


def _read_chain(path: Path) -> _Chain:
    nodes: list[Node] = []
    issues: list[Issue] = []
    files: list[Path] = []
    seen: list[Path] = []
    said: Where | None = None
    broken = False
    following: Path | None = path
    while following is not None:
        node, found = _read(following, said)
        real = following.resolve() if node else None
        if said and real in seen:
            issues.append(_cycle(said, [*files, following]))
            broken = True
            break
        issues += found
        if node is None or real is None:
            broken = True
            break
        nodes.append(node)
        files.append(following)
        seen.append(real)
        entry = node.entry("extends")
        if entry is None:
            break
        said = entry.node.span.where("extends")
        if not isinstance(entry.node.content, str) or not entry.node.content.strip():
            issues.append(_bad_extends(said))
            broken = True
            break
        following = tidy(following.parent / entry.node.content)
    return _Chain(tuple(nodes), tuple(reversed(files)), tuple(issues), broken)


def _read(path: Path, said: Where | None) -> tuple[Node | None, tuple[Issue, ...]]:
    """Return a file's top mapping and its faults; no mapping where it cannot be used."""
    read = read_source(path, said)
    if isinstance(read, Issue):
        return None, (read,)
    source, text = read
    node, issues = parse_yaml(source, text)
    if node is None or node.content is None:
        return None, issues or (
            Issue(
                "file_empty",
                Text("文件里没有内容", "the file is empty"),
                Text("用 `planner new` 生成一个样板，再照着改",
                     "start from the template that `planner new` writes"),
                source.where(1, 1),
            ),
        )  # fmt: skip
    if not isinstance(node.content, Mapping):
        wrong = Issue(
            "file_not_mapping",
            Text("文件最外层应由 `名称: 内容` 的行组成",
                 "the file should consist of `name: value` lines"),
            Text("例如第一行写 name: 方案名称（英文冒号，后空一格）",
                 "begin e.g. with name: my scenario (a colon and a space)"),
            node.span.where(),
        )  # fmt: skip
        return None, (*issues, wrong)
    return node, issues


def _bad_extends(said: Where) -> Issue:
    return Issue(
        "extends_not_a_file",
        Text("extends 后面应是一个文件名", "`extends` takes one file name"),
        Text("例如 extends: ordos.yaml；若要继承几个文件，让它们一个继承一个",
             "write e.g. extends: ordos.yaml; chain the files if there are several"),
        said,
    )  # fmt: skip


def _cycle(said: Where, seen: Sequence[Path]) -> Issue:
    names = " → ".join(path.name for path in seen)
    return Issue(
        "extends_cycle",
        Text(f"继承成了循环：{names}", f"the files extend each other in a circle: {names}"),
        Text("删去其中一个文件的 extends", "delete `extends` from one of them"),
        said,
    )


def _study_folder(root: Node) -> tuple[Path | None, tuple[Issue, ...]]:
    """Return the study's folder, resolved from the file that says `study`."""
    entry = root.entry("study")
    if entry is None or not isinstance(entry.node.content, str) or not entry.node.content.strip():
        return None, ()
    where = entry.node.span.where("study")
    folder = tidy(entry.node.span.source.folder / entry.node.content)
    missing = missing_file(folder, where, folder=True)
    if missing is None and missing_file(folder / STUDY_FILE, where):
        missing = Issue(
            "study_file_missing",
            Text(f"文件夹里没有 {STUDY_FILE}", f"the folder holds no {STUDY_FILE}"),
            Text(f"study 应是研究数据文件夹，里面有 {STUDY_FILE}",
                 f"name the folder of a study; it holds a {STUDY_FILE}"),
            where,
        )  # fmt: skip
    return folder, (missing,) if missing else ()


def _named_files(root: Node) -> Iterator[tuple[str, Where]]:
    """Yield each file that a study names, once, with the place that names it."""
    paths: list[tuple[str | int, ...]] = [
        ("units", "file"), ("roads", "file"), ("roads", "polygon"), ("services", "file"),
    ]  # fmt: skip
    for key in ("residents", "sites", "requests"):
        entry = root.entry(key)
        tables = entry.node.content if entry else None
        if isinstance(tables, tuple):
            paths += [(key, index, "file") for index in range(len(tables))]
    roads = root.entry("roads")
    waits = roads.node.entry("waits") if roads else None
    if waits and isinstance(waits.node.content, tuple):
        paths += [("roads", "waits", index, "file") for index in range(len(waits.node.content))]
    seen: set[str] = set()
    for path in paths:
        found = locate(root, path)
        name = found.node.content
        if found.path == path and isinstance(name, str) and name.strip() and name not in seen:
            seen.add(name)
            yield name, found.place()


def _unknown_kinds(study: Study, root: Node) -> Iterator[Issue]:
    named: list[tuple[KeyPath, str | None]] = [
        (("sites", index, "kind"), table.kind) for index, table in enumerate(study.sites)
    ]
    priced = study.rates.kinds if study.rates else ()
    named += [(("rates", "kinds", kind), kind) for kind in priced if not _has_price(kind)]
    for path, kind in named:
        if kind is not None and kind not in study.kinds:
            kinds = study.kinds
            yield Issue(
                "unknown_kind",
                Text(f"kinds 里没有 `{kind}`", f"`kinds` has no `{kind}`"),
                Text(f"已有：{'、'.join(kinds)}", f"there are: {', '.join(kinds)}"),
                locate(root, path).place(),
            )


def _has_price(kind: str) -> bool:
    """Return whether the planning figures know a kind, which a measure may bring."""
    return PLANNING_RATES.of_kind(kind) is not None
