from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.sources.cache import Entry, cache_folder, cache_key, file_sha256, load_or_build


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLANNER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def pack(value: list[int]) -> Entry:
    return Entry(arrays={"numbers": np.array(value)}, words={"名": "数"})


def unpack(entry: Entry) -> list[int]:
    assert entry.words == {"名": "数"}
    return [int(number) for number in entry.arrays["numbers"]]


def ask(key: str, value: list[int]) -> tuple[list[int], bool]:
    return load_or_build(key, lambda: value, pack=pack, unpack=unpack)


def test_the_second_time_comes_from_the_cache(folder: Path) -> None:
    assert ask("one", [1, 2]) == ([1, 2], False)
    assert ask("one", [9]) == ([1, 2], True)
    assert ask("two", [9]) == ([9], False)
    assert sorted(path.name for path in folder.iterdir()) == ["one.npz", "two.npz"]


@pytest.mark.parametrize("spoil", ["cut", "flip", "alien", "empty", "pickle"])
def test_a_spoiled_entry_is_built_anew(folder: Path, spoil: str) -> None:
    ask("one", [1, 2])
    path = folder / "one.npz"
    content = path.read_bytes()
    if spoil == "pickle":
        np.savez(path, numbers=np.array([{}], dtype=object))
    else:
        at = content.index(np.array([1, 2]).tobytes())
        flipped = content[:at] + b"\x07" + content[at + 1 :]
        spoiled = {"cut": content[: len(content) // 2], "flip": flipped, "alien": b"hello"}
        path.write_bytes(spoiled.get(spoil, b""))
    assert ask("one", [3]) == ([3], False)
    assert ask("one", [4]) == ([3], True)


def test_an_entry_of_another_kind_is_built_anew(folder: Path) -> None:
    ask("one", [1])
    np.savez(folder / "one.npz", numbers=np.array([5]))
    assert ask("one", [3]) == ([3], False)


def test_faults_of_building_are_raised_and_leave_nothing(folder: Path) -> None:
    def fail() -> list[int]:
        raise ValueError("input")

    with pytest.raises(ValueError, match="input"):
        load_or_build("one", fail, pack=pack, unpack=unpack)
    assert not folder.exists()


def test_a_cache_that_cannot_be_written_does_no_harm(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    assert ask("one", [1]) == ([1], False)


def test_keys_depend_on_everything_told() -> None:
    key = cache_key("roads", mode="drive", factor=0.7)
    assert key == cache_key("roads", factor=0.7, mode="drive")
    others = {
        cache_key("roads", mode="walk", factor=0.7),
        cache_key("roads", mode="drive", factor=0.8),
        cache_key("area", mode="drive", factor=0.7),
        cache_key("roads", mode="drive"),
    }
    assert len(others | {key}) == 5


def test_file_hash_is_sha256(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert file_sha256(path) == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


def test_without_the_variable_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_CACHE_DIR")
    assert "planner" in str(cache_folder())
