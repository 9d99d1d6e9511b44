"""What the README tells newcomers to type works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.scenario.load import load_scenario

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_example_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (code,) = blocks("python")
    monkeypatch.chdir(tmp_path)
    for name in ("data", "scenarios"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own words
    assert (tmp_path / "maps" / "ordos-99-to-5" / "index.html").is_file()


def test_the_scenario_example_is_sound(tmp_path: Path) -> None:
    (text,) = blocks("yaml")
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "ordos.yaml").write_text(
        (ROOT / "scenarios" / "ordos.yaml").read_text("utf-8"), "utf-8"
    )
    (folder / "mine.yaml").write_text(text, "utf-8")
    assert len(load_scenario(folder / "mine.yaml").scenario.measures) == 1


def test_every_file_it_links_to_exists() -> None:
    for text in (README, (ROOT / "README.zh.md").read_text("utf-8")):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (ROOT / target).exists(), target
