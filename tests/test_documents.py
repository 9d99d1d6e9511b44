"""The documents say what is so: their commands run, their figures come out, their links lead on."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import types
from pathlib import Path

import pytest

from planner.cli.app import COMMANDS
from planner.scenario.schema_measures import MEASURE_KEYS
from tests.command_line import Planner

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.zh.md"])


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def blocks(path: Path) -> list[tuple[str, str]]:
    return BLOCK.findall(text_of(path))


@pytest.fixture
def project(fresh_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder of the test's own, with a copy of the scenarios beside the data."""
    here = fresh_cache.parent
    monkeypatch.chdir(here)
    shutil.copytree(ROOT / "scenarios", here / "scenarios")
    for name in ("data", "planner.schema.json"):
        (here / name).symlink_to(ROOT / name)
    return here


def squeezed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def follow(page: Path, planner: Planner, capsys: pytest.CaptureFixture[str]) -> None:
    """Do what a page says, block by block; text blocks are lines of the last command's answer."""
    names: dict[str, object] = {}
    out = ""
    for kind, text in blocks(page):
        if kind == "sh":
            for line in text.splitlines():
                program, *arguments = shlex.split(line)
                assert program == "planner"
                answer = planner(*arguments)
                assert answer.code == 0, (line, answer.err)
                out = answer.out
        elif kind == "text":
            missing = set(squeezed(text)) - set(squeezed(out))
            assert not missing, f"{page.name} promises {missing}"
        elif kind == "yaml":
            file = Path(text.partition("\n")[0].removeprefix("# "))
            assert file.parent.is_dir()
            file.write_text(text, "utf-8")
        elif kind == "python":
            exec(compile(text, page.name, "exec"), names)  # noqa: S102 - our own words
            assert capsys.readouterr().out


def test_the_tutorial_can_be_followed(
    project: Path, planner: Planner, capsys: pytest.CaptureFixture[str]
) -> None:
    follow(DOCS / "tutorial.md", planner, capsys)
    assert (project / "maps" / "ordos-99-to-5" / "index.html").is_file()


def test_the_tutorial_has_the_same_blocks_in_both_languages() -> None:
    assert blocks(DOCS / "tutorial.md") == blocks(DOCS / "tutorial.zh.md")


@pytest.mark.usefixtures("project")
def test_the_analysts_examples_run(planner: Planner, capsys: pytest.CaptureFixture[str]) -> None:
    follow(DOCS / "howto-analyst.md", planner, capsys)


@pytest.mark.usefixtures("project")
def test_the_planners_commands_exist(planner: Planner) -> None:
    """Commands of the table that need neither a file of the reader nor long travel."""
    commands = re.findall(r"`(planner [^`]+)`", text_of(DOCS / "howto-planner.zh.md"))
    ran = 0
    for command in commands:
        name, *arguments = shlex.split(command)[1:]
        assert name in {known.__name__ for known in COMMANDS}
        if name == "describe" or "--study" in arguments:
            assert planner(name, *arguments).code == 0, command
            ran += 1
    assert ran >= 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", text_of(page)):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_the_index_names_every_page() -> None:
    index = text_of(DOCS / "README.md")
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    listed = set(re.findall(r"\]\(([^)#]+)\)", index))
    assert {page for page in pages if not page.startswith("decisions/")} - {"README.md"} <= listed
    for readme in ("README.md", "README.zh.md"):
        assert "docs/README.md" in text_of(ROOT / readme)


def build() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("build", DOCS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_data_dictionary_is_fresh() -> None:
    for name, text in build().dictionary().items():
        assert text_of(DOCS / name) == text, "run `python docs/build.py data`"


def test_the_picture_is_a_small_one() -> None:
    data = (DOCS / "leader-page.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) < 400_000
    width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    assert (width, height) == build().SIZE


def test_both_readmes_say_the_same() -> None:
    """The same sections, commands, files, measures and exit codes, in the same order."""
    english, chinese = (text_of(ROOT / name) for name in ("README.md", "README.zh.md"))
    for pattern in (
        r"^(##) ", r"\]\((?!README|#)([^)]+)\)", r"^    (planner \S+|make \S+|py -3.12|\.venv\S+)",
        r"```(\w+)", r"^\| (`data/\w+`)",
    ):  # fmt: skip
        found = [
            [target.replace(".zh.md", ".md") for target in re.findall(pattern, text, re.MULTILINE)]
            for text in (english, chinese)
        ]
        assert list(dict.fromkeys(found[0])) == list(dict.fromkeys(found[1])), pattern
    for key in MEASURE_KEYS:
        assert f"`{key}`" in english
        assert f"`{key}`" in chinese
    for command in COMMANDS:
        for readme in (english, chinese):
            assert f"planner {command.__name__} " in readme
