"""Arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="方案文件 scenario files (YAML).")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取 / for machines.")]
TilesWord = Annotated[
    str | None,
    typer.Option(
        "--tiles",
        metavar="tianditu|osm",
        help="网页加上互联网底图（默认不加） / map pictures from the internet, not by default.",
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="临时改一个设置 / change one setting for this run, e.g. travel.mode=walk.",
    ),
]
