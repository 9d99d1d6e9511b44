"""The shape of the code is law: import directions, module length, cycles, prints, mutable state."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "planner"
MAX_LINES = 350

GROUND = {"errors", "text", "units"}
ANALYSIS = {"domain", *GROUND}
ALLOWED: dict[str, set[str]] = {
    "errors": {"text"},
    "text": set(),
    "units": set(),
    "domain": GROUND,
    "scenario": ANALYSIS,
    "sources": ANALYSIS,
    "travel": ANALYSIS,
    "analyse": ANALYSIS,
    "siting": ANALYSIS,
    "measures": {"scenario", *ANALYSIS},
    "choosing": {"scenario", "measures", "travel", "analyse", "siting", *ANALYSIS},
    "prepare": {"scenario", "sources", "travel", "progress", *ANALYSIS},
    "present": {"analyse", *ANALYSIS},
    "progress": ANALYSIS,
    "pipeline": {
        "checks",
        "sources",
        "scenario",
        "prepare",
        "measures",
        "travel",
        "analyse",
        "choosing",
        "present",
        "progress",
        *ANALYSIS,
    },
    "checks": {"scenario", "prepare", "measures", *ANALYSIS},
    "cli": {"checks", "choosing", "pipeline", "progress", "scenario", "present", *ANALYSIS},
    "__main__": {"cli"},
    "": {"checks", "pipeline", "scenario", "present", *ANALYSIS},
}
PUBLIC_FACE_ONLY = {
    ("prepare", "travel"),
    ("choosing", "travel"),
    ("pipeline", "choosing"),
    ("cli", "choosing"),
}
WHOLE_PACKAGE_TESTS = {"scenario/test_bad_files.py"}
ONE_IMPORTER = {
    "osmnx": "sources.osm",
    "osmium": "sources.osm",
    "folium": "present",
    "highspy": "siting",
}
MUTABLE_CALLS = {"list", "dict", "set", "defaultdict", "OrderedDict", "Counter", "deque"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    """Return the module's name below the package: 'domain.roads', 'cli', '' for the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, also inside functions.

    `from a import b` names a.b, which may be a module or something inside a.
    """
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(path: Path) -> set[str]:
    """Return the product's modules that a module imports, below the package."""
    names = {dotted(module) for module in modules()}
    found = set()
    for name in imports(path):
        if name.split(".")[0] == "planner":
            below = name.removeprefix("planner").removeprefix(".")
            found.add(below if below in names else below.rpartition(".")[0])
    return found


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_packages_import_only_downwards(path: Path) -> None:
    package = dotted(path).split(".")[0]
    for target in own_imports(path):
        top = target.split(".")[0]
        assert top == package or top in ALLOWED[package], f"{dotted(path)} imports {target}"
        if (package, top) in PUBLIC_FACE_ONLY:
            assert target == top, f"{dotted(path)} reaches into {target}"


def test_no_import_cycles() -> None:
    graph = nx.DiGraph(
        (dotted(path), target)
        for path in modules()
        for target in own_imports(path)
        if target != dotted(path)
    )
    assert list(nx.simple_cycles(graph)) == []


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_modules_stay_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if dotted(path).split(".")[0] == "cli":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"print", "exit", "quit", "sys.exit", "os._exit"}, called


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_no_mutable_state_in_modules(path: Path) -> None:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if [ast.unparse(target) for target in targets] == ["__all__"]:
                continue
            value = node.value
            mutable = isinstance(
                value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
            ) or (isinstance(value, ast.Call) and ast.unparse(value.func) in MUTABLE_CALLS)
            assert not mutable, f"{dotted(path)}:{node.lineno} {ast.unparse(node)[:80]}"
    functions = ast.walk(ast.parse(path.read_text("utf-8")))
    assert not any(isinstance(node, ast.Global) for node in functions)


@pytest.mark.parametrize("library", sorted(ONE_IMPORTER))
def test_heavy_libraries_have_one_importer(library: str) -> None:
    importers = {
        dotted(path)
        for path in modules()
        if any(name == library or name.startswith(library + ".") for name in imports(path))
    }
    home = ONE_IMPORTER[library]
    assert len(importers) == 1
    assert all(name == home or name.startswith(home + ".") for name in importers)


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda p: p.stem)
def test_tests_mirror_the_package(path: Path) -> None:
    below = path.relative_to(ROOT / "tests")
    if below.parts[0] in {"acceptance", "data", "scenarios"} or len(below.parts) == 1:
        return
    if below.as_posix() in WHOLE_PACKAGE_TESTS:
        return
    package = PACKAGE.joinpath(*below.parts[:-1])
    module = below.stem.removeprefix("test_")
    homes = {p.stem for p in package.glob("*") if p.suffix in {".py", ""}}
    assert module in homes, f"{below} tests no module of planner/{'/'.join(below.parts[:-1])}"
