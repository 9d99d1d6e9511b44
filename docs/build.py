"""Write the parts of these docs that come from the program: the data dictionary, the picture.

python docs/build.py data       # data.md, data.zh.md
python docs/build.py picture    # leader-page.png, with Chromium
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import planner
from planner.present.dictionary import Language, layers_markdown, tables_markdown
from planner.present.tables import tables
from planner.scenario.study_columns import study_columns_markdown
from planner.text import Text

DOCS: Final = Path(__file__).parent
SCENARIO: Final = DOCS.parent / "scenarios" / "ordos-99-to-5.yaml"
# A run with every table there is: sites are chosen, crowding is asked for.
EVERY_TABLE: Final = (DOCS.parent / "scenarios" / "ordos-best-5.yaml", ["catchment.within=60 min"])
PICTURE: Final = DOCS / "leader-page.png"
SIZE: Final = (1366, 768)
MOST_BYTES: Final = 400_000
COLOURS: Final = 200

_INTRODUCTION: Final = Text(
    zh="""# 数据字典

[English](data.md)

本页由程序生成，请勿手改；用 `python docs/build.py data` 更新。

## 研究数据的表

左列是本软件的列名。数据里叫别的名字，就在 `study.yaml` 的 `columns` 里对照；怎样写，见
[reference.zh.md](reference.zh.md)。
""",
    en="""# Data dictionary

[中文](data.zh.md)

This page is generated; `python docs/build.py data` refreshes it.

## Tables of a study

The left column is our name. Where your data has another one, say so under `columns` in
`study.yaml`; how, and what holds without it, is in [reference.md](reference.md).
""",
)
_TABLES: Final = Text(
    zh="""## 结果表

`planner run` 写在 `tables` 文件夹里：每张表一个 CSV（UTF-8，带 BOM），全部表在 `tables.xlsx` 里。
`planner.frames(result).table("units")` 给出同样内容的 DataFrame，列名见第二列。
选址、竞争性可达性和诉求的表，只在方案或研究数据用到时才有。
""",
    en="""## Tables of a result

`planner run` writes them to `tables`: a CSV (UTF-8 with BOM) each, and all in `tables.xlsx`.
`planner.frames(result).table("units")` is the same as a DataFrame, its columns named as in the
second column. Tables of siting, crowding and requests are there only where the scenario asks for
them or the study has them.
""",
)
_LAYERS: Final = Text(
    zh="""## 地图图层

在 `geodata/results.gpkg` 里，WGS84。`planner.frames(result)` 的 `units`、`residents`、`sites`
是同样内容的 GeoDataFrame。
""",
    en="""## Map layers

In `geodata/results.gpkg`, WGS84. `units`, `residents` and `sites` of `planner.frames(result)` are
the same as GeoDataFrames.
""",
)


def dictionary() -> dict[str, str]:
    """Return the text of the pages by name."""
    result = planner.run(planner.load_scenario(*EVERY_TABLE))
    pages: dict[str, str] = {}
    languages: tuple[tuple[str, Language], ...] = (("data.md", "en"), ("data.zh.md", "zh"))
    for name, language in languages:
        parts = (
            _INTRODUCTION, study_columns_markdown(language),
            _TABLES, tables_markdown(tables(result), language),
            _LAYERS, layers_markdown(language),
        )  # fmt: skip
        said = [getattr(part, language) if isinstance(part, Text) else part for part in parts]
        pages[name] = "\n".join(said).rstrip() + "\n"
    return pages


def picture(path: Path) -> None:
    """Draw the page of the scenario as a screen of a laptop shows it. Raises OSError if too large.

    Needs Chromium and playwright.
    """
    from PIL import Image  # noqa: PLC0415 - the dictionary needs neither
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = planner.write_outputs(planner.run(SCENARIO), Path(folder) / "out").page
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        width, height = SIZE
        page = started.new_page(viewport={"width": width, "height": height})
        page.goto(page_file.as_uri())
        page.wait_for_timeout(2000)
        page.screenshot(path=path)
        started.close()
    # A page has few colours: a palette keeps its letters and a third of the bytes.
    with Image.open(path) as shown:
        few = shown.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise OSError(f"{path} has {path.stat().st_size:,} bytes, more than {MOST_BYTES:,}")


def main() -> None:
    """Write what the command line asks for."""
    match sys.argv[1:]:
        case ["data"]:
            for name, text in dictionary().items():
                (DOCS / name).write_text(text, "utf-8", newline="\n")
                print(DOCS / name)
        case ["picture"]:
            picture(PICTURE)
            print(PICTURE, f"{PICTURE.stat().st_size:,} bytes")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
