"""Finds a Chinese font on the system: maps must never show boxes instead of characters."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from planner.errors import DataError, Issue, Severity, Where
from planner.text import Text

FONT_VARIABLE: Final = "PLANNER_FONT"
"""Environment variable that names a font file to take before all others."""

SUFFIXES: Final = (".ttf", ".ttc", ".otf", ".otc")

KNOWN_FONTS: Final = (
    ("notosanscjk-regular", "notosanscjk-bold"),
    ("notosanscjksc-regular", "notosanscjksc-bold"),
    ("notosanssc-regular", "notosanssc-bold"),
    ("notosanssc-vf", ""),
    ("sourcehansans-regular", "sourcehansans-bold"),
    ("sourcehansanssc-regular", "sourcehansanssc-bold"),
    ("sourcehansanscn-regular", "sourcehansanscn-bold"),
    ("wqy-microhei", ""),
    ("wqy-zenhei", ""),
    ("msyh", "msyhbd"),
    ("simhei", ""),
    ("deng", "dengb"),
    ("pingfang", ""),
    ("hiragino sans gb", ""),
    ("stheiti medium", ""),
    ("stheiti light", "stheiti medium"),
    ("songti", ""),
    ("simfang", ""),
    ("fangsong", ""),
    ("simsun", ""),
    ("notoserifcjk-regular", "notoserifcjk-bold"),
    ("droidsansfallbackfull", ""),
)
"""File names without suffix, lower case, best first: of a font and of its bold face, if any."""


@dataclass(frozen=True)
class FontFiles:
    """A font and its bold face, which is the font itself where it has none."""

    regular: Path
    bold: Path


def font_folders() -> tuple[Path, ...]:
    """Return the folders where systems keep fonts, whether they exist or not."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        local = Path(os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local")))
        return (windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts")
    return (
        home / ".fonts",
        home / ".local" / "share" / "fonts",
        home / "Library" / "Fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts"),
        # Newer macOS keeps PingFang among the fonts that it downloads.
        Path("/System/Library/AssetsV2/com_apple_MobileAsset_Font7"),
        Path("/System/Library/AssetsV2/com_apple_MobileAsset_Font8"),
    )


def find_font() -> FontFiles | None:
    """Return the Chinese font to draw with, None where the system has none of those known.

    The file that PLANNER_FONT names comes first. Raises DataError if that is no font file.
    """
    named = os.environ.get(FONT_VARIABLE)
    if named:
        path = Path(named)
        if not path.is_file() or path.suffix.lower() not in SUFFIXES:
            raise DataError(_no_font_file(named))
        return FontFiles(path, path)
    found = _installed()
    for regular, bold in KNOWN_FONTS:
        if regular in found:
            return FontFiles(found[regular], found.get(bold, found[regular]))
    return None


def no_font_warning() -> Issue:
    """Return what to say where maps are drawn without any Chinese font."""
    return Issue(
        "no_chinese_font",
        Text(
            "没有找到中文字体：静态地图改用英文，没有英文名的地名不写",
            "no Chinese font was found: the static maps are in English, and names that exist "
            "only in Chinese are left out",
        ),
        Text(
            "安装一种中文字体（Debian/Ubuntu：apt install fonts-noto-cjk 或 fonts-wqy-microhei），"
            f"或用环境变量 {FONT_VARIABLE} 指定字体文件（.ttf、.ttc、.otf）",
            "install one (Debian/Ubuntu: apt install fonts-noto-cjk or fonts-wqy-microhei), or "
            f"name a font file (.ttf, .ttc, .otf) in the environment variable {FONT_VARIABLE}",
        ),
        severity=Severity.WARNING,
    )


def _installed() -> dict[str, Path]:
    """Return the font files of the system by lower-case name; the first folder counts."""
    found: dict[str, Path] = {}
    for folder in font_folders():
        for place, folders, files in os.walk(folder):
            folders.sort()
            for name in sorted(files):
                path = Path(place, name)
                if path.suffix.lower() in SUFFIXES:
                    found.setdefault(path.stem.lower(), path)
    return found


def _no_font_file(named: str) -> Issue:
    return Issue(
        "font_not_usable",
        Text(
            f"{FONT_VARIABLE} 指的不是字体文件：{named}", f"{FONT_VARIABLE} names no font: {named}"
        ),
        Text(
            f"写一个 {'、'.join(SUFFIXES)} 文件的路径，或取消这个变量",
            f"name a file that ends with {', '.join(SUFFIXES)}, or unset the variable",
        ),
        Where(named),
    )
